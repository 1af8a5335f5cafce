//! One request a host at a time and not too soon after the last; robots.txt; redirects that lead nowhere they should not;
//! answers that unpack to no more than was agreed.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use url::Url;

use crate::address::{self, Refused};
use crate::backoff::retry_after;
use crate::robots::{self, Robots};
use crate::{Clock, Config, Fetch, FetchError, Method, Request, stamp};

/// Most redirects of one request.
const HOPS: usize = 5;

/// A host that wants us to wait longer than this is left for another time.
const PATIENCE: u64 = 30_000;

/// How long robots.txt holds.
const ROBOTS_HOLD: u64 = 86_400_000;

/// How long a robots.txt that could not be had keeps a host closed.
const ROBOTS_CLOSED: u64 = 600_000;

/// Asks servers with good manners.
pub struct Polite<'a> {
    fetch: &'a dyn Fetch,
    clock: &'a dyn Clock,
    stop: &'a AtomicBool,
    config: &'a Config,
    hosts: Mutex<BTreeMap<String, Slot>>,
    robots: Mutex<BTreeMap<String, (u64, Robots)>>,
}

#[derive(Default)]
struct Slot {
    busy: bool,
    /// The next request may be sent then.
    next: u64,
    /// The host asked for silence until then.
    silent: u64,
    /// Milliseconds that its robots.txt asks for between two requests.
    delay: u64,
}

/// What to ask for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub url: &'a Url,
    pub headers: &'a [(String, String)],
    pub robots: bool,
    pub limit: usize,
}

/// An answer, unpacked.
#[derive(Debug, Clone)]
pub struct Got {
    /// Where it came from at last.
    pub url: Url,
    /// Where the redirects led.
    pub hops: Vec<String>,
    /// Where it has moved to for good: how far the redirects led that hold from now on.
    pub moved: Option<Url>,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// SHA-256 and size of the body as it came over the wire.
    pub wire: ([u8; 32], usize),
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The label of the encoding that the server gave.
    pub fn charset(&self) -> Option<String> {
        let kind = self.header("content-type")?;
        let at = kind.to_ascii_lowercase().find("charset=")?;
        let label = kind.get(at + 8..)?.split(';').next()?.trim().trim_matches(['"', '\'']);
        (!label.is_empty()).then(|| label.to_owned())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("stopped")]
    Stopped,
    #[error("the server asks to wait until {}", stamp(*.0))]
    Later(u64),
    #[error("robots.txt does not allow it")]
    Robots,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("{0}")]
    Redirect(String),
    #[error("status {0}")]
    Status(u16),
    #[error("{0}")]
    Unpack(String),
}

impl Trouble {
    /// Whether asking again is of no use.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Robots | Self::Refused(_) | Self::Redirect(_) | Self::Unpack(_) => true,
            Self::Fetch(e) => matches!(e, FetchError::Private(_) | FetchError::TooLarge(_)),
            Self::Status(s) => matches!(s, 400 | 401 | 404 | 405 | 406 | 410 | 451),
            Self::Stopped | Self::Later(_) => false,
        }
    }
}

impl<'a> Polite<'a> {
    pub fn new(fetch: &'a dyn Fetch, clock: &'a dyn Clock, stop: &'a AtomicBool, config: &'a Config) -> Self {
        Self { fetch, clock, stop, config, hosts: Mutex::default(), robots: Mutex::default() }
    }

    /// Asks, follows redirects, unpacks. An answer is of status 200 to 299, or 304.
    pub fn get(&self, ask: Ask) -> Result<Got, Trouble> {
        let mut url = ask.url.clone();
        let (mut hops, mut moved, mut lasting) = (Vec::new(), None, true);
        loop {
            address::check(&url, &self.config.private_hosts)?;
            if ask.robots && !self.allowed(&url)? {
                return Err(Trouble::Robots);
            }
            let answer = self.one(&url, ask.headers, ask.limit)?;
            let status = answer.status;
            if matches!(status, 301 | 302 | 303 | 307 | 308) {
                let to = answer.header("location").unwrap_or_default();
                let next = url.join(to).map_err(|e| Trouble::Redirect(format!("leads to `{to}`: {e}")))?;
                if url.scheme() == "https" && next.scheme() == "http" {
                    return Err(Refused::Downgrade(next.to_string()).into());
                }
                if hops.len() == HOPS || hops.contains(&next.to_string()) || next == url {
                    return Err(Trouble::Redirect(format!(
                        "redirects lead in a circle or on and on, last to {next}"
                    )));
                }
                hops.push(next.to_string());
                lasting &= matches!(status, 301 | 308);
                if lasting {
                    moved = Some(next.clone());
                }
                url = next;
                continue;
            }
            if !(200..300).contains(&status) && status != 304 {
                return Err(Trouble::Status(status));
            }
            let wire = (Sha256::digest(&answer.body).into(), answer.body.len());
            let coding = answer.header("content-encoding").unwrap_or_default().to_ascii_lowercase();
            let body = unpack(answer.body, &coding, ask.limit)?;
            return Ok(Got { url, hops, moved, status, headers: answer.headers, body, wire });
        }
    }

