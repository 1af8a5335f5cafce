//! Recurrences, and words that say no more than past, present or future.

use super::super::expr::{Clock, Expr, Part, Unit};
use super::super::lexicon::Term;
use super::{Grammar, Read};
use crate::labels::Tag;

impl Grammar<'_> {
    /// "every day", "each Friday", "twice a week", "daily".
    pub(super) fn set(&self, i: usize) -> Read {
        match self.term(i) {
            Term::SetOf(unit) => {
                // "quarterly" belongs to reports; "annually" to what recurs.
                let adjective = self.lower_is(i, "quarterly");
                // A newspaper's name.
                let name = self.lex[i].capital && matches!(self.tag(i), Tag::Nnp);
                (!name && !adjective).then_some((Expr::Every { n: 1, unit }, i + 1, "set-word"))
            }
            Term::Every | Term::Each => {
                let mut j = i + 1;
                let other = usize::from(self.lower_is(j, "other"));
                j += other;
                if self.is(j, Term::Of) {
                    return None;
                }
                if let Some((a, next)) = self.amount(j)
                    && let Some((unit, true, end)) = self.unit(next)
                {
                    return (!a.vague).then_some((Expr::Every { n: a.n, unit }, end, "every"));
                }
                match self.term(j) {
                    Term::Unit(unit) if unit != Unit::Quarter || other == 0 => {
                        Some((Expr::Every { n: 1 + other as u32, unit }, j + 1, "every"))
                    }
                    Term::DayPart(part) => {
                        let clock = Some(Clock::Part(part));
                        Some((Expr::EachPart { part: Part::DayOnly(0), clock }, j + 1, "every"))
                    }
                    Term::Season(s) => {
                        Some((Expr::EachPart { part: Part::Season(s), clock: None }, j + 1, "every"))
                    }
                    _ => {
                        if let Some((d, next)) = self.weekday_name(j) {
                            let (clock, end) = match self.day_part(next) {
                                Some((p, end)) => (Some(Clock::Part(p)), end),
                                None => (None, next),
                            };
                            return Some((Expr::EachPart { part: Part::Weekday(d), clock }, end, "every"));
                        }
                        let (m, next) = self.month(j)?;
                        Some((Expr::EachPart { part: Part::Month(m), clock: None }, next, "every"))
                    }
                }
            }
            Term::Per => {
                let (unit, false, end) = self.unit(i + 1)? else { return None };
                (unit > Unit::Second && unit != Unit::Weekend).then_some((
                    Expr::Every { n: 1, unit },
                    end,
                    "per-unit",
                ))
            }
            Term::Once | Term::Once2 => {
                let a = self.is(i + 1, Term::A)
                    || matches!(self.term(i + 1), Term::Every | Term::Each | Term::Per);
                let (unit, false, end) = self.unit(i + 2).filter(|_| a)? else { return None };
                Some((Expr::Every { n: 1, unit }, end, "times-a-unit"))
            }
            Term::Weekday(_) => None,
            _ => {
                let (_, next) = self.amount(i)?;
                let a = self.is(next + 1, Term::A)
                    || matches!(self.term(next + 1), Term::Per | Term::Each | Term::Every);
                if !self.is(next, Term::Times) || !a {
                    return None;
                }
                let (unit, _, end) = self.unit(next + 2)?;
                Some((Expr::Every { n: 1, unit }, end, "times-a-unit"))
            }
        }
    }

    /// Words that say no more than past, present or future.
    pub(super) fn reference(&self, i: usize) -> Read {
        let l = &self.lex[i];
        let the = self.optional(i, Term::The);
        let read = |value, end, rule| Some((Expr::Ref(value), end, rule));
        match (self.term(i), self.term(i + 1)) {
            (Term::Now, _) if !self.is(i + 1, Term::That) => read("PRESENT_REF", i + 1, "now"),
            (Term::Present, _) => read("PRESENT_REF", i + 1, "now"),
            (Term::PastRef, _) => read("PAST_REF", i + 1, "past-word"),
            (Term::Former, _) if !l.capital => read("PAST_REF", i + 1, "former"),
            (Term::FutureRef, _)
                if !matches!(self.term(i + 1), Term::After | Term::Before) && !self.lower_is(i + 1, "as") =>
            {
                read("FUTURE_REF", i + 1, "soon")
            }
            (Term::Future, _) if l.tag == Tag::Nn => read("FUTURE_REF", i + 1, "future-word"),
            (Term::The, Term::Future) if self.tag(i + 1) != Tag::Jj => {
                read("FUTURE_REF", i + 2, "future-word")
            }
            (Term::The, Term::Past) if self.tag(i + 1) == Tag::Nn => read("PAST_REF", i + 2, "past-word"),
            (Term::The, Term::None) if self.lower_is(i + 1, "near") && self.is(i + 2, Term::Future) => {
                read("FUTURE_REF", i + 3, "future-word")
            }
            // "these days", "у цей час"
            (Term::This, Term::Units(Unit::Day)) if self.lower_is(i, "these") => {
                read("PRESENT_REF", i + 2, "now")
            }
            (Term::This, Term::None)
                if matches!(self.str(i + 1), "час" | "момент" | "період" | "время" | "период") =>
            {
                read("PRESENT_REF", i + 2, "now")
            }
            (Term::At, Term::The) if self.lower_is(i + 2, "moment") => read("PRESENT_REF", i + 3, "now"),
            (Term::Current, _) if !l.capital => read("PRESENT_REF", i + 1, "current"),
            (Term::Recent, Term::None) if !l.capital => read("PAST_REF", i + 1, "recent"),
            _ if the > i && self.lower_is(the, "present") && self.tag(the) == Tag::Nn => {
                read("PRESENT_REF", the + 1, "now")
            }
            _ => None,
        }
    }
}
