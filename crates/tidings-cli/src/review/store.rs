//! The desk that is a ledger file.

use std::path::Path;
use std::sync::Arc;

use tidings::ledger::{Act, Decision, Report};
use tidings::situation;
use tidings::store::Store;

use super::Desk;
use crate::failure::Failure;

/// A ledger file, and the last decision that was in it when it was opened: if somebody else decides in between, the
/// file says so.
pub struct StoreDesk {
    store: Store,
    last: u64,
}

impl StoreDesk {
    /// Opens the file, for reading alone unless something is to be decided.
    pub fn open(path: &Path, decides: bool) -> Result<Self, Failure> {
        let store = if decides { Store::open(path)? } else { Store::read_only(path)? };
        let last = store.decisions()?.last().map_or(0, |d| d.id);
        Ok(Self { store, last })
    }
}

impl Desk for StoreDesk {
    fn reports(&self) -> Result<Vec<Arc<Report>>, Failure> {
        Ok(situation::reports(&self.store)?)
    }

    fn decisions(&self) -> Result<Vec<Decision>, Failure> {
        Ok(self.store.decisions()?)
    }

    fn append(&mut self, act: &Act, who: &str, why: &str) -> Result<u64, Failure> {
        let now = crate::clock::now();
        self.last = self.store.decide(Some(self.last), &now, who, why, act)?;
        Ok(self.last)
    }
}
