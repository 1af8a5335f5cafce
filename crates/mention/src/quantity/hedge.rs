//! The words around a number -> the interval that is meant.

use std::ops::Range;

use super::Cx;
use super::lexicon::Hedge;
use super::number::{Number, Shape};

/// An inclusive interval with open ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interval {
    pub min: Option<f64>,
    pub max: Option<f64>,
}

/// The interval of `number` with its hedges, and the tokens of both.
///
/// `after` is where a hedge may follow besides the number's own end: behind the counted noun ("12 people or more").
pub(super) fn apply(cx: &Cx, number: &Number, after: usize) -> (Interval, Range<usize>, bool) {
    let mut tokens = number.tokens.clone();
    let mut hedge = None;
    // Hedges may stand in a row ("at least some 40"): the outermost bound rules.
    while let Some((h, first)) = before(cx, tokens.start) {
        hedge = Some(stronger(hedge, h));
        tokens.start = first;
    }
    let mut trailing = false;
    if let Some((h, last)) = cx.lexicon.after(tokens.end, cx.end, |k| cx.lower(k)) {
        hedge = Some(stronger(hedge, h));
        tokens.end = last;
    } else if let Some((h, _)) = cx.lexicon.after(after, cx.end, |k| cx.lower(k)) {
        hedge = Some(stronger(hedge, h));
        trailing = true;
    }
    (bound(number, hedge), tokens, trailing)
}

fn stronger(old: Option<Hedge>, new: Hedge) -> Hedge {
    match (old, new) {
        (Some(h @ (Hedge::Min | Hedge::Max)), Hedge::About) => h,
        _ => new,
    }
}

fn before(cx: &Cx, start: usize) -> Option<(Hedge, usize)> {
    let mut at = start.checked_sub(1).filter(|&k| k >= cx.start)?;
    // "at least another 12", "up to a further 40"
    while matches!(cx.lower(at).as_str(), "another" | "further" | "additional" | "a" | "the" | "other")
        && at > cx.start
    {
        at -= 1;
    }
    let (hedge, first) = cx.lexicon.before(at, cx.start, |k| cx.lower(k))?;
    // "over" and "above" also say where, "under" and "around" likewise: a verb of motion's preposition has a place
    // after it, not a number, so that nothing more need be asked here. "some" must stand at the number.
    let some = cx.lower(first).as_str() == "some" && at + 1 != start;
    (!some).then_some((hedge, first))
}

fn bound(number: &Number, hedge: Option<Hedge>) -> Interval {
    let (lo, hi) = (number.lo, number.hi);
    match hedge {
        None => Interval { min: Some(lo), max: hi },
        Some(Hedge::Min) => Interval { min: Some(lo), max: None },
        Some(Hedge::Max) => Interval { min: None, max: hi.or(Some(lo)) },
        Some(Hedge::About) if matches!(number.shape, Shape::Vague | Shape::Zero) => {
            Interval { min: Some(lo), max: hi }
        }
        Some(Hedge::About) if number.shape == Shape::Fraction => {
            Interval { min: Some(lo * 0.8), max: hi.map(|h| h * 1.2) }
        }
        Some(Hedge::About) => Interval { min: Some((lo * 0.8).round()), max: hi.map(|h| (h * 1.2).round()) },
    }
}
