//! What Python calls. Everything a person sees is in `python/tidings`; this side only passes bytes, strings and
//! Arrow streams, and lets go of the interpreter while it reads.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{ArrayRef, RecordBatchReader, StructArray};
use arrow_schema::{Field, SchemaRef};
use pyo3::exceptions::{PyFileNotFoundError, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;
use serde_json::{Value, json};
use tidings::json::ClaimWriter;
use tidings::text::Hints;
use tidings::{Layers, Models, ModelsError, Reader, models};
use tidings_arrow::{Columns, claims, schema};

/// The language model and the gazetteer, opened once.
#[pyclass(frozen)]
struct Data {
    models: Arc<Models>,
}

#[pymethods]
impl Data {
    /// Opens the folder `path`, or the one that the command finds.
    #[new]
    #[pyo3(signature = (path=None))]
    fn open(py: Python<'_>, path: Option<PathBuf>) -> PyResult<Self> {
        let folder = path.unwrap_or_else(models::data_dir);
        let opened = py.detach(|| Models::open(&folder.join(models::MODEL), &folder.join(models::GAZETTEER)));
        opened.map(|m| Self { models: Arc::new(m) }).map_err(|e| match e {
            ModelsError::NoModel(_) | ModelsError::NoGazetteer(_) => {
                PyFileNotFoundError::new_err(e.to_string())
            }
            e => PyOSError::new_err(e.to_string()),
        })
    }

    /// One report, as JSON: `{"text", "id", "title", "publisher", "published", "lang", "notes", "claims"}`.
    #[pyo3(signature = (report, *, id=None, published=None, publisher=None, lang=None))]
    fn read(
        &self,
        py: Python<'_>,
        report: Report,
        id: Option<String>,
        published: Option<&str>,
        publisher: Option<String>,
        lang: Option<String>,
    ) -> PyResult<String> {
        let day = |s: &str| {
            s.parse()
                .map_err(|_| PyValueError::new_err(format!("published={s:?} is no day; write 2024-05-01")))
        };
        let hints =
            Hints { id, published: published.map(day).transpose()?, publisher, lang, ..Hints::default() };
        Ok(py.detach(|| self.json(report, &hints)).to_string())
    }

    /// An Arrow stream of claims for an Arrow table, batch or stream of reports.
    #[pyo3(signature = (table, *, columns, threads))]
    fn claims(&self, table: AnyRecordBatch, columns: [String; 7], threads: usize) -> PyResult<Stream> {
        let [text, id, published, publisher, title, lang, url] = columns;
        let columns = Columns { text, id, published, publisher, title, lang, url };
        let input = table.into_reader()?;
        let stream: Box<dyn RecordBatchReader + Send> =
            Box::new(claims(self.models.clone(), input, columns, threads));
        Ok(Stream { reader: Mutex::new(Some(stream)) })
    }
}

impl Data {
    fn json(&self, report: Report, hints: &Hints) -> Value {
        let document = match report {
            Report::Text(text) => tidings::text::document_from_text(text, hints),
            Report::Bytes(bytes) => tidings::text::read(&bytes, hints),
        };
        let mut reader = Reader::new(&self.models);
        let mut writer = ClaimWriter::new(&document.text);
        let mut all = Vec::new();
        reader.read(&document, Layers::CLAIMS, |reading| {
            all.extend(writer.claims(&reading));
        });
        json!({
            "id": document.id,
            "title": document.meta.title,
            "publisher": document.meta.publisher,
            "published": document.meta.published.map(|d| d.to_string()),
            "lang": document.meta.lang,
            "notes": document.notes.iter().map(|n| n.text.clone()).collect::<Vec<_>>(),
            "claims": all,
            "text": document.text,
        })
    }
}

/// A text, or the bytes of a file of any encoding, plain or HTML.
#[derive(FromPyObject)]
enum Report {
    #[pyo3(transparent)]
    Text(String),
    #[pyo3(transparent)]
    Bytes(Vec<u8>),
}

/// Claims that are read while the stream is consumed; it can be consumed once.
#[pyclass(frozen)]
struct Stream {
    reader: Mutex<Option<Box<dyn RecordBatchReader + Send>>>,
}

#[pymethods]
impl Stream {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader =
            reader.ok_or_else(|| PyValueError::new_err("these claims have been consumed already"))?;
        let field = Field::new_struct("", reader.schema().fields().clone(), false);
        let batches = reader.map(|batch| Ok(Arc::new(StructArray::from(batch?)) as ArrayRef));
        let stream = Box::new(ArrayIterator::new(batches, Arc::new(field)));
        Ok(to_stream_pycapsule(py, stream, requested_schema)?)
    }
}

/// The Arrow schema of claims.
#[pyclass(frozen)]
struct Schema {
    schema: SchemaRef,
}

#[pymethods]
impl Schema {
    #[new]
    fn new() -> Self {
        Self { schema: schema() }
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }
}

#[pymodule]
fn _tidings(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    m.add_class::<Data>()?;
    m.add_class::<Schema>()?;
    m.add_class::<Stream>()
}
