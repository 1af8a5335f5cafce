//! What a Parquet file asks its library to make room for, looked at before it does: the numbers in its footer and in the
//! heads of its pages are the file's own, and whoever wrote it may have meant harm.
//!
//! The library makes room for a list of row groups, for a page and for a dictionary by the number that stands before
//! it, and unpacks gzip and brotli to their end whatever that number is.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, Length, RowGroupReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::thrift::Thrift;

/// Most bytes of a page, unpacked.
const PAGE: i64 = 256 << 20;

/// The same where each value may hold most of the one before.
const DELTAS: usize = 16 << 20;

/// Most values of a dictionary, and of a page that lists their lengths first.
const VALUES: i64 = 16 << 20;

/// Most bytes of a footer.
const FOOTER: u64 = 64 << 20;

fn refuse<T>(what: impl Into<String>) -> Result<T> {
    Err(ParquetError::General(what.into()))
}

/// Refuses a footer by which a column begins or ends before nothing: the library panics when it reads such a one.
pub(super) fn below_nothing(file: &ParquetMetaData) -> Result<()> {
    let columns = file.row_groups().iter().flat_map(RowGroupMetaData::columns);
    for c in columns {
        let start = c.dictionary_page_offset().unwrap_or_else(|| c.data_page_offset());
        if start < 0 || c.compressed_size() < 0 {
            return refuse("its footer gives a column a length or a place below nothing");
        }
    }
    Ok(())
}

/// A file of which only pages of a bearable size are read.
pub(super) struct Bounded<R>(Arc<Inner<R>>);

struct Inner<R> {
    file: R,
    /// Where the columns stand that are being read, and how they are packed.
    columns: Mutex<Vec<(Range<u64>, Compression)>>,
    /// Pages of which the head was read, by where what follows it begins.
    pages: Mutex<BTreeMap<u64, Head>>,
}

/// The head of a page.
#[derive(Default)]
struct Head {
    size: i64,
    /// Bytes of levels before what is packed.
    levels: i64,
    packed: bool,
    /// Values of a dictionary.
    values: i64,
}

impl<R> Clone for Bounded<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: ChunkReader> Bounded<R> {
    /// A file whose footer asks for nothing unheard of.
    pub fn new(file: R) -> Result<Self> {
        let length = file.len();
        if length >= 12 {
            let tail = file.get_bytes(length - 8, 8)?;
            let footer = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
            if footer > FOOTER {
                return refuse(format!(
                    "its footer has {footer} bytes, of which no more than {FOOTER} are read"
                ));
            }
            // One that is longer than the file, or is none, the library tells of.
            if footer + 8 <= length && tail[4..] == *b"PAR1" {
                let bytes = file.get_bytes(length - 8 - footer, footer as usize)?;
                Thrift::new(&bytes[..])
                    .skip(12)
                    .map_err(|e| ParquetError::General(format!("its footer: {e}")))?;
            }
        }
        Ok(Self(Arc::new(Inner { file, columns: Mutex::default(), pages: Mutex::default() })))
    }

    /// Says which columns are read next.
    pub fn expect(&self, group: &RowGroupMetaData, wanted: &[(String, &str)]) {
        let named = |name: Option<&String>| wanted.iter().any(|(w, _)| Some(w) == name);
        let columns = group.columns().iter().filter(|c| named(c.column_path().parts().first()));
        *lock(&self.0.columns) = columns
            .map(|c| {
                let (start, length) = c.byte_range();
                (start..start.saturating_add(length), c.compression())
            })
            .collect();
        lock(&self.0.pages).clear();
    }

    fn packings(&self, at: u64) -> Vec<Compression> {
        lock(&self.0.columns).iter().filter(|(range, _)| range.contains(&at)).map(|c| c.1).collect()
    }

    /// Looks at the head of a page.
    fn look(&self, start: u64) -> Result<()> {
        let mut thrift = Thrift::new(self.0.file.get_read(start)?);
        let head =
            head(&mut thrift).map_err(|e| ParquetError::General(format!("the head of a page: {e}")))?;
        if head.size > PAGE {
            return refuse(format!(
                "a page that unpacks to {} bytes, of which no more than {PAGE} are read",
                head.size
            ));
        }
        if head.values > VALUES || head.values > head.size {
            return refuse(format!(
                "a dictionary of {} bytes that says it has {} values",
                head.size, head.values
            ));
        }
        lock(&self.0.pages).insert(start + thrift.read, head);
        Ok(())
    }
}

