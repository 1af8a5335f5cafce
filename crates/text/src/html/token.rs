//! Markup to tokens: one pass, no recursion, no memory beyond the token at hand.
//!
//! It follows the WHATWG tokenizer where that matters for text (raw text elements, comments, attribute quoting, bogus
//! comments) and never fails: what is no tag is text. Every token is a range of the input, which is what lets the text
//! be led back to the page.

use memchr::{memchr, memchr2, memmem};
use std::ops::Range;

/// A piece of markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Characters, with character references in them unless in a raw element.
    Text(Range<usize>),
    /// `<name ...>`.
    Open(Tag<'h>),
    /// `</name>`, with its name as written.
    Close(&'h str),
    /// The content of a script, style or other element that holds no markup, with the element's name.
    Raw(&'static str, Range<usize>),
    /// A comment, declaration or processing instruction.
    Other,
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    /// Name as written.
    pub name: &'h str,
    /// What lies between name and `>`.
    attributes: &'h str,
    /// Where the tag starts in the page.
    pub start: usize,
}

/// Elements whose content is not markup, up to their own closing tag.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp", "svg"];

/// Reads tokens of `html` from byte `at` up to byte `end`.
pub(super) struct Tokens<'h> {
    html: &'h str,
    at: usize,
    end: usize,
    raw: Option<&'static str>,
    /// Raw elements that were opened and never closed: searched for once, not again for every opening.
    unclosed: [bool; RAW.len()],
    no_comment_end: bool,
    /// The next `>` at or after some earlier place; looked for again only once it is passed.
    next_end: usize,
}

impl<'h> Tokens<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        Self::within(html, 0..html.len())
    }

    /// Tokens of a part of a page that starts outside all tags.
    pub(super) fn within(html: &'h str, range: Range<usize>) -> Self {
        let (at, end) = (range.start, range.end);
        Self { html, at, end, raw: None, unclosed: [false; RAW.len()], no_comment_end: false, next_end: at }
    }

    fn rest(&self) -> &'h [u8] {
        &self.html.as_bytes()[self.at..self.end]
    }

    /// Length of `rest` up to its first `>`; linear over the whole page, however often it is asked.
    fn next_end(&mut self) -> Option<usize> {
        if self.next_end < self.at || self.next_end == self.at && self.rest().first() != Some(&b'>') {
            self.next_end = memchr(b'>', self.rest()).map_or(self.end, |found| self.at + found);
        }
        (self.next_end < self.end).then(|| self.next_end - self.at)
    }

    /// The content of the raw element that was just opened, up to its closing tag or, without one, to nothing: a page
    /// with an unclosed script is still read.
    fn raw_content(&mut self, name: &'static str) -> Token<'h> {
        let start = self.at;
        let mut from = self.at;
        while let Some(found) = memmem::find(&self.html.as_bytes()[from..self.end], b"</") {
            let close = from + found;
            let after = close + 2;
            let named = self.html.as_bytes()[after..self.end]
                .get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
            if named {
                self.at = close;
                return Token::Raw(name, start..close);
            }
            from = after;
        }
        if let Some(index) = RAW.iter().position(|raw| *raw == name) {
            self.unclosed[index] = true;
        }
        Token::Raw(name, start..start)
    }

    /// What starts with `<` at `self.at`, if it is markup.
    fn markup(&mut self) -> Option<Token<'h>> {
        let rest = self.rest();
        match *rest.get(1)? {
            b'!' if rest[2..].starts_with(b"--") => {
                let end = (!self.no_comment_end).then(|| memmem::find(&rest[4..], b"-->")).flatten();
                self.no_comment_end |= end.is_none();
                // A comment that never ends hides nothing but itself.
                self.at += end.map_or(4, |end| 4 + end + 3);
                Some(Token::Other)
            }
            b'!' if rest[2..].starts_with(b"[CDATA[") => {
                self.at += 9;
                Some(Token::Other)
            }
            b'!' | b'?' => {
                self.at += self.next_end().map_or(2, |end| end + 1);
                Some(Token::Other)
            }
            b'/' if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                let end = memchr2(b'>', b'<', &rest[1..]).map_or(rest.len(), |end| end + 1);
                let name = name_of(&self.html[self.at + 2..self.at + end]);
                let closed = rest.get(end) == Some(&b'>');
                self.at += end + usize::from(closed);
                Some(Token::Close(name))
            }
            b'/' => {
                self.at += memchr(b'>', &rest[..rest.len().min(256)]).map_or(2, |end| end + 1);
                Some(Token::Other)
            }
            first if first.is_ascii_alphabetic() => {
                let start = self.at;
                let first = self.next_end().unwrap_or(usize::MAX);
                let end = start + tag_end(rest, first);
                let inside = &self.html[start + 1..end];
                self.at = end + usize::from(self.html.as_bytes().get(end) == Some(&b'>') && end < self.end);
                let name = name_of(inside);
                let attributes = &inside[name.len()..];
                if !attributes.trim_end().ends_with('/') {
                    self.raw = RAW
                        .iter()
                        .enumerate()
                        .find(|(_, raw)| raw.eq_ignore_ascii_case(name))
                        .filter(|(index, _)| !self.unclosed[*index])
                        .map(|(_, raw)| *raw);
                }
                Some(Token::Open(Tag { name, attributes, start }))
            }
            _ => None,
        }
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        if let Some(name) = self.raw.take() {
            return Some(self.raw_content(name));
        }
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        if self.rest()[0] == b'<'
            && let Some(token) = self.markup()
        {
            return Some(token);
        }
        // Text, from here to the next `<` that may start markup.
        let mut from = start + 1;
        while let Some(found) = memchr(b'<', &self.html.as_bytes()[from..self.end]) {
            let next = self.html.as_bytes().get(from + found + 1).copied().unwrap_or(b' ');
            if next.is_ascii_alphabetic() || b"!/?".contains(&next) {
                self.at = from + found;
                return Some(Token::Text(start..self.at));
            }
            from += found + 1;
        }
        self.at = self.end;
        Some(Token::Text(start..self.end))
    }
}

