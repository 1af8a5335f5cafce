//! Ledger -> what people look at. Every line leads back to the characters it came from.
//!
//! | module | what it does |
//! | --- | --- |
//! | `shown` | which claims are shown; the one door through which views read a ledger |
//! | `mask`, `coarse` | private names taken out, coordinates no finer than the report |
//! | `record` | claims and occurrences as rows for exports |
//! | [`export`] | one file for each format |
//! | [`brief`] | the situation brief as Markdown and HTML |
//! | [`figures`] | figure histories as a table and a chart |
//! | [`explain`] | why a claim or a place is what it is |
//! | [`alerts`] | what a rule is told of new reports |
//! | [`claims`] | claims themselves, one a line |
//! | [`page`] | what the page of `tidings serve` shows, as values |
//! | `words` | how values read in English |

pub mod alerts;
pub mod brief;
pub mod claims;
pub mod explain;
pub mod export;
pub mod figures;
pub mod page;

mod coarse;
mod mask;
pub mod naming;
mod record;
mod shown;
mod words;

pub use brief::{Brief, Scope};
pub use shown::{Elsewhere, Options, Shown};
