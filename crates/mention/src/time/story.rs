//! The time a history has reached: which of its dates carry the story, and which year its bare months and days
//! fall in.
//!
//! A history names a year now and then and after that only months and days. Each date with a year either moves
//! the story or stands beside it (in brackets, in a clause about a source or an earlier war). Of all ways to read
//! the dates so, the one with the smallest jumps between neighbours is taken; what comes after a bare month counts
//! as much as what came before.

use jiff::civil::Date;

use super::expr::{Dir, Expr, Found, Holiday, Origin, Part, Unit, YearRef};
use super::lex::{Kind, Lex};
use super::lexicon::Term;
use crate::Parse;
use crate::labels::Tag;

/// How many readings of the dates so far are kept.
const BEAM: usize = 16;

/// What the story's dates mean, one entry an expression.
pub struct Story {
    /// The year of an expression that leaves it open.
    pub years: Vec<Option<i16>>,
    /// Stands beside the story and does not move it.
    pub aside: Vec<bool>,
}

/// Months since the year 0 and days, 31 a month; a year alone has no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    year: i16,
    month: Option<u8>,
    day: u8,
}

impl Moment {
    fn days(self) -> i32 {
        (i32::from(self.year) * 12 + i32::from(self.month.unwrap_or(1)) - 1) * 31 + i32::from(self.day)
    }
}

/// What an expression asks of the story.
#[derive(Clone, Copy)]
enum Step {
    /// A date with its year; `skip` is the cost of leaving it beside the story.
    Told(Moment, i32),
    /// A month or day of a month whose year is open.
    Open(u8, u8),
    /// So many months on from the time told of.
    Moved(i32),
}

/// One reading of the dates so far.
#[derive(Clone, Copy)]
struct Reading {
    at: Option<Moment>,
    cost: i32,
    /// The last of its choices.
    trail: usize,
}

/// A choice: the one before it, the expression, and the year taken (`None`: beside the story).
type Choice = (usize, usize, Option<i16>);

impl Story {
    /// Nothing known of any expression.
    pub fn untold(n: usize) -> Self {
        Self { years: vec![None; n], aside: vec![false; n] }
    }

    /// Over the expressions of a history, their borrowed years filled in.
    pub fn read(parse: &Parse, lex: &[Lex], found: &[Found], exprs: &[Expr]) -> Self {
        let cues = Cues { parse, lex };
        let mut choices: Vec<Choice> = vec![(0, usize::MAX, None)];
        let mut readings = vec![Reading { at: None, cost: 0, trail: 0 }];
        let mut next: Vec<Reading> = Vec::new();
        for (k, f) in found.iter().enumerate() {
            let Some(step) = cues.step(f, exprs[k]) else { continue };
            for r in &readings {
                let mut take = |at: Option<Moment>, cost: i32, year: Option<i16>| {
                    choices.push((r.trail, k, year));
                    next.push(Reading { at, cost: r.cost + cost, trail: choices.len() - 1 });
                };
                match (step, r.at) {
                    (Step::Told(m, _), None) => take(Some(m), 0, Some(m.year)),
                    (Step::Told(m, skip), Some(at)) => {
                        // A year beside the one told of is likely the story's.
                        let near = i32::from((0..=1).contains(&(m.year - at.year)));
                        let skip = skip + 15 * near;
                        let same = m.month.is_none() && m.year == at.year;
                        take(Some(if same { at } else { m }), jump(at, m), Some(m.year));
                        take(r.at, skip, None);
                    }
                    (Step::Open(month, day), Some(at)) => {
                        for year in at.year - 1..=at.year + 1 {
                            let m = Moment { year, month: Some(month), day };
                            take(Some(m), stride(at, m), Some(year));
                        }
                    }
                    (Step::Moved(months), Some(at)) if months > 0 => {
                        take(Some(moved(at, months)), months.min(60) / 2, Some(at.year));
                        if months > 24 {
                            take(r.at, 30, None);
                        }
                    }
                    (Step::Moved(_), Some(_)) => take(r.at, 0, None),
                    (Step::Open(..) | Step::Moved(_), None) => take(None, 0, None),
                }
            }
            next.sort_by_key(|r| r.cost);
            readings.clear();
            for r in next.drain(..) {
                if readings.len() < BEAM && !readings.iter().any(|o: &Reading| o.at == r.at) {
                    readings.push(r);
                }
            }
        }
        let mut story = Self::untold(found.len());
        let mut trail = readings.first().map_or(0, |r| r.trail);
        while trail > 0 {
            let (before, k, year) = choices[trail];
            story.years[k] = year;
            story.aside[k] = year.is_none();
            trail = before;
        }
        story
    }
}

