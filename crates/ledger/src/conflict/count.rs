//! How two printed figures stand to each other.

use tidings_claim::{Basis, Claim, ClaimQuantity, Polarity};
use tidings_mention::Measure;

use crate::ConflictKind;
use crate::facts::{Facts, Grain, WhenKind, day, is_counted};
use crate::occurrence::spots;

/// A figure as it is compared.
pub(crate) struct Count<'a> {
    pub facts: &'a Facts,
    pub claim: &'a Claim,
    /// Index in the facts, and of the figure in the claim.
    pub index: usize,
    pub quantity: usize,
    pub measure: Measure,
    pub low: f64,
    pub high: f64,
    /// Part of another figure.
    pub part: bool,
    /// The day it holds for.
    pub as_of: Option<i32>,
    pub published: Option<i32>,
    pub of: Counted,
    pub period: Period,
    /// One or a few persons told of, rather than all counted.
    pub told: bool,
}

/// What the words of a figure come to, worked out once.
#[derive(Debug)]
pub(crate) struct Words {
    low: f64,
    high: f64,
    of: Counted,
    /// What stretch it counts.
    pub period: Period,
    /// One or a few persons told of, rather than all counted: "a child", "one of the injured".
    told: bool,
}

impl Words {
    /// The printed figures of a claim that count something, each with its index among the claim's quantities.
    pub fn all(claim: &Claim, text: &str) -> Box<[(u32, Self)]> {
        let counted = |(_, q): &(usize, &ClaimQuantity)| q.printed && is_counted(q.measure);
        let mut all = claim.quantities.iter().enumerate().filter(counted).peekable();
        if all.peek().is_none() {
            return Box::default();
        }
        let period = period(claim, text);
        all.map(|(n, q)| (n as u32, Self::of(claim, q, period, text))).collect()
    }

    fn of(claim: &Claim, q: &ClaimQuantity, period: Period, text: &str) -> Self {
        // "No soldier was killed" counts none, however its noun was read.
        let none = claim.polarity == Polarity::Negative
            && q.max == Some(1.0)
            && crate::words::words(claim.span.slice(text)).any(|w| w.eq_ignore_ascii_case("no"));
        Self {
            low: if none { 0.0 } else { q.min.unwrap_or(f64::NEG_INFINITY) },
            high: if none { 0.0 } else { q.max.unwrap_or(f64::INFINITY) },
            of: counted(q.measure, &q.of),
            period,
            told: !none && is_told(q.span.slice(text), q.max),
        }
    }
}

/// Of whom: groups of people that are counted by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// "people", "the dead", or no word at all.
    All,
    Children,
    Women,
    Fighters,
    Civilians,
    Workers,
    /// Things: hash of the word.
    Thing(u32),
}

/// What stretch a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    /// One day or night, and no more.
    Day,
    /// Everything up to its day.
    SoFar,
    /// The report does not say.
    Open,
}

/// Tolls that go on being counted as days pass, whatever day the event had.
fn grows(m: Measure) -> bool {
    m != Measure::Missing
}

impl<'a> Count<'a> {
    pub fn of(
        facts: &'a Facts,
        index: usize,
        claim: &'a Claim,
        (quantity, words): &(u32, Words),
        published: Option<i32>,
    ) -> Self {
        let quantity = *quantity as usize;
        let q = &claim.quantities[quantity];
        Self {
            facts,
            claim,
            index,
            quantity,
            measure: q.measure,
            low: words.low,
            high: words.high,
            part: q.part,
            as_of: claim.time.end.map(day).or(published),
            published,
            of: words.of,
            period: words.period,
            told: words.told,
        }
    }

    /// Whether both are by one voice of one report, who does not speak against himself.
    fn one_voice(&self, other: &Self) -> bool {
        self.facts.at.report == other.facts.at.report && self.facts.voice == other.facts.voice
    }

    fn exact(&self) -> bool {
        self.low == self.high
    }

    /// The value to compare sizes by.
    fn value(&self) -> f64 {
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => f64::midpoint(self.low, self.high),
            (true, false) => self.low,
            _ => self.high,
        }
    }
}

fn is_told(words: &str, max: Option<f64>) -> bool {
    let lower = words.to_lowercase();
    let value = max.unwrap_or_default().to_string();
    let number =
        crate::words::words(&lower).any(|w| matches!(w, "one" | "two" | "three" | "four") || w == value);
    lower.contains(" of the ")
        || lower.contains("other")
        || max.is_some_and(|m| m > 0.0 && m <= 4.0) && !number
}

