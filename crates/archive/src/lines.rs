//! Lines of JSON. That they are objects is for the caller to see.

use std::io::{self, Read};

use crate::reader::skipped;
use crate::unpack::{Broken, Stop};
use crate::{Archive, Content, Item, Record, Trouble};

/// The next line that is not blank; lines count from 1, blank ones too.
pub(crate) fn next<R: Read>(a: &mut Archive<R>) -> io::Result<Option<Item>> {
    loop {
        a.number += 1;
        let mut place = a.source.place(a.number);
        let mut looked = 0;
        let end = loop {
            let found = memchr::memchr(b'\n', &a.source.bytes()[looked..]).map(|n| looked + n);
            let length = found.unwrap_or(a.source.bytes().len());
            if length > a.limits.record {
                pass(a)?;
                return Ok(Some(skipped(place, Trouble::TooLong(a.limits.record as u64))));
            }
            if let Some(end) = found {
                break Some(end);
            }
            looked = length;
            match a.source.more() {
                Ok(true) => {}
                Ok(false) => break None,
                Err(Stop::Io(e)) => return Err(e),
                Err(Stop::Broken(b)) => return broken(a, place, b).map(Some),
            }
            if looked == 0 {
                // Nothing was there yet when the place was asked for.
                place = a.source.place(a.number);
            }
        };
        let length = end.unwrap_or(a.source.bytes().len());
        if end.is_none() && length == 0 {
            return Ok(None);
        }
        let line = &a.source.bytes()[..length];
        let content = (!line.iter().all(u8::is_ascii_whitespace)).then(|| Content::Line(line.to_vec()));
        a.source.consume(length + usize::from(end.is_some()));
        if let Some(content) = content {
            return Ok(Some(Item::Record(Record { place, content })));
        }
    }
}

/// Passes over the rest of a line without holding it.
fn pass<R: Read>(a: &mut Archive<R>) -> io::Result<()> {
    loop {
        if let Some(end) = memchr::memchr(b'\n', a.source.bytes()) {
            a.source.consume(end + 1);
            return Ok(());
        }
        let all = a.source.bytes().len();
        a.source.consume(all);
        match a.source.more() {
            Ok(true) => {}
            // What is broken is told of next.
            Ok(false) | Err(Stop::Broken(_)) => return Ok(()),
            Err(Stop::Io(e)) => return Err(e),
        }
    }
}

/// What is lost is what stands between the last sound line and the next sound member.
pub(crate) fn broken<R: Read>(a: &mut Archive<R>, place: crate::Place, b: Broken) -> io::Result<Item> {
    let resumed = a.source.resume(|_| true)?;
    let why = match b {
        Broken::Cut(at) if resumed => Trouble::Damaged { at, what: "it has no end".into() },
        b => b.into(),
    };
    Ok(skipped(place, why))
}
