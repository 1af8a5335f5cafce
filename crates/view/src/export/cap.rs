//! Common Alerting Protocol 1.2, one `alert` with an `info` for each occurrence that is said to have happened.
//!
//! The status is always Draft and the scope Private: what newspapers say is no warning. A person who signs makes
//! an alert of it, not this program. Certainty is never Observed.

use std::fmt::Write;

use jiff::civil::Date;

use super::xml::element;
use crate::record::{Event, MARK, Record, list};
use crate::shown::Shown;
use crate::words;
use tidings_ledger::Kind;

pub(super) fn write(shown: &Shown<'_>, events: &[Event<'_>]) -> String {
    let last = shown.ledger.reports.iter().filter_map(|r| r.document.meta.published).max();
    let told = |e: &&Event<'_>| {
        e.records.iter().any(|r| {
            r.kind == Kind::Happened && r.polarity == "+" && r.plover.is_some() && r.tier != "headline"
        })
    };
    let told: Vec<&Event<'_>> = events.iter().filter(told).collect();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
    element(&mut out, 1, "identifier", &identifier(&told));
    element(&mut out, 1, "sender", "tidings");
    // No clock is read: the day of the latest report, at its start. Never "Z", says the standard.
    element(&mut out, 1, "sent", &format!("{}T00:00:00-00:00", last.unwrap_or(Date::constant(1970, 1, 1))));
    element(&mut out, 1, "status", "Draft");
    element(&mut out, 1, "msgType", "Alert");
    element(&mut out, 1, "scope", "Private");
    element(&mut out, 1, "addresses", "editor");
    element(&mut out, 1, "note", &format!("{MARK}; a draft for an editor, not a warning"));
    for e in told {
        info(&mut out, e);
    }
    out.push_str("</alert>\n");
    out
}

/// The same for the same occurrences.
fn identifier(events: &[&Event<'_>]) -> String {
    let hash = events
        .iter()
        .flat_map(|e| e.id.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("tidings-{hash:016x}")
}

fn info(out: &mut String, e: &Event<'_>) {
    let telling = e.telling();
    let first: &Record = telling[0];
    let (from, to, _) = e.days();
    let place = e.place();
    out.push_str(" <info>\n");
    element(out, 2, "language", first.source.lang.as_deref().unwrap_or("en"));
    element(out, 2, "category", category(first));
    element(out, 2, "event", first.acled.1.or(first.plover).unwrap_or("report"));
    element(out, 2, "urgency", "Unknown");
    element(out, 2, "severity", "Unknown");
    element(out, 2, "certainty", certainty(e));
    if let Some(day) = from {
        element(out, 2, "onset", &format!("{day}T00:00:00-00:00"));
    }
    element(out, 2, "senderName", &format!("{}, as reported", list(telling.iter().map(|r| r.voice()))));
    let place_name = place.map_or("place not stated", |p| p.name.as_str());
    let day = from.or(to).map_or_else(|| "day not stated".to_string(), words::date);
    element(out, 2, "headline", &format!("Reported: {place_name}, {day} ({MARK})"));
    let told: Vec<String> =
        e.records.iter().map(|r| format!("{}: “{}” [{}]", r.voice(), r.text, r.citation())).collect();
    element(out, 2, "description", &told.join(" "));
    for r in &e.records {
        let _ = write!(out, "  <parameter>\n   <valueName>tidings:citation</valueName>\n");
        element(out, 3, "value", &r.citation());
        out.push_str("  </parameter>\n");
    }
    out.push_str("  <area>\n");
    element(out, 3, "areaDesc", place_name);
    if let Some(a) = place.and_then(|p| p.area) {
        element(out, 3, "circle", &format!("{},{} {}", a.lat, a.lon, a.radius_km));
    }
    if let Some(p) = place.filter(|p| !p.division.is_empty()) {
        out.push_str("   <geocode>\n");
        element(out, 4, "valueName", "ISO 3166-2");
        element(out, 4, "value", &p.division);
        out.push_str("   </geocode>\n");
    }
    out.push_str("  </area>\n </info>\n");
}

fn category(r: &Record) -> &'static str {
    match r.plover {
        Some("AID") => "Rescue",
        Some("ASSAULT" | "MOBILIZE" | "COERCE" | "PROTEST" | "THREATEN") => "Security",
        _ => "Other",
    }
}

/// As sure as the surest speaker sounds, one step down: nobody here has seen it.
fn certainty(e: &Event<'_>) -> &'static str {
    let sure = |c: &str| e.telling().iter().any(|r| r.certainty == c);
    if sure("certain") {
        "Likely"
    } else if sure("probable") || sure("possible") {
        "Possible"
    } else {
        "Unknown"
    }
}
