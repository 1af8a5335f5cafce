//! The situation as the page loads it: every list by column, every word once. A hundred thousand claims are then half the
//! bytes, mostly short numbers rather than objects that name their fields again and again. The page makes the rows
//! of it in `web/src/api/packed.ts`.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Claims, Day, Lists, Place, Rejected, Report, Situation};

/// A situation by column. Words are indices into `words`, -1 = none.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Packed<'s> {
    pub version: &'s str,
    pub name: &'s str,
    pub banner: &'s str,
    pub last_decision: u64,
    pub as_of: Day,
    pub lists: &'s Lists,
    pub words: Vec<&'s str>,
    pub reports: &'s [Report],
    pub names: &'s [String],
    pub places: &'s [Place],
    pub claims: Columns<'s>,
    pub figures: Figures,
    pub parties: Parties,
    pub events: Events<'s>,
    pub series: Histories,
    pub points: Points,
    pub conflicts: Conflicts,
    pub rejected: &'s [Rejected],
    pub waiting: Waits,
}

/// What is said of every claim.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Columns<'s> {
    pub id: &'s [String],
    pub report: &'s [i32],
    pub kind: &'s [i32],
    pub speaker: &'s [i32],
    pub stance: &'s [i32],
    pub certainty: &'s [i32],
    pub tier: &'s [i32],
    pub tie: &'s [i32],
    pub negated: &'s [i32],
    pub plover: &'s [i32],
    pub acled_event: &'s [i32],
    pub acled_sub: &'s [i32],
    pub place: &'s [i32],
    pub start: &'s [Day],
    pub end: &'s [Day],
    pub precision: &'s [i32],
    pub dated: &'s [i32],
    pub event: &'s [i32],
    pub review: &'s [i32],
    pub graphic: &'s [i32],
}

/// Columns of [`super::Figure`].
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Figures {
    pub claim: Vec<usize>,
    pub measure: Vec<i32>,
    pub min: Vec<Option<f64>>,
    pub max: Vec<Option<f64>>,
    pub of: Vec<i32>,
    pub part: Vec<u8>,
}

/// Columns of [`super::Party`].
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Parties {
    pub claim: Vec<usize>,
    pub recipient: Vec<u8>,
    pub name: Vec<i32>,
}

/// Columns of [`super::Event`]; its claims are those that name it, in their order.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Events<'s> {
    pub id: Vec<&'s str>,
    pub title: Vec<i32>,
    pub reports: Vec<usize>,
    pub voices: Vec<usize>,
    pub plover: Vec<i32>,
    pub place: Vec<i32>,
    pub start: Vec<Day>,
    pub end: Vec<Day>,
    pub kind: Vec<i32>,
    pub corroboration: Vec<i32>,
    pub credibility: Vec<u8>,
    pub because: Vec<(usize, Vec<i32>)>,
}

/// Columns of [`super::Series`].
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Histories {
    pub measure: Vec<i32>,
    pub place: Vec<i32>,
    pub speaker: Vec<i32>,
    pub daily: Vec<u8>,
    pub points: Vec<usize>,
}

/// Columns of [`super::Point`], history after history.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Points {
    pub claim: Vec<usize>,
    pub as_of: Vec<Day>,
    pub min: Vec<Option<f64>>,
    pub max: Vec<Option<f64>>,
    pub of: Vec<i32>,
    pub words: Vec<i32>,
}

/// Columns of [`super::Conflict`].
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Conflicts {
    pub kind: Vec<i32>,
    pub measure: Vec<i32>,
    pub a: Vec<usize>,
    pub b: Vec<usize>,
    pub because: Vec<Vec<i32>>,
}

/// Columns of [`super::Waiting`].
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Waits {
    pub claim: Vec<usize>,
    pub why: Vec<i32>,
}

