//! Claims that belong under one heading: the same kind of event at the same place.

use std::collections::BTreeMap;

use tidings_claim::{Claim, PlaceRole};
use tidings_mention::{Candidate, PlacePrecision};

use crate::{ClaimRef, Report, refs};

/// Claims about one place, in the order of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The place; `None` for claims that name none.
    pub place: Option<Candidate>,
    /// The claims.
    pub claims: Vec<ClaimRef>,
}

/// Groups by the claim's main place at the grain of a first-order division or country, most claims first.
pub(crate) fn groups(reports: &[Report]) -> Vec<Group> {
    let mut by: BTreeMap<Option<String>, Group> = BTreeMap::new();
    for at in refs(reports) {
        let place = main_place(&reports[at.report].claims[at.claim]);
        let key = place.map(|p| {
            p.iso3166_2
                .clone()
                .filter(|_| p.precision != PlacePrecision::Country)
                .unwrap_or_else(|| if p.country.is_empty() { p.name.clone() } else { p.country.clone() })
        });
        let group = by.entry(key).or_insert_with(|| Group { place: None, claims: Vec::new() });
        // The widest place of a group names it: the oblast rather than one of its towns.
        if let Some(p) = place {
            let wider = group.place.as_ref().is_none_or(|g| rank(p) > rank(g));
            if wider {
                group.place = Some(p.clone());
            }
        }
        group.claims.push(at);
    }
    let mut groups: Vec<Group> = by.into_values().collect();
    groups.sort_by_key(|g| (g.place.is_none(), std::cmp::Reverse(g.claims.len()), g.claims[0]));
    groups
}

pub(crate) fn rank(p: &Candidate) -> u8 {
    match p.precision {
        PlacePrecision::Country => 5,
        PlacePrecision::Province => 4,
        PlacePrecision::District => 3,
        PlacePrecision::Settlement => 2,
        _ => 1,
    }
}

/// The place a claim is filed under: where it happened, else what it is about, the finest first.
pub(crate) fn main_place(c: &Claim) -> Option<&Candidate> {
    let order =
        [PlaceRole::Event, PlaceRole::Target, PlaceRole::Origin, PlaceRole::Destination, PlaceRole::Topic];
    order.iter().find_map(|role| {
        c.places.iter().filter(|p| p.role == *role).filter_map(|p| p.at.as_ref()).min_by_key(|p| rank(p))
    })
}
