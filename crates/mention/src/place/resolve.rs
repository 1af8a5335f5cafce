//! Which place a toponym means, weighed for all toponyms of a document together.
//!
//! Each candidate gets a score that is a sum of named features; `tidings explain` shows them. Features:
//! how the name belongs to the place, how large the place is, a containing place beside it ("Paris, Texas"),
//! countries and divisions named elsewhere in the document, and nearness to the other toponyms' best places.

use tidings_gazetteer::{Candidate as Entry, Gazetteer, Kind, NameClass, haversine_km};

use super::recognise::Toponym;
use super::relation;
use crate::parse::Parse;
use crate::types::{Candidate, Place, PlacePrecision, PlaceSense};

/// Candidates weighed for one toponym; the rest are too small and too far down to matter.
const MOST: usize = 24;

/// Rounds of weighing: in each, a toponym sees where the others stood after the last.
const ROUNDS: usize = 2;

pub(super) fn resolve(parse: &Parse, gazetteer: &Gazetteer, toponyms: Vec<Toponym>) -> Vec<Place> {
    let mut weighed: Vec<Vec<(Entry, Candidate)>> = toponyms
        .iter()
        .map(|t| t.candidates.iter().take(MOST).map(|c| (*c, candidate(gazetteer, c))).collect())
        .collect();
    for list in &mut weighed {
        sort(list);
    }
    for _ in 0..ROUNDS {
        let best: Vec<Option<Entry>> = weighed.iter().map(|l| l.first().map(|(e, _)| *e)).collect();
        for (k, list) in weighed.iter_mut().enumerate() {
            for (entry, c) in list.iter_mut() {
                c.features = features(parse, gazetteer, &toponyms, &best, k, entry);
                c.score = c.features.iter().map(|f| f.1).sum();
            }
            sort(list);
        }
    }
    toponyms
        .into_iter()
        .zip(weighed)
        .map(|(t, list)| {
            let relation = relation::of(parse, &t.tokens);
            let candidates: Vec<Candidate> = list.into_iter().map(|(_, c)| c).collect();
            let precision = candidates.first().map_or(PlacePrecision::Area, |c| c.precision);
            Place {
                span: parse.span(t.tokens.clone()),
                tokens: (t.tokens.start as u32, t.tokens.end as u32),
                resolved: !candidates.is_empty(),
                candidates,
                precision,
                sense: t.sense,
                relation,
            }
        })
        .collect()
}

fn sort(list: &mut [(Entry, Candidate)]) {
    list.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.1.id.cmp(&b.1.id)));
}

fn candidate(gazetteer: &Gazetteer, c: &Entry) -> Candidate {
    let p = c.place;
    let own = |kind| matches!(kind, Kind::Admin1) && !p.code.is_empty();
    let iso3166_2 = if own(p.kind) {
        Some(p.code.to_string())
    } else {
        gazetteer.admin1_of(&p).map(|a| a.code.to_string()).filter(|c| !c.is_empty())
    };
    let features = prior(c);
    Candidate {
        id: u64::from(p.id),
        name: p.name.to_string(),
        lat: f64::from(p.lat),
        lon: f64::from(p.lon),
        radius_km: f64::from(p.radius_km),
        country: p.country.to_string(),
        iso3166_2,
        precision: match p.kind {
            Kind::Country => PlacePrecision::Country,
            Kind::Admin1 => PlacePrecision::Province,
            Kind::Admin2 => PlacePrecision::District,
            Kind::Settlement | Kind::Quarter => PlacePrecision::Settlement,
            Kind::Seat => PlacePrecision::Point,
            _ => PlacePrecision::Area,
        },
        score: features.iter().map(|f| f.1).sum(),
        features,
    }
}

/// What the name and the place say by themselves.
fn prior(c: &Entry) -> Vec<(&'static str, f64)> {
    let p = c.place;
    let kind = match p.kind {
        Kind::Country | Kind::Continent => 6.0,
        Kind::Admin1 => 3.0,
        Kind::Seat | Kind::Sea | Kind::Region => 3.0,
        Kind::Admin2 => 0.5,
        _ => 1.0,
    };
    let class = match c.class {
        NameClass::Main => 1.0,
        NameClass::Alternate | NameClass::Demonym => 0.5,
        NameClass::Abbreviation => 0.5,
        NameClass::Derived | NameClass::Stem => 0.0,
    };
    let size = (f64::from(p.population).max(1.0)).log10() * 0.7;
    vec![("kind", kind), ("name", class), ("size", size), ("capital", if p.is_capital { 1.5 } else { 0.0 })]
}

fn features(
    parse: &Parse,
    gazetteer: &Gazetteer,
    toponyms: &[Toponym],
    best: &[Option<Entry>],
    k: usize,
    entry: &Entry,
) -> Vec<(&'static str, f64)> {
    let mut features = prior(entry);
    let place = entry.place;
    let admin1 = gazetteer.admin1_of(&place).map(|a| a.code).unwrap_or_default();
    // "Paris, Texas": what follows after a comma contains it.
    if let Some(Some(next)) = best.get(k + 1) {
        let gap = toponyms[k].tokens.end..toponyms[k + 1].tokens.start;
        let comma = gap.len() == 1 && parse.str(gap.start) == "," || gap.len() <= 2 && gap.clone().all(|i| matches!(parse.str(i), "," | "in" | "the"));
        if comma && !gap.is_empty() && contains(&next.place.code, place.country, admin1) && next.place.index != place.index {
            features.push(("contained in the next", 8.0));
        }
    }
    let (mut country, mut division, mut near) = (0.0f64, 0.0f64, 0.0f64);
    for (j, other) in best.iter().enumerate() {
        let Some(other) = other else { continue };
        if j == k || other.place.index == place.index {
            continue;
        }
        let o = other.place;
        if !place.country.is_empty() && o.country == place.country {
            country = country.max(if o.kind == Kind::Country { 2.0 } else { 1.2 });
        }
        if o.kind == Kind::Admin1 && o.code == admin1 && !admin1.is_empty() && place.kind != Kind::Country {
            division = 2.0;
        }
        if matches!(place.kind, Kind::Settlement | Kind::Admin2 | Kind::Admin1) && matches!(o.kind, Kind::Settlement | Kind::Admin2 | Kind::Admin1) {
            let km = haversine_km(f64::from(place.lat), f64::from(place.lon), f64::from(o.lat), f64::from(o.lon));
            near += (-km / 150.0).exp() * 0.8;
        }
    }
    features.push(("country named", country));
    features.push(("division named", division));
    features.push(("near others", near.min(2.5)));
    if toponyms[k].sense == PlaceSense::Demonym {
        features.push(("demonym", 1.0));
    }
    features
}

fn contains(code: &str, country: &str, admin1: &str) -> bool {
    !code.is_empty() && (code == country || code == admin1)
}
