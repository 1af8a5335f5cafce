//! The dead and injured of one incident, over several reports of it.
//!
//! A report gives its toll in two ways: as figures ("two people were killed and three wounded") and as people who
//! are told of one by one, often over several sentences ("a 20-year-old man was shot", "he died at the hospital",
//! "the victim, J. Doe, 20"). Figures are taken from the lead if it has any; people are joined where nothing speaks
//! against their being the same (name, age, sex), so that each is counted once. Of several reports the later know
//! more.

use std::ops::Range;

use jiff::civil::Date;

use super::lexicon::{Class, Lexicon};
use super::{Cx, measure};
use crate::labels::{Dep, EntityLabel, Tag};
use crate::{Measure, Parse, Quantity};

/// Killed and injured, each an interval with open ends.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Toll {
    /// Killed.
    pub killed: (Option<f64>, Option<f64>),
    /// Injured.
    pub injured: (Option<f64>, Option<f64>),
}

/// The toll of the incident that `reports` (day of publication, parse, figures) are about.
pub fn toll(reports: &[(Date, &Parse, &[Quantity])]) -> Toll {
    let mut tallies: Vec<(Date, Tally)> = reports.iter().map(|(d, p, q)| (*d, tally(*d, p, q))).collect();
    tallies.sort_by_key(|(date, _)| *date);
    combine(&tallies.iter().map(|(_, t)| (t.killed(), t.injured())).collect::<Vec<_>>())
}

/// Several reports in order of publication.
///
/// The dead are as many as the report that knows most. Who is injured in a report that knows of fewer dead may be one
/// of them: of its injured only those beyond the missing dead are still injured. Of equal reports the last is taken.
fn combine(reports: &[(Bound, Bound)]) -> Toll {
    let mut killed = Bound { min: 0.0, max: Some(0.0) };
    let mut injured = killed;
    for (dead, _) in reports {
        if dead.min >= killed.min {
            killed = *dead;
        }
    }
    for (dead, hurt) in reports {
        let still = |n: f64| (n - (killed.min - dead.min)).max(0.0);
        if still(hurt.min) >= injured.min {
            injured = Bound { min: still(hurt.min), max: hurt.max.map(still) };
        }
    }
    Toll { killed: (Some(killed.min), killed.max), injured: (Some(injured.min), injured.max) }
}

/// What a report gives: at least and at most.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bound {
    min: f64,
    max: Option<f64>,
}

/// What became of somebody, from bad to worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Shot,
    Injured,
    Killed,
}

fn outcome(measure: Measure) -> Option<Outcome> {
    match measure {
        Measure::Killed => Some(Outcome::Killed),
        Measure::Injured | Measure::Hospitalised => Some(Outcome::Injured),
        Measure::Casualties => Some(Outcome::Shot),
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sex {
    Male,
    Female,
}

/// A person of whom the report tells.
#[derive(Debug, Clone)]
struct Person<'p> {
    name: Option<&'p str>,
    age: Option<u32>,
    sex: Option<Sex>,
    outcome: Outcome,
    /// A noun says it ("the death of"): the same may have been said by a verb before.
    nominal: bool,
}

/// A printed figure.
#[derive(Debug, Clone, Copy)]
struct Printed {
    outcome: Outcome,
    /// The object of an act, so that the actor is not among them ("he killed two").
    of_act: bool,
    min: f64,
    max: Option<f64>,
    sentence: usize,
}

#[derive(Debug, Default)]
struct Tally<'p> {
    printed: Vec<Printed>,
    /// All who are told of one by one.
    people: Vec<Person<'p>>,
    /// Those of them who are said to have died, joined by themselves: a wrong join among all must not make two dead.
    dead: Vec<Person<'p>>,
    /// Somebody in the lead died by their own hand.
    suicide: bool,
    /// The title or lead speaks of a death without counting.
    fatal: bool,
}

/// Sentences at the beginning whose figures come before all others.
const LEAD: usize = 6;

/// Sentences at the beginning whose people are counted; further on reports turn to other cases.
const STORY: usize = 10;

