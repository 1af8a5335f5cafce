//! What the words around a name of the gazetteer say for and against its being a toponym here.

use std::ops::Range;

use rustc_hash::FxHashSet;
use tidings_gazetteer::{Candidate, Kind, NameClass};

use super::recognise::entity_index;
use super::relation;
use super::words::{
    BELONGING, BODIES, COMPASS, LIMITERS, LOCATIVE, LOOSE, MOTION, SPEECH, TAKING, TITLES, has,
};
use crate::labels::{Dep, EntityLabel, Pos, Tag};
use crate::parse::{Entity, Parse};

/// From here up a name is a toponym.
pub(super) const ACCEPT: f64 = 1.0;
/// From here up it speaks for the same name elsewhere in the document.
pub(super) const FIRM: f64 = 2.0;
/// For a name that is plainly a place elsewhere.
pub(super) const REPEATED: f64 = 2.2;
/// For the name of a city right after a toponym and "and" or a comma.
pub(super) const LISTED: f64 = 1.6;
/// What the parser's calling all of a name a person says against it.
const PERSON: f64 = -2.0;
/// For a name that is a person's last name in the document, and nowhere plainly a place.
pub(super) const SURNAME: f64 = -2.5;

/// What speaks for and against a toponym, in sum and one by one.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub sum: f64,
    pub because: Vec<(&'static str, f64)>,
}

impl Tally {
    /// One reason that decides alone.
    pub(super) fn one(rule: &'static str, worth: f64) -> Self {
        Self { sum: worth, because: vec![(rule, worth)] }
    }

    pub(super) fn add(&mut self, rule: &'static str, worth: f64) {
        self.sum += worth;
        if worth != 0.0 {
            self.because.push((rule, worth));
        }
    }
}

/// A parse with what is asked of it again and again.
pub(super) struct Context<'a, 'd> {
    parse: &'a Parse<'d>,
    entity: Vec<u32>,
    /// For each sentence: most of it is in capitals.
    shouting: Vec<bool>,
    /// Names that the document plainly gives to people.
    people: FxHashSet<&'a str>,
}

impl<'a, 'd> Context<'a, 'd> {
    pub(super) fn new(parse: &'a Parse<'d>) -> Self {
        let shouting = parse
            .sentences()
            .iter()
            .map(|s| {
                let text = s.span.slice(&parse.doc().text);
                let lower = text.bytes().filter(u8::is_ascii_lowercase).count();
                let upper = text.bytes().filter(u8::is_ascii_uppercase).count();
                upper > 2 * lower
            })
            .collect();
        Self { parse, entity: entity_index(parse.entities(), parse.len()), shouting, people: people(parse) }
    }

