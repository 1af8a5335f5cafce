//! Rivers without their type word: "crossed the Dnipro", "the left bank of the Volta".
//!
//! Many a river has a town or a province of its name. English tells them apart: a river has the article, a town has none.

use std::ops::Range;

use tidings_gazetteer::{Candidate, Kind};

use super::recognise::Finder;
use super::words::has;
use crate::labels::Dep;

/// Nouns of rivers: before "of the X", or after "X".
const BANKS: &[&str] = &[
    "bank",
    "banks",
    "bend",
    "course",
    "crossing",
    "crossings",
    "current",
    "delta",
    "embankment",
    "estuary",
    "ferry",
    "ferries",
    "floodplain",
    "headwaters",
    "island",
    "islands",
    "levee",
    "mouth",
    "reservoir",
    "shore",
    "shores",
    "source",
    "tributaries",
    "tributary",
    "valley",
    "water",
    "waters",
];

/// Words before "the X" that go with rivers: "across the Dnipro", "forded the Chari".
const OVER: &[&str] = &[
    "across",
    "along",
    "over",
    "cross",
    "ford",
    "bridge",
    "swim",
    "dam",
    "span",
    "navigate",
    "upstream",
    "downstream",
];

impl<'g> Finder<'_, '_, 'g> {
    /// The rivers that the name at `tokens` means here, though no type word says so.
    pub(super) fn river(&self, tokens: &Range<usize>) -> Option<Vec<Candidate<'g>>> {
        let p = self.parse;
        let sentence = p.sentence_of(tokens.start).tokens.clone();
        let article = tokens.start > sentence.start && p.str(tokens.start - 1).eq_ignore_ascii_case("the");
        // "the Dnipro council" has the article for its last word.
        let next = (tokens.end < sentence.end).then(|| p.str(tokens.end));
        let banks = next.is_some_and(|w| has(BANKS, w) && w.starts_with(char::is_lowercase));
        let head = crate::name::head_of(p, tokens.clone());
        let modifies = p.head(head) >= tokens.end
            && matches!(p.token(head).dep, Dep::Compound | Dep::Nmod | Dep::Amod)
            || next.is_some_and(|w| w.starts_with(char::is_uppercase) || p.token(tokens.end).tag.is_noun());
        if !(article && !modifies || banks) {
            return None;
        }
        let rivers: Vec<Candidate<'g>> = self
            .gazetteer
            .lookup_typed(&format!("{} river", p.text(tokens.clone())))
            .candidates
            .into_iter()
            .filter(|c| c.place.kind == Kind::River)
            .collect();
        // "the Congo", "the Niger": a country or a region may have the article too, where nothing speaks of water.
        let with_article = || {
            let mut named = self.gazetteer.lookup(p.text(tokens.clone()));
            named.any(|c| matches!(c.place.kind, Kind::Country | Kind::Region | Kind::Sea))
        };
        (!rivers.is_empty() && (banks || self.by_water(tokens, sentence.start) || !with_article()))
            .then_some(rivers)
    }

    /// What stands before "the X" speaks of water.
    fn by_water(&self, tokens: &Range<usize>, first: usize) -> bool {
        let p = self.parse;
        let Some(before) = (tokens.start - 1).checked_sub(1).filter(|b| *b >= first) else { return false };
        has(OVER, p.lemma(before))
            || has(&["of"], p.str(before)) && before > first && has(BANKS, p.str(before - 1))
    }
}
