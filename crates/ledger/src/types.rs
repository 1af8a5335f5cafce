//! What a ledger holds.

use jiff::civil::Date;
use tidings_claim::Claim;
use tidings_mention::{Candidate, Measure};
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
    pub joined_by: Vec<(ClaimRef, ClaimRef, Vec<Evidence>)>,
    /// PLOVER type that most of the claims have.
    pub kind: Option<&'static str>,
    /// The finest place on which the claims agree.
    pub place: Option<Candidate>,
    /// First day.
    pub start: Option<Date>,
    /// Last day, inclusive.
    pub end: Option<Date>,
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

/// Airwars-like classes of support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Corroboration {
    /// One party says so and another denies it.
    Contested,
    /// One voice only.
    SingleSource,
    /// Two or more independent voices.
    Fair,
    /// The party blamed admits it, or opposed parties agree.
    Acknowledged,
    /// Nothing that can be graded: a demand, a plan, a judgement.
    NotGraded,
}

impl Corroboration {
    /// The name in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contested => "contested",
            Self::SingleSource => "single source",
            Self::Fair => "fair",
            Self::Acknowledged => "acknowledged",
            Self::NotGraded => "not graded",
        }
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
    pub because: Vec<Evidence>,
}

/// How two claims stand to each other; the names of the ledger contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ConflictKind {
    /// Both cannot hold.
    Contradicts,
    /// One side rejects what the other says.
    Denies,
    /// Another value; both could hold.
    Differs,
    /// A says more than B supports.
    Overstates,
    /// Narrower, wider or another measure.
    DifferentMeasure,
    /// An update, no conflict.
    LaterFigure,
    /// The same fact in other words or with another hedge.
    Compatible,
}

impl ConflictKind {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Contradicts,
        Self::Denies,
        Self::Differs,
        Self::Overstates,
        Self::DifferentMeasure,
        Self::LaterFigure,
        Self::Compatible,
    ];

    /// The name in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contradicts => "contradicts",
            Self::Denies => "denies",
            Self::Differs => "differs",
            Self::Overstates => "overstates",
            Self::DifferentMeasure => "different_measure",
            Self::LaterFigure => "later_figure",
            Self::Compatible => "compatible",
        }
    }

    /// The kind with this export name.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Whether it speaks against the other claim; the rest are histories and agreements.
    pub fn is_dispute(self) -> bool {
        matches!(self, Self::Contradicts | Self::Denies | Self::Overstates)
    }
}
