//! Mentions -> claims: who says what happened, on what evidence, where, when, how many.
//!
//! | module | question |
//! | --- | --- |
//! | [`attribution`] | who says what, by which words |
//! | [`event`] | what happened, by whom, to whom |
//! | [`codes`] | the closed lists of PLOVER and ACLED |
//! | [`clause`] | which stretch of a sentence carries one claim |
//! | [`speaker`], [`state`] | who "the ministry" or "he" is |
//! | [`stance`] | stated, denied, demanded, planned; how sure |
//! | [`place`], [`when`] | where and when, and what that rests on |
//! | [`relation`] | how parties, places and things stand to each other |
//! | [`private`] | whose name exports mask |
//! | [`tier`], [`repeats`] | headline or body; what is said twice |
//! | [`assemble`] | all of it as [`Claim`]s |

pub mod assemble;
pub mod attribution;
mod border;
pub mod clause;
pub mod codes;
pub mod event;
mod happening;
mod inherit;
mod list;
mod negation;
pub mod place;
pub mod private;
mod reasons;
pub mod relation;
pub mod repeats;
pub mod speaker;
pub mod stance;
pub mod state;
pub mod tier;
mod types;
pub mod when;

pub use types::*;
