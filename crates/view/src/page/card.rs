//! What the list prints of a claim, and everything about one.

use tidings_claim::codes::{ACLED, PLOVER_TYPES};
use tidings_claim::{Certainty, Claim, PlaceRole, Polarity, Stance};
use tidings_ledger::decision::field;
use tidings_ledger::{ClaimRef, Corroboration};
use tidings_mention::Measure;

use super::{Against, Book, Card, ClaimDetail, Field, GradeView, Joined, Link, Note};
use crate::record::{self, Record};
use crate::words;

impl Book<'_> {
    /// What the list prints of the claim of that number.
    pub fn card(&self, n: usize) -> Option<Card> {
        let at = self.claim(n)?;
        Some(self.card_of(n, &self.record(at)))
    }

    fn card_of(&self, n: usize, r: &Record) -> Card {
        Card {
            n,
            id: self.id(r.at).to_string(),
            text: r.text.clone(),
            before: r.before.clone(),
            after: r.after.clone(),
            masked: r.masked,
            voice: r.voice().to_string(),
            chain: r.chain.iter().map(|(role, name)| Link { role, name: name.clone() }).collect(),
            evidence: r.evidence.clone(),
            verb: words::stance_of(r).to_string(),
            figures: r.figures.iter().map(figure).collect(),
            places: r.places.iter().map(place).collect(),
            time: if r.is_dated() { words::time(r.start, r.end, r.basis) } else { String::new() },
            notes: self.shown().ledger.reviews.notes_of(r.at).count(),
        }
    }

    /// Everything about the claim of that number.
    pub fn detail(&self, n: usize) -> Option<ClaimDetail> {
        let at = self.claim(n)?;
        let (shown, ledger) = (self.shown(), self.shown().ledger);
        let r = self.record(at);
        let note = |(text, id): (&str, u64)| {
            let d = self.decisions.iter().find(|d| d.id == id);
            Note {
                decision: id,
                who: d.map(|d| d.who.clone()).unwrap_or_default(),
                at: d.map(|d| d.at.clone()).unwrap_or_default(),
                text: shown.words(at.report, text),
            }
        };
        let decided = self.decisions_on(at);
        Some(ClaimDetail {
            card: self.card_of(n, &r),
            report: at.report,
            span: r.span,
            fields: self.fields(at),
            notes_list: ledger.reviews.notes_of(at).map(note).collect(),
            decisions: decided.into_iter().map(|d| self.decision(d)).collect(),
            conflicts: self.against(at),
            grade: self.grade(at),
            joined: self.joined(at),
            actors: r.actors,
            recipients: r.recipients,
        })
    }

    fn against(&self, at: ClaimRef) -> Vec<Against> {
        let one = |c: &tidings_ledger::Conflict| {
            let other = match at {
                _ if c.a == at => c.b,
                _ if c.b == at => c.a,
                _ => return None,
            };
            Some(Against {
                n: self.number(other)?,
                id: self.id(other).to_string(),
                kind: c.kind.as_str(),
                because: self.evidence(&[at.report, other.report], &c.because),
            })
        };
        let own = self.conflicts.get(&at).into_iter().flatten();
        own.filter_map(|i| one(&self.shown().ledger.conflicts[*i as usize])).collect()
    }

    fn grade(&self, at: ClaimRef) -> Option<GradeView> {
        let o = &self.shown().ledger.occurrences[*self.occurrence.get(&at)? as usize];
        let reports = o.claims.iter().map(|at| at.report);
        (o.grade.corroboration != Corroboration::NotGraded).then(|| GradeView {
            corroboration: o.grade.corroboration.as_str(),
            credibility: o.grade.credibility,
            because: o.grade.because.iter().map(|b| self.shown().words_of(reports.clone(), b)).collect(),
        })
    }

    fn joined(&self, at: ClaimRef) -> Vec<Joined> {
        let Some(&o) = self.occurrence.get(&at) else { return Vec::new() };
        let o = &self.shown().ledger.occurrences[o as usize];
        let others = o.claims.iter().copied().filter(|c| *c != at);
        let why = |other: ClaimRef| {
            let pair =
                o.joined_by.iter().find(|(a, b, _)| (*a, *b) == (at, other) || (*b, *a) == (at, other));
            pair.map_or_else(Vec::new, |(_, _, e)| self.evidence(&[at.report, other.report], e))
        };
        others
            .filter_map(|other| {
                Some(Joined { n: self.number(other)?, id: self.id(other).to_string(), because: why(other) })
            })
            .collect()
    }

    /// The fields that may be edited, as [`Edit`](tidings_ledger::decision::Edit) reads them.
    fn fields(&self, at: ClaimRef) -> Vec<Field> {
        let c = self.shown().ledger.claim(at);
        let value = |name: &str| self.shown().words(at.report, &field(c, name).unwrap_or_default());
        let closed =
            |name, choices: Vec<&'static str>| Field { name, value: value(name), choices: Some(choices) };
        let or_none = |value: String| if value.is_empty() { "none".to_string() } else { value };
        let types = PLOVER_TYPES.into_iter().chain(["none"]).collect();
        let subs = ACLED.iter().flat_map(|(_, subs)| subs.iter().copied()).chain(["none"]).collect();
        let plover = c.plover.kind.iter().chain(&c.plover.modes).copied().collect::<Vec<_>>().join(" ");
        let mut out = vec![
            Field { name: "speaker", value: or_none(value("speaker")), choices: None },
            closed("stance", Stance::ALL.iter().map(|v| v.as_str()).collect()),
            closed("certainty", Certainty::ALL.iter().map(|v| v.as_str()).collect()),
            closed("polarity", Polarity::ALL.iter().map(|v| v.as_str()).collect()),
            Field { name: "plover", value: or_none(plover), choices: Some(types) },
            Field {
                name: "acled",
                value: or_none(c.acled.sub_event.unwrap_or_default().to_string()),
                choices: Some(subs),
            },
            Field { name: "place", value: or_none(self.places(at, c)), choices: None },
            Field { name: "time", value: or_none(value("time")), choices: None },
        ];
        let mut measures: Vec<Measure> = Vec::new();
        for q in c.quantities.iter().filter(|q| !q.part) {
            if !measures.contains(&q.measure) {
                measures.push(q.measure);
                let slot = format!("quantities.{}", q.measure.as_str());
                let said = value(&slot);
                // Several figures of a measure are several sentences: the first is offered.
                let first = said.split("; ").next().unwrap_or_default();
                let value = format!("{}={first}", q.measure.as_str());
                out.push(Field { name: "quantity", value, choices: None });
            }
        }
        out
    }

    /// Where it happened, by name: a name that the report knows brings its point along.
    fn places(&self, at: ClaimRef, c: &Claim) -> String {
        let here = c.places.iter().filter(|p| p.role == PlaceRole::Event);
        here.map(|p| self.shown().words(at.report, &p.name)).collect::<Vec<_>>().join("; ")
    }
}

/// "near Kyiv", "Kherson Oblast", "from Minsk".
pub(super) fn place(p: &record::Place) -> String {
    let way = way(p).unwrap_or_default();
    let near = if p.near { "near " } else { "" };
    let open = if p.area.is_none() { " (not located)" } else { "" };
    format!("{way}{near}{}{open}", p.name)
}

/// How a way leads there or away from there.
pub(super) fn way(p: &record::Place) -> Option<&'static str> {
    match p.role {
        PlaceRole::Origin => Some("from "),
        PlaceRole::Destination => Some("to "),
        PlaceRole::Event | PlaceRole::Target | PlaceRole::Topic => None,
    }
}

/// "2 killed (children)", "at least 15 injured", "age 61".
fn figure(f: &record::Figure) -> String {
    let (n, what) = (f.number(), words::measure(f.measure));
    let of = words::counted(&f.of);
    let of = if of.is_empty() { of } else { format!(" ({of})") };
    match f.measure {
        Measure::Other | Measure::Places => format!("{n}{of}"),
        m if words::telling(m) => format!("{n} {what}{of}"),
        _ => format!("{what} {n}{of}"),
    }
}
