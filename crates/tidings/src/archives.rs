//! Archives with the reader: a file or a pipe as a stream of records, and a record as a source with where it is from.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::civil::Date;
use serde_json::{Map, Value, json};
use tidings_archive::{
    Archive, Capture, Content, Form, Item, Limits, Place, Record, Skipped, Tally, Trouble,
};
use tidings_store::{Given, Media, Source};
use tidings_text::Hints;

use crate::annotate::{BadLine, document_of_line};

#[cfg(feature = "parquet")]
use tidings_archive::table::{Columns, Table, TableError};

/// How an archive is to be read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What it holds; looked for where nothing is said.
    pub form: Option<Form>,
    /// How much is held at once.
    pub limits: Limits,
    /// Which columns of a table hold what.
    #[cfg(feature = "parquet")]
    pub columns: Columns,
}

/// An archive could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is a table that cannot be read.
    #[cfg(feature = "parquet")]
    #[error("{0}")]
    Table(#[from] TableError),
}

/// An archive that was opened.
pub enum Opened {
    /// A file from its beginning to its end.
    Stream {
        /// Its records.
        archive: Box<Archive<Box<dyn Read + Send>>>,
        /// Its bytes, where that is known.
        size: Option<u64>,
    },
    /// A table.
    #[cfg(feature = "parquet")]
    Table(Box<Table<File>>),
}

impl Opened {
    /// Opens a file, or standard input where `path` is nothing. What is no archive by its name or its beginning is
    /// `otherwise`.
    ///
    /// # Errors
    /// A file that cannot be read, or a table without texts.
    pub fn open(path: Option<&Path>, otherwise: Form, reading: &Reading) -> Result<Self, OpenError> {
        let Some(path) = path else {
            let stdin: Box<dyn Read + Send> = Box::new(io::stdin());
            let archive = Archive::open(stdin, reading.form, otherwise, reading.limits)?;
            return Ok(Self::Stream { archive: Box::new(archive), size: None });
        };
        let mut file = File::open(path)?;
        let meta = file.metadata()?;
        #[cfg(feature = "parquet")]
        {
            let mut first = [0; 4];
            let known = meta.is_file() && file.read(&mut first)? == 4;
            if known && reading.form.is_none_or(|f| f == Form::Parquet) && tidings_archive::is_parquet(&first)
            {
                return Ok(Self::Table(Box::new(Table::open(
                    file,
                    &reading.columns,
                    reading.limits.record,
                )?)));
            }
            if meta.is_file() {
                file = File::open(path)?;
            }
        }
        #[cfg(not(feature = "parquet"))]
        let _ = &mut file;
        let named = path.file_name().and_then(|n| Form::of_name(&n.to_string_lossy()));
        let source: Box<dyn Read + Send> = Box::new(file);
        let archive = Archive::open(source, reading.form, named.unwrap_or(otherwise), reading.limits)?;
        Ok(Self::Stream { archive: Box::new(archive), size: meta.is_file().then_some(meta.len()) })
    }

    /// What it holds.
    pub fn form(&self) -> Form {
        match self {
            Self::Stream { archive, .. } => archive.form(),
            #[cfg(feature = "parquet")]
            Self::Table(_) => Form::Parquet,
        }
    }

    /// Steps of the whole (bytes, or rows of a table), where that is known.
    pub fn total(&self) -> Option<u64> {
        match self {
            Self::Stream { size, .. } => *size,
            #[cfg(feature = "parquet")]
            Self::Table(table) => Some(table.len()),
        }
    }

    /// Steps that were read.
    pub fn read(&self) -> u64 {
        match self {
            Self::Stream { archive, .. } => archive.read(),
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.read(),
        }
    }

    /// What came out so far.
    pub fn tally(&self) -> &Tally {
        match self {
            Self::Stream { archive, .. } => archive.tally(),
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.tally(),
        }
    }
}

impl Iterator for Opened {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Stream { archive, .. } => archive.next(),
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.next().map(Ok),
        }
    }
}

/// A record that gives no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Bad {
    /// It holds none.
    #[error(transparent)]
    Line(#[from] BadLine),
    /// The archive is damaged here.
    #[error(transparent)]
    Skipped(#[from] Trouble),
}

/// Where records are from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The file's name, in ids of reports.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// What holds for all of its records.
    pub given: Given,
    /// When they are received, RFC 3339.
    pub received: String,
    /// The day of a capture stands for a day of publication that is not stated.
    pub captured: bool,
}

impl Origin {
    /// The source that a record is: the bytes as received, what is known of them, and where they stood.
    ///
    /// # Errors
    /// A line that holds no report.
    pub fn source(&self, record: Record) -> Result<Source, BadLine> {
        let Place { number, .. } = record.place;
        let (id, origin) = (format!("{}:{number}", self.name), format!("{}:{number}", self.path));
        let source = |bytes, media, id, origin| {
            let given = Given { id: Some(id), ..self.given.clone() };
            Source::new(bytes, media, given, origin, self.received.clone())
        };
        Ok(match record.content {
            Content::Line(line) | Content::Row(line) => {
                document_of_line(&line, &Hints::default())?;
                source(line, Media::JsonLine, id, origin)
            }
            Content::Message(mail) => source(mail, Media::Message, id, origin),
            Content::Whole(bytes) => source(bytes, Media::Document, self.name.clone(), self.path.clone()),
            Content::Page(mut capture) => {
                let id = capture.url.clone().or_else(|| capture.id.clone()).unwrap_or(id);
                let body = std::mem::take(&mut capture.body);
                let mut source =
                    source(body, Media::Document, id, format!("{}@{}", self.path, record.place.offset));
                source.given.url.clone_from(&capture.url);
                source.given.encoding.clone_from(&capture.charset);
                source.given.captured = day(&capture).filter(|_| self.captured);
                source.response = Some(response(&capture, record.place, &self.name));
                source
            }
        })
    }
}

/// The day of a capture.
fn day(capture: &Capture) -> Option<Date> {
    capture.date.as_deref()?.get(..10)?.parse().ok()
}

/// What a capture is known by, in outputs and in the ledger.
pub fn provenance(capture: &Capture, place: Place, archive: &str) -> Map<String, Value> {
    let mut out = placed(place, archive);
    let mut set = |key: &str, value: Option<&String>| {
        out.insert(key.to_owned(), value.map_or(Value::Null, |v| v.as_str().into()));
    };
    set("url", capture.url.as_ref());
    set("captured", capture.date.as_ref());
    set("record_id", capture.id.as_ref());
    set("payload_digest", capture.digest.as_ref());
    out.insert("digests".into(), capture.digests.told().into());
    out
}

/// Where in which archive a record stands.
pub fn placed(place: Place, archive: &str) -> Map<String, Value> {
    let Place { number, offset, inside } = place;
    let Value::Object(out) =
        json!({"archive": archive, "record": number, "offset": offset, "inside": inside})
    else {
        return Map::new();
    };
    out
}

/// As `tidings watch` keeps what a server answered, with the archive that it was kept in.
fn response(capture: &Capture, place: Place, archive: &str) -> String {
    json!({
        "asked": capture.url,
        "status": capture.status,
        "headers": capture.headers,
        "archive": provenance(capture, place, archive),
    })
    .to_string()
}

/// A skipped record in words.
pub fn told(form: Form, skipped: &Skipped) -> String {
    if form == Form::Lines {
        format!("line {}: {}", skipped.place.number, skipped.why)
    } else {
        format!("{}: {}", skipped.place, skipped.why)
    }
}
