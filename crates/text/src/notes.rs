//! Gathering notes without drowning the reader: the first places one by one, the rest as a number.

use crate::{Note, NoteKind, Span};

/// Where something happened, and how often.
#[derive(Default)]
pub(crate) struct Tally {
    spans: Vec<Span>,
    count: usize,
}

/// At most this many places are noted one by one; the rest is counted.
const PLACES: usize = 20;

impl Tally {
    pub(crate) fn add(&mut self, span: Span) {
        self.count += 1;
        if let Some(last) = self.spans.last_mut().filter(|last| last.end == span.start) {
            last.end = span.end;
        } else if self.spans.len() < PLACES {
            self.spans.push(span);
        }
    }

    /// A note for each place; the first says how many there are in all.
    pub(crate) fn notes(self, kind: NoteKind, what: &str) -> Vec<Note> {
        let count = self.count;
        let note = |(index, span)| {
            let text = if index == 0 { format!("{count} {what}") } else { what.to_owned() };
            Note { span: Some(span), kind, text }
        };
        self.spans.into_iter().enumerate().map(note).collect()
    }
}
