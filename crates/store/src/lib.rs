//! A situation in one place: a SQLite file, or a PostgreSQL database that a team shares.
//!
//! Sources (bytes as received, with what was given beside them) and analysts' decisions are the truth: they are
//! only ever appended, and triggers in the database itself refuse anything else. What was read from the sources is kept
//! beside them so that nothing has to be read twice, and can be thrown away and made anew ([`Store::rebuild`]).
//! Relations across reports are not kept: they are worked out from the claims when a ledger is shown, so that they
//! cannot depend on the order in which reports came in.
//!
//! | module | job |
//! | --- | --- |
//! | `source` | what comes in |
//! | `filter` | what may be asked |
//! | `derived` | a report's claims as rows to search and one blob to read back |
//! | `marks` | what a claim has besides words, as words of the index |
//! | `question`, `select` | which claims a filter may find |
//! | `around` | which reports are of some days |
//! | `rebuild` | everything derived made anew, beside what is shown |
//! | `check` | what is wrong with a ledger |
//! | `engine` | the door to SQLite and to PostgreSQL, and their tables |

mod around;
mod check;
mod derived;
mod engine;
mod error;
mod filter;
mod marks;
mod question;
mod rebuild;
mod select;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tidings_ledger::{Act, Decision, Report};

use engine::postgres::Postgres;
use engine::sqlite::Sqlite;
use engine::{Engine, Fault, Row, Side, Value};
use marks::Names;

pub use check::Problem;
pub use derived::Derived;
pub use error::StoreError;
pub use filter::{Area, Filter, Found};
pub use rebuild::Rebuild;
pub use source::{Added, Given, Media, Sighting, Source};

/// Whether a ledger's place is a database and not a file: an address of the form `postgres://user@host/database`, with
/// `?schema=NAME` where a database holds several ledgers.
pub fn is_database(place: &Path) -> bool {
    engine::postgres::is_address(place)
}

/// A ledger's place as it may be shown: an address without its password.
pub fn shown(place: &Path) -> PathBuf {
    if is_database(place) { engine::postgres::shown(place) } else { place.into() }
}

/// How a ledger is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    /// To read.
    Read,
    /// To read and write what is there.
    Write,
    /// To read and write; made if it is not there.
    Make,
}

/// An open ledger.
#[derive(Debug)]
pub struct Store {
    engine: Box<dyn Engine>,
    /// Of a database without its password.
    path: PathBuf,
}

impl Store {
    /// Opens a ledger for reading and writing; makes it if there is none. `place` is the path of a file, or the address
    /// of a database ([`is_database`]).
    ///
    /// # Errors
    /// A file that is no ledger, is of a later version, or cannot be written; a database that does not answer.
    pub fn create(place: &Path) -> Result<Self, StoreError> {
        Self::with(place, Open::Make)
    }

    /// Opens a ledger that is there, for reading and writing.
    ///
    /// # Errors
    /// As [`Store::create`], and a ledger that is not there.
    pub fn open(place: &Path) -> Result<Self, StoreError> {
        Self::with(place, Open::Write)
    }

