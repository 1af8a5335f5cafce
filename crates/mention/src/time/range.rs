//! Two expressions that bound one stretch: "between 7 and 9 May", "from Monday to Friday", "on 19 and 20 September".
//!
//! Each keeps its own extent and value, as TimeML has it; the days that either stands for in its sentence are those
//! of the whole stretch.

use jiff::Span;
use jiff::civil::Date;

use super::calendar::plus;
use super::tense::put_off;
use crate::{Parse, Time, TimePrecision, TimexType};

/// Longest stretch that two points are taken to bound, in days: the length of a long war.
const LONGEST: i32 = 30 * 366;

/// Widens the days of both ends of every stretch, and opens those of a limit ("before 19 September").
pub(super) fn join(parse: &Parse, times: &mut [Time]) {
    for k in 0..times.len() {
        if let Some(next) = times.get(k + 1)
            && let Some(bounds) = stretch(parse, &times[k], next)
        {
            for t in &mut times[k..=k + 1] {
                (t.first, t.last) = (Some(bounds.0), Some(bounds.1));
            }
        } else if word_before(parse, &times[k]).eq_ignore_ascii_case("before")
            && let Some(first) = times[k].first.filter(|_| is_point(&times[k]) && !counted(parse, &times[k]))
        {
            // "could not begin before December": then or later.
            (times[k].first, times[k].last) = if put_off(parse, parse.tokens_in(times[k].span).start - 1) {
                (Some(first), None)
            } else {
                (None, Some(plus(first, Span::new().days(-1))))
            };
        }
    }
}

/// The days from one expression to the next, if the words between and before say that they bound a stretch.
fn stretch(parse: &Parse, a: &Time, b: &Time) -> Option<(Date, Date)> {
    if !is_point(a) || !is_point(b) || sentence(parse, a)? != sentence(parse, b)? {
        return None;
    }
    let gap = parse.doc().text.get(a.span.end as usize..b.span.start as usize)?.trim();
    let (mut first, mut last) = (a.first?, a.last?);
    let before = word_before(parse, a);
    let bounded = match gap {
        "and" | "and the" => before.eq_ignore_ascii_case("between"),
        "to" | "until" | "till" | "through" | "and until" | "up to" => true,
        "-" | "–" | "—" => true,
        _ => false,
    };
    // "Monday and Friday" in the past are the last ones of each: the first is moved before the second.
    if bounded && first > b.last? && a.precision == TimePrecision::Day && (first - b.last?).get_days() < 7 {
        let week = Span::new().weeks(-1);
        (first, last) = (plus(first, week), plus(last, week));
    }
    let follows = (b.first? - last).get_days() == 1 && matches!(gap, "and" | "and on" | "or" | "," | ", and");
    let days = (b.last? - first).get_days();
    ((bounded || follows) && (0..LONGEST).contains(&days)).then_some((first, b.last?))
}

fn is_point(t: &Time) -> bool {
    matches!(t.kind, TimexType::Date | TimexType::Time) && t.first.is_some() && t.last.is_some()
}

fn sentence(parse: &Parse, t: &Time) -> Option<u32> {
    let at = parse.tokens_in(t.span).start;
    parse.tokens().get(at).map(|t| t.sentence)
}

fn word_before<'p>(parse: &'p Parse, t: &Time) -> &'p str {
    let at = parse.tokens_in(t.span).start;
    let start = parse.tokens().get(at).map_or(at, |_| parse.sentence_of(at).tokens.start);
    if at > start { parse.str(at - 1) } else { "" }
}

/// "two days before 19 September": a day of its own, no limit.
fn counted(parse: &Parse, t: &Time) -> bool {
    let at = parse.tokens_in(t.span).start;
    let unit = at.checked_sub(2).map(|i| parse.lemma(i)).unwrap_or_default();
    matches!(
        unit,
        "second"
            | "minute"
            | "hour"
            | "day"
            | "night"
            | "evening"
            | "week"
            | "month"
            | "year"
            | "shortly"
            | "just"
    )
}
