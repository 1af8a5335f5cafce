//! Ledger -> what people look at. Every line leads back to the characters it came from.

mod brief;
pub mod explain;
mod words;

pub use brief::markdown;
