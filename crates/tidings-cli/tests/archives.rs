//! Archives: WARC, mbox, Parquet and packed lines through `annotate` and `add`.

mod common;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use common::{Folder, slice};
use serde_json::Value;
use tidings::archive::table::{Columns, Table};
use tidings::archive::{Content, Item};
use tidings::store::Store;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

fn page(url: &str, html: &str) -> Vec<u8> {
    let block =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: test\r\n\r\n{html}");
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-03T10:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:{url}>\r\nWARC-Payload-Digest: sha1:QLAOTEXC\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    gzip(format!("{head}{block}\r\n\r\n").as_bytes())
}

fn story(n: usize) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>Flood in the valley | The Tarn Courier</title></head><body>\
         <nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Flood in the valley</h1>\
         <p>Mayor Ilona Varga said at least {} people were evacuated from Tokaj on Tuesday.</p>\
         <p>The Hungarian Red Cross denied that its depot had been looted.</p></article>\
         <footer>Copyright</footer></body></html>",
        n + 10
    )
}

/// An archive of `n` pages, and where each begins.
fn warc(n: usize) -> (Vec<u8>, Vec<u64>) {
    let (mut out, mut starts) = (Vec::new(), Vec::new());
    for i in 0..n {
        starts.push(out.len() as u64);
        out.extend(page(&format!("https://example.org/{i}"), &story(i)));
    }
    (out, starts)
}

#[test]
fn pages_come_out_as_lines_with_where_they_stand() {
    let folder = Folder::new("archives-annotate");
    let (bytes, starts) = warc(30);
    folder.write("news.warc.gz", &bytes);
    let args = ["annotate", "news.warc.gz", "--layers", "claims,places", "--quiet"];
    let one = folder.run(&[&args[..], &["-j1"]].concat()).with_code(0);
    let four = folder.run(&[&args[..], &["-j4"]].concat()).with_code(0);
    assert_eq!(one.out, four.out, "order does not depend on threads");
    let lines = one.json();
    assert_eq!(lines.len(), 30);
    for (i, line) in lines.iter().enumerate() {
        assert_eq!(line["id"], format!("https://example.org/{i}"));
        assert_eq!((&line["url"], &line["lang"]), (&line["id"], &Value::from("en")));
        let source = &line["source"];
        assert_eq!(source["archive"], "news.warc.gz");
        assert_eq!(
            (source["record"].as_u64(), source["offset"].as_u64()),
            (Some(i as u64 + 1), Some(starts[i]))
        );
        assert_eq!(source["captured"], "2024-05-03T10:00:00Z");
        assert_eq!(source["payload_digest"], "sha1:QLAOTEXC");
        assert_eq!(source["bytes"].as_u64(), Some(story(i).len() as u64));
        assert!(line.get("published").is_none(), "the day of a capture is no day of publication");
        let text = line["text"].as_str().expect("a text");
        assert!(!text.contains("Home") && !text.contains("Copyright"), "{text}");
        let claims = line["claims"].as_array().expect("claims");
        assert!(!claims.is_empty());
        for claim in claims {
            let (start, end) = (claim["start"].as_u64().expect("start"), claim["end"].as_u64().expect("end"));
            assert_eq!(claim["text"], slice(text, start as usize, end as usize));
        }
    }
    // On standard input it is the same but for its name; unless the day of capture is to stand in.
    let ran = folder.run_with(&["annotate", "-", "--capture-date", "--quiet"], &bytes).with_code(0);
    assert_eq!(ran.json()[3]["published"], "2024-05-03");
    assert!(ran.json()[3]["notes"].to_string().contains("crawler"));
}

#[test]
fn a_cut_archive_gives_what_it_has_and_says_where_it_broke() {
    let folder = Folder::new("archives-cut");
    let (bytes, starts) = warc(6);
    let cut = starts[4] as usize + 100;
    let ran = folder.run_with(&["annotate", "-"], &bytes[..cut]).with_code(3);
    assert_eq!(ran.json().len(), 4);
    let wanted = format!("record 5 at byte {}: the file breaks off at byte {cut}", starts[4]);
    assert!(ran.err.contains(&wanted), "{}", ran.err);
    assert!(ran.err.contains("4 records read, 1 skipped (1 cut off)"), "{}", ran.err);
    // One damaged record costs itself; the ledger has the others.
    let mut damaged = bytes.clone();
    damaged[starts[2] as usize + 150] ^= 0xff;
    folder.write("damaged.warc.gz", &damaged);
    let ran = folder.run(&["add", "damaged.warc.gz", "--ledger", "x.tidings"]).with_code(3);
    assert!(ran.err.contains("record 3 at byte") && ran.err.contains("5 reports added"), "{}", ran.err);
}

