//! The arguments of one predicate, read off the dependency tree: who acts, on what, with which prepositions.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

/// The arguments of one predicate. Lists hold head tokens, coordinated ones included.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Who acts: subject of an active verb, by-agent, possessor of a noun.
    pub subjects: Vec<usize>,
    /// Direct objects, or subjects of a passive.
    pub objects: Vec<usize>,
    /// Indirect objects.
    pub datives: Vec<usize>,
    /// (preposition, object).
    pub preps: Vec<(usize, usize)>,
    /// Heads of infinitives, that-clauses, gerunds after a preposition.
    pub clauses: Vec<usize>,
    /// Particle ("off" in "call off").
    pub particle: Option<usize>,
    /// The verb is passive.
    pub passive: bool,
}

/// Nouns that only count or bundle what follows "of".
const BUNDLES: [&str; 54] = [
    "number",
    "series",
    "dozen",
    "hundred",
    "thousand",
    "million",
    "score",
    "group",
    "round",
    "wave",
    "batch",
    "set",
    "lot",
    "part",
    "some",
    "several",
    "all",
    "one",
    "two",
    "three",
    "spate",
    "string",
    "barrage",
    "pair",
    "couple",
    "most",
    "majority",
    "many",
    "member",
    "act",
    "kind",
    "type",
    "form",
    "case",
    "rest",
    "half",
    "campaign",
    "piece",
    "total",
    "range",
    "host",
    "ten",
    "level",
    "amount",
    "ton",
    "tonne",
    "worth",
    "kilogram",
    "truckload",
    "load",
    "pack",
    "bulk",
    "dose",
    "quantity",
];

/// Prepositions whose gerund is done by the subject above.
const SHARING: [&str; 11] =
    ["by", "after", "before", "without", "while", "in", "from", "to", "of", "for", "when"];

/// Prepositions whose gerund is the complement of the word before.
const INWARD: [&str; 8] = ["to", "of", "for", "from", "on", "in", "against", "at"];

/// Whether `i` is a noun that stands for what follows its "of" ("dozens of attacks").
pub fn is_bundle(parse: &Parse, i: usize) -> bool {
    BUNDLES.iter().any(|b| parse.lemma(i).eq_ignore_ascii_case(b))
}

/// `i` and the tokens coordinated with it.
pub fn with_conjuncts(parse: &Parse, i: usize) -> Vec<usize> {
    let mut all = vec![i];
    let mut at = 0;
    while at < all.len() && all.len() < 32 {
        all.extend(parse.children_by(all[at], Dep::Conj));
        at += 1;
    }
    all
}

/// The token whose dependency says what `i` is to the sentence: the first of its coordination.
pub fn first_conjunct(parse: &Parse, mut i: usize) -> usize {
    while parse.token(i).dep == Dep::Conj && parse.head(i) != i {
        i = parse.head(i);
    }
    i
}

/// Through "dozens of", "a series of" to what is counted.
pub fn content_of(parse: &Parse, i: usize) -> usize {
    let mut at = i;
    for _ in 0..3 {
        let of = parse.children_by(at, Dep::Prep).find(|&p| parse.str(p).eq_ignore_ascii_case("of"));
        match of.and_then(|p| parse.child(p, Dep::Pobj)) {
            Some(next) if is_bundle(parse, at) => at = next,
            _ => break,
        }
    }
    at
}

impl Frame {
    /// The frame of the predicate at `i`.
    pub fn of(parse: &Parse, i: usize) -> Self {
        match parse.token(i).pos {
            Pos::Noun | Pos::Propn => Self::of_noun(parse, i),
            Pos::Adj if !parse.token(i).tag.is_verb() => Self::of_adjective(parse, i),
            _ => Self::of_verb(parse, i),
        }
    }

    fn of_verb(parse: &Parse, i: usize) -> Self {
        let mut frame = Self { passive: is_passive(parse, i), ..Self::default() };
        for c in parse.children(i) {
            match parse.token(c).dep {
                Dep::Nsubj | Dep::Csubj => frame.subjects.extend(parties(parse, c)),
                Dep::Nsubjpass | Dep::Csubjpass => {
                    frame.passive = true;
                    frame.objects.extend(parties(parse, c));
                }
                Dep::Dobj => frame.objects.extend(parties(parse, c)),
                Dep::Attr | Dep::Oprd => frame.clauses.push(c),
                Dep::Dative if parse.token(c).pos != Pos::Adp => frame.datives.extend(parties(parse, c)),
                Dep::Agent => {
                    frame.subjects.extend(parse.children_by(c, Dep::Pobj).flat_map(|o| parties(parse, o)));
                }
                // "shelling by rockets": a gerund's by-phrase is its agent.
                Dep::Prep if parse.token(i).tag == Tag::Vbg && parse.str(c).eq_ignore_ascii_case("by") => {
                    frame.subjects.extend(parse.children_by(c, Dep::Pobj).flat_map(|o| parties(parse, o)));
                }
                Dep::Prep | Dep::Dative => frame.push_prep(parse, c),
                Dep::Prt => frame.particle = Some(c),
                Dep::Xcomp | Dep::Ccomp | Dep::Acomp => frame.clauses.extend(with_conjuncts(parse, c)),
                _ => {}
            }
        }
        // "in the attack it launched on": prepositions of an object that hang on the verb's noun are found there.
        frame.share_subject(parse, i);
        frame.fill_gap(parse, i);
        frame
    }