    /// Opens a ledger for reading only.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn read_only(place: &Path) -> Result<Self, StoreError> {
        Self::with(place, Open::Read)
    }

    fn with(place: &Path, how: Open) -> Result<Self, StoreError> {
        if is_database(place) {
            let (engine, path) = Postgres::open(place, how)?;
            return Ok(Self { engine: Box::new(engine), path });
        }
        if how != Open::Make && !place.exists() {
            return Err(StoreError::Missing(place.into()));
        }
        Ok(Self { engine: Box::new(Sqlite::open(place, how)?), path: place.into() })
    }

    /// Where it is, as it may be shown: an address without its password.
    pub fn place(&self) -> &Path {
        &self.path
    }

    /// Adds sources with what was read of them, all or none. Returns only when they are on disk.
    ///
    /// # Errors
    /// A full disk, a damaged file, one that another version read, or another program that has been writing for too
    /// long. Then nothing was added.
    pub fn add(&mut self, batch: &[(Source, Report)]) -> Result<Vec<Added>, StoreError> {
        self.add_and_mark(batch, &[])
    }

    /// Adds sources and what `tidings watch` has to remember of them (a key, and its value or that it is to be
    /// forgotten), all or none.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn add_and_mark(
        &mut self,
        batch: &[(Source, Report)],
        marks: &[(String, Option<String>)],
    ) -> Result<Vec<Added>, StoreError> {
        let engine = &*self.engine;
        let done = engine.step(|| {
            if derived_version(engine)? != derived::FORMAT {
                return Ok(None);
            }
            let mut names = Names::new(engine, Side::Shown);
            let added = batch.iter().map(|(source, report)| insert(&mut names, source, report)).collect();
            for (key, value) in marks {
                let key = Value::Text(key);
                match value {
                    Some(value) => engine.run(
                        "INSERT INTO watch(key, value) VALUES ($1, $2) \
                         ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                        &[key, Value::Text(value)],
                    ),
                    None => engine.run("DELETE FROM watch WHERE key = $1", &[key]),
                }?;
            }
            engine::Result::<Vec<Added>>::map(added, Some)
        });
        done.map_err(|e| self.error(e))?.ok_or_else(|| StoreError::Outdated(self.path.clone()))
    }

    /// What was marked under keys that begin so, in order of the keys.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn marks(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        // A range over the primary key; what follows the prefix is below U+10FFFF.
        let end = format!("{prefix}\u{10ffff}");
        let sql = "SELECT key, value FROM watch WHERE key >= $1 AND key < $2 ORDER BY key";
        let values = [Value::Text(prefix), Value::Text(&end)];
        self.list(sql, &values, |row| Ok((row.text(0)?, row.text(1)?)))
    }

    /// What was marked under a key.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn mark(&self, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM watch WHERE key = $1";
        Ok(self.list(sql, &[Value::Text(key)], |row| row.text(0))?.pop())
    }

    /// What servers answered beside a source's bytes, as JSON, in the order they came in.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn responses(&self, sha256: &[u8; 32]) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT response FROM sighting JOIN source ON source.id = sighting.source \
                   WHERE sha256 = $1 AND response IS NOT NULL ORDER BY sighting.id";
        self.list(sql, &[Value::Blob(sha256)], |row| row.text(0))
    }

    /// Whether a source is there with all that was given of it, so that adding it would change nothing.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn has(&self, source: &Source) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM source JOIN sighting ON sighting.source = source.id \
                   WHERE sha256 = $1 AND given = $2";
        self.number(sql, &[Value::Blob(&source.sha256), Value::Text(&source.given.json())]).map(|n| n > 0)
    }

    /// The hashes of all sources, in the order in which they came in.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn hashes(&self) -> Result<Vec<[u8; 32]>, StoreError> {
        self.list("SELECT sha256 FROM source ORDER BY id", &[], |row| row.sha256(0))
    }

    /// Every way in which a source came in, in order.
    ///
    /// # Errors
    /// A damaged file.
    pub fn sightings(&self, sha256: &[u8; 32]) -> Result<Vec<Sighting>, StoreError> {
        let sql = "SELECT given, origin, received, coalesce(response, '') \
                   FROM sighting JOIN source ON source.id = sighting.source WHERE sha256 = $1 ORDER BY sighting.id";
        self.list(sql, &[Value::Blob(sha256)], |row| {
            let given =
                serde_json::from_str(&row.text(0)?).map_err(|e| Fault::Damaged(format!("a source: {e}")))?;
            let response = Some(row.text(3)?).filter(|r| !r.is_empty());
            Ok(Sighting { given, origin: row.text(1)?, received: row.text(2)?, response })
        })
    }

    /// Number of sources.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn len(&self) -> Result<usize, StoreError> {
        self.number("SELECT count(*) FROM source", &[]).map(|n| n as usize)
    }

    /// Whether no source is there.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        self.len().map(|n| n == 0)
    }

    /// Number of claims.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn claims(&self) -> Result<usize, StoreError> {
        let sql = "SELECT CAST(coalesce(sum(claims), 0) AS BIGINT) FROM report";
        self.number(sql, &[]).map(|n| n as usize)
    }

    /// A number that is another one whenever another program, or another connection of this one, has changed the ledger.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn changes(&self) -> Result<i64, StoreError> {
        self.engine.changes().map_err(|e| self.error(e))
    }

    /// Every source with a number that is another one when something else is known of it, and how often all was read
    /// anew: so that who has read the ledger once need not read all of it again.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn stamps(&self) -> Result<(i64, BTreeMap<[u8; 32], i64>), StoreError> {
        let rebuilds = self.number("SELECT value FROM meta WHERE key = 'rebuilds'", &[])?;
        let sql = "SELECT sha256, max(sighting.id) FROM source JOIN sighting ON sighting.source = source.id \
                   GROUP BY source.id, sha256";
        let stamps = self.list(sql, &[], |row| Ok((row.sha256(0)?, row.int(1)?)))?;
        Ok((rebuilds, stamps.into_iter().collect()))
    }

    /// Calls `each` with every source and what was read of it, in order of their hashes, one at a time. `each` must not
    /// come back to the store.
    ///
    /// # Errors
    /// A damaged file; [`StoreError::Outdated`] where what was read is of another version; and what `each` returns.
    pub fn each<E: From<StoreError>>(
        &self,
        each: impl FnMut(Source, Derived) -> Result<(), E>,
    ) -> Result<(), E> {
        self.up_to_date()?;
        self.readings("", &[], each)
    }

    /// As [`Store::each`] for the sources of these hashes alone.
    ///
    /// # Errors
    /// As [`Store::each`].
    pub fn each_of<E: From<StoreError>>(
        &self,
        hashes: &BTreeSet<[u8; 32]>,
        mut each: impl FnMut(Source, Derived) -> Result<(), E>,
    ) -> Result<(), E> {
        self.up_to_date()?;
        hashes.iter().try_for_each(|hash| self.readings("WHERE sha256 = $1", &[Value::Blob(hash)], &mut each))
    }

    fn readings<E: From<StoreError>>(
        &self,
        which: &str,
        values: &[Value],
        mut each: impl FnMut(Source, Derived) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT source.id, sha256, bytes, size, media, given, origin, received, body \
             FROM source JOIN sighting ON sighting.source = source.id JOIN reading ON reading.source = source.id \
             {which} ORDER BY sha256, sighting.id"
        );
        // Of a source that was seen several times there are several rows.
        let mut at: Option<(Raw, Vec<u8>)> = None;
        let mut told: Result<(), E> = Ok(());
        let mut tell = |(raw, body): (Raw, Vec<u8>)| -> Result<(), E> {
            let source = raw.decode().map_err(|what| self.damaged(what))?;
            let derived = Derived::decode(&body).map_err(|e| self.damaged(format!("a report: {e}")))?;
            each(source, derived)
        };
        let read = self.engine.rows(&sql, values, &mut |row| {
            let raw = Raw::of(row)?;
            match &mut at {
                Some((last, _)) if last.id == raw.id => last.sightings.extend(raw.sightings),
                _ => {
                    let before = at.replace((raw.with_bytes(row)?, row.blob(8)?));
                    told = before.map_or(Ok(()), &mut tell);
                }
            }
            Ok(told.is_ok())
        });
        told?;
        read.map_err(|e| self.error(e))?;
        at.map_or(Ok(()), tell)
    }

    /// Names of private persons that any report gives, each with whether it is a minor's.
    ///
    /// # Errors
    /// As [`Store::each`].
    pub fn private_names(&self) -> Result<BTreeSet<(String, bool)>, StoreError> {
        self.up_to_date()?;
        let names = "SELECT name, minor FROM private";
        Ok(self.list(names, &[], |row| Ok((row.text(0)?, row.int(1)? != 0)))?.into_iter().collect())
    }

    /// All decisions, in the order they were made.
    ///
    /// # Errors
    /// A damaged file, or a decision of a later version.
    pub fn decisions(&self) -> Result<Vec<Decision>, StoreError> {
        let sql = "SELECT id, at, who, why, act FROM decision ORDER BY id";
        self.list(sql, &[], |row| {
            let (id, act) = (row.int(0)?, row.text(4)?);
            let act =
                serde_json::from_str(&act).map_err(|e| Fault::Damaged(format!("decision {id}: {e}")))?;
            Ok(Decision { id: id as u64, at: row.text(1)?, who: row.text(2)?, why: row.text(3)?, act })
        })
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
        let json = serde_json::to_string(act).map_err(|e| self.damaged(e.to_string()))?;
        let engine = &*self.engine;
        let done = engine.step(|| {
            let last = engine.number("SELECT coalesce(max(id), 0) FROM decision", &[])?;
            if expected.is_some_and(|e| e != last as u64) {
                return Ok(Err(last as u64));
            }
            let texts = [at, who, why, &json].map(Value::Text);
            let [at, who, why, json] = texts;
            engine.run(
                "INSERT INTO decision(id, at, who, why, act) VALUES ($1, $2, $3, $4, $5)",
                &[Value::Int(last + 1), at, who, why, json],
            )?;
            Ok(Ok(last as u64 + 1))
        });
        done.map_err(|e| self.error(e))?.map_err(|last| StoreError::Stale { last })
    }

    /// Whether what was read is of this version.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] if it is not.
    pub(crate) fn up_to_date(&self) -> Result<(), StoreError> {
        let version = derived_version(&*self.engine).map_err(|e| self.error(e))?;
        if version == derived::FORMAT { Ok(()) } else { Err(StoreError::Outdated(self.path.clone())) }
    }

    pub(crate) fn error(&self, e: Fault) -> StoreError {
        StoreError::of(&self.path, e)
    }

    fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), what }
    }

    fn list<T>(
        &self,
        sql: &str,
        values: &[Value],
        read: impl FnMut(&dyn Row) -> engine::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.engine.list(sql, values, read).map_err(|e| self.error(e))
    }

    fn number(&self, sql: &str, values: &[Value]) -> Result<i64, StoreError> {
        self.engine.number(sql, values).map_err(|e| self.error(e))
    }
}

