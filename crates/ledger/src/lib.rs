//! Claims of many reports -> one ledger: what runs in several papers, which claims are about one event, which
//! figures belong to one history, which claims speak against each other.
//!
//! The result does not depend on the order of the reports: they are put in order by date, publisher and hash
//! first, and every list here follows that order.

mod contest;
mod copies;
mod figures;
mod group;
mod incident;

use tidings_claim::Claim;
use tidings_text::{Document, Span};

pub use contest::{Contest, ContestKind};
pub use figures::{Figure, Series};
pub use group::Group;
pub use incident::incidents;

/// A report with what was read of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The report.
    pub document: Document,
    /// Its claims, in text order.
    pub claims: Vec<Claim>,
    /// Sentences of the parse, for quoting a claim in its context.
    pub sentences: Vec<Span>,
}

/// A claim's place in the ledger: report and index in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimRef {
    /// Index in [`Ledger::reports`].
    pub report: usize,
    /// Index in that report's claims.
    pub claim: usize,
}

/// Claims of several reports, set in relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// Reports by date, publisher and hash.
    pub reports: Vec<Report>,
    /// Reports that run one text, each group in order; a report in no group is nobody's copy.
    pub copies: Vec<Vec<usize>>,
    /// Claims about one event or topic at one place.
    pub groups: Vec<Group>,
    /// Figures by measure, place and speaker.
    pub figures: Vec<Series>,
    /// Claims that speak against each other.
    pub contests: Vec<Contest>,
}

impl Ledger {
    /// Relates the claims of `reports`. The same report given twice counts once.
    pub fn build(mut reports: Vec<Report>) -> Self {
        reports.sort_by(|a, b| key(&a.document).cmp(&key(&b.document)));
        reports.dedup_by(|a, b| {
            a.document.source.sha256 == b.document.source.sha256 && a.document.text == b.document.text
        });
        let copies = copies::groups(&reports);
        let groups = group::groups(&reports);
        let figures = figures::series(&reports);
        let contests = contest::contests(&reports);
        Self { reports, copies, groups, figures, contests }
    }

    /// The claim at `at`.
    pub fn claim(&self, at: ClaimRef) -> &Claim {
        &self.reports[at.report].claims[at.claim]
    }

    /// The report of the claim at `at`.
    pub fn report(&self, at: ClaimRef) -> &Report {
        &self.reports[at.report]
    }

    /// All claims, in order.
    pub fn claims(&self) -> impl Iterator<Item = (ClaimRef, &Claim)> {
        refs(&self.reports).map(|at| (at, self.claim(at)))
    }
}

fn key(d: &Document) -> (Option<jiff::civil::Date>, Option<&str>, &[u8; 32], &str) {
    (d.meta.published, d.meta.publisher.as_deref(), &d.source.sha256, &d.id)
}

fn refs(reports: &[Report]) -> impl Iterator<Item = ClaimRef> + '_ {
    reports
        .iter()
        .enumerate()
        .flat_map(|(report, r)| (0..r.claims.len()).map(move |claim| ClaimRef { report, claim }))
}
