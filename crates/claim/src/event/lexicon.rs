//! The event lexicon: plain text that an analyst can edit, read into tables.
//!
//! Three kinds of file, all line by line, `#` starts a comment:
//!
//! - **words** (`classes.txt`): `@class: lemma, lemma, @other` names a set of lemmas for use in conditions.
//! - **entries** (`verbs.txt`, `nouns.txt`, `adjectives.txt`): `trigger, trigger {conditions} -> code options`.
//! - **cues** (`cues.txt`): `LABEL weight: term & term & !term` for labelling a whole text (see [`super::label`]). A
//!   term is a run of lemmas and classes; conditions as of an entry may follow its first word (`fire {obj:rocket}`).
//!
//! A trigger is a lemma, or a lemma and its particle (`call off`). Conditions stand in one pair of braces,
//! parted by spaces, and all must hold: `slot:filler|filler`, where a slot is `subj`, `obj`, `clause` (an infinitive
//! or that-clause), `mod` (an adjective or compound before the word), `under` (the preposition or verb the word hangs
//! on) or any preposition, and a filler is a lemma, an `@class`, one of the built-in classes `@PERSON @PLACE @ORG
//! @GROUP @NAME @NUMBER @TIME`, or `*` for anything; `~` before a filler also looks at the adjectives and compounds of
//! the word. `!slot:...` must not hold. Of several entries that fit, the most specific wins (a named filler counts
//! more than `*`), then the earlier one.
//!
//! A code is a PLOVER type with modes (`ASSAULT/aerial,drone`), `none` (the word is known and means no event), or an
//! operator (`op end`): a word whose event is that of its complement, changed. Options: `acled=NAME` sub-event,
//! `v1=TYPE` the type in the merged scheme of PLOVER's first version, `to=SLOT` where the recipient stands,
//! `mutual` (both sides are actors), `patient` (the subject suffers).

mod entry;
mod read;

use std::fmt;

use rustc_hash::FxHashMap;

pub use entry::{BUILT_IN, Class, Condition, Cue, Entry, Filler, Operator, Part, Sense, Slot, Term};

/// The lexicon, ready for look-up.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Names of the classes, by number.
    names: Vec<String>,
    /// Numbers of the classes, by name.
    numbers: FxHashMap<String, Class>,
    /// The classes of each lemma, a bit each.
    members: FxHashMap<String, u128>,
    /// Classes that have members.
    defined: u128,
    /// By part of speech, then by trigger.
    entries: [FxHashMap<String, Vec<usize>>; 3],
    table: Vec<Entry>,
    cues: Vec<Cue>,
}

/// Why a lexicon could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconError {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for LexiconError {}

const BUNDLED: [(&str, &str); 5] = [
    ("classes.txt", include_str!("../../../../data/events/classes.txt")),
    ("verbs.txt", include_str!("../../../../data/events/verbs.txt")),
    ("nouns.txt", include_str!("../../../../data/events/nouns.txt")),
    ("adjectives.txt", include_str!("../../../../data/events/adjectives.txt")),
    ("cues.txt", include_str!("../../../../data/events/cues.txt")),
];

impl Lexicon {
    /// The lexicon that comes with the program.
    ///
    /// # Errors
    /// Never for a released build: a test reads it.
    pub fn bundled() -> Result<Self, LexiconError> {
        Self::read(&BUNDLED)
    }

    /// Reads files given as (name, text); the name tells the kind of file.
    ///
    /// # Errors
    /// The first line that does not follow the format.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        for name in BUILT_IN {
            let class =
                lexicon.intern(name).map_err(|what| LexiconError { file: String::new(), line: 0, what })?;
            lexicon.defined |= class.bit();
        }
        for (file, text) in files {
            let part = match *file {
                "nouns.txt" => Part::Noun,
                "adjectives.txt" => Part::Adjective,
                _ => Part::Verb,
            };
            for (n, raw) in text.lines().enumerate() {
                let line = raw.split('#').next().unwrap_or("").trim();
                if line.is_empty() {
                    continue;
                }
                let done = match *file {
                    "classes.txt" => lexicon.read_class(line),
                    "cues.txt" => lexicon.read_cue(line),
                    _ => lexicon.read_entry(part, line),
                };
                done.map_err(|what| LexiconError { file: (*file).into(), line: n + 1, what })?;
            }
        }
        lexicon.check_classes()?;
        Ok(lexicon)
    }

    /// Number of entries, of triggers and of cues.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.table.len(), self.entries.iter().map(FxHashMap::len).sum(), self.cues.len())
    }

    /// Entries of a trigger, in file order.
    pub fn entries<'a>(&'a self, part: Part, trigger: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let found = self.entries[part as usize].get(trigger).map_or(&[][..], Vec::as_slice);
        found.iter().map(|&i| &self.table[i])
    }

    /// The classes of `classes.txt` that a lemma belongs to, a bit each, and the parts of speech in which it begins a
    /// trigger.
    pub fn classes_of(&self, lemma: &str) -> u128 {
        self.members.get(lemma).copied().unwrap_or(0)
    }

    /// The class of this name.
    pub fn class(&self, name: &str) -> Option<Class> {
        self.numbers.get(name).copied()
    }

    /// The name of a class.
    pub fn name(&self, class: Class) -> &str {
        &self.names[usize::from(class.0)]
    }

    /// The cues, in file order.
    pub fn cues(&self) -> &[Cue] {
        &self.cues
    }
}
