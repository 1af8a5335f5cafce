//! `predict TASK IN.jsonl OUT.jsonl`: what Tidings reads of each line, in the format of the gold kit.
//!
//! Only the public interface of the library is used, and only what a line says of itself: its text, title,
//! date and the question it asks (an event's span, an actor and a target), never its answer.

mod documents;
mod incidents;
mod labels;
mod places;
mod relations;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use serde_json::{Map, Value};
use tidings::Models;

type Line = Map<String, Value>;

const TASKS: &str =
    "places, times, attributions, incidents, types, eventlocs, casualties, merge, entities, claims";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [task, input, output, options @ ..] = &args[..] else {
        eprintln!("usage: bench/predict TASK IN.jsonl OUT.jsonl\ntasks: {TASKS}\n{}", places::USAGE);
        return ExitCode::from(2);
    };
    match run(task, input, output, options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("predict: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &str, input: &str, output: &str, options: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let mut lines = read(input)?;
    if task == "claims" {
        lines = one_a_document(input, lines)?;
    }
    let dir = tidings::models::data_dir();
    let models = Models::open(&dir.join(tidings::models::MODEL), &dir.join(tidings::models::GAZETTEER))?;
    let variant = places::Variant::parse(task, options)?;
    let out: Vec<Line> = match task {
        "places" if !options.is_empty() => {
            parallel(&models, &lines, |reader, line| places::predict(&models, reader, &variant, line))
        }
        "places" | "times" | "attributions" | "entities" | "claims" | "eventlocs" => {
            parallel(&models, &lines, |reader, line| documents::predict(reader, task, line))
        }
        "types" => parallel(&models, &lines, |reader, line| labels::predict(&models, reader, line)),
        "casualties" => parallel(&models, &lines, incidents::casualties),
        "incidents" => parallel(&models, &lines, incidents::templates),
        "merge" => incidents::merge(&lines),
        other => return Err(format!("no task named `{other}`; there are {TASKS}").into()),
    };
    let mut file = std::io::BufWriter::new(std::fs::File::create(output)?);
    for line in out {
        serde_json::to_writer(&mut file, &line)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    Ok(())
}

fn read(path: &str) -> Result<Vec<Line>, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let mut lines = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        lines.push(serde_json::from_str(line).map_err(|e| format!("{path}: line {}: {e}", n + 1))?);
    }
    Ok(lines)
}

/// Claims gold holds one claim a line and the document beside it (`X.entities.json`); a file that already has
/// documents is taken as it is.
fn one_a_document(path: &str, lines: Vec<Line>) -> Result<Vec<Line>, Box<dyn std::error::Error>> {
    if lines.iter().all(|l| l.contains_key("text")) {
        return Ok(lines);
    }
    let beside = format!("{}.entities.json", path.trim_end_matches(".jsonl"));
    let text = std::fs::read_to_string(&beside).map_err(|e| format!("{beside}: {e}"))?;
    let documents: Vec<Line> = match serde_json::from_str(&text) {
        Ok(Value::Object(one)) => vec![one],
        Ok(Value::Array(list)) => {
            list.into_iter().filter_map(|v| if let Value::Object(o) = v { Some(o) } else { None }).collect()
        }
        _ => text.lines().filter_map(|l| serde_json::from_str(l).ok()).collect(),
    };
    Ok(documents)
}

/// Runs `one` over all lines on all cores; results in input order.
fn parallel(
    models: &Models,
    lines: &[Line],
    one: impl Fn(&mut tidings::Reader, &Line) -> Line + Sync,
) -> Vec<Line> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut done: BTreeMap<usize, Line> = BTreeMap::new();
    std::thread::scope(|scope| {
        let one = &one;
        let work = |t: usize| {
            scope.spawn(move || {
                let mut reader = tidings::Reader::new(models);
                let mine = lines.iter().enumerate().skip(t).step_by(threads);
                mine.map(|(i, line)| (i, one(&mut reader, line))).collect::<Vec<_>>()
            })
        };
        let handles: Vec<_> = (0..threads).map(work).collect();
        for h in handles {
            done.extend(h.join().unwrap_or_else(|e| std::panic::resume_unwind(e)));
        }
    });
    done.into_values().collect()
}

/// A line with its id alone, to be filled with predictions.
fn answer(line: &Line) -> Line {
    let mut out = Line::new();
    out.insert("id".into(), line.get("id").cloned().unwrap_or(Value::Null));
    out
}

fn text<'l>(line: &'l Line, key: &str) -> Option<&'l str> {
    line.get(key).and_then(Value::as_str).filter(|s| !s.is_empty())
}
