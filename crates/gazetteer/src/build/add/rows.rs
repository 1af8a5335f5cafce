//! Lines of the files that a user may add: a GeoNames dump, GeoNames' file of alternate names, or a table with a
//! head line.

use super::{Additions, Home};
use crate::build::sources::utf8;
use crate::build::{BuildError, Draft};
use crate::place::{Kind, NameClass};
use crate::table::Gazetteer;

/// A file that is being added, line by line.
pub struct AddedFile<'a, 'g> {
    to: &'a mut Additions<'g>,
    name: String,
    line: usize,
    format: Format,
}

enum Format {
    /// No line was seen.
    Unknown,
    /// A dump of GeoNames: 19 columns.
    Dump,
    /// Alternate names of GeoNames: 8 or 10 columns.
    Alternates,
    /// A table with a head line.
    Table(Head),
}

/// Where the columns of a table are.
struct Head {
    mark: char,
    columns: [Option<usize>; COLUMNS.len()],
}

/// Names of the columns, and other words for them.
const COLUMNS: [&[&str]; 9] = [
    &["name"],
    &["lat", "latitude"],
    &["lon", "lng", "long", "longitude"],
    &["country"],
    &["iso3166_2", "admin1"],
    &["kind"],
    &["population"],
    &["names", "aliases", "alternatenames", "alternate names"],
    &["radius_km"],
];
const NAME: usize = 0;
const LAT: usize = 1;
const LON: usize = 2;
const COUNTRY: usize = 3;
const DIVISION: usize = 4;
const KIND: usize = 5;
const POPULATION: usize = 6;
const NAMES: usize = 7;
const RADIUS: usize = 8;

/// "Languages" of alternate names that are no names.
const NO_NAMES: &[&str] =
    &["link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon", "piny", "fr_1793"];

impl<'a, 'g> AddedFile<'a, 'g> {
    pub(super) fn new(to: &'a mut Additions<'g>, name: &str) -> Self {
        Self { to, name: name.to_owned(), line: 0, format: Format::Unknown }
    }

    /// Takes the next line.
    ///
    /// # Errors
    /// If it cannot be read as what the file is; the error names file, line and what mends it.
    pub fn line(&mut self, bytes: &[u8]) -> Result<(), BuildError> {
        self.line += 1;
        if self.line == 1 && bytes.starts_with(b"PK\x03\x04") {
            return Err(self.bad("this is a zip archive: unpack it and add what is in it"));
        }
        let text = utf8(&self.name, bytes)
            .map_err(|_| self.bad("not UTF-8: save the file in that encoding (`iconv -t UTF-8`)"))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches(['\n', '\r']);
        if text.trim().is_empty() || text.starts_with('#') {
            return Ok(());
        }
        if matches!(self.format, Format::Unknown) {
            self.format = self.recognise(text)?;
            if matches!(self.format, Format::Table(_)) {
                return Ok(());
            }
        }
        match &self.format {
            Format::Dump => self.dump(text),
            Format::Alternates => self.alternate(text),
            Format::Table(head) => {
                let draft = row(self.to.base, head, text).map_err(|what| self.bad(&what))?;
                self.own(draft);
                Ok(())
            }
            Format::Unknown => Ok(()),
        }
    }

    fn bad(&self, what: &str) -> BuildError {
        BuildError::Line { source_name: self.name.clone(), line: self.line, what: what.to_owned() }
    }

    fn recognise(&self, text: &str) -> Result<Format, BuildError> {
        let fields: Vec<&str> = text.split('\t').collect();
        let number = |i: usize| fields.get(i).is_some_and(|f| f.parse::<u32>().is_ok());
        match fields.len() {
            19 if number(0) => return Ok(Format::Dump),
            8 | 10 if number(0) && number(1) => return Ok(Format::Alternates),
            _ => {}
        }
        let mark = ['\t', ';', ','].into_iter().find(|m| text.contains(*m)).unwrap_or(',');
        let words: Vec<String> = cells(text, mark)
            .map_err(|what| self.bad(what))?
            .iter()
            .map(|c| c.trim().to_lowercase())
            .collect();
        let columns = COLUMNS.map(|names| words.iter().position(|w| names.contains(&w.as_str())));
        for (at, column) in [NAME, LAT, LON].into_iter().map(|c| (c, columns[c])) {
            if column.is_none() {
                let names: Vec<&str> = COLUMNS.iter().map(|c| c[0]).collect();
                return Err(self.bad(&format!(
                    "no column `{}`. The first line names the columns, of which there may be {}; a GeoNames dump has \
                     19 columns and no such line",
                    COLUMNS[at][0],
                    names.join(", ")
                )));
            }
        }
        Ok(Format::Table(Head { mark, columns }))
    }

