//! People who are listed rather than counted, and plurals without a number.
//!
//! "A child and his father were killed" is two killed; "houses were destroyed" is two or more. Only what a word of
//! the table says something of is counted, and only where nothing was printed that is a figure already.

use super::Cx;
use super::lexicon::Class;
use super::{measure, noun};
use crate::labels::{Dep, EntityLabel, Tag};
use crate::{Measure, Quantity};

/// Adds the listed persons and bare plurals of a sentence; `first` is its first figure in `out`.
pub(super) fn find(cx: &Cx, first: usize, out: &mut Vec<Quantity>) {
    let printed = out.len();
    for head in cx.start..cx.end {
        let token = cx.parse.token(head);
        let argument =
            matches!(token.dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Root | Dep::Pobj | Dep::Appos);
        if !argument
            || !(token.tag.is_noun() || token.tag == Tag::Prp)
            || in_printed(&out[first..printed], head, true)
        {
            continue;
        }
        if let Some(quantity) = listed(cx, head, &out[first..printed]) {
            out.push(quantity);
        }
    }
}

/// Token `i` lies in a printed figure (as its noun).
fn in_printed(figures: &[Quantity], i: usize, alone: bool) -> bool {
    alone && figures.iter().any(|q| q.noun == Some(i as u32) && q.measure == Measure::Duration)
}

