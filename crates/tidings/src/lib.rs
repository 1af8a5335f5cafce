//! Tidings as a library: the whole path from bytes to claims, with the model and gazetteer it needs.
//!
//! ```text
//! bytes -> Document -> Parse -> Mentions -> Claims -> Ledger -> brief
//!          text        spacy    mention     claim     ledger    view
//! ```
//!
//! This crate wires the steps and touches the disk; it has no rules of its own. [`Models::open`] finds the
//! parser's model and the gazetteer, [`Reader`] reads documents with them (one a thread), [`annotate`] reads
//! reports in a stream, out of [`archives`] too, [`json`] gives the exchange formats.

pub mod alerts;
pub mod annotate;
pub mod archives;
pub mod copy;
pub mod json;
mod language;
pub mod models;
mod ordered;
pub mod pool;
pub mod reader;
pub mod reports;
pub mod situation;
pub mod window;

pub use models::{Models, ModelsError};
pub use reader::{Layers, Reader, Reading};

pub use tidings_archive as archive;
pub use tidings_claim as claim;
pub use tidings_gazetteer as gazetteer;
pub use tidings_ledger as ledger;
pub use tidings_mention as mention;
pub use tidings_store as store;
pub use tidings_text as text;
pub use tidings_view as view;
