//! People of whom a report tells one by one: what befell each, and who may be whom.

use super::{Outcome, outcome};
use crate::labels::{Dep, EntityLabel, Tag};
use crate::quantity::lexicon::Class;
use crate::quantity::{Cx, measure, noun};
use crate::{Measure, Quantity};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sex {
    Male,
    Female,
}

/// Which side of the law a noun puts somebody on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Officer,
    Suspect,
}

impl Side {
    fn of(noun: &str) -> Option<Self> {
        match noun {
            "officer" | "deputy" | "trooper" | "policeman" | "policewoman" | "constable" => {
                Some(Self::Officer)
            }
            "suspect" | "gunman" | "robber" | "attacker" | "assailant" => Some(Self::Suspect),
            _ => None,
        }
    }
}

/// "another man", "a third man": somebody beside those who were told of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Further {
    Another,
    Ordinal(u8),
}

/// A person of whom the report tells.
#[derive(Debug, Clone)]
pub(super) struct Person<'p> {
    pub(super) name: Option<&'p str>,
    pub(super) age: Option<u32>,
    sex: Option<Sex>,
    side: Option<Side>,
    further: Option<Further>,
    pub(super) outcome: Outcome,
    /// A noun says it ("the death of"): the same may have been said by a verb before.
    pub(super) nominal: bool,
}

/// The person that token `head` stands for, if something befell it.
pub(super) fn person<'p>(cx: &Cx<'p, '_>, head: usize, figures: &[Quantity]) -> Option<Person<'p>> {
    let token = cx.parse.token(head);
    let named = token.tag == Tag::Nnp && cx.entity(head) == Some(EntityLabel::Person);
    let singular = match token.tag {
        Tag::Prp => matches!(cx.lower(head).as_str(), "he" | "she" | "him" | "her"),
        Tag::Nn => {
            let class = noun::alone(cx, head, |word| cx.lexicon.class(word));
            class.is_some_and(|c| c.meets(Class::PERSON) || c.meets(Class::FORCE))
                && !matches!(
                    cx.parse.lemma(head),
                    "people"
                        | "police"
                        | "family"
                        | "staff"
                        | "crew"
                        | "group"
                        | "crowd"
                        | "body"
                        | "couple"
                        | "life"
                )
        }
        Tag::Nnp => named,
        _ => false,
    };
    // "the two-year-old"
    let singular = singular
        || cx.lower(head).as_str() == "old" && head > cx.start && cx.parse.token(head).dep != Dep::Amod;
    if !singular || matches!(token.dep, Dep::Compound | Dep::Poss | Dep::Amod | Dep::Nmod) {
        return None;
    }
    // A numbered noun is a figure already.
    if figures
        .iter()
        .any(|q| q.noun == Some(head as u32) && q.rule != "persons" && q.max.is_none_or(|m| m > 1.0))
    {
        return None;
    }
    let (outcome, nominal) = befell(cx, head)?;
    let named = named && cx.lexicon.class(cx.lower(head).as_str()).is_none() && !cx.says_state(head);
    let name = if named { entity_text(cx, head) } else { name_beside(cx, head) };
    let age = figures.iter().find(|q| {
        q.measure == Measure::Age && {
            let at = q.number.0 as usize;
            cx.parse.subtree(head).contains(&at) && at.abs_diff(head) <= 8 || (head < at && at <= head + 2)
        }
    });
    Some(Person {
        name,
        age: age.and_then(|q| q.min).map(|n| n as u32),
        sex: sex(cx, head),
        side: Side::of(cx.parse.lemma(head)),
        further: further(cx, head),
        outcome,
        nominal,
    })
}

fn further(cx: &Cx, head: usize) -> Option<Further> {
    let word = |i: usize| match cx.lower(i).as_str() {
        "another" => Some(Further::Another),
        "second" => Some(Further::Ordinal(2)),
        "third" => Some(Further::Ordinal(3)),
        "fourth" => Some(Further::Ordinal(4)),
        "fifth" => Some(Further::Ordinal(5)),
        _ => None,
    };
    let named_so = |c: &usize| matches!(cx.parse.token(*c).dep, Dep::Det | Dep::Amod);
    cx.parse.children(head).filter(named_so).chain([head]).find_map(word)
}

/// "the victim, J. Doe," or "J. Doe, a student,": the name in apposition.
fn name_beside<'p>(cx: &Cx<'p, '_>, head: usize) -> Option<&'p str> {
    cx.parse
        .children_by(head, Dep::Appos)
        .chain((cx.parse.token(head).dep == Dep::Appos).then(|| cx.parse.head(head)))
        .find(|&c| cx.entity(c) == Some(EntityLabel::Person))
        .and_then(|c| entity_text(cx, c))
}

fn entity_text<'d>(cx: &Cx<'d, '_>, i: usize) -> Option<&'d str> {
    let entities = cx.parse.entities();
    let at = entities.partition_point(|e| e.tokens.end <= i);
    entities.get(at).filter(|e| e.tokens.contains(&i)).map(|e| cx.parse.text(e.tokens.clone()))
}

/// Two names share a word longer than an initial.
fn same_name(a: &str, b: &str) -> bool {
    a.split_whitespace()
        .any(|x| x.len() > 2 && x != "Jr." && b.split_whitespace().any(|y| x.eq_ignore_ascii_case(y)))
}

