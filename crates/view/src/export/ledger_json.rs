//! `ledger-json`: events, figures, conflicts and copies, for programs. `docs/exports.md` tells its fields.

use serde_json::{Value, json};
use tidings_ledger::ClaimRef;

use crate::record::{Event, MARK, Record};
use crate::shown::Shown;

pub(super) fn write(shown: &Shown<'_>, records: &[Record], events: &[Event<'_>]) -> String {
    let at = |r: ClaimRef| -> Option<&Record> {
        records.binary_search_by_key(&r, |x| x.at).ok().map(|i| &records[i])
    };
    let told = events.iter().filter(|e| e.grade.is_some() || e.records.iter().any(|r| r.plover.is_some()));
    let all = json!({
        "status": MARK,
        "events": told.map(event).collect::<Vec<_>>(),
        "figures": figures(shown, &at),
        "conflicts": shown.ledger.conflicts.iter().filter_map(|c| {
            let (a, b) = (at(c.a)?, at(c.b)?);
            Some(json!({
                "kind": c.kind.as_str(), "measure": c.measure.map(|m| m.as_str()), "a": claim(a), "b": claim(b),
                "because": c.because.iter().map(|e| shown.words_of([c.a.report, c.b.report], &format!("{}: {}", e.rule, e.detail))).collect::<Vec<_>>(),
            }))
        }).collect::<Vec<_>>(),
        "copies": shown.ledger.copies.iter().map(|g| g.iter().map(|&i| shown.id(i)).collect::<Vec<_>>()).collect::<Vec<_>>(),
    });
    super::json_text(&all)
}

fn claim(r: &Record) -> Value {
    json!({
        "claim": r.id, "report": r.source.id, "start": r.span.0, "end": r.span.1, "text": r.text,
        "speaker": r.speaker, "stance": r.stance,
    })
}

fn event(e: &Event<'_>) -> Value {
    let (first, last, precision) = e.days();
    let mut reports: Vec<&str> = e.records.iter().map(|r| r.source.id.as_str()).collect();
    reports.dedup();
    json!({
        "id": e.id,
        "reports": reports,
        "type": e.telling().iter().find_map(|r| r.plover),
        "place": e.place().map(|p| p.name.as_str()),
        "start": first.map(|d| d.to_string()),
        "end": last.map(|d| d.to_string()),
        "precision": precision.as_str(),
        "grade": e.grade.as_ref().map(|g| json!({
            "corroboration": g.corroboration.as_str(), "credibility": g.credibility, "voices": g.voices,
            "reports": g.reports, "because": g.because,
        })),
        "claims": e.records.iter().map(|r| claim(r)).collect::<Vec<_>>(),
    })
}

fn figures<'r>(shown: &Shown<'_>, at: &dyn Fn(ClaimRef) -> Option<&'r Record>) -> Vec<Value> {
    let series = shown.ledger.figures.iter();
    series
        .filter_map(|s| {
            let reports = || s.points.iter().map(|p| p.claim.report);
            let points: Vec<Value> = s
                .points
                .iter()
                .filter_map(|p| {
                    let r = at(p.claim)?;
                    let q = &shown.ledger.claim(p.claim).quantities[p.quantity];
                    let span = shown.points(p.claim.report, q.span);
                    Some(json!({
                        "report": r.source.id, "as_of": p.as_of.map(|d| d.to_string()), "min": q.min, "max": q.max,
                        "of": shown.words(p.claim.report, &q.of), "start": span.0, "end": span.1, "claim": r.id,
                    }))
                })
                .collect();
            (!points.is_empty()).then(|| {
                json!({
                    "measure": s.measure.as_str(),
                    "place": if s.place.is_empty() { Value::Null } else { shown.words_of(reports(), &s.place).into() },
                    "speaker": s.speaker.as_deref().map(|name| shown.words_of(reports(), name)),
                    "points": points,
                })
            })
        })
        .collect()
}
