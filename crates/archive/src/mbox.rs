//! Mails in a row, each after a line "From sender date" (RFC 4155).

use std::io::{self, Read};

use crate::reader::skipped;
use crate::unpack::Stop;
use crate::{Archive, Content, Item, Record, Trouble, lines};

/// Longest line that parts two mails.
const MOST_LINE: usize = 512;

/// Whether the bytes begin with a line that parts mails: one that ends in a date, since others begin with "From" too.
pub(crate) fn separator(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"From ") else { return false };
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    if end > MOST_LINE {
        return false;
    }
    let words = || rest[..end].split(|b| b.is_ascii_whitespace()).filter(|w| !w.is_empty());
    let number = |w: &[u8]| w.iter().all(u8::is_ascii_digit);
    let year = |w: &[u8]| w.len() == 4 && number(w) && (w.starts_with(b"19") || w.starts_with(b"20"));
    let clock = |w: &[u8]| {
        w.split(|b| *b == b':').count() >= 2 && w.split(|b| *b == b':').all(|p| p.len() == 2 && number(p))
    };
    words().any(year) && words().any(clock)
}

/// The next mail.
pub(crate) fn next<R: Read>(a: &mut Archive<R>) -> io::Result<Option<Item>> {
    // What stands before the first of them, or was left of a broken one, is none.
    let mut looked = match begin(a)? {
        Ok(head) => head,
        Err(none) => return Ok(none),
    };
    a.number += 1;
    let place = a.source.place(a.number);
    let head = looked;
    let end = loop {
        let found = border(a.source.bytes(), looked);
        if found.unwrap_or(a.source.bytes().len()) > a.limits.record {
            a.source.consume(head);
            return Ok(Some(skipped(place, Trouble::TooLong(a.limits.record as u64))));
        }
        if let Some(end) = found {
            break end;
        }
        looked = a.source.bytes().len().saturating_sub(MOST_LINE + 8).max(head);
        match a.source.more() {
            Ok(true) => {}
            Ok(false) => break a.source.bytes().len(),
            Err(Stop::Io(e)) => return Err(e),
            Err(Stop::Broken(b)) => return lines::broken(a, place, b).map(Some),
        }
    };
    let content = Content::Message(a.source.bytes()[head..end].trim_ascii_end().to_vec());
    a.source.consume(end);
    Ok(Some(Item::Record(Record { place, content })))
}

/// Goes to the next line that parts mails, and gives the length of that line; or what there is instead.
fn begin<R: Read>(a: &mut Archive<R>) -> io::Result<Result<usize, Option<Item>>> {
    loop {
        let bytes = a.source.bytes();
        let at = if separator(bytes) { Some(0) } else { border(bytes, 0) };
        if let Some(at) = at {
            a.source.consume(at);
            if let Some(end) = memchr::memchr(b'\n', a.source.bytes()) {
                return Ok(Ok(end + 1));
            }
        } else {
            a.source.consume(a.source.bytes().len().saturating_sub(MOST_LINE + 8));
        }
        match a.source.more() {
            Ok(true) => {}
            Ok(false) => return Ok(Err(None)),
            Err(Stop::Io(e)) => return Err(e),
            Err(Stop::Broken(b)) => {
                let place = a.source.place(a.number + 1);
                return lines::broken(a, place, b).map(|item| Err(Some(item)));
            }
        }
    }
}

/// Where the next such line begins, after a line end at `from` or later.
fn border(bytes: &[u8], from: usize) -> Option<usize> {
    let marks = memchr::memmem::find_iter(&bytes[from..], b"\nFrom ");
    marks.map(|n| from + n + 1).find(|n| {
        let blank = bytes[..*n - 1].ends_with(b"\n") || bytes[..*n - 1].ends_with(b"\n\r");
        blank && bytes[*n..].contains(&b'\n') && separator(&bytes[*n..])
    })
}
