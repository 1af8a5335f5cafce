//! A user's own places: a GeoNames dump, or a table with a head line.

use super::admin::Divisions;
use super::sources::utf8;
use super::{BuildError, Draft, Drafts, Sources, own_id};
use crate::place::{Kind, NameClass};

pub(super) fn add(
    sources: &Sources<'_>,
    divisions: &Divisions,
    drafts: &mut Drafts,
) -> Result<(), BuildError> {
    for (name, bytes) in &sources.user {
        let text = utf8(name, bytes)?;
        let first = text.lines().next().unwrap_or("");
        if first.split('\t').count() == 19 {
            add_dump(text, divisions, drafts);
        } else {
            add_table(name, text, divisions, drafts)?;
        }
    }
    Ok(())
}

/// Rows of a GeoNames dump; populated places and islands, waters and heights are taken, the rest is left.
fn add_dump(text: &str, divisions: &Divisions, drafts: &mut Drafts) {
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[id, name, _, others, lat, lon, class, feature, country, _, admin1, admin2, ..] = &fields[..]
        else {
            continue;
        };
        let Some(kind) = kind(class, feature) else { continue };
        let (Ok(id), Ok(lat), Ok(lon)) = (id.parse::<u32>(), lat.parse(), lon.parse()) else { continue };
        // What is there stays: a second description of a known place adds names only.
        let draft = drafts.entry(id).or_insert_with(|| Draft::new(id, name, kind));
        if draft.at.is_none() {
            draft.at = Some((lat, lon));
            country.clone_into(&mut draft.country);
            draft.population = fields.get(14).and_then(|p| p.parse().ok()).unwrap_or(0);
            draft.radius_km = if kind == Kind::Settlement { 0.0 } else { 20.0 };
            let first = format!("{country}.{admin1}");
            let second = format!("{first}.{admin2}");
            let known = [second, first].iter().find_map(|c| divisions.by_code.get(c).copied());
            draft.parent = known.or_else(|| divisions.countries.get(country).copied());
        }
        for other in others.split(',') {
            draft.add(other, NameClass::Alternate);
        }
    }
}

fn kind(class: &str, feature: &str) -> Option<Kind> {
    Some(match (class, feature) {
        ("P", "PPLX") => Kind::Quarter,
        ("P", f) if !matches!(f, "PPLH" | "PPLQ" | "PPLW") => Kind::Settlement,
        ("H", "STM" | "STMI" | "CNL" | "STMS") => Kind::River,
        ("H", "LK" | "RSV" | "LKS") => Kind::Lake,
        ("H", "SEA" | "OCN" | "GULF" | "BAY") => Kind::Sea,
        ("H", "STRT" | "CHN") => Kind::Strait,
        ("T", "MT" | "MTS" | "PK" | "HLL" | "HLLS") => Kind::Mountain,
        ("T", "ISL" | "ISLS") => Kind::Island,
        ("T", "DSRT") => Kind::Desert,
        ("T", "PEN" | "CAPE") => Kind::Peninsula,
        ("L", "RGN" | "AREA") => Kind::Region,
        _ => return None,
    })
}

fn add_table(source: &str, text: &str, divisions: &Divisions, drafts: &mut Drafts) -> Result<(), BuildError> {
    let bad = |line: usize, what: &str| BuildError::Line {
        source_name: source.to_owned(),
        line,
        what: what.to_owned(),
    };
    let mut rows = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    let Some((_, head)) = rows.next() else { return Ok(()) };
    let mark = if head.contains('\t') { '\t' } else { ',' };
    let head: Vec<String> = cells(head, mark).iter().map(|c| c.trim().to_lowercase()).collect();
    let column = |name: &str| head.iter().position(|h| h == name);
    let (Some(name_at), Some(lat_at), Some(lon_at)) = (column("name"), column("lat"), column("lon")) else {
        return Err(bad(1, "the head line lacks one of name, lat, lon"));
    };
    for (line, row) in rows {
        let row = cells(row, mark);
        let cell = |at: Option<usize>| at.and_then(|i| row.get(i)).map_or("", |c| c.trim());
        let (name, lat, lon) = (cell(Some(name_at)), cell(Some(lat_at)), cell(Some(lon_at)));
        let (Ok(lat), Ok(lon)) = (lat.parse::<f64>(), lon.parse::<f64>()) else {
            return Err(bad(line + 1, "lat or lon is not a number"));
        };
        if name.is_empty() || !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return Err(bad(line + 1, "no name, or a position that is not on the globe"));
        }
        let country = cell(column("country"));
        let id = cell(column("id")).parse().unwrap_or_else(|_| own_id(&format!("{name}:{lat}:{lon}")));
        let draft = drafts.entry(id).or_insert_with(|| Draft::new(id, name, Kind::Settlement));
        if draft.at.is_none() {
            draft.at = Some((lat, lon));
            draft.population = cell(column("population")).parse().unwrap_or(0);
            draft.parent = divisions.countries.get(country).copied();
            country.clone_into(&mut draft.country);
        }
        draft.add(name, NameClass::Alternate);
        for other in cell(column("aliases")).split('|') {
            draft.add(other, NameClass::Alternate);
        }
    }
    Ok(())
}

/// Cells of one line; a cell in double quotes may hold the mark, two double quotes in it are one.
fn cells(line: &str, mark: char) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let last = out.len() - 1;
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                out[last].push('"');
            }
            '"' if mark == ',' => quoted = !quoted,
            c if c == mark && !quoted => out.push(String::new()),
            c => out[last].push(c),
        }
    }
    out
}
