//! Which feed is due, which of its items are new, what is kept and remembered.
//!
//! What is remembered: `feed/NAME` (validators, failures, when next), `item/NAME/HASH` (taken, left out, or how often
//! tried), `map/NAME/HASH` (a sitemap's stamp), `queue/..` and `alert/..` (see `deliver`). An item and its mark are
//! kept in one step; a feed's validators only after all of its items, so that nothing is skipped by a 304.

mod item;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::{Feed, From, Secret};
use crate::deliver::{self, IN_ATOM};
use crate::keep::{Keep, KeepError, Kept, Mark, Received};
use crate::polite::{Polite, lock};
use crate::{Alert, Clock, Config, Event, Fetch, What, stamp};

/// How long a watcher goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Each feed that is due is gone through once.
    Once,
    /// Until it is stopped.
    Always,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    /// Items kept.
    pub kept: usize,
    /// Feeds and items that could not be had.
    pub failed: u64,
}

/// Follows feeds.
pub struct Watcher<'a> {
    config: &'a Config,
    clock: &'a dyn Clock,
    fetch: &'a dyn Fetch,
    stop: &'a AtomicBool,
    polite: Polite<'a>,
    keep: Mutex<&'a mut dyn Keep>,
    say: &'a (dyn Fn(&Event) + Sync),
    ended: Mutex<Ended>,
}

/// What is remembered of a feed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct State {
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    failures: u32,
    next: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Moved>,
}

/// Where a feed has moved to, as servers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moved {
    /// The address of the configuration: with another one it holds no more.
    from: Url,
    to: Url,
}

/// A job of the schedule: a feed, or the webhooks.
#[derive(Debug, Clone, Copy)]
struct Job {
    next: u64,
    taken: bool,
    over: bool,
}

impl<'a> Watcher<'a> {
    /// A watcher. `say` is told of everything that happens; `stop` ends it after the item at hand.
    pub fn new(
        config: &'a Config,
        fetch: &'a dyn Fetch,
        clock: &'a dyn Clock,
        keep: &'a mut dyn Keep,
        stop: &'a AtomicBool,
        say: &'a (dyn Fn(&Event) + Sync),
    ) -> Self {
        let polite = Polite::new(fetch, clock, stop, config);
        Self { config, clock, fetch, stop, polite, keep: Mutex::new(keep), say, ended: Mutex::default() }
    }

