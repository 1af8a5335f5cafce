//! A set of characters.

/// Characters as a bitmap for ASCII and sorted ranges for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct CharSet {
    ascii: u128,
    /// Inclusive, sorted, apart from each other; all of them at 0x80 or above.
    ranges: Box<[(u32, u32)]>,
}

impl CharSet {
    /// The set of all characters in some inclusive ranges.
    pub(super) fn new(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut ascii = 0;
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            for c in first..=last.min(0x7F) {
                ascii |= 1 << c;
            }
            if last < 0x80 {
                continue;
            }
            let first = first.max(0x80);
            match merged.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self { ascii, ranges: merged.into() }
    }

    /// Every character that is not in the set.
    pub(super) fn inverted(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0x80;
        for &(first, last) in &self.ranges {
            if next < first {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= u32::from(char::MAX) {
            ranges.push((next, u32::from(char::MAX)));
        }
        Self { ascii: !self.ascii, ranges: ranges.into() }
    }

    #[inline]
    pub(super) fn contains(&self, c: char) -> bool {
        if c.is_ascii() { self.contains_ascii(c as u8) } else { crate::unicode::within(&self.ranges, c) }
    }

    #[inline]
    pub(super) fn contains_ascii(&self, byte: u8) -> bool {
        byte < 0x80 && self.ascii >> byte & 1 == 1
    }

    pub(super) fn has_more_than_ascii(&self) -> bool {
        !self.ranges.is_empty()
    }

    /// All of the set as ranges.
    pub(super) fn to_ranges(&self) -> Vec<(u32, u32)> {
        let ascii = (0..0x80).filter(|c| self.ascii >> c & 1 == 1).map(|c| (c, c));
        ascii.chain(self.ranges.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_it_was_given() {
        let set = CharSet::new(vec![(0x400, 0x4FF), (0x61, 0x7A), (0x500, 0x52F), (0x70, 0x81)]);
        for (c, holds) in
            [('a', true), ('A', false), ('\u{81}', true), ('\u{82}', false), ('ж', true), ('ԯ', true)]
        {
            assert_eq!(set.contains(c), holds, "{c:?}");
            assert_eq!(set.inverted().contains(c), !holds, "{c:?}");
        }
        assert_eq!(set.inverted().inverted(), set);
        assert_eq!(CharSet::new(set.to_ranges()), set);
        assert!(CharSet::default().inverted().contains(char::MAX));
    }
}
