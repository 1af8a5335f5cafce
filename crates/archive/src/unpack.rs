//! A file as the bytes that are packed in it, member by member, and the next sound member after a broken one.

use std::collections::VecDeque;
use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress};

use crate::gzip::{self, Gzip};
use crate::input::Input;
use crate::sniff::Packing;
use crate::zst::{self, Zstd};
use crate::{Place, Trouble};

/// Room for what is unpacked in one step.
const ROOM: usize = 128 << 10;
/// A buffer that one long record left is given back above this.
const MOST_ROOM: usize = 4 << 20;
/// How much of a member is looked at to tell whether one begins there.
const TRIAL: usize = 64 << 10;

/// What a step led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member begins at this byte of the file.
    Begins(u64),
    /// It goes on.
    Going,
    /// It is over, and sound.
    Ends,
    /// The file is over.
    End,
}

/// Why it does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The file ends here in the middle of a member.
    Cut(u64),
    /// What is here cannot be unpacked.
    Damaged(u64, String),
}

impl From<Broken> for Trouble {
    fn from(b: Broken) -> Self {
        match b {
            Broken::Cut(at) => Self::Cut(at),
            Broken::Damaged(at, what) => Self::Damaged { at, what },
        }
    }
}

/// Nothing more for now.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The source cannot be read.
    Io(io::Error),
    /// See [`Unpacked::resume`].
    Broken(Broken),
}

enum Codec {
    Plain,
    Gzip(Gzip),
    Zstd(Zstd),
}

pub(crate) struct Unpacked<R> {
    input: Input<R>,
    codec: Codec,
    out: Vec<u8>,
    /// Bytes of `out` that are used up.
    used: usize,
    /// How many bytes were unpacked before those in `out`.
    base: u64,
    /// Members that `out` holds bytes of: after how many bytes they begin, and where in the file.
    members: VecDeque<(u64, u64)>,
    open: bool,
    broken: Option<Broken>,
}

impl<R: Read> Unpacked<R> {
    pub(crate) fn new(input: Input<R>, packing: Packing) -> Self {
        let codec = match packing {
            Packing::None => Codec::Plain,
            Packing::Gzip => Codec::Gzip(Gzip::new()),
            Packing::Zstd => Codec::Zstd(Zstd::new()),
        };
        Self {
            input,
            codec,
            out: Vec::new(),
            used: 0,
            base: 0,
            members: VecDeque::new(),
            open: false,
            broken: None,
        }
    }

