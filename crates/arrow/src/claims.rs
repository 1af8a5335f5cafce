//! Reads the reports of a stream of batches, each batch on all cores, and gives a batch of claims for it.
//!
//! A batch of claims is made when it is asked for, so that memory holds one batch of reports and its claims, however
//! long the stream.

use std::convert::Infallible;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, SchemaRef};
use serde_json::{Map, Value};
use tidings::json::ClaimWriter;
use tidings::{Layers, Models, Reader, pool};

use crate::rows::{Columns, Rows};
use crate::schema::schema;

/// Reports that are read before their claims are given: enough to keep all cores busy, few enough to hold.
const MOST_ROWS: usize = 1024;

/// The claims of a stream of reports, in its order.
pub struct Claims<R> {
    models: Arc<Models>,
    input: R,
    columns: Columns,
    threads: usize,
    schema: SchemaRef,
    /// What is left of the batch at hand.
    rest: Option<RecordBatch>,
    /// Rows of the input before it.
    row: i64,
    failed: bool,
}

/// The claims of the reports in `input`. The result does not depend on `threads` or on how the rows are cut into
/// batches.
pub fn claims<R: RecordBatchReader>(
    models: Arc<Models>,
    input: R,
    columns: Columns,
    threads: usize,
) -> Claims<R> {
    Claims {
        models,
        input,
        columns,
        threads: threads.max(1),
        schema: schema(),
        rest: None,
        row: 0,
        failed: false,
    }
}

impl<R: RecordBatchReader> Iterator for Claims<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let batch = match self.rest.take().map(Ok).or_else(|| self.input.next())? {
            Ok(batch) => batch,
            Err(e) => {
                self.failed = true;
                return Some(Err(e));
            }
        };
        let now = batch.num_rows().min(MOST_ROWS);
        self.rest = (now < batch.num_rows()).then(|| batch.slice(now, batch.num_rows() - now));
        let read = self.read(&batch.slice(0, now));
        self.row += now as i64;
        self.failed = read.is_err();
        Some(read)
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Claims<R> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl<R> Claims<R> {
    fn read(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let rows = Rows::of(batch, &self.columns)?;
        let (first, mut next) = (self.row, 0..batch.num_rows());
        let mut all: Vec<(usize, Vec<Map<String, Value>>)> = Vec::with_capacity(batch.num_rows());
        let Ok(()) = pool::run(
            &self.models,
            self.threads,
            &mut all,
            |_| Ok::<_, Infallible>(next.next()),
            |reader, i| (i, one(reader, &rows, i, first + i as i64)),
            |all, ready| {
                all.extend(ready);
                Ok(())
            },
        );
        all.sort_unstable_by_key(|(i, _)| *i);
        let claims: Vec<Map<String, Value>> = all.into_iter().flat_map(|(_, list)| list).collect();
        let mut decoder =
            ReaderBuilder::new(self.schema.clone()).with_batch_size(claims.len().max(1)).build_decoder()?;
        decoder.serialize(&claims)?;
        Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(self.schema.clone())))
    }
}

/// The claims of one row, in the shape of the schema.
fn one(reader: &mut Reader, rows: &Rows, i: usize, number: i64) -> Vec<Map<String, Value>> {
    let Some(document) = rows.document(i, number) else { return Vec::new() };
    let mut writer = ClaimWriter::new(&document.text);
    let mut out = Vec::new();
    reader.read(&document, Layers::CLAIMS, |reading| {
        for claim in writer.claims(&reading) {
            let Value::Object(mut claim) = claim else { continue };
            claim.insert("row".into(), number.into());
            claim.insert("doc".into(), document.id.clone().into());
            out.push(claim);
        }
    });
    out
}
