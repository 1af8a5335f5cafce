//! How the parties, places and things of one sentence stand to each other: who is where, who leads, fights or
//! helps whom, what is another name of what.
//!
//! Syntax gives most of it (an apposition, a possessor, a place under a preposition); the coded events give who
//! acts against or with whom. A relation is never read across sentences, and each names the rule that found it.

mod acts;

use std::ops::Range;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos};

use crate::Event;
use crate::event::frame::first_conjunct;

/// What kind of thing a [`Party`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// One human being.
    Person,
    /// A body of people: an organisation, a force, a group, a state.
    Body,
    /// A place or building.
    Place,
    /// An arm, a vehicle, a document.
    Thing,
    /// A number, amount or nationality that is said of something.
    Attribute,
}

/// A mention that can stand in a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The token the others hang on.
    pub head: usize,
    /// What it is.
    pub sort: Sort,
}

/// How one party stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// The source is in or at the target.
    CoLocated,
    /// The target is said of the source.
    HasAttribute,
    /// The source is a member or part of the target.
    BelongsTo,
    /// The source leads, owns or holds the target.
    InChargeOf,
    /// Both are one.
    SameAs,
    /// The source speaks to or with the target.
    SpeaksTo,
    /// The source fights or strikes the target.
    Fights,
    /// Both act together.
    Allied,
    /// The source speaks well of the target or backs it.
    Favours,
    /// The source speaks ill of the target.
    Opposes,
}

/// One relation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// Index of the source among the parties.
    pub source: usize,
    /// Index of the target.
    pub target: usize,
    /// How they stand.
    pub kind: RelationKind,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Finds the relations among `parties`, sorted and each once. `events` are those of the same parse.
pub fn find(parse: &Parse, parties: &[Party], events: &[Event]) -> Vec<Relation> {
    let mut reader = Reader::new(parse, parties);
    for i in 0..parties.len() {
        reader.place(i);
        reader.attribute(i);
        reader.owner(i);
        reader.same(i);
        reader.member(i);
    }
    for verb in (0..parse.len()).filter(|&v| matches!(parse.token(v).pos, Pos::Verb)) {
        reader.talk(verb);
        reader.act(verb);
    }
    for noun in (0..parse.len()).filter(|&n| parse.token(n).pos == Pos::Noun) {
        reader.against(noun);
    }
    for e in events {
        reader.event(e);
    }
    let mut out = reader.out;
    out.sort();
    out.dedup_by_key(|r| (r.source, r.target, r.kind));
    out
}

const PLACE_PREPOSITIONS: [&str; 14] = [
    "in",
    "at",
    "on",
    "near",
    "inside",
    "outside",
    "within",
    "across",
    "around",
    "throughout",
    "into",
    "over",
    "along",
    "to",
];

struct Reader<'a> {
    parse: &'a Parse<'a>,
    parties: &'a [Party],
    /// The party of each token: the one it is the head of, else the shortest around it.
    at: Vec<Option<usize>>,
    out: Vec<Relation>,
}

impl<'a> Reader<'a> {
    fn new(parse: &'a Parse, parties: &'a [Party]) -> Self {
        let mut at: Vec<Option<usize>> = vec![None; parse.len()];
        for (i, p) in parties.iter().enumerate() {
            for t in p.tokens.clone() {
                let shorter = at[t].is_none_or(|j| parties[j].tokens.len() > p.tokens.len());
                if shorter && at[t].is_none_or(|j| parties[j].head != t) || p.head == t {
                    at[t] = Some(i);
                }
            }
        }
        Self { parse, parties, at, out: Vec::new() }
    }

    fn add(&mut self, source: usize, target: usize, kind: RelationKind, rule: &'static str) {
        let (a, b) = (&self.parties[source], &self.parties[target]);
        let apart = a.tokens.end <= b.tokens.start || b.tokens.end <= a.tokens.start;
        if source != target && (apart || a.head != b.head) {
            self.out.push(Relation { source, target, kind, rule });
        }
    }

    fn both(&mut self, a: usize, b: usize, kind: RelationKind, rule: &'static str) {
        self.add(a, b, kind, rule);
        self.add(b, a, kind, rule);
    }

    fn sort(&self, i: usize) -> Sort {
        self.parties[i].sort
    }

    fn is_party(&self, i: usize) -> bool {
        matches!(self.sort(i), Sort::Person | Sort::Body)
    }

    fn is_named_body(&self, i: usize) -> bool {
        self.sort(i) == Sort::Body && self.parse.token(self.parties[i].head).pos != Pos::Pron
    }

    fn dep(&self, token: usize) -> Dep {
        self.parse.token(token).dep
    }

