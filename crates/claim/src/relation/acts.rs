//! Who acts on whom: by a verb, by a noun with "against", by a coded event.

use tidings_mention::labels::{Dep, Pos};

use super::{Reader, RelationKind, Sort};
use crate::Event;

/// Verbs of speaking to somebody.
const TALKING: [&str; 22] = [
    "tell",
    "inform",
    "brief",
    "update",
    "thank",
    "ask",
    "urge",
    "meet",
    "speak",
    "talk",
    "call",
    "discuss",
    "contact",
    "address",
    "visit",
    "welcome",
    "congratulate",
    "warn",
    "invite",
    "advise",
    "greet",
    "join",
];

/// Verbs of harm: what the event lexicon codes by more than the verb counts here by the verb alone.
const HARMING: [&str; 24] = [
    "attack",
    "bomb",
    "strike",
    "hit",
    "target",
    "engage",
    "destroy",
    "damage",
    "kill",
    "wound",
    "injure",
    "fight",
    "defeat",
    "degrade",
    "combat",
    "shell",
    "suppress",
    "raid",
    "ambush",
    "eliminate",
    "murder",
    "shoot",
    "counter",
    "repel",
];

/// Verbs of holding and leading.
const HOLDING: [&str; 15] = [
    "control", "hold", "seize", "capture", "occupy", "run", "lead", "command", "head", "own", "govern",
    "rule", "manage", "overrun", "maintain",
];

/// Verbs of help between parties.
const HELPING: [&str; 12] = [
    "support",
    "back",
    "assist",
    "help",
    "train",
    "aid",
    "arm",
    "partner",
    "cooperate",
    "coordinate",
    "work",
    "advise",
];

impl Reader<'_> {
    /// "A told B", "A met with B".
    pub(super) fn talk(&mut self, verb: usize) {
        let parse = self.parse;
        if !TALKING.contains(&parse.lemma(verb)) {
            return;
        }
        let mutual = matches!(parse.lemma(verb), "meet" | "speak" | "talk" | "discuss");
        let mut heard = self.objects(verb, Dep::Dobj);
        heard.extend(self.objects(verb, Dep::Dative));
        for p in parse.children_by(verb, Dep::Prep).filter(|&p| matches!(parse.str(p), "to" | "with")) {
            heard.extend(self.objects(p, Dep::Pobj));
        }
        for s in self.subjects(verb) {
            for &h in &heard {
                if self.is_party(s) && self.is_party(h) {
                    self.add(s, h, RelationKind::SpeaksTo, "speaking");
                    if mutual {
                        self.add(h, s, RelationKind::SpeaksTo, "speaking");
                    }
                }
            }
        }
    }

    /// "A bombed B", "A holds B", "A backs B": subject and object of a verb, those of a passive the other way.
    pub(super) fn act(&mut self, verb: usize) {
        let parse = self.parse;
        let lemma = parse.lemma(verb);
        let kind = match () {
            () if HARMING.contains(&lemma) => RelationKind::Fights,
            () if HOLDING.contains(&lemma) => RelationKind::InChargeOf,
            () if HELPING.contains(&lemma) => RelationKind::Allied,
            () => return,
        };
        let passive = parse.children(verb).any(|c| matches!(self.dep(c), Dep::Nsubjpass | Dep::Auxpass));
        let by: Vec<usize> =
            parse.children_by(verb, Dep::Agent).flat_map(|a| self.objects(a, Dep::Pobj)).collect();
        let bare = self.dep(verb) == Dep::Acl && !by.is_empty();
        let (doers, done_to) = if passive || bare {
            (by, self.subjects(verb))
        } else {
            let mut objects = self.objects(verb, Dep::Dobj);
            for p in
                parse.children_by(verb, Dep::Prep).filter(|&p| matches!(parse.str(p), "against" | "with"))
            {
                if kind == RelationKind::Allied || parse.str(p) == "against" {
                    objects.extend(self.objects(p, Dep::Pobj));
                }
            }
            (self.subjects(verb), objects)
        };
        for &a in &doers {
            for &b in &done_to {
                match kind {
                    RelationKind::Allied if self.is_named_body(a) && self.is_named_body(b) => {
                        self.both(a, b, kind, "verb");
                    }
                    RelationKind::Fights if self.sort(a) != Sort::Place => self.add(a, b, kind, "verb"),
                    RelationKind::InChargeOf if self.is_party(a) && !self.is_party(b) => {
                        self.add(a, b, kind, "verb");
                    }
                    _ => {}
                }
            }
        }
    }

    /// "A's campaign against B", "A launched strikes against B".
    pub(super) fn against(&mut self, noun: usize) {
        let parse = self.parse;
        let Some(by) = parse.children_by(noun, Dep::Prep).find(|&p| parse.str(p) == "against") else {
            return;
        };
        let foes = self.objects(by, Dep::Pobj);
        let mut doers: Vec<usize> = parse
            .children(noun)
            .filter(|&c| matches!(self.dep(c), Dep::Poss | Dep::Compound | Dep::Amod))
            .filter_map(|c| self.at[c].filter(|&i| self.parties[i].head == c))
            .collect();
        if doers.is_empty() && self.dep(noun) == Dep::Dobj {
            doers = self.subjects(parse.head(noun));
        }
        for &a in &doers {
            for &b in &foes {
                if self.is_party(a) {
                    self.add(a, b, RelationKind::Fights, "against");
                }
            }
        }
    }

    /// Who acts on whom in a coded event.
    pub(super) fn event(&mut self, e: &Event) {
        let Some(kind) = e.plover.kind else { return };
        let known = |tokens: &[usize]| -> Vec<usize> {
            let mut v: Vec<usize> = tokens.iter().flat_map(|&t| self.row(t)).collect();
            v.sort_unstable();
            v.dedup();
            v
        };
        let (mut actors, recipients) = (known(&e.actors), known(&e.recipients));
        if actors.is_empty() && self.parse.token(e.trigger).pos == Pos::Verb {
            actors = self.subjects(e.trigger);
            actors.retain(|a| !recipients.contains(a));
        }
        let relation = match kind {
            "ASSAULT" => RelationKind::Fights,
            "CONSULT" => RelationKind::SpeaksTo,
            "SUPPORT" => RelationKind::Favours,
            "ACCUSE" | "REJECT" | "SANCTION" => RelationKind::Opposes,
            _ => return,
        };
        for &a in &actors {
            for &r in &recipients {
                let people = self.is_party(a) && self.is_party(r);
                if people || relation == RelationKind::Fights {
                    self.add(a, r, relation, "event");
                    if relation == RelationKind::SpeaksTo {
                        self.add(r, a, relation, "event");
                    }
                }
            }
        }
    }
}