impl<'s> Packed<'s> {
    /// All of a situation.
    pub fn of(s: &'s Situation) -> Self {
        let mut words = Words::default();
        let mut figures = Figures::default();
        for f in &s.claims.figures {
            figures.claim.push(f.claim);
            figures.measure.push(f.measure);
            figures.min.push(f.min);
            figures.max.push(f.max);
            figures.of.push(words.of(&f.of));
            figures.part.push(f.part.into());
        }
        let mut parties = Parties::default();
        for p in &s.claims.parties {
            parties.claim.push(p.claim);
            parties.recipient.push((p.role == "recipient").into());
            parties.name.push(p.name);
        }
        let mut waiting = Waits::default();
        for w in &s.waiting {
            waiting.claim.push(w.claim);
            waiting.why.push(words.of(&w.why));
        }
        let (series, points) = histories(s, &mut words);
        Self {
            version: &s.version,
            name: &s.name,
            banner: &s.banner,
            last_decision: s.last_decision,
            as_of: s.as_of,
            lists: &s.lists,
            reports: &s.reports,
            names: &s.names,
            places: &s.places,
            claims: columns(&s.claims),
            figures,
            parties,
            events: events(s, &mut words),
            series,
            points,
            conflicts: conflicts(s, &mut words),
            rejected: &s.rejected,
            waiting,
            words: words.list,
        }
    }
}

fn columns(c: &Claims) -> Columns<'_> {
    Columns {
        id: &c.id,
        report: &c.report,
        kind: &c.kind,
        speaker: &c.speaker,
        stance: &c.stance,
        certainty: &c.certainty,
        tier: &c.tier,
        tie: &c.tie,
        negated: &c.negated,
        plover: &c.plover,
        acled_event: &c.acled_event,
        acled_sub: &c.acled_sub,
        place: &c.place,
        start: &c.start,
        end: &c.end,
        precision: &c.precision,
        dated: &c.dated,
        event: &c.event,
        review: &c.review,
        graphic: &c.graphic,
    }
}

fn events<'s>(s: &'s Situation, words: &mut Words<'s>) -> Events<'s> {
    let mut out = Events::default();
    for (n, e) in s.events.iter().enumerate() {
        out.id.push(&e.id);
        out.title.push(words.of(&e.title));
        out.reports.push(e.reports);
        out.voices.push(e.voices);
        out.plover.push(e.plover);
        out.place.push(e.place);
        out.start.push(e.start);
        out.end.push(e.end);
        out.kind.push(e.kind);
        out.corroboration.push(e.grade.as_ref().map_or(-1, |g| g.corroboration));
        out.credibility.push(e.grade.as_ref().map_or(0, |g| g.credibility));
        if let Some(g) = e.grade.as_ref().filter(|g| !g.because.is_empty()) {
            out.because.push((n, words.all(&g.because)));
        }
    }
    out
}

fn histories<'s>(s: &'s Situation, words: &mut Words<'s>) -> (Histories, Points) {
    let (mut series, mut points) = (Histories::default(), Points::default());
    for h in &s.series {
        series.measure.push(h.measure);
        series.place.push(h.place.as_deref().map_or(-1, |w| words.of(w)));
        series.speaker.push(h.speaker.as_deref().map_or(-1, |w| words.of(w)));
        series.daily.push(h.daily.into());
        series.points.push(h.points.len());
        for p in &h.points {
            points.claim.push(p.claim);
            points.as_of.push(p.as_of);
            points.min.push(p.min);
            points.max.push(p.max);
            points.of.push(words.of(&p.of));
            points.words.push(words.of(&p.words));
        }
    }
    (series, points)
}

fn conflicts<'s>(s: &'s Situation, words: &mut Words<'s>) -> Conflicts {
    let mut out = Conflicts::default();
    for c in &s.conflicts {
        out.kind.push(c.kind);
        out.measure.push(c.measure);
        out.a.push(c.a);
        out.b.push(c.b);
        out.because.push(words.all(&c.because));
    }
    out
}

/// Words, each once.
#[derive(Default)]
struct Words<'s> {
    list: Vec<&'s str>,
    at: FxHashMap<&'s str, i32>,
}

impl<'s> Words<'s> {
    fn of(&mut self, word: &'s str) -> i32 {
        *self.at.entry(word).or_insert_with(|| {
            self.list.push(word);
            self.list.len() as i32 - 1
        })
    }

    fn all(&mut self, words: &'s [String]) -> Vec<i32> {
        words.iter().map(|w| self.of(w)).collect()
    }
}
