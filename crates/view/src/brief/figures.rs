//! Key figures: a row for each history, that is what one voice gives for one measure at one place. The latest figure
//! leads, those before it follow with their days; parts stand under their total. Copies are counted once.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tidings_ledger::ClaimRef;
use tidings_mention::Measure;

use super::merge::Merged;
use super::{Block, Line, Piece, Writer, text};
use crate::record::{Figure, Record, events};
use crate::words;
use tidings_ledger::Kind;

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

/// Earlier figures of a history that a row gives.
const BEFORE: usize = 6;

/// Characters of a part's words.
const PART: usize = 60;

/// A printed figure, with the claims that give it.
struct Given<'m, 's> {
    merged: &'m Merged<'s>,
    figure: &'s Figure,
    /// The claim's own place, or in brackets that of its occurrence.
    place: String,
}

/// What one voice gives for one measure of some people: its figures by day.
struct Row<'m, 's> {
    measure: usize,
    part: bool,
    given: Vec<Given<'m, 's>>,
}

/// Measure, the claim if it is a part, voice, counted.
type Key = (usize, Option<(ClaimRef, usize)>, (Option<usize>, Option<usize>, String), String);

impl<'s> Writer<'s> {
    pub(super) fn key_figures(&mut self) -> Vec<Block> {
        let counted = |r: &&'s Record| {
            r.kind == Kind::Happened && r.polarity == "+" && !self.is_old(r.end) && !self.is_told_below(r)
        };
        let all: Vec<&'s Record> = self.records.iter().filter(counted).collect();
        let merged = self.merged(all);
        let rows = self.rows(&merged);
        let table: Vec<Vec<Line>> = rows.iter().map(|r| self.row(r)).collect();
        if table.is_empty() {
            return Vec::new();
        }
        let heads = vec!["measure", "figure", "of", "place", "as of", "who says so", "", "before"];
        vec![Block::Table(heads, table)]
    }

    /// A heading whose figures the text under it gives in somebody's words.
    fn is_told_below(&self, r: &Record) -> bool {
        let body = || self.records.iter().filter(|b| b.at.report == r.at.report && b.tier != "headline");
        let told = |f: &Figure| {
            let same =
                |g: &Figure| g.measure == f.measure && g.min <= f.max.or(g.min) && f.min <= g.max.or(f.min);
            body().flat_map(|b| &b.figures).any(same)
        };
        r.tier == "headline" && !r.figures.is_empty() && r.figures.iter().all(told)
    }

    fn rows<'m>(&self, merged: &'m [Merged<'s>]) -> Vec<Row<'m, 's>> {
        // Where a claim names no place, that of its occurrence stands in, in brackets.
        let near: BTreeMap<ClaimRef, String> = events(self.shown, self.records)
            .iter()
            .filter(|e| e.records.len() > 1)
            .filter_map(|e| Some((e, format!("({})", e.place()?.name))))
            .flat_map(|(e, name)| e.records.iter().map(move |r| (r.at, name.clone())).collect::<Vec<_>>())
            .collect();
        let mut histories: BTreeMap<Key, Vec<Given<'m, 's>>> = BTreeMap::new();
        for m in merged {
            let r = m.first;
            for (n, f) in r.figures.iter().enumerate() {
                // The same number of the same claim twice is one figure read in two ways.
                let twice = |g: &Figure| (g.measure, g.min, g.max) == (f.measure, f.min, f.max);
                let Some(order) = KEY.iter().position(|k| *k == f.measure) else { continue };
                if r.figures[..n].iter().any(twice) {
                    continue;
                }
                let place = r.place().map(|p| p.name.clone()).or_else(|| near.get(&r.at).cloned());
                // A part is no history: each stands for itself.
                let part = f.part.then_some((r.at, n));
                let key = (order, part, self.shown.voice_key(r.at), words::group(&f.of));
                let given = Given { merged: m, figure: f, place: place.unwrap_or_default() };
                histories.entry(key).or_default().push(given);
            }
        }
        let mut rows: Vec<Row<'m, 's>> = Vec::new();
        for ((measure, part, ..), given) in histories {
            rows.extend(by_place(given).into_iter().map(|given| Row {
                measure,
                part: part.is_some(),
                given,
            }));
        }
        let key = |r: &Row| {
            let last = r.last();
            (
                r.measure,
                last.place.is_empty(),
                last.place.trim_matches(['(', ')']).to_string(),
                last.day(),
                last.merged.first.at,
            )
        };
        rows.sort_by_key(key);
        under_totals(self, rows)
    }

    fn row(&mut self, row: &Row<'_, 's>) -> Vec<Line> {
        let last = row.last();
        let (m, f) = (last.merged, last.figure);
        let plain = |s: String| -> Line { vec![text(s)] };
        let measure = words::measure(f.measure);
        let of = words::counted(&f.of);
        let mut cells = vec![
            plain(if row.part { format!("{measure}, a part") } else { measure }),
            vec![Piece::Strong(f.number())],
            // A part that names nobody is told by the words it stands in.
            if row.part && of.is_empty() { vec![brief_quote(m.first)] } else { plain(of) },
            plain(last.place.clone()),
            plain(as_of(m.first)),
            plain(words::capital(&m.first.voice)),
            self.cites(std::iter::once(m.first.at).chain(m.also.iter().copied())),
        ];
        let mut before: Line = Vec::new();
        let mut told = vec![(last.day(), f.min, f.max)];
        for g in row.given.iter().rev().skip(1) {
            let value = (g.day(), g.figure.min, g.figure.max);
            if told.contains(&value) || told.len() > BEFORE {
                continue;
            }
            told.push(value);
            if !before.is_empty() {
                before.push(text("; "));
            }
            let n = g.figure.number();
            before.push(text(format!("{n} ({}) ", as_of(g.merged.first))));
            before
                .extend(self.cites(std::iter::once(g.merged.first.at).chain(g.merged.also.iter().copied())));
        }
        cells.push(before);
        cells
    }
}

