//! Parts of the calendar: dates, months, years, decades, seasons, quarters, weekdays, named days.

use super::super::expr::{Clock, Dir, Expr, Found, Holiday, Part, Unit, YearRef};
use super::super::expr::Origin;
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
            return Some((Expr::Point { part, year, dir, clock: Some(Clock::Part(day_part)) }, end, "date-daypart"));
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

    // ---- years

    /// A year that other words already show to be one: "1988", "'88", "490 BC".
    pub(super) fn year(&self, i: usize) -> Option<(YearRef, usize)> {
        let era = |n: u32, next: usize| {
            let dot = |k: usize| k + usize::from(self.sign(k, '.') && self.glued(k));
            if self.is(next, Term::Bc) {
                return (YearRef::Bc(n as i16), next + 1);
            }
            if let Some(end) = self.cyrillic_bc(next) {
                return (YearRef::Bc(n as i16), end);
            }
            if self.is(next, Term::Ad) {
                return (YearRef::Known(n as i16), next + 1);
            }
            let plural = self.is(next, Term::Units(Unit::Year)) && !self.str(next).is_ascii();
            if self.is(next, Term::YearWord) || plural {
                let end = if self.str(next).chars().count() <= 2 { dot(next + 1) } else { next + 1 };
                if let Some(bc) = self.cyrillic_bc(end) {
                    return (YearRef::Bc(n as i16), bc);
                }
                return (YearRef::Known(n as i16), end);
            }
            (YearRef::Known(n as i16), next)
        };
        let l = self.lex.get(i)?;
        match l.kind {
            Kind::Number(n @ 1000..=2199, 4) if !matches!(l.term, Term::DecadeOf(_)) => Some(era(n, i + 1)),
            Kind::Number(n @ 1..=999, 1..=3) if self.bc_follows(i + 1) => Some(era(n, i + 1)),
            Kind::Sign('\'') if self.glued(i + 1) => match self.digits(i + 1) {
                Some((n @ 0..=99, 2)) => {
                    Some((YearRef::Known(if n < 40 { 2000 } else { 1900 } + n as i16), i + 2))
                }
                _ => None,
            },
            Kind::Word => self.year_in_words(i),
            _ => None,
        }
    }

    fn bc_follows(&self, i: usize) -> bool {
        let word = self.is(i, Term::YearWord) || self.is(i, Term::Units(Unit::Year)) && !self.str(i).is_ascii();
        let after_word = i + usize::from(word);
        let after_dot = after_word + usize::from(self.sign(after_word, '.'));
        self.is(i, Term::Bc) || self.cyrillic_bc(after_word).is_some() || self.cyrillic_bc(after_dot).is_some()
    }

    /// "до н. е."
    fn cyrillic_bc(&self, i: usize) -> Option<usize> {
        (self.str(i) == "до" && matches!(self.str(i + 1), "н") && self.sign(i + 2, '.')).then(|| {
            let end = i + 3 + usize::from(matches!(self.str(i + 3), "е" | "э"));
            end + usize::from(self.sign(end, '.') && self.glued(end))
        })
    }

    /// "nineteen ninety-six", "two thousand".
    fn year_in_words(&self, i: usize) -> Option<(YearRef, usize)> {
        match self.term(i) {
            Term::Number(c @ (18 | 19 | 20)) => match self.words(self.hyphen(i + 1))? {
                (a, next) if (10..100).contains(&a.n) && c != 20 => {
                    Some((YearRef::Known((c * 100 + a.n) as i16), next))
                }
                _ => None,
            },
            Term::Number(2) if self.is(i + 1, Term::Scale(1000)) => {
                let next = i + 2 + usize::from(self.is(i + 2, Term::And));
                match self.words(next) {
                    Some((a, end)) if a.n < 100 => Some((YearRef::Known((2000 + a.n) as i16), end)),
                    _ => Some((YearRef::Known(2000), i + 2)),
                }
            }
            _ => None,
        }
    }

    /// A bare year: four digits that nothing shows to count something else.
    fn year_alone(&self, i: usize) -> Read {
        let (year, next) = self.year(i)?;
        let read = Some((point(Part::Year, year), next, "year"));
        if matches!(year, YearRef::Bc(_)) || next > i + 1 && self.lex[i].kind != Kind::Sign('\'') {
            let words = self.lex[i].kind == Kind::Word;
            let cue = matches!(self.term_before(i), Term::In | Term::Since | Term::Of | Term::By | Term::Until)
                || self.is(i.wrapping_sub(1), Term::Unit(Unit::Year));
            let sure = !self.is(i, Term::Number(2)) || cue;
            return if !words || sure { read } else { None };
        }
        let before = self.before(i);
        let sign_before = before.map(|l| l.kind);
        if matches!(sign_before, Some(Kind::Sign('$' | '£' | '€' | '#' | '№' | '+' | '*' | '=')))
            || (self.glued(i)
                && !matches!(sign_before, Some(Kind::Sign('(' | '[' | '-' | '/' | '"' | '\'' | '“' | ','))))
            || matches!(sign_before, Some(Kind::Number(..))) && !before.is_some_and(|l| l.capital)
        {
            return None;
        }
        // A name that carries its number: "Expo 2020", "Ferrari 2000-ish" (capital, no comma, no preposition).
        if self.lex[i].kind == Kind::Sign('\'') {
            return matches!(
                self.term_before(i),
                Term::In | Term::Since | Term::Of | Term::By | Term::Early | Term::Late
            )
            .then_some(read)
            .flatten();
        }
        let named = before.is_some_and(|l| {
            l.kind == Kind::Word && l.capital && l.term == Term::None && l.tag == Tag::Nnp && self.before_is_inner(i)
        });
        if named {
            return None;
        }
        if self.sign(next, '%') || self.sign(next, ':') && self.glued(next + 1) && self.digits(next + 1).is_some()
        {
            return None;
        }
        if (self.sign(next, ',') || self.sign(next, '.')) && self.glued(next + 1) && self.digits(next + 1).is_some() {
            return None;
        }
        if self.lex.get(next).is_some_and(|l| l.glued && l.kind == Kind::Word) {
            return None;
        }
        // "1500 soldiers": a plural noun after it, unless a word before shows a year.
        let cue = matches!(
            self.term_before(i),
            Term::In | Term::Since | Term::Until | Term::By | Term::During | Term::The | Term::Early | Term::Late
                | Term::Mid | Term::Between | Term::Before | Term::After | Term::This
        );
        let Some((n, _)) = self.digits(i).or(Some((2000, 4))) else { return None };
        let cyrillic = self.lex[i].term != Term::None;
        if !cue && !cyrillic {
            let plural = matches!(self.tag(next), Tag::Nns | Tag::Nnps) && !self.sign(next, ',');
            let unit = matches!(self.term(next), Term::Unit(_) | Term::Units(_) | Term::Of | Term::More)
                || matches!(
                    self.str(next),
                    "people" | "men" | "km" | "kilometers" | "kilometres" | "miles" | "metres" | "meters" | "feet"
                        | "troops" | "percent" | "kg" | "mm" | "m"
                );
            let round = n % 100 == 0 && !matches!(sign_before, Some(Kind::Sign('(' | '-')));
            if plural || unit || round && self.tag(i) == Tag::Cd && !self.year_place(i, next) {
                return None;
            }
            if n < 1400 && !matches!(sign_before, Some(Kind::Sign('(' | '-'))) {
                return None;
            }
        } else if matches!(self.term(next), Term::Units(_)) || self.lower_is(next, "people") {
            return None;
        }
        (1000..=2199).contains(&n).then_some(read).flatten()
    }

    /// Whether the word before is inside a sentence's run of names, not its first word.
    fn before_is_inner(&self, i: usize) -> bool {
        let Some(l) = i.checked_sub(2).map(|j| &self.lex[j]) else { return false };
        !matches!(l.kind, Kind::Break | Kind::Sign('.')) && self.glued(i) == self.lex[i].glued
    }

    /// Whether a round number stands where a year does.
    fn year_place(&self, i: usize, next: usize) -> bool {
        matches!(self.term_before(i), Term::Of | Term::To | Term::From | Term::And)
            && self.lex.get(next).is_none_or(|l| !matches!(l.kind, Kind::Word) || l.term != Term::None)
    }

    // ---- months and days

    pub(super) fn month(&self, i: usize) -> Option<(u8, usize)> {
        let l = self.lex.get(i)?;
        match l.term {
            Term::Month(m) => {
                let ascii = self.str(i).is_ascii();
                if ascii && !l.capital {
                    return None;
                }
                let number = |k: usize| matches!(self.lex.get(k).map(|l| l.kind), Some(Kind::Number(..)));
                let sure = number(i + 1) || i > 0 && number(i - 1) || self.is(i + 1, Term::Of);
                let verb = ascii && (l.tag.is_verb() && !sure || matches!(l.tag, Tag::Md));
                let name = ascii && l.person && !sure || !sure && self.str(i) == "Mai";
                let modal = m == 5 && ascii && l.tag == Tag::Other && !sure && !self.date_cue(i);
                (!verb && !name && !modal).then_some((m, i + 1))
            }
            Term::MonthShort(m) if l.capital => {
                let dot = self.sign(i + 1, '.') && self.glued(i + 1);
                let next = i + 1 + usize::from(dot);
                let number = |k: usize| matches!(self.lex.get(k).map(|l| l.kind), Some(Kind::Number(..)));
                let sure = number(next) || i > 0 && number(i - 1) || dot && (self.date_cue(i) || l.tag == Tag::Nnp);
                (sure && !(l.person && !number(next))).then_some((m, next))
            }
            _ => None,
        }
    }

    fn date_cue(&self, i: usize) -> bool {
        matches!(
            self.term_before(i),
            Term::In | Term::Since | Term::Until | Term::By | Term::During | Term::Last | Term::Next | Term::This
                | Term::Early | Term::Late | Term::Mid | Term::Of | Term::From | Term::To | Term::Before | Term::After
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
    fn weekday_date(&self, i: usize) -> Read {
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
    fn date(&self, i: usize) -> Read {
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
    fn year_after(&self, i: usize, loose: bool) -> (YearRef, usize) {
        let comma = i + usize::from(self.sign(i, ','));
        let of = comma + usize::from(comma == i && self.is(i, Term::Of));
        if let Some((year, end)) = self.year(of).filter(|_| !matches!(self.term(of), Term::Number(_)) || loose) {
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

    fn month_alone(&self, i: usize) -> Read {
        let (month, next) = self.month(i)?;
        // "the Long March", "the March of ...".
        let march = month == 3 && matches!(self.term(next), Term::Of) && self.year(next + 1).is_none()
            || month == 3 && (self.lower_is(next, "for") || self.lower_is(next, "on"));
        let inner = self.str(i).is_ascii()
            && self.before(i).is_some_and(|l| l.kind == Kind::Word && l.capital && l.term == Term::None && l.tag == Tag::Nnp);
        if march || inner {
            return None;
        }
        // In capitalised runs ("April Glaspie") the tag is no help; the name after it is.
        let name_after = self.lex.get(next).is_some_and(|l| l.capital && l.person);
        (!name_after).then_some((point(Part::Month(month), YearRef::Open), next, "month"))
    }

    /// "the 20th" with no month, where no noun follows.
    fn day_only(&self, i: usize, the: bool) -> Read {
        let Term::Ordinal(n @ 1..=31) = self.term(i) else { return None };
        let noun = self.tag(i + 1).is_noun() || matches!(self.tag(i + 1), Tag::Jj | Tag::Cd);
        let digits = self.str(i).starts_with(|c: char| c.is_ascii_digit());
        let on = matches!(self.term_before(i - usize::from(the)), Term::On | Term::By | Term::Until | Term::Since);
        (the && digits && on && !noun && !self.sign(i + 1, '-'))
            .then_some((point(Part::DayOnly(n as u8), YearRef::Open), i + 1, "day-of-month"))
    }

    /// ISO and other dates in figures.
    fn numeric(&self, i: usize) -> Read {
        let (a, da) = self.digits(i)?;
        let sep = match self.lex.get(i + 1)?.kind {
            Kind::Sign(c @ ('-' | '/' | '.')) => c,
            _ => return None,
        };
        let tight = (i + 1..i + 5).all(|k| self.glued(k)) && self.sign(i + 3, sep);
        if !tight || self.glued(i) && !matches!(self.before(i).map(|l| l.kind), Some(Kind::Sign('(' | '"' | '-'))) {
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
            _ if self.month_first() => day(year, a, b),
            _ => day(year, b, a),
        }
    }

    /// Whether the text's other dates in figures put the month first.
    fn month_first(&self) -> bool {
        let (mut month, mut day) = (0_u32, 0_u32);
        for (k, l) in self.lex.iter().enumerate() {
            match l.term {
                // "May 2" against "2 May".
                Term::Month(_) | Term::MonthShort(_) => {
                    let number = |j: usize| matches!(self.digits(j), Some((1..=31, 1..=2)));
                    month += u32::from(number(k + 1) || self.sign(k + 1, '.') && number(k + 2));
                    day += u32::from(k > 0 && number(k - 1));
                }
                _ => {}
            }
        }
        month > day
    }

    // ---- larger and smaller parts

    fn decade(&self, i: usize) -> Read {
        if self.sign(i, '\'') && self.glued(i + 1) {
            return match self.term(i + 1) {
                Term::DecadeOf(n @ 0..=90) => Some((point(Part::Decade(190 + n as i16 / 10), YearRef::Open), i + 2, "decade")),
                _ => None,
            };
        }
        let decade = match self.term(i) {
            Term::DecadeOf(n @ 1000..) => n / 10,
            Term::DecadeOf(n @ 100..1000) => n / 10,
            Term::DecadeOf(n @ 10..=90) if self.term_before(i) == Term::The => 190 + n / 10,
            Term::Tens(n) if matches!(self.term_before(i), Term::The | Term::Early | Term::Late | Term::Mid) => {
                190 + n / 10
            }
            Term::Number(c @ (18 | 19)) => match self.term(self.hyphen(i + 1)) {
                Term::Tens(n) => {
                    return Some((point(Part::Decade((c * 10 + n / 10) as i16), YearRef::Open), self.hyphen(i + 1) + 1, "decade"));
                }
                _ => return None,
            },
            _ => return None,
        };
        let mut next = i + 1;
        let mut year = YearRef::Open;
        if self.is(next, Term::YearWord) || self.is(next, Term::Units(Unit::Year)) {
            next += 1;
            next += usize::from(self.sign(next, '.') && self.glued(next));
        }
        if let Some(end) = self.cyrillic_bc(next) {
            next = end;
            year = YearRef::Bc(0);
        } else if self.is(next, Term::Bc) {
            next += 1;
            year = YearRef::Bc(0);
        }
        Some((point(Part::Decade(decade as i16), year), next, "decade"))
    }

    fn century(&self, i: usize) -> Read {
        let (n, next) = self.ordinal(i).or_else(|| self.roman(i))?;
        let next = self.hyphen(next);
        let word = match self.term(next) {
            Term::Unit(Unit::Century) => next + 1,
            _ => return None,
        };
        let end = word + usize::from(self.str(next).chars().count() <= 2 && self.sign(word, '.') && self.glued(word));
        (1..=21).contains(&n).then_some((point(Part::Century(n as i16 - 1), YearRef::Open), end, "century"))
    }

    fn roman(&self, i: usize) -> Option<(u32, usize)> {
        let l = self.lex.get(i)?;
        if l.kind != Kind::Word || !l.capital || !matches!(self.term(i + 1), Term::Unit(Unit::Century)) {
            return None;
        }
        let value = |c| match c {
            'I' | 'І' => Some(1),
            'V' => Some(5),
            'X' | 'Х' => Some(10),
            _ => None,
        };
        let mut total = 0;
        let mut last = 10;
        for c in self.str(i).chars() {
            let v = value(c)?;
            total += v;
            if v > last {
                total -= 2 * last;
            }
            last = v;
        }
        Some((total, i + 1))
    }

    fn season(&self, i: usize, the: bool) -> Read {
        let (season, adverb) = match self.term(i) {
            Term::Season(s) => (s, false),
            Term::InSeason(s) => (s, true),
            _ => return None,
        };
        let l = &self.lex[i];
        if self.str(i).is_ascii() && (l.tag.is_verb() || l.person) {
            return None;
        }
        let next = i + 1;
        // "winter 1939–40", "the summer of 1916"
        let (year, end) = self.year_after(next, false);
        if year != YearRef::Open {
            return Some((point(Part::Season(season), year), end, "season-year"));
        }
        if adverb {
            return Some((point(Part::Season(season), YearRef::Open), next, "season"));
        }
        let fall = self.lower_is(i, "fall");
        let spring = self.lower_is(i, "spring");
        let cue = matches!(self.term_before(i - usize::from(the)), Term::In | Term::During | Term::By | Term::Since | Term::Until);
        let early = matches!(self.term_before(i), Term::Early | Term::Late | Term::Mid) || self.sign(i.wrapping_sub(1), '-');
        let of = self.is(next, Term::Of);
        let offensive = spring && (l.capital || self.tag(next).is_noun());
        if of || (fall || spring) && !cue && !early && !the && !offensive || self.sign(next, '-') && self.glued(next) {
            return None;
        }
        if fall && !cue && !early && !l.capital {
            return None;
        }
        Some((point(Part::Season(season), YearRef::Open), next, "season"))
    }

    /// "the third quarter of 1988", "first-half", "the 1988 second quarter".
    pub(super) fn quarter(&self, i: usize, the: bool) -> Read {
        let mut year = YearRef::Open;
        let mut j = i;
        if let Some((y, next)) = self.year(i)
            && matches!(self.lex[i].kind, Kind::Number(..))
        {
            year = y;
            j = next;
        }
        if let Some(next) = self.fiscal_word(j) {
            j = next;
        }
        let (n, next) = match self.term(j) {
            Term::Last | Term::Final if self.is(j + 1, Term::Unit(Unit::Quarter)) && the => (4, j + 1),
            _ => self.ordinal(j)?,
        };
        let mut k = self.hyphen(next);
        k = self.fiscal_word(k).unwrap_or(k);
        let part = match (self.term(k), n) {
            (Term::Unit(Unit::Quarter), 1..=4) => Part::Quarter(n as u8),
            (Term::Half, 1..=2) => Part::Half(n as u8),
            _ => return None,
        };
        let mut end = k + 1;
        if year == YearRef::Open {
            let of = end + usize::from(self.is(end, Term::Of));
            if let Some(f) = self.fiscal_word(of)
                && let Some((y, e)) = self.year(f)
            {
                (year, end) = (y, e);
            } else {
                (year, end) = self.year_after(end, false);
            }
        }
        // Half of what? Of a year only if one is named.
        if matches!(part, Part::Half(_)) && year == YearRef::Open && !self.sign(next, '-') {
            let of = self.is(k + 1, Term::Of);
            if of || !the {
                return None;
            }
        }
        Some((point(part, year), end, "quarter"))
    }

    fn fiscal_word(&self, i: usize) -> Option<usize> {
        let fiscal = self.is(i, Term::Fiscal) || self.lower_is(i, "financial") && self.is(i + 1, Term::Unit(Unit::Year));
        fiscal.then(|| i + 1 + usize::from(self.is(i + 1, Term::Unit(Unit::Year))))
    }

    fn fiscal(&self, i: usize) -> Read {
        let next = self.fiscal_word(i)?;
        let (year, end) = self.year(next)?;
        Some((point(Part::Year, year), end, "fiscal-year"))
    }

    fn holiday(&self, i: usize) -> Read {
        let fixed = |m, d| Some(Holiday::Fixed(m, d));
        let pair = match (self.str(i), self.str(i + 1)) {
            ("New", "Year") => {
                let mut end = i + 2;
                end += 2 * usize::from(self.sign(end, '\'') && self.lower_is(end + 1, "s"));
                let eve = self.str(end) == "Eve";
                let day = self.str(end) == "Day";
                if !eve && !day {
                    return None;
                }
                return Some((self.with_year(Holiday::Fixed(if eve { 12 } else { 1 }, if eve { 31 } else { 1 }), end + 1), self.year_after(end + 1, false).1, "holiday"));
            }
            ("Christmas", "Eve") => fixed(12, 24),
            ("Boxing", "Day") => fixed(12, 26),
            ("Christmas", "Day") => fixed(12, 25),
            ("Good", "Friday") => Some(Holiday::Easter(-2)),
            ("Easter", "Sunday") => Some(Holiday::Easter(0)),
            ("Easter", "Monday") => Some(Holiday::Easter(1)),
            ("Palm", "Sunday") => Some(Holiday::Easter(-7)),
            ("Ash", "Wednesday") => Some(Holiday::Easter(-46)),
            ("Ascension", "Day") => Some(Holiday::Easter(39)),
            ("Easter", "week") => Some(Holiday::EasterWeek),
            ("Labor", "Day") => Some(Holiday::Nth { month: 9, weekday: 1, n: 1 }),
            ("Memorial", "Day") => Some(Holiday::Nth { month: 5, weekday: 1, n: 5 }),
            ("Columbus", "Day") => Some(Holiday::Nth { month: 10, weekday: 1, n: 2 }),
            ("Thanksgiving", "Day") => Some(Holiday::Nth { month: 11, weekday: 4, n: 4 }),
            ("Valentine", "Day") => fixed(2, 14),
            ("Independence", "Day") if self.month_first() => fixed(7, 4),
            ("Victory", "Day") => fixed(5, 9),
            ("May", "Day") => fixed(5, 1),
            ("Bastille", "Day") => fixed(7, 14),
            ("Veterans", "Day") | ("Armistice", "Day") => fixed(11, 11),
            ("Election", "Day") => Some(Holiday::Nth { month: 11, weekday: 2, n: 1 }),
            _ => None,
        };
        if let Some(h) = pair {
            return Some((self.with_year(h, i + 2), self.year_after(i + 2, false).1, "holiday"));
        }
        let Term::Holiday(h) = self.term(i) else { return None };
        let name = self.lex[i].person || !self.lex[i].capital;
        // "Easter Island", "Christmas Island".
        let place = self.lex.get(i + 1).is_some_and(|l| l.capital && l.tag == Tag::Nnp && l.term == Term::None);
        (!name && !place).then(|| (self.with_year(h, i + 1), self.year_after(i + 1, false).1, "holiday"))
    }

    fn with_year(&self, h: Holiday, i: usize) -> Expr {
        point(Part::Holiday(h), self.year_after(i, false).0)
    }

    pub(super) fn weekday_name(&self, i: usize) -> Option<(u8, usize)> {
        let l = self.lex.get(i)?;
        match l.term {
            Term::Weekday(d) if l.capital || !self.str(i).is_ascii() => Some((d, i + 1)),
            Term::WeekdayShort(d) if l.capital => {
                let dot = self.sign(i + 1, '.') && self.glued(i + 1);
                let next = i + 1 + usize::from(dot);
                let comma = self.sign(next, ',');
                (dot && d != 7 && d != 6 || comma && self.month(next + 1).is_some()).then_some((d, next))
            }
            _ => None,
        }
    }

    fn weekday(&self, i: usize) -> Read {
        let (day, next) = self.weekday_name(i)?;
        Some((point(Part::Weekday(day), YearRef::Open), next, "weekday"))
    }

    // ---- ranges

    /// Adds `found` and a bare day or year that closes a range it opens or opens one it closes:
    /// "May 2-5", "14-24 August", "1915-16".
    pub(super) fn range_tail(&self, found: &Found, out: &mut Vec<Found>) {
        if let Some(head) = self.range_head(found, out) {
            out.push(head);
        }
        out.push(*found);
        let Expr::Point { part, year, clock: None, .. } = found.expr else { return };
        let dash = self.sign(found.end, '-');
        let sep = dash
            || matches!(self.term(found.end), Term::To | Term::And | Term::Until)
            || self.sign(found.end, ',');
        if !sep {
            return;
        }
        let at = found.end + 1;
        let next = match (part, self.digits(at)) {
            (Part::Day(m, d), Some((n, 1..=2))) if found.rule == "month-day" && n > u32::from(d) && n <= 31 => {
                if !dash && self.tag(at + 1).is_noun() && !self.sign(at + 1, ',') {
                    return;
                }
                let (y, end) = self.year_after(at + 1, false);
                if let (YearRef::Known(_), Some(last)) = (y, out.last_mut()) {
                    last.expr = point(Part::Day(m, d), y);
                }
                let y = if y == YearRef::Open { year } else { y };
                let clock = self.sign(at + 1, ':') || self.sign(at + 1, '%');
                (!clock).then(|| self.found(at, end, point(Part::Day(m, n as u8), y), "", "range-day"))
            }
            (Part::Year, Some((n, 2))) if dash && self.glued(found.end) && self.glued(at) => match year {
                YearRef::Known(y) if n as i16 > y % 100 => {
                    let y = YearRef::Known(y - y % 100 + n as i16);
                    Some(self.found(at, at + 1, point(Part::Year, y), "", "range-year"))
                }
                _ => None,
            },
            _ => None,
        };
        out.extend(next);
    }

    /// The bare number before a date it forms a range or list with.
    fn range_head(&self, found: &Found, out: &[Found]) -> Option<Found> {
        let i = found.start.checked_sub(1)?;
        let sep = self.sign(i, '-')
            || matches!(self.term(i), Term::To | Term::And | Term::Until | Term::Or)
            || self.sign(i, '/');
        let at = i.checked_sub(1)?;
        if !sep || out.last().is_some_and(|f| f.end > at) {
            return None;
        }
        let Expr::Point { part, year, clock: None, .. } = found.expr else { return None };
        let expr = match part {
            Part::Day(m, d) if found.rule == "day-month" => match self.day(at)? {
                (n, _) if n < d => point(Part::Day(m, n), year),
                _ => return None,
            },
            // "264–241 BC"
            Part::Year => match (year, self.digits(at)?) {
                (YearRef::Bc(y), (n, 2..=4)) if n > y as u32 => point(Part::Year, YearRef::Bc(n as i16)),
                _ => return None,
            },
            _ => return None,
        };
        let before = self.before(at).map(|l| l.kind);
        if matches!(before, Some(Kind::Sign('$' | '£' | '€' | ':' | '/'))) || matches!(before, Some(Kind::Number(..))) {
            return None;
        }
        Some(self.found(at, at + 1, expr, "", "range-head"))
    }
}
