//! A ledger in the formats the field uses. Each file holds one format; each is a pure function of the rows in
//! [`record`](crate::record), so that names are masked and places coarsened before any format sees them.
//!
//! Same ledger, same bytes. Every row cites its report and characters and says that it is unverified.

mod acled;
mod cap;
mod claims;
mod geojson;
mod hxl;
mod jsonld;
mod kml;
mod ledger_json;
#[cfg(feature = "parquet")]
mod parquet;
mod table;
mod timemap;
mod ucdp;
mod xml;

use std::fmt;

use crate::record::{events, records};
use crate::shown::Shown;

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One feature for each claim.
    GeoJson,
    /// One row for each claim, all fields.
    Csv,
    /// One row for each occurrence, in ACLED's columns and ours.
    Acled,
    /// One row for each lethal occurrence, in UCDP GED's columns and ours.
    Ucdp,
    /// PROV-O and Web Annotation.
    JsonLd,
    /// CSV with a row of HXL tags.
    Hxl,
    /// For earth viewers.
    Kml,
    /// For TimeMap.
    TimeMap,
    /// The table of `csv`, typed and packed.
    Parquet,
    /// Common Alerting Protocol 1.2, as drafts.
    Cap,
    /// Events, figures, conflicts and copies.
    LedgerJson,
}

impl Format {
    /// All of them, with the name on the command line.
    pub const ALL: [(&'static str, Format); 11] = [
        ("geojson", Format::GeoJson),
        ("csv", Format::Csv),
        ("acled", Format::Acled),
        ("ucdp", Format::Ucdp),
        ("jsonld", Format::JsonLd),
        ("hxl", Format::Hxl),
        ("kml", Format::Kml),
        ("timemap", Format::TimeMap),
        ("parquet", Format::Parquet),
        ("cap", Format::Cap),
        ("ledger-json", Format::LedgerJson),
    ];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, f)| *f == self).map_or("", |(n, _)| n)
    }

    /// Whether it is made of claims one by one, so that neither occurrences nor conflicts are needed.
    pub fn is_of_claims(self) -> bool {
        matches!(self, Self::GeoJson | Self::Csv | Self::Hxl | Self::Kml | Self::Parquet)
    }

    /// The format of that name.
    pub fn parse(s: &str) -> Option<Format> {
        Self::ALL.iter().find(|(n, _)| *n == s).map(|(_, f)| *f)
    }
}

/// Why an export could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportError {
    /// The program was built without it.
    NotBuilt(&'static str),
    /// The format's library says no.
    Library(String),
}

impl std::error::Error for ExportError {}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBuilt(feature) => write!(f, "built without the feature `{feature}`"),
            Self::Library(message) => f.write_str(message),
        }
    }
}

/// The bytes of an export.
///
/// # Errors
///
/// If the program was built without the format, or its library fails.
pub fn export(shown: &Shown<'_>, format: Format) -> Result<Vec<u8>, ExportError> {
    let records = records(shown);
    let events = || events(shown, &records);
    Ok(match format {
        Format::GeoJson => geojson::write(&records).into_bytes(),
        Format::Csv => table::csv(&claims::table(&records)).into_bytes(),
        Format::Acled => table::csv(&acled::table(&events())).into_bytes(),
        Format::Ucdp => table::csv(&ucdp::table(&events())).into_bytes(),
        Format::JsonLd => jsonld::write(shown, &records).into_bytes(),
        Format::Hxl => table::csv(&hxl::table(&records)).into_bytes(),
        Format::Kml => kml::write(&records).into_bytes(),
        Format::TimeMap => timemap::write(shown, &events()).into_bytes(),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(&claims::table(&records))?,
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(ExportError::NotBuilt("parquet")),
        Format::Cap => cap::write(shown, &events()).into_bytes(),
        Format::LedgerJson => ledger_json::write(shown, &records, &events()).into_bytes(),
    })
}

/// A claim as one line of JSON.
pub(crate) fn claim_line(record: &crate::record::Record) -> String {
    let mut value = geojson::properties(record);
    whole(&mut value);
    format!("{value}\n")
}

/// The table of `csv`.
pub(crate) fn claims_csv(records: &[crate::record::Record]) -> String {
    table::csv(&claims::table(records))
}

/// JSON as exports write it: indented, numbers without a needless fraction, a line end at the end.
fn json_text(value: &serde_json::Value) -> String {
    let mut value = value.clone();
    whole(&mut value);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// "15", not "15.0".
fn whole(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Number(n) => {
            if let Some(x) = n.as_f64().filter(|x| n.is_f64() && x.fract() == 0.0 && x.abs() < 9e15) {
                *n = (x as i64).into();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(whole),
        Value::Object(map) => map.values_mut().for_each(whole),
        _ => {}
    }
}
