//! Key figures: one row for each figure of people that a voice gives, copies counted once.

use tidings_ledger::ClaimRef;
use tidings_mention::Measure;

use super::merge::Merged;
use super::{Block, Line, Piece, Writer, text};
use crate::kind::Kind;
use crate::record::{Figure, Record, events};
use crate::words;

/// Measures of the key figures, in the order of the table.
const KEY: [Measure; 16] = [
    Measure::Killed,
    Measure::Injured,
    Measure::Casualties,
    Measure::TroopsLost,
    Measure::Missing,
    Measure::Detained,
    Measure::Captured,
    Measure::Released,
    Measure::Rescued,
    Measure::Hospitalised,
    Measure::Fled,
    Measure::Evacuated,
    Measure::OrderedToEvacuate,
    Measure::Sheltered,
    Measure::Affected,
    Measure::BuildingsDamaged,
];

/// Order of the measure, no place, place, last day, which of the merged claims, its figure.
type Row<'f> = (usize, bool, String, Option<jiff::civil::Date>, usize, &'f Figure);

impl<'s> Writer<'s> {
    pub(super) fn key_figures(&mut self) -> Vec<Block> {
        // Where a claim names no place, that of its occurrence stands in, and is marked.
        let near: std::collections::BTreeMap<ClaimRef, String> = events(self.shown, self.records)
            .iter()
            .filter(|e| e.records.len() > 1)
            .filter_map(|e| Some((e, e.place()?.name.clone())))
            .flat_map(|(e, name)| e.records.iter().map(move |r| (r.at, name.clone())).collect::<Vec<_>>())
            .collect();
        let mut rows: Vec<Row<'_>> = Vec::new();
        let counted = |r: &&'s Record| r.kind == Kind::Happened && r.polarity == "+";
        let all: Vec<&'s Record> = self.records.iter().filter(counted).collect();
        let merged = self.merged(all);
        for (i, m) in merged.iter().enumerate() {
            let r = m.first;
            for (n, f) in r.figures.iter().enumerate() {
                // The same number of the same claim twice is one figure read in two ways.
                let twice = |g: &Figure| (g.measure, g.min, g.max) == (f.measure, f.min, f.max);
                if r.figures[..n].iter().any(twice) {
                    continue;
                }
                let Some(order) = KEY.iter().position(|k| *k == f.measure) else { continue };
                let place = r.place().map(|p| p.name.clone()).or_else(|| near.get(&r.at).cloned());
                rows.push((order, place.is_none(), place.unwrap_or_default(), r.end, i, f));
            }
        }
        rows.sort_by(|a, b| (a.0, a.1, &a.2, a.3, a.4).cmp(&(b.0, b.1, &b.2, b.3, b.4)));
        // Citations are numbered in the order of the table, not of the reports.
        let mut table: Vec<Vec<Line>> = rows.into_iter().map(|r| self.row(&merged[r.4], r.5, r.2)).collect();
        table.dedup();
        if table.is_empty() {
            return Vec::new();
        }
        vec![Block::Table(vec!["measure", "figure", "of", "place", "as of", "who says so", ""], table)]
    }

    fn row(&mut self, m: &Merged<'_>, f: &Figure, place: String) -> Vec<Line> {
        let r = m.first;
        let who = self.voice(r);
        let of = words::counted(&f.of);
        let cites = self.cites(std::iter::once(r.at).chain(m.also.iter().copied()));
        let plain = |s: String| -> Line { vec![text(s)] };
        vec![
            plain(f.measure.as_str().replace('_', " ")),
            vec![Piece::Strong(words::interval(f.min, f.max))],
            plain(of),
            plain(place),
            plain(as_of(r)),
            plain(who),
            cites,
        ]
    }
}

/// The day a figure holds for, or the day that bounds it.
fn as_of(r: &Record) -> String {
    match (r.basis, r.end) {
        ("dct", Some(day)) => format!("by {}", words::date(day)),
        _ => words::time(r.start, r.end, r.basis),
    }
}
