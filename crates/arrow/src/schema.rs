//! The columns of claims: those of the JSON (`docs/claims.md`) with Arrow's types, so that the two never differ.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

/// The schema of a table of claims. `row` counts the rows of the input from 0, over all batches; `doc` is the id of
/// the report. Every other field is that of the JSON; spans are `{start, end}` there too, or lists of two.
pub fn schema() -> SchemaRef {
    let claim = vec![
        Field::new("row", DataType::Int64, false),
        text("doc"),
        int("start"),
        int("end"),
        text("text"),
        text("speaker"),
        list("speaker_span", DataType::Int32),
        list("chain", record([text("who"), text("role"), list("span", DataType::Int32)])),
        list("evidence", DataType::Utf8),
        text("attribution"),
        list("cue", list_of(DataType::Int32)),
        Field::new("direct_quote", DataType::Boolean, true),
        text("stance"),
        text("certainty"),
        text("polarity"),
        text("tier"),
        field(
            "plover",
            record([
                text("type"),
                list("mode", DataType::Utf8),
                list("context", DataType::Utf8),
                list("aux", DataType::Utf8),
            ]),
        ),
        field("acled", record([text("event_type"), text("sub_event_type")])),
        list("actors", DataType::Utf8),
        list("recipients", DataType::Utf8),
        list("places", place()),
        field("time", record([day("start"), day("end"), text("basis"), text("precision")])),
        list("quantities", quantity()),
        int("repeats"),
    ];
    Arc::new(Schema::new(claim))
}

/// The schema of a table of claims out of an archive: that of [`schema`](fn@schema), and what is known of the report.
/// `row` counts the records of the archive from 0; `archive`, `offset` and `inside` say where the record stands.
pub fn schema_of_archive() -> SchemaRef {
    let claim = schema();
    let report = [
        text("title"),
        day("published"),
        text("publisher"),
        text("lang"),
        text("url"),
        text("archive"),
        field("offset", DataType::Int64),
        field("inside", DataType::Int64),
        text("captured"),
        text("record_id"),
        text("payload_digest"),
        text("digests"),
        text("sha256"),
    ];
    let fields = claim.fields().iter().cloned().chain(report.map(Arc::new));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn place() -> DataType {
    record([
        int("start"),
        int("end"),
        text("name"),
        number("lat"),
        number("lon"),
        number("radius_km"),
        text("country"),
        text("iso3166_2"),
        text("precision"),
        int("acled_precision"),
        int("ucdp_precision"),
        text("role"),
    ])
}

fn quantity() -> DataType {
    record([
        text("measure"),
        number("min"),
        number("max"),
        text("of"),
        int("start"),
        int("end"),
        Field::new("part", DataType::Boolean, true),
        Field::new("printed", DataType::Boolean, true),
    ])
}

fn field(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn text(name: &str) -> Field {
    field(name, DataType::Utf8)
}

fn int(name: &str) -> Field {
    field(name, DataType::Int32)
}

fn number(name: &str) -> Field {
    field(name, DataType::Float64)
}

fn day(name: &str) -> Field {
    field(name, DataType::Date32)
}

fn list(name: &str, of: DataType) -> Field {
    field(name, list_of(of))
}

fn list_of(of: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", of, true)))
}

fn record<const N: usize>(fields: [Field; N]) -> DataType {
    DataType::Struct(fields.into_iter().collect::<Fields>())
}
