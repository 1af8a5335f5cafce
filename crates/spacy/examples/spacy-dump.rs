//! Reads texts and prints all that the pipeline says of them, for comparison with spaCy.
//!
//! `spacy-dump MODEL_DIR [KERNEL] < texts.jsonl > docs.jsonl`, one JSON object `{"text": ...}` a
//! line. Offsets in the output are code points. `ties` lists the decisions in which the two best
//! scores were almost equal: component, token, difference.

use std::io::{BufRead, Write};

use serde_json::{Value, json};
use spacy::{Directory, Doc, Kernel, Pipeline, kernels};

/// Differences up to this are listed.
const TIE: f32 = 1e-4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let model = args.next().ok_or("usage: spacy-dump MODEL_DIR [KERNEL] < texts.jsonl")?;
    let kernel = match args.next() {
        Some(name) => *kernels().iter().find(|k| k.name() == name).ok_or("no such kernel on this machine")?,
        None => Kernel::best(),
    };
    let pipeline = Pipeline::with_kernel(&Directory(model.into()), kernel)?;
    let mut worker = pipeline.worker();
    let mut doc = Doc::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let margins = worker.read_with_margins(line["text"].as_str().ok_or("no text")?, &mut doc);
        let ties = |name: &'static str, list: &[(u32, f32)]| {
            let close = list.iter().filter(|(_, margin)| *margin < TIE);
            close.map(|(token, margin)| json!([name, token, margin])).collect::<Vec<_>>()
        };
        let ties =
            [ties("tagger", &margins.tagger), ties("parser", &margins.parser), ties("ner", &margins.ner)];
        serde_json::to_writer(&mut out, &describe(&doc, &ties.concat()))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn describe(doc: &Doc, ties: &[Value]) -> Value {
    let mut at = (0, 0);
    let mut code_point = |byte: usize| {
        at = (byte, at.1 + doc.text()[at.0..byte].chars().count());
        at.1
    };
    let tokens = doc.tokens().iter().enumerate().map(|(i, t)| {
        json!([
            code_point(t.start as usize),
            code_point(t.end as usize),
            t.space_after,
            doc.tag(i),
            doc.pos(i),
            doc.morph(i),
            doc.lemma(i),
            t.head,
            doc.dep(i),
            t.sent_start,
        ])
    });
    let tokens: Vec<_> = tokens.collect();
    let entities = doc.entities().iter().map(|e| json!([e.start, e.end, doc.entity_label(e)]));
    json!({ "tokens": tokens, "entities": entities.collect::<Vec<_>>(), "ties": ties })
}
