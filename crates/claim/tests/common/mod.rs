//! Texts with their parses, read from the fixtures: the rules are tested without a model.

use std::path::Path;
use std::sync::Arc;

use spacy::{Doc, DocParts, Entity, LabelTable, Token};
use tidings_mention::Parse;
use tidings_text::{Block, BlockKind, Document, Hints, Span, document_from_text};

/// One text of a fixture.
pub struct Case {
    pub name: String,
    pub document: Document,
    pub paragraphs: Vec<Doc>,
    /// The lines that begin with ">" in the fixture: what the test expects.
    pub expected: Vec<String>,
}

impl Case {
    pub fn parse(&self) -> Parse<'_> {
        let mut parse = Parse::new(&self.document);
        for (i, doc) in self.paragraphs.iter().enumerate() {
            parse.push_block(i, doc);
        }
        parse
    }
}

/// The texts of `tests/fixtures/NAME.txt`, with the parses of `NAME.parsed`.
pub fn cases(name: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let read = |end: &str| {
        let path = folder.join(format!("{name}.{end}"));
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let (texts, parsed) = (read("txt"), read("parsed"));
    let mut cases: Vec<Case> = parsed.split("= ").skip(1).map(case).collect();
    let mut current = 0;
    for line in texts.lines() {
        if let Some(name) = line.strip_prefix("= ") {
            current =
                cases.iter().position(|c| c.name == name).unwrap_or_else(|| panic!("{name} is not parsed"));
        } else if let Some(expected) = line.strip_prefix("> ") {
            cases[current].expected.push(expected.to_string());
        }
    }
    cases
}

fn case(parsed: &str) -> Case {
    let (name, body) = parsed.split_once('\n').unwrap_or((parsed, ""));
    let mut text = String::new();
    let mut blocks = Vec::new();
    let mut paragraphs = Vec::new();
    for paragraph in body.split("@ ").skip(1) {
        let (line, tokens) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
        if !text.is_empty() {
            text.push('\n');
        }
        let span = Span::new(text.len(), text.len() + line.len());
        let kind =
            if line.ends_with(['.', '"', '”', ':']) { BlockKind::Paragraph } else { BlockKind::Title };
        blocks.push(Block { span, kind });
        text.push_str(line);
        paragraphs.push(doc(line, tokens));
    }
    let mut document = document_from_text(text, &Hints::default());
    document.blocks = blocks;
    Case { name: name.to_string(), document, paragraphs, expected: Vec::new() }
}

fn id(list: &mut Vec<String>, label: &str) -> u16 {
    let i = list.iter().position(|l| l == label).unwrap_or_else(|| {
        list.push(label.to_string());
        list.len() - 1
    });
    u16::try_from(i).expect("few labels")
}

fn doc(text: &str, lines: &str) -> Doc {
    let empty = || vec![String::new()];
    let (mut tags, mut pos, mut deps, mut labels) = (empty(), empty(), empty(), empty());
    let mut lemmas = String::new();
    let mut tokens = Vec::new();
    let mut entities: Vec<Entity> = Vec::new();
    let mut at = 0u32;
    for (i, line) in lines.lines().enumerate() {
        let f: Vec<&str> = line.split('\t').collect();
        let [form, space, start, tag, part, dep, head, lemma, entity] = f[..] else {
            panic!("not a token: {line}")
        };
        let lemma_start = lemmas.len() as u32;
        lemmas.push_str(lemma);
        let end = at + form.len() as u32;
        tokens.push(Token {
            start: at,
            end,
            space_after: space == "1",
            sent_start: start == "1",
            tag: id(&mut tags, tag),
            pos: id(&mut pos, part),
            morph: 0,
            dep: id(&mut deps, dep),
            head: head.parse().expect("head"),
            lemma_start,
            lemma_end: lemmas.len() as u32,
        });
        at = end + u32::from(space == "1");
        match entity.split_once('-') {
            Some(("B", label)) => {
                let label = id(&mut labels, label);
                entities.push(Entity { start: i as u32, end: i as u32 + 1, label });
            }
            Some(("I", _)) => entities.last_mut().expect("entity begins").end = i as u32 + 1,
            _ => {}
        }
    }
    let labels = LabelTable { tags, pos, morphs: empty(), deps, entities: labels };
    let parts = DocParts { text: text.to_string(), tokens, entities, lemmas, labels: Arc::new(labels) };
    Doc::from_parts(parts).expect("fixture is well formed")
}
