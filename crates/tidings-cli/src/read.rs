//! `tidings read`.

use std::fs::File;
use std::io::{BufWriter, Write};

use serde_json::Value;
use tidings::json::ClaimWriter;
use tidings::view::claims::cell;
use tidings::{Layers, Reader};

use crate::args::{DataArgs, Format, ReadArgs};
use crate::failure::{Done, Failure};
use crate::{input, progress};

pub fn run(data: &DataArgs, args: &ReadArgs) -> Result<Done, Failure> {
    let models = progress::models(data)?;
    let input = input::documents(&args.files, &args.hints);
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(BufWriter::new(File::create(path).map_err(|e| Failure::file(path, &e))?)),
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    let bar = progress::bar(data, input.documents.len() as u64, "reports read");
    let mut reader = Reader::new(&models);
    let mut failed = None;
    for document in &input.documents {
        let mut writer = ClaimWriter::new(&document.text);
        reader.read(document, Layers::CLAIMS, |reading| {
            for claim in writer.claims(&reading) {
                if failed.is_none() {
                    failed = line(&mut out, args.format, &document.id, claim).err();
                }
            }
        });
        bar.inc(1);
    }
    bar.finish_and_clear();
    match failed.or_else(|| out.flush().err()) {
        Some(e) => Err(Failure::output("the claims", &e)),
        None => Ok(Done::of(input.bad)),
    }
}

fn line(out: &mut dyn Write, format: Format, id: &str, claim: Value) -> std::io::Result<()> {
    match format {
        Format::Jsonl => {
            let mut object = serde_json::Map::new();
            object.insert("doc".into(), id.into());
            if let Value::Object(fields) = claim {
                object.extend(fields);
            }
            serde_json::to_writer(&mut *out, &object)?;
            out.write_all(b"\n")
        }
        Format::Table => out.write_all(row(&claim).as_bytes()),
    }
}

/// "speaker | stance | claim | place | time | figures", each cut to its column.
fn row(claim: &Value) -> String {
    let text = |key: &str| claim[key].as_str().unwrap_or("").to_string();
    let list = |key: &str, one: &dyn Fn(&Value) -> String| -> String {
        claim[key].as_array().map(|a| a.iter().map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
    };
    let speaker = claim["speaker"].as_str().unwrap_or("the report");
    let places = list("places", &|p| p["name"].as_str().unwrap_or("").to_string());
    let figures = list("quantities", &|q| {
        let bound = |key: &str| if q[key].is_null() { "..".to_string() } else { q[key].to_string() };
        let (min, max) = (bound("min"), bound("max"));
        let n = if min == max { min } else { format!("{min}-{max}") };
        format!("{} {n}", q["measure"].as_str().unwrap_or(""))
    });
    let time = &claim["time"];
    let when = match (time["start"].as_str(), time["end"].as_str()) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => format!("{}..{}", a.unwrap_or(""), b.unwrap_or("")),
    };
    format!(
        "{}  {}  {}  {}  {}  {}\n",
        cell(speaker, 28),
        cell(&text("stance"), 11),
        cell(&text("text"), 70),
        cell(&places, 24),
        cell(&when, 22),
        figures
    )
}
