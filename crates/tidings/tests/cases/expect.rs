//! One expectation: a kind, the words it is about, and the values they should have.

use tidings::claim::codes;
use tidings::claim::{AttributionClass, Certainty, Stance};
use tidings::mention::PlacePrecision;

/// A line of an `expect` block.
pub struct Expectation {
    /// `not`: nothing like this may be there.
    pub not: bool,
    pub kind: Kind,
    /// The quoted words it is about.
    pub anchors: Vec<Anchor>,
    /// Values, order free.
    pub terms: Vec<Term>,
    /// Line in the file, from 1.
    pub line: usize,
    /// Line of its `fixme`.
    pub fixme: Option<usize>,
}

/// What an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Claim,
    Place,
    Time,
    Figure,
    Says,
    Event,
    Name,
    Copies,
    Apart,
    Incident,
    Group,
    Denies,
    Overstates,
    Series,
    Together,
    Separate,
    Contradicts,
    Differs,
    Different,
    Later,
    Compatible,
    Same,
    Grade,
    Withdrawn,
    Part,
}

/// Quoted words, and which of their places in the text is meant (from 1).
pub struct Anchor {
    pub words: String,
    pub nth: usize,
}

/// A value and what it is a value of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub key: &'static str,
    pub value: String,
}

const KINDS: [(&str, Kind); 24] = [
    ("claim", Kind::Claim),
    ("place", Kind::Place),
    ("time", Kind::Time),
    ("figure", Kind::Figure),
    ("says", Kind::Says),
    ("event", Kind::Event),
    ("name", Kind::Name),
    ("copies", Kind::Copies),
    ("apart", Kind::Apart),
    ("incident", Kind::Incident),
    ("group", Kind::Group),
    ("denies", Kind::Denies),
    ("overstates", Kind::Overstates),
    ("series", Kind::Series),
    ("separate", Kind::Separate),
    ("contradicts", Kind::Contradicts),
    ("differs", Kind::Differs),
    ("different", Kind::Different),
    ("later", Kind::Later),
    ("compatible", Kind::Compatible),
    ("same", Kind::Same),
    ("grade", Kind::Grade),
    ("withdrawn", Kind::Withdrawn),
    ("part", Kind::Part),
];

/// Keys that are written before their value, by kind. All others are known by the shape of the value.
const CLAIM_KEYS: [&str; 15] = [
    "by",
    "polarity",
    "attribution",
    "plover",
    "acled",
    "tier",
    "actor",
    "recipient",
    "at",
    "when",
    "basis",
    "count",
    "evidence",
    "aux",
    "whole",
];

impl Kind {
    /// The word that begins an expectation of this kind.
    pub fn word(self) -> &'static str {
        // An event with two quotations is about two claims.
        let kind = if self == Kind::Together { Kind::Event } else { self };
        KINDS.iter().find(|(_, k)| *k == kind).map_or("", |(w, _)| w)
    }

    fn keys(self) -> &'static [&'static str] {
        match self {
            Kind::Claim => &CLAIM_KEYS,
            Kind::Place => &["sense", "relation"],
            Kind::Time => &["type", "mod"],
            Kind::Figure => &["of", "said"],
            Kind::Says => &["cue", "evidence"],
            Kind::Event => &["actor", "recipient", "acled"],
            Kind::Name => &["role", "same"],
            Kind::Series => &["by"],
            _ => &[],
        }
    }

    fn anchors(self) -> usize {
        match self {
            Kind::Says | Kind::Denies | Kind::Overstates => 2,
            Kind::Together | Kind::Separate | Kind::Same => 2,
            Kind::Contradicts | Kind::Differs | Kind::Different | Kind::Later | Kind::Compatible => 2,
            Kind::Copies | Kind::Apart | Kind::Incident => 0,
            _ => 1,
        }
    }

    /// What a value without a key is a value of.
    fn key_of(self, value: &str) -> Option<&'static str> {
        let quoted = matches!(value, "quoted" | "unquoted");
        match self {
            Kind::Claim if Stance::parse(value).is_some() => Some("stance"),
            Kind::Claim if Certainty::parse(value).is_some() => Some("certainty"),
            Kind::Claim if value != "none" && AttributionClass::parse(value).is_some() => Some("attribution"),
            Kind::Claim if codes::PLOVER_AUXILIARY.contains(&value) => Some("aux"),
            Kind::Claim | Kind::Says if quoted => Some("quoted"),
            Kind::Place if PlacePrecision::parse(value).is_some() => Some("precision"),
            Kind::Place if value == "unresolved" => Some("name"),
            Kind::Place if is_code(value) => Some("iso"),
            Kind::Place => Some("name"),
            Kind::Time if value.contains("..") => Some("days"),
            Kind::Time => Some("value"),
            Kind::Figure if value == "part" => Some("part"),
            Kind::Figure | Kind::Series if value.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
                Some("range")
            }
            Kind::Figure | Kind::Series => Some("measure"),
            Kind::Says => AttributionClass::parse(value).map(|_| "attribution"),
            Kind::Event if codes::PLOVER_AUXILIARY.contains(&value) => Some("aux"),
            Kind::Event => Some("plover"),
            Kind::Name => Some("kind"),
            Kind::Copies | Kind::Apart | Kind::Incident => Some("report"),
            Kind::Grade if value.parse::<u8>().is_ok() => Some("credibility"),
            Kind::Grade => Some("corroboration"),
            _ => None,
        }
    }
}

