//! Parts of the calendar: their TIMEX3 value and their first and last day.

use std::fmt::Write;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::expr::{Clock, DayPart, Holiday, Unit};
use crate::TimePrecision;

/// A part of the calendar that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    Day(Date),
    /// The week of this Monday.
    Week(Date),
    /// The weekend of this Saturday.
    Weekend(Date),
    Month(i16, u8),
    Season(i16, u8),
    Quarter(i16, u8),
    Half(i16, u8),
    Year(i16),
    /// 199 = 1990 to 1999.
    Decade(i16),
    /// 19 = 1900 to 1999.
    Century(i16),
    /// A year before Christ.
    Bc(i16),
    BcMonth(i16, u8),
    BcSeason(i16, u8),
    BcDecade(i16),
}

use Calendar as C;

const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

impl Calendar {
    /// The part of grain `unit` that holds `date`.
    pub fn of(unit: Unit, date: Date) -> Self {
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => C::Day(date),
            Unit::Week | Unit::Fortnight => C::Week(monday(date)),
            Unit::Weekend => C::Weekend(plus(monday(date), 5.days())),
            Unit::Month => C::Month(date.year(), date.month() as u8),
            Unit::Quarter => C::Quarter(date.year(), (date.month() as u8 - 1) / 3 + 1),
            Unit::Year => C::Year(date.year()),
            Unit::Decade => C::Decade(date.year() / 10),
            Unit::Century | Unit::Millennium => C::Century(date.year() / 100),
        }
    }

    /// A day of a year, if there is one.
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        Date::new(year, month as i8, day as i8).ok().map(C::Day)
    }

    /// The day, if it is one.
    pub fn as_day(self) -> Option<Date> {
        match self {
            C::Day(d) => Some(d),
            _ => None,
        }
    }

    /// The year it lies in, if it is of a year or finer.
    pub fn year(self) -> Option<i16> {
        match self {
            C::Day(d) | C::Week(d) | C::Weekend(d) => Some(d.year()),
            C::Month(y, _) | C::Season(y, _) | C::Quarter(y, _) | C::Half(y, _) | C::Year(y) => Some(y),
            C::Decade(_) | C::Century(_) | C::Bc(_) | C::BcMonth(..) | C::BcSeason(..) | C::BcDecade(_) => {
                None
            }
        }
    }

    /// The month it lies in, if it is of a month or finer.
    pub fn month(self) -> Option<u8> {
        match self {
            C::Day(d) | C::Week(d) | C::Weekend(d) => Some(d.month() as u8),
            C::Month(_, m) => Some(m),
            _ => None,
        }
    }

    /// First and last day, inclusive.
    pub fn bounds(self) -> Option<(Date, Date)> {
        let months = |y: i16, m: u8, n: i64| {
            let first = Date::new(y, m as i8, 1).ok()?;
            Some((first, plus(plus(first, n.months()), (-1).days())))
        };
        let years =
            |from: i16, n: i16| Some((Date::new(from, 1, 1).ok()?, Date::new(from + n - 1, 12, 31).ok()?));
        match self {
            C::Day(d) => Some((d, d)),
            C::Week(d) => Some((d, plus(d, 6.days()))),
            C::Weekend(d) => Some((d, plus(d, 1.days()))),
            C::Month(y, m) => months(y, m, 1),
            // A winter is named by its January.
            C::Season(y, 3) => months(y - 1, 12, 3),
            C::Season(y, s) => months(y, 3 + 3 * s.min(2), 3),
            C::Quarter(y, q) => months(y, 3 * q.clamp(1, 4) - 2, 3),
            C::Half(y, h) => months(y, 6 * h.clamp(1, 2) - 5, 6),
            C::Year(y) => years(y, 1),
            C::Decade(d) => years(d.checked_mul(10)?, 10),
            C::Century(c) => years(c.checked_mul(100)?, 100),
            C::Bc(y) => years(1 - y, 1),
            C::BcMonth(y, m) => months(1 - y, m, 1),
            C::BcSeason(y, 3) => months(-y, 12, 3),
            C::BcSeason(y, s) => months(1 - y, 3 + 3 * s.min(2), 3),
            C::BcDecade(d) => years(1 - (d.checked_mul(10)? + 9), 10),
        }
    }

    /// How fine it is.
    pub fn precision(self) -> TimePrecision {
        match self {
            C::Day(_) => TimePrecision::Day,
            C::Week(_) | C::Weekend(_) => TimePrecision::Week,
            C::Month(..) => TimePrecision::Month,
            _ => TimePrecision::Year,
        }
    }

    /// Writes the TIMEX3 value.
    pub fn write(self, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = match self {
            C::Day(d) => write!(out, "{:04}-{:02}-{:02}", d.year(), d.month(), d.day()),
            C::Week(d) => {
                let w = d.iso_week_date();
                write!(out, "{:04}-W{:02}", w.year(), w.week())
            }
            C::Weekend(d) => {
                let w = d.iso_week_date();
                write!(out, "{:04}-W{:02}-WE", w.year(), w.week())
            }
            C::Month(y, m) => write!(out, "{y:04}-{m:02}"),
            C::Season(y, s) => write!(out, "{y:04}-{}", SEASONS[usize::from(s.min(3))]),
            C::Quarter(y, q) => write!(out, "{y:04}-Q{q}"),
            C::Half(y, h) => write!(out, "{y:04}-H{h}"),
            C::Year(y) => write!(out, "{y:04}"),
            C::Decade(d) => write!(out, "{d:03}"),
            C::Century(c) => write!(out, "{c:02}"),
            C::Bc(y) => write!(out, "BC{y:04}"),
            C::BcMonth(y, m) => write!(out, "BC{y:04}-{m:02}"),
            C::BcSeason(y, s) => write!(out, "BC{y:04}-{}", SEASONS[usize::from(s.min(3))]),
            C::BcDecade(d) => write!(out, "BC{d:03}"),
        };
    }

    /// The same part `by` units of `unit` later, at the coarser grain of the two.
    pub fn shifted(self, unit: Unit, by: i32) -> Option<Self> {
        let by64 = i64::from(by);
        let by16 = i16::try_from(by).ok()?;
        match (self, unit) {
            (C::Quarter(y, q), Unit::Quarter) => {
                let n = i32::from(y) * 4 + i32::from(q) - 1 + by;
                Some(C::Quarter(n.div_euclid(4) as i16, n.rem_euclid(4) as u8 + 1))
            }
            (_, Unit::Year) => Some(C::Year(self.year()?.checked_add(by16)?)),
            (_, Unit::Decade) => match self {
                C::Decade(d) => Some(C::Decade(d + by16)),
                _ => Some(C::Decade((self.year()? / 10).checked_add(by16)?)),
            },
            (_, Unit::Century | Unit::Millennium) => {
                Some(C::Century((self.year()? / 100).checked_add(by16)?))
            }
            (_, Unit::Month | Unit::Quarter) => {
                let n = if unit == Unit::Quarter { 3 * by64 } else { by64 };
                let first = Date::new(self.year()?, self.month()? as i8, 1).ok()?;
                Some(C::of(unit, first.checked_add(Span::new().try_months(n).ok()?).ok()?))
            }
            (C::Day(d) | C::Week(d) | C::Weekend(d), Unit::Week | Unit::Fortnight) => {
                let n = if unit == Unit::Fortnight { 14 } else { 7 } * by64;
                Some(C::Week(monday(d.checked_add(Span::new().try_days(n).ok()?).ok()?)))
            }
            (C::Weekend(d), Unit::Weekend) => Some(C::Weekend(plus(d, (7 * by64).days()))),
            (C::Day(d), Unit::Weekend) => Some(C::Weekend(plus(monday(d), (5 + 7 * by64).days()))),
            (C::Day(d), Unit::Day) => Some(C::Day(d.checked_add(Span::new().try_days(by64).ok()?).ok()?)),
            _ => None,
        }
    }
}

