//! Ledger -> what people look at. Every line leads back to the characters it came from.
//!
//! | module | what it does |
//! | --- | --- |
//! | `shown` | which claims are shown; the one door through which views read a ledger |
//! | `mask`, `coarse` | private names taken out, coordinates no finer than the report |
//! | `kind` | whether a claim tells what happened |
//! | `record` | claims and occurrences as rows for exports |
//! | [`export`] | one file for each format |
//! | [`brief`] | the situation brief as Markdown and HTML |
//! | [`figures`] | figure histories as a table and a chart |
//! | [`explain`] | why a claim or a place is what it is |
//! | [`claims`] | claims themselves, one a line |
//! | `words` | how values read in English |

pub mod brief;
pub mod claims;
pub mod explain;
pub mod export;
pub mod figures;

mod coarse;
mod kind;
mod mask;
mod record;
mod shown;
mod words;

pub use brief::{Brief, Scope};
pub use shown::{Options, Shown};
