//! Parses of sentences of our own, made by `tools/parse_fixture.py`, for tests that run without a model.
#![allow(dead_code)] // each test uses its part

use std::sync::Arc;

use spacy::{Doc, DocParts, Entity, LabelTable, Token};
use tidings_mention::Parse;
use tidings_text::{Block, BlockKind, Document, Hints, Span, document_from_text};

/// One block of a fixture: its text and its parse.
pub struct Parsed {
    /// The block's text.
    pub text: String,
    /// Its parse.
    pub doc: Doc,
}

fn id(list: &mut Vec<String>, label: &str) -> u16 {
    if let Some(i) = list.iter().position(|l| l == label) {
        return i as u16;
    }
    list.push(label.to_owned());
    list.len() as u16 - 1
}

/// Reads what `tools/parse_fixture.py` writes.
pub fn parses(table: &str) -> Vec<Parsed> {
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
pub fn document(blocks: &[Parsed]) -> Document {
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

/// The blocks laid end to end.
pub fn parse<'d>(document: &'d Document, blocks: &[Parsed]) -> Parse<'d> {
    let mut parse = Parse::new(document);
    for (i, block) in blocks.iter().enumerate() {
        parse.push_block(i, &block.doc);
    }
    parse
}

/// Lines of a fixture's text: what is expected, and the sentence.
pub fn cases(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}
