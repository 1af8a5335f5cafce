//! The bytes of a file, some at a time, with where they stand.

use std::io::{self, ErrorKind, Read};

/// How much is read at once.
const STEP: usize = 256 << 10;
/// How much is kept behind the anchor.
const KEEP: usize = 8 << 20;

pub(crate) struct Input<R> {
    source: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are used up.
    used: usize,
    /// Where in the file the buffer begins.
    base: u64,
    /// Where in the buffer one may come back to.
    anchor: Option<usize>,
    ended: bool,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, buffer: Vec::with_capacity(STEP), used: 0, base: 0, anchor: None, ended: false }
    }

    /// What was read and is not used up.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.used..]
    }

    pub(crate) fn consume(&mut self, n: usize) {
        self.used = (self.used + n).min(self.buffer.len());
    }

    /// Where in the file [`Self::bytes`] begins.
    pub(crate) fn at(&self) -> u64 {
        self.base + self.used as u64
    }

    /// Remembers this place, so that [`Self::back`] leads here, unless it is too far behind by then.
    pub(crate) fn anchor(&mut self) {
        self.anchor = Some(self.used);
    }

    /// Back to the anchor, if it is still there.
    pub(crate) fn back(&mut self) {
        self.used = self.anchor.take().unwrap_or(self.used);
    }

    /// Reads more. False at the end of the file.
    pub(crate) fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.anchor = self.anchor.filter(|a| self.used - a <= KEEP);
        let gone = self.anchor.unwrap_or(self.used);
        self.base += gone as u64;
        self.buffer.drain(..gone);
        self.used -= gone;
        self.anchor = self.anchor.map(|_| 0);
        let old = self.buffer.len();
        self.buffer.resize(old + STEP, 0);
        let got = loop {
            match self.source.read(&mut self.buffer[old..]) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                got => break got,
            }
        };
        self.buffer.truncate(old + *got.as_ref().unwrap_or(&0));
        self.ended = matches!(got, Ok(0));
        got.map(|n| n > 0)
    }

    /// Reads until there are `n` bytes. False if the file ends before.
    pub(crate) fn need(&mut self, n: usize) -> io::Result<bool> {
        while self.bytes().len() < n {
            if !self.more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
