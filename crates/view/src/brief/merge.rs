//! One line for what several reports print: copies of a wire text, and the same words of the same voice.

use std::collections::{BTreeMap, BTreeSet};

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
        let mut seen: Vec<BTreeSet<String>> = Vec::new();
        // Only these can be the same: what the same text printed, and the same words of the same voice.
        let mut of_text: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut of_voice: BTreeMap<(&str, BTreeSet<String>), Vec<usize>> = BTreeMap::new();
        for r in list {
            let said = words(&r.text);
            let text = of_text.entry(self.shown.original(r.at.report)).or_default();
            let mut voice = r.speaker.as_deref().map(|who| of_voice.entry((who, said.clone())).or_default());
            let same = text
                .iter()
                .chain(voice.iter().flat_map(|v| v.iter()))
                .copied()
                .filter(|&i| self.same((out[i].first, &seen[i]), (r, &said)))
                .min();
            let at = same.unwrap_or_else(|| {
                text.push(out.len());
                if let Some(voice) = &mut voice {
                    voice.push(out.len());
                }
                seen.push(said);
                out.push(Merged { first: r, also: Vec::new() });
                out.len() - 1
            });
            if same.is_some() {
                out[at].also.push(r.at);
            }
            out[at].also.extend(self.repeats(r));
        }
        out
    }

    fn same(&self, (a, x): (&Record, &BTreeSet<String>), (b, y): (&Record, &BTreeSet<String>)) -> bool {
        if a.stance != b.stance || a.polarity != b.polarity || a.figures.len() != b.figures.len() {
            return false;
        }
        if a.speaker == b.speaker && x == y {
            return a.speaker.is_some()
                || self.shown.original(a.at.report) == self.shown.original(b.at.report);
        }
        let figures = a.figures.iter().zip(&b.figures);
        self.shown.original(a.at.report) == self.shown.original(b.at.report)
            && a.at.report != b.at.report
            && figures.into_iter().all(|(f, g)| (f.measure, f.min, f.max) == (g.measure, g.min, g.max))
            && alike(x, y) >= ALIKE
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
