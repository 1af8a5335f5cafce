//! Acts of one incident brought together, and their targets told apart.

use std::collections::BTreeSet;

use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::{NameKind, PlaceSense};

use super::act::{Act, Effect, Kind, Stage};
use super::noun::View;

/// A person or thing an incident was aimed at.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub head: usize,
    pub human: bool,
    /// Type of the table ("CIVILIAN", "ENERGY"); "FIGHTER" and "MILITARY" stand for those of a war.
    pub class: String,
    /// Tokens of a person's name.
    pub name: Option<std::ops::Range<usize>>,
    /// Tokens of the description.
    pub description: Option<std::ops::Range<usize>>,
    /// What makes two mentions one: last name, or head word.
    pub key: String,
    pub effects: BTreeSet<Effect>,
    /// The figure that stands with it.
    pub count: Option<String>,
}

/// Acts that are one incident.
#[derive(Debug, Clone)]
pub(super) struct Incident {
    pub acts: Vec<Act>,
    pub kind: Kind,
    pub stage: Stage,
    pub targets: Vec<Target>,
}

impl Incident {
    /// Sentences of the acts, in order.
    pub fn sentences(&self) -> BTreeSet<usize> {
        self.acts.iter().map(|a| a.sentence).collect()
    }

    fn last_sentence(&self) -> usize {
        self.acts.iter().map(|a| a.sentence).max().unwrap_or(0)
    }

    fn add(&mut self, act: Act, targets: Vec<Target>) {
        if self.kind == Kind::Attack && act.kind != Kind::Harm {
            self.kind = act.kind;
        }
        self.stage = self.stage.min(act.stage);
        for target in targets {
            match self.targets.iter_mut().find(|t| t.is_same(&target)) {
                Some(known) => known.merge(target),
                None => self.targets.push(target),
            }
        }
        self.acts.push(act);
    }
}

impl Target {
    /// The same word with another figure is another target: "three people died and ten people were wounded".
    fn is_same(&self, other: &Self) -> bool {
        let counts = self.count.is_none() || other.count.is_none() || self.count == other.count;
        self.human == other.human && self.key == other.key && counts
    }

    fn merge(&mut self, other: Self) {
        if self.count.is_none() && other.count.is_some() {
            (self.count, self.head) = (other.count, other.head);
        }
        self.effects.extend(other.effects);
        let longer = |a: &Option<std::ops::Range<usize>>, b: &Option<std::ops::Range<usize>>| {
            b.as_ref().is_some_and(|b| a.as_ref().is_none_or(|a| b.len() > a.len()))
        };
        if longer(&self.name, &other.name) {
            self.name = other.name;
        }
        if self.description.is_none() {
            self.description = other.description;
            self.class = other.class;
        }
    }

    /// A force or its works, a target of war.
    pub fn is_of_war(&self) -> bool {
        matches!(self.class.as_str(), "FIGHTER" | "MILITARY")
            || self.class == "ACTIVE MILITARY" && self.name.is_none()
    }
}

/// The incidents the acts tell of.
pub(super) fn incidents(view: &View, acts: Vec<Act>) -> Vec<Incident> {
    let mut found: Vec<Incident> = Vec::new();
    let (harm, acts): (Vec<Act>, Vec<Act>) = acts.into_iter().partition(|a| a.kind == Kind::Harm);
    for act in acts {
        let targets = targets(view, &act);
        match home(view, &found, &act, &targets) {
            Some(i) => found[i].add(act, targets),
            None => found.push(
                Incident { kind: act.kind, stage: act.stage, targets: Vec::new(), acts: Vec::new() }
                    .with(act, targets),
            ),
        }
    }
    for act in harm {
        let targets = targets(view, &act);
        let near = |i: &Incident| {
            i.acts.iter().map(|a| distance(act.sentence, a.sentence)).min().unwrap_or(usize::MAX)
        };
        let best = (0..found.len()).min_by_key(|&i| (near(&found[i]), i));
        if let Some(i) = best.filter(|&i| near(&found[i]) <= 2) {
            found[i].add(act, targets);
        }
    }
    found
}

