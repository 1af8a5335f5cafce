//! Names that no source spells out: transcriptions, names without their article, the town a raion is called after.

use super::admin::{Members, adjective_root, shared};
use super::{Draft, Drafts};
use crate::normal::{latin, normalise, readable};
use crate::place::{Kind, NameClass};
use crate::translit::{self, Scheme, Source};
use crate::typed::split;

/// Where Cyrillic names are transcribed.
const CYRILLIC: &[&str] = &["UA", "RU", "BY"];
/// Where Cyrillic names are at home; elsewhere small places lose them.
const CYRILLIC_HOME: &[&str] = &[
    "UA", "RU", "BY", "BG", "RS", "MK", "ME", "BA", "KZ", "KG", "TJ", "UZ", "TM", "MN", "MD", "GE", "AM",
    "AZ", "XK",
];
const ARABIC_HOME: &[&str] = &[
    "SY", "IQ", "LB", "JO", "PS", "IL", "EG", "SD", "LY", "TN", "DZ", "MA", "EH", "MR", "SA", "YE", "OM",
    "AE", "QA", "BH", "KW", "IR", "AF", "PK", "SO", "DJ", "TD", "ER", "TR",
];
const HEBREW_HOME: &[&str] = &["IL", "PS"];
const GREEK_HOME: &[&str] = &["GR", "CY"];
/// Smaller settlements keep only Latin names and those in a script of their country.
const KNOWN_ABROAD: u32 = 20_000;
/// Smaller settlements are not meant by codes of airports and the like.
const KNOWN_BY_CODE: u32 = 100_000;

pub(super) fn complete(members: &Members, drafts: &mut Drafts) {
    let raions: Vec<(u32, String)> = drafts
        .values()
        .filter(|d| d.kind == Kind::Admin2 && CYRILLIC.contains(&d.country.as_str()))
        .filter_map(|d| Some((d.id, seat_of_raion(d, members, drafts)?)))
        .collect();
    for (id, town) in raions {
        if let Some(draft) = drafts.get_mut(&id) {
            draft.stems.push(town);
        }
    }
    for draft in drafts.values_mut() {
        complete_one(draft, false);
    }
    lend_names(members, drafts);
}

/// Leaves out names that nobody looks up, unless all are wanted, and adds those that no source spells out.
pub(super) fn complete_one(draft: &mut Draft, all: bool) {
    if !all {
        choose(draft);
    }
    transcribe(draft);
    drop_article(draft);
}

/// A division called after a town is also called after each spelling of the town's name: Gebiet Brjansk.
fn lend_names(members: &Members, drafts: &mut Drafts) {
    let mut lent = Vec::new();
    for draft in drafts.values() {
        let near =
            CYRILLIC.contains(&draft.country.as_str()) || ARABIC_HOME.contains(&draft.country.as_str());
        let raion = draft.kind == Kind::Admin2 && draft.country == "UA";
        if !near || !(draft.kind == Kind::Admin1 || raion) {
            continue;
        }
        let whole = normalise(&draft.name);
        let stem = split(&whole).0;
        let inside = members.get(&draft.id).into_iter().flatten();
        let town = inside
            .filter_map(|m| drafts.get(&m.id))
            .filter(|town| normalise(&town.name) == stem)
            .max_by_key(|town| (town.population, town.id));
        if let Some(town) = town {
            let spellings = town.names.iter().filter(|(_, class)| *class <= NameClass::Derived);
            lent.push((draft.id, spellings.map(|(name, _)| name.clone()).collect::<Vec<_>>()));
        }
    }
    for (id, names) in lent {
        if let Some(draft) = drafts.get_mut(&id) {
            draft.stems.extend(names);
        }
    }
}

/// Leaves out names that nobody looks up, and marks codes as such.
fn choose(draft: &mut Draft) {
    let settlement = draft.kind == Kind::Settlement;
    let home = draft.country.clone();
    let large = !settlement || draft.population >= KNOWN_ABROAD || draft.capital;
    let known_by_code = !settlement || draft.population >= KNOWN_BY_CODE;
    draft.names.retain_mut(|(name, class)| {
        if *class == NameClass::Main {
            return true;
        }
        if !readable(name) || name.len() > 80 {
            return false;
        }
        if latin(name) {
            // GeoNames holds letter-by-letter Latin of other scripts, all in small letters ("swldw").
            if *class == NameClass::Alternate && !name.chars().any(char::is_uppercase) {
                return false;
            }
            if *class == NameClass::Alternate && is_code(name) {
                *class = NameClass::Abbreviation;
            }
            return *class != NameClass::Abbreviation || known_by_code;
        }
        large || at_home(name, &home)
    });
}

fn is_code(name: &str) -> bool {
    (2..=4).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase())
}

fn at_home(name: &str, country: &str) -> bool {
    let home = |list: &[&str]| list.contains(&country);
    name.chars().filter(|c| c.is_alphabetic()).all(|c| match c {
        '\u{400}'..='\u{52f}' => home(CYRILLIC_HOME),
        '\u{590}'..='\u{5ff}' => home(HEBREW_HOME),
        '\u{600}'..='\u{77f}' | '\u{fb50}'..='\u{feff}' => home(ARABIC_HOME),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => home(GREEK_HOME),
        _ => true,
    })
}

fn transcribe(draft: &mut Draft) {
    if !CYRILLIC.contains(&draft.country.as_str()) {
        return;
    }
    let mut made = Vec::new();
    for (name, class) in &draft.names {
        if !matches!(class, NameClass::Main | NameClass::Alternate) || latin(name) {
            continue;
        }
        let has = |letters: &[char]| name.to_lowercase().contains(letters);
        let ukrainian = has(&['і', 'ї', 'є', 'ґ']);
        let russian = has(&['ы', 'э', 'ё', 'ъ']);
        for (source, other, here) in
            [(Source::Ukrainian, russian, draft.country == "UA"), (Source::Russian, ukrainian, true)]
        {
            if other || !here {
                continue;
            }
            for scheme in [Scheme::National, Scheme::Bgn, Scheme::Press, Scheme::German] {
                made.extend(translit::latin(name, source, scheme));
            }
        }
    }
    draft.names.extend(made.into_iter().map(|name| (name, NameClass::Derived)));
}

/// "Al-Hasakah" is also called Hasakah.
fn drop_article(draft: &mut Draft) {
    if !ARABIC_HOME.contains(&draft.country.as_str()) {
        return;
    }
    let mut made = Vec::new();
    for (name, class) in &draft.names {
        if *class <= NameClass::Alternate
            && let Some(rest) = normalise(name).strip_prefix("al ")
            && rest.len() > 3
        {
            made.push((rest.to_owned(), NameClass::Derived));
        }
    }
    draft.names.extend(made);
}

/// Raions bear the name of their town as an adjective (Sudzhanskiy Rayon, Sudzha): the largest settlement inside
/// whose name begins alike.
fn seat_of_raion(raion: &Draft, members: &Members, drafts: &Drafts) -> Option<String> {
    let whole = normalise(&raion.name);
    let first = whole.split(' ').next()?;
    let root = adjective_root(first)?;
    let need = root.len().saturating_sub(3).max(3);
    let mut towns: Vec<_> = members.get(&raion.id)?.iter().collect();
    towns.sort_by_key(|m| (std::cmp::Reverse(m.population), m.id));
    towns
        .iter()
        .filter_map(|m| drafts.get(&m.id))
        .map(|d| normalise(&d.name))
        .find(|name| shared(name, root) >= need && !name.contains(' '))
}
