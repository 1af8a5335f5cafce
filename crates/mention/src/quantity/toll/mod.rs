//! The dead and injured of one incident, over several reports of it.
//!
//! A report gives its toll in two ways: as figures ("two people were killed and three wounded") and as people who
//! are told of one by one, often over several sentences ("a 20-year-old man was shot", "he died at the hospital",
//! "the victim, J. Doe, 20"). Figures are taken from the lead if it has any; people are joined where nothing speaks
//! against their being the same (name, age, sex), so that each is counted once. Of several reports the later know
//! more.

mod person;
mod tally;

use jiff::civil::Date;

use crate::{Measure, Parse, Quantity};
use tally::{Tally, tally};

/// Killed and injured, each an interval with open ends.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Toll {
    /// Killed.
    pub killed: (Option<f64>, Option<f64>),
    /// Injured.
    pub injured: (Option<f64>, Option<f64>),
}

/// The toll of the incident that `reports` (day of publication, parse, figures) are about.
pub fn toll(reports: &[(Date, &Parse, &[Quantity])]) -> Toll {
    let mut tallies: Vec<(Date, Tally)> = reports.iter().map(|(d, p, q)| (*d, tally(*d, p, q))).collect();
    tallies.sort_by_key(|(date, _)| *date);
    combine(&tallies.iter().map(|(_, t)| Report::of(t)).collect::<Vec<_>>())
}

/// What one report gives of an incident.
#[derive(Debug, Clone, Copy)]
struct Report {
    dead: Bound,
    hurt: Bound,
    /// Its lead prints how many were injured, or shot.
    prints_hurt: bool,
}

impl Report {
    fn of(tally: &Tally) -> Self {
        Self { dead: tally.killed(), hurt: tally.injured(), prints_hurt: tally.prints_hurt() }
    }
}

/// Several reports in order of publication.
///
/// The dead are as many as most reports say, or else as the report says that knows most. The injured are those of the
/// reports that know as many dead and print a figure. Where none does, who is injured in a report that knows of fewer
/// dead may be one of them: of its injured only those beyond the missing dead are still injured. Of equal reports the
/// last is taken.
fn combine(reports: &[Report]) -> Toll {
    let none = Bound { min: 0.0, max: Some(0.0) };
    let most = reports.iter().map(|r| r.dead).fold(none, |a, b| if b.min >= a.min { b } else { a });
    let dead: Vec<Bound> = reports.iter().map(|r| r.dead).collect();
    let killed = match commonest(&dead) {
        Some((bound, n)) if reports.len() > 2 && 2 * n > reports.len() => bound,
        _ => most,
    };
    let as_many = |r: &&Report| r.prints_hurt && r.dead.min.total_cmp(&killed.min).is_eq();
    let printed: Vec<Bound> = reports.iter().filter(as_many).map(|r| r.hurt).collect();
    let injured = commonest(&printed).map_or_else(
        || {
            reports.iter().fold(none, |injured, r| {
                let still = |n: f64| (n - (killed.min - r.dead.min).max(0.0)).max(0.0);
                let left = Bound { min: still(r.hurt.min), max: r.hurt.max.map(still) };
                if left.min >= injured.min { left } else { injured }
            })
        },
        |(bound, _)| bound,
    );
    Toll { killed: (Some(killed.min), killed.max), injured: (Some(injured.min), injured.max) }
}

/// The bound that most of `bounds` have, and how many; of equally many the largest, and of equal ones the last.
fn commonest(bounds: &[Bound]) -> Option<(Bound, usize)> {
    let alike = |b: &Bound| bounds.iter().filter(|o| o.min.total_cmp(&b.min).is_eq()).count();
    bounds.iter().map(|b| (*b, alike(b))).max_by(|(a, n), (b, m)| n.cmp(m).then(a.min.total_cmp(&b.min)))
}

/// What a report gives: at least and at most.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bound {
    min: f64,
    max: Option<f64>,
}

/// What became of somebody, from bad to worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Shot,
    Injured,
    Killed,
}

fn outcome(measure: Measure) -> Option<Outcome> {
    match measure {
        Measure::Killed => Some(Outcome::Killed),
        Measure::Injured | Measure::Hospitalised => Some(Outcome::Injured),
        Measure::Casualties => Some(Outcome::Shot),
        _ => None,
    }
}