impl Incident {
    fn with(mut self, act: Act, targets: Vec<Target>) -> Self {
        self.add(act, targets);
        self
    }
}

/// Sentences between; looking back is nearer than looking ahead.
fn distance(from: usize, to: usize) -> usize {
    if to <= from { 2 * (from - to) } else { 2 * (to - from) + 1 }.div_ceil(2)
}

/// The incident an act belongs to, if it is told already.
fn home(view: &View, found: &[Incident], act: &Act, targets: &[Target]) -> Option<usize> {
    let parse = view.parse;
    let separate = parse.sentences()[act.sentence]
        .tokens
        .clone()
        .take(6)
        .any(|i| view.words.is("separate", &view.lemma(i)));
    let block = parse.sentences()[act.sentence].block;
    (0..found.len()).rev().find(|&n| {
        let other = &found[n];
        let kinds = act.kind == other.kind || act.kind == Kind::Attack || other.kind == Kind::Attack;
        let stages = (act.stage == Stage::Threatened) == (other.stage == Stage::Threatened);
        if !kinds || !stages {
            return false;
        }
        let same_sentence = other.last_sentence() == act.sentence;
        let same_block = parse.sentences()[other.last_sentence()].block == block;
        let shared = targets.iter().any(|t| other.targets.iter().any(|o| o.is_same(t)));
        if shared {
            return true;
        }
        let named = |list: &[Target]| list.iter().any(|t| t.name.is_some());
        if same_sentence {
            return true;
        }
        if separate {
            return false;
        }
        if targets.is_empty() {
            return true;
        }
        // Two persons of different names are two incidents, unless told in one breath.
        if named(targets) && named(&other.targets) {
            return false;
        }
        same_block && act.sentence - other.last_sentence() <= 1
    })
}

/// The targets of an act that can be told what they are.
fn targets(view: &View, act: &Act) -> Vec<Target> {
    act.targets.iter().filter_map(|&head| target(view, head, act)).collect()
}

fn target(view: &View, head: usize, act: &Act) -> Option<Target> {
    let parse = view.parse;
    let token = parse.token(head);
    if matches!(token.pos, Pos::Pron | Pos::Num | Pos::Det | Pos::Verb) || token.tag == Tag::Cd {
        return None;
    }
    let lemmas = view.lemmas(head);
    let hum = view.words.class_len("hum", &lemmas);
    let phys = view.words.class_len("phys", &lemmas);
    let person = view.person(head);
    let mut effects: BTreeSet<Effect> = act.effect.into_iter().collect();
    if act.stage != Stage::Accomplished {
        effects.clear();
    }
    let count = parse.children_by(head, Dep::Nummod).next().map(|n| parse.lemma(n).to_lowercase());
    if person.is_none() && hum.is_none() && phys.is_none() && !matches!(token.tag, Tag::Nns) {
        return titled(view, head, effects, count);
    }
    let human = person.is_some() || hum.map_or(0, |h| h.1) > phys.map_or(0, |p| p.1);
    let place = view.mentions.places.iter().any(|p| {
        p.sense != PlaceSense::Demonym
            && p.sense != PlaceSense::Modifier
            && (p.tokens.0 as usize..p.tokens.1 as usize).contains(&head)
    });
    if human && !place {
        let phrase = view.phrase(head);
        let mut name =
            person.or_else(|| beside(view, head)).map(|n| n.tokens.0 as usize..n.tokens.1 as usize);
        // "msgr X": a title is no part of the name.
        while let Some(n) =
            name.as_mut().filter(|n| n.len() > 1 && view.words.class("hum", &[view.lemma(n.start)]).is_some())
        {
            n.start += 1;
        }
        let (description, class) = match &name {
            None => (Some(phrase), hum.map(|h| h.0.to_string())),
            Some(name) if name.start > head => (Some(phrase), hum.map(|h| h.0.to_string())),
            Some(name) => described(view, head, phrase, name),
        };
        let key = name.as_ref().map_or_else(|| view.lemma(head), |n| view.lemma(n.end - 1));
        let mut class = class.unwrap_or_else(|| "CIVILIAN".into());
        let former = description
            .clone()
            .is_some_and(|d| d.into_iter().any(|i| matches!(view.lemma(i).as_str(), "former" | "ex")));
        if former && matches!(class.as_str(), "GOVERNMENT OFFICIAL" | "ACTIVE MILITARY") {
            class = format!("FORMER {class}");
        }
        return Some(Target { head, human: true, class, name, description, key, effects, count });
    }
    if place {
        return None;
    }
    let (mut class, _) = phys?;
    if lemmas.iter().any(|l| view.words.is("of war", l)) && class != "OTHER" {
        class = "MILITARY";
    }
    effects.retain(|e| matches!(e, Effect::Damage | Effect::Destroyed));
    if matches!(act.kind, Kind::Arson | Kind::Bombing)
        && act.stage == Stage::Accomplished
        && effects.is_empty()
    {
        effects.insert(Effect::Damage);
    }
    let phrase = view.phrase(head);
    Some(Target {
        head,
        human: false,
        class: class.into(),
        name: None,
        description: Some(phrase),
        key: view.lemma(head),
        effects,
        count,
    })
}

