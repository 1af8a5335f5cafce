//! Where on the calendar an expression lies: by what it says, by tense, by the publication date, and in
//! histories by the time told last.

mod distance;

use jiff::civil::Date;

use super::calendar::{Calendar, holiday, narrowed, ramadan, write_clock};
use super::expr::{Amount, Clock, Dir, Expr, Found, Holiday, Lies, Origin, Part, Unit, YearRef};
use super::lex::{Kind, Lex};
use super::lexicon::Term;
use super::story::{Story, is_narrative};
use super::tense::{Tense, Verbs};
use super::{stretch, value};
use crate::{Parse, Time, TimeBasis, TimePrecision, TimexType};
use tidings_text::Span;

/// Reads a document's expressions in order and remembers the time spoken of.
pub struct Anchor<'a> {
    lex: &'a [Lex],
    found: &'a [Found],
    /// Publication date, where expressions may count from it.
    now: Option<Date>,
    /// A history: dates carry on from one another, not from the publication date.
    narrative: bool,
    /// What a history's dates mean together.
    story: Story,
    verbs: Verbs<'a>,
    /// A time named beside the story, for the sentence that names it.
    aside: Option<(Calendar, u32)>,
    /// The time told last, and the sentence it was told in.
    then: Option<(Calendar, u32)>,
    /// The day told last.
    day: Option<Date>,
    /// The quarter told last.
    quarter: Option<(Calendar, u32)>,
}

/// Most words between an hour and the day it belongs to.
const DAY_AHEAD: usize = 10;

/// A place on the calendar and what it was worked out from.
type Placed = Option<(Calendar, TimeBasis)>;

impl<'a> Anchor<'a> {
    /// Over the expressions of one document.
    pub fn new(parse: &'a Parse<'a>, lex: &'a [Lex], found: &'a [Found]) -> Self {
        let now = parse.doc().meta.published;
        let narrative = is_narrative(now, found);
        let mut anchor = Self {
            lex,
            found,
            now,
            narrative,
            story: Story::untold(found.len()),
            verbs: Verbs { parse, lex },
            aside: None,
            then: None,
            day: None,
            quarter: None,
        };
        if narrative {
            let exprs: Vec<Expr> = (0..found.len()).map(|k| anchor.borrow_year(k)).collect();
            anchor.story = Story::read(parse, lex, found, &exprs);
        }
        anchor
    }

    /// The times, in text order.
    pub fn resolve(mut self) -> Vec<Time> {
        let found = self.found;
        let mut out = Vec::with_capacity(found.len());
        for (k, f) in found.iter().enumerate() {
            // News calls ages and offices so all the time without telling when; histories order by such words.
            let idle = if self.narrative { f.rule == "soon" } else { matches!(f.rule, "age" | "former") };
            if idle {
                continue;
            }
            let expr = self.borrow_year(k);
            out.push(self.time(k, f, expr));
        }
        out
    }

    /// An expression with the year of the one it forms a range or list with: "14 – 24 August 1914",
    /// "from February to July 1917".
    fn borrow_year(&self, k: usize) -> Expr {
        let expr = self.found[k].expr;
        let Expr::Point { part, year: YearRef::Open, dir: Dir::Open, clock } = expr else { return expr };
        let mut end = self.found[k].end;
        for next in self.found[k + 1..].iter().take(3) {
            let Expr::Point { part: other, year, .. } = next.expr else { break };
            let gap = &self.lex[end..next.start];
            let joined = gap.len() <= 2
                && gap.iter().all(|l| {
                    use Term as T;
                    matches!(l.kind, Kind::Sign('-' | ',' | '/'))
                        || matches!(l.term, T::To | T::And | T::Until | T::Or | T::By | T::From)
                });
            if !joined {
                break;
            }
            if let YearRef::Known(y) = year {
                let month = |p| match p {
                    Part::Month(m) | Part::Day(m, _) => Some(m),
                    Part::Season(s) => Some(3 + 3 * s),
                    _ => None,
                };
                if let (Some(a), Some(b)) = (month(part), month(other)) {
                    let year = YearRef::Known(if a > b { y - 1 } else { y });
                    return Expr::Point { part, year, dir: Dir::Open, clock };
                }
                break;
            }
            if year != YearRef::Open {
                break;
            }
            end = next.end;
        }
        expr
    }

