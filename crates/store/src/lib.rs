//! A situation as one SQLite file.
//!
//! Sources (bytes as received, with what was given beside them) and analysts' decisions are the truth: they are
//! only ever appended, and triggers in the file itself refuse anything else. What was read from the sources is kept
//! beside them so that nothing has to be read twice, and can be thrown away and made anew ([`Store::rebuild`]).
//! Relations across reports are not kept: they are worked out from the claims when a ledger is shown, so that they
//! cannot depend on the order in which reports came in.
//!
//! | module | job |
//! | --- | --- |
//! | `schema` | tables, and whether a file is one of ours |
//! | `derived` | a report's claims as rows to search and one blob to read back |
//! | `check` | what is wrong with a file |
//! | `select` | which claims a filter finds |

mod check;
mod derived;
mod error;
mod schema;
mod select;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use tidings_ledger::{Act, Decision, Report};

pub use check::Problem;
pub use derived::Derived;
pub use error::StoreError;
pub use select::{Area, Filter, Found};

/// How long a writer waits for another one before it says so.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages of the write-ahead log (64 MiB) between two checkpoints. Each writes the pages of the indices that were
/// touched since the last, so that seldom is cheap, and SQLite's thousand are touched by every batch.
const CHECKPOINT_PAGES: i64 = 16_384;

/// Page cache of an open file; SQLite takes a negative number for KiB.
const CACHE_KIB: i64 = -(128 << 10);

/// What a source is, so that it can be decoded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A text or an HTML page.
    Document,
    /// One line of JSON that holds a report.
    JsonLine,
}

impl Media {
    fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::JsonLine => "json line",
        }
    }

    fn parse(s: &str) -> Option<Self> {
        [Self::Document, Self::JsonLine].into_iter().find(|m| m.as_str() == s)
    }
}

/// What was said of a source when it was added, beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Given {
    /// Name of the report.
    pub id: Option<String>,
    /// Day of publication.
    pub published: Option<jiff::civil::Date>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Language.
    pub lang: Option<String>,
}

impl Given {
    /// Of two sightings of the same bytes the one that says more, and says it first in order, names the report: so
    /// the file does not depend on which came first.
    fn rank(&self) -> impl Ord + '_ {
        let known = |s: &Option<String>| (s.is_none(), s.clone());
        (self.published.is_none(), self.published, known(&self.publisher), known(&self.id), known(&self.lang))
    }
}

/// A report as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// SHA-256 of the bytes: its name in the file.
    pub sha256: [u8; 32],
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub media: Media,
    /// What was said beside them.
    pub given: Given,
    /// Where they came from: a path or an address.
    pub origin: String,
    /// When, RFC 3339.
    pub received: String,
}

impl Source {
    /// A source with the hash of its bytes.
    pub fn new(bytes: Vec<u8>, media: Media, given: Given, origin: String, received: String) -> Self {
        Self { sha256: Sha256::digest(&bytes).into(), bytes, media, given, origin, received }
    }
}

/// What became of a source that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// The same bytes were there already, from elsewhere or under another name: that was noted.
    Again,
    /// The same bytes were there already; nothing was changed.
    Known,
}

