//! Names and descriptions on sentences with the parses that the English pipeline gives them.
//!
//! Each line of the fixture says which names and which described parties and things its text holds.

mod common;

use std::fmt::Write;

use tidings_mention::name::{self, Lexicon, described};
use tidings_mention::{Name, Parse};

use common::{Parsed, cases, document, parse, parses};

fn shown(parse: &Parse, names: &[Name], lexicon: &Lexicon) -> String {
    let text = &parse.doc().text;
    let mut out = String::new();
    for (i, n) in names.iter().enumerate() {
        let _ = write!(out, "{:?}:{}", n.kind, n.span.slice(text));
        if n.same_as != i {
            let _ = write!(out, "={}", n.same_as);
        }
        if let Some(role) = n.role {
            let _ = write!(out, " ({})", role.slice(text));
        }
        out.push_str("; ");
    }
    out.push('|');
    for d in described::find(parse, lexicon, names) {
        let _ = write!(out, " {:?}:{};", d.kind, d.span.slice(text));
    }
    out
}

#[test]
fn names_and_descriptions_are_read() {
    let (texts, table) = (include_str!("fixtures/name.txt"), include_str!("fixtures/name.tsv"));
    let lexicon = Lexicon::builtin();
    let mut blocks = parses(table).into_iter();
    let mut wrong = String::new();
    for (expected, text) in cases(texts) {
        let blocks: Vec<Parsed> = blocks.by_ref().take(text.split(" || ").count()).collect();
        let document = document(&blocks);
        let parse = parse(&document, &blocks);
        // Harvan and Rome are the places here.
        let is_place = |t: std::ops::Range<usize>| matches!(parse.text(t), "Harvan" | "Rome");
        let names = name::find(&parse, &lexicon, is_place);
        let got = shown(&parse, &names, &lexicon);
        if got != expected {
            let _ = writeln!(wrong, "{text}\n  want {expected}\n  got  {got}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn nothing_is_found_in_nothing() {
    let document = document(&[]);
    let parse = parse(&document, &[]);
    let lexicon = Lexicon::builtin();
    assert!(name::find(&parse, &lexicon, |_| false).is_empty());
    assert!(described::find(&parse, &lexicon, &[]).is_empty());
}
