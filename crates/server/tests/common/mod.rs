//! A server on a port of its own over a ledger of its own, and a client that is no more than a socket.

#![allow(dead_code)] // Every test file uses its part of this.

#[path = "../../../store/tests/common/folder.rs"]
mod folder;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;
use tidings::Models;
use tidings::situation;
use tidings::store::{Given, Source, Store};
use tidings_server::{Options, Running};

pub use folder::Folder;

/// A page that tries to do things.
pub const HOSTILE: &str = "<html><head><title>Raid on Tarnik <script>alert(1)</script></title></head><body>
<h1>Raid on Tarnik &lt;img src=x onerror=alert(2)&gt;</h1>
<p>Officials said on Monday that three people were killed in Kherson &lt;script&gt;alert(3)&lt;/script&gt; on 5 June 2023.</p>
<p>Halyna Bondar, 61, a resident of Kherson, said that the shelling had gone on for two hours. Bondar lost her house.</p>
<script>alert(4)</script></body></html>";

/// Names that no answer may have.
pub const PRIVATE: [&str; 2] = ["Halyna", "Bondar"];

pub const READER: &str = "reader-token-0123456789";
pub const REVIEWER: &str = "reviewer-token-0123456789";

/// Where the model and the gazetteer are: where the program looks, else in the repository.
fn data() -> PathBuf {
    let dirs = [tidings::models::data_dir(), Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")];
    let found = dirs.iter().position(|d| d.join(tidings::models::GAZETTEER).is_file());
    dirs[found.unwrap_or(1)].clone()
}

/// The models, once for all tests of a file.
fn models() -> &'static Models {
    static MODELS: OnceLock<Models> = OnceLock::new();
    MODELS.get_or_init(|| {
        let dir = data();
        Models::open(&dir.join(tidings::models::MODEL), &dir.join(tidings::models::GAZETTEER))
            .expect("models: run `make models`")
    })
}

/// Fills a ledger with the reports of the examples about the dam, and the hostile page.
pub fn fill(path: &Path) {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut store = Store::create(path).expect("a ledger");
    let mut sources = Vec::new();
    for name in ["kakhovka-1-statement.txt", "kakhovka-2-wire.txt", "kakhovka-3-paper.html"] {
        let bytes = std::fs::read(examples.join(name)).expect("an example");
        sources.extend(source(name, bytes));
    }
    sources.extend(source("halyna-bondar.html", HOSTILE.into()));
    situation::add(&mut store, models(), sources, 1, |_, _| ()).expect("reports added");
}

/// One report as a source.
pub fn source(name: &str, bytes: Vec<u8>) -> Vec<Source> {
    let origin = format!("/home/somebody/{name}");
    situation::sources(bytes, name, &origin, &Given::default(), "2024-05-01T00:00:00Z", |n, e| {
        panic!("line {n}: {e}")
    })
}

