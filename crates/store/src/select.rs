//! Which claims a filter finds, by the file's own indices.

use jiff::civil::Date;
use rusqlite::types::Value;
use std::collections::BTreeMap;
use tidings_mention::Measure;

use crate::{Store, StoreError, derived};

/// A box on the map, in degrees. `west` may be greater than `east` across the date line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

/// What claims must have; what is `None` or empty does not matter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// All of these words or quoted phrases stand in the clause.
    pub words: Option<String>,
    /// The speaker.
    pub speaker: Option<String>,
    /// A place's name, its ISO 3166-2 code or its country's ISO 3166-1 code.
    pub place: Option<String>,
    /// A place in this box.
    pub area: Option<Area>,
    /// Not over before this day.
    pub since: Option<Date>,
    /// Not begun after this day.
    pub until: Option<Date>,
    /// Stance.
    pub stance: Option<String>,
    /// PLOVER type or ACLED sub-event.
    pub event: Option<String>,
    /// A figure of this measure that may lie in this range.
    pub figure: Option<(Measure, Option<f64>, Option<f64>)>,
    /// At most so many; 0 = all.
    pub most: usize,
}

/// A claim's place in the file's truth: the source's hash and its index among that report's claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Found {
    /// SHA-256 of the source.
    pub source: [u8; 32],
    /// Index of the claim.
    pub ordinal: usize,
}

impl Store {
    /// The claims that a filter finds, by source hash and index.
    ///
    /// # Errors
    /// A damaged file, or words that SQLite's full-text query cannot read.
    pub fn select(&self, filter: &Filter) -> Result<Vec<Found>, StoreError> {
        self.up_to_date()?;
        let fail = |e| StoreError::of(&self.path, e);
        let (sql, values) = sql(filter);
        let mut q = self.db.prepare_cached(&sql).map_err(fail)?;
        let rows = q
            .query_map(rusqlite::params_from_iter(values), |r| r.get(0).map(derived::of_claim))
            .map_err(fail)?;
        let mut claims: Vec<(i64, usize)> = rows.collect::<Result<_, _>>().map_err(fail)?;
        claims.sort_unstable();
        claims.dedup();
        let hashes = self.hashes(&claims).map_err(fail)?;
        let found = claims.into_iter().filter_map(|(source, ordinal)| {
            // A claim without its source is a damage that `check` tells.
            hashes.get(&source).map(|&source| Found { source, ordinal })
        });
        let mut found: Vec<Found> = found.collect();
        found.sort_unstable();
        if filter.most > 0 {
            found.truncate(filter.most);
        }
        Ok(found)
    }

    /// The hashes of the sources of these claims, which are in order.
    fn hashes(&self, claims: &[(i64, usize)]) -> rusqlite::Result<BTreeMap<i64, [u8; 32]>> {
        let mut sources: Vec<i64> = claims.iter().map(|(source, _)| *source).collect();
        sources.dedup();
        if sources.len() <= FEW {
            let mut one = self.db.prepare_cached("SELECT sha256 FROM source WHERE id = ?1")?;
            let rows = sources.into_iter().map(|id| Ok((id, one.query_row([id], |r| r.get(0))?)));
            return rows.collect();
        }
        // For many, one pass over the index of hashes is faster than a look at each row.
        let mut all = self.db.prepare_cached("SELECT id, sha256 FROM source ORDER BY sha256")?;
        all.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
    }
}

/// Most sources that are looked up one by one.
const FEW: usize = 500;

/// A query for the ids of the claims.
fn sql(f: &Filter) -> (String, Vec<Value>) {
    let mut terms: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    // SQLite numbers the marks from left to right, in the order in which the values come.
    let mut term = |sql: &str, given: Vec<Value>| {
        terms.push(sql.to_string());
        values.extend(given);
    };
    let text = |s: &str| Value::Text(s.to_owned());
    if let Some(words) = &f.words {
        term(
            "claim.id IN (SELECT rowid FROM claim_words WHERE claim_words MATCH ?)",
            vec![text(&quoted(words))],
        );
    }
    if let Some(s) = &f.speaker {
        term("claim.speaker = ?", vec![text(s)]);
    }
    if let Some(p) = &f.place {
        term(
            "claim.id IN (SELECT claim FROM place WHERE name = ? COLLATE NOCASE UNION ALL \
             SELECT claim FROM place WHERE iso3166_2 = ? UNION ALL SELECT claim FROM place WHERE country = ?)",
            vec![text(p), text(p), text(p)],
        );
    }
    if let Some(a) = f.area {
        // The tree rounds outwards: it finds all and some too many, which the exact point then rules out.
        let inside = "claim.id IN (SELECT place.claim FROM claim_box JOIN place ON place.id = claim_box.id \
                      WHERE south <= ? AND north >= ? AND lat BETWEEN ? AND ? AND ";
        let lat = [a.north, a.south, a.south, a.north];
        if a.west > a.east {
            let values = lat.into_iter().chain([a.west, a.east]);
            term(&format!("{inside}(lon >= ? OR lon <= ?))"), values.map(Value::Real).collect());
        } else {
            let values = lat.into_iter().chain([a.east, a.west, a.west, a.east]);
            let across = "west <= ? AND east >= ? AND lon BETWEEN ? AND ?)";
            term(&format!("{inside}{across}"), values.map(Value::Real).collect());
        }
    }
    match (f.since, f.until) {
        (Some(since), Some(until)) => term(
            "claim.id IN (SELECT id FROM claim_days WHERE last >= ? AND first <= ?)",
            vec![Value::Integer(derived::day(since)), Value::Integer(derived::day(until))],
        ),
        (Some(since), None) => term("claim.last >= ?", vec![text(&since.to_string())]),
        (None, Some(until)) => term("claim.first <= ?", vec![text(&until.to_string())]),
        (None, None) => {}
    }
    if let Some(s) = &f.stance {
        term("claim.stance = ?", vec![text(s)]);
    }
    if let Some(e) = &f.event {
        term("(claim.plover = ? OR claim.acled = ?)", vec![text(e), text(e)]);
    }
    if let Some((measure, low, high)) = f.figure {
        let mut sql = "claim.id IN (SELECT claim FROM figure WHERE measure = ?".to_string();
        let mut given = vec![text(measure.as_str())];
        // An open end may be anything.
        if let Some(low) = low {
            sql.push_str(" AND (high >= ? OR high IS NULL)");
            given.push(Value::Real(low));
        }
        if let Some(high) = high {
            sql.push_str(" AND (low <= ? OR low IS NULL)");
            given.push(Value::Real(high));
        }
        sql.push(')');
        term(&sql, given);
    }
    if let [only] = &terms[..]
        && let Some(ids) = only.strip_prefix(AMONG)
    {
        return (ids.trim_start_matches('(').strip_suffix(')').unwrap_or(ids).to_string(), values);
    }
    let wanted = if terms.is_empty() { "true".to_string() } else { terms.join(" AND ") };
    (format!("SELECT claim.id FROM claim WHERE {wanted}"), values)
}

/// What a condition on an index begins with; standing alone, the index is the answer.
const AMONG: &str = "claim.id IN ";

/// Words as FTS5 takes them literally: each in quotation marks, phrases kept.
fn quoted(words: &str) -> String {
    let mut out = Vec::new();
    for (k, part) in words.split('"').enumerate() {
        if k % 2 == 1 {
            out.push(format!("\"{part}\""));
        } else {
            out.extend(part.split_whitespace().map(|w| format!("\"{w}\"")));
        }
    }
    out.retain(|w| w.len() > 2);
    if out.is_empty() { "\"\"".into() } else { out.join(" ") }
}
