//! From byte offsets, which all steps use inside, to Unicode code points, which leave the program, and back.

/// The map between byte and code-point offsets of one text.
///
/// For ASCII text it holds nothing and both directions are the identity. Otherwise it keeps the code-point count at
/// every 64th byte, so that a look-up reads one entry and at most 64 bytes.
#[derive(Clone, Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points that start before byte `64 * i`; empty for ASCII text.
    marks: Vec<u32>,
    total: usize,
}

const STRIDE: usize = 64;

impl<'t> CodePoints<'t> {
    /// Prepares the map: one pass over the text.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, marks: Vec::new(), total: text.len() };
        }
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut seen = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            marks.push(seen as u32);
            seen += starts(chunk);
        }
        Self { text, marks, total: seen }
    }

    /// Number of code points of the text.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Code points before byte `offset`. An offset within a character counts that character; one past the end gives the
    /// total.
    pub fn of_byte(&self, offset: usize) -> usize {
        if offset >= self.text.len() {
            return self.total;
        }
        if self.marks.is_empty() {
            return offset;
        }
        let mark = offset / STRIDE;
        self.marks[mark] as usize + starts(&self.text.as_bytes()[mark * STRIDE..offset])
    }

    /// The byte at which code point number `index` starts; the text's length for one past the end.
    pub fn to_byte(&self, index: usize) -> usize {
        if index >= self.total {
            return self.text.len();
        }
        if self.marks.is_empty() {
            return index;
        }
        let mark = self.marks.partition_point(|&seen| seen as usize <= index) - 1;
        let mut left = index - self.marks[mark] as usize;
        let from = mark * STRIDE;
        for (at, &byte) in self.text.as_bytes()[from..].iter().enumerate() {
            if is_start(byte) {
                if left == 0 {
                    return from + at;
                }
                left -= 1;
            }
        }
        self.text.len()
    }

    /// A byte span as code points, end-exclusive.
    pub fn of_span(&self, span: crate::Span) -> (usize, usize) {
        (self.of_byte(span.start as usize), self.of_byte(span.end as usize))
    }

    /// A code-point range as a byte span.
    pub fn to_span(&self, start: usize, end: usize) -> crate::Span {
        crate::Span::new(self.to_byte(start), self.to_byte(end))
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| is_start(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ascii_is_the_identity() {
        let map = CodePoints::new("plain words");
        assert_eq!(map.of_byte(6), 6);
        assert_eq!(map.to_byte(6), 6);
        assert_eq!(map.to_byte(99), 11);
    }

    proptest! {
        #[test]
        fn agrees_with_counting(text in "(\\PC|[aéш€😀 ]){0,300}") {
            let map = CodePoints::new(&text);
            prop_assert_eq!(map.total(), text.chars().count());
            for (index, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(map.of_byte(byte), index);
                prop_assert_eq!(map.to_byte(index), byte);
            }
            prop_assert_eq!(map.of_byte(text.len()), map.total());
            prop_assert_eq!(map.to_byte(map.total()), text.len());
        }
    }
}
