//! Figure histories: one series for each measure, place and speaker, each printed figure a point of it.
//!
//! Only what is said to have happened enters: nothing planned, asked for, denied, expected or supposed, no part of
//! another figure, and a heading's figure only if the text does not have it. A day's count and the count so far are
//! two series.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tidings_claim::{Certainty, Claim, Polarity, Stance};
use tidings_mention::Measure;

use crate::ClaimRef;
use crate::conflict::Matter;
use crate::conflict::count::Period;
use crate::facts::is_counted;
use crate::group::main_place;
use crate::identity::Names;

/// One printed figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The claim it stands in.
    pub claim: ClaimRef,
    /// Index of the figure in the claim.
    pub quantity: usize,
    /// The day it holds for: the end of the claim's time, else the day of the report.
    pub as_of: Option<Date>,
}

/// The figures of one speaker for one measure at one place, by day.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What is counted.
    pub measure: Measure,
    /// Name of the place; empty if none.
    pub place: String,
    /// The speaker under his fullest name; `None` = the publishers.
    pub speaker: Option<String>,
    /// Each point counts a day or night by itself; otherwise all up to its day.
    pub daily: bool,
    /// Points in order.
    pub points: Vec<Figure>,
}

/// Measures of acts, which reports count by the day as often as in total.
fn is_rate(m: Measure) -> bool {
    matches!(
        m,
        Measure::MunitionsFired
            | Measure::ShotDown
            | Measure::AerialObjects
            | Measure::Attacks
            | Measure::TroopsLost
            | Measure::VehiclesLost
    )
}

fn enters(c: &Claim, measure: Measure) -> bool {
    let told = match c.stance {
        // An order to leave is what this measure counts.
        Stance::Demand => measure == Measure::OrderedToEvacuate,
        Stance::Plan | Stance::Predict | Stance::Deny => false,
        _ => true,
    };
    told && c.certainty != Certainty::Hypothetical
        && !c.plover.aux.iter().any(|a| matches!(*a, "future" | "hypothetical"))
        && c.time.basis != tidings_claim::Basis::Future
}

pub(crate) fn series(m: &Matter, names: &Names) -> Vec<Series> {
    // Somebody who is no identity ("officials") is another one in each report, copies apart.
    type Key = (Measure, String, Option<String>, Option<u32>, usize, bool);
    let reports = m.reports;
    let mut by: BTreeMap<Key, Vec<Figure>> = BTreeMap::new();
    for f in m.facts {
        let report = &reports[f.at.report];
        let c = &report.claims[f.at.claim];
        if c.repeats.is_some() || m.withdrawn.claims.contains(&f.at) {
            continue;
        }
        for (n, q) in c.quantities.iter().enumerate() {
            let none = q.max == Some(0.0);
            let affirmed = c.polarity == Polarity::Positive || none;
            let part = q.part || m.parts.contains(&(f.at, n));
            if !is_counted(q.measure) || part || !q.printed || !affirmed || !enters(c, q.measure) {
                continue;
            }
            let words = f.counts.iter().find(|(of, _)| *of as usize == n);
            let day = is_rate(q.measure) && words.is_some_and(|(_, w)| w.period == Period::Day);
            let as_of = c.time.end.or(report.document.meta.published);
            let place = main_place(c).map_or_else(String::new, |p| p.name.clone());
            let speaker = c.speaker.as_deref().map(|s| names.full(f.at.report, s).to_string());
            let nobody = speaker.is_some() && f.speaker.is_none();
            let report = m.copy_of.get(&f.at.report).map_or(f.at.report, |&g| usize::MAX - g);
            let key = (q.measure, place, speaker, f.speaker, if nobody { report } else { 0 }, day);
            by.entry(key).or_default().push(Figure { claim: f.at, quantity: n, as_of });
        }
    }
    by.into_iter()
        .map(|((measure, place, speaker, _, _, daily), mut points)| {
            points.sort_by_key(|p| (p.as_of, p.claim, p.quantity));
            Series { measure, place, speaker, daily, points }
        })
        .collect()
}
