//! Tasks of one document and one list: the layers of `tidings annotate`, in the gold kit's names.

use serde_json::{Value, json};
use tidings::annotate::document_of;
use tidings::json::LayerWriter;
use tidings::text::{CodePoints, Document, Hints};
use tidings::{Layers, Reader};

use crate::{Line, answer};

pub fn predict(reader: &mut Reader, task: &str, line: &Line) -> Line {
    let mut out = answer(line);
    let Ok(document) = document_of(line, &Hints::default()) else { return out };
    let (key, list) = match task {
        "places" => ("places", places(reader, &document)),
        "times" => ("times", layer(reader, &document, "times")),
        "attributions" => ("attributions", attributions(reader, &document)),
        "claims" => ("claims", layer(reader, &document, "claims")),
        "eventlocs" => ("locations", locations(reader, &document, line)),
        _ => ("entities", entities(reader, &document)),
    };
    out.insert(key.into(), list.into());
    out
}

fn layers(reader: &mut Reader, document: &Document, wanted: Layers) -> Line {
    let mut writer = LayerWriter::new(&document.text, wanted);
    reader.read(document, wanted, |reading| writer.push(&reading));
    let mut out = Line::new();
    writer.finish(&mut out);
    out
}

fn layer(reader: &mut Reader, document: &Document, name: &str) -> Vec<Value> {
    let wanted = Layers::parse(name).unwrap_or_default();
    take(&mut layers(reader, document, wanted), name)
}

fn take(line: &mut Line, name: &str) -> Vec<Value> {
    match line.remove(name) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}

/// Toponyms; words of belonging ("Syrian") are none.
fn places(reader: &mut Reader, document: &Document) -> Vec<Value> {
    layer(reader, document, "places").into_iter().filter(|p| p["sense"] != "demonym").collect()
}

/// The outermost attributions: the gold is univocal, nothing in it is nested.
fn attributions(reader: &mut Reader, document: &Document) -> Vec<Value> {
    layer(reader, document, "attributions").into_iter().filter(|a| a["inside"].is_null()).collect()
}

/// Where the event given by its span happened.
fn locations(reader: &mut Reader, document: &Document, line: &Line) -> Vec<Value> {
    let points = CodePoints::new(&document.text);
    let at =
        |i: usize| line.get("event").and_then(|e| e.get(i)).and_then(Value::as_u64).unwrap_or(0) as usize;
    let event = points.to_span(at(0), at(1));
    let mut out = Vec::new();
    reader.read(document, Layers { places: true, ..Layers::default() }, |reading| {
        let Some(trigger) = reading.parse.tokens_in(event).next() else { return };
        for i in tidings::claim::place::of_trigger(&reading.parse, &reading.mentions, trigger) {
            let span = reading.mentions.places[i].span;
            let (start, end) = points.of_span(span);
            out.push(json!({"start": start, "end": end, "surface": span.slice(&document.text)}));
        }
    });
    out
}

/// Names, places, times and figures under the types of the re3d scheme (Dstl, 2017).
fn entities(reader: &mut Reader, document: &Document) -> Vec<Value> {
    let wanted = Layers { entities: true, places: true, times: true, quantities: true, ..Layers::default() };
    let mut all = layers(reader, document, wanted);
    let mut out = Vec::new();
    let mut add = |items: Vec<Value>, kind: &dyn Fn(&Value) -> Option<&'static str>| {
        for x in items {
            if let Some(t) = kind(&x) {
                out.push(json!({"start": x["start"], "end": x["end"], "surface": x["surface"], "type": t}));
            }
        }
    };
    add(take(&mut all, "entities"), &|x| match x["type"].as_str()? {
        "person" => Some("Person"),
        "organisation" | "force" => Some("Organisation"),
        "group" => Some("Nationality"),
        "facility" => Some("Location"),
        "weapon" => Some("Weapon"),
        "work" => Some("DocumentReference"),
        _ => None,
    });
    add(take(&mut all, "places"), &|x| match x["sense"].as_str()? {
        "literal" => Some("Location"),
        "metonym" => Some("Organisation"),
        "demonym" => Some("Nationality"),
        _ => None,
    });
    add(take(&mut all, "times"), &|_| Some("Temporal"));
    add(take(&mut all, "quantities"), &|x| {
        if x["measure"] == "money" { Some("Money") } else { Some("Quantity") }
    });
    out.sort_by_key(|x| (x["start"].as_u64(), x["end"].as_u64()));
    out
}
