//! The project's own tables in `data/gazetteer`.

use super::sources::lines;
use super::{BuildError, Draft, Drafts};
use crate::Place;
use crate::normal::normalise;
use crate::place::{Kind, NameClass};
use std::collections::{BTreeMap, BTreeSet};

/// Places with a centre and a radius: name, other names, kind, latitude, longitude, km, codes.
const PLACES: &[(&str, &str)] = &[
    ("regions.tsv", include_str!("../../../../data/gazetteer/regions.tsv")),
    ("waters.tsv", include_str!("../../../../data/gazetteer/waters.tsv")),
    ("land.tsv", include_str!("../../../../data/gazetteer/land.tsv")),
    ("seats.tsv", include_str!("../../../../data/gazetteer/seats.tsv")),
];
/// More names of countries and divisions: code, class, names.
const ALIASES: &str = include_str!("../../../../data/gazetteer/aliases.tsv");
/// Words for peoples: code or place, words.
const DEMONYMS: &str = include_str!("../../../../data/gazetteer/demonyms.tsv");
/// Centres of countries where the sources have none or one that readers would not expect.
const CENTRES: &str = include_str!("../../../../data/gazetteer/centres.tsv");
/// Everyday words, first names and surnames that are names of places too.
const WORDS: &str = include_str!("../../../../data/gazetteer/words.txt");

pub(super) fn add(drafts: &mut Drafts) -> Result<(), BuildError> {
    let mut by_code: BTreeMap<String, u32> =
        drafts.values().filter(|d| !d.code.is_empty()).map(|d| (d.code.clone(), d.id)).collect();
    for draft in drafts.values().filter(|d| d.kind == Kind::Continent) {
        by_code.insert(draft.name.clone(), draft.id);
    }
    add_centres(&by_code, drafts)?;
    for (file, text) in PLACES {
        for (line, fields) in rows(file, text, 7) {
            let [name, others, kind, lat, lon, km, codes] = fields?.try_into().unwrap_or([""; 7]);
            let wrong = |what: &str| bad(file, line, what);
            let kind = Kind::from_word(kind).ok_or_else(|| wrong("unknown kind"))?;
            let number = |text: &str| text.parse::<f64>().map_err(|_| wrong("not a number"));
            let id = Place::own_id(format!("{}:{name}", kind.word()).bytes());
            let mut draft = Draft::new(id, name, kind);
            draft.at = Some((number(lat)?, number(lon)?));
            draft.radius_km = number(km)?;
            codes.clone_into(&mut draft.members);
            if !codes.contains(',') {
                codes.get(..2).unwrap_or("").clone_into(&mut draft.country);
            }
            add_names(&mut draft, others);
            if drafts.insert(id, draft).is_some() {
                return Err(wrong("the same kind and name twice"));
            }
            by_code.entry(name.to_owned()).or_insert(id);
        }
    }
    for (line, fields) in rows("aliases.tsv", ALIASES, 3) {
        let [code, class, names] = fields?.try_into().unwrap_or([""; 3]);
        let class = match class {
            "name" => NameClass::Alternate,
            "abbr" => NameClass::Abbreviation,
            _ => return Err(bad("aliases.tsv", line, "the class is neither name nor abbr")),
        };
        // A table compiled from a part of the sources lacks some codes: that is no error.
        if let Some(draft) = by_code.get(code).and_then(|id| drafts.get_mut(id)) {
            for name in names.split(';') {
                draft.add(name, class);
            }
        }
    }
    for (_, fields) in rows("demonyms.tsv", DEMONYMS, 2) {
        let [code, words] = fields?.try_into().unwrap_or([""; 2]);
        if let Some(draft) = by_code.get(code).and_then(|id| drafts.get_mut(id)) {
            draft.demonyms.extend(words.split(';').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()));
        }
    }
    Ok(())
}

/// Other names of a hand-written place; one with `*` before it is an abbreviation.
fn add_names(draft: &mut Draft, names: &str) {
    for name in names.split(';').map(str::trim) {
        match name.strip_prefix('*') {
            Some(short) => draft.add(short, NameClass::Abbreviation),
            None => draft.add(name, NameClass::Alternate),
        }
    }
}

fn add_centres(by_code: &BTreeMap<String, u32>, drafts: &mut Drafts) -> Result<(), BuildError> {
    for (line, fields) in rows("centres.tsv", CENTRES, 3) {
        let [code, lat, lon] = fields?.try_into().unwrap_or([""; 3]);
        let number = |text: &str| text.parse::<f64>().map_err(|_| bad("centres.tsv", line, "not a number"));
        let at = (number(lat)?, number(lon)?);
        if let Some(draft) = by_code.get(code).and_then(|id| drafts.get_mut(id)) {
            draft.at = Some(at);
            draft.derived_position = false;
        }
    }
    Ok(())
}

/// Normalised everyday words.
pub(super) fn everyday_words() -> BTreeSet<String> {
    lines(WORDS).flat_map(|(_, line)| line.split_whitespace()).map(normalise).collect()
}

type Fields<'a> = Result<Vec<&'a str>, BuildError>;

/// Rows of a table with just so many columns.
fn rows<'a>(file: &'a str, text: &'a str, columns: usize) -> impl Iterator<Item = (usize, Fields<'a>)> {
    lines(text).map(move |(line, row)| {
        let fields: Vec<&str> = row.split('\t').map(str::trim).collect();
        if fields.len() == columns {
            (line, Ok(fields))
        } else {
            (line, Err(bad(file, line, &format!("{} columns instead of {columns}", fields.len()))))
        }
    })
}

fn bad(file: &str, line: usize, what: &str) -> BuildError {
    BuildError::Line { source_name: file.to_owned(), line, what: what.to_owned() }
}
