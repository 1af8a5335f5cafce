//! Which claims are worth comparing: those that share a key, each with the last few before it.
//!
//! Keys are a place with a kind and some days, words with some days, a figure with some days. The few are a bound
//! on work: a million claims are compared some tens of millions of times, not 10^12 / 2.

use tidings_mention::Measure;

use rustc_hash::FxHashSet;

use crate::facts::{Facts, Grain, WhenKind};
use crate::relate::stretches_of;
use crate::words::{SEED, mix, spread};

/// Claims before one, under one key, that it is compared with.
const LAST: usize = 16;

/// Claims before one in its own report that it is compared with.
const LAST_HERE: usize = 12;

/// Words of a claim that are keys.
const WORDS: usize = 8;

/// Days in a bucket.
const BUCKET: i32 = 4;

/// Claims by key.
pub(super) struct Near {
    /// (key, claim), sorted.
    entries: Vec<(u64, u32)>,
    /// (claim, place in `entries`), sorted.
    places: Vec<(u32, u32)>,
}

impl Near {
    /// All that is needed to look around the claims that are `asked`.
    pub fn new(facts: &[Facts], asked: &[bool]) -> Self {
        let wanted = facts.iter().zip(asked).filter(|(_, asked)| **asked);
        let stretches: FxHashSet<i32> = wanted.flat_map(|(f, _)| stretches_of(f)).collect();
        let mut entries = Vec::new();
        for (i, f) in facts.iter().enumerate() {
            if stretches_of(f).any(|s| stretches.contains(&s)) {
                keys(f, &mut |key| entries.push((key, i as u32)));
            }
        }
        entries.sort_unstable();
        entries.dedup();
        // A key that one claim alone has finds nothing.
        let alone = |i: usize| {
            (i == 0 || entries[i - 1].0 != entries[i].0)
                && entries.get(i + 1).is_none_or(|next| next.0 != entries[i].0)
        };
        let keep: Vec<bool> = (0..entries.len()).map(|i| !alone(i)).collect();
        let mut kept = keep.iter();
        entries.retain(|_| *kept.next().unwrap_or(&false));
        let mut places: Vec<(u32, u32)> =
            entries.iter().enumerate().map(|(at, e)| (e.1, at as u32)).collect();
        places.sort_unstable();
        Self { entries, places }
    }

    /// Calls `each` for every claim that is `asked`, in order, with the earlier claims to compare it with, in order.
    pub fn each(&self, facts: &[Facts], asked: &[bool], mut each: impl FnMut(usize, &[u32])) {
        let (mut from, mut others) = (0, Vec::new());
        for (i, f) in facts.iter().enumerate().filter(|(i, _)| asked[*i]) {
            others.clear();
            from += self.places[from..].iter().take_while(|p| (p.0 as usize) < i).count();
            while let Some(&(claim, place)) = self.places.get(from).filter(|p| p.0 as usize == i) {
                from += 1;
                let key = self.entries[place as usize].0;
                let before = self.entries[..place as usize].iter().rev();
                others.extend(before.take_while(|e| e.0 == key).take(LAST).map(|e| e.1));
                debug_assert_eq!(claim as usize, i);
            }
            let here = (0..i).rev().take(LAST_HERE).take_while(|&j| facts[j].at.report == f.at.report);
            others.extend(here.map(|j| j as u32));
            others.sort_unstable();
            others.dedup();
            each(i, &others);
        }
    }
}

/// The keys of a claim.
pub(super) fn keys(f: &Facts, key: &mut dyn FnMut(u64)) {
    let mut put =
        |kind: u64, parts: [u64; 3]| key(spread(parts.iter().fold(mix(SEED, kind), |h, &x| mix(h, x))));
    let w = f.when;
    let (first, last) = match w.kind {
        WhenKind::Unknown => (0, 0),
        _ if w.last - w.first > 8 => (w.last, w.last),
        _ => (w.first - 1, w.last + 1),
    };
    for bucket in first.div_euclid(BUCKET)..=last.div_euclid(BUCKET) {
        let days = bucket as u64;
        if f.real {
            for spot in &f.spots {
                for bit in f.kinds.bits() {
                    put(1, [spot.id, u64::from(bit), days]);
                    // A town is also looked for among what is known of its province alone.
                    if spot.grain < Grain::Country && spot.division != 0 {
                        put(2, [u64::from(spot.division), u64::from(bit), days]);
                    }
                }
            }
            for (m, low, high) in f.figures.iter().filter(|q| q.1 >= 3.0 && q.1.is_finite()) {
                if low == high || high.is_infinite() {
                    put(3, [measure(*m), low.to_bits(), days]);
                }
            }
        }
    }
    // The same few of the same words, whichever claims they stand in.
    let mut words: Vec<u64> = f.all_words.iter().map(|w| spread(u64::from(*w))).collect();
    words.sort_unstable();
    for bucket in first.div_euclid(2 * BUCKET)..=last.div_euclid(2 * BUCKET) {
        for word in words.iter().take(WORDS) {
            put(4, [*word, u64::from(f.real), bucket as u64]);
        }
    }
}

fn measure(m: Measure) -> u64 {
    m as u64
}