impl Given<'_, '_> {
    fn day(&self) -> Option<Date> {
        self.merged.first.end
    }
}

impl<'m, 's> Row<'m, 's> {
    fn last(&self) -> &Given<'m, 's> {
        &self.given[self.given.len() - 1]
    }
}

/// The figures of one voice by place; those without a place go with the only place there is.
fn by_place<'m, 's>(given: Vec<Given<'m, 's>>) -> Vec<Vec<Given<'m, 's>>> {
    let bare = |g: &Given| g.place.trim_matches(['(', ')']).to_string();
    let places: std::collections::BTreeSet<String> =
        given.iter().map(bare).filter(|p| !p.is_empty()).collect();
    let only = (places.len() == 1).then(|| places.first().cloned()).flatten();
    let mut by: BTreeMap<String, Vec<Given>> = BTreeMap::new();
    for g in given {
        let place = Some(bare(&g))
            .filter(|p| !p.is_empty())
            .or_else(|| only.clone().filter(|_| g.figure.max != Some(0.0)));
        by.entry(place.unwrap_or_default()).or_default().push(g);
    }
    let mut out: Vec<Vec<Given>> = by.into_values().collect();
    for list in &mut out {
        list.sort_by_key(|g| (g.day(), g.merged.first.source.published, g.merged.first.at));
    }
    out
}

/// Parts behind the total of their report, or of their occurrence; else where they stand.
fn under_totals<'m, 's>(w: &Writer<'s>, rows: Vec<Row<'m, 's>>) -> Vec<Row<'m, 's>> {
    let (parts, mut out): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.part);
    for part in parts.into_iter().rev() {
        let report = |g: &Given| w.shown.original(g.merged.first.at.report);
        let own = report(part.last());
        let total =
            |r: &Row| !r.part && r.measure == part.measure && r.given.iter().any(|g| report(g) == own);
        let at = out.iter().position(total).map_or_else(
            || out.iter().rposition(|r| r.measure <= part.measure).map_or(0, |n| n + 1),
            |n| n + 1,
        );
        out.insert(at, part);
    }
    out
}

/// The words of a part, which tell what it is a part of.
fn brief_quote(r: &Record) -> Piece {
    let short: String = r.text.chars().take(PART).collect();
    Piece::Quote(if short == r.text { short } else { format!("{}…", short.trim_end()) })
}

/// The day a figure holds for, or the day that bounds it.
fn as_of(r: &Record) -> String {
    match (r.basis, r.end) {
        ("dct", Some(day)) => format!("by {}", words::date(day)),
        _ => words::time(r.start, r.end, r.basis),
    }
}