    /// A row of a dump. Towns and villages are taken, and divisions remembered by their code; of waters, heights and
    /// buildings a dump does not say which one in a thousand a report would name.
    fn dump(&mut self, text: &str) -> Result<(), BuildError> {
        let fields: Vec<&str> = text.split('\t').collect();
        let &[id, name, _, others, lat, lon, class, feature, country, _, first, second, _, _, people, ..] =
            &fields[..]
        else {
            return Err(self.bad(&format!(
                "{} columns instead of 19: the dump was cut here; fetch or unpack it again",
                fields.len()
            )));
        };
        let id: u32 =
            id.parse().map_err(|_| self.bad("the first column is not a number, as a GeoNames id is"))?;
        if class == "A" {
            let code = match feature {
                "ADM1" => format!("{country}.{first}"),
                "ADM2" => format!("{country}.{first}.{second}"),
                _ => String::new(),
            };
            if let Some(&place) = self.to.ids.get(&id).filter(|&&p| !self.to.is_new(p))
                && !code.is_empty()
            {
                let number = self.to.code(code);
                self.to.divisions[number as usize] = Some(place);
            }
            self.to.added.left_out += 1;
            return Ok(());
        }
        let kind = match (class, feature) {
            // Parts of cities; places that are no more, but those that a war left in ruins.
            ("P", "PPLX") => Kind::Quarter,
            ("P", "PPLH" | "PPLCH") => {
                self.to.added.left_out += 1;
                return Ok(());
            }
            ("P", _) => Kind::Settlement,
            _ => {
                self.to.added.left_out += 1;
                return Ok(());
            }
        };
        let (lat, lon) = position(lat, lon).map_err(|what| self.bad(&what))?;
        let mut draft = Draft::new(id, name, kind);
        draft.at = Some((lat, lon));
        draft.population = people.parse().unwrap_or(0);
        draft.radius_km = if kind == Kind::Quarter { 2.0 } else { 0.0 };
        country.clone_into(&mut draft.country);
        for other in others.split(',') {
            draft.add(other, NameClass::Alternate);
        }
        let home = Home::Coded(
            self.to.code(format!("{country}.{first}.{second}")),
            self.to.code(format!("{country}.{first}")),
        );
        self.to.add(draft, home, false);
        Ok(())
    }

    fn alternate(&mut self, text: &str) -> Result<(), BuildError> {
        let fields: Vec<&str> = text.split('\t').collect();
        let &[_, id, language, name, ..] = &fields[..] else {
            return Err(self.bad(&format!("{} columns instead of 10: fetch the file again", fields.len())));
        };
        let id: u32 = id.parse().map_err(|_| self.bad("the second column is not a GeoNames id"))?;
        let Some(&place) = self.to.ids.get(&id).filter(|_| !NO_NAMES.contains(&language)) else {
            self.to.added.left_out += 1;
            return Ok(());
        };
        let base = self.to.base;
        let (kind, country, population) = if let Some(p) = base.place(place) {
            (p.kind, p.country.to_owned(), p.population)
        } else {
            let new = &self.to.places[place as usize - base.len()];
            (new.kind, base.country_of_number(new.country).to_owned(), new.population)
        };
        let mut draft = Draft { country, population, names: Vec::new(), ..Draft::new(id, "", kind) };
        let short = language == "abbr";
        draft.add(name, if short { NameClass::Abbreviation } else { NameClass::Alternate });
        crate::build::names::complete_one(&mut draft, false);
        self.to.name(place, &draft);
        Ok(())
    }

