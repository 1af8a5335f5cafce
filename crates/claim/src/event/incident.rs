//! Incident templates in the manner of MUC-4: one for each act of violence that a report tells of, with typed slots.
//!
//! The predicates of violence are found by an open word table ([`words`], data/incidents.txt) as [`act`]s with their
//! parties; acts of one incident are brought together ([`group`]); what is left is judged (a clash of two forces, a
//! phrase about violence in general is no incident) and its slots are filled ([`fill`]). Every string is the text's own.

mod act;
mod fill;
mod group;
mod judge;
mod noun;
mod target;
pub mod words;

use tidings_mention::{Mentions, Parse};

pub use words::Words;

/// One filler of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filler {
    /// The text's words, or a value of the slot's closed list.
    pub value: String,
    /// Which other filler it is about: the target that a number or effect belongs to.
    pub of: Option<String>,
}

/// One incident: slot names and fillers in a fixed order; slots without filler are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// (slot, fillers).
    pub slots: Vec<(&'static str, Vec<Filler>)>,
}

impl Template {
    /// The fillers of a slot.
    pub fn get(&self, slot: &str) -> &[Filler] {
        self.slots.iter().find(|(s, _)| *s == slot).map_or(&[], |(_, f)| f.as_slice())
    }

    fn put(&mut self, slot: &'static str, filler: Filler) {
        match self.slots.iter_mut().find(|(s, _)| *s == slot) {
            Some((_, list)) if list.contains(&filler) => {}
            Some((_, list)) => list.push(filler),
            None => self.slots.push((slot, vec![filler])),
        }
    }
}

/// The incidents a report tells of, in the order of their first mention.
pub fn find(parse: &Parse, mentions: &Mentions, words: &Words) -> Vec<Template> {
    let view = noun::View { parse, mentions, words };
    let acts = act::find(&view);
    let incidents = group::incidents(&view, acts);
    incidents.iter().filter(|i| judge::is_told(&view, i)).map(|i| fill::template(&view, i)).collect()
}