    /// What was unpacked and is not used up.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.out[self.used..]
    }

    pub(crate) fn consume(&mut self, n: usize) {
        self.used = (self.used + n).min(self.out.len());
    }

    /// Bytes of the file that were read.
    pub(crate) fn read(&self) -> u64 {
        self.input.at()
    }

    /// Whether the member at hand goes on.
    pub(crate) fn is_open(&self) -> bool {
        self.open && self.broken.is_none()
    }

    pub(crate) fn is_packed(&self) -> bool {
        !matches!(self.codec, Codec::Plain)
    }

    fn position(&self) -> u64 {
        self.base + self.used as u64
    }

    /// Where [`Self::bytes`] begins.
    pub(crate) fn place(&self, number: u64) -> Place {
        let at = self.position();
        if !self.is_packed() {
            return Place { number, offset: at, inside: 0 };
        }
        if self.bytes().is_empty() && !self.open {
            return Place { number, offset: self.input.at(), inside: 0 };
        }
        let member = self.members.iter().rev().find(|(from, _)| *from <= at);
        let (from, offset) = member.copied().unwrap_or((at, self.input.at()));
        Place { number, offset, inside: at - from }
    }

    /// Where in [`Self::bytes`] members begin, but for one at its very beginning.
    pub(crate) fn borders(&self) -> impl Iterator<Item = usize> + '_ {
        let at = self.position();
        self.members.iter().filter(move |(from, _)| *from > at).map(move |(from, _)| (*from - at) as usize)
    }

    /// Whether [`Self::bytes`] begins with the first byte of a member.
    pub(crate) fn begins_member(&self) -> bool {
        let at = self.position();
        self.members.iter().any(|(from, _)| *from == at)
    }

    /// Unpacks more. False at the end of the file.
    pub(crate) fn more(&mut self) -> Result<bool, Stop> {
        loop {
            let (before, step) = self.step()?;
            if self.out.len() > before {
                return Ok(true);
            }
            match step {
                Ok(Step::End) => return Ok(false),
                Ok(_) => {}
                Err(b) => return Err(Stop::Broken(b)),
            }
        }
    }

    /// Where nothing is left of what was unpacked: sees whether the member it came from ends soundly.
    pub(crate) fn settle(&mut self) -> Result<(), Stop> {
        while self.bytes().is_empty() && (self.open || self.broken.is_some()) {
            if let Err(b) = self.step()?.1 {
                return Err(Stop::Broken(b));
            }
        }
        Ok(())
    }

    /// One step, and how much was held before it.
    fn step(&mut self) -> Result<(usize, Result<Step, Broken>), Stop> {
        self.tidy();
        let before = self.out.len();
        if let Some(b) = &self.broken {
            return Ok((before, Err(b.clone())));
        }
        let step = match &mut self.codec {
            Codec::Plain => Ok(plain(&mut self.input, &mut self.out)),
            Codec::Gzip(g) => g.step(&mut self.input, &mut self.out),
            Codec::Zstd(z) => z.step(&mut self.input, &mut self.out),
        };
        let step = match step {
            Ok(Ok(step)) => Ok(step),
            Ok(Err(e)) => return Err(Stop::Io(e)),
            Err(b) => Err(b),
        };
        match &step {
            Ok(Step::Begins(at)) => {
                self.members.push_back((self.base + before as u64, *at));
                self.open = true;
            }
            Ok(Step::Going) => self.open = true,
            Ok(Step::Ends | Step::End) => self.open = false,
            Err(b) => self.broken = Some(b.clone()),
        }
        Ok((before, step))
    }

    /// Makes room, and forgets members that are behind.
    fn tidy(&mut self) {
        if self.used * 2 >= self.out.len() {
            self.out.drain(..self.used);
            self.base += self.used as u64;
            self.used = 0;
            if self.out.capacity() > MOST_ROOM && self.out.len() < ROOM {
                self.out.shrink_to(2 * ROOM);
            }
        }
        let at = self.position();
        while self.members.get(1).is_some_and(|(from, _)| *from <= at) {
            self.members.pop_front();
        }
        self.out.reserve(ROOM);
    }

    /// After something broken, or to leave a member as it is: looks for the next one that can be unpacked and begins as
    /// `good` says. False if there is none.
    pub(crate) fn resume(&mut self, good: impl Fn(&[u8]) -> bool) -> io::Result<bool> {
        self.base += self.out.len() as u64;
        self.out.clear();
        self.used = 0;
        self.members.clear();
        (self.open, self.broken) = (false, None);
        let magic: &[u8] = match &mut self.codec {
            Codec::Plain => return Ok(false),
            Codec::Gzip(g) => {
                g.reset();
                &gzip::MAGIC
            }
            Codec::Zstd(z) => {
                z.reset();
                &zst::MAGIC
            }
        };
        self.input.back();
        self.input.consume(1);
        loop {
            let Some(found) = memchr::memmem::find(self.input.bytes(), magic) else {
                let rest = self.input.bytes().len().saturating_sub(magic.len() - 1);
                self.input.consume(rest);
                if self.input.more()? {
                    continue;
                }
                let rest = self.input.bytes().len();
                self.input.consume(rest);
                return Ok(false);
            };
            self.input.consume(found);
            self.input.need(TRIAL)?;
            let start = match &self.codec {
                Codec::Gzip(_) => try_gzip(self.input.bytes()),
                Codec::Zstd(z) => z.try_frame(self.input.bytes()),
                Codec::Plain => None,
            };
            if start.is_some_and(|s| good(&s)) {
                return Ok(true);
            }
            self.input.consume(1);
        }
    }
}

fn plain<R: Read>(input: &mut Input<R>, out: &mut Vec<u8>) -> io::Result<Step> {
    if input.bytes().is_empty() && !input.more()? {
        return Ok(Step::End);
    }
    out.extend_from_slice(input.bytes());
    input.consume(input.bytes().len());
    Ok(Step::Going)
}

/// How the records of a crawl are packed that begin somewhere in these bytes.
pub(crate) fn packing_within(bytes: &[u8]) -> Packing {
    let warc = |start: Option<Vec<u8>>| start.is_some_and(|s| s.starts_with(b"WARC/"));
    let zstd = Zstd::new();
    if memchr::memmem::find_iter(bytes, &gzip::MAGIC).any(|n| warc(try_gzip(&bytes[n..]))) {
        Packing::Gzip
    } else if memchr::memmem::find_iter(bytes, &zst::MAGIC).any(|n| warc(zstd.try_frame(&bytes[n..]))) {
        Packing::Zstd
    } else {
        Packing::None
    }
}

/// The first bytes of the gzip member that these begin with, if they do.
fn try_gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut head = Input::new(&bytes[..bytes.len().min(TRIAL)]);
    let length = gzip::head(&mut head).ok()??;
    let mut out = Vec::with_capacity(16);
    let mut inflate = Decompress::new(false);
    inflate.decompress_vec(&bytes[length..], &mut out, FlushDecompress::None).ok()?;
    Some(out).filter(|o| !o.is_empty())
}
