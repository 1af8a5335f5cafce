//! The table of measure words (`data/measures.txt`) as an immutable value.
//!
//! The file is meant to be edited by people who do not read Rust; its head explains the entries.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::number::Lower;
use crate::Measure;

/// The words that tell what a figure counts, and the hedges around it.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    classes: FxHashMap<Box<str>, Class>,
    rules: FxHashMap<Box<str>, Vec<Rule>>,
    counts: FxHashMap<Box<str>, Count>,
    tolls: FxHashMap<Box<str>, Measure>,
    units: FxHashMap<Box<str>, Unit>,
    before: FxHashMap<Box<str>, Vec<Phrase>>,
    after: FxHashMap<Box<str>, Vec<Phrase>>,
    deaths: FxHashSet<Box<str>>,
    flight: FxHashSet<Box<str>>,
    uprooted: FxHashSet<Box<str>>,
}

/// A line of the table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl std::fmt::Display for LexiconError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for LexiconError {}

/// A set of noun classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u16);

impl Class {
    pub(super) const PERSON: Class = Class(1);
    pub(super) const FORCE: Class = Class(2);
    pub(super) const MUNITION: Class = Class(4);
    pub(super) const VEHICLE: Class = Class(8);
    pub(super) const BUILDING: Class = Class(16);
    pub(super) const SETTLEMENT: Class = Class(32);
    pub(super) const PLACE: Class = Class(64);
    pub(super) const ACT: Class = Class(128);
    /// Counted, but none of the others (animals, goods, documents).
    pub(super) const THING: Class = Class(256);
    /// A noun that is not in the table.
    pub(super) const UNKNOWN: Class = Class(512);
    pub(super) const ANY: Class = Class(1023);

    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "person" => Self::PERSON,
            "force" => Self::FORCE,
            "munition" => Self::MUNITION,
            "vehicle" => Self::VEHICLE,
            "building" => Self::BUILDING,
            "settlement" => Self::SETTLEMENT,
            "place" => Self::PLACE,
            "act" => Self::ACT,
            "thing" => Self::THING,
            "any" => Self::ANY,
            _ => return None,
        })
    }

    pub(super) fn meets(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: Class) -> Self {
        Self(self.0 | other.0)
    }
}

/// How a word stands to what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Object,
    Subject,
    State,
    Of,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    role: Role,
    class: Class,
    measure: Measure,
}

/// A noun that says by itself what it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub measure: Measure,
    /// It wins over the word it hangs on.
    pub strong: bool,
}

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    Length,
    Area,
    Share,
    Money,
    Time,
    None,
}

/// A unit of measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub kind: UnitKind,
    pub factor: f64,
}

/// What a hedge makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hedge {
    Min,
    Max,
    About,
}

#[derive(Debug, Clone)]
struct Phrase {
    words: Vec<Box<str>>,
    hedge: Hedge,
}

