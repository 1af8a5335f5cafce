//! A user's own places, laid into a compiled table.
//!
//! A compiled table is enough: the packages that it came from are not needed. Its records, names and strings are
//! taken over as they are and the new ones are sorted in among them, so ids stay and what was known stays known. A
//! place that is there already gets further names and nothing else, so adding a file twice is adding it once.
//!
//! Lines come in one by one and a place is packed at once, so that a dump of the whole world passes through:
//! what is kept of a line is some forty bytes and sixteen for each of its names.

mod merge;
mod nearest;
mod rows;

pub use rows::AddedFile;

use super::write::keys;
use super::{BuildError, Draft, hand, names};
use crate::Place;
use crate::format::{AMBIGUOUS, NameHash, Space};
use crate::place::{Kind, NameClass};
use crate::table::Gazetteer;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What became of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    /// Places that are new.
    pub places: u64,
    /// Lines about places that were known already; such a place keeps all it had and may get more names.
    pub known: u64,
    /// Lines that are no place a report would name (brooks, hotels, divisions), or names of such.
    pub left_out: u64,
    /// Names that are new, of new and known places.
    pub names: u64,
}

/// Places and names on their way into a table.
pub struct Additions<'g> {
    base: &'g Gazetteer,
    /// Position by id: in the table, or from its length up in `places`.
    ids: FxHashMap<u32, u32>,
    places: Vec<New>,
    names: Vec<Entry>,
    texts: merge::Texts,
    /// GeoNames codes of divisions (`UA.14`), in the order they were met, and which place of the table each is.
    codes: FxHashMap<String, u32>,
    divisions: Vec<Option<u32>>,
    everyday: BTreeSet<String>,
    added: Added,
}

/// A new place, packed.
struct New {
    id: u32,
    at: (f32, f32),
    population: u32,
    name: u32,
    kind: Kind,
    country: u8,
    home: Home,
    /// Radius and codes of an area.
    area: Option<(f32, u32)>,
}

/// What a new place lies in, as far as its line says.
#[derive(Clone, Copy)]
enum Home {
    /// A place of the table.
    Known(u32),
    /// Numbers of its codes of the second and the first order.
    Coded(u32, u32),
    /// What the nearest town lies in.
    Nearest,
}

/// One name of one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u64,
    place: u32,
    bits: u8,
}

impl Entry {
    fn new(hash: NameHash, place: u32, bits: u8) -> Self {
        let (bucket, mark) = hash.finish();
        Self { key: (bucket as u64) << 28 | u64::from(mark), place, bits }
    }
}

/// Settlements of one name and kind within this distance are one.
const SAME_KM: f64 = 5.0;

impl<'g> Additions<'g> {
    /// Nothing yet, on top of a table.
    pub fn new(base: &'g Gazetteer) -> Self {
        Self {
            base,
            ids: base.places().map(|p| (p.id, p.index)).collect(),
            places: Vec::new(),
            names: Vec::new(),
            texts: merge::Texts::default(),
            codes: FxHashMap::default(),
            divisions: Vec::new(),
            everyday: hand::everyday_words(),
            added: Added::default(),
        }
    }

    /// Begins a file; its lines follow.
    pub fn file(&mut self, name: &str) -> AddedFile<'_, 'g> {
        AddedFile::new(self, name)
    }

    /// Takes over what a user added to another table: places, with their names, that this one lacks.
    pub fn carry(&mut self, old: &Gazetteer) {
        let mut moved: FxHashMap<u32, u32> = FxHashMap::default();
        for p in old.added() {
            let home = p.parent.and_then(|i| old.place(i)).and_then(|o| self.ids.get(&o.id).copied());
            let draft = Draft {
                at: Some((p.lat.into(), p.lon.into())),
                population: p.population,
                radius_km: p.radius_km.into(),
                code: p.code.to_owned(),
                country: p.country.to_owned(),
                names: Vec::new(),
                ..Draft::new(p.id, p.name, p.kind)
            };
            if !self.ids.contains_key(&p.id) {
                moved.insert(p.index, self.put(&draft, home.map_or(Home::Nearest, Home::Known)));
            }
        }
        for (key, place, bits) in old.entries() {
            if let Some(&to) = moved.get(&place) {
                self.names.push(Entry { key, place: to, bits });
            }
        }
    }

