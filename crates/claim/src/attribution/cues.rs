//! The cue table: which words make a clause somebody's words, and with what complement.
//!
//! The table is plain text that an analyst can edit; [`Cues::parse`] says on which line it is wrong.

use rustc_hash::{FxHashMap, FxHashSet};

/// The table that comes with the program.
const BUILTIN: &str = include_str!("../../../../data/attribution.txt");

/// A cue table.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    verbs: FxHashMap<Box<str>, Entry>,
    nouns: FxHashMap<Box<str>, Entry>,
    adjectives: FxHashMap<Box<str>, Entry>,
    lists: [FxHashSet<Box<str>>; List::COUNT],
    aliases: FxHashMap<Box<str>, Box<str>>,
}

/// What is wrong with a cue table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CueError {
    /// A section header that is none.
    #[error("line {line}: no section is called {name:?}")]
    Section {
        /// Line, from 1.
        line: usize,
        /// What stands in the brackets.
        name: String,
    },
    /// A line before the first section header.
    #[error("line {line}: no section has been opened")]
    Outside {
        /// Line, from 1.
        line: usize,
    },
    /// A word that has a line already.
    #[error("line {line}: {word:?} stands here a second time")]
    Twice {
        /// Line, from 1.
        line: usize,
        /// The word.
        word: String,
    },
    /// A word that names no frame.
    #[error("line {line}: no frame is called {frame:?}")]
    Frame {
        /// Line, from 1.
        line: usize,
        /// The word.
        frame: String,
    },
}

/// In what frames one word is a cue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    flags: u16,
    /// The word tells of a view or wish, not of speech.
    pub attitude: bool,
    /// Prepositions that lead to the content.
    pub prepositions: Vec<Box<str>>,
    /// Prepositions that, with the object, make up the content.
    pub object_prepositions: Vec<Box<str>>,
}

/// A complement that makes a word a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Frame {
    That = 1,
    Quote = 2,
    To = 4,
    Ing = 8,
    Object = 16,
    ObjectTo = 32,
    ObjectObject = 64,
    Hearer = 128,
    Passive = 256,
    Thing = 512,
}

impl Entry {
    pub(crate) fn has(&self, frame: Frame) -> bool {
        self.flags & frame as u16 != 0
    }

    fn add(&mut self, frame: &str) -> bool {
        let flag = match frame {
            "that" => Frame::That,
            "quote" => Frame::Quote,
            "to" => Frame::To,
            "ing" => Frame::Ing,
            "obj" => Frame::Object,
            "obj+to" => Frame::ObjectTo,
            "obj+obj" => Frame::ObjectObject,
            "hearer" => Frame::Hearer,
            "passive" => Frame::Passive,
            "thing" => Frame::Thing,
            _ => {
                let (list, preposition) = match (frame.strip_prefix('~'), frame.strip_prefix("obj+~")) {
                    (Some(p), _) => (&mut self.prepositions, p),
                    (_, Some(p)) => (&mut self.object_prepositions, p),
                    _ => return false,
                };
                list.push(preposition.into());
                return !preposition.is_empty();
            }
        };
        self.flags |= flag as u16;
        true
    }
}

/// Lists of single words in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Adverbs,
    Modifiers,
    Media,
    Views,
    Carriers,
    Evidence,
    Voices,
    Labels,
    Unsaid,
    Polls,
    Tellers,
    Means,
}

impl List {
    const COUNT: usize = 12;
}

#[derive(Clone, Copy)]
enum Section {
    Verbs,
    Nouns,
    Adjectives,
    Words(List),
    Aliases,
}

impl Cues {
    /// The table that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads the table.
    pub fn builtin() -> Self {
        Self::parse(BUILTIN).expect("the built-in cue table is well formed")
    }