    fn own(&mut self, mut draft: Draft) {
        draft.id = self.to.id_for(&draft);
        let base = self.to.base;
        let within = (!draft.members.is_empty()).then(|| base.by_code(&draft.members)).flatten();
        let home = within.map_or(Home::Nearest, |p| Home::Known(p.index));
        if draft.country.is_empty()
            && let Some(p) = within
        {
            p.country.clone_into(&mut draft.country);
        }
        draft.members.clear();
        self.to.add(draft, home, true);
    }
}

/// A row of a table as a place; the code of what it lies in stands in `members`.
fn row(base: &Gazetteer, head: &Head, text: &str) -> Result<Draft, String> {
    let row = cells(text, head.mark)?;
    let cell = |c: usize| head.columns[c].and_then(|i| row.get(i)).map_or("", |s| s.trim());
    let name = cell(NAME);
    if name.is_empty() {
        return Err("no name: fill the column `name` or take the line out".to_owned());
    }
    let at = position(cell(LAT), cell(LON))?;
    let kind = match cell(KIND) {
        "" => Kind::Settlement,
        "district" => Kind::Admin2,
        word => Kind::from_word(word)
            .filter(|k| !matches!(k, Kind::Country | Kind::Continent | Kind::Admin1))
            .ok_or_else(|| {
                format!(
                    "no kind `{word}`: there are settlement, quarter, district, seat, region, sea, river, lake, strait, \
                     mountain, desert, island and peninsula"
                )
            })?,
    };
    let number = |c: usize| match cell(c) {
        "" => Ok(None),
        text => text
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && *n >= 0.0)
            .map(Some)
            .ok_or_else(|| format!("`{text}` in the column `{}` is not a number", COLUMNS[c][0])),
    };
    let mut draft = Draft::new(0, name, kind);
    draft.at = Some(at);
    draft.population = number(POPULATION)?.unwrap_or(0.0) as u32;
    draft.radius_km =
        number(RADIUS)?.unwrap_or(if kind == Kind::Quarter || kind == Kind::Seat { 1.0 } else { 20.0 });
    draft.country = match cell(COUNTRY) {
        "" => String::new(),
        text => country(base, text).ok_or_else(|| {
            format!("no country `{text}`: give its ISO 3166-1 code, such as UA, or leave it empty")
        })?,
    };
    match cell(DIVISION) {
        "" => {}
        code if base.admin1(code).is_some() => code.clone_into(&mut draft.members),
        code => {
            return Err(format!(
                "no division `{code}`: give an ISO 3166-2 code, such as UA-63, or leave it empty and the nearest town \
                 says what it lies in"
            ));
        }
    }
    for other in cell(NAMES).split(['|', ';']) {
        draft.add(other, NameClass::Alternate);
    }
    Ok(draft)
}

fn country(base: &Gazetteer, text: &str) -> Option<String> {
    let code = base.by_code(&text.to_uppercase()).filter(|p| p.kind == Kind::Country);
    let named = || base.lookup(text).map(|c| c.place).find(|p| p.kind == Kind::Country);
    code.or_else(named).map(|p| p.country.to_owned())
}

fn position(lat: &str, lon: &str) -> Result<(f64, f64), String> {
    let degrees = |text: &str, limit: f64| text.parse::<f64>().ok().filter(|d| d.abs() <= limit);
    match (degrees(lat, 90.0), degrees(lon, 180.0)) {
        (Some(lat), Some(lon)) => Ok((lat, lon)),
        (None, _) => {
            Err(format!("latitude `{lat}` is no number from -90 to 90 (write degrees with a point)"))
        }
        (_, None) => {
            Err(format!("longitude `{lon}` is no number from -180 to 180 (write degrees with a point)"))
        }
    }
}

/// Cells of one line; a cell in double quotes may hold the mark, two double quotes in it are one.
fn cells(line: &str, mark: char) -> Result<Vec<String>, &'static str> {
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
            '"' if mark != '\t' => quoted = !quoted,
            c if c == mark && !quoted => out.push(String::new()),
            c => out[last].push(c),
        }
    }
    if quoted { Err("a quotation mark that is not closed: a row must stand on one line") } else { Ok(out) }
}
