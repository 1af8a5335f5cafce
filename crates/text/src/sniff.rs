//! What a source is, by its beginning.

use crate::Format;

/// How much of a source is looked at.
const LOOK: usize = 4096;

/// The form of the bytes: a page, lines of JSON objects, or plain text.
///
/// UTF-16 is seen through by leaving zero bytes out. Text that only mentions a tag is plain: a page starts with markup,
/// or has several tags that pages are made of.
pub fn sniff(bytes: &[u8]) -> Format {
    let mut head: Vec<u8> = bytes.iter().copied().take(LOOK).filter(|byte| *byte != 0).collect();
    head.make_ascii_lowercase();
    let head = head.trim_ascii_start();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let head = head.strip_prefix(b"\xFF\xFE").or_else(|| head.strip_prefix(b"\xFE\xFF")).unwrap_or(head);
    let head = head.trim_ascii_start();
    if is_jsonl(head) {
        return Format::Jsonl;
    }
    let starts: [&[u8]; 4] = [b"<!doctype html", b"<html", b"<head", b"<body"];
    let has = |tag: &[u8]| memchr::memmem::find(head, tag).is_some();
    if starts.iter().any(|start| head.starts_with(start)) {
        return Format::Html;
    }
    let tags: [&[u8]; 14] = [
        b"<html",
        b"<head>",
        b"<body",
        b"<meta ",
        b"<title>",
        b"<div",
        b"<p>",
        b"<p ",
        b"<script",
        b"<h1",
        b"<article",
        b"<table",
        b"<ul",
        b"</",
    ];
    let found = tags.iter().filter(|tag| has(tag)).count();
    if (head.starts_with(b"<") && found >= 1) || found >= 3 { Format::Html } else { Format::Plain }
}

/// A line that is an object, as far as its beginning shows: `{"key":`.
fn is_jsonl(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(b"{") else { return false };
    let Some(rest) = rest.trim_ascii_start().strip_prefix(b"\"") else { return false };
    let Some(end) = rest.iter().position(|byte| *byte == b'"') else { return false };
    rest[end + 1..].trim_ascii_start().starts_with(b":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(sniff(b" <!DOCTYPE html><p>x"), Format::Html);
        assert_eq!(sniff(b"<?xml version='1.0'?><html>"), Format::Html);
        assert_eq!(sniff(b"<p>One.</p><p>Two.</p>"), Format::Html);
        assert_eq!(sniff(b"{\"id\": \"a\", \"text\": \"b\"}\n"), Format::Jsonl);
        assert_eq!(sniff(b"The <unk> tag, <b>bold</b>, is not a page."), Format::Plain);
        assert_eq!(sniff(b"{not json}"), Format::Plain);
        assert_eq!(sniff(b""), Format::Plain);
        let wide: Vec<u8> = "<html><body>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&wide), Format::Html);
    }
}