/// The cost of going on to a date whose year is said: little for the next months, more for each year.
fn jump(from: Moment, to: Moment) -> i32 {
    if to.year == from.year && (to.month.is_none() || from.month.is_none()) {
        return 0;
    }
    let days = to.days() - from.days();
    let years = i32::from(to.year - from.year).abs();
    let far = (3 * (years - 3)).clamp(0, 45);
    if days >= 0 { (days / 16).min(40) + far } else { 40 + (-days / 16).min(20) + far.min(35) }
}

/// The cost of a year chosen for a bare month or day; it turns at four months and a half back.
fn stride(from: Moment, to: Moment) -> i32 {
    if from.month.is_none() {
        return match to.year - from.year {
            0 => 0,
            1 => 45,
            _ => 70,
        };
    }
    let days = to.days() - from.days();
    if days >= 0 { days / 5 } else { 15 - days * 7 / 31 }
}

fn moved(at: Moment, months: i32) -> Moment {
    let Some(month) = at.month.filter(|_| months % 12 != 0) else {
        return Moment { year: at.year.saturating_add((months / 12) as i16), month: None, day: 1 };
    };
    let total = i32::from(at.year) * 12 + i32::from(month) - 1 + months;
    Moment { year: (total / 12) as i16, month: Some((total % 12) as u8 + 1), day: 1 }
}

/// Month and day a part of a year is placed at.
fn place(part: Part) -> Option<(u8, u8)> {
    match part {
        Part::Month(m) => Some((m, 1)),
        Part::Day(m, d) => Some((m, d)),
        // Winter is named by its January.
        Part::Season(s) => Some(([4, 7, 10, 1][usize::from(s.min(3))], 1)),
        Part::Quarter(q) => Some((3 * q.clamp(1, 4) - 2, 1)),
        Part::Half(h) => Some((6 * h.clamp(1, 2) - 5, 1)),
        Part::Holiday(Holiday::Fixed(m, d)) => Some((m, d)),
        Part::Holiday(Holiday::Nth { month, .. }) => Some((month, 1)),
        Part::Holiday(Holiday::Easter(_) | Holiday::EasterWeek) => Some((4, 1)),
        _ => None,
    }
}

/// The words around an expression.
struct Cues<'a> {
    parse: &'a Parse<'a>,
    lex: &'a [Lex],
}

