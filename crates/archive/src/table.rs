//! Rows of a Parquet file, each as a line of JSON. Only the columns that are wanted are read, a row group at a time and
//! within it some rows at a time.
//!
//! A Parquet file is read from its end, where it says what stands where: it cannot come through a pipe, and of one that
//! is cut off nothing can be read.

mod bounds;
mod thrift;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::civil::Date;
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::serialized_reader::ReadOptionsBuilder;
use parquet::record::Field;
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type};
use serde_json::{Map, Value};

use bounds::{Bounded, Group};

use crate::{Content, Item, Place, Record, Skipped, Tally, Trouble};

/// Rows that are read at once.
const BATCH: usize = 16;

/// Which columns hold what. Of several names the first that the table has is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<(&'static str, Vec<String>)>);

impl Default for Columns {
    fn default() -> Self {
        let names: [(&str, &[&str]); 7] = [
            ("text", &["text", "content", "maintext", "body", "article"]),
            ("id", &["id", "uuid", "guid", "doc_id"]),
            ("title", &["title", "headline"]),
            ("published", &["published", "date", "date_publish", "publish_date", "published_at"]),
            ("publisher", &["publisher", "source", "source_domain", "outlet"]),
            ("lang", &["lang", "language"]),
            ("url", &["url", "link"]),
        ];
        Self(names.map(|(key, all)| (key, all.iter().map(|s| (*s).to_owned()).collect())).into())
    }
}

impl Columns {
    /// What columns can be named for.
    pub const KEYS: [&str; 7] = ["text", "id", "title", "published", "publisher", "lang", "url"];

    /// Names as `text=body,published=day`; what is not named keeps its usual ones.
    ///
    /// # Errors
    /// In words, where that is not how it is written.
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for pair in list.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (key, name) =
                pair.split_once('=').ok_or_else(|| format!("`{pair}` is not of the form what=column"))?;
            let slot = columns.0.iter_mut().find(|(k, _)| *k == key.trim());
            let slot =
                slot.ok_or_else(|| format!("no such thing as `{key}`; there are {}", Self::KEYS.join(", ")))?;
            slot.1 = vec![name.trim().to_owned()];
        }
        Ok(columns)
    }
}

/// A table that cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Not a Parquet file, or one that is cut off or damaged at its end.
    #[error(
        "this Parquet file cannot be read: {0}. What it holds is told at its end, so nothing of one that is cut off can be"
    )]
    File(String),
    /// There is no column of texts.
    #[error("the table has no column of texts: none of {}; it has {}. Name it with --columns text=NAME", wanted.join(", "), there.join(", "))]
    NoText {
        /// The names looked for.
        wanted: Vec<String>,
        /// The columns that are there.
        there: Vec<String>,
    },
}

/// A table, read row by row.
pub struct Table<R: ChunkReader + 'static> {
    file: SerializedFileReader<Bounded<R>>,
    source: Bounded<R>,
    schema: SchemaDescPtr,
    /// What each column of the projection is called in the line, by its name in the table.
    keys: Vec<(String, &'static str)>,
    group: usize,
    rows: Option<ReaderIter>,
    row: u64,
    /// The first row of the group at hand.
    first: u64,
    limit: usize,
    tally: Tally,
}