fn counted(measure: Measure, of: &str) -> Counted {
    let mut found = Counted::All;
    let people = measure <= Measure::Troops;
    for word in of.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase) {
        let singular = word.strip_suffix('s').unwrap_or(&word);
        found = match singular {
            "child" | "children" | "girl" | "boy" | "minor" | "infant" | "baby" | "babie" | "pupil"
            | "schoolgirl" => Counted::Children,
            "woman" | "women" => Counted::Women,
            "soldier" | "troop" | "serviceman" | "servicemen" | "fighter" | "militant" | "rebel"
            | "gunman" | "gunmen" | "policeman" | "policemen" | "police" | "officer" | "guard" | "marine"
            | "insurgent" => Counted::Fighters,
            "civilian" => Counted::Civilians,
            "worker" | "journalist" | "doctor" | "nurse" | "medic" | "rescuer" | "reporter"
            | "firefighter" => Counted::Workers,
            _ => found,
        };
    }
    if !people && found == Counted::All {
        let head = of.split(|c: char| !c.is_alphanumeric()).rfind(|w| w.chars().any(char::is_alphabetic));
        if let Some(stem) = head.and_then(crate::words::stem) {
            return Counted::Thing(crate::words::concept(&stem));
        }
    }
    found
}

/// Whether the clause counts a day or all that was so far, by its words.
fn period(c: &Claim, text: &str) -> Period {
    let clause = format!(" {} ", c.span.slice(text).to_lowercase());
    let says = |list: &[&str]| list.iter().any(|w| clause.contains(w));
    let so_far = [
        " since ",
        " so far",
        " in total",
        " in all ",
        " altogether",
        " to date",
        " until ",
        " total of ",
        " had been ",
        " have been ",
        " has been ",
        " have died",
        "toll stands",
        "toll rose",
        "toll has risen",
        " now stands",
    ];
    if says(&[" a day", " per day", " daily", " past 24 hours", " last 24 hours", " past day", " overnight"])
    {
        return Period::Day;
    }
    let before = c.time.span.map(|s| text[..s.start as usize].trim_end());
    let by =
        before.is_some_and(|b| [" by", " until", " as of", "By", "As of"].iter().any(|w| b.ends_with(w)));
    if by || says(&so_far) || c.time.start.is_none() && c.time.basis == Basis::Explicit {
        return Period::SoFar;
    }
    let dated = c.time.start.is_some() && c.time.start == c.time.end;
    let told = matches!(c.time.basis, Basis::Explicit | Basis::Relative);
    if dated && told { Period::Day } else { Period::Open }
}

/// Measures of one matter that are not one measure.
fn family(a: Measure, b: Measure) -> bool {
    use Measure as M;
    let displaced = |m| matches!(m, M::Fled | M::Evacuated | M::OrderedToEvacuate | M::Sheltered);
    let pair = |x, y| (a, b) == (x, y) || (a, b) == (y, x);
    displaced(a) && displaced(b)
        || pair(M::Casualties, M::Killed)
        || pair(M::Casualties, M::Injured)
        || pair(M::TroopsLost, M::Killed)
        || pair(M::TroopsLost, M::Casualties)
        || pair(M::Injured, M::Hospitalised)
        || pair(M::Detained, M::Captured)
        || pair(M::MunitionsFired, M::AerialObjects)
}

/// Whether two measures can stand in one history, or beside each other.
pub(crate) fn comparable(a: Measure, b: Measure) -> bool {
    a == b || family(a, b)
}

