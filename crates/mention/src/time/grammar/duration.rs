//! Stretches of time, and distances counted in their units.

use super::super::expr::{Amount, Dir, Expr, Found, Lies, Origin, Part, Unit, YearRef};
use super::super::lex::Kind;
use super::super::lexicon::Term;
use super::{Grammar, Read, found};
use crate::labels::Tag;

impl Grammar<'_> {
    /// The hedge at `i`: modifier and lexeme after it.
    fn hedge(&self, i: usize) -> (&'static str, usize) {
        match (self.term(i), self.term(i + 1)) {
            (Term::About | Term::Some, _) => ("APPROX", i + 1),
            (Term::Nearly, _) => ("LESS_THAN", i + 1),
            (
                Term::Over,
                Term::The
                | Term::This
                | Term::Last
                | Term::Past
                | Term::Next
                | Term::Units(_)
                | Term::Ordinal(_),
            ) => ("", i),
            (Term::Over, _) => ("MORE_THAN", i + 1),
            (Term::Under, _) => ("LESS_THAN", i + 1),
            (Term::More, Term::Than) => ("MORE_THAN", i + 2),
            (Term::Less, Term::Than) => ("LESS_THAN", i + 2),
            (Term::At, Term::Least) => ("EQUAL_OR_MORE", i + 2),
            (Term::At, Term::Most) => ("EQUAL_OR_LESS", i + 2),
            (Term::Up, Term::To) => ("EQUAL_OR_LESS", i + 2),
            (Term::No | Term::Not, Term::More) if self.is(i + 2, Term::Than) => ("EQUAL_OR_LESS", i + 3),
            (Term::No | Term::Not, Term::Less) if self.is(i + 2, Term::Than) => ("EQUAL_OR_MORE", i + 3),
            _ => ("", i),
        }
    }

    /// A unit at `i`, singular or plural.
    pub(super) fn unit(&self, i: usize) -> Option<(Unit, bool, usize)> {
        match self.term(i) {
            Term::Unit(u) => Some((u, false, i + 1)),
            Term::Units(u) => Some((u, true, i + 1)),
            // "one second": a unit only after a number.
            Term::Ordinal(2) if self.lower_is(i, "second") => Some((Unit::Second, false, i + 1)),
            // "три роки": the word that also closes a date.
            Term::YearWord if matches!(self.str(i), "рік" | "роки" | "роках" | "год" | "года" | "годы") => {
                Some((Unit::Year, true, i + 1))
            }
            _ => None,
        }
    }

    /// "three weeks", "the past two months", "two days ago", "a year earlier", "two-year", "years".
    pub(super) fn duration(&self, i: usize) -> Option<Found> {
        if matches!(self.term(i), Term::Back | Term::Ahead) {
            return self.led_shift(i);
        }
        // "over" and "the" do not belong to what stands before a noun: "the two-year plan".
        let found = self.stretch(i)?;
        if matches!(self.term(i), Term::The | Term::A)
            && self.lex[found.end - 1].glued
            && (i..found.end).any(|k| self.sign(k, '-'))
            && !matches!(self.term(found.end), Term::Period)
        {
            return None;
        }
        Some(found)
    }

    /// "vor drei Tagen", "через три дні": a distance led by its preposition.
    fn led_shift(&self, i: usize) -> Option<Found> {
        let (sign, origin, rule) = match self.term(i) {
            Term::Back => (-1, Origin::Now, "ago"),
            _ => (1, Origin::Then, "later"),
        };
        let (amount, next) = self.amount(i + 1).unwrap_or((Amount::ONE, i + 1));
        let (unit, _, end) = self.unit(next)?;
        if amount.vague || amount.n == 0 {
            let value = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return Some(found(i, end, Expr::Ref(value), "", "vague-shift"));
        }
        let by = sign * i32::try_from(amount.n).unwrap_or(i32::MAX);
        Some(found(i, end, Expr::Shift { unit, by, origin, clock: None }, "", rule))
    }

    fn stretch(&self, i: usize) -> Option<Found> {
        if let Term::Stretch(n, unit) = self.term(i) {
            let expr = Expr::Duration { amount: Amount::exact(n), unit, more: None, lies: Lies::Anywhere };
            return Some(found(i, i + 1, expr, "", "stretch-word"));
        }
        let (hedge, mut j) = self.hedge(i);
        let mut lies = Lies::Anywhere;
        let these = self.is(j, Term::This) && self.lower_is(j, "these");
        // "they fly more these days" is now, and no length of time.
        if these && self.is(j + 1, Term::Units(Unit::Day)) {
            return None;
        }
        let the = self.is(j, Term::The) || these;
        j += usize::from(the);
        let mut ordered = false;
        match self.term(j) {
            Term::Last | Term::Past => (lies, j) = (Lies::BeforeNow, j + 1),
            Term::Next | Term::Coming => (lies, j) = (Lies::AfterNow, j + 1),
            Term::Recent => (lies, j) = (Lies::BeforeNow, j + 1),
            Term::Ordinal(1) | Term::Final | Term::Previous | Term::Following | Term::Same => {
                ordered = true;
                j += 1;
            }
            _ => {}
        }
        let inner = self.hedge(j);
        let (hedge, mut j) = if hedge.is_empty() { inner } else { (hedge, j) };
        let another = self.is(j, Term::Another);
        let (amount, mut next) = if another {
            self.amount(j + 1).filter(|(a, _)| a.n > 1).unwrap_or((Amount::ONE, j + 1))
        } else {
            match self.amount(j) {
                Some(x) => x,
                None => return self.bare_unit(i, j, the, lies, ordered),
            }
        };
        if self.glued(j)
            && self.before(j).is_some_and(|l| matches!(l.kind, Kind::Sign('$' | '£' | '€' | '.' | ',')))
        {
            return None;
        }
        // "two or three years": the second number stands next to the unit.
        if matches!(self.term(next), Term::Full | Term::More | Term::Long)
            || matches!(self.term(next), Term::Last | Term::Past | Term::Previous) && the
        {
            next += 1;
        }
        if matches!(self.tag(next), Tag::Jj | Tag::Vbg)
            && matches!(self.term(next), Term::None)
            && amount.n > 1
            && matches!(self.term(next + 1), Term::Units(_))
        {
            next += 1; // "two bloody weeks"
        }
        let hyphenated = self.hyphen(next) > next;
        next = self.hyphen(next);
        if hyphenated && let Some(unit) = super::cyrillic::unit_adjective(self.str(next)) {
            let expr = Expr::Duration { amount, unit, more: None, lies: Lies::Anywhere };
            return Some(found(i, next + 1, expr, hedge, "stretch-word"));
        }
        if another && matches!(self.term(next), Term::None) {
            j = next;
        }
        let _ = j;
        let (unit, plural, mut end) = self.unit(next)?;
        // "1914 рік", "20 ст." are dates.
        let cyrillic = !self.str(next).is_ascii();
        if cyrillic && (unit == Unit::Year && amount.n >= 200 || unit == Unit::Century && amount.n > 1) {
            return None;
        }
        if unit == Unit::Weekend || amount.vague && !plural && !hyphenated {
            return None;
        }
        if matches!(self.term(j), Term::A) && unit == Unit::Second {
            return None;
        }
        if amount.n > 1 && !plural && !hyphenated && unit == Unit::Second {
            return None;
        }
        // "2000 years" is fine, "1990 quarter" is not.
        if amount.n > 1900 && amount.n < 2100 && !plural {
            return None;
        }
        // "an hour and a half"
        let mut amount = amount;
        let a = self.hyphen(end);
        if amount.tenths == 0
            && self.is(a, Term::And)
            && self.is(a + 1, Term::A)
            && self.is(a + 2, Term::Half)
        {
            amount.tenths = 5;
            end = a + 3;
        }
        // "two years and three months", "2 hours 45 minutes"
        let mut more = None;
        let and = end + usize::from(self.is(end, Term::And) || self.sign(end, ','));
        if !hyphenated
            && let Some((a, n)) = self.amount(and)
            && let Some((u, true, e)) = self.unit(n)
            && u < unit
            && !a.vague
            && !matches!(self.term(e), Term::Ago | Term::Earlier | Term::Later)
        {
            more = Some((a.n, u));
            end = e;
        }
        let or_so = self.is(end, Term::Or) && self.lower_is(end + 1, "so");
        let (hedge, tail) = if or_so { ("APPROX", end + 2) } else { (hedge, end) };
        let by = amount.n as i32;
        let vague = amount.vague;
        let shifted = |sign: i32, origin: Origin, end: usize, rule: &'static str| {
            let modifier = match (hedge, rule) {
                ("", _) => "",
                ("LESS_THAN" | "APPROX", _) => "APPROX",
                (other, _) => other,
            };
            if vague || amount.n == 0 {
                let expr = Expr::Ref(if sign < 0 { "PAST_REF" } else { "FUTURE_REF" });
                return Some(found(i, end, expr, "", "vague-shift"));
            }
            if more.is_some() || amount.tenths > 0 && unit > Unit::Hour && unit != Unit::Year {
                return Some(found(i, end, Expr::Duration { amount, unit, more, lies }, hedge, "duration"));
            }
            let expr = Expr::Shift { unit, by: by.saturating_mul(sign), origin, clock: None };
            Some(found(i, end, expr, modifier, rule))
        };
        if lies == Lies::Anywhere && !ordered && !the {
            match self.term(tail) {
                Term::Ago => return shifted(-1, Origin::Now, tail + 1, "ago"),
                Term::Earlier | Term::Previous => return shifted(-1, Origin::Then, tail + 1, "earlier"),
                Term::Later => return shifted(1, Origin::Then, tail + 1, "later"),
                Term::Before | Term::After if self.clause_end(tail + 1) => {
                    let sign = if self.is(tail, Term::After) { 1 } else { -1 };
                    return shifted(sign, Origin::Then, tail + 1, "later");
                }
                Term::From if matches!(self.term(tail + 1), Term::Now | Term::Today) => {
                    return shifted(1, Origin::Now, tail + 2, "from-now");
                }
                _ if super::cyrillic::ago(self.str(tail)) => {
                    return shifted(-1, Origin::Now, tail + 1, "ago");
                }
                _ if self.lower_is(tail, "hence") => return shifted(1, Origin::Now, tail + 1, "from-now"),
                _ if self.lower_is(tail, "previously") => {
                    return shifted(-1, Origin::Then, tail + 1, "earlier");
                }
                _ => {}
            }
            // "one day" of a story, "one night".
        }
        // "a year" after a figure is a rate: "$5 a year".
        if self.is(i, Term::A)
            && self.rate_before(i)
            && matches!(unit, Unit::Hour | Unit::Day | Unit::Week | Unit::Month | Unit::Year)
        {
            return Some(found(i, end, Expr::Every { n: 1, unit }, "", "rate"));
        }
        // A fraction or quarters of a town are no time.
        if unit == Unit::Quarter
            && lies == Lies::Anywhere
            && !the
            && (hyphenated || !plural || self.is(end, Term::Of))
        {
            return None;
        }
        let last = self.duration_tail(if or_so { tail } else { end });
        let age = matches!(self.term(last - 1), Term::Old | Term::Age);
        let last = if ordered { self.of_calendar(last) } else { last };
        let rule = if age { "age" } else { "duration" };
        Some(found(i, last, Expr::Duration { amount, unit, more, lies }, hedge, rule))
    }

    /// "of 1915", "of September" after "the first three weeks".
    fn of_calendar(&self, end: usize) -> usize {
        if !self.is(end, Term::Of) {
            return end;
        }
        match self.point(end + 1) {
            Some((Expr::Point { part: Part::Year | Part::Month(_) | Part::Quarter(_), .. }, next, _)) => next,
            _ => end,
        }
    }

    /// "-long", "-old", "years of age".
    fn duration_tail(&self, end: usize) -> usize {
        let next = self.hyphen(end);
        match self.term(next) {
            Term::Old => next + 1,
            Term::Long if next > end => next + 1,
            Term::Of if self.is(next + 1, Term::Age) => next + 2,
            _ => end,
        }
    }

    /// Nothing follows that "before" or "after" could govern.
    fn clause_end(&self, i: usize) -> bool {
        self.lex
            .get(i)
            .is_none_or(|l| matches!(l.kind, Kind::Break | Kind::Sign('.' | ',' | ';' | ')' | '"')))
    }

    /// Whether a figure or a counted noun stands before "a year".
    fn rate_before(&self, i: usize) -> bool {
        let Some(l) = self.before(i) else { return false };
        let counted = matches!(l.tag, Tag::Nns | Tag::Cd | Tag::Dollar)
            || matches!(l.kind, Kind::Number(..) | Kind::Sign('%'));
        let once = matches!(l.term, Term::Once | Term::Once2 | Term::Times);
        let scale = matches!(l.term, Term::Scale(_) | Term::Number(_));
        // "10,000 tons a day": a number within the few words before.
        let near = (1..=4).filter_map(|k| i.checked_sub(k)).any(|k| {
            matches!(self.lex[k].kind, Kind::Number(..) | Kind::Sign('$' | '%'))
                || matches!(self.term(k), Term::Number(_) | Term::Scale(_) | Term::Once | Term::Once2)
        });
        once || scale || counted && near || near && l.tag.is_noun()
    }

    /// "the latest quarter", "the year-ago period", "year-earlier": reports of business compare so.
    pub(super) fn compared(&self, i: usize) -> Read {
        let the = self.optional(i, Term::The);
        let quarterly = |k: usize| self.is(k, Term::Unit(Unit::Quarter)) || self.is(k, Term::Period);
        if self.is(the, Term::Latest) && quarterly(the + 1) {
            let expr = Expr::Shift { unit: Unit::Quarter, by: 0, origin: Origin::Then, clock: None };
            return Some((expr, the + 2, "latest-quarter"));
        }
        let last = the + 2;
        let ago = self.is(the, Term::Unit(Unit::Year))
            && self.sign(the + 1, '-')
            && self.glued(the + 1)
            && matches!(self.term(last), Term::Ago | Term::Earlier);
        // "the year-ago third quarter"
        if ago && let Some((Expr::Point { part, .. }, end, _)) = self.quarter(last + 1, false) {
            let year = YearRef::Shifted(Origin::Now, -1);
            return Some((Expr::Point { part, year, dir: Dir::Open, clock: None }, end, "year-ago"));
        }
        let end = last + 1 + usize::from(quarterly(last + 1));
        let start = if end > last + 1 { i } else { the };
        let expr = Expr::Shift { unit: Unit::Year, by: -1, origin: Origin::Then, clock: None };
        (ago && start == i).then_some((expr, end, "year-ago"))
    }

    /// A unit without a number: "the past week", "years", "the weekend", "recent months".
    fn bare_unit(&self, i: usize, j: usize, the: bool, lies: Lies, ordered: bool) -> Option<Found> {
        let (unit, plural, end) = self.unit(j)?;
        if self.is(j, Term::Ordinal(2)) {
            return None;
        }
        let clock_unit = unit <= Unit::Hour;
        if plural {
            // "years ago", "days later", "weeks before"
            let sign = match self.term(end) {
                Term::Ago | Term::Earlier => "PAST_REF",
                Term::Later => "FUTURE_REF",
                _ => "",
            };
            if !sign.is_empty() && !the {
                return Some(found(i, end + 1, Expr::Ref(sign), "", "vague-shift"));
            }
            // "tens of hours", "24 Hours" as a name.
            if unit == Unit::Quarter && lies == Lies::Anywhere {
                return None;
            }
            if ordered && !the
                || self.lex[j].capital && !self.glued(j) && i > 0 && self.lex[j].tag == Tag::Nnps
            {
                return None;
            }
            let tail = self.duration_tail(end);
            let expr = Expr::Duration { amount: Amount::VAGUE, unit, more: None, lies };
            return Some(found(
                i,
                tail,
                expr,
                "",
                if lies == Lies::Anywhere { "bare-units" } else { "recent-units" },
            ));
        }
        if the && (ordered || lies == Lies::BeforeNow) {
            let last = self.of_calendar(end);
            if last > end {
                let expr = Expr::Duration { amount: Amount::ONE, unit, more: None, lies: Lies::Anywhere };
                return Some(found(i, last, expr, "", "unit-of"));
            }
        }
        if clock_unit || ordered {
            return None;
        }
        if lies == Lies::BeforeNow && the && unit != Unit::Weekend {
            let expr = Expr::Duration { amount: Amount::ONE, unit, more: None, lies };
            return Some(found(i, end, expr, "", "past-unit"));
        }
        if self.is(self.hyphen(end), Term::Long) && self.hyphen(end) > end {
            let expr = Expr::Duration { amount: Amount::ONE, unit, more: None, lies };
            return Some(found(i, self.hyphen(end) + 1, expr, "", "unit-long"));
        }
        if unit == Unit::Weekend
            && lies == Lies::Anywhere
            && (the || !matches!(self.term_before(i), Term::None))
        {
            let of = self.is(end, Term::Of);
            return (!of).then(|| {
                found(i, end, Expr::Shift { unit, by: 0, origin: Origin::Then, clock: None }, "", "weekend")
            });
        }
        if the && matches!(unit, Unit::Quarter) {
            return Some(found(
                i,
                end,
                Expr::Shift { unit, by: 0, origin: Origin::Then, clock: None },
                "",
                "the-quarter",
            ));
        }
        if the
            && matches!(unit, Unit::Year | Unit::Month | Unit::Week)
            && !self.is(end, Term::Of)
            && !self.sign(end, '-')
        {
            if self.lower_is(end, "ended") || self.lower_is(end, "ending") {
                let expr = Expr::Duration { amount: Amount::ONE, unit, more: None, lies };
                return Some(found(i, end, expr, "", "unit-ended"));
            }
            // "for the year", "in the year": the one spoken of.
            let expr = Expr::Shift { unit, by: 0, origin: Origin::Then, clock: None };
            return Some(found(i, end, expr, "", "the-unit"));
        }
        None
    }
}
