//! When a claim's event is: its own time expression, that of its sentence, or what tense and publication say.
//!
//! The publication date never stands in for a date that is missing: an undated past event is "on or before
//! publication", an announced one "publication or later", and both say so in their basis.

use jiff::civil::Date;
use tidings_mention::labels::{Dep, Tag};
use tidings_mention::{Mentions, Parse, Time, TimeBasis, TimePrecision, TimexType};

use crate::clause::{Unit, UnitKind};
use crate::types::{Basis, ClaimTime, Plover, Stance};

/// The time of `units[k]`.
pub fn time(
    parse: &Parse,
    mentions: &Mentions,
    units: &[Unit],
    k: usize,
    stance: Stance,
    plover: &Plover,
) -> ClaimTime {
    let published = parse.doc().meta.published;
    let unit = &units[k];
    if let Some(t) = own(parse, mentions, unit) {
        return of_mention(t, published);
    }
    // The main clause's time holds for its participles and co-ordinated objects, and one that stands at the
    // front of a sentence for all its clauses.
    let upward = std::iter::successors(unit.parent, |&p| units[p].parent).take(units.len());
    if matches!(unit.kind, UnitKind::Participle | UnitKind::Conjunct | UnitKind::Absolute | UnitKind::Nominal)
    {
        for p in upward {
            if let Some(t) = own(parse, mentions, &units[p]) {
                return of_mention(t, published);
            }
        }
    }
    let to_come = matches!(stance, Stance::Demand | Stance::Predict)
        || plover.aux.contains(&"future") && stance != Stance::Assert
        || stance == Stance::Plan && !heading(parse, unit);
    let tense_future = parse
        .children_by(unit.head, Dep::Aux)
        .any(|a| matches!(parse.lemma(a), "will" | "'ll") && parse.token(a).tag == Tag::Md);
    match published {
        None => ClaimTime {
            start: None,
            end: None,
            basis: Basis::None,
            precision: TimePrecision::None,
            span: None,
        },
        Some(day) if (to_come || tense_future) && !heading(parse, unit) => ClaimTime {
            start: Some(day),
            end: None,
            basis: Basis::Future,
            precision: TimePrecision::None,
            span: None,
        },
        Some(day) => ClaimTime {
            start: None,
            end: Some(day),
            basis: Basis::Publication,
            precision: TimePrecision::None,
            span: None,
        },
    }
}

fn heading(parse: &Parse, unit: &Unit) -> bool {
    parse.doc().blocks[parse.sentences()[unit.sentence].block].kind.is_heading()
}

/// The unit's own expression: on the calendar, nearest to the head.
fn own<'m>(parse: &Parse, mentions: &'m Mentions, unit: &Unit) -> Option<&'m Time> {
    mentions
        .times_in(parse.sentences()[unit.sentence].span)
        .iter()
        .filter(|t| t.kind != TimexType::Set && (t.first.is_some() || t.last.is_some()))
        .filter(|t| {
            let tokens = parse.tokens_in(t.span);
            !tokens.is_empty() && unit.tokens.contains(&tidings_mention::name::head_of(parse, tokens))
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
