//! The day a report was published, from the forms that pages and bylines use.
//!
//! Only a full date, with a day, a month and a year, is taken; `03/04/2020` is not, since the order is not known, unless
//! one of the two cannot be a month.

use jiff::civil::Date;

/// Month names of languages that news is read in: full names and their common short forms, lower case. A word is taken
/// for a month if it equals one of these or, from four letters on, starts one that is inflected.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier", "enero", "ene", "janeiro", "gennaio", "січня", "січень", "января", "январь", "янв", "stycznia", "ocak"],
    &["february", "feb", "februar", "février", "febrero", "fevereiro", "febbraio", "лютого", "лютий", "февраля", "февраль", "фев", "lutego", "şubat"],
    &["march", "mar", "märz", "mars", "marzo", "março", "березня", "березень", "марта", "март", "мар", "marca", "mart"],
    &["april", "apr", "avril", "abril", "abr", "aprile", "квітня", "квітень", "апреля", "апрель", "апр", "kwietnia", "nisan"],
    &["may", "mai", "mayo", "maio", "maggio", "травня", "травень", "мая", "май", "maja", "mayıs"],
    &["june", "jun", "juni", "juin", "junio", "junho", "giugno", "червня", "червень", "июня", "июнь", "czerwca", "haziran"],
    &["july", "jul", "juli", "juillet", "julio", "julho", "luglio", "липня", "липень", "июля", "июль", "lipca", "temmuz"],
    &["august", "aug", "août", "agosto", "ago", "серпня", "серпень", "августа", "август", "авг", "sierpnia", "ağustos"],
    &["september", "sep", "sept", "septembre", "septiembre", "setembro", "settembre", "вересня", "вересень", "сентября", "сентябрь", "сен", "września", "eylül"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "ottobre", "жовтня", "жовтень", "октября", "октябрь", "окт", "października", "ekim"],
    &["november", "nov", "novembre", "noviembre", "novembro", "листопада", "листопад", "ноября", "ноябрь", "ноя", "listopada", "kasım"],
    &["december", "dec", "dezember", "dez", "décembre", "diciembre", "dic", "dezembro", "dicembre", "грудня", "грудень", "декабря", "декабрь", "дек", "grudnia", "aralık"],
];

/// The month a word names.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let found = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    Some(found as i8 + 1)
}

/// The first full date in a short text: ISO 8601, RFC 2822, "3 July 2019", "July 3, 2019", "3 JAN 90", "13.04.2020".
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let window = text.char_indices().nth(200).map_or(text, |(end, _)| &text[..end]);
    iso(window).or_else(|| named(window)).or_else(|| dotted(window))
}

fn iso(text: &str) -> Option<Date> {
    let digits = |part: &str, len: usize| -> Option<i16> {
        let part = part.get(..len)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let year = digits(text, 4)?;
    let rest = &text[4..];
    let (month, day, after) = match rest.strip_prefix(['-', '/', '.']) {
        Some(rest) => {
            let day = rest.get(2..)?.strip_prefix(['-', '/', '.'])?;
            (digits(rest, 2)?, digits(day, 2)?, day.get(2..)?)
        }
        None => (digits(rest, 2)?, digits(rest.get(2..)?, 2)?, rest.get(4..)?),
    };
    let ends = !after.starts_with(|c: char| c.is_ascii_digit());
    date(year, month as i8, day as i8).filter(|_| ends)
}

/// A date with the month in letters.
fn named(text: &str) -> Option<Date> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let month = month(word)?;
        let get = |index: usize| words.get(index).copied();
        // "3 July 2019", "3. Juli 2019", "3 de julio de 2019".
        let skip =
            |index: usize| if matches!(get(index), Some("de" | "of" | "del")) { index + 1 } else { index };
        let before = (1..=2.min(at)).find_map(|back| {
            let linked = back == 1 || matches!(words[at - 1], "de" | "of");
            day(words[at - back]).filter(|_| linked)
        });
        if let (Some(day), Some(year)) = (before, get(skip(at + 1)).and_then(year)) {
            return date(year, month, day);
        }
        // "July 3, 2019".
        let (day, year) = (get(at + 1).and_then(day)?, get(at + 2).and_then(year)?);
        date(year, month, day)
    })
}

/// A date in numbers with the day first, or in either order where only one is possible.
fn dotted(text: &str) -> Option<Date> {
    text.split_whitespace().find_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        let mark = ['.', '/', '-'].into_iter().find(|mark| word.matches(*mark).count() == 2)?;
        let mut parts = word.split(mark);
        let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
        let (a, b): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
        let year = if year.len() == 4 { year.parse().ok()? } else { return None };
        match mark {
            '.' => date(year, b, a),
            _ if a > 12 => date(year, b, a),
            _ if b > 12 || a == b => date(year, a, b),
            _ => None,
        }
    })
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = &word[digits.len()..];
    let ordinal = matches!(suffix.to_ascii_lowercase().as_str(), "" | "st" | "nd" | "rd" | "th" | "er" | "º");
    digits.parse().ok().filter(|day| (1..=31).contains(day) && ordinal)
}

/// A year in four digits, or in two as old wire reports write it: those from 70 on are of the last century.
fn year(word: &str) -> Option<i16> {
    let number: i16 = word.trim_start_matches('\'').parse().ok()?;
    match (word.len(), number) {
        (4, 1500..=2200) => Some(number),
        (2 | 3, 70..=99) => Some(1900 + number),
        (2 | 3, 0..=69) if word.starts_with('\'') || word.len() == 2 => Some(2000 + number),
        _ => None,
    }
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    if (1500..=2200).contains(&year) { Date::new(year, month, day).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let expect = jiff::civil::date(2019, 7, 3);
        for text in [
            "2019-07-03",
            "2019-07-03T10:00:00+02:00",
            "20190703",
            "2019/07/03 10:00",
            "Wed, 03 Jul 2019 10:00:00 GMT",
            "Posted on July 3, 2019 at 5 pm",
            "3 July 2019",
            "3rd of July 2019",
            "3 de julio de 2019",
            "3. Juli 2019",
            "3 липня 2019 року",
            "03.07.2019, 11:20",
            "OSLO, 3 JUL 19",
        ] {
            assert_eq!(parse(text), Some(expect), "{text}");
        }
        assert_eq!(parse("3 JAN 90"), Some(jiff::civil::date(1990, 1, 3)));
        assert_eq!(parse("25/12/2001"), Some(jiff::civil::date(2001, 12, 25)));
    }

    #[test]
    fn no_date_is_made_up() {
        for text in [
            "July 2019",
            "3 July",
            "03/04/2020",
            "2019",
            "may 5 killed 2019x",
            "2019-13-40",
            "",
            "31 June 2019",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
