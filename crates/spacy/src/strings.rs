//! String ids: how spaCy names a string by 64 bits.

use crate::symbols;

/// The id of a string: 0 if empty, its number if it is one of spaCy's symbols, else its hash.
pub(crate) fn string_id(s: &str) -> u64 {
    if s.is_empty() {
        return 0;
    }
    symbols::id_of(s).unwrap_or_else(|| string_hash(s))
}

/// The hash part of [`string_id`]: right only where symbols cannot occur.
fn string_hash(s: &str) -> u64 {
    murmur64a(s.as_bytes(), 1)
}

/// MurmurHash64A (Austin Appleby, public domain), as spaCy uses it for strings.
pub(crate) fn murmur64a(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut h = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let (blocks, tail) = bytes.as_chunks::<8>();
    for block in blocks {
        let mut k = u64::from_le_bytes(*block).wrapping_mul(M);
        k ^= k >> R;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !tail.is_empty() {
        let mut last = [0; 8];
        last[..tail.len()].copy_from_slice(tail);
        h = (h ^ u64::from_le_bytes(last)).wrapping_mul(M);
    }
    h = (h ^ (h >> R)).wrapping_mul(M);
    h ^ (h >> R)
}

/// MurmurHash3_x64_128 (Austin Appleby, public domain), as two 64-bit numbers.
pub(crate) fn murmur3(bytes: &[u8], seed: u64) -> (u64, u64) {
    const C1: u64 = 0x87c3_7b91_1142_53d5;
    const C2: u64 = 0x4cf5_ad43_2745_937f;
    fn finish(mut h: u64) -> u64 {
        h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    }
    let first = |k: u64| k.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2);
    let second = |k: u64| k.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1);
    let (mut h1, mut h2) = (seed, seed);
    let (blocks, tail) = bytes.as_chunks::<16>();
    let half = |bytes: &[u8]| bytes.iter().rev().fold(0, |k, b| k << 8 | u64::from(*b));
    for block in blocks {
        h1 = (h1 ^ first(half(&block[..8]))).rotate_left(27).wrapping_add(h2);
        h1 = h1.wrapping_mul(5).wrapping_add(0x52dc_e729);
        h2 = (h2 ^ second(half(&block[8..]))).rotate_left(31).wrapping_add(h1);
        h2 = h2.wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }
    let (low, high) = tail.split_at(tail.len().min(8));
    h2 ^= second(half(high));
    h1 ^= first(half(low));
    h1 ^= bytes.len() as u64;
    h2 ^= bytes.len() as u64;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    (h1, h2) = (finish(h1), finish(h2));
    h1 = h1.wrapping_add(h2);
    (h1, h2.wrapping_add(h1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_spacy() {
        for (s, id) in [
            ("", 0),
            ("mark", 423),
            ("number", 432),
            ("agent", 401),
            ("root", 449),
            ("GPE", 384),
            ("punct", 445),
            ("colour", 2579953423244470672),
            ("color", 7045580820573707335),
            ("€", 7817016891017139529),
            ("$", 11283501755624150392),
            ("–", 10118409446379451916),
            ("-", 9153284864653046197),
            ("COVID-19", 12870980204702107685),
        ] {
            assert_eq!(string_id(s), id, "{s}");
        }
    }
}
