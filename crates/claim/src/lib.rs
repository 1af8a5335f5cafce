//! Mentions -> claims: who says what happened, on what evidence, where, when, how many.

mod types;

pub use types::*;
