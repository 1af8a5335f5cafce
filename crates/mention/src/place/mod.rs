//! Places: toponyms found and resolved, with what each can mean.
//!
//! [`recognise`] finds spans and how they are used, by the [`evidence`] of parser, gazetteer and the words
//! around; [`resolve`] weighs the gazetteer's candidates for all of a document together with the features that
//! [`weigh`] names. What nothing decides stays unresolved.

mod area;
mod evidence;
mod lists;
mod recognise;
mod relation;
mod resolve;
mod unknown;
mod waters;
mod weigh;
mod within;
mod words;

use tidings_gazetteer::Gazetteer;
use tidings_text::Span;

pub use area::{Codes, border, side};
pub use weigh::Weights;

use crate::parse::Parse;
use crate::types::Place;

/// The places of a document, in text order.
pub fn find(parse: &Parse, gazetteer: &Gazetteer) -> Vec<Place> {
    find_with(parse, gazetteer, &Weights::default())
}

/// [`find`] with other weights, to see what each feature is worth.
pub fn find_with(parse: &Parse, gazetteer: &Gazetteer, weights: &Weights) -> Vec<Place> {
    let toponyms = recognise::toponyms(parse, gazetteer);
    resolve::resolve(parse, gazetteer, weights, &toponyms)
}

/// The places at spans that someone else marked, resolved together; nothing else of the text is taken for a place.
pub fn resolve_marked(parse: &Parse, gazetteer: &Gazetteer, weights: &Weights, spans: &[Span]) -> Vec<Place> {
    let toponyms = recognise::marked(parse, gazetteer, spans);
    resolve::resolve(parse, gazetteer, weights, &toponyms)
}