impl Tally<'_> {
    /// The figure that the lead gives most often, the first of them if several are. Figures further on count only in
    /// a report whose lead tells of nobody: else they are of other cases.
    fn figure(&self, outcome: Outcome) -> Option<Bound> {
        let told = !self.people.is_empty() || self.printed.iter().any(|p| p.sentence < LEAD);
        let best = |lead: bool| {
            let of =
                || self.printed.iter().filter(move |p| p.outcome == outcome && (p.sentence < LEAD) == lead);
            of().min_by_key(|p| {
                (std::cmp::Reverse(of().filter(|q| q.min.total_cmp(&p.min).is_eq()).count()), p.sentence)
            })
        };
        best(true).or_else(|| if told { None } else { best(false) }).map(|p| {
            // "shot two, then himself": the killer is dead as well.
            let own = f64::from(u8::from(self.suicide && outcome == Outcome::Killed && p.of_act));
            Bound { min: p.min + own, max: p.max.map(|n| n + own) }
        })
    }

    fn killed(&self) -> Bound {
        let people =
            self.dead.len().max(usize::from(self.fatal && self.people.is_empty() && self.printed.is_empty()))
                as f64;
        match self.figure(Outcome::Killed) {
            Some(figure) => figure,
            None => Bound { min: people, max: Some(people) },
        }
    }

    fn injured(&self) -> Bound {
        let killed = self.killed().min;
        let people = self.people.len().saturating_sub(self.dead.len()) as f64;
        let shot = self.figure(Outcome::Shot).map(|b| {
            let less = |n: f64| (n - killed).max(0.0);
            Bound { min: less(b.min), max: b.max.map(less) }
        });
        let figure = match (self.figure(Outcome::Injured), shot) {
            (Some(a), Some(b)) => Some(if a.min >= b.min { a } else { b }),
            (a, b) => a.or(b),
        };
        match figure {
            Some(figure) => figure,
            None => Bound { min: people, max: Some(people) },
        }
    }
}

fn tally<'p>(published: Date, parse: &'p Parse, figures: &[Quantity]) -> Tally<'p> {
    let mut tally = Tally::default();
    for (n, sentence) in parse.sentences().iter().enumerate() {
        let Range { start, end } = sentence.tokens;
        let cx = Cx { parse, lexicon: Lexicon::builtin(), start, end, flight: false };
        if background(&cx, published) {
            continue;
        }
        let first = figures.partition_point(|q| q.span.start < sentence.span.start);
        let last = figures.partition_point(|q| q.span.start < sentence.span.end);
        read_sentence(&cx, n, &figures[first..last], &mut tally);
    }
    tally
}

/// The sentence is about another time: another year, "last month", statistics.
fn background(cx: &Cx, published: Date) -> bool {
    let year = published.year();
    (cx.start..cx.end).any(|i| {
        let text = cx.parse.str(i);
        let other_year = text.len() == 4
            && text.parse::<i16>().is_ok_and(|y| {
                (1950..=2100).contains(&y) && (y < year - 1 || y == year - 1 && published.month() > 2)
            });
        other_year
            || matches!(cx.lower(i).as_str(), "year" | "years" | "month" | "months")
                && i > cx.start
                && matches!(
                    cx.lower(i - 1).as_str(),
                    "last" | "this" | "past" | "previous" | "each" | "every" | "per"
                )
    })
}

