//! Places that the gazetteer does not know, by what they are said to lie in.
//!
//! "Torrel village in Guma", "Tarn's Old Hall", "the Bank of Mexico": the report says where, though no table has the
//! point. Such a place keeps its own name and is drawn as an area as wide as what it lies in; it never becomes that
//! place's point.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tidings_gazetteer::{Candidate as Entry, Kind, NameClass, Words};
use tidings_text::Span;

use super::recognise::{Finder, MOST, Toponym};
use super::words::{ELSEWHERE, FEATURES, ROADS, has};
use super::{evidence, lists};
use crate::parse::Parse;
use crate::types::{Candidate, Place, PlacePrecision, PlaceSense, Relation, RelationKind};

/// How much wider the area is where the words say "near".
const NEAR_KM: f64 = 15.0;

impl<'g> Finder<'_, '_, 'g> {
    /// A well-known place in the name of a building or body that the gazetteer does not know: "Manila Cathedral",
    /// "Bank of Mexico". Roads, rivers and embassies bear the names of places elsewhere.
    pub(super) fn inner(&self, tokens: &Range<usize>) -> Option<(Span, Vec<Entry<'g>>)> {
        let p = self.parse;
        let last = tokens.end.checked_sub(1)?;
        if tokens.len() < 2 || has(ROADS, p.str(last)) || has(FEATURES, p.str(last)) {
            return None;
        }
        if tokens.clone().any(|i| has(ELSEWHERE, p.str(i))) {
            return None;
        }
        let strings: Vec<&str> = tokens.clone().map(|i| p.str(i)).collect();
        let words = Words::new(&strings);
        let mut best: Option<(Span, Vec<Entry<'g>>)> = None;
        for at in 0..strings.len() {
            let Some(found) = self.gazetteer.longest_at(&words, at) else { continue };
            let end = at + found.len;
            let opens = at == 0 || at == 1 && has(&["the"], strings[0]);
            let closes = end == strings.len() && at > 0;
            let span = p.span(tokens.start + at..tokens.start + end);
            let short = span.slice(&p.doc().text).len() < 4;
            if found.len == strings.len() || short || !(opens || closes) {
                continue;
            }
            // "Bank of Mexico" is in Mexico, "Reserve America" is a firm.
            let of = at > 0 && has(&["of", "in"], strings[at - 1]);
            let fits = |c: &Entry| {
                let town = c.place.kind == Kind::Settlement && c.class == NameClass::Main;
                let wide = matches!(c.place.kind, Kind::Country | Kind::Admin1) && (of || opens);
                !c.ambiguous_word && c.class != NameClass::Abbreviation && (town || wide)
            };
            let candidates: Vec<Entry<'g>> = found.candidates.filter(fits).take(MOST).collect();
            let known = candidates.first().map_or(0.0, evidence::size);
            let more = best.as_ref().is_none_or(|b| known > evidence::size(&b.1[0]));
            if known >= WELL_KNOWN && more {
                best = Some((span, candidates));
            }
        }
        best
    }
}

/// From this size on ([`evidence::size`]) a name inside another is a place's without more.
const WELL_KNOWN: f64 = 1.4;

/// Makes the place that a part of the name says an area of its own: "Manila Cathedral" lies in Manila.
pub(super) fn part_of_name(parse: &Parse, t: &Toponym, place: &mut Place) {
    let Some(inner) = t.inner else { return };
    if let Some(container) = place.candidates.first().filter(|_| place.resolved).cloned() {
        inside(place, &container, t.span.slice(&parse.doc().text), inner, 0.0);
    } else {
        // What the name of a building might mean somewhere is no candidate for the building.
        place.candidates.clear();
        place.resolved = false;
    }
}

/// Gives each place without candidates the area of what the words beside it say it lies in.
pub(super) fn locate(parse: &Parse, places: &mut [Place]) {
    let text = &parse.doc().text;
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for k in (0..places.len()).rev() {
        if contains(&places[k]) {
            known.insert(places[k].span.slice(text), k);
        }
    }
    let mut found: FxHashMap<&str, usize> = FxHashMap::default();
    for k in 0..places.len() {
        // "Washington University in St. Louis": what is said beside it counts more than what its name bears.
        let by_name = places[k].relation.as_ref().is_some_and(|r| r.kind == RelationKind::In);
        if !places[k].candidates.is_empty() && !by_name {
            continue;
        }
        let name = places[k].span.slice(text);
        let named = || in_name(name, &known).filter(|_| !by_name).map(|j| (j, 0.0));
        let beside = beside(parse, places, k).or_else(named);
        if let Some((j, more)) = beside {
            let (container, words) = (places[j].candidates[0].clone(), places[j].span);
            inside(&mut places[k], &container, name, words, more);
            found.entry(name).or_insert(k);
        }
    }
    // The same name elsewhere in the report is the same place.
    for k in 0..places.len() {
        if places[k].candidates.is_empty()
            && let Some(&j) = found.get(places[k].span.slice(text))
        {
            let (candidates, relation) = (places[j].candidates.clone(), places[j].relation.clone());
            places[k].candidates = candidates;
            places[k].resolved = true;
            places[k].precision = PlacePrecision::Area;
            places[k].relation =
                places[k].relation.take().or(relation.filter(|r| r.kind == RelationKind::In));
        }
    }
}

/// What something unknown may be said to lie in: a town or a division. A country is no help on a map.
fn contains(p: &Place) -> bool {
    let best = p.candidates.first().filter(|_| p.resolved);
    p.sense != PlaceSense::Demonym
        && best.is_some_and(|c| {
            matches!(
                c.precision,
                PlacePrecision::Settlement | PlacePrecision::District | PlacePrecision::Province
            )
        })
}

fn range(p: &Place) -> Range<usize> {
    p.tokens.0 as usize..p.tokens.1 as usize
}

/// The place beside place `k` that it lies in, and how many km around it: "K, J", "K in J", "J's K".
fn beside(parse: &Parse, places: &[Place], k: usize) -> Option<(usize, f64)> {
    let tokens = |j: usize| range(&places[j]);
    let sentence = |j: usize| parse.token(tokens(j).start).sentence;
    let own = tokens(k);
    let fits = |j: &usize| *j < places.len() && sentence(*j) == sentence(k) && contains(&places[*j]);
    if let Some(j) = Some(k + 1).filter(fits) {
        let gap = own.end..tokens(j).start;
        let words: Vec<&str> = gap.clone().map(|i| parse.str(i)).collect();
        let small = |w: &&str| has(SMALL, w);
        let links = words.iter().filter(|w| !small(w)).copied().collect::<Vec<_>>();
        if gap.len() <= 5 {
            match links[..] {
                ["in" | "of" | "(" | "at"] | [",", "in" | "at"] => return Some((j, 0.0)),
                [","] if !lists::listed(parse, |i| places.get(i).map(range), j) => return Some((j, 0.0)),
                ["near"] | [",", "near"] => return Some((j, NEAR_KM)),
                _ => {}
            }
        }
    }
    let j = k.checked_sub(1).filter(fits)?;
    let gap = tokens(j).end..own.start;
    (gap.len() == 1 && matches!(parse.str(gap.start), "'s" | "’s" | "'" | "’")).then_some((j, 0.0))
}

/// Words between a place and what it lies in that say only what sort of place it is.
const SMALL: &[&str] = &[
    "the",
    "village",
    "town",
    "area",
    "neighborhood",
    "neighbourhood",
    "quarter",
    "district",
    "campus",
    "city",
    "nearby",
    "downtown",
    "central",
    "northern",
    "southern",
    "eastern",
    "western",
    "settlement",
    "hamlet",
    "camp",
];

/// A place of the report whose name begins or ends a longer one: "Cavan Town Hall", where Cavan is named.
fn in_name(name: &str, known: &FxHashMap<&str, usize>) -> Option<usize> {
    let (_, last) = name.rsplit_once(' ')?;
    if has(ROADS, last) || has(FEATURES, last) || name.split(' ').any(|w| has(ELSEWHERE, w)) {
        return None;
    }
    let gaps = || name.match_indices(' ').map(|(at, _)| at);
    let head = gaps().rev().find_map(|at| known.get(&name[..at]));
    head.or_else(|| gaps().find_map(|at| known.get(&name[at + 1..]))).copied()
}

/// `place`, called `name`, somewhere in `container`, as `words` say.
fn inside(place: &mut Place, container: &Candidate, name: &str, words: Span, more_km: f64) {
    let id = tidings_gazetteer::Place::own_id(name.bytes().chain(container.id.to_le_bytes()));
    place.candidates = vec![Candidate {
        id: u64::from(id),
        name: name.split_whitespace().collect::<Vec<_>>().join(" "),
        radius_km: container.radius_km + more_km,
        precision: PlacePrecision::Area,
        ..container.clone()
    }];
    place.resolved = true;
    place.precision = PlacePrecision::Area;
    if place.relation.as_ref().is_none_or(|r| r.kind == RelationKind::In) {
        place.relation = Some(Relation {
            span: words,
            kind: RelationKind::In,
            distance_km: None,
            bearing: None,
            area: None,
        });
    }
}
