//! The histories as Markdown tables: one for each measure, a line for each figure.

use std::fmt::Write;

use super::{History, Point};
use crate::words;

pub(super) fn write(histories: &[History]) -> String {
    let mut out = String::new();
    if histories.is_empty() {
        return "No figures.\n".into();
    }
    for h in histories {
        let _ = writeln!(out, "## {}\n", words::capital(&words::measure(h.measure)));
        out.push_str("| who says so | place | as of | figure | of | disputed | where |\n|---|---|---|---|---|---|---|\n");
        for s in &h.series {
            for p in &s.points {
                let _ = writeln!(
                    out,
                    "| {} | {} | {} | {} | {} | {} | {} |",
                    words::escape(&words::capital(&s.who)),
                    words::escape(&s.place),
                    as_of(p),
                    words::interval(p.min, p.max),
                    words::escape(&words::counted(&p.of)),
                    if p.disputed { "disputed" } else { "" },
                    words::escape(&p.citations.join("; ")),
                );
            }
        }
        out.push('\n');
    }
    out.push_str("Unverified public reporting. Figures of different voices are not added up.\n");
    out
}

pub(super) fn as_of(p: &Point) -> String {
    match p.as_of {
        None => "day not stated".into(),
        Some(d) if p.undated => format!("by {}", words::date(d)),
        Some(d) => words::date(d),
    }
}
