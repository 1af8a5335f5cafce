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
    /// Its voice took it back, or takes it back here.
    Withdrawn,
    /// Another claim of the same report says it more fully.
    Repeat,
    /// A heading that states nothing.
    Heading,
}

impl Kind {
    /// Of a claim by itself: whether it was taken back only the whole ledger knows ([`Ledger::kind`](crate::Ledger::kind)).
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

    /// All of them, by the name that filters use.
    pub const ALL: [(&'static str, Kind); 8] = [
        ("happened", Kind::Happened),
        ("denied", Kind::Denied),
        ("announced", Kind::ToCome),
        ("open", Kind::Open),
        ("background", Kind::Background),
        ("withdrawn", Kind::Withdrawn),
        ("repeat", Kind::Repeat),
        ("heading", Kind::Heading),
    ];

    /// The name that filters use.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, k)| *k == self).map_or("", |(n, _)| n)
    }

    /// The name in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Happened => "reported",
            Kind::Denied => "denied",
            Kind::ToCome => "announced or expected",
            Kind::Open => "under investigation",
            Kind::Background => "background",
            Kind::Withdrawn => "taken back",
            Kind::Repeat => "repeated",
            Kind::Heading => "heading",
        }
    }
}