fn head(thrift: &mut Thrift<impl Read>) -> io::Result<Head> {
    let mut head = Head { packed: true, ..Head::default() };
    thrift.fields(|t, id, kind| {
        match (id, kind) {
            (2, 5) => head.size = t.number()?,
            (7, 12) => t.fields(|t, id, kind| {
                if (id, kind) == (1, 5) {
                    head.values = t.number()?;
                }
                Ok((id, kind) == (1, 5))
            })?,
            (8, 12) => t.fields(|t, id, kind| {
                match (id, kind) {
                    (5 | 6, 5) => head.levels = head.levels.saturating_add(t.number()?.max(0)),
                    (7, 1 | 2) => head.packed = kind == 1,
                    _ => return Ok(false),
                }
                Ok(true)
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(head)
}

impl<R: ChunkReader> Length for Bounded<R> {
    fn len(&self) -> u64 {
        self.0.file.len()
    }
}

impl<R: ChunkReader> ChunkReader for Bounded<R> {
    type T = R::T;

    /// The library asks for a reader where it expects the head of a page, and for bytes where its contents stand.
    fn get_read(&self, start: u64) -> Result<R::T> {
        if !self.packings(start).is_empty() && !lock(&self.0.pages).contains_key(&start) {
            self.look(start)?;
        }
        self.0.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.0.file.get_bytes(start, length)?;
        let head = lock(&self.0.pages).remove(&start);
        if let Some(head) = head.filter(|h| h.packed) {
            let packed = bytes.get(head.levels as usize..).unwrap_or_default();
            let most = head.size as u64;
            for packing in self.packings(start) {
                let unpacked = match packing {
                    Compression::GZIP(_) => count(flate2::read::MultiGzDecoder::new(packed), most),
                    Compression::BROTLI(_) => {
                        count(brotli_decompressor::Decompressor::new(packed, 4096), most)
                    }
                    _ => continue,
                };
                if unpacked > most {
                    return refuse(format!("a page that unpacks to more than the {most} bytes it says"));
                }
            }
        }
        Ok(bytes)
    }
}

/// How much comes out, up to a byte more than the most. What breaks off the library tells of.
fn count(packed: impl Read, most: u64) -> u64 {
    let mut seen = Seen(0);
    let _ = io::copy(&mut packed.take(most + 1), &mut seen);
    seen.0
}

struct Seen(u64);

impl io::Write for Seen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A row group of which pages are looked at once more when they are unpacked.
pub(super) struct Group<'f>(pub Box<dyn RowGroupReader + 'f>);

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.0.metadata()
    }

    fn num_columns(&self) -> usize {
        self.0.num_columns()
    }

    fn get_column_page_reader(&self, i: usize) -> Result<Box<dyn PageReader>> {
        let column = self.0.metadata().column(i).column_descr();
        let levels = (column.max_rep_level() > 0, column.max_def_level() > 0);
        Ok(Box::new(Pages { pages: self.0.get_column_page_reader(i)?, levels }))
    }

    fn get_column_bloom_filter(&self, i: usize) -> Option<&Sbbf> {
        self.0.get_column_bloom_filter(i)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        self.0.get_row_iter(projection)
    }
}

struct Pages {
    pages: Box<dyn PageReader>,
    /// Whether values repeat, and whether they may be missing.
    levels: (bool, bool),
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            lengths(page, self.levels)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}

/// Texts whose lengths are listed first: how many there are is the list's own word.
fn lengths(page: &Page, (repeat, missing): (bool, bool)) -> Result<()> {
    let (encoding, levels) = match page {
        Page::DataPage { buf, encoding, .. } => {
            let mut at = 0;
            for _ in 0..usize::from(repeat) + usize::from(missing) {
                let length = buf.get(at..at + 4).map_or([0; 4], |b| [b[0], b[1], b[2], b[3]]);
                at = at.saturating_add(4 + u32::from_le_bytes(length) as usize);
            }
            (*encoding, at)
        }
        Page::DataPageV2 { encoding, def_levels_byte_len: d, rep_levels_byte_len: r, .. } => {
            (*encoding, *d as usize + *r as usize)
        }
        Page::DictionaryPage { .. } => return Ok(()),
    };
    let values = page.buffer().get(levels..).unwrap_or_default();
    let lists = match encoding {
        Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
        Encoding::DELTA_BYTE_ARRAY if values.len() > DELTAS => {
            return refuse(format!(
                "a page of {} bytes of texts by what they share, of which no more than {DELTAS} are read",
                values.len()
            ));
        }
        Encoding::DELTA_BYTE_ARRAY => 2,
        _ => return Ok(()),
    };
    let mut rest = values;
    for _ in 0..lists {
        let end = deltas(rest, u64::from(page.num_values()).min(VALUES as u64));
        rest = &rest[end.map_err(ParquetError::General)?..];
    }
    Ok(())
}

/// Where a list of differences ends that says it has no more than so many numbers.
fn deltas(bytes: &[u8], most: u64) -> std::result::Result<usize, String> {
    let damaged = || "a damaged list of lengths".to_owned();
    let mut thrift = Thrift::new(bytes);
    // Its numbers are written as Thrift's are, without the sign.
    let mut number = || thrift.unsigned().map_err(|_| damaged());
    let (block, parts, count) = (number()?, number()?, number()?);
    number()?;
    if count > most {
        return Err(format!("a page of {most} values with {count} lengths"));
    }
    let mut at = thrift.read as usize;
    let each = block.checked_div(parts).filter(|n| *n > 0).ok_or_else(damaged)?;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        let mut least = Thrift::new(bytes.get(at..).unwrap_or_default());
        least.unsigned().map_err(|_| damaged())?;
        at += least.read as usize;
        let widths = usize::try_from(parts).ok().and_then(|n| bytes.get(at..at.checked_add(n)?));
        let widths = widths.ok_or_else(damaged)?;
        at += widths.len();
        for width in widths {
            if left == 0 {
                break;
            }
            at = at.saturating_add((u64::from(*width).saturating_mul(each) / 8) as usize);
            left = left.saturating_sub(each);
        }
    }
    if at <= bytes.len() { Ok(at) } else { Err(damaged()) }
}