/// An open ledger file.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens a ledger file for reading and writing; makes it if there is none.
    ///
    /// # Errors
    /// A file that is no ledger, is of a later version, or cannot be written.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Self::with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a ledger file that is there, for reading and writing.
    ///
    /// # Errors
    /// As [`Store::create`], and a file that is not there.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.into()));
        }
        Self::with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens a ledger file for reading only.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn read_only(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.into()));
        }
        Self::with(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn with(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let fail = |e| StoreError::of(path, e);
        let mut db =
            Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(fail)?;
        db.busy_timeout(PATIENCE).map_err(fail)?;
        // Room for the upper pages of every index of a million claims: without it each new row reads the disk.
        db.pragma_update(None, "cache_size", CACHE_KIB).map_err(fail)?;
        db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(fail)?;
        db.set_prepared_statement_cache_capacity(64);
        schema::prepare(&mut db, path, flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
        Ok(Self { db, path: path.into() })
    }

    /// Adds sources with what was read of them, all or none. Returns only when they are on disk.
    ///
    /// # Errors
    /// A full disk, a damaged file, or another program that has been writing for too long. Then nothing was added.
    pub fn add(&mut self, batch: &[(Source, Report)]) -> Result<Vec<Added>, StoreError> {
        let path = self.path.clone();
        let fail = |e| StoreError::of(&path, e);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
        let mut out = Vec::with_capacity(batch.len());
        for (source, report) in batch {
            out.push(insert(&tx, source, report).map_err(fail)?);
        }
        tx.commit().map_err(fail)?;
        Ok(out)
    }

    /// Whether a source is there with all that was given of it, so that adding it would change nothing.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn has(&self, source: &Source) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM source JOIN sighting ON sighting.source = source.id \
                   WHERE sha256 = ?1 AND given = ?2";
        self.one(sql, params![source.sha256, given_json(&source.given)]).map(|n: i64| n > 0)
    }

    /// Number of sources.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn len(&self) -> Result<usize, StoreError> {
        self.one("SELECT count(*) FROM source", params![]).map(|n: i64| n as usize)
    }

    /// Whether no source is there.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        self.len().map(|n| n == 0)
    }

    /// Number of claims.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn claims(&self) -> Result<usize, StoreError> {
        self.one("SELECT count(*) FROM claim", params![]).map(|n: i64| n as usize)
    }

    /// Calls `each` with every source and what was read of it, in order of their hashes, one at a time.
    ///
    /// # Errors
    /// A damaged file; [`StoreError::Outdated`] where what was read is of another version; and what `each` returns.
    pub fn each<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Source, Derived) -> Result<(), E>,
    ) -> Result<(), E> {
        let fail = |e| StoreError::of(&self.path, e);
        self.up_to_date()?;
        let mut rows = self
            .db
            .prepare(
                "SELECT source.id, sha256, bytes, size, media, body \
                 FROM source JOIN report ON report.source = source.id ORDER BY sha256",
            )
            .map_err(fail)?;
        let mut rows = rows.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let source = raw(&self.db, row).map_err(fail)?.decode(&self.path)?;
            let body: Vec<u8> = row.get(5).map_err(fail)?;
            let derived = Derived::decode(&body).map_err(|e| StoreError::Damaged {
                path: self.path.clone(),
                what: format!("a report: {e}"),
            })?;
            each(source, derived)?;
        }
        Ok(())
    }

    /// Makes everything that is derived anew: `read` is given each source and returns what is read of it now. Others
    /// see the old state until all of it is done; if anything fails, the old state stays.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn rebuild(&mut self, mut read: impl FnMut(&Source) -> Report) -> Result<usize, StoreError> {
        let path = self.path.clone();
        let fail = |e| StoreError::of(&path, e);
        let ids: Vec<i64> = {
            let mut q = self.db.prepare("SELECT id FROM source ORDER BY sha256").map_err(fail)?;
            let ids = q.query_map([], |r| r.get(0)).map_err(fail)?;
            ids.collect::<Result<_, _>>().map_err(fail)?
        };
        let mut tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
        schema::clear_derived(&tx).map_err(fail)?;
        for &id in &ids {
            let sql = "SELECT id, sha256, bytes, size, media FROM source WHERE id = ?1";
            let source = tx.query_row(sql, [id], |r| raw(&tx, r)).map_err(fail)?.decode(&path)?;
            let report = read(&source);
            derived::insert(&tx, id, &report).map_err(fail)?;
        }
        schema::mark_derived(&mut tx).map_err(fail)?;
        tx.commit().map_err(fail)?;
        Ok(ids.len())
    }

    /// All decisions, in the order they were made.
    ///
    /// # Errors
    /// A damaged file, or a decision of a later version.
    pub fn decisions(&self) -> Result<Vec<Decision>, StoreError> {
        let fail = |e| StoreError::of(&self.path, e);
        let mut q =
            self.db.prepare("SELECT id, at, who, why, act FROM decision ORDER BY id").map_err(fail)?;
        let mut rows = q.query([]).map_err(fail)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(fail)? {
            let get = |k| row.get::<_, String>(k);
            let (id, at, who, why, act) =
                (|| Ok((row.get::<_, i64>(0)?, get(1)?, get(2)?, get(3)?, get(4)?)))().map_err(fail)?;
            let act = serde_json::from_str(&act).map_err(|e| StoreError::Damaged {
                path: self.path.clone(),
                what: format!("decision {id}: {e}"),
            })?;
            out.push(Decision { id: id as u64, at, who, why, act });
        }
        Ok(out)
    }

    /// Appends a decision and returns its number. `expected` is the number of the last decision that its maker had
    /// seen: if another came in between, nothing is written.
    ///
    /// # Errors
    /// [`StoreError::Stale`] where `expected` is not the last; otherwise as [`Store::add`].
    pub fn decide(
        &mut self,
        expected: Option<u64>,
        at: &str,
        who: &str,
        why: &str,
        act: &Act,
    ) -> Result<u64, StoreError> {
        let path = self.path.clone();
        let fail = |e| StoreError::of(&path, e);
        let json = serde_json::to_string(act)
            .map_err(|e| StoreError::Damaged { path: path.clone(), what: e.to_string() })?;
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
        let last: i64 =
            tx.query_row("SELECT coalesce(max(id), 0) FROM decision", [], |r| r.get(0)).map_err(fail)?;
        if expected.is_some_and(|e| e != last as u64) {
            return Err(StoreError::Stale { last: last as u64 });
        }
        tx.execute(
            "INSERT INTO decision(id, at, who, why, act) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![last + 1, at, who, why, json],
        )
        .map_err(fail)?;
        tx.commit().map_err(fail)?;
        Ok(last as u64 + 1)
    }

    /// Whether what was read is of this version.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] if it is not.
    pub(crate) fn up_to_date(&self) -> Result<(), StoreError> {
        let format: i64 = self.one("SELECT value FROM meta WHERE key = 'derived'", params![])?;
        if format == derived::FORMAT { Ok(()) } else { Err(StoreError::Outdated(self.path.clone())) }
    }

    fn one<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<T, StoreError> {
        let fail = |e| StoreError::of(&self.path, e);
        self.db.prepare_cached(sql).map_err(fail)?.query_row(params, |r| r.get(0)).map_err(fail)
    }
}

