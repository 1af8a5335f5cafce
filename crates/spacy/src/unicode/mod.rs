//! Character classes as Python sees them.
//!
//! A pipeline's features were made by Python's `str` methods, whose classes differ from those of
//! `char`: `is_alphabetic` knows marks and numerals that `isalpha` does not, `is_numeric` more than
//! `isdigit`, `is_whitespace` fewer separators than `isspace`. The tables are pinned to Unicode 14.0
//! (Python 3.11); a later Python calls some newer characters letters, so features of text in scripts
//! added since then may differ from such a Python.

mod tables;

pub(crate) use tables::{ALPHA, DECIMAL, DIGIT, OTHER_NUMERIC};

/// White space, as ranges.
pub(crate) const SPACE: [(u32, u32); 10] = [
    (0x09, 0x0D),
    (0x1C, 0x20),
    (0x85, 0x85),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
];

/// Upper-case letters that came after Unicode 14.0, which `str::to_lowercase` would change.
const NEWER_UPPER: [(u32, u32); 8] = [
    (0x1C89, 0x1C89),
    (0xA7CB, 0xA7CC),
    (0xA7CE, 0xA7CE),
    (0xA7D2, 0xA7D2),
    (0xA7D4, 0xA7D4),
    (0xA7DA, 0xA7DC),
    (0x10D50, 0x10D65),
    (0x16EA0, 0x16EB8),
];

/// `str.isspace` of one character.
pub(crate) fn is_space(c: char) -> bool {
    if c.is_ascii() { matches!(c, '\t'..='\r' | '\x1c'..=' ') } else { c >= '\u{85}' && within(&SPACE, c) }
}

/// `str.isalpha` of one character.
pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { within(&ALPHA, c) }
}

/// `str.isdigit` of one character.
pub(crate) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { within(&DIGIT, c) }
}

/// `str.isupper` of one letter.
pub(crate) fn is_upper(letter: char) -> bool {
    letter.is_uppercase()
}

/// Writes `str.lower` of `s` at the end of `out`.
pub(crate) fn push_lower(s: &str, out: &mut String) {
    if s.is_ascii() {
        let at = out.len();
        out.push_str(s);
        out[at..].make_ascii_lowercase();
        return;
    }
    // A capital sigma depends on its neighbours, so the whole run between newer letters goes at once.
    let mut rest = s;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| within(&NEWER_UPPER, *c)) {
        out.push_str(&rest[..at].to_lowercase());
        out.push(c);
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(&rest.to_lowercase());
}

/// True if one of the sorted, inclusive ranges holds `c`.
pub(crate) fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let at = ranges.partition_point(|(_, last)| *last < c);
    ranges.get(at).is_some_and(|(first, _)| *first <= c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_python() {
        for c in ['a', 'Ж', 'ª', 'ʰ', '漢', 'ǅ'] {
            assert!(is_alpha(c), "{c:?}");
        }
        for c in ['1', '\u{301}', 'Ⅳ', 'Ⓐ', '\u{58b}', '_', '\u{200d}'] {
            assert!(!is_alpha(c), "{c:?}");
        }
        for c in ['7', '²', '₃', '①', '٣'] {
            assert!(is_digit(c), "{c:?}");
        }
        for c in ['½', 'Ⅳ', '㉈', '五'] {
            assert!(!is_digit(c), "{c:?}");
        }
        for c in [' ', '\u{b}', '\u{1c}', '\u{1f}', '\u{85}', '\u{a0}', '\u{2009}', '\u{3000}'] {
            assert!(is_space(c), "{c:?}");
        }
        for c in ['\0', '\u{200b}', '\u{feff}', '\u{180e}', 'a'] {
            assert!(!is_space(c), "{c:?}");
        }
    }

    #[test]
    fn lower_is_that_of_python() {
        for (s, lower) in [
            ("ABC", "abc"),
            ("ΟΔΟΣ Σ", "οδος σ"),
            ("İ", "i\u{307}"),
            ("ⅣⒶẞ", "ⅳⓐß"),
            ("Ꟛ\u{1c89}A", "Ꟛ\u{1c89}a"),
        ] {
            let mut out = String::from("-");
            push_lower(s, &mut out);
            assert_eq!(out[1..], *lower);
        }
    }

    #[test]
    fn tables_are_sorted_and_whole() {
        let size = |ranges: &[(u32, u32)]| {
            assert!(ranges.windows(2).all(|w| w[0].1 < w[1].0));
            ranges.iter().map(|(a, b)| b - a + 1).sum::<u32>()
        };
        assert_eq!([size(&ALPHA), size(&DIGIT), size(&OTHER_NUMERIC), size(&DECIMAL)], SIZES);
    }

    const SIZES: [u32; 4] = [131756, 788, 1003, 660];
}
