//! A person or thing an act was aimed at: who or what it is, and whether two mentions are one.

use std::collections::BTreeSet;
use std::ops::Range;

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
    pub name: Option<Range<usize>>,
    /// Tokens of the description.
    pub description: Option<Range<usize>>,
    /// Lemmas of the name and of the description, by which two mentions are found to be one.
    pub called: Vec<String>,
    pub known_as: Vec<String>,
    /// Head word of what is not named.
    pub key: String,
    /// "the minister", "his brother": somebody the reader knows of.
    pub definite: bool,
    /// "people", "victims": nobody in particular.
    pub general: bool,
    pub effects: BTreeSet<Effect>,
    /// The figure that stands with it.
    pub count: Option<String>,
}

impl Target {
    #[expect(clippy::too_many_arguments)]
    fn new(
        view: &View,
        head: usize,
        human: bool,
        class: String,
        name: Option<Range<usize>>,
        description: Option<Range<usize>>,
        effects: BTreeSet<Effect>,
        count: Option<String>,
    ) -> Self {
        let lemmas = |tokens: &Option<Range<usize>>| -> Vec<String> {
            tokens.clone().into_iter().flatten().map(|i| view.lemma(i)).collect()
        };
        let key = view.lemma(head);
        let definite = view.parse.children(head).any(|c| match view.parse.token(c).dep {
            Dep::Det => matches!(view.lemma(c).as_str(), "the" | "this" | "that" | "these" | "those"),
            Dep::Poss => true,
            _ => false,
        });
        Self {
            called: lemmas(&name),
            known_as: lemmas(&description),
            general: name.is_none() && view.words.is("general", &key),
            head,
            human,
            class,
            name,
            description,
            key,
            definite,
            effects,
            count,
        }
    }

    /// Whether two mentions are one: a shorter form of a name, a title of the one named, or the same word; but the
    /// same word with another figure is another target: "three people died and ten people were wounded".
    pub fn is_same(&self, other: &Self) -> bool {
        if self.human != other.human {
            return false;
        }
        match (&self.name, &other.name) {
            (Some(_), Some(_)) => {
                let (short, long) =
                    if self.called.len() < other.called.len() { (self, other) } else { (other, self) };
                short.called.iter().all(|w| long.called.contains(w))
            }
            (Some(_), None) => other.stands_for(self),
            (None, Some(_)) => self.stands_for(other),
            (None, None) => {
                let counts = self.count.is_none() || other.count.is_none() || self.count == other.count;
                self.key == other.key && counts
            }
        }
    }

    /// "the minister" for the minister named before.
    fn stands_for(&self, named: &Self) -> bool {
        self.definite && self.count.is_none() && named.known_as.contains(&self.key)
    }

    /// Takes in another mention of the same.
    pub fn merge(&mut self, other: Self) {
        if self.count.is_none() && other.count.is_some() && self.name.is_none() {
            (self.count, self.head) = (other.count, other.head);
        }
        self.effects.extend(other.effects);
        let longer = |a: &Option<Range<usize>>, b: &Option<Range<usize>>| {
            b.as_ref().is_some_and(|b| a.as_ref().is_none_or(|a| b.len() > a.len()))
        };
        if longer(&self.name, &other.name) {
            (self.name, self.called) = (other.name, other.called);
        }
        if self.description.is_none() {
            self.description = other.description;
            self.class = other.class;
        }
        for word in other.known_as {
            if !self.known_as.contains(&word) {
                self.known_as.push(word);
            }
        }
    }

    /// A force or its works, a target of war.
    pub fn is_of_war(&self) -> bool {
        matches!(self.class.as_str(), "FIGHTER" | "MILITARY")
            || self.class == "ACTIVE MILITARY" && self.name.is_none()
    }
}

