//! Five hundred readers, some of them slow, while somebody decides and reports are added: who writes does not wait for
//! who reads. And how long a ledger of 100,000 claims takes to come up, and how many bytes it is.
//!
//! In full: `cargo test --release -p tidings-server --test load -- --ignored --nocapture` prints the figures as JSON.

mod common;
#[path = "../../store/tests/common/reports.rs"]
mod made;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::{Folder, Listener, ask, decide, get, json, options, situation_of};
use serde_json::json;
use tidings::store::Store;

/// Claims of one report.
const EACH: usize = 40;

fn fill(path: &Path, claims: usize) {
    let mut store = Store::create(path).expect("a ledger");
    let reports = claims / EACH;
    for from in (0..reports).step_by(64) {
        let batch: Vec<_> =
            (from..reports.min(from + 64)).map(|seed| made::report(seed as u64, EACH)).collect();
        store.add(&batch).expect("added");
    }
}

struct Figures {
    claims: usize,
    start: Duration,
    /// With nobody else there: from asking for a decision to the answer that it is seen, by what was decided.
    alone: Vec<(&'static str, Duration)>,
    /// The same for a report that was added beside the server.
    alone_add: Duration,
    bytes: usize,
    packed: usize,
    answers: usize,
    failed: usize,
    slowest_answer: Duration,
    decisions: usize,
    median_decision: Duration,
    slowest_decision: Duration,
    seen: Duration,
    adds: usize,
    slowest_add: Duration,
}

fn load(test: &str, claims: usize, readers: usize, lasts: Duration) -> Figures {
    let folder = Folder::new(test);
    let ledger = folder.path("situation.tidings");
    fill(&ledger, claims);
    let begun = Instant::now();
    let server = tidings_server::start(options(&ledger)).expect("a server");
    let start = begun.elapsed();
    let at = server.address();
    let whole = get(at, "/api/v1/situation");
    let columns = get(at, "/api/v1/situation/columns");
    let packed = ask(at, "GET /api/v1/situation/columns HTTP/1.1\nAccept-Encoding: gzip", b"");
    let ids: Vec<String> = whole.json()["claims"]["id"]
        .as_array()
        .expect("ids")
        .iter()
        .filter_map(|v| v.as_str().map(str::to_string))
        .collect();
    let (alone, alone_add) = alone(at, &ledger, &ids);
    let (over, answers, failed) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let slowest = std::sync::Mutex::new(Duration::ZERO);
    let mut decided = Vec::new();
    let mut added = Vec::new();
    // Slow ones ask for everything and take nothing of it.
    let slow: Vec<TcpStream> = (0..readers / 10)
        .map(|_| {
            let mut s = TcpStream::connect(at).expect("a connection");
            write!(s, "GET /api/v1/situation HTTP/1.1\r\nHost: {at}\r\n\r\n").expect("asked");
            s
        })
        .collect();
    // Half-open ones never finish their head.
    let half: Vec<TcpStream> = (0..readers / 10)
        .map(|_| {
            let mut s = TcpStream::connect(at).expect("a connection");
            write!(s, "GET /api/v1/situation HTTP/1.1\r\nHo").expect("begun");
            s
        })
        .collect();
    std::thread::scope(|scope| {
        for k in 0..readers - slow.len() - half.len() {
            let (over, answers, failed, slowest, ids) = (&over, &answers, &failed, &slowest, &ids);
            let reader = std::thread::Builder::new().stack_size(256 << 10);
            let run = move || {
                let (mut n, mut tag) = (k, String::new());
                while !over.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    match read(at, k, &ids[n * 7919 % ids.len()], &mut tag) {
                        Some(200 | 304 | 404 | 409 | 410) => answers.fetch_add(1, Ordering::Relaxed),
                        _ => failed.fetch_add(1, Ordering::Relaxed),
                    };
                    let took = begun.elapsed();
                    let mut most = slowest.lock().expect("a lock");
                    *most = (*most).max(took);
                    drop(most);
                    n += 1;
                    std::thread::sleep(Duration::from_millis(200));
                }
            };
            reader.spawn_scoped(scope, run).expect("a thread");
        }
        let mut store = Store::open(&ledger).expect("the ledger");
        let until = Instant::now() + lasts;
        let mut last = alone.len() as u64;
        while Instant::now() < until || decided.len() < 3 {
            let id = &ids[(decided.len() * 31 + 1000) % ids.len()];
            let begun = Instant::now();
            let done = decide(
                at,
                &json!({"expected": last, "who": "Ann", "why": "", "act": {"accept": {"claim": id}}}),
            );
            decided.push(begun.elapsed());
            assert_eq!(done.status, 201, "{}", done.text());
            last = done.json()["id"].as_u64().expect("a number");
            let begun = Instant::now();
            let seed = (1_000_000 + added.len()) as u64;
            store.add(&[made::report(seed, EACH)]).expect("added");
            added.push(begun.elapsed());
        }
        over.store(true, Ordering::Relaxed);
    });
    // What was written is seen before long.
    let begun = Instant::now();
    let all = alone.len() + decided.len();
    while situation_of(at)["last_decision"].as_u64() != Some(all as u64) {
        assert!(begun.elapsed() < Duration::from_mins(3), "the decisions are not seen");
        std::thread::sleep(Duration::from_millis(100));
    }
    let seen = begun.elapsed();
    assert_eq!(json(at, "/api/v1/decisions").as_array().map(Vec::len), Some(all));
    drop((slow, half));
    decided.sort_unstable();
    let slowest_answer = *slowest.lock().expect("a lock");
    Figures {
        claims,
        start,
        alone,
        alone_add,
        bytes: columns.body.len(),
        packed: packed.body.len(),
        answers: answers.load(Ordering::Relaxed),
        failed: failed.load(Ordering::Relaxed),
        slowest_answer,
        decisions: decided.len(),
        median_decision: decided[decided.len() / 2],
        slowest_decision: decided[decided.len() - 1],
        seen,
        adds: added.len(),
        slowest_add: added.iter().copied().max().unwrap_or_default(),
    }
}

