//! Reports that run one wire text: one voice, however often it is printed.
//!
//! Reports that may be copies are found by winnowing (Schleimer, Wilkerson and Aiken 2003): of each text's runs of
//! words some are chosen by their hash, in such a way that two texts with a long enough run in common have a
//! chosen one in common. Unlike MinHash over whole texts this also finds a copy that was cut, or that stands in
//! a longer article of another hand. What is found is then checked on all runs: how much of the shorter text
//! stands in the longer (containment: Broder 1997), in which of its paragraphs, and whether both speak of the
//! same names and numbers; a form that is filled in anew each day is no copy, nor are two reports that share a
//! paragraph of background. An edited copy keeps half of its runs and more, reports of one event by two hands
//! under a tenth (tests/cases/ledger/edited.md), so that the thresholds lie in a wide gap.

use rustc_hash::FxHashSet;

use crate::Report;
use crate::union::Union;
use crate::words::{SEED, hash, mix, shared, spread, words};

/// Words in a run.
const RUN: usize = 4;

/// Runs of which one at the least is chosen: texts that share `RUN + WINDOW - 1` words in a row always meet.
const WINDOW: usize = 5;

/// Reports with a chosen run in common that are all compared with each other; of more, each with the next few.
const FEW: usize = 48;

/// How many of the next.
const NEXT: usize = 6;

/// Runs of a beginning.
const BEGINNING: usize = 24;

/// Words of a paragraph, below which it says nothing of where a text comes from.
const PARAGRAPH: usize = 9;

/// A report as it is compared.
#[derive(Debug)]
pub(crate) struct Print {
    /// All runs, sorted, each once.
    runs: Vec<u64>,
    /// Chosen ones.
    chosen: Vec<u64>,
    /// Runs of each paragraph of some length, in order.
    paragraphs: Vec<Vec<u64>>,
    /// Names and numbers, sorted, each once.
    particulars: Vec<u64>,
}

/// Groups of copies, each in order; a report in none is nobody's copy.
pub(crate) fn groups(prints: &[&Print]) -> Vec<Vec<usize>> {
    let mut likely = pairs(prints);
    // The closest first, so that an article that holds two wire texts goes with the one it holds more of.
    likely.retain(|p| is_copy(prints, p.a, p.b));
    likely.sort_by_key(|p| (std::cmp::Reverse(p.chosen), p.a, p.b));
    let mut groups = Union::new(prints.len());
    let mut hosts: FxHashSet<usize> = FxHashSet::default();
    for p in likely {
        let (short, long) =
            if prints[p.a].runs.len() <= prints[p.b].runs.len() { (p.a, p.b) } else { (p.b, p.a) };
        // A host runs a text among its own: it joins one group, and never ties two together. A text that begins as
        // the other does was cut, not put into another.
        let begins = held(prints[long].beginning(), prints[short]) >= 0.5;
        let host = prints[long].runs.len() > 2 * prints[short].runs.len() && !begins;
        if (host && groups.size(long) > 1) || hosts.contains(&short) || (!host && hosts.contains(&long)) {
            continue;
        }
        if host {
            hosts.insert(long);
        }
        groups.join(p.a, p.b);
    }
    groups.groups().filter(|g| g.len() > 1).collect()
}

/// Two reports that may be copies.
struct Pair {
    a: usize,
    b: usize,
    /// Chosen runs in common.
    chosen: usize,
}

fn pairs(prints: &[&Print]) -> Vec<Pair> {
    let mut entries: Vec<(u64, u32)> = Vec::new();
    for (i, p) in prints.iter().enumerate() {
        entries.extend(p.chosen.iter().map(|&run| (run, i as u32)));
    }
    entries.sort_unstable();
    let mut met: Vec<(u32, u32)> = Vec::new();
    for list in entries.chunk_by(|x, y| x.0 == y.0).filter(|l| l.len() > 1) {
        let reach = if list.len() <= FEW { list.len() } else { NEXT };
        for (n, &(_, a)) in list.iter().enumerate() {
            met.extend(list[n + 1..].iter().take(reach).map(|&(_, b)| (a, b)));
            if n > reach {
                met.push((list[0].1, a));
            }
        }
    }
    met.sort_unstable();
    met.chunk_by(|x, y| x == y)
        .map(|same| Pair { a: same[0].0 as usize, b: same[0].1 as usize, chosen: same.len() })
        .filter(|p| {
            let least = prints[p.a].chosen.len().min(prints[p.b].chosen.len());
            // A chance meeting in a stock phrase is not worth the check.
            p.chosen * 8 >= least
        })
        .collect()
}

