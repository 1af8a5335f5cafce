//! What a predicate means: the entry that fits its frame, and operators worked through to what they change.
//!
//! "launched an attack", "agreed to lift sanctions", "refused to halt aid": the event is that of the inner word, taken
//! over, turned or bound by the words above it. [`Reader::meaning`] follows such chains inward and composes on the
//! way out, so that the lexicon needs one line a word and none for their combinations.

use rustc_hash::FxHashMap;
use tidings_mention::Parse;
use tidings_mention::labels::{Dep, EntityLabel, Pos, Tag};

use super::frame::{Frame, content_of, first_conjunct, is_bundle};
use super::lexicon::{Condition, Entry, Filler, Lexicon, Operator, Part, Sense, Slot};
use super::modality::{self, Modal};

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

    /// Whether the predicate at `i` has the arguments that are asked for.
    pub fn has_frame(&self, conditions: &[Condition], i: usize) -> bool {
        conditions.is_empty() || {
            let frame = Frame::of(self.parse, i);
            conditions.iter().all(|c| self.holds(c, i, &frame) != c.not)
        }
    }

    fn fits(&self, entry: &Entry, i: usize, frame: &Frame) -> bool {
        entry.conditions.iter().all(|c| self.holds(c, i, frame) != c.not)
    }

    fn holds(&self, c: &Condition, i: usize, frame: &Frame) -> bool {
        let any = |list: &[usize]| list.iter().any(|&j| self.is_filled(&c.fillers, j));
        match &c.slot {
            Slot::Subject => any(&frame.subjects),
            Slot::Object => any(&frame.objects) || any(&frame.datives),
            Slot::Clause => any(&frame.clauses),
            Slot::Modifier => self.parse.children(i).any(|j| {
                matches!(
                    self.parse.token(j).dep,
                    Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Advmod | Dep::Acomp
                ) && self.is_filled(&c.fillers, j)
            }),
            Slot::Under => {
                let first = first_conjunct(self.parse, i);
                let head = self.parse.head(first);
                head != first && self.is_filled(&c.fillers, head)
            }
            Slot::Prep(name) => {
                let fills = |p: usize, o: usize| {
                    self.parse.str(p).eq_ignore_ascii_case(name)
                        && self.is_filled(&c.fillers, o)
                        && !(c.fillers.contains(&Filler::Any) && self.is_time(o))
                };
                // Parsers often hang a verb's preposition on its object: "hold people as shields".
                let on_object =
                    |p: usize| name != "of" && self.parse.children_by(p, Dep::Pobj).any(|o| fills(p, o));
                frame.preps.iter().any(|&(p, o)| fills(p, o))
                    || frame.objects.iter().any(|&o| self.parse.children_by(o, Dep::Prep).any(on_object))
            }
        }
    }

    /// Whether one of the fillers is the token, or what it bundles.
    pub fn is_filled(&self, fillers: &[Filler], j: usize) -> bool {
        let inside = content_of(self.parse, j);
        fillers.iter().any(|f| self.is_one(f, j) || (inside != j && self.is_one(f, inside)))
    }

    /// Whether token `j` is the lemma or of the class.
    pub fn is_one(&self, filler: &Filler, j: usize) -> bool {
        match filler {
            Filler::Any => true,
            Filler::Near(inner) => {
                let before = self.parse.children(j).filter(|&c| {
                    matches!(self.parse.token(c).dep, Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Nummod)
                });
                std::iter::once(j).chain(before).any(|k| self.is_one(inner, k))
            }
            Filler::Lemma(l) => {
                (self.lemma(j) == *l || self.parse.str(j).eq_ignore_ascii_case(l))
                    && self.classes[j] & (TIME | NAME) != TIME | NAME
            }
            Filler::Class(c) => self.classes[j] & c.bit() != 0,
        }
    }

    /// Whether token `j` is of a class, built in or of the lexicon.
    pub fn is_class(&self, class: &str, j: usize) -> bool {
        self.lexicon.class(class).is_some_and(|c| self.classes[j] & c.bit() != 0)
    }

    fn is_time(&self, j: usize) -> bool {
        self.classes[j] & TIME != 0
    }

    fn operate(
        &mut self,
        op: Operator,
        entry: &Entry,
        i: usize,
        frame: &Frame,
        depth: usize,
    ) -> Option<Meaning> {
        let mut inner = None;
        for j in self.complements(op, i, frame) {
            let j = content_of(self.parse, j);
            if j == i {
                continue;
            }
            if let Some(m) = self.meaning_at(j, depth + 1) {
                inner = Some((j, m));
                break;
            }
        }
        let has_clause = !frame.clauses.is_empty();
        let (at, m) = match inner {
            Some((at, m)) => (Some(at), Some(m)),
            None => (None, None),
        };
        if op == Operator::Say {
            return self.say(entry, i, frame, m);
        }
        let (kind, modes, keep) = compose(op, m.as_ref(), has_clause)?;
        let mut out = m.unwrap_or(Meaning {
            kind,
            modes: Vec::new(),
            v1: None,
            acled: None,
            trigger: i,
            inner: Vec::new(),
            to: None,
            mutual: false,
            patient: false,
            turned: false,
            rule: String::new(),
        });
        out.inner.extend(at);
        out.inner.push(i);
        if out.rule.is_empty() {
            out.rule.clone_from(&entry.name);
        } else {
            out.rule = format!("{} + {}", entry.name, out.rule);
        }
        if !keep {
            out.v1 = (op == Operator::Demand && out.kind == "SANCTION").then_some("ACCUSE");
            out.kind = kind;
            out.modes = modes;
            out.acled = None;
            out.trigger = i;
            out.to = None;
            out.patient = false;
            out.turned = false;
        }
        if entry.to.is_some() {
            out.to.clone_from(&entry.to);
        }
        if entry.v1.is_some() {
            out.v1 = entry.v1;
        }
        Some(out)
    }

    /// "X said Y must do": a request. All else that is said stands for itself.
    fn say(&self, entry: &Entry, i: usize, frame: &Frame, inner: Option<Meaning>) -> Option<Meaning> {
        let clause = *frame.clauses.first()?;
        if modality::of(self.parse, clause).modal != Modal::Must {
            return None;
        }
        let mut used = vec![i, clause];
        used.extend(inner.into_iter().flat_map(|m| m.inner));
        Some(Meaning {
            kind: "REQUEST",
            modes: Vec::new(),
            v1: None,
            acled: None,
            trigger: clause,
            inner: used,
            to: None,
            mutual: false,
            patient: false,
            turned: true,
            rule: entry.name.clone(),
        })
    }

    /// Where an operator's complement can stand, likeliest first.
    fn complements(&self, op: Operator, i: usize, frame: &Frame) -> Vec<usize> {
        use Operator as O;
        let preps: &[&str] = match op {
            O::Do => &["in", "on", "into", "under", "of"],
            O::End => &["of", "from", "to", "on", "with", "in"],
            O::Commit => &["to", "on", "of", "for", "in", "with"],
            O::Intend | O::Refuse | O::Fail => &["to", "for", "of", "on", "in"],
            O::Demand => &["for", "to", "of", "in"],
            O::Threaten => &["with", "of", "to"],
            O::Accuse => &["of", "for", "over"],
            O::Allow | O::Forbid => &["to", "from", "for", "on", "of"],
            O::Declare => &["of", "on", "for", "in", "to"],
            O::Say => &[],
        };
        let mut all = Vec::new();
        let objects = frame.objects.iter().copied();
        if matches!(op, O::Do | O::End | O::Declare) {
            all.extend(objects);
            all.extend(&frame.clauses);
        } else {
            all.extend(&frame.clauses);
            if op != O::Say {
                all.extend(objects);
            }
        }
        for name in preps {
            // "Under attack, it put ..": what stands before a carrier is not carried by it.
            let mine = |p: usize| (op != O::Do || p > i) && self.parse.str(p).eq_ignore_ascii_case(name);
            all.extend(frame.preps.iter().filter(|(p, _)| mine(*p)).map(|p| p.1));
        }
        if matches!(self.parse.token(i).pos, Pos::Noun | Pos::Propn) && op != O::Do {
            all.extend(self.parse.children_by(i, Dep::Compound));
        }
        all
    }

    /// "will attack" is a threat, "will help" a promise, "will not help" a refusal.
    fn turn_by_modal(&self, mut m: Meaning, i: usize) -> Meaning {
        let modality::Modality { modal, negated } = modality::of(self.parse, i);
        if m.turned || m.kind == "REQUEST" {
            return m;
        }
        // "does not accept", "did not support": a refusal.
        if negated && modal != Modal::Maybe && matches!(m.kind, "AGREE" | "SUPPORT" | "CONCEDE") {
            m.modes.clear();
            (m.kind, m.v1, m.acled, m.turned) = ("REJECT", None, None, true);
            return m;
        }
        if modal != Modal::Future {
            return m;
        }
        // "will not allow": the refusal of a concession.
        let turned = match (valence(m.kind), negated) {
            (Valence::Kind, false) => Some("AGREE"),
            (Valence::Kind, true) => Some("REJECT"),
            (Valence::Hostile, false) => Some("THREATEN"),
            _ => None,
        };
        if let Some(kind) = turned
            && kind != m.kind
        {
            m.modes = turned_modes(kind, m.kind, &m.modes);
            m.kind = kind;
            m.v1 = None;
            m.acled = None;
            m.turned = true;
        }
        m
    }

    /// The means named beside an assault give its modes.
    fn add_weapon_modes(&self, m: &mut Meaning, i: usize, frame: &Frame) {
        if m.kind != "ASSAULT" {
            return;
        }
        if m.modes.iter().any(|m| !matches!(*m, "destroy" | "targeted")) {
            // "fired 30 rockets and 800 guided bombs": each kind of what was fired.
            if frame.objects.len() > 1 {
                self.add_modes_of(m, frame.objects.iter().map(|&o| content_of(self.parse, o)));
            }
            return;
        }
        let mut words: Vec<usize> = frame.subjects.iter().chain(&frame.objects).copied().collect();
        words.extend(frame.preps.iter().filter(|(p, _)| self.is_means(*p)).map(|p| p.1));
        for &at in m.inner.iter().chain([&i]) {
            words.extend(
                self.parse
                    .children(at)
                    .filter(|&c| matches!(self.parse.token(c).dep, Dep::Compound | Dep::Amod)),
            );
            for c in self.parse.children_by(at, Dep::Prep).filter(|&c| self.is_means(c)) {
                words.extend(self.parse.children_by(c, Dep::Pobj));
            }
            for c in self.parse.children_by(at, Dep::Advcl).filter(|&c| self.parse.lemma(c) == "use") {
                words.extend(self.parse.children_by(c, Dep::Dobj));
            }
        }
        let mut with: Vec<usize> = words.clone();
        for w in words {
            with.extend(super::frame::with_conjuncts(self.parse, content_of(self.parse, w)));
            // "air defence" has no aircraft.
            if !matches!(self.lemma(w), "defence" | "defense") {
                with.extend(self.parse.children(w).filter(|&c| self.parse.token(c).dep == Dep::Compound));
            }
        }
        with.sort_unstable();
        with.dedup();
        self.add_modes_of(m, with.into_iter());
    }

    fn add_modes_of(&self, m: &mut Meaning, words: impl Iterator<Item = usize>) {
        for w in words {
            // "guided bombs", "barrel bombs": their kind says that they are dropped.
            let dropped =
                self.is_class("explosive", w) && self.parse.children(w).any(|c| self.is_class("dropped", c));
            for (class, mode) in WEAPONS {
                let mode = if dropped && class == "explosive" { "aerial" } else { mode };
                if self.is_class(class, w) && !m.modes.contains(&mode) {
                    m.modes.push(mode);
                }
            }
        }
    }

    fn is_means(&self, p: usize) -> bool {
        matches!(self.lemma(p), "with" | "using" | "by" | "from" | "in" | "of" | "by means of")
            && !is_bundle(self.parse, p)
    }
}

