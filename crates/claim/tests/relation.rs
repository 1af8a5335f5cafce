//! How parties and things stand to each other, on sentences made for it.

mod common;

use tidings_claim::event::{self, Lexicon as Events};
use tidings_claim::relation::{self, Party, Sort};
use tidings_mention::name::described::{self, DescriptionKind};
use tidings_mention::name::{self, Lexicon, head_of};
use tidings_mention::{NameKind, Parse};

fn parties(parse: &Parse) -> Vec<Party> {
    let lexicon = Lexicon::builtin();
    let names = name::find(parse, &lexicon, |_| false);
    let mut out: Vec<Party> = Vec::new();
    for n in &names {
        let tokens = n.tokens.0 as usize..n.tokens.1 as usize;
        let sort = if n.kind == NameKind::Person { Sort::Person } else { Sort::Body };
        out.push(Party { head: head_of(parse, tokens.clone()), tokens, sort });
    }
    for d in described::find(parse, &lexicon, &names) {
        let sort = match d.kind {
            DescriptionKind::Person => Sort::Person,
            DescriptionKind::People => Sort::Body,
            DescriptionKind::Site => Sort::Place,
            _ => Sort::Thing,
        };
        out.push(Party { tokens: d.tokens, head: d.head, sort });
    }
    out.sort_by_key(|p| p.tokens.start);
    out
}

#[test]
fn relations_are_read() {
    let lexicon = Events::bundled().expect("the lexicon is sound");
    for case in common::cases("relation") {
        let parse = case.parse();
        let parties = parties(&parse);
        let found = relation::find(&parse, &parties, &event::find(&parse, &lexicon));
        let text = |i: usize| parse.text(parties[i].tokens.clone());
        let mut got: Vec<String> =
            found.iter().map(|r| format!("{:?}: {} -> {}", r.kind, text(r.source), text(r.target))).collect();
        let mut want = case.expected.clone();
        got.sort();
        want.sort();
        assert_eq!(got, want, "{}", case.name);
    }
}
