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
mod kind;
mod occurrence;
mod own;
mod parts;
pub mod query;
mod relate;
mod types;
mod union;
mod waiting;
mod withdrawn;
mod words;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use tidings_claim::Claim;
use tidings_text::Document;

pub use conflict::TAKEN_BACK;
pub use decision::{Act, ClaimKey, Decision, Reviews};
pub use figures::{Figure, Series};
pub use group::{Group, coarseness, filing};
pub use incident::incidents;
pub use kind::Kind;
pub use query::{Query, QueryError};
pub use relate::{Kept, Related};
pub use types::*;
pub use waiting::{Waits, by_weight, waiting};

/// Days beyond which nothing is compared by its day: a voice takes back what it said up to so many days before, a figure is
/// held against those of two weeks, and what happened against what is told of the days around it. Copies and names know no
/// days. Views of some days ask for the reports of so many days around them.
pub const HORIZON: i32 = 60;

/// Claims of several reports, set in relation. What relates them is read as if it stood here: `ledger.conflicts`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// Reports by date, publisher and hash.
    pub reports: Vec<Arc<Report>>,
    /// What analysts decided.
    pub reviews: Reviews,
    related: Arc<Related>,
}

impl Deref for Ledger {
    type Target = Related;

    fn deref(&self) -> &Related {
        &self.related
    }
}

impl DerefMut for Ledger {
    fn deref_mut(&mut self) -> &mut Related {
        Arc::make_mut(&mut self.related)
    }
}

impl Ledger {
    /// Relates the claims of `reports`. The same report given twice counts once.
    pub fn build(reports: Vec<Report>) -> Self {
        Self::reviewed(reports.into_iter().map(Arc::new).collect(), |_| Reviews::default())
    }

    /// The reports under what analysts decided, as [`Ledger::reviewed`] gives them, without any relation
    /// between two reports.
    pub fn unrelated(
        mut reports: Vec<Arc<Report>>,
        replay: impl FnOnce(&mut [Arc<Report>]) -> Reviews,
    ) -> Self {
        in_order(&mut reports);
        let reviews = replay(&mut reports);
        let related = Arc::new(relate::each_alone(&reports));
        Self { reports, reviews, related }
    }

    /// With what of other reports belongs to each claim by itself: which reports run one text, who is who, and what was
    /// taken back.
    #[must_use]
    pub fn with_voices(mut self) -> Self {
        let related = Arc::make_mut(&mut self.related);
        relate::voices(&self.reports, related);
        self
    }

    /// Relates the claims of `reports` under what analysts decided: `replay` is given the reports in the ledger's
    /// order, may edit their claims, and says what was joined, parted, linked or rejected.
    pub fn reviewed(reports: Vec<Arc<Report>>, replay: impl FnOnce(&mut [Arc<Report>]) -> Reviews) -> Self {
        Self::following(&mut Kept::default(), reports, replay)
    }

    /// The same as [`Ledger::reviewed`], by working out only what is new since the ledger that `kept` is of, and what
    /// that touches. Afterwards it is of this one.
    pub fn following(
        kept: &mut Kept,
        mut reports: Vec<Arc<Report>>,
        replay: impl FnOnce(&mut [Arc<Report>]) -> Reviews,
    ) -> Self {
        in_order(&mut reports);
        let reviews = replay(&mut reports);
        let related = kept.relate(&mut reports, &reviews);
        Self { reports, reviews, related }
    }

    /// What sort of thing a claim tells.
    pub fn kind(&self, at: ClaimRef) -> Kind {
        if self.withdrawn.contains(&at) { Kind::Withdrawn } else { Kind::of(self.claim(at)) }
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

fn in_order(reports: &mut Vec<Arc<Report>>) {
    reports.sort_by(|a, b| key(&a.document).cmp(&key(&b.document)));
    // The same bytes under another publisher or day are a copy, not the same report.
    reports.dedup_by(|a, b| same(&a.document, &b.document));
}

fn key(d: &Document) -> (Option<jiff::civil::Date>, Option<&str>, &[u8; 32], &str, &str) {
    (d.meta.published, d.meta.publisher.as_deref(), &d.source.sha256, &d.text, &d.id)
}

fn same(a: &Document, b: &Document) -> bool {
    let (x, y) = (key(a), key(b));
    (x.0, x.1, x.2, x.3) == (y.0, y.1, y.2, y.3)
}

fn refs(reports: &[Arc<Report>]) -> impl Iterator<Item = ClaimRef> + '_ {
    reports
        .iter()
        .enumerate()
        .flat_map(|(report, r)| (0..r.claims.len()).map(move |claim| ClaimRef { report, claim }))
}
