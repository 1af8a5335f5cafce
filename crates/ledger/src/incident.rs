//! Which reports are about one incident, by their words alone: the baseline that `bench/scores merge` measures and text
//! cases ask for. A ledger joins claims, not reports, and by what they say: that is [`crate::Occurrence`].
//!
//! Reports are alike by their weighted words (TF-IDF cosine: Salton and Buckley 1988), less so if the persons they
//! tell of have other ages or if weeks lie between them. The most alike are joined first, and groups only while
//! their reports are alike on average (average link), so that one report in between does not tie two incidents
//! together. Weights come from the reports given, so that what all of them share counts for nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::union::Union;

/// Cosine from which two reports, and on average two groups, are about one incident.
const ALIKE: f64 = 0.12;

/// Days between two reports beyond which more likeness is asked for, and how much more.
const FAR: i32 = 30;
const FAR_LESS: f64 = 1.75;

/// What other ages take away.
const OTHER_AGES: f64 = 0.05;

/// For each report (text, day of publication) the number of its incident: that of its first report.
pub fn incidents(reports: &[(&str, Option<Date>)]) -> Vec<usize> {
    let cosine = cosines(reports);
    let ages: Vec<BTreeSet<u32>> = reports.iter().map(|(t, _)| ages(t)).collect();
    let mut links: Vec<(f64, usize, usize)> = Vec::new();
    for (&(i, j), &c) in &cosine {
        let far = match (reports[i].1, reports[j].1) {
            (Some(a), Some(b)) => (a - b).get_days().abs() > FAR,
            _ => false,
        };
        let others = !ages[i].is_empty() && !ages[j].is_empty() && ages[i].is_disjoint(&ages[j]);
        let c = if far { c / FAR_LESS } else { c } - if others { OTHER_AGES } else { 0.0 };
        if c >= ALIKE {
            links.push((c, i, j));
        }
    }
    links.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut sets = Union::new(reports.len());
    let mut members: Vec<Vec<usize>> = (0..reports.len()).map(|i| vec![i]).collect();
    for (_, i, j) in links {
        let (a, b) = (sets.find(i), sets.find(j));
        if a == b {
            continue;
        }
        let pairs = members[a].iter().flat_map(|x| members[b].iter().map(move |y| (*x.min(y), *x.max(y))));
        let sum: f64 = pairs.map(|p| cosine.get(&p).copied().unwrap_or(0.0)).sum();
        if sum >= ALIKE * (members[a].len() * members[b].len()) as f64 {
            sets.join(a, b);
            let moved = std::mem::take(&mut members[a.max(b)]);
            members[a.min(b)].extend(moved);
        }
    }
    (0..reports.len()).map(|i| sets.find(i)).collect()
}

/// Cosine of every two reports that have a word in common.
fn cosines(reports: &[(&str, Option<Date>)]) -> BTreeMap<(usize, usize), f64> {
    let words: Vec<BTreeMap<String, f64>> = reports.iter().map(|(t, _)| counts(t)).collect();
    let mut seen_in: BTreeMap<&str, usize> = BTreeMap::new();
    for w in words.iter().flat_map(BTreeMap::keys) {
        *seen_in.entry(w).or_default() += 1;
    }
    let n = reports.len() as f64;
    let mut postings: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for (i, list) in words.iter().enumerate() {
        let weight = |w: &str, tf: f64| (1.0 + tf.ln()) * (n / seen_in[w] as f64).ln();
        let norm = list.iter().map(|(w, tf)| weight(w, *tf).powi(2)).sum::<f64>().sqrt().max(1e-9);
        for (w, tf) in list {
            let x = weight(w, *tf) / norm;
            if x > 0.0 {
                postings.entry(w).or_default().push((i, x));
            }
        }
    }
    let mut cosine: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for list in postings.values() {
        for (k, &(i, x)) in list.iter().enumerate() {
            for &(j, y) in &list[k + 1..] {
                *cosine.entry((i, j)).or_default() += x * y;
            }
        }
    }
    cosine
}

fn counts(text: &str) -> BTreeMap<String, f64> {
    let mut counts = BTreeMap::new();
    for w in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2) {
        *counts.entry(w.to_lowercase()).or_default() += 1.0;
    }
    counts
}

/// Ages of persons: "a 14-year-old", "Jane Roe, 41, said".
fn ages(text: &str) -> BTreeSet<u32> {
    let mut out = BTreeSet::new();
    let (mut from, mut before) = (0, ' ');
    while let Some(start) = text[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        if start > from {
            before = text[..start].chars().next_back().unwrap_or(' ');
        }
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |at| start + at);
        let after = &text[end..];
        let old = after.trim_start_matches(['-', ' ']);
        let said = old.len() < after.len() && old.starts_with("year") && {
            let rest = old[4..].trim_start_matches(['-', ' ']);
            rest.starts_with("old")
        };
        let aside = text[..start].ends_with(", ") && after.starts_with(',');
        if (said || aside) && end - start <= 2 && before != '.' {
            out.extend(text[start..end].parse::<u32>());
        }
        (from, before) = (end, '0');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_found_in_both_forms() {
        let text = "A 14-year-old girl and Jane Roe, 41, were hurt on May 3, 2016, near 12 houses; a 3 year old was not.";
        assert_eq!(ages(text), BTreeSet::from([3, 14, 41]));
    }

    #[test]
    fn reports_of_one_incident_meet_and_others_do_not() {
        let reports = [
            ("A ferry capsized near the island of Lembu and forty passengers drowned", None),
            ("Forty passengers drowned when the ferry capsized off Lembu island", None),
            ("Villagers planted rice above the terraces of Banau after the rains", None),
        ];
        assert_eq!(incidents(&reports), [0, 0, 2]);
    }
}
