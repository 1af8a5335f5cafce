//! How many toponyms of an annotated file have a candidate near the annotated point.
//!
//! `cargo run --release -p tidings-gazetteer --example coverage -- TABLE PLACES.jsonl [KM]` prints, for each source
//! named in the file, the share of located toponyms with any candidate within KM (161) and with the first candidate
//! there, then one line for each toponym without; the latter are for reading, not for copying into tables.
//! `... --example coverage -- TABLE name NAME...` prints the candidates of names.

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;
use tidings_gazetteer::{Candidate, Gazetteer, Kind, haversine_km};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [table, rest @ ..] = &args[..] else {
        return Err("usage: coverage TABLE (PLACES.jsonl [KM] | name NAME...)".into());
    };
    let bytes = std::fs::read(table)?;
    let started = Instant::now();
    let gazetteer = Gazetteer::from_bytes(bytes)?;
    eprintln!("{} places, opened in {:?}", gazetteer.len(), started.elapsed());
    match rest {
        [word, names @ ..] if word == "name" => show(&gazetteer, names),
        [word, codes @ ..] if word == "code" => {
            for code in codes {
                println!(
                    "{code}: {:?}",
                    gazetteer.by_code(code).map(|p| (p.name, p.kind, p.id, p.lat, p.lon, p.radius_km))
                );
            }
        }
        [word] if word == "kinds" => kinds(&gazetteer),
        [file, km @ ..] => measure(
            &gazetteer,
            &std::fs::read_to_string(file)?,
            km.first().map_or("161", String::as_str).parse()?,
        )?,
        [] => {}
    }
    Ok(())
}

fn kinds(gazetteer: &Gazetteer) {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for place in gazetteer.places() {
        *counts.entry(place.kind).or_default() += 1;
    }
    for (kind, count) in counts {
        println!("{:12} {count}", kind.word());
    }
}

fn show(gazetteer: &Gazetteer, names: &[String]) {
    for name in names {
        let typed = gazetteer.lookup_typed(name);
        println!("{name}: wanted {:?}, matched {}", typed.wanted, typed.level_matched);
        for c in typed.candidates.iter().take(8).copied().chain(gazetteer.demonym(name)) {
            let p = c.place;
            let in_: Vec<&str> = gazetteer.containing(&p).map(|p| p.name).collect();
            println!(
                "  {:10} {:?}{} {} [{}] {} {:.3},{:.3} r{:.0} pop {} in {}",
                p.kind.word(),
                c.class,
                if c.ambiguous_word { " (word)" } else { "" },
                p.name,
                p.code,
                p.id,
                p.lat,
                p.lon,
                p.radius_km,
                p.population,
                in_.join(" < ")
            );
        }
    }
}

fn candidates<'g>(gazetteer: &'g Gazetteer, name: &str) -> Vec<Candidate<'g>> {
    let mut found = gazetteer.lookup_typed(name).candidates;
    found.extend(gazetteer.demonym(name));
    found
}

fn measure(gazetteer: &Gazetteer, text: &str, km: f64) -> Result<(), Box<dyn Error>> {
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut names = Vec::new();
    for line in text.lines() {
        let document: Value = serde_json::from_str(line)?;
        let source = document["source"].as_str().unwrap_or("?");
        for place in document["places"].as_array().into_iter().flatten() {
            let (Some(lat), Some(lon)) = (place["lat"].as_f64(), place["lon"].as_f64()) else { continue };
            let name = place["surface"].as_str().unwrap_or("").trim();
            names.push(name.to_owned());
            let near: Vec<bool> = candidates(gazetteer, name)
                .iter()
                .map(|c| haversine_km(lat, lon, c.place.lat.into(), c.place.lon.into()) <= km)
                .collect();
            let count = counts.entry(source.to_owned()).or_default();
            count[0] += 1;
            count[1] += usize::from(near.contains(&true));
            count[2] += usize::from(near.first() == Some(&true));
            if !near.contains(&true) {
                let kind = place["type"].as_str().unwrap_or("");
                println!("miss\t{source}\t{}\t{kind}\t{name}\t{lat:.2},{lon:.2}", near.len());
            }
        }
    }
    for (source, [all, any, first]) in counts {
        let share = |n: usize| 100.0 * n as f64 / all as f64;
        println!(
            "{source}: {all} located, any candidate {:.1} %, first candidate {:.1} %",
            share(any),
            share(first)
        );
    }
    let started = Instant::now();
    let mut hits = 0usize;
    let rounds = 20;
    for _ in 0..rounds {
        hits += names.iter().map(|n| gazetteer.lookup(n).take(1).count()).sum::<usize>();
    }
    let each = started.elapsed().as_nanos() as usize / (rounds * names.len()).max(1);
    println!("look-up: {each} ns for each of {} names, {} known", names.len(), hits / rounds);
    Ok(())
}
