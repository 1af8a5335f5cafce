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

use std::fmt;

use rustc_hash::FxHashMap;

/// PLOVER 2.0 event types.
pub const KINDS: &[&str] = &[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// PLOVER 2.0 modes.
pub const MODES: &[&str] = &[
    "visit",
    "third-party",
    "multilateral",
    "phone",
    "withdraw",
    "release",
    "disarm",
    "ceasefire",
    "access",
    "resign",
    "assist",
    "change",
    "yield",
    "meet",
    "disapprove",
    "investigate",
    "allege",
    "restrict",
    "arrest",
    "relations",
    "expel",
    "territory",
    "violence",
    "demo",
    "riot",
    "strike",
    "hunger",
    "boycott",
    "obstruct",
    "vandalize",
    "convict",
    "discontinue",
    "troops",
    "weapons",
    "police",
    "militia",
    "seize",
    "censor",
    "curfew",
    "martial-law",
    "deport",
    "withhold",
    "misinformation",
    "cyber",
    "abduct",
    "beat",
    "torture",
    "sexual",
    "targeted",
    "destroy",
    "primitive",
    "firearms",
    "explosives",
    "suicide-attack",
    "aerial",
    "drone",
    "heavy-weapons",
    "crowd-control",
    "unconventional",
];

/// What a word does to the event its complement says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// "carry out", "launch", "hold": the complement's event.
    Do,
    /// "end", "lift", "suspend": takes the event back.
    End,
    /// "agree", "pledge": binds the subject to it.
    Commit,
    /// "plan", "want", "will": it is to come.
    Intend,
    /// "refuse", "decline".
    Refuse,
    /// "fail": it did not come about.
    Fail,
    /// "demand", "urge".
    Demand,
    /// "threaten", "vow".
    Threaten,
    /// "accuse of", "blame for".
    Accuse,
    /// "allow", "let".
    Allow,
    /// "ban", "prevent".
    Forbid,
    /// "announce", "order", "approve": done by saying so.
    Declare,
    /// "say": nothing of its own, but what is said to come counts.
    Say,
}

impl Operator {
    fn parse(s: &str) -> Option<Self> {
        Some(match s {
            "do" => Self::Do,
            "end" => Self::End,
            "commit" => Self::Commit,
            "intend" => Self::Intend,
            "refuse" => Self::Refuse,
            "fail" => Self::Fail,
            "demand" => Self::Demand,
            "threaten" => Self::Threaten,
            "accuse" => Self::Accuse,
            "allow" => Self::Allow,
            "forbid" => Self::Forbid,
            "declare" => Self::Declare,
            "say" => Self::Say,
            _ => return None,
        })
    }
}

/// What an entry says of its trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sense {
    /// An event of this type and these modes.
    Code(&'static str, Vec<&'static str>),
    /// A known word that is no event.
    Nothing,
    /// Changes its complement's event.
    Op(Operator),
}

/// A place in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Who acts.
    Subject,
    /// Direct object, or subject of a passive.
    Object,
    /// Infinitive or that-clause.
    Clause,
    /// Adjective or compound before a noun.
    Modifier,
    /// The preposition or verb that governs the word.
    Under,
    /// Object of a preposition.
    Prep(String),
}

/// A set of lemmas, by its number: one bit of a word's [`Lexicon::classes_of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class(u8);

impl Class {
    /// The class as a set.
    pub fn bit(self) -> u128 {
        1 << self.0
    }
}

/// Most classes there can be: the bits above say for which parts of speech a lemma begins a trigger.
const CLASSES: u8 = 125;

/// Classes that the parse itself tells, in the order of their numbers.
pub const BUILT_IN: [&str; 7] = ["PERSON", "PLACE", "ORG", "GROUP", "NAME", "NUMBER", "TIME"];

/// What may fill a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filler {
    /// A lemma.
    Lemma(String),
    /// A class of the lexicon, or a built-in one.
    Class(Class),
    /// The word or one of those before it.
    Near(Box<Filler>),
    /// Anything.
    Any,
}

/// One condition of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Where.
    pub slot: Slot,
    /// One of these.
    pub fillers: Vec<Filler>,
    /// The condition must not hold.
    pub not: bool,
}

impl Entry {
    /// How much an entry asks for: the greater, the earlier it is tried.
    pub fn specificity(&self) -> usize {
        let weight = |c: &Condition| if c.fillers.contains(&Filler::Any) { 1 } else { 3 };
        self.conditions.iter().filter(|c| !c.not).map(weight).sum()
    }
}

