//! Claims of many reports -> one ledger: what runs in several papers, which claims are about one event, which
//! figures belong to one history, which claims speak against each other.
//!
//! The result does not depend on the order of the reports: they are put in order by date, publisher and hash
//! first, and every list here follows that order.

mod conflict;
mod copies;
pub mod decision;
mod figures;
mod group;
mod incident;
pub mod query;
mod types;

use tidings_claim::Claim;
use tidings_text::Document;

pub use decision::{Act, ClaimKey, Decision, Reviews};
pub use figures::{Figure, Series};
pub use group::Group;
pub use incident::incidents;
pub use query::{Query, QueryError};
pub use types::*;

/// Claims of several reports, set in relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// Reports by date, publisher and hash.
    pub reports: Vec<Report>,
    /// Reports that run one text, each group in order; a report in no group is nobody's copy.
    pub copies: Vec<Vec<usize>>,
    /// Persons, organisations and places under all their spellings.
    pub identities: Vec<Identity>,
    /// Claims about one real occurrence.
    pub occurrences: Vec<Occurrence>,
    /// Claims about one place: the headings of a brief.
    pub groups: Vec<Group>,
    /// Figures by measure, place and speaker.
    pub figures: Vec<Series>,
    /// Claims set against each other, or following on each other.
    pub conflicts: Vec<Conflict>,
    /// What analysts decided.
    pub reviews: Reviews,
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
        let conflicts = conflict::conflicts(&reports);
        Self {
            reports,
            copies,
            identities: Vec::new(),
            occurrences: Vec::new(),
            groups,
            figures,
            conflicts,
            reviews: Reviews::default(),
        }
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
