//! The one door to the database: a statement goes in, rows come out.
//!
//! All that the store says in plain SQL it says once, for both engines: numbered values (`$1`, in the order in which they
//! first stand), `RETURNING`, `ON CONFLICT`. What they do differently has a method here: how a step is begun, what finds
//! words and boxes, what is checked of the file itself.

pub(crate) mod postgres;
mod postgres_tables;
pub(crate) mod sqlite;
mod sqlite_tables;

use std::fmt::Debug;

use crate::filter::Area;
use crate::question::Ask;

/// What an engine could not do.
#[derive(Debug)]
pub(crate) enum Fault {
    Sqlite(rusqlite::Error),
    Postgres(::postgres::Error),
    /// A value that is not what belongs there.
    Damaged(String),
}

pub(crate) type Result<T> = std::result::Result<T, Fault>;

/// A value on its way in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// A row on its way out; columns are counted from 0.
pub(crate) trait Row {
    fn int(&self, column: usize) -> Result<i64>;
    fn text(&self, column: usize) -> Result<String>;
    fn blob(&self, column: usize) -> Result<Vec<u8>>;
}

impl dyn Row + '_ {
    /// A source's name.
    pub(crate) fn sha256(&self, column: usize) -> Result<[u8; 32]> {
        let bytes = self.blob(column)?;
        let length = bytes.len();
        bytes.try_into().map_err(|_| Fault::Damaged(format!("a hash of {length} bytes")))
    }
}

/// Which of two sets of derived tables: the one that is shown, or the one that a rebuild makes beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The one that is shown.
    Shown,
    /// The one that is being made.
    Made,
}

impl Side {
    /// The statement with the tables of this side for every `@`.
    pub(crate) fn sql(self, statement: &str) -> String {
        statement.replace('@', if self == Self::Shown { "" } else { "made_" })
    }
}

/// A claim as the index keeps it.
pub(crate) struct Indexed {
    pub(crate) id: i64,
    /// Folded words of its clause, one space between two.
    pub(crate) words: String,
    /// Its marks, one space between two.
    pub(crate) marks: String,
}

/// A name as the index keeps it.
pub(crate) struct Named {
    pub(crate) id: i64,
    /// Folded, one space between two.
    pub(crate) words: String,
    /// Longitude and latitude of a point.
    pub(crate) at: Option<(f64, f64)>,
}

/// A database, open. In statements for its derived tables `@` stands for the [`Side`].
pub(crate) trait Engine: Debug + Send {
    /// Runs a statement.
    fn run(&self, sql: &str, values: &[Value]) -> Result<()>;

    /// Calls `each` with every row until it says `false`. `each` must not come back to the engine.
    fn rows(&self, sql: &str, values: &[Value], each: &mut dyn FnMut(&dyn Row) -> Result<bool>)
    -> Result<()>;

    /// Begins a step that writes; another writer waits, and so does this one.
    fn begin(&self) -> Result<()>;

    /// Ends a step: all of it is on the disk, or none.
    fn end(&self, keep: bool) -> Result<()>;

    /// A number that is another one whenever somebody else has written.
    fn changes(&self) -> Result<i64>;

    /// Empty derived tables of a side.
    fn make(&self, side: Side) -> Result<()>;

    /// Throws the derived tables of a side away.
    fn unmake(&self, side: Side) -> Result<()>;

    /// Gives the derived tables that were made the names of those that are shown, which are gone.
    fn show_made(&self) -> Result<()>;

    /// Puts claims into the index.
    fn index(&self, side: Side, claims: &[Indexed]) -> Result<()>;

    /// Takes the claims of these numbers out of the index.
    fn unindex(&self, side: Side, ids: std::ops::Range<i64>) -> Result<()>;

    /// Puts a name into the index of names.
    fn index_name(&self, side: Side, name: &Named) -> Result<()>;

    /// Numbers of claims that a question finds, the first `most` in order, or all.
    fn find(&self, ask: &Ask, most: Option<usize>) -> Result<Vec<i64>>;

    /// Numbers of names with this phrase, at most so many.
    fn find_names(&self, phrase: &[&str], most: usize) -> Result<Vec<i64>>;

    /// Numbers of names with a point in the box.
    fn find_inside(&self, area: Area) -> Result<Vec<i64>>;

    /// Number of claims in the index.
    fn indexed(&self) -> Result<i64>;

    /// What the engine itself finds wrong, and whether only what is derived is concerned.
    fn examine(&self) -> Result<Vec<(String, bool)>>;
}

impl dyn Engine + '_ {
    /// All rows, read by `read`.
    pub(crate) fn list<T>(
        &self,
        sql: &str,
        values: &[Value],
        mut read: impl FnMut(&dyn Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.rows(sql, values, &mut |row| {
            out.push(read(row)?);
            Ok(true)
        })?;
        Ok(out)
    }

    /// The first row, if there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        values: &[Value],
        mut read: impl FnMut(&dyn Row) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut out = None;
        self.rows(sql, values, &mut |row| {
            out = Some(read(row)?);
            Ok(false)
        })?;
        Ok(out)
    }

    /// The number that a statement answers; 0 if there is none.
    pub(crate) fn number(&self, sql: &str, values: &[Value]) -> Result<i64> {
        Ok(self.first(sql, values, |row| row.int(0))?.unwrap_or(0))
    }

    /// All of `work` or nothing.
    pub(crate) fn step<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begin()?;
        match work() {
            Ok(out) => self.end(true).map(|()| out),
            Err(e) => {
                // What went wrong first says more than that it could not be taken back.
                let _ = self.end(false);
                Err(e)
            }
        }
    }
}
