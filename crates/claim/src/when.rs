//! When a claim's event is: its own time expression, that of its sentence, or what tense and publication say.
//!
//! The publication date never stands in for a date that is missing: an undated past event is "on or before
//! publication", an announced one "publication or later", and both say so in their basis.

use jiff::civil::Date;
use tidings_mention::labels::{Dep, Tag};
use tidings_mention::{Mentions, Parse, Time, TimeBasis, TimePrecision, TimexType};

use crate::clause::{self, Unit, UnitKind};
use crate::list;
use crate::types::{Basis, ClaimTime, Plover, Stance};

/// Farther off than so many days or weeks, the distance is a round one.
const MOST_DAYS: i32 = 20;

/// The time of `units[k]`, and the rule that gave it.
pub fn time(
    parse: &Parse,
    mentions: &Mentions,
    units: &[Unit],
    k: usize,
    stance: Stance,
    plover: &Plover,
) -> (ClaimTime, &'static str) {
    let published = parse.doc().meta.published;
    let unit = &units[k];
    if let Some(t) = own(parse, mentions, unit, stance) {
        return (of_mention(t, published), "expression in the clause");
    }
    // The main clause's time holds for its participles and co-ordinated objects, and one that stands at the
    // front of a sentence for all its clauses.
    let upward = std::iter::successors(unit.parent, |&p| units[p].parent).take(units.len());
    if matches!(unit.kind, UnitKind::Participle | UnitKind::Conjunct | UnitKind::Absolute | UnitKind::Nominal)
    {
        for p in upward {
            if let Some(t) = own(parse, mentions, &units[p], stance) {
                return (of_mention(t, published), "expression in the clause it hangs on");
            }
        }
    }
    // "When the lorry fell into the river on Monday, ...": the clause of time dates what it hangs on.
    let dated = |j: usize| {
        let by = &units[j];
        by.parent == Some(k)
            && by.kind == UnitKind::Adverbial
            && parse.children(by.head).any(|c| parse.lemma(c).eq_ignore_ascii_case("when"))
    };
    if let Some(t) =
        (0..units.len()).filter(|&j| dated(j)).find_map(|j| own(parse, mentions, &units[j], stance))
    {
        return (of_mention(t, published), "expression in its clause of time");
    }
    // "struck a market on Sunday and killed 12": joined verbs with one subject are one day's.
    let shares = unit.kind == UnitKind::Main
        && !parse.children(unit.head).any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass))
        && parse.token(unit.head).dep == Dep::Conj
        && parse.token(unit.head).tag == Tag::Vbd;
    if let Some(t) = unit.parent.filter(|_| shares).and_then(|p| own(parse, mentions, &units[p], stance)) {
        return (of_mention(t, published), "expression at the verb it is joined to");
    }
    // "two days after shells hit the market and killed 12": joined verbs lie equally far off.
    let apart = |k: usize| at_distance(parse, mentions, units, k, stance);
    if let Some(time) = apart(k).or_else(|| unit.parent.filter(|_| shares).and_then(apart)) {
        return (time, "days counted from the clause it hangs on");
    }
    // "On Wednesday:" over a list dates its items.
    if let Some(lead) = list::intro(parse, unit.sentence) {
        let times = mentions.times_in(parse.sentences()[lead].span);
        if let Some(t) = times.iter().find(|t| t.kind == TimexType::Date && t.first.is_some()) {
            return (of_mention(t, published), "expression that leads in the list");
        }
    }
    let to_come = matches!(stance, Stance::Demand | Stance::Predict)
        || plover.aux.contains(&"future") && stance != Stance::Assert
        || stance == Stance::Plan && !clause::in_heading(parse, unit.sentence);
    let tense_future = parse
        .children_by(unit.head, Dep::Aux)
        .any(|a| matches!(parse.lemma(a), "will" | "'ll") && parse.token(a).tag == Tag::Md);
    let bounded = |start: Option<Date>, end: Option<Date>, basis: Basis| ClaimTime {
        start,
        end,
        basis,
        precision: TimePrecision::None,
        span: None,
    };
    match published {
        None => (bounded(None, None, Basis::None), "no expression and no day of publication"),
        Some(day) if (to_come || tense_future) && !clause::in_heading(parse, unit.sentence) => {
            (bounded(Some(day), None, Basis::Future), "undated and to come: from publication on")
        }
        Some(day) => (bounded(None, Some(day), Basis::Publication), "undated: publication or before"),
    }
}

