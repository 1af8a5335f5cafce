//! Frames of a zstd file (RFC 8878), and the dictionary that a WARC.zst may begin with.

use std::io::Read;

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use crate::gzip::{Failed, cut, damaged};
use crate::input::Input;
use crate::unpack::{Broken, Step};

/// What a frame begins with.
pub(crate) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// What a frame begins with that holds a WARC.zst's dictionary.
pub(crate) const DICTIONARY: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];
/// Longest window, as a power of two (128 MiB, as the `zstd` command): that much is held.
const WINDOW: u32 = 27;
/// Longest dictionary.
const MOST_DICTIONARY: usize = 16 << 20;

pub(crate) struct Zstd {
    decoder: Option<Decoder<'static>>,
    dictionary: Vec<u8>,
    open: bool,
}

impl Zstd {
    pub(crate) fn new() -> Self {
        Self { decoder: None, dictionary: Vec::new(), open: false }
    }

    /// Forgets the frame at hand.
    pub(crate) fn reset(&mut self) {
        self.open = false;
    }

    pub(crate) fn step<R: Read>(
        &mut self,
        input: &mut Input<R>,
        out: &mut Vec<u8>,
    ) -> Result<std::io::Result<Step>, Broken> {
        match self.advance(input, out) {
            Ok(step) => Ok(Ok(step)),
            Err(Failed::Io(e)) => Ok(Err(e)),
            Err(Failed::Broken(b)) => Err(b),
        }
    }

    fn advance<R: Read>(&mut self, input: &mut Input<R>, out: &mut Vec<u8>) -> Result<Step, Failed> {
        if !self.open {
            return self.begin(input);
        }
        if input.bytes().is_empty() && !input.more()? {
            return Err(cut(input));
        }
        let Some(decoder) = &mut self.decoder else { return Err(damaged(input, "no frame begins here")) };
        let mut source = InBuffer::around(input.bytes());
        let (old, position) = (out.len(), out.len());
        let mut sink = OutBuffer::around_pos(out, position);
        let hint = decoder.run(&mut source, &mut sink);
        let taken = source.pos();
        let hint = hint.map_err(|e| damaged(input, &e.to_string()))?;
        input.consume(taken);
        if hint == 0 {
            self.open = false;
            return Ok(Step::Ends);
        }
        if taken == 0 && out.len() == old && !input.more()? {
            return Err(cut(input));
        }
        Ok(Step::Going)
    }

    /// The first bytes of the frame that these begin with, if they do.
    pub(crate) fn try_frame(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut decoder = Decoder::with_dictionary(&self.dictionary).ok()?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW)).ok()?;
        let mut out = vec![0; 16];
        let mut source = InBuffer::around(bytes);
        let mut written = 0;
        // A step may stop at a block's head.
        while written == 0 {
            let before = source.pos();
            let mut sink = OutBuffer::around(&mut out[..]);
            let hint = decoder.run(&mut source, &mut sink).ok()?;
            written = sink.pos();
            if hint == 0 || source.pos() == before {
                break;
            }
        }
        out.truncate(written);
        Some(out).filter(|o| !o.is_empty())
    }

    /// Passes over frames that hold nothing, and opens the next that does.
    fn begin<R: Read>(&mut self, input: &mut Input<R>) -> Result<Step, Failed> {
        loop {
            if input.bytes().is_empty() && !input.more()? {
                return Ok(Step::End);
            }
            let whole = input.need(4)?;
            let bytes = input.bytes();
            let known = bytes.len().min(4);
            if bytes[..known] == MAGIC[..known] {
                if !whole {
                    return Err(cut(input));
                }
                self.open(input)?;
                input.anchor();
                return Ok(Step::Begins(input.at()));
            }
            let skippable = bytes[0] & 0xf0 == 0x50 && bytes[1..known] == DICTIONARY[1..known];
            if !skippable {
                return Err(damaged(input, "no zstd frame begins here"));
            }
            if !input.need(8)? {
                return Err(cut(input));
            }
            let dictionary = input.bytes()[..4] == DICTIONARY && input.at() == 0;
            let length = u32::from_le_bytes([4, 5, 6, 7].map(|i| input.bytes()[i])) as usize;
            input.consume(8);
            if dictionary && length <= MOST_DICTIONARY {
                if !input.need(length)? {
                    return Err(cut(input));
                }
                self.learn(&input.bytes()[..length]).map_err(|e| damaged(input, &e))?;
                input.consume(length);
            } else {
                pass(input, length)?;
            }
        }
    }

    /// Takes a dictionary, which may itself be packed.
    fn learn(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.dictionary = if bytes.starts_with(&MAGIC) {
            zstd::bulk::decompress(bytes, MOST_DICTIONARY).map_err(|e| format!("the dictionary: {e}"))?
        } else {
            bytes.to_vec()
        };
        Ok(())
    }

    fn open<R: Read>(&mut self, input: &Input<R>) -> Result<(), Failed> {
        let fail = |e: std::io::Error| damaged(input, &e.to_string());
        if let Some(decoder) = &mut self.decoder {
            decoder.reinit().map_err(fail)?;
        } else {
            let mut decoder = Decoder::with_dictionary(&self.dictionary).map_err(fail)?;
            decoder.set_parameter(DParameter::WindowLogMax(WINDOW)).map_err(fail)?;
            self.decoder = Some(decoder);
        }
        self.open = true;
        Ok(())
    }
}

fn pass<R: Read>(input: &mut Input<R>, mut length: usize) -> Result<(), Failed> {
    while length > 0 {
        if input.bytes().is_empty() && !input.more()? {
            return Err(cut(input));
        }
        let n = input.bytes().len().min(length);
        input.consume(n);
        length -= n;
    }
    Ok(())
}