/// `date` + `span`, or `date` where the calendar ends.
pub fn plus(date: Date, span: Span) -> Date {
    date.checked_add(span).unwrap_or(date)
}

/// The Monday of the week of `date`.
pub fn monday(date: Date) -> Date {
    plus(date, (-i64::from(date.weekday().to_monday_zero_offset())).days())
}

/// The latest `weekday` (1 = Monday) not after `date`.
pub fn weekday_until(date: Date, weekday: u8) -> Date {
    let back = (i64::from(date.weekday().to_monday_one_offset()) - i64::from(weekday)).rem_euclid(7);
    plus(date, (-back).days())
}

/// The earliest `weekday` not before `date`.
pub fn weekday_from(date: Date, weekday: u8) -> Date {
    let ahead = (i64::from(weekday) - i64::from(date.weekday().to_monday_one_offset())).rem_euclid(7);
    plus(date, ahead.days())
}

/// The named day in a year.
pub fn holiday(h: Holiday, year: i16) -> Option<Calendar> {
    match h {
        Holiday::Fixed(m, d) => Calendar::day(year, m, d),
        Holiday::Easter(by) => Some(C::Day(plus(easter(year)?, i64::from(by).days()))),
        Holiday::EasterWeek => Some(C::Week(monday(easter(year)?))),
        Holiday::Nth { month, weekday, n } => {
            let weekday = Weekday::from_monday_one_offset(weekday as i8).ok()?;
            let first = Date::new(year, month as i8, 1).ok()?;
            let nth = if n == 5 { -1 } else { n as i8 };
            first.nth_weekday_of_month(nth, weekday).ok().map(C::Day)
        }
        Holiday::Ramadan => None,
    }
}