    /// The entity that token `i` stands in.
    pub(super) fn entity(&self, i: usize) -> Option<&'a Entity> {
        self.parse.entities().get((*self.entity.get(i)? as usize).checked_sub(1)?)
    }

    /// Its label, or `Other`.
    pub(super) fn label(&self, i: usize) -> EntityLabel {
        self.entity(i).map_or(EntityLabel::Other, |e| e.label)
    }

    /// An entity's tokens without article, preposition or adjective before and possessive after.
    pub(super) fn trim(&self, e: &Entity) -> Range<usize> {
        let mut tokens = e.tokens.clone();
        let p = self.parse;
        while tokens.len() > 1
            && !p
                .str(tokens.start)
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || !c.is_ascii())
        {
            tokens.start += 1;
        }
        if tokens.len() > 1 && p.str(tokens.start).eq_ignore_ascii_case("the") {
            tokens.start += 1;
        }
        while tokens.len() > 1
            && (p.token(tokens.end - 1).tag == Tag::Pos || p.token(tokens.end - 1).pos == Pos::Punct)
        {
            tokens.end -= 1;
        }
        tokens
    }

    /// The sentence of token `i` is in capitals.
    pub(super) fn shouting(&self, i: usize) -> bool {
        self.shouting[self.parse.token(i).sentence as usize]
    }

    /// Token `i` follows a capitalised name and a comma.
    pub(super) fn after_comma(&self, i: usize) -> bool {
        let start = self.parse.sentence_of(i).tokens.start;
        i >= start + 2 && self.parse.str(i - 1) == "," && self.parse.str(i - 2).contains(char::is_uppercase)
    }

    /// In capitals at the start of a sentence, with a dash soon after: "ARDEN, June 3 -".
    pub(super) fn begins_dateline(&self, tokens: &Range<usize>) -> bool {
        let p = self.parse;
        let text = p.text(tokens.clone());
        let dash = |i: usize| matches!(p.str(i), "-" | "--" | "—" | "–");
        text.len() > 3
            && tokens.start == p.sentence_of(tokens.start).tokens.start
            && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
            && (tokens.end..(tokens.end + 8).min(p.len())).any(dash)
    }

    /// A politician's home after the party: "D-Arden".
    pub(super) fn constituency(&self, i: usize) -> bool {
        let start = self.parse.sentence_of(i).tokens.start;
        i >= start + 2
            && matches!(self.parse.str(i - 1), "-" | "–")
            && matches!(self.parse.str(i - 2), "D" | "R" | "I" | "DFL" | "L" | "G")
    }

    /// Token `i` follows "northern", "Western".
    pub(super) fn after_compass(&self, i: usize) -> bool {
        i > self.parse.sentence_of(i).tokens.start
            && self.parse.str(i - 1).ends_with("ern")
            && has(COMPASS, self.parse.str(i - 1))
    }

    /// All that speaks for (positive) and against `tokens` as a toponym.
    pub(super) fn evidence(&self, tokens: &Range<usize>, candidates: &[Candidate], typed: bool) -> Tally {
        let p = self.parse;
        let best = &candidates[0];
        let sentence = p.sentence_of(tokens.start).tokens.clone();
        let before = (tokens.start > sentence.start).then(|| tokens.start - 1);
        let after = (tokens.end < sentence.end).then_some(tokens.end);
        let size = size(best);
        let ambiguous = if !best.ambiguous_word {
            0.0
        } else if size > 2.0 && matches!(best.class, NameClass::Main | NameClass::Abbreviation) {
            -0.7
        } else {
            -1.5
        };
        let label = self.by_label(tokens);
        // The parser takes many a town that it never met for a person: where the words around ask for a place and
        // nobody in the report bears the name, that says little.
        let asked = || before.is_some_and(|b| has(LOCATIVE, p.str(b))) || self.located(tokens);
        let label = if label == PERSON && asked() && !self.names_a_person(tokens) { -0.4 } else { label };
        // A well-known name of several words is no person's, whatever the parser says.
        let label = if tokens.len() > 1 && size >= 2.0 { label.max(-0.6) } else { label };
        let mut sum = Tally::default();
        sum.add(self.label_rule(tokens.start), label);
        sum.add("known by this name", size);
        sum.add("also a word or a person's name", ambiguous);
        if typed {
            sum.add("type word", 3.0);
        }
        if matches!(
            p.token(tokens.end - 1).pos,
            Pos::Verb | Pos::Adv | Pos::Pron | Pos::Det | Pos::Aux | Pos::Intj | Pos::Num | Pos::Adp
        ) {
            sum.add("ends with no noun", -2.0);
        }
        if self.begins_dateline(tokens) {
            sum.add("dateline", 3.0);
        }
        let mut placed = false;
        if self.after_comma(tokens.start) && matches!(best.place.kind, Kind::Country | Kind::Admin1) {
            // "SALINA, Kan.": the parser may take both for one name of another kind.
            let more = if sum.sum < 0.0 { 4.0 } else { 1.0 };
            sum.add("after a name and a comma", more);
        } else if self.after_comma(tokens.start) && after.is_none_or(|a| p.token(a).pos == Pos::Punct) {
            sum.add("after a name and a comma", 0.5);
        }
        if self.constituency(tokens.start) {
            sum.add("after a party's letter", 3.0);
        }
        if let Some(a) = after
            && size < 2.0
            && self.label(tokens.start) != EntityLabel::Gpe
            && has(&["minister", "ministry", "secretary", "general"], p.str(a))
        {
            sum.add("an office follows", -3.0);
        }
        if let Some(b) = before {
            let word = p.str(b);
            if relation::pins(p, tokens) {
                placed = true;
                sum.add("distance or direction before", 3.0);
            } else if has(LOCATIVE, word) || self.located(tokens) {
                placed = true;
                sum.add("words that a place follows", 1.5);
            } else if has(LOOSE, word) {
                sum.add("preposition before", 0.6);
            } else if has(TITLES, word) {
                sum.add("title before", -3.0);
            } else if self.joined_before(tokens, b) {
                // "CBC Toronto" is in Toronto; "Austin Reed" is nowhere.
                let body =
                    self.label(tokens.start) == EntityLabel::Org && size >= 1.4 && !best.ambiguous_word;
                sum.add("a longer name began before", if body { -1.0 } else { -2.0 });
            }
        }
        if let Some(a) = after {
            let word = p.str(a);
            // "St. Brendan's": a church, a school or a hospital.
            if matches!(p.token(a).tag, Tag::Pos)
                && matches!(p.str(tokens.start), "St." | "St" | "Saint")
                && label < 2.0
            {
                sum.add("a saint's house", -2.0);
            }
            let capital = word.starts_with(char::is_uppercase);
            if has(BODIES, word) {
                sum.add("a body follows", if capital { 1.5 } else { 1.0 });
            } else if capital
                && matches!(p.token(a).tag, Tag::Nnp | Tag::Nnps)
                && !typed
                && self.same_name(tokens.end - 1, a)
            {
                sum.add("a longer name goes on", -1.5);
            } else if word == "," && a + 1 < sentence.end && self.is_container(a + 1) {
                sum.add("what contains it follows", if label < -1.0 { 4.0 } else { 1.5 });
            }
        }
        // Small towns do not speak; people who bear their names do.
        let head = crate::name::head_of(p, tokens.clone());
        let t = p.token(head);
        let up = p.head(head);
        if !placed && size < 1.0 && t.dep == Dep::Nsubj && has(SPEECH, p.lemma(up)) {
            sum.add("small towns do not speak", -3.0);
        }
        sum
    }

    /// What the parser takes the name for, in words.
    fn label_rule(&self, i: usize) -> &'static str {
        use EntityLabel as E;
        match self.label(i) {
            E::Gpe | E::Loc => "the parser has a place",
            E::Fac => "the parser has a building",
            E::Person | E::Per => "the parser has a person",
            E::Org | E::Misc => "the parser has an organisation",
            E::Other => "the parser has no name",
            _ => "the parser has something else",
        }
    }

    /// What the parser's entity says.
    fn by_label(&self, tokens: &Range<usize>) -> f64 {
        use EntityLabel as E;
        let Some(e) = self.entity(tokens.start) else { return -0.4 };
        let trimmed = self.trim(e);
        let covered = trimmed.start >= tokens.start && trimmed.end <= tokens.end;
        match e.label {
            E::Gpe | E::Loc => 2.5,
            E::Norp => 0.0,
            E::Fac => 0.3,
            E::Org | E::Misc if covered => -0.3,
            E::Org | E::Misc => -0.6,
            E::Person | E::Per if covered => PERSON,
            E::Person | E::Per => -5.0,
            E::Product | E::Event => -0.3,
            E::Law => -0.6,
            E::WorkOfArt => -2.0,
            E::Language => -2.0,
            E::Date | E::Time | E::Cardinal | E::Ordinal | E::Money | E::Percent | E::Quantity => -6.0,
            E::Other => -0.4,
        }
    }

    /// The grammar asks for a place: "fled from X", "the mayor of X", "troops entered X".
    pub(super) fn located(&self, tokens: &Range<usize>) -> bool {
        let p = self.parse;
        let head = crate::name::head_of(p, tokens.clone());
        let up = p.head(head);
        match p.token(head).dep {
            Dep::Dobj => p.token(up).tag.is_verb() && has(TAKING, p.lemma(up)),
            Dep::Pobj if has(&["from", "to", "of", "for", "through", "on"], p.str(up)) => {
                let governor = p.lemma(p.head(up));
                let noun = p.token(p.head(up)).tag.is_noun();
                noun && has(BELONGING, governor) || !noun && p.str(up) != "of" && has(MOTION, governor)
            }
            _ => false,
        }
    }

    /// "fled to X", "drove from X to Y".
    pub(super) fn moved(&self, tokens: &Range<usize>) -> bool {
        let p = self.parse;
        let head = crate::name::head_of(p, tokens.clone());
        let up = p.head(head);
        p.token(head).dep == Dep::Pobj && has(&["from", "to"], p.str(up)) && has(MOTION, p.lemma(p.head(up)))
    }

    /// Someone in the document bears a word of the name.
    pub(super) fn names_a_person(&self, tokens: &Range<usize>) -> bool {
        tokens.clone().any(|i| self.people.contains(self.parse.str(i)))
    }

    /// The name continues a run of capitalised words that begins before it.
    pub(super) fn joined_before(&self, tokens: &Range<usize>, b: usize) -> bool {
        let p = self.parse;
        let t = p.token(b);
        matches!(t.tag, Tag::Nnp | Tag::Nnps)
            && p.str(b).starts_with(char::is_uppercase)
            && !has(LIMITERS, p.str(b))
            && (t.dep == Dep::Compound && tokens.contains(&p.head(b))
                || self.entity[b] != 0 && self.entity[b] == self.entity[tokens.start])
    }

    /// Tokens `last` and `a` belong to one name.
    fn same_name(&self, last: usize, a: usize) -> bool {
        let p = self.parse;
        matches!(p.token(last).dep, Dep::Compound | Dep::Nmod | Dep::Amod) && p.head(last) >= a
            || self.entity[a] != 0 && self.entity[a] == self.entity[last]
    }

    /// A place entity or an abbreviation ("Pa.") stands at token `i`.
    fn is_container(&self, i: usize) -> bool {
        let s = self.parse.str(i);
        self.label(i) == EntityLabel::Gpe
            || s.ends_with('.') && s.len() <= 6 && s.starts_with(char::is_uppercase)
    }
}

