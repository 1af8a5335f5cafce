//! One function for each reader of bytes that somebody else made: it must give a value, never panic, and what it gives must
//! hold together. cargo-fuzz drives them (`targets/`); a test of the main workspace replays every seed and every finding.

#[path = "made.rs"]
mod made;

use std::io::{Cursor, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use tidings::archive::table::{Columns, Table};
use tidings::archive::{Archive, Content, Form, Item, Limits};
use tidings::gazetteer::Gazetteer;
use tidings::ledger::Query;
use tidings::store::{Filter, Store, StoreError};
use tidings::text::{Document, Format, Hints, Span};
use tidings::{Layers, Models, Reader, annotate, json};

/// A target: its name, which is that of its folders, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 13] = [
    ("text", text),
    ("html", html),
    ("feed", feed),
    ("warc", warc),
    ("jsonl", jsonl),
    ("mbox", mbox),
    ("parquet", parquet),
    ("pipeline", pipeline),
    ("gazetteer", gazetteer),
    ("ledger", ledger),
    ("query", query),
    ("http", http),
    ("reading", reading),
];

/// Bytes of no known form or encoding.
pub fn text(bytes: &[u8]) {
    sound(&tidings::text::read(bytes, &Hints::default()), bytes.len());
}

/// A page.
pub fn html(bytes: &[u8]) {
    let hints = Hints { format: Some(Format::Html), ..Hints::default() };
    sound(&tidings::text::read(bytes, &hints), bytes.len());
}

/// RSS, Atom, JSON Feed, sitemaps.
pub fn feed(bytes: &[u8]) {
    let Ok(feed) = tidings_feeds::parse::read(bytes, None) else { return };
    assert!(feed.items.len() <= 50_000);
    for item in feed.items {
        let _ = tidings_feeds::parse::plain(item.content.as_deref().unwrap_or_default());
    }
}

/// Records of a crawl, packed or not.
pub fn warc(bytes: &[u8]) {
    archive(bytes, Form::Warc);
}

/// Lines of JSON, as an archive and as `annotate` reads them.
pub fn jsonl(bytes: &[u8]) {
    archive(bytes, Form::Lines);
    for line in bytes.split(|b| *b == b'\n') {
        if let Ok(document) = annotate::document_of_line(line, &Hints::default()) {
            held(&document);
        }
    }
}

/// Letters, one after the other.
pub fn mbox(bytes: &[u8]) {
    archive(bytes, Form::Mbox);
}

/// A table.
pub fn parquet(bytes: &[u8]) {
    let Ok(table) = Table::open(Bytes::copy_from_slice(bytes), &Columns::default(), 1 << 20) else { return };
    // A table may claim more rows than a fuzzer has time for.
    for item in table.take(1000) {
        let _ = item;
    }
}

/// The folder of a pipeline, with changes (see [`made::changed`]): the first byte says in which file.
pub fn pipeline(bytes: &[u8]) {
    let Some((which, changes)) = bytes.split_first() else { return };
    let mut files = made::pipeline().clone();
    let name = files.0.keys().nth(*which as usize % files.0.len()).cloned().unwrap_or_default();
    let file = files.0.get_mut(&name).expect("one of the files");
    *file = made::changed(file, changes);
    let Ok(pipeline) = spacy::Pipeline::load(&files) else { return };
    let mut doc = spacy::Doc::default();
    pipeline
        .worker()
        .read("Bei Luftangriffen auf Charkiw starben am Montag mindestens 12 Menschen.", &mut doc);
}

/// A gazetteer with changes; the checksum is put right, as one who means harm would.
pub fn gazetteer(bytes: &[u8]) {
    let _ = Gazetteer::from_bytes(bytes.to_vec());
    let mut table = made::changed(made::gazetteer(), bytes);
    made::put_right(&mut table);
    let Ok(table) = Gazetteer::from_bytes(table) else { return };
    for name in ["Tarn", "Тарн", "Kharkiv oblast", "Ukraine", "Tarnskyi Raion", "UA"] {
        for found in table.lookup(name) {
            let _ = (table.containing(&found.place).count(), table.children(&found.place).take(100).count());
            let _ = (table.country_of(&found.place), table.admin1_of(&found.place));
        }
        let _ = (table.lookup_typed(name), table.demonym(name).count(), table.by_code(name));
        let _ = (table.country_name(name), table.neighbours(name).count());
    }
    let _ = table.places().take(1000).count();
}