    fn time(&mut self, k: usize, f: &Found, expr: Expr) -> Time {
        let span = Span { start: self.lex[f.start].start, end: self.lex[f.end - 1].end };
        let mut time = Time {
            span,
            kind: TimexType::Date,
            value: String::new(),
            modifier: f.modifier,
            first: None,
            last: None,
            precision: TimePrecision::None,
            basis: TimeBasis::Relative,
            rule: f.rule,
        };
        match expr {
            Expr::Point { part, year, dir, clock } => {
                let placed = self.point(k, f, part, year, dir);
                self.place(k, f, placed, clock, &mut time, || value::each(part, clock));
                if part == Part::Holiday(Holiday::Ramadan) {
                    self.set_ramadan(year, &mut time);
                }
            }
            Expr::Shift { unit, by, origin, clock } => {
                if self.narrative && f.rule == "today" && clock.is_none() {
                    time.value.push_str("PRESENT_REF");
                    return time;
                }
                let placed = self.quarter_ended(k).or_else(|| self.shift(f, unit, by, origin));
                self.place(k, f, placed, clock, &mut time, || {
                    let mut v = value::unplaced(unit).to_owned();
                    if let Some(clock) = clock {
                        write_clock(clock, &mut v);
                    }
                    v
                });
            }
            Expr::Clock(clock) => {
                // What was done at an hour was not done on the day to come that was spoken of last.
                let past = || self.verbs.tense(f) == Tense::Past;
                let to_come = |d: &Date| self.now.is_some_and(|now| *d > now) && past();
                let day = self.day_ahead(k).or_else(|| self.spoken_day(f));
                let day = day.filter(|d| self.narrative || !to_come(d));
                let placed = day.map(|d| (Calendar::Day(d), TimeBasis::Inferred));
                self.place(k, f, placed, Some(clock), &mut time, || {
                    value::each(Part::DayOnly(0), Some(clock))
                });
            }
            Expr::Duration { amount, unit, more, lies } => {
                time.kind = TimexType::Duration;
                time.value = value::duration(amount, unit, more);
                if let Some(now) = self.now.filter(|_| !self.narrative) {
                    self.bound(f, now, (amount, unit, lies), &mut time);
                }
            }
            Expr::Every { n, unit } => {
                time.kind = TimexType::Set;
                time.value = value::duration(Amount::exact(n), unit, None);
            }
            Expr::EachPart { part, clock } => {
                time.kind = TimexType::Set;
                time.value = value::each(part, clock);
            }
            Expr::Ref(reference) => {
                time.value.push_str(reference);
                time.basis = TimeBasis::Publication;
                match reference {
                    "PAST_REF" => time.last = self.now.filter(|_| !self.narrative),
                    "FUTURE_REF" => time.first = self.now.filter(|_| !self.narrative),
                    _ => {}
                }
            }
        }
        time
    }

    /// Fills in value and bounds of a placed time and remembers it.
    fn place(
        &mut self,
        k: usize,
        f: &Found,
        placed: Placed,
        clock: Option<Clock>,
        time: &mut Time,
        unplaced: impl FnOnce() -> String,
    ) {
        if clock.is_some() {
            time.kind = TimexType::Time;
        }
        let Some((cal, basis)) = placed else {
            time.value = unplaced();
            time.basis = TimeBasis::Publication;
            return;
        };
        cal.write(&mut time.value);
        if let Some(clock) = clock {
            write_clock(clock, &mut time.value);
        }
        if let Some(bounds) = cal.bounds() {
            let (first, last) = narrowed(bounds, f.modifier);
            let since = f.start.checked_sub(1).is_some_and(|k| self.lex[k].term == Term::Since);
            let last = self.now.filter(|&now| since && !self.narrative && now > first).unwrap_or(last);
            (time.first, time.last) = (Some(first), Some(last));
        }
        time.precision = cal.precision();
        time.basis = basis;
        let sentence = self.verbs.sentence(f.start);
        let compared = matches!(f.rule, "ago" | "earlier" | "year-ago") && !self.narrative;
        if let Calendar::Quarter(..) = cal
            && !compared
        {
            self.quarter = Some((cal, sentence));
        }
        if compared {
            return;
        }
        if self.story.aside[k] {
            self.aside = Some((cal, sentence));
            return;
        }
        if let Some(d) = cal.as_day() {
            self.day = Some(d);
        }
        // "1941" after "December 1941" takes nothing back.
        let coarser = matches!((cal, self.then), (Calendar::Year(y), Some((c, _))) if c.year() == Some(y));
        if !coarser && !matches!(cal, Calendar::Decade(_) | Calendar::Century(_) | Calendar::BcDecade(_)) {
            self.then = Some((cal, sentence));
        }
    }

