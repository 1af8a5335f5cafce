//! `places-speed IN.jsonl`: what finding and resolving places costs beside the parse, and a look-up by itself.
//!
//! One thread. The parse and the places of the same documents are timed in turn, three rounds after one to warm up;
//! the best counts. One JSON object is printed.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tidings::annotate::document_of;
use tidings::mention::place;
use tidings::models::{GAZETTEER, MODEL, data_dir};
use tidings::text::{Document, Hints};
use tidings::{Layers, Models, Reader};

const ROUNDS: usize = 3;

fn main() -> ExitCode {
    let Some(input) = std::env::args().nth(1) else {
        eprintln!("usage: places-speed IN.jsonl");
        return ExitCode::from(2);
    };
    match run(&input) {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("places-speed: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(input: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let dir = data_dir();
    let table = dir.join(GAZETTEER);
    let models = Models::open(&dir.join(MODEL), &table)?;
    let text = std::fs::read_to_string(input)?;
    let documents: Vec<Document> = text
        .lines()
        .filter_map(|l| serde_json::from_str(l).ok())
        .filter_map(|object| document_of(&object, &Hints::default()).ok())
        .collect();
    let mut reader = Reader::new(&models);
    let (mut parse_time, mut place_time) = (Duration::MAX, Duration::MAX);
    let (mut tokens, mut places) = (0, 0);
    let mut names: Vec<String> = Vec::new();
    for round in 0..=ROUNDS {
        let (mut parsing, mut placing) = (Duration::ZERO, Duration::ZERO);
        (tokens, places) = (0, 0);
        for document in &documents {
            let mut last = Instant::now();
            reader.read(document, Layers::default(), |reading| {
                parsing += last.elapsed();
                let start = Instant::now();
                let found = place::find(&reading.parse, &models.gazetteer);
                placing += start.elapsed();
                tokens += reading.parse.len();
                places += found.len();
                if round == 0 {
                    names.extend((0..reading.parse.len()).map(|i| reading.parse.str(i).to_string()));
                }
                last = Instant::now();
            });
        }
        if round > 0 {
            (parse_time, place_time) = (parse_time.min(parsing), place_time.min(placing));
        }
    }
    names.retain(|n| n.starts_with(char::is_uppercase));
    names.truncate(100_000);
    let start = Instant::now();
    let known = names.iter().filter(|n| models.gazetteer.lookup(n).next().is_some()).count();
    let lookup = start.elapsed().as_nanos() as f64 / names.len().max(1) as f64;
    Ok(json!({
        "documents": documents.len(), "tokens": tokens, "places": places,
        "parse_us_a_token": round(parse_time.as_secs_f64() * 1e6 / tokens.max(1) as f64),
        "places_us_a_token": round(place_time.as_secs_f64() * 1e6 / tokens.max(1) as f64),
        "share_of_parse": round(place_time.as_secs_f64() / parse_time.as_secs_f64()),
        "lookup_ns": lookup.round(), "names_looked_up": names.len(), "names_known": known,
        "gazetteer_bytes": std::fs::metadata(&table)?.len(),
    }))
}

fn round(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}
