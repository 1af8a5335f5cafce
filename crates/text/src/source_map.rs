//! From characters of the decoded text back to bytes of the source, so that a citation leads to the file itself.

use crate::Span;
use std::ops::Range;

/// A map from byte offsets of a text to byte offsets of what it was made from.
///
/// It is kept as runs. Within a run every text byte stands for `source_len / text_len` source bytes at the same relative
/// place (a straight copy), or the whole run stands for one source range (a replaced sequence, an entity, collapsed
/// white space).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SourceMap {
    runs: Vec<Run>,
}

/// Text from `text` up to the next run's `text` came from source bytes `source .. source + source_len`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    text: u32,
    text_len: u32,
    source: u64,
    source_len: u32,
}

impl SourceMap {
    /// The map of a text that is its own source.
    pub fn identity(len: usize) -> Self {
        let mut map = Self::default();
        map.copy(0, 0, len);
        map
    }

    /// Notes that `len` bytes of text at `text` are `len` bytes of the source at `source`, unchanged. Calls come in text
    /// order.
    pub(crate) fn copy(&mut self, text: usize, source: usize, len: usize) {
        self.push(text, len, source, len);
    }

    /// Notes that `text_len` bytes of text at `text` as a whole came from `source_len` bytes at `source`.
    pub(crate) fn replace(&mut self, text: usize, text_len: usize, source: usize, source_len: usize) {
        self.push(text, text_len, source, source_len);
    }

    fn push(&mut self, text: usize, text_len: usize, source: usize, source_len: usize) {
        if text_len == 0 {
            return;
        }
        let run = Run {
            text: text as u32,
            text_len: text_len as u32,
            source: source as u64,
            source_len: source_len as u32,
        };
        if let Some(last) = self.runs.last_mut()
            && last.text_len == last.source_len
            && run.text_len == run.source_len
            && last.text + last.text_len == run.text
            && last.source + u64::from(last.source_len) == run.source
        {
            last.text_len += run.text_len;
            last.source_len += run.source_len;
            return;
        }
        self.runs.push(run);
    }

    /// The smallest range of source bytes that holds everything the characters of `span` came from. An empty span gives
    /// an empty range where its character would start.
    pub fn to_source(&self, span: Span) -> Range<usize> {
        if self.runs.is_empty() {
            return 0..0;
        }
        let start = self.start_of(span.start);
        if span.is_empty() {
            return start..start;
        }
        let last = self.run_of(span.end - 1);
        let into = (span.end - last.text).min(last.text_len);
        let end = if last.text_len == last.source_len { into } else { last.source_len };
        let end = last.source as usize + end as usize;
        start..end.max(start)
    }

    fn start_of(&self, at: u32) -> usize {
        let run = self.run_of(at);
        let into = at.saturating_sub(run.text);
        let into = if run.text_len == run.source_len {
            into.min(run.source_len)
        } else if into >= run.text_len {
            run.source_len
        } else {
            0
        };
        run.source as usize + into as usize
    }

    fn run_of(&self, at: u32) -> Run {
        let after = self.runs.partition_point(|run| run.text <= at);
        self.runs[after.saturating_sub(1)]
    }
}
