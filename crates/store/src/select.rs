//! Which claims a filter finds, by the file's own indices.

use std::fmt::Write;

use jiff::civil::Date;
use rusqlite::types::Value;
use tidings_mention::Measure;

use crate::{Store, StoreError};

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
            .query_map(rusqlite::params_from_iter(values), |r| {
                Ok(Found { source: r.get(0)?, ordinal: r.get::<_, i64>(1)? as usize })
            })
            .map_err(fail)?;
        rows.collect::<Result<_, _>>().map_err(fail)
    }
}

fn sql(f: &Filter) -> (String, Vec<Value>) {
    let mut terms: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut term = |sql: &str, given: Vec<Value>| {
        // `?` stands for the next value each time it stands in the term.
        let mut out = String::new();
        let mut given = given.into_iter();
        for c in sql.chars() {
            if c == '?'
                && let Some(v) = given.next()
            {
                values.push(v);
                let _ = write!(out, "?{}", values.len());
            } else {
                out.push(c);
            }
        }
        terms.push(out);
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
        let inside = "claim.id IN (SELECT place.claim FROM claim_box JOIN place ON place.id = claim_box.id \
                      WHERE south >= ? AND north <= ? AND ";
        let lat = [Value::Real(a.south), Value::Real(a.north)];
        let lon = [Value::Real(a.west), Value::Real(a.east)];
        let across = if a.west > a.east { "(west >= ? OR east <= ?))" } else { "west >= ? AND east <= ?)" };
        term(&format!("{inside}{across}"), lat.into_iter().chain(lon).collect());
    }
    if let Some(d) = f.since {
        term("claim.last >= ?", vec![text(&d.to_string())]);
    }
    if let Some(d) = f.until {
        term("coalesce(claim.first, claim.last) <= ?", vec![text(&d.to_string())]);
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
    let mut out =
        "SELECT source.sha256, claim.ordinal FROM claim JOIN source ON source.id = claim.report".to_string();
    if !terms.is_empty() {
        let _ = write!(out, " WHERE {}", terms.join(" AND "));
    }
    out.push_str(" ORDER BY source.sha256, claim.ordinal");
    if f.most > 0 {
        let _ = write!(out, " LIMIT {}", f.most);
    }
    (out, values)
}

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
