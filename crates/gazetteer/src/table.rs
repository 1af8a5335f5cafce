//! The compiled table: opened over any bytes, looked up without copying.

#[cfg(feature = "build")]
use crate::format::FLAG_ADDED;
use crate::format::{
    AMBIGUOUS, BUCKETS, ENTRY, EXTRA, FLAG_CAPITAL, FLAG_DERIVED, HEADER, KIND_MASK, MAGIC, NO_COUNTRY,
    NO_PARENT, NameHash, RECORD, Space, VERSION, checksum, settlement_radius, unpack_degrees,
    unpack_population,
};
use crate::normal::{join, push_tokens};
use crate::place::{Candidate, Kind, NameClass, Place};
use std::fmt;
use std::ops::Range;

/// Why bytes are not a gazetteer this version can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Not a gazetteer at all.
    #[error("these bytes are not a compiled gazetteer")]
    Foreign,
    /// Another version of the layout.
    #[error(
        "the gazetteer has layout version {found}, this program reads version {wanted}: compile it again"
    )]
    Version {
        /// Version in the header.
        found: u32,
        /// Version that this program reads.
        wanted: u32,
    },
    /// Fewer or more bytes than the header says.
    #[error("the gazetteer has {found} bytes instead of {wanted}: it was cut or joined")]
    Length {
        /// Bytes there are.
        found: usize,
        /// Bytes the header asks for.
        wanted: usize,
    },
    /// The bytes were changed.
    #[error("the gazetteer's checksum does not match: it is damaged")]
    Damaged,
}

