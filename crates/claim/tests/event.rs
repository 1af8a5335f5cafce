//! What happened, on sentences made for it: each line of the fixture says what is to be found.

use std::sync::Arc;

use spacy::{Doc, DocParts, Entity, LabelTable, Token};
use tidings_claim::Event;
use tidings_claim::event::{Lexicon, find, text_label};
use tidings_mention::Parse;
use tidings_text::{Block, BlockKind, Document, Hints, Span, document_from_text};

/// The parses of `tools/parse_fixture.py`, one document a text.
fn parsed(all: &str) -> Vec<(Document, Doc)> {
    let mut out: Vec<(Document, Doc)> = Vec::new();
    for part in format!("\n{all}").split("\n= ").skip(1) {
        let (text, rows) = part.split_once('\n').expect("a text line");
        let mut labels = LabelTable {
            tags: vec![String::new()],
            pos: vec![String::new()],
            morphs: vec![String::new()],
            deps: vec![String::new()],
            entities: vec![String::new()],
        };
        let (mut tokens, mut entities, mut lemmas) = (Vec::new(), Vec::new(), String::new());
        for row in rows.lines().filter(|r| !r.is_empty()) {
            if let Some(entity) = row.strip_prefix("@ ") {
                let f: Vec<&str> = entity.split(' ').collect();
                let n = |i: usize| f[i].parse::<u32>().expect("a number");
                entities.push(Entity { start: n(0), end: n(1), label: id(&mut labels.entities, f[2]) });
                continue;
            }
            let f: Vec<&str> = row.split('\t').collect();
            let n = |i: usize| f[i].parse::<u32>().expect("a number");
            let lemma_start = lemmas.len() as u32;
            lemmas.push_str(f[7]);
            tokens.push(Token {
                start: n(0),
                end: n(1),
                space_after: text.as_bytes().get(n(1) as usize) == Some(&b' '),
                sent_start: f[2] == "1",
                tag: id(&mut labels.tags, f[3]),
                pos: id(&mut labels.pos, f[4]),
                morph: 0,
                dep: id(&mut labels.deps, f[5]),
                head: n(6),
                lemma_start,
                lemma_end: lemmas.len() as u32,
            });
        }
        let mut document = document_from_text(text.to_owned(), &Hints::default());
        document.blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }];
        let parts = DocParts { text: text.to_owned(), tokens, entities, lemmas, labels: Arc::new(labels) };
        out.push((document, Doc::from_parts(parts).expect("a sound parse")));
    }
    out
}

fn id(list: &mut Vec<String>, label: &str) -> u16 {
    let i = list.iter().position(|l| l == label).unwrap_or_else(|| {
        list.push(label.to_owned());
        list.len() - 1
    });
    u16::try_from(i).expect("few labels")
}

fn show(parse: &Parse, e: &Event) -> String {
    let names = |list: &[usize]| {
        let names: Vec<&str> = list.iter().map(|&i| parse.str(i)).collect();
        if names.is_empty() { "-".to_owned() } else { names.join(",") }
    };
    let mut code = e.plover.kind.unwrap_or("-").to_owned();
    for (i, mode) in e.plover.modes.iter().enumerate() {
        code += if i == 0 { "/" } else { "," };
        code += mode;
    }
    for aux in &e.plover.aux {
        code += " ";
        code += aux;
    }
    format!("{} {code} {} > {}", parse.str(e.trigger), names(&e.actors), names(&e.recipients))
}

#[test]
fn every_sentence_has_its_events() {
    let lexicon = Lexicon::bundled().expect("the lexicon is sound");
    let expected = include_str!("fixtures/events.txt").lines().filter(|l| !l.starts_with('#'));
    let mut wrong = Vec::new();
    for (line, (document, doc)) in expected.zip(parsed(include_str!("fixtures/events.tsv"))) {
        let mut parse = Parse::new(&document);
        parse.push_block(0, &doc);
        let found: Vec<String> = find(&parse, &lexicon).iter().map(|e| show(&parse, e)).collect();
        let found = if found.is_empty() { "-".to_owned() } else { found.join("; ") };
        let want = line.split('\t').next().unwrap_or("");
        if found != want {
            wrong.push(format!("{}\n  want  {want}\n  found {found}", document.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_text_has_its_label() {
    let lexicon = Lexicon::bundled().expect("the lexicon is sound");
    let expected = include_str!("fixtures/labels.txt").lines().filter(|l| !l.starts_with('#'));
    let mut wrong = Vec::new();
    for (line, (document, doc)) in expected.zip(parsed(include_str!("fixtures/labels.tsv"))) {
        let mut parse = Parse::new(&document);
        parse.push_block(0, &doc);
        let found = text_label(&parse, &lexicon).unwrap_or("-");
        let want = line.split('\t').next().unwrap_or("");
        if found != want {
            wrong.push(format!("{}\n  want  {want}\n  found {found}", document.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_slip_in_the_lexicon_is_named_by_line() {
    let error = |file, text| Lexicon::read(&[(file, text)]).expect_err("must not be read").to_string();
    assert_eq!(error("verbs.txt", "# ok\nattack ASSAULT"), "verbs.txt:2: an entry needs ->");
    assert_eq!(error("verbs.txt", "attack -> WAR"), "verbs.txt:1: no type WAR");
    assert_eq!(error("verbs.txt", "attack -> ASSAULT/magic"), "verbs.txt:1: no mode magic");
    assert_eq!(error("nouns.txt", "end {of:*} -> op undo"), "nouns.txt:1: no operator undo");
    let twice = "kill {obj:man by:*} -> ASSAULT\nslay, kill {by:* obj:man} -> ACCUSE";
    assert_eq!(error("verbs.txt", twice), "verbs.txt:2: kill {by:* obj:man} stands here a second time");
    assert_eq!(error("verbs.txt", "take {obj:@nowhere} -> ASSAULT"), "classes.txt:0: no class @nowhere");
}
