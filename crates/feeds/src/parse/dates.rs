//! Days as feeds write them.

use jiff::civil::Date;

/// The day of a stamp as it is written, in its own time zone: RFC 3339 and its shorter forms, RFC 2822 and what people
/// make of it.
pub fn day(stamp: &str) -> Option<Date> {
    let stamp = stamp.trim();
    if let Some(date) = stamp.get(..10).and_then(|d| d.parse::<Date>().ok()) {
        return Some(date);
    }
    // "Fri, 03 May 2024 10:00:00 +0300", "3 May 2024", "Friday, 03-May-24 10:00:00 GMT", "May 3, 2024".
    let words: Vec<&str> =
        stamp.split(|c: char| c == ',' || c == '-' || c.is_whitespace()).filter(|w| !w.is_empty()).collect();
    let at = words.iter().position(|w| month(w).is_some())?;
    let number = |w: Option<&&str>| {
        w.and_then(|w| w.trim_end_matches(['.', 's', 't', 'n', 'd', 'r', 'h']).parse::<i16>().ok())
    };
    let before = at.checked_sub(1).and_then(|i| number(words.get(i)));
    let (day, year) = match before {
        Some(day) => (day, number(words.get(at + 1))?),
        None => (number(words.get(at + 1))?, number(words.get(at + 2))?),
    };
    let year = match year {
        0..50 => year + 2000,
        50..100 => year + 1900,
        y => y,
    };
    Date::new(year, month(words[at])?, i8::try_from(day).ok()?).ok()
}

fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    word.chars().all(|c| c.is_ascii_alphabetic() || c == '.').then_some(())?;
    names.iter().position(|n| *n == start).map(|i| i as i8 + 1)
}
