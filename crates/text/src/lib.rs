//! Bytes to [`Document`]: the first step of the path.
mod codepoints;
mod document;
mod read;
mod source_map;

pub use codepoints::CodePoints;
pub use document::{Block, BlockKind, Document, Format, Hints, Meta, Note, NoteKind, Source, Span};
pub use read::{MAX_TEXT, Names, NoNames, document_from_text, parse_view, read, sniff};
pub use source_map::SourceMap;
