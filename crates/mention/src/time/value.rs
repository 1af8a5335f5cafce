//! TIMEX3 values of stretches and recurrences.

use std::fmt::Write;

use super::calendar::write_clock;
use super::expr::{Amount, Clock, Part, Unit};

/// Letter of a unit after `P`, how many of the letter's unit it holds, and whether it follows a `T`.
fn letter(unit: Unit) -> (&'static str, u32, bool) {
    match unit {
        Unit::Second => ("S", 1, true),
        Unit::Minute => ("M", 1, true),
        Unit::Hour => ("H", 1, true),
        Unit::Day => ("D", 1, false),
        Unit::Week => ("W", 1, false),
        Unit::Weekend => ("WE", 1, false),
        Unit::Fortnight => ("W", 2, false),
        Unit::Month => ("M", 1, false),
        Unit::Quarter => ("M", 3, false),
        Unit::Year => ("Y", 1, false),
        Unit::Decade => ("Y", 10, false),
        Unit::Century => ("Y", 100, false),
        Unit::Millennium => ("Y", 1000, false),
    }
}

/// `P3W`, `PT2H30M`, `PXD`.
pub fn duration(amount: Amount, unit: Unit, more: Option<(u32, Unit)>) -> String {
    let (mark, times, clock) = letter(unit);
    let mut out = String::from(if clock { "PT" } else { "P" });
    let _ = match (amount, unit) {
        (Amount { vague: true, .. }, Unit::Decade) => write!(out, "XDE"),
        (Amount { vague: true, .. }, Unit::Century) => write!(out, "XC"),
        (Amount { vague: true, .. }, Unit::Quarter) => write!(out, "XQ"),
        (Amount { vague: true, .. }, _) => write!(out, "X{mark}"),
        (Amount { n, tenths: 0, .. }, _) => write!(out, "{}{mark}", n.saturating_mul(times)),
        (Amount { n, tenths: 5, .. }, Unit::Hour) if n > 0 => write!(out, "{n}H30M"),
        (Amount { n, tenths: 5, .. }, Unit::Minute) if n > 0 => write!(out, "{n}M30S"),
        (Amount { tenths: 5, n: 0, .. }, Unit::Hour) => write!(out, "30M"),
        (Amount { n, tenths: 5, .. }, Unit::Year) if n > 0 => write!(out, "{n}Y6M"),
        (Amount { n: 0, tenths: 5, .. }, Unit::Year) => write!(out, "6M"),
        (Amount { n, tenths, .. }, _) if times > 1 => {
            write!(out, "{}{mark}", n.saturating_mul(times) + u32::from(tenths) * times / 10)
        }
        (Amount { n, tenths, .. }, _) => write!(out, "{n}.{tenths}{mark}"),
    };
    if let Some((n, unit)) = more {
        let (mark, times, inner) = letter(unit);
        if inner && !clock {
            out.push('T');
        }
        let _ = write!(out, "{}{mark}", n.saturating_mul(times));
    }
    out
}

/// `XXXX-WXX-5`, `XXXX-XX-XXTNI`, `XXXX-SU`.
pub fn each(part: Part, clock: Option<Clock>) -> String {
    let mut out = String::new();
    let _ = match part {
        Part::Weekday(d) => write!(out, "XXXX-WXX-{d}"),
        Part::Month(m) => write!(out, "XXXX-{m:02}"),
        Part::Day(m, d) => write!(out, "XXXX-{m:02}-{d:02}"),
        Part::Season(s) => write!(out, "XXXX-{}", ["SP", "SU", "FA", "WI"][usize::from(s.min(3))]),
        Part::Quarter(q) => write!(out, "XXXX-Q{q}"),
        Part::Half(h) => write!(out, "XXXX-H{h}"),
        Part::DayOnly(d) if d > 0 => write!(out, "XXXX-XX-{d:02}"),
        Part::DayOnly(_) => write!(out, "XXXX-XX-XX"),
        _ => write!(out, "XXXX"),
    };
    if let Some(clock) = clock {
        write_clock(clock, &mut out);
    }
    out
}

/// The value of something of a grain that cannot be placed: `XXXX-XX-XX`, `XXXX-XX`, `XXXX`.
pub fn unplaced(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century | Unit::Millennium => "XX",
    }
}
