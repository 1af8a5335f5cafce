//! How much one bearer of a token may ask: a bucket that fills steadily, and each request takes from it what it costs.
//! It keeps one colleague's script from taking the server away from all others; who has no token gets no further than
//! [`Guard`](crate::guard::Guard). On the loopback without tokens nobody is counted.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// What may be asked at once after a pause, in simple requests.
const BURST: f64 = 500.0;
/// What may be asked in a second, on and on.
const PER_SECOND: f64 = 50.0;
/// What a brief, an export, an explanation or anything that writes costs.
const DEAR: f64 = 10.0;

/// The buckets, by the names that stand beside the tokens.
#[derive(Default)]
pub struct Rates(Mutex<BTreeMap<String, Bucket>>);

struct Bucket {
    left: f64,
    at: Instant,
}

impl Rates {
    /// Takes the cost of a request; or says after how many seconds it would be there.
    pub fn take(&self, who: &str, dear: bool, now: Instant) -> Result<(), u32> {
        let cost = if dear { DEAR } else { 1.0 };
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(who.to_owned()).or_insert(Bucket { left: BURST, at: now });
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + passed * PER_SECOND).min(BURST);
        bucket.at = now;
        if bucket.left < cost {
            return Err(((cost - bucket.left) / PER_SECOND).ceil().max(1.0) as u32);
        }
        bucket.left -= cost;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_for_each_bearer() {
        let (rates, begin) = (Rates::default(), Instant::now());
        for _ in 0..BURST as usize {
            assert_eq!(rates.take("Rita", false, begin), Ok(()));
        }
        assert_eq!(rates.take("Rita", false, begin), Err(1));
        assert_eq!(rates.take("Viktor", true, begin), Ok(()));
        // Refusals cost nothing, and a tenth of a second brings five simple requests, no dear one.
        let later = begin + Duration::from_millis(100);
        assert_eq!(rates.take("Rita", true, later), Err(1));
        for _ in 0..5 {
            assert_eq!(rates.take("Rita", false, later), Ok(()));
        }
        assert_eq!(rates.take("Rita", false, later), Err(1));
        // A pause of any length brings one burst.
        let day = begin + Duration::from_hours(24);
        let granted = (0..100).filter(|_| rates.take("Rita", true, day).is_ok()).count();
        assert_eq!(granted, (BURST / DEAR) as usize);
    }
}
