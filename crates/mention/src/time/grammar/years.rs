//! Years: in figures, in words, before Christ, and bare ones told from other numbers.

use super::super::expr::{Part, Unit, YearRef};
use super::super::lex::Kind;
use super::super::lexicon::Term;
use super::point::point;
use super::{Grammar, Read};
use crate::labels::Tag;

impl Grammar<'_> {
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

    pub(super) fn bc_follows(&self, i: usize) -> bool {
        let word =
            self.is(i, Term::YearWord) || self.is(i, Term::Units(Unit::Year)) && !self.str(i).is_ascii();
        let after_word = i + usize::from(word);
        let after_dot = after_word + usize::from(self.sign(after_word, '.'));
        self.is(i, Term::Bc)
            || self.cyrillic_bc(after_word).is_some()
            || self.cyrillic_bc(after_dot).is_some()
    }

    /// "до н. е."
    pub(super) fn cyrillic_bc(&self, i: usize) -> Option<usize> {
        (self.str(i) == "до" && matches!(self.str(i + 1), "н") && self.sign(i + 2, '.')).then(|| {
            let end = i + 3 + usize::from(matches!(self.str(i + 3), "е" | "э"));
            end + usize::from(self.sign(end, '.') && self.glued(end))
        })
    }

    /// "nineteen ninety-six", "two thousand".
    pub(super) fn year_in_words(&self, i: usize) -> Option<(YearRef, usize)> {
        match self.term(i) {
            Term::Number(c @ 18..=20) => match self.words(self.hyphen(i + 1))? {
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
    pub(super) fn year_alone(&self, i: usize) -> Read {
        let (year, next) = self.year(i)?;
        let read = Some((point(Part::Year, year), next, "year"));
        if matches!(year, YearRef::Bc(_)) || next > i + 1 && self.lex[i].kind != Kind::Sign('\'') {
            let words = self.lex[i].kind == Kind::Word;
            let cue =
                matches!(self.term_before(i), Term::In | Term::Since | Term::Of | Term::By | Term::Until)
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
            l.kind == Kind::Word
                && l.capital
                && l.term == Term::None
                && l.tag == Tag::Nnp
                && self.before_is_inner(i)
        });
        if named {
            return None;
        }
        if self.sign(next, '%')
            || self.sign(next, ':') && self.glued(next + 1) && self.digits(next + 1).is_some()
        {
            return None;
        }
        if (self.sign(next, ',') || self.sign(next, '.'))
            && self.glued(next + 1)
            && self.digits(next + 1).is_some()
        {
            return None;
        }
        if self.lex.get(next).is_some_and(|l| l.glued && l.kind == Kind::Word) {
            return None;
        }
        // "1500 soldiers": a plural noun after it, unless a word before shows a year.
        let cue = matches!(
            self.term_before(i),
            Term::In
                | Term::Since
                | Term::Until
                | Term::By
                | Term::During
                | Term::The
                | Term::Early
                | Term::Late
                | Term::Mid
                | Term::Between
                | Term::Before
                | Term::After
                | Term::This
        );
        let n = self.digits(i).map_or(2000, |(n, _)| n);
        let cyrillic = self.lex[i].term != Term::None;
        if !cue && !cyrillic {
            let plural = matches!(self.tag(next), Tag::Nns | Tag::Nnps) && !self.sign(next, ',');
            let unit = matches!(self.term(next), Term::Unit(_) | Term::Units(_) | Term::Of | Term::More)
                || matches!(
                    self.str(next),
                    "people"
                        | "men"
                        | "km"
                        | "kilometers"
                        | "kilometres"
                        | "miles"
                        | "metres"
                        | "meters"
                        | "feet"
                        | "troops"
                        | "percent"
                        | "kg"
                        | "mm"
                        | "m"
                );
            let round = n.is_multiple_of(100) && !matches!(sign_before, Some(Kind::Sign('(' | '-')));
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
    pub(super) fn before_is_inner(&self, i: usize) -> bool {
        let Some(l) = i.checked_sub(2).map(|j| &self.lex[j]) else { return false };
        !matches!(l.kind, Kind::Break | Kind::Sign('.')) && self.glued(i) == self.lex[i].glued
    }

    /// Whether a round number stands where a year does.
    pub(super) fn year_place(&self, i: usize, next: usize) -> bool {
        matches!(self.term_before(i), Term::Of | Term::To | Term::From | Term::And)
            && self.lex.get(next).is_none_or(|l| !matches!(l.kind, Kind::Word) || l.term != Term::None)
    }
}
