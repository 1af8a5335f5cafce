//! A table and what was added, sorted into one.

use super::nearest::Towns;
use super::{Added, Additions, Entry, Home, New};
use crate::build::BuildError;
use crate::build::write::{seal, weigh};
use crate::format::{BUCKETS, FLAG_ADDED, MAX_PLACES, NO_COUNTRY, NO_PARENT, pack_degrees, pack_population};
use crate::place::{Kind, NameClass};
use std::cmp::Reverse;

/// Strings of new places, each kept once, in the form of the table's pool.
#[derive(Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    known: rustc_hash::FxHashMap<u64, u32>,
}

impl Texts {
    pub fn place(&mut self, text: &str) -> u32 {
        let mark = fingerprint(text);
        if let Some(&at) = self.known.get(&mark)
            && self.text(at) == text
        {
            return at;
        }
        let at = self.bytes.len() as u32;
        let mut end = text.len().min(usize::from(u16::MAX));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.bytes.extend((end as u16).to_le_bytes());
        self.bytes.extend(&text.as_bytes()[..end]);
        self.known.insert(mark, at);
        at
    }

    pub fn text(&self, at: u32) -> &str {
        let at = at as usize;
        let length = usize::from(u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]));
        std::str::from_utf8(&self.bytes[at + 2..at + 2 + length]).unwrap_or("")
    }
}