    /// Goes through the feeds.
    ///
    /// # Errors
    /// Where something could not be kept; what was kept before stays.
    pub fn run(&self, mode: Mode) -> Result<Ended, KeepError> {
        // One that was killed may have raised alerts that are not in the file yet.
        self.write_atom()?;
        let jobs = vec![Job { next: 0, taken: false, over: false }; self.config.feeds.len() + 1];
        let (jobs, failed) = (Mutex::new(jobs), Mutex::new(None));
        let threads = self.config.at_once.min(self.config.feeds.len()).max(1);
        if threads == 1 {
            self.work(mode, &jobs, &failed);
        } else {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| self.work(mode, &jobs, &failed));
                }
            });
        }
        if let Some(e) = lock(&failed).take() {
            return Err(e);
        }
        if mode == Mode::Once && !self.stop.load(Ordering::Relaxed) {
            self.deliver()?;
        }
        Ok(*lock(&self.ended))
    }

    fn work(&self, mode: Mode, jobs: &Mutex<Vec<Job>>, failed: &Mutex<Option<KeepError>>) {
        let hooks = self.config.feeds.len();
        while !self.stop.load(Ordering::Relaxed) && lock(failed).is_none() {
            let now = self.clock.now();
            let (job, wait) = {
                let mut jobs = lock(jobs);
                let free = jobs.iter().enumerate().filter(|(_, j)| !j.taken && !j.over);
                let first = free.min_by_key(|(i, j)| (j.next, *i)).map(|(i, j)| (i, j.next));
                match first {
                    None if jobs.iter().all(|j| j.over) => return,
                    // Somebody else works on the last of it.
                    None => (None, now + 200),
                    Some((i, next)) if next <= now => {
                        jobs[i].taken = true;
                        (Some(i), 0)
                    }
                    Some((_, next)) => (None, next.min(now + 60_000)),
                }
            };
            let Some(i) = job else {
                self.clock.wait_until(wait, self.stop);
                continue;
            };
            let done = match self.config.feeds.get(i) {
                Some(feed) => self.feed(feed),
                None if mode == Mode::Once => Ok(u64::MAX),
                None => self.deliver(),
            };
            let mut jobs = lock(jobs);
            match done {
                Ok(next) => {
                    jobs[i] = Job { next, taken: false, over: mode == Mode::Once };
                    // There may be alerts to deliver.
                    if i != hooks && mode == Mode::Always && !jobs[hooks].taken {
                        jobs[hooks].next = 0;
                    }
                }
                Err(e) => {
                    lock(failed).get_or_insert(e);
                    return;
                }
            }
        }
    }

    /// Goes through a feed, if it is due, and works out alerts. Gives when it is due again.
    fn feed(&self, feed: &Feed) -> Result<u64, KeepError> {
        let next = match &feed.from {
            From::Address(url) => self.address(feed, url)?,
            From::Folder(folder) => self.folder(feed, folder)?,
        };
        let now = self.clock.now();
        let alerts = lock(&self.keep).gone_through(now)?;
        for a in &alerts {
            let rule = self.config.rules.iter().find(|r| r.name == a.rule);
            if rule.is_none_or(|r| r.to.is_empty() || r.to.iter().any(|t| t == "stdout")) {
                self.tell(&feed.name, What::Alert { rule: a.rule.clone(), text: a.text.clone() });
            }
        }
        if !alerts.is_empty() {
            self.write_atom()?;
        }
        Ok(next)
    }

    /// The Atom file, anew; older alerts than it shows are forgotten.
    fn write_atom(&self) -> Result<(), KeepError> {
        let Some(file) = &self.config.atom else { return Ok(()) };
        let mut keep = lock(&self.keep);
        let rows = keep.recall_all("alert/")?;
        let (old, new) = rows.split_at(rows.len().saturating_sub(IN_ATOM));
        let alerts: Vec<Alert> = new.iter().filter_map(|(_, v)| serde_json::from_str(v).ok()).collect();
        let beside = PathBuf::from(format!("{}.new", file.file.display()));
        let text = deliver::atom(&file.title, &alerts);
        let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &file.file));
        if let Err(e) = written {
            return Err(KeepError(format!("{}: {e}", file.file.display())));
        }
        if !old.is_empty() {
            let marks: Vec<_> = old.iter().map(|(k, _)| (k.clone(), None)).collect();
            keep.keep(&Feed::nothing(), None, &marks)?;
        }
        Ok(())
    }

    /// Posts what waits for the webhooks. Gives when something is due again.
    fn deliver(&self) -> Result<u64, KeepError> {
        let mut next = u64::MAX;
        for hook in &self.config.webhooks {
            let now = self.clock.now();
            let secret = match &hook.secret {
                None => None,
                Some(s) => match secret(s) {
                    Ok(secret) => Some(secret),
                    Err(why) => {
                        // Unsigned would be worse than late.
                        let again = now + 600_000;
                        let target = "secret of the webhook".to_owned();
                        self.tell(&hook.name, What::Failed { target, why, again: Some(stamp(again)) });
                        next = next.min(again);
                        continue;
                    }
                },
            };
            let mut keep = Turns(&self.keep);
            let again =
                deliver::deliver(hook, secret.as_deref(), self.config, self.fetch, &mut keep, now, &|e| {
                    self.say(e);
                })?;
            next = next.min(again.unwrap_or(u64::MAX));
        }
        Ok(next)
    }

    fn tell(&self, feed: &str, what: What) {
        self.say(&Event { at: stamp(self.clock.now()), feed: feed.to_owned(), what });
    }

    fn say(&self, event: &Event) {
        let mut ended = lock(&self.ended);
        ended.failed += u64::from(event.is_failure());
        ended.kept += usize::from(matches!(event.what, What::Kept { new: true, .. }));
        drop(ended);
        (self.say)(event);
    }

    fn state(&self, feed: &Feed) -> Result<State, KeepError> {
        let found = lock(&self.keep).recall(&format!("feed/{}", feed.name))?;
        Ok(found.and_then(|s| serde_json::from_str(&s).ok()).unwrap_or_default())
    }

    fn save(&self, feed: &Feed, state: &State) -> Result<(), KeepError> {
        let mark = (format!("feed/{}", feed.name), serde_json::to_string(state).ok());
        lock(&self.keep).keep(feed, None, &[mark]).map(|_| ())
    }
}

/// The keep, locked for each step alone, so that a webhook that does not answer holds up no feed.
struct Turns<'w, 'a>(&'w Mutex<&'a mut dyn Keep>);

impl Keep for Turns<'_, '_> {
    fn recall(&mut self, key: &str) -> Result<Option<String>, KeepError> {
        lock(self.0).recall(key)
    }

    fn recall_all(&mut self, prefix: &str) -> Result<Vec<(String, String)>, KeepError> {
        lock(self.0).recall_all(prefix)
    }

    fn keep(&mut self, feed: &Feed, item: Option<&Received>, marks: &[Mark]) -> Result<Kept, KeepError> {
        lock(self.0).keep(feed, item, marks)
    }

    fn gone_through(&mut self, now: u64) -> Result<Vec<Alert>, KeepError> {
        lock(self.0).gone_through(now)
    }
}

/// The secret itself, without the line's end that editors leave.
fn secret(from: &Secret) -> Result<Vec<u8>, String> {
    match from {
        Secret::File(path) => {
            let mut bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
            while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                bytes.pop();
            }
            if bytes.is_empty() { Err(format!("{} is empty", path.display())) } else { Ok(bytes) }
        }
        Secret::Variable(name) => match std::env::var(name) {
            Ok(value) if !value.is_empty() => Ok(value.into_bytes()),
            _ => Err(format!("the variable {name} is not set")),
        },
    }
}
