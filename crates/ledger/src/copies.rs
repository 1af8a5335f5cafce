//! Reports that run one wire text: one voice, however often it is printed.
//!
//! Reports that may be copies are found by winnowing (Schleimer, Wilkerson and Aiken 2003): of each text's runs of
//! words some are chosen by their hash, in such a way that two texts with a long enough run in common have a
//! chosen one in common. Unlike MinHash over whole texts this also finds a copy that was cut, or that stands in
//! a longer article of another hand. What is found is then checked on all runs: how much of the shorter text
//! stands in the longer (containment: Broder 1997), whether its beginning does, and whether both speak of the
//! same names and numbers; a form that is filled in anew each day is no copy.

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

/// Words of a beginning.
const BEGINNING: usize = 24;

/// A report as it is compared.
struct Print {
    /// All runs, sorted, each once.
    runs: Vec<u64>,
    /// Chosen ones.
    chosen: Vec<u64>,
    /// Runs of the beginning.
    beginning: Vec<u64>,
    /// Names and numbers, sorted, each once.
    particulars: Vec<u64>,
}

/// Groups of copies, each in order; a report in none is nobody's copy.
pub(crate) fn groups(reports: &[Report]) -> Vec<Vec<usize>> {
    let prints: Vec<Print> = reports.iter().map(Print::of).collect();
    let mut likely = pairs(&prints);
    // The closest first, so that an article that holds two wire texts goes with the one it holds more of.
    likely.retain(|p| is_copy(&prints, p.a, p.b));
    likely.sort_by_key(|p| (std::cmp::Reverse(p.chosen), p.a, p.b));
    let mut groups = Union::new(prints.len());
    let mut hosts: FxHashSet<usize> = FxHashSet::default();
    for p in likely {
        let (short, long) =
            if prints[p.a].runs.len() <= prints[p.b].runs.len() { (p.a, p.b) } else { (p.b, p.a) };
        // A host runs a text among its own: it joins one group, and never ties two together. A text that begins as
        // the other does was cut, not put into another.
        let begins = shared(&prints[long].beginning, &prints[short].runs) * 2 >= prints[long].beginning.len();
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

fn pairs(prints: &[Print]) -> Vec<Pair> {
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

fn is_copy(prints: &[Print], a: usize, b: usize) -> bool {
    let (short, long) = if prints[a].runs.len() <= prints[b].runs.len() { (a, b) } else { (b, a) };
    let (short, long) = (&prints[short], &prints[long]);
    let part = |list: &[u64], of: &[u64]| shared(list, of) as f64 / list.len().max(1) as f64;
    let held = part(&short.runs, &long.runs);
    let same_particulars = short.particulars.is_empty() || part(&short.particulars, &long.particulars) >= 0.6;
    // A paragraph of background that both keep in store makes no copy of two reports that begin differently.
    let begun = part(&short.beginning, &long.runs) >= 0.3 || part(&long.beginning, &short.runs) >= 0.3;
    same_particulars && (held >= 0.8 || held >= 0.4 && begun)
}

impl Print {
    fn of(report: &Report) -> Self {
        let d = &report.document;
        let prose = d.blocks.iter().filter(|b| b.kind.is_prose() && !b.kind.is_heading());
        let mut text: Vec<&str> = prose.map(|b| b.span.slice(&d.text)).collect();
        if text.iter().map(|t| words(t).count()).sum::<usize>() < 2 * RUN {
            text = vec![&d.text];
        }
        let (mut all, mut particulars, mut sentence_start) = (Vec::new(), Vec::new(), true);
        for block in text {
            let mut at = 0;
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
        }
        let in_order: Vec<u64> = all
            .windows(RUN.min(all.len().max(1)))
            .map(|w| spread(w.iter().fold(SEED, |h, &x| mix(h, x))))
            .collect();
        let mut chosen: Vec<u64> = in_order
            .windows(WINDOW.min(in_order.len().max(1)))
            .filter_map(|w| w.iter().min().copied())
            .collect();
        let mut beginning = in_order[..in_order.len().min(BEGINNING)].to_vec();
        let mut runs = in_order;
        for list in [&mut runs, &mut chosen, &mut beginning, &mut particulars] {
            list.sort_unstable();
            list.dedup();
        }
        Self { runs, chosen, beginning, particulars }
    }
}
