//! ACLED-like rows: one for each occurrence that ACLED has a type for, in its columns, then ours.
//!
//! Not ACLED data and not by ACLED's coders. Where its columns hold one value and reports hold several, ours behind
//! them hold the range: `fatalities` is the lowest number that anybody prints, blank (not nought) if none is printed.
//! Its codes for actors are not guessed; actor columns say nothing of direction, as with ACLED.

use tidings_mention::{Measure, PlacePrecision, TimePrecision};

use super::table::{Cell, Table};
use crate::record::{Event, MARK, list};

const ACLED: [&str; 18] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "actor2",
    "iso",
    "country",
    "admin1",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "notes",
];

const NUMBERS: [&str; 14] = [
    "year",
    "time_precision",
    "latitude",
    "longitude",
    "geo_precision",
    "fatalities",
    "fatalities_min",
    "fatalities_max",
    "injured_min",
    "injured_max",
    "centre_latitude",
    "centre_longitude",
    "radius_km",
    "voices",
];

const OURS: [&str; 18] = [
    "fatalities",
    "status_of_data",
    "first_day",
    "last_day",
    "fatalities_min",
    "fatalities_max",
    "fatalities_by_voice",
    "injured_min",
    "injured_max",
    "centre_latitude",
    "centre_longitude",
    "radius_km",
    "kind",
    "stances",
    "grade",
    "voices",
    "speakers",
    "citations",
];

pub(super) fn table(events: &[Event<'_>]) -> Table {
    let columns = ACLED.iter().chain(&OURS).map(|c| (*c, NUMBERS.contains(c))).collect();
    let coded = events.iter().filter(|e| e.telling().iter().any(|r| r.acled.0.is_some()));
    Table { columns, tags: None, rows: coded.map(row).collect() }
}

fn row(e: &Event<'_>) -> Vec<Cell> {
    let telling = e.telling();
    let code = telling.iter().find(|r| r.acled.1.is_some()).or(telling.iter().find(|r| r.acled.0.is_some()));
    let (kind, sub) = code.map_or((None, None), |r| r.acled);
    let (first, last, precision) = e.days();
    let place = e.place();
    let area = place.and_then(|p| p.area);
    let pin = place.and_then(|p| pinned(p.precision).then_some(p.area).flatten());
    let named = |f: &dyn Fn(&crate::record::Record) -> Vec<String>| -> String {
        let all: Vec<String> = telling.iter().flat_map(|r| f(r)).collect();
        list(all.iter().map(String::as_str))
    };
    let killed = e.range(Measure::Killed);
    let injured = e.range(Measure::Injured);
    let by_voice: Vec<String> =
        e.figures(Measure::Killed).iter().map(|(r, f)| format!("{}: {}", r.voice(), f.number())).collect();
    let publishers = list(e.records.iter().map(|r| r.source.publisher.as_deref().unwrap_or(&r.source.id)));
    let day = first.filter(|_| precision != TimePrecision::None || first == last).or(last);
    let date_precision = match precision {
        TimePrecision::Day if first == last && first.is_some() => Some(1.0),
        TimePrecision::Day | TimePrecision::Week if first.is_some() => Some(2.0),
        TimePrecision::Month if first.is_some() => Some(3.0),
        _ => None,
    };
    let note = |r: &&crate::record::Record| format!("{} {}: {}", r.voice(), r.stance, r.text);
    vec![
        e.id.as_str().into(),
        day.into(),
        day.map(|d| f64::from(d.year())).into(),
        date_precision.into(),
        kind.map(disorder).into(),
        kind.into(),
        sub.into(),
        named(&|r| r.actors.clone()).into(),
        named(&|r| r.recipients.clone()).into(),
        place.map(|p| p.country.as_str()).into(),
        place.map(|p| p.country.as_str()).into(),
        place.map(|p| p.division.as_str()).into(),
        place.map(|p| p.name.as_str()).into(),
        pin.map(|a| a.lat).into(),
        pin.map(|a| a.lon).into(),
        place.and_then(|p| p.codes).map(|c| f64::from(c.acled)).into(),
        publishers.into(),
        e.records.iter().map(note).collect::<Vec<_>>().join(" / ").into(),
        killed.and_then(|(min, _)| min).into(),
        MARK.into(),
        first.into(),
        last.into(),
        killed.and_then(|(min, _)| min).into(),
        killed.and_then(|(_, max)| max).into(),
        list(by_voice.iter().map(String::as_str)).into(),
        injured.and_then(|(min, _)| min).into(),
        injured.and_then(|(_, max)| max).into(),
        area.map(|a| a.lat).into(),
        area.map(|a| a.lon).into(),
        area.map(|a| a.radius_km).into(),
        list(e.records.iter().map(|r| r.kind.as_str())).into(),
        list(e.records.iter().map(|r| r.stance)).into(),
        e.grade
            .as_ref()
            .map(|g| format!("{}, credibility {}", g.corroboration.as_str(), g.credibility))
            .into(),
        e.voices().len().into(),
        list(e.voices()).into(),
        e.citations().into(),
    ]
}

fn disorder(event: &str) -> &'static str {
    match event {
        "Protests" | "Riots" => "Demonstrations",
        "Strategic developments" => "Strategic developments",
        _ => "Political violence",
    }
}

/// A pin is honest only for a town, a site, or "near" one.
fn pinned(p: PlacePrecision) -> bool {
    matches!(p, PlacePrecision::Point | PlacePrecision::Settlement)
}