/// How long it takes until what was decided is seen, while nobody reads.
fn alone(at: SocketAddr, ledger: &Path, ids: &[String]) -> (Vec<(&'static str, Duration)>, Duration) {
    let of = |n: usize| &ids[n % ids.len()];
    let acts = [
        ("accept", json!({"accept": {"claim": of(3)}})),
        ("note", json!({"note": {"claim": of(7), "text": "seen"}})),
        ("reject", json!({"reject": {"claim": of(50_021)}})),
        (
            "edit speaker",
            json!({"edit": {"claim": of(60_007), "field": "speaker", "value": "Maria Petrenko"}}),
        ),
        (
            "edit place",
            json!({"edit": {"claim": of(70_007), "field": "place", "value": "Kherson @ 46.6,32.6"}}),
        ),
        ("join", json!({"join": {"claims": [of(11), of(80_009)]}})),
        ("link", json!({"link": {"a": of(13), "b": of(90_001), "kind": "contradicts"}})),
        ("undo", json!({"undo": {"decision": 3}})),
    ];
    let mut page = Listener::new(at);
    let mut took = Vec::new();
    for (n, (name, act)) in acts.into_iter().enumerate() {
        let begun = Instant::now();
        let done = decide(at, &json!({"expected": n, "who": "Ann", "why": "", "act": act}));
        assert_eq!(done.status, 201, "{name}: {}", done.text());
        page.wait(|name, data| name == "changed" && data["last_decision"] == n + 1);
        took.push((name, begun.elapsed()));
    }
    let before = json(at, "/api/v1/query?q=killed%3E%3D1")["version"].clone();
    let mut store = Store::open(ledger).expect("the ledger");
    let begun = Instant::now();
    store.add(&[made::report(2_000_000, EACH)]).expect("added");
    page.wait(|name, data| name == "changed" && data["version"] != before);
    (took, begun.elapsed())
}

/// One question of a reader; every tenth reader asks for everything, and for nothing of it that he has.
fn read(at: SocketAddr, k: usize, id: &str, tag: &mut String) -> Option<u16> {
    let path = match k % 10 {
        0 => "/api/v1/situation".to_string(),
        1 => "/api/v1/query?q=killed%3E%3D10".into(),
        2 => "/api/v1/decisions".into(),
        _ => format!("/api/v1/claims/{id}"),
    };
    let mut s = TcpStream::connect(at).ok()?;
    s.set_read_timeout(Some(Duration::from_mins(2))).ok()?;
    let known = if tag.is_empty() { String::new() } else { format!("If-None-Match: {tag}\r\n") };
    write!(
        s,
        "GET {path} HTTP/1.1\r\nHost: {at}\r\nAccept-Encoding: gzip\r\n{known}Connection: close\r\n\r\n"
    )
    .ok()?;
    let mut all = Vec::new();
    s.read_to_end(&mut all).ok()?;
    let head = String::from_utf8_lossy(all.get(..all.len().min(2048))?).into_owned();
    if let Some(new) = head.lines().find_map(|l| l.strip_prefix("etag: ")) {
        *tag = new.trim().to_string();
    }
    head.split(' ').nth(1)?.trim().parse().ok()
}

#[test]
fn readers_do_not_stop_a_writer() {
    let f = load("load-small", 4_000, 60, Duration::from_secs(3));
    assert_eq!(f.failed, 0, "answers that were none");
    assert!(f.answers > 60, "{} answers", f.answers);
    // Generous, for a busy machine; the figures of the full run are in bench/results.
    assert!(
        f.slowest_decision + f.seen < Duration::from_secs(20),
        "{:?} and {:?}",
        f.slowest_decision,
        f.seen
    );
}

#[test]
#[ignore = "takes minutes; run it by name, with --release: the command is above"]
fn five_hundred_readers_over_a_hundred_thousand_claims() {
    let n = |name: &str, otherwise: usize| {
        std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
    };
    let f =
        load("load", n("CLAIMS", 100_000), n("READERS", 500), Duration::from_secs(n("SECONDS", 30) as u64));
    let ms = |d: Duration| d.as_millis() as u64;
    let figures = json!({
        "claims": f.claims, "readers": n("READERS", 500), "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "start_ms": ms(f.start), "seen_alone_ms": f.alone.iter().map(|(name, d)| (*name, ms(*d))).collect::<BTreeMap<_, _>>(),
        "added_seen_alone_ms": ms(f.alone_add), "situation_bytes": f.bytes, "situation_gzip_bytes": f.packed,
        "answers": f.answers, "failed": f.failed, "slowest_answer_ms": ms(f.slowest_answer),
        "decisions": f.decisions, "median_decision_ms": ms(f.median_decision),
        "slowest_decision_ms": ms(f.slowest_decision), "seen_after_ms": ms(f.seen), "adds": f.adds, "slowest_add_ms": ms(f.slowest_add),
    });
    println!("{figures:#}");
    assert_eq!(f.failed, 0);
}
