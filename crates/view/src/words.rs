//! How values read in English: dates, intervals, places, stances.

use jiff::civil::Date;
use tidings_claim::{Certainty, PlaceRole};
use tidings_mention::Measure;

use crate::record::{Place, Record};

/// "11 Aug 2024".
pub fn date(d: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {} {}", d.day(), MONTHS[usize::from(d.month().unsigned_abs()).clamp(1, 12) - 1], d.year())
}

/// "5 to 11 Aug 2024", "28 Jul to 2 Aug 2024", "30 Dec 2023 to 2 Jan 2024": what both days share is printed once.
fn days(a: Date, b: Date) -> String {
    let (first, last) = (date(a), date(b));
    let shared = match (a.year() == b.year(), a.month() == b.month()) {
        (true, true) => first.split(' ').next(),
        (true, false) => first.rsplit_once(' ').map(|(day, _)| day),
        (false, _) => None,
    };
    format!("{} to {last}", shared.unwrap_or(&first))
}

/// "10 Aug 2024", "5 to 11 Aug 2024", "undated", "still to come".
pub fn time(start: Option<Date>, end: Option<Date>, basis: &str) -> String {
    match (start, end, basis) {
        (_, _, "dct" | "none") => "undated".into(),
        (_, None, "future") => "still to come".into(),
        (Some(a), Some(b), _) if a == b => date(a),
        (Some(a), Some(b), _) => days(a, b),
        (Some(a), None, _) => format!("since {}", date(a)),
        (None, Some(b), _) => format!("until {}", date(b)),
        (None, None, _) => "undated".into(),
    }
}

/// "1,200"; fractions with up to two digits.
pub fn number(x: f64) -> String {
    let whole = x.trunc().abs();
    let digits = format!("{whole:.0}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    let fraction = ((x.abs() - whole) * 100.0).round();
    if fraction > 0.0 {
        out.push_str(format!(".{fraction:02.0}").trim_end_matches('0'));
    }
    if x < 0.0 { format!("-{out}") } else { out }
}

/// "15", "at least 15", "up to 40", "8 to 12".
pub fn interval(min: Option<f64>, max: Option<f64>) -> String {
    match (min, max) {
        (Some(a), Some(b)) if (a - b).abs() < f64::EPSILON => number(a),
        (Some(a), Some(b)) => format!("{} to {}", number(a), number(b)),
        (Some(a), None) => format!("at least {}", number(a)),
        (None, Some(b)) => format!("up to {}", number(b)),
        (None, None) => "number not stated".into(),
    }
}

/// What is counted, in words; empty if the report gives only the number ("five", "more than 400").
pub fn counted(of: &str) -> String {
    const NUMBERS: [&str; 40] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "dozen",
        "dozens",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "tens",
        "scores",
        "million",
        "millions",
        "around",
        "about",
        "some",
        "more",
        "than",
        "less",
        "over",
        "nearly",
        "almost",
        "least",
        "most",
        "up",
        "to",
        "at",
        "of",
        "them",
        "others",
        "another",
    ];
    let words: Vec<&str> = of.split_whitespace().collect();
    let named = |w: &&str| {
        w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '[' | ']' | ','))
            && !NUMBERS.contains(&w.to_lowercase().as_str())
    };
    if words.len() <= 6 && words.iter().any(named) { words.join(" ") } else { String::new() }
}

/// What a figure counts, if it is less than people at large ("civilians"): a part never runs in the line of the whole.
pub fn group(of: &str) -> String {
    let of = counted(of).to_lowercase();
    let at_large = |w: &str| {
        matches!(
            w,
            "people"
                | "persons"
                | "dead"
                | "bodies"
                | "others"
                | "wounded"
                | "injured"
                | "deaths"
                | "residents"
        )
    };
    if of.split_whitespace().last().is_some_and(at_large) { String::new() } else { of }
}

