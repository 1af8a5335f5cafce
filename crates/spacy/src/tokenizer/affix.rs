//! Finding prefixes, suffixes and infixes.
//!
//! The alternatives of an expression are filed under the ASCII characters they can begin with (for a
//! suffix: end with), so that for most positions in most words nothing is tried at all. An expression
//! that [`pattern`] cannot take apart is run by a regex engine, fifty times slower.

use super::charset::CharSet;
use super::pattern::{self, Atom, Look, Sequence, Step};
use super::{Engine as Choice, python_regex};
use fancy_regex::Regex;
use std::ops::Range;

/// Splits something off the start of a string.
pub(super) struct Prefix(Engine);

/// Splits something off the end of a string.
pub(super) struct Suffix(Engine);

/// Splits a string in the middle.
pub(super) struct Infix(Engine);

enum Engine {
    Table(Table),
    Regex(Regex),
}

impl Prefix {
    /// Reads a Python expression that is used with `re.search`.
    pub(super) fn new(source: &str, choice: Choice) -> Result<Self, String> {
        let table = pattern::parse(source).and_then(|s| {
            let anchored = s.iter().all(|s| s.first() == Some(&Step::Start));
            anchored.then(|| Table::new(s, Side::First))?
        });
        Engine::new(table, source, choice).map(Self)
    }

    /// Bytes of the prefix of `text`, or 0.
    pub(super) fn length(&self, text: &str) -> usize {
        match &self.0 {
            Engine::Table(table) => {
                let Some(first) = text.chars().next() else { return 0 };
                table.candidates(first).find_map(|s| forward(s, text, 0)).unwrap_or(0)
            }
            Engine::Regex(regex) => {
                let n = matched_chars(regex, text);
                text.char_indices().nth(n).map_or(text.len(), |(at, _)| at)
            }
        }
    }
}

impl Suffix {
    /// Reads a Python expression that is used with `re.search`.
    pub(super) fn new(source: &str, choice: Choice) -> Result<Self, String> {
        let table = pattern::parse(source).and_then(|s| {
            let anchored = s.iter().all(|s| s.last() == Some(&Step::End));
            anchored.then(|| Table::new(s, Side::Last))?
        });
        // Python's `$` also stands before a last line feed, here it does not. That makes no difference
        // while no suffix ends in white space, because a chunk with a line feed has nothing else.
        let table = table.filter(|table| !table.can_match_space());
        Engine::new(table, source, choice).map(Self)
    }

    /// Bytes of the suffix of `text`, or 0. Of several the longest counts: it starts first.
    pub(super) fn length(&self, text: &str) -> usize {
        match &self.0 {
            Engine::Table(table) => {
                let Some(last) = text.chars().next_back() else { return 0 };
                let starts = table.candidates(last).filter_map(|s| backward(s, text, text.len()));
                starts.min().map_or(0, |start| text.len() - start)
            }
            Engine::Regex(regex) => {
                let n = matched_chars(regex, text);
                if n == 0 {
                    return 0;
                }
                text.char_indices().nth_back(n - 1).map_or(text.len(), |(at, _)| text.len() - at)
            }
        }
    }
}

impl Infix {
    /// Reads a Python expression that is used with `re.finditer`.
    pub(super) fn new(source: &str, choice: Choice) -> Result<Self, String> {
        let table = pattern::parse(source).and_then(|s| Table::new(s, Side::First));
        Engine::new(table, source, choice).map(Self)
    }

    /// The first match that starts at or after `from`.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        match &self.0 {
            Engine::Table(table) => {
                let mut at = from;
                while at < text.len() {
                    let byte = text.as_bytes()[at];
                    if byte.is_ascii() && !table.first.contains_ascii(byte) {
                        at += 1;
                        continue;
                    }
                    let c = text[at..].chars().next()?;
                    if let Some(end) = table.candidates(c).find_map(|s| forward(s, text, at)) {
                        return Some(at..end);
                    }
                    at += c.len_utf8();
                }
                None
            }
            Engine::Regex(regex) => {
                let found = regex.find_from_pos(text, from).ok().flatten()?;
                Some(found.start()..found.end())
            }
        }
    }
}