/// Words that the document plainly uses of people: last words of full names, those after a title, and those who speak.
fn people<'a>(parse: &'a Parse) -> FxHashSet<&'a str> {
    let mut out = FxHashSet::default();
    for e in parse.entities().iter().filter(|e| matches!(e.label, EntityLabel::Person | EntityLabel::Per)) {
        let tokens = e.tokens.clone();
        let last = if parse.token(tokens.end - 1).tag == Tag::Pos { tokens.end - 2 } else { tokens.end - 1 };
        if last < tokens.start {
            continue;
        }
        let titled = tokens.start > 0 && has(TITLES, parse.str(tokens.start - 1));
        let verb = parse.head(last);
        let speaks = parse.token(last).dep == Dep::Nsubj && has(SPEECH, parse.lemma(verb));
        if last > tokens.start || titled || speaks {
            out.insert(parse.str(last));
        }
    }
    out
}

/// How widely known a place is by this name.
pub(super) fn size(c: &Candidate) -> f64 {
    let known = size_of(c);
    let settlement = matches!(c.place.kind, Kind::Settlement | Kind::Quarter | Kind::Admin2);
    match c.class {
        NameClass::Derived if !c.place.kind.is_water() => known * 0.3,
        NameClass::Alternate if settlement && c.place.population < 400_000 => known * 0.3,
        _ => known,
    }
}

fn size_of(c: &Candidate) -> f64 {
    let p = &c.place;
    match p.kind {
        Kind::Country | Kind::Continent => 2.6,
        Kind::Admin1 if p.population > 400_000 => 2.2,
        Kind::Admin1 => 1.0,
        _ if p.is_capital => 2.3,
        Kind::Settlement | Kind::Quarter => match p.population {
            100_000.. => 1.4,
            15_000.. => 0.7,
            3_000.. => 0.2,
            _ => 0.0,
        },
        Kind::Admin2 => 0.5,
        _ => 1.4,
    }
}
