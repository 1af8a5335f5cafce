//! What one report tells of the dead and injured.

use std::ops::Range;

use jiff::civil::Date;

use super::person::{Person, join, own_hand, person};
use super::{Bound, Outcome, outcome};
use crate::labels::{Dep, Tag};
use crate::quantity::Cx;
use crate::quantity::lexicon::Lexicon;
use crate::{Measure, Parse, Quantity};

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
pub(super) struct Tally<'p> {
    printed: Vec<Printed>,
    /// All who are told of one by one.
    people: Vec<Person<'p>>,
    /// Those of them who are said to have died, joined by themselves: a wrong join among all must not make two dead.
    dead: Vec<Person<'p>>,
    /// Somebody in the lead died by their own hand.
    suicide: bool,
    /// Title or lead speak of a death, be it without counting.
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
        // "several were hurt" in the title, "four were hurt" below it: the one that counts.
        let counted = |vague: &Printed| {
            let lead = self.printed.iter().filter(|p| p.outcome == outcome && p.sentence < LEAD);
            lead.filter(|p| p.max == Some(p.min) && p.min >= vague.min).min_by_key(|p| p.sentence)
        };
        let best_of_lead = best(true).map(|p| if p.max.is_none() { counted(p).unwrap_or(p) } else { p });
        best_of_lead.or_else(|| if told { None } else { best(false) }).map(|p| {
            // "shot two, then himself": the killer is dead as well.
            let own = f64::from(u8::from(self.suicide && outcome == Outcome::Killed && p.of_act));
            Bound { min: p.min + own, max: p.max.map(|n| n + own) }
        })
    }

    /// How many of those who are told of one by one died.
    fn dead_people(&self) -> usize {
        match self.people.as_slice() {
            // Who died further on, where neither title nor lead knows of a death, died in another case.
            _ if !self.fatal => 0,
            [one] if self.printed.is_empty() && one.outcome == Outcome::Shot => 1,
            _ => self.dead.len(),
        }
    }

    pub(super) fn killed(&self) -> Bound {
        let untold = self.fatal && self.people.is_empty() && self.printed.is_empty();
        let people = self.dead_people().max(usize::from(self.suicide || untold)) as f64;
        self.figure(Outcome::Killed).unwrap_or(Bound { min: people, max: Some(people) })
    }

    pub(super) fn injured(&self) -> Bound {
        let killed = self.killed().min;
        let people = (self.people.len().saturating_sub(self.dead_people())) as f64;
        let shot = self.figure(Outcome::Shot).map(|b| {
            let less = |n: f64| (n - killed).max(0.0);
            Bound { min: less(b.min), max: b.max.map(less) }
        });
        let figure = match (self.figure(Outcome::Injured), shot) {
            (Some(a), Some(b)) => Some(if a.min >= b.min { a } else { b }),
            (a, b) => a.or(b),
        };
        figure.unwrap_or(Bound { min: people, max: Some(people) })
    }

    /// The lead has a figure for those who were injured, or shot.
    pub(super) fn prints_hurt(&self) -> bool {
        self.printed.iter().any(|p| p.sentence < LEAD && p.outcome != Outcome::Killed)
    }
}