impl Engine {
    fn new(table: Option<Table>, source: &str, choice: Choice) -> Result<Self, String> {
        match table {
            Some(table) if choice == Choice::Fast => Ok(Self::Table(table)),
            _ => python_regex::compile(source, false).map(Self::Regex),
        }
    }
}

/// Characters of the first match. An engine that gave up found nothing.
fn matched_chars(regex: &Regex, text: &str) -> usize {
    regex.find(text).ok().flatten().map_or(0, |found| found.as_str().chars().count())
}

/// Which end of a sequence it is filed under.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    First,
    Last,
}

/// Sequences in the order in which they are to be tried, by a character at one end.
struct Table {
    sequences: Vec<Sequence>,
    /// All characters that a sequence can begin (or end) with.
    first: CharSet,
    /// For each ASCII character, which part of `filed` is for it; the last part is for all others.
    parts: Vec<Range<u32>>,
    filed: Vec<u16>,
}

impl Table {
    /// `None` if a sequence consumes nothing.
    fn new(sequences: Vec<Sequence>, side: Side) -> Option<Self> {
        let consumed = |step: &Step| match step {
            Step::One(atom) | Step::Many(atom) => Some(atom.to_set()),
            _ => None,
        };
        let sets = sequences.iter().map(|s| match side {
            Side::First => s.iter().find_map(consumed),
            Side::Last => s.iter().rev().find_map(consumed),
        });
        let sets = sets.collect::<Option<Vec<CharSet>>>()?;
        let mut filed = Vec::new();
        let mut parts = Vec::with_capacity(0x81);
        let mut file = |fits: &dyn Fn(&CharSet) -> bool| {
            let start = filed.len() as u32;
            filed.extend(sets.iter().enumerate().filter(|(_, set)| fits(set)).map(|(i, _)| i as u16));
            parts.push(start..filed.len() as u32);
        };
        for byte in 0..0x80 {
            file(&|set| set.contains_ascii(byte));
        }
        file(&|set| set.has_more_than_ascii());
        let first = CharSet::new(sets.iter().flat_map(CharSet::to_ranges).collect());
        Some(Self { sequences, first, parts, filed })
    }

    fn candidates(&self, c: char) -> impl Iterator<Item = &[Step]> {
        let part = if c.is_ascii() {
            self.parts[c as usize].clone()
        } else if self.first.contains(c) {
            self.parts[0x80].clone()
        } else {
            0..0
        };
        self.filed[part.start as usize..part.end as usize].iter().map(|i| &self.sequences[*i as usize][..])
    }

    fn can_match_space(&self) -> bool {
        crate::unicode::SPACE
            .iter()
            .flat_map(|(a, b)| *a..=*b)
            .filter_map(char::from_u32)
            .any(|c| self.first.contains(c))
    }
}

/// Where a match of `steps` that starts at `at` ends. A run is as long as the rest lets it be.
fn forward(steps: &[Step], text: &str, at: usize) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(at) };
    match step {
        Step::One(atom) => {
            let c = text[at..].chars().next().filter(|c| atom.matches(*c))?;
            forward(rest, text, at + c.len_utf8())
        }
        Step::Many(atom) => {
            let run = text[at..].chars().take_while(|c| atom.matches(*c)).map(char::len_utf8).sum::<usize>();
            let mut ends = text[at..at + run].char_indices().rev().map(|(i, c)| at + i + c.len_utf8());
            ends.find_map(|end| forward(rest, text, end))
        }
        _ => stands(step, text, at).then(|| forward(rest, text, at))?,
    }
}

/// Where a match of `steps` that ends at `at` starts.
fn backward(steps: &[Step], text: &str, at: usize) -> Option<usize> {
    let Some((step, rest)) = steps.split_last() else { return Some(at) };
    match step {
        Step::One(atom) => {
            let c = text[..at].chars().next_back().filter(|c| atom.matches(*c))?;
            backward(rest, text, at - c.len_utf8())
        }
        Step::Many(atom) => {
            let run =
                text[..at].chars().rev().take_while(|c| atom.matches(*c)).map(char::len_utf8).sum::<usize>();
            let mut starts = text[at - run..at].char_indices().map(|(i, _)| at - run + i);
            starts.find_map(|start| backward(rest, text, start))
        }
        _ => stands(step, text, at).then(|| backward(rest, text, at))?,
    }
}

