//! Compiling a table from data packages and the project's own tables.
//!
//! [`compile`] makes a table of the packages, [`Additions`] lays a user's own places into one. Each source becomes [`Draft`]s (places with all their names); they are joined, given positions where a source
//! has none, and written. What is taken from which package, and why not more, is in `data/gazetteer/README.md`.

mod add;
mod admin;
mod cities;
mod countries;
mod hand;
mod names;
mod sources;
mod write;

pub use add::{Added, AddedFile, Additions};
pub use sources::{BuildError, Sources};

use crate::place::{Kind, NameClass};
use std::collections::BTreeMap;

/// A place on its way into the table.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub id: u32,
    pub name: String,
    pub kind: Kind,
    /// Degrees; not known yet for divisions without a source's centre.
    pub at: Option<(f64, f64)>,
    pub derived_position: bool,
    pub radius_km: f64,
    pub population: u32,
    pub country: String,
    pub code: String,
    pub members: String,
    pub parent: Option<u32>,
    pub capital: bool,
    pub names: Vec<(String, NameClass)>,
    /// Names without type words that only [`Gazetteer::lookup_typed`](crate::Gazetteer::lookup_typed) uses.
    pub stems: Vec<String>,
    pub demonyms: Vec<String>,
}

impl Draft {
    pub fn new(id: u32, name: &str, kind: Kind) -> Draft {
        Draft {
            id,
            name: name.to_owned(),
            kind,
            at: None,
            derived_position: false,
            radius_km: 0.0,
            population: 0,
            country: String::new(),
            code: String::new(),
            members: String::new(),
            parent: None,
            capital: false,
            names: vec![(name.to_owned(), NameClass::Main)],
            stems: Vec::new(),
            demonyms: Vec::new(),
        }
    }

    pub fn add(&mut self, name: &str, class: NameClass) {
        let name = name.trim();
        if !name.is_empty() {
            self.names.push((name.to_owned(), class));
        }
    }
}

/// All drafts, by id.
pub(crate) type Drafts = BTreeMap<u32, Draft>;

/// Compiles a table. The same sources give the same bytes.
///
/// # Errors
/// If a source cannot be read as what it should be, or the places do not fit the layout.
pub fn compile(sources: &Sources<'_>) -> Result<Vec<u8>, BuildError> {
    let mut drafts = Drafts::new();
    countries::add(sources, &mut drafts)?;
    let divisions = admin::add(sources, &mut drafts)?;
    let members = cities::add(sources, &divisions, &mut drafts)?;
    admin::place(&members, &mut drafts);
    hand::add(&mut drafts)?;
    countries::leave_to_capitals(&mut drafts);
    names::complete(&members, &mut drafts);
    write::table(&drafts)
}
