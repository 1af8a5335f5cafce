//! What stands at the head of lines: bullets, datelines, bylines; and lines that are not part of the report.

use crate::dates;

/// Length of the bullet that `line` starts with and the white space after it.
pub(super) fn bullet(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let after = match first {
        '•' | '‣' | '▪' | '●' | '◦' | '·' | '■' | '□' | '►' | '➤' | '∙' | '◆' | '✔' | '✅' => {
            first.len_utf8()
        }
        '-' | '*' | '.' | '–' | '—' | '+' | '>'
            if line[first.len_utf8()..].starts_with([' ', '\t', '\u{A0}']) =>
        {
            first.len_utf8()
        }
        _ => return None,
    };
    let rest = &line[after..];
    let gap = rest.len() - rest.trim_start().len();
    (!rest.trim().is_empty()).then_some(after + gap)
}

/// The number that `line` is numbered with, and the length of number, sign and white space.
pub(super) fn number(line: &str) -> Option<(u32, usize)> {
    let open = usize::from(line.starts_with('('));
    let digits = line[open..].bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return None;
    }
    let rest = line[open + digits..].strip_prefix(if open == 1 { &[')'][..] } else { &['.', ')'][..] })?;
    let gap = rest.len() - rest.trim_start().len();
    if gap == 0 || rest.trim().is_empty() {
        return None;
    }
    Some((line[open..open + digits].parse().ok()?, open + digits + 1 + gap))
}

/// Words before a colon that say what kind of item follows or what it is about, lower case.
#[rustfmt::skip]
const ITEMS: [&str; 48] = [
    "exclusive", "breaking", "breaking news", "just in", "live", "live updates", "update", "updated", "watch", "factbox",
    "explainer", "urgent", "summary", "overview", "background", "context", "incidents", "casualties", "damage", "damages",
    "displacement", "affected population", "needs", "response", "access", "forecast", "outlook", "claim", "the claim",
    "verdict", "our verdict", "the verdict", "rating", "our rating", "the facts", "facts", "bottom line", "the bottom line",
    "key points", "highlights", "losses", "weather", "security", "health", "shelter", "food security", "logistics", "note",
];

/// Length of the stamp that an item of a live page or a headline starts with: a time of day and a dash or colon
/// ("14:05 GMT - "), or what kind of item it is ("Exclusive: ", "Damage: ").
pub(super) fn stamp(line: &str) -> Option<usize> {
    if let Some(colon) = line.char_indices().take(48).find(|(_, c)| *c == ':').map(|(at, _)| at)
        && is_item(&line[..colon])
    {
        let rest = &line[colon + 1..];
        let gap = rest.len() - rest.trim_start().len();
        return (gap > 0 && !rest.trim().is_empty()).then_some(colon + 1 + gap);
    }
    let open = usize::from(line.starts_with(['[', '(']));
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let hours = digits(&line[open..]);
    let rest = &line[open + hours..];
    if !(1..=2).contains(&hours) || !rest.starts_with([':', '.']) || digits(&rest[1..]) != 2 {
        return None;
    }
    let clock = open + hours + 3;
    // "a.m.", "GMT", "EDT", a closing bracket: what may stand between the time and the dash.
    let tail = &line[clock..];
    let dash =
        tail.char_indices().take(14).find(|(_, c)| matches!(c, '-' | '–' | '—' | ':' | '|' | ']' | ')'))?;
    let words = tail[..dash.0].split_whitespace();
    let known = |w: &str| {
        let w = w.to_lowercase().replace('.', "");
        matches!(
            w.as_str(),
            "am" | "pm"
                | "gmt"
                | "utc"
                | "bst"
                | "est"
                | "edt"
                | "cet"
                | "cest"
                | "eet"
                | "local"
                | "time"
                | "h"
        )
    };
    let mut end = clock + dash.0 + dash.1.len_utf8();
    let rest = &line[end..];
    let set_off = rest.starts_with([' ', '\t', '\u{A0}']);
    end += rest.len() - rest.trim_start_matches([' ', '\t', '\u{A0}', '-', '–', '—', ':']).len();
    (words.into_iter().all(known) && set_off && !line[end..].trim().is_empty()).then_some(end)
}

/// Whether the words before a colon name a kind of item or what it is about: "Damage", "What we know".
fn is_item(label: &str) -> bool {
    let words = label.split_whitespace().count();
    let asks = ["What ", "Why ", "How ", "Where "].iter().any(|w| label.starts_with(w));
    asks && words <= 8 && !label.contains([',', '"', '“']) || ITEMS.contains(&label.to_lowercase().as_str())
}

/// Names that stand in the brackets of a dateline, lower case; with one of these the dash may be missing.
#[rustfmt::skip]
const AGENCIES: [&str; 36] = [
    "ap", "afp", "upi", "cnn", "reuters", "xinhua", "tass", "itar-tass", "interfax", "dpa", "efe", "ansa", "pti", "ians",
    "anadolu", "aa", "kuna", "sana", "irna", "wam", "ukrinform", "укрінформ", "unian", "уніан", "rfe/rl", "bbc", "abc",
    "cbs", "nbc", "bloomberg", "kyodo", "yonhap", "mena", "associated press", "тасс", "интерфакс",
];