fn read_sentence<'p>(cx: &Cx<'p, '_>, sentence: usize, figures: &[Quantity], tally: &mut Tally<'p>) {
    for q in figures.iter().filter(|q| !q.rate && q.rule != "plural") {
        let Some(outcome) = outcome(q.measure) else { continue };
        let listed = q.rule == "persons";
        let several = q.max.is_none_or(|max| max > 1.0);
        if q.min == Some(0.0) && q.max == Some(0.0) || listed && !several {
            continue;
        }
        if q.part_of.is_some() {
            continue;
        }
        let of_act = of_act(cx, q);
        tally.printed.push(Printed {
            outcome,
            of_act,
            min: q.min.or(q.max).unwrap_or(0.0),
            max: q.max,
            sentence,
        });
    }
    let (mut here, mut dead_here) = (Vec::new(), Vec::new());
    for head in cx.start..cx.end {
        tally.suicide |= sentence < LEAD && own_hand(cx, head) == Some(Outcome::Killed);
        if let Some(person) = person(cx, head, figures) {
            let the = cx.parse.child(head, Dep::Det).is_some_and(|d| cx.lower(d).as_str() == "the");
            let again = cx.parse.token(head).tag == Tag::Prp
                || person.nominal
                || the && person.name.is_none() && person.age.is_none();
            if person.outcome == Outcome::Killed && (sentence < STORY || tally.dead.is_empty()) {
                let at = join(&mut tally.dead, person.clone(), &dead_here, again);
                dead_here.push(at);
            }
            if sentence < STORY || tally.people.is_empty() {
                let at = join(&mut tally.people, person, &here, again);
                here.push(at);
            }
        }
    }
    if sentence < LEAD {
        tally.fatal |= (cx.start..cx.end).any(|i| {
            matches!(
                cx.lower(i).as_str(),
                "fatal"
                    | "fatally"
                    | "homicide"
                    | "slain"
                    | "slaying"
                    | "deadly"
                    | "dies"
                    | "dead"
                    | "killed"
                    | "kills"
            )
        });
    }
}

/// The figure is the object of a verb that has a subject.
fn of_act(cx: &Cx, figure: &Quantity) -> bool {
    figure.rule == "object"
        && figure.measure_from.is_some_and(|v| {
            let v = v as usize;
            cx.parse.child(v, Dep::Nsubjpass).is_none()
                && (cx.parse.child(v, Dep::Nsubj).is_some() || cx.parse.token(v).dep == Dep::Conj)
                && cx.parse.child(v, Dep::Dobj).is_some()
        })
}

/// The person that token `head` stands for, if something befell it.
fn person<'p>(cx: &Cx<'p, '_>, head: usize, figures: &[Quantity]) -> Option<Person<'p>> {
    let token = cx.parse.token(head);
    let named = token.tag == Tag::Nnp && cx.entity(head) == Some(EntityLabel::Person);
    let singular = match token.tag {
        Tag::Prp => matches!(cx.lower(head).as_str(), "he" | "she" | "him" | "her"),
        Tag::Nn => {
            let class =
                cx.lexicon.class(cx.parse.lemma(head)).or_else(|| cx.lexicon.class(cx.lower(head).as_str()));
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
        outcome,
        nominal,
    })
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

/// The worst that the sentence says became of `head`.
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
fn own_hand(cx: &Cx, verb: usize) -> Option<Outcome> {
    let own = |i: usize| matches!(cx.lower(i).as_str(), "himself" | "herself" | "themselves" | "self");
    let upon =
        |i: usize| cx.parse.children_by(i, Dep::Prep).filter_map(|p| cx.parse.child(p, Dep::Pobj)).any(own);
    let object = cx.parse.child(verb, Dep::Dobj)?;
    match cx.parse.lemma(verb) {
        "kill" | "hang" if own(object) => Some(Outcome::Killed),
        "shoot" if own(object) => Some(Outcome::Shot),
        "take" if cx.lower(object).as_str() == "life" => Some(Outcome::Killed),
        "commit" if cx.lower(object).as_str() == "suicide" => Some(Outcome::Killed),
        "turn" if upon(verb) || upon(object) => Some(Outcome::Killed),
        _ => None,
    }
}

/// Joins a person to the one it may be, or adds it. Gives its index.
fn join<'p>(people: &mut Vec<Person<'p>>, new: Person<'p>, here: &[usize], again: bool) -> usize {
    let fits = |(i, old): &(usize, &Person)| {
        let name = match (old.name, new.name) {
            (Some(a), Some(b)) => same_name(a, b),
            _ => true,
        };
        let age = old.age.is_none() || new.age.is_none() || old.age == new.age;
        let sex = old.sex.is_none() || new.sex.is_none() || old.sex == new.sex;
        let same = old.name.zip(new.name).is_some_and(|(a, b)| same_name(a, b))
            || new.age.is_some() && old.age == new.age;
        name && age && sex && (!here.contains(i) || again || same)
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
    old.outcome = old.outcome.max(new.outcome);
    i
}
