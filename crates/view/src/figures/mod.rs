//! Figure histories: what each voice gave for each measure, day by day, as a table and as a chart. Figures of
//! different voices are never blended into one line.

mod axis;
mod chart;
mod spread;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tidings_ledger::ClaimRef;
use tidings_mention::Measure;

use crate::record::{Record, records};
use crate::shown::Shown;
use crate::words;
use tidings_ledger::Kind;

/// The histories of one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// What is counted.
    pub measure: Measure,
    /// One for each voice and place, in order of the first day.
    pub series: Vec<Voice>,
}

/// What one voice gave for one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Who says so.
    pub who: String,
    /// Where; empty if not stated.
    pub place: String,
    /// Which people, if not people at large ("civilians"): a part never runs in the line of the whole.
    pub of: String,
    /// By day.
    pub points: Vec<Point>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The day it holds for.
    pub as_of: Option<Date>,
    /// The report gives no day: it is that of publication.
    pub undated: bool,
    /// Lower bound; `None` = open.
    pub min: Option<f64>,
    /// Upper bound; `None` = open.
    pub max: Option<f64>,
    /// Of whom or what.
    pub of: String,
    /// A claim of a dispute.
    pub disputed: bool,
    /// "report:start-end" for each report that prints it.
    pub citations: Vec<String>,
}

impl Point {
    /// Where the line goes through: the bound that is printed, or the middle of a range.
    fn level(&self) -> f64 {
        match (self.min, self.max) {
            (Some(a), Some(b)) => f64::midpoint(a, b),
            (a, b) => a.or(b).unwrap_or(0.0),
        }
    }
}

/// A point with what puts it in order.
type Dated = (Option<Date>, ClaimRef, Point);

/// Voice, place, part.
type Key = ((Option<usize>, Option<usize>, String), String, String);

/// The histories of what is shown; of one measure if it is given.
pub fn histories(shown: &Shown<'_>, only: Option<Measure>) -> Vec<History> {
    let all = records(shown);
    let by: BTreeMap<ClaimRef, &Record> = all.iter().map(|r| (r.at, r)).collect();
    let disputes = shown.ledger.conflicts.iter().filter(|c| c.kind.is_dispute());
    let disputed: BTreeSet<ClaimRef> = disputes.flat_map(|c| [c.a, c.b]).collect();
    let mut named: BTreeMap<_, String> = BTreeMap::new();
    let mut found: BTreeMap<Measure, BTreeMap<Key, Vec<Dated>>> = BTreeMap::new();
    for s in &shown.ledger.figures {
        if only.is_some_and(|m| m != s.measure) {
            continue;
        }
        for p in &s.points {
            let Some(r) = by.get(&p.claim) else { continue };
            let q = &shown.ledger.claim(p.claim).quantities[p.quantity];
            if !q.printed || r.kind == Kind::Withdrawn {
                continue;
            }
            let points = found
                .entry(s.measure)
                .or_default()
                .entry((
                    shown.voice_key(p.claim),
                    shown.words(p.claim.report, &s.place),
                    words::group(&shown.words(p.claim.report, &q.of)),
                ))
                .or_default();
            let point = Point {
                as_of: p.as_of,
                undated: !r.is_dated(),
                min: q.min,
                max: q.max,
                of: shown.words(p.claim.report, &q.of),
                disputed: disputed.contains(&p.claim),
                citations: vec![r.citation()],
            };
            points.push((p.as_of, p.claim, point));
            named.entry(shown.voice_key(p.claim)).or_insert_with(|| r.voice.clone());
        }
    }
    let history = |(measure, series): (Measure, BTreeMap<_, Vec<_>>)| {
        let mut series: Vec<Voice> = placed(series)
            .into_iter()
            .map(|((key, place, of), points)| Voice {
                who: named.get(&key).cloned().unwrap_or_default(),
                place,
                of,
                points: joined(points),
            })
            .collect();
        series.sort_by(|a, b| {
            (a.points[0].as_of, &a.who, &a.place, &a.of).cmp(&(b.points[0].as_of, &b.who, &b.place, &b.of))
        });
        History { measure, series }
    };
    found.into_iter().map(history).collect()
}

/// Figures of a voice that name no place go with the only place it gives the same figures for.
fn placed(mut series: BTreeMap<Key, Vec<Dated>>) -> BTreeMap<Key, Vec<Dated>> {
    let bare: Vec<Key> = series.keys().filter(|k| k.1.is_empty()).cloned().collect();
    for key in bare {
        // "No civilians were killed" counts nothing of another figure's place.
        if series[&key].iter().any(|(.., p)| p.max == Some(0.0)) {
            continue;
        }
        let mut own = series.keys().filter(|k| !k.1.is_empty() && (&k.0, &k.2) == (&key.0, &key.2));
        if let (Some(home), None) = (own.next().cloned(), own.next()) {
            let points = series.remove(&key).unwrap_or_default();
            series.entry(home).or_default().extend(points);
        }
    }
    series
}

/// By day; the same figure for the same day is one point with several citations.
fn joined(mut points: Vec<Dated>) -> Vec<Point> {
    points.sort_by_key(|p| (p.0, p.1));
    let mut out: Vec<Point> = Vec::new();
    for (_, _, p) in points {
        let same = out.iter_mut().find(|o| (o.as_of, o.min, o.max) == (p.as_of, p.min, p.max));
        if let Some(o) = same {
            o.disputed |= p.disputed;
            o.undated &= p.undated;
            for c in p.citations {
                if !o.citations.contains(&c) {
                    o.citations.push(c);
                }
            }
        } else {
            out.push(p);
        }
    }
    out
}

/// The histories as a table for reading.
pub fn table(histories: &[History]) -> String {
    table::write(histories)
}

/// The histories as an SVG picture.
pub fn chart(histories: &[History]) -> String {
    chart::write(histories)
}
