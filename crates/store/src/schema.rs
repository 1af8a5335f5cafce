//! The tables, and whether a file is one of ours.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{StoreError, derived};

/// "TIDG", so that `file` and SQLite tools know a ledger.
const APPLICATION: i64 = 0x5449_4447;

/// Version of the tables that are truth. Derived tables have a version of their own ([`derived::FORMAT`]).
const VERSION: i64 = 1;

const TRUTH: &str = "
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE source(
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    bytes BLOB NOT NULL,
    size INTEGER NOT NULL,
    media TEXT NOT NULL
);
CREATE TABLE sighting(
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source(id),
    given TEXT NOT NULL,
    origin TEXT NOT NULL,
    received TEXT NOT NULL,
    UNIQUE (source, given)
);
CREATE TABLE decision(
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    act TEXT NOT NULL
);
CREATE TRIGGER source_stays BEFORE DELETE ON source BEGIN SELECT RAISE(ABORT, 'sources are only appended'); END;
CREATE TRIGGER source_is_fixed BEFORE UPDATE ON source BEGIN SELECT RAISE(ABORT, 'sources are only appended'); END;
CREATE TRIGGER sighting_stays BEFORE DELETE ON sighting BEGIN SELECT RAISE(ABORT, 'sources are only appended'); END;
CREATE TRIGGER sighting_is_fixed BEFORE UPDATE ON sighting BEGIN SELECT RAISE(ABORT, 'sources are only appended'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are only appended'); END;
CREATE TRIGGER decision_is_fixed BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are only appended'); END;
";

/// Names of the derived tables, each after those that refer to it.
const DERIVED: [&str; 7] = ["claim_words", "claim_box", "claim_days", "figure", "place", "claim", "report"];

const DERIVED_TABLES: &str = "
CREATE TABLE report(
    source INTEGER PRIMARY KEY REFERENCES source(id),
    publisher TEXT,
    published TEXT,
    lang TEXT,
    title TEXT,
    claims INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE claim(
    id INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report(source),
    ordinal INTEGER NOT NULL,
    first TEXT,
    last TEXT,
    speaker TEXT,
    stance TEXT NOT NULL,
    certainty TEXT NOT NULL,
    polarity TEXT NOT NULL,
    tier TEXT NOT NULL,
    plover TEXT,
    acled TEXT
);
CREATE INDEX claim_report ON claim(report, ordinal);
CREATE INDEX claim_speaker ON claim(speaker) WHERE speaker IS NOT NULL;
CREATE INDEX claim_day ON claim(last) WHERE last IS NOT NULL;
CREATE INDEX claim_plover ON claim(plover) WHERE plover IS NOT NULL;
CREATE INDEX claim_acled ON claim(acled) WHERE acled IS NOT NULL;
CREATE TABLE place(
    id INTEGER PRIMARY KEY,
    claim INTEGER NOT NULL REFERENCES claim(id),
    name TEXT NOT NULL,
    country TEXT,
    iso3166_2 TEXT
);
CREATE INDEX place_claim ON place(claim);
CREATE INDEX place_name ON place(name COLLATE NOCASE);
CREATE INDEX place_iso ON place(iso3166_2) WHERE iso3166_2 IS NOT NULL;
CREATE INDEX place_country ON place(country) WHERE country IS NOT NULL;
CREATE TABLE figure(
    claim INTEGER NOT NULL REFERENCES claim(id),
    measure TEXT NOT NULL,
    low REAL,
    high REAL
);
CREATE INDEX figure_claim ON figure(claim);
CREATE INDEX figure_measure ON figure(measure, low, high, claim);
CREATE VIRTUAL TABLE claim_box USING rtree(id, west, east, south, north, +lon, +lat);
CREATE VIRTUAL TABLE claim_days USING rtree_i32(id, first, last);
CREATE VIRTUAL TABLE claim_words USING fts5(words, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2');
";

/// Makes the tables of a new file, and refuses a file that is not ours.
pub(crate) fn prepare(db: &mut Connection, path: &Path, write: bool) -> Result<(), StoreError> {
    let fail = |e| StoreError::of(path, e);
    let pragma = |db: &Connection, name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0));
    if write {
        let (application, tables) = {
            let tables = db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0));
            (pragma(db, "application_id").map_err(fail)?, tables.map_err(fail)?)
        };
        if application == 0 && tables == 0 {
            // WAL: readers see the last whole state while a writer works; FULL: what is committed is on the disk.
            db.pragma_update(None, "journal_mode", "WAL").map_err(fail)?;
            make(db).map_err(fail)?;
        }
        db.pragma_update(None, "synchronous", "FULL").map_err(fail)?;
        db.pragma_update(None, "foreign_keys", true).map_err(fail)?;
    }
    if pragma(db, "application_id").map_err(fail)? != APPLICATION {
        return Err(StoreError::NotALedger(path.into()));
    }
    let version = pragma(db, "user_version").map_err(fail)?;
    if version > VERSION {
        return Err(StoreError::Newer { path: path.into(), version });
    }
    Ok(())
}

/// All in one step: of two programs that make the same file one waits and finds it made.
fn make(db: &mut Connection) -> rusqlite::Result<()> {
    let mut tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let made = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0))? > 0;
    if !made {
        tx.execute_batch(TRUTH)?;
        tx.execute_batch(DERIVED_TABLES)?;
        mark_derived(&mut tx)?;
        tx.pragma_update(None, "application_id", APPLICATION)?;
        tx.pragma_update(None, "user_version", VERSION)?;
    }
    tx.commit()
}

/// Throws away what was derived.
pub(crate) fn clear_derived(tx: &Transaction) -> rusqlite::Result<()> {
    for table in DERIVED {
        tx.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    tx.execute_batch(DERIVED_TABLES)
}

/// Says which version the derived tables are of.
pub(crate) fn mark_derived(tx: &mut Transaction) -> rusqlite::Result<()> {
    tx.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('derived', ?1)", [derived::FORMAT])
        .map(|_| ())
}