/// A ledger file with changes: what is wrong is said, and nothing is read that was never written.
pub fn ledger(bytes: &[u8]) {
    let folder = made::folder("ledger");
    let path = folder.join("x.tidings");
    for more in ["x.tidings-wal", "x.tidings-shm"] {
        let _ = std::fs::remove_file(folder.join(more));
    }
    std::fs::write(&path, made::changed(made::ledger(), bytes)).expect("written");
    let Ok(store) = Store::open(&path) else { return };
    let _ = store.check();
    let _ = store.each(|_, _| Ok::<_, StoreError>(()));
    let _ = store.decisions();
    let _ = store.select(&Filter::default());
}

/// The filter language: what is understood is written again as what is understood the same.
pub fn query(bytes: &[u8]) {
    let Ok(said) = std::str::from_utf8(bytes) else { return };
    match said.parse::<Query>() {
        Ok(query) => {
            let again = query.to_string();
            assert_eq!(again.parse::<Query>().as_ref(), Ok(&query), "{again}");
        }
        Err(e) => assert!(!e.to_string().is_empty()),
    }
}

/// Bytes on a socket of the server, a line `Host` put in. Whatever comes is answered or hung up on, and never as a fault of
/// its own.
pub fn http(bytes: &[u8]) {
    let at = made::server();
    let mut stream = TcpStream::connect(at).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    let first = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
    let host = format!("Host: {at}\r\nConnection: close\r\n");
    let asked: Vec<u8> = [&bytes[..first], host.as_bytes(), &bytes[first..]].concat();
    // One that refuses may hang up before it has taken everything.
    let _ = stream.write_all(&asked);
    let _ = stream.shutdown(Shutdown::Write);
    let mut head = [0; 12];
    match stream.read_exact(&mut head) {
        Ok(()) => assert!(head.starts_with(b"HTTP/1.") && !head.ends_with(b" 500"), "{head:?}"),
        Err(e) => assert!(
            !matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
            "no answer in twenty seconds"
        ),
    }
}

/// The whole way from bytes to claims and their JSON, with a small pipeline of German and a small gazetteer.
pub fn reading(bytes: &[u8]) {
    static MODELS: OnceLock<Models> = OnceLock::new();
    let models = MODELS.get_or_init(made::models);
    let document = tidings::text::read(bytes, &Hints::default());
    let mut shown = json::LayerWriter::new(&document.text, Layers::ALL);
    Reader::new(models).read(&document, Layers::ALL, |reading| {
        for claim in &reading.claims {
            inside(&document, claim.span);
        }
        shown.push(&reading);
    });
    let mut object = serde_json::Map::new();
    shown.finish(&mut object);
    assert!(!serde_json::to_string(&object).expect("JSON").is_empty());
}

fn archive(bytes: &[u8], form: Form) {
    let limits = Limits { record: 1 << 20, head: 64 << 10 };
    for wanted in [None, Some(form)] {
        let Ok(mut archive) = Archive::open(Cursor::new(bytes), wanted, form, limits) else { continue };
        let mut given = 0;
        while let Ok(Some(item)) = archive.next_item() {
            let Item::Record(record) = item else { continue };
            given += 1;
            // What is no archive is read whole.
            let whole = matches!(record.content, Content::Whole(_));
            assert!(whole || record.content.len() <= limits.record, "more than the limit");
            if let Content::Message(letter) = record.content
                && given < 20
            {
                let _ = tidings::archive::mail::read(&letter);
            }
        }
        assert!(archive.read() <= bytes.len() as u64);
        assert_eq!(archive.tally().given, given);
    }
}

/// Every span lies in the text and leads back into the source.
fn sound(document: &Document, source: usize) {
    held(document);
    for block in &document.blocks {
        let from = document.to_source(block.span);
        assert!(from.start <= from.end && from.end <= source, "{from:?} of {source}");
    }
}

/// Blocks in order, none over another; notes where there is text.
fn held(document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        inside(document, block.span);
        assert!(block.span.start >= end, "blocks overlap");
        end = block.span.end;
    }
    for note in &document.notes {
        if let Some(span) = note.span {
            inside(document, span);
        }
    }
}

fn inside(document: &Document, span: Span) {
    assert!(
        document.text.get(span.start as usize..span.end as usize).is_some(),
        "{span:?} is not of the text"
    );
}