/// How the later of two figures stands to the earlier, and why.
pub(crate) fn relate(x: &Count, y: &Count) -> Option<(ConflictKind, &'static str, String)> {
    use ConflictKind as K;
    let place = place(x, y)?;
    if x.told || y.told {
        return None;
    }
    let same_speaker = x.facts.speaker.is_some() && x.facts.speaker == y.facts.speaker;
    let days = match (x.as_of, y.as_of) {
        (Some(a), Some(b)) => b - a,
        _ => 0,
    };
    let values = || format!("{}: {}, {}", x.measure.as_str(), printed(x), printed(y));
    if x.measure != y.measure {
        let aside = x.facts.at.report != y.facts.at.report || x.facts.voice != y.facts.voice;
        let near = days.abs() <= 3 && !x.part && !y.part;
        let detail = format!("{}, {}", x.measure.as_str(), y.measure.as_str());
        return (aside && near && family(x.measure, y.measure) && place != Place::Narrower).then_some((
            K::DifferentMeasure,
            "another measure",
            detail,
        ));
    }
    let (part, detail) = match (x.of, y.of) {
        (a, b) if a == b => (false, String::new()),
        (Counted::Thing(_), _) | (_, Counted::Thing(_)) if x.of != Counted::All && y.of != Counted::All => {
            return None;
        }
        (Counted::All, Counted::Thing(_)) | (Counted::Thing(_), Counted::All) => (false, String::new()),
        (Counted::All, _) | (_, Counted::All) => {
            (true, format!("{}, {}", x.claim.quantities[x.quantity].of, y.claim.quantities[y.quantity].of))
        }
        _ => return None,
    };
    if x.part && y.part {
        return None;
    }
    let here = x.facts.at.report == y.facts.at.report;
    if here && (part || x.part != y.part || place == Place::Narrower) {
        return None;
    }
    if part || x.part != y.part {
        return Some((K::DifferentMeasure, "a part and its whole", detail));
    }
    let same_value = x.low == y.low && x.high == y.high;
    if !same_value
        && matches!((x.period, y.period), (Period::Day, Period::SoFar) | (Period::SoFar, Period::Day))
    {
        let toll = x.facts.when.kind == WhenKind::Dated && y.facts.when.kind == WhenKind::Dated && days == 0;
        if !toll && here {
            return None;
        }
        if !toll {
            return Some((K::DifferentMeasure, "one day and all so far", values()));
        }
    }
    if place == Place::Narrower {
        return Some((K::DifferentMeasure, "narrower place", values()));
    }
    let overlap = x.low <= y.high && y.low <= x.high;
    let (a, b) = (x.value(), y.value());
    let ratio = if a.min(b) > 0.0 {
        a.max(b) / a.min(b)
    } else if a == b {
        1.0
    } else {
        f64::INFINITY
    };
    if overlap {
        let open = |c: &Count| !c.low.is_finite() || !c.high.is_finite();
        let same = if open(x) && open(y) {
            ratio <= 1.02
        } else if open(x) || open(y) {
            ratio <= 1.25
        } else {
            true
        };
        if same {
            let rule = if x.exact() && y.exact() { "same figure" } else { "bounds that overlap" };
            return Some((K::Compatible, rule, values()));
        }
    }
    let later_print = match (x.published, y.published) {
        (Some(a), Some(b)) => b > a,
        _ => false,
    };
    if days > 0 {
        // A count that goes on by whoever keeps it; one that falls is an update only by the same hand.
        return Some(if b >= a || same_speaker || !grows(x.measure) {
            (K::LaterFigure, "holds for a later day", values())
        } else {
            // The dead do not come back: a smaller count of a later day says that the greater was wrong.
            let cannot = x.measure == Measure::Killed && !overlap && x.exact() && y.exact();
            let kind = if cannot { K::Contradicts } else { K::Differs };
            (kind, "smaller, for a later day, by another", values())
        });
    }
    if overlap {
        if later_print && b > a {
            return Some((K::LaterFigure, "printed later", values()));
        }
        return (!x.one_voice(y)).then(|| (K::Differs, "bounds that overlap, other values", values()));
    }
    if later_print && b > a && grows(x.measure) {
        return Some((K::LaterFigure, "printed later, for the same day", values()));
    }
    // Two numbers of one author are two counts: of two things, or of two hours.
    if x.one_voice(y) || here && (x.facts.voice.is_none() || y.facts.voice.is_none()) {
        return None;
    }
    Some((K::Contradicts, "bounds that do not meet, for the same day and place", values()))
}

#[derive(PartialEq, Eq)]
enum Place {
    Same,
    Narrower,
    Unknown,
}

fn place(x: &Count, y: &Count) -> Option<Place> {
    let (a, b) = (&x.facts.spots, &y.facts.spots);
    if a.is_empty() || b.is_empty() {
        return Some(Place::Unknown);
    }
    let best = a
        .iter()
        .flat_map(|s| b.iter().filter_map(move |t| Some((spots(s, t)?, s.id == t.id, s.grain, t.grain))));
    let (_, same, g, h) = best.max_by_key(|(points, same, ..)| (*same, *points))?;
    if same || g == h && g == Grain::Fine {
        Some(Place::Same)
    } else if g != h {
        Some(Place::Narrower)
    } else {
        None
    }
}

fn printed(c: &Count) -> String {
    let end = |v: f64| if v.is_finite() { v.to_string() } else { String::new() };
    if c.exact() { end(c.low) } else { format!("{}..{}", end(c.low), end(c.high)) }
}