/// How many one member of a list stands for.
fn member(cx: &Cx, i: usize, figures: &[Quantity]) -> Option<(f64, Option<f64>, Kind)> {
    if let Some(q) = figures.iter().find(|q| {
        q.measure != Measure::Age
            && (q.noun == Some(i as u32) || (q.number.0..q.number.1).contains(&(i as u32)))
    }) {
        return Some((q.min.unwrap_or(0.0), q.max, Kind::Figure));
    }
    let token = cx.parse.token(i);
    match token.tag {
        Tag::Prp => {
            let one = matches!(cx.lower(i).as_str(), "he" | "she" | "him" | "her" | "i" | "me");
            one.then_some((1.0, Some(1.0), Kind::Pronoun))
        }
        Tag::Nn => {
            let known = super::noun::alone(cx, i, |word| cx.lexicon.class(word));
            if !known.is_some_and(|c| c.meets(Class::PERSON) || c.meets(Class::FORCE)) {
                return None;
            }
            match cx.parse.lemma(i) {
                "couple" | "pair" => Some((2.0, Some(2.0), Kind::Noun)),
                "people" | "police" | "family" | "staff" | "personnel" | "crew" | "group" | "crowd"
                | "body" | "youth" | "household" | "life" => None,
                _ => Some((1.0, Some(1.0), Kind::Noun)),
            }
        }
        Tag::Nnp if cx.entity(i) == Some(EntityLabel::Person) => Some((1.0, Some(1.0), Kind::Noun)),
        Tag::Nns
            if !cx
                .parse
                .children(i)
                .any(|c| matches!(cx.parse.token(c).dep, Dep::Det | Dep::Poss | Dep::Nummod)) =>
        {
            cx.lexicon.class(cx.parse.lemma(i)).map(|_| (2.0, None, Kind::Plural))
        }
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Figure,
    Pronoun,
    Noun,
    Plural,
}

fn listed(cx: &Cx, head: usize, figures: &[Quantity]) -> Option<Quantity> {
    let first = member(cx, head, figures)?;
    // No more than one level of "and" after another: each hangs on the one before.
    let mut members = vec![(head, first)];
    let mut at = head;
    while let Some(next) = cx.parse.child(at, Dep::Conj) {
        if !cx.parse.token(next).tag.is_noun() && cx.parse.token(next).tag != Tag::Cd {
            break;
        }
        members.push((next, member(cx, next, figures)?));
        at = next;
        if members.len() > 20 {
            return None;
        }
    }
    let alone = members.len() == 1;
    // "ten of them children"
    if alone && first.2 == Kind::Plural && cx.parse.token(cx.parse.head(head)).tag == Tag::Cd {
        return None;
    }
    if alone && matches!(first.2, Kind::Figure | Kind::Pronoun)
        || members.iter().all(|m| m.1.2 == Kind::Figure)
    {
        return None;
    }
    let class = noun::class(cx, head);
    let class = if first.2 == Kind::Pronoun { Class::PERSON } else { class };
    let people = class.meets(Class::PERSON) || class.meets(Class::FORCE);
    if !alone && !people {
        return None;
    }
    let (measure, from, rule) = measure::governed(cx, head, class).or_else(|| beside(cx, head, class))?;
    // "the killing of civilians" tells of no event.
    if matches!(rule, "of" | "toll") || cx.parse.token(from).dep == Dep::Pcomp && first.2 == Kind::Plural {
        return None;
    }
    if first.2 == Kind::Plural && cx.parse.token(head).dep == Dep::Appos {
        return None;
    }
    if !counts(measure) || (people && first.2 != Kind::Plural && !personal(measure)) || !happened(cx, from) {
        return None;
    }
    if alone && measure == Measure::Casualties && place_under_fire(cx, head, from) {
        return None;
    }
    let last = members.last()?.0;
    let left = cx.parse.token(head).left_edge as usize;
    let min: f64 = members.iter().map(|m| m.1.0).sum();
    let max = members.iter().map(|m| m.1.1).sum::<Option<f64>>();
    let words = left.max(cx.start)..last + 1;
    Some(Quantity {
        span: cx.parse.span(words.clone()),
        number: (left as u32, last as u32 + 1),
        min: Some(min),
        max,
        of: if first.2 == Kind::Plural || alone {
            cx.parse.str(head).to_owned()
        } else {
            "people".to_owned()
        },
        noun: Some(head as u32),
        measure,
        measure_from: Some(from as u32),
        part_of: None,
        rate: false,
        hedged: false,
        rule: if first.2 == Kind::Plural && alone { "plural" } else { "persons" },
    })
}

/// "A strike hit Maychew": what fire hits under one bare name is a place, though the parser may take a name that it does not
/// know for a person's. Of persons a report gives more than that when it first tells of them.
fn place_under_fire(cx: &Cx, head: usize, verb: usize) -> bool {
    const FIRE: [&str; 9] =
        ["strike", "airstrike", "attack", "raid", "shelling", "bombardment", "bombing", "barrage", "salvo"];
    let bare = cx.parse.token(head).tag == Tag::Nnp && cx.parse.children(head).next().is_none();
    let agent = || cx.parse.children_by(verb, Dep::Agent).find_map(|by| cx.parse.child(by, Dep::Pobj));
    let by = cx.parse.child(verb, Dep::Nsubj).or_else(agent);
    let fire = |i: usize| {
        let lemma = cx.parse.lemma(i);
        FIRE.contains(&lemma) || cx.lexicon.class(lemma).is_some_and(|c| c.meets(Class::MUNITION))
    };
    bare && by.is_some_and(fire)
}

/// Headlines: "Man killed in crash" read as a subject and a past tense, "Teen dead".
fn beside(cx: &Cx, head: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    let next = head + 1;
    if next >= cx.end || cx.parse.token(next).tag == Tag::Vbd && cx.parse.child(next, Dep::Dobj).is_some() {
        return None;
    }
    measure::state(cx, next, class).map(|m| (m, next, "state"))
}

/// The word that gives the measure tells of something that came about.
fn happened(cx: &Cx, from: usize) -> bool {
    let token = cx.parse.token(from);
    if cx.parse.child(from, Dep::Neg).is_some() {
        return false;
    }
    let aux = |i: usize| {
        cx.parse.children(i).any(|c| {
            let t = cx.parse.token(c);
            t.dep == Dep::Aux && (t.tag == Tag::Md || t.tag == Tag::To)
        })
    };
    !(token.tag == Tag::Vb && token.dep != Dep::Root
        || aux(from)
        || cx.parse.child(cx.parse.head(from), Dep::Neg).is_some())
}

fn counts(measure: Measure) -> bool {
    use Measure as M;
    personal(measure)
        || matches!(
            measure,
            M::ShotDown
                | M::MunitionsFired
                | M::VehiclesLost
                | M::BuildingsDamaged
                | M::SettlementsControlled
        )
}

fn personal(measure: Measure) -> bool {
    use Measure as M;
    matches!(
        measure,
        M::Killed
            | M::Injured
            | M::Casualties
            | M::Missing
            | M::Detained
            | M::Captured
            | M::Released
            | M::Rescued
            | M::Hospitalised
            | M::Fled
            | M::Evacuated
            | M::OrderedToEvacuate
            | M::Sheltered
    )
}
