//! Tables: columns by their usual names or by those given, days of every type, damage.
#![cfg(feature = "parquet")]

use std::sync::Arc;

use bytes::Bytes;
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use tidings_archive::table::{Columns, Table, TableError};
use tidings_archive::{Content, Item};

const SCHEMA: &str = "message reports {
    OPTIONAL BYTE_ARRAY maintext (UTF8);
    REQUIRED INT64 number;
    OPTIONAL INT32 date (DATE);
    OPTIONAL BYTE_ARRAY lang (UTF8);
}";

/// A file of `groups` row groups of `rows` rows; every fifth has no text.
fn file(groups: usize, rows: usize) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).expect("a file");
    for group in 0..groups {
        let mut out = writer.next_row_group().expect("a group");
        let numbers: Vec<usize> = (0..rows).map(|i| group * rows + i).collect();
        let there: Vec<i16> = numbers.iter().map(|n| i16::from(n % 5 != 0)).collect();
        let text = |n: &usize| ByteArray::from(format!("Report {n}: the river rose.").as_str());
        let texts: Vec<ByteArray> = numbers.iter().filter(|n| *n % 5 != 0).map(text).collect();
        let mut column = out.next_column().expect("a column").expect("a column");
        column.typed::<ByteArrayType>().write_batch(&texts, Some(&there), None).expect("written");
        column.close().expect("closed");
        let mut column = out.next_column().expect("a column").expect("a column");
        let ids: Vec<i64> = numbers.iter().map(|n| *n as i64).collect();
        column.typed::<Int64Type>().write_batch(&ids, None, None).expect("written");
        column.close().expect("closed");
        let mut column = out.next_column().expect("a column").expect("a column");
        let all = vec![1; rows];
        column.typed::<Int32Type>().write_batch(&vec![19846; rows], Some(&all), None).expect("written");
        column.close().expect("closed");
        let mut column = out.next_column().expect("a column").expect("a column");
        column.typed::<ByteArrayType>().write_batch(&[], Some(&vec![0; rows]), None).expect("written");
        column.close().expect("closed");
        out.close().expect("closed");
    }
    writer.into_inner().expect("written")
}

fn open(bytes: Vec<u8>, columns: &str) -> Result<Table<Bytes>, TableError> {
    Table::open(Bytes::from(bytes), &Columns::parse(columns).expect("columns"), 1 << 20)
}

#[test]
fn rows_come_as_lines() {
    let mut table = open(file(3, 100), "id=number").expect("a table");
    assert_eq!(table.len(), 300);
    let items: Vec<Item> = table.by_ref().collect();
    assert_eq!(items.len(), 240);
    assert_eq!(table.tally().passed.get("rows without a text"), Some(&60));
    let Item::Record(first) = &items[0] else { panic!("a record") };
    let text = r#"{"text":"Report 1: the river rose.","id":"1","published":"2024-05-03"}"#;
    assert_eq!(first.content, Content::Row(text.into()));
    assert_eq!(first.place.number, 2);
    let Item::Record(last) = &items[239] else { panic!("a record") };
    assert_eq!((last.place.number, last.place.inside), (300, 100));
    assert!(last.place.offset > first.place.offset);
}

#[test]
fn a_table_without_texts_says_what_it_has() {
    let error = open(file(1, 1), "text=story").err().expect("no texts").to_string();
    assert!(error.contains("story") && error.contains("maintext"), "{error}");
    assert!(Columns::parse("words=a").is_err() && Columns::parse("text").is_err());
}

#[test]
fn a_table_that_is_cut_off_cannot_be_read() {
    let bytes = file(2, 50);
    for cut in (0..bytes.len()).step_by(53) {
        let error = open(bytes[..cut].to_vec(), "").err().expect("no end").to_string();
        assert!(error.contains("at its end"), "{error}");
    }
}

#[test]
fn damage_is_told_and_other_groups_are_read() {
    let bytes = file(4, 200);
    let whole: Vec<Item> = open(bytes.clone(), "").expect("a table").collect();
    let mut told = 0;
    for at in (4..bytes.len()).step_by(41) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0xa5;
        let Ok(table) = open(bytes, "") else { continue };
        let items: Vec<Item> = table.take(2000).collect();
        told += items.iter().filter(|i| matches!(i, Item::Skipped(_))).count();
        let sound = items.iter().filter(|i| whole.contains(i)).count();
        assert!(sound >= 320, "byte {at}: {sound} of {} rows", whole.len());
    }
    assert!(told > 0, "nothing was told of damage");
}
