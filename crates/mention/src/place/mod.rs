//! Places: toponyms found and resolved, with what each can mean.
//!
//! [`recognise`] finds spans and how they are used; [`resolve`] weighs the gazetteer's candidates for all of a
//! document together. What nothing decides stays unresolved.

mod recognise;
mod relation;
mod resolve;

use tidings_gazetteer::Gazetteer;

use crate::parse::Parse;
use crate::types::Place;

/// The places of a document, in text order.
pub fn find(parse: &Parse, gazetteer: &Gazetteer) -> Vec<Place> {
    let toponyms = recognise::toponyms(parse, gazetteer);
    resolve::resolve(parse, gazetteer, toponyms)
}
