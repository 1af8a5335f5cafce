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