/// How a server for a test is started.
pub fn options(ledger: &Path) -> Options {
    let dir = data();
    Options {
        ledger: ledger.into(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        tokens: None,
        hosts: Vec::new(),
        model: dir.join(tidings::models::MODEL),
        gazetteer: dir.join(tidings::models::GAZETTEER),
        threads: 1,
    }
}

/// A server over a filled ledger.
pub fn serve(folder: &Folder) -> Running {
    let ledger = folder.path("situation.tidings");
    fill(&ledger);
    tidings_server::start(options(&ledger)).expect("a server")
}

/// The same, where tokens are needed.
pub fn serve_with_tokens(folder: &Folder) -> Running {
    let ledger = folder.path("situation.tidings");
    fill(&ledger);
    let tokens = folder.path("tokens.txt");
    std::fs::write(&tokens, format!("{READER} reader Rita\n{REVIEWER} reviewer Viktor\n")).expect("tokens");
    tidings_server::start(Options { tokens: Some(tokens), ..options(&ledger) }).expect("a server")
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("no JSON ({e}), {}: {}", self.status, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// An error in the one shape of errors.
    pub fn problem(&self, status: u16) -> String {
        let body = self.json();
        assert_eq!(self.status, status, "{}", self.text());
        assert!(body["advice"].is_string() || body["advice"].is_null(), "{body}");
        body["error"].as_str().expect("what is wrong").to_string()
    }
}

/// Asks once, with the lines of a head and a body as they are.
pub fn ask(at: SocketAddr, head: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(at).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(2))).expect("a timeout");
    let host =
        if head.to_lowercase().contains("\nhost:") { String::new() } else { format!("Host: {at}\r\n") };
    let length = if body.is_empty() || head.to_lowercase().contains("content-length:") {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    let head = head.trim().replace("\r\n", "\n").replace('\n', "\r\n");
    let sent = write!(stream, "{head}\r\n{host}{length}Connection: close\r\n\r\n")
        .and_then(|()| stream.write_all(body));
    // A server that refuses may hang up before it has taken the whole body.
    let _ = sent;
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    parse(&all)
}

fn parse(all: &[u8]) -> Answer {
    let end = all.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or_else(|| panic!("no head: {all:?}"));
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let mut lines = head.lines();
    let status =
        lines.next().and_then(|l| l.split(' ').nth(1)).and_then(|s| s.parse().ok()).expect("a status");
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.trim().to_string(), v.trim().to_string()))
        .collect();
    let mut body = all[end + 4..].to_vec();
    let chunked = headers.iter().any(|(n, v)| n.eq_ignore_ascii_case("transfer-encoding") && v == "chunked");
    if chunked {
        body = joined(&body);
    }
    Answer { status, headers, body }
}

fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = chunks.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&chunks[..end]).ok().and_then(|s| usize::from_str_radix(s, 16).ok());
        let Some(size) = size.filter(|s| *s > 0) else { break };
        out.extend_from_slice(&chunks[end + 2..end + 2 + size]);
        chunks = &chunks[end + 4 + size..];
    }
    out
}

pub fn get(at: SocketAddr, path: &str) -> Answer {
    ask(at, &format!("GET {path} HTTP/1.1"), b"")
}

/// The JSON of an answer that must be good.
pub fn json(at: SocketAddr, path: &str) -> Value {
    let answer = get(at, path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

pub fn situation_of(at: SocketAddr) -> Value {
    json(at, "/api/v1/situation")
}

/// A decision, as the page sends it.
pub fn decide(at: SocketAddr, body: &Value) -> Answer {
    let head = "POST /api/v1/decisions HTTP/1.1\nX-Tidings: 1\nContent-Type: application/json";
    ask(at, head, body.to_string().as_bytes())
}

/// An upload, as the page sends it.
pub fn upload(at: SocketAddr, query: &str, bytes: &[u8]) -> Answer {
    ask(at, &format!("POST /api/v1/reports?{query} HTTP/1.1\nX-Tidings: 1"), bytes)
}

/// A page that listens to events.
pub struct Listener {
    lines: BufReader<TcpStream>,
}

impl Listener {
    pub fn new(at: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(at).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_mins(2))).expect("a timeout");
        write!(stream, "GET /api/v1/events HTTP/1.1\r\nHost: {at}\r\n\r\n").expect("asked");
        Self { lines: BufReader::new(stream) }
    }

    /// The next event that `wanted` takes.
    pub fn wait(&mut self, wanted: impl Fn(&str, &Value) -> bool) -> Value {
        let begun = Instant::now();
        let mut name = String::new();
        loop {
            assert!(begun.elapsed() < Duration::from_mins(1), "no such event came");
            let mut line = String::new();
            self.lines.read_line(&mut line).expect("a line");
            if let Some(event) = line.trim_end().strip_prefix("event: ") {
                name = event.to_string();
            } else if let Some(data) = line.trim_end().strip_prefix("data: ") {
                let data: Value = serde_json::from_str(data).expect("JSON");
                if wanted(&name, &data) {
                    return data;
                }
            }
        }
    }
}
