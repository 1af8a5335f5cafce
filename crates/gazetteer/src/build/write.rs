//! Drafts to bytes.

use super::{BuildError, Draft, Drafts, hand};
use crate::format::{
    AMBIGUOUS, BUCKETS, FLAG_CAPITAL, FLAG_DERIVED, HEADER, MAGIC, MAX_PLACES, NO_COUNTRY, NO_PARENT,
    NameHash, Space, VERSION, checksum, pack_degrees, pack_population, settlement_radius,
};
use crate::normal::normalise;
use crate::place::{Kind, NameClass};
use std::cmp::Reverse;
use std::collections::BTreeMap;

pub(super) fn table(drafts: &Drafts) -> Result<Vec<u8>, BuildError> {
    let order = Order::new(drafts)?;
    let mut strings = Strings::default();
    let mut records = Vec::new();
    let mut extras = Vec::new();
    for draft in &order.drafts {
        let (lat, lon) = draft.at.unwrap_or_default();
        records.extend(draft.id.to_le_bytes());
        records.extend(pack_degrees(lat, 90.0));
        records.extend(pack_degrees(lon, 180.0));
        records.extend(pack_population(draft.population).to_le_bytes());
        records.extend(strings.place(&draft.name).to_le_bytes());
        records.extend(order.parent(draft).to_le_bytes());
        let flags =
            (u8::from(draft.capital) * FLAG_CAPITAL) | (u8::from(draft.derived_position) * FLAG_DERIVED);
        records.push(draft.kind as u8 | flags);
        records.push(order.country(draft));
    }
    for draft in &order.drafts[..order.areas] {
        extras.extend((draft.radius_km.max(radius_floor(draft)) as f32).to_le_bytes());
        let codes = if draft.members.is_empty() {
            draft.code.clone()
        } else {
            format!("{}\t{}", draft.code, draft.members)
        };
        extras.extend(strings.place(&codes).to_le_bytes());
    }
    let (buckets, entries, count) = names(&order);

    let mut out = Vec::with_capacity(HEADER + records.len() + entries.len() + strings.bytes.len());
    out.extend([0; HEADER]);
    for part in [&records, &extras, &buckets, &entries, &strings.bytes] {
        out.extend(part);
    }
    seal(&mut out, [order.drafts.len(), order.areas, count, strings.bytes.len(), order.countries]);
    Ok(out)
}

/// Writes the header over its place at the front: the counts, and a checksum of all that follows.
pub(super) fn seal(out: &mut [u8], counts: [usize; 5]) {
    out[..8].copy_from_slice(&MAGIC);
    out[8..12].copy_from_slice(&VERSION.to_le_bytes());
    for (k, number) in counts.into_iter().enumerate() {
        out[20 + 4 * k..24 + 4 * k].copy_from_slice(&(number as u32).to_le_bytes());
    }
    let sum = checksum(&out[20..]);
    out[12..20].copy_from_slice(&sum.to_le_bytes());
}

fn radius_floor(draft: &Draft) -> f64 {
    if draft.kind == Kind::Settlement { settlement_radius(draft.population).into() } else { 0.1 }
}

/// The places in the order of the table.
struct Order<'a> {
    drafts: Vec<&'a Draft>,
    areas: usize,
    countries: usize,
    index: BTreeMap<u32, u32>,
    country_numbers: BTreeMap<&'a str, u8>,
}

impl<'a> Order<'a> {
    fn new(drafts: &'a Drafts) -> Result<Self, BuildError> {
        let mut order = Order {
            drafts: Vec::new(),
            areas: 0,
            countries: 0,
            index: BTreeMap::new(),
            country_numbers: BTreeMap::new(),
        };
        let of = |test: &dyn Fn(&Draft) -> bool| -> Vec<&'a Draft> {
            drafts.values().filter(|d| d.at.is_some() && test(d)).collect()
        };
        let mut countries = of(&|d| d.kind == Kind::Country);
        countries.sort_by(|a, b| a.code.cmp(&b.code));
        order.countries = countries.len();
        limit("countries", countries.len(), usize::from(NO_COUNTRY))?;
        for (i, draft) in countries.iter().enumerate() {
            order.country_numbers.insert(&draft.code, i as u8);
        }
        order.append(countries);
        // Divisions of a country first, so that their numbers are known when their own divisions are put in order.
        let country_ids: Vec<u32> = order.index.keys().copied().collect();
        let outer = |d: &Draft| {
            d.kind == Kind::Admin1
                || d.parent.is_none_or(|p| country_ids.contains(&p) || !drafts.contains_key(&p))
        };
        let division = |d: &Draft| matches!(d.kind, Kind::Admin1 | Kind::Admin2);
        let mut first = of(&|d| division(d) && outer(d));
        order.sort(&mut first);
        order.append(first);
        let mut second = of(&|d| division(d) && !outer(d));
        order.sort(&mut second);
        order.append(second);
        limit("countries and divisions", order.drafts.len(), usize::from(NO_PARENT))?;
        let mut others = of(&|d| !division(d) && !matches!(d.kind, Kind::Country | Kind::Settlement));
        order.sort(&mut others);
        order.append(others);
        order.areas = order.drafts.len();
        let mut settlements = of(&|d| d.kind == Kind::Settlement);
        order.sort(&mut settlements);
        order.append(settlements);
        limit("places", order.drafts.len(), MAX_PLACES)?;
        Ok(order)
    }

    fn sort(&self, drafts: &mut [&Draft]) {
        drafts.sort_by_key(|d| (self.parent(d), d.kind, d.id));
    }

    fn append(&mut self, drafts: Vec<&'a Draft>) {
        for draft in drafts {
            self.index.insert(draft.id, self.drafts.len() as u32);
            self.drafts.push(draft);
        }
    }

    /// Number of the place it lies in; that of its country where the nearer one is not in the table.
    fn parent(&self, draft: &Draft) -> u16 {
        if draft.kind == Kind::Country {
            return NO_PARENT;
        }
        let near = draft.parent.and_then(|p| self.index.get(&p)).and_then(|&i| u16::try_from(i).ok());
        near.or_else(|| self.country_numbers.get(draft.country.as_str()).map(|&n| u16::from(n)))
            .unwrap_or(NO_PARENT)
    }

    fn country(&self, draft: &Draft) -> u8 {
        self.country_numbers.get(draft.country.as_str()).copied().unwrap_or(NO_COUNTRY)
    }
}

