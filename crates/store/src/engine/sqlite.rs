//! SQLite: a file, its full-text index (FTS5) and its tree of boxes (R*Tree).

use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql, params};

use super::sqlite_tables::{self as tables, DERIVED, DERIVED_TABLES, GONE};
use super::{Engine, Fault, Indexed, Named, Result, Row, Side, Value};
use crate::filter::Area;
use crate::question::Ask;
use crate::{Open, StoreError};

/// How long a writer waits for another one before it says so.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages of the write-ahead log (64 MiB) between two checkpoints. Each writes the pages of the indices that were
/// touched since the last, so that seldom is cheap, and SQLite's thousand are touched by every batch.
const CHECKPOINT_PAGES: i64 = 4_096;

/// Page cache of an open file; SQLite takes a negative number for KiB.
const CACHE_KIB: i64 = -(128 << 10);

/// What a mark begins with, and no word of a text does: of those there are only letters and digits (`Folded`). So both
/// are in one column, and no question has to tell columns apart.
const SIGN: char = '§';

/// An open file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    db: Connection,
}

/// The path with something behind it.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// The address of a file that is read without locks and without a log, as SQLite writes such addresses.
fn as_it_stands(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let written = whole.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    name.push(written);
    name.push("?immutable=1");
    name
}

impl Sqlite {
    pub(crate) fn open(path: &Path, how: Open) -> std::result::Result<Self, StoreError> {
        let opened = Self::open_at(path, path.as_os_str(), how);
        match opened {
            // In a folder that may not be written SQLite cannot make the files of a write-ahead log, and refuses to read.
            // Where nobody left a log, all there is stands in the file itself.
            Err(StoreError::ReadOnly(_)) if how == Open::Read && !beside(path, "-wal").exists() => {
                Self::open_at(path, &as_it_stands(path), how)
            }
            opened => opened,
        }
    }

    /// Opens `name`, a path or an address, which is that of `path`.
    fn open_at(path: &Path, name: &OsStr, how: Open) -> std::result::Result<Self, StoreError> {
        let flags = match how {
            Open::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Open::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Open::Make => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        let fail = |e| StoreError::of(path, Fault::Sqlite(e));
        let uri = if name == path.as_os_str() { OpenFlags::empty() } else { OpenFlags::SQLITE_OPEN_URI };
        let flags = flags | uri | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(name, flags).map_err(fail)?;
        db.busy_timeout(PATIENCE).map_err(fail)?;
        // Room for the upper pages of every index of a million claims: without it each new row reads the disk.
        db.pragma_update(None, "cache_size", CACHE_KIB).map_err(fail)?;
        db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(fail)?;
        db.set_prepared_statement_cache_capacity(64);
        tables::prepare(&mut db, path, how != Open::Read)?;
        Ok(Self { db })
    }

    fn bound(&self, sql: &str, values: &[Value]) -> Result<CachedStatement<'_>> {
        let mut statement = self.db.prepare_cached(sql)?;
        for (n, value) in (1..).zip(values) {
            debug_assert_eq!(statement.parameter_name(n), Some(format!("${n}").as_str()), "{sql}");
            statement.raw_bind_parameter(n, value)?;
        }
        Ok(statement)
    }

    fn script(&self, sql: &str) -> Result<()> {
        Ok(self.db.execute_batch(sql)?)
    }

    fn ids(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<i64>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(values, |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(e: rusqlite::Error) -> Self {
        Self::Sqlite(e)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Text(s) => ValueRef::Text(s.as_bytes()),
            Self::Blob(b) => ValueRef::Blob(b),
        }))
    }
}

impl Row for rusqlite::Row<'_> {
    fn int(&self, column: usize) -> Result<i64> {
        Ok(self.get(column)?)
    }

    fn text(&self, column: usize) -> Result<String> {
        Ok(self.get(column)?)
    }

    fn blob(&self, column: usize) -> Result<Vec<u8>> {
        Ok(self.get(column)?)
    }
}

impl Engine for Sqlite {
    fn run(&self, sql: &str, values: &[Value]) -> Result<()> {
        self.bound(sql, values)?.raw_execute()?;
        Ok(())
    }

    fn rows(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<bool>,
    ) -> Result<()> {
        let mut statement = self.bound(sql, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if !each(row)? {
                break;
            }
        }
        Ok(())
    }

    fn begin(&self) -> Result<()> {
        // At once: a step that reads first and writes then would be refused where another wrote in between.
        self.script("BEGIN IMMEDIATE")
    }

    fn end(&self, keep: bool) -> Result<()> {
        let ended = self.script(if keep { "COMMIT" } else { "ROLLBACK" });
        if keep && ended.is_err() && !self.db.is_autocommit() {
            // Nothing of it was kept; the next step must not find itself inside this one.
            let _ = self.script("ROLLBACK");
        }
        ended
    }

    fn changes(&self) -> Result<i64> {
        Ok(self.db.pragma_query_value(None, "data_version", |r| r.get(0))?)
    }

    fn make(&self, side: Side) -> Result<()> {
        self.script(&side.sql(DERIVED_TABLES))
    }

    fn unmake(&self, side: Side) -> Result<()> {
        DERIVED.iter().try_for_each(|t| self.script(&side.sql(&format!("DROP TABLE IF EXISTS @{t}"))))
    }

