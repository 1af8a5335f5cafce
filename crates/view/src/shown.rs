//! What of a ledger is shown: the claims a query lets through, without private names.
//!
//! The relations of a ledger are worked out over everything in it; a filter comes after, so that hiding a report
//! never makes two claims agree. Every view reads a ledger through this and so cannot forget to mask.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use tidings_claim::Claim;
use tidings_ledger::{ClaimRef, Ledger, Query, Report};
use tidings_text::{CodePoints, Span};

use crate::mask::{Masks, Names};
use crate::naming::{self, Parties};

/// What a view leaves out and what it shows.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which claims.
    pub query: Query,
    /// Private names stay as they are printed.
    pub unmasked: bool,
    /// What belongs to the ledger and is not in it.
    pub elsewhere: Elsewhere,
}

/// What is known of reports that were not loaded, since no claim of theirs is asked for.
///
/// Relations, where a view shows them, are then those among the reports that were loaded, and the view says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Elsewhere {
    /// Names of private persons, each with whether it is a minor's: they are masked in every report.
    pub names: BTreeSet<(String, bool)>,
    /// Number of claims.
    pub claims: usize,
    /// Number of reports.
    pub reports: usize,
    /// The day from which on reports were loaded, where it was for their day.
    pub since: Option<Date>,
}

/// A ledger as a view sees it.
pub struct Shown<'l> {
    /// The whole ledger. Texts and names must be read through this type, not from here.
    pub ledger: &'l Ledger,
    /// What was asked for.
    pub options: Options,
    masks: Masks,
    wanted: BTreeSet<ClaimRef>,
    points: Vec<CodePoints<'l>>,
    ids: Vec<String>,
    parties: Parties,
    /// The first report that runs the text of each.
    originals: Vec<usize>,
}

impl<'l> Shown<'l> {
    /// The claims of `ledger` that the options let through; rejected ones are left out.
    pub fn new(ledger: &'l Ledger, options: Options) -> Self {
        let masks = if options.unmasked {
            Masks::none()
        } else {
            Masks::of(&ledger.reports, &options.elsewhere.names)
        };
        let wanted = ledger
            .claims()
            .filter(|(at, _)| !ledger.reviews.is_rejected(*at) && options.query.holds_in(ledger, *at))
            .map(|(at, _)| at)
            .collect();
        let points = ledger.reports.iter().map(|r| CodePoints::new(&r.document.text)).collect();
        let name = |(i, r): (usize, &Arc<Report>)| {
            let betrays = masks.betrays(i, &r.document.id);
            if betrays {
                format!("report-{}", &r.document.source.sha256_hex()[..12])
            } else {
                r.document.id.clone()
            }
        };
        let ids = ledger.reports.iter().enumerate().map(name).collect();
        let parties = Parties::of(ledger, &masks);
        let mut originals: Vec<usize> = (0..ledger.reports.len()).collect();
        for group in &ledger.copies {
            for &report in group {
                originals[report] = group[0];
            }
        }
        Self { ledger, options, masks, wanted, points, ids, parties, originals }
    }

    /// The claims, in order of the ledger.
    pub fn claims(&self) -> impl Iterator<Item = (ClaimRef, &'l Claim)> + '_ {
        self.wanted.iter().map(|at| (*at, self.ledger.claim(*at)))
    }

    /// Whether a claim is shown.
    pub fn has(&self, at: ClaimRef) -> bool {
        self.wanted.contains(&at)
    }

    /// Number of claims, shown or not.
    pub fn total(&self) -> usize {
        self.ledger.claims().count() + self.options.elsewhere.claims
    }

    /// Number of claims shown.
    pub fn count(&self) -> usize {
        self.wanted.len()
    }

    /// Whether anything was filtered.
    pub fn is_filtered(&self) -> bool {
        self.options.query != Query::All
    }

    /// Name of a report.
    pub fn id(&self, report: usize) -> &str {
        &self.ids[report]
    }

    /// Address of a report, unless it gives a name away.
    pub fn url(&self, report: usize) -> Option<&'l str> {
        let url = self.ledger.reports[report].document.meta.url.as_deref()?;
        (!self.masks.betrays(report, url)).then_some(url)
    }

    /// The characters of a span, masked.
    pub fn text(&self, report: usize, span: Span) -> String {
        self.masks.text(report, &self.ledger.reports[report].document.text, span)
    }

    /// Names that are masked in every report.
    pub(crate) fn masked_everywhere(&self) -> &Names {
        self.masks.everywhere()
    }

    /// Whether a private name stands in an address or the name of a file.
    pub(crate) fn betrays(&self, report: usize, name: &str) -> bool {
        self.masks.betrays(report, name)
    }

    /// Where names are masked in a span, in order, and by what.
    pub(crate) fn masked(&self, report: usize, span: Span) -> Vec<(Span, &'static str)> {
        self.masks.found(report, &self.ledger.reports[report].document.text, span)
    }

    /// Words that came from a report, masked.
    pub fn words(&self, report: usize, s: &str) -> String {
        self.masks.string(report, s)
    }

    /// Words made of what several reports say, masked for each of them.
    pub fn words_of(&self, reports: impl IntoIterator<Item = usize>, s: &str) -> String {
        let reports: std::collections::BTreeSet<usize> = reports.into_iter().collect();
        reports.into_iter().fold(s.to_owned(), |s, report| self.words(report, &s))
    }

    /// A span in Unicode code points.
    pub fn points(&self, report: usize, span: Span) -> (usize, usize) {
        self.points[report].of_span(span)
    }

    /// The sentence a claim stands in.
    pub fn sentence(&self, at: ClaimRef) -> Span {
        let report = self.ledger.report(at);
        let c = &report.claims[at.claim];
        report.sentences.get(c.sentence).copied().unwrap_or(c.span).join(c.span)
    }

    /// The speaker, masked; `None` = the publisher.
    pub fn speaker(&self, at: ClaimRef) -> Option<String> {
        self.ledger.claim(at).speaker.as_deref().map(|s| self.words(at.report, s))
    }

    /// Who says a claim, as every view names him, masked.
    pub fn voice(&self, at: ClaimRef) -> String {
        let party = self.party(at).filter(|_| self.ledger.claim(at).speaker.is_some());
        match party.and_then(|n| self.parties.name(n)) {
            Some(name) => name.to_owned(),
            None => self.words(at.report, &naming::voice(self.ledger, at)),
        }
    }

    /// Who says a claim, as its own report has him, masked: what can be known without the other reports.
    pub fn printed_voice(&self, at: ClaimRef) -> String {
        match naming::printed(self.ledger.report(at), self.ledger.claim(at)) {
            Some(name) => self.words(at.report, &name),
            None => self.id(at.report).to_owned(),
        }
    }

    /// The identity that says a claim, by its number in the ledger.
    pub fn party(&self, at: ClaimRef) -> Option<usize> {
        self.parties.speaks(at)
    }

    /// What tells a voice from others of its name: somebody who is no identity ("officials") is another one in each
    /// report, copies apart.
    pub fn voice_key(&self, at: ClaimRef) -> (Option<usize>, Option<usize>, String) {
        let party = self.party(at);
        let nobody = party.is_none() && self.ledger.claim(at).speaker.is_some();
        (
            party,
            nobody.then(|| self.original(at.report)),
            if party.is_some() { String::new() } else { self.voice(at) },
        )
    }

    /// The voices behind a claim: for a report that copies another, the first of the copies.
    pub fn original(&self, report: usize) -> usize {
        self.originals.get(report).copied().unwrap_or(report)
    }
}
