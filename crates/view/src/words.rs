//! How values read in English: dates, intervals, places, stances.

use jiff::civil::Date;
use tidings_claim::{Basis, Certainty, Claim, ClaimPlace, ClaimQuantity, ClaimTime, PlaceRole, Stance};
use tidings_mention::PlacePrecision;

/// "11 Aug 2024".
pub fn date(d: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {} {}", d.day(), MONTHS[usize::from(d.month().unsigned_abs()).clamp(1, 12) - 1], d.year())
}

/// "10 Aug 2024", "5 Aug 2024 to 11 Aug 2024", "undated", "still to come".
pub fn time(t: &ClaimTime) -> String {
    match (t.start, t.end, t.basis) {
        (_, _, Basis::Publication) => "undated".into(),
        (_, _, Basis::None) => "undated".into(),
        (_, None, Basis::Future) => "still to come".into(),
        (Some(a), Some(b), _) if a == b => date(a),
        (Some(a), Some(b), _) => format!("{} to {}", date(a), date(b)),
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

/// What is counted, in words; empty if the report gives only the number.
pub fn counted(of: &str) -> String {
    let words: Vec<&str> = of.split_whitespace().collect();
    let named = words.iter().any(|w| {
        w.chars().all(|c| c.is_alphabetic() || c == '-')
            && !matches!(*w, "around" | "about" | "some" | "more" | "than")
    });
    if named { words.join(" ") } else { String::new() }
}

/// "injured: at least 15 people".
pub fn quantity(q: &ClaimQuantity) -> String {
    let what = q.measure.as_str().replace('_', " ");
    let n = match q.measure {
        tidings_mention::Measure::Share => {
            interval(q.min.map(|x| x * 100.0), q.max.map(|x| x * 100.0)) + " %"
        }
        _ => interval(q.min, q.max),
    };
    let of = counted(&q.of);
    match q.measure {
        tidings_mention::Measure::Other | tidings_mention::Measure::Duration => format!("{n} {of}"),
        tidings_mention::Measure::Age => format!("age {n}"),
        tidings_mention::Measure::AreaKm2 => format!("{n} km²"),
        tidings_mention::Measure::DepthKm
        | tidings_mention::Measure::WidthKm
        | tidings_mention::Measure::DistanceKm => format!("{} {n} km", what.trim_end_matches(" km")),
        _ if of.is_empty() || of.split_whitespace().count() > 6 => format!("{what}: {n}"),
        _ => format!("{what}: {n} ({of})"),
    }
}

/// "Kursk Oblast", "area of Kyiv", "from Minsk", "‘Tarn’, not located".
pub fn place(p: &ClaimPlace, printed: &str) -> String {
    let way = match p.role {
        PlaceRole::Origin => "from ",
        PlaceRole::Destination => "to ",
        PlaceRole::Event | PlaceRole::Target | PlaceRole::Topic => "",
    };
    match (&p.at, p.precision) {
        (None, _) => format!("{way}‘{printed}’, not located"),
        (Some(c), PlacePrecision::Area) if c.precision != PlacePrecision::Area => {
            format!("{way}area of {}", c.name)
        }
        (Some(c), _) => format!("{way}{}", c.name),
    }
}

/// The verb a speaker's stance reads as, in the speaker's number.
pub fn stance(c: &Claim, speaker: &str) -> &'static str {
    let (one, many) = match c.stance {
        Stance::Assert => ("says", "say"),
        Stance::Estimate => ("assesses", "assess"),
        Stance::Deny => ("denies", "deny"),
        Stance::Accuse => ("alleges", "allege"),
        Stance::Demand => ("asks for", "ask for"),
        Stance::Plan => ("announces", "announce"),
        Stance::Predict => ("expects", "expect"),
        Stance::Evaluate => ("judges", "judge"),
        Stance::Investigate => ("looks into", "look into"),
    };
    if is_plural(speaker) { many } else { one }
}

/// Unnamed parties in the plural ("officials", "two aides") and lists ("A and B").
fn is_plural(speaker: &str) -> bool {
    let words: Vec<&str> = speaker.split_whitespace().collect();
    let common = |w: &&&str| w.starts_with(char::is_lowercase);
    let last = words
        .iter()
        .take_while(|w| !matches!(**w, "of" | "in" | "on" | "at" | "from" | "with" | "for"))
        .last();
    let plural =
        |w: &str| w.ends_with('s') && !w.ends_with("ss") || matches!(w, "people" | "police" | "media");
    last.is_some_and(|w| plural(&w.to_lowercase()) && (words.len() == 1 || common(&w)))
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
        // Controls that reorder text could make a line read otherwise than it is.
        if !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}') {
            out.push(c);
        }
    }
    out
}

/// With a capital first letter, as a line begins.
pub fn capital(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
