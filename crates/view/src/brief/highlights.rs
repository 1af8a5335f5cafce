//! At most five occurrences to read first: those that most independent reports and voices tell of and that cost most.

use std::collections::{BTreeMap, BTreeSet};

use tidings_mention::Measure;

use super::claims::quote;
use super::merge::{alike, words as bag};
use super::{Block, Line, Piece, Writer, text};
use crate::naming::UNNAMED;
use crate::record::{Event, Record, events, list};
use crate::words;
use tidings_ledger::Kind;

/// Highlights of a brief, at most.
const MOST: usize = 5;

/// Highlights quoted from one report, at most.
const MOST_OF_REPORT: usize = 2;

/// What weighs, and how much against its logarithm.
const WEIGHTS: [(Measure, f64); 9] = [
    (Measure::Killed, 3.0),
    (Measure::Missing, 2.0),
    (Measure::Injured, 1.5),
    (Measure::Casualties, 2.0),
    (Measure::Detained, 1.0),
    (Measure::Captured, 1.0),
    (Measure::Fled, 1.0),
    (Measure::Evacuated, 1.0),
    (Measure::OrderedToEvacuate, 0.8),
];

impl Writer<'_> {
    pub(super) fn highlights(&mut self) -> Vec<Block> {
        // A few lines need no summary.
        if self.records.len() < 12 {
            return Vec::new();
        }
        let all = events(self.shown, self.records);
        let mut ranked: Vec<(i64, usize, &Event<'_>)> = all
            .iter()
            .enumerate()
            .filter(|(_, e)| !self.is_old(e.days().1))
            .filter_map(|(i, e)| Some((-weight(e)?, i, e)))
            .collect();
        ranked.sort_by_key(|(w, i, _)| (*w, *i));
        let mut lines: Vec<Line> = Vec::new();
        let mut told: Vec<BTreeSet<String>> = Vec::new();
        let mut from: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, _, e) in ranked {
            let Some(best) = best(e) else { continue };
            let these = bag(&best.text);
            // One long report must not fill them all.
            let report = from.entry(self.shown.original(best.at.report)).or_default();
            if lines.len() < MOST && *report < MOST_OF_REPORT && told.iter().all(|t| alike(t, &these) < 0.4) {
                *report += 1;
                lines.push(self.highlight(e, best));
                told.push(these);
            }
        }
        if lines.is_empty() { Vec::new() } else { vec![Block::List(lines)] }
    }

    fn highlight(&mut self, e: &Event<'_>, best: &Record) -> Line {
        let who = words::capital(&best.voice);
        let mut line = vec![
            Piece::Strong(who.clone()),
            text(format!(" {}: ", words::stance_of(best))),
            quote(best),
            text(" "),
            self.cite(best.at),
        ];
        let place = e.place().map_or_else(String::new, |p| p.name.clone());
        let (from, to, _) = e.days();
        let dated = e.telling().iter().any(|r| r.is_dated());
        let day = if dated { words::time(from, to, "explicit") } else { String::new() };
        let note = list([place.as_str(), day.as_str()]).replace("; ", ", ");
        if !note.is_empty() {
            line.push(text(format!(" ({note})")));
        }
        // Other voices with their figures: never one number for all.
        let mut others: BTreeSet<String> = BTreeSet::from([who]);
        for (measure, _) in WEIGHTS {
            for (r, f) in e.figures(measure) {
                let also = words::capital(&r.voice);
                if others.len() < 5 && others.insert(also.clone()) {
                    let what = format!("; {also}: {} {}", f.number(), words::measure(measure));
                    line.push(text(format!("{what} ")));
                    line.push(self.cite(r.at));
                }
            }
        }
        if let Some(g) = e.grade.as_ref().filter(|g| g.voices > 1 || g.reports > 1) {
            line.push(text(format!(
                "; {} voice{} in {} report{}, {}",
                g.voices,
                words::plural(g.voices),
                g.reports,
                words::plural(g.reports),
                g.corroboration.as_str()
            )));
        }
        line
    }
}

/// How much an occurrence matters to a reader, in thousandths; `None` if it is no event.
fn weight(e: &Event<'_>) -> Option<i64> {
    let told =
        e.records.iter().any(|r| r.kind == Kind::Happened && r.polarity == "+" && r.tier != "headline");
    let mut weight = 0.0;
    for (measure, w) in WEIGHTS {
        let most = e.figures(measure).iter().filter_map(|(_, f)| f.min.or(f.max)).fold(0.0, f64::max);
        weight += w * (1.0 + most).ln();
    }
    if !told || weight == 0.0 && !e.records.iter().any(|r| r.plover == Some("ASSAULT")) {
        return None;
    }
    weight += 2.0 * (e.reports().len() as f64).ln() + (e.voices().len() as f64).ln();
    Some((weight * 1000.0) as i64)
}

/// The claim that tells most of it.
fn best<'r>(e: &Event<'r>) -> Option<&'r Record> {
    let told = e.records.iter().copied();
    // Hearsay of nobody is nothing to read first.
    let named = |r: &&Record| r.voice != UNNAMED;
    let told =
        told.filter(|r| r.kind == Kind::Happened && r.polarity == "+" && r.tier != "headline").filter(named);
    let gives = |r: &&Record| {
        let figures = r.figures.iter().filter(|f| WEIGHTS.iter().any(|(m, _)| *m == f.measure)).count();
        let whole = usize::from(r.text.starts_with(|c: char| c.is_uppercase() || c.is_numeric()));
        (figures, whole, usize::from(r.speaker.is_some()), r.places.len(), std::cmp::Reverse(r.at))
    };
    told.max_by_key(gives)
}
