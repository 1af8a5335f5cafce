//! Tokens -> mentions: people, organisations, places, times, quantities, each with its characters.

pub mod gloss;
pub mod labels;
pub mod name;
mod names;
pub mod parse;
pub mod place;
pub mod quantity;
pub mod time;
mod types;

pub use parse::Parse;
pub use types::*;