#[test]
fn added_once_with_provenance_and_read_anew_the_same() {
    let folder = Folder::new("archives-add");
    let (bytes, starts) = warc(20);
    std::fs::create_dir(folder.path("in")).expect("a folder");
    folder.write("in/news.warc.gz", &bytes);
    folder.write("in/mails.mbox", "From a@example.org Fri May  3 10:00:00 2024\nSubject: Bridge closed\nDate: Fri, 3 May 2024 10:00:00 +0000\n\
        Content-Type: text/plain; charset=utf-8\n\nThe mayor said that 12 people were hurt in Kherson on Thursday.\n");
    let lines = "{\"id\": \"a\", \"text\": \"Police said that 3 men drowned in Miskolc.\"}\n";
    folder.write("in/lines.jsonl.gz", gzip(lines.as_bytes()));
    let ran = folder.run(&["add", "in", "--ledger", "x.tidings"]).with_code(0);
    assert!(ran.err.contains("22 reports added"), "{}", ran.err);
    let ran = folder.run(&["add", "in", "--ledger", "x.tidings"]).with_code(0);
    assert!(ran.err.contains("0 reports added, 22 already there"), "{}", ran.err);
    folder.run(&["check", "--ledger", "x.tidings"]).with_code(0);

    let store = Store::read_only(&folder.path("x.tidings")).expect("a ledger");
    let mut pages = 0;
    let each = |source: tidings::store::Source, _| {
        let document = tidings::situation::document(&source);
        if let Some(url) = &source.given.url {
            let n: usize = url.rsplit('/').next().and_then(|n| n.parse().ok()).expect("a number");
            assert_eq!(source.bytes, story(n).as_bytes(), "bytes as received");
            assert_eq!(source.origin, format!("in/news.warc.gz@{}", starts[n]));
            let response = store.responses(&source.sha256).expect("responses").remove(0);
            let response: Value = serde_json::from_str(&response).expect("JSON");
            assert_eq!(response["status"], 200);
            assert_eq!(response["archive"]["offset"].as_u64(), Some(starts[n]));
            assert_eq!(response["archive"]["payload_digest"], "sha1:QLAOTEXC");
            pages += 1;
        } else if source.origin.contains("mbox") {
            assert_eq!(document.meta.title.as_deref(), Some("Bridge closed"));
            assert_eq!(document.meta.published.map(|d| d.to_string()).as_deref(), Some("2024-05-03"));
            assert!(document.text.starts_with("The mayor said"), "{}", document.text);
        }
        Ok::<_, tidings::store::StoreError>(())
    };
    store.each(each).expect("sources");
    assert_eq!(pages, 20);
    let before = folder.run(&["query", "*", "--ledger", "x.tidings", "--format", "jsonl"]).with_code(0).out;
    assert!(before.contains("Kherson") && before.contains("Miskolc") && before.contains("Tokaj"));
    folder.run(&["rebuild", "--ledger", "x.tidings", "--quiet"]).with_code(0);
    assert_eq!(
        before,
        folder.run(&["query", "*", "--ledger", "x.tidings", "--format", "jsonl"]).with_code(0).out
    );
}

