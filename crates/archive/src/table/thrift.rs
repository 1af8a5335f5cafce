//! As much of Thrift's compact protocol as it takes to see how much a Parquet file asks for, before anything is given.

use std::io::{self, Read};

/// Most elements of one list: more columns, or row groups, than any table has.
const MOST: u64 = 1 << 17;

/// Most structs within each other.
const DEEP: u8 = 24;

/// What is read as Thrift.
pub(super) struct Thrift<R> {
    from: R,
    /// Bytes read so far.
    pub read: u64,
    depth: u8,
}

impl<R: Read> Thrift<R> {
    pub fn new(from: R) -> Self {
        Self { from, read: 0, depth: 0 }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut one = [0];
        self.from.read_exact(&mut one)?;
        self.read += 1;
        Ok(one[0])
    }

    /// A number that has no sign.
    pub fn unsigned(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(io::Error::other("a number without an end"))
    }

    /// A whole number.
    pub fn number(&mut self) -> io::Result<i64> {
        let n = self.unsigned()?;
        Ok((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    /// Reads a struct: `own` is given each field's number and kind, and says whether it has read it.
    pub fn fields(&mut self, mut own: impl FnMut(&mut Self, i64, u8) -> io::Result<bool>) -> io::Result<()> {
        let mut id = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            id = if head >> 4 == 0 { self.number()? } else { id + i64::from(head >> 4) };
            if !own(self, id, head & 15)? {
                self.skip(head & 15)?;
            }
        }
    }

    /// Passes over a field of a kind.
    pub fn skip(&mut self, kind: u8) -> io::Result<()> {
        match kind {
            // In a field a truth value is its kind.
            1 | 2 => Ok(()),
            3 => self.byte().map(drop),
            4..=6 => self.number().map(drop),
            7 => self.pass(8),
            8 => {
                let length = self.unsigned()?;
                self.pass(length)
            }
            9 | 10 => self.list(),
            11 => {
                let size = self.unsigned()?;
                let kinds = if size > 0 { self.byte()? } else { 0 };
                self.elements(size, &[kinds >> 4, kinds & 15])
            }
            12 => self.deeper(|t| t.fields(|_, _, _| Ok(false))),
            kind => Err(io::Error::other(format!("no such kind as {kind}"))),
        }
    }

    fn list(&mut self) -> io::Result<()> {
        let head = self.byte()?;
        let size = if head >> 4 == 15 { self.unsigned()? } else { u64::from(head >> 4) };
        self.elements(size, &[head & 15])
    }

    fn elements(&mut self, size: u64, kinds: &[u8]) -> io::Result<()> {
        if size > MOST {
            return Err(io::Error::other(format!("a list of {size}, of which no more than {MOST} are read")));
        }
        self.deeper(|t| {
            for _ in 0..size {
                for kind in kinds {
                    // In a list a truth value has a byte of its own.
                    t.skip(if matches!(kind, 1 | 2) { 3 } else { *kind })?;
                }
            }
            Ok(())
        })
    }

    fn deeper(&mut self, work: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        if self.depth == DEEP {
            return Err(io::Error::other("too deep"));
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }

    fn pass(&mut self, length: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.from.by_ref().take(length), &mut io::sink())?;
        self.read += passed;
        if passed == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_every_kind_are_passed_over() {
        // 1: -3, 2: "ab", 3: [true, false], 4: {1: 1.0}, 5: {"k": 7}, 9: true, then 2 of long form.
        let bytes = [
            &[0x15, 5, 0x18, 2, b'a', b'b', 0x19, 0x21, 1, 2, 0x1c, 0x17][..],
            &1.0_f64.to_le_bytes(),
            &[0, 0x1b, 1, 0x85, 1, b'k', 14, 0x41, 0x05, 4, 8, 0],
        ]
        .concat();
        let (mut seen, mut first) = (Vec::new(), 0);
        let mut thrift = Thrift::new(&bytes[..]);
        let read = thrift.fields(|t, id, kind| {
            seen.push((id, kind));
            if id == 1 {
                first = t.number()?;
            }
            Ok(id == 1)
        });
        read.expect("read");
        assert_eq!((first, thrift.read as usize), (-3, bytes.len()));
        assert_eq!(seen, [(1, 5), (2, 8), (3, 9), (4, 12), (5, 11), (9, 1), (2, 5)]);
        let deep = [vec![0x1c; 100], vec![0; 101]].concat();
        assert!(Thrift::new(&deep[..]).skip(12).is_err(), "too deep");
        assert!(Thrift::new(&[0xfc, 0xff, 0xff, 0xff, 0x7f][..]).skip(9).is_err(), "too many");
        assert!(Thrift::new(&[0xff, 0xff, 0xff, 0x7f][..]).skip(8).is_err(), "too long");
    }
}