    /// Reads a table.
    ///
    /// # Errors
    /// [`CueError`] names the first line that cannot be read.
    pub fn parse(text: &str) -> Result<Self, CueError> {
        let mut cues = Self::default();
        let mut section = None;
        let mut attitude = false;
        for (i, line) in text.lines().enumerate() {
            let line_number = i + 1;
            let line = line.split('#').next().unwrap_or("").trim();
            if line.is_empty() {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                attitude = name.ends_with(" attitude");
                let kind = name.split(' ').next().unwrap_or("");
                section = Some(
                    Self::section(kind)
                        .ok_or_else(|| CueError::Section { line: line_number, name: name.to_string() })?,
                );
                continue;
            }
            let mut words = line.split_whitespace();
            let table = match section {
                None => return Err(CueError::Outside { line: line_number }),
                Some(Section::Words(list)) => {
                    for word in words {
                        if !cues.lists[list as usize].insert(word.into()) {
                            return Err(CueError::Twice { line: line_number, word: word.to_string() });
                        }
                    }
                    continue;
                }
                Some(Section::Aliases) => {
                    if let (Some(form), Some(lemma)) = (words.next(), words.next()) {
                        cues.aliases.insert(form.into(), lemma.into());
                    }
                    continue;
                }
                Some(Section::Verbs) => &mut cues.verbs,
                Some(Section::Nouns) => &mut cues.nouns,
                Some(Section::Adjectives) => &mut cues.adjectives,
            };
            let word = words.next().unwrap_or("");
            if table.contains_key(word) {
                return Err(CueError::Twice { line: line_number, word: word.to_string() });
            }
            let entry = table.entry(word.into()).or_insert_with(|| Entry { attitude, ..Entry::default() });
            for frame in words {
                if !entry.add(frame) {
                    return Err(CueError::Frame { line: line_number, frame: frame.to_string() });
                }
            }
        }
        Ok(cues)
    }

    fn section(kind: &str) -> Option<Section> {
        Some(match kind {
            "verbs" => Section::Verbs,
            "nouns" => Section::Nouns,
            "adjectives" => Section::Adjectives,
            "adverbs" => Section::Words(List::Adverbs),
            "modifiers" => Section::Words(List::Modifiers),
            "media" => Section::Words(List::Media),
            "views" => Section::Words(List::Views),
            "carriers" => Section::Words(List::Carriers),
            "evidence" => Section::Words(List::Evidence),
            "voices" => Section::Words(List::Voices),
            "labels" => Section::Words(List::Labels),
            "unsaid" => Section::Words(List::Unsaid),
            "polls" => Section::Words(List::Polls),
            "tellers" => Section::Words(List::Tellers),
            "means" => Section::Words(List::Means),
            "aliases" => Section::Aliases,
            _ => return None,
        })
    }

    pub(crate) fn verb(&self, lemma: &str) -> Option<&Entry> {
        self.look_up(&self.verbs, lemma)
    }

    pub(crate) fn noun(&self, lemma: &str) -> Option<&Entry> {
        self.look_up(&self.nouns, lemma)
    }

    pub(crate) fn adjective(&self, lemma: &str) -> Option<&Entry> {
        self.look_up(&self.adjectives, lemma)
    }

    /// The lemma as the table has it.
    pub(crate) fn lemma<'a>(&'a self, lemma: &'a str) -> &'a str {
        self.aliases.get(lemma).map_or(lemma, |l| l)
    }

    pub(crate) fn lists(&self, list: List, lemma: &str) -> bool {
        let words = &self.lists[list as usize];
        words.contains(lemma) || has_upper(lemma) && words.contains(lemma.to_lowercase().as_str())
    }

    fn look_up<'a>(&self, table: &'a FxHashMap<Box<str>, Entry>, lemma: &str) -> Option<&'a Entry> {
        let lemma = self.lemma(lemma);
        if has_upper(lemma) {
            return table.get(lemma.to_lowercase().as_str());
        }
        table.get(lemma)
    }
}

fn has_upper(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_table_is_well_formed() {
        let cues = Cues::parse(BUILTIN).expect("table");
        let say = cues.verb("say").expect("say");
        assert!(say.has(Frame::That) && say.has(Frame::Quote) && !say.attitude);
        assert!(cues.verb("hop").is_some_and(|hope| hope.attitude), "aliases lead to the entry");
        assert!(cues.verb("Praise").is_some(), "headline case");
        assert!(cues.lists(List::Adverbs, "reportedly"));
    }

    #[test]
    fn errors_name_the_line() {
        assert_eq!(Cues::parse("say that").unwrap_err(), CueError::Outside { line: 1 });
        assert_eq!(
            Cues::parse("[verbs explicit]\nsay that # fine\ntell whom").unwrap_err(),
            CueError::Frame { line: 3, frame: "whom".into() }
        );
        assert_eq!(
            Cues::parse("[verbs explicit]\nweigh ~on\n[verbs attitude]\nweigh that").unwrap_err(),
            CueError::Twice { line: 4, word: "weigh".into() }
        );
        assert!(matches!(Cues::parse("[verses]").unwrap_err(), CueError::Section { line: 1, .. }));
    }
}