pub(super) fn tally<'p>(published: Date, parse: &'p Parse, figures: &[Quantity]) -> Tally<'p> {
    let mut tally = Tally::default();
    let lead = parse.sentences().iter().take(2).map(|s| s.tokens.clone());
    let roundup = lead.into_iter().any(|t| {
        let cx = Cx { parse, lexicon: Lexicon::builtin(), start: t.start, end: t.end, flight: false };
        tells_of_several(&cx)
    });
    for (n, sentence) in parse.sentences().iter().enumerate() {
        let Range { start, end } = sentence.tokens;
        let cx = Cx { parse, lexicon: Lexicon::builtin(), start, end, flight: false };
        if background(&cx, published) {
            continue;
        }
        let first = figures.partition_point(|q| q.span.start < sentence.span.start);
        let last = figures.partition_point(|q| q.span.start < sentence.span.end);
        let of_all = tells_of_several(&cx) || roundup && n < 3 && !tells_of_one(&cx);
        read_sentence(&cx, n, figures, first..last, of_all, &mut tally);
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

fn read_sentence<'p>(
    cx: &Cx<'p, '_>,
    sentence: usize,
    all: &[Quantity],
    here: Range<usize>,
    of_several: bool,
    tally: &mut Tally<'p>,
) {
    let figures = &all[here];
    // "three dead and 22 wounded in weekend shootings": figures over several incidents, of which this is one.
    let mut nouns: Vec<(usize, usize)> = Vec::new();
    for q in figures.iter().filter(|q| !of_several && !q.rate && q.rule != "plural") {
        let Some(outcome) = outcome(q.measure) else { continue };
        let listed = q.rule == "persons";
        let single = q.max.is_some_and(|max| max <= 1.0);
        if q.min == Some(0.0) && q.max == Some(0.0) || listed && single {
            continue;
        }
        // "five were injured, two of them children" is five; "five were shot, two of them fatally" says what became of two.
        let whole = q.part_of.and_then(|whole| all.get(whole));
        let died = outcome == Outcome::Killed && q.rule == "state";
        let said_of_part = whole.is_none_or(|w| died && w.measure == Measure::Casualties);
        if !said_of_part || is_age(cx, q) {
            continue;
        }
        let of_act = of_act(cx, q);
        // "two boys and two girls were shot": one figure in two parts.
        // "two men were hit in the leg and one in the back": the number stands for the noun.
        let counted = q.noun.unwrap_or(q.number.1 - 1);
        let beside = Some(counted as usize).filter(|&n| cx.parse.token(n).dep == Dep::Conj);
        let first_of = beside.and_then(|n| nouns.iter().find(|(m, _)| *m == cx.parse.head(n)));
        // "two were in critical condition and two others hurt"
        let others = is_of_others(cx, q);
        let first_of = first_of
            .or_else(|| nouns.last().filter(|(_, at)| others && tally.printed[*at].outcome == outcome));
        if let Some(&(_, at)) = first_of
            && tally.printed[at].outcome == outcome
        {
            let sum: &mut Printed = &mut tally.printed[at];
            sum.min += q.min.or(q.max).unwrap_or(0.0);
            sum.max = sum.max.zip(q.max).map(|(a, b)| a + b);
            nouns.push((counted as usize, at));
            continue;
        }
        nouns.push((counted as usize, tally.printed.len()));
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
        tally.fatal |= (cx.start..cx.end).any(|i| cx.lexicon.tells_of_death(cx.lower(i).as_str()));
    }
}

/// "two others", "three other people", "two more".
fn is_of_others(cx: &Cx, figure: &Quantity) -> bool {
    let word = |i: usize| matches!(cx.lower(i).as_str(), "other" | "others" | "more" | "additional");
    let numbered = (figure.number.1 as usize..cx.end).take(1);
    let noun = figure.noun.map(|n| n as usize);
    noun.into_iter().chain(noun.into_iter().flat_map(|n| cx.parse.children(n))).chain(numbered).any(word)
}

/// "a girl, 9, dies", "his sons, 10 and 12,": a bare number between commas behind a person is an age.
fn is_age(cx: &Cx, figure: &Quantity) -> bool {
    let (first, end) = (figure.number.0 as usize, figure.number.1 as usize);
    let bare = end == first + 1 && cx.parse.str(first).bytes().all(|b| b.is_ascii_digit());
    let opened = first > cx.start + 1 && matches!(cx.parse.str(first - 1), "," | "and" | "(");
    let closed = end >= cx.end || matches!(cx.parse.str(end), "," | "and" | ")" | "." | ";");
    bare && opened && closed
}

/// The sentence speaks of incidents in the plural.
fn tells_of_several(cx: &Cx) -> bool {
    (cx.start..cx.end).any(|i| {
        matches!(cx.parse.token(i).tag, Tag::Nns | Tag::Nnps)
            && matches!(
                cx.lower(i).as_str(),
                "shootings"
                    | "attacks"
                    | "stabbings"
                    | "incidents"
                    | "homicides"
                    | "killings"
                    | "accidents"
                    | "crashes"
            )
            && !cx
                .parse
                .children(i)
                .any(|c| matches!(cx.lower(c).as_str(), "previous" | "past" | "other" | "recent"))
    })
}

/// "five were wounded in a shooting", "a shooting left one dead": one incident, whatever a title over it says.
fn tells_of_one(cx: &Cx) -> bool {
    let incident = |i: usize| {
        matches!(
            cx.lower(i).as_str(),
            "shooting" | "shootout" | "attack" | "stabbing" | "incident" | "accident" | "crash"
        )
    };
    let within = |i: usize| {
        cx.parse.token(i).dep == Dep::Nsubj
            || matches!(cx.lower(cx.parse.head(i)).as_str(), "in" | "after" | "during")
    };
    let single =
        |i: usize| cx.parse.child(i, Dep::Det).is_some_and(|d| matches!(cx.lower(d).as_str(), "a" | "an"));
    (cx.start..cx.end).any(|i| incident(i) && within(i) && single(i))
}

/// The figure is the object of a verb that has a subject.
fn of_act(cx: &Cx, figure: &Quantity) -> bool {
    matches!(figure.rule, "object" | "persons")
        && figure.measure_from.is_some_and(|v| {
            let v = v as usize;
            cx.parse.child(v, Dep::Nsubjpass).is_none()
                && (cx.parse.child(v, Dep::Nsubj).is_some() || cx.parse.token(v).dep == Dep::Conj)
                && cx.parse.child(v, Dep::Dobj).is_some()
        })
}
