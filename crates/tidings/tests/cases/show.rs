//! Shows what was read, for a person who looks at a failure: the text with numbered spans, the values under it.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::check::terms;
use crate::expect::{Expectation, Kind};
use crate::project::Item;
use crate::read::Read;

/// The layers that the expectations are about, report by report.
pub fn show(read: &Read, expects: &[Expectation]) -> String {
    let kinds: BTreeSet<Kind> =
        expects.iter().map(|e| if e.kind >= Kind::Copies { Kind::Claim } else { e.kind }).collect();
    let mut out = String::new();
    for report in &read.reports {
        for &kind in &kinds {
            let items = report.items.get(&kind).map_or(&[][..], Vec::as_slice);
            let _ = writeln!(
                out,
                "  {}s: {}",
                kind.word(),
                marked(&report.text, items).replace('\n', "\n      ")
            );
            for (n, item) in items.iter().enumerate() {
                let _ = writeln!(out, "    {n} {}", terms(&item.terms, kind));
            }
        }
    }
    out
}

/// The text with `⟦n` where item n begins and `⟧` where it ends.
fn marked(text: &str, items: &[Item]) -> String {
    // (byte, ends before starts, mark)
    let mut marks: Vec<(usize, bool, String)> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        for span in item.places.iter().flatten() {
            marks.push((span.start as usize, true, format!("⟦{n} ")));
            marks.push((span.end as usize, false, "⟧".into()));
        }
    }
    marks.sort();
    let (mut out, mut from) = (String::new(), 0);
    for (at, _, mark) in marks {
        out.push_str(text.get(from..at).unwrap_or(""));
        out.push_str(&mark);
        from = at;
    }
    out + &text[from..]
}
