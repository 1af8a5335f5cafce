//! A ledger copied into another place: from a file into a database, and back.

use std::collections::BTreeSet;

use tidings_store::{Source, Store, StoreError};

use crate::situation::report;

/// Sources that go into the copy in one step.
const STEP: usize = 64;

/// Why a ledger was not copied, or not whole.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the ledgers could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The other ledger has decisions of its own.
    #[error("{there}: this ledger has decisions that are not those of {from}; it was left as it is")]
    Decided {
        /// The ledger to copy.
        from: String,
        /// The other one.
        there: String,
    },
}

/// What a copy brought over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    /// Sources.
    pub sources: usize,
    /// Decisions.
    pub decisions: usize,
}

/// Copies sources, what was read of them, decisions, and what `tidings watch` remembers. What is there already is not
/// copied again, so that a copy that was broken off goes on. `done` is told how many sources are over.
///
/// # Errors
/// What either store cannot do, and a ledger with decisions of its own; what was copied before stays.
pub fn copy(from: &Store, to: &mut Store, mut done: impl FnMut(usize)) -> Result<Copied, CopyError> {
    let (decided, there) = (from.decisions()?, to.decisions()?);
    if !decided.starts_with(&there) {
        let name = |store: &Store| store.place().display().to_string();
        return Err(CopyError::Decided { from: name(from), there: name(to) });
    }
    let hashes = from.hashes()?;
    let mut copied = Copied::default();
    for (n, step) in hashes.chunks(STEP).enumerate() {
        let mut batch = Vec::new();
        for hash in step {
            let ways = from.sightings(hash)?;
            let mut read = None;
            from.each_of(&BTreeSet::from([*hash]), |source, derived| {
                read = Some((report(&source, derived), source));
                Ok::<_, StoreError>(())
            })?;
            let Some((report, source)) = read else { continue };
            let mut new = false;
            for way in ways {
                let (given, origin, received, response) = (way.given, way.origin, way.received, way.response);
                let seen = Source { given, origin, received, response, ..source.clone() };
                if !to.has(&seen)? {
                    new = true;
                    // Of several ways one names the report: what was read is of that one.
                    batch.push((seen, report.clone()));
                }
            }
            copied.sources += usize::from(new);
        }
        to.add(&batch)?;
        done((n * STEP + step.len()).min(hashes.len()));
    }
    let marks: Vec<(String, Option<String>)> =
        from.marks("")?.into_iter().map(|(key, value)| (key, Some(value))).collect();
    to.add_and_mark(&[], &marks)?;
    for d in &decided[there.len()..] {
        to.decide(Some(d.id - 1), &d.at, &d.who, &d.why, &d.act)?;
        copied.decisions += 1;
    }
    Ok(copied)
}