fn sex(cx: &Cx, head: usize) -> Option<Sex> {
    match cx.lower(head).as_str() {
        "he" | "him" | "man" | "boy" | "male" | "father" | "son" | "husband" | "brother" | "boyfriend"
        | "gunman" | "grandfather" | "uncle" | "nephew" | "policeman" | "guy" | "stepfather" | "dad" => {
            Some(Sex::Male)
        }
        "she" | "her" | "woman" | "girl" | "female" | "mother" | "daughter" | "wife" | "sister"
        | "girlfriend" | "grandmother" | "aunt" | "niece" | "lady" | "stepmother" | "mom" => {
            Some(Sex::Female)
        }
        _ => None,
    }
}

/// The worst that the sentence says became of `head`, and whether a noun says it.
fn befell(cx: &Cx, head: usize) -> Option<(Outcome, bool)> {
    let class = Class::PERSON;
    let ways = [measure::modified(cx, head, class), measure::argument(cx, head, class)];
    let mut worst = by_own_hand(cx, head);
    let mut nominal = false;
    for (measure, from, rule) in ways.into_iter().flatten() {
        if cx.parse.child(from, Dep::Neg).is_some() {
            continue;
        }
        worst = worst.max(outcome(measure));
        nominal |= rule == "of";
        // "was shot in the chest and died"
        if cx.parse.token(from).tag.is_verb() {
            for next in cx.parse.children_by(from, Dep::Conj) {
                let own = [Dep::Nsubj, Dep::Nsubjpass].iter().any(|&d| cx.parse.child(next, d).is_some());
                if !own {
                    let more = measure::subject(cx, next, class);
                    worst = worst.max(more.and_then(|(m, ..)| outcome(m)));
                }
            }
        }
    }
    worst.map(|w| (w, nominal))
}

/// What the subject `head` does to itself.
fn by_own_hand(cx: &Cx, head: usize) -> Option<Outcome> {
    if cx.parse.token(head).dep != Dep::Nsubj {
        return None;
    }
    let verb = cx.parse.head(head);
    let more = cx.parse.children(verb).filter(|&c| {
        matches!(cx.parse.token(c).dep, Dep::Conj | Dep::Advcl | Dep::Pcomp | Dep::Xcomp)
            && cx.parse.child(c, Dep::Nsubj).is_none()
    });
    std::iter::once(verb).chain(more).filter_map(|v| own_hand(cx, v)).max()
}

/// "turned the gun on himself", "took her own life", "shot himself in the foot".
pub(super) fn own_hand(cx: &Cx, verb: usize) -> Option<Outcome> {
    let own = |i: usize| matches!(cx.lower(i).as_str(), "himself" | "herself" | "themselves" | "self");
    let upon =
        |i: usize| cx.parse.children_by(i, Dep::Prep).filter_map(|p| cx.parse.child(p, Dep::Pobj)).any(own);
    let object = cx.parse.child(verb, Dep::Dobj)?;
    match cx.parse.lemma(verb) {
        "kill" | "hang" if own(object) => Some(Outcome::Killed),
        "shoot" if own(object) => {
            let died = cx.parse.children(verb).any(|c| cx.lower(c).as_str() == "fatally");
            Some(if died { Outcome::Killed } else { Outcome::Shot })
        }
        "take" if cx.lower(object).as_str() == "life" => Some(Outcome::Killed),
        "commit" if cx.lower(object).as_str() == "suicide" => Some(Outcome::Killed),
        "turn" if upon(verb) || upon(object) => Some(Outcome::Killed),
        _ => None,
    }
}

/// Joins a person to the one it may be, or adds it. Gives its index.
pub(super) fn join<'p>(people: &mut Vec<Person<'p>>, new: Person<'p>, here: &[usize], again: bool) -> usize {
    let fits = |(i, old): &(usize, &Person)| {
        let name = match (old.name, new.name) {
            (Some(a), Some(b)) => same_name(a, b),
            _ => true,
        };
        let age = old.age.is_none() || new.age.is_none() || old.age == new.age;
        let sex = old.sex.is_none() || new.sex.is_none() || old.sex == new.sex;
        let same = old.name.zip(new.name).is_some_and(|(a, b)| same_name(a, b))
            || new.age.is_some() && old.age == new.age;
        let side = old.side.is_none() || new.side.is_none() || old.side == new.side;
        let further = match (old.further, new.further) {
            (Some(Further::Ordinal(a)), Some(Further::Ordinal(b))) => a == b,
            (None, Some(_)) => same,
            _ => true,
        };
        name && age && sex && side && further && (!here.contains(i) || again || same)
    };
    let strong = people.iter().enumerate().rev().find(|(i, old)| {
        fits(&(*i, old))
            && (old.name.zip(new.name).is_some_and(|(a, b)| same_name(a, b))
                || new.age.is_some() && old.age == new.age)
    });
    let found = strong.map(|(i, _)| i).or_else(|| people.iter().enumerate().rev().find(fits).map(|(i, _)| i));
    let Some(i) = found else {
        people.push(new);
        return people.len() - 1;
    };
    let old = &mut people[i];
    old.name = old.name.or(new.name);
    old.age = old.age.or(new.age);
    old.sex = old.sex.or(new.sex);
    old.side = old.side.or(new.side);
    old.outcome = old.outcome.max(new.outcome);
    i
}