    fn of_noun(parse: &Parse, i: usize) -> Self {
        let mut frame = Self::default();
        for c in parse.children(i) {
            let t = parse.token(c);
            match t.dep {
                Dep::Poss => frame.subjects.extend(parties(parse, c)),
                Dep::Compound | Dep::Amod | Dep::Nmod if is_party_word(parse, c) => frame.subjects.push(c),
                Dep::Prep | Dep::Agent => {
                    if parse.str(c).eq_ignore_ascii_case("by") {
                        frame
                            .subjects
                            .extend(parse.children_by(c, Dep::Pobj).flat_map(|o| parties(parse, o)));
                    } else {
                        frame.push_prep(parse, c);
                    }
                }
                Dep::Acl | Dep::Ccomp if t.tag == Tag::Vb || t.dep == Dep::Ccomp => {
                    frame.clauses.extend(with_conjuncts(parse, c));
                }
                _ => {}
            }
        }
        // The preposition of a coordinated noun is often shared: "the arrest and detention of".
        if frame.preps.is_empty() {
            for other in with_conjuncts(parse, i).into_iter().skip(1) {
                for c in parse.children_by(other, Dep::Prep) {
                    frame.push_prep(parse, c);
                }
            }
        }
        // "X is the largest donor to Y": the subject of the copula.
        if frame.subjects.is_empty() && parse.token(i).dep == Dep::Attr {
            let be = parse.head(i);
            frame.subjects.extend(parse.children_by(be, Dep::Nsubj).flat_map(|s| parties(parse, s)));
        }
        frame
    }

    fn of_adjective(parse: &Parse, i: usize) -> Self {
        let mut frame = Self::default();
        let first = first_conjunct(parse, i);
        match parse.token(first).dep {
            Dep::Acomp | Dep::Oprd => {
                let be = parse.head(first);
                frame.subjects.extend(parse.children_by(be, Dep::Nsubj).flat_map(|s| parties(parse, s)));
                if frame.subjects.is_empty() {
                    frame.share_subject(parse, be);
                }
            }
            Dep::Amod | Dep::Appos => frame.subjects.push(parse.head(first)),
            _ => {}
        }
        for c in parse.children(i) {
            match parse.token(c).dep {
                Dep::Prep => frame.push_prep(parse, c),
                Dep::Xcomp | Dep::Ccomp => frame.clauses.extend(with_conjuncts(parse, c)),
                _ => {}
            }
        }
        frame
    }

    fn push_prep(&mut self, parse: &Parse, prep: usize) {
        for c in parse.children(prep) {
            match parse.token(c).dep {
                Dep::Pobj => self.preps.extend(parties(parse, c).into_iter().map(|o| (prep, o))),
                Dep::Pcomp => {
                    // "by launching", "after meeting" stand beside the event; "from leaving", "to helping" fill it.
                    if INWARD.contains(&parse.str(prep).to_lowercase().as_str()) {
                        self.clauses.push(c);
                    }
                    self.preps.push((prep, c));
                }
                // "out of", "away from"
                Dep::Prep => {
                    for o in parse.children_by(c, Dep::Pobj) {
                        self.preps.extend(parties(parse, o).into_iter().map(|o| (c, o)));
                    }
                }
                _ => {}
            }
        }
    }