/// "Political analyst X" where X was not seen to be a name: the last word that says what he is ends the description.
fn titled(view: &View, head: usize, effects: BTreeSet<Effect>, count: Option<String>) -> Option<Target> {
    let phrase = view.phrase(head);
    let lemmas: Vec<String> = phrase.clone().map(|i| view.lemma(i)).collect();
    let end = (1..lemmas.len()).rev().find(|&n| view.words.class("hum", &lemmas[..n]).is_some())?;
    let name = phrase.start + end..phrase.end;
    if name.len() > 4
        || name.clone().any(|i| !matches!(view.parse.token(i).pos, Pos::Propn | Pos::Noun | Pos::Adj))
    {
        return None;
    }
    let class = view.words.class("hum", &lemmas[..end])?.to_string();
    let key = view.lemma(head);
    let description = Some(phrase.start..phrase.start + end);
    Some(Target { head, human: true, class, name: Some(name), description, key, effects, count })
}

/// The person's name that follows a description at once or behind a comma: "the mayor, X".
fn beside<'v>(view: &View<'v, '_>, head: usize) -> Option<&'v tidings_mention::Name> {
    let comma = head + 1 < view.parse.len() && view.parse.str(head + 1) == ",";
    let next = head + 1 + usize::from(comma);
    let same = next < view.parse.len() && view.parse.token(next).sentence == view.parse.token(head).sentence;
    let name =
        view.mentions.names.iter().find(|n| n.tokens.0 as usize == next && n.kind == NameKind::Person)?;
    let last = name.tokens.1 as usize - 1;
    let apposed = (next..=last).any(|i| view.parse.token(i).dep == Dep::Appos && view.parse.head(i) == head);
    (same && (!comma || apposed)).then_some(name)
}

/// The description that stands before a name or beside it, with its type.
fn described(
    view: &View,
    head: usize,
    phrase: std::ops::Range<usize>,
    name: &std::ops::Range<usize>,
) -> (Option<std::ops::Range<usize>>, Option<String>) {
    let lemmas = |tokens: std::ops::Range<usize>| -> Vec<String> { tokens.map(|i| view.lemma(i)).collect() };
    if phrase.start < name.start {
        let before = phrase.start..name.start;
        if let Some(class) = view.words.class("hum", &lemmas(before.clone())) {
            return (Some(before), Some(class.to_string()));
        }
    }
    for apposed in
        name.clone().chain([head]).flat_map(|i| view.parse.children_by(i, Dep::Appos).collect::<Vec<_>>())
    {
        if let Some(class) = view.class("hum", apposed) {
            return (Some(view.phrase(apposed)), Some(class.to_string()));
        }
    }
    // "the mayor, X": the name is the apposition.
    let first = view.parse.head(head);
    if view.parse.token(head).dep == Dep::Appos
        && let Some(class) = view.class("hum", first)
    {
        return (Some(view.phrase(first)), Some(class.to_string()));
    }
    (None, None)
}
