//! Decades, centuries, seasons, quarters, named days and weekdays.

use super::super::expr::{Clock, Dir, Expr, Holiday, Part, Unit, YearRef};
use super::super::lex::Kind;
use super::super::lexicon::Term;
use super::point::point;
use super::{Grammar, Read};
use crate::labels::Tag;

impl Grammar<'_> {
    pub(super) fn decade(&self, i: usize) -> Read {
        if self.sign(i, '\'') && self.glued(i + 1) {
            return match self.term(i + 1) {
                Term::DecadeOf(n @ 0..=90) => {
                    Some((point(Part::Decade(190 + n as i16 / 10), YearRef::Open), i + 2, "decade"))
                }
                _ => None,
            };
        }
        let decade = match self.term(i) {
            Term::DecadeOf(n @ 1000..) => n / 10,
            Term::DecadeOf(n @ 100..1000) => n / 10,
            Term::DecadeOf(n @ 10..=90) if self.term_before(i) == Term::The => 190 + n / 10,
            Term::Tens(n)
                if matches!(self.term_before(i), Term::The | Term::Early | Term::Late | Term::Mid) =>
            {
                190 + n / 10
            }
            Term::Number(c @ 18..=19) => match self.term(self.hyphen(i + 1)) {
                Term::Tens(n) => {
                    return Some((
                        point(Part::Decade((c * 10 + n / 10) as i16), YearRef::Open),
                        self.hyphen(i + 1) + 1,
                        "decade",
                    ));
                }
                _ => return None,
            },
            _ => return None,
        };
        let mut next = i + 1;
        let mut year = YearRef::Open;
        if self.is(next, Term::YearWord) || self.is(next, Term::Units(Unit::Year)) {
            let short = self.str(next).chars().count() <= 2;
            next += 1;
            next += usize::from(short && self.sign(next, '.') && self.glued(next));
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

    pub(super) fn century(&self, i: usize) -> Read {
        let (n, next) = self.ordinal(i).or_else(|| self.roman(i)).or_else(|| self.numbered(i))?;
        let next = self.hyphen(next);
        let word = match self.term(next) {
            Term::Unit(Unit::Century) => next + 1,
            _ => return None,
        };
        let end = word
            + usize::from(self.str(next).chars().count() <= 2 && self.sign(word, '.') && self.glued(word));
        (1..=21).contains(&n).then_some((point(Part::Century(n as i16 - 1), YearRef::Open), end, "century"))
    }

    /// "20 ст.", "19. Jahrhundert".
    fn numbered(&self, i: usize) -> Option<(u32, usize)> {
        let (n, 1..=2) = self.digits(i)? else { return None };
        let dot = self.sign(i + 1, '.') && self.glued(i + 1);
        let next = i + 1 + usize::from(dot);
        (dot || !self.str(next).is_ascii()).then_some((n, next))
    }

    pub(super) fn roman(&self, i: usize) -> Option<(u32, usize)> {
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

    pub(super) fn season(&self, i: usize, the: bool) -> Read {
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
        let cue = matches!(
            self.term_before(i - usize::from(the)),
            Term::In | Term::During | Term::By | Term::Since | Term::Until
        );
        let early = matches!(self.term_before(i), Term::Early | Term::Late | Term::Mid)
            || self.sign(i.wrapping_sub(1), '-');
        let of = self.is(next, Term::Of);
        let offensive = spring && (l.capital || self.tag(next).is_noun());
        if of
            || (fall || spring) && !cue && !early && !the && !offensive
            || self.sign(next, '-') && self.glued(next)
        {
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

    pub(super) fn fiscal_word(&self, i: usize) -> Option<usize> {
        let fiscal = self.is(i, Term::Fiscal)
            || self.lower_is(i, "financial") && self.is(i + 1, Term::Unit(Unit::Year));
        fiscal.then(|| i + 1 + usize::from(self.is(i + 1, Term::Unit(Unit::Year))))
    }

    pub(super) fn fiscal(&self, i: usize) -> Read {
        let next = self.fiscal_word(i)?;
        let (year, end) = self.year(next)?;
        Some((point(Part::Year, year), end, "fiscal-year"))
    }

    pub(super) fn holiday(&self, i: usize) -> Read {
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
                return Some((
                    self.with_year(
                        Holiday::Fixed(if eve { 12 } else { 1 }, if eve { 31 } else { 1 }),
                        end + 1,
                    ),
                    self.year_after(end + 1, false).1,
                    "holiday",
                ));
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
            ("Independence", "Day") if self.month_first => fixed(7, 4),
            ("Victory", "Day") => fixed(5, 9),
            ("May", "Day") => fixed(5, 1),
            ("Bastille", "Day") => fixed(7, 14),
            ("Veterans" | "Armistice", "Day") => fixed(11, 11),
            ("Election", "Day") => Some(Holiday::Nth { month: 11, weekday: 2, n: 1 }),
            _ => None,
        };
        if let Some(h) = pair {
            return Some((self.with_year(h, i + 2), self.year_after(i + 2, false).1, "holiday"));
        }
        let Term::Holiday(h) = self.term(i) else { return None };
        let name = self.lex[i].person || !self.lex[i].capital;
        // "Easter Island", "Christmas Island".
        let place =
            self.lex.get(i + 1).is_some_and(|l| l.capital && l.tag == Tag::Nnp && l.term == Term::None);
        (!name && !place).then(|| (self.with_year(h, i + 1), self.year_after(i + 1, false).1, "holiday"))
    }

    pub(super) fn with_year(&self, h: Holiday, i: usize) -> Expr {
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

    pub(super) fn weekday(&self, i: usize) -> Read {
        if let Term::WeekdayPart(day, part) = self.term(i) {
            let clock = Some(Clock::Part(part));
            let expr = Expr::Point { part: Part::Weekday(day), year: YearRef::Open, dir: Dir::Open, clock };
            return Some((expr, i + 1, "date-daypart"));
        }
        let (day, next) = self.weekday_name(i)?;
        Some((point(Part::Weekday(day), YearRef::Open), next, "weekday"))
    }
}
