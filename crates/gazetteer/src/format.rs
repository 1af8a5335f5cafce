//! The bytes of a compiled table.
//!
//! ```text
//! header   magic, version, checksum of all that follows, counts
//! records  one of 20 bytes for each place: areas first (countries, continents, divisions, regions), then
//!          settlements; each part in the order of its parent, so that children lie side by side
//! extras   one of 8 bytes for each area: radius, and where its codes lie in the strings
//! buckets  where each bucket of names starts
//! names    one of 7 bytes for each pair of name and place: 28 bits of the name's hash, 4 bits on the match,
//!          24 bits of record number; those of one name lie side by side, the likeliest place first
//! strings  main names and codes
//! ```
//!
//! Names themselves are not kept, only 44 bits of their hash (bucket and entry): one unknown name in some tens
//! of millions is taken for a known one. That halves the table and makes a look-up one cache miss.

/// First bytes of every table.
pub(crate) const MAGIC: [u8; 8] = *b"TIDINGSG";
/// Version of the layout; a table of another version is refused.
pub(crate) const VERSION: u32 = 1;
pub(crate) const HEADER: usize = 40;
pub(crate) const RECORD: usize = 20;
pub(crate) const EXTRA: usize = 8;
pub(crate) const ENTRY: usize = 7;
pub(crate) const BUCKET_BITS: u32 = 16;
pub(crate) const BUCKETS: usize = 1 << BUCKET_BITS;
pub(crate) const NO_PARENT: u16 = u16::MAX;
pub(crate) const NO_COUNTRY: u8 = u8::MAX;
#[cfg(feature = "build")]
pub(crate) const MAX_PLACES: usize = 1 << 24;

pub(crate) const FLAG_CAPITAL: u8 = 0x20;
pub(crate) const FLAG_DERIVED: u8 = 0x40;
/// The place is one that a user added.
#[cfg(feature = "build")]
pub(crate) const FLAG_ADDED: u8 = 0x80;
pub(crate) const KIND_MASK: u8 = 0x1f;
/// Bit of an entry's four match bits: the name is an everyday word too.
pub(crate) const AMBIGUOUS: u8 = 0x8;

/// Which sort of name a hash stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Space {
    /// Names of places.
    Name = 1,
    /// Names without their type word.
    Stem = 2,
    /// Demonyms and adjectives.
    Demonym = 3,
    /// Codes: ISO 3166-1 and 3166-2.
    Code = 4,
}

/// A hash that takes a name piece by piece (64-bit FNV-1a with a final stir).
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameHash(u64);

impl NameHash {
    pub fn new(space: Space) -> Self {
        NameHash(0xcbf2_9ce4_8422_2325).with(&[space as u8])
    }

    pub fn with(self, bytes: &[u8]) -> Self {
        let mut h = self.0;
        for &b in bytes {
            h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        }
        NameHash(h)
    }

    /// Bucket and 28-bit mark.
    pub fn finish(self) -> (usize, u32) {
        let mut h = self.0;
        h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        h ^= h >> 32;
        ((h >> (64 - BUCKET_BITS)) as usize, (h & 0x0fff_ffff) as u32)
    }
}

/// Checksum of a table's body: eight bytes at a time, order counts.
pub(crate) fn checksum(body: &[u8]) -> u64 {
    let mut h = 0x9e37_79b9_7f4a_7c15 ^ body.len() as u64;
    let mut chunks = body.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0u64, |w, &b| (w << 8) | u64::from(b));
        h = (h.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    for &b in chunks.remainder() {
        h = (h.rotate_left(5) ^ u64::from(b)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    h ^ (h >> 29)
}

/// A population in 16 bits, good to one part in two thousand.
#[cfg(feature = "build")]
pub(crate) fn pack_population(n: u32) -> u16 {
    let shift = (32 - n.leading_zeros()).saturating_sub(11);
    ((shift as u16) << 11) | (n >> shift) as u16
}

pub(crate) fn unpack_population(bits: u16) -> u32 {
    let mantissa = u32::from(bits & 0x7ff);
    mantissa.checked_shl(u32::from(bits >> 11)).unwrap_or(0)
}

const STEPS: f64 = 8_388_607.0;

/// A coordinate in 24 bits: about two metres.
#[cfg(feature = "build")]
pub(crate) fn pack_degrees(value: f64, limit: f64) -> [u8; 3] {
    let bits = ((value / limit).clamp(-1.0, 1.0) * STEPS).round() as i32;
    let b = bits.to_le_bytes();
    [b[0], b[1], b[2]]
}

pub(crate) fn unpack_degrees(bytes: [u8; 3], limit: f64) -> f32 {
    let bits = i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]) >> 8;
    (f64::from(bits) / STEPS * limit) as f32
}

/// How far a settlement reaches, from its population, at about 2,500 people to the square kilometre.
pub(crate) fn settlement_radius(population: u32) -> f32 {
    (f64::from(population) / 2500.0 / std::f64::consts::PI).sqrt().max(1.0) as f32
}

#[cfg(all(test, feature = "build"))]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_packing() {
        for n in [0, 1, 500, 2047, 2048, 448_733, 2_884_000, 1_411_778_724, u32::MAX] {
            let back = unpack_population(pack_population(n));
            assert!(f64::from(n.abs_diff(back)) <= f64::from(n) / 1024.0, "{n} {back}");
        }
        for v in [-180.0, -0.5, 0.0, 36.18457, 179.9999, 180.0] {
            assert!((f64::from(unpack_degrees(pack_degrees(v, 180.0), 180.0)) - v).abs() < 4e-5);
        }
    }
}
