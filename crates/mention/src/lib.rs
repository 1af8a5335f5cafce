//! Tokens -> mentions: people, organisations, places, times, quantities, each with its characters.

pub mod labels;
pub mod parse;
mod types;

pub use parse::Parse;
pub use types::*;
