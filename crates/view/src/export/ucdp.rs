//! UCDP-like rows: one for each occurrence with at least one death by somebody's word, in the columns of UCDP GED,
//! then ours.
//!
//! Not UCDP data. `low` and `high` are the lowest and highest bound that is printed; `best` is filled only where all
//! voices give the same number: to choose between them would be to say who is right. Deaths are not split by side.

use tidings_mention::{Measure, PlacePrecision, TimePrecision};

use super::table::{Cell, Table};
use crate::record::{Event, MARK, Record, list};

const COLUMNS: [(&str, bool); 27] = [
    ("id", false),
    ("year", true),
    ("date_start", false),
    ("date_end", false),
    ("date_prec", true),
    ("side_a", false),
    ("side_b", false),
    ("country", false),
    ("adm_1", false),
    ("where_coordinates", false),
    ("where_prec", true),
    ("latitude", true),
    ("longitude", true),
    ("deaths_unknown", true),
    ("best", true),
    ("low", true),
    ("high", true),
    ("number_of_sources", true),
    ("source_article", false),
    ("event_clarity", true),
    ("status_of_data", false),
    ("deaths_by_voice", false),
    ("radius_km", true),
    ("high_is_open", false),
    ("grade", false),
    ("speakers", false),
    ("citations", false),
];

pub(super) fn table(events: &[Event<'_>]) -> Table {
    let deadly =
        |e: &&Event<'_>| e.range(Measure::Killed).is_some_and(|(_, max)| max.is_none_or(|m| m >= 1.0));
    Table { columns: COLUMNS.to_vec(), tags: None, rows: events.iter().filter(deadly).map(row).collect() }
}

fn row(e: &Event<'_>) -> Vec<Cell> {
    let (first, last, precision) = e.days();
    let place = e.place();
    let pin = place.filter(|p| matches!(p.precision, PlacePrecision::Point | PlacePrecision::Settlement));
    let pin = pin.and_then(|p| p.area);
    let (low, high) = e.range(Measure::Killed).unwrap_or((None, None));
    let best = low.filter(|_| low == high);
    let figures = e.figures(Measure::Killed);
    let open = figures.iter().any(|(_, f)| f.max.is_none());
    let voices: Vec<String> = figures.iter().map(|(r, f)| format!("{}: {}", r.voice(), f.number())).collect();
    let telling = e.telling();
    let parties =
        |f: fn(&Record) -> &Vec<String>| list(telling.iter().flat_map(|r| f(r)).map(String::as_str));
    let articles: Vec<String> = e
        .records
        .iter()
        .map(|r| {
            let s = &r.source;
            let day = s.published.map_or_else(String::new, |d| format!(", {d}"));
            format!(
                "{}{day}, {}",
                s.publisher.as_deref().unwrap_or(&s.id),
                s.title.as_deref().unwrap_or("untitled")
            )
        })
        .collect();
    vec![
        e.id.as_str().into(),
        first.or(last).map(|d| f64::from(d.year())).into(),
        first.into(),
        last.into(),
        date_precision(first.zip(last).map(|(a, b)| (b - a).get_days()), precision).into(),
        parties(|r| &r.actors).into(),
        parties(|r| &r.recipients).into(),
        place.map(|p| p.country.as_str()).into(),
        place.map(|p| p.division.as_str()).into(),
        place.map(|p| p.name.as_str()).into(),
        place.and_then(|p| p.codes).map(|c| f64::from(c.ucdp)).into(),
        pin.map(|a| a.lat).into(),
        pin.map(|a| a.lon).into(),
        best.into(),
        best.into(),
        low.into(),
        high.into(),
        e.reports().len().into(),
        list(articles.iter().map(String::as_str)).into(),
        // A figure for a stretch of days is an aggregate.
        if first.is_some() && first == last { 1.0 } else { 2.0 }.into(),
        MARK.into(),
        list(voices.iter().map(String::as_str)).into(),
        place.and_then(|p| p.area).map(|a| a.radius_km).into(),
        if open { "yes" } else { "no" }.into(),
        e.grade
            .as_ref()
            .map(|g| format!("{}, credibility {}", g.corroboration.as_str(), g.credibility))
            .into(),
        list(e.voices()).into(),
        e.citations().into(),
    ]
}

fn date_precision(days: Option<i32>, precision: TimePrecision) -> Option<f64> {
    Some(match (days?, precision) {
        (0, TimePrecision::Day) => 1.0,
        (1..=5, _) => 2.0,
        (_, TimePrecision::Week) | (0..=7, _) => 3.0,
        (_, TimePrecision::Month) | (8..=31, _) => 4.0,
        _ => 5.0,
    })
}
