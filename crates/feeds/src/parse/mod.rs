//! A feed's bytes to its items: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, sitemaps, news sitemaps and their indices. What
//! is broken off or malformed gives the items that are whole, and says so.

mod dates;
mod json;
mod xml;

use encoding_rs::Encoding;
use jiff::civil::Date;

pub use dates::day;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RSS or RDF.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
    /// A sitemap of pages.
    Sitemap,
    /// A sitemap of sitemaps.
    Index,
}

/// A feed's document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Its items, in order.
    pub items: Vec<Entry>,
    /// What was odd.
    pub notes: Vec<String>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// What the feed calls it.
    pub guid: Option<String>,
    /// Its page, as written.
    pub link: Option<String>,
    /// Its headline, without markup.
    pub title: Option<String>,
    /// What the feed has of its text; HTML as a rule.
    pub content: Option<String>,
    /// Day of publication, in the feed's own time zone.
    pub published: Option<Date>,
    /// The stamp of the last change, as written.
    pub updated: Option<String>,
    /// Publisher, where the item names one.
    pub publisher: Option<String>,
    /// Language.
    pub lang: Option<String>,
}

/// Not a feed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAFeed {
    /// An HTML page.
    #[error("this is a web page, not a feed{}", hint(.0))]
    Page(Vec<String>),
    /// Nothing in it.
    #[error("the answer is empty")]
    Empty,
    /// Something else.
    #[error("neither RSS nor Atom nor JSON Feed nor a sitemap: {0}")]
    Other(String),
}

fn hint(feeds: &[String]) -> String {
    if feeds.is_empty() { String::new() } else { format!("; it names these feeds: {}", feeds.join(", ")) }
}

/// Most items of one document, so that a hostile one stays small.
pub const MOST: usize = 50_000;

/// Reads a feed. `label` is the encoding that the server gave.
///
/// # Errors
/// Where it is no feed at all.
pub fn read(bytes: &[u8], label: Option<&str>) -> Result<Document, NotAFeed> {
    let text = decode(bytes, label);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(NotAFeed::Empty);
    }
    if start.starts_with('{') {
        return json::read(start);
    }
    xml::read(start)
}

/// A byte order mark, then bytes that are UTF-8, then what the document states, then what the server states. Servers are
/// wrong more often than documents.
fn decode(bytes: &[u8], label: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = &bytes[..bytes.len().min(200)];
    let stated = head
        .windows(10)
        .position(|w| w.eq_ignore_ascii_case(b"encoding=\"") || w == b"encoding='")
        .and_then(|at| {
            let rest = &head[at + 10..];
            Encoding::for_label(&rest[..rest.iter().position(|b| matches!(b, b'"' | b'\''))?])
        });
    let encoding =
        stated.or_else(|| Encoding::for_label(label?.as_bytes())).unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Text of a markup fragment: tags out, references resolved, white space as one space.
pub fn plain(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let tag = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        let Some(end) = rest[at..].find('>').filter(|_| tag) else {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(&rest[..at]);
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    resolve(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `&amp;`, `&#8217;` and the names that feeds use; others stay as they are.
pub fn resolve(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = rest[at..].bytes().take(12).position(|b| b == b';');
        let c = end.and_then(|end| reference(&rest[at + 1..at + end]).map(|c| (c, end)));
        if let Some((c, end)) = c {
            out.push(c);
            rest = &rest[at + end + 1..];
        } else {
            out.push('&');
            rest = &rest[at + 1..];
        }
    }
    out + rest
}

/// A reference between `&` and `;`.
pub fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "hellip" => '…',
        "eacute" => 'é',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "auml" => 'ä',
        "szlig" => 'ß',
        "shy" => '\u{ad}',
        "middot" => '·',
        "bull" => '•',
        "euro" => '€',
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
