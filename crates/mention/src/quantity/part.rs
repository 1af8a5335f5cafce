//! Which figure is a part of which, and which are rates.

use super::{Cx, measure, noun};
use crate::labels::Dep;
use crate::{Measure, Quantity};

/// Joins the figures of a sentence (from `first` on) to those they are a part of.
pub(super) fn link(cx: &Cx, first: usize, out: &mut [Quantity]) {
    for i in first..out.len() {
        if matches!(out[i].measure, Measure::Age | Measure::Occurrences | Measure::Duration | Measure::Money)
        {
            continue;
        }
        let Some(whole) = in_list(first, i, out)
            .or_else(|| of_counted(cx, i, out))
            .or_else(|| named_part(cx, first, i, out))
        else {
            continue;
        };
        let depends = out[whole].part_of == Some(i);
        if depends {
            continue;
        }
        out[i].part_of = Some(whole);
        if out[i].measure == Measure::Other || is_count_only(&out[i]) {
            out[i].measure = out[whole].measure;
            out[i].measure_from = out[whole].measure_from;
        }
    }
}

/// The measure came from the noun alone.
fn is_count_only(q: &Quantity) -> bool {
    q.rule == "noun" && !matches!(q.measure, Measure::Killed | Measure::Injured | Measure::Casualties)
}

/// A figure inside a list of persons ("a woman and three children").
fn in_list(first: usize, i: usize, out: &[Quantity]) -> Option<usize> {
    (first..out.len()).find(|&j| {
        j != i
            && out[j].rule == "persons"
            && out[i].rule != "persons"
            && out[j].span.contains(out[i].span)
            && out[j].number.0 <= out[i].number.0
            && out[j].span != out[i].span
    })
}

/// "12 of the 20 drones": the second is the whole, and not of what the first was said to be.
fn of_counted(cx: &Cx, i: usize, out: &mut [Quantity]) -> Option<usize> {
    let end = out[i].number.1 as usize;
    if cx.lower(end).as_str() != "of" {
        return None;
    }
    let whole = (0..out.len()).rev().take(8).find(|&j| {
        let start = out[j].number.0 as usize;
        j != i && start > end && start <= end + 3 && !matches!(out[j].rule, "persons" | "plural")
    })?;
    if out[whole].measure == out[i].measure && out[whole].measure_from == out[i].measure_from {
        let noun = out[whole].noun.map(|n| n as usize);
        out[whole].measure =
            noun.and_then(|n| cx.lexicon.count(cx.parse.lemma(n))).map_or(Measure::Other, |c| c.measure);
        out[whole].measure_from = None;
    }
    Some(whole)
}

/// "including five children", "among them two nurses", "ten of them children".
fn named_part(cx: &Cx, first: usize, i: usize, out: &[Quantity]) -> Option<usize> {
    let (start, end) = (out[i].number.0 as usize, out[i].number.1 as usize);
    let back = |k: usize| start.checked_sub(k).map(|at| cx.lower(at));
    let word = |k: usize| back(k);
    let is = |k: usize, words: &[&str]| word(k).is_some_and(|w| words.contains(&w.as_str()));
    let before = is(1, &["including", "included", "includes"])
        || is(2, &["including"])
        || is(2, &["among"]) && is(1, &["them", "whom", "these"])
        || is(3, &["among"]) && is(2, &["them", "whom", "these"])
        || is(2, &["of"]) && is(1, &["whom", "which", "them"])
        || cx
            .parse
            .ancestors(noun_or(start, out[i].noun))
            .skip(1)
            .take(4)
            .any(|a| cx.lower(a).as_str() == "including");
    let after = cx.lower(end).as_str() == "of"
        && matches!(cx.lower(end + 1).as_str(), "them" | "whom" | "these" | "those");
    if !before && !after {
        return None;
    }
    let fits = |j: usize| {
        let q = &out[j];
        j != i
            && q.part_of.is_none()
            && !matches!(
                q.measure,
                Measure::Age | Measure::Duration | Measure::Occurrences | Measure::Share | Measure::Money
            )
            && q.max.is_none_or(|max| max >= out[i].min.unwrap_or(0.0))
            && same_sort(cx, q, &out[i])
    };
    (first..i)
        .rev()
        .find(|&j| fits(j))
        .or_else(|| after.then(|| (i + 1..out.len()).find(|&j| fits(j))).flatten())
}

fn noun_or(start: usize, noun: Option<u32>) -> usize {
    noun.map_or(start, |n| n as usize)
}

fn same_sort(cx: &Cx, whole: &Quantity, part: &Quantity) -> bool {
    match (whole.noun, part.noun) {
        (Some(a), Some(b)) => {
            let (a, b) = (noun::class(cx, a as usize), noun::class(cx, b as usize));
            let person = |c: super::Class| c.meets(super::Class::PERSON) || c.meets(super::Class::FORCE);
            a.meets(b) || person(a) && person(b)
        }
        _ => true,
    }
}

/// "60 drones every night", "five a day", "a daily average of 60".
pub(super) fn is_rate(cx: &Cx, number_end: usize, end: usize, from: Option<usize>) -> bool {
    let time = |i: usize| i < cx.end && noun::unit(cx, i).is_some_and(|u| u.kind == super::UnitKind::Time);
    for at in [number_end, end, end + 1] {
        match cx.lower(at).as_str() {
            "a" | "an" | "per" | "each" | "every" if time(at + 1) => return true,
            "daily" | "nightly" | "weekly" | "monthly" | "hourly" | "annually" | "yearly" => return true,
            _ => {}
        }
    }
    let Some(verb) = from.filter(|&v| cx.parse.token(v).tag.is_verb()) else { return false };
    cx.parse.children(verb).any(|c| match cx.parse.token(c).dep {
        Dep::Npadvmod => {
            time(c)
                && cx
                    .parse
                    .child(c, Dep::Det)
                    .is_some_and(|d| matches!(cx.lower(d).as_str(), "every" | "each"))
        }
        Dep::Advmod => matches!(cx.lower(c).as_str(), "daily" | "nightly"),
        _ => false,
    }) && measure::toll(cx, verb).is_none()
}