/// The targets of an act that can be told what they are.
pub(super) fn targets(view: &View, act: &Act) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    for head in act.targets.iter().flat_map(|&head| std::iter::once(head).chain(listed(view, head))) {
        let Some(mut target) = target(view, head, act) else { continue };
        // "engineers X, Y and Z": what the first is called, all are.
        if let Some(last) = found.last()
            && target.name.is_some()
            && target.description.is_none()
            && last.name.is_some()
            && let Some(of) = last.description.clone()
            && of.clone().last().is_some_and(|i| view.is_plural(i))
        {
            (target.description, target.class) = (Some(of), last.class.clone());
        }
        found.push(target);
    }
    found
}

/// "three journalists: X, Y and Z": the persons that a plural is told out into.
fn listed(view: &View, head: usize) -> Vec<usize> {
    let parse = view.parse;
    if !view.is_plural(head) {
        return Vec::new();
    }
    let apposed =
        parse.children_by(head, Dep::Appos).flat_map(|a| super::super::frame::with_conjuncts(parse, a));
    apposed.filter(|&a| view.is_person_name(a)).collect()
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
    let count = parse.children_by(head, Dep::Nummod).next().map(|n| parse.lemma_lower(n).to_string());
    let harmed = matches!(act.effect, Some(Effect::Death | Effect::Injury)) || act.kind == Kind::Kidnapping;
    let unknown = person.is_none() && hum.is_none() && phys.is_none();
    if unknown && !(harmed && token.tag == Tag::Nns) {
        let alone = harmed && count.is_none();
        return titled(view, head, effects.clone(), count)
            .or_else(|| if alone { unlisted(view, head, effects) } else { None });
    }
    // Who can be killed, wounded or carried off is a person, whatever the word.
    let human = unknown || person.is_some() || hum.map_or(0, |h| h.1) > phys.map_or(0, |p| p.1);
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
        let mut class = class.unwrap_or_else(|| "CIVILIAN".into());
        let former = description
            .clone()
            .is_some_and(|d| d.into_iter().any(|i| matches!(view.lemma(i).as_str(), "former" | "ex")));
        if former && matches!(class.as_str(), "GOVERNMENT OFFICIAL" | "ACTIVE MILITARY") {
            class = format!("FORMER {class}");
        }
        return Some(Target::new(view, head, true, class, name, description, effects, count));
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
    Some(Target::new(view, head, false, class.into(), None, Some(phrase), effects, count))
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
    let description = Some(phrase.start..phrase.start + end);
    Some(Target::new(view, head, true, class, Some(name), description, effects, count))
}

/// A proper noun that nobody knows, killed or carried off: somebody's name.
fn unlisted(view: &View, head: usize, effects: BTreeSet<Effect>) -> Option<Target> {
    let proper = |i: usize| view.parse.token(i).pos == Pos::Propn;
    let at = head as u32;
    let holds = |tokens: (u32, u32)| tokens.0 <= at && at < tokens.1;
    let known = view.mentions.names.iter().any(|n| holds(n.tokens))
        || view.mentions.places.iter().any(|p| holds(p.tokens) && p.sense == PlaceSense::Literal);
    if !proper(head) || known {
        return None;
    }
    let phrase = view.phrase(head);
    let start = phrase.clone().rev().take_while(|&i| proper(i)).last()?;
    let description = (phrase.start < start).then_some(phrase.start..start);
    let class = description.clone().and_then(|d| {
        let lemmas: Vec<String> = d.map(|i| view.lemma(i)).collect();
        view.words.class("hum", &lemmas).map(str::to_string)
    });
    let description = description.filter(|_| class.is_some());
    let class = class.unwrap_or_else(|| "CIVILIAN".into());
    Some(Target::new(view, head, true, class, Some(start..head + 1), description, effects, None))
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
    phrase: Range<usize>,
    name: &Range<usize>,
) -> (Option<Range<usize>>, Option<String>) {
    let lemmas = |tokens: Range<usize>| -> Vec<String> { tokens.map(|i| view.lemma(i)).collect() };
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
