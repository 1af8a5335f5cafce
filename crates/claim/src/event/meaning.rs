//! What a predicate means: the entry that fits its frame, and operators worked through to what they change.
//!
//! "launched an attack", "agreed to lift sanctions", "refused to halt aid": the event is that of the inner word, taken
//! over, turned or bound by the words above it. [`Reader::meaning`] follows such chains inward and composes on the
//! way out, so that the lexicon needs one line a word and none for their combinations.

mod conditions;
mod operators;
mod weapons;

use rustc_hash::FxHashMap;
use tidings_mention::Parse;
use tidings_mention::labels::{Dep, EntityLabel, Pos, Tag};

use super::frame::{Frame, content_of};
use super::lexicon::{Entry, Filler, Lexicon, Part, Sense, Slot};
pub use operators::{Valence, valence};
pub use weapons::WEAPONS;

/// The event a predicate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// PLOVER type.
    pub kind: &'static str,
    /// PLOVER modes.
    pub modes: Vec<&'static str>,
    /// The type in the merged scheme of PLOVER's first version, where it is not the usual one.
    pub v1: Option<&'static str>,
    /// ACLED sub-event, where the entry settles it.
    pub acled: Option<String>,
    /// The word that says it.
    pub trigger: usize,
    /// Predicates worked into this one: they are no events of their own.
    pub inner: Vec<usize>,
    /// Slot of the recipient, where it is not the usual one.
    pub to: Option<Slot>,
    /// Both sides act.
    pub mutual: bool,
    /// The subject suffers.
    pub patient: bool,
    /// "will", "must": the type was turned by a modal verb.
    pub turned: bool,
    /// Names of the entries, outermost first.
    pub rule: String,
}

const MAX_DEPTH: usize = 6;

const UNREAD: u32 = 0;
const NOTHING: u32 = 1;

// The built-in classes, as in `lexicon::BUILT_IN`.
const PERSON: u128 = 1;
const PLACE: u128 = 1 << 1;
const ORG: u128 = 1 << 2;
const GROUP: u128 = 1 << 3;
const NAME: u128 = 1 << 4;
const NUMBER: u128 = 1 << 5;
const TIME: u128 = 1 << 6;

/// Classes of what an act is about, not of whom it is done to.
const MATTERS: [&str; 18] = [
    "aid",
    "sanction",
    "lifted",
    "restriction",
    "relations",
    "talks",
    "meeting",
    "agreement",
    "ceasefire",
    "demand",
    "allegation",
    "operation",
    "strike",
    "case",
    "information",
    "approval",
    "responsibility",
    "asylum",
];

/// Reads meanings off one parse, each once.
pub struct Reader<'a, 'd> {
    /// The parse.
    pub parse: &'a Parse<'d>,
    /// The lexicon.
    pub lexicon: &'a Lexicon,
    /// What was read at each token: unread, nothing, or two more than an index into `meanings`.
    read: Vec<u32>,
    meanings: Vec<Meaning>,
    /// Lemmas that are not in lower case already.
    lowered: FxHashMap<usize, String>,
    /// The classes of every token, a bit each, the built-in ones too.
    classes: Vec<u128>,
}

impl<'a, 'd> Reader<'a, 'd> {
    /// A reader of `parse`.
    pub fn new(parse: &'a Parse<'d>, lexicon: &'a Lexicon) -> Self {
        let mut lowered = FxHashMap::default();
        let mut classes = Vec::with_capacity(parse.len());
        for (i, t) in parse.tokens().iter().enumerate() {
            let mut lemma = parse.lemma(i);
            if lemma.contains(char::is_uppercase) {
                lemma = lowered.entry(i).or_insert_with(|| lemma.to_lowercase());
            }
            let mut of = lexicon.classes_of(lemma);
            let built_in = [t.pos == Pos::Pron, false, false, false, t.pos == Pos::Propn, t.tag == Tag::Cd];
            for (n, holds) in built_in.into_iter().enumerate() {
                of |= u128::from(holds) << n;
            }
            classes.push(of);
        }
        for i in 1..parse.len().saturating_sub(1) {
            // "sit-in", "cease-fire": a word that the tokenizer parted at its hyphen.
            if parse.str(i) == "-" {
                let word = format!("{}-{}", parse.lemma(i - 1), parse.lemma(i + 1)).to_lowercase();
                let of = lexicon.classes_of(&word)
                    & !(Part::Verb.bit() | Part::Noun.bit() | Part::Adjective.bit());
                classes[i - 1] |= of;
                classes[i + 1] |= of;
            }
        }
        for (i, t) in parse.tokens().iter().enumerate() {
            if t.dep == Dep::Nummod {
                classes[parse.head(i)] |= NUMBER;
            }
        }
        for e in parse.entities() {
            use EntityLabel as E;
            let bits = match e.label {
                E::Person => PERSON,
                E::Norp => PERSON | GROUP,
                E::Gpe | E::Loc | E::Fac => PLACE,
                E::Org => ORG | GROUP,
                E::Date | E::Time => TIME,
                _ => 0,
            };
            for of in &mut classes[e.tokens.clone()] {
                // "on 2 March", "in May": the name of a month is no other word.
                if bits == TIME && *of & NAME != 0 {
                    *of = NAME;
                }
                *of |= bits;
            }
        }
        Self { parse, lexicon, read: vec![UNREAD; parse.len()], meanings: Vec::new(), lowered, classes }
    }

