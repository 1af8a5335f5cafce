//! What can go wrong with a ledger file, and what to do about it.

use std::path::{Path, PathBuf};

use postgres::error::SqlState;
use rusqlite::ErrorCode;

use crate::engine::Fault;

/// A ledger file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("no ledger at {}: `tidings add FILE.. --ledger {}` makes one", .0.display(), .0.display())]
    Missing(PathBuf),
    /// A file of some other kind.
    #[error("{} is not a ledger of Tidings; it was left as it is", .0.display())]
    NotALedger(PathBuf),
    /// Written by a later version.
    #[error("{}: this ledger is of file version {version}, which this program does not know: use a newer tidings", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: i64,
    },
    /// What was read from the sources is of another version.
    #[error("{}: what was read from the sources is of another version: run `tidings rebuild --ledger {}`", .0.display(), .0.display())]
    Outdated(PathBuf),
    /// Another rebuild began.
    #[error("{}: another program began to read the sources anew; this one stopped, and the other goes on", .0.display())]
    Overtaken(PathBuf),
    /// Another program writes.
    #[error("{}: another program has been writing to this ledger for 30 seconds; try again when it is done", .0.display())]
    Busy(PathBuf),
    /// The disk is full.
    #[error("{}: the disk is full; nothing of the last step was written", .0.display())]
    Full(PathBuf),
    /// The file or its folder may not be written.
    #[error("{}: the file or its folder is read-only", .0.display())]
    ReadOnly(PathBuf),
    /// The file is damaged.
    #[error("{}: the ledger is damaged ({what}); `tidings check` says more, and the sources can be copied out of a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Somebody else has decided since.
    #[error("another decision (number {last}) was made in the meantime; look at it and decide again")]
    Stale {
        /// Number of the last decision.
        last: u64,
    },
    /// A database that does not answer.
    #[error("{}: the database does not answer ({what}); nothing of the last step was written", .place.display())]
    Gone {
        /// Its address, without the password.
        place: PathBuf,
        /// What went wrong.
        what: String,
    },
    /// An address that is none.
    #[error("{}: {what}", .place.display())]
    Address {
        /// As it was given.
        place: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Anything else.
    #[error("{}: {what}", path.display())]
    Other {
        /// The ledger.
        path: PathBuf,
        /// What the database said.
        what: String,
    },
}

impl StoreError {
    /// What a fault of an engine comes to.
    pub(crate) fn of(path: &Path, fault: Fault) -> Self {
        let path = path.to_path_buf();
        match fault {
            Fault::Sqlite(e) => match e.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => Self::NotALedger(path),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
                Some(ErrorCode::DiskFull) => Self::Full(path),
                Some(ErrorCode::ReadOnly) => Self::ReadOnly(path),
                Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, what: e.to_string() },
                _ => Self::Other { path, what: e.to_string() },
            },
            Fault::Postgres(e) => match e.code() {
                Some(&SqlState::LOCK_NOT_AVAILABLE) => Self::Busy(path),
                Some(&(SqlState::DISK_FULL | SqlState::OUT_OF_MEMORY)) => Self::Full(path),
                Some(&(SqlState::READ_ONLY_SQL_TRANSACTION | SqlState::INSUFFICIENT_PRIVILEGE)) => {
                    Self::ReadOnly(path)
                }
                Some(&(SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED)) => {
                    Self::Damaged { path, what: said(&e) }
                }
                Some(
                    &(SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW),
                )
                | None => Self::Gone { place: path, what: said(&e) },
                Some(_) => Self::Other { path, what: said(&e) },
            },
            Fault::Damaged(what) => Self::Damaged { path, what },
        }
    }
}

/// The words of PostgreSQL, which stand behind the error.
fn said(e: &postgres::Error) -> String {
    use std::error::Error;
    e.source().map_or_else(|| e.to_string(), ToString::to_string)
}
