//! Parts of the calendar: dates, months, years, decades, and what follows them.

use super::super::expr::Origin;
use super::super::expr::{Clock, Dir, Expr, Part, Unit, YearRef};
use super::super::lex::Kind;
use super::super::lexicon::Term;
use super::{Grammar, Read};
use crate::labels::Tag;

pub(super) fn point(part: Part, year: YearRef) -> Expr {
    Expr::Point { part, year, dir: Dir::Open, clock: None }
}

impl Grammar<'_> {
    /// A part of the calendar, with what follows it ("Friday night", "January this year").
    pub(super) fn point(&self, i: usize) -> Read {
        let (expr, next, rule) = self.calendar(i)?;
        let Expr::Point { part, year, dir, clock: None } = expr else { return Some((expr, next, rule)) };
        let daily = matches!(part, Part::Day(..) | Part::DayOnly(_) | Part::Weekday(_) | Part::Holiday(_));
        if daily && let Some((day_part, end)) = self.day_part(next) {
            return Some((
                Expr::Point { part, year, dir, clock: Some(Clock::Part(day_part)) },
                end,
                "date-daypart",
            ));
        }
        Some((expr, next, rule))
    }

    fn calendar(&self, i: usize) -> Read {
        let the = self.is(i, Term::The) && self.lex[i].end > self.lex[i].start;
        let j = i + usize::from(the);
        let date = self.weekday_date(j).or_else(|| self.numeric(j)).or_else(|| self.date(j));
        let other = || {
            self.decade(j)
                .or_else(|| self.century(j))
                .or_else(|| self.season(j, the))
                .or_else(|| self.quarter(j, the))
                .or_else(|| self.holiday(j))
                .or_else(|| self.day_only(j, the))
                .or_else(|| self.fiscal(j))
        };
        let day_first = matches!(date, Some((_, _, "day-month"))) || self.weekday_name(j).is_some();
        if let Some(read) = date.filter(|_| !the || day_first).or_else(other) {
            return Some(read);
        }
        if the {
            // "the year 2000"; a bare year, month or weekday does not take its article along.
            return (self.is(j, Term::Unit(Unit::Year)))
                .then(|| self.year(j + 1).map(|(y, n)| (point(Part::Year, y), n, "year")))
                .flatten();
        }
        self.month_alone(i).or_else(|| self.weekday(i)).or_else(|| self.year_alone(i))
    }

    pub(super) fn month(&self, i: usize) -> Option<(u8, usize)> {
        let l = self.lex.get(i)?;
        match l.term {
            Term::Month(m) => {
                let ascii = self.str(i).is_ascii();
                if ascii && !l.capital {
                    return None;
                }
                let number = |k: usize| self.day(k).is_some() || self.year(k).is_some();
                let sure = number(i + 1) || i > 0 && number(i - 1) || self.is(i + 1, Term::Of);
                let verb = ascii && (l.tag.is_verb() && !sure || matches!(l.tag, Tag::Md));
                let name = ascii && l.person && !sure || !sure && self.str(i) == "Mai" && !self.date_cue(i);
                let modal = m == 5 && ascii && l.tag == Tag::Other && !sure && !self.date_cue(i);
                (!verb && !name && !modal).then_some((m, i + 1))
            }
            Term::MonthShort(m) if l.capital => {
                let dot = self.sign(i + 1, '.') && self.glued(i + 1);
                let next = i + 1 + usize::from(dot);
                let number = |k: usize| self.day(k).is_some() || self.year(k).is_some();
                let sure =
                    number(next) || i > 0 && number(i - 1) || dot && (self.date_cue(i) || l.tag == Tag::Nnp);
                (sure && (number(next) || !l.person)).then_some((m, next))
            }
            _ => None,
        }
    }

    pub(super) fn date_cue(&self, i: usize) -> bool {
        matches!(
            self.term_before(i),
            Term::In
                | Term::Since
                | Term::Until
                | Term::By
                | Term::During
                | Term::Last
                | Term::Next
                | Term::This
                | Term::Early
                | Term::Late
                | Term::Mid
                | Term::Of
                | Term::From
                | Term::To
                | Term::Before
                | Term::After
                | Term::Beginning
                | Term::Middle
                | Term::End
        )
    }

    pub(super) fn day(&self, i: usize) -> Option<(u8, usize)> {
        if let Some((n, next)) = self.ordinal(i) {
            return (1..=31).contains(&n).then_some((n as u8, next));
        }
        let (n @ 1..=31, 1..=2) = self.digits(i)? else { return None };
        let time = (self.sign(i + 1, ':') || self.sign(i + 1, '.') || self.sign(i + 1, '/'))
            && self.glued(i + 1)
            && self.glued(i + 2)
            && self.digits(i + 2).is_some();
        (!time && !self.sign(i + 1, '%')).then_some((n as u8, i + 1))
    }

    /// "Monday, October 26, 1998".
    pub(super) fn weekday_date(&self, i: usize) -> Read {
        let (_, next) = self.weekday_name(i)?;
        let mut j = next + usize::from(self.sign(next, ','));
        if self.is(j, Term::On) {
            j += 1;
        }
        j += usize::from(self.is(j, Term::The));
        let (expr, end, rule) = self.date(j)?;
        matches!(expr, Expr::Point { part: Part::Day(..), .. }).then_some((expr, end, rule))
    }

    /// A month with its day, its year, or both, in any order.
    pub(super) fn date(&self, i: usize) -> Read {
        if let Some((month, next)) = self.month(i) {
            let the = next + usize::from(self.is(next, Term::The) && self.ordinal(next + 1).is_some());
            if let Some((day, after)) = self.day(the)
                && !matches!(self.term(after), Term::Month(_))
                && !(matches!(self.term(after), Term::AmPm(_)))
            {
                let (year, end) = self.year_after(after, true);
                return Some((point(Part::Day(month, day), year), end, "month-day"));
            }
            let (year, end) = self.year_after(next, true);
            if year != YearRef::Open {
                return Some((point(Part::Month(month), year), end, "month-year"));
            }
            return None;
        }
        let (day, next) = self.day(i)?;
        let mut j = next + usize::from(self.is(next, Term::Of));
        let ordinal_dot = self.sign(j, '.') && self.glued(j) && !self.glued(j + 1);
        j += usize::from(ordinal_dot);
        j = self.hyphen(j);
        if self.is(next, Term::Unit(Unit::Day)) && self.is(next + 1, Term::Of) {
            j = next + 2;
        }
        let (month, after) = self.month(j)?;
        let (year, end) = self.year_after(self.hyphen(after), true);
        let end = if year == YearRef::Open { after } else { end };
        Some((point(Part::Day(month, day), year), end, "day-month"))
    }

    /// The year after a day or month: ", 1998", "of 1940", "this year", "of the same year".
    pub(super) fn year_after(&self, i: usize, loose: bool) -> (YearRef, usize) {
        let comma = i + usize::from(self.sign(i, ','));
        let of = comma + usize::from(comma == i && self.is(i, Term::Of));
        if let Some((year, end)) =
            self.year(of).filter(|_| !matches!(self.term(of), Term::Number(_)) || loose)
        {
            let year_like = self.lex[of].kind != Kind::Sign('\'') || comma == i;
            if year_like && !(comma > i && matches!(self.tag(end), Tag::Nns)) {
                return (year, end);
            }
        }
        let the = of + usize::from(self.is(of, Term::The));
        let (dir, next) = match self.term(the) {
            Term::This | Term::Current if comma == i => (YearRef::Shifted(Origin::Now, 0), the + 1),
            Term::Last if comma == i => (YearRef::Shifted(Origin::Now, -1), the + 1),
            Term::Next if comma == i => (YearRef::Shifted(Origin::Now, 1), the + 1),
            Term::That | Term::Same if comma == i => {
                (YearRef::Shifted(Origin::Then, 0), the + 1 + usize::from(self.is(the + 1, Term::Same)))
            }
            Term::Previous if comma == i => (YearRef::Shifted(Origin::Then, -1), the + 1),
            Term::Following if comma == i => (YearRef::Shifted(Origin::Then, 1), the + 1),
            _ => return (YearRef::Open, i),
        };
        if self.is(next, Term::Unit(Unit::Year)) { (dir, next + 1) } else { (YearRef::Open, i) }
    }

    pub(super) fn month_alone(&self, i: usize) -> Read {
        let (month, next) = self.month(i)?;
        // "the Long March", "the March of ...".
        let march = month == 3 && matches!(self.term(next), Term::Of) && self.year(next + 1).is_none()
            || month == 3 && (self.lower_is(next, "for") || self.lower_is(next, "on"));
        let inner = self.str(i).is_ascii()
            && self.before(i).is_some_and(|l| {
                l.kind == Kind::Word && l.capital && l.term == Term::None && l.tag == Tag::Nnp
            });
        if march || inner {
            return None;
        }
        // In capitalised runs ("April Glaspie") the tag is no help; the name after it is.
        let name_after = self.lex.get(next).is_some_and(|l| l.capital && l.person);
        (!name_after).then_some((point(Part::Month(month), YearRef::Open), next, "month"))
    }

    /// "the 20th" with no month, where no noun follows.
    pub(super) fn day_only(&self, i: usize, the: bool) -> Read {
        let Term::Ordinal(n @ 1..=31) = self.term(i) else { return None };
        let noun = self.tag(i + 1).is_noun() || matches!(self.tag(i + 1), Tag::Jj | Tag::Cd);
        let digits = self.str(i).starts_with(|c: char| c.is_ascii_digit());
        let on =
            matches!(self.term_before(i - usize::from(the)), Term::On | Term::By | Term::Until | Term::Since);
        (the && digits && on && !noun && !self.sign(i + 1, '-')).then_some((
            point(Part::DayOnly(n as u8), YearRef::Open),
            i + 1,
            "day-of-month",
        ))
    }

    /// "24. 4. 1920" with spaces, "6.1918".
    fn dotted(&self, i: usize, a: u32) -> Read {
        if !self.sign(i + 1, '.') || !self.glued(i + 1) || self.glued(i) {
            return None;
        }
        let year = |k: usize| match self.digits(k) {
            Some((y @ 1000..=2199, 4)) => Some(YearRef::Known(y as i16)),
            _ => None,
        };
        let (b, db) = self.digits(i + 2)?;
        let (month, day) = (1..=12, 1..=31);
        if self.glued(i + 2) {
            let y = year(i + 2).filter(|_| month.contains(&a) && !self.sign(i + 3, '.'))?;
            return Some((point(Part::Month(a as u8), y), i + 3, "numeric-month"));
        }
        let spaced = db <= 2 && self.sign(i + 3, '.') && self.glued(i + 3) && !self.glued(i + 4);
        let y = year(i + 4).filter(|_| spaced && day.contains(&a) && month.contains(&b))?;
        Some((point(Part::Day(b as u8, a as u8), y), i + 5, "numeric-date"))
    }

    /// ISO and other dates in figures.
    pub(super) fn numeric(&self, i: usize) -> Read {
        let (a, da) = self.digits(i)?;
        if let Some(read) = self.dotted(i, a) {
            return Some(read);
        }
        let Kind::Sign(sep @ ('-' | '/' | '.')) = self.lex.get(i + 1)?.kind else { return None };
        let tight = (i + 1..i + 5).all(|k| self.glued(k)) && self.sign(i + 3, sep);
        if !tight
            || self.glued(i) && !matches!(self.before(i).map(|l| l.kind), Some(Kind::Sign('(' | '"' | '-')))
        {
            return None;
        }
        let (b, db) = self.digits(i + 2)?;
        let (c, dc) = self.digits(i + 4)?;
        let day = |y: u32, m: u32, d: u32| {
            ((1..=12).contains(&m) && (1..=31).contains(&d)).then(|| {
                (point(Part::Day(m as u8, d as u8), YearRef::Known(y as i16)), i + 5, "numeric-date")
            })
        };
        if da == 4 && (1000..2200).contains(&a) && db <= 2 && dc <= 2 {
            let mut read = day(a, b, c)?;
            // "2024-08-10T06:00"
            if self.lower_is(i + 5, "t")
                && self.glued(i + 5)
                && let Some((clock, end)) = self.clock(i + 6)
                && let Expr::Point { part, year, dir, .. } = read.0
            {
                read = (Expr::Point { part, year, dir, clock: Some(clock) }, end, "iso-time");
            }
            return Some(read);
        }
        if da > 2 || db > 2 || !matches!(dc, 2 | 4) {
            return None;
        }
        let year = match (c, dc) {
            (_, 4) => c,
            (0..40, _) => 2000 + c,
            _ => 1900 + c,
        };
        // Dots are day first everywhere; slashes by what is possible, else day first outside the United States.
        match (sep, a, b) {
            ('.', ..) => day(year, b, a),
            (_, 13.., _) => day(year, b, a),
            (_, _, 13..) => day(year, a, b),
            _ if self.month_first => day(year, a, b),
            _ => day(year, b, a),
        }
    }
}
