//! Figures: a number, its hedge, what is counted and what that measures.
//!
//! ```text
//! number  digits and words -> what was printed        ("tens of thousands")
//! hedge   the words around -> an interval             ("at least 15" -> 15 or more)
//! noun    what is counted, its class, its unit        ("guided bombs", km)
//! measure the word that says what became of it        ("killed", "fired", "the toll")
//! persons people who are listed, not counted          ("a child and his father" -> 2)
//! carried bare figures that go on with the one before   ("the number rose to 40")
//! part    which figure is a part of which; rates      ("including five children")
//! lexicon the table behind them, data/measures.txt
//! toll    the dead and injured of one incident, over several reports
//! ```
//!
//! A number inside a date or a time of day is no figure; one inside a duration or an age is.

mod carried;
mod hedge;
mod lexicon;
mod measure;
mod noun;
mod number;
mod part;
mod persons;
mod toll;

use std::ops::Range;

use tidings_text::Span;

pub use lexicon::{Lexicon, LexiconError};
pub use toll::{Toll, toll};

use crate::labels::{EntityLabel, Tag};
use crate::{Measure, Parse, Quantity, Time, TimexType};
use hedge::Interval;
use lexicon::{Class, UnitKind};
use measure::Meaning;
use number::{Lower, Number, Reader, Shape};

/// The figures of a document, in text order.
pub fn find(parse: &Parse, times: &[Time]) -> Vec<Quantity> {
    find_with(Lexicon::builtin(), parse, times)
}

/// [`find`] with another table of measure words.
pub fn find_with(lexicon: &Lexicon, parse: &Parse, times: &[Time]) -> Vec<Quantity> {
    let mut out = Vec::new();
    let flight = carried::tells_of_flight(parse, lexicon);
    for sentence in parse.sentences() {
        let first = out.len();
        let Range { start, end } = sentence.tokens;
        let cx = Cx { parse, lexicon, start, end, flight };
        figures(&cx, times, &mut out);
        persons::find(&cx, first, &mut out);
        out[first..].sort_by_key(|q: &Quantity| (q.span.start, std::cmp::Reverse(q.span.end), q.number));
        part::link(&cx, first, &mut out);
        carried::link(&cx, first, &mut out);
    }
    out
}

/// One sentence and the table to read it by.
struct Cx<'p, 'd> {
    parse: &'p Parse<'d>,
    lexicon: &'p Lexicon,
    /// First token of the sentence.
    start: usize,
    /// One past its last token.
    end: usize,
    /// The document tells of people who fled or were driven out.
    flight: bool,
}

impl Cx<'_, '_> {
    /// Token `i` in lower case; empty outside the sentence or if it is long or not ASCII.
    fn lower(&self, i: usize) -> Lower {
        Lower::new(if (self.start..self.end).contains(&i) { self.parse.str(i) } else { "" })
    }

    /// Label of the named entity that token `i` is in.
    fn entity(&self, i: usize) -> Option<EntityLabel> {
        let entities = self.parse.entities();
        let at = entities.partition_point(|e| e.tokens.end <= i);
        entities.get(at).filter(|e| e.tokens.contains(&i)).map(|e| e.label)
    }

    /// Token `i` says what became of somebody ("dead", "wounded").
    fn says_state(&self, i: usize) -> bool {
        measure::state(self, i, Class::ANY).is_some()
    }
}

fn figures(cx: &Cx, times: &[Time], out: &mut Vec<Quantity>) {
    let reader = Reader::new(cx.parse, cx.end);
    let mut i = cx.start;
    while i < cx.end {
        let Some(number) = reader.at(i) else {
            if let Some(quantity) = occurrences(cx, i) {
                out.push(quantity);
            }
            i += 1;
            continue;
        };
        i = number.tokens.end;
        out.extend(figure(cx, &number, times));
    }
}

/// "after days of", "for weeks".
fn after_days(cx: &Cx, i: usize) -> bool {
    cx.parse.token(i).tag == Tag::Nns
        && i > cx.start
        && matches!(cx.lower(i - 1).as_str(), "after" | "for" | "within" | "over" | "lasting")
        && noun::unit(cx, i).is_some_and(|u| u.kind == UnitKind::Time)
}

/// Words that count how often ("twice", "repeatedly"), and how long without a number ("for weeks").
fn occurrences(cx: &Cx, i: usize) -> Option<Quantity> {
    if after_days(cx, i) {
        return Some(Quantity {
            span: cx.parse.token(i).span,
            number: (i as u32, i as u32 + 1),
            min: Some(2.0),
            max: None,
            of: cx.parse.str(i).to_owned(),
            noun: Some(i as u32),
            measure: Measure::Duration,
            measure_from: None,
            part_of: None,
            rate: false,
            hedged: false,
            rule: "plural",
        });
    }
    let (min, max) = match cx.lower(i).as_str() {
        "twice" => (2.0, Some(2.0)),
        "thrice" => (3.0, Some(3.0)),
        "repeatedly" => (2.0, None),
        _ => return None,
    };
    Some(Quantity {
        span: cx.parse.token(i).span,
        number: (i as u32, i as u32 + 1),
        min: Some(min),
        max,
        of: String::new(),
        noun: None,
        measure: Measure::Occurrences,
        measure_from: None,
        part_of: None,
        rate: false,
        hedged: false,
        rule: "occurrences",
    })
}