fn derived_version(engine: &dyn Engine) -> engine::Result<i64> {
    engine.number("SELECT value FROM meta WHERE key = 'derived'", &[])
}

/// A source as it lies in its rows.
struct Raw {
    id: i64,
    sha256: [u8; 32],
    bytes: Vec<u8>,
    size: i64,
    media: String,
    /// What was given, where from, when: one for each time the bytes came in another way.
    sightings: Vec<(String, String, String)>,
}

impl Raw {
    /// Of a row of id, hash, bytes, size, media, given, origin and received: but for the bytes.
    fn of(row: &dyn Row) -> engine::Result<Self> {
        let sightings = vec![(row.text(5)?, row.text(6)?, row.text(7)?)];
        let (id, sha256, size, media) = (row.int(0)?, row.sha256(1)?, row.int(3)?, row.text(4)?);
        Ok(Self { id, sha256, bytes: Vec::new(), size, media, sightings })
    }

    fn with_bytes(mut self, row: &dyn Row) -> engine::Result<Self> {
        self.bytes = row.blob(2)?;
        Ok(self)
    }

    /// The source of a number.
    fn read(engine: &dyn Engine, id: i64) -> engine::Result<Option<Self>> {
        let sql = "SELECT source.id, sha256, bytes, size, media, given, origin, received \
                   FROM source JOIN sighting ON sighting.source = source.id \
                   WHERE source.id = $1 ORDER BY sighting.id";
        let mut out: Option<Self> = None;
        engine.rows(sql, &[Value::Int(id)], &mut |row| {
            let raw = Self::of(row)?;
            match &mut out {
                Some(first) => first.sightings.extend(raw.sightings),
                None => out = Some(raw.with_bytes(row)?),
            }
            Ok(true)
        })?;
        Ok(out)
    }

