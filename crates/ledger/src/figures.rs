//! Figure histories: one series for each measure, place and speaker, each printed figure a point of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tidings_claim::{Certainty, Stance};
use tidings_mention::Measure;

use crate::group::main_place;
use crate::{ClaimRef, Report, refs};

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
    /// The speaker; `None` = the publishers.
    pub speaker: Option<String>,
    /// Points in order.
    pub points: Vec<Figure>,
}

/// Only what is said to have happened enters: planned, demanded and hypothetical figures are no history.
pub(crate) fn series(reports: &[Report]) -> Vec<Series> {
    let mut by: BTreeMap<(Measure, String, Option<String>), Vec<Figure>> = BTreeMap::new();
    for at in refs(reports) {
        let report = &reports[at.report];
        let c = &report.claims[at.claim];
        let happened = !matches!(c.stance, Stance::Demand | Stance::Plan | Stance::Predict | Stance::Deny)
            && c.certainty != Certainty::Hypothetical
            && c.polarity == tidings_claim::Polarity::Positive;
        if !happened || c.repeats.is_some() {
            continue;
        }
        let place = main_place(c).map_or_else(String::new, |p| p.name.clone());
        for (n, q) in c.quantities.iter().enumerate() {
            if matches!(
                q.measure,
                Measure::Other | Measure::Age | Measure::Duration | Measure::Occurrences | Measure::Places
            ) {
                continue;
            }
            let as_of = c.time.end.or(report.document.meta.published);
            by.entry((q.measure, place.clone(), c.speaker.clone())).or_default().push(Figure {
                claim: at,
                quantity: n,
                as_of,
            });
        }
    }
    by.into_iter()
        .map(|((measure, place, speaker), mut points)| {
            points.sort_by_key(|p| (p.as_of, p.claim, p.quantity));
            Series { measure, place, speaker, points }
        })
        .collect()
}