fn figure(cx: &Cx, number: &Number, times: &[Time]) -> Option<Quantity> {
    if let Some((factor, tokens)) = noun::age(cx, number) {
        let (interval, hedged, _) = hedge::apply(cx, number, number.tokens.end);
        return Some(Quantity {
            span: cx.parse.span(hedged.start..tokens.end),
            number: (hedged.start as u32, number.tokens.end as u32),
            min: interval.min.map(|n| n * factor),
            max: interval.max.map(|n| n * factor),
            of: "years".to_owned(),
            noun: None,
            measure: Measure::Age,
            measure_from: None,
            part_of: None,
            rate: false,
            hedged: false,
            rule: "age",
        });
    }
    let counted = noun::counted(cx, number);
    let unit = counted.as_ref().and_then(|c| noun::unit(cx, c.head)).or_else(|| {
        let next = number.tokens.end;
        (next < cx.end && matches!(cx.parse.str(next), "%" | "percent"))
            .then(|| noun::unit(cx, next))
            .flatten()
    });
    if !is_figure(cx, number, counted.as_ref(), times, unit.map(|u| u.kind)) {
        return None;
    }
    let noun_end = counted.as_ref().map_or(number.tokens.end, |c| c.head + 1);
    let (interval, mut tokens, trailing) = hedge::apply(cx, number, noun_end);
    let number_tokens = (tokens.start as u32, tokens.end as u32);
    let mut end = noun_end.max(tokens.end);
    if trailing {
        end = cx.lexicon.after(end, cx.end, |k| cx.lower(k)).map_or(end, |(_, last)| last);
    }
    tokens.end = end;
    let meaning = meaning(cx, number, counted.as_ref(), unit);
    // "one" is mostly a pronoun.
    let nothing = number.shape == Shape::Zero && meaning.measure == Measure::Other;
    let only_one = number.hi == Some(1.0) && number.shape == Shape::Words;
    // "no plans", "nobody knows": nothing that anybody counts.
    if nothing || only_one && meaning.measure == Measure::Other {
        return None;
    }
    let Interval { min, max } = interval;
    // What is scaled to another unit is no longer what the words say, and a hedge behind the noun is not among them.
    #[expect(clippy::float_cmp, reason = "a factor of 1 is written so in the table")]
    let as_said = meaning.factor == 1.0 && !trailing;
    // A hundredth has no exact value: 70 divided by 100 is the nearest to 0.7, 70 times 0.01 is not.
    let scaled = |n: f64| if meaning.factor < 1.0 { n / meaning.factor.recip() } else { n * meaning.factor };
    Some(Quantity {
        span: cx.parse.span(tokens.clone()),
        number: number_tokens,
        min: min.map(scaled),
        max: max.map(scaled),
        of: of(cx, counted.as_ref(), unit.map(|u| u.kind), number),
        noun: counted.as_ref().map(|c| c.head as u32),
        measure: meaning.measure,
        measure_from: meaning.from.map(|i| i as u32),
        part_of: None,
        rate: part::is_rate(cx, number.tokens.end, end, meaning.from),
        hedged: as_said && min != max,
        rule: meaning.rule,
    })
}

/// What the figure measures, and what its value must be multiplied by.
fn meaning(
    cx: &Cx,
    number: &Number,
    counted: Option<&noun::Counted>,
    unit: Option<lexicon::Unit>,
) -> Meaning {
    let fixed = |measure, factor, rule| Meaning { measure, from: None, factor, rule };
    if number.currency {
        return fixed(Measure::Money, 1.0, "currency");
    }
    if let Some(unit) = unit {
        let head = counted.map_or(number.tokens.end, |c| c.head);
        return match unit.kind {
            UnitKind::Length => fixed(noun::length(cx, number, head), unit.factor, "length"),
            UnitKind::Area => fixed(Measure::AreaKm2, unit.factor, "area"),
            UnitKind::Share => fixed(Measure::Share, unit.factor, "share"),
            UnitKind::Money => fixed(Measure::Money, unit.factor, "currency"),
            UnitKind::Time => fixed(Measure::Duration, 1.0, "duration"),
            UnitKind::None => fixed(Measure::Other, 1.0, "unit"),
        };
    }
    if number.shape == Shape::Fraction {
        return fixed(Measure::Share, 1.0, "fraction");
    }
    measure::find(cx, number, counted)
}

