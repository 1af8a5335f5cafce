//! Everything derived made anew, beside what is shown.
//!
//! A rebuild fills tables of its own, batch by batch; between two batches others write, and all the while they see
//! the old state. The switch is one step: it drops the old tables and gives the new ones their names. Killed before
//! that, a rebuild has changed nothing that is shown, and the next one throws away what it left.
//!
//! Sources are read in the order of their sightings, which are only appended. So what came in meanwhile is what has a
//! higher number, and a switch is allowed only when there is nothing of the kind.

use tidings_ledger::Report;

use crate::engine::{self, Engine, Side, Value};
use crate::marks::Names;
use crate::{Raw, Source, Store, StoreError, derived};

/// A rebuild under way; what it made is shown after [`Rebuild::finish`].
#[derive(Debug)]
pub struct Rebuild<'s> {
    store: &'s mut Store,
    /// Number of this rebuild: of two at a time the earlier one must stop.
    number: i64,
    /// The last sighting that was looked at.
    at: i64,
}

impl Store {
    /// Begins to make everything that is derived anew.
    ///
    /// # Errors
    /// As [`Store::add`], but for an outdated file.
    pub fn rebuild(&mut self) -> Result<Rebuild<'_>, StoreError> {
        let number = self.step(|engine| {
            engine.unmake(Side::Made)?;
            engine.make(Side::Made)?;
            let number = begun(engine)? + 1;
            remember(engine, "rebuild", number)?;
            Ok(number)
        })?;
        Ok(Rebuild { store: self, number, at: 0 })
    }

    fn step<T>(&mut self, work: impl FnOnce(&dyn Engine) -> engine::Result<T>) -> Result<T, StoreError> {
        let engine = &*self.engine;
        engine.step(|| work(engine)).map_err(|e| self.error(e))
    }
}

/// Number of the last rebuild that was begun.
fn begun(engine: &dyn Engine) -> engine::Result<i64> {
    engine.number("SELECT value FROM meta WHERE key = 'rebuild'", &[])
}

/// Keeps a number of the ledger's own.
fn remember(engine: &dyn Engine, key: &str, value: i64) -> engine::Result<()> {
    let sql =
        "INSERT INTO meta(key, value) VALUES ($1, $2) ON CONFLICT(key) DO UPDATE SET value = excluded.value";
    engine.run(sql, &[Value::Text(key), Value::Int(value)])
}

impl Rebuild<'_> {
    /// The next source that must be read, or `None` if all have been given out.
    ///
    /// # Errors
    /// A damaged file.
    pub fn next_source(&mut self) -> Result<Option<Source>, StoreError> {
        let engine = &*self.store.engine;
        let fail = |e| self.store.error(e);
        loop {
            let next = "SELECT id, source FROM sighting WHERE id > $1 ORDER BY id LIMIT 1";
            let next = engine.first(next, &[Value::Int(self.at)], |row| Ok((row.int(0)?, row.int(1)?)));
            let Some((at, id)) = next.map_err(fail)? else { return Ok(None) };
            self.at = at;
            // A sighting without its source is a damage that `check` tells.
            let Some(raw) = Raw::read(engine, id).map_err(fail)? else { continue };
            let source = raw.decode().map_err(|what| self.store.damaged(what))?;
            // Of bytes that came in several ways, a later sighting matters only if it names the report.
            let read = "SELECT count(*) FROM made_report JOIN sighting ON sighting.id = made_report.sighting \
                        WHERE made_report.source = $1 AND given = $2";
            let values = [Value::Int(id), Value::Text(&source.given.json())];
            if engine.number(read, &values).map_err(fail)? == 0 {
                return Ok(Some(source));
            }
        }
    }

    /// Keeps what was read of these sources.
    ///
    /// # Errors
    /// As [`Store::add`]; [`StoreError::Overtaken`] if another rebuild was begun.
    pub fn put(&mut self, read: &[(Source, Report)]) -> Result<(), StoreError> {
        let number = self.number;
        let mine = self.store.step(|engine| {
            if begun(engine)? != number {
                return Ok(false);
            }
            let mut names = Names::new(engine, Side::Made);
            for (source, report) in read {
                put(&mut names, source, report)?;
            }
            Ok(true)
        })?;
        self.mine(mine)
    }

    /// Shows what was made, if every source in the file was read; `false` if more have come in: they are next.
    ///
    /// # Errors
    /// As [`Rebuild::put`].
    pub fn finish(&mut self) -> Result<bool, StoreError> {
        let (number, at) = (self.number, self.at);
        let done = self.store.step(|engine| {
            if begun(engine)? != number {
                return Ok(None);
            }
            let last = engine.number("SELECT coalesce(max(id), 0) FROM sighting", &[])?;
            if last > at {
                return Ok(Some(false));
            }
            engine.unmake(Side::Shown)?;
            engine.show_made()?;
            let rebuilds = engine.number("SELECT value FROM meta WHERE key = 'rebuilds'", &[])?;
            remember(engine, "rebuilds", rebuilds + 1)?;
            remember(engine, "derived", derived::FORMAT)?;
            Ok(Some(true))
        })?;
        self.mine(done.is_some())?;
        Ok(done.unwrap_or_default())
    }

    fn mine(&self, mine: bool) -> Result<(), StoreError> {
        if mine { Ok(()) } else { Err(StoreError::Overtaken(self.store.path.clone())) }
    }
}

fn put(names: &mut Names, source: &Source, report: &Report) -> engine::Result<()> {
    let engine = names.engine;
    let sql = "SELECT source.id, sighting.id FROM source JOIN sighting ON sighting.source = source.id \
               WHERE sha256 = $1 AND given = $2";
    let values = [Value::Blob(&source.sha256), Value::Text(&source.given.json())];
    let Some((id, sighting)) = engine.first(sql, &values, |row| Ok((row.int(0)?, row.int(1)?)))? else {
        return Err(engine::Fault::Damaged("a source that was read is gone".into()));
    };
    let there = engine.number("SELECT count(*) FROM made_report WHERE source = $1", &[Value::Int(id)])?;
    if there > 0 {
        derived::remove(engine, Side::Made, id)?;
    }
    derived::insert(names, id, sighting, report)
}