fn limit(what: &'static str, count: usize, limit: usize) -> Result<(), BuildError> {
    if count > limit { Err(BuildError::TooMany { what, count, limit }) } else { Ok(()) }
}

/// One name of one place, before it is packed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    bucket: u32,
    mark: u32,
    weight: Reverse<u64>,
    place: u32,
    bits: u8,
}

fn names(order: &Order<'_>) -> (Vec<u8>, Vec<u8>, usize) {
    let words = hand::everyday_words();
    let mut entries = Vec::new();
    for (place, draft) in order.drafts.iter().enumerate() {
        for ((space, key), class) in keys(draft) {
            let (bucket, mark) = NameHash::new(space).with(key.as_bytes()).finish();
            let everyday = space == Space::Name && words.contains(&key);
            let bits = class as u8 | if everyday { AMBIGUOUS } else { 0 };
            let weight = Reverse(by_class(weigh(draft.kind, draft.population, draft.capital), class));
            entries.push(Entry { bucket: bucket as u32, mark, weight, place: place as u32, bits });
        }
    }
    entries.sort_unstable();
    let mut starts = vec![0u32; BUCKETS + 1];
    for entry in &entries {
        starts[entry.bucket as usize + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let buckets = starts.iter().flat_map(|s| s.to_le_bytes()).collect();
    let mut packed = Vec::with_capacity(entries.len() * crate::format::ENTRY);
    for entry in &entries {
        packed.extend((entry.mark << 4 | u32::from(entry.bits)).to_le_bytes());
        packed.extend(&entry.place.to_le_bytes()[..3]);
    }
    (buckets, packed, entries.len())
}

/// All that a place is looked up by, normalised, with the best class of each.
pub(super) fn keys(draft: &Draft) -> BTreeMap<(Space, String), NameClass> {
    let mut keys: BTreeMap<(Space, String), NameClass> = BTreeMap::new();
    let mut put = |space: Space, key: String, class: NameClass| {
        if key.chars().count() > 1 || class == NameClass::Main && !key.is_empty() {
            let best = keys.entry((space, key)).or_insert(class);
            *best = (*best).min(class);
        }
    };
    for (name, class) in &draft.names {
        put(Space::Name, normalise(name), *class);
    }
    for stem in &draft.stems {
        put(Space::Stem, normalise(stem), NameClass::Stem);
    }
    for word in &draft.demonyms {
        put(Space::Demonym, normalise(word), NameClass::Demonym);
    }
    if !draft.code.is_empty() {
        put(Space::Code, draft.code.clone(), NameClass::Main);
    }
    keys
}

/// How likely the place is meant when nothing but a name is known.
pub(super) fn weigh(kind: Kind, population: u32, capital: bool) -> u64 {
    let people = u64::from(population).max(1);
    match kind {
        Kind::Country => 10_000_000_000 + people,
        Kind::Continent | Kind::Sea => 10_000_000_000,
        Kind::Seat | Kind::Region => 20_000_000,
        Kind::Settlement if capital => people * 12,
        Kind::Settlement => people * 4,
        Kind::Admin1 => people * 2,
        Kind::Admin2 => people / 2,
        Kind::Quarter => 100_000,
        _ => 2_000_000,
    }
}

/// The same for a name of this class.
pub(super) fn by_class(base: u64, class: NameClass) -> u64 {
    match class {
        NameClass::Main => base * 16,
        NameClass::Alternate => base * 4,
        NameClass::Derived => base * 2,
        _ => base,
    }
}

/// Strings of the table, each kept once.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Strings {
    fn place(&mut self, text: &str) -> u32 {
        if let Some(&at) = self.known.get(text) {
            return at;
        }
        let at = self.bytes.len() as u32;
        // No name or list of codes comes near 64 KiB; one that does is cut at a character.
        let mut end = text.len().min(usize::from(u16::MAX));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.bytes.extend((end as u16).to_le_bytes());
        self.bytes.extend(&text.as_bytes()[..end]);
        self.known.insert(text.to_owned(), at);
        at
    }
}
