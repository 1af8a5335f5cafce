//! Archives made for tests.
#![allow(dead_code, reason = "not every test file uses all of it")]

use std::fmt::Write as _;
use std::io::Write;

use tidings_archive::{Archive, Content, Form, Item, Limits, Record, Skipped};

/// A record of WARC with its block.
pub fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-03T10:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:{url}>\r\nWARC-Payload-Digest: sha1:ABC\r\nContent-Type: {content_type}\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

/// A server's answer with a page.
pub fn page(url: &str, text: &str) -> Vec<u8> {
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><p>{text}</p></html>"
    );
    record("response", url, "application/http; msgtype=response", block.as_bytes())
}

/// Text that packs badly, so that damage hits what matters.
pub fn noise(seed: u64, words: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = String::new();
    for _ in 0..words {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let _ = write!(out, "{:x} ", state & 0xff_ffff);
    }
    out
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

pub fn zst(bytes: &[u8]) -> Vec<u8> {
    let mut packer = zstd::Encoder::new(Vec::new(), 3).expect("a packer");
    packer.include_checksum(true).expect("a checksum");
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

/// `n` pages, and where each begins in the file.
pub fn pages(n: usize, pack: fn(&[u8]) -> Vec<u8>) -> (Vec<u8>, Vec<usize>) {
    let (mut out, mut starts) = (Vec::new(), Vec::new());
    for i in 0..n {
        starts.push(out.len());
        out.extend(pack(&page(&format!("https://example.org/{i}"), &noise(i as u64, 120))));
    }
    (out, starts)
}

/// All that an archive gives.
pub fn all(bytes: &[u8], form: Option<Form>, limits: Limits) -> (Vec<Record>, Vec<Skipped>, Archive<&[u8]>) {
    let mut archive = Archive::open(bytes, form, Form::Document, limits).expect("opened");
    let (mut records, mut skipped) = (Vec::new(), Vec::new());
    while let Some(item) = archive.next_item().expect("bytes can be read") {
        match item {
            Item::Record(r) => records.push(r),
            Item::Skipped(s) => skipped.push(s),
        }
    }
    (records, skipped, archive)
}

/// The number at the end of a page's address.
pub fn numbers(records: &[Record]) -> Vec<usize> {
    let url = |r: &Record| match &r.content {
        Content::Page(c) => c.url.clone(),
        _ => None,
    };
    records.iter().filter_map(|r| url(r)?.rsplit('/').next()?.parse().ok()).collect()
}
