//! Marks: what a claim has besides words, written as words, so that one index finds all of it.
//!
//! A mark is a letter and the number of a name: `b17` is "said by name 17". Names (speakers, places, types) are kept
//! once each, with a full-text index of their own, so that `by:ministry` first finds the names and then their marks.
//! A place has a mark for each of its names and one for its point on the map, which has its country's codes: names and
//! points come again and again, so that few are new however many claims there are, where a name with its point and the
//! words of the day would be another one nearly every time.
//! Stretches of days are few, too, and kept once each; a figure's mark has its measure and its power of two, so that
//! bounds find a little too much. What nearly all claims have (stance `assert`, tier `body`) narrows nothing and gets no mark.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use tidings_claim::{Claim, Stance, Tier};
use tidings_ledger::Report;
use tidings_ledger::query::{Comparison, Field, Folded};
use tidings_mention::{Candidate, Measure};

use crate::engine::{Engine, Named, Result, Side, Value};
use crate::question::Ask;

/// Mark of a claim without a speaker: the publisher's own voice.
pub(crate) const OWN_VOICE: &str = "n";

/// The letter of a field's marks; `None` = the index does not know this field.
pub(crate) fn letter(field: Field) -> Option<char> {
    Some(match field {
        Field::By => 'b',
        Field::Via => 'v',
        Field::From => 'f',
        Field::Who => 'w',
        Field::Place => 'p',
        Field::Type => 't',
        Field::Stance => 's',
        Field::Tier => 'h',
        _ => return None,
    })
}

/// Whether all claims with this value of a field are marked.
pub(crate) fn is_marked(field: Field, value: &str) -> bool {
    match field {
        Field::Stance => value != Stance::Assert.as_str(),
        Field::Tier => value != Tier::Body.as_str(),
        _ => true,
    }
}

/// Days since 1970.
pub(crate) fn day(day: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// A claim's days, as [`Query::holds`](tidings_ledger::Query::holds) takes them; `None` = it has no day.
fn days(c: &Claim) -> Option<(i64, i64)> {
    let first = day(c.time.start.or(c.time.end)?);
    Some((first, c.time.end.map_or(i64::MAX, day)))
}

/// Most powers of two that figures are told apart by.
const POWERS: u32 = 64;

/// The power of two of a number; what is below one is 0.
fn power(n: f64) -> u32 {
    // A number out of range comes out as the end of it.
    (n.max(1.0).log2() as u32).min(POWERS - 1)
}

/// The question for the figures of a measure whose bound compares so with `n`, by its power of two: of the lower bound
/// `q`, of an upper one of another power `r`. `None` = figures of any size.
pub(crate) fn figures(measure: Measure, bound: Option<(Comparison, f64)>) -> Ask {
    let number = number(measure);
    let list = |letter: char, powers: Range<u32>| {
        Ask::Marks(powers.map(|p| format!("{letter}{number}x{p}")).collect())
    };
    let Some((how, n)) = bound else { return Ask::Begun(format!("q{number}x")) };
    let at = power(n);
    match how {
        Comparison::AtLeast | Comparison::MoreThan => list('q', at..POWERS),
        Comparison::AtMost | Comparison::LessThan => list('q', 0..at + 1),
        Comparison::Is => {
            let over = Ask::All(vec![list('q', 0..at + 1), list('r', at..POWERS)]);
            Ask::Any(vec![list('q', at..at + 1), over])
        }
    }
}

fn number(measure: Measure) -> usize {
    Measure::ALL.iter().position(|m| *m == measure).unwrap_or(Measure::ALL.len())
}

/// The names of a file while a step adds to it.
pub(crate) struct Names<'t> {
    pub(crate) engine: &'t dyn Engine,
    pub(crate) side: Side,
    known: HashMap<String, i64>,
    stretches: HashMap<(i64, i64), i64>,
}

impl<'t> Names<'t> {
    pub(crate) fn new(engine: &'t dyn Engine, side: Side) -> Self {
        Self { engine, side, known: HashMap::new(), stretches: HashMap::new() }
    }

