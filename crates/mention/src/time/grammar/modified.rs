//! Words that narrow a time: "early 1990", "the end of March", "the morning of 31 January", "9 a.m. Friday".

use super::super::expr::{Clock, Expr, Found, Origin, Part, Unit};
use super::super::lexicon::Term;
use super::{Grammar, Read, found};

impl Grammar<'_> {
    /// A narrowed point.
    pub(super) fn modified(&self, i: usize) -> Option<Found> {
        let (modifier, at, of) = self.narrowing(i)?;
        let (expr, end, rule) = self.core(at)?;
        let ok = match expr {
            Expr::Point { clock, part, .. } => {
                // "early Friday", "late 1943", but "more recently Friday" never gets here.
                !matches!(part, Part::Weekday(_)) || clock.is_none() || !of
            }
            Expr::Shift { .. } => true,
            Expr::Duration { .. }
            | Expr::Clock(_)
            | Expr::Every { .. }
            | Expr::EachPart { .. }
            | Expr::Ref(_) => false,
        };
        ok.then(|| found(i, end, expr, modifier, rule))
    }

    /// The narrowing words at `i`: modifier, lexeme after them, and whether they end in "of".
    fn narrowing(&self, i: usize) -> Option<(&'static str, usize, bool)> {
        let the = self.optional(i, Term::The);
        let modifier = match self.term(the) {
            Term::Early | Term::Beginning => "START",
            Term::Late | Term::End => "END",
            Term::Mid | Term::Middle => "MID",
            Term::Earlier => "START",
            Term::Later => "END",
            _ => return None,
        };
        let next = the + 1;
        match self.term(the) {
            Term::Beginning | Term::End | Term::Middle => {
                // Another language has "end March" without "of".
                let of = self.is(next, Term::Of);
                (of || self.narrows_alone(the)).then_some((modifier, next + usize::from(of), true))
            }
            Term::Earlier | Term::Later => {
                let part_of = self.lower_is(next, "part") && self.is(next + 1, Term::Of);
                let at = next + if part_of { 2 } else { 0 };
                let at = at + usize::from(self.is(at, Term::In) || self.is(at, Term::On));
                let directed =
                    matches!(self.term(self.optional(at, Term::The)), Term::This | Term::That | Term::Same);
                let named = matches!(self.term(at), Term::Weekday(_) | Term::Today | Term::Yesterday);
                (part_of || directed || named).then_some((modifier, at, false))
            }
            _ => {
                let at = self.hyphen(next);
                let at = at + usize::from(matches!(self.term(at), Term::In | Term::On) && the == i);
                Some((modifier, at, false))
            }
        }
    }

    /// A point or a relative time, with "the month", "the year", "the day" as the one spoken of.
    fn core(&self, i: usize) -> Read {
        let a = self.point(i);
        let b = self.relative(i);
        let longer = match (&a, &b) {
            (Some(x), Some(y)) if y.1 > x.1 => b,
            (None, _) => b,
            _ => a,
        };
        longer.or_else(|| {
            let the = self.optional(i, Term::The);
            match self.term(the) {
                Term::Unit(
                    unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Decade | Unit::Century),
                ) if the > i || !self.str(the).is_ascii() => {
                    let origin = Origin::Then;
                    Some((Expr::Shift { unit, by: 0, origin, clock: None }, the + 1, "the-unit"))
                }
                // "кінець року"
                Term::YearWord if matches!(self.str(the), "року" | "года") => {
                    let (unit, origin) = (Unit::Year, Origin::Then);
                    Some((Expr::Shift { unit, by: 0, origin, clock: None }, the + 1, "the-unit"))
                }
                _ => None,
            }
        })
    }

    /// A time of day with the day it belongs to: "9 a.m. Friday", "the night of April 18", "noon".
    pub(super) fn clock_led(&self, i: usize) -> Option<Found> {
        let about = match self.term(i) {
            Term::About => i + 1,
            _ => i,
        };
        if let Some((clock, next)) = self.clock(about) {
            let modifier = if about > i { "APPROX" } else { "" };
            let bare = found(i, next, Expr::Clock(clock), modifier, "clock");
            let at = next + usize::from(self.sign(next, ','));
            let at = at + usize::from(matches!(self.term(at), Term::On | Term::Of));
            return Some(self.with_clock(i, at, clock, modifier).unwrap_or(bare));
        }
        // "(in) the early hours of Saturday", "early in the morning of", "the morning of".
        let early = if matches!(self.term(i), Term::Early | Term::Late)
            && self.is(i + 1, Term::In)
            && self.is(i + 2, Term::The)
        {
            i + 3
        } else {
            self.optional(i, Term::The)
        };
        let narrowed = matches!(self.term(early), Term::Early | Term::Late | Term::Mid);
        let modifier = match self.term(early) {
            Term::Early => "START",
            Term::Late => "END",
            _ => "",
        };
        let word = if narrowed { self.hyphen(early + 1) } else { early };
        let (part, next) = match self.term(word) {
            Term::DayPart(part) => (part, word + 1),
            Term::Units(Unit::Hour) if self.is(early, Term::Early) => (super::DayPart::Morning, word + 1),
            Term::Units(Unit::Hour) if self.is(early, Term::Late) => (super::DayPart::Night, word + 1),
            _ => return None,
        };
        let next = next + usize::from(self.is(next, Term::Units(Unit::Hour)));
        let led = matches!(self.term(next), Term::Of | Term::On | Term::Into) || self.sign(next, ',');
        let at = next + usize::from(led);
        let clock = Clock::Part(part);
        let bound = at > next
            || narrowed
            || !self.str(word).is_ascii()
            || matches!(self.term(at), Term::Yesterday | Term::Tomorrow);
        if bound && let Some(found) = self.with_clock(i, at, clock, modifier) {
            return Some(found);
        }
        // "in the morning" alone: the day spoken of.
        let alone = early > i && self.is(i, Term::The) || narrowed;
        let cue = matches!(self.term_before(i), Term::In | Term::During | Term::By | Term::At | Term::Until);
        let at_dawn = self.is(i.wrapping_sub(1), Term::At)
            || self.lower_is(i, "overnight") && self.tag(i) == super::Tag::Rb;
        let adverb = super::cyrillic::in_day_part(self.str(word));
        (adverb || alone && cue && !self.is(next, Term::Of) || at_dawn)
            .then(|| found(i, next, Expr::Clock(clock), modifier, "daypart"))
    }

    fn with_clock(&self, start: usize, at: usize, clock: Clock, modifier: &'static str) -> Option<Found> {
        let (expr, end, _) = self.core(at)?;
        let expr = match expr {
            Expr::Point {
                part: part @ (Part::Day(..) | Part::Weekday(_) | Part::Holiday(_) | Part::DayOnly(_)),
                year,
                dir,
                clock: inner,
            } => {
                // "11 p.m. Friday night" is one time.
                let _ = inner;
                Expr::Point { part, year, dir, clock: Some(clock) }
            }
            Expr::Shift { unit: Unit::Day, by, origin, .. } => {
                Expr::Shift { unit: Unit::Day, by, origin, clock: Some(clock) }
            }
            _ => return None,
        };
        Some(found(start, end, expr, modifier, "clock-day"))
    }
}
