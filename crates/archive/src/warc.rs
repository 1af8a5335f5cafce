//! Records of WARC 1.0 and 1.1 (ISO 28500), as they are met: with line ends of either kind, in members of their own or
//! not, damaged or cut.

use std::io::{self, Read};

use memchr::memmem;

use crate::http::{self, Head};
use crate::reader::skipped;
use crate::unpack::{Broken, Stop};
use crate::{Archive, Capture, Content, Digests, Item, Place, Record, Trouble};

/// What a record begins with.
const BEGINS: &[u8] = b"WARC/";
/// The same after the end of the one before.
const AFTER: &[u8] = b"\nWARC/1.";
/// How much of a record that is too long is unpacked to come to its end.
const MOST_PASSED: u64 = 1 << 30;

/// The next record that may be a report, or that cannot be read; the others are counted.
pub(crate) fn next<R: Read>(a: &mut Archive<R>) -> io::Result<Option<Item>> {
    loop {
        match one(a) {
            Ok(Some(item)) => return Ok(Some(item)),
            Ok(None) => {}
            Err(Halt::Over) => return Ok(None),
            Err(Halt::Io(e)) => return Err(e),
            Err(Halt::Broken(place, b)) => {
                let resumed = a.source.resume(|b| b.starts_with(BEGINS))?;
                let why = match b {
                    Broken::Cut(at) if resumed => Trouble::Damaged { at, what: "it has no end".into() },
                    b => b.into(),
                };
                return Ok(Some(skipped(place, why)));
            }
        }
    }
}

enum Halt {
    Over,
    Io(io::Error),
    Broken(Place, Broken),
}

fn at(place: Place) -> impl Fn(Stop) -> Halt {
    move |stop| match stop {
        Stop::Io(e) => Halt::Io(e),
        Stop::Broken(b) => Halt::Broken(place, b),
    }
}

/// One record: given, skipped, or (nothing) counted.
fn one<R: Read>(a: &mut Archive<R>) -> Result<Option<Item>, Halt> {
    begin(a)?;
    a.number += 1;
    let place = a.source.place(a.number);
    let Some(length) = head(a, place)? else {
        let why = if a.source.bytes().starts_with(BEGINS) {
            "its head has no end"
        } else {
            "no WARC/ at its beginning"
        };
        find(a, 1).map_err(at(place))?;
        return Ok(Some(skipped(place, Trouble::NotARecord(why))));
    };
    let fields = http::fields(&a.source.bytes()[..length]);
    let Some(size) = http::get(&fields, "content-length").and_then(|v| v.parse::<u64>().ok()) else {
        find(a, 1).map_err(at(place))?;
        return Ok(Some(skipped(place, Trouble::NotARecord("it does not say how long it is"))));
    };
    if size > a.limits.record as u64 {
        a.source.consume(length);
        too_long(a, place, size)?;
        return Ok(Some(skipped(place, Trouble::TooLong(a.limits.record as u64))));
    }
    let total = length + size as usize;
    match hold(a, place, total)? {
        Held::Whole(tail) => {
            let block = &a.source.bytes()[length..total];
            let read = record(&fields, block, a.limits.record, a.limits.head);
            a.source.consume(total + tail);
            a.source.settle().map_err(at(place))?;
            Ok(match read {
                Found::Page(capture) => {
                    Some(Item::Record(Record { place, content: Content::Page(Box::new(capture)) }))
                }
                Found::Pass(what) => {
                    a.tally.pass(&what);
                    None
                }
                Found::Bad(why) => Some(skipped(place, why)),
            })
        }
        Held::Until(next) => {
            a.source.consume(next);
            Ok(Some(skipped(place, Trouble::Length(size))))
        }
        Held::Cut => {
            let all = a.source.bytes().len();
            a.source.consume(all);
            Ok(Some(skipped(place, Trouble::Cut(a.source.read()))))
        }
        Held::Astray => {
            find(a, length).map_err(at(place))?;
            Ok(Some(skipped(place, Trouble::Length(size))))
        }
    }
}

