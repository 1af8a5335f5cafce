//! A pure-Rust runtime for unmodified spaCy v3 CPU pipelines.
//!
//! ```text
//! pipeline directory -> Pipeline (immutable, shared)  -> Worker (one a thread: caches, buffers)
//!                                                        text -> Doc
//! ```
//!
//! The crate reads the directory that spaCy itself ships: `config.cfg`, the tokenizer's
//! expressions, the vocabulary, and the weights as thinc writes them. Nothing is converted
//! beforehand, nothing is fetched, no Python runs. A [`Doc`] gives tokens with byte offsets,
//! tags, morphology, lemmas, dependency heads and labels, sentence starts and entities, the
//! same as spaCy 3.8 gives for the same text.

mod classify;
mod config;
mod doc;
mod edit_trees;
mod embed;
mod error;
mod files;
mod kernel;
mod labels;
mod lemmatizer;
mod lexeme;
mod loader;
mod model;
mod msgpack;
mod npy;
mod pipeline;
mod ruler;
mod steps;
mod strings;
mod symbols;
mod tok2vec;
mod tokenizer;
mod transition;
mod unicode;
mod vectors;

pub use doc::{Doc, DocParts, Entity, LabelTable, PartsError, Token};
pub use error::LoadError;
pub use files::{Bytes, Directory, Memory, PipelineFiles};
pub use kernel::{Kernel, kernels};
pub use pipeline::{DecisionMargins, MAX_PIECE, Pipeline, Worker};
