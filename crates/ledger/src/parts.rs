//! Figures that are parts of another figure of their report: "six of the dead", and "thirteen bodies were found and
//! seven people died in hospital" where the report has 20 dead. What one claim says itself (`ClaimQuantity::part`)
//! is known before.

use std::collections::{BTreeMap, BTreeSet};

use tidings_claim::{ClaimQuantity, Polarity, Tier};
use tidings_mention::Measure;

use crate::Report;

/// Claims of a report and their figures that are parts, by number, in order.
pub(crate) fn parts(r: &Report) -> Vec<(usize, usize)> {
    let mut out = BTreeSet::new();
    let mut by: BTreeMap<Measure, Vec<Figure>> = BTreeMap::new();
    for (claim, c) in r.claims.iter().enumerate() {
        let whole = |q: &&ClaimQuantity| q.printed && !q.part && is_people(q.measure);
        for (n, q) in c.quantities.iter().enumerate().filter(|(_, q)| whole(q)) {
            let at = (claim, n);
            if is_some_of(q.span.slice(&r.document.text)) {
                out.insert(at);
            } else if c.polarity == Polarity::Positive && c.repeats.is_none() {
                let heading = c.tier == Tier::Headline;
                by.entry(q.measure).or_default().push(Figure { at, q, sentence: c.sentence, heading });
            }
        }
    }
    for list in by.values() {
        sums(list, &mut out);
    }
    out.into_iter().collect()
}

struct Figure<'r> {
    at: (usize, usize),
    q: &'r ClaimQuantity,
    sentence: usize,
    heading: bool,
}

fn is_people(m: Measure) -> bool {
    m <= Measure::Troops
}

/// "Six of the dead", "two of them".
fn is_some_of(words: &str) -> bool {
    let lower = words.to_lowercase();
    [" of the ", " of them", " of those ", " of whom"].iter().any(|w| lower.contains(w))
}

/// Numbers of one sentence that together make up one of another sentence.
fn sums(list: &[Figure], out: &mut BTreeSet<(usize, usize)>) {
    let exact = |f: &Figure| f.q.min.filter(|_| f.q.min == f.q.max && !f.heading);
    for told in list.chunk_by(|a, b| a.sentence == b.sentence).filter(|l| l.len() > 1) {
        let Some(sum) = told.iter().map(exact).sum::<Option<f64>>() else { continue };
        let whole = |f: &&Figure| f.sentence != told[0].sentence && f.q.min == Some(sum);
        if list.iter().any(|f| whole(&f)) {
            out.extend(told.iter().map(|f| f.at));
        }
    }
}
