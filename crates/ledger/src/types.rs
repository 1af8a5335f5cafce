//! What a ledger holds.

use std::sync::Arc;

use tidings_claim::Claim;
use tidings_mention::{Measure, names};
use tidings_text::{Document, Span};

/// A report with what was read of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The report.
    pub document: Document,
    /// Its claims, in text order.
    pub claims: Vec<Claim>,
    /// Sentences of the parse, for quoting a claim in its context.
    pub sentences: Vec<Span>,
    /// Names of private persons and minors, wherever the report prints them: exports mask them by default.
    pub private: Vec<PrivateName>,
}

/// A mention of somebody who holds no office and speaks for nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PrivateName {
    /// Where it stands.
    pub span: Span,
    /// The name as claims give it.
    pub name: String,
    /// The report gives an age under 18.
    pub minor: bool,
}

/// A claim's place in the ledger: report and index in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimRef {
    /// Index in [`Ledger::reports`](crate::Ledger::reports).
    pub report: usize,
    /// Index in that report's claims.
    pub claim: usize,
}

/// One thing that joins two claims or two names, in words an analyst can check.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Name of the rule (`same place`, `figure in common`, `initials`).
    pub rule: &'static str,
    /// What it went by ("Kherson", "killed 12").
    pub detail: String,
}

/// A person, organisation or place that several reports speak of, with every spelling.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// What it is.
    pub kind: IdentityKind,
    /// The fullest spelling.
    pub name: String,
    /// All spellings, sorted, each with the claims that use it.
    pub spellings: Vec<(String, Vec<ClaimRef>)>,
    /// Why each spelling after the first belongs: (spelling, spelling it joins, evidence).
    pub joined_by: Vec<(usize, usize, Evidence)>,
}

/// What an [`Identity`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKind {
    /// A person.
    Person,
    /// An organisation, office or force.
    Organisation,
    /// A place.
    Place,
}

/// Claims about one real occurrence. Each claim is in one occurrence at the most; one that joins nothing is in one
/// of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// Its claims, in order of the ledger.
    pub claims: Vec<ClaimRef>,
    /// What joins them: each claim but the first has at least one pair.
    pub joined_by: Vec<(ClaimRef, ClaimRef, Arc<[Evidence]>)>,
    /// How well it is supported.
    pub grade: Grade,
}

/// How well an occurrence is supported, by the published rule of `docs/grades.md`; never whether it is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Airwars-like corroboration.
    pub corroboration: Corroboration,
    /// Admiralty-like credibility of the information, 1 (confirmed by other sources) to 6 (cannot be judged).
    pub credibility: u8,
    /// Voices counted: publishers and speakers that do not copy each other.
    pub voices: usize,
    /// Reports counted, copies not.
    pub reports: usize,
    /// Why, in sentences.
    pub because: Vec<String>,
}

impl Default for Grade {
    fn default() -> Self {
        Self {
            corroboration: Corroboration::NotGraded,
            credibility: 6,
            voices: 0,
            reports: 0,
            because: Vec::new(),
        }
    }
}

names! {
    /// Airwars-like classes of support.
    Corroboration {
        /// A claim of it is denied, or another cannot hold together with it.
        Contested = "contested",
        /// One voice only.
        SingleSource = "single source",
        /// Two or more independent voices.
        Fair = "fair",
        /// Somebody states it of its own side, and another voice says so too.
        Acknowledged = "acknowledged",
        /// Nothing that can be graded: a demand, a plan, a judgement.
        NotGraded = "not graded",
    }
}

/// Two claims set against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// How they stand.
    pub kind: ConflictKind,
    /// The claim that denies, overstates or comes later.
    pub a: ClaimRef,
    /// The other.
    pub b: ClaimRef,
    /// Figures compared, as indices into the claims' quantities.
    pub figures: Option<(usize, usize)>,
    /// Measure of the figures.
    pub measure: Option<Measure>,
    /// Why it is called so.
    pub because: Arc<[Evidence]>,
}

names! {
    /// How two claims stand to each other; the names of the ledger contract.
    ConflictKind {
        /// Both cannot hold.
        Contradicts = "contradicts",
        /// One side rejects what the other says.
        Denies = "denies",
        /// Another value; both could hold.
        Differs = "differs",
        /// A says more than B supports.
        Overstates = "overstates",
        /// Narrower, wider or another measure.
        DifferentMeasure = "different_measure",
        /// An update, no conflict.
        LaterFigure = "later_figure",
        /// The same fact in other words or with another hedge.
        Compatible = "compatible",
    }
}

impl ConflictKind {
    /// Whether it speaks against the other claim; the rest are histories and agreements.
    pub fn is_dispute(self) -> bool {
        matches!(self, Self::Contradicts | Self::Denies | Self::Overstates)
    }
}
