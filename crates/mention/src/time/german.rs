//! German words of time that are no English words.

use super::expr::Unit;
use super::lexicon::Term;

/// Months and a few other words; "Mai" and the like are written with a capital in running text.
pub fn month(word: &str) -> Option<Term> {
    Some(match word {
        "januar" => Term::Month(1),
        "februar" => Term::Month(2),
        "mai" => Term::Month(5),
        "juni" => Term::Month(6),
        "juli" => Term::Month(7),
        "oktober" => Term::Month(10),
        "dezember" => Term::Month(12),
        "montag" => Term::Weekday(1),
        "dienstag" => Term::Weekday(2),
        "mittwoch" => Term::Weekday(3),
        "donnerstag" => Term::Weekday(4),
        "freitag" => Term::Weekday(5),
        "samstag" | "sonnabend" => Term::Weekday(6),
        "sonntag" => Term::Weekday(7),
        "gestern" => Term::Yesterday,
        "heute" => Term::Today,
        "jahr" | "jahres" | "jahre" => Term::Unit(Unit::Year),
        "jahren" => Term::Units(Unit::Year),
        "tage" | "tagen" => Term::Units(Unit::Day),
        "wochen" => Term::Units(Unit::Week),
        "monate" | "monaten" => Term::Units(Unit::Month),
        "zwei" => Term::Number(2),
        "drei" => Term::Number(3),
        "vier" => Term::Number(4),
        _ => return None,
    })
}