    /// The table with all that was added.
    ///
    /// # Errors
    /// If the places do not fit the layout.
    pub fn finish(self) -> Result<(Vec<u8>, Added), BuildError> {
        merge::table(self)
    }

    fn is_new(&self, place: u32) -> bool {
        place as usize >= self.base.len()
    }

    /// Adds a place unless one with its id is there; its names in any case.
    fn add(&mut self, mut draft: Draft, home: Home, all_names: bool) {
        let place = if let Some(&place) = self.ids.get(&draft.id) {
            self.added.known += 1;
            if let Some(known) = self.base.place(place) {
                (draft.kind, draft.population) = (known.kind, known.population);
                for (_, class) in &mut draft.names {
                    *class = (*class).max(NameClass::Alternate);
                }
            }
            place
        } else {
            self.put(&draft, home)
        };
        names::complete_one(&mut draft, all_names);
        self.name(place, &draft);
    }

    fn put(&mut self, draft: &Draft, home: Home) -> u32 {
        let place = (self.base.len() + self.places.len()) as u32;
        let (lat, lon) = draft.at.unwrap_or_default();
        let settlement = draft.kind == Kind::Settlement;
        self.ids.insert(draft.id, place);
        self.places.push(New {
            id: draft.id,
            at: (lat as f32, lon as f32),
            population: draft.population,
            name: self.texts.place(&draft.name),
            kind: draft.kind,
            country: self.base.country_number(&draft.country),
            home,
            area: (!settlement).then(|| (draft.radius_km as f32, self.texts.place(&draft.code))),
        });
        self.added.places += 1;
        place
    }

    fn name(&mut self, place: u32, draft: &Draft) {
        for ((space, key), class) in keys(draft) {
            let everyday = space == Space::Name && self.everyday.contains(&key);
            let bits = class as u8 | if everyday { AMBIGUOUS } else { 0 };
            self.names.push(Entry::new(NameHash::new(space).with(key.as_bytes()), place, bits));
        }
    }

    /// The id of a place that has none of its own: that of the same place if it is there, else a free one.
    fn id_for(&self, draft: &Draft) -> u32 {
        let (lat, lon) = draft.at.unwrap_or_default();
        let near = |p: &Place| crate::haversine_km(lat, lon, p.lat.into(), p.lon.into());
        let same = |p: &Place| p.kind == draft.kind && near(p) <= SAME_KM.max(p.radius_km.into());
        if let Some(known) = self.base.lookup(&draft.name).map(|c| c.place).find(same) {
            return known.id;
        }
        let mut id = Place::own_id(format!("{}:{}:{lat:.3}:{lon:.3}", draft.kind.word(), draft.name).bytes());
        // An id that another place has by chance: the next one.
        while self.ids.get(&id).is_some_and(|&i| !self.is_same(i, draft)) {
            id = id.wrapping_add(1) | Place::OWN_IDS;
        }
        id
    }

    fn is_same(&self, place: u32, draft: &Draft) -> bool {
        let (lat, lon) = draft.at.unwrap_or_default();
        let (name, at) = if let Some(p) = self.base.place(place) {
            (p.name, (p.lat, p.lon))
        } else if let Some(new) = self.places.get(place as usize - self.base.len()) {
            (self.texts.text(new.name), new.at)
        } else {
            return false;
        };
        name == draft.name && crate::haversine_km(lat, lon, at.0.into(), at.1.into()) <= SAME_KM
    }

    /// Number of a division's code.
    fn code(&mut self, code: String) -> u32 {
        let next = self.divisions.len() as u32;
        let number = *self.codes.entry(code).or_insert(next);
        if number == next {
            self.divisions.push(None);
        }
        number
    }
}
