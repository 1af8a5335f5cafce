//! The word lists of data/names.txt.

use rustc_hash::FxHashMap;

const TITLE: u8 = 1;
const OFFICE: u8 = 2;
const FORCE: u8 = 4;
const FACILITY: u8 = 8;
const WEAPON: u8 = 16;
const ROLE: u8 = 32;

/// Words by which parties and things are told.
#[derive(Debug, Clone)]
pub struct Lexicon {
    words: FxHashMap<Box<str>, u8>,
}

impl Lexicon {
    /// The lists that come with the program.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../../../../data/names.txt"))
    }

    /// Reads lists in the format of data/names.txt. Lines before the first known section are ignored.
    pub fn parse(text: &str) -> Self {
        let mut words: FxHashMap<Box<str>, u8> = FxHashMap::default();
        let mut class = 0;
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            class = match line {
                "[title]" => TITLE,
                "[office]" => OFFICE,
                "[force]" => FORCE,
                "[facility]" => FACILITY,
                "[weapon]" => WEAPON,
                "[role]" => ROLE,
                word => {
                    *words.entry(word.into()).or_default() |= class;
                    class
                }
            };
        }
        Self { words }
    }

    fn has(&self, word: &str, class: u8) -> bool {
        self.words.get(word).is_some_and(|c| c & class != 0)
    }

    /// Stands before a person's name ("president").
    pub fn is_title(&self, word: &str) -> bool {
        self.has(word, TITLE)
    }

    /// Heads an office or organisation ("ministry").
    pub fn is_office(&self, word: &str) -> bool {
        self.has(word, OFFICE)
    }

    /// Heads an armed body ("brigade").
    pub fn is_force(&self, word: &str) -> bool {
        self.has(word, FORCE)
    }

    /// Heads a building or site ("refinery").
    pub fn is_facility(&self, word: &str) -> bool {
        self.has(word, FACILITY)
    }

    /// Names an arm ("howitzer"), in the singular.
    pub fn is_weapon(&self, word: &str) -> bool {
        self.has(word, WEAPON)
    }

    /// A described party ("witnesses").
    pub fn is_role(&self, word: &str) -> bool {
        self.has(word, ROLE)
    }
}
