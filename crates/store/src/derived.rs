//! What was read of a report: one blob to read back, and what is needed to find its claims.
//!
//! Adding the millionth claim must cost what the first did. An index in a B-tree gets a row at a place of its own for
//! each claim, so that soon every row touches a page of the disk. Here everything goes into one full-text index, which
//! SQLite keeps as a log of sorted runs that are merged now and then: the words of the clause, and beside them a *mark*
//! for each name, type, stretch of days and figure ([`crate::marks`]).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tidings_claim::Claim;
use tidings_ledger::query::Folded;
use tidings_ledger::{PrivateName, Report};
use tidings_text::Span;

use crate::engine::{Engine, Fault, Indexed, Result, Side, Value};
use crate::marks::Names;

/// Version of what is derived: of the blob, of the rows, and of the rules that read. A file with another one is
/// rebuilt before it is shown.
pub(crate) const FORMAT: i64 = 4;

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
    pub(crate) fn decode(bytes: &[u8]) -> std::result::Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

/// Takes a report's reading away, to put another in its place.
pub(crate) fn remove(engine: &dyn Engine, side: Side, source: i64) -> Result<()> {
    let claims =
        engine.number(&side.sql("SELECT claims FROM @report WHERE source = $1"), &[Value::Int(source)])?;
    engine.unindex(side, claim_id(source, 0)..claim_id(source, 0) + claims)?;
    for table in ["private", "reading", "report"] {
        let sql = side.sql(&format!("DELETE FROM @{table} WHERE source = $1"));
        engine.run(&sql, &[Value::Int(source)])?;
    }
    Ok(())
}

/// Puts a reading in. `sighting` is the one that names the report.
pub(crate) fn insert(names: &mut Names, source: i64, sighting: i64, report: &Report) -> Result<()> {
    let (engine, side) = (names.engine, names.side);
    // A struct and a tuple of the same fields are the same bytes.
    let derived = (&report.claims, &report.sentences, &report.private);
    let body = postcard::to_stdvec(&derived).map_err(|e| Fault::Damaged(e.to_string()))?;
    let meta = &report.document.meta;
    let published = meta.published.map(|d| d.to_string());
    engine.run(
        &side.sql(
            "INSERT INTO @report(source, sighting, publisher, published, lang, title, claims) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        ),
        &[
            Value::Int(source),
            Value::Int(sighting),
            meta.publisher.as_deref().into(),
            published.as_deref().into(),
            meta.lang.as_deref().into(),
            meta.title.as_deref().into(),
            Value::Int(report.claims.len() as i64),
        ],
    )?;
    let reading = side.sql("INSERT INTO @reading(source, body) VALUES ($1, $2)");
    engine.run(&reading, &[Value::Int(source), Value::Blob(&body)])?;
    for (name, minor) in private_names(report) {
        let sql = side.sql("INSERT INTO @private(source, name, minor) VALUES ($1, $2, $3)");
        engine.run(&sql, &[Value::Int(source), Value::Text(name), Value::Int(minor.into())])?;
    }
    let mut claims = Vec::with_capacity(report.claims.len());
    for (ordinal, claim) in report.claims.iter().enumerate() {
        let marks = names.marks(report, claim)?;
        let whole = claim.within.unwrap_or(claim.span).join(claim.span);
        let words = Folded::new(report.document.slice(whole)).to_string();
        claims.push(Indexed { id: claim_id(source, ordinal), words, marks });
    }
    engine.index(side, &claims)
}

/// Its private names in both forms, for views that have not loaded the report.
fn private_names(report: &Report) -> BTreeSet<(&str, bool)> {
    let text = &report.document.text;
    let both =
        report.private.iter().flat_map(|p| [(p.name.as_str(), p.minor), (p.span.slice(text), p.minor)]);
    both.collect()
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