fn fingerprint(text: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// A place's position in the order of the table: part, what it lies in, kind, id.
type Rank = (u8, u16, u8, u32);

pub(super) fn table(mut from: Additions<'_>) -> Result<(Vec<u8>, Added), BuildError> {
    let base = from.base;
    let old = base.len();
    let limit = |what, count, limit| {
        if count > limit { Err(BuildError::TooMany { what, count, limit }) } else { Ok(()) }
    };
    limit("places", old + from.places.len(), MAX_PLACES)?;
    let parents = settle(&mut from);
    let mut order: Vec<(Rank, u32)> = Vec::with_capacity(old + from.places.len());
    for i in 0..old {
        let part = base.part(i);
        let p = base.place(i as u32);
        // Countries keep their numbers, by which all records name them.
        let (kind, id) = p.filter(|_| part > 0).map_or((0, i as u32), |p| (p.kind as u8, p.id));
        order.push(((part, base.parent(i), kind, id), i as u32));
    }
    for (k, new) in from.places.iter().enumerate() {
        let parent = parents[k];
        let part = match new.kind {
            Kind::Admin2 if usize::from(parent) < base.countries() || parent == NO_PARENT => 1,
            Kind::Admin2 => 2,
            Kind::Settlement => 4,
            _ => 3,
        };
        order.push(((part, parent, new.kind as u8, new.id), (old + k) as u32));
    }
    order.sort_unstable();
    let mut position = vec![0u32; order.len()];
    for (to, (_, place)) in order.iter().enumerate() {
        position[*place as usize] = to as u32;
    }
    let divisions = order.partition_point(|(rank, _)| rank.0 < 3);
    limit("countries and divisions", divisions, usize::from(NO_PARENT))?;
    let areas = order.partition_point(|(rank, _)| rank.0 < 4);

    let pool = base.pool().len() as u32;
    let mut out = vec![0; crate::format::HEADER];
    let moved =
        |parent: u16| if parent == NO_PARENT { NO_PARENT } else { position[usize::from(parent)] as u16 };
    for ((_, parent, ..), place) in &order {
        match base.raw(*place as usize) {
            Some(record) => {
                let from = out.len();
                out.extend(record);
                out[from + 16..from + 18].copy_from_slice(&moved(*parent).to_le_bytes());
            }
            None => record(&mut out, &from.places[*place as usize - old], pool, moved(*parent)),
        }
    }
    for (_, place) in &order[..areas] {
        if let Some(extra) = base.raw_extra(*place as usize) {
            out.extend(extra);
        } else if let Some((radius, codes)) = from.places[*place as usize - old].area {
            out.extend(radius.max(0.1).to_le_bytes());
            out.extend((pool + codes).to_le_bytes());
        }
    }
    let (entries, fresh) = entries(&mut from, &position);
    from.added.names = fresh;
    pack(&mut out, &entries);
    out.extend(base.pool());
    out.extend(&from.texts.bytes);
    let strings = base.pool().len() + from.texts.bytes.len();
    limit("bytes of names", strings, u32::MAX as usize)?;
    seal(&mut out, [order.len(), areas, entries.len(), strings, base.countries()]);
    Ok((out, from.added))
}

/// What each new place lies in, as a place of the old table; one without a country gets that of its division.
fn settle(from: &mut Additions<'_>) -> Vec<u16> {
    let mut towns = None;
    let (base, divisions) = (from.base, &from.divisions);
    let home = |new: &mut New| {
        let known = match new.home {
            Home::Known(place) => Some(place),
            Home::Coded(second, first) => divisions[second as usize].or(divisions[first as usize]),
            Home::Nearest => None,
        };
        // An area may reach across borders: the nearest town says nothing of it.
        let wide = new.kind.is_area() && new.kind != Kind::Admin2;
        let place = known.or_else(|| {
            let towns = towns.get_or_insert_with(|| Towns::new(base));
            (!wide).then(|| towns.home(new.at, base.country_of_number(new.country))).flatten()
        });
        if let Some(p) = place.and_then(|p| base.place(p)).filter(|_| new.country == NO_COUNTRY) {
            new.country = base.country_number(p.country);
        }
        let country = (new.country != NO_COUNTRY).then_some(u32::from(new.country));
        place.or(country).and_then(|p| u16::try_from(p).ok()).unwrap_or(NO_PARENT)
    };
    from.places.iter_mut().map(home).collect()
}

fn record(out: &mut Vec<u8>, new: &New, pool: u32, parent: u16) {
    out.extend(new.id.to_le_bytes());
    out.extend(pack_degrees(new.at.0.into(), 90.0));
    out.extend(pack_degrees(new.at.1.into(), 180.0));
    out.extend(pack_population(new.population).to_le_bytes());
    out.extend((pool + new.name).to_le_bytes());
    out.extend(parent.to_le_bytes());
    out.push(new.kind as u8 | FLAG_ADDED);
    out.push(new.country);
}

/// All names, each place once for a name, and how many of them are new.
fn entries(from: &mut Additions<'_>, position: &[u32]) -> (Vec<Entry>, u64) {
    let base = from.base;
    let mut all = std::mem::take(&mut from.names);
    let before = base.entries().count();
    all.extend(base.entries().map(|(key, place, bits)| Entry { key, place, bits }));
    all.sort_unstable();
    all.dedup_by(|later, earlier| later.key == earlier.key && later.place == earlier.place);
    let fresh = (all.len() - before.min(all.len())) as u64;
    let weights: Vec<u64> = (0..position.len())
        .map(|i| match base.place(i as u32) {
            Some(p) => weigh(p.kind, p.population, p.is_capital),
            None => from.places.get(i - base.len()).map_or(0, |n| weigh(n.kind, n.population, false)),
        })
        .collect();
    let weight = |e: &Entry| {
        crate::build::write::by_class(weights[e.place as usize], NameClass::from_bits(e.bits & 7))
    };
    all.sort_unstable_by_key(|e| (e.key, Reverse(weight(e)), position[e.place as usize]));
    for entry in &mut all {
        entry.place = position[entry.place as usize];
    }
    (all, fresh)
}

fn pack(out: &mut Vec<u8>, entries: &[Entry]) {
    let mut next = entries.iter();
    let mut seen = 0u32;
    for bucket in 0..=BUCKETS as u64 {
        out.extend(seen.to_le_bytes());
        let here = next.as_slice().partition_point(|e| e.key >> 28 <= bucket);
        seen += here as u32;
        next = next.as_slice()[here..].iter();
    }
    for entry in entries {
        out.extend((((entry.key & 0x0fff_ffff) as u32) << 4 | u32::from(entry.bits)).to_le_bytes());
        out.extend(&entry.place.to_le_bytes()[..3]);
    }
}
