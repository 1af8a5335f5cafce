//! Splitting a text into chunks and a chunk into pieces.

use super::affix::{Infix, Prefix, Suffix};
use super::special::Specials;
use super::url::Whole;
use crate::unicode::is_space;
use std::ops::Range;

/// A part of a chunk that becomes one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// In bytes.
    pub len: u32,
    /// Names a norm of [`Specials`]; 0 for none.
    pub norm: u32,
}

/// The expressions of a pipeline.
#[derive(Default)]
pub(super) struct Rules {
    pub prefix: Option<Prefix>,
    pub suffix: Option<Suffix>,
    pub infix: Option<Infix>,
    /// What is never split.
    pub token: Option<Whole>,
    /// What is not split once its affixes are off.
    pub url: Option<Whole>,
}

impl Rules {
    pub(super) fn prefix(&self, text: &str) -> usize {
        self.prefix.as_ref().map_or(0, |prefix| prefix.length(text))
    }

    pub(super) fn suffix(&self, text: &str) -> usize {
        self.suffix.as_ref().map_or(0, |suffix| suffix.length(text))
    }

    pub(super) fn infix(&self, text: &str, from: usize) -> Option<Range<usize>> {
        self.infix.as_ref()?.find(text, from)
    }

    /// Appends the pieces of a chunk; they tile it. Without `specials` none is special.
    pub(super) fn split(&self, chunk: &str, specials: Option<&Specials>, out: &mut Vec<Piece>) {
        let mut suffixes = Vec::new();
        let rest = self.split_affixes(chunk, specials, out, &mut suffixes);
        if !rest.is_empty() {
            self.split_rest(rest, specials, out);
        }
        out.extend(suffixes.iter().rev());
    }

    /// Takes prefixes and suffixes off; gives what is left. Suffixes come last one first.
    fn split_affixes<'a>(
        &self,
        chunk: &'a str,
        specials: Option<&Specials>,
        prefixes: &mut Vec<Piece>,
        suffixes: &mut Vec<Piece>,
    ) -> &'a str {
        let is_special = |text: &str| specials.is_some_and(|specials| specials.contains(text));
        let mut rest = chunk;
        while !rest.is_empty() {
            if self.token.as_ref().is_some_and(|token| token.matches(rest)) || is_special(rest) {
                break;
            }
            let prefix = self.prefix(rest);
            let without_prefix = &rest[prefix..];
            if prefix > 0 && is_special(without_prefix) {
                prefixes.push(plain(prefix));
                rest = without_prefix;
                break;
            }
            let suffix = self.suffix(without_prefix);
            let without_suffix = &rest[..rest.len() - suffix];
            if suffix > 0 && is_special(without_suffix) {
                suffixes.push(plain(suffix));
                rest = without_suffix;
                break;
            }
            if prefix == 0 && suffix == 0 {
                break;
            }
            if prefix > 0 {
                prefixes.push(plain(prefix));
            }
            if suffix > 0 {
                suffixes.push(plain(suffix));
            }
            rest = &rest[prefix..rest.len() - suffix];
        }
        rest
    }

    /// Splits what has no affixes any more.
    fn split_rest(&self, rest: &str, specials: Option<&Specials>, out: &mut Vec<Piece>) {
        if let Some(pieces) = specials.and_then(|specials| specials.get(rest)) {
            out.extend_from_slice(pieces);
            return;
        }
        let is_whole = |whole: &Option<Whole>| whole.as_ref().is_some_and(|whole| whole.matches(rest));
        let mut start = 0;
        let mut from = 0;
        if !is_whole(&self.token) && !is_whole(&self.url) {
            while let Some(infix) = self.infix(rest, from) {
                // An engine may match nothing; go on behind the next character then.
                let step = rest[infix.end..].chars().next().map_or(1, char::len_utf8);
                from = if infix.is_empty() { infix.end + step } else { infix.end };
                if infix.start > 0 {
                    if infix.start > start {
                        out.push(plain(infix.start - start));
                    }
                    if !infix.is_empty() {
                        out.push(plain(infix.len()));
                    }
                    start = infix.end;
                }
                if from > rest.len() {
                    break;
                }
            }
        }
        if start < rest.len() {
            out.push(plain(rest.len() - start));
        }
    }
}

fn plain(len: usize) -> Piece {
    Piece { len: len as u32, norm: 0 }
}

/// A run of white space or of anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    pub range: Range<usize>,
    /// A U+0020 follows that belongs to no chunk.
    pub space_after: bool,
}

/// The chunks of a text. The U+0020 that ends a run of other characters is in none of them.
pub(super) fn chunks(text: &str) -> impl Iterator<Item = Chunk> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = text[start..].chars().next()?;
        let end = run_end(text, start, is_space(first));
        let space_after = text.as_bytes().get(end) == Some(&b' ') && !is_space(first);
        let chunk = Chunk { range: start..end, space_after };
        start = end + usize::from(space_after);
        Some(chunk)
    })
}

/// White space among ASCII.
const ASCII_SPACE: [bool; 0x80] = {
    let mut table = [false; 0x80];
    let mut byte = 0;
    while byte < 0x80 {
        table[byte] = matches!(byte, 0x09..=0x0D | 0x1C..=0x20);
        byte += 1;
    }
    table
};

/// Where the characters that are (or are not) white space end.
fn run_end(text: &str, start: usize, space: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            if ASCII_SPACE[byte as usize] != space {
                break;
            }
            at += 1;
        } else {
            let Some(c) = text[at..].chars().next() else { break };
            if is_space(c) != space {
                break;
            }
            at += c.len_utf8();
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(&str, bool)> {
        chunks(text).map(|c| (&text[c.range], c.space_after)).collect()
    }

    #[test]
    fn single_spaces_belong_to_no_chunk() {
        assert_eq!(split(""), []);
        assert_eq!(split(" "), [(" ", false)]);
        assert_eq!(split("a b "), [("a", true), ("b", true)]);
        assert_eq!(split("a  b"), [("a", true), (" ", false), ("b", false)]);
        assert_eq!(split(" a\n b"), [(" ", false), ("a", false), ("\n ", false), ("b", false)]);
        assert_eq!(split("a\u{a0} b "), [("a", false), ("\u{a0} ", false), ("b", true)]);
        assert_eq!(split("a   "), [("a", true), ("  ", false)]);
    }
}