/// Goes to the first byte that is not a line end.
fn begin<R: Read>(a: &mut Archive<R>) -> Result<(), Halt> {
    loop {
        let blank = a.source.bytes().iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        a.source.consume(blank);
        if !a.source.bytes().is_empty() {
            return Ok(());
        }
        let place = a.source.place(a.number + 1);
        if !a.source.more().map_err(at(place))? {
            return Err(Halt::Over);
        }
    }
}

/// The length of the record's head; nothing if there is none.
fn head<R: Read>(a: &mut Archive<R>, place: Place) -> Result<Option<usize>, Halt> {
    loop {
        let bytes = a.source.bytes();
        let known = bytes.len().min(BEGINS.len());
        if bytes[..known] != BEGINS[..known] {
            return Ok(None);
        }
        if let Some(length) = http::blank_line(&bytes[..bytes.len().min(a.limits.head)]) {
            return Ok(Some(length));
        }
        if bytes.len() >= a.limits.head {
            return Ok(None);
        }
        if !a.source.more().map_err(at(place))? {
            let end = a.source.read();
            return Err(Halt::Broken(place, Broken::Cut(end)));
        }
    }
}

enum Held {
    /// All of it, and so many bytes of line ends behind it.
    Whole(usize),
    /// Another record begins here, before its end.
    Until(usize),
    /// The file ends before it does.
    Cut,
    /// It does not end where it says.
    Astray,
}

/// Unpacks until the record and the line ends behind it are there.
fn hold<R: Read>(a: &mut Archive<R>, place: Place, total: usize) -> Result<Held, Halt> {
    while a.source.bytes().len() < total {
        let bytes = a.source.bytes();
        // A record in a member of its own does not reach into the next one.
        if place.inside == 0
            && let Some(next) = a.source.borders().find(|n| bytes[*n..].starts_with(BEGINS))
        {
            return Ok(Held::Until(next));
        }
        if !a.source.more().map_err(at(place))? {
            return Ok(memmem::find(a.source.bytes(), AFTER).map_or(Held::Cut, |n| Held::Until(n + 1)));
        }
    }
    while a.source.bytes().len() < total + 4 && (a.source.is_open() || !a.source.is_packed()) {
        if !a.source.more().map_err(at(place))? {
            break;
        }
    }
    let bytes = a.source.bytes();
    let behind = &bytes[total..bytes.len().min(total + 4)];
    let tail = behind.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    // Line ends, or nothing where the member or the file is over; some writers put one line end only.
    let ends = tail == behind.len() || behind[tail..] == BEGINS[..behind.len() - tail];
    Ok(if ends {
        Held::Whole(tail)
    } else {
        memmem::find(&bytes[..total], AFTER).map_or(Held::Astray, |n| Held::Until(n + 1))
    })
}

/// Goes to where the next record begins, `from` bytes on or later; or to the end.
fn find<R: Read>(a: &mut Archive<R>, mut from: usize) -> Result<(), Stop> {
    loop {
        let bytes = a.source.bytes();
        from = from.min(bytes.len());
        let after = memmem::find(&bytes[from..], AFTER).map(|n| from + n + 1);
        let member = a.source.borders().find(|n| *n >= from && bytes[*n..].starts_with(BEGINS));
        if let Some(next) = after.into_iter().chain(member).min() {
            a.source.consume(next);
            return Ok(());
        }
        let seen = bytes.len().saturating_sub(AFTER.len()).max(from);
        a.source.consume(seen);
        from = 0;
        if !a.source.more()? {
            let all = a.source.bytes().len();
            a.source.consume(all);
            return Ok(());
        }
    }
}

