//! Tables that ask for more than they hold, made of sound ones by changing a number.
#![cfg(feature = "parquet")]

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{BrotliLevel, Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use tidings_archive::Item;
use tidings_archive::table::{Columns, Table};

/// Rows of the tables here.
const ROWS: usize = 200;

/// How a table is written.
struct How {
    version: WriterVersion,
    packed: Compression,
    encoding: Option<Encoding>,
}

const PLAIN: How = How {
    version: WriterVersion::PARQUET_1_0,
    packed: Compression::UNCOMPRESSED,
    encoding: Some(Encoding::PLAIN),
};

/// A table of one column of one page.
fn table(how: &How, text: impl Fn(usize) -> String) -> Vec<u8> {
    let schema = "message reports { REQUIRED BYTE_ARRAY text (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut properties = WriterProperties::builder()
        .set_writer_version(how.version)
        .set_compression(how.packed)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_dictionary_enabled(how.encoding.is_none())
        .set_data_page_size_limit(64 << 20);
    if let Some(encoding) = how.encoding {
        properties = properties.set_encoding(encoding);
    }
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).expect("a file");
    let mut group = writer.next_row_group().expect("a group");
    let mut column = group.next_column().expect("a column").expect("a column");
    let texts: Vec<ByteArray> = (0..ROWS).map(|i| ByteArray::from(text(i).as_str())).collect();
    column.typed::<ByteArrayType>().write_batch(&texts, None, None).expect("written");
    column.close().expect("closed");
    group.close().expect("closed");
    writer.into_inner().expect("written")
}

/// Rows that come out, and what is told of the others; or why there are none.
fn read(bytes: Vec<u8>) -> Result<(usize, String), String> {
    let table = Table::open(Bytes::from(bytes), &Columns::default(), 64 << 20).map_err(|e| e.to_string())?;
    let (mut rows, mut told) = (0, String::new());
    for item in table {
        match item {
            Item::Record(_) => rows += 1,
            Item::Skipped(s) => told = s.why.to_string(),
        }
    }
    Ok((rows, told))
}

fn varint(mut n: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
    out
}

/// A field of a whole number, as Thrift writes it behind the one before.
fn field(kind: u8, n: u64) -> Vec<u8> {
    [vec![kind], varint(2 * n)].concat()
}

/// Where one stands in the other, from some byte on.
fn find(bytes: &[u8], what: &[u8], from: usize) -> usize {
    from + bytes[from..].windows(what.len()).position(|w| w == what).expect("it is there")
}

/// One put for the other where it first stands, from some byte on.
fn put(bytes: &mut Vec<u8>, from: usize, old: &[u8], new: &[u8]) {
    let at = find(bytes, old, from);
    bytes.splice(at..at + old.len(), new.iter().copied());
}

/// To how much the first page unpacks, as its head has it: behind the magic number and the page's kind.
fn unpacked(bytes: &[u8]) -> u64 {
    let digits = bytes[7..].iter().take_while(|b| **b >= 0x80).count() + 1;
    bytes[7..7 + digits].iter().rev().fold(0, |n, b| n << 7 | u64::from(b & 0x7f)) / 2
}

#[test]
fn sound_tables_of_every_kind_are_read() {
    let packings = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ];
    let encodings = [
        None,
        Some(Encoding::PLAIN),
        Some(Encoding::DELTA_LENGTH_BYTE_ARRAY),
        Some(Encoding::DELTA_BYTE_ARRAY),
    ];
    for packed in packings {
        for encoding in encodings {
            for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
                let bytes =
                    table(&How { version, packed, encoding }, |i| format!("Report {}: a flood.", i % 150));
                assert_eq!(read(bytes), Ok((ROWS, String::new())), "{packed:?} {encoding:?} {version:?}");
            }
        }
    }
}

#[test]
fn a_footer_that_counts_more_than_it_holds() {
    let mut bytes = table(&PLAIN, |i| format!("Report {i}."));
    let before = bytes.len();
    // Behind the number of rows the list of row groups: one struct, or two thousand million of them.
    let list = [&field(0x16, ROWS as u64)[..], &[0x19]].concat();
    put(
        &mut bytes,
        0,
        &[&list[..], &[0x1c]].concat(),
        &[&list[..], &[0xfc], &varint(i32::MAX as u64)].concat(),
    );
    let grown = (bytes.len() - before) as u8;
    let tail = bytes.len() - 8;
    bytes[tail] += grown;
    let told = read(bytes).expect_err("refused");
    assert!(told.contains("a list of 2147483647"), "{told}");
}

#[test]
fn a_page_that_says_it_unpacks_to_gigabytes() {
    let how = How { packed: Compression::SNAPPY, ..PLAIN };
    let mut bytes = table(&how, |i| format!("Report {i}: {}", "the river rose. ".repeat(40)));
    let unpacked = unpacked(&bytes);
    put(&mut bytes, 4, &field(0x15, unpacked), &field(0x15, 2_000_000_000));
    let (rows, told) = read(bytes).expect("a table");
    assert_eq!(rows, 0);
    assert!(told.contains("a page that unpacks to 2000000000 bytes"), "{told}");
}

#[test]
fn a_page_that_unpacks_to_more_than_it_says() {
    for packed in [Compression::GZIP(GzipLevel::default()), Compression::BROTLI(BrotliLevel::default())] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            let how = How { version, packed, ..PLAIN };
            let mut bytes = table(&how, |_| " ".repeat(40_000));
            let unpacked = unpacked(&bytes);
            assert!(unpacked > 8_000_000);
            put(&mut bytes, 4, &field(0x15, unpacked), &field(0x15, 2_000_000));
            let (rows, told) = read(bytes).expect("a table");
            assert_eq!(rows, 0);
            assert!(told.contains("more than the 2000000 bytes it says"), "{packed:?} {version:?}: {told}");
        }
    }
}

#[test]
fn a_dictionary_that_counts_more_than_it_holds() {
    let mut bytes = table(&How { encoding: None, ..PLAIN }, |i| format!("Report {i}."));
    // Behind the sizes the head of the dictionary, which begins with its number of values.
    put(
        &mut bytes,
        4,
        &[&[0x4c][..], &field(0x15, ROWS as u64)].concat(),
        &[&[0x4c][..], &field(0x15, 8000)].concat(),
    );
    let (rows, told) = read(bytes).expect("a table");
    assert_eq!(rows, 0);
    assert!(told.contains("says it has 8000 values"), "{told}");
}

#[test]
fn lengths_that_are_more_than_the_values() {
    for (encoding, lists) in [(Encoding::DELTA_LENGTH_BYTE_ARRAY, 1), (Encoding::DELTA_BYTE_ARRAY, 2)] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            for list in 0..lists {
                let how = How { version, encoding: Some(encoding), ..PLAIN };
                let mut bytes = table(&how, |i| format!("Report {i}."));
                // Values of a block, parts of a block, and how many there are.
                let head = |count: u64| [varint(128), varint(4), varint(count)].concat();
                let mut at = find(&bytes, &head(ROWS as u64), 4);
                if list == 1 {
                    at = find(&bytes, &head(ROWS as u64), at + 1);
                }
                put(&mut bytes, at, &head(ROWS as u64), &head(16_000));
                let (rows, told) = read(bytes).expect("a table");
                assert_eq!(rows, 0, "{encoding:?} {version:?} {list}");
                assert!(told.contains("with 16000 lengths"), "{encoding:?} {version:?} {list}: {told}");
            }
        }
    }
}
