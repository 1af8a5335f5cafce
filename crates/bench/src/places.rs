//! Places with a feature left out, or at the spans that the gold marks: what each part of the work is worth.

use serde_json::{Value, json};
use tidings::annotate::document_of;
use tidings::mention::Place;
use tidings::mention::place::{self, Weights};
use tidings::text::{CodePoints, Hints, Span};
use tidings::{Layers, Models, Reader};

use crate::{Line, answer};

/// The options of the task.
pub const USAGE: &str = "places takes --marked (resolve what the line's own `places` mark; its answers are not \
                         looked at), --without FEATURE and --weight FEATURE=WORTH";

/// How places are to be found and resolved.
pub struct Variant {
    weights: Weights,
    marked: bool,
}

impl Variant {
    pub fn parse(task: &str, options: &[String]) -> Result<Self, String> {
        let mut variant = Variant { weights: Weights::default(), marked: false };
        let mut options = options.iter().map(String::as_str);
        while let Some(option) = options.next() {
            match option {
                _ if task != "places" => return Err(format!("`{task}` takes no options. {USAGE}")),
                "--marked" => variant.marked = true,
                "--without" | "--weight" => {
                    let given = options.next().unwrap_or("");
                    let (name, worth) = given.split_once('=').unwrap_or((given, "0"));
                    let worth = worth.parse().map_err(|_| format!("`{worth}` is not a number"))?;
                    let names = Weights::NAMES.join(", ");
                    let other = variant.weights.with(name, worth);
                    variant.weights = other.ok_or(format!("no feature `{name}`; there are {names}"))?;
                }
                other => return Err(format!("no option `{other}`. {USAGE}")),
            }
        }
        Ok(variant)
    }
}

pub fn predict(models: &Models, reader: &mut Reader, variant: &Variant, line: &Line) -> Line {
    let mut out = answer(line);
    let Ok(document) = document_of(line, &Hints::default()) else { return out };
    let points = CodePoints::new(&document.text);
    let spans = marked(line, &points);
    let mut list = Vec::new();
    reader.read(&document, Layers::default(), |reading| {
        let found = if variant.marked {
            place::resolve_marked(&reading.parse, &models.gazetteer, &variant.weights, &spans)
        } else {
            place::find_with(&reading.parse, &models.gazetteer, &variant.weights)
        };
        list.extend(found.iter().map(|p| written(p, &points)));
    });
    out.insert("places".into(), list.into());
    out
}

fn marked(line: &Line, points: &CodePoints) -> Vec<Span> {
    let marks = line.get("places").and_then(Value::as_array).into_iter().flatten();
    let offset = |p: &Value, key: &str| p[key].as_u64().and_then(|n| usize::try_from(n).ok());
    marks.filter_map(|p| Some(points.to_span(offset(p, "start")?, offset(p, "end")?))).collect()
}

fn written(p: &Place, points: &CodePoints) -> Value {
    let (start, end) = points.of_span(p.span);
    let best = p.candidates.first().filter(|_| p.resolved);
    json!({"start": start, "end": end, "lat": best.map(|c| c.lat), "lon": best.map(|c| c.lon)})
}
