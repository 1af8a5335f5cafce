//! The second pass over a page: the chosen stretches as text, with the map back.

use super::scan::Scanned;
use super::token::{Token, Tokens, reference};
use crate::source_map::Rate;
use crate::{BlockKind, SourceMap, Span};

/// Text, map to bytes of `html`, and blocks.
pub(super) fn write(
    html: &str,
    scanned: &Scanned,
    chosen: &[usize],
) -> (String, SourceMap, Vec<(Span, BlockKind)>) {
    let mut writer = Writer { html, text: String::new(), map: SourceMap::default(), gap: None };
    let mut blocks = Vec::new();
    for &index in chosen {
        let segment = &scanned.segments[index];
        if !writer.text.is_empty() {
            writer.push_str("\n\n", segment.start as usize, 0);
        }
        let start = writer.text.len();
        writer.gap = None;
        for token in Tokens::within(html, segment.range()) {
            if let Token::Text(range) = token {
                writer.text(range.start, range.end, start);
            }
        }
        let span = Span::new(start, writer.text.len());
        if !span.is_empty() {
            blocks.push((span, segment.kind));
        }
    }
    (writer.text, writer.map, blocks)
}

struct Writer<'h> {
    html: &'h str,
    text: String,
    map: SourceMap,
    /// White space that was passed over: written as one space when more text follows.
    gap: Option<(usize, usize)>,
}

impl Writer<'_> {
    /// Writes the text from `at` to `end`, white space made single, references resolved. `start` is where the block
    /// starts in the output: it does not start with white space.
    fn text(&mut self, mut at: usize, end: usize, start: usize) {
        while at < end {
            let rest = &self.html[at..end];
            let byte = rest.as_bytes()[0];
            if byte.is_ascii_whitespace() {
                let len = rest.len() - rest.trim_ascii_start().len();
                self.gap = Some(self.gap.map_or((at, at + len), |(from, _)| (from, at + len)));
                at += len;
                continue;
            }
            if let Some((from, to)) = self.gap.take()
                && self.text.len() > start
            {
                self.push_str(" ", from, to - from);
            }
            if byte == b'&' {
                let (c, len) = reference(rest).unwrap_or(('&', 1));
                let c = if c.is_control() { ' ' } else { c };
                self.push_str(c.encode_utf8(&mut [0; 4]), at, len);
                at += len;
                continue;
            }
            let len = rest.bytes().position(|b| b == b'&' || b.is_ascii_whitespace()).unwrap_or(rest.len());
            // A single space inside a line is copied with the words around it, so that runs stay long.
            let mut len = len;
            while let [b' ', next, ..] = rest.as_bytes()[len..] {
                if next.is_ascii_whitespace() || next == b'&' {
                    break;
                }
                let more =
                    rest.as_bytes()[len + 1..].iter().position(|b| *b == b'&' || b.is_ascii_whitespace());
                len = more.map_or(rest.len(), |more| len + 1 + more);
            }
            self.push_str(&rest[..len], at, len);
            at += len;
        }
    }

    fn push_str(&mut self, text: &str, source: usize, len: usize) {
        self.text.push_str(text);
        self.map.push(text.len(), source, len, if text.len() == len { Rate::Bytes } else { Rate::Whole });
    }
}
