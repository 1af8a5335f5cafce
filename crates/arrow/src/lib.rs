//! Claims as Arrow tables: a table of reports in, a table of claims out, batch by batch.
//!
//! What polars, pandas, DuckDB, Spark and Ray pass each other is Arrow, so that one function here serves them all.
//! A claim is one row, with the fields of `docs/claims.md`; offsets count Unicode code points of the row's text.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`schema`](mod@schema) | the columns of claims |
//! | `rows` | a report out of each row of a batch |
//! | [`claims`](mod@claims) | reads the reports of a stream of batches on all cores |
//! | `file` | claims into a Parquet file, each with the report it stands in |

pub mod claims;
#[cfg(feature = "parquet")]
pub mod file;
mod rows;
pub mod schema;

pub use claims::{Claims, claims};
pub use rows::{Columns, TableError};
pub use schema::{schema, schema_of_archive};