/// Names and places, in one block of bytes.
pub struct Gazetteer {
    bytes: Box<dyn AsRef<[u8]> + Send + Sync>,
    places: usize,
    areas: usize,
    records: Range<usize>,
    extras: Range<usize>,
    buckets: Range<usize>,
    entries: Range<usize>,
    strings: Range<usize>,
    countries: usize,
    /// Where the divisions end, and areas of other kinds begin.
    divisions: usize,
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer")
            .field("places", &self.places)
            .field("areas", &self.areas)
            .finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// Opens a compiled table held in memory or mapped from a file.
    ///
    /// # Errors
    /// If the bytes are foreign, of another version, cut or damaged.
    pub fn from_bytes<B>(bytes: B) -> Result<Gazetteer, OpenError>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        let bytes: Box<dyn AsRef<[u8]> + Send + Sync> = Box::new(bytes);
        let all = (*bytes).as_ref();
        let header = all.get(..HEADER).ok_or(OpenError::Foreign)?;
        if header[..8] != MAGIC {
            return Err(OpenError::Foreign);
        }
        let word = |at: usize| u32_at(header, at).unwrap_or(0);
        if word(8) != VERSION {
            return Err(OpenError::Version { found: word(8), wanted: VERSION });
        }
        let [places, areas, entries, strings, countries] = [20, 24, 28, 32, 36].map(|at| word(at) as usize);
        let mut at = HEADER;
        let mut section = |size: usize| {
            let from = at;
            at = at.saturating_add(size);
            from..at
        };
        let records = section(places.saturating_mul(RECORD));
        let extras = section(areas.saturating_mul(EXTRA));
        let buckets = section((BUCKETS + 1) * 4);
        let entries = section(entries.saturating_mul(ENTRY));
        let strings = section(strings);
        if all.len() != at {
            return Err(OpenError::Length { found: all.len(), wanted: at });
        }
        let sum = u64::from(word(12)) | u64::from(word(16)) << 32;
        if checksum(&all[20..]) != sum || areas > places || countries > areas {
            return Err(OpenError::Damaged);
        }
        let mut table = Gazetteer {
            bytes,
            places,
            areas,
            records,
            extras,
            buckets,
            entries,
            strings,
            countries,
            divisions: areas,
        };
        table.divisions = table.partition(countries..areas, |i| {
            table.place(i as u32).is_some_and(|p| matches!(p.kind, Kind::Admin1 | Kind::Admin2))
        });
        Ok(table)
    }

    /// How many places the table holds.
    pub fn len(&self) -> usize {
        self.places
    }

    /// Whether the table holds no place.
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// Places of this name, the likeliest first. Matching is exact after [`normalise`](crate::normalise).
    pub fn lookup(&self, name: &str) -> Candidates<'_> {
        self.lookup_in(Space::Name, name)
    }

    /// Places whose people or things this word names: `Ukrainian`, `Syrians`, `Chechen`.
    pub fn demonym(&self, word: &str) -> Candidates<'_> {
        self.lookup_in(Space::Demonym, word)
    }

    /// Buildings and addresses that stand for a government: `the Kremlin`, `Downing Street`.
    pub fn metonym(&self, name: &str) -> impl Iterator<Item = Candidate<'_>> {
        self.lookup(name).filter(|c| c.place.kind == Kind::Seat)
    }

    /// The country or division with an ISO 3166-1 or 3166-2 code.
    pub fn by_code(&self, code: &str) -> Option<Place<'_>> {
        let hash = NameHash::new(Space::Code).with(code.as_bytes());
        self.candidates(hash).map(|c| c.place).find(|p| p.code == code)
    }

    /// English name of a country.
    pub fn country_name(&self, iso2: &str) -> Option<&str> {
        self.by_code(iso2).map(|p| p.name)
    }

    /// The division with this ISO 3166-2 code.
    pub fn admin1(&self, iso3166_2: &str) -> Option<Place<'_>> {
        self.by_code(iso3166_2).filter(|p| p.kind != Kind::Country)
    }

    /// Codes of the countries that share a land border with this one.
    pub fn neighbours(&self, iso2: &str) -> impl Iterator<Item = &str> {
        let members = self.by_code(iso2).filter(|p| p.kind == Kind::Country).map_or("", |p| p.members);
        members.split(',').filter(|c| !c.is_empty())
    }

    /// What the place lies in: its divisions from small to large, then its country.
    pub fn containing(&self, place: &Place<'_>) -> impl Iterator<Item = Place<'_>> {
        // A sound table has three steps at most; a damaged one must not turn in a circle.
        std::iter::successors(place.parent, |&i| self.place(i)?.parent).take(4).filter_map(|i| self.place(i))
    }

    /// The first-order division that the place is or lies in.
    pub fn admin1_of(&self, place: &Place<'_>) -> Option<Place<'_>> {
        let own = self.place(place.index).filter(|p| p.kind == Kind::Admin1);
        own.or_else(|| self.containing(place).find(|p| p.kind == Kind::Admin1))
    }

    /// The country that the place is or lies in.
    pub fn country_of(&self, place: &Place<'_>) -> Option<Place<'_>> {
        self.by_code(place.country)
    }

    /// Divisions and settlements directly inside a country or division.
    pub fn children(&self, place: &Place<'_>) -> impl Iterator<Item = Place<'_>> {
        let parent = u16::try_from(place.index).unwrap_or(NO_PARENT);
        let areas = self.range_of_parent(self.countries..self.divisions, parent);
        let settlements = self.range_of_parent(self.areas..self.places, parent);
        areas.chain(settlements).filter_map(|i| self.place(i as u32))
    }

    /// The place at a position of this table.
    pub fn place(&self, index: u32) -> Option<Place<'_>> {
        let record = self.record(index as usize)?;
        let kind = Kind::from_u8(record[18] & KIND_MASK)?;
        let population = unpack_population(u16_at(record, 10)?);
        let parent = u16_at(record, 16)?;
        let (radius_km, code, members) = match self.extra(index as usize) {
            Some((radius, text)) => {
                let (code, members) = text.split_once('\t').unwrap_or((text, ""));
                (radius, code, members)
            }
            None => (settlement_radius(population), "", ""),
        };
        Some(Place {
            index,
            id: u32_at(record, 0)?,
            name: self.string(u32_at(record, 12)?),
            kind,
            lat: unpack_degrees([record[4], record[5], record[6]], 90.0),
            lon: unpack_degrees([record[7], record[8], record[9]], 180.0),
            radius_km,
            population,
            country: self.country_code(record[19]),
            code,
            members,
            parent: (parent != NO_PARENT).then_some(u32::from(parent)),
            is_capital: record[18] & FLAG_CAPITAL != 0,
            is_derived_position: record[18] & FLAG_DERIVED != 0,
        })
    }

    /// All places in table order.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        (0..self.places as u32).filter_map(|i| self.place(i))
    }

    pub(crate) fn lookup_in(&self, space: Space, name: &str) -> Candidates<'_> {
        let mut tokens = Vec::new();
        push_tokens(name, &mut tokens);
        if tokens.is_empty() {
            return Candidates { table: self, entries: &[], mark: 0 };
        }
        self.candidates(NameHash::new(space).with(join(&tokens).as_bytes()))
    }

    pub(crate) fn candidates(&self, hash: NameHash) -> Candidates<'_> {
        let (bucket, mark) = hash.finish();
        Candidates { table: self, entries: self.bucket(bucket).map_or(&[], |b| run(b, mark)), mark }
    }

    fn all(&self) -> &[u8] {
        (*self.bytes).as_ref()
    }

    fn bucket(&self, bucket: usize) -> Option<&[u8]> {
        let starts = self.all().get(self.buckets.clone())?;
        let from = u32_at(starts, bucket * 4)? as usize;
        let to = u32_at(starts, bucket * 4 + 4)? as usize;
        self.all().get(self.entries.clone())?.get(from.checked_mul(ENTRY)?..to.checked_mul(ENTRY)?)
    }

    fn record(&self, index: usize) -> Option<&[u8]> {
        let from = index.checked_mul(RECORD)?;
        self.all().get(self.records.clone())?.get(from..from.checked_add(RECORD)?)
    }

    fn extra(&self, index: usize) -> Option<(f32, &str)> {
        let from = index.checked_mul(EXTRA)?;
        let extra = self.all().get(self.extras.clone())?.get(from..from.checked_add(EXTRA)?)?;
        Some((f32::from_bits(u32_at(extra, 0)?), self.string(u32_at(extra, 4)?)))
    }

    /// A string of the pool: a length in two bytes, then that many bytes of UTF-8.
    fn string(&self, at: u32) -> &str {
        self.string_at(at as usize).unwrap_or("")
    }

    fn string_at(&self, at: usize) -> Option<&str> {
        let pool = self.all().get(self.strings.clone())?;
        let length = u16_at(pool, at)? as usize;
        let from = at.checked_add(2)?;
        std::str::from_utf8(pool.get(from..from.checked_add(length)?)?).ok()
    }

    /// Countries come first in the table, so a country's number is its record.
    fn country_code(&self, number: u8) -> &str {
        if number == NO_COUNTRY {
            return "";
        }
        self.extra(usize::from(number))
            .map_or("", |(_, text)| text.split_once('\t').map_or(text, |(code, _)| code))
    }

    pub(crate) fn parent(&self, index: usize) -> u16 {
        self.record(index).and_then(|r| u16_at(r, 16)).unwrap_or(NO_PARENT)
    }

    /// Records of a part that lie directly in `parent`; each part is in the order of its parents.
    fn range_of_parent(&self, part: Range<usize>, parent: u16) -> Range<usize> {
        if parent == NO_PARENT {
            return 0..0;
        }
        let first = |bound: u32| self.partition(part.clone(), |i| u32::from(self.parent(i)) < bound);
        first(u32::from(parent))..first(u32::from(parent) + 1)
    }

    /// The first of a run of records that no longer passes, if those that pass stand first.
    fn partition(&self, run: Range<usize>, passes: impl Fn(usize) -> bool) -> usize {
        let (mut low, mut high) = (run.start, run.end.min(self.places));
        while low < high {
            let mid = low.midpoint(high);
            if passes(mid) { low = mid + 1 } else { high = mid }
        }
        low
    }
}

