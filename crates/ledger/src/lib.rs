//! Claims of many reports -> one ledger: what runs in several papers, which claims are about one event, which
//! figures belong to one history, which claims speak against each other.
//!
//! The result does not depend on the order of the reports: they are put in order by date, publisher and hash
//! first, and every list here follows that order.

#![allow(clippy::float_cmp, reason = "bounds are numbers as printed: equal means printed alike")]

mod conflict;
mod copies;
pub mod decision;
mod facts;
mod figures;
mod grade;
mod group;
mod identity;
mod incident;
mod occurrence;
pub mod query;
mod types;
mod union;
mod words;

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
    pub fn build(reports: Vec<Report>) -> Self {
        Self::reviewed(reports, |_| Reviews::default())
    }

    /// Relates the claims of `reports` under what analysts decided: `replay` is given the reports in the ledger's
    /// order, may edit their claims, and says what was joined, parted, linked or rejected.
    pub fn reviewed(mut reports: Vec<Report>, replay: impl FnOnce(&mut [Report]) -> Reviews) -> Self {
        reports.sort_by(|a, b| key(&a.document).cmp(&key(&b.document)));
        // The same bytes under another publisher or day are a copy, not the same report.
        reports.dedup_by(|a, b| same(&a.document, &b.document));
        let reviews = replay(&mut reports);
        let names = identity::resolve(&reports);
        let facts = facts::all(&reports, &names, &reviews);
        let copies = copies::groups(&reports);
        let occurrence::Found { mut occurrences, of } = occurrence::find(&reports, &facts, &copies, &reviews);
        let each = copies.iter().enumerate().flat_map(|(g, group)| group.iter().map(move |r| (*r, g)));
        let copy_of = each.collect();
        let matter = conflict::Matter {
            reports: &reports,
            facts: &facts,
            of: &of,
            occurrences: &occurrences,
            copy_of: &copy_of,
            reviews: &reviews,
        };
        let conflicts = conflict::conflicts(&matter);
        let grades = grade::grades(&matter, &names, &conflicts);
        for (o, grade) in occurrences.iter_mut().zip(grades) {
            o.grade = grade;
        }
        let figures = figures::series(&reports, &facts, &names);
        let groups = group::groups(&reports);
        Self {
            identities: names.identities,
            reports,
            copies,
            occurrences,
            groups,
            figures,
            conflicts,
            reviews,
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

fn key(d: &Document) -> (Option<jiff::civil::Date>, Option<&str>, &[u8; 32], &str, &str) {
    (d.meta.published, d.meta.publisher.as_deref(), &d.source.sha256, &d.text, &d.id)
}

fn same(a: &Document, b: &Document) -> bool {
    let (x, y) = (key(a), key(b));
    (x.0, x.1, x.2, x.3) == (y.0, y.1, y.2, y.3)
}

fn refs(reports: &[Report]) -> impl Iterator<Item = ClaimRef> + '_ {
    reports
        .iter()
        .enumerate()
        .flat_map(|(report, r)| (0..r.claims.len()).map(move |claim| ClaimRef { report, claim }))
}
