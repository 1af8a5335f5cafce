//! Reads an archive (`-`: standard input) and does nothing with it: how fast that is, and how much memory it takes.
//! With `--generate MIB` it writes a WARC.gz of so many unpacked MiB instead. `bench/archive` calls it.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use tidings_archive::{Archive, Content, Form, Item, Limits};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--generate", mib] => generate(mib.parse()?),
        [path] => read(path),
        _ => Err("archive-bench FILE | archive-bench --generate MIB".into()),
    }
}

fn read(path: &str) -> Result<(), Box<dyn Error>> {
    let source: Box<dyn Read> = if path == "-" { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let start = Instant::now();
    let mut archive = Archive::open(source, None, Form::Document, Limits::default())?;
    let (mut documents, mut unpacked, mut skipped) = (0_u64, 0_u64, 0_u64);
    while let Some(item) = archive.next_item()? {
        match item {
            Item::Record(r) => {
                documents += u64::from(matches!(r.content, Content::Page(_)));
                unpacked += r.content.len() as u64;
            }
            Item::Skipped(_) => skipped += 1,
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{{\"documents\": {documents}, \"skipped\": {skipped}, \"file_mb\": {:.1}, \"unpacked_mb\": {:.1}, \"seconds\": {seconds:.3}, \"peak_kib\": {}}}",
        archive.read() as f64 / 1e6,
        unpacked as f64 / 1e6,
        peak()
    );
    Ok(())
}

/// Most memory that was resident, where the system says so.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Pages of the size that news sites have (some 100 KiB, most of it markup), each in a member of its own between a request
/// and a metadata record, as Common Crawl writes them.
fn generate(mib: u64) -> Result<(), Box<dyn Error>> {
    let mut out = io::BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let (mut state, mut written, mut n) = (0x9e37_79b9_7f4a_7c15_u64, 0, 0);
    let mut dice = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    while written < mib << 20 {
        let url = format!("https://news.example/{n}");
        let mut html = format!(
            "<!DOCTYPE html><html lang=en><head><title>Report {n}</title></head><body><article><h1>Report {n}</h1>"
        );
        for _ in 0..4 + dice() % 6 {
            let _ = write!(
                html,
                "<p>The governor of region {} said on {} May 2024 that {} people had left the valley after the river rose.</p>",
                dice() % 90,
                1 + dice() % 28,
                dice() % 9000
            );
        }
        html += "</article>";
        for _ in 0..200 + dice() % 1000 {
            let _ = writeln!(
                html,
                "<div class=\"c{:x}\"><a href=\"/{:x}\">more</a></div>",
                dice() % 65536,
                dice()
            );
        }
        html += "</body></html>";
        let page = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{html}",
            html.len()
        );
        for (kind, content_type, block) in [
            ("request", "application/http; msgtype=request", "GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"),
            ("response", "application/http; msgtype=response", page.as_str()),
            ("metadata", "application/warc-fields", "fetchTimeMs: 120\r\n"),
        ] {
            let head = format!(
                "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-03T10:00:00Z\r\n\
                 WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{n:012}>\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
                block.len()
            );
            let mut member = GzEncoder::new(&mut out, Compression::fast());
            member.write_all(head.as_bytes())?;
            member.write_all(block.as_bytes())?;
            member.write_all(b"\r\n\r\n")?;
            member.finish()?;
            written += (head.len() + block.len() + 4) as u64;
        }
        n += 1;
    }
    out.flush()?;
    Ok(())
}
