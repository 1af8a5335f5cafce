//! Where finds and marks go. The two are saved in one step, so that a program killed at any moment neither loses an item
//! nor takes it twice.

use crate::config::Feed;

/// A report that a feed led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Name of the feed.
    pub feed: String,
    /// The page as received, without the packing of the transport; or the item of a feed as a JSON line.
    pub bytes: Vec<u8>,
    /// `bytes` is a line of JSON made of a feed's item.
    pub line: bool,
    /// Where the bytes came from, after redirects: an address or a path.
    pub origin: String,
    /// The label of the encoding that the server gave.
    pub encoding: Option<String>,
    /// Name of the item: its link, or its guid.
    pub id: String,
    /// The item's day of publication, as its feed gives it.
    pub published: Option<jiff::civil::Date>,
    /// Publisher: the configuration's, the item's or the feed's.
    pub publisher: Option<String>,
    /// Language, where configuration or feed give one.
    pub lang: Option<String>,
    /// When it was received.
    pub received: String,
    /// The answer's status and headers, hops and hash as JSON.
    pub response: Option<String>,
}

/// Something to remember: a key, and its value or that it is to be forgotten.
pub type Mark = (String, Option<String>);

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is new.
    New,
    /// The same bytes were there already.
    Known,
}

/// It could not be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct KeepError(pub String);

/// Keeps items and marks.
pub trait Keep: Send {
    /// What was remembered under a key.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn recall(&mut self, key: &str) -> Result<Option<String>, KeepError>;

    /// All keys that begin so, in order, with their values.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn recall_all(&mut self, prefix: &str) -> Result<Vec<(String, String)>, KeepError>;

    /// Keeps an item, if there is one, and the marks: both or neither. Returns when they are on disk.
    ///
    /// # Errors
    /// Where they cannot be written; then nothing of it is.
    fn keep(&mut self, feed: &Feed, item: Option<&Received>, marks: &[Mark]) -> Result<Kept, KeepError>;

    /// Called when a feed has been gone through: a moment to work out alerts, which are put in the queue
    /// ([`crate::enqueue`]). Gives what to tell of them.
    ///
    /// # Errors
    /// Where it fails.
    fn gone_through(&mut self, now: u64) -> Result<Vec<crate::Alert>, KeepError>;
}