    /// The marks of a claim, as words.
    pub(crate) fn marks(&mut self, report: &Report, c: &Claim) -> Result<String> {
        let mut names: Vec<(char, &str)> = Vec::new();
        names.extend(report.document.meta.publisher.as_deref().map(|p| ('f', p)));
        names.extend(c.speaker.as_deref().map(|s| ('b', s)));
        names.extend(c.chain.iter().map(|link| ('v', link.who.as_str())));
        names.extend(c.evidence.iter().map(|e| ('v', e.name.as_str())));
        names.extend(c.actors.iter().chain(&c.recipients).map(|p| ('w', p.name.as_str())));
        let types = [c.plover.kind, c.acled.event, c.acled.sub_event];
        names.extend(types.into_iter().flatten().map(|t| ('t', t)));
        let coded = [(Field::Stance, 's', c.stance.as_str()), (Field::Tier, 'h', c.tier.as_str())];
        names.extend(coded.into_iter().filter(|(f, _, v)| is_marked(*f, v)).map(|(_, l, v)| (l, v)));
        let mut marks = Vec::with_capacity(names.len() + c.places.len() + 1);
        for (letter, name) in names {
            marks.push(format!("{letter}{}", self.id(name, None)?));
        }
        for p in &c.places {
            let printed = p.span.map(|s| s.slice(&report.document.text));
            let known = p.at.as_ref().map(|at| at.name.as_str());
            for name in
                [Some(p.name.as_str()), printed, known].into_iter().flatten().filter(|n| !n.is_empty())
            {
                marks.push(format!("p{}", self.id(name, None)?));
            }
            if let Some(at) = &p.at {
                marks.push(format!("p{}", self.id(&point_key(at), Some(at))?));
            }
        }
        for q in c.quantities.iter().filter(|q| q.printed) {
            let Some((low, high)) = q.min.or(q.max).zip(q.max.or(q.min)) else { continue };
            let (number, low, high) = (number(q.measure), power(low), power(high));
            marks.push(format!("q{number}x{low}"));
            marks.extend((low != high).then(|| format!("r{number}x{high}")));
        }
        if let Some(days) = days(c) {
            marks.push(format!("d{}", self.stretch(days)?));
        }
        if c.speaker.is_none() {
            marks.push(OWN_VOICE.into());
        }
        marks.sort_unstable();
        marks.dedup();
        Ok(marks.join(" "))
    }

    /// The number of a stretch of days; one that is new gets one.
    fn stretch(&mut self, days: (i64, i64)) -> Result<i64> {
        if let Some(id) = self.stretches.get(&days) {
            return Ok(*id);
        }
        let values = [Value::Int(days.0), Value::Int(days.1)];
        let id = self.numbered(
            "SELECT id FROM @stretch WHERE first = $1 AND last = $2",
            "INSERT INTO @stretch(first, last) VALUES ($1, $2) RETURNING id",
            &values,
        )?;
        self.stretches.insert(days, id.0);
        Ok(id.0)
    }

    /// The number of a name, or of a point under a key that is no name; one that is new gets one.
    fn id(&mut self, key: &str, point: Option<&Candidate>) -> Result<i64> {
        if let Some(id) = self.known.get(key) {
            return Ok(*id);
        }
        let (id, new) = self.numbered(
            "SELECT id FROM @name WHERE text = $1",
            "INSERT INTO @name(text) VALUES ($1) RETURNING id",
            &[Value::Text(key)],
        )?;
        if new {
            let words = point.map_or_else(
                || key.to_owned(),
                |at| format!("{} {}", at.country, at.iso3166_2.as_deref().unwrap_or_default()),
            );
            let words = Folded::new(&words).to_string();
            let named = Named { id, words, at: point.map(|at| (at.lon, at.lat)) };
            self.engine.index_name(self.side, &named)?;
        }
        self.known.insert(key.to_owned(), id);
        Ok(id)
    }

    /// The number of a row, and whether it had to be made.
    fn numbered(&self, look: &str, make: &str, values: &[Value]) -> Result<(i64, bool)> {
        let first = |sql: &str| self.engine.first(&self.side.sql(sql), values, |row| row.int(0));
        match first(look)? {
            Some(id) => Ok((id, false)),
            None => Ok((first(make)?.unwrap_or_default(), true)),
        }
    }
}

/// A point of the map with the codes that a question may go by.
fn point_key(at: &Candidate) -> String {
    let iso = at.iso3166_2.as_deref().unwrap_or_default();
    format!("\u{1f}{}\u{1f}{iso}\u{1f}{}\u{1f}{}", at.country, at.lat, at.lon)
}
