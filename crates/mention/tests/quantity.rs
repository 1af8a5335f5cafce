//! Figures and tolls on sentences with the parses that the English pipeline gives them.

use std::sync::Arc;

use spacy::{Doc, DocParts, Entity, LabelTable, Token};
use tidings_mention::{Parse, Quantity, quantity};
use tidings_text::{Block, BlockKind, Document, Hints, Span, document_from_text};

/// One block of a fixture: its text and its parse.
struct Parsed {
    text: String,
    doc: Doc,
}

fn id(list: &mut Vec<String>, label: &str) -> u16 {
    if let Some(i) = list.iter().position(|l| l == label) {
        return i as u16;
    }
    list.push(label.to_owned());
    list.len() as u16 - 1
}

/// Reads what `tools/parse_fixture.py` writes.
fn parses(table: &str) -> Vec<Parsed> {
    let mut out = Vec::new();
    for block in table.split("= ").filter(|b| b.contains('\t')) {
        let (text, rows) = block.split_once('\n').expect("a text and its tokens");
        let empty = || vec![String::new()];
        let mut labels =
            LabelTable { tags: empty(), pos: empty(), morphs: empty(), deps: empty(), entities: empty() };
        let (mut tokens, mut entities, mut lemmas) = (Vec::new(), Vec::new(), String::new());
        for row in rows.lines() {
            let number = |s: &str| s.parse::<u32>().expect("a number");
            if let Some(entity) = row.strip_prefix("@ ") {
                let f: Vec<&str> = entity.split(' ').collect();
                let label = id(&mut labels.entities, f[2]);
                entities.push(Entity { start: number(f[0]), end: number(f[1]), label });
                continue;
            }
            let f: Vec<&str> = row.split('\t').collect();
            let lemma_start = lemmas.len() as u32;
            lemmas.push_str(f[7]);
            tokens.push(Token {
                start: number(f[0]),
                end: number(f[1]),
                sent_start: f[2] == "1",
                tag: id(&mut labels.tags, f[3]),
                pos: id(&mut labels.pos, f[4]),
                dep: id(&mut labels.deps, f[5]),
                head: number(f[6]),
                lemma_start,
                lemma_end: lemmas.len() as u32,
                ..Token::default()
            });
        }
        let parts = DocParts { text: text.to_owned(), tokens, entities, lemmas, labels: Arc::new(labels) };
        out.push(Parsed { text: text.to_owned(), doc: Doc::from_parts(parts).expect("a sound fixture") });
    }
    out
}

/// A document of the given blocks, one a line.
fn document(blocks: &[Parsed]) -> Document {
    let text = blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n");
    let mut document = document_from_text(text, &Hints::default());
    document.blocks.clear();
    let mut at = 0;
    for block in blocks {
        document
            .blocks
            .push(Block { span: Span::new(at, at + block.text.len()), kind: BlockKind::Paragraph });
        at += block.text.len() + 1;
    }
    document
}

fn parse<'d>(document: &'d Document, blocks: &[Parsed]) -> Parse<'d> {
    let mut parse = Parse::new(document);
    for (i, block) in blocks.iter().enumerate() {
        parse.push_block(i, &block.doc);
    }
    parse
}

fn cases(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

fn shown(q: &Quantity) -> String {
    let bound = |n: Option<f64>| n.map_or("-".to_owned(), |n| format!("{}", (n * 1000.0).round() / 1000.0));
    let rate = if q.rate { " /rate" } else { "" };
    let part = q.part_of.map_or(String::new(), |k| format!(" <{k}"));
    let of = if q.of.is_empty() { String::new() } else { format!(" {}", q.of) };
    format!("{} {}..{}{of}{rate}{part}", q.measure.as_str(), bound(q.min), bound(q.max))
}

#[test]
fn figures_of_sentences() {
    let parsed = parses(include_str!("fixtures/quantity.tsv"));
    let mut wrong = Vec::new();
    for (block, (expected, text)) in parsed.chunks(1).zip(cases(include_str!("fixtures/quantity.txt"))) {
        assert_eq!(block[0].text, text, "run tools/parse_fixture.py again");
        let document = document(block);
        let parse = parse(&document, block);
        let found: Vec<String> = quantity::find(&parse, &[]).iter().map(shown).collect();
        if found.join(" | ") != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  found    {}", found.join(" | ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spans_cite_the_words() {
    let parsed = parses(include_str!("fixtures/quantity.tsv"));
    let document = document(&parsed);
    let parse = parse(&document, &parsed);
    let found = quantity::find(&parse, &[]);
    let cited: Vec<&str> = found.iter().map(|q| q.span.slice(&document.text)).collect();
    for words in
        ["At least 15 people", "A child and his father", "Some 40 sailors", "three nurses", "12-year-old"]
    {
        assert!(cited.contains(&words), "{words}");
    }
    assert!(found.windows(2).all(|w| w[0].span.start <= w[1].span.start));
}

#[test]
fn tolls_of_reports() {
    let parsed = parses(include_str!("fixtures/toll.tsv"));
    let mut rest = parsed.as_slice();
    let mut wrong = Vec::new();
    for (expected, text) in cases(include_str!("fixtures/toll.txt")) {
        let (blocks, after) = rest.split_at(text.split(" || ").count());
        rest = after;
        let document = document(blocks);
        let parse = parse(&document, blocks);
        let figures = quantity::find(&parse, &[]);
        let toll = quantity::toll(&[(jiff::civil::date(2020, 5, 4), &parse, &figures)]);
        let found = format!("{} {}", toll.killed.0.unwrap_or(-1.0), toll.injured.0.unwrap_or(-1.0));
        if found != expected {
            wrong.push(format!("{text}\n  expected {expected}, found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
