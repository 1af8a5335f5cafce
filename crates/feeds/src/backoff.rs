//! How long to wait after a failure: twice as long each time, never all at one moment.

use sha2::{Digest, Sha256};

/// The first wait.
const FIRST: u64 = 60_000;

/// The longest, unless the feed's own interval is longer.
pub const LONGEST: u64 = 6 * 3_600_000;

/// Milliseconds to wait after so many failures on end. The jitter (a quarter to either side) is drawn from the name,
/// so that two feeds of one server do not come back together and a test gets the same each time.
pub fn wait(name: &str, failures: u32, interval: u64) -> u64 {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(20));
    let wait = doubled.min(LONGEST.max(interval));
    let hash = Sha256::digest(format!("{name}\n{failures}"));
    let draw = u64::from(u16::from_be_bytes([hash[0], hash[1]]));
    wait - wait / 4 + wait / 2 * draw / 65_536
}

/// `Retry-After`: seconds, or a date. At most a day.
pub fn retry_after(value: &str, now: u64) -> Option<u64> {
    let value = value.trim();
    let ms = if let Ok(seconds) = value.parse::<u64>() {
        seconds.saturating_mul(1000)
    } else {
        let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
        (at.as_millisecond().max(0) as u64).saturating_sub(now)
    };
    Some(ms.min(86_400_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        let waits: Vec<u64> = (1..=12).map(|n| wait("wire", n, 900_000)).collect();
        assert_eq!(waits, (1..=12).map(|n| wait("wire", n, 900_000)).collect::<Vec<_>>());
        for (n, w) in waits.iter().enumerate() {
            let middle = (FIRST << n).min(LONGEST);
            assert!((middle * 3 / 4..=middle * 5 / 4).contains(w), "{n}: {w}");
        }
        assert_ne!(wait("wire", 3, 0), wait("paper", 3, 0));
        assert!(wait("wire", u32::MAX, 0) <= LONGEST * 5 / 4);
    }

    #[test]
    fn retry_after_in_both_forms() {
        assert_eq!(retry_after("120", 0), Some(120_000));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 60_000), Some(60_000));
        assert_eq!(retry_after("99999999", 0), Some(86_400_000));
        assert_eq!(retry_after("soon", 0), None);
    }
}
