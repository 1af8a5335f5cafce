//! What comes into a ledger: bytes as they were received, and what was said beside them.

use sha2::{Digest, Sha256};

/// What a source is, so that it can be decoded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A text or an HTML page.
    Document,
    /// One line of JSON that holds a report.
    JsonLine,
    /// A mail.
    Message,
}

impl Media {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::JsonLine => "json line",
            Self::Message => "message",
        }
    }

    pub(crate) fn parse(s: &str) -> Option<Self> {
        [Self::Document, Self::JsonLine, Self::Message].into_iter().find(|m| m.as_str() == s)
    }
}

/// What was said of a source when it was added, beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Given {
    /// Name of the report.
    pub id: Option<String>,
    /// Day of publication.
    pub published: Option<jiff::civil::Date>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Language.
    pub lang: Option<String>,
    /// Address the bytes came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The label of the encoding that a server gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The day on which a crawler received it, where that is to stand for a day of publication that is not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured: Option<jiff::civil::Date>,
}

impl Given {
    /// Of two sightings of the same bytes the one that says more, and says it first in order, names the report: so
    /// the file does not depend on which came first.
    pub(crate) fn rank(&self) -> impl Ord + '_ {
        let known = |s: &Option<String>| (s.is_none(), s.clone());
        (
            self.published.is_none(),
            self.published,
            known(&self.publisher),
            known(&self.id),
            known(&self.lang),
            known(&self.url),
            known(&self.encoding),
            (self.captured.is_none(), self.captured),
        )
    }

    pub(crate) fn json(&self) -> String {
        // Plain fields: nothing in them can fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// One way in which bytes came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// What was said beside them.
    pub given: Given,
    /// Where they came from: a path or an address.
    pub origin: String,
    /// When, RFC 3339.
    pub received: String,
    /// What the server answered beside the bytes (status, headers), as JSON.
    pub response: Option<String>,
}

/// A report as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// SHA-256 of the bytes: its name in the file.
    pub sha256: [u8; 32],
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub media: Media,
    /// What was said beside them.
    pub given: Given,
    /// Where they came from: a path or an address.
    pub origin: String,
    /// When, RFC 3339.
    pub received: String,
    /// What the server answered beside the bytes (status, headers), as JSON.
    pub response: Option<String>,
}

impl Source {
    /// A source with the hash of its bytes.
    pub fn new(bytes: Vec<u8>, media: Media, given: Given, origin: String, received: String) -> Self {
        Self { sha256: Sha256::digest(&bytes).into(), bytes, media, given, origin, received, response: None }
    }
}

/// What became of a source that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// The same bytes were there already, from elsewhere or under another name: that was noted.
    Again,
    /// The same bytes were there already; nothing was changed.
    Known,
}
