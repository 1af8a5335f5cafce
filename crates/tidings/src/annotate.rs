//! Records in, the same out with layers: a stream, in input order, on all cores.
//!
//! A line of JSON comes out as it was, with its layers; a page or a mail comes out as such a line, with where it is from.
//! Memory is bounded by what is in flight and the longest record, however long the archive: one thread takes records,
//! `threads` work, the caller's thread puts them out, and who is ahead waits.

use std::io;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tidings_archive::{Content, Item, Place, Record, Skipped};
use tidings_text::{Document, Hints, document_from_text};

use crate::archives::{Bad, Origin, placed, provenance};
use crate::json::{ClaimWriter, LayerWriter};
use crate::{Layers, Models, Reader, ordered, situation};

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Records put out.
    pub written: u64,
    /// Records that could not be read.
    pub bad: u64,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// Not a JSON object.
    #[error("not a JSON object: {0}")]
    Json(String),
    /// No `text` field, or one that is no string.
    #[error("the object has no string \"text\"")]
    NoText,
}

/// Makes something of every record and hands it to `put`, in order.
///
/// # Errors
/// When the archive cannot be read, or what `put` says; what was put out until then is whole.
pub fn run<T: Send>(
    models: &Models,
    threads: usize,
    items: impl Iterator<Item = io::Result<Item>> + Send,
    make: impl Fn(&mut Reader, Record) -> Result<T, Bad> + Sync,
    mut put: impl FnMut(Place, Result<T, Bad>) -> io::Result<()>,
) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    let weigh = |item: &Item| match item {
        Item::Record(record) => record.content.len(),
        Item::Skipped(_) => 0,
    };
    let read = |reader: &mut Reader, item| match item {
        Item::Record(record) => (record.place, make(reader, record)),
        Item::Skipped(Skipped { place, why }) => (place, Err(why.into())),
    };
    ordered::run(models, threads, items, weigh, read, |(place, made)| {
        match &made {
            Ok(_) => outcome.written += 1,
            Err(_) => outcome.bad += 1,
        }
        put(place, made)
    })?;
    Ok(outcome)
}

/// The record as a line of JSON with its layers.
///
/// # Errors
/// A line that holds no report.
pub fn line(reader: &mut Reader, record: Record, layers: Layers, origin: &Origin) -> Result<Vec<u8>, Bad> {
    let (document, mut object) = report(record, origin)?;
    let mut writer = LayerWriter::new(&document.text, layers);
    reader.read(&document, layers, |reading| writer.push(&reading));
    writer.finish(&mut object);
    let mut bytes = serde_json::to_vec(&object).map_err(|e| BadLine::Json(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The record's claims, and what is known of the report they stand in, its text left out.
///
/// # Errors
/// A line that holds no report.
pub fn claims(
    reader: &mut Reader,
    record: Record,
    origin: &Origin,
) -> Result<(Map<String, Value>, Vec<Value>), Bad> {
    let (document, mut about) = report(record, origin)?;
    about.remove("text");
    about.extend(told(&document));
    let mut writer = ClaimWriter::new(&document.text);
    let mut claims = Vec::new();
    let layers = Layers::CLAIMS;
    reader.read(&document, layers, |reading| claims.extend(writer.claims(&reading)));
    Ok((about, claims))
}

/// What is said of a page of which a digest of its archive does not hold.
const ALTERED: &str = "it is not what the crawler wrote: a digest of its archive does not hold";

/// The report that a record holds, and the object that it comes out as.
fn report(record: Record, origin: &Origin) -> Result<(Document, Map<String, Value>), Bad> {
    let place = record.place;
    let altered = matches!(&record.content, Content::Page(page) if page.digests.fail());
    let mut source = match &record.content {
        Content::Line(line) | Content::Row(line) => {
            let mut object = parse_line(line)?;
            let given = &origin.given;
            let defaults = Hints {
                published: given.published,
                publisher: given.publisher.clone(),
                lang: given.lang.clone(),
                ..Hints::default()
            };
            let document = document_of(&object, &defaults)?;
            if matches!(record.content, Content::Row(_)) {
                object.insert("source".into(), placed(place, &origin.name).into());
            }
            return Ok((document, object));
        }
        Content::Page(capture) => provenance(capture, place, &origin.name),
        Content::Message(_) | Content::Whole(_) => placed(place, &origin.name),
    };
    let received = origin.source(record)?;
    let document = situation::document(&received);
    source.insert("sha256".into(), document.source.sha256_hex().into());
    source.insert("bytes".into(), document.source.bytes.into());
    let mut object = told(&document);
    object.insert("source".into(), source.into());
    let notes: Vec<&str> =
        document.notes.iter().map(|n| n.text.as_str()).chain(altered.then_some(ALTERED)).collect();
    if !notes.is_empty() {
        object.insert("notes".into(), notes.into());
    }
    object.insert("text".into(), document.text.as_str().into());
    Ok((document, object))
}

/// What is known of a report.
fn told(document: &Document) -> Map<String, Value> {
    let meta = &document.meta;
    let all = [
        ("id", Some(document.id.clone())),
        ("title", meta.title.clone()),
        ("published", meta.published.map(|d| d.to_string())),
        ("publisher", meta.publisher.clone()),
        ("lang", meta.lang.clone()),
        ("url", meta.url.clone()),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))).collect()
}

/// The lines that are not blank, counted from 1.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let all = bytes.split(|&b| b == b'\n').enumerate();
    all.filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace)).map(|(n, line)| (n + 1, line))
}

/// A line as a JSON object.
///
/// # Errors
/// [`BadLine::Json`] if it is none.
pub fn parse_line(line: &[u8]) -> Result<Map<String, Value>, BadLine> {
    // Bytes that are no UTF-8 become U+FFFD: one bad character does not lose a report.
    let text = String::from_utf8_lossy(line);
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| BadLine::Json(e.to_string()))
}

/// The document of a line, named by the hash of the line as it stands: what else it says may tell two lines of one
/// text apart.
///
/// # Errors
/// [`BadLine::Json`], [`BadLine::NoText`].
pub fn document_of_line(line: &[u8], defaults: &Hints) -> Result<Document, BadLine> {
    let mut document = document_of(&parse_line(line)?, defaults)?;
    document.source.sha256 = Sha256::digest(line).into();
    document.source.bytes = line.len() as u64;
    Ok(document)
}

/// The document a line describes: `text`, and what it says of `id`, `title`, `published` or `dct`, `lang`,
/// `url` and `publisher`. The text is kept exactly as given, so that offsets count in it.
///
/// # Errors
/// [`BadLine::NoText`] if there is no text.
pub fn document_of(object: &Map<String, Value>, defaults: &Hints) -> Result<Document, BadLine> {
    let string =
        |key: &str| object.get(key).and_then(Value::as_str).filter(|s| !s.is_empty()).map(str::to_string);
    let text = object.get("text").and_then(Value::as_str).ok_or(BadLine::NoText)?.to_string();
    let published =
        string("published").or_else(|| string("dct")).and_then(|s| s.get(..10).and_then(|d| d.parse().ok()));
    let hints = Hints {
        id: string("id").or_else(|| defaults.id.clone()),
        title: string("title").or_else(|| defaults.title.clone()),
        published: published.or(defaults.published),
        publisher: string("publisher").or_else(|| defaults.publisher.clone()),
        lang: string("lang").or_else(|| defaults.lang.clone()),
        url: string("url").or_else(|| defaults.url.clone()),
        format: None,
        encoding: None,
    };
    Ok(document_from_text(text, &hints))
}
