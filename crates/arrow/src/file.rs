//! Claims into a Parquet file, as they come. A row group is closed when it holds enough, so that memory does not grow.

use std::io::Write;

use arrow_json::ReaderBuilder;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde_json::{Map, Value};

use crate::schema::schema_of_archive;

/// Bytes after which a row group is closed.
const GROUP: usize = 16 << 20;
/// Claims that are turned into columns at once.
const BATCH: usize = 1024;

/// A Parquet file of claims that is being written.
pub struct ClaimsFile<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    waiting: Vec<Map<String, Value>>,
}

impl<W: Write + Send> ClaimsFile<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn new(out: W) -> Result<Self, ParquetError> {
        let schema = schema_of_archive();
        let properties = WriterProperties::builder()
            .set_created_by("tidings".into())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties))?;
        Ok(Self { writer, schema, waiting: Vec::new() })
    }

    /// Appends the claims of record `row`. Of `about`, what the schema has columns for is kept; so of its `source`.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn put(
        &mut self,
        row: u64,
        about: &Map<String, Value>,
        claims: Vec<Value>,
    ) -> Result<(), ParquetError> {
        let source = about.get("source").and_then(Value::as_object);
        for claim in claims {
            let Value::Object(mut claim) = claim else { continue };
            claim.insert("row".into(), row.into());
            if let Some(id) = about.get("id") {
                claim.insert("doc".into(), id.clone());
            }
            let known = about.iter().chain(source.into_iter().flatten());
            for (key, value) in known.filter(|(k, v)| !claim_has(k) && (v.is_string() || v.is_number())) {
                claim.insert(key.clone(), value.clone());
            }
            self.waiting.push(claim);
        }
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mut decoder =
            ReaderBuilder::new(self.schema.clone()).with_batch_size(self.waiting.len()).build_decoder()?;
        decoder.serialize(&self.waiting)?;
        self.waiting.clear();
        if let Some(batch) = decoder.flush()? {
            self.writer.write(&batch)?;
        }
        if self.writer.in_progress_size() > GROUP { self.writer.flush() } else { Ok(()) }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn finish(mut self) -> Result<W, ParquetError> {
        self.flush()?;
        self.writer.into_inner()
    }
}

/// Names that the claim itself has, whatever a report's line calls its own fields.
fn claim_has(key: &str) -> bool {
    crate::schema::schema().column_with_name(key).is_some() || matches!(key, "id" | "source")
}
