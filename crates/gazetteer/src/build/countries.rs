//! Countries and continents.

use super::sources::{Countries, json, json_or_empty};
use super::{BuildError, Draft, Drafts, Sources};
use crate::normal::readable;
use crate::place::{Kind, NameClass};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn add(sources: &Sources<'_>, drafts: &mut Drafts) -> Result<(), BuildError> {
    let countries: Countries = json("countries.json", sources.countries)?;
    let mut facts = BTreeMap::new();
    for (stem, bytes) in &sources.factbook {
        let value: Value = json(&format!("factbook {stem}"), bytes)?;
        facts.insert(stem.to_uppercase(), value);
    }
    for (iso2, row) in countries {
        // GeoNames lists states that are no more beside those that are.
        if matches!(iso2.as_str(), "CS" | "AN" | "YU") || row.geonameid == 0 {
            continue;
        }
        let mut draft = Draft::new(row.geonameid, &row.name, Kind::Country);
        draft.add(&row.iso3, NameClass::Abbreviation);
        draft.radius_km = (row.areakm2 / std::f64::consts::PI).sqrt();
        draft.population = row.population;
        draft.members = row.neighbours;
        if let Some(fact) = facts.get(&row.fips) {
            add_facts(fact, &mut draft);
        }
        draft.code.clone_from(&iso2);
        draft.country = iso2;
        drafts.insert(draft.id, draft);
    }
    add_continents(sources, drafts)
}

fn add_continents(sources: &Sources<'_>, drafts: &mut Drafts) -> Result<(), BuildError> {
    let continents: BTreeMap<String, Value> = json_or_empty("continents.json", sources.continents)?;
    for value in continents.values() {
        let number = |v: &Value| v.as_f64().or_else(|| v.as_str()?.parse().ok());
        let (Some(id), Some(name)) = (value["geonameId"].as_u64(), value["toponymName"].as_str()) else {
            continue;
        };
        let mut draft = Draft::new(id as u32, name, Kind::Continent);
        draft.at = number(&value["lat"]).zip(number(&value["lng"]));
        draft.radius_km = 2500.0;
        draft.population = value["population"].as_u64().unwrap_or(0).try_into().unwrap_or(u32::MAX);
        for other in value["alternateNames"].as_array().into_iter().flatten() {
            if let Some(name) = other["name"].as_str().filter(|n| readable(n)) {
                draft.add(name, NameClass::Alternate);
            }
        }
        drafts.insert(draft.id, draft);
    }
    Ok(())
}

/// A country's further name that is its capital's own ("Tunis") is the capital's alone.
pub(super) fn leave_to_capitals(drafts: &mut Drafts) {
    let capitals: BTreeMap<String, String> = drafts
        .values()
        .filter(|d| d.capital)
        .map(|d| (d.country.clone(), crate::normal::normalise(&d.name)))
        .collect();
    for draft in drafts.values_mut().filter(|d| d.kind == Kind::Country) {
        if let Some(capital) = capitals.get(&draft.code) {
            draft.names.retain(|(name, class)| {
                *class == NameClass::Main || crate::normal::normalise(name) != *capital
            });
        }
    }
}

/// Takes the position, the names and the demonyms of a Factbook page.
fn add_facts(fact: &Value, draft: &mut Draft) {
    draft.at = fact["Geography"]["Geographic coordinates"]["text"].as_str().and_then(coordinates);
    let names = &fact["Government"]["Country name"];
    for field in
        ["conventional short form", "conventional long form", "local short form", "local long form", "former"]
    {
        for name in phrases(&names[field]) {
            draft.add(&name, NameClass::Alternate);
        }
    }
    for name in phrases(&names["abbreviation"]) {
        draft.add(&name, NameClass::Abbreviation);
    }
    let nationality = &fact["People and Society"]["Nationality"];
    for field in ["noun", "adjective"] {
        draft.demonyms.extend(nationality[field]["text"].as_str().into_iter().flat_map(demonyms));
    }
}

/// "55 45 N, 37 36 E" in degrees.
fn coordinates(text: &str) -> Option<(f64, f64)> {
    let mut sides = text.split(',').map(|side| {
        let mut words = side.split_whitespace();
        let degrees: f64 = words.next()?.parse().ok()?;
        let minutes: f64 = words.next()?.parse().ok()?;
        let sign = match words.next()?.chars().next()? {
            'N' | 'E' => 1.0,
            'S' | 'W' => -1.0,
            _ => return None,
        };
        Some(sign * (degrees + minutes / 60.0))
    });
    Some((sides.next()??, sides.next()??))
}

/// The names in a Factbook text: tags, entities, notes and brackets go.
fn phrases(value: &Value) -> Vec<String> {
    let Some(text) = value["text"].as_str() else { return Vec::new() };
    let text = strip(text);
    let text = text.split("note").next().unwrap_or("");
    text.split([',', ';', '/'])
        .flat_map(|p| p.split(" or "))
        .map(|p| p.trim().to_owned())
        .filter(|p| {
            p.len() > 1 && p != "none" && p.chars().next().is_some_and(char::is_uppercase) && readable(p)
        })
        .collect()
}

/// Leaves out tags and what stands in brackets, and reads the entities that the pages use.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0u32;
    for c in text.chars() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    for (entity, letter) in ENTITIES {
        out = out.replace(entity, letter);
    }
    out
}

const ENTITIES: &[(&str, &str)] = &[
    ("&ocirc;", "ô"),
    ("&eacute;", "é"),
    ("&egrave;", "è"),
    ("&ccedil;", "ç"),
    ("&atilde;", "ã"),
    ("&iacute;", "í"),
    ("&oacute;", "ó"),
    ("&aacute;", "á"),
    ("&ntilde;", "ñ"),
    ("&ouml;", "ö"),
    ("&uuml;", "ü"),
    ("&rsquo;", "’"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];

/// "Briton(s), British (collective plural)" gives Briton, Britons, British.
fn demonyms(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for part in text.split([',', ';']).flat_map(|p| p.split(" or ")) {
        let part = part.trim().trim_start_matches("and ").trim_start_matches("or ");
        let word = part.split('(').next().unwrap_or("").trim();
        let good = word.chars().next().is_some_and(char::is_uppercase)
            && word.split(' ').count() <= 3
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''));
        if !good {
            continue;
        }
        out.push(word.to_owned());
        let ending =
            part.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(ending, _)| ending);
        match ending {
            "s" | "es" | "is" => out.push(format!("{word}{ending}")),
            "men" | "women" => out.push(format!("{}en", word.strip_suffix("an").unwrap_or(word))),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factbook_phrases() {
        assert_eq!(demonyms("Briton(s), British (collective plural)"), ["Briton", "Britons", "British"]);
        assert_eq!(demonyms("Frenchman(men), Frenchwoman(women)").len(), 4);
        assert_eq!(demonyms("Frenchman(men)"), ["Frenchman", "Frenchmen"]);
        assert_eq!(coordinates("55 45 N, 37 36 W"), Some((55.75, -37.6)));
        assert_eq!(coordinates("nowhere"), None);
    }
}