/// Western Easter Sunday (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

/// The days of Ramadan of the Islamic year that begins it in `year`, by the tabular calendar: a day more or less
/// than where the moon is watched for.
pub fn ramadan(year: i16) -> Option<(Date, Date)> {
    // Day 0 of the tabular calendar: 16 July 622 (Julian) = 19 July 622 (proleptic Gregorian).
    let epoch = Date::new(622, 7, 19).ok()?;
    let hijri = |h: i64| (h - 1) * 354 + (3 + 11 * h) / 30;
    let guess = (i64::from(year) - 622) * 33 / 32;
    (guess - 1..=guess + 2).find_map(|h| {
        let first = epoch.checked_add(Span::new().try_days(hijri(h) + 236).ok()?).ok()?;
        (first.year() == year).then(|| (first, plus(first, 29.days())))
    })
}

/// Writes a time of day after a date: `T10:35`, `TMO`.
pub fn write_clock(clock: Clock, out: &mut String) {
    let _ = match clock {
        Clock::Part(part) => write!(
            out,
            "T{}",
            match part {
                DayPart::Morning => "MO",
                DayPart::Afternoon => "AF",
                DayPart::Evening => "EV",
                DayPart::Night => "NI",
                DayPart::Daytime => "DT",
            }
        ),
        Clock::At { hour, minute, second: None } => write!(out, "T{hour:02}:{:02}", minute.unwrap_or(0)),
        Clock::At { hour, minute, second: Some(s) } => {
            write!(out, "T{hour:02}:{:02}:{s:02}", minute.unwrap_or(0))
        }
    };
}

/// The third of a stretch that "early", "mid" or "late" picks.
pub fn narrowed((first, last): (Date, Date), modifier: &str) -> (Date, Date) {
    let days = i64::from(last.since(first).map_or(0, |s| s.get_days()));
    let third = (days + 1) / 3;
    if third == 0 {
        return (first, last);
    }
    match modifier {
        "START" => (first, plus(first, (third - 1).days())),
        "MID" => (plus(first, third.days()), plus(first, (days - third).days())),
        "END" => (plus(first, (days - third + 1).days()), last),
        _ => (first, last),
    }
}