/// Longest dateline in bytes, and most words in it.
const LONGEST: usize = 160;
const MOST_WORDS: usize = 12;

/// Length of the dateline that a paragraph starts with: place, date and agency up to and with the dash, and a bracketed
/// remark such as `[Text]` after it.
pub(super) fn dateline(text: &str) -> Option<usize> {
    let (head_end, end) = dash(text)?;
    let has_dash = end > head_end;
    let rest = text[end..].trim_start();
    let starts = rest.is_empty()
        || rest.starts_with(|c: char| {
            !c.is_lowercase()
                && (c.is_alphanumeric() || matches!(c, '"' | '“' | '‘' | '\'' | '`' | '«' | '„' | '[' | '$'))
        });
    if !starts || !is_dateline(&text[..head_end], has_dash, rest) {
        return None;
    }
    let remark = rest.strip_prefix('[').and_then(|inner| inner.find(']')).filter(|&len| len <= 80);
    Some(match remark {
        Some(len) => text.len() - rest.len() + len + 2,
        None => end,
    })
}

/// Length of a name in capitals with a colon that a paragraph starts with: "TARN: ".
pub(super) fn town(text: &str) -> Option<usize> {
    let colon = text.bytes().take(32).position(|b| b == b':')?;
    let name = &text[..colon];
    let words = name.split([' ', '-', ',']).filter(|w| !w.is_empty()).count();
    let capitals = name.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '-' | ',' | '.'));
    let rest = text[colon + 1..].strip_prefix(' ')?;
    let sentence = rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !is_shouting(rest);
    (capitals && (1..=3).contains(&words) && name.chars().count() >= 3 && sentence).then_some(colon + 1)
}

/// Where the first dash outside of brackets starts and ends; or, without one, the end of a bracketed agency twice.
fn dash(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_u32;
    let mut agency = None;
    let mut before = ' ';
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
        let after = &text[at + c.len_utf8()..];
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                let open = text[..at].rfind('(').map_or(at, |open| open + 1);
                if agency.is_none() && depth == 0 && is_agency(&text[open..at]) {
                    agency = Some(at + 1);
                }
            }
            '\n' if after.trim_start_matches([' ', '\t']).starts_with('\n') => break,
            '—' | '–' | '―' if depth == 0 => return Some((at, at + c.len_utf8())),
            '-' | '_' if depth == 0 => {
                let len = text[at..].bytes().take_while(|byte| *byte == c as u8).count();
                let spaced = before.is_whitespace() || before == ')';
                if len >= 2 || (spaced && (after.is_empty() || after.starts_with(char::is_whitespace))) {
                    return Some((at, at + len));
                }
            }
            _ => {}
        }
        before = c;
    }
    agency.map(|end| (end, end))
}

pub(super) fn is_agency(inner: &str) -> bool {
    AGENCIES.contains(&inner.trim().to_lowercase().as_str())
}

/// Whether `head`, which stands before a dash (or ends in an agency), is place, date and agency and nothing else.
fn is_dateline(head: &str, has_dash: bool, rest: &str) -> bool {
    let head = head.trim();
    let mut outside = String::new();
    let (mut inside, mut depth) = (String::new(), 0_u32);
    for c in head.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    let bracketed = head.ends_with(')') && inside.trim().starts_with(char::is_uppercase);
    let known = is_agency(inside.trim());
    let parts = outside.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | ';'));
    let words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        let station = inside.len() <= 10 && is_upper(&inside) && !inside.is_empty();
        return known
            || (has_dash && station)
            || (is_agency(head.trim_matches(|c: char| !c.is_alphanumeric())) && has_dash);
    }
    if words.len() > MOST_WORDS || !words.iter().enumerate().all(|(at, word)| fits(word, at > 0)) {
        return false;
    }
    let dated = words.iter().any(|word| dates::month(word).is_some())
        && words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let first = words[0];
    let capitals = first.chars().filter(|c| c.is_alphabetic()).count() >= 2 && is_upper(first);
    let shouting = !rest.is_empty() && is_shouting(rest);
    if !has_dash {
        return known;
    }
    bracketed
        || (capitals && !shouting && (head.contains(',') || words.len() <= 4))
        || (dated && head.contains([',', '.']))
}

/// Whether a word may stand in a dateline: a name, a number, a month, or a small word within a name.
fn fits(word: &str, not_first: bool) -> bool {
    const SMALL: [&str; 22] = [
        "de", "la", "el", "los", "las", "of", "the", "and", "y", "al", "del", "du", "on", "in", "am", "von",
        "року", "года", "le", "di", "der", "a",
    ];
    let name = word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let number = word.starts_with(|c: char| c.is_ascii_digit()) || word.starts_with('\'');
    name || (not_first && (number || SMALL.contains(&word) || dates::month(word).is_some()))
}