    /// A verb without a subject of its own takes its governor's: coordination, control, participles.
    fn share_subject(&mut self, parse: &Parse, i: usize) {
        let mut at = i;
        for _ in 0..6 {
            if !self.subjects.is_empty() || (self.passive && !self.objects.is_empty()) {
                return;
            }
            let head = parse.head(at);
            if head == at {
                return;
            }
            match parse.token(at).dep {
                Dep::Acl => {
                    if parse.token(at).tag == Tag::Vbn {
                        self.passive = true;
                        self.objects.extend(parties(parse, head));
                        return;
                    } else if parse.token(at).tag == Tag::Vbg {
                        self.subjects.extend(parties(parse, head));
                        return;
                    }
                    // "the decision to attack": whose decision.
                    if !parse.token(head).tag.is_verb() {
                        self.subjects = Self::of_noun(parse, head).subjects;
                        if !self.subjects.is_empty() {
                            return;
                        }
                    }
                }
                Dep::Relcl => {
                    self.subjects.extend(parties(parse, head));
                    return;
                }
                Dep::Xcomp | Dep::Ccomp if parse.token(head).tag.is_verb() => {
                    // Object control: "ordered him to leave".
                    let object = parse.child(head, Dep::Dobj).or_else(|| parse.child(head, Dep::Nsubjpass));
                    if let Some(object) = object
                        && is_object_control(parse, head)
                    {
                        self.subjects.extend(parties(parse, object));
                        return;
                    }
                }
                // "accused the army of shelling": the object does it.
                Dep::Pcomp if is_blaming(parse, head) => {
                    let verb = parse.head(head);
                    let object = parse.child(verb, Dep::Dobj).or_else(|| parse.child(verb, Dep::Nsubjpass));
                    if let Some(object) = object {
                        self.subjects.extend(parties(parse, object));
                        return;
                    }
                }
                // "due to shelling": whoever it is, it is not the one above.
                Dep::Pcomp if !SHARING.contains(&parse.str(head).to_lowercase().as_str()) => return,
                Dep::Conj
                | Dep::Advcl
                | Dep::Pcomp
                | Dep::Prep
                | Dep::Xcomp
                | Dep::Ccomp
                | Dep::Acomp
                | Dep::Dep => {}
                _ => return,
            }
            let beside = parse.token(at).dep == Dep::Advcl && parse.token(at).tag == Tag::Vbg;
            at = head;
            let passive = is_passive(parse, at);
            if beside && passive {
                // "was hit by a rocket, injuring three": the agent injures, not what was hit.
                for agent in parse.children_by(at, Dep::Agent) {
                    self.subjects.extend(parse.children_by(agent, Dep::Pobj).flat_map(|o| parties(parse, o)));
                }
                return;
            }
            for s in parse.children(at) {
                match parse.token(s).dep {
                    Dep::Nsubj => self.subjects.extend(parties(parse, s)),
                    Dep::Nsubjpass if self.passive && self.objects.is_empty() && passive => {
                        self.objects.extend(parties(parse, s));
                    }
                    Dep::Nsubjpass if !passive || !self.passive => self.subjects.extend(parties(parse, s)),
                    _ => {}
                }
            }
        }
    }

    /// The noun before a relative clause fills its gap: "the town they attacked", "troops that entered".
    fn fill_gap(&mut self, parse: &Parse, i: usize) {
        let first = first_conjunct(parse, i);
        if parse.token(first).dep != Dep::Relcl {
            return;
        }
        let antecedent = parse.head(first);
        let is_relative =
            |j: &usize| matches!(parse.token(*j).tag, Tag::Wdt | Tag::Wp) || parse.lemma(*j) == "that";
        for list in [&mut self.subjects, &mut self.objects] {
            if list.iter().any(is_relative) {
                list.retain(|j| !is_relative(j));
                list.push(antecedent);
                return;
            }
        }
        if !self.subjects.is_empty() && !self.subjects.contains(&antecedent) && self.objects.is_empty() {
            self.objects.push(antecedent);
        }
    }
}

/// Whether the verb at `i` is in the passive, or a past participle used like one.
pub fn is_passive(parse: &Parse, i: usize) -> bool {
    parse.children(i).any(|c| matches!(parse.token(c).dep, Dep::Auxpass | Dep::Nsubjpass | Dep::Agent))
}

fn is_object_control(parse: &Parse, head: usize) -> bool {
    const VERBS: [&str; 26] = [
        "order",
        "ask",
        "urge",
        "tell",
        "allow",
        "permit",
        "force",
        "push",
        "press",
        "pressure",
        "persuade",
        "invite",
        "instruct",
        "direct",
        "require",
        "call",
        "compel",
        "command",
        "encourage",
        "enable",
        "help",
        "let",
        "warn",
        "authorize",
        "send",
        "use",
    ];
    VERBS.contains(&parse.lemma(head))
}

/// "of", "for", "with" or "from" under a verb that lays an act to its object or keeps it from one.
fn is_blaming(parse: &Parse, prep: usize) -> bool {
    const VERBS: [&str; 18] = [
        "accuse",
        "blame",
        "suspect",
        "convict",
        "charge",
        "indict",
        "condemn",
        "acquit",
        "prevent",
        "stop",
        "bar",
        "ban",
        "deter",
        "discourage",
        "keep",
        "arrest",
        "detain",
        "sentence",
    ];
    matches!(parse.lemma(prep), "of" | "for" | "with" | "from")
        && VERBS.contains(&parse.lemma(parse.head(prep)))
}

/// A party and those coordinated with it.
fn parties(parse: &Parse, i: usize) -> Vec<usize> {
    with_conjuncts(parse, i)
}

/// An adjective or compound that names a party: "Russian shelling", "Taliban attack", "police raid".
fn is_party_word(parse: &Parse, i: usize) -> bool {
    const PLAIN: [&str; 10] = [
        "police",
        "army",
        "government",
        "rebel",
        "militant",
        "military",
        "insurgent",
        "coalition",
        "navy",
        "enemy",
    ];
    parse.token(i).pos == Pos::Propn
        || parse.str(i).starts_with(char::is_uppercase) && parse.token(i).pos == Pos::Adj
        || PLAIN.contains(&parse.lemma(i))
}
