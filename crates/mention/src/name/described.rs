//! Parties and things without a name: "two villagers", "a safehouse", "the victims' families".
//!
//! A noun phrase is told by its head noun (data/names.txt), in the singular or the plural, and by nothing else:
//! which of the named ones it means is not said here. Mentions with a name are left to [`super::find`].

use std::ops::Range;

use tidings_text::Span;

use super::lexicon::{Lexicon, Lists};
use super::words::Words;
use crate::labels::{Dep, Pos, Tag};
use crate::parse::Parse;
use crate::types::Name;

/// A described party or thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The noun phrase, with its article and what stands before the noun; with an "of" phrase where that says who
    /// ("the people of the valley"), without relative clauses.
    pub span: Span,
    /// Tokens of `span`.
    pub tokens: Range<usize>,
    /// The head noun.
    pub head: usize,
    /// What it describes.
    pub kind: DescriptionKind,
}

/// What a [`Description`] describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DescriptionKind {
    /// One human being ("a senior general").
    Person,
    /// Several, or a body of them ("mourners", "the family", "the armed forces").
    People,
    /// A place or building ("the village", "a storage facility").
    Site,
    /// What is fired, thrown or set off ("barrel bombs").
    Weapon,
    /// What moves and fights ("a warplane").
    Platform,
    /// What else moves ("an oil tanker").
    Vehicle,
    /// What is written ("the resolution").
    Document,
}

/// Finds the described parties and things of a document, in text order of their heads. `names` are not described.
pub fn find(parse: &Parse, lexicon: &Lexicon, names: &[Name]) -> Vec<Description> {
    let words = &Words::new(parse, lexicon);
    let mut named = vec![false; parse.len()];
    let mut in_title: Vec<Range<usize>> = Vec::new();
    for n in names {
        named[n.tokens.0 as usize..n.tokens.1 as usize].fill(true);
        // "Minister for Water A B": a title is part of the name that follows; what a comma parts describes it.
        let title = n.role.map(|role| parse.tokens_in(role)).filter(|t| t.end == n.tokens.0 as usize);
        in_title.extend(title);
    }
    let mut out = Vec::new();
    for head in 0..parse.len() {
        let t = parse.token(head);
        if named[head]
            || !t.tag.is_noun()
            || matches!(t.dep, Dep::Compound | Dep::Nmod) && parse.head(head) > head
        {
            continue;
        }
        let Some(kind) = kind_of(parse, words, head) else { continue };
        // Titles stand in the order of their names.
        let next = in_title.partition_point(|t| t.end <= head);
        if in_title.get(next).is_some_and(|t| t.contains(&head)) {
            continue;
        }
        let tokens = phrase(parse, head, &named);
        out.push(Description { span: parse.span(tokens.clone()), tokens, head, kind });
    }
    out
}

/// The noun phrase around a head noun: what stands before it, and an "of" phrase after it.
pub fn phrase(parse: &Parse, head: usize, named: &[bool]) -> Range<usize> {
    let start = before(parse, head);
    let mut end = head + 1;
    let of = end < parse.len() && parse.str(end) == "of" && parse.head(end) == head;
    if of && let Some(object) = parse.child(end, Dep::Pobj) {
        // A short phrase that says whose or which; not one that itself runs on.
        let last = last_before_clause(parse, object);
        let short = last - head <= 6;
        if short && (named[object] || parse.token(object).tag.is_noun()) {
            end = last + 1;
        }
    }
    start..end
}

/// The first token of the phrase that ends in `head`: articles, adjectives, nouns and possessors.
pub fn before(parse: &Parse, head: usize) -> usize {
    let left = parse.token(head).left_edge as usize;
    let mut start = head;
    while start > left {
        let t = parse.token(start - 1);
        // "that aimed at mourners": a clause that the parser hung on the noun, which then stands alone.
        if matches!(t.tag, Tag::Wp | Tag::Wdt | Tag::Wrb | Tag::WpPoss) {
            return head;
        }
        let breaks = t.pos == Pos::Punct
            && !matches!(parse.str(start - 1), "-" | "–" | "\"" | "'" | "“" | "”")
            || matches!(t.dep, Dep::Relcl | Dep::Prep | Dep::Cc | Dep::Preconj | Dep::Appos)
                && parse.head(start - 1) == head
            || parse.str(start - 1) == "Near";
        if breaks {
            break;
        }
        start -= 1;
    }
    // "in clearing areas": a gerund taken for an adjective.
    let loose = |i: usize| {
        matches!(parse.str(i), "\"" | "'" | "“" | "”" | "-" | "–" | "both" | "Both")
            || parse.token(i).tag == Tag::Vbg && i > 0 && parse.token(i - 1).pos == Pos::Adp
    };
    while start < head && loose(start) {
        start += 1;
    }
    start
}

fn last_before_clause(parse: &Parse, object: usize) -> usize {
    let mut last = object;
    for i in object + 1..=parse.token(object).right_edge as usize {
        let t = parse.token(i);
        if t.pos == Pos::Punct && parse.str(i) != "-"
            || matches!(t.dep, Dep::Relcl | Dep::Acl | Dep::Appos | Dep::Cc | Dep::Prep)
        {
            break;
        }
        last = i;
    }
    last
}

fn kind_of(parse: &Parse, words: &Words, head: usize) -> Option<DescriptionKind> {
    use DescriptionKind as K;
    let joined = head > 0 && parse.head(head - 1) == head;
    let pair = if joined { words.pair(head - 1) } else { Lists::default() };
    let lists = if pair.any(Lists::DESCRIBED) { pair } else { words.at(head) };
    let many = matches!(parse.token(head).tag, Tag::Nns | Tag::Nnps);
    let human = if many { K::People } else { K::Person };
    Some(match () {
        () if lists.any(Lists::FORCE) && !lists.any(Lists::PERSON) => K::People,
        () if lists.any(Lists::PEOPLE) => K::People,
        () if lists.any(Lists::PERSON) => human,
        () if lists.any(Lists::OFFICE) && !lists.any(Lists::SITE) => K::People,
        () if lists.any(Lists::SITE.or(Lists::FACILITY)) => K::Site,
        () if lists.any(Lists::PLATFORM) => K::Platform,
        () if lists.any(Lists::VEHICLE) => K::Vehicle,
        () if lists.any(Lists::ARM.or(Lists::WEAPON)) => K::Weapon,
        () if lists.any(Lists::DOCUMENT) => K::Document,
        () if lists.any(Lists::TITLE.or(Lists::ROLE)) => human,
        () => return None,
    })
}