fn is_copy(prints: &[&Print], a: usize, b: usize) -> bool {
    let (short, long) = if prints[a].runs.len() <= prints[b].runs.len() { (a, b) } else { (b, a) };
    let (short, long) = (prints[short], prints[long]);
    let part = |list: &[u64], of: &[u64]| shared(list, of) as f64 / list.len().max(1) as f64;
    let same_particulars = short.particulars.is_empty() || part(&short.particulars, &long.particulars) >= 0.6;
    let all = part(&short.runs, &long.runs);
    if !same_particulars || all < 0.4 {
        return false;
    }
    let begun = held(short.beginning(), long) >= 0.3 || held(long.beginning(), short) >= 0.3;
    // A new lead over another's text: what follows stands there, and not one paragraph alone. Background that both
    // keep in store stands at the end.
    let early = |x: &Print, y: &Print| x.paragraphs.iter().take(2).any(|p| held(p, y) >= 0.5);
    all >= 0.8 || begun || early(short, long) && early(long, short) && beside_best(short, long) >= 0.3
}

/// How much of a text stands in another, leaving out the paragraph of which most does.
fn beside_best(short: &Print, long: &Print) -> f64 {
    let best =
        short.paragraphs.iter().enumerate().max_by_key(|(_, p)| (held(p, long) * p.len() as f64) as usize);
    let best = best.map(|(n, _)| n);
    let rest = short.paragraphs.iter().enumerate().filter(|(n, _)| Some(*n) != best);
    let rest: Vec<u64> = rest.flat_map(|(_, p)| p.iter().copied()).collect();
    held(&rest, long)
}

/// How many of some runs stand in a text.
fn held(runs: &[u64], of: &Print) -> f64 {
    let found = runs.iter().filter(|r| of.runs.binary_search(r).is_ok()).count();
    found as f64 / runs.len().max(1) as f64
}

impl Print {
    pub fn of(report: &Report) -> Self {
        let d = &report.document;
        let prose = d.blocks.iter().filter(|b| b.kind.is_prose() && !b.kind.is_heading());
        let mut text: Vec<&str> = prose.map(|b| b.span.slice(&d.text)).collect();
        if text.iter().map(|t| words(t).count()).sum::<usize>() < 2 * RUN {
            text = vec![&d.text];
        }
        let (mut all, mut particulars, mut sentence_start) = (Vec::new(), Vec::new(), true);
        let mut paragraphs = Vec::new();
        for block in text {
            let (mut at, first) = (0, all.len());
            for word in words(block) {
                let start = word.as_ptr() as usize - block.as_ptr() as usize;
                let gap = &block[at..start];
                sentence_start |= gap.contains(['.', '!', '?', '"', '“', '\n']);
                at = start + word.len();
                let h = hash(word);
                let number = word.starts_with(|c: char| c.is_ascii_digit());
                if number || !sentence_start && word.len() > 2 && word.starts_with(char::is_uppercase) {
                    particulars.push(h);
                }
                sentence_start = false;
                all.push(h);
            }
            sentence_start = true;
            if all.len() - first >= PARAGRAPH {
                paragraphs.push(in_order(&all[first..]));
            }
        }
        let mut runs = in_order(&all);
        let mut chosen: Vec<u64> =
            runs.windows(WINDOW.min(runs.len().max(1))).filter_map(|w| w.iter().min().copied()).collect();
        if paragraphs.is_empty() {
            paragraphs.push(runs.clone());
        }
        for list in [&mut runs, &mut chosen, &mut particulars] {
            list.sort_unstable();
            list.dedup();
        }
        Self { runs, chosen, paragraphs, particulars }
    }

    /// Runs that the first paragraph begins with.
    fn beginning(&self) -> &[u64] {
        &self.paragraphs[0][..self.paragraphs[0].len().min(BEGINNING)]
    }
}

/// The runs of some words.
fn in_order(words: &[u64]) -> Vec<u64> {
    let runs = words.windows(RUN.min(words.len().max(1)));
    runs.map(|w| spread(w.iter().fold(SEED, |h, &x| mix(h, x)))).collect()
}
