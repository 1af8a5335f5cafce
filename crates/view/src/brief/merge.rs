//! One line for what several reports print: copies of a wire text, and the same words of the same voice.

use std::collections::BTreeSet;

use tidings_ledger::ClaimRef;

use super::Writer;
use crate::record::Record;

/// Share of words that two claims of copied reports have in common if they are one.
const ALIKE: f64 = 0.55;

/// A claim with those that say the same.
pub(super) struct Merged<'r> {
    /// The one that is quoted: the first.
    pub first: &'r Record,
    /// The others, in order.
    pub also: Vec<ClaimRef>,
}

impl<'s> Writer<'s> {
    /// Claims in order, those that say the same in one; repeats inside a report go with what they repeat.
    pub(super) fn merged(&self, list: impl IntoIterator<Item = &'s Record>) -> Vec<Merged<'s>> {
        let mut out: Vec<Merged<'s>> = Vec::new();
        for r in list {
            let same = out.iter_mut().find(|m| self.same(m.first, r));
            let merged = if let Some(m) = same {
                m.also.push(r.at);
                m
            } else {
                out.push(Merged { first: r, also: Vec::new() });
                let last = out.len() - 1;
                &mut out[last]
            };
            merged.also.extend(self.repeats(r));
        }
        out
    }

    fn same(&self, a: &Record, b: &Record) -> bool {
        if a.stance != b.stance || a.polarity != b.polarity || a.figures.len() != b.figures.len() {
            return false;
        }
        let (x, y) = (words(&a.text), words(&b.text));
        if a.speaker == b.speaker && x == y {
            return a.speaker.is_some()
                || self.shown.original(a.at.report) == self.shown.original(b.at.report);
        }
        let figures = a.figures.iter().zip(&b.figures);
        self.shown.original(a.at.report) == self.shown.original(b.at.report)
            && a.at.report != b.at.report
            && figures.into_iter().all(|(f, g)| (f.measure, f.min, f.max) == (g.measure, g.min, g.max))
            && alike(&x, &y) >= ALIKE
    }

    fn repeats(&self, r: &Record) -> Vec<ClaimRef> {
        let claims = &self.shown.ledger.report(r.at).claims;
        (0..claims.len())
            .filter(|&i| claims[i].repeats == Some(r.at.claim))
            .map(|claim| ClaimRef { claim, ..r.at })
            .filter(|at| self.shown.has(*at))
            .collect()
    }
}

/// Words without case, each once.
pub(super) fn words(s: &str) -> BTreeSet<String> {
    s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Share of words in common (Jaccard).
pub(super) fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}