    /// The time spoken of in `sentence`: one named beside the story there, else the one the story has reached.
    fn spoken(&self, sentence: u32) -> Option<(Calendar, u32)> {
        self.aside.filter(|&(_, s)| s == sentence).or(self.then)
    }

    /// The days of a stretch that ends or begins at publication.
    fn bound(&self, f: &Found, now: Date, (amount, unit, lies): (Amount, Unit, Lies), time: &mut Time) {
        let before = match lies {
            Lies::BeforeNow => true,
            Lies::AfterNow => false,
            // "for two years", "the two-year-long siege" of something that goes on.
            Lies::Anywhere => {
                let adjective = (f.start + 1..f.end).any(|k| self.lex[k].kind == Kind::Sign('-'));
                let held = f.start.checked_sub(1).is_some_and(|k| self.lex[k].term == Term::For);
                if f.rule == "age" || amount.vague || !(adjective || held) || !self.verbs.lasting(f) {
                    return;
                }
                let bounds = stretch::since(now, amount, unit);
                time.first = bounds.map(|b| b.0);
                time.last = bounds.map(|b| b.1);
                time.precision = bounds.map_or(TimePrecision::None, |_| stretch::grain(unit));
                return;
            }
        };
        if let Some((first, last)) = stretch::beside(now, amount, unit, before) {
            (time.first, time.last) = (Some(first), Some(last));
            time.precision = stretch::precision(first, last);
        }
    }

    /// Whether the expression before `k` stands close.
    fn close_to_last(&self, k: usize) -> bool {
        k.checked_sub(1).is_some_and(|j| self.found[k].start - self.found[j].end <= 6)
    }

    /// "the quarter ended Sept. 30": the one that the day lies in.
    fn quarter_ended(&self, k: usize) -> Placed {
        let f = &self.found[k];
        let next = self.found.get(k + 1).filter(|_| matches!(f.rule, "the-quarter" | "latest-quarter"))?;
        let Expr::Point { part: part @ (Part::Day(..) | Part::Month(_)), year, dir, .. } = next.expr else {
            return None;
        };
        let ended = (f.end..next.start).any(|i| matches!(self.verbs.word(i), "ended" | "ending" | "through"));
        let (cal, basis) =
            self.point(k + 1, next, part, year, dir).filter(|_| next.start - f.end <= 3 && ended)?;
        Some((Calendar::Quarter(cal.year()?, (cal.month()? - 1) / 3 + 1), basis))
    }

    /// "at 6 a.m. near the bridge on May 13": the day that the same clause names after the hour.
    fn day_ahead(&self, k: usize) -> Option<Date> {
        let f = &self.found[k];
        let next = self.found.get(k + 1)?;
        let Expr::Point { part: part @ (Part::Day(..) | Part::Weekday(_)), year, dir, clock: None } =
            next.expr
        else {
            return None;
        };
        let gap = f.end..next.start;
        let on = self.lex[next.start - 1].term == Term::On;
        let plain = gap.len() <= DAY_AHEAD && gap.clone().all(|i| !self.lex[i].tag.is_verb());
        let same = self.verbs.sentence(f.start) == self.verbs.sentence(next.start);
        if !(on && plain && same) {
            return None;
        }
        self.point(k + 1, next, part, year, dir)?.0.as_day()
    }