/// "Kursk Oblast", "area of Kyiv", "from Minsk", "‘Tarn’, not located".
pub fn place(p: &Place) -> String {
    let way = match p.role {
        PlaceRole::Origin => "from ",
        PlaceRole::Destination => "to ",
        PlaceRole::Event | PlaceRole::Target | PlaceRole::Topic => "",
    };
    match p.area {
        None => format!("{way}‘{}’, not located", p.name),
        Some(_) if p.near => format!("{way}area of {}", p.name),
        Some(_) => format!("{way}{}", p.name),
    }
}

/// The verb a claim's stance reads as, in the number of the voice as the report prints it.
pub fn stance_of(r: &Record) -> &'static str {
    let (one, many) = match r.stance {
        "estimate" => ("assesses", "assess"),
        "deny" => ("denies", "deny"),
        "accuse" => ("alleges", "allege"),
        "demand" => ("asks for", "ask for"),
        "plan" => ("announces", "announce"),
        "predict" => ("expects", "expect"),
        "evaluate" => ("judges", "judge"),
        "investigate" => ("looks into", "look into"),
        _ => ("says", "say"),
    };
    if r.speaker.as_deref().is_some_and(is_plural) { many } else { one }
}

/// "killed", "ordered to evacuate".
pub fn measure(m: Measure) -> String {
    m.as_str().replace('_', " ")
}

/// Whether a measure tells more than the words around it: not an age, a duration, a bare count of something.
pub fn telling(m: Measure) -> bool {
    !matches!(
        m,
        Measure::Age
            | Measure::Duration
            | Measure::Occurrences
            | Measure::Other
            | Measure::Places
            | Measure::Share
            | Measure::Money
            | Measure::DistanceKm
    )
}

/// "s" but for one.
pub fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Invisible signs that make a line read otherwise than it is.
pub fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
}

/// Text and attribute values of HTML and SVG; invisible signs that reorder text are left out.
pub fn markup(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars().filter(|c| !reorders(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Unnamed parties in the plural ("officials", "two aides", "Russian authorities"): the word they are called by is a
/// common noun, so it has no capital.
pub fn is_plural(speaker: &str) -> bool {
    let words: Vec<&str> = speaker.split_whitespace().collect();
    let behind = |w: &str| {
        matches!(
            w,
            "of" | "in" | "on" | "at" | "from" | "with" | "for" | "who" | "that" | "by" | "near" | "close"
        )
    };
    let head = words.iter().take_while(|w| !behind(w)).last();
    head.is_some_and(|w| {
        w.starts_with(char::is_lowercase)
            && (w.ends_with('s') && !w.ends_with("ss")
                || matches!(*w, "people" | "police" | "media" | "men" | "women"))
    })
}

/// What the speaker's certainty adds, if it is not plain.
pub fn certainty(c: Certainty) -> Option<&'static str> {
    match c {
        Certainty::Probable => Some("as probable"),
        Certainty::Possible => Some("as possible"),
        Certainty::Hypothetical => Some("as a hypothesis"),
        Certainty::Certain | Certainty::NotApplicable => None,
    }
}

/// Markdown's own signs made plain, line ends made spaces.
pub fn escape(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut space = false;
    for c in s.chars() {
        if c.is_whitespace() || c.is_control() {
            space = true;
            continue;
        }
        if space && !out.is_empty() {
            out.push(' ');
        }
        space = false;
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            out.push('\\');
        }
        if !reorders(c) {
            out.push(c);
        }
    }
    out
}

/// Letters to change, add or leave out that make one word another (Levenshtein).
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let best = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}

/// With a capital first letter, as a line begins.
pub fn capital(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// With a small first letter, as inside a line.
pub fn small(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// "killed: at least 15 (people)".
pub fn figure(f: &crate::record::Figure) -> String {
    let of = counted(&f.of);
    let n = f.number();
    let what = f.measure.as_str().replace('_', " ");
    if of.is_empty() { format!("{what}: {n}") } else { format!("{what}: {n} ({of})") }
}