impl Cues<'_> {
    fn step(&self, f: &Found, expr: Expr) -> Option<Step> {
        match expr {
            Expr::Point { part, year: YearRef::Known(year), .. } => {
                let (month, day) = place(part).map_or((None, 1), |(m, d)| (Some(m), d));
                if month.is_none() && part != Part::Year {
                    return None;
                }
                Some(Step::Told(Moment { year, month, day }, self.skip(f, month.is_some())))
            }
            Expr::Point { part, year: YearRef::Open, dir: Dir::Open | Dir::This, .. } => {
                place(part).map(|(m, d)| Step::Open(m, d))
            }
            // "the first ten months of 1915"
            Expr::Duration { .. } => match self.lex[f.end - 1].kind {
                Kind::Number(year @ 1000..=2199, 4) => {
                    Some(Step::Told(Moment { year: year as i16, month: None, day: 1 }, self.skip(f, false)))
                }
                _ => None,
            },
            Expr::Shift { unit, by, origin: Origin::Then, .. } => {
                let months = match unit {
                    Unit::Month => 1,
                    Unit::Quarter => 3,
                    Unit::Year => 12,
                    Unit::Decade => 120,
                    _ => return (by < 0).then_some(Step::Moved(-1)),
                };
                (by != 0).then(|| Step::Moved(by.saturating_mul(months)))
            }
            _ => None,
        }
    }

    /// What it costs to take a date with its year as said in passing.
    fn skip(&self, f: &Found, month: bool) -> i32 {
        let token = self.lex[f.start].token as usize;
        let sentence =
            self.parse.tokens().get(token).and_then(|t| self.parse.sentences().get(t.sentence as usize));
        if self.heading(f) {
            let ranged = f.start > 0 && self.lex[f.start - 1].kind == Kind::Sign('-');
            return if ranged { 0 } else { 150 };
        }
        let leads = sentence.is_some_and(|s| token.saturating_sub(s.tokens.start) <= 3);
        if leads {
            return if month { 90 } else { 70 };
        }
        let before = f.start.checked_sub(1).map(|k| &self.lex[k]).filter(|l| l.kind != Kind::Break);
        let noun_after = self.lex.get(f.end).is_some_and(|l| l.tag.is_noun() && l.kind == Kind::Word);
        let closing = before.is_some_and(|l| matches!(l.kind, Kind::Sign('-')));
        let modifier = before.is_some_and(|l| matches!(l.term, Term::The | Term::A))
            || noun_after && before.is_none_or(|l| l.tag != Tag::In);
        let of = before.is_some_and(|l| l.term == Term::Of);
        if self.bracketed(f.start) || !month && (modifier || of || closing) {
            return 10;
        }
        if month && modifier && noun_after {
            return 20;
        }
        match (month, of || modifier || self.subordinate(f.start)) {
            (true, false) => 45,
            (true, true) => 30,
            (false, false) => 25,
            (false, true) => 15,
        }
    }

    /// Whether its block is a line without a full stop.
    fn heading(&self, f: &Found) -> bool {
        let doc = self.parse.doc();
        let at = self.lex[f.start].start;
        let k = doc.blocks.partition_point(|b| b.span.end <= at);
        doc.blocks.get(k).is_some_and(|b| {
            let line = b.span.slice(&doc.text).trim_end();
            line.len() < 120 && !line.ends_with(['.', '!', '?', ':', ';', '"', ')'])
        })
    }

    /// Whether a bracket opened before `i` is still open.
    fn bracketed(&self, i: usize) -> bool {
        let back = self.lex[..i].iter().rev().take(25).take_while(|l| l.kind != Kind::Break);
        for l in back {
            match l.kind {
                Kind::Sign('(' | '[') => return true,
                Kind::Sign(')' | ']') => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether the verb before `i` is a participle on a noun or of the present: "a note released in 2005".
    fn subordinate(&self, i: usize) -> bool {
        let back = (0..i).rev().take(12).take_while(|&k| self.lex[k].kind != Kind::Break);
        for k in back {
            match self.lex[k].tag {
                Tag::Vbn => {
                    let helper = (1..=2).filter_map(|b| k.checked_sub(b)).any(|j| {
                        matches!(self.lex[j].tag, Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Vbn | Tag::Md)
                    });
                    return !helper;
                }
                Tag::Vbz | Tag::Vbp => return true,
                t if t.is_verb() => return false,
                _ => {}
            }
        }
        false
    }
}

/// Whether the text tells history: many years named that lie well before publication, and few words that
/// count from today.
pub fn is_narrative(now: Option<Date>, found: &[Found]) -> bool {
    let Some(now) = now else { return true };
    let (mut far, mut near, mut deictic) = (0, 0, 0);
    for f in found {
        match f.expr {
            Expr::Point { year: YearRef::Known(y), .. } if (now.year() - y).abs() > 1 => far += 1,
            Expr::Point { year: YearRef::Bc(_), .. } => far += 1,
            Expr::Point { year: YearRef::Known(_), .. } => near += 1,
            Expr::Point { part: Part::Weekday(_), .. } => deictic += 1,
            Expr::Shift { origin: Origin::Now, .. } => deictic += 1,
            _ => {}
        }
    }
    far > near
        && (far >= 3 && deictic == 0 || far >= 6 && far > 4 * deictic || far >= 12 && far > 2 * deictic)
}
