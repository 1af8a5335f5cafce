//! What one line of the lexicon says: its trigger's conditions and sense, or the terms of a cue.

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
    pub(super) fn parse(s: &str) -> Option<Self> {
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
pub struct Class(pub(super) u8);

impl Class {
    /// The class as a set.
    pub fn bit(self) -> u128 {
        1 << self.0
    }
}

/// Most classes there can be: the bits above say for which parts of speech a lemma begins a trigger.
pub(super) const CLASSES: u8 = 125;

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
