//! Keeps the snapshot up to date: one thread that looks whether the file has changed, by whomever, and builds the
//! next snapshot while everybody reads the last.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tidings::store::{Store, StoreError};
use tokio::sync::{broadcast, watch};

use crate::events::Event;
use crate::snapshot::{Making, Snapshot};

/// How often the file is looked at for what others did to it.
const LOOK: Duration = Duration::from_millis(300);

enum Ask {
    Look,
    Stop,
}

/// The thread, and how it is spoken to.
pub struct Keeper {
    ask: Sender<Ask>,
    thread: Option<JoinHandle<()>>,
    /// The last whole state.
    pub current: watch::Receiver<Arc<Snapshot>>,
}

impl Keeper {
    /// Reads the file a first time, then starts the thread.
    ///
    /// # Errors
    /// What the store says.
    pub fn start(path: PathBuf, name: String, events: broadcast::Sender<Event>) -> Result<Self, StoreError> {
        let store = Store::read_only(&path)?;
        let seen = store.changes()?;
        let mut making = Making::default();
        let first = Arc::new(Snapshot::of(&store, &name, None, &mut making)?);
        let (put, current) = watch::channel(first);
        let (ask, asked) = channel();
        let keeping = Keeping { store, name, seen, put, events, making, told: None };
        let thread = std::thread::Builder::new()
            .name("keeper".into())
            .spawn(move || keeping.run(&asked))
            .map_err(|e| StoreError::Damaged { path, what: format!("no thread to keep it: {e}") })?;
        Ok(Self { ask, thread: Some(thread), current })
    }

    /// Something was written: look now.
    pub fn look(&self) {
        let _ = self.ask.send(Ask::Look);
    }

    /// The present state.
    pub fn now(&self) -> Arc<Snapshot> {
        self.current.borrow().clone()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.ask.send(Ask::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Keeping {
    store: Store,
    name: String,
    /// The file's state when it was last read.
    seen: i64,
    put: watch::Sender<Arc<Snapshot>>,
    events: broadcast::Sender<Event>,
    /// What the next state is worked out from.
    making: Making,
    /// The last trouble that was told of.
    told: Option<String>,
}

impl Keeping {
    fn run(mut self, asked: &Receiver<Ask>) {
        loop {
            match asked.recv_timeout(LOOK) {
                Ok(Ask::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Ask::Look) | Err(RecvTimeoutError::Timeout) => {}
            }
            match self.look() {
                Ok(()) => self.told = None,
                Err(e) => {
                    // The last good state goes on being served.
                    let e = e.to_string();
                    if self.told.as_ref() != Some(&e) {
                        eprintln!("tidings: the ledger cannot be read again: {e}");
                        self.told = Some(e);
                    }
                }
            }
        }
    }

    fn look(&mut self) -> Result<(), StoreError> {
        let now = self.store.changes()?;
        if now == self.seen {
            return Ok(());
        }
        let last = self.put.borrow().clone();
        let next = Arc::new(Snapshot::of(&self.store, &self.name, Some(&last), &mut self.making)?);
        self.seen = now;
        if next.version == last.version {
            return Ok(());
        }
        let by = next.last_by.clone().filter(|_| next.last_decision != last.last_decision);
        let changed = Event::Changed { version: next.version.clone(), last_decision: next.last_decision, by };
        self.put.send_replace(next);
        let _ = self.events.send(changed);
        Ok(())
    }
}
