//! What waits for an analyst: claims that nobody has looked at and that somebody should, with the reasons.

use std::collections::{BTreeMap, BTreeSet};

use tidings_claim::{Certainty, Claim, PlaceRole, Stance};
use tidings_mention::names;

use crate::{ClaimRef, Ledger};

names! {
    /// Why a claim waits; the weightiest first.
    Waits {
        /// A decision about it no longer fits.
        Look = "look",
        /// Another claim denies, contradicts or is overstated by it.
        Disputed = "disputed",
        /// Its speaker is unsure.
        Unsure = "unsure",
        /// It says that something happened, and no map can show where.
        Unlocated = "unlocated",
    }
}

/// Claims that wait, each with why, in order of the ledger.
pub fn waiting(ledger: &Ledger) -> BTreeMap<ClaimRef, BTreeSet<Waits>> {
    let reviews = &ledger.reviews;
    let mut out: BTreeMap<ClaimRef, BTreeSet<Waits>> = BTreeMap::new();
    for c in ledger.conflicts.iter().filter(|c| c.kind.is_dispute()) {
        for at in [c.a, c.b] {
            out.entry(at).or_default().insert(Waits::Disputed);
        }
    }
    for (at, c) in ledger.claims() {
        if c.certainty == Certainty::Possible {
            out.entry(at).or_default().insert(Waits::Unsure);
        }
        if is_unlocated(c) {
            out.entry(at).or_default().insert(Waits::Unlocated);
        }
    }
    out.retain(|at, _| !reviews.is_accepted(*at) && !reviews.is_rejected(*at));
    for id in reviews.look.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>() {
        for at in reviews.claims_of(id) {
            out.entry(at).or_default().insert(Waits::Look);
        }
    }
    out
}

/// The claims that wait, those with the weightiest reason first, then those with most reasons.
pub fn by_weight(waiting: BTreeMap<ClaimRef, BTreeSet<Waits>>) -> Vec<(ClaimRef, Vec<Waits>)> {
    let mut out: Vec<(ClaimRef, Vec<Waits>)> =
        waiting.into_iter().map(|(at, why)| (at, why.into_iter().collect())).collect();
    out.sort_by_key(|(at, why)| (why.first().copied(), std::cmp::Reverse(why.len()), *at));
    out
}

fn is_unlocated(c: &Claim) -> bool {
    let told = matches!(c.stance, Stance::Assert | Stance::Estimate | Stance::Deny | Stance::Accuse);
    let located = c.places.iter().any(|p| p.role == PlaceRole::Event && p.at.is_some());
    told && c.plover.kind.is_some() && c.repeats.is_none() && !located
}
