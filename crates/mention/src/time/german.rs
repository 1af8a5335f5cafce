//! German words of time that are no English words.

use super::expr::{DayPart, Holiday, Unit};
use super::lexicon::Term;

const WEEKDAYS: [(&str, u8); 8] = [
    ("montag", 1),
    ("dienstag", 2),
    ("mittwoch", 3),
    ("donnerstag", 4),
    ("freitag", 5),
    ("samstag", 6),
    ("sonnabend", 6),
    ("sonntag", 7),
];

/// What the lower-case `word` may mean; words that English has too are left to English.
pub fn term(word: &str) -> Term {
    use Term as T;
    use Unit as U;
    let weekday = WEEKDAYS.iter().find_map(|&(name, day)| word.strip_prefix(name).map(|tail| (day, tail)));
    if let Some((day, tail)) = weekday {
        return match tail {
            "" => T::Weekday(day),
            "s" => T::None,
            "morgen" => T::WeekdayPart(day, DayPart::Morning),
            tail => day_part(tail).map_or(T::None, |part| T::WeekdayPart(day, part)),
        };
    }
    if let Some(part) = day_part(word) {
        return T::DayPart(part);
    }
    match word {
        "januar" | "jänner" => T::Month(1),
        "februar" => T::Month(2),
        "märz" => T::Month(3),
        "mai" => T::Month(5),
        "juni" => T::Month(6),
        "juli" => T::Month(7),
        "oktober" => T::Month(10),
        "dezember" => T::Month(12),
        "gestern" => T::Yesterday,
        "vorgestern" => T::DayBeforeYesterday,
        "heute" => T::Today,
        "morgen" => T::Tomorrow,
        "übermorgen" => T::DayAfterTomorrow,
        "jahr" | "jahres" => T::Unit(U::Year),
        "jahre" | "jahren" => T::Units(U::Year),
        "tages" => T::Unit(U::Day),
        "tage" | "tagen" => T::Units(U::Day),
        "woche" => T::Unit(U::Week),
        "wochen" => T::Units(U::Week),
        "wochenende" | "wochenendes" => T::Unit(U::Weekend),
        "monat" | "monats" => T::Unit(U::Month),
        "monate" | "monaten" => T::Units(U::Month),
        "stunde" => T::Unit(U::Hour),
        "stunden" => T::Units(U::Hour),
        "minuten" => T::Units(U::Minute),
        "jahrhundert" | "jahrhunderts" => T::Unit(U::Century),
        "jahrzehnt" | "jahrzehnts" => T::Unit(U::Decade),
        "jahrzehnte" | "jahrzehnten" => T::Units(U::Decade),
        "frühjahr" | "frühjahrs" | "frühling" => T::InSeason(0),
        "sommer" => T::InSeason(1),
        "herbst" => T::InSeason(2),
        "ein" | "eine" | "einem" | "einer" | "einen" => T::Number(1),
        "zwei" => T::Number(2),
        "drei" => T::Number(3),
        "vier" => T::Number(4),
        "fünf" => T::Number(5),
        "sechs" => T::Number(6),
        "sieben" => T::Number(7),
        "acht" => T::Number(8),
        "neun" => T::Number(9),
        "zehn" => T::Number(10),
        "elf" => T::Number(11),
        "zwölf" => T::Number(12),
        "mehrere" | "mehreren" | "einige" | "einigen" | "wenige" | "wenigen" => T::Several,
        "seit" => T::Since,
        "vor" => T::Back,
        "im" => T::In,
        "zum" => T::Into,
        "bis" => T::Until,
        "anfang" => T::Beginning,
        "mitte" => T::Middle,
        "ende" => T::End,
        "letzte" | "letzten" | "letzter" | "letztes" | "vergangene" | "vergangenen" | "vergangener"
        | "vergangenes" | "vorige" | "vorigen" | "voriger" => T::Last,
        "nächste" | "nächsten" | "nächster" | "nächstes" => T::Next,
        "kommende" | "kommenden" | "kommender" | "kommendes" => T::Coming,
        "diese" | "diesen" | "dieser" | "dieses" | "diesem" => T::This,
        "jede" | "jeden" | "jeder" | "jedes" => T::Every,
        "täglich" => T::SetOf(U::Day),
        "wöchentlich" => T::SetOf(U::Week),
        "monatlich" => T::SetOf(U::Month),
        "jährlich" => T::SetOf(U::Year),
        "ostern" => T::Holiday(Holiday::Easter(0)),
        "weihnachten" => T::Holiday(Holiday::Fixed(12, 25)),
        "mitternacht" => T::Midnight,
        "uhr" => T::Clock,
        "derzeit" | "momentan" => T::Present,
        "kürzlich" | "neulich" => T::PastRef,
        _ => T::None,
    }
}

fn day_part(word: &str) -> Option<DayPart> {
    Some(match word {
        "früh" | "vormittag" | "vormittags" | "morgens" => DayPart::Morning,
        "nachmittag" | "nachmittags" => DayPart::Afternoon,
        "abend" | "abends" => DayPart::Evening,
        "nacht" | "nachts" => DayPart::Night,
        _ => return None,
    })
}

/// Words that narrow what follows them without "of": "Anfang Mai".
pub fn narrows(word: &str) -> bool {
    matches!(word, "Anfang" | "Mitte" | "Ende" | "anfang" | "mitte" | "ende")
}