/// The letters and digits a tag's name is made of.
fn name_of(inside: &str) -> &str {
    let end =
        inside.bytes().position(|byte| byte.is_ascii_whitespace() || byte == b'/').unwrap_or(inside.len());
    &inside[..end]
}

/// Longest tag looked at as one. A quotation mark that is never closed would swallow the page otherwise.
const LONGEST_TAG: usize = 1 << 16;

/// Offset of the `>` that ends the tag at the start of `rest`, minding quotation marks; `first` is where the first is.
fn tag_end(rest: &[u8], first: usize) -> usize {
    let window = &rest[..rest.len().min(LONGEST_TAG)];
    if first >= window.len() {
        let next = memchr(b'<', &window[1..]).map_or(window.len(), |end| end + 1);
        return floor_boundary(rest, next);
    }
    let mut at = 1;
    let mut quote = None;
    let mut before = b' ';
    while at < window.len() {
        let byte = window[at];
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(_) => {}
            None if byte == b'>' => return at,
            None if (byte == b'"' || byte == b'\'') && before == b'=' => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
        at += 1;
    }
    // No end within reach, perhaps for want of a quotation mark: the first `>` or `<` ends it.
    let first = memchr2(b'>', b'<', &window[1..]).map_or(window.len(), |end| end + 1);
    if first < window.len() { first } else { floor_boundary(rest, first) }
}

/// The last offset up to `at` that does not lie within a character.
fn floor_boundary(bytes: &[u8], mut at: usize) -> usize {
    while at > 1 && bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at -= 1;
    }
    at
}

