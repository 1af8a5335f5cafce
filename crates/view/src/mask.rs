//! Names of private persons and of minors, taken out of everything that leaves the program.
//!
//! What a reader of a report found ([`Report::private`]) says whose name it is and where it stands. Masking goes by
//! the place in the text and by the words too: a speaker or an actor is a copy of the words, and a mention that was
//! overlooked is still the same name. A full name is masked in every report; a part of it (a first name, a surname)
//! only in the report that uses it so, since elsewhere it may be somebody else's.

use std::collections::BTreeSet;

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
    everywhere: Vec<Name>,
    /// Names and parts of names by report, the longest first.
    by_report: Vec<Vec<Name>>,
    /// Where they stand, by report.
    spans: Vec<Vec<(Span, bool)>>,
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

    /// Every private name of these reports.
    pub fn of(reports: &[Report]) -> Self {
        let mut everywhere = BTreeSet::new();
        let mut by_report = Vec::new();
        for report in reports {
            let mut here = BTreeSet::new();
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
        Self { everywhere: longest_first(everywhere), by_report, spans }
    }

    /// The characters of a span of a report, names taken out.
    pub fn text(&self, report: usize, text: &str, span: Span) -> String {
        let mut out = String::new();
        let mut at = span.start;
        for (s, minor) in self.spans.get(report).into_iter().flatten() {
            // Part of a name at the edge of a clause is a name all the same.
            let cut = Span { start: s.start.max(at), end: s.end.min(span.end) };
            if cut.start < cut.end {
                let between = Span { start: at, end: cut.start };
                out.push_str(&self.string(report, between.slice(text)));
                out.push_str(sign(*minor));
                at = cut.end;
            }
        }
        out.push_str(&self.string(report, Span { start: at, end: span.end }.slice(text)));
        out
    }

    /// Words that came from a report (a speaker, what is counted), names taken out.
    pub fn string(&self, report: usize, s: &str) -> String {
        let here = self.by_report.get(report).into_iter().flatten();
        let names: Vec<&Name> = here.chain(&self.everywhere).collect();
        if names.is_empty() || s.is_empty() {
            return s.to_string();
        }
        let found = words(s);
        let mut out = String::new();
        let (mut i, mut at) = (0, 0);
        while i < found.len() {
            let name = names.iter().filter(|n| n.stands_at(&found[i..])).max_by_key(|n| n.words.len());
            let Some(name) = name else {
                i += 1;
                continue;
            };
            let last = &found[i + name.words.len() - 1];
            out.push_str(&s[at..found[i].start]);
            out.push_str(sign(name.minor));
            at = last.start + last.text.len();
            i += name.words.len();
        }
        out.push_str(&s[at..]);
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
        Masks { everywhere: list(true), by_report: vec![list(false)], spans: vec![Vec::new()] }
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
    fn part_of_a_name_at_the_edge_of_a_clause_is_masked() {
        let text = "Vira Horbach fled.";
        let mut m = masks(&[]);
        m.spans[0].push((Span::new(0, 12), false));
        assert_eq!(m.text(0, text, Span::new(5, 18)), "[name withheld] fled.");
        assert_eq!(Masks::none().text(0, text, Span::new(0, 12)), "Vira Horbach");
    }
}