    /// Parties at a token and its conjuncts; of a quantity ("dozens of rebels") and of what it counts.
    fn row(&self, token: usize) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        let mut todo = vec![token];
        while let Some(t) = todo.pop() {
            match self.at[t] {
                Some(i) if self.parties[i].head == t && self.sort(i) != Sort::Attribute => out.push(i),
                _ => {
                    // "dozens of rebels", "a series of strikes": what it is of.
                    let of = self.parse.children_by(t, Dep::Prep).find(|&p| self.parse.str(p) == "of");
                    todo.extend(of.and_then(|p| self.parse.child(p, Dep::Pobj)));
                }
            }
            todo.extend(
                self.parse.children_by(t, Dep::Conj).filter(|&c| self.parse.token(c).pos != Pos::Verb),
            );
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    fn objects(&self, verb: usize, dep: Dep) -> Vec<usize> {
        self.parse.children_by(verb, dep).flat_map(|c| self.row(c)).collect()
    }

    /// The subject of a verb; of the verb it is joined to, if it has none of its own.
    fn subjects(&self, verb: usize) -> Vec<usize> {
        let mut v = verb;
        loop {
            let own = self.parse.children(v).find(|&c| matches!(self.dep(c), Dep::Nsubj | Dep::Nsubjpass));
            if let Some(s) = own {
                // "rebels who hold the town": the noun the clause hangs on.
                let relative = matches!(self.parse.str(s), "who" | "which" | "that" | "Who");
                return if relative && self.dep(v) == Dep::Relcl {
                    self.row(self.parse.head(v))
                } else {
                    self.row(s)
                };
            }
            let up = self.parse.head(v);
            match self.dep(v) {
                Dep::Conj | Dep::Xcomp | Dep::Advcl if up != v => v = up,
                Dep::Acl if up != v => return self.row(up),
                _ => return Vec::new(),
            }
        }
    }

    /// "X in Y", "X fought in Y", "Y's X", "Baghdad, Iraq".
    fn place(&mut self, i: usize) {
        if self.sort(i) != Sort::Place {
            return;
        }
        let head = self.parties[i].head;
        let top = first_conjunct(self.parse, head);
        let up = self.parse.head(top);
        if self.dep(top) == Dep::Poss
            && let Some(owned) = self.at[up].filter(|&o| self.sort(o) == Sort::Place)
        {
            self.add(owned, i, RelationKind::CoLocated, "possessor");
        }
        if self.dep(top) == Dep::Appos
            && let Some(part) = self.at[up].filter(|&o| {
                self.sort(o) == Sort::Place && o != i && self.parse.str(self.parties[o].tokens.end) == ","
            })
        {
            self.add(part, i, RelationKind::CoLocated, "place, place");
        }
        let by = match self.dep(top) {
            Dep::Pobj => up,
            Dep::Advmod => top,
            _ => return,
        };
        let word = self.parse.lemma_lower(by);
        let governor = self.parse.head(by);
        if self.dep(top) == Dep::Pobj && !PLACE_PREPOSITIONS.contains(&word) {
            if word == "of"
                && let Some(part) = self.at[governor].filter(|&o| self.sort(o) == Sort::Place)
            {
                self.add(part, i, RelationKind::CoLocated, "part of a place");
            }
            return;
        }
        for found in self.located(governor, by) {
            self.add(found, i, RelationKind::CoLocated, "place under a preposition");
        }
        for found in self.around(governor) {
            self.add(found, i, RelationKind::CoLocated, "place of an object");
        }
    }

    /// What is where a preposition says: the noun before it, or subject and object of its verb.
    fn located(&self, governor: usize, by: usize) -> Vec<usize> {
        if self.parse.token(governor).pos == Pos::Verb || self.parse.token(governor).pos == Pos::Aux {
            let mut out = self.of_verb(governor);
            // "Near X, shells hit A and destroyed B": what stands first goes for all.
            let mut todo: Vec<usize> = if by < governor {
                self.parse.children_by(governor, Dep::Conj).collect()
            } else {
                Vec::new()
            };
            while let Some(c) = todo.pop() {
                out.extend(self.objects(c, Dep::Dobj));
                todo.extend(self.parse.children_by(c, Dep::Conj));
            }
            return out;
        }
        if let Some(i) = self.at[governor].filter(|&i| self.sort(i) != Sort::Attribute) {
            return if self.parties[i].head == governor {
                self.row(first_conjunct(self.parse, governor))
            } else {
                vec![i]
            };
        }
        // "the group's presence in X", "fighting in X": who is there through a noun of action.
        self.parse.children_by(governor, Dep::Poss).flat_map(|p| self.row(p)).collect()
    }

    /// "A struck B in X", "A launched strikes on B in X", the place read with the last noun: who did it is there too.
    fn around(&self, governor: usize) -> Vec<usize> {
        let parse = self.parse;
        let mut noun = governor;
        let mut out = Vec::new();
        while parse.token(noun).pos != Pos::Verb {
            match self.dep(noun) {
                Dep::Dobj => {
                    out.extend(self.subjects(parse.head(noun)));
                    break;
                }
                Dep::Pobj => noun = parse.head(parse.head(noun)),
                Dep::Conj => noun = parse.head(noun),
                _ => break,
            }
            out.extend(
                self.at[noun].filter(|&i| self.parties[i].head == noun && self.sort(i) != Sort::Attribute),
            );
        }
        out
    }

    fn of_verb(&self, verb: usize) -> Vec<usize> {
        let mut out = Vec::new();
        if !matches!(self.parse.lemma(verb), "say" | "add" | "tell" | "announce" | "note" | "state") {
            out = self.subjects(verb);
        }
        out.extend(self.objects(verb, Dep::Dobj));
        out
    }

    /// "five vehicles", "dozens of rebels", "the Syrian people".
    fn attribute(&mut self, i: usize) {
        if self.sort(i) != Sort::Attribute {
            return;
        }
        let head = self.parties[i].head;
        let up = self.parse.head(head);
        let noun = match self.dep(head) {
            Dep::Nummod | Dep::Amod | Dep::Det | Dep::Compound | Dep::Quantmod => Some(up),
            _ => {
                let of = self.parse.children_by(head, Dep::Prep).find(|&p| self.parse.str(p) == "of");
                of.and_then(|p| self.parse.child(p, Dep::Pobj))
            }
        };
        if let Some(n) = noun.and_then(|n| self.at[n]).filter(|&n| self.sort(n) != Sort::Attribute) {
            self.add(n, i, RelationKind::HasAttribute, "said of a noun");
        }
        if self.dep(head) == Dep::Appos
            && let Some(o) = self.at[up].filter(|&o| self.sort(o) == Sort::Attribute)
        {
            self.both(o, i, RelationKind::SameAs, "in other units");
        }
    }

    /// "the group's fighters", "ISW's office", "the head of the agency".
    fn owner(&mut self, i: usize) {
        if !self.is_party(i) {
            return;
        }
        let head = self.parties[i].head;
        let up = self.parse.head(head);
        let Some(owned) = self.at[up].filter(|&o| o != i && self.sort(o) != Sort::Attribute) else { return };
        match self.dep(head) {
            Dep::Poss
                if matches!(self.sort(owned), Sort::Thing | Sort::Place)
                    && self.parse.token(head).pos != Pos::Pron =>
            {
                self.add(i, owned, RelationKind::InChargeOf, "possessor");
            }
            _ => {}
        }
    }

    /// "A, the head of B", "the Institute (I)".
    fn same(&mut self, i: usize) {
        let p = &self.parties[i];
        let up = self.parse.head(p.head);
        if self.dep(p.head) == Dep::Appos
            && let Some(o) = self.at[up].filter(|&o| {
                o != i && self.sort(o) == p.sort && p.sort != Sort::Place && p.sort != Sort::Attribute
            })
        {
            self.both(o, i, RelationKind::SameAs, "apposition");
        }
        let end = p.tokens.end;
        if end + 1 < self.parse.len()
            && self.parse.str(end) == "("
            && let Some(o) = self.at[end + 1]
                .filter(|&o| self.sort(o) == p.sort && self.parties[o].tokens.start == end + 1)
            && self.parties[o].tokens.end < self.parse.len()
            && self.parse.str(self.parties[o].tokens.end) == ")"
        {
            self.both(i, o, RelationKind::SameAs, "in brackets");
        }
    }

    /// "students at the college", "A, of the brigade", "bodies including B", "A is a member of B".
    fn member(&mut self, i: usize) {
        if self.sort(i) != Sort::Body {
            return;
        }
        let head = self.parties[i].head;
        let top = first_conjunct(self.parse, head);
        if self.dep(top) != Dep::Pobj {
            return;
        }
        let by = self.parse.head(top);
        let governor = self.parse.head(by);
        match self.parse.str(by) {
            "of" | "at" | "from" | "with" => {
                if let Some(part) = self.at[governor].filter(|&o| self.is_party(o)) {
                    if self.parties[part].tokens.end <= self.parties[i].tokens.start {
                        self.add(part, i, RelationKind::BelongsTo, "of a body");
                    }
                } else if matches!(self.parse.lemma(governor), "member" | "part" | "wing" | "branch" | "arm")
                {
                    for s in self.subjects(self.parse.head(governor)) {
                        self.add(s, i, RelationKind::BelongsTo, "part of a body");
                    }
                }
            }
            "including" | "like" => {
                if let Some(whole) = self.at[governor].filter(|&o| self.sort(o) == Sort::Body) {
                    self.add(i, whole, RelationKind::BelongsTo, "including");
                }
            }
            "to" if matches!(self.parse.lemma(governor), "assign" | "belong" | "attach") => {
                for s in self.subjects(governor) {
                    self.add(s, i, RelationKind::BelongsTo, "assigned to a body");
                }
            }
            _ => {}
        }
    }
}
