//! What was read of a report: one blob to read back, and rows to search.

use jiff::civil::Date;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use tidings_claim::Claim;
use tidings_ledger::{PrivateName, Report};
use tidings_mention::PlacePrecision;
use tidings_text::Span;

/// Version of what is derived: of the blob, of the rows, and of the rules that read. A file with another one is
/// rebuilt before it is shown.
pub(crate) const FORMAT: i64 = 1;

/// What is kept of a reading besides its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Derived {
    /// Claims, in text order.
    pub claims: Vec<Claim>,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// Names that exports mask.
    pub private: Vec<PrivateName>,
}

impl Derived {
    /// # Errors
    /// If the bytes are not those of a reading of this version.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

/// Takes a report's reading away, to put another in its place.
pub(crate) fn remove(tx: &Transaction, source: i64) -> rusqlite::Result<()> {
    const OWN: &str = "SELECT id FROM claim WHERE report = ?1";
    for sql in [
        format!("DELETE FROM claim_words WHERE rowid IN ({OWN})"),
        format!("DELETE FROM claim_days WHERE id IN ({OWN})"),
        format!("DELETE FROM claim_box WHERE id IN (SELECT id FROM place WHERE claim IN ({OWN}))"),
        format!("DELETE FROM figure WHERE claim IN ({OWN})"),
        format!("DELETE FROM place WHERE claim IN ({OWN})"),
        "DELETE FROM claim WHERE report = ?1".into(),
        "DELETE FROM report WHERE source = ?1".into(),
    ] {
        tx.execute(&sql, [source])?;
    }
    Ok(())
}

pub(crate) fn insert(tx: &Transaction, source: i64, report: &Report) -> rusqlite::Result<()> {
    // A struct and a tuple of the same fields are the same bytes.
    let derived = (&report.claims, &report.sentences, &report.private);
    let body =
        postcard::to_stdvec(&derived).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let meta = &report.document.meta;
    tx.prepare_cached(
        "INSERT INTO report(source, publisher, published, lang, title, claims, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        source,
        meta.publisher,
        meta.published.map(|d| d.to_string()),
        meta.lang,
        meta.title,
        report.claims.len() as i64,
        body
    ])?;
    for (ordinal, claim) in report.claims.iter().enumerate() {
        row(tx, source, ordinal, claim, &report.document.text)?;
    }
    Ok(())
}

/// Bits of a claim's id that are its place in the report; a report with more claims than that is not made.
const ORDINAL_BITS: u32 = 20;

/// A claim's id says which report it is of and where in it, so that an index gives both without a look at the row.
fn claim_id(source: i64, ordinal: usize) -> i64 {
    source << ORDINAL_BITS | ordinal as i64
}

/// The source and the ordinal of a claim's id.
pub(crate) fn of_claim(id: i64) -> (i64, usize) {
    (id >> ORDINAL_BITS, (id & ((1 << ORDINAL_BITS) - 1)) as usize)
}

/// Days since 1970, as the index of days counts.
pub(crate) fn day(day: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(day).map_or(0, |span| i64::from(span.get_days()))
}

fn row(tx: &Transaction, source: i64, ordinal: usize, c: &Claim, text: &str) -> rusqlite::Result<()> {
    let id = claim_id(source, ordinal);
    // An open end is found by the day that is known.
    let (first, last) = (c.time.start.or(c.time.end), c.time.end.or(c.time.start));
    tx.prepare_cached(
        "INSERT INTO claim(id, report, ordinal, first, last, speaker, stance, certainty, polarity, tier, plover, acled) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        id,
        source,
        ordinal as i64,
        first.map(|d| d.to_string()),
        last.map(|d| d.to_string()),
        c.speaker,
        c.stance.as_str(),
        c.certainty.as_str(),
        c.polarity.as_str(),
        c.tier.as_str(),
        c.plover.kind,
        c.acled.sub_event
    ])?;
    if let (Some(first), Some(last)) = (first, last) {
        tx.prepare_cached("INSERT INTO claim_days(id, first, last) VALUES (?1, ?2, ?3)")?
            .execute(params![id, day(first.min(last)), day(last)])?;
    }
    for q in &c.quantities {
        tx.prepare_cached("INSERT INTO figure(claim, measure, low, high) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, q.measure.as_str(), q.min, q.max])?;
    }
    for p in &c.places {
        let at = p.at.as_ref();
        let iso = at.filter(|_| p.precision != PlacePrecision::Country).and_then(|a| a.iso3166_2.as_deref());
        let country = at.map(|a| a.country.as_str()).filter(|c| !c.is_empty());
        tx.prepare_cached("INSERT INTO place(claim, name, country, iso3166_2) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, p.name, country, iso])?;
        if let Some(a) = at {
            tx.prepare_cached(
                "INSERT INTO claim_box(id, west, east, south, north, lon, lat) \
                 VALUES (?1, ?2, ?2, ?3, ?3, ?2, ?3)",
            )?
            .execute(params![tx.last_insert_rowid(), a.lon, a.lat])?;
        }
    }
    tx.prepare_cached("INSERT INTO claim_words(rowid, words) VALUES (?1, ?2)")?
        .execute(params![id, c.span.slice(text)])?;
    Ok(())
}