/// Which part of speech an entry is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Verbs and participles.
    Verb,
    /// Nouns.
    Noun,
    /// Adjectives.
    Adjective,
}

impl Part {
    /// The bit of a lemma that begins a trigger of this part of speech.
    pub fn bit(self) -> u128 {
        1 << (CLASSES + self as u8)
    }
}

/// One entry, for one or more triggers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `verb launch {obj:...}`: names the entry in explanations.
    pub name: String,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What it means.
    pub sense: Sense,
    /// ACLED sub-event, where the entry settles it.
    pub acled: Option<String>,
    /// Type in PLOVER's first, merged scheme, where it differs.
    pub v1: Option<&'static str>,
    /// Slot of the recipient, where it is not the usual one.
    pub to: Option<Slot>,
    /// Both sides act.
    pub mutual: bool,
    /// The subject is who it is done to.
    pub patient: bool,
}

/// A cue for labelling a whole text.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// The label it speaks for.
    pub label: String,
    /// How strongly.
    pub weight: f32,
    /// All of these in one sentence.
    pub terms: Vec<Term>,
}

/// A run of lemmas or classes that a cue looks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// One after the other.
    pub run: Vec<Filler>,
    /// What the frame of the run's first word must be like.
    pub conditions: Vec<Condition>,
    /// It must be absent.
    pub not: bool,
}

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

    /// Whether a lemma belongs to a class of `classes.txt`.
    pub fn is_in(&self, lemma: &str, class: &str) -> bool {
        self.class(class).is_some_and(|c| self.classes_of(lemma) & c.bit() != 0)
    }

    /// The cues, in file order.
    pub fn cues(&self) -> &[Cue] {
        &self.cues
    }

    /// The number of a class, new or known.
    fn intern(&mut self, name: &str) -> Result<Class, String> {
        if let Some(&class) = self.numbers.get(name) {
            return Ok(class);
        }
        let number = u8::try_from(self.names.len()).ok().filter(|&n| n < CLASSES);
        let class = Class(number.ok_or("too many classes")?);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), class);
        Ok(class)
    }

    fn read_class(&mut self, line: &str) -> Result<(), String> {
        let (name, words) = line.split_once(':').ok_or("a class needs a colon")?;
        let name = name.trim().strip_prefix('@').ok_or("a class name starts with @")?;
        let bit = self.intern(name)?.bit();
        self.defined |= bit;
        for word in words.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            if let Some(other) = word.strip_prefix('@') {
                let known = self.class(other).map(Class::bit).filter(|b| self.defined & b != 0);
                let other = known.ok_or_else(|| format!("@{other} is not defined above"))?;
                for of in self.members.values_mut().filter(|of| **of & other != 0) {
                    *of |= bit;
                }
            } else {
                *self.members.entry(word.to_lowercase()).or_default() |= bit;
            }
        }
        Ok(())
    }

    fn read_entry(&mut self, part: Part, line: &str) -> Result<(), String> {
        let (left, right) = line.split_once("->").ok_or("an entry needs ->")?;
        let (triggers, conditions) = match left.split_once('{') {
            Some((t, c)) => (t, c.trim().strip_suffix('}').ok_or("conditions end with }")?),
            None => (left, ""),
        };
        let conditions =
            conditions.split_whitespace().map(|c| self.read_condition(c)).collect::<Result<Vec<_>, _>>()?;
        let mut words = right.split_whitespace();
        let code = words.next().ok_or("an entry needs a code")?;
        let sense = match code {
            "none" => Sense::Nothing,
            "op" => {
                let name = words.next().unwrap_or("");
                Sense::Op(Operator::parse(name).ok_or_else(|| format!("no operator {name}"))?)
            }
            _ => {
                let (kind, modes) = code.split_once('/').unwrap_or((code, ""));
                let modes = modes.split(',').filter(|m| !m.is_empty());
                let modes = modes
                    .map(|m| known(MODES, m).ok_or_else(|| format!("no mode {m}")))
                    .collect::<Result<_, _>>()?;
                Sense::Code(known(KINDS, kind).ok_or_else(|| format!("no type {kind}"))?, modes)
            }
        };
        let mut entry = Entry {
            name: String::new(),
            conditions,
            sense,
            acled: None,
            v1: None,
            to: None,
            mutual: false,
            patient: false,
        };
        for option in words {
            match option.split_once('=') {
                Some(("acled", v)) => entry.acled = Some(v.replace('_', " ")),
                Some(("v1", "YIELD")) => entry.v1 = Some("YIELD"),
                Some(("v1", v)) => entry.v1 = Some(known(KINDS, v).ok_or_else(|| format!("no type {v}"))?),
                Some(("to", v)) => entry.to = Some(read_slot(v)),
                None if option == "mutual" => entry.mutual = true,
                None if option == "patient" => entry.patient = true,
                _ => return Err(format!("unknown option {option}")),
            }
        }
        for trigger in triggers.split(',').map(str::trim).filter(|t| !t.is_empty()) {
            let conditions = left.split_once('{').map_or("", |(_, c)| c.trim_end().trim_end_matches('}'));
            let conditions = conditions.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut entry = entry.clone();
            entry.name = if conditions.is_empty() {
                trigger.to_owned()
            } else {
                format!("{trigger} {{{conditions}}}")
            };
            let trigger = trigger.to_lowercase();
            let head = trigger.split(' ').next().unwrap_or("").to_owned();
            *self.members.entry(head).or_default() |= part.bit();
            self.entries[part as usize].entry(trigger).or_default().push(self.table.len());
            self.table.push(entry);
        }
        Ok(())
    }

    fn read_cue(&mut self, line: &str) -> Result<(), String> {
        let (head, terms) = line.split_once(':').ok_or("a cue needs a colon")?;
        let mut head = head.split_whitespace();
        let label = head.next().ok_or("a cue needs a label")?.to_owned();
        let weight =
            head.next().map_or(Ok(1.0), str::parse).map_err(|_| "the weight is no number".to_owned())?;
        for alternative in terms.split(';').map(str::trim).filter(|t| !t.is_empty()) {
            let mut terms = Vec::new();
            for t in alternative.split('&').map(str::trim) {
                let (not, t) = t.strip_prefix('!').map_or((false, t), |t| (true, t.trim()));
                let (words, frame) = match t.split_once('{') {
                    Some((t, c)) => (t, c.trim().strip_suffix('}').ok_or("conditions end with }")?),
                    None => (t, ""),
                };
                let run = words.split_whitespace().map(|w| self.read_filler(w)).collect::<Result<_, _>>()?;
                let conditions =
                    frame.split_whitespace().map(|c| self.read_condition(c)).collect::<Result<_, _>>()?;
                terms.push(Term { run, conditions, not });
            }
            self.cues.push(Cue { label: label.clone(), weight, terms });
        }
        Ok(())
    }

    /// A class that is used but not defined is a slip of the pen: it would never match.
    fn check_classes(&self) -> Result<(), LexiconError> {
        let undefined = (0..self.names.len()).find(|&n| self.defined & (1 << n) == 0);
        undefined.map_or(Ok(()), |n| {
            let what = format!("no class @{}", self.names[n]);
            Err(LexiconError { file: "classes.txt".into(), line: 0, what })
        })
    }

    fn read_filler(&mut self, s: &str) -> Result<Filler, String> {
        if let Some(inner) = s.strip_prefix('~') {
            return Ok(Filler::Near(Box::new(self.read_filler(inner)?)));
        }
        Ok(match s.strip_prefix('@') {
            _ if s == "*" => Filler::Any,
            Some(class) => Filler::Class(self.intern(class)?),
            None => Filler::Lemma(s.to_lowercase()),
        })
    }

    fn read_condition(&mut self, s: &str) -> Result<Condition, String> {
        let (not, s) = s.strip_prefix('!').map_or((false, s), |s| (true, s));
        let (slot, fillers) = s.split_once(':').unwrap_or((s, "*"));
        if slot.is_empty() {
            return Err("a condition needs a slot".into());
        }
        let fillers = fillers.split('|').map(|f| self.read_filler(f)).collect::<Result<_, _>>()?;
        Ok(Condition { slot: read_slot(slot), fillers, not })
    }
}

fn known(list: &[&'static str], s: &str) -> Option<&'static str> {
    list.iter().copied().find(|k| *k == s)
}

fn read_slot(s: &str) -> Slot {
    match s {
        "subj" => Slot::Subject,
        "obj" => Slot::Object,
        "clause" => Slot::Clause,
        "mod" => Slot::Modifier,
        "under" => Slot::Under,
        prep => Slot::Prep(prep.to_owned()),
    }
}
