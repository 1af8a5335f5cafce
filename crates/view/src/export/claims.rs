//! One row for each claim, every field of it: the table of `csv` and `parquet`.

use tidings_mention::Measure;

use super::table::{Cell, Table};
use crate::record::{MARK, Record, list};
use crate::words;

/// Measures with columns of their own; the rest is in `figures`.
const MEASURES: [(Measure, &str, &str); 6] = [
    (Measure::Killed, "killed_min", "killed_max"),
    (Measure::Injured, "injured_min", "injured_max"),
    (Measure::Missing, "missing_min", "missing_max"),
    (Measure::Detained, "detained_min", "detained_max"),
    (Measure::Fled, "fled_min", "fled_max"),
    (Measure::Evacuated, "evacuated_min", "evacuated_max"),
];

pub(super) fn table(records: &[Record]) -> Table {
    let mut columns = vec![("claim", false), ("report", false), ("start", true), ("end", true)];
    columns.extend(
        [
            "status_of_data",
            "text",
            "masked",
            "speaker",
            "chain",
            "evidence",
            "attribution",
            "stance",
            "certainty",
            "polarity",
            "tier",
            "kind",
            "plover_type",
            "plover_modes",
            "acled_event_type",
            "acled_sub_event_type",
            "actors",
            "recipients",
            "place",
            "place_role",
            "place_precision",
            "country",
            "iso3166_2",
        ]
        .map(|c| (c, false)),
    );
    columns.extend([("latitude", true), ("longitude", true), ("radius_km", true)]);
    columns.extend(
        ["other_places", "first_day", "last_day", "time_basis", "time_precision"].map(|c| (c, false)),
    );
    for (_, min, max) in MEASURES {
        columns.extend([(min, true), (max, true)]);
    }
    columns.extend(
        ["figures", "publisher", "published", "title", "url", "copy_of", "sha256", "review"]
            .map(|c| (c, false)),
    );
    Table { columns, tags: None, rows: records.iter().map(row).collect() }
}

fn row(r: &Record) -> Vec<Cell> {
    let place = r.place();
    let area = place.and_then(|p| p.area);
    let chain: Vec<String> = r.chain.iter().map(|(role, who)| format!("{role}: {who}")).collect();
    let mut row: Vec<Cell> = vec![
        r.id.as_str().into(),
        r.source.id.as_str().into(),
        r.span.0.into(),
        r.span.1.into(),
        MARK.into(),
        r.text.as_str().into(),
        if r.masked { "yes" } else { "no" }.into(),
        r.speaker.as_deref().into(),
        chain.join(" > ").into(),
        list(r.evidence.iter().map(String::as_str)).into(),
        r.attribution.into(),
        r.stance.into(),
        r.certainty.into(),
        if r.polarity == "-" { "negative" } else { "positive" }.into(),
        r.tier.into(),
        r.kind.as_str().into(),
        r.plover.into(),
        list(r.modes.iter().copied()).into(),
        r.acled.0.into(),
        r.acled.1.into(),
        list(r.actors.iter().map(String::as_str)).into(),
        list(r.recipients.iter().map(String::as_str)).into(),
        place.map(|p| p.name.as_str()).into(),
        place.map(|p| p.role.as_str()).into(),
        place.map(|p| p.precision.as_str()).into(),
        place.map(|p| p.country.as_str()).into(),
        place.map(|p| p.division.as_str()).into(),
        area.map(|a| a.lat).into(),
        area.map(|a| a.lon).into(),
        area.map(|a| a.radius_km).into(),
        list(r.places.iter().skip(1).map(|p| p.name.as_str())).into(),
        r.start.into(),
        r.end.into(),
        r.basis.into(),
        r.precision.as_str().into(),
    ];
    for (measure, _, _) in MEASURES {
        let figure = r.figures.iter().find(|f| f.measure == measure && !f.part);
        row.push(figure.and_then(|f| f.min).into());
        row.push(figure.and_then(|f| f.max).into());
    }
    let figures: Vec<String> = r.figures.iter().map(words::figure).collect();
    row.extend([
        figures.join("; ").into(),
        r.source.publisher.as_deref().into(),
        r.source.published.into(),
        r.source.title.as_deref().into(),
        r.source.url.as_deref().into(),
        r.source.copy_of.as_deref().into(),
        r.source.sha256.as_str().into(),
        r.review.into(),
    ]);
    row
}
