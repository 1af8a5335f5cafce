//! TimeMap's JSON (events, sources, associations): all values are strings, as its schemas ask. An event needs a day
//! or a latitude; a place that is no point gets no coordinates, since TimeMap would draw it as a pin.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::record::{Event, MARK, source};
use crate::shown::Shown;

pub(super) fn write(shown: &Shown<'_>, events: &[Event<'_>]) -> String {
    let drawn: Vec<&Event<'_>> = events
        .iter()
        .filter(|e| {
            let (a, b, _) = e.days();
            a.or(b).is_some() || e.place().and_then(|p| p.area).is_some_and(|a| a.pin)
        })
        .collect();
    let sources: BTreeSet<usize> = drawn.iter().flat_map(|e| &e.records).map(|r| r.at.report).collect();
    let all = json!({
        "events": drawn.iter().map(|e| event(e)).collect::<Vec<_>>(),
        "sources": sources.iter().map(|&i| {
            let s = source(shown, i);
            (s.id.clone(), json!({
                "id": s.id, "title": s.title.clone().unwrap_or_else(|| s.id.clone()),
                "paths": Vec::<String>::new(), "thumbnail": "", "url": s.url.unwrap_or_default(), "type": "Report",
                "description": format!("{}, {}; SHA-256 {}",
                    s.publisher.as_deref().unwrap_or("publisher not stated"),
                    s.published.map_or_else(|| "day not stated".to_string(), |d| d.to_string()), s.sha256),
            }))
        }).collect::<serde_json::Map<String, Value>>(),
        "associations": associations(&drawn),
    });
    super::json_text(&all)
}

fn event(e: &Event<'_>) -> Value {
    let (first, last, precision) = e.days();
    let place = e.place();
    let pin = place.and_then(|p| p.area).filter(|a| a.pin);
    let told: Vec<String> = e
        .records
        .iter()
        .map(|r| format!("{} ({}): “{}” [{}]", r.voice(), r.stance, r.text, r.citation()))
        .collect();
    let cited: BTreeSet<&str> = e.records.iter().map(|r| r.source.id.as_str()).collect();
    let kinds: BTreeSet<&str> = e.records.iter().filter_map(|r| r.plover).collect();
    json!({
        "id": e.id,
        "description": format!("{MARK}. {}", told.join(" ")),
        "date": first.or(last).map_or_else(String::new, |d| format!("{:02}/{:02}/{}", d.month(), d.day(), d.year())),
        "time": "",
        "time_precision": match (first, last) {
            (None, Some(_)) => "on or before",
            _ => precision.as_str(),
        },
        "location": place.map_or("", |p| p.name.as_str()),
        "latitude": pin.map_or_else(String::new, |a| a.lat.to_string()),
        "longitude": pin.map_or_else(String::new, |a| a.lon.to_string()),
        "category": e.records.iter().find_map(|r| r.plover).unwrap_or("No event type"),
        "associations": kinds,
        "sources": cited,
        "comments": e.grade.as_ref().map_or_else(String::new, |g| g.corroboration.as_str().to_string()),
    })
}

fn associations(events: &[&Event<'_>]) -> Vec<Value> {
    let kinds: BTreeSet<&str> = events.iter().flat_map(|e| &e.records).filter_map(|r| r.plover).collect();
    kinds
        .into_iter()
        .map(|k| json!({"id": k, "title": k, "desc": "PLOVER event type", "mode": "FILTER", "filter_paths": ["Event type", k]}))
        .collect()
}
