//! HXL-tagged CSV: a row of hashtags under the head (HXL 1.1), one row for each figure of people or things.

use super::table::{Cell, Table};
use crate::record::{Figure, MARK, Record};
use tidings_mention::Measure;

const COLUMNS: [(&str, bool, &str); 22] = [
    ("Claim", false, "#meta+id"),
    ("First day", false, "#date+occurred+start"),
    ("Last day", false, "#date+occurred+end"),
    ("Published", false, "#date+published"),
    ("Event type (PLOVER)", false, "#event+type+plover"),
    ("Event type (ACLED)", false, "#event+type+acled"),
    ("Country", false, "#country+code+v_iso2"),
    ("Division", false, "#adm1+code+v_iso_3166_2"),
    ("Place", false, "#loc+name"),
    ("Place precision", false, "#loc+type"),
    ("Latitude of the centre", true, "#geo+lat"),
    ("Longitude of the centre", true, "#geo+lon"),
    ("Radius (km)", true, "#geo+radius+km"),
    ("Measure", false, "#indicator+name"),
    ("Of", false, "#description+of"),
    ("At least", true, "#indicator+value+min"),
    ("At most", true, "#indicator+value+max"),
    ("Killed, at least", true, "#affected+killed+min"),
    ("Injured, at least", true, "#affected+injured+min"),
    ("Speaker", false, "#contact+speaker"),
    ("Status", false, "#status+data"),
    ("Source", false, "#meta+source"),
];

pub(super) fn table(records: &[Record]) -> Table {
    let rows = records.iter().filter(|r| r.polarity == "+").flat_map(|r| {
        let figures = r.figures.iter().filter(|f| !matches!(f.measure, Measure::Age | Measure::Other));
        figures.map(move |f| row(r, f))
    });
    Table {
        columns: COLUMNS.iter().map(|(name, number, _)| (*name, *number)).collect(),
        tags: Some(COLUMNS.iter().map(|(_, _, tag)| *tag).collect()),
        rows: rows.collect(),
    }
}

fn row(r: &Record, f: &Figure) -> Vec<Cell> {
    let place = r.place();
    let area = place.and_then(|p| p.area);
    let only = |m: Measure| if f.measure == m { f.min } else { None };
    vec![
        r.id.as_str().into(),
        r.start.into(),
        r.end.into(),
        r.source.published.into(),
        r.plover.into(),
        r.acled.1.or(r.acled.0).into(),
        place.map(|p| p.country.as_str()).into(),
        place.map(|p| p.division.as_str()).into(),
        place.map(|p| p.name.as_str()).into(),
        place.map(|p| p.precision.as_str()).into(),
        area.map(|a| a.lat).into(),
        area.map(|a| a.lon).into(),
        area.map(|a| a.radius_km).into(),
        f.measure.as_str().into(),
        f.of.as_str().into(),
        f.min.into(),
        f.max.into(),
        only(Measure::Killed).into(),
        only(Measure::Injured).into(),
        r.voice().into(),
        format!("{}, {MARK}", r.kind.as_str()).into(),
        r.citation().into(),
    ]
}