impl<'h> Tag<'h> {
    /// The value of an attribute as written, its character references not resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<&'h str> {
        self.attributes().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Names and values in order.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'h str, &'h str)> + use<'h> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let end = rest
                .bytes()
                .enumerate()
                .position(|(at, b)| b.is_ascii_whitespace() || b == b'/' || (b == b'=' && at > 0))
                .unwrap_or(rest.len());
            if end == 0 {
                return None;
            }
            let (key, after) = rest.split_at(end);
            let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
                rest = after;
                return Some((key, ""));
            };
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quote {
                Some(mark) => value[1..].split_once(mark).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            rest = after;
            Some((key, value))
        })
    }
}

/// The character that the reference at the start of `text` (which starts with `&`) stands for, and its length in bytes.
pub(crate) fn reference(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(1) == Some(&b'#') {
        let hex = matches!(bytes.get(2), Some(b'x' | b'X'));
        let from = if hex { 3 } else { 2 };
        let digits = bytes[from..].iter().take(8);
        let count =
            digits.take_while(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() }).count();
        let code = u32::from_str_radix(&text[from..from + count], if hex { 16 } else { 10 }).ok()?;
        let end = from + count;
        return Some((numbered(code), end + usize::from(bytes.get(end) == Some(&b';'))));
    }
    let count = bytes[1..].iter().take(10).take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = &text[1..=count];
    let closed = bytes.get(count + 1) == Some(&b';');
    let found = super::entities::ENTITIES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    // Without its semicolon only the references that old pages leave so are taken.
    let old = matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp" | "copy" | "reg");
    (closed || old).then(|| (super::entities::ENTITIES[found].1, count + 1 + usize::from(closed)))
}

/// The character of a number; those of Windows-1252 in 128 to 159, as browsers read them.
fn numbered(code: u32) -> char {
    match code {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9F => {
            let byte = [code as u8];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
            text.chars().next().unwrap_or(' ')
        }
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// A string with its character references resolved and its white space made single.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (c, len) = if c == '&' { reference(rest).unwrap_or(('&', 1)) } else { (c, c.len_utf8()) };
        out.push(c);
        rest = &rest[len..];
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes() {
        let tokens: Vec<_> = Tokens::new("<P Class=\"a > b\" id=x hidden>1 < 2</p>").collect();
        let Token::Open(tag) = &tokens[0] else { panic!("{tokens:?}") };
        assert_eq!(tag.name, "P");
        assert_eq!(tag.attribute("class"), Some("a > b"));
        assert_eq!(tag.attribute("id"), Some("x"));
        assert_eq!(tag.attribute("hidden"), Some(""));
        assert_eq!(tokens[1], Token::Text(29..34));
        assert_eq!(tokens[2], Token::Close("p"));
    }

    #[test]
    fn raw_text_and_comments() {
        let html = "<script>if (a<b) '<p>'</script><!-- <p> -->x";
        let tokens: Vec<_> = Tokens::new(html).collect();
        assert_eq!(tokens[1], Token::Raw("script", 8..22));
        assert_eq!(tokens.last(), Some(&Token::Text(html.len() - 1..html.len())));
    }

    #[test]
    fn unclosed_things_hide_nothing() {
        for html in ["<script>a <p>news", "<!-- a <p>news", "<p title=\"never closed>news", "<p x='>news"] {
            let last = Tokens::new(html).last();
            let Some(Token::Text(range)) = last else { panic!("{html}: {last:?}") };
            assert_eq!(&html[range], "news", "{html}");
        }
    }

    #[test]
    fn references() {
        assert_eq!(reference("&amp;x"), Some(('&', 5)));
        assert_eq!(reference("&#8217;"), Some(('’', 7)));
        assert_eq!(reference("&#x41"), Some(('A', 5)));
        assert_eq!(reference("&#146;"), Some(('’', 6)));
        assert_eq!(reference("&nosuch;"), None);
        assert_eq!(reference("&"), None);
        assert_eq!(reference("&#99999999999;").map(|(c, _)| c), Some('\u{FFFD}'));
        assert_eq!(unescape(" a &amp;\n b&nbsp;c "), "a & b c");
    }
}
