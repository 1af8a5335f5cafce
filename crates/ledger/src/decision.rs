//! What analysts decide, as an append-only log that is replayed over any reading of the sources.
//!
//! A decision names claims by the source's hash, the characters and the words it stood on, never by an index, so
//! that it can be found again when a better version reads the report differently. What no longer fits is shown as
//! needing a look; nothing is dropped.

use tidings_text::Span;

use crate::{ClaimRef, ConflictKind};

/// A claim as a decision saw it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimKey {
    /// SHA-256 of the source's bytes.
    pub source: [u8; 32],
    /// Characters of the clause, in bytes of the decoded text.
    pub span: Span,
    /// The clause.
    pub words: String,
    /// Short hash of what the claim said: speaker, stance, polarity, codes, places, time, figures.
    pub print: u64,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Decision {
    /// Position in the log, from 1.
    pub id: u64,
    /// When, RFC 3339, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why; may be empty.
    pub why: String,
    /// What.
    pub act: Act,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Act {
    /// The claim is read rightly.
    Accept(ClaimKey),
    /// The claim is not in the report, or is no claim; it is left out of views and kept in the file.
    Reject(ClaimKey),
    /// A field should have another value.
    Edit {
        /// Of which claim.
        claim: ClaimKey,
        /// Name of the field in the exchange format (`speaker`, `stance`, `place`).
        field: String,
        /// The new value, as the exchange format writes it.
        value: String,
    },
    /// The claims are about one occurrence.
    Join(Vec<ClaimKey>),
    /// The claims are not about one occurrence: the first is taken apart from the others.
    Split(Vec<ClaimKey>),
    /// Two claims stand to each other in this way; `None` takes a link away.
    Link {
        /// The one that denies, overstates or comes later.
        a: ClaimKey,
        /// The other.
        b: ClaimKey,
        /// How.
        kind: Option<ConflictKind>,
    },
    /// A remark.
    Note {
        /// On which claim.
        claim: ClaimKey,
        /// The remark.
        text: String,
    },
    /// An earlier decision no longer holds.
    Undo(u64),
}

/// What the log comes to over one reading of the sources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reviews {
    /// Claims accepted, with the decision.
    pub accepted: Vec<(ClaimRef, u64)>,
    /// Claims rejected.
    pub rejected: Vec<(ClaimRef, u64)>,
    /// Claims edited, each field once: the last edit stands.
    pub edited: Vec<(ClaimRef, String, u64)>,
    /// Remarks.
    pub notes: Vec<(ClaimRef, String, u64)>,
    /// Claims that are one occurrence.
    pub joined: Vec<(Vec<ClaimRef>, u64)>,
    /// A claim and those it is kept apart from.
    pub apart: Vec<(ClaimRef, Vec<ClaimRef>, u64)>,
    /// Links made or taken away.
    pub links: Vec<(ClaimRef, ClaimRef, Option<ConflictKind>, u64)>,
    /// Decisions that no longer fit what is read, and why.
    pub look: Vec<(u64, String)>,
}