impl<R: ChunkReader + 'static> Table<R> {
    /// Opens a table; a row of more than `limit` bytes is skipped.
    ///
    /// # Errors
    /// A file that is no table, or has no texts.
    pub fn open(source: R, columns: &Columns, limit: usize) -> Result<Self, TableError> {
        let opened = sound(|| {
            let source = Bounded::new(source)?;
            // Of LZ4 as it once was nothing says how much it unpacks to.
            let properties = ReaderProperties::builder().set_backward_compatible_lz4(false).build();
            let options = ReadOptionsBuilder::new().with_reader_properties(properties).build();
            let file = SerializedFileReader::new_with_options(source.clone(), options)?;
            bounds::below_nothing(file.metadata())?;
            Ok((file, source))
        });
        let (file, source) = opened.map_err(TableError::File)?;
        let root = file.metadata().file_metadata().schema();
        let there: Vec<String> = root.get_fields().iter().map(|f| f.name().to_owned()).collect();
        let found = |names: &[String]| names.iter().find(|n| there.contains(n)).cloned();
        let keys: Vec<(String, &'static str)> =
            columns.0.iter().filter_map(|(key, names)| Some((found(names)?, *key))).collect();
        if !keys.iter().any(|(_, key)| *key == "text") {
            let wanted =
                columns.0.iter().find(|(k, _)| *k == "text").map(|(_, n)| n.clone()).unwrap_or_default();
            return Err(TableError::NoText { wanted, there });
        }
        let wanted = |f: &&Arc<Type>| keys.iter().any(|(name, _)| name == f.name());
        let fields = root.get_fields().iter().filter(wanted).cloned().collect();
        let projection = Type::group_type_builder(root.name()).with_fields(fields).build();
        let schema = projection.map_err(|e| TableError::File(e.to_string()))?;
        let schema = Arc::new(SchemaDescriptor::new(Arc::new(schema)));
        Ok(Self {
            file,
            source,
            schema,
            keys,
            group: 0,
            rows: None,
            row: 0,
            first: 0,
            limit,
            tally: Tally::default(),
        })
    }

    /// Rows of the table.
    pub fn len(&self) -> u64 {
        self.file.metadata().file_metadata().num_rows().max(0) as u64
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows read so far.
    pub fn read(&self) -> u64 {
        self.row
    }

    /// What came out so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    fn open_group(&mut self) -> Result<ReaderIter, String> {
        let (file, schema, group) = (&self.file, &self.schema, self.group);
        sound(|| {
            let group = Group(file.get_row_group(group)?);
            self.source.expect(group.0.metadata(), &self.keys);
            TreeBuilder::new().with_batch_size(BATCH).as_iter(schema.clone(), &group)
        })
    }

    fn place(&self) -> Place {
        let meta = self.file.metadata().row_groups().get(self.group);
        let offset = meta.and_then(|m| m.columns().first()).map_or(0, |c| c.data_page_offset().max(0));
        Place { number: self.row, offset: offset as u64, inside: self.row - self.first }
    }

    /// Tells of the rest of the group at hand, and goes on with the next.
    fn lose(&mut self, what: &str) -> Item {
        self.row += 1;
        let place = self.place();
        let group = self.file.metadata().row_groups().get(self.group);
        let rows = group.map_or(0, |g| g.num_rows().max(0) as u64);
        self.row = (self.first + rows).max(self.row);
        self.first = self.row;
        self.rows = None;
        self.group += 1;
        let why = Trouble::Table(format!("row group {} cannot be read further: {what}", self.group));
        *self.tally.skipped.entry(why.kind()).or_default() += 1;
        Item::Skipped(Skipped { place, why })
    }
}

impl<R: ChunkReader + 'static> Iterator for Table<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if self.group >= self.file.num_row_groups() {
                return None;
            }
            let mut rows = match self.rows.take().map_or_else(|| self.open_group(), Ok) {
                Ok(rows) => rows,
                Err(e) => return Some(self.lose(&e)),
            };
            let row = match sound(|| rows.next().transpose()) {
                Ok(Some(row)) => row,
                Ok(None) => {
                    self.group += 1;
                    self.first = self.row;
                    continue;
                }
                Err(e) => return Some(self.lose(&e)),
            };
            self.rows = Some(rows);
            self.row += 1;
            let place = self.place();
            let mut line = Map::new();
            for (key, (name, _)) in self.keys.iter().map(|pair| (pair.1, pair)) {
                let value = row.get_column_iter().find(|(n, _)| *n == name).and_then(|(_, f)| word(key, f));
                if let Some(value) = value {
                    line.insert(key.to_owned(), value);
                }
            }
            if !line.contains_key("text") {
                self.tally.pass("rows without a text");
                continue;
            }
            let line = Value::Object(line).to_string().into_bytes();
            if line.len() > self.limit {
                let why = Trouble::TooLong(self.limit as u64);
                *self.tally.skipped.entry(why.kind()).or_default() += 1;
                return Some(Item::Skipped(Skipped { place, why }));
            }
            self.tally.given += 1;
            return Some(Item::Record(Record { place, content: Content::Row(line) }));
        }
    }
}

/// What the library does, with its panics (on damaged files) as errors.
fn sound<T>(work: impl FnOnce() -> Result<T, parquet::errors::ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(_) => Err("it is damaged".into()),
    }
}

/// A value of a column as the JSON of a line has it.
fn word(key: &str, field: &Field) -> Option<Value> {
    let text = match field {
        Field::Null => return None,
        Field::Str(s) => s.clone(),
        Field::Bytes(b) => String::from_utf8_lossy(b.data()).into_owned(),
        Field::Date(days) => day(i64::from(*days))?,
        Field::TimestampMillis(t) => day(t.div_euclid(86_400_000))?,
        Field::TimestampMicros(t) => day(t.div_euclid(86_400_000_000))?,
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => return None,
        // Numbers, as ids; a number is no day.
        _ if key == "published" => return None,
        other => other.to_string(),
    };
    Some(Value::from(text)).filter(|_| key == "text" || !matches!(field, Field::Str(s) if s.is_empty()))
}

fn day(since: i64) -> Option<String> {
    let days = jiff::Span::new().try_days(since).ok()?;
    Some(Date::constant(1970, 1, 1).checked_add(days).ok()?.to_string())
}