impl Lexicon {
    /// The table that comes with Tidings.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: LazyLock<Lexicon> = LazyLock::new(|| {
            Lexicon::parse(include_str!("../../../../data/measures.txt")).expect("a test reads the table")
        });
        &BUILTIN
    }

    /// Reads a table.
    ///
    /// # Errors
    /// The first line that is no entry.
    pub fn parse(table: &str) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        for (n, line) in table.lines().enumerate() {
            let line = line.split(" # ").next().unwrap_or("").trim();
            if !line.is_empty() && !line.starts_with('#') {
                lexicon.entry(line).map_err(|problem| LexiconError { line: n + 1, problem })?;
            }
        }
        Ok(lexicon)
    }

    fn entry(&mut self, line: &str) -> Result<(), &'static str> {
        let (head, words) = line.split_once(':').ok_or("no colon")?;
        let mut args = head.split_whitespace();
        let kind = args.next().ok_or("no kind")?;
        let first = args.next().ok_or("no argument")?;
        let words = || words.split(',').map(str::trim).filter(|w| !w.is_empty());
        let measure = |name: &str| Measure::parse(name).ok_or("no such measure");
        match kind {
            "class" => {
                let class = Class::parse(first).ok_or("no such class")?;
                for w in words() {
                    let slot = self.classes.entry(w.into()).or_insert(class);
                    *slot = slot.with(class);
                }
            }
            "count" => {
                let strong = first.ends_with('!');
                let measure = measure(first.trim_end_matches('!'))?;
                for w in words() {
                    self.counts.entry(w.into()).or_insert(Count { measure, strong });
                }
            }
            "toll" => {
                let measure = measure(first)?;
                for w in words() {
                    self.tolls.entry(w.into()).or_insert(measure);
                }
            }
            "told" => {
                let list = match first {
                    "death" => &mut self.deaths,
                    "flight" => &mut self.flight,
                    "uprooted" => &mut self.uprooted,
                    _ => return Err("no such thing is told"),
                };
                list.extend(words().map(Box::from));
            }
            "object" | "subject" | "state" | "of" => {
                let role = match kind {
                    "object" => Role::Object,
                    "subject" => Role::Subject,
                    "state" => Role::State,
                    _ => Role::Of,
                };
                let mut class = Class(0);
                let mut known = false;
                for name in args {
                    match name {
                        "known" => known = true,
                        _ => class = class.with(Class::parse(name).ok_or("no such class")?),
                    }
                }
                if !known && class.meets(Class::PERSON) {
                    class = class.with(Class::UNKNOWN);
                }
                let rule = Rule { role, class, measure: measure(first)? };
                for w in words() {
                    self.rules.entry(w.into()).or_default().push(rule);
                }
            }
            "unit" => {
                let kind = match first {
                    "length" => UnitKind::Length,
                    "area" => UnitKind::Area,
                    "share" => UnitKind::Share,
                    "money" => UnitKind::Money,
                    "time" => UnitKind::Time,
                    "none" => UnitKind::None,
                    _ => return Err("no such kind of unit"),
                };
                let factor = args.next().and_then(|f| f.parse().ok()).ok_or("no factor")?;
                for w in words() {
                    self.units.insert(w.into(), Unit { kind, factor });
                }
            }
            "before" | "after" => {
                let hedge = match first {
                    "min" => Hedge::Min,
                    "max" => Hedge::Max,
                    "about" => Hedge::About,
                    _ => return Err("no such hedge"),
                };
                for w in words() {
                    let words: Vec<Box<str>> = w.split_whitespace().map(Box::from).collect();
                    let (table, key) = if kind == "before" {
                        (&mut self.before, words.last().cloned())
                    } else {
                        (&mut self.after, words.first().cloned())
                    };
                    let list = table.entry(key.ok_or("an empty hedge")?).or_default();
                    list.push(Phrase { words, hedge });
                    // The longest phrase is tried first.
                    list.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
                }
            }
            _ => return Err("no such kind of entry"),
        }
        Ok(())
    }

    /// Class of a noun by its dictionary form.
    pub(super) fn class(&self, noun: &str) -> Option<Class> {
        self.classes.get(noun).copied()
    }

    /// What `word` says of a thing of class `class` that stands in `role` to it.
    pub(super) fn rule(&self, word: &str, role: Role, class: Class) -> Option<Measure> {
        self.rules.get(word)?.iter().find(|r| r.role == role && r.class.meets(class)).map(|r| r.measure)
    }

    pub(super) fn count(&self, noun: &str) -> Option<Count> {
        self.counts.get(noun).copied()
    }

    pub(super) fn toll(&self, noun: &str) -> Option<Measure> {
        self.tolls.get(noun).copied()
    }

    pub(super) fn unit(&self, noun: &str) -> Option<Unit> {
        self.units.get(noun).copied()
    }

    /// A word by which a text tells of a death, be it without a figure.
    pub(super) fn tells_of_death(&self, word: &str) -> bool {
        self.deaths.contains(word)
    }

    /// A word for people who had to leave their homes.
    pub(super) fn is_uprooted(&self, lemma: &str) -> bool {
        self.uprooted.contains(lemma)
    }

    /// A word by which a text tells of people on the move.
    pub(super) fn tells_of_flight(&self, lemma: &str) -> bool {
        self.flight.contains(lemma) || self.is_uprooted(lemma)
    }

    /// The hedge whose last word stands at `i`, and its first token. `word(k)` is token `k` in lower case.
    pub(super) fn before(
        &self,
        i: usize,
        start: usize,
        word: impl Fn(usize) -> Lower,
    ) -> Option<(Hedge, usize)> {
        self.before.get(word(i).as_str())?.iter().find_map(|p| {
            let n = p.words.len();
            let first = (i + 1).checked_sub(n).filter(|&f| f >= start)?;
            p.words
                .iter()
                .enumerate()
                .all(|(k, w)| **w == *word(first + k).as_str())
                .then_some((p.hedge, first))
        })
    }

    /// The hedge whose first word stands at `i`, and one past its last token.
    pub(super) fn after(
        &self,
        i: usize,
        end: usize,
        word: impl Fn(usize) -> Lower,
    ) -> Option<(Hedge, usize)> {
        self.after.get(word(i).as_str())?.iter().find_map(|p| {
            let last = i + p.words.len();
            (last <= end && p.words.iter().enumerate().all(|(k, w)| **w == *word(i + k).as_str()))
                .then_some((p.hedge, last))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_table() {
        let lexicon = Lexicon::builtin();
        assert_eq!(lexicon.rule("kill", Role::Object, Class::PERSON), Some(Measure::Killed));
        assert_eq!(lexicon.rule("destroy", Role::Object, Class::MUNITION), Some(Measure::ShotDown));
        assert_eq!(lexicon.unit("acre").map(|u| u.kind), Some(UnitKind::Area));
    }

    #[test]
    fn names_the_bad_line() {
        let bad = Lexicon::parse("# comment\nclass person: man\nobject nonsense person: kill\n");
        assert_eq!(bad.err(), Some(LexiconError { line: 3, problem: "no such measure" }));
    }
}
