//! A report out of each row of a batch. Texts are read where they lie: Arrow's three layouts of strings need no copy
//! into another; other columns are small and are cast.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType};
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use tidings::text::{Document, Hints, document_from_text};

/// Which columns of the input hold what. A column that is not named here is not looked at; of the optional ones, one
/// that the table does not have is as if it were empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The report.
    pub text: String,
    /// Its id; without one, rows are named by their number.
    pub id: String,
    /// Day of publication: a date, a timestamp, or a string that begins with an ISO date.
    pub published: String,
    /// Publisher.
    pub publisher: String,
    /// Headline.
    pub title: String,
    /// BCP-47 tag.
    pub lang: String,
    /// Address.
    pub url: String,
}

impl Default for Columns {
    fn default() -> Self {
        let name = str::to_string;
        Self {
            text: name("text"),
            id: name("id"),
            published: name("published"),
            publisher: name("publisher"),
            title: name("title"),
            lang: name("lang"),
            url: name("url"),
        }
    }
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// There is no column of texts.
    #[error("the table has no column `{wanted}`; it has {}", there.join(", "))]
    NoText {
        /// Its name.
        wanted: String,
        /// The columns that are there.
        there: Vec<String>,
    },
    /// A column is of a type that does not hold what it should.
    #[error("column `{column}` is of type {kind}, which cannot be read as {wanted}")]
    Kind {
        /// Its name.
        column: String,
        /// Its type.
        kind: String,
        /// What it should hold.
        wanted: &'static str,
    },
}

impl From<TableError> for ArrowError {
    fn from(e: TableError) -> Self {
        ArrowError::InvalidArgumentError(e.to_string())
    }
}

/// The reports of one batch.
pub(crate) struct Rows {
    text: ArrayRef,
    id: Option<ArrayRef>,
    published: Option<ArrayRef>,
    words: [Option<ArrayRef>; 4],
}

impl Rows {
    pub(crate) fn of(batch: &RecordBatch, columns: &Columns) -> Result<Self, TableError> {
        let find = |name: &str| batch.column_by_name(name).cloned();
        let Some(text) = find(&columns.text) else {
            let there = batch.schema_ref().fields().iter().map(|f| f.name().clone()).collect();
            return Err(TableError::NoText { wanted: columns.text.clone(), there });
        };
        let strings = |name: &str| find(name).map(|a| strings(name, a)).transpose();
        let published = find(&columns.published).map(|a| days(&columns.published, a)).transpose()?;
        Ok(Self {
            text: self::strings(&columns.text, text)?,
            id: strings(&columns.id)?,
            published,
            words: [
                strings(&columns.publisher)?,
                strings(&columns.title)?,
                strings(&columns.lang)?,
                strings(&columns.url)?,
            ],
        })
    }

    /// The report of a row; `None` where its text is null.
    pub(crate) fn document(&self, row: usize, number: i64) -> Option<Document> {
        let word = |a: &Option<ArrayRef>| Some(string(a.as_ref()?, row)?.to_string());
        let [publisher, title, lang, url] = self.words.each_ref().map(word);
        let hints = Hints {
            id: Some(word(&self.id).unwrap_or_else(|| number.to_string())),
            published: self.published.as_ref().and_then(|a| day(a, row)),
            publisher,
            title,
            lang,
            url,
            ..Hints::default()
        };
        Some(document_from_text(string(&self.text, row)?.to_string(), &hints))
    }
}

/// A column of strings in one of Arrow's three layouts; others (dictionaries, numbers as ids) are cast.
fn strings(name: &str, a: ArrayRef) -> Result<ArrayRef, TableError> {
    match a.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(a),
        kind => cast(&a, &DataType::Utf8).map_err(|_| TableError::Kind {
            column: name.into(),
            kind: kind.to_string(),
            wanted: "text",
        }),
    }
}

fn string(a: &ArrayRef, row: usize) -> Option<&str> {
    if a.is_null(row) {
        return None;
    }
    match a.data_type() {
        DataType::LargeUtf8 => a.as_string_opt::<i64>().map(|s| s.value(row)),
        DataType::Utf8View => a.as_string_view_opt().map(|s| s.value(row)),
        _ => a.as_string_opt::<i32>().map(|s| s.value(row)),
    }
}

/// A column of days: dates and timestamps become dates, strings stay.
fn days(name: &str, a: ArrayRef) -> Result<ArrayRef, TableError> {
    let fail =
        |kind: &DataType| TableError::Kind { column: name.into(), kind: kind.to_string(), wanted: "a day" };
    match a.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Date32 => Ok(a),
        DataType::Null => cast(&a, &DataType::Date32).map_err(|_| fail(&DataType::Null)),
        kind @ (DataType::Date64 | DataType::Timestamp(..)) => {
            cast(&a, &DataType::Date32).map_err(|_| fail(kind))
        }
        DataType::Dictionary(..) => strings(name, a),
        kind => Err(fail(kind)),
    }
}

/// The day of a row; `None` where there is none, or a string that is none.
fn day(a: &ArrayRef, row: usize) -> Option<Date> {
    if a.is_null(row) {
        return None;
    }
    if let Some(days) = a.as_primitive_opt::<Date32Type>() {
        let since: Span = 0.days().try_days(i64::from(days.value(row))).ok()?;
        return Date::constant(1970, 1, 1).checked_add(since).ok();
    }
    let s: Cow<'_, str> = string(a, row)?.into();
    s.get(..10)?.parse().ok()
}