/// Whether the unit itself names a day after publication: what "could return next week" is a forecast of.
pub fn is_after_publication(parse: &Parse, mentions: &Mentions, unit: &Unit) -> bool {
    let first = own(parse, mentions, unit, Stance::Assert).and_then(|t| t.first);
    first.zip(parse.doc().meta.published).is_some_and(|(first, day)| first > day)
}

/// "... on Monday, two days after the dam broke": the day of the clause it hangs on, so many days off.
fn at_distance(
    parse: &Parse,
    mentions: &Mentions,
    units: &[Unit],
    k: usize,
    stance: Stance,
) -> Option<ClaimTime> {
    let unit = &units[k];
    let is = |i: usize, word: &str| parse.str(i).eq_ignore_ascii_case(word);
    let mark = unit
        .tokens
        .iter()
        .copied()
        .find(|&i| i < unit.head && (is(i, "after") || is(i, "before")) && parse.head(i) == unit.head)?;
    let (number, noun) = (mark.checked_sub(2)?, mark - 1);
    let length = match parse.lemma(noun) {
        "day" => 1,
        "week" => 7,
        _ => return None,
    };
    let counted = || {
        let span = parse.token(number).span;
        let exact = mentions.quantities.iter().find(|q| q.span.contains(span) && q.min == q.max)?;
        (1..=MOST_DAYS).find(|&n| exact.min == Some(f64::from(n)))
    };
    let single = is(number, "a") || is(number, "the") || is(number, "one");
    let days = length * if single { 1 } else { counted()? };
    let main = own(parse, mentions, &units[unit.parent?], stance)?;
    let day = main.first.filter(|_| main.first == main.last)?;
    let days = jiff::Span::new().days(if is(mark, "after") { -days } else { days });
    let day = day.checked_add(days).ok()?;
    Some(ClaimTime {
        start: Some(day),
        end: Some(day),
        basis: Basis::Relative,
        precision: if length == 1 { main.precision } else { TimePrecision::None },
        span: Some(main.span),
    })
}

/// The unit's own expression: on the calendar, nearest to the head.
///
/// An expression inside a relative clause or participle tells of something else ("a man born in 1951 was hurt"); how
/// long a thing asked for or planned is to last does not tell when.
fn own<'m>(parse: &Parse, mentions: &'m Mentions, unit: &Unit, stance: Stance) -> Option<&'m Time> {
    let open = matches!(stance, Stance::Demand | Stance::Plan | Stance::Predict);
    let aside = |at: usize| {
        parse.ancestors(at).take_while(|&a| a != unit.head).any(|a| {
            matches!(parse.token(a).dep, Dep::Relcl | Dep::Acl)
                && parse.token(a).tag.is_verb()
                && parse.token(a).tag != Tag::Vb
        })
    };
    mentions
        .times_in(parse.sentences()[unit.sentence].span)
        .iter()
        .filter(|t| t.kind != TimexType::Set && (t.first.is_some() || t.last.is_some()))
        .filter(|t| {
            let tokens = parse.tokens_in(t.span);
            let head = (!tokens.is_empty()).then(|| tidings_mention::name::head_of(parse, tokens));
            head.is_some_and(|h| unit.tokens.contains(&h) && (t.kind == TimexType::Duration || !aside(h)))
        })
        .filter(|t| {
            let over = t.last.zip(parse.doc().meta.published).is_none_or(|(last, day)| last <= day);
            t.kind != TimexType::Duration || !(open && over)
        })
        .min_by_key(|t| {
            let at = parse.tokens_in(t.span).start;
            (t.kind == TimexType::Duration, at.abs_diff(unit.head))
        })
}

fn of_mention(t: &Time, published: Option<Date>) -> ClaimTime {
    let old = |d: Date| published.is_some_and(|p| i32::from(p.year()) - i32::from(d.year()) >= 1);
    let basis = match t.basis {
        TimeBasis::Explicit if t.last.is_some_and(old) && t.precision == TimePrecision::Year => {
            Basis::Background
        }
        TimeBasis::Explicit => Basis::Explicit,
        TimeBasis::Relative if t.kind == TimexType::Duration && t.first.is_some_and(old) => Basis::Background,
        TimeBasis::Relative => Basis::Relative,
        TimeBasis::Inferred => Basis::Inferred,
        TimeBasis::Publication => Basis::Publication,
    };
    ClaimTime { start: t.first, end: t.last, basis, precision: t.precision, span: Some(t.span) }
}