fn is_upper(word: &str) -> bool {
    !word.chars().any(char::is_lowercase)
}

/// Whether a text is in capitals: more than six letters of ten, of twenty or more. Its beginning tells.
pub(crate) fn is_shouting(text: &str) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for c in text.chars().take(400) {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper + lower >= 20 && upper * 10 > (upper + lower) * 6
}

/// Words that a byline starts with, and whether a name must follow.
const BYLINE: [(&str, bool); 27] = [
    ("by ", true),
    ("von ", true),
    ("par ", true),
    ("por ", true),
    ("reporting by ", false),
    ("additional reporting by ", false),
    ("(reporting by ", false),
    ("editing by ", false),
    ("writing by ", false),
    ("written by ", false),
    ("edited by ", false),
    ("posted by ", false),
    ("posted on ", false),
    ("posted:", false),
    ("published:", false),
    ("published on ", false),
    ("updated:", false),
    ("last updated", false),
    ("автор:", false),
    ("author:", false),
    ("as of ", false),
    ("issued:", false),
    ("issued by ", true),
    ("date:", false),
    ("source:", false),
    ("publisher:", false),
    ("published by ", true),
];

/// Whether a line names who wrote the report or when it was posted, and nothing else.
pub(super) fn is_byline(line: &str) -> bool {
    let short = line.chars().take(161).count() <= 160;
    let lower: String = line.chars().take(40).flat_map(char::to_lowercase).collect();
    let Some((start, names)) = BYLINE.iter().find(|(start, _)| lower.starts_with(start)).filter(|_| short)
    else {
        return short && line.split_whitespace().count() <= 8 && is_only_a_date(line);
    };
    // "As of Monday, 300 people ..." is a sentence.
    if *start == "as of " && (line.split_whitespace().count() > 8 || dates::parse(line).is_none()) {
        return false;
    }
    let Some(rest) = line.get(start.len()..) else { return false };
    if !names {
        return true;
    }
    // "By Tuesday the water had risen" is no byline: all its words but small ones are capitalised, and it has no end.
    let small = [
        "and", "und", "et", "y", "of", "in", "de", "van", "von", "der", "for", "the", "|", "&", "-", "–",
        "/", "at", "to",
    ];
    let words = || rest.split_whitespace();
    words().count() <= 12
        && words().next().is_some_and(|word| {
            word.starts_with(char::is_uppercase) && dates::month(word.trim_end_matches(',')).is_none()
        })
        && !rest.trim_end().ends_with(['.', '!', '?'])
        && words()
            .all(|word| !word.starts_with(char::is_lowercase) || small.contains(&word) || word.contains('@'))
}

/// Whether a line holds a full date and no other words than weekdays and times of day have.
fn is_only_a_date(line: &str) -> bool {
    dates::parse(line).is_some()
        && line.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 2).all(|word| {
            dates::month(word).is_some()
                || matches!(word, "GMT" | "UTC" | "EST" | "EDT" | "CET" | "року" | "года")
                || is_weekday(word)
        })
}

pub(crate) fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.to_lowercase();
    DAYS.iter().any(|day| *day == word || day[..3] == *word)
}

/// What lines that are not part of a report start with, lower case.
#[rustfmt::skip]
const BOILERPLATE_START: [&str; 42] = [
    "copyright ", "copyright:", "©", "(c) 20", "all rights reserved", "share this", "share on", "click here", "sign up",
    "subscribe", "follow us", "read more", "read also", "see also:", "also read", "watch:", "advertisement", "(disclaimer",
    "download our", "get our", "privacy policy", "terms of use", "terms of service", "comments are closed", "loading",
    "related:", "related articles", "related stories", "most popular", "читайте також", "читайте также",
    "підписуйтесь", "подписывайтесь", "lesen sie auch", "for further information", "for more information", "for media inquiries",
    "media contact", "press contact", "contact:", "contacts:", "for additional information",
];

/// Parts of a line that give it away wherever they stand.
const BOILERPLATE_PART: [&str; 6] = [
    "all rights reserved",
    "may not be published, broadcast",
    "to your inbox",
    "click here to",
    "sign up for our",
    "your browser does not support",
];

/// Whether a line is not part of the report: credits, invitations, rules of signs.
pub(super) fn is_boilerplate(line: &str) -> bool {
    if !line.chars().take(200).any(char::is_alphanumeric) {
        return line.chars().take(4).count() > 0;
    }
    if line.len() > 300 {
        return false;
    }
    let short = line.len() <= 160;
    let lower = if short { line.to_lowercase() } else { line.to_ascii_lowercase() };
    (short && BOILERPLATE_START.iter().any(|start| lower.starts_with(start)))
        || BOILERPLATE_PART.iter().any(|part| lower.contains(part))
}
