//! Archives of reports as a stream of records: WARC as crawlers write it, JSON lines, mbox and Parquet, packed with gzip
//! or zstd or not at all. Knows nothing of claims, touches no files: it is given something to read from.
//!
//! A record comes with its [`Place`], so that it can be found again, and with what the archive says of it. What cannot
//! be read is a [`Skipped`] with its place and reason, after which the next sound record is looked for; what is sound
//! but no report (a picture, a request, an error page) is passed over and only counted. Nothing is held but one record
//! and some hundred KiB of what follows, and a record is bounded by [`Limits`], whatever it says of its own length and
//! however small it is packed.
//!
//! | module | job |
//! | --- | --- |
//! | `input` | bytes of the file, with where they stand |
//! | `unpack`, `gzip`, `zst` | member by member, with where each begins; the next sound member after a broken one |
//! | `sniff` | what an archive is, by its beginning |
//! | `warc` | records of WARC |
//! | `digest` | whether a record is what its digests say |
//! | [`http`] | the page in a server's answer |
//! | `lines`, `mbox` | lines of JSON, messages |
//! | [`mail`] | the text of a message |
//! | [`table`] | rows of Parquet, as lines of JSON |

pub mod http;
pub mod mail;
#[cfg(feature = "parquet")]
pub mod table;

mod digest;
mod gzip;
mod input;
mod lines;
mod mbox;
mod reader;
mod sniff;
mod unpack;
mod warc;
mod zst;

use std::collections::BTreeMap;
use std::fmt;

pub use digest::Digests;
pub use reader::Archive;
pub use sniff::{Form, Packing, is_parquet};

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Which record, line, message or row, from 1.
    pub number: u64,
    /// Byte of the file at which it begins; in a packed file, at which the member (gzip) or frame (zstd) begins that it
    /// begins in. It can be unpacked from there.
    pub offset: u64,
    /// Byte of what that member unpacks to; 0 where the record is the member.
    pub inside: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {} at byte {}", self.number, self.offset)?;
        if self.inside > 0 { write!(f, " (+{} unpacked)", self.inside) } else { Ok(()) }
    }
}

/// A record that may hold a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub place: Place,
    /// What it holds.
    pub content: Content,
}

/// What a record holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A line that should be a JSON object.
    Line(Vec<u8>),
    /// A row of a table, as a line of JSON.
    Row(Vec<u8>),
    /// A page or a text, from a crawl.
    Page(Box<Capture>),
    /// A mail as it was received.
    Message(Vec<u8>),
    /// The whole file, which is no archive: a text or a page.
    Whole(Vec<u8>),
}

impl Content {
    /// Bytes that are held.
    pub fn len(&self) -> usize {
        match self {
            Self::Line(b) | Self::Row(b) | Self::Message(b) | Self::Whole(b) => b.len(),
            Self::Page(c) => c.body.len(),
        }
    }

    /// Whether none are.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a crawler received from a server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capture {
    /// The address asked for (WARC-Target-URI).
    pub url: Option<String>,
    /// When (WARC-Date, as it is written).
    pub date: Option<String>,
    /// WARC-Record-ID.
    pub id: Option<String>,
    /// WARC-Type.
    pub kind: String,
    /// WARC-Payload-Digest, as it is written.
    pub digest: Option<String>,
    /// Whether the record is what its digests say.
    pub digests: Digests,
    /// The server's status, where the record holds its whole answer.
    pub status: Option<u16>,
    /// Headers of the answer, in order.
    pub headers: Vec<(String, String)>,
    /// The label of the encoding that was stated.
    pub charset: Option<String>,
    /// The body, without the packing of the transport.
    pub body: Vec<u8>,
}

/// A record that could not be read, or all from there to the next sound one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it begins.
    pub place: Place,
    /// Why.
    pub why: Trouble,
}

/// Why a record could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The file ends in the middle of it.
    #[error("the file breaks off at byte {0}")]
    Cut(u64),
    /// It cannot be unpacked.
    #[error("damaged at byte {at}: {what}")]
    Damaged {
        /// Byte of the file at which it showed.
        at: u64,
        /// What is wrong.
        what: String,
    },
    /// What should be the head of a record is none.
    #[error("not a record: {0}")]
    NotARecord(&'static str),
    /// It is longer than is read.
    #[error("longer than {0} bytes")]
    TooLong(u64),
    /// It says that it is longer than it is.
    #[error("it says that it has {0} bytes, and another record begins before that")]
    Length(u64),
    /// The page cannot be unpacked.
    #[error("the page cannot be unpacked: {0}")]
    Page(String),
    /// A table that cannot be read further.
    #[error("{0}")]
    Table(String),
}

impl Trouble {
    /// A few words to count by.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Cut(_) => "cut off",
            Self::Damaged { .. } => "damaged",
            Self::NotARecord(_) => "not a record",
            Self::TooLong(_) => "too long",
            Self::Length(_) => "of a wrong length",
            Self::Page(_) => "packed wrongly",
            Self::Table(_) => "unreadable table",
        }
    }
}

/// What an archive gives next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A record.
    Record(Record),
    /// One that could not be read.
    Skipped(Skipped),
}

/// How much is held at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a record, unpacked.
    pub record: usize,
    /// Bytes of the head of a record or of an answer.
    pub head: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record: 64 << 20, head: 64 << 10 }
    }
}

/// What came out of an archive so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Records given.
    pub given: u64,
    /// Records given of which a digest does not hold.
    pub altered: u64,
    /// Sound records that are no reports, by what they are.
    pub passed: BTreeMap<String, u64>,
    /// Records that could not be read, by why.
    pub skipped: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Most kinds that are told apart: what servers call their content is theirs to choose.
    const KINDS: usize = 40;

    fn pass(&mut self, what: &str) {
        let what =
            if self.passed.contains_key(what) || self.passed.len() < Self::KINDS { what } else { "others" };
        *self.passed.entry(what.to_owned()).or_default() += 1;
    }

    /// Sound records that are no reports.
    pub fn passed(&self) -> u64 {
        self.passed.values().sum()
    }

    /// Records that could not be read.
    pub fn skipped(&self) -> u64 {
        self.skipped.values().sum()
    }
}
