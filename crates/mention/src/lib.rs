//! Tokens -> mentions: people, organisations, places, times, quantities, each with its characters.

pub mod labels;
pub mod name;
pub mod parse;
pub mod time;
pub mod place;
pub mod quantity;
mod types;

pub use parse::Parse;
pub use types::*;
