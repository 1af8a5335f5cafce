//! The days of a stretch of time that ends or begins on the day of publication.

use jiff::Span;
use jiff::civil::Date;

use super::calendar::plus;
use super::expr::{Amount, Unit};
use crate::TimePrecision;

/// Length of a stretch as a calendar span; `None` if it is not known.
fn span(amount: Amount, unit: Unit) -> Option<Span> {
    if amount.vague {
        return None;
    }
    let n = i64::from(amount.n);
    let (days, months) = match unit {
        Unit::Second | Unit::Minute => (0, 0),
        Unit::Hour => return Span::new().try_days((n + 23) / 24).ok(),
        Unit::Day => (1, 0),
        Unit::Week | Unit::Weekend => (7, 0),
        Unit::Fortnight => (14, 0),
        Unit::Month => (0, 1),
        Unit::Quarter => (0, 3),
        Unit::Year => (0, 12),
        Unit::Decade => (0, 120),
        Unit::Century => (0, 1200),
        Unit::Millennium => (0, 12000),
    };
    let half = i64::from(amount.tenths) * months / 10;
    Span::new().try_days(n * days).ok()?.try_months(n * months + half).ok()
}

/// What "recent" or "the next few" units come to: about a week of days, a month of weeks, half a year of months.
fn some(unit: Unit) -> Option<(Amount, Unit)> {
    let (n, unit) = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => (1, Unit::Day),
        Unit::Day => (7, Unit::Day),
        Unit::Week | Unit::Weekend | Unit::Fortnight => (4, Unit::Week),
        Unit::Month => (6, Unit::Month),
        Unit::Quarter => (4, Unit::Quarter),
        Unit::Year => (5, Unit::Year),
        _ => return None,
    };
    Some((Amount::exact(n), unit))
}

/// The days of a stretch that ends (`before`) or begins at `now`: so many units with the day of publication
/// itself; a stretch of hours reaches back into the day before.
pub fn beside(now: Date, amount: Amount, unit: Unit, before: bool) -> Option<(Date, Date)> {
    let (amount, unit) = if amount.vague { some(unit)? } else { (amount, unit) };
    let span = span(amount, unit)?;
    let inclusive = i64::from(unit > Unit::Hour);
    let day = Span::new().days(inclusive);
    Some(if before {
        (plus(plus(now, -span), day).min(now), now)
    } else {
        (now, plus(plus(now, span), -day).max(now))
    })
}

/// From the day so long ago until now, both as near as the unit says.
pub fn since(now: Date, amount: Amount, unit: Unit) -> Option<(Date, Date)> {
    Some((plus(now, -span(amount, unit)?), now))
}

/// How far a date counted back in `unit`s is known.
pub fn grain(unit: Unit) -> TimePrecision {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => TimePrecision::Day,
        Unit::Week | Unit::Weekend | Unit::Fortnight => TimePrecision::Week,
        Unit::Month => TimePrecision::Month,
        _ => TimePrecision::Year,
    }
}

/// How far something is known that lies anywhere from `first` to `last`.
pub fn precision(first: Date, last: Date) -> TimePrecision {
    match last.since(first).map_or(0, |s| s.get_days()) {
        ..=1 => TimePrecision::Day,
        2..=13 => TimePrecision::Week,
        14..=92 => TimePrecision::Month,
        _ => TimePrecision::Year,
    }
}
