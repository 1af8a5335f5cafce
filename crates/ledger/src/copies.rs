//! Reports that run one wire text: one voice, however often it is printed.
//!
//! Two reports are copies if half of the shorter one's runs of eight words stand in the other (containment of
//! w-shingles: Broder, "On the resemblance and containment of documents", 1997).

use std::collections::BTreeMap;

use crate::Report;

/// Words in a run.
const RUN: usize = 8;

pub(crate) fn groups(reports: &[Report]) -> Vec<Vec<usize>> {
    let runs: Vec<Vec<u64>> = reports.iter().map(|r| shingles(&r.document.text)).collect();
    let mut root: Vec<usize> = (0..reports.len()).collect();
    // Which reports hold a run: pairs are counted through shared runs only.
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (i, list) in runs.iter().enumerate() {
        for &run in list {
            holders.entry(run).or_default().push(i);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for list in holders.values().filter(|l| l.len() > 1 && l.len() <= 200) {
        for (n, &a) in list.iter().enumerate() {
            for &b in &list[n + 1..] {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    for ((a, b), n) in shared {
        if n * 2 >= runs[a].len().min(runs[b].len()) {
            let (ra, rb) = (find(&root, a), find(&root, b));
            root[ra.max(rb)] = ra.min(rb);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..reports.len() {
        groups.entry(find(&root, i)).or_default().push(i);
    }
    groups.into_values().filter(|g| g.len() > 1).collect()
}

pub(crate) fn find(root: &[usize], mut i: usize) -> usize {
    while root[i] != i {
        i = root[i];
    }
    i
}

/// Hashes of the runs of words, sorted and single. FNV-1a over the lower-cased words.
fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            w.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |h, c| fnv(h, u64::from(c)))
        })
        .collect();
    let mut runs: Vec<u64> =
        words.windows(RUN).map(|w| w.iter().fold(0xcbf2_9ce4_8422_2325, |h, &x| fnv(h, x))).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

fn fnv(h: u64, x: u64) -> u64 {
    (h ^ x).wrapping_mul(0x0100_0000_01b3)
}