/// Passes over the block of a record without holding it: to where it says that it ends, or to the head of another record,
/// since a length that is not true may reach over all that follows. One that would unpack to very much is left where it is.
fn too_long<R: Read>(a: &mut Archive<R>, place: Place, size: u64) -> Result<(), Halt> {
    let mut left = size;
    loop {
        let bytes = a.source.bytes();
        let most = (bytes.len() as u64).min(left) as usize;
        let alone = place.inside == 0 && a.source.is_packed();
        if alone && a.source.begins_member() && bytes.starts_with(BEGINS) {
            return Ok(());
        }
        let member = a.source.borders().find(|n| alone && *n <= most && bytes[*n..].starts_with(BEGINS));
        let after =
            memmem::find(&bytes[..most], AFTER).map(|n| n + 1).filter(|n| member.is_none_or(|m| *n < m));
        let (pass, enough) = match (after, member) {
            (Some(n), _) => match begins(&bytes[n..], a.limits.head) {
                Some(true) => {
                    a.source.consume(n);
                    return Ok(());
                }
                Some(false) => (n, true),
                None => (n - 1, false),
            },
            (None, Some(n)) => {
                a.source.consume(n);
                return Ok(());
            }
            (None, None) if most as u64 == left => (most, true),
            (None, None) => (most.saturating_sub(AFTER.len() - 1), false),
        };
        a.source.consume(pass);
        left -= pass as u64;
        if left == 0 {
            return Ok(());
        }
        if enough {
            continue;
        }
        if a.source.is_packed() && size - left > MOST_PASSED {
            return a.source.resume(|b| b.starts_with(BEGINS)).map(|_| ()).map_err(Halt::Io);
        }
        if !a.source.more().map_err(at(place))? {
            let all = a.source.bytes().len();
            a.source.consume(all);
            return Ok(());
        }
    }
}

/// Whether the head of a record stands here, with all that it must have; nothing where that cannot be told yet.
fn begins(bytes: &[u8], most: usize) -> Option<bool> {
    let Some(length) = http::blank_line(&bytes[..bytes.len().min(most)]) else {
        return (bytes.len() >= most).then_some(false);
    };
    let fields = http::fields(&bytes[..length]);
    let must = ["warc-type", "warc-record-id", "warc-date", "content-length"];
    Some(must.iter().all(|name| http::get(&fields, name).is_some()))
}

/// What a sound record is.
enum Found {
    Page(Capture),
    Pass(String),
    Bad(Trouble),
}

fn record(fields: &[(String, String)], block: &[u8], limit: usize, most_head: usize) -> Found {
    let field = |name: &str| http::get(fields, name).map(str::to_owned);
    let kind = field("warc-type").unwrap_or_default().to_ascii_lowercase();
    if !matches!(kind.as_str(), "response" | "resource" | "conversion") {
        return Found::Pass(if kind.is_empty() { "records without a type".into() } else { kind });
    }
    let mut capture = Capture {
        url: field("warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned()),
        date: field("warc-date"),
        id: field("warc-record-id"),
        digest: field("warc-payload-digest"),
        kind,
        ..Capture::default()
    };
    let stated = field("content-type").unwrap_or_default();
    let answer = (capture.kind == "response" && block.starts_with(b"HTTP/"))
        .then(|| Head::read(&block[..block.len().min(most_head)]).ok_or(()))
        .transpose();
    let Ok(answer) = answer else {
        return Found::Bad(Trouble::Page("the head of the server's answer is damaged".into()));
    };
    let payload = answer.as_ref().map_or(0, |head| head.length);
    let content_type = match &answer {
        Some(head) => head.get("content-type").unwrap_or_default().to_owned(),
        None => stated,
    };
    if let Some(status) = answer.as_ref().map(|h| h.status).filter(|s| !(200..300).contains(s)) {
        return Found::Pass(format!("status {status}"));
    }
    let (media, charset) = http::media(&content_type);
    if !matches!(media.as_str(), "text/html" | "application/xhtml+xml" | "text/plain" | "") {
        return Found::Pass(media);
    }
    let headers = answer.as_ref().map(|h| h.headers.clone()).unwrap_or_default();
    capture.body = match http::body(&headers, &block[payload..], limit) {
        Ok(body) => body,
        Err(e) => return Found::Bad(Trouble::Page(e)),
    };
    if capture.body.is_empty() {
        return Found::Pass("empty pages".into());
    }
    // Without a type only what begins like a text is taken for one.
    if media.is_empty() && capture.body.iter().take(512).any(|b| *b == 0) {
        return Found::Pass("no content type".into());
    }
    capture.digests = Digests::of(fields, block, payload, &capture.body);
    capture.status = answer.map(|h| h.status);
    capture.headers = headers;
    capture.charset = charset;
    Found::Page(capture)
}
