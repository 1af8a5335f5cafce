//! From characters of the text back to bytes of the source, so that a citation leads to the file itself.

use crate::Span;
use std::ops::Range;

/// A map from byte offsets of a text to byte offsets of what it was made from.
///
/// It is kept as runs, each saying at what [`Rate`] text and source advance. A text that is its own source is one run.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SourceMap {
    runs: Vec<Run>,
    /// Bytes of text covered so far.
    text_len: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    text: u32,
    source: u32,
    source_len: u32,
    rate: Rate,
}

/// How text and source advance within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rate {
    /// Byte by byte.
    Bytes,
    /// Each character of the text is this many bytes of the source (one-byte encodings, UTF-16).
    Chars(u8),
    /// The whole run stands for the whole source range: a replaced sequence, an entity, collapsed white space.
    Whole,
}

/// Runs at [`Rate::Chars`] are kept this short, because looking into one counts its characters.
const CHARS_RUN: u32 = 1024;
/// With more runs than this, which only hostile sources reach, neighbours are joined up to [`COARSE_RUN`].
const FINE_RUNS: usize = 1 << 21;
/// Length in bytes of text from which a run is not joined with the next any more.
const COARSE_RUN: u32 = 256;

impl SourceMap {
    /// The map of a text that is its own source.
    pub fn identity(len: usize) -> Self {
        let mut map = Self::default();
        map.push(len, 0, len, Rate::Bytes);
        map
    }

    /// Whether every byte of text is the same byte of the source.
    pub fn is_identity(&self) -> bool {
        matches!(self.runs.as_slice(), [] | [Run { text: 0, source: 0, rate: Rate::Bytes, .. }])
    }

    /// Notes that the next `text_len` bytes of text came from `source_len` bytes at `source`.
    pub(crate) fn push(&mut self, text_len: usize, source: usize, source_len: usize, rate: Rate) {
        if text_len == 0 {
            return;
        }
        let (source, source_len) = (source as u32, source_len as u32);
        let text = self.text_len;
        self.text_len = text + text_len as u32;
        let crowded = self.runs.len() >= FINE_RUNS;
        if let Some(last) = self.runs.last_mut() {
            let joined = source == last.source + last.source_len;
            let same = match (last.rate, rate) {
                (Rate::Bytes, Rate::Bytes) => joined,
                (Rate::Chars(a), Rate::Chars(b)) => {
                    joined && a == b && self.text_len - last.text <= CHARS_RUN
                }
                _ => false,
            };
            if same {
                last.source_len += source_len;
                return;
            }
            if crowded && text - last.text < COARSE_RUN && source >= last.source {
                last.source_len = last.source_len.max(source + source_len - last.source);
                last.rate = Rate::Whole;
                return;
            }
        }
        self.runs.push(Run { text, source, source_len, rate });
    }

    /// Whether the last run goes at `rate`.
    pub(crate) fn ends_at_rate(&self, rate: Rate) -> bool {
        self.runs.last().is_some_and(|run| run.rate == rate)
    }

    /// The smallest range of source bytes that holds everything the characters of `span` came from. `text` is the text
    /// that this is the map of. An empty span gives an empty range where its character would start.
    pub fn to_source(&self, text: &str, span: Span) -> Range<usize> {
        if self.runs.is_empty() {
            return 0..0;
        }
        let start = self.advance(text, self.run_at(span.start), span.start, false);
        if span.is_empty() {
            return start..start;
        }
        let end = self.advance(text, self.run_at(span.end - 1), span.end, true);
        start..end.max(start)
    }

    /// The source offset that text offset `at` has in run `index`; `upper` asks for the end of what lies before `at`
    /// where the run cannot be divided.
    fn advance(&self, text: &str, index: usize, at: u32, upper: bool) -> usize {
        let run = self.runs[index];
        let into = match run.rate {
            Rate::Bytes => at.saturating_sub(run.text).min(run.source_len),
            Rate::Chars(width) => {
                let before = text.get(run.text as usize..at as usize).map_or(0, |part| part.chars().count());
                (before as u32 * u32::from(width)).min(run.source_len)
            }
            Rate::Whole if upper || at >= self.end_of(index) => run.source_len,
            Rate::Whole => 0,
        };
        (run.source + into) as usize
    }

    fn end_of(&self, index: usize) -> u32 {
        self.runs.get(index + 1).map_or(self.text_len, |next| next.text)
    }

    fn run_at(&self, at: u32) -> usize {
        self.runs.partition_point(|run| run.text <= at).saturating_sub(1)
    }

    /// The map from this text through `inner`, the map of what this map takes for the source. `middle` is that source.
    pub(crate) fn through(self, inner: &SourceMap, middle: &str) -> SourceMap {
        if inner.is_identity() {
            return self;
        }
        let mut out = SourceMap::default();
        for (index, run) in self.runs.iter().enumerate() {
            let text_len = (self.end_of(index) - run.text) as usize;
            let range = Span { start: run.source, end: run.source + run.source_len };
            if run.rate != Rate::Bytes || range.is_empty() {
                let source = inner.to_source(middle, range);
                out.push(text_len, source.start, source.len(), Rate::Whole);
                continue;
            }
            let mut at = range.start;
            let mut piece = inner.run_at(at);
            while at < range.end && piece < inner.runs.len() {
                let end = inner.end_of(piece).min(range.end);
                let source = inner.to_source(middle, Span { start: at, end });
                out.push((end - at) as usize, source.start, source.len(), inner.runs[piece].rate);
                at = end;
                piece += 1;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_at_every_rate() {
        // "aш" in a one-byte encoding, then an entity of five bytes for "&", then "b".
        let text = "aш&b";
        let mut map = SourceMap::default();
        map.push(3, 0, 2, Rate::Chars(1));
        map.push(1, 2, 5, Rate::Whole);
        map.push(1, 7, 1, Rate::Bytes);
        assert_eq!(map.to_source(text, Span::new(0, 1)), 0..1);
        assert_eq!(map.to_source(text, Span::new(1, 3)), 1..2);
        assert_eq!(map.to_source(text, Span::new(3, 4)), 2..7);
        assert_eq!(map.to_source(text, Span::new(1, 5)), 1..8);
        assert_eq!(map.to_source(text, Span::new(4, 4)), 7..7);
    }

    #[test]
    fn one_map_through_another() {
        // The outer text takes "ш" and then "b" of the middle text "aшb", which came from three bytes.
        let mut inner = SourceMap::default();
        inner.push(4, 0, 3, Rate::Chars(1));
        let mut outer = SourceMap::default();
        outer.push(2, 1, 2, Rate::Bytes);
        outer.push(1, 3, 1, Rate::Bytes);
        let map = outer.through(&inner, "aшb");
        assert_eq!(map.to_source("шb", Span::new(0, 2)), 1..2);
        assert_eq!(map.to_source("шb", Span::new(2, 3)), 2..3);
    }
}