    fn decode(self) -> Result<Source, String> {
        let capacity = usize::try_from(self.size).unwrap_or(0);
        let bytes = zstd::bulk::decompress(&self.bytes, capacity).map_err(|e| format!("a source: {e}"))?;
        let media = Media::parse(&self.media)
            .ok_or_else(|| format!("a source of the unknown kind `{}`", self.media))?;
        let mut all = Vec::with_capacity(self.sightings.len());
        for (given, origin, received) in self.sightings {
            let given: Given = serde_json::from_str(&given).map_err(|e| format!("a source: {e}"))?;
            all.push((given, origin, received));
        }
        let (given, origin, received) = all
            .into_iter()
            .min_by(|a, b| a.0.rank().cmp(&b.0.rank()))
            .ok_or("a source that came from nowhere")?;
        Ok(Source { sha256: self.sha256, bytes, media, given, origin, received, response: None })
    }
}

/// zstd level: reports are small texts, and reading them takes far longer.
const LEVEL: i32 = 6;

fn insert(names: &mut Names, source: &Source, report: &Report) -> engine::Result<Added> {
    let engine = names.engine;
    let sha256 = Value::Blob(&source.sha256);
    let given = source.given.json();
    let known = engine.first("SELECT id FROM source WHERE sha256 = $1", &[sha256], |row| row.int(0))?;
    let (id, added, first) = match known {
        None => {
            let bytes =
                zstd::bulk::compress(&source.bytes, LEVEL).map_err(|e| Fault::Damaged(e.to_string()))?;
            let (size, media) = (Value::Int(source.bytes.len() as i64), Value::Text(source.media.as_str()));
            let sql = "INSERT INTO source(sha256, bytes, size, media) VALUES ($1, $2, $3, $4) RETURNING id";
            (engine.number(sql, &[sha256, Value::Blob(&bytes), size, media])?, Added::New, true)
        }
        Some(id) => {
            let sql = "SELECT given FROM sighting WHERE source = $1";
            let others = engine.list(sql, &[Value::Int(id)], |row| row.text(0))?;
            if others.contains(&given) {
                return Ok(Added::Known);
            }
            let others = others.iter().filter_map(|g| serde_json::from_str::<Given>(g).ok());
            let first = others.into_iter().all(|g| source.given.rank() < g.rank());
            (id, Added::Again, first)
        }
    };
    let sql = "INSERT INTO sighting(source, given, origin, received, response) VALUES ($1, $2, $3, $4, $5) \
               RETURNING id";
    let texts = [given.as_str(), &source.origin, &source.received].map(Value::Text);
    let [given, origin, received] = texts;
    let values = [Value::Int(id), given, origin, received, source.response.as_deref().into()];
    let sighting = engine.number(sql, &values)?;
    if first {
        if added == Added::Again {
            derived::remove(engine, names.side, id)?;
        }
        derived::insert(names, id, sighting, report)?;
    }
    Ok(added)
}
