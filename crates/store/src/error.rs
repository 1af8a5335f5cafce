//! What can go wrong with a ledger file, and what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

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
    /// Anything else.
    #[error("{}: {source}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// What an error of SQLite comes to.
    pub(crate) fn of(path: &Path, e: rusqlite::Error) -> Self {
        let path = path.to_path_buf();
        match e.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotALedger(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(path),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, what: e.to_string() },
            _ => Self::Other { path, source: e },
        }
    }
}
