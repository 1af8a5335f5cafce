//! Whether a claim tells what happened: only that may enter key figures, maps of events and totals.

use tidings_claim::{Basis, Certainty, Claim, Stance, Tier};

/// What sort of thing a claim tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is said to have happened or to be so.
    Happened,
    /// Somebody rejects that it happened.
    Denied,
    /// Announced, asked for, expected, or only if something else comes about.
    ToCome,
    /// Under investigation.
    Open,
    /// Long ago.
    Background,
    /// Another claim of the same report says it more fully.
    Repeat,
    /// A heading that states nothing.
    Heading,
}

impl Kind {
    /// Of a claim.
    pub fn of(c: &Claim) -> Kind {
        let any_figure = c.quantities.iter().any(|q| q.printed);
        if c.repeats.is_some() {
            Kind::Repeat
        } else if c.tier == Tier::Headline && c.plover.kind.is_none() && !any_figure {
            Kind::Heading
        } else if c.stance == Stance::Investigate {
            Kind::Open
        } else if matches!(c.stance, Stance::Demand | Stance::Plan | Stance::Predict)
            || c.certainty == Certainty::Hypothetical
            || c.plover.aux.iter().any(|a| matches!(*a, "future" | "hypothetical"))
        {
            Kind::ToCome
        } else if c.time.basis == Basis::Background || c.plover.aux.contains(&"historical") {
            Kind::Background
        } else if c.stance == Stance::Deny {
            Kind::Denied
        } else {
            Kind::Happened
        }
    }

    /// The name in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Happened => "reported",
            Kind::Denied => "denied",
            Kind::ToCome => "announced or expected",
            Kind::Open => "under investigation",
            Kind::Background => "background",
            Kind::Repeat => "repeated",
            Kind::Heading => "heading",
        }
    }
}