    fn set_ramadan(&self, year: YearRef, time: &mut Time) {
        let year = match year {
            YearRef::Known(y) => Some(y),
            _ => self.spoken_year(),
        };
        if let Some((first, last)) = year.and_then(ramadan) {
            (time.first, time.last) = (Some(first), Some(last));
            time.precision = TimePrecision::Month;
        }
    }

    fn spoken_year(&self) -> Option<i16> {
        self.then.and_then(|(c, _)| c.year()).filter(|_| self.narrative).or(self.now.map(|d| d.year()))
    }

    /// The day a time of day belongs to: the one spoken of close by, else the publication date.
    fn spoken_day(&self, f: &Found) -> Option<Date> {
        let near = self.then.filter(|&(_, s)| self.verbs.sentence(f.start).saturating_sub(s) <= 2);
        match near {
            Some((Calendar::Day(d), _)) => Some(d),
            _ if self.narrative => self.day,
            _ => self.now,
        }
    }

    // ---- points

    fn point(&self, k: usize, f: &Found, part: Part, year: YearRef, dir: Dir) -> Placed {
        match part {
            Part::Decade(d) if matches!(year, YearRef::Bc(_)) => {
                return Some((Calendar::BcDecade(d), TimeBasis::Explicit));
            }
            Part::Decade(d) => return Some((Calendar::Decade(d), TimeBasis::Explicit)),
            Part::Century(c) => return Some((Calendar::Century(c), TimeBasis::Explicit)),
            Part::Weekday(d) => return self.weekday(f, d, dir),
            Part::DayOnly(d) => {
                let spoken = self.spoken(self.verbs.sentence(f.start)).filter(|_| self.narrative);
                let (y, m) = match spoken {
                    Some((c, _)) => (c.year()?, c.month()?),
                    None => (self.now?.year(), self.now?.month() as u8),
                };
                return Some((Calendar::day(y, m, d)?, TimeBasis::Inferred));
            }
            _ => {}
        }
        match year {
            YearRef::Known(y) => {
                // "the 1988 quarter": the like of the quarter reported on.
                let next = self.lex.get(f.end).map_or(Term::None, |l| l.term);
                if let (
                    Part::Year,
                    Term::Period | Term::Unit(Unit::Quarter),
                    Some((Calendar::Quarter(_, q), _)),
                ) = (part, next, self.quarter)
                    && !self.narrative
                {
                    return Some((Calendar::Quarter(y, q), TimeBasis::Explicit));
                }
                Some((in_year(part, y)?, TimeBasis::Explicit))
            }
            YearRef::Bc(y) => {
                let cal = match part {
                    Part::Month(m) => Calendar::BcMonth(y, m),
                    Part::Season(s) => Calendar::BcSeason(y, s),
                    _ => Calendar::Bc(y),
                };
                Some((cal, TimeBasis::Explicit))
            }
            YearRef::Shifted(origin, by) => {
                let base = match origin {
                    Origin::Now => self.spoken_year()?,
                    Origin::Then => {
                        let spoken = self.spoken(self.verbs.sentence(f.start));
                        spoken.and_then(|(c, _)| c.year()).or(self.spoken_year())?
                    }
                };
                Some((in_year(part, base + by)?, TimeBasis::Relative))
            }
            YearRef::Open => self.open_year(k, f, part, dir),
        }
    }

