//! Tasks of one document and one list: the layers of `tidings annotate`, in the gold kit's names.

use serde_json::{Value, json};
use tidings::annotate::document_of;
use tidings::json::LayerWriter;
use tidings::text::{CodePoints, Document, Hints};
use tidings::{Layers, Reader};

use crate::{Line, answer, relations};

pub fn predict(reader: &mut Reader, task: &str, line: &Line) -> Line {
    let mut out = answer(line);
    let Ok(document) = document_of(line, &Hints::default()) else { return out };
    let (key, list) = match task {
        "places" => ("places", layer(reader, &document, "places")),
        "times" => ("times", layer(reader, &document, "times")),
        "attributions" => ("attributions", attributions(reader, &document)),
        "claims" => ("claims", layer(reader, &document, "claims")),
        "eventlocs" => ("locations", locations(reader, &document, line)),
        _ => {
            let (entities, relations) = entities(reader, &document);
            out.insert("relations".into(), relations.into());
            ("entities", entities)
        }
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

/// The outermost attributions: the gold is univocal, nothing in it is nested. What only goes on with a source of an
/// earlier sentence holds nothing.
fn attributions(reader: &mut Reader, document: &Document) -> Vec<Value> {
    let all = layer(reader, document, "attributions");
    let carried = |i: u64| all.get(i as usize).is_some_and(|a| a["class"] == "inherited");
    all.iter().filter(|a| a["inside"].as_u64().is_none_or(carried)).cloned().collect()
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

/// Parties, places, things, times and figures under the types of the re3d scheme (Dstl, 2017), and how they stand
/// to each other.
fn entities(reader: &mut Reader, document: &Document) -> (Vec<Value>, Vec<Value>) {
    let wanted = Layers {
        entities: true,
        places: true,
        times: true,
        quantities: true,
        types: true,
        ..Layers::default()
    };
    let points = CodePoints::new(&document.text);
    let lexicon = tidings::mention::name::Lexicon::builtin();
    let (mut entities, mut related) = (Vec::new(), Vec::new());
    reader.read(document, wanted, |reading| {
        let found = relations::entities(&reading, &lexicon);
        for e in &found {
            let (start, end) = points.of_span(e.span);
            entities.push(
                json!({"start": start, "end": end, "surface": e.span.slice(&document.text), "type": e.kind}),
            );
        }
        for r in relations::relations(&reading, &found) {
            let ends = |e: &relations::Entity| {
                let (start, end) = points.of_span(e.span);
                json!([start, end])
            };
            related.push(
                json!({"type": r.kind, "source": ends(r.source), "target": ends(r.target), "rule": r.rule}),
            );
        }
    });
    (entities, related)
}