/// `SD` or `SD-NB`.
fn is_code(value: &str) -> bool {
    let (country, rest) = value.split_once('-').unwrap_or((value, ""));
    country.len() == 2
        && value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
        && rest.len() <= 4
}

impl Expectation {
    pub fn parse(line: &str, number: usize) -> Result<Self, String> {
        let mut words = words(line)?.into_iter().peekable();
        let not = words.next_if(|w| w.is("not")).is_some();
        let first = words.next().ok_or("an empty expectation")?.text;
        let kind = KINDS
            .iter()
            .find(|(w, _)| *w == first)
            .map(|(_, k)| *k)
            .ok_or(format!("no expectation named `{first}`"))?;
        let mut anchors = Vec::new();
        while anchors.len() < kind.anchors() {
            let nobody = kind == Kind::Says && anchors.is_empty();
            match words.next() {
                Some(w) if w.quoted => anchors.push(Anchor { words: w.text, nth: w.nth }),
                Some(w) if nobody && w.is("nobody") => anchors.push(Anchor { words: String::new(), nth: 1 }),
                _ => {
                    return Err(format!("`{first}` needs {} quotation(s) of the text first", kind.anchors()));
                }
            }
        }
        // The place of a group may be followed by words of a claim that is filed under it.
        if kind == Kind::Group
            && let Some(w) = words.next_if(|w| w.quoted)
        {
            anchors.push(Anchor { words: w.text, nth: w.nth });
        }
        // "event" with a second quotation is about two claims, not about one trigger.
        let kind = match (kind, words.next_if(|w| kind == Kind::Event && w.quoted)) {
            (_, Some(w)) => {
                anchors.push(Anchor { words: w.text, nth: w.nth });
                Kind::Together
            }
            (kind, None) => kind,
        };
        let mut terms = Vec::new();
        while let Some(w) = words.next() {
            let (key, value) = match kind.keys().iter().find(|k| w.is(k)) {
                Some(&"count") => {
                    let measure = words.next().ok_or("`count` needs a measure")?.text;
                    if measure == "none" {
                        ("count", measure)
                    } else {
                        let range = words.next().ok_or("`count` needs a range")?.text;
                        ("count", format!("{measure} {}", range_of(&range)))
                    }
                }
                Some(key) => (*key, words.next().ok_or(format!("`{key}` needs a value"))?.text),
                None => (kind.key_of(&w.text).ok_or(format!("`{first}` has no value `{}`", w.text))?, w.text),
            };
            let value = if matches!(key, "range" | "days" | "when") { range_of(&value) } else { value };
            terms.push(Term { key, value });
        }
        Ok(Self { not, kind, anchors, terms, line: number, fixme: None })
    }

    /// The line as it is written.
    pub fn text(&self) -> String {
        self.with(self.not, &self.terms)
    }

    /// The line with other values.
    pub fn with(&self, not: bool, terms: &[Term]) -> String {
        let mut out =
            vec![if not { format!("not {}", self.kind.word()) } else { self.kind.word().to_string() }];
        for a in &self.anchors {
            out.push(match (a.words.is_empty(), a.nth) {
                (true, _) => "nobody".into(),
                (_, 1) => format!("\"{}\"", a.words),
                (_, n) => format!("\"{}\"#{n}", a.words),
            });
        }
        out.extend(terms.iter().map(|t| t.text(self.kind)));
        out.join(" ")
    }
}

impl Term {
    /// As it is written in an expectation of this kind.
    pub fn text(&self, kind: Kind) -> String {
        let short = match self.value.split_once("..") {
            Some((a, b)) if a == b && !a.is_empty() && matches!(self.key, "range" | "when") => a.to_string(),
            _ => self.value.clone(),
        };
        let plain = !short.is_empty() && (self.key == "count" || !short.contains([' ', '"']));
        let value = if plain { short } else { format!("\"{short}\"") };
        if kind.keys().contains(&self.key) { format!("{} {value}", self.key) } else { value }
    }
}

/// `12` is short for `12..12`.
fn range_of(value: &str) -> String {
    if value.contains("..") || value == "none" { value.to_string() } else { format!("{value}..{value}") }
}

struct Word {
    text: String,
    quoted: bool,
    nth: usize,
}

impl Word {
    fn is(&self, text: &str) -> bool {
        !self.quoted && self.text == text
    }
}

/// Words parted by spaces; `"several words"` is one, with `#2` after it for the second place in the text.
fn words(line: &str) -> Result<Vec<Word>, String> {
    let mut out = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('"') {
            let end = after.find('"').ok_or("a quotation mark without its pair")?;
            let text = after[..end].to_string();
            rest = &after[end + 1..];
            let mut nth = 1;
            if let Some(number) = rest.strip_prefix('#') {
                let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
                nth = number[..digits].parse().map_err(|_| "no number after `#`")?;
                rest = &number[digits..];
            }
            out.push(Word { text, quoted: true, nth });
        } else {
            let end = rest.find(' ').unwrap_or(rest.len());
            out.push(Word { text: rest[..end].to_string(), quoted: false, nth: 1 });
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(out)
}
