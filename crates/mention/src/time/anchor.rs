//! Where on the calendar an expression lies: by what it says, by tense, by the publication date, and in
//! histories by the time told last.

use jiff::civil::Date;

use super::calendar::{
    self, Calendar, holiday, narrowed, plus, ramadan, weekday_from, weekday_until, write_clock,
};
use super::expr::{Amount, Clock, Dir, Expr, Found, Holiday, Lies, Origin, Part, Unit, YearRef};
use super::lex::{Kind, Lex};
use super::value;
use crate::labels::Tag;
use crate::{Parse, Time, TimeBasis, TimePrecision, TimexType};
use tidings_text::Span;

/// Which way the verb looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tense {
    Past,
    Present,
    Future,
    Unknown,
}

/// Reads a document's expressions in order and remembers the time spoken of.
pub struct Anchor<'a> {
    parse: &'a Parse<'a>,
    lex: &'a [Lex],
    found: &'a [Found],
    /// Publication date, where expressions may count from it.
    now: Option<Date>,
    /// A history: dates carry on from one another, not from the publication date.
    narrative: bool,
    /// The time told last, and the sentence it was told in.
    then: Option<(Calendar, u32)>,
    /// The day told last.
    day: Option<Date>,
    /// The quarter told last.
    quarter: Option<(Calendar, u32)>,
}

/// A place on the calendar and what it was worked out from.
type Placed = Option<(Calendar, TimeBasis)>;

impl<'a> Anchor<'a> {
    /// Over the expressions of one document.
    pub fn new(parse: &'a Parse<'a>, lex: &'a [Lex], found: &'a [Found]) -> Self {
        let now = parse.doc().meta.published;
        let narrative = is_narrative(now, found);
        Self { parse, lex, found, now, narrative, then: None, day: None, quarter: None }
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
            out.push(self.time(f, expr));
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
                    use super::lexicon::Term as T;
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

    fn time(&mut self, f: &Found, expr: Expr) -> Time {
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
                let placed = self.point(f, part, year, dir);
                self.place(f, placed, clock, &mut time, || value::each(part, clock));
                if part == Part::Holiday(Holiday::Ramadan) {
                    self.set_ramadan(year, &mut time);
                }
            }
            Expr::Shift { unit, by, origin, clock } => {
                if self.narrative && unit == Unit::Day && by == 0 && origin == Origin::Now && clock.is_none()
                {
                    time.value.push_str("PRESENT_REF");
                    return time;
                }
                let placed = self.shift(f, unit, by, origin);
                self.place(f, placed, clock, &mut time, || {
                    let mut v = value::unplaced(unit).to_owned();
                    if let Some(clock) = clock {
                        write_clock(clock, &mut v);
                    }
                    v
                });
            }
            Expr::Clock(clock) => {
                let day = self.spoken_day(f);
                let placed = day.map(|d| (Calendar::Day(d), TimeBasis::Inferred));
                self.place(f, placed, Some(clock), &mut time, || value::each(Part::DayOnly(0), Some(clock)));
            }
            Expr::Duration { amount, unit, more, lies } => {
                time.kind = TimexType::Duration;
                time.value = value::duration(amount, unit, more);
                let side = match lies {
                    Lies::Anywhere => None,
                    Lies::BeforeNow => Some(true),
                    Lies::AfterNow => Some(false),
                };
                if let (Some(before), Some(now), false) = (side, self.now, self.narrative)
                    && let Some((first, last)) = value::beside(now, amount, unit, before)
                {
                    (time.first, time.last) = (Some(first), Some(last));
                    time.precision = if first == last { TimePrecision::Day } else { TimePrecision::Week };
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
            (time.first, time.last) = (Some(first), Some(last));
        }
        time.precision = cal.precision();
        time.basis = basis;
        let sentence = self.sentence(f.start);
        let compared = matches!(f.rule, "ago" | "earlier" | "year-ago") && !self.narrative;
        if let Calendar::Quarter(..) = cal
            && !compared
        {
            self.quarter = Some((cal, sentence));
        }
        if compared {
            return;
        }
        if let Some(d) = cal.as_day() {
            self.day = Some(d);
        }
        // "1941" after "December 1941" takes nothing back.
        let coarser = match (cal, self.then) {
            (Calendar::Year(y), Some((c, _))) if c.year() == Some(y) => true,
            // A year named in passing does not move a story told by months.
            (Calendar::Year(_), Some((c, s))) => {
                self.narrative && c.month().is_some() && self.same_block(s, sentence) && !self.leads(f)
            }
            _ => false,
        };
        if !coarser && !matches!(cal, Calendar::Decade(_) | Calendar::Century(_) | Calendar::BcDecade(_)) {
            self.then = Some((cal, sentence));
        }
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

    fn sentence(&self, lexeme: usize) -> u32 {
        let token = self.lex[lexeme].token as usize;
        self.parse.tokens().get(token).map_or(0, |t| t.sentence)
    }

    fn same_block(&self, a: u32, b: u32) -> bool {
        let block = |s: u32| self.parse.sentences().get(s as usize).map(|s| s.block);
        block(a) == block(b)
    }

    /// Whether it stands at the head of its sentence ("In 1943 ...").
    fn leads(&self, f: &Found) -> bool {
        let token = self.lex[f.start].token as usize;
        let first = self.parse.sentences().get(self.sentence(f.start) as usize).map_or(0, |s| s.tokens.start);
        token.saturating_sub(first) <= 3
    }

    fn spoken_year(&self) -> Option<i16> {
        self.then.and_then(|(c, _)| c.year()).filter(|_| self.narrative).or(self.now.map(|d| d.year()))
    }

    /// The day a time of day belongs to: the one spoken of close by, else the publication date.
    fn spoken_day(&self, f: &Found) -> Option<Date> {
        let near = self.then.filter(|&(_, s)| self.sentence(f.start).saturating_sub(s) <= 2);
        match near {
            Some((Calendar::Day(d), _)) => Some(d),
            _ if self.narrative => self.day,
            _ => self.now,
        }
    }

    // ---- points

    fn point(&self, f: &Found, part: Part, year: YearRef, dir: Dir) -> Placed {
        match part {
            Part::Decade(d) if matches!(year, YearRef::Bc(_)) => {
                return Some((Calendar::BcDecade(d), TimeBasis::Explicit));
            }
            Part::Decade(d) => return Some((Calendar::Decade(d), TimeBasis::Explicit)),
            Part::Century(c) => return Some((Calendar::Century(c), TimeBasis::Explicit)),
            Part::Weekday(d) => return self.weekday(f, d, dir),
            Part::DayOnly(d) => {
                let (y, m) = match self.then.filter(|_| self.narrative) {
                    Some((c, _)) => (c.year()?, c.month()?),
                    None => (self.now?.year(), self.now?.month() as u8),
                };
                return Some((Calendar::day(y, m, d)?, TimeBasis::Inferred));
            }
            _ => {}
        }
        match year {
            YearRef::Known(y) => Some((in_year(part, y)?, TimeBasis::Explicit)),
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
                    Origin::Then => self.then.and_then(|(c, _)| c.year()).or(self.spoken_year())?,
                };
                Some((in_year(part, base + by)?, TimeBasis::Relative))
            }
            YearRef::Open => self.open_year(f, part, dir),
        }
    }

