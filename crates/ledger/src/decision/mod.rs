//! What analysts decide, as an append-only log that is replayed over any reading of the sources.
//!
//! A decision names claims by the source's hash, the characters and the words it stood on, never by an index, so
//! that it can be found again when a better version reads the report differently. What no longer fits is shown as
//! needing a look; nothing is dropped.
//!
//! | module | question |
//! | --- | --- |
//! | `key` | by which name a person points at a claim; what a claim said, field by field |
//! | `edit` | what a corrected field may be, and how a claim takes it |
//! | `replay` | what the whole log comes to over one reading |

mod edit;
mod key;
mod replay;

use std::collections::{BTreeMap, BTreeSet};

use tidings_text::Span;

use crate::query::Review;
use crate::{ClaimRef, ConflictKind};

pub use edit::{Edit, EditError};
pub use key::{FindError, field, find, ids, said};
pub use replay::replay;

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
    /// Short hash of `said`.
    pub print: u64,
    /// What the claim said, field by field, in the words of [`said`]: so that a later look can tell what changed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub said: BTreeMap<String, String>,
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

impl Act {
    /// The claims it names, in its order.
    pub fn claims(&self) -> Vec<&ClaimKey> {
        match self {
            Act::Accept(k) | Act::Reject(k) | Act::Edit { claim: k, .. } | Act::Note { claim: k, .. } => {
                vec![k]
            }
            Act::Join(list) | Act::Split(list) => list.iter().collect(),
            Act::Link { a, b, .. } => vec![a, b],
            Act::Undo(_) => Vec::new(),
        }
    }
}

/// What the log comes to over one reading of the sources. Lists by claim are in the claims' order, the others in
/// the log's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reviews {
    /// Claims accepted, with the decision. Of accepting and rejecting a claim, the last stands.
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
    /// Decisions taken back, each with the one that took it back.
    pub undone: Vec<(u64, u64)>,
    /// Decisions overruled by a later one on the same thing, each with the later one.
    pub superseded: Vec<(u64, u64)>,
    /// Undos that hold.
    pub undos: Vec<u64>,
    /// Decisions that no longer fit what is read, and why. Most of them are in effect all the same; see
    /// [`Reviews::fate`].
    pub look: Vec<(u64, String)>,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It holds.
    InEffect,
    /// A later decision took it back.
    Undone(u64),
    /// A later decision on the same thing stands in its place.
    Superseded(u64),
    /// It cannot hold over what is read now; [`Reviews::look`] says why.
    Held,
}

impl Reviews {
    /// Whether analysts threw the claim out; views leave it away.
    pub fn is_rejected(&self, at: ClaimRef) -> bool {
        self.rejected.binary_search_by_key(&at, |r| r.0).is_ok()
    }

    /// Whether an analyst confirmed the claim.
    pub fn is_accepted(&self, at: ClaimRef) -> bool {
        self.accepted.binary_search_by_key(&at, |a| a.0).is_ok()
    }

    /// What analysts decided about a claim: that it was accepted outweighs what was put right before.
    pub fn of(&self, at: ClaimRef) -> Review {
        if self.is_accepted(at) {
            Review::Accepted
        } else if self.edits_of(at).next().is_some() {
            Review::Edited
        } else {
            Review::Unreviewed
        }
    }

    /// Remarks on a claim, in the log's order, each with its decision.
    pub fn notes_of(&self, at: ClaimRef) -> impl Iterator<Item = (&str, u64)> {
        of(&self.notes, at, |n| n.0).iter().map(|(_, text, id)| (text.as_str(), *id))
    }

    /// Fields of a claim that were edited, each with its decision.
    pub fn edits_of(&self, at: ClaimRef) -> impl Iterator<Item = (&str, u64)> {
        of(&self.edited, at, |e| e.0).iter().map(|(_, field, id)| (field.as_str(), *id))
    }

    /// Why a decision needs a look; nothing if it does not.
    pub fn looks_of(&self, id: u64) -> impl Iterator<Item = &str> {
        self.look.iter().filter(move |(i, _)| *i == id).map(|(_, why)| why.as_str())
    }

    /// Claims of a decision that holds.
    pub fn claims_of(&self, id: u64) -> BTreeSet<ClaimRef> {
        let one = self.accepted.iter().chain(&self.rejected).filter(|x| x.1 == id).map(|x| x.0);
        let field = self.edited.iter().chain(&self.notes).filter(|x| x.2 == id).map(|x| x.0);
        let joined = self.joined.iter().filter(|x| x.1 == id).flat_map(|x| x.0.iter().copied());
        let apart = self.apart.iter().filter(|x| x.2 == id);
        let apart = apart.flat_map(|x| x.1.iter().copied().chain([x.0]));
        let links = self.links.iter().filter(|x| x.3 == id).flat_map(|x| [x.0, x.1]);
        one.chain(field).chain(joined).chain(apart).chain(links).collect()
    }

    /// What became of decision `id`.
    pub fn fate(&self, id: u64) -> Fate {
        let by = |list: &[(u64, u64)]| list.iter().find(|(i, _)| *i == id).map(|(_, by)| *by);
        if let Some(by) = by(&self.undone) {
            return Fate::Undone(by);
        }
        if let Some(by) = by(&self.superseded) {
            return Fate::Superseded(by);
        }
        let holds = self.accepted.iter().chain(&self.rejected).any(|x| x.1 == id)
            || self.edited.iter().chain(&self.notes).any(|x| x.2 == id)
            || self.joined.iter().any(|x| x.1 == id)
            || self.apart.iter().any(|x| x.2 == id)
            || self.links.iter().any(|x| x.3 == id)
            || self.undos.contains(&id);
        if holds { Fate::InEffect } else { Fate::Held }
    }
}

/// The entries of a claim in a list that is sorted by claim.
fn of<T>(list: &[T], at: ClaimRef, key: impl Fn(&T) -> ClaimRef) -> &[T] {
    let from = list.partition_point(|x| key(x) < at);
    let len = list[from..].partition_point(|x| key(x) == at);
    &list[from..from + len]
}
