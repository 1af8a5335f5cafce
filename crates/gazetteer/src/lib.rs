//! Names of places and what they may mean.
//!
//! A [`Gazetteer`] is one compiled, checked block of bytes that can be mapped from a file: settlements,
//! divisions, countries, vague and historic regions, waters and mountains, buildings that stand for
//! governments, and words for peoples. A name gives [`Candidates`], the likeliest first; choosing among them by
//! what else a report says is not this crate's business, and where nothing decides they stay a list.
//!
//! `build` (feature `build`) compiles a table from the files of a few data packages and the hand-written
//! tables of the project; reading a table needs neither.

mod format;
mod geo;
mod normal;
mod place;
mod scan;
mod table;
pub mod translit;
mod typed;

#[cfg(feature = "build")]
pub mod build;

pub use geo::haversine_km;
pub use normal::normalise;
pub use place::{Candidate, Kind, NameClass, Place};
pub use scan::{Match, Words};
pub use table::{Candidates, Gazetteer, OpenError};
pub use typed::{Level, Typed};
