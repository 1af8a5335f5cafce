//! Claims themselves, one a line: what `tidings query` shows.

use std::fmt::Write;

use crate::record::{Record, list, records};
use crate::shown::Shown;
use crate::{export, words};

/// For reading on a terminal: where, who, what, place, day, figures, all as the report itself has it. So it is the same
/// of a ledger in which nothing is related, which is all that the store's indices give.
pub fn table(shown: &Shown<'_>) -> String {
    let all = records(shown);
    let mut out = String::new();
    for r in &all {
        out.push_str(row(r, &shown.printed_voice(r.at)).trim_end());
        out.push('\n');
    }
    let n = all.len();
    let _ = writeln!(out, "{n} claim{} of {}", words::plural(n), shown.total());
    out
}

/// One JSON object a line: the properties of the GeoJSON export with the claim's id.
pub fn jsonl(shown: &Shown<'_>) -> String {
    records(shown).iter().map(export::claim_line).collect()
}

/// The table of the CSV export.
pub fn csv(shown: &Shown<'_>) -> String {
    export::claims_csv(&records(shown))
}

fn row(r: &Record, voice: &str) -> String {
    let place = r.place().map_or("", |p| p.name.as_str());
    let when = match (r.start, r.end) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => {
            let day = |d: Option<jiff::civil::Date>| d.map_or_else(String::new, |d| d.to_string());
            if a.or(b).is_none() { String::new() } else { format!("{}..{}", day(a), day(b)) }
        }
    };
    let figures: Vec<String> = r.figures.iter().map(words::figure).collect();
    let cells = [
        (r.citation(), 34),
        (voice.to_string(), 26),
        (r.stance.to_string(), 9),
        (r.text.clone(), 64),
        (place.to_string(), 20),
        (when, 22),
    ];
    let mut out: String = cells.iter().map(|(s, width)| cell(s, *width) + "  ").collect();
    out.push_str(&cell(&list(figures.iter().map(String::as_str)), 60));
    out
}

/// One line of at most `width` characters, padded to it, without what could move the cursor or turn the line round.
pub fn cell(s: &str, width: usize) -> String {
    let clean: Vec<char> = s
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control() && !words::reorders(*c))
        .collect();
    let cut: String = if clean.len() > width {
        clean[..width - 1].iter().collect::<String>() + "…"
    } else {
        clean.into_iter().collect()
    };
    format!("{cut:<width$}")
}