/// The table as it lies in its bytes, for making another of it.
#[cfg(feature = "build")]
impl Gazetteer {
    pub(crate) fn raw(&self, index: usize) -> Option<&[u8]> {
        self.record(index)
    }

    pub(crate) fn raw_extra(&self, index: usize) -> Option<&[u8]> {
        let from = index.checked_mul(EXTRA)?;
        self.all().get(self.extras.clone())?.get(from..from.checked_add(EXTRA)?)
    }

    pub(crate) fn pool(&self) -> &[u8] {
        self.all().get(self.strings.clone()).unwrap_or(&[])
    }

    /// Bucket and mark in one number, record, and match bits of every name.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u64, u32, u8)> {
        (0..BUCKETS).flat_map(|bucket| {
            let (entries, _) = self.bucket(bucket).unwrap_or(&[]).as_chunks::<ENTRY>();
            entries.iter().map(move |e| {
                let head = u32::from_le_bytes([e[0], e[1], e[2], e[3]]);
                let place = u32::from_le_bytes([e[4], e[5], e[6], 0]);
                ((bucket as u64) << 28 | u64::from(head >> 4), place, (head & 0xf) as u8)
            })
        })
    }

    /// Countries, divisions of countries, divisions of divisions, other areas, settlements: 0 to 4.
    pub(crate) fn part(&self, index: usize) -> u8 {
        match index {
            i if i < self.countries => 0,
            i if i < self.divisions => {
                1 + u8::from((self.countries..usize::from(NO_PARENT)).contains(&usize::from(self.parent(i))))
            }
            i if i < self.areas => 3,
            _ => 4,
        }
    }

    pub(crate) fn countries(&self) -> usize {
        self.countries
    }

    pub(crate) fn country_number(&self, iso2: &str) -> u8 {
        let country = self.by_code(iso2).filter(|p| p.kind == Kind::Country);
        country.and_then(|p| u8::try_from(p.index).ok()).unwrap_or(NO_COUNTRY)
    }

    pub(crate) fn country_of_number(&self, number: u8) -> &str {
        self.country_code(number)
    }

    /// The places that a user added.
    pub(crate) fn added(&self) -> impl Iterator<Item = Place<'_>> {
        self.places().filter(|p| self.record(p.index as usize).is_some_and(|r| r[18] & FLAG_ADDED != 0))
    }
}

