//! The text of a mail.
//!
//! Its sender is not given as its publisher: that is often a private person. The list it was sent to is, or the
//! organisation that it states.

use jiff::civil::Date;
use mail_parser::{HeaderValue, MessageParser, PartType};

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    /// Message-ID.
    pub id: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// The day it was sent, as the sender's clock had it.
    pub date: Option<Date>,
    /// The list's name, or the sender's organisation.
    pub publisher: Option<String>,
    /// Its text: plain where it has such a part, else a page.
    pub body: String,
    /// The text is a page.
    pub html: bool,
}

/// Reads a mail. Never fails: of what is none, all is text.
pub fn read(bytes: &[u8]) -> Letter {
    // The parser panics on some parts that are not as their head says; nothing of it outlives the call.
    let parsed = std::panic::catch_unwind(|| MessageParser::default().parse(bytes));
    let Ok(Some(message)) = parsed else {
        return Letter { body: String::from_utf8_lossy(bytes).into_owned(), ..Letter::default() };
    };
    let words = |s: &str| Some(s.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|s| !s.is_empty());
    let date = message.date().and_then(|d| Date::new(d.year as i16, d.month as i8, d.day as i8).ok());
    let header = |name: &str| match message.header(name) {
        Some(HeaderValue::Text(text)) => words(text),
        Some(HeaderValue::Address(list)) => list.first().and_then(|a| words(a.name.as_deref()?)),
        _ => None,
    };
    let list = header("List-Id").and_then(|l| words(l.split('<').next()?.trim_matches('"')));
    let texts = |ids: &[u32], html: bool| -> String {
        let part = |id: &u32| match &message.parts.get(*id as usize)?.body {
            PartType::Text(t) if !html => Some(t.as_ref()),
            PartType::Html(t) if html => Some(t.as_ref()),
            _ => None,
        };
        let all: Vec<&str> = ids.iter().filter_map(part).filter(|t| !t.trim().is_empty()).collect();
        all.join("\n\n")
    };
    let plain = texts(&message.text_body, false);
    let html = plain.is_empty();
    Letter {
        id: message.message_id().and_then(words),
        subject: message.subject().and_then(words),
        date,
        publisher: list.or_else(|| header("Organization")),
        body: if html { texts(&message.html_body, true) } else { plain },
        html,
    }
}
