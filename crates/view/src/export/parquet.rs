//! Parquet: the claims table with its numbers as DOUBLE and its words as UTF8, every column optional, one row group.
//! No compression: the crate stays small, and readers need nothing to open it.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::ExportError;
use super::table::{Cell, Table};

pub(super) fn write(table: &Table) -> Result<Vec<u8>, ExportError> {
    pack(table).map_err(|e| ExportError::Library(format!("Parquet: {e}")))
}

fn pack(table: &Table) -> Result<Vec<u8>, parquet::errors::ParquetError> {
    let field = |(name, number): &(&str, bool)| {
        let (physical, logical) = if *number {
            (Physical::DOUBLE, None)
        } else {
            (Physical::BYTE_ARRAY, Some(LogicalType::String))
        };
        let built = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build();
        built.map(Arc::new)
    };
    let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("claims").with_fields(fields).build()?);
    let properties = Arc::new(WriterProperties::builder().set_created_by("tidings".into()).build());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, properties)?;
    let mut group = file.next_row_group()?;
    let mut n = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = || table.rows.iter().map(|row| &row[n]);
        let levels: Vec<i16> = cells().map(|c| i16::from(*c != Cell::Empty)).collect();
        if table.columns[n].1 {
            let values: Vec<f64> =
                cells().filter_map(|c| if let Cell::Number(x) = c { Some(*x) } else { None }).collect();
            column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
        } else {
            let values: Vec<ByteArray> = cells()
                .filter_map(|c| if let Cell::Text(s) = c { Some(s.as_str().into()) } else { None })
                .collect();
            column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
        }
        column.close()?;
        n += 1;
    }
    group.close()?;
    file.into_inner()
}
