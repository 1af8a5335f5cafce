//! Settlements of 500 people and up.

use super::admin::{Divisions, Member, Members};
use super::sources::{CityRow, Countries, json, lines, utf8};
use super::{BuildError, Draft, Drafts, Sources};
use crate::normal::normalise;
use crate::place::{Kind, NameClass};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

pub(super) fn add(
    sources: &Sources<'_>,
    divisions: &Divisions,
    drafts: &mut Drafts,
) -> Result<Members, BuildError> {
    let cities: BTreeMap<String, CityRow> = json("cities500.json", sources.cities)?;
    let homes = homes(sources, divisions)?;
    let mut members = Members::new();
    for row in cities.into_values() {
        let mut draft = Draft::new(row.geonameid, &row.name, Kind::Settlement);
        draft.at = Some((row.latitude, row.longitude));
        draft.population = row.population;
        draft.parent = homes.get(&row.geonameid).copied().or_else(|| {
            let code = format!("{}.{}", row.countrycode, row.admin1code);
            divisions.by_code.get(&code).or_else(|| divisions.countries.get(&row.countrycode)).copied()
        });
        draft.country = row.countrycode;
        for name in &row.alternatenames {
            draft.add(name, NameClass::Alternate);
        }
        let member = Member { id: draft.id, at: (row.latitude, row.longitude), population: row.population };
        enrol(&member, draft.parent, drafts, &mut members);
        // A city that is its own division in GeoNames has two ids; one that is its own country has one.
        drafts.entry(draft.id).or_insert(draft);
    }
    mark_capitals(sources, drafts)?;
    Ok(members)
}

/// Counts a settlement in all that it lies in.
pub(super) fn enrol(member: &Member, mut parent: Option<u32>, drafts: &Drafts, members: &mut Members) {
    for _ in 0..4 {
        let Some(id) = parent else { break };
        members.entry(id).or_default().push(member.clone());
        parent = drafts.get(&id).and_then(|d| d.parent).filter(|&p| p != id);
    }
}

/// The smallest division of each settlement.
fn homes(sources: &Sources<'_>, divisions: &Divisions) -> Result<FxHashMap<u32, u32>, BuildError> {
    let mut homes = FxHashMap::default();
    for (_, text) in lines(utf8("cities.tsv", sources.city_divisions)?) {
        let mut fields = text.split('\t').skip(1);
        let (Some(id), Some(rows)) = (fields.next().and_then(|f| f.parse().ok()), fields.next()) else {
            continue;
        };
        let smallest = rows
            .split('|')
            .filter_map(|row| divisions.by_row.get(&row.parse().ok()?))
            .max_by_key(|(_, level)| *level);
        if let Some(&(division, _)) = smallest {
            homes.insert(id, division);
        }
    }
    Ok(homes)
}

fn mark_capitals(sources: &Sources<'_>, drafts: &mut Drafts) -> Result<(), BuildError> {
    let countries: Countries = json("countries.json", sources.countries)?;
    let wanted: BTreeMap<String, String> = countries
        .into_iter()
        .map(|(iso2, row)| (iso2, normalise(&row.capital)))
        .filter(|(_, c)| !c.is_empty())
        .collect();
    let mut best: BTreeMap<&str, (bool, u32, u32)> = BTreeMap::new();
    for draft in drafts.values().filter(|d| d.kind == Kind::Settlement) {
        let Some((iso2, capital)) = wanted.get_key_value(&draft.country) else { continue };
        let main = normalise(&draft.name) == *capital;
        if main || draft.population > 1000 && draft.names.iter().any(|(n, _)| normalise(n) == *capital) {
            let rank = (main, draft.population, draft.id);
            best.entry(iso2).and_modify(|b| *b = (*b).max(rank)).or_insert(rank);
        }
    }
    for (_, _, id) in best.into_values() {
        if let Some(draft) = drafts.get_mut(&id) {
            draft.capital = true;
        }
    }
    Ok(())
}