/// A step that consumes nothing.
fn stands(step: &Step, text: &str, at: usize) -> bool {
    match step {
        Step::Start => at == 0,
        Step::End => at == text.len(),
        Step::Ahead(look) => look.any(|option| begins(option, text[at..].chars())),
        Step::Behind(look) => look.any(|option| {
            let n = option.len();
            text[..at].chars().rev().zip(option.iter().rev()).filter(|(c, atom)| atom.matches(*c)).count()
                == n
        }),
        Step::One(_) | Step::Many(_) => false,
    }
}

impl Look {
    fn any(&self, there: impl Fn(&[Atom]) -> bool) -> bool {
        self.options.iter().any(|option| there(option)) != self.negated
    }
}

fn begins(option: &[Atom], chars: impl Iterator<Item = char>) -> bool {
    chars.zip(option).filter(|(c, atom)| atom.matches(*c)).count() == option.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREFIX: &str = r#"^§|^\+(?![0-9])|^…|^……|^\.\.+|^\(|^"|^[\u00A6\u2195-\u2199]|^US\$"#;
    const SUFFIX: &str =
        r"…$|\.\.+$|\)$|'s$|(?<=[0-9])(?:km|m|km²)$|(?<=°[FC])\.$|(?<=[a-z)])\.$|[\u2600-\u266E]$";
    const INFIX: &str = r"\.\.+|…|(?<=[a-z])\.(?=[A-Z])|(?<=[a-zA-Z])(?:-|--|~)(?=[a-z])|[\u2600-\u266E]";

    #[test]
    fn finds_prefixes_and_suffixes() {
        let (prefix, suffix) =
            (Prefix::new(PREFIX, Choice::Fast).unwrap(), Suffix::new(SUFFIX, Choice::Fast).unwrap());
        for (text, n) in [
            ("……", 3),
            ("+7", 0),
            ("+a", 1),
            ("...a", 3),
            (".a", 0),
            ("US$1", 3),
            ("USA", 0),
            ("↖", 3),
            ("", 0),
        ] {
            assert_eq!(prefix.length(text), n, "{text}");
        }
        for (text, n) in [
            ("5km²", 4),
            ("akm", 0),
            ("5km", 2),
            ("it's", 2),
            ("a....", 4),
            ("°C.", 1),
            ("C.", 0),
            ("x.", 1),
            ("☀", 3),
        ] {
            assert_eq!(suffix.length(text), n, "{text}");
        }
    }

    #[test]
    fn foreign_expressions_run_in_the_engine() {
        let prefix = Prefix::new(r"^(?i:x|ж)", Choice::Fast).unwrap();
        assert!(matches!(prefix.0, Engine::Regex(_)));
        assert_eq!([prefix.length("Xa"), prefix.length("Жa"), prefix.length("a")], [1, 2, 0]);
        let suffix = Suffix::new(r"(?i:x|ж)$", Choice::Fast).unwrap();
        assert_eq!([suffix.length("aX"), suffix.length("aЖ"), suffix.length("a")], [1, 2, 0]);
        let infix = Infix::new(r"(?i:x)", Choice::Fast).unwrap();
        assert_eq!(infix.find("aXbx", 2), Some(3..4));
        assert!(Infix::new("(", Choice::Fast).is_err());
    }

    proptest::proptest! {
        #[test]
        fn tables_equal_the_engine(text in "[§+0-9….(\"'sUS$kmx²°FCaA)~☀↖-]{0,12}") {
            let prefix = |choice| Prefix::new(PREFIX, choice).unwrap().length(&text);
            proptest::prop_assert_eq!(prefix(Choice::Fast), prefix(Choice::Regex));
            let suffix = |choice| Suffix::new(SUFFIX, choice).unwrap().length(&text);
            proptest::prop_assert_eq!(suffix(Choice::Fast), suffix(Choice::Regex));
            let infix = |choice| {
                let infix = Infix::new(INFIX, choice).unwrap();
                text.char_indices().map(|(from, _)| infix.find(&text, from)).collect::<Vec<_>>()
            };
            proptest::prop_assert_eq!(infix(Choice::Fast), infix(Choice::Regex));
        }
    }
}
