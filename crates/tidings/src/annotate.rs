//! JSON lines in, the same lines out with layers: a stream, in input order, on all cores.
//!
//! Memory is bounded by the number of lines in flight and the longest line, however long the file: one
//! thread reads, `threads` work, the caller's thread writes, and the reader waits when the writer is behind.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use tidings_text::{Document, Hints, document_from_text};

use crate::json::LayerWriter;
use crate::{Layers, Models, Reader};

/// Longest line that is read, in bytes; a longer one is a bad line.
pub const MAX_LINE: usize = 256 << 20;

/// What to do with each line.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Layers to add.
    pub layers: Layers,
    /// What a line does not say of itself.
    pub defaults: Hints,
    /// Threads that read; at least one.
    pub threads: usize,
}

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Lines written.
    pub written: u64,
    /// Lines that could not be read; each was told to `on_bad`.
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
    /// Longer than [`MAX_LINE`].
    #[error("longer than {} MiB", MAX_LINE >> 20)]
    TooLong,
}

/// Reads every line of `input`, adds the layers, writes the lines to `output` in order.
///
/// A bad line is told to `on_bad` with its number (from 1) and left out. `on_done` is called with the number of lines finished so far.
///
/// # Errors
/// When input or output fails; lines written until then are whole.
pub fn run(
    models: &Models,
    input: impl BufRead + Send,
    output: &mut impl Write,
    wanted: &Wanted,
    mut on_bad: impl FnMut(u64, &BadLine),
    mut on_done: impl FnMut(u64),
) -> io::Result<Outcome> {
    let Wanted { layers, ref defaults, threads } = *wanted;
    let threads = threads.max(1);
    let (to_workers, work): (SyncSender<Line>, Receiver<Line>) = sync_channel(threads * 2);
    let (to_writer, done): (SyncSender<Line>, Receiver<Line>) = sync_channel(threads * 2);
    // A line may not start before the one this many places ahead of it is written: bounds the reorder buffer.
    let (permit, permits) = sync_channel::<()>(threads * 8);
    let work = Mutex::new(work);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || read_lines(input, &permit, &to_workers));
        for _ in 0..threads {
            let to_writer = to_writer.clone();
            let work = &work;
            scope.spawn(move || {
                let mut reader = Reader::new(models);
                loop {
                    let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(mut line) = next else { break };
                    line.bytes = line.bytes.and_then(|l| annotate_line(&mut reader, &l, layers, defaults));
                    if to_writer.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        drop(to_writer);
        let written = write_in_order(&done, &permits, output, &mut on_bad, &mut on_done);
        // When writing failed, closing these ends lets the other threads stop.
        drop(done);
        drop(permits);
        let read = reading.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread failed")));
        let outcome = written?;
        read?;
        Ok(outcome)
    })
}

/// A line on its way: in, then annotated.
struct Line {
    /// Dense number that the output is ordered by.
    sequence: u64,
    /// Line number in the input, from 1.
    number: u64,
    bytes: Result<Vec<u8>, BadLine>,
}

fn read_lines(
    mut input: impl BufRead,
    permit: &SyncSender<()>,
    to_workers: &SyncSender<Line>,
) -> io::Result<()> {
    let (mut sequence, mut number) = (0, 0);
    while let Some(bytes) = next_line(&mut input)? {
        number += 1;
        if matches!(&bytes, Ok(l) if l.iter().all(u8::is_ascii_whitespace)) {
            continue;
        }
        // The channels close only when the writer gave up; its error is the one to report.
        if permit.send(()).is_err() || to_workers.send(Line { sequence, number, bytes }).is_err() {
            break;
        }
        sequence += 1;
    }
    Ok(())
}

/// The next line without its end, or `None` at the end of the input.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, BadLine>>> {
    let mut line = Vec::new();
    let n = input.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line)?;
    if n == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > MAX_LINE {
        skip_line(input)?;
        return Ok(Some(Err(BadLine::TooLong)));
    }
    Ok(Some(Ok(line)))
}

/// Passes over the rest of a line without holding it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|&b| b == b'\n');
        let used = end.map_or(buffer.len(), |e| e + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn write_in_order(
    done: &Receiver<Line>,
    permits: &Receiver<()>,
    output: &mut impl Write,
    on_bad: &mut impl FnMut(u64, &BadLine),
    on_done: &mut impl FnMut(u64),
) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut waiting: BTreeMap<u64, Line> = BTreeMap::new();
    let mut next = 0;
    while let Ok(line) = done.recv() {
        waiting.insert(line.sequence, line);
        while let Some(line) = waiting.remove(&next) {
            next += 1;
            let _ = permits.recv();
            match line.bytes {
                Ok(bytes) => {
                    output.write_all(&bytes)?;
                    outcome.written += 1;
                }
                Err(e) => {
                    outcome.bad += 1;
                    on_bad(line.number, &e);
                }
            }
            on_done(next);
        }
    }
    output.flush()?;
    Ok(outcome)
}

fn annotate_line(
    reader: &mut Reader,
    line: &[u8],
    layers: Layers,
    defaults: &Hints,
) -> Result<Vec<u8>, BadLine> {
    let mut object = parse_line(line)?;
    let document = document_of(&object, defaults)?;
    let mut writer = LayerWriter::new(&document.text, layers);
    reader.read(&document, layers, |reading| writer.push(&reading));
    writer.finish(&mut object);
    let mut bytes = serde_json::to_vec(&object).map_err(|e| BadLine::Json(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
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
