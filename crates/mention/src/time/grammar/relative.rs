//! Times said by their distance from now or from a time spoken of: "yesterday", "last week", "that day".

use super::super::expr::{Clock, DayPart, Dir, Expr, Origin, Part, Unit, YearRef};
use super::super::lexicon::Term;
use super::{Grammar, Read};
use crate::labels::Tag;

fn shift(unit: Unit, by: i32, origin: Origin) -> Expr {
    Expr::Shift { unit, by, origin, clock: None }
}

impl Grammar<'_> {
    pub(super) fn relative(&self, i: usize) -> Read {
        self.deictic(i).or_else(|| self.directed(i)).or_else(|| self.day_beside(i))
    }

    /// "yesterday", "tomorrow night", "this morning", "last night".
    fn deictic(&self, i: usize) -> Read {
        let day = |by, next: usize, rule| {
            let (clock, end) = match self.day_part(next) {
                Some((part, end)) => (Some(Clock::Part(part)), end),
                None => (None, next),
            };
            Some((Expr::Shift { unit: Unit::Day, by, origin: Origin::Now, clock }, end, rule))
        };
        let part_of = |by, part, end, rule| {
            Some((
                Expr::Shift { unit: Unit::Day, by, origin: Origin::Now, clock: Some(Clock::Part(part)) },
                end,
                rule,
            ))
        };
        match (self.term(i), self.term(i + 1)) {
            (Term::Yesterday, _) => day(-1, i + 1, "yesterday"),
            (Term::Today, _) => day(0, i + 1, "today"),
            (Term::Tomorrow, _) => day(1, i + 1, "tomorrow"),
            (Term::DayBeforeYesterday, _) => day(-2, i + 1, "yesterday"),
            (Term::DayAfterTomorrow, _) => day(2, i + 1, "tomorrow"),
            (Term::Tonight, _) => part_of(0, DayPart::Night, i + 1, "tonight"),
            (Term::Last, Term::DayPart(DayPart::Night)) => part_of(-1, DayPart::Night, i + 2, "last-night"),
            (Term::This, Term::DayPart(part)) => part_of(0, part, i + 2, "this-daypart"),
            (Term::The, Term::Unit(Unit::Day)) if self.is(i + 3, Term::Yesterday) => {
                day(-2, i + 4, "day-beside")
            }
            (Term::The, Term::Unit(Unit::Day)) if self.is(i + 3, Term::Tomorrow) => {
                day(2, i + 4, "day-beside")
            }
            _ => None,
        }
    }

    /// "the day before", "the year after", "the morning after": beside the time spoken of.
    fn day_beside(&self, i: usize) -> Read {
        let j = self.optional(i, Term::The);
        let Term::Unit(unit) = self.term(j) else { return None };
        let by = match self.term(j + 1) {
            Term::Before => -1,
            Term::After => 1,
            _ => return None,
        };
        if j == i || !matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year) {
            return None;
        }
        let closed = self.lex.get(j + 2).is_none_or(|l| {
            !matches!(l.kind, super::Kind::Word) && !matches!(l.kind, super::Kind::Number(..))
                || matches!(l.tag, Tag::In | Tag::Cc | Tag::Vbd)
        });
        closed.then(|| (shift(unit, by, Origin::Then), j + 2, "day-beside"))
    }

    fn direction(&self, i: usize) -> Option<(Dir, usize)> {
        let next = i + 1;
        Some(match self.term(i) {
            Term::Last | Term::Past => (Dir::Last, next),
            Term::Previous => (Dir::Previous, next),
            Term::Next => (Dir::Next, next),
            Term::Coming => (Dir::Next, next),
            Term::Following => (Dir::Following, next),
            Term::This if self.is(next, Term::Coming) => (Dir::Next, next + 1),
            Term::This if matches!(self.term(next), Term::Last | Term::Past) => (Dir::Last, next + 1),
            Term::This if self.is(next, Term::Same) => (Dir::That, next + 1),
            Term::This => (Dir::This, next),
            Term::Current => (Dir::This, next),
            Term::That => (Dir::That, self.optional(next, Term::Same)),
            Term::Same => (Dir::That, next),
            _ => return None,
        })
    }

    /// "last week", "next Tuesday", "the following year", "this summer", "that same night".
    fn directed(&self, i: usize) -> Read {
        let the = self.optional(i, Term::The);
        let has_the = the > i;
        let (dir, j) = self.direction(the)?;
        if self.is(i, Term::This) && self.str(i).eq_ignore_ascii_case("these")
            || self.is(i, Term::That) && self.str(i).eq_ignore_ascii_case("those")
        {
            return None;
        }
        let (origin, by) = match dir {
            Dir::Last => (Origin::Now, -1),
            Dir::Next if has_the => (Origin::Then, 1),
            Dir::Next => (Origin::Now, 1),
            Dir::This => (Origin::Now, 0),
            Dir::That | Dir::Open => (Origin::Then, 0),
            Dir::Following => (Origin::Then, 1),
            Dir::Previous => (Origin::Then, -1),
        };
        match self.term(j) {
            Term::Unit(unit) => {
                let mut end = j + 1;
                // "that time", "the past week" = a stretch; see the duration rule.
                if has_the && matches!(self.term(the), Term::Past) && unit != Unit::Weekend {
                    return None;
                }
                if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
                    return None;
                }
                if unit == Unit::Quarter
                    && let (Dir::Next | Dir::Last, true) = (dir, has_the)
                {
                    return Some((shift(unit, by, Origin::Now), end, "directed-unit"));
                }
                // "last year's third quarter"
                if unit == Unit::Year
                    && self.sign(end, '\'')
                    && self.lower_is(end + 1, "s")
                    && let Some((Expr::Point { part, .. }, next, _)) = self.quarter(end + 2, false)
                {
                    let year = YearRef::Shifted(origin, by as i16);
                    return Some((
                        Expr::Point { part, year, dir: Dir::Open, clock: None },
                        next,
                        "directed-quarter",
                    ));
                }
                let mut clock = None;
                if unit == Unit::Day
                    && let Some((part, next)) = self.day_part(end)
                {
                    (clock, end) = (Some(Clock::Part(part)), next);
                }
                Some((Expr::Shift { unit, by, origin, clock }, end, "directed-unit"))
            }
            // "того ж року", "в прошлом году"
            Term::YearWord => {
                Some((Expr::Shift { unit: Unit::Year, by, origin, clock: None }, j + 1, "directed-unit"))
            }
            Term::DayPart(part) => {
                let expr = Expr::Shift { unit: Unit::Day, by, origin, clock: Some(Clock::Part(part)) };
                Some((expr, j + 1, "directed-daypart"))
            }
            _ => {
                let (part, next) = if let Some((d, next)) = self.weekday_name(j) {
                    (Part::Weekday(d), next)
                } else if let Some((m, next)) = self.month(j) {
                    match self.day(next) {
                        Some((d, end)) => (Part::Day(m, d), end),
                        None => (Part::Month(m), next),
                    }
                } else if let Term::Season(s) = self.term(j) {
                    (Part::Season(s), j + 1)
                } else if let Some((Expr::Point { part: part @ Part::Holiday(_), .. }, next, _)) =
                    self.point(j)
                {
                    (part, next)
                } else {
                    return None;
                };
                let (clock, end) = match self.day_part(next) {
                    Some((p, end)) if matches!(part, Part::Weekday(_) | Part::Day(..)) => {
                        (Some(Clock::Part(p)), end)
                    }
                    _ => (None, next),
                };
                Some((Expr::Point { part, year: YearRef::Open, dir, clock }, end, "directed-part"))
            }
        }
    }
}
