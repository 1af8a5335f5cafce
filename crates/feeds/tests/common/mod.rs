//! A server that misbehaves as it is told, a clock that waits for nobody, and a memory to keep things in.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tidings_feeds::config::Feed;
use tidings_feeds::{
    Alert, Clock, Config, Ended, Event, Keep, KeepError, Kept, Mark, Mode, Received, Watcher, Web, What,
};

/// A request as the server saw it.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// What it answers.
pub enum Reply {
    /// Status, headers, body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes and no more, then the end.
    Raw(Vec<u8>),
    /// These bytes, then silence.
    Stall(Vec<u8>),
}

pub fn ok(body: impl AsRef<[u8]>) -> Reply {
    Reply::Whole(200, Vec::new(), body.as_ref().to_vec())
}

pub fn status(code: u16) -> Reply {
    Reply::Whole(code, Vec::new(), Vec::new())
}

pub fn with(code: u16, name: &'static str, value: impl Into<String>) -> Reply {
    Reply::Whole(code, vec![(name, value.into())], Vec::new())
}

pub struct Server {
    pub port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers each request by `answer`, which is given the request and how many of its path came before.
    pub fn new(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (seen.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (log.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { port, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Paths that were asked for, in order, without robots.txt.
    pub fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|s| s.path).filter(|p| p != "/robots.txt").collect()
    }

    pub fn requests(&self) -> Vec<Seen> {
        self.seen.lock().expect("the log").clone()
    }
}

fn serve(stream: TcpStream, log: &Mutex<Vec<Seen>>, answer: &dyn Fn(&Seen, usize) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut line = String::new();
    if reader.read_line(&mut line).is_err() || line.is_empty() {
        return;
    }
    let mut seen = Seen { path: line.split(' ').nth(1).unwrap_or("").to_owned(), ..Seen::default() };
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            seen.headers.insert(name.trim().to_lowercase(), value.trim().to_owned());
        }
    }
    let length = seen.headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    seen.body = vec![0; length];
    if std::io::Read::read_exact(&mut reader, &mut seen.body).is_err() {
        return;
    }
    let before = {
        let mut log = log.lock().expect("the log");
        log.push(seen.clone());
        log.iter().filter(|s| s.path == seen.path).count() - 1
    };
    let mut stream = stream;
    match answer(&seen, before) {
        Reply::Whole(status, headers, body) => {
            let mut head =
                format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
            for (name, value) in headers {
                head.extend([name, ": ", &value, "\r\n"]);
            }
            let _ = stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(&body));
        }
        Reply::Raw(bytes) => drop(stream.write_all(&bytes)),
        Reply::Stall(bytes) => {
            let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
            std::thread::sleep(Duration::from_secs(20));
        }
    }
}

/// Waiting takes no time.
pub struct Quick(AtomicU64);

impl Quick {
    pub fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for Quick {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn wait_until(&self, ms: u64, _: &AtomicBool) {
        self.0.fetch_max(ms, Ordering::Relaxed);
    }
}

/// Keeps in memory.
#[derive(Default)]
pub struct Memory {
    pub marks: BTreeMap<String, String>,
    pub items: Vec<Received>,
}

impl Keep for Memory {
    fn recall(&mut self, key: &str) -> Result<Option<String>, KeepError> {
        Ok(self.marks.get(key).cloned())
    }

    fn recall_all(&mut self, prefix: &str) -> Result<Vec<(String, String)>, KeepError> {
        let all = self.marks.iter().filter(|(k, _)| k.starts_with(prefix));
        Ok(all.map(|(k, v)| (k.clone(), v.clone())).collect())
    }

    fn keep(&mut self, _: &Feed, item: Option<&Received>, marks: &[Mark]) -> Result<Kept, KeepError> {
        for (key, value) in marks {
            match value {
                Some(v) => self.marks.insert(key.clone(), v.clone()),
                None => self.marks.remove(key),
            };
        }
        let known = item.is_none_or(|i| self.items.iter().any(|o| o.bytes == i.bytes));
        self.items.extend(item.filter(|_| !known).cloned());
        Ok(if known { Kept::Known } else { Kept::New })
    }

    fn gone_through(&mut self, _: u64) -> Result<Vec<Alert>, KeepError> {
        Ok(Vec::new())
    }
}

/// A watcher with all it needs.
pub struct Bench {
    pub config: Config,
    pub clock: Quick,
    pub memory: Memory,
    pub events: Vec<Event>,
}

impl Bench {
    /// With `feed` as the body of the one `[[feed]]`, and `rest` after it.
    pub fn new(feed: &str, rest: &str) -> Self {
        let text = format!(
            "contact = \"desk@example.org\"\nprivate_hosts = [\"127.0.0.1\"]\ntimeout = \"1s\"\nconnect_timeout = \"1s\"\n\
             [[feed]]\nname = \"f\"\n{feed}\n{rest}"
        );
        let config = Config::read(&text, &|_| Ok(())).unwrap_or_else(|p| panic!("{p:?}"));
        Self {
            config,
            clock: Quick(AtomicU64::new(1_714_730_400_000)),
            memory: Memory::default(),
            events: Vec::new(),
        }
    }

    /// Goes through what is due once.
    pub fn once(&mut self) -> Ended {
        let events = Mutex::new(Vec::new());
        let say = |e: &Event| events.lock().expect("events").push(e.clone());
        let stop = AtomicBool::new(false);
        let web = Web::new(&self.config.user_agent());
        let watcher = Watcher::new(&self.config, &web, &self.clock, &mut self.memory, &stop, &say);
        let ended = watcher.run(Mode::Once).expect("kept");
        self.events = events.into_inner().expect("events");
        ended
    }

    /// What was kept, by its text.
    pub fn bodies(&self) -> Vec<String> {
        self.memory.items.iter().map(|i| String::from_utf8_lossy(&i.bytes).into_owned()).collect()
    }

    /// Why something failed or was left out.
    pub fn whys(&self) -> Vec<String> {
        let why = |e: &Event| match &e.what {
            What::Failed { why, .. } | What::Skipped { why, .. } => Some(why.clone()),
            What::Note { text } => Some(text.clone()),
            _ => None,
        };
        self.events.iter().filter_map(why).collect()
    }
}

/// An RSS document with these items: link and guid.
pub fn rss(items: &[(&str, &str)]) -> String {
    let item = |(link, guid): &(&str, &str)| {
        format!("<item><title>T</title><link>{link}</link><guid>{guid}</guid></item>")
    };
    let all: String = items.iter().map(item).collect();
    format!("<rss version='2.0'><channel><title>Tarn Courier</title>{all}</channel></rss>")
}