    /// A month, day, season or quarter whose year is not said.
    fn open_year(&self, f: &Found, part: Part, dir: Dir) -> Placed {
        let then = self.then.filter(|&(c, s)| {
            self.narrative
                || matches!(dir, Dir::That | Dir::Following | Dir::Previous)
                || s == self.sentence(f.start)
                    && !matches!(c, Calendar::Quarter(..))
                    && c.year().is_some_and(|y| self.now.is_some_and(|n| n.year() - y > 1))
        });
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
            // 29 February picks the nearest year that has one.
            let cal = [0, -1, 1, -2, 2, -3, 3].into_iter().find_map(|k| in_year(part, year + k))?;
            return Some((cal, TimeBasis::Inferred));
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
                let tense = self.tense(f);
                let days = |a: Date, b: Date| b.since(a).map_or(0, |s| s.get_days());
                let reported = matches!(part, Part::Quarter(_) | Part::Half(_));
                let cost = |c: &Calendar| match key(c) {
                    Some((_, last)) if last < now => {
                        days(last, now) + if tense == Tense::Future { 90 } else { 0 }
                    }
                    Some((first, _)) if first > now => {
                        days(now, first) + if tense == Tense::Past || reported { 120 } else { 0 }
                    }
                    Some(_) => 0,
                    None => i32::MAX,
                };
                candidates.iter().flatten().min_by_key(|c| cost(c)).copied()
            }
        }?;
        Some((cal, TimeBasis::Relative))
    }

    fn weekday(&self, f: &Found, weekday: u8, dir: Dir) -> Placed {
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
            Dir::This | Dir::Open => match self.tense(f) {
                Tense::Future => day(weekday_from(now, weekday)),
                Tense::Unknown | Tense::Present if dir == Dir::This => day(weekday_from(now, weekday)),
                // "has until Tuesday to sign".
                _ if self.deadline(f) => day(weekday_from(now, weekday)),
                _ => day(weekday_until(now, weekday)),
            },
        }
    }

    // ---- distances

    fn shift(&self, f: &Found, unit: Unit, by: i32, origin: Origin) -> Placed {
        let sentence = self.sentence(f.start);
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
        if unit == Unit::Quarter && by == 0 && f.rule == "the-quarter" && !self.narrative {
            if let Some((c, _)) = self.quarter {
                return Some((c, TimeBasis::Inferred));
            }
            // The quarter reported on is the last full one.
            return Some((Calendar::of(unit, self.now?).shifted(unit, -1)?, TimeBasis::Relative));
        }
        if unit == Unit::Weekend && f.rule == "weekend" && !self.narrative {
            let now = self.now?;
            let future = self.tense(f) == Tense::Future;
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
            let near = self.then.filter(|&(_, s)| self.narrative || sentence.saturating_sub(s) <= 3);
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
        let base = match unit {
            Unit::Day => Calendar::Day(now),
            _ => Calendar::of(unit, now),
        };
        let cal = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => Calendar::Day(now),
            Unit::Week | Unit::Fortnight | Unit::Weekend => Calendar::Day(now).shifted(unit, by)?,
            _ => base.shifted(unit, by)?,
        };
        Some((cal, TimeBasis::Relative))
    }

    /// Whether the words before set a limit: "until", "by".
    fn deadline(&self, f: &Found) -> bool {
        use super::lexicon::Term as T;
        let before = f.start.checked_sub(1).map_or(T::None, |k| self.lex[k].term);
        let text = &self.parse.doc().text;
        // "as early as Friday"
        let as_soon = f.start >= 2
            && text[self.lex[f.start - 1].start as usize..].starts_with("as ")
            && text[self.lex[f.start - 2].start as usize..].starts_with(['s', 'e']);
        as_soon || matches!(before, T::Until | T::By) && self.tense(f) != Tense::Past
    }

    // ---- tense

    /// The tense of the nearest verb: to the left first, then to the right.
    fn tense(&self, f: &Found) -> Tense {
        let mut k = f.start;
        let sentence = self.sentence(f.start);
        let inside = |k: usize| {
            self.lex[k].kind != Kind::Break && (self.lex[k].token == u32::MAX || self.sentence(k) == sentence)
        };
        for _ in 0..40 {
            if k == 0 || !inside(k - 1) {
                break;
            }
            k -= 1;
            if let Some(t) = self.verb_tense(k) {
                return t;
            }
        }
        let right = f.end..self.lex.len().min(f.end + 40);
        right.take_while(|&k| inside(k)).find_map(|k| self.verb_tense(k)).unwrap_or(Tense::Unknown)
    }

    /// Tense of the verb at `k`, if it is one that tells.
    fn verb_tense(&self, k: usize) -> Option<Tense> {
        let text = &self.parse.doc().text;
        let word = |k: usize| &text[self.lex[k].start as usize..self.lex[k].end as usize];
        match self.lex[k].tag {
            Tag::Vbd => Some(Tense::Past),
            Tag::Vbn => {
                // "will be held", "to be held", "has been held", "is scheduled".
                for back in 1..=4 {
                    let Some(j) = k.checked_sub(back) else { break };
                    match self.lex[j].tag {
                        Tag::Md => return Some(modal(word(j))),
                        Tag::To => return Some(Tense::Future),
                        Tag::Vbd => return Some(Tense::Past),
                        Tag::Vbz | Tag::Vbp if !matches!(word(j), "has" | "have" | "'ve" | "'s") => {
                            return Some(Tense::Present);
                        }
                        Tag::Vbz | Tag::Vbp => return Some(Tense::Past),
                        _ => {}
                    }
                }
                Some(Tense::Past)
            }
            Tag::Md => Some(modal(word(k))),
            Tag::Vb => {
                for back in 1..=4 {
                    let Some(j) = k.checked_sub(back) else { break };
                    match self.lex[j].tag {
                        Tag::Md => return Some(modal(word(j))),
                        Tag::To => return Some(Tense::Future),
                        Tag::Vbd => return Some(Tense::Past),
                        _ => {}
                    }
                }
                Some(Tense::Future)
            }
            Tag::Vbz | Tag::Vbp => Some(Tense::Present),
            _ => None,
        }
    }
}

fn modal(word: &str) -> Tense {
    match word {
        "will" | "'ll" | "wo" | "shall" | "may" | "can" | "must" | "should" | "ll" => Tense::Future,
        // "said he could": reported speech looks both ways.
        "could" | "might" => Tense::Unknown,
        "would" => Tense::Future,
        _ => Tense::Present,
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

/// Whether the text tells history: many years named that lie well before publication, and few words that
/// count from today.
fn is_narrative(now: Option<Date>, found: &[Found]) -> bool {
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
    far > near && (far >= 3 && deictic == 0 || far >= 6 && far > 4 * deictic)
}