    /// One request in its turn.
    fn one(&self, url: &Url, headers: &[(String, String)], limit: usize) -> Result<crate::Response, Trouble> {
        let host = url.host_str().unwrap_or_default().to_owned();
        self.turn(&host)?;
        let mut all = vec![("accept-encoding".to_owned(), "gzip, br".to_owned())];
        all.extend_from_slice(headers);
        let answer = self.fetch.fetch(&Request {
            method: Method::Get,
            url: url.clone(),
            headers: all,
            body: Vec::new(),
            private: address::is_allowed(url, &self.config.private_hosts),
            limit,
            connect: self.config.connect,
            whole: self.config.whole,
        });
        let now = self.clock.now();
        let mut hosts = lock(&self.hosts);
        let slot = hosts.entry(host).or_default();
        slot.busy = false;
        slot.next = now + slot.delay.max(self.config.per_host.as_millis() as u64);
        let answer = answer?;
        if matches!(answer.status, 429 | 503) {
            let wait = answer.header("retry-after").and_then(|v| retry_after(v, now));
            if let Some(wait) = wait {
                slot.silent = now + wait;
                return Err(Trouble::Later(slot.silent));
            }
        }
        Ok(answer)
    }

    /// Waits until it is our turn with this host.
    fn turn(&self, host: &str) -> Result<(), Trouble> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Trouble::Stopped);
            }
            let now = self.clock.now();
            let until = {
                let mut hosts = lock(&self.hosts);
                let slot = hosts.entry(host.to_owned()).or_default();
                if slot.silent > now + PATIENCE {
                    return Err(Trouble::Later(slot.silent));
                }
                let until = slot.next.max(slot.silent);
                if !slot.busy && until <= now {
                    slot.busy = true;
                    return Ok(());
                }
                if slot.busy { now + 50 } else { until }
            };
            self.clock.wait_until(until, self.stop);
        }
    }

    fn allowed(&self, url: &Url) -> Result<bool, Trouble> {
        let origin = url.origin().ascii_serialization();
        let now = self.clock.now();
        let known = lock(&self.robots).get(&origin).filter(|(until, _)| *until > now).cloned();
        let robots = match known {
            Some((_, robots)) => robots,
            None => self.robots_of(url, &origin)?,
        };
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        Ok(robots.allows(&format!("{}{query}", url.path())))
    }

    fn robots_of(&self, url: &Url, origin: &str) -> Result<Robots, Trouble> {
        let page = url.join("/robots.txt").map_err(|e| Trouble::Redirect(e.to_string()))?;
        let got = self.get(Ask { url: &page, headers: &[], robots: false, limit: 4 * robots::LIMIT });
        let (robots, hold) = match got {
            Ok(got) => {
                let text = String::from_utf8_lossy(&got.body[..got.body.len().min(robots::LIMIT)]);
                (Robots::read(&text, "tidings"), ROBOTS_HOLD)
            }
            Err(e @ (Trouble::Stopped | Trouble::Later(_))) => return Err(e),
            // There is none, or it leads astray: everything may be asked.
            Err(Trouble::Status(400..500) | Trouble::Redirect(_) | Trouble::Refused(_)) => {
                (Robots::default(), ROBOTS_HOLD)
            }
            Err(_) => (Robots::closed(), ROBOTS_CLOSED),
        };
        if let Some(delay) = robots.delay {
            let host = url.host_str().unwrap_or_default().to_owned();
            lock(&self.hosts).entry(host).or_default().delay = delay * 1000;
        }
        lock(&self.robots).insert(origin.to_owned(), (self.clock.now() + hold, robots.clone()));
        Ok(robots)
    }
}

/// What was locked by a thread that panicked is whole all the same: every change is one assignment.
pub fn lock<T: ?Sized>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Undoes the packing of the transport, to at most `limit` bytes. Not `archive::http::body`, which makes the best of what a
/// crawler wrote down years ago: a server whose answer is broken can be asked again, so nothing is guessed here, and a
/// follower of feeds need not bring readers of mail and tables.
pub fn unpack(body: Vec<u8>, coding: &str, limit: usize) -> Result<Vec<u8>, Trouble> {
    let codings: Vec<&str> =
        coding.split(',').map(str::trim).filter(|c| !matches!(*c, "" | "identity")).collect();
    if codings.len() > 2 {
        return Err(Trouble::Unpack(format!("packed {} times over", codings.len())));
    }
    codings.iter().rev().try_fold(body, |body, coding| {
        if body.is_empty() {
            return Ok(body);
        }
        match *coding {
            "gzip" | "x-gzip" => bounded(flate2::read::MultiGzDecoder::new(&body[..]), limit),
            "deflate" => bounded(flate2::read::ZlibDecoder::new(&body[..]), limit),
            "br" => bounded(brotli_decompressor::Decompressor::new(&body[..], 4096), limit),
            other => Err(Trouble::Unpack(format!("packed in an unknown way, `{other}`"))),
        }
    })
}

/// A file that is itself a gzip archive, as many sitemaps are.
pub fn gunzip(body: Vec<u8>, limit: usize) -> Result<Vec<u8>, Trouble> {
    if body.starts_with(&[0x1f, 0x8b]) { unpack(body, "gzip", limit) } else { Ok(body) }
}

fn bounded(reader: impl Read, limit: usize) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    let done = reader.take(limit as u64 + 1).read_to_end(&mut out);
    if out.len() > limit {
        return Err(Trouble::Unpack(format!("unpacks to more than {limit} bytes")));
    }
    match done {
        Ok(_) => Ok(out),
        Err(e) => Err(FetchError::Other(format!("cannot be unpacked: {e}")).into()),
    }
}
