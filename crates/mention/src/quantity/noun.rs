//! What a number counts: the noun, its class, the words that name it.

use std::ops::Range;

use super::Cx;
use super::lexicon::{Class, Unit, UnitKind};
use super::number::{Joined, Lower, Number, Shape};
use crate::Measure;
use crate::labels::{Dep, EntityLabel, Tag};

/// The counted noun phrase.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted {
    /// Head noun.
    pub head: usize,
    /// Words of the noun phrase without the number ("guided bombs").
    pub words: Range<usize>,
}

/// The token of `tokens` that the rest of them hangs on.
pub(super) fn top(cx: &Cx, tokens: &Range<usize>) -> usize {
    tokens
        .clone()
        .rev()
        .find(|&i| !tokens.contains(&cx.parse.head(i)) || cx.parse.head(i) == i)
        .unwrap_or(tokens.start)
}

/// The noun that `number` counts.
pub(super) fn counted(cx: &Cx, number: &Number) -> Option<Counted> {
    let end = number.tokens.end;
    if number.shape == Shape::Zero && matches!(cx.lower(end - 1).as_str(), "one" | "nobody") {
        return None;
    }
    let head = by_of(cx, end).or_else(|| by_parse(cx, number)).or_else(|| by_order(cx, end))?;
    let mut first = end;
    while first < head
        && (cx.parse.token(first).tag == Tag::Hyph
            // Another number, but not the first half of a unit ("sq km"), which the tagger takes for one.
            || cx.parse.token(first).tag == Tag::Cd && !(first + 1 == head && unit(cx, head).is_some())
            || cx.parse.str(first).starts_with(|c: char| c.is_ascii_digit())
            || matches!(
                cx.lower(first).as_str(),
                "of" | "the"
                    | "its"
                    | "their"
                    | "these"
                    | "those"
                    | "his"
                    | "her"
                    | "our"
                    | "more"
                    | "other"
                    | "additional"
                    | "further"
                    | "such"
                    | "-"
                    | "–"
            ))
    {
        first += 1;
    }
    if head - first > 8 {
        first = head;
    }
    Some(Counted { head, words: first..head + 1 })
}

/// "dozens of villages", "12 of the 20 drones", "a third of the houses".
fn by_of(cx: &Cx, end: usize) -> Option<usize> {
    if end >= cx.end || cx.lower(end).as_str() != "of" {
        return None;
    }
    let noun = cx.parse.child(end, Dep::Pobj)?;
    // "five of the dead"
    (cx.parse.token(noun).tag.is_noun() || cx.says_state(noun)).then_some(noun)
}

fn by_parse(cx: &Cx, number: &Number) -> Option<usize> {
    let mut at = top(cx, &number.tokens);
    for _ in 0..3 {
        let token = cx.parse.token(at);
        let modifies = matches!(
            token.dep,
            Dep::Nummod
                | Dep::Quantmod
                | Dep::Amod
                | Dep::Compound
                | Dep::Nmod
                | Dep::Det
                | Dep::Predet
                | Dep::Neg
        );
        let head = cx.parse.head(at);
        if !modifies || head == at {
            return None;
        }
        let tag = cx.parse.token(head).tag;
        if head >= number.tokens.end && (tag.is_noun() || cx.parse.token(head).dep == Dep::Pobj) {
            // "a 20-km front": the number is of the unit, not of the front.
            return Some(unit_between(cx, number.tokens.end, head).unwrap_or(head));
        }
        if head < number.tokens.end {
            return None;
        }
        at = head;
    }
    None
}

fn unit_between(cx: &Cx, from: usize, head: usize) -> Option<usize> {
    let at = from + usize::from(from < cx.end && matches!(cx.parse.str(from), "-" | "–"));
    (at < head && unit(cx, at).is_some()).then_some(at)
}

/// The nouns that stand right behind the number, where the parse sees no link (headlines).
fn by_order(cx: &Cx, end: usize) -> Option<usize> {
    let mut found = None;
    for i in end..cx.end.min(end + 5) {
        let token = cx.parse.token(i);
        match token.tag {
            Tag::Nn | Tag::Nns | Tag::Nnps => {
                if found.is_some_and(|f| cx.parse.token(f).tag == Tag::Nns) {
                    break;
                }
                found = Some(i);
            }
            Tag::Jj | Tag::Nnp if found.is_none() && !cx.says_state(i) => {}
            Tag::Hyph => {}
            _ if matches!(cx.parse.str(i), "%" | "°" | "₽") => return Some(i),
            _ => break,
        }
    }
    found
}

/// What `table` has of the noun at `i`: with the word before it, by its lemma, or as it stands.
pub(super) fn known<T>(cx: &Cx, i: usize, table: impl Fn(&str) -> Option<T>) -> Option<T> {
    with_before(cx, i, cx.parse.lemma(i), &table).or_else(|| alone(cx, i, table))
}

/// What `table` has of the word at `i`, by its lemma or as it stands.
pub(super) fn alone<T>(cx: &Cx, i: usize, table: impl Fn(&str) -> Option<T>) -> Option<T> {
    table(cx.parse.lemma(i)).or_else(|| table(cx.lower(i).as_str()))
}

/// What `table` has of `word` at `i` with the word before it ("fighter jet").
pub(super) fn with_before<T>(cx: &Cx, i: usize, word: &str, table: impl Fn(&str) -> Option<T>) -> Option<T> {
    let before = (i > cx.start).then(|| cx.lower(i - 1))?;
    table(Joined::of([before.as_str(), word]).as_str())
}

