//! Claims that belong under one heading: the same kind of event at the same place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tidings_claim::{Claim, ClaimPlace, PlaceRole};
use tidings_mention::{Candidate, PlacePrecision};

use crate::{ClaimRef, Report, refs};

/// Claims about one place, in the order of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The place; `None` for claims that name none.
    pub place: Option<Candidate>,
    /// What most reports call the place, where the gazetteer calls it something else.
    pub called: Option<String>,
    /// The claims.
    pub claims: Vec<ClaimRef>,
}

/// Groups by the claim's main place at the grain of a first-order division or country, most claims first.
pub(crate) fn groups(reports: &[Arc<Report>]) -> Vec<Group> {
    let mut by: BTreeMap<Option<String>, Group> = BTreeMap::new();
    for at in refs(reports) {
        let place = main_place(&reports[at.report].claims[at.claim]);
        let key = place.map(|p| {
            p.iso3166_2
                .clone()
                .filter(|_| p.precision != PlacePrecision::Country)
                .unwrap_or_else(|| if p.country.is_empty() { p.name.clone() } else { p.country.clone() })
        });
        let group = by.entry(key).or_insert_with(|| Group { place: None, called: None, claims: Vec::new() });
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
    for group in &mut groups {
        group.called = group.place.as_ref().and_then(|p| called(reports, group, p));
    }
    groups.sort_by_key(|g| (g.place.is_none(), std::cmp::Reverse(g.claims.len()), g.claims[0]));
    groups
}

/// The name that most reports of a group print for its place; `None` if they print the gazetteer's or one akin to it.
fn called(reports: &[Arc<Report>], group: &Group, place: &Candidate) -> Option<String> {
    if place.precision == PlacePrecision::Country {
        return None;
    }
    // Each report has one vote for each name that it prints.
    let mut printed: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for at in &group.claims {
        let report = &reports[at.report];
        for p in &report.claims[at.claim].places {
            if let (Some(span), Some(c)) = (p.span, &p.at)
                && c.id == place.id
            {
                printed.entry(span.slice(&report.document.text)).or_default().insert(at.report);
            }
        }
    }
    let (name, _) =
        printed.into_iter().max_by_key(|(name, votes)| (votes.len(), std::cmp::Reverse(*name)))?;
    let first = |s: &str| s.split_whitespace().next().unwrap_or("").to_lowercase();
    // "The province" is no name, nor is a heading in capitals.
    let article = ["the", "this", "that", "its", "his", "her", "their"].contains(&first(name).as_str());
    let capital = !article && name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase);
    (capital && !name.contains('\n') && first(name) != first(&place.name)).then(|| name.to_owned())
}

fn rank(p: &Candidate) -> u8 {
    coarseness(p.precision, p.radius_km)
}

/// How coarse a place is, a point being 0; an area counts by its size.
pub fn coarseness(precision: PlacePrecision, radius_km: f64) -> u8 {
    match precision {
        PlacePrecision::Point => 0,
        PlacePrecision::Settlement => 1,
        PlacePrecision::Area if radius_km <= 30.0 => 2,
        PlacePrecision::District => 3,
        PlacePrecision::Area if radius_km <= 150.0 => 4,
        PlacePrecision::Province => 5,
        PlacePrecision::Area => 6,
        PlacePrecision::Country => 7,
    }
}

/// Where a place of a claim stands among its places; the claim is filed under the first. Those that are located come
/// first, then by what they are to the event, the finest before others.
pub fn filing(p: &ClaimPlace) -> (bool, PlaceRole, u8) {
    (p.at.is_none(), p.role, coarseness(p.precision, p.at.as_ref().map_or(0.0, |a| a.radius_km)))
}

/// The place a claim is filed under: where it happened, else what it is about, the finest first.
pub(crate) fn main_place(c: &Claim) -> Option<&Candidate> {
    let order =
        [PlaceRole::Event, PlaceRole::Target, PlaceRole::Origin, PlaceRole::Destination, PlaceRole::Topic];
    order.iter().find_map(|role| {
        c.places.iter().filter(|p| p.role == *role).filter_map(|p| p.at.as_ref()).min_by_key(|p| rank(p))
    })
}