/// A source as it lies in its rows.
struct Raw {
    sha256: [u8; 32],
    bytes: Vec<u8>,
    size: i64,
    media: String,
    /// What was given, where from, when: one for each time the bytes came in another way.
    sightings: Vec<(String, String, String)>,
}

/// Of a row of id, hash, bytes, size and media.
fn raw(db: &Connection, row: &rusqlite::Row) -> rusqlite::Result<Raw> {
    let id: i64 = row.get(0)?;
    let mut q =
        db.prepare_cached("SELECT given, origin, received FROM sighting WHERE source = ?1 ORDER BY id")?;
    let sightings =
        q.query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<Result<_, _>>()?;
    Ok(Raw { sha256: row.get(1)?, bytes: row.get(2)?, size: row.get(3)?, media: row.get(4)?, sightings })
}

impl Raw {
    fn decode(self, path: &Path) -> Result<Source, StoreError> {
        let damaged = |what: String| StoreError::Damaged { path: path.into(), what };
        let capacity = usize::try_from(self.size).unwrap_or(0);
        let bytes =
            zstd::bulk::decompress(&self.bytes, capacity).map_err(|e| damaged(format!("a source: {e}")))?;
        let media = Media::parse(&self.media)
            .ok_or_else(|| damaged(format!("a source of the unknown kind `{}`", self.media)))?;
        let mut all = Vec::with_capacity(self.sightings.len());
        for (given, origin, received) in self.sightings {
            let given: Given = serde_json::from_str(&given).map_err(|e| damaged(format!("a source: {e}")))?;
            all.push((given, origin, received));
        }
        let (given, origin, received) = all
            .into_iter()
            .min_by(|a, b| a.0.rank().cmp(&b.0.rank()))
            .ok_or_else(|| damaged("a source that came from nowhere".into()))?;
        Ok(Source { sha256: self.sha256, bytes, media, given, origin, received })
    }
}

fn given_json(given: &Given) -> String {
    // Four plain fields: nothing in them can fail to be written.
    serde_json::to_string(given).unwrap_or_default()
}

/// zstd level: reports are small texts, and reading them takes far longer.
const LEVEL: i32 = 6;

fn insert(tx: &Transaction, source: &Source, report: &Report) -> rusqlite::Result<Added> {
    let known: Option<i64> =
        tx.query_row("SELECT id FROM source WHERE sha256 = ?1", [&source.sha256], |r| r.get(0)).optional()?;
    let (id, added, first) = match known {
        None => {
            let bytes = zstd::bulk::compress(&source.bytes, LEVEL)
                .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
            tx.prepare_cached("INSERT INTO source(sha256, bytes, size, media) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![source.sha256, bytes, source.bytes.len() as i64, source.media.as_str()])?;
            (tx.last_insert_rowid(), Added::New, true)
        }
        Some(id) => {
            let mut q = tx.prepare_cached("SELECT given FROM sighting WHERE source = ?1")?;
            let given: Vec<String> = q.query_map([id], |r| r.get(0))?.collect::<Result<_, _>>()?;
            if given.contains(&given_json(&source.given)) {
                return Ok(Added::Known);
            }
            let others = given.iter().filter_map(|g| serde_json::from_str::<Given>(g).ok());
            let first = others.into_iter().all(|g| source.given.rank() < g.rank());
            (id, Added::Again, first)
        }
    };
    tx.prepare_cached("INSERT INTO sighting(source, given, origin, received) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, given_json(&source.given), source.origin, source.received])?;
    if first {
        if added == Added::Again {
            derived::remove(tx, id)?;
        }
        derived::insert(tx, id, report)?;
    }
    Ok(added)
}
