//! Which reports are about one incident.
//!
//! Reports are linked when their weighted words are alike (TF-IDF cosine: Salton and Buckley 1988) and nothing
//! speaks against it; linked reports form an incident (single link). Weights come from the reports given, so
//! that what all of them share counts for nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::union::Union;

/// Cosine from which two reports are about one incident.
const ALIKE: f64 = 0.14;

/// Days between two reports beyond which more likeness is asked for.
const FAR: i32 = 30;

/// For each report (text, day of publication) the number of its incident: that of its first report.
pub fn incidents(reports: &[(&str, Option<Date>)]) -> Vec<usize> {
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
    let mut root = Union::new(reports.len());
    for ((i, j), c) in cosine {
        let apart = match (reports[i].1, reports[j].1) {
            (Some(a), Some(b)) => (a - b).get_days().abs() > FAR,
            _ => false,
        };
        if c >= if apart { ALIKE * 1.75 } else { ALIKE } {
            root.join(i, j);
        }
    }
    (0..reports.len()).map(|i| root.find(i)).collect()
}

fn counts(text: &str) -> BTreeMap<String, f64> {
    let mut counts = BTreeMap::new();
    for w in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2) {
        *counts.entry(w.to_lowercase()).or_default() += 1.0;
    }
    counts
}