#[test]
fn killed_in_the_middle_of_an_archive_it_goes_on() {
    let folder = Folder::new("archives-killed");
    folder.write("news.warc.gz", warc(150).0);
    let mut said = std::collections::BTreeSet::new();
    for wanted in [1, 9, 40] {
        let mut child = folder
            .command(&["add", "news.warc.gz", "--ledger", "x.tidings", "--list", "--quiet"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let added = lines.map_while(Result::ok).filter(|l| l.starts_with("added\t"));
        said.extend(added.take(wanted).filter_map(|l| l.split('\t').nth(1).map(str::to_owned)));
        child.kill().expect("it is killed");
        child.wait().expect("it is over");
        let store = Store::read_only(&folder.path("x.tidings")).expect("a ledger");
        let there: Vec<String> =
            store.stamps().expect("stamps").1.keys().map(|h| tidings::text::hex(h)).collect();
        assert!(said.iter().all(|h| there.contains(h)), "acknowledged and lost");
    }
    assert_eq!(said.len(), 50);
    folder.run(&["add", "news.warc.gz", "--ledger", "x.tidings", "--quiet"]).with_code(0);
    folder.run(&["check", "--ledger", "x.tidings", "--quiet"]).with_code(0);
    assert_eq!(Store::read_only(&folder.path("x.tidings")).and_then(|s| s.len()).expect("a number"), 150);
}

#[test]
fn claims_as_a_table_are_those_of_the_lines() {
    let folder = Folder::new("archives-parquet");
    folder.write("news.warc.gz", warc(25).0);
    folder
        .run(&["annotate", "news.warc.gz", "--format", "parquet", "-o", "claims.parquet", "--quiet"])
        .with_code(0);
    let lines = folder.run(&["annotate", "news.warc.gz", "--quiet"]).with_code(0).json();
    let mut wanted = Vec::new();
    for line in &lines {
        for claim in line["claims"].as_array().expect("claims") {
            let [text, doc] = [&claim["text"], &line["id"]].map(|v| v.as_str().expect("text").to_owned());
            wanted.push((text, doc));
        }
    }
    let columns = Columns::parse("id=doc,url=archive,publisher=record_id").expect("columns");
    let file = std::fs::File::open(folder.path("claims.parquet")).expect("the file");
    let table = Table::open(file, &columns, 1 << 20).expect("a table");
    let found: Vec<(String, String)> = table
        .filter_map(|item| match item {
            Item::Record(r) => match r.content {
                Content::Row(line) => serde_json::from_slice::<Value>(&line).ok(),
                _ => None,
            },
            Item::Skipped(_) => None,
        })
        .map(|row| {
            assert_eq!(row["url"], "news.warc.gz");
            (row["text"].as_str().expect("text").to_owned(), row["id"].as_str().expect("id").to_owned())
        })
        .collect();
    assert!(!wanted.is_empty());
    assert_eq!(found, wanted);
    // What came out goes in again: each clause as a report of its own, named by a column.
    let ran =
        folder.run(&["annotate", "claims.parquet", "--columns", "id=doc", "--layers", "places"]).with_code(0);
    assert_eq!(ran.json().len(), wanted.len());
    assert_eq!(ran.json()[0]["source"]["record"], 1);
    let ran = folder.run(&["annotate", "claims.parquet", "--columns", "text=story"]).with_code(1);
    assert!(ran.err.contains("story"), "{}", ran.err);
    folder.run(&["annotate", "news.warc.gz", "--format", "parquet", "--layers", "places"]).with_code(2);
}

/// The commands of docs/archives.md do what it says.
#[test]
fn the_examples_of_the_page_run() {
    let folder = Folder::new("archives-page");
    folder.write("news.warc.gz", warc(3).0);
    folder.write(
        "mails.mbox",
        "From a Fri May  3 10:00:00 2024\nSubject: x\n\nPolice said that 3 men drowned in Miskolc.\n",
    );
    let mut lines = String::new();
    let _ = writeln!(lines, "{{\"text\": \"Police said that 3 men drowned in Miskolc.\"}}");
    folder.write("lines.jsonl.gz", gzip(lines.as_bytes()));
    let page = include_str!("../../../docs/archives.md");
    let commands: Vec<&str> = page.lines().filter_map(|l| l.strip_prefix("    tidings ")).collect();
    assert!(commands.len() >= 5, "examples are found");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        let ran = folder.run(&words);
        assert_eq!(ran.code, 0, "{command}\n{}", ran.err);
    }
    assert!(folder.path("claims.parquet").exists() && folder.path("situation.tidings").exists());
    for option in ["--from", "--columns", "--capture-date", "--max-record", "--format", "--layers"] {
        assert!(page.contains(option), "{option} is told of");
    }
}

#[test]
fn a_page_that_its_digest_disowns_is_kept_and_said_so() {
    let folder = Folder::new("archives-digest");
    let (bytes, _) = warc(2);
    let mut plain = String::new();
    flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut plain).expect("text");
    // Of nothing at all.
    let other = plain.replacen("sha1:QLAOTEXC", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", 1);
    folder.write("news.warc", other.as_bytes());
    let ran = folder.run(&["annotate", "news.warc"]).with_code(0);
    assert!(ran.err.contains("1 of which a digest does not hold"), "{}", ran.err);
    let lines = ran.json();
    assert_eq!(lines[0]["source"]["digests"], "the digest of the payload does not hold");
    assert!(lines[0]["notes"].to_string().contains("a digest of its archive does not hold"));
    assert!(lines[1]["source"]["digests"].is_null() && !lines[1]["notes"].to_string().contains("digest"));
    folder.run(&["add", "news.warc", "--ledger", "x.tidings"]).with_code(0);
    let store = Store::read_only(&folder.path("x.tidings")).expect("a ledger");
    let hashes = store.hashes().expect("hashes");
    let told = hashes.iter().flat_map(|h| store.responses(h).expect("responses"));
    assert_eq!(told.filter(|r| r.contains("the digest of the payload does not hold")).count(), 1);
}
