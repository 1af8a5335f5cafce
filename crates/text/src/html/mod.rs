//! The news text of an HTML page, with its blocks, its metadata and the way back to the page.
//!
//! Libraries for this (`dom_smoothie`, `legible`) build a tree and give back new markup or text: the place in the page is
//! lost, and with it every citation into the file; and a tree of 50 MB of hostile markup does not fit in bounds. So the
//! page is read as a stream of tokens instead ([`token`]), twice: once to find the containers, the stretches of text in
//! them and the metadata ([`scan`], [`meta`]), and once to write out the stretches that belong to the report ([`write`]).
//! Both passes are linear, neither recurses, and what they keep is capped.
//!
//! Which stretches belong is told by [`choose`]: running text weighs by its length, links and boilerplate by nothing,
//! and the report is the smallest container that still holds most of the weight.

mod choose;
mod entities;
mod meta;
mod scan;
mod token;
mod write;

pub(crate) use token::reference;

use crate::{BlockKind, Meta, Note, NoteKind, SourceMap, Span};

/// What a page holds.
pub(crate) struct Page {
    pub text: String,
    /// From `text` to bytes of the decoded page.
    pub map: SourceMap,
    pub blocks: Vec<(Span, BlockKind)>,
    pub meta: Meta,
    pub notes: Vec<Note>,
}

/// Reads a decoded page.
pub(crate) fn read(html: &str) -> Page {
    let scanned = scan::scan(html);
    let chosen = choose::choose(&scanned);
    let (text, map, blocks) = write::write(html, &scanned, &chosen);
    let mut notes = Vec::new();
    if scanned.crowded {
        let text = "markup deeper or longer than is followed; parts of its structure were ignored".to_owned();
        notes.push(Note { span: None, kind: NoteKind::BrokenMarkup, text });
    }
    Page { text, map, blocks, meta: scanned.meta.finish(), notes }
}

#[cfg(test)]
mod tests;
