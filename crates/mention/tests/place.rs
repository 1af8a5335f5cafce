//! Places on sentences with the parses that the English pipeline gives them.
//!
//! Resolution needs the compiled gazetteer, which is no part of the sources: `TIDINGS_TEST_GAZETTEER` names it,
//! and without it the tests say so and pass.

use std::fmt::Write;
use std::sync::Arc;

use spacy::{Doc, DocParts, Entity, LabelTable, Token};
use tidings_gazetteer::Gazetteer;
use tidings_mention::{Parse, Place, PlacePrecision, PlaceSense, RelationKind, place};
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

/// The compiled gazetteer, if there is one.
fn gazetteer() -> Option<Gazetteer> {
    let Ok(path) = std::env::var("TIDINGS_TEST_GAZETTEER") else {
        eprintln!("skipped: TIDINGS_TEST_GAZETTEER names no compiled gazetteer");
        return None;
    };
    let bytes = std::fs::read(&path).expect("TIDINGS_TEST_GAZETTEER can be read");
    Some(Gazetteer::from_bytes(bytes).expect("a gazetteer of this version"))
}

fn shown(p: &Place, text: &str) -> String {
    let mut out = format!("{}=", p.span.slice(text));
    match p.candidates.first().filter(|_| p.resolved) {
        None => out.push('?'),
        Some(c) => {
            let precision = match p.precision {
                PlacePrecision::Point => "point",
                PlacePrecision::Settlement => "settlement",
                PlacePrecision::District => "district",
                PlacePrecision::Province => "province",
                PlacePrecision::Country => "country",
                PlacePrecision::Area => "area",
            };
            let _ = write!(out, "{} {precision}", c.iso3166_2.as_deref().unwrap_or(&c.country));
        }
    }
    out.push_str(match p.sense {
        PlaceSense::Literal => "",
        PlaceSense::Metonym => " metonym",
        PlaceSense::Demonym => " demonym",
        PlaceSense::Modifier => " modifier",
    });
    if let Some(r) = &p.relation {
        let kind = match r.kind {
            RelationKind::Near => "near",
            RelationKind::Offset => "offset",
            RelationKind::Border => "border",
            RelationKind::Between => "between",
            RelationKind::Part => "part",
        };
        let _ = write!(out, " [{kind}: {}", r.span.slice(text));
        for n in [r.distance_km, r.bearing].into_iter().flatten() {
            let _ = write!(out, " {n}");
        }
        out.push(']');
    }
    out
}

#[test]
fn places_are_found_and_resolved() {
    let Some(gazetteer) = gazetteer() else { return };
    let mut parsed = parses(include_str!("fixtures/place.tsv")).into_iter();
    let mut wrong = String::new();
    for (wanted, text) in cases(include_str!("fixtures/place.txt")) {
        let blocks: Vec<Parsed> = parsed.by_ref().take(text.split(" || ").count()).collect();
        let document = document(&blocks);
        let parse = parse(&document, &blocks);
        let places = place::find(&parse, &gazetteer);
        let got: Vec<String> = places.iter().map(|p| shown(p, &document.text)).collect();
        let got = if got.is_empty() { "-".to_owned() } else { got.join(" | ") };
        if got != wanted {
            let _ = writeln!(wrong, "{text}\n  wanted {wanted}\n  got    {got}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_score_is_the_sum_of_its_features() {
    let Some(gazetteer) = gazetteer() else { return };
    let blocks = parses(include_str!("fixtures/place.tsv"));
    let document = document(&blocks);
    let parse = parse(&document, &blocks);
    for place in place::find(&parse, &gazetteer) {
        for c in &place.candidates {
            let sum: f64 = c.features.iter().map(|f| f.1).sum();
            assert!((sum - c.score).abs() < 1e-9, "{}: {sum} is not {}", c.name, c.score);
        }
        assert!(place.candidates.windows(2).all(|w| w[0].score >= w[1].score));
    }
}

#[test]
fn marked_spans_are_resolved_where_they_are() {
    let Some(gazetteer) = gazetteer() else { return };
    let blocks = parses(include_str!("fixtures/place.tsv"));
    let document = document(&blocks);
    let parse = parse(&document, &blocks);
    let at = document.text.find("Kyiv").expect("in the fixture");
    let span = Span::new(at, at + 4);
    let found = place::resolve_marked(&parse, &gazetteer, &place::Weights::default(), &[span]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].span, found[0].candidates[0].country.as_str()), (span, "UA"));
}
