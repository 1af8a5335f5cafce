//! Members of a gzip file (RFC 1952): head, deflated bytes, checksum.

use std::io::{self, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::input::Input;
use crate::unpack::{Broken, Step};

/// What every member begins with: the mark, and deflate as the method.
pub(crate) const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Most bytes of a member's head: file names and comments in it are short.
const MOST_HEAD: usize = 128 << 10;

pub(crate) struct Gzip {
    inflate: Decompress,
    sum: Crc,
    open: bool,
}

impl Gzip {
    pub(crate) fn new() -> Self {
        Self { inflate: Decompress::new(false), sum: Crc::new(), open: false }
    }

    /// Forgets the member at hand.
    pub(crate) fn reset(&mut self) {
        self.open = false;
    }

    pub(crate) fn step<R: Read>(
        &mut self,
        input: &mut Input<R>,
        out: &mut Vec<u8>,
    ) -> Result<io::Result<Step>, Broken> {
        match self.advance(input, out) {
            Ok(step) => Ok(Ok(step)),
            Err(Failed::Io(e)) => Ok(Err(e)),
            Err(Failed::Broken(b)) => Err(b),
        }
    }

    fn advance<R: Read>(&mut self, input: &mut Input<R>, out: &mut Vec<u8>) -> Result<Step, Failed> {
        if !self.open {
            let Some(length) = head(input)? else { return Ok(Step::End) };
            let at = input.at();
            input.anchor();
            input.consume(length);
            self.inflate.reset(false);
            self.sum.reset();
            self.open = true;
            return Ok(Step::Begins(at));
        }
        if input.bytes().is_empty() && !input.more()? {
            return Err(cut(input));
        }
        let (old, read) = (out.len(), self.inflate.total_in());
        let status = self.inflate.decompress_vec(input.bytes(), out, FlushDecompress::None);
        let status = status.map_err(|e| damaged(input, &e.to_string()))?;
        let taken = (self.inflate.total_in() - read) as usize;
        self.sum.update(&out[old..]);
        input.consume(taken);
        if status != Status::StreamEnd {
            if taken == 0 && out.len() == old && !input.more()? {
                return Err(cut(input));
            }
            return Ok(Step::Going);
        }
        if !input.need(8)? {
            return Err(cut(input));
        }
        let word = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|i| input.bytes()[at + i]));
        if word(0) != self.sum.sum() || word(4) != self.sum.amount() {
            return Err(damaged(input, "the checksum is another one"));
        }
        input.consume(8);
        self.open = false;
        Ok(Step::Ends)
    }
}

pub(crate) enum Failed {
    Io(io::Error),
    Broken(Broken),
}

impl From<io::Error> for Failed {
    fn from(e: io::Error) -> Self {
        Self::Io(e)
    }
}

pub(crate) fn cut<R: Read>(input: &Input<R>) -> Failed {
    Failed::Broken(Broken::Cut(input.at() + input.bytes().len() as u64))
}

pub(crate) fn damaged<R: Read>(input: &Input<R>, what: &str) -> Failed {
    Failed::Broken(Broken::Damaged(input.at(), what.to_owned()))
}

/// The length of the head that the input begins with; nothing at the end of the file, or where only zeros follow.
pub(crate) fn head<R: Read>(input: &mut Input<R>) -> Result<Option<usize>, Failed> {
    if input.bytes().is_empty() && !input.more()? {
        return Ok(None);
    }
    while input.bytes()[0] == 0 {
        // Tapes and preallocated files are filled up with zeros.
        let zeros = input.bytes().iter().take_while(|b| **b == 0).count();
        input.consume(zeros);
        if input.bytes().is_empty() && !input.more()? {
            return Ok(None);
        }
    }
    let whole = input.need(10)?;
    let known = input.bytes().len().min(3);
    if input.bytes()[..known] != MAGIC[..known] {
        return Err(damaged(input, "no gzip member begins here"));
    }
    if !whole {
        return Err(cut(input));
    }
    let flags = input.bytes()[3];
    if flags & 0xe0 != 0 {
        return Err(damaged(input, "no gzip member begins here"));
    }
    let mut length = 10;
    if flags & 4 != 0 {
        grow(input, length + 2)?;
        let extra = u16::from_le_bytes([input.bytes()[length], input.bytes()[length + 1]]);
        length += 2 + usize::from(extra);
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            grow(input, length + 1)?;
            length += loop {
                if let Some(end) = memchr::memchr(0, &input.bytes()[length..]) {
                    break end + 1;
                }
                let there = input.bytes().len();
                if there > MOST_HEAD {
                    return Err(damaged(input, "the head of a gzip member has no end"));
                }
                grow(input, there + 1)?;
            };
        }
    }
    if flags & 2 != 0 {
        length += 2;
    }
    grow(input, length)?;
    Ok(Some(length))
}

fn grow<R: Read>(input: &mut Input<R>, n: usize) -> Result<(), Failed> {
    if input.need(n)? { Ok(()) } else { Err(cut(input)) }
}
