//! An archive, opened.

use std::io::{self, Read};

use crate::input::Input;
use crate::sniff::{Form, Packing};
use crate::unpack::{self, Stop, Unpacked};
use crate::{Content, Item, Limits, Place, Record, Skipped, Tally, Trouble, lines, mbox, warc};

/// How far a file whose beginning is lost is looked through for how it is packed.
const LOST: usize = 1 << 20;
/// Longest text or page that is no archive and not packed.
const MOST_WHOLE: usize = 1 << 30;

/// An archive that is read from its beginning to its end.
pub struct Archive<R> {
    pub(crate) source: Unpacked<R>,
    pub(crate) limits: Limits,
    pub(crate) tally: Tally,
    /// Records so far.
    pub(crate) number: u64,
    form: Form,
    packing: Packing,
    over: bool,
}

impl<R: Read> Archive<R> {
    /// Opens what `source` gives. It is what it begins like; where that tells nothing, it is `otherwise`, and `wanted`
    /// is not asked for at all.
    ///
    /// # Errors
    /// If the source cannot be read.
    pub fn open(source: R, wanted: Option<Form>, otherwise: Form, limits: Limits) -> io::Result<Self> {
        let mut input = Input::new(source);
        input.need(8)?;
        let mut packing = Packing::of(input.bytes());
        let crawl = wanted == Some(Form::Warc) || wanted.is_none() && otherwise == Form::Warc;
        if crawl && packing == Packing::None && !input.bytes().starts_with(b"WARC/") {
            // Its beginning is lost; what comes later may tell.
            input.need(LOST)?;
            packing = unpack::packing_within(input.bytes());
        }
        let mut source = Unpacked::new(input, packing);
        let enough = |b: &[u8]| b.len() >= 4096 || b.trim_ascii_start().len() >= 1024;
        while !enough(source.bytes()) {
            match source.more() {
                Ok(true) => {}
                Ok(false) | Err(Stop::Broken(_)) => break,
                Err(Stop::Io(e)) => return Err(e),
            }
        }
        let seen = Form::of(source.bytes());
        let form = wanted.unwrap_or(if seen == Form::Document { otherwise } else { seen });
        Ok(Self { source, limits, tally: Tally::default(), number: 0, form, packing, over: false })
    }

    /// What it is taken for.
    pub fn form(&self) -> Form {
        self.form
    }

    /// How it is packed.
    pub fn packing(&self) -> Packing {
        self.packing
    }

    /// Bytes of the file that were read so far.
    pub fn read(&self) -> u64 {
        self.source.read()
    }

    /// What came out so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The next record, or the next that cannot be read; nothing at the end.
    ///
    /// # Errors
    /// If the source cannot be read.
    pub fn next_item(&mut self) -> io::Result<Option<Item>> {
        if self.over {
            return Ok(None);
        }
        let item = match self.form {
            Form::Warc => warc::next(self)?,
            Form::Lines => lines::next(self)?,
            Form::Mbox => mbox::next(self)?,
            Form::Document => self.whole()?,
            Form::Parquet => Some(self.refuse()),
        };
        match &item {
            None => self.over = true,
            Some(Item::Record(record)) => {
                self.tally.given += 1;
                let altered = matches!(&record.content, Content::Page(page) if page.digests.fail());
                self.tally.altered += u64::from(altered);
            }
            Some(Item::Skipped(s)) => *self.tally.skipped.entry(s.why.kind()).or_default() += 1,
        }
        Ok(item)
    }

    /// A table is read from its end: see [`crate::table`].
    fn refuse(&mut self) -> Item {
        self.over = true;
        let why =
            Trouble::Table("a Parquet file cannot be read as a stream: name it as a file, unpacked".into());
        Item::Skipped(Skipped { place: Place { number: 1, ..Place::default() }, why })
    }

    fn whole(&mut self) -> io::Result<Option<Item>> {
        self.over = true;
        let place = Place { number: 1, ..Place::default() };
        let most =
            if self.source.is_packed() { self.limits.record } else { MOST_WHOLE.max(self.limits.record) };
        loop {
            match self.source.more() {
                Ok(true) if self.source.bytes().len() <= most => {}
                Ok(true) => return Ok(Some(skipped(place, Trouble::TooLong(most as u64)))),
                Ok(false) => break,
                Err(Stop::Io(e)) => return Err(e),
                Err(Stop::Broken(b)) => return Ok(Some(skipped(place, b.into()))),
            }
        }
        let content = Content::Whole(self.source.bytes().to_vec());
        Ok(Some(Item::Record(Record { place, content })))
    }
}

impl<R: Read> Iterator for Archive<R> {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.next_item();
        self.over |= item.is_err();
        item.transpose()
    }
}

pub(crate) fn skipped(place: Place, why: Trouble) -> Item {
    Item::Skipped(Skipped { place, why })
}
