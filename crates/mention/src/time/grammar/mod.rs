//! Lexemes to [`Found`] expressions: what the words say, not yet when that was.
//!
//! Every rule is tried at every lexeme that can begin an expression; the longest reading wins.

mod duration;
mod modified;
mod parts;
mod point;
mod ranges;
mod recurring;
mod relative;
mod years;

use super::cyrillic;
use super::expr::{Amount, Clock, DayPart, Expr, Found, Unit};
use super::lex::{Kind, Lex};
use super::lexicon::Term;
use crate::labels::Tag;

/// What a rule gives: the reading and the lexeme after it.
type Read = Option<(Expr, usize, &'static str)>;

/// The rules over one document's lexemes.
pub struct Grammar<'a> {
    lex: &'a [Lex],
    text: &'a str,
    /// The text's dates put the month first.
    month_first: bool,
}

impl<'a> Grammar<'a> {
    /// Over the lexemes of `text`.
    pub fn new(lex: &'a [Lex], text: &'a str) -> Self {
        Self { lex, text, month_first: month_first(lex) }
    }

    /// All expressions, in order, not overlapping.
    pub fn all(&self) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        let mut i = 0;
        while i < self.lex.len() {
            if self.can_begin(i)
                && let Some(found) = self.at(i)
            {
                self.range_tail(&found, &mut out);
                i = out.last().map_or(i + 1, |f| f.end.max(i + 1));
            } else {
                i += 1;
            }
        }
        out
    }

    fn can_begin(&self, i: usize) -> bool {
        let l = &self.lex[i];
        match l.kind {
            Kind::Break => false,
            Kind::Sign(c) => c == '\'',
            Kind::Number(..) => true,
            Kind::Word => {
                l.term != Term::None || {
                    // Names of days and Roman centuries begin with words of their own: "Good Friday", "XVIII".
                    let named = Term::Unit(Unit::Century);
                    let next = self.term(i + 1);
                    l.capital
                        && (next == named
                            || matches!(
                                next,
                                Term::Unit(Unit::Day | Unit::Year) | Term::Weekday(_) | Term::Holiday(_)
                            ))
                }
            }
        }
    }

    fn at(&self, i: usize) -> Option<Found> {
        let plain = |read: Read| read.map(|(expr, end, rule)| found(i, end, expr, "", rule));
        let rules = [
            self.modified(i),
            self.clock_led(i),
            plain(self.point(i)),
            plain(self.relative(i)),
            self.duration(i),
            plain(self.compared(i)),
            plain(self.set(i)),
            plain(self.reference(i)),
        ];
        let mut best: Option<Found> = None;
        for found in rules.into_iter().flatten() {
            if best.is_none_or(|b| found.end > b.end) {
                best = Some(found);
            }
        }
        best
    }

    // ---- looking at lexemes

    fn term(&self, i: usize) -> Term {
        self.lex.get(i).map_or(Term::None, |l| l.term)
    }

    fn is(&self, i: usize, term: Term) -> bool {
        self.lex.get(i).is_some_and(|l| l.term == term)
    }

    fn tag(&self, i: usize) -> Tag {
        self.lex.get(i).map_or(Tag::Other, |l| l.tag)
    }

    fn sign(&self, i: usize, c: char) -> bool {
        self.lex.get(i).is_some_and(|l| l.kind == Kind::Sign(c))
    }

    fn glued(&self, i: usize) -> bool {
        self.lex.get(i).is_some_and(|l| l.glued)
    }

    fn str(&self, i: usize) -> &'a str {
        self.lex.get(i).map_or("", |l| &self.text[l.start as usize..l.end as usize])
    }

    fn lower_is(&self, i: usize, word: &str) -> bool {
        self.str(i).eq_ignore_ascii_case(word)
    }

    /// The lexeme before `i`, if it is in the same block.
    fn before(&self, i: usize) -> Option<&Lex> {
        i.checked_sub(1).map(|j| &self.lex[j]).filter(|l| l.kind != Kind::Break)
    }

    fn term_before(&self, i: usize) -> Term {
        self.before(i).map_or(Term::None, |l| l.term)
    }

    /// Digits as value and number of digits; not part of a longer number with signs.
    fn digits(&self, i: usize) -> Option<(u32, u8)> {
        match self.lex.get(i)?.kind {
            Kind::Number(n, d) if self.lex[i].term == Term::None => Some((n, d)),
            _ => None,
        }
    }

    /// After an optional hyphen.
    fn hyphen(&self, i: usize) -> usize {
        if self.sign(i, '-') && self.glued(i) { i + 1 } else { i }
    }

    fn optional(&self, i: usize, term: Term) -> usize {
        i + usize::from(self.is(i, term))
    }

    /// A word that narrows the time after it without "of": "Anfang Mai", "кінець травня".
    fn narrows_alone(&self, i: usize) -> bool {
        !self.str(i).is_ascii() || super::german::narrows(self.str(i))
    }

    // ---- amounts

    /// A number of units: "3", "two and a half", "several", "a couple of".
    fn amount(&self, i: usize) -> Option<(Amount, usize)> {
        let (mut amount, mut next) = match self.term(i) {
            Term::Decimal(n, tenths) => (Amount { n, tenths, vague: false }, i + 1),
            Term::Several => (Amount::VAGUE, self.optional(i + 1, Term::More)),
            Term::A if self.is(i + 1, Term::Several) => (Amount::VAGUE, self.optional(i + 2, Term::More)),
            Term::A if self.is(i + 1, Term::Couple) => (Amount::exact(2), self.optional(i + 2, Term::Of)),
            Term::Couple => (Amount::exact(2), self.optional(i + 1, Term::Of)),
            Term::Half if self.is(self.hyphen(i + 1), Term::A) => {
                (Amount { n: 0, tenths: 5, vague: false }, self.hyphen(i + 1) + 1)
            }
            Term::A if self.is(i + 1, Term::Half) => (Amount { n: 0, tenths: 5, vague: false }, i + 2),
            Term::A if matches!(self.term(i + 1), Term::Scale(_)) => self.words(i + 1)?,
            Term::A => (Amount::ONE, i + 1),
            _ => match self.digits(i) {
                Some((n, _)) if n < 10_000_000 => {
                    let mut amount = Amount::exact(n);
                    let mut next = i + 1;
                    // "2 1/2"
                    if let (Some((1, _)), true, Some((2, _))) =
                        (self.digits(next), self.sign(next + 1, '/'), self.digits(next + 2))
                    {
                        amount.tenths = 5;
                        next += 3;
                    }
                    (amount, next)
                }
                _ => self.words(i)?,
            },
        };
        // "two and a half", "two-and-a-half"
        if amount.tenths == 0 && !amount.vague {
            let and = self.hyphen(next);
            let a = self.hyphen(and + 1);
            if self.is(and, Term::And) && self.is(a, Term::A) && self.is(self.hyphen(a + 1), Term::Half) {
                amount.tenths = 5;
                next = self.hyphen(a + 1) + 1;
            } else if self.is(and, Term::And) && self.is(a, Term::Half) {
                amount.tenths = 5;
                next = a + 1;
            }
        }
        Some((amount, next))
    }

    /// A number in words: "twenty-four", "two hundred", "a thousand".
    fn words(&self, i: usize) -> Option<(Amount, usize)> {
        let (mut n, mut next) = match self.term(i) {
            Term::Number(tens @ 20..) => match self.term(self.hyphen(i + 1)) {
                Term::Number(ones @ 1..10) => (tens + ones, self.hyphen(i + 1) + 1),
                _ => (tens, i + 1),
            },
            Term::Number(n) => (n, i + 1),
            Term::Scale(n) if i > 0 && self.is(i - 1, Term::A) => (n, i + 1),
            _ => return None,
        };
        while let Term::Scale(s) = self.term(next) {
            if n < s {
                n *= s;
            }
            next += 1;
        }
        Some((Amount::exact(n), next))
    }

    /// An ordinal: "third", "20th", "twenty-first".
    fn ordinal(&self, i: usize) -> Option<(u32, usize)> {
        match self.term(i) {
            Term::Ordinal(n) => Some((n, i + 1)),
            Term::Number(tens @ 20..) => match self.term(self.hyphen(i + 1)) {
                Term::Ordinal(ones @ 1..10) => Some((tens + ones, self.hyphen(i + 1) + 1)),
                _ => None,
            },
            _ => None,
        }
    }

    // ---- times of day

    /// Four digits that are a time of day: "1415 GMT", "1600 hours", "at 1620." No noun follows the bare ones.
    /// Gives what follows it.
    fn watch_time(&self, i: usize) -> Option<usize> {
        let next = i + 1;
        if self.lower_is(next, "hours") || self.lower_is(next, "hrs") || self.is(next, Term::Zone) {
            return Some(next + 1);
        }
        let alone = !self.tag(next).is_noun() && !matches!(self.tag(next), Tag::Jj | Tag::Cd);
        (self.is(i.wrapping_sub(1), Term::At) && alone).then_some(next)
    }

    /// A time of day with hours: "10:35 a.m.", "8 p.m. EST", "noon", "4 in the morning".
    fn clock(&self, i: usize) -> Option<(Clock, usize)> {
        match self.term(i) {
            Term::Noon => return Some((Clock::At { hour: 12, minute: Some(0), second: None }, i + 1)),
            Term::Midnight => return Some((Clock::At { hour: 24, minute: Some(0), second: None }, i + 1)),
            _ => {}
        }
        let (hour, after) = match self.digits(i) {
            Some((h @ 0..=24, 1..=2)) => (h, i + 1),
            None if matches!(self.term(i), Term::Ordinal(1..=24)) && cyrillic::hour(self.str(i + 1)) => {
                (self.ordinal(i)?.0, i + 1)
            }
            None if matches!(self.term(i), Term::Decimal(0..=24, _)) && self.lower_is(i + 1, "uhr") => {
                let (hour, minute) = self.str(i).split_once('.')?;
                let minute = minute.parse().ok().filter(|m| *m < 60);
                return Some((Clock::At { hour: hour.parse().ok()?, minute, second: None }, i + 2));
            }
            Some((hm @ 0..=2400, 4)) if hm % 100 < 60 => {
                let next = self.watch_time(i)?;
                let clock =
                    Clock::At { hour: (hm / 100) as u8, minute: Some((hm % 100) as u8), second: None };
                return Some((clock, next));
            }
            None => match self.words(i)? {
                (Amount { n: n @ 1..=12, .. }, next) => (n, next),
                _ => return None,
            },
            _ => return None,
        };
        let mut next = after;
        let mut minute = None;
        let mut second = None;
        if (self.sign(next, ':') || self.sign(next, '.')) && self.glued(next) && self.glued(next + 1) {
            match self.digits(next + 1) {
                Some((m @ 0..60, 2)) => {
                    let colon = self.sign(next, ':');
                    next += 2;
                    minute = Some(m as u8);
                    if colon
                        && self.sign(next, ':')
                        && self.glued(next)
                        && let Some((s @ 0..60, 2)) = self.digits(next + 1)
                    {
                        second = Some(s as u8);
                        next += 2;
                    }
                    if !colon && !matches!(self.term(next), Term::AmPm(_)) {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        let mut hour = hour as u8;
        let mut sure = minute.is_some();
        // "о 7 годині ранку", "um 17 Uhr"
        if self.is(next, Term::Clock) && self.lower_is(next, "uhr") {
            return Some((Clock::At { hour, minute, second }, next + 1));
        }
        if cyrillic::hour(self.str(next)) {
            let Term::DayPart(part) = self.term(next + 1) else { return None };
            let late = part != DayPart::Morning && !(part == DayPart::Night && hour < 6);
            let hour = if late && hour < 12 { hour + 12 } else { hour };
            return Some((Clock::At { hour, minute, second }, next + 2));
        }
        if self.lower_is(next, "o") && self.sign(next + 1, '\'') && self.is(next + 2, Term::Clock) {
            next += 3;
            sure = true;
        }
        if let Term::AmPm(pm) = self.term(next) {
            // "am" must not be the verb.
            if self.tag(next).is_verb()
                && !self.lex[next].glued
                && self.lex[next].end - self.lex[next].start == 2
            {
                return None;
            }
            hour = match (hour, pm) {
                (12, false) => 0,
                (1..12, true) => hour + 12,
                _ => hour,
            };
            next += 1;
            sure = true;
        } else if self.is(next, Term::In)
            && self.is(next + 1, Term::The)
            && let Term::DayPart(part @ (DayPart::Morning | DayPart::Afternoon | DayPart::Evening)) =
                self.term(next + 2)
        {
            if part != DayPart::Morning && hour < 12 {
                hour += 12;
            }
            next += 3;
            sure = true;
        }
        if sure && self.is(next, Term::Zone) {
            next += 1;
        } else if sure && self.lower_is(next, "local") && self.is(next + 1, Term::Time) {
            next += 2;
        }
        (sure && hour <= 24).then_some((Clock::At { hour, minute, second }, next))
    }

    /// A part of the day after a day: "morning", "at dawn", "early morning".
    fn day_part(&self, i: usize) -> Option<(DayPart, usize)> {
        match self.term(i) {
            Term::DayPart(part) => Some((part, i + 1)),
            Term::Early | Term::Late | Term::Mid => match self.term(self.hyphen(i + 1)) {
                Term::DayPart(part) => Some((part, self.hyphen(i + 1) + 1)),
                _ => None,
            },
            _ => None,
        }
    }
}

fn found(start: usize, end: usize, expr: Expr, modifier: &'static str, rule: &'static str) -> Found {
    Found { start, end, expr, modifier, rule }
}

/// Whether a text's dates put the month first: "May 2" against "2 May".
fn month_first(lex: &[Lex]) -> bool {
    let (mut month, mut day) = (0_u32, 0_u32);
    let number = |k: usize| matches!(lex.get(k).map(|l| l.kind), Some(Kind::Number(1..=31, 1..=2)));
    for (k, l) in lex.iter().enumerate() {
        if matches!(l.term, Term::Month(_) | Term::MonthShort(_)) {
            let dot = lex.get(k + 1).is_some_and(|l| l.kind == Kind::Sign('.'));
            month += u32::from(number(k + 1 + usize::from(dot)));
            day += u32::from(k > 0 && number(k - 1));
        }
    }
    month > day
}
