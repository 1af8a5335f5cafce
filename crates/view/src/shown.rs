//! What of a ledger is shown: the claims a query lets through, without private names.
//!
//! The relations of a ledger are worked out over everything in it; a filter comes after, so that hiding a report
//! never makes two claims agree. Every view reads a ledger through this and so cannot forget to mask.

use std::collections::BTreeSet;

use tidings_claim::Claim;
use tidings_ledger::{ClaimRef, Ledger, Query, Report};
use tidings_text::{CodePoints, Span};

use crate::mask::Masks;

/// What a view leaves out and what it shows.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which claims.
    pub query: Query,
    /// Private names stay as they are printed.
    pub unmasked: bool,
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
}

impl<'l> Shown<'l> {
    /// The claims of `ledger` that the options let through; rejected ones are left out.
    pub fn new(ledger: &'l Ledger, options: Options) -> Self {
        let masks = if options.unmasked { Masks::none() } else { Masks::of(&ledger.reports) };
        let wanted = ledger
            .claims()
            .filter(|(at, c)| !ledger.reviews.is_rejected(*at) && options.query.holds(ledger.report(*at), c))
            .map(|(at, _)| at)
            .collect();
        let points = ledger.reports.iter().map(|r| CodePoints::new(&r.document.text)).collect();
        let name = |(i, r): (usize, &Report)| {
            let betrays = masks.betrays(i, &r.document.id);
            if betrays {
                format!("report-{}", &r.document.source.sha256_hex()[..12])
            } else {
                r.document.id.clone()
            }
        };
        let ids = ledger.reports.iter().enumerate().map(name).collect();
        Self { ledger, options, masks, wanted, points, ids }
    }

    /// The claims, in order of the ledger.
    pub fn claims(&self) -> impl Iterator<Item = (ClaimRef, &'l Claim)> + '_ {
        self.wanted.iter().map(|at| (*at, self.ledger.claim(*at)))
    }

    /// Whether a claim is shown.
    pub fn has(&self, at: ClaimRef) -> bool {
        self.wanted.contains(&at)
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

    /// The voices behind a claim: for a report that copies another, the first of the copies.
    pub fn original(&self, report: usize) -> usize {
        self.ledger.copies.iter().find(|g| g.contains(&report)).map_or(report, |g| g[0])
    }
}
