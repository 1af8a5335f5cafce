//! Bytes to [`Document`]: the first step of the path.
//!
//! [`read`] takes bytes of any sort, plain text or a page in any encoding, and gives the text of the report, cut into
//! [`Block`]s that are parsed one by one, with what is known of it as a whole ([`Meta`]), where it came from ([`Source`],
//! [`SourceMap`]) and what was odd ([`Note`]). [`document_from_text`] does the same for a text that was decoded
//! elsewhere. Neither fails on anything.
//!
//! The text is what all later steps cite, so it is not cleaned. [`parse_view`] gives a parser a block as it was meant, at
//! the same offsets; [`CodePoints`] turns byte offsets into the code points that leave the program.

mod blocks;
mod codepoints;
mod damage;
mod dates;
mod decode;
mod document;
mod html;
mod lang;
mod notes;
mod read;
mod sniff;
mod source_map;

pub use codepoints::CodePoints;
pub use damage::{Names, NoNames, parse_view};
pub use dates::parse as parse_date;
pub use document::{Block, BlockKind, Document, Format, Hints, Meta, Note, NoteKind, Source, Span, hex};
pub use lang::detect as detect_language;
pub use read::{MAX_TEXT, document_from_text, read};
pub use sniff::sniff;
pub use source_map::SourceMap;
