//! What the situation says of each claim of a report by itself, masked and coarsened: worked out once for each report, and
//! kept as long as neither the report nor the names that are masked everywhere are others.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tidings_claim::codes::{ACLED, PLOVER_TYPES};
use tidings_claim::{AttributionClass, Certainty, Claim, Polarity, Stance, Tier};
use tidings_ledger::{ClaimRef, Kind, Report};
use tidings_mention::TimePrecision;

use super::graphic;
use crate::mask::Names;
use crate::record::{self, Figure, Place};
use crate::shown::Shown;

/// Lines of the reports of the last situation.
#[derive(Debug, Default)]
pub struct Lines {
    /// Names that were masked in all of them.
    masked: Names,
    /// By the address of the report, which is kept with them so that no other can have it.
    of: FxHashMap<usize, (Arc<Report>, Arc<[Line]>)>,
}

/// A claim, as far as the situation shows it.
#[derive(Debug)]
pub(super) struct Line {
    /// Name of the event that is named after it.
    pub event: String,
    pub kind: Kind,
    pub speaker: Option<String>,
    pub stance: i32,
    pub certainty: i32,
    pub tier: i32,
    pub tie: i32,
    pub negated: bool,
    pub plover: Option<&'static str>,
    pub acled_event: i32,
    pub acled_sub: Option<&'static str>,
    pub place: Option<Place>,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub precision: TimePrecision,
    pub dated: bool,
    pub graphic: bool,
    pub figures: Vec<Figure>,
    pub actors: Vec<String>,
    pub recipients: Vec<String>,
}

impl Lines {
    /// The lines of all reports, by report and claim; rejected claims too.
    pub(super) fn of(&mut self, shown: &Shown<'_>) -> Vec<Arc<[Line]>> {
        if self.masked != *shown.masked_everywhere() {
            self.of.clear();
            self.masked = shown.masked_everywhere().clone();
        }
        let old = std::mem::take(&mut self.of);
        let mut out = Vec::with_capacity(shown.ledger.reports.len());
        for (i, report) in shown.ledger.reports.iter().enumerate() {
            let address = Arc::as_ptr(report) as usize;
            let lines = old.get(&address).map_or_else(|| lines(shown, i, report), |(_, lines)| lines.clone());
            self.of.insert(address, (report.clone(), lines.clone()));
            out.push(lines);
        }
        out
    }
}

fn lines(shown: &Shown<'_>, i: usize, report: &Report) -> Arc<[Line]> {
    let sha256 = report.document.source.sha256_hex();
    let claims = report.claims.iter().enumerate();
    claims.map(|(claim, c)| line(shown, ClaimRef { report: i, claim }, c, &sha256)).collect()
}

fn line(shown: &Shown<'_>, at: ClaimRef, c: &Claim, sha256: &str) -> Line {
    let names = |list: &[tidings_claim::Party]| {
        list.iter().filter(|p| p.is_named()).map(|p| shown.words(at.report, &p.name)).collect()
    };
    let span = shown.points(at.report, c.span);
    Line {
        event: format!("e-{}-{}-{}", &sha256[..12], span.0, span.1),
        kind: Kind::of(c),
        speaker: shown.speaker(at),
        stance: code(Stance::ALL.iter().map(|v| v.as_str()), c.stance.as_str()),
        certainty: code(Certainty::ALL.iter().map(|v| v.as_str()), c.certainty.as_str()),
        tier: code(Tier::ALL.iter().map(|v| v.as_str()), c.tier.as_str()),
        tie: code(AttributionClass::ALL.iter().map(|v| v.as_str()), c.attribution.as_str()),
        negated: c.polarity == Polarity::Negative,
        plover: c.plover.kind,
        acled_event: c.acled.event.map_or(-1, |a| code(acled_events(), a)),
        acled_sub: c.acled.sub_event,
        place: record::places(shown, at.report, c).into_iter().next(),
        start: c.time.start,
        end: c.time.end,
        precision: c.time.precision,
        dated: record::is_dated(c.time.basis.as_str()),
        graphic: graphic::is_graphic(&shown.text(at.report, c.span)),
        figures: record::figures(shown, at, c),
        actors: names(&c.actors),
        recipients: names(&c.recipients),
    }
}

pub(super) fn acled_events() -> impl Iterator<Item = &'static str> {
    ACLED.iter().map(|(event, _)| *event)
}

pub(super) fn acled_subs() -> impl Iterator<Item = &'static str> {
    ACLED.iter().flat_map(|(_, subs)| subs.iter().copied())
}

pub(super) fn plover(kind: Option<&str>) -> i32 {
    kind.map_or(-1, |p| code(PLOVER_TYPES.into_iter(), p))
}

/// Where a value stands in its closed list.
pub(super) fn code(mut all: impl Iterator<Item = &'static str>, value: &str) -> i32 {
    all.position(|v| v == value).map_or(-1, |n| n as i32)
}
