//! The word lists of data/names.txt.

use rustc_hash::FxHashMap;

/// The lists a word stands in, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lists(u32);

impl Lists {
    /// Stands before a person's name ("president").
    pub const TITLE: Self = Self(1);
    /// Heads an office or organisation ("ministry").
    pub const OFFICE: Self = Self(1 << 1);
    /// Heads an armed body ("brigade").
    pub const FORCE: Self = Self(1 << 2);
    /// Heads a building or site ("refinery").
    pub const FACILITY: Self = Self(1 << 3);
    /// Names an arm ("howitzer"), in the singular.
    pub const WEAPON: Self = Self(1 << 4);
    /// A described party ("witnesses").
    pub const ROLE: Self = Self(1 << 5);
    /// One human being ("villager").
    pub const PERSON: Self = Self(1 << 6);
    /// A body of people ("family").
    pub const PEOPLE: Self = Self(1 << 7);
    /// A described place ("village").
    pub const SITE: Self = Self(1 << 8);
    /// What is fired, thrown or set off ("mortar").
    pub const ARM: Self = Self(1 << 9);
    /// What moves and fights ("warplane").
    pub const PLATFORM: Self = Self(1 << 10);
    /// What moves ("lorry").
    pub const VEHICLE: Self = Self(1 << 11);
    /// What is written ("resolution").
    pub const DOCUMENT: Self = Self(1 << 12);
    /// A body that reports call by a bare name ("NATO").
    pub const KNOWN: Self = Self(1 << 13);
    /// Heads the name of an operation ("Operation").
    pub const OPERATION: Self = Self(1 << 14);
    /// A given name ("Olena").
    pub const GIVEN: Self = Self(1 << 15);

    /// A role of private life ("shopkeeper").
    pub const EVERYDAY: Self = Self(1 << 16);
    /// A body of a state, whose state belongs to its name ("ministry").
    pub const STATE_BODY: Self = Self(1 << 17);
    /// A body that a town or region has too ("police").
    pub const LOCAL_BODY: Self = Self(1 << 18);
    /// Before an office: it is no state's as such ("regional").
    pub const NO_STATE: Self = Self(1 << 19);
    /// What is written or made by somebody who is named elsewhere ("assessment").
    pub const PRODUCT: Self = Self(1 << 20);
    /// What is seen, not said ("footage").
    pub const SIGHT: Self = Self(1 << 21);

    /// What a description without a name can be of, by the singular of its head noun.
    pub(super) const DESCRIBED: Self = Self(
        Self::PERSON.0
            | Self::PEOPLE.0
            | Self::SITE.0
            | Self::ARM.0
            | Self::PLATFORM.0
            | Self::VEHICLE.0
            | Self::DOCUMENT.0,
    );

    /// Whether both have a list in common.
    #[inline]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The lists of either.
    #[inline]
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The lists of both.
    #[inline]
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn section(line: &str) -> Option<Self> {
        Some(match line {
            "[title]" => Self::TITLE,
            "[office]" => Self::OFFICE,
            "[force]" => Self::FORCE,
            "[facility]" => Self::FACILITY,
            "[weapon]" => Self::WEAPON,
            "[role]" => Self::ROLE,
            "[person]" => Self::PERSON,
            "[people]" => Self::PEOPLE,
            "[site]" => Self::SITE,
            "[arm]" => Self::ARM,
            "[platform]" => Self::PLATFORM,
            "[vehicle]" => Self::VEHICLE,
            "[document]" => Self::DOCUMENT,
            "[known]" => Self::KNOWN,
            "[operation]" => Self::OPERATION,
            "[given]" => Self::GIVEN,
            "[everyday]" => Self::EVERYDAY,
            "[state body]" => Self::STATE_BODY,
            "[local body]" => Self::LOCAL_BODY,
            "[no state]" => Self::NO_STATE,
            "[product]" => Self::PRODUCT,
            "[sight]" => Self::SIGHT,
            _ => return None,
        })
    }
}

/// Words by which parties and things are told.
#[derive(Debug, Clone)]
pub struct Lexicon {
    words: FxHashMap<Box<str>, Lists>,
    /// Endings of family names ("-enko").
    endings: Vec<Box<str>>,
}

impl Lexicon {
    /// The lists that come with the program.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../../../../data/names.txt"))
    }

    /// Reads lists in the format of data/names.txt. Lines before the first known section are ignored.
    pub fn parse(text: &str) -> Self {
        let mut words: FxHashMap<Box<str>, Lists> = FxHashMap::default();
        let mut section = Lists::default();
        let mut endings: Vec<Box<str>> = Vec::new();
        let mut family = false;
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if let Some(next) = Lists::section(line) {
                section = next;
                family = false;
            } else if line == "[surname]" {
                family = true;
            } else if let Some(ending) = line.strip_prefix('-').filter(|_| family) {
                endings.push(ending.into());
            } else {
                let lists = words.entry(line.into()).or_default();
                *lists = lists.or(section);
            }
        }
        Self { words, endings }
    }

    /// The lists that hold a word or a run of words, in lower case.
    #[inline]
    pub fn lists(&self, word: &str) -> Lists {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// Whether a capitalised word ends as family names do.
    pub fn is_family_name(&self, word: &str) -> bool {
        let fits = |e: &str| word.strip_suffix(e).is_some_and(|stem| stem.chars().count() >= 2);
        word.starts_with(char::is_uppercase) && self.endings.iter().any(|e| fits(e))
    }

    fn has(&self, word: &str, class: Lists) -> bool {
        self.lists(word).any(class)
    }

    /// Heads an office or organisation ("ministry").
    pub fn is_office(&self, word: &str) -> bool {
        self.has(word, Lists::OFFICE)
    }

    /// One human being, by trade, title or role ("villager", "mayor").
    pub fn is_human(&self, word: &str) -> bool {
        self.has(word, Lists::PERSON.or(Lists::TITLE))
    }

    /// A role of private life ("shopkeeper").
    pub fn is_everyday(&self, word: &str) -> bool {
        self.has(word, Lists::EVERYDAY)
    }

    /// A described party ("witnesses").
    pub fn is_role(&self, word: &str) -> bool {
        self.has(word, Lists::ROLE)
    }
}