    /// A month, day, season or quarter whose year is not said.
    fn open_year(&self, k: usize, f: &Found, part: Part, dir: Dir) -> Placed {
        // 29 February picks the nearest year that has one.
        let nearest = |year: i16| [0, -1, 1, -2, 2, -3, 3].into_iter().find_map(|k| in_year(part, year + k));
        if let Some(year) = self.story.years[k] {
            return Some((nearest(year)?, TimeBasis::Inferred));
        }
        let sentence = self.verbs.sentence(f.start);
        let then = self.spoken(sentence).filter(|&(c, s)| {
            self.narrative
                || matches!(dir, Dir::That | Dir::Following | Dir::Previous)
                || s == sentence
                    && self.close_to_last(k)
                    && !matches!(c, Calendar::Quarter(..))
                    && c.year().is_some_and(|y| self.now.is_some_and(|n| n.year() - y > 1))
                    && self.verbs.tense(f) != Tense::Future
        });
        if let Some((Calendar::Bc(y) | Calendar::BcMonth(y, _) | Calendar::BcSeason(y, _), _)) = then {
            return match part {
                Part::Month(m) => Some((Calendar::BcMonth(y, m), TimeBasis::Inferred)),
                Part::Season(s) => Some((Calendar::BcSeason(y, s), TimeBasis::Inferred)),
                _ => None,
            };
        }
        if let Some((c, _)) = then
            && let Some(base) = c.bounds().map(|b| b.0)
        {
            let year = base.year();
            let month = month_of(part).unwrap_or(1);
            let year = match dir {
                Dir::Following | Dir::Next => year + i16::from(month <= base.month() as u8),
                Dir::Previous | Dir::Last => year - i16::from(month >= base.month() as u8),
                // Told in order: a month long before the last one told is next year's.
                _ if c.month().is_some() && month + 6 < base.month() as u8 => year + 1,
                // The winter told of in autumn is named by its January.
                _ if part == Part::Season(3) && c.month().is_some_and(|m| m >= 8) => year + 1,
                _ => year,
            };
            return Some((nearest(year)?, TimeBasis::Inferred));
        }
        let now = self.now?;
        let candidates = [-1, 0, 1].map(|k| in_year(part, now.year() + k));
        let key = |c: &Calendar| c.bounds();
        let began = |c: &Calendar| key(c).is_some_and(|(first, _)| first <= now);
        let over = |c: &Calendar| key(c).is_some_and(|(_, last)| last < now);
        let cal = match dir {
            Dir::Last => candidates.iter().rev().flatten().find(|c| over(c)).copied(),
            Dir::Next | Dir::Following => candidates.iter().flatten().find(|c| !began(c)).copied(),
            Dir::This => in_year(part, now.year()),
            _ => {
                // The nearest one, the tense counting for two months.
                let tense = self.verbs.tense(f);
                let days = |a: Date, b: Date| b.since(a).map_or(0, |s| s.get_days());
                let reported = matches!(part, Part::Quarter(_) | Part::Half(_));
                let cost = |c: &Calendar| match key(c) {
                    Some((_, last)) if last < now => {
                        days(last, now) + if tense == Tense::Future { 200 } else { 0 }
                    }
                    Some((first, _)) if first > now => {
                        days(now, first) + if tense == Tense::Past || reported { 250 } else { 0 }
                    }
                    Some(_) => 0,
                    None => i32::MAX,
                };
                candidates.iter().flatten().min_by_key(|c| cost(c)).copied()
            }
        }?;
        Some((cal, TimeBasis::Relative))
    }
}

fn month_of(part: Part) -> Option<u8> {
    match part {
        Part::Month(m) | Part::Day(m, _) => Some(m),
        Part::Season(s) => Some(3 + 3 * s),
        Part::Quarter(q) => Some(3 * q - 2),
        Part::Half(h) => Some(6 * h - 5),
        Part::Holiday(Holiday::Fixed(m, _) | Holiday::Nth { month: m, .. }) => Some(m),
        Part::Holiday(Holiday::Easter(_) | Holiday::EasterWeek) => Some(4),
        _ => None,
    }
}

fn in_year(part: Part, year: i16) -> Option<Calendar> {
    match part {
        Part::Year => Some(Calendar::Year(year)),
        Part::Month(m) => Some(Calendar::Month(year, m)),
        Part::Day(m, d) => Calendar::day(year, m, d),
        Part::Season(s) => Some(Calendar::Season(year, s)),
        Part::Quarter(q) => Some(Calendar::Quarter(year, q)),
        Part::Half(h) => Some(Calendar::Half(year, h)),
        Part::Holiday(h) => holiday(h, year),
        Part::DayOnly(_) | Part::Weekday(_) | Part::Decade(_) | Part::Century(_) => None,
    }
}