/// Candidates for one name, the likeliest first.
#[derive(Debug, Clone)]
pub struct Candidates<'g> {
    table: &'g Gazetteer,
    entries: &'g [u8],
    mark: u32,
}

impl Candidates<'_> {
    /// Whether no place has the name.
    pub fn is_empty(&self) -> bool {
        self.clone().next().is_none()
    }
}

impl<'g> Iterator for Candidates<'g> {
    type Item = Candidate<'g>;

    fn next(&mut self) -> Option<Candidate<'g>> {
        while let Some((entry, rest)) = self.entries.split_first_chunk::<ENTRY>() {
            self.entries = rest;
            let head = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
            if head >> 4 != self.mark {
                continue;
            }
            let bits = (head & 0xf) as u8;
            let index = u32::from_le_bytes([entry[4], entry[5], entry[6], 0]);
            if let Some(place) = self.table.place(index) {
                let class = NameClass::from_bits(bits & !AMBIGUOUS);
                return Some(Candidate { place, class, ambiguous_word: bits & AMBIGUOUS != 0 });
            }
        }
        None
    }
}

/// The entries of one mark; they lie side by side, in the order of the marks.
fn run(bucket: &[u8], mark: u32) -> &[u8] {
    let (entries, _) = bucket.as_chunks::<ENTRY>();
    let mark_of = |e: &[u8; ENTRY]| u32::from_le_bytes([e[0], e[1], e[2], e[3]]) >> 4;
    let from = entries.partition_point(|e| mark_of(e) < mark);
    let more = entries[from..].iter().take_while(|e| mark_of(e) == mark).count();
    entries[from..from + more].as_flattened()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