    fn show_made(&self) -> Result<()> {
        for table in GONE {
            self.script(&format!("DROP TABLE IF EXISTS {table}"))?;
        }
        for table in DERIVED {
            self.script(&format!("ALTER TABLE {} RENAME TO {table}", Side::Made.sql(&format!("@{table}"))))?;
        }
        Ok(())
    }

    fn index(&self, side: Side, claims: &[Indexed]) -> Result<()> {
        let sql = side.sql("INSERT INTO @claim_words(rowid, words) VALUES (?1, ?2)");
        let mut insert = self.db.prepare_cached(&sql)?;
        for c in claims {
            let mut words = c.words.clone();
            for mark in c.marks.split_whitespace() {
                words.extend([' ', SIGN]);
                words.push_str(mark);
            }
            insert.execute(params![c.id, words])?;
        }
        Ok(())
    }

    fn unindex(&self, side: Side, ids: Range<i64>) -> Result<()> {
        let mut delete = self.db.prepare_cached(&side.sql("DELETE FROM @claim_words WHERE rowid = ?1"))?;
        for id in ids {
            delete.execute([id])?;
        }
        Ok(())
    }

    fn index_name(&self, side: Side, name: &Named) -> Result<()> {
        let sql = "INSERT INTO @name_words(rowid, words) VALUES (?1, ?2)";
        self.db.prepare_cached(&side.sql(sql))?.execute(params![name.id, name.words])?;
        if let Some((lon, lat)) = name.at {
            let sql = "INSERT INTO @name_box(id, west, east, south, north, lon, lat) \
                       VALUES (?1, ?2, ?2, ?3, ?3, ?2, ?3)";
            self.db.prepare_cached(&side.sql(sql))?.execute(params![name.id, lon, lat])?;
        }
        Ok(())
    }

    fn find(&self, ask: &Ask, most: Option<usize>) -> Result<Vec<i64>> {
        let mut question = String::new();
        write(ask, &mut question);
        // -1 is no limit.
        let most = most.map_or(-1, |n| n as i64);
        self.ids("SELECT rowid FROM claim_words WHERE claim_words MATCH ?1 LIMIT ?2", params![question, most])
    }

    fn find_names(&self, phrase: &[&str], most: usize) -> Result<Vec<i64>> {
        let question = format!("\"{}\" *", phrase.join(" "));
        let sql = "SELECT rowid FROM name_words WHERE name_words MATCH ?1 LIMIT ?2";
        self.ids(sql, params![question, most as i64])
    }

    /// The tree rounds outwards: it finds all and some too many, which the exact point rules out.
    fn find_inside(&self, a: Area) -> Result<Vec<i64>> {
        let inside =
            "SELECT id FROM name_box WHERE south <= ?4 AND north >= ?2 AND lat BETWEEN ?2 AND ?4 AND ";
        let lon = if a.west > a.east {
            "(lon >= ?1 OR lon <= ?3)"
        } else {
            "west <= ?3 AND east >= ?1 AND lon BETWEEN ?1 AND ?3"
        };
        self.ids(&format!("{inside}{lon}"), [a.west, a.south, a.east, a.north])
    }

    fn indexed(&self) -> Result<i64> {
        Ok(self.db.query_row("SELECT count(*) FROM claim_words_docsize", [], |r| r.get(0))?)
    }

    fn examine(&self) -> Result<Vec<(String, bool)>> {
        let lines = |sql: &str| -> Result<Vec<String>> {
            let mut statement = self.db.prepare(sql)?;
            let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let mut out = Vec::new();
        let whole = lines("PRAGMA integrity_check(100)")?;
        out.extend(whole.into_iter().filter(|l| l != "ok").map(|l| (format!("SQLite: {l}"), false)));
        let loose = lines("SELECT \"table\" || ' ' || coalesce(rowid, '') FROM pragma_foreign_key_check")?;
        out.extend(loose.into_iter().map(|l| (format!("a row refers to nothing: {l}"), true)));
        // An outdated file may not have this tree; `check` says that it is outdated.
        let tree = lines("SELECT rtreecheck(name) FROM sqlite_schema WHERE name = 'name_box'")?;
        out.extend(
            tree.into_iter().filter(|l| l != "ok").map(|l| (format!("the index of places: {l}"), true)),
        );
        Ok(out)
    }
}

/// A question in FTS5's language.
fn write(ask: &Ask, out: &mut String) {
    let list = |parts: &[Ask], between: &str, out: &mut String| {
        out.push('(');
        for (n, part) in parts.iter().enumerate() {
            out.push_str(if n > 0 { between } else { "" });
            write(part, out);
        }
        out.push(')');
    };
    // Writing to a string does not fail.
    let _ = match ask {
        // No claim has it.
        Ask::Nothing => write!(out, "{SIGN}nothing"),
        Ask::Words(words) => write!(out, "\"{}\" *", words.join(" ")),
        Ask::Marks(marks) => write!(out, "({SIGN}{})", marks.join(&format!(" OR {SIGN}"))),
        Ask::Begun(mark) => write!(out, "\"{SIGN}{mark}\" *"),
        Ask::Any(parts) => return list(parts, " OR ", out),
        Ask::All(parts) => return list(parts, " AND ", out),
    };
}
