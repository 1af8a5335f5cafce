//! What a report says of a name in one place holds for it in all.
//!
//! The parser judges every mention alone: it takes one "Marchuk" for a person, the next for a product and
//! overlooks the third. A report seldom gives one name to two things, so the kind that most mentions have, and
//! that titles and word lists speak for, is given to all.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Found;
use super::lexicon::Lists;
use super::words::Words;
use crate::labels::{Pos, Tag};
use crate::parse::Parse;
use crate::types::NameKind;

/// How much a title or the word lists count against the parser's bare judgement.
const SURE: u32 = 3;

/// "Institute for the Study of War (ISW)": capitals in brackets right after a body's name are its short name.
pub(super) fn acronyms(parse: &Parse, taken: &mut [bool], found: &mut Vec<Found>) {
    let mut more = Vec::new();
    for f in found.iter() {
        let at = f.tokens.end + 1;
        if matches!(f.kind, NameKind::Organisation | NameKind::Force)
            && f.tokens.len() > 1
            && at + 1 < parse.len()
            && parse.str(at - 1) == "("
            && parse.str(at + 1) == ")"
            && is_acronym(parse.str(at))
            && !taken[at]
        {
            taken[at] = true;
            more.push(Found { tokens: at..at + 1, kind: f.kind, sure: true });
        }
    }
    found.extend(more);
}

/// Whether a word is written in capitals (and digits), two at least.
pub(super) fn is_acronym(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() >= 2
        && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-')
}

/// Gives all mentions with the same words one kind: the one that has most for it.
pub(super) fn one_kind_each(parse: &Parse, found: &mut [Found]) {
    let mut votes: BTreeMap<&str, BTreeMap<NameKind, u32>> = BTreeMap::new();
    let judged = |f: &Found| f.kind != NameKind::Group;
    for f in found.iter().filter(|f| judged(f)) {
        let weight = if f.sure { SURE } else { 1 };
        *votes.entry(parse.text(f.tokens.clone())).or_default().entry(f.kind).or_default() += weight;
    }
    // The bare last name speaks for its person: "Olena Marchuk" makes "Marchuk" one.
    let mut persons: FxHashMap<&str, u32> = FxHashMap::default();
    for f in found.iter().filter(|f| f.kind == NameKind::Person && f.tokens.len() > 1) {
        *persons.entry(parse.str(f.tokens.end - 1)).or_default() += if f.sure { SURE } else { 1 };
    }
    for f in found.iter_mut().filter(|f| judged(f)) {
        let text = parse.text(f.tokens.clone());
        let bonus = persons.get(text).copied().unwrap_or_default();
        let count = |kind: &NameKind, n: u32| n + if *kind == NameKind::Person { bonus } else { 0 };
        if let Some(kinds) = votes.get(text) {
            let own = kinds.get(&f.kind).map_or(0, |&n| count(&f.kind, n));
            let best = kinds.iter().map(|(k, &n)| (count(k, n), *k)).chain([(bonus, NameKind::Person)]).max();
            if let Some((n, kind)) = best
                && n > own
            {
                f.kind = kind;
            }
        }
    }
}

/// Finds the mentions of names already found that the parser gave no label, and last names alone.
pub(super) fn elsewhere(
    parse: &Parse,
    words: &Words,
    is_place: &impl Fn(Range<usize>) -> bool,
    taken: &mut [bool],
    found: &mut Vec<Found>,
) {
    // By first word: the longest first.
    let mut by_first: FxHashMap<&str, Vec<(Range<usize>, NameKind)>> = FxHashMap::default();
    let mut add = |tokens: Range<usize>, kind: NameKind| {
        let same = by_first.entry(parse.str(tokens.start)).or_default();
        if same.iter().all(|(t, _)| parse.text(t.clone()) != parse.text(tokens.clone())) {
            same.push((tokens, kind));
        }
    };
    for f in found.iter() {
        let last = f.tokens.end - 1;
        match f.kind {
            NameKind::Person => {
                add(f.tokens.clone(), f.kind);
                if f.tokens.len() > 1 && words.at(last) == Lists::default() && parse.str(last).len() > 2 {
                    add(last..last + 1, f.kind);
                }
            }
            NameKind::Organisation | NameKind::Force
                if parse.str(f.tokens.start).contains(char::is_uppercase) =>
            {
                add(f.tokens.clone(), f.kind);
            }
            _ => {}
        }
    }
    for same in by_first.values_mut() {
        same.sort_by_key(|(t, _)| (std::cmp::Reverse(t.len()), t.start));
    }
    let proper =
        |i: usize| parse.token(i).pos == Pos::Propn || matches!(parse.token(i).tag, Tag::Nnp | Tag::Nnps);
    let mut i = 0;
    while i < parse.len() {
        let named = by_first.get(parse.str(i)).and_then(|same| {
            same.iter().find(|(t, _)| {
                let range = i..i + t.len();
                range.end <= parse.len()
                    && !taken[range.clone()].contains(&true)
                    && range.clone().zip(t.clone()).all(|(a, b)| parse.str(a) == parse.str(b))
                    && proper(range.end - 1)
                    && (t.len() > 1 || parse.str(i).starts_with(char::is_uppercase))
                    && !is_place(range)
            })
        });
        let Some((tokens, kind)) = named else {
            i += 1;
            continue;
        };
        let range = i..i + tokens.len();
        // Part of a longer name that is not this one: "Marchuk Street", "Olena Marchuk".
        let before = i > 0
            && proper(i - 1)
            && !taken[i - 1]
            && !words.at(i - 1).any(Lists::TITLE)
            && parse.head(i - 1) == i;
        let after =
            range.end < parse.len() && proper(range.end) && parse.head(i) == range.end && !taken[range.end];
        if !(before || after) || *kind != NameKind::Person {
            taken[range.clone()].fill(true);
            found.push(Found { tokens: range.clone(), kind: *kind, sure: true });
        }
        i = range.end;
    }
}
