//! The time, so that tests can have their own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Tells the time and waits.
pub trait Clock: Sync {
    /// Milliseconds since 1970, UTC.
    fn now(&self) -> u64;
    /// Waits until that moment, or until `stop` is set.
    fn wait_until(&self, ms: u64, stop: &AtomicBool);
}

/// The real time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wall;

/// How long a stop may go unseen.
const SLICE: u64 = 100;

impl Clock for Wall {
    #[allow(
        clippy::disallowed_methods,
        reason = "when to ask a server next is a matter of time; what is read is not"
    )]
    fn now(&self) -> u64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |d| d.as_millis() as u64)
    }

    fn wait_until(&self, ms: u64, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            let left = ms.saturating_sub(self.now());
            if left == 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(left.min(SLICE)));
        }
    }
}

/// A moment as RFC 3339 in whole seconds of UTC.
pub fn stamp(ms: u64) -> String {
    jiff::Timestamp::from_millisecond(ms as i64)
        .map_or_else(|_| String::new(), |t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