    /// The event said by the predicate at `i`, if the lexicon knows one.
    pub fn meaning(&mut self, i: usize) -> Option<Meaning> {
        self.meaning_at(i, 0)
    }

    /// Whether the entry of a predicate read before settles its ACLED sub-event.
    pub fn meaning_names_acled(&self, i: usize) -> bool {
        self.known(i).is_some_and(|m| m.acled.is_some())
    }

    fn meaning_at(&mut self, i: usize, depth: usize) -> Option<Meaning> {
        if self.read[i] != UNREAD {
            return self.known(i).cloned();
        }
        if depth > MAX_DEPTH {
            return None;
        }
        // A cycle of operators would come back here: it finds nothing.
        self.read[i] = NOTHING;
        let found = self.work_out(i, depth)?;
        self.meanings.push(found.clone());
        self.read[i] = NOTHING + self.meanings.len() as u32;
        Some(found)
    }

    fn known(&self, i: usize) -> Option<&Meaning> {
        self.meanings.get(self.read[i].checked_sub(NOTHING + 1)? as usize)
    }

    fn work_out(&mut self, i: usize, depth: usize) -> Option<Meaning> {
        let part = self.part_of(i)?;
        if self.classes[i] & part.bit() == 0 {
            return None;
        }
        let lemma = self.lemma(i).to_owned();
        let frame = Frame::of(self.parse, i);
        let mut fitting: Vec<&'a Entry> = Vec::new();
        if let Some(p) = frame.particle {
            let phrase = format!("{lemma} {}", self.lemma(p));
            fitting.extend(self.lexicon.entries(part, &phrase).filter(|e| self.fits(e, i, &frame)));
        }
        if fitting.is_empty() {
            fitting.extend(self.lexicon.entries(part, &lemma).filter(|e| self.fits(e, i, &frame)));
        }
        fitting.sort_by_key(|e| std::cmp::Reverse(e.specificity()));
        for entry in fitting {
            let found = match &entry.sense {
                Sense::Nothing => return None,
                Sense::Code(kind, modes) => Some(Meaning {
                    kind,
                    modes: modes.clone(),
                    v1: entry.v1,
                    acled: entry.acled.clone(),
                    trigger: i,
                    inner: self.worked_in(entry, i, &frame, depth),
                    to: entry.to.clone(),
                    mutual: entry.mutual,
                    patient: entry.patient,
                    turned: false,
                    rule: entry.name.clone(),
                }),
                Sense::Op(op) => self.operate(*op, entry, i, &frame, depth),
            };
            if let Some(mut m) = found {
                self.add_weapon_modes(&mut m, i, &frame);
                return Some(self.turn_by_modal(m, i));
            }
        }
        None
    }

    /// Objects that an entry names and that are matters, not parties: "lifted the curfew", "suspended aid".
    fn worked_in(&mut self, entry: &Entry, i: usize, frame: &Frame, depth: usize) -> Vec<usize> {
        let mut worked = Vec::new();
        for c in entry.conditions.iter().filter(|c| c.slot == Slot::Object && !c.not) {
            let matter =
                |f: &Filler| matches!(f, Filler::Class(c) if MATTERS.contains(&self.lexicon.name(*c)));
            let by_class: Vec<Filler> = c.fillers.iter().filter(|f| matter(f)).cloned().collect();
            let named: Vec<usize> =
                frame.objects.iter().copied().filter(|&o| self.is_filled(&c.fillers, o)).collect();
            for o in named {
                let content = content_of(self.parse, o);
                if content != i
                    && (self.is_filled(&by_class, o)
                        || (!c.fillers.contains(&Filler::Any)
                            && self.meaning_at(content, depth + 1).is_some()))
                {
                    worked.extend([o, content]);
                }
            }
        }
        worked
    }

    fn part_of(&self, i: usize) -> Option<Part> {
        let t = self.parse.token(i);
        match t.pos {
            Pos::Verb | Pos::Aux if !matches!(t.dep, Dep::Aux | Dep::Auxpass) => Some(Part::Verb),
            Pos::Noun | Pos::Propn => Some(Part::Noun),
            Pos::Adj if t.tag.is_verb() => Some(Part::Verb),
            Pos::Adj | Pos::Adv | Pos::Adp => Some(Part::Adjective),
            _ => None,
        }
    }

    /// Lower-case lemma.
    pub fn lemma(&self, i: usize) -> &str {
        let lemma = self.parse.lemma(i);
        // Most are in lower case already; of the rest a copy is kept.
        if self.lowered.is_empty() { lemma } else { self.lowered.get(&i).map_or(lemma, String::as_str) }
    }
}
