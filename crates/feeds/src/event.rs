//! What is going on, a line for each.

use std::fmt;

use serde::Serialize;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When, RFC 3339.
    pub at: String,
    /// Which feed, or which webhook.
    pub feed: String,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum What {
    /// Nothing new since the last time (304, or the same items).
    Unchanged,
    /// The feed was read.
    Read {
        /// Items it holds.
        items: usize,
        /// Of them new.
        new: usize,
        /// New ones left for the next time.
        left: usize,
    },
    /// An item is on disk.
    Kept {
        /// Where it came from.
        origin: String,
        /// False where the same bytes were there already.
        new: bool,
    },
    /// The feed or an item could not be had; it is tried again.
    Failed {
        /// What.
        target: String,
        /// Why.
        why: String,
        /// When it is tried again.
        again: Option<String>,
    },
    /// Something is left out for good.
    Skipped {
        /// What.
        target: String,
        /// Why.
        why: String,
    },
    /// Something odd that did no harm.
    Note {
        /// What.
        text: String,
    },
    /// A rule fired.
    Alert {
        /// Which rule.
        rule: String,
        /// Who says what, with the citation.
        text: String,
    },
    /// A webhook took an alert.
    Delivered {
        /// Name of the alert.
        id: String,
    },
    /// The server asks to wait.
    Later {
        /// Until when.
        until: String,
    },
}

impl Event {
    /// Whether something could not be had.
    pub fn is_failure(&self) -> bool {
        matches!(self.what, What::Failed { .. })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}: ", self.at, clean(&self.feed))?;
        match &self.what {
            What::Unchanged => write!(f, "nothing new"),
            What::Read { items, new, left: 0 } => write!(f, "{items} items, {new} new"),
            What::Read { items, new, left } => {
                write!(f, "{items} items, {new} new taken, {left} left for the next time")
            }
            What::Kept { origin, new: true } => write!(f, "kept {}", clean(origin)),
            What::Kept { origin, new: false } => {
                write!(f, "the same bytes were there already: {}", clean(origin))
            }
            What::Failed { target, why, again: Some(at) } => {
                write!(f, "{}: {}; again at {at}", clean(target), clean(why))
            }
            What::Failed { target, why, again: None } => write!(f, "{}: {}", clean(target), clean(why)),
            What::Skipped { target, why } => write!(f, "left out {}: {}", clean(target), clean(why)),
            What::Note { text } => write!(f, "{}", clean(text)),
            What::Alert { rule, text } => write!(f, "ALERT {}: {}", clean(rule), clean(text)),
            What::Delivered { id } => write!(f, "delivered {id}"),
            What::Later { until } => write!(f, "not asked before {until}"),
        }
    }
}

/// Without what could move the cursor of a terminal or turn a line round.
fn clean(s: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    s.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
