//! Weekdays, and times said by their distance from now or from a time spoken of.

use super::super::calendar::{self, Calendar, plus, weekday_from, weekday_until};
use super::super::expr::{Dir, Found, Origin, Unit};
use super::super::tense::Tense;
use super::{Anchor, Placed};
use crate::TimeBasis;
use jiff::civil::Date;

impl Anchor<'_> {
    pub(super) fn weekday(&self, f: &Found, weekday: u8, dir: Dir) -> Placed {
        let day = |d: Date| Some((Calendar::Day(d), TimeBasis::Relative));
        if self.narrative
            && let Some(base) = self.day
        {
            return match dir {
                Dir::Last | Dir::Previous => {
                    day(weekday_until(plus(base, jiff::Span::new().days(-1)), weekday))
                }
                _ => day(weekday_from(base, weekday)),
            };
        }
        let now = self.now?;
        let yesterday = plus(now, jiff::Span::new().days(-1));
        let tomorrow = plus(now, jiff::Span::new().days(1));
        match dir {
            Dir::Last => day(weekday_until(yesterday, weekday)),
            Dir::Next => day(weekday_from(tomorrow, weekday)),
            Dir::Following => {
                day(weekday_from(self.day.map_or(tomorrow, |d| plus(d, jiff::Span::new().days(1))), weekday))
            }
            Dir::Previous => day(weekday_until(
                self.day.map_or(yesterday, |d| plus(d, jiff::Span::new().days(-1))),
                weekday,
            )),
            Dir::That => day(weekday_until(now, weekday)),
            Dir::This | Dir::Open => match self.verbs.tense(f) {
                Tense::Future => day(weekday_from(now, weekday)),
                Tense::Unknown | Tense::Present if dir == Dir::This => day(weekday_from(now, weekday)),
                // "has until Tuesday to sign".
                _ if self.verbs.deadline(f) => day(weekday_from(now, weekday)),
                _ => day(weekday_until(now, weekday)),
            },
        }
    }

    pub(super) fn shift(&self, f: &Found, unit: Unit, by: i32, origin: Origin) -> Placed {
        let sentence = self.verbs.sentence(f.start);
        // A quarter in the same sentence is compared with its like of another year.
        if unit == Unit::Year
            && by != 0
            && matches!(f.rule, "ago" | "earlier" | "year-ago")
            && let Some((Calendar::Quarter(y, q), s)) = self.quarter
            && sentence.saturating_sub(s) <= 2
            && !self.narrative
        {
            return Some((
                Calendar::Quarter(y.checked_add(i16::try_from(by).ok()?)?, q),
                TimeBasis::Relative,
            ));
        }
        if unit == Unit::Quarter
            && by == 0
            && matches!(f.rule, "the-quarter" | "latest-quarter")
            && !self.narrative
        {
            if let Some((c, _)) = self.quarter.filter(|_| f.rule == "the-quarter") {
                return Some((c, TimeBasis::Inferred));
            }
            // The quarter reported on is the last full one.
            return Some((Calendar::of(unit, self.now?).shifted(unit, -1)?, TimeBasis::Relative));
        }
        if unit == Unit::Weekend && f.rule == "weekend" && !self.narrative {
            let now = self.now?;
            let future = self.verbs.tense(f) == Tense::Future;
            let saturday = if now.weekday().to_monday_one_offset() >= 6 || future {
                plus(calendar::monday(now), jiff::Span::new().days(5))
            } else {
                plus(calendar::monday(now), jiff::Span::new().days(-2))
            };
            return Some((Calendar::Weekend(saturday), TimeBasis::Relative));
        }
        let here = f.rule == "the-unit" && !self.narrative;
        let use_then = !here && (origin == Origin::Then || self.narrative && self.then.is_some());
        if use_then {
            let near =
                self.spoken(sentence).filter(|&(_, s)| self.narrative || sentence.saturating_sub(s) <= 3);
            if let Some((c, _)) = near {
                let base = match unit {
                    Unit::Day | Unit::Hour | Unit::Minute | Unit::Second => {
                        c.as_day().or(if self.narrative { self.day } else { None }).map(Calendar::Day)
                    }
                    _ => Some(c),
                };
                if let Some(cal) = base.and_then(|b| b.shifted(unit, by)) {
                    return Some((cal, TimeBasis::Inferred));
                }
                if self.narrative {
                    return None;
                }
            }
            if self.narrative {
                return None;
            }
        }
        let now = self.now?;
        let cal = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => Calendar::Day(now),
            Unit::Week | Unit::Fortnight | Unit::Weekend => Calendar::Day(now).shifted(unit, by)?,
            _ => Calendar::of(unit, now).shifted(unit, by)?,
        };
        Some((cal, TimeBasis::Relative))
    }
}