/// Classes of weapons and the mode each gives.
pub const WEAPONS: [(&str, &str); 9] = [
    ("suicide", "suicide-attack"),
    ("drone", "drone"),
    ("aircraft", "aerial"),
    ("heavy", "heavy-weapons"),
    ("explosive", "explosives"),
    ("firearm", "firearms"),
    ("crude", "primitive"),
    ("riotgear", "crowd-control"),
    ("cbrn", "unconventional"),
];

/// How a type stands to its recipient, for operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Valence {
    /// For it.
    Kind,
    /// Against it.
    Hostile,
    /// Words alone.
    Neutral,
}

/// The valence of a PLOVER type.
pub fn valence(kind: &str) -> Valence {
    match kind {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" | "COOPERATE" | "AID" | "RETREAT" => Valence::Kind,
        "REQUEST" | "ACCUSE" | "REJECT" => Valence::Neutral,
        _ => Valence::Hostile,
    }
}

type Composed = (&'static str, Vec<&'static str>, bool);

/// An operator over its complement's event: type, modes, and whether the complement's own details stay.
fn compose(op: Operator, inner: Option<&Meaning>, has_clause: bool) -> Option<Composed> {
    use Operator as O;
    let plain = |kind| Some((kind, Vec::new(), false));
    let turned = |kind| inner.map(|m| (kind, turned_modes(kind, m.kind, &m.modes), false));
    let Some(m) = inner else {
        return match op {
            O::Commit if has_clause => plain("AGREE"),
            O::Refuse => plain("REJECT"),
            O::Demand => plain("REQUEST"),
            O::Threaten => plain("THREATEN"),
            O::Accuse => Some(("ACCUSE", vec!["allege"], false)),
            O::Allow if has_clause => Some(("RETREAT", vec!["access"], false)),
            O::Forbid => Some(("COERCE", vec!["restrict"], false)),
            _ => None,
        };
    };
    match (op, valence(m.kind)) {
        (O::Do, _) => Some((m.kind, m.modes.clone(), true)),
        (O::Declare, _) if m.kind == "RETREAT" && m.modes.contains(&"ceasefire") => plain("CONCEDE"),
        (O::Declare, _) => Some((m.kind, m.modes.clone(), true)),
        (O::End, Valence::Hostile) => {
            Some(("RETREAT", if m.kind == "ASSAULT" { vec!["ceasefire"] } else { vec![] }, false))
        }
        (O::End, Valence::Neutral) => plain("RETREAT"),
        (O::End, Valence::Kind) => match m.kind {
            "AID" | "COOPERATE" | "CONSULT" => Some(("SANCTION", vec!["discontinue"], false)),
            _ => plain("REJECT"),
        },
        // Troops that one agrees to send are help.
        (O::Commit, Valence::Hostile) if m.kind == "MOBILIZE" => plain("AGREE"),
        (O::Commit | O::Intend, Valence::Kind) => plain("AGREE"),
        (O::Commit | O::Intend, Valence::Hostile) => turned("THREATEN"),
        (O::Commit | O::Intend, Valence::Neutral) => Some((m.kind, m.modes.clone(), true)),
        (O::Refuse, _) => turned("REJECT"),
        (O::Fail, Valence::Kind) => turned("REJECT"),
        (O::Fail, Valence::Hostile) => plain("RETREAT"),
        (O::Fail, Valence::Neutral) => None,
        (O::Demand, _) => turned("REQUEST"),
        (O::Threaten, _) => turned("THREATEN"),
        (O::Accuse, _) => Some(("ACCUSE", vec!["allege"], false)),
        (O::Allow, Valence::Hostile) => None,
        (O::Allow, _) => Some(("RETREAT", vec!["access"], false)),
        (O::Forbid, _) => Some(("COERCE", vec!["restrict"], false)),
        (O::Say, _) => None,
    }
}

/// The mode a request, refusal or threat has by what is asked, refused or threatened.
fn turned_modes(kind: &str, inner: &str, modes: &[&str]) -> Vec<&'static str> {
    let mode = match (kind, inner) {
        ("REQUEST" | "REJECT", "CONSULT") => "meet",
        ("REQUEST" | "REJECT", "AID" | "COOPERATE" | "SUPPORT") => "assist",
        ("REQUEST" | "REJECT", "RETREAT" | "CONCEDE") => "yield",
        ("THREATEN", "ASSAULT" | "MOBILIZE") => "violence",
        ("THREATEN", "COERCE") if modes.contains(&"arrest") => "arrest",
        ("THREATEN", "COERCE") => "restrict",
        ("THREATEN", "SANCTION") if modes.contains(&"expel") => "expel",
        ("THREATEN", "SANCTION") => "relations",
        _ => return Vec::new(),
    };
    vec![mode]
}
