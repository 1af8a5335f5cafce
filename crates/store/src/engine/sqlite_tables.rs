//! The tables of a file, and whether a file is one of ours.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::Side;
use crate::{StoreError, derived};

/// "TIDG", so that `file` and SQLite tools know a ledger.
const APPLICATION: i64 = 0x5449_4447;

/// Version of the tables that are truth. Derived tables have a version of their own ([`derived::FORMAT`]).
///
/// 2: `sighting.response`, `watch`. 3: sources that are mails (the same tables).
const VERSION: i64 = 3;

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

/// From version 1 to 2: what a server answered beside the bytes; and what `tidings watch` remembers, which is neither
/// truth nor derived.
const FROM_1: &str = "
ALTER TABLE sighting ADD COLUMN response TEXT;
CREATE TABLE watch(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
";

/// Names of the derived tables, each after those that refer to it.
pub(super) const DERIVED: [&str; 8] =
    ["claim_words", "stretch", "name_box", "name_words", "name", "private", "reading", "report"];

/// Derived tables of earlier versions.
pub(super) const GONE: [&str; 5] = ["claim_box", "claim_days", "figure", "place", "claim"];

/// `@` stands for the [`Side`].
pub(super) const DERIVED_TABLES: &str = "
CREATE TABLE @report(
    source INTEGER PRIMARY KEY REFERENCES source(id),
    sighting INTEGER NOT NULL REFERENCES sighting(id),
    publisher TEXT,
    published TEXT,
    lang TEXT,
    title TEXT,
    claims INTEGER NOT NULL
);
CREATE TABLE @reading(source INTEGER PRIMARY KEY REFERENCES source(id), body BLOB NOT NULL);
CREATE TABLE @private(
    source INTEGER NOT NULL REFERENCES source(id),
    name TEXT NOT NULL,
    minor INTEGER NOT NULL,
    PRIMARY KEY (source, name, minor)
) WITHOUT ROWID;
CREATE TABLE @name(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE @name_words USING fts5(words, content = '', tokenize = 'ascii');
CREATE VIRTUAL TABLE @name_box USING rtree(id, west, east, south, north, +lon, +lat);
CREATE TABLE @stretch(
    id INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    UNIQUE (first, last)
);
CREATE VIRTUAL TABLE @claim_words USING fts5(words, content = '', contentless_delete = 1,
    tokenize = 'ascii');
INSERT INTO @claim_words(@claim_words, rank) VALUES ('pgsz', 16000), ('hashsize', 8388608);
";

/// Bytes of a page. The index of words and the bodies of reports are long runs: in large pages there are fewer to
/// find, to copy into the write-ahead log and to hold, which is most of what adding to a large file costs.
const PAGE: i64 = 16 << 10;

/// Makes the tables of a new file, and refuses a file that is not ours.
pub(crate) fn prepare(db: &mut Connection, path: &Path, write: bool) -> Result<(), StoreError> {
    let fail = |e| StoreError::of(path, super::Fault::Sqlite(e));
    let pragma = |db: &Connection, name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0));
    if write {
        let (application, tables) = {
            let tables = db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0));
            (pragma(db, "application_id").map_err(fail)?, tables.map_err(fail)?)
        };
        if application == 0 && tables == 0 {
            db.pragma_update(None, "page_size", PAGE).map_err(fail)?;
            // WAL: readers see the last whole state while a writer works; FULL: what is committed is on the disk.
            db.pragma_update(None, "journal_mode", "WAL").map_err(fail)?;
            make(db).map_err(fail)?;
        }
        db.pragma_update(None, "synchronous", "FULL").map_err(fail)?;
        db.pragma_update(None, "foreign_keys", true).map_err(fail)?;
        if application == APPLICATION {
            migrate(db).map_err(fail)?;
        }
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
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let made = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0))? > 0;
    if !made {
        tx.execute_batch(TRUTH)?;
        tx.execute_batch(FROM_1)?;
        tx.execute_batch(&Side::Shown.sql(DERIVED_TABLES))?;
        tx.execute("INSERT INTO meta(key, value) VALUES ('derived', ?1)", [derived::FORMAT])?;
        tx.pragma_update(None, "application_id", APPLICATION)?;
        tx.pragma_update(None, "user_version", VERSION)?;
    }
    tx.commit()
}

/// Brings a file of an earlier version up to this one. Nothing of it is read anew.
fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    let version = |db: &Connection| db.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0));
    if version(db)? >= VERSION {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have done it while we waited.
    let from = version(&tx)?;
    if from < 2 {
        tx.execute_batch(FROM_1)?;
    }
    if from < VERSION {
        tx.pragma_update(None, "user_version", VERSION)?;
    }
    tx.commit()
}
