//! Names of private persons and of minors, taken out of everything that leaves the program.
//!
//! What a reader of a report found ([`Report::private`]) says whose name it is and where it stands. Masking goes by
//! the place in the text and by the words too: a speaker or an actor is a copy of the words, and a mention that was
//! overlooked is still the same name. A full name is masked in every report; a part of it (a first name, a surname)
//! only in the report that uses it so, since elsewhere it may be somebody else's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tidings_ledger::Report;
use tidings_text::Span;

/// What stands in the place of a name.
pub const WITHHELD: &str = "[name withheld]";

/// What stands in the place of a minor's name.
pub const MINOR: &str = "[minor, name withheld]";

/// The names to mask, report by report.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    /// Full names, wherever they stand.
    everywhere: Names,
    /// Names and parts of names by report, the longest first.
    by_report: Vec<Vec<Name>>,
    /// Where they stand, by report.
    spans: Vec<Vec<(Span, bool)>>,
}

/// Names of several words, by the first of them in lower case.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Names(BTreeMap<String, Vec<Name>>);

impl Names {
    fn of(names: BTreeSet<Name>) -> Self {
        let mut by: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        for name in longest_first(names) {
            by.entry(name.words.first().map(|w| w.to_lowercase()).unwrap_or_default())
                .or_default()
                .push(name);
        }
        Self(by)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that may begin with a word.
    fn beginning(&self, word: &str) -> impl Iterator<Item = &Name> {
        let list = if self.is_empty() { None } else { self.0.get(&word.to_lowercase()) };
        list.into_iter().flatten()
    }

    fn iter(&self) -> impl Iterator<Item = &Name> {
        self.0.values().flatten()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    words: Vec<String>,
    minor: bool,
}

impl Masks {
    /// Nothing is masked.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every private name of these reports, and those that others give.
    pub fn of(reports: &[Arc<Report>], others: &BTreeSet<(String, bool)>) -> Self {
        let full = others.iter().map(|(name, minor)| Name { words: name_words(name), minor: *minor });
        let mut everywhere: BTreeSet<Name> = full.filter(|n| n.words.len() > 1).collect();
        let mut by_report = Vec::new();
        for report in reports {
            let mut here = BTreeSet::new();
            if report.private.is_empty() {
                by_report.push(Vec::new());
                continue;
            }
            // A part that is a place's name too would black out the place.
            let places: BTreeSet<String> = report
                .claims
                .iter()
                .flat_map(|c| &c.places)
                .flat_map(|p| words(&p.name).into_iter().map(|w| w.text.to_lowercase()))
                .collect();
            for p in &report.private {
                for form in [p.name.as_str(), p.span.slice(&report.document.text)] {
                    let parts = name_words(form);
                    if parts.len() > 1 {
                        everywhere.insert(Name { words: parts.clone(), minor: p.minor });
                    }
                    let ends = [parts.first(), parts.last()].into_iter().flatten();
                    let ends = ends.filter(|w| w.chars().count() > 2 && !places.contains(&w.to_lowercase()));
                    here.extend(ends.map(|w| Name { words: vec![w.clone()], minor: p.minor }));
                    if !parts.is_empty() {
                        here.insert(Name { words: parts, minor: p.minor });
                    }
                }
            }
            by_report.push(longest_first(here));
        }
        let spans = reports.iter().map(|r| r.private.iter().map(|p| (p.span, p.minor)).collect()).collect();
        Self { everywhere: Names::of(everywhere), by_report, spans }
    }

    /// Names that are masked in every report.
    pub(crate) fn everywhere(&self) -> &Names {
        &self.everywhere
    }

    /// The characters of a span of a report, names taken out.
    pub fn text(&self, report: usize, text: &str, span: Span) -> String {
        replaced(text, span, &self.found(report, text, span))
    }

    /// Where names stand in a span of a report, in order and apart from each other, and what stands there instead.
    pub fn found(&self, report: usize, text: &str, span: Span) -> Vec<(Span, &'static str)> {
        let mut out = Vec::new();
        let mut at = span.start;
        let between = |from: u32, to: u32, out: &mut Vec<(Span, &'static str)>| {
            let list = self.standing(report, Span { start: from, end: to }.slice(text));
            out.extend(list.into_iter().map(|(s, sign)| (s.shift(from), sign)));
        };
        for (s, minor) in self.spans.get(report).into_iter().flatten() {
            // Part of a name at the edge of a clause is a name all the same.
            let cut = Span { start: s.start.max(at), end: s.end.min(span.end) };
            if cut.start < cut.end {
                // "said our nurse Lilit H." ends a sentence as well as a name: its full stop stays.
                let stop = cut.slice(text).ends_with('.') && ends_sentence(&text[cut.end as usize..]);
                let cut = Span { start: cut.start, end: cut.end - u32::from(stop) };
                between(at, cut.start, &mut out);
                out.push((cut, sign(*minor)));
                at = cut.end;
            }
        }
        between(at, span.end, &mut out);
        out
    }

    /// Words that came from a report (a speaker, what is counted), names taken out.
    pub fn string(&self, report: usize, s: &str) -> String {
        replaced(s, Span { start: 0, end: s.len() as u32 }, &self.standing(report, s))
    }

    /// Where names stand among words of a report.
    fn standing(&self, report: usize, s: &str) -> Vec<(Span, &'static str)> {
        let here = self.by_report.get(report).map_or(&[][..], Vec::as_slice);
        if here.is_empty() && self.everywhere.is_empty() || s.is_empty() {
            return Vec::new();
        }
        let found = words(s);
        let mut out = Vec::new();
        let mut i = 0;
        while i < found.len() {
            let names = here.iter().chain(self.everywhere.beginning(found[i].text));
            let name = names.filter(|n| n.stands_at(&found[i..])).max_by_key(|n| n.words.len());
            let Some(name) = name else {
                i += 1;
                continue;
            };
            let last = &found[i + name.words.len() - 1];
            let end = last.start + last.text.len();
            // The full stop of an initial goes with the name.
            let initial = last.text.chars().count() == 1 && s[end..].starts_with('.');
            out.push((Span::new(found[i].start, end + usize::from(initial)), sign(name.minor)));
            i += name.words.len();
        }
        out
    }

    /// Whether a name stands in an identifier or an address ("halyna-petrenko-61.html").
    pub fn betrays(&self, report: usize, slug: &str) -> bool {
        self.string(report, slug) != slug || {
            let flat = flatten(slug);
            self.everywhere.iter().any(|n| flat.contains(&flatten(&n.words.concat())))
        }
    }
}

/// Whether what follows begins a new sentence, or is nothing.
fn ends_sentence(after: &str) -> bool {
    let quoted = after.trim_start_matches(['"', '”', '’', '\'', ')']);
    let next = quoted.trim_start();
    next.is_empty() || next.len() < quoted.len() && !next.starts_with(char::is_lowercase)
}

/// A text with signs in the place of what was found.
fn replaced(text: &str, span: Span, found: &[(Span, &'static str)]) -> String {
    let mut out = String::new();
    let mut at = span.start;
    for (s, sign) in found {
        out.push_str(Span { start: at, end: s.start }.slice(text));
        out.push_str(sign);
        at = s.end;
    }
    out.push_str(Span { start: at, end: span.end }.slice(text));
    out
}

fn sign(minor: bool) -> &'static str {
    if minor { MINOR } else { WITHHELD }
}

fn flatten(s: &str) -> String {
    s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn longest_first(names: BTreeSet<Name>) -> Vec<Name> {
    let mut names: Vec<Name> = names.into_iter().collect();
    names.sort_by_key(|n| (std::cmp::Reverse(n.words.len()), !n.minor, n.words.clone()));
    names
}

struct Word<'s> {
    start: usize,
    text: &'s str,
}

/// Words with the hyphens and apostrophes inside them, without the possessive.
fn words(s: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    let mut push = |from: usize, to: usize| {
        let text = s[from..to].trim_end_matches(['-', '\'', '’', 'ʼ']);
        let text = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
        if !text.is_empty() {
            out.push(Word { start: from, text });
        }
    };
    for (i, c) in s.char_indices() {
        let inside =
            c.is_alphanumeric() || start.is_some() && matches!(c, '-' | '\'' | '’' | 'ʼ' | '\u{301}');
        match (inside, start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                push(from, i);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(from, s.len());
    }
    out
}

/// The words of a name; small words before and after it are none of it.
fn name_words(s: &str) -> Vec<String> {
    let mut list: Vec<String> = words(s).iter().map(|w| w.text.to_string()).collect();
    while list.last().is_some_and(|w| w.starts_with(|c: char| c.is_lowercase() || c.is_numeric())) {
        list.pop();
    }
    let first = list.iter().position(|w| w.starts_with(char::is_uppercase)).unwrap_or(0);
    list.split_off(first)
}

impl Name {
    /// A single word is a name only with its capital; several words are one in any case.
    fn stands_at(&self, found: &[Word<'_>]) -> bool {
        if found.len() < self.words.len() {
            return false;
        }
        let strict = self.words.len() == 1;
        self.words.iter().zip(found).all(|(a, b)| {
            a == b.text
                || (!strict || b.text.starts_with(char::is_uppercase))
                    && a.to_lowercase() == b.text.to_lowercase()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masks(names: &[(&str, bool)]) -> Masks {
        let list = |one: bool| {
            let keep = |n: &&(&str, bool)| !one || n.0.contains(' ');
            longest_first(
                names
                    .iter()
                    .filter(keep)
                    .map(|(n, minor)| Name { words: name_words(n), minor: *minor })
                    .collect(),
            )
        };
        Masks {
            everywhere: Names::of(list(true).into_iter().collect()),
            by_report: vec![list(false)],
            spans: vec![Vec::new()],
        }
    }

    #[test]
    fn names_go_in_every_form() {
        let m = masks(&[("Halyna Bondar", false), ("Halyna", false), ("Bondar", false), ("Petryk", true)]);
        assert_eq!(m.string(0, "Halyna Bondar's house"), "[name withheld]'s house");
        assert_eq!(m.string(0, "HALYNA BONDAR, 61"), "[name withheld], 61");
        assert_eq!(
            m.string(0, "said Bondar; Petryk wept"),
            "said [name withheld]; [minor, name withheld] wept"
        );
        assert_eq!(m.string(0, "a bondar is a cooper"), "a bondar is a cooper");
        assert_eq!(
            m.string(7, "Halyna Bondar and Halyna"),
            "[name withheld] and Halyna",
            "elsewhere only in full"
        );
        assert!(m.betrays(0, "https://x.example/halyna-bondar-61") && m.betrays(9, "HalynaBondar.txt"));
        assert!(!m.betrays(0, "report-1.txt"));
    }

    #[test]
    fn a_full_stop_stays_at_the_end_of_a_sentence_and_goes_with_an_initial() {
        let text = "So said Lilit H. Then she left. Lilit H. wept.";
        let mut m = masks(&[("Lilit H", false)]);
        m.spans[0].extend([(Span::new(8, 16), false), (Span::new(32, 40), false)]);
        assert_eq!(
            m.text(0, text, Span::new(0, text.len())),
            "So said [name withheld]. Then she left. [name withheld] wept."
        );
        assert_eq!(m.string(0, "Lilit H."), "[name withheld]");
    }

    #[test]
    fn part_of_a_name_at_the_edge_of_a_clause_is_masked() {
        let text = "Vira Horbach fled.";
        let mut m = masks(&[]);
        m.spans[0].push((Span::new(0, 12), false));
        assert_eq!(m.text(0, text, Span::new(5, 18)), "[name withheld] fled.");
        assert_eq!(Masks::none().text(0, text, Span::new(0, 12)), "Vira Horbach");
    }
}
