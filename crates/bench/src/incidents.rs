//! Tasks about incidents: casualties over several reports, reports merged into incidents, MUC-4 templates.

use serde_json::{Value, json};
use tidings::annotate::document_of;
use tidings::claim::event::incident::Words;
use tidings::ledger;
use tidings::mention::quantity::toll;
use tidings::text::{Document, Hints, document_from_text};
use tidings::{Layers, Reader};

use crate::{Line, answer, text};

/// Killed and injured of the incident that a line's reports are about.
pub fn casualties(reader: &mut Reader, line: &Line) -> Line {
    let mut out = answer(line);
    let empty = Vec::new();
    let reports = line.get("reports").and_then(Value::as_array).unwrap_or(&empty);
    let documents: Vec<Document> = reports.iter().filter_map(Value::as_object).filter_map(report).collect();
    let mut readings = Vec::new();
    for document in &documents {
        reader.read(document, Layers { quantities: true, ..Layers::default() }, |reading| {
            readings.push(reading);
        });
    }
    let inputs: Vec<_> = readings
        .iter()
        .map(|r| {
            (
                r.parse.doc().meta.published.unwrap_or(jiff::civil::Date::MIN),
                &r.parse,
                r.mentions.quantities.as_slice(),
            )
        })
        .collect();
    let toll = toll(&inputs);
    for (key, (min, max)) in [("killed", toll.killed), ("injured", toll.injured)] {
        if min.is_some() || max.is_some() {
            out.insert(key.into(), json!({"min": min, "max": max}));
        }
    }
    out
}

/// A report with its title as the first block.
fn report(line: &Line) -> Option<Document> {
    let body = text(line, "text").unwrap_or("");
    let whole = text(line, "title").map_or_else(|| body.to_string(), |t| format!("{t}\n\n{body}"));
    let hints = Hints {
        id: text(line, "id").map(str::to_string),
        published: text(line, "published").and_then(|d| d.get(..10)?.parse().ok()),
        ..Hints::default()
    };
    (!whole.trim().is_empty()).then(|| document_from_text(whole, &hints))
}

/// Which reports are about one incident.
pub fn merge(lines: &[Line]) -> Vec<Line> {
    let whole: Vec<String> = lines
        .iter()
        .map(|l| format!("{}\n\n{}", text(l, "title").unwrap_or(""), text(l, "text").unwrap_or("")))
        .collect();
    let inputs: Vec<_> = lines
        .iter()
        .zip(&whole)
        .map(|(l, w)| (w.as_str(), text(l, "dct").and_then(|d| d.get(..10)?.parse().ok())))
        .collect();
    let clusters = ledger::incidents(&inputs);
    lines
        .iter()
        .zip(clusters)
        .map(|(line, cluster)| {
            let mut out = answer(line);
            out.insert("incident".into(), format!("i{cluster}").into());
            out
        })
        .collect()
}

/// MUC-4 templates of a report.
pub fn templates(reader: &mut Reader, line: &Line) -> Line {
    let mut out = answer(line);
    let Ok(document) = document_of(line, &Hints::default()) else { return out };
    let words = Words::builtin();
    let mut list = Vec::new();
    reader.read(&document, Layers { types: true, ..Layers::default() }, |reading| {
        list.extend(tidings::json::templates(&reading, &words));
    });
    out.insert("templates".into(), list.into());
    out
}