/// What the noun at `i` counts as.
pub(super) fn class(cx: &Cx, i: usize) -> Class {
    known(cx, i, |noun| cx.lexicon.class(noun)).unwrap_or_else(|| match cx.entity(i) {
        Some(EntityLabel::Gpe | EntityLabel::Loc | EntityLabel::Fac) => Class::PLACE,
        Some(EntityLabel::Product | EntityLabel::Law | EntityLabel::WorkOfArt | EntityLabel::Event) => {
            Class::THING
        }
        Some(EntityLabel::Norp | EntityLabel::Person) => Class::PERSON,
        _ => Class::UNKNOWN,
    })
}

/// The unit of measurement that ends at `i`.
pub(super) fn unit(cx: &Cx, i: usize) -> Option<Unit> {
    let word = cx.lower(i);
    let table = |noun: &str| cx.lexicon.unit(noun);
    let lemma = Lower::new(cx.parse.lemma(i));
    if let Some(unit) = with_before(cx, i, lemma.as_str(), table) {
        return Some(unit);
    }
    if i > cx.start
        && matches!(cx.lower(i - 1).as_str(), "square" | "sq" | "sq.")
        && let Some(unit) = table(Joined::of(["sq", word.as_str()]).as_str())
    {
        return Some(unit);
    }
    let found = match word.as_str() {
        "" => cx.lexicon.unit(cx.parse.str(i)),
        word => cx.lexicon.unit(cx.parse.lemma(i)).or_else(|| cx.lexicon.unit(word)),
    };
    // "pound", "second", "point" and the like only where they are nouns.
    found.filter(|u| {
        u.kind != UnitKind::Time || cx.parse.token(i).tag.is_noun() || cx.parse.token(i).tag == Tag::Cd
    })
}

/// An age in years: "12-year-old", "aged 34", "A B, 34,". Gives the value's factor and the whole phrase.
pub(super) fn age(cx: &Cx, number: &Number) -> Option<(f64, Range<usize>)> {
    if !matches!(number.shape, Shape::Digits | Shape::Words) || number.currency {
        return None;
    }
    let Range { start, end } = number.tokens.clone();
    let dash = |i: usize| usize::from(i < cx.end && matches!(cx.parse.str(i), "-" | "–" | "‑"));
    let unit = end + dash(end);
    if unit < cx.end {
        let factor = match cx.lower(unit).as_str().trim_end_matches('-') {
            "year" | "years" | "yr" => 1.0,
            "month" | "months" => 1.0 / 12.0,
            "week" | "weeks" => 1.0 / 52.0,
            "day" | "days" => 1.0 / 365.0,
            _ => 0.0,
        };
        let old = unit + 1 + dash(unit + 1);
        if factor > 0.0 && old < cx.end && matches!(cx.lower(old).as_str(), "old" | "olds") {
            return Some((factor, start..old + 1));
        }
    }
    if number.lo >= 120.0 {
        return None;
    }
    if start > cx.start && matches!(cx.lower(start - 1).as_str(), "aged" | "age" | "ages") {
        return Some((1.0, start..end));
    }
    // "ages 13, 17 and 19"
    let mut back = start;
    while back > cx.start + 1
        && (cx.parse.token(back - 1).tag == Tag::Cd || matches!(cx.lower(back - 1).as_str(), "," | "and"))
    {
        back -= 1;
    }
    if back < start && back > cx.start && matches!(cx.lower(back - 1).as_str(), "aged" | "ages") {
        return Some((1.0, start..end));
    }
    let bracketed = start > cx.start + 1
        && matches!(cx.parse.str(start - 1), "," | "(")
        && end < cx.end
        && matches!(cx.parse.str(end), "," | ")" | "." | ";");
    let person = bracketed && {
        let before = start - 2;
        let named = cx.entity(before) == Some(EntityLabel::Person) || cx.parse.token(before).tag == Tag::Nnp;
        named && number.shape == Shape::Digits && number.lo.fract() == 0.0
    };
    person.then_some((1.0, start..end))
}

/// Which length a length is.
pub(super) fn length(cx: &Cx, number: &Number, unit: usize) -> Measure {
    let near = |from: usize, to: usize, words: &[&str]| {
        (from..to.min(cx.end)).any(|i| words.contains(&cx.lower(i).as_str()))
    };
    if near(unit + 1, unit + 5, &["wide", "front", "frontline", "stretch", "width", "front-line"]) {
        return Measure::WidthKm;
    }
    if near(unit + 1, unit + 4, &["deep", "into", "inside", "depth"]) {
        return Measure::DepthKm;
    }
    let before = number.tokens.start.saturating_sub(5).max(cx.start);
    if near(before, number.tokens.start, &["depth", "deep"]) {
        return Measure::DepthKm;
    }
    if near(before, number.tokens.start, &["width", "front", "frontline"]) {
        return Measure::WidthKm;
    }
    let advance = |i: usize| {
        matches!(cx.parse.lemma(i), "advance" | "penetrate" | "push" | "thrust" | "incursion" | "gain")
    };
    if cx.parse.ancestors(unit).take(3).any(advance) {
        return Measure::DepthKm;
    }
    if near(unit + 1, unit + 2, &["high", "tall", "altitude", "per"]) || cx.parse.str(unit).ends_with("/h") {
        return Measure::Other;
    }
    Measure::DistanceKm
}