fn of(cx: &Cx, counted: Option<&noun::Counted>, unit: Option<UnitKind>, number: &Number) -> String {
    let Some(counted) = counted else {
        return if number.currency { cx.parse.str(number.tokens.start).to_owned() } else { String::new() };
    };
    if counted.words.start >= counted.words.end || number.tokens.contains(&counted.head) {
        return String::new();
    }
    let words = cx.parse.text(counted.words.clone());
    match unit {
        Some(UnitKind::Time) => {
            let unit = cx.parse.str(counted.head);
            if unit.ends_with('s') || number.hi == Some(1.0) { unit.to_owned() } else { format!("{unit}s") }
        }
        // What the percentage is of.
        Some(UnitKind::Share) => {
            let of = (counted.head + 1 < cx.end && cx.lower(counted.head + 1).as_str() == "of")
                .then(|| cx.parse.child(counted.head + 1, crate::labels::Dep::Pobj))
                .flatten();
            of.map_or(words, |i| cx.parse.str(i)).to_owned()
        }
        _ => words.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// False for numbers that only name something: dates, streets, roads, models, telephone numbers.
fn is_figure(
    cx: &Cx,
    number: &Number,
    counted: Option<&noun::Counted>,
    times: &[Time],
    unit: Option<UnitKind>,
) -> bool {
    let Range { start, end } = number.tokens.clone();
    let span: Span = cx.parse.span(start..end);
    let at = times.partition_point(|t| t.span.end <= span.start);
    let time = times[at.min(times.len())..].iter().take_while(|t| t.span.start < span.end).next();
    if let Some(time) = time {
        return time.kind == TimexType::Duration;
    }
    let after = cx.lower(end);
    let dated = matches!(cx.entity(top_of(cx, number)), Some(EntityLabel::Date | EntityLabel::Time));
    if dated && unit != Some(UnitKind::Time) {
        return false;
    }
    if unit == Some(UnitKind::Time) {
        let behind = counted.map_or(end, |c| c.head + 1);
        let past = matches!(cx.lower(behind).as_str(), "ago" | "earlier" | "later" | "prior");
        let vague = dated && number.shape == Shape::Vague && number.lo < 2.0;
        return !past && !vague;
    }
    if matches!(
        after.as_str(),
        "a.m." | "p.m." | "am" | "pm" | "o'clock" | "a.m" | "p.m" | "block" | "th" | "st"
    ) {
        return false;
    }
    if matches!(number.shape, Shape::Digits | Shape::Range) {
        let dash = |i: usize| matches!(cx.parse.str(i), "-" | "–" | "/" | ":");
        let digit = |i: usize| cx.parse.str(i).starts_with(|c: char| c.is_ascii_digit());
        if end + 1 < cx.end && dash(end) && digit(end + 1)
            || start > cx.start + 1 && dash(start - 1) && digit(start - 2)
        {
            return false;
        }
        // "305-471-TIPS", "(814) 555 0145": a range that goes on in capitals, an area code.
        let spelt = number.shape == Shape::Range && number::goes_on_in_capitals(cx.parse, end, cx.end);
        let area_code = start > cx.start
            && cx.parse.str(start - 1) == "("
            && end + 1 < cx.end
            && cx.parse.str(end) == ")"
            && digit(end + 1);
        if spelt || area_code {
            return false;
        }
        // "school No. 3", which is two tokens before the number; "No. Three died" answers with a sentence of its own.
        let before = |n: usize| start.checked_sub(n).filter(|&i| i >= cx.start).map(|i| cx.parse.str(i));
        if before(1).is_some_and(|w| matches!(w, "#" | "No." | "no." | "Nr." | "№"))
            || before(1) == Some(".") && before(2).is_some_and(|w| matches!(w, "No" | "no" | "Nr"))
        {
            return false;
        }
        let year = (1900.0..=2100.0).contains(&number.lo)
            && cx.parse.str(start).len() == 4
            && number.hi == Some(number.lo);
        if year
            && unit.is_none()
            && counted.is_some_and(|c| !matches!(cx.parse.token(c.head).tag, Tag::Nns | Tag::Nnps))
        {
            return false;
        }
        let lone = counted.is_none_or(|c| cx.parse.token(c.head).tag == Tag::Nnp);
        if lone && !number.currency && number.lo.fract() == 0.0 {
            let tag = if start > cx.start { Some(cx.parse.token(start - 1).tag) } else { None };
            // "Highway 12", "Resolution 1701"; "May 2014"
            if tag == Some(Tag::Nnp) && counted.is_none() && !cx.says_state(end.min(cx.end - 1)) {
                return false;
            }
            // "1200 Main Street"
            if counted.is_some_and(|c| cx.entity(c.head).is_some()) {
                return false;
            }
            if (1900.0..=2100.0).contains(&number.lo)
                && number.tokens.len() == 1
                && !cx.parse.str(start).contains(',')
            {
                return false;
            }
        }
        if cx.parse.token(start).tag == Tag::Ls {
            return false;
        }
    }
    true
}

fn top_of(cx: &Cx, number: &Number) -> usize {
    noun::top(cx, &number.tokens)
}
