//! One look at a feed: its document, its new items, each page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::Ordering;

use jiff::civil::Date;
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

use super::{Moved, State, Watcher};
use crate::config::Feed;
use crate::deliver::hex;
use crate::keep::{KeepError, Kept, Mark, Received};
use crate::parse::{self, Document, Entry, Kind};
use crate::polite::{Ask, Got, Trouble, gunzip, lock};
use crate::{What, address, backoff, folder, stamp};

/// How often a page is tried before its item is taken as the feed has it, or left out.
const TRIES: u32 = 5;

/// A feed that is gone is looked at again after a week.
const GONE: u64 = 7 * 86_400_000;

/// Sitemaps that one look goes through.
const MAPS: usize = 50;

/// A file that was changed so lately may still be being written.
const SETTLES: u64 = 2_000;

/// What became of a feed's items.
#[derive(Default)]
struct Look {
    items: usize,
    new: usize,
    left: usize,
    /// Something has to be tried again.
    pending: bool,
    stopped: bool,
    /// The host asks for silence.
    later: Option<u64>,
}

impl Watcher<'_> {
    pub(super) fn address(&self, feed: &Feed, from: &Url) -> Result<u64, KeepError> {
        let mut state = self.state(feed)?;
        let moved = state.moved.take().filter(|m| m.from == *from);
        let url = moved.as_ref().map_or(from, |m| &m.to).clone();
        let (now, interval) = (self.clock.now(), feed.interval.as_millis() as u64);
        // A clock that was set back must not silence a feed for years.
        if state.next > now && state.next <= now + GONE + interval {
            self.tell(&feed.name, What::Later { until: stamp(state.next) });
            return Ok(state.next);
        }
        let mut headers = vec![(
            "accept".to_owned(),
            "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5".into(),
        )];
        headers.extend(state.etag.clone().map(|v| ("if-none-match".into(), v)));
        headers.extend(state.modified.clone().map(|v| ("if-modified-since".into(), v)));
        let got =
            self.polite.get(Ask { url: &url, headers: &headers, robots: feed.robots, limit: feed.limit });
        let read = got.and_then(|got| if got.status == 304 { Ok((got, None)) } else { document(got, feed) });
        let now = self.clock.now();
        match read {
            Err(Trouble::Stopped) => return Ok(now),
            Err(Trouble::Later(until)) => {
                self.tell(&feed.name, What::Later { until: stamp(until) });
                (state.next, state.moved) = (until, moved);
            }
            Err(e) => {
                state.failures += 1;
                // Where it is not to be had at all, it is looked for where it was.
                let lost = e.is_final() || state.failures >= TRIES;
                state.moved = moved.filter(|_| !lost);
                state.next = now
                    + match e {
                        Trouble::Status(410) => GONE,
                        _ => backoff::wait(&feed.name, state.failures, interval),
                    };
                let again = Some(stamp(state.next));
                self.tell(&feed.name, What::Failed { target: url.to_string(), why: e.to_string(), again });
            }
            Ok((_, None)) => {
                self.tell(&feed.name, What::Unchanged);
                state = State { failures: 0, next: now + interval, moved, ..state };
            }
            Ok((got, Some(document))) => {
                if let Some(to) = &got.moved {
                    let text = format!("it has moved to {to} and is asked for there from now on");
                    self.tell(&feed.name, What::Note { text });
                }
                for text in &document.notes {
                    self.tell(&feed.name, What::Note { text: text.clone() });
                }
                let look = self.document(feed, &got, document)?;
                if look.stopped {
                    return Ok(now);
                }
                self.tell(
                    &feed.name,
                    if look.new == 0 && look.left == 0 {
                        What::Unchanged
                    } else {
                        What::Read { items: look.items, new: look.new, left: look.left }
                    },
                );
                // With validators the server would say that nothing changed, and what is left would never come.
                let whole = !look.pending && look.left == 0;
                let header = |name| got.header(name).filter(|_| whole).map(str::to_owned);
                let next = look.later.unwrap_or(self.clock.now() + interval);
                let moved = got.moved.clone().map(|to| Moved { from: from.clone(), to }).or(moved);
                let (etag, modified) = (header("etag"), header("last-modified"));
                state = State { etag, modified, failures: 0, next, moved };
            }
        }
        self.save(feed, &state)?;
        Ok(state.next)
    }

    fn document(&self, feed: &Feed, got: &Got, document: Document) -> Result<Look, KeepError> {
        if document.kind != Kind::Index {
            return self.items(feed, got, document, feed.most);
        }
        let mut look = Look::default();
        // The newest first, since old ones seldom change.
        let mut maps = document.items;
        maps.sort_by(|a, b| b.updated.cmp(&a.updated));
        for map in maps {
            let Some(url) = map.link.as_deref().and_then(|l| got.url.join(l).ok()) else { continue };
            let key = format!("map/{}/{}", feed.name, hash(&[url.as_str()]));
            if map.updated.is_some() && lock(&self.keep).recall(&key)? == map.updated {
                continue;
            }
            if look.items >= MAPS * 1000 || look.new >= feed.most {
                look.left += 1;
                continue;
            }
            let ask = Ask { url: &url, headers: &[], robots: feed.robots, limit: feed.limit };
            match self.polite.get(ask).and_then(|got| document_of(got, feed)) {
                Ok((got, inner)) if inner.kind != Kind::Index => {
                    let one = self.items(feed, &got, inner, feed.most - look.new)?;
                    if !one.pending && one.left == 0 && !one.stopped && map.updated.is_some() {
                        lock(&self.keep).keep(feed, None, &[(key, map.updated)])?;
                    }
                    look.items += one.items;
                    look.new += one.new;
                    look.left += one.left;
                    look.pending |= one.pending;
                    look.later = look.later.or(one.later);
                    if one.stopped || one.later.is_some() {
                        look.stopped = one.stopped;
                        return Ok(look);
                    }
                }
                Ok(_) => self.skip(feed, url.as_str(), "an index within an index")?,
                Err(Trouble::Stopped) => return Ok(Look { stopped: true, ..look }),
                Err(e) => {
                    look.pending |= !e.is_final();
                    self.tell(
                        &feed.name,
                        What::Failed { target: url.to_string(), why: e.to_string(), again: None },
                    );
                }
            }
        }
        Ok(look)
    }

    fn items(&self, feed: &Feed, got: &Got, document: Document, most: usize) -> Result<Look, KeepError> {
        let mut look = Look { items: document.items.len(), ..Look::default() };
        let mut new = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in document.items {
            if feed.since.is_some_and(|s| entry.published.is_some_and(|p| p < s)) {
                continue;
            }
            let key = format!("item/{}/{}", feed.name, identity(&entry, feed.updates));
            if !seen.insert(key.clone()) {
                continue;
            }
            let before = lock(&self.keep).recall(&key)?;
            let tries = match before.as_deref().map(|s| s.strip_prefix("tried ")) {
                None => 0,
                Some(Some(n)) => n.parse().unwrap_or(0),
                Some(None) => continue,
            };
            new.push((entry, key, tries));
        }
        // Feeds have the newest first, and those without a day stay where they stand among the others.
        if document.kind == Kind::Sitemap {
            new.sort_by(|a, b| stamp_of(&b.0).cmp(&stamp_of(&a.0)));
        }
        look.left = new.len().saturating_sub(most);
        new.truncate(most);
        for (entry, key, tries) in new.into_iter().rev() {
            if self.stop.load(Ordering::Relaxed) {
                look.stopped = true;
                return Ok(look);
            }
            match self.item(feed, got, &entry, document.kind, document.title.as_deref(), key, tries)? {
                None => look.new += 1,
                Some(Trouble::Stopped) => {
                    look.stopped = true;
                    return Ok(look);
                }
                Some(Trouble::Later(until)) => {
                    look.pending = true;
                    look.later = Some(until);
                    self.tell(&feed.name, What::Later { until: stamp(until) });
                    return Ok(look);
                }
                Some(_) => look.pending = true,
            }
        }
        Ok(look)
    }

    /// Takes an item. Gives what was in the way if it has to be tried again.
    #[allow(clippy::too_many_arguments, reason = "an item with where it stands")]
    fn item(
        &self,
        feed: &Feed,
        got: &Got,
        entry: &Entry,
        kind: Kind,
        title: Option<&str>,
        key: String,
        tries: u32,
    ) -> Result<Option<Trouble>, KeepError> {
        let link = entry.link.as_deref().and_then(|l| got.url.join(l.trim()).ok());
        let own = entry.content.is_some() || entry.title.is_some() && !feed.full && kind != Kind::Sitemap;
        let publisher =
            feed.publisher.clone().or_else(|| entry.publisher.clone()).or_else(|| title.map(str::to_owned));
        let mut received = Received {
            feed: feed.name.clone(),
            bytes: Vec::new(),
            line: false,
            origin: String::new(),
            encoding: None,
            id: link
                .as_ref()
                .map(Url::to_string)
                .or_else(|| entry.guid.clone())
                .unwrap_or_else(|| feed.name.clone()),
            published: entry.published,
            publisher,
            lang: feed.lang.clone(),
            received: stamp(self.clock.now()),
            response: None,
        };
        let name = received.id.clone();
        let taken = (key.clone(), Some(received.received.clone()));
        let page = (feed.full || kind == Kind::Sitemap).then_some(link.as_ref()).flatten();
        if let Some(link) = page {
            let headers = [(
                "accept".to_owned(),
                "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.5".into(),
            )];
            let ask = Ask { url: link, headers: &headers, robots: feed.robots, limit: feed.limit };
            match self.polite.get(ask) {
                Ok(page) => {
                    received.response = Some(record(link, &page));
                    received.encoding = page.charset();
                    received.origin = page.url.to_string();
                    received.bytes = page.body;
                    received.received = stamp(self.clock.now());
                    return self.take(feed, &received, &[taken]);
                }
                Err(e @ (Trouble::Stopped | Trouble::Later(_))) => return Ok(Some(e)),
                Err(e) if !e.is_final() && tries + 1 < TRIES => {
                    let why = e.to_string();
                    self.tell(&feed.name, What::Failed { target: name, why, again: None });
                    let mark = (key, Some(format!("tried {}", tries + 1)));
                    lock(&self.keep).keep(feed, None, &[mark])?;
                    return Ok(Some(e));
                }
                Err(e) if !own => {
                    lock(&self.keep).keep(feed, None, &[taken])?;
                    self.skip(feed, &name, &e.to_string())?;
                    return Ok(None);
                }
                Err(e) => {
                    let text = format!("{name}: {e}; taken as the feed has it");
                    self.tell(&feed.name, What::Note { text });
                }
            }
        }
        if !own {
            lock(&self.keep).keep(feed, None, &[taken])?;
            self.skip(feed, &name, "neither a page nor a text")?;
            return Ok(None);
        }
        // An address in a private network is no citation for anybody.
        let safe = link.filter(|l| address::check(l, &self.config.private_hosts).is_ok());
        received.bytes = line(entry, safe.as_ref(), &received);
        received.line = true;
        received.origin = safe.map_or_else(|| got.url.to_string(), |l| l.to_string());
        received.response = Some(record(&got.url, got));
        self.take(feed, &received, &[taken])
    }

    fn take(&self, feed: &Feed, received: &Received, marks: &[Mark]) -> Result<Option<Trouble>, KeepError> {
        let kept = lock(&self.keep).keep(feed, Some(received), marks)?;
        self.tell(&feed.name, What::Kept { origin: received.origin.clone(), new: kept == Kept::New });
        Ok(None)
    }

    #[allow(clippy::unnecessary_wraps, reason = "called where a result is wanted")]
    fn skip(&self, feed: &Feed, target: &str, why: &str) -> Result<(), KeepError> {
        self.tell(&feed.name, What::Skipped { target: target.to_owned(), why: why.to_owned() });
        Ok(())
    }

    pub(super) fn folder(&self, feed: &Feed, path: &Path) -> Result<u64, KeepError> {
        let now = self.clock.now();
        let next = now + feed.interval.as_millis() as u64;
        let files = match folder::files(path) {
            Ok(files) => files,
            Err(e) => {
                let (target, why) = (path.display().to_string(), e.to_string());
                self.tell(&feed.name, What::Failed { target, why, again: Some(stamp(next)) });
                return Ok(next);
            }
        };
        let (items, mut new, mut left) = (files.len(), 0, 0);
        for file in files {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(now);
            }
            let name = file.path.display().to_string();
            let state = format!("{} {}", file.size, file.changed);
            let key = format!("item/{}/{}", feed.name, hash(&[&name]));
            if lock(&self.keep).recall(&key)?.as_deref() == Some(&state) {
                continue;
            }
            if new >= feed.most || file.changed + SETTLES > now {
                left += 1;
                continue;
            }
            if file.size > feed.limit as u64 {
                self.skip(feed, &name, &format!("longer than {} bytes", feed.limit))?;
                lock(&self.keep).keep(feed, None, &[(key, Some(state))])?;
                continue;
            }
            let bytes = match std::fs::read(&file.path) {
                Ok(bytes) => bytes,
                Err(e) => {
                    self.tell(
                        &feed.name,
                        What::Failed { target: name, why: e.to_string(), again: Some(stamp(next)) },
                    );
                    continue;
                }
            };
            let id = file.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let received = Received {
                feed: feed.name.clone(),
                bytes,
                line: false,
                origin: name,
                encoding: None,
                id,
                published: None,
                publisher: feed.publisher.clone(),
                lang: feed.lang.clone(),
                received: stamp(now),
                response: None,
            };
            self.take(feed, &received, &[(key, Some(state))])?;
            new += 1;
        }
        let what = if new + left == 0 { What::Unchanged } else { What::Read { items, new, left } };
        self.tell(&feed.name, what);
        Ok(if left > 0 { next.min(now + SETTLES + 1000) } else { next })
    }
}

fn document(got: Got, feed: &Feed) -> Result<(Got, Option<Document>), Trouble> {
    document_of(got, feed).map(|(got, document)| (got, Some(document)))
}

fn document_of(mut got: Got, feed: &Feed) -> Result<(Got, Document), Trouble> {
    got.body = gunzip(std::mem::take(&mut got.body), feed.limit)?;
    let document =
        parse::read(&got.body, got.charset().as_deref()).map_err(|e| Trouble::Unpack(e.to_string()))?;
    Ok((got, document))
}

/// What makes an item itself: guid and link together, since some feeds give all items one guid and others give one item
/// several links; where both are missing, its words.
fn identity(e: &Entry, updates: bool) -> String {
    let updated = e.updated.as_deref().filter(|_| updates).unwrap_or_default();
    match (&e.guid, &e.link) {
        (None, None) => {
            hash(&["words", e.title.as_deref().unwrap_or_default(), e.content.as_deref().unwrap_or_default()])
        }
        (guid, link) => {
            hash(&[guid.as_deref().unwrap_or_default(), link.as_deref().unwrap_or_default(), updated])
        }
    }
}

fn hash(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex("", &digest.finalize()[..16])
}

fn stamp_of(e: &Entry) -> (Option<Date>, Option<&str>) {
    (e.published.or_else(|| e.updated.as_deref().and_then(parse::day)), e.updated.as_deref())
}

/// What was answered, for whoever wants to prove it later.
fn record(asked: &Url, got: &Got) -> String {
    json!({
        "asked": asked.as_str(),
        "hops": got.hops,
        "status": got.status,
        "headers": got.headers,
        "wire_bytes": got.wire.1,
        "wire_sha256": hex("", &got.wire.0),
    })
    .to_string()
}

/// An item as a line of JSON, the same however often and from whatever document it is made.
fn line(e: &Entry, link: Option<&Url>, received: &Received) -> Vec<u8> {
    let mut object = BTreeMap::new();
    let mut set = |key: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            object.insert(key, value);
        }
    };
    let content = e.content.as_deref().unwrap_or_default();
    set("content", Some(content.to_owned()));
    set("id", Some(received.id.clone()));
    set("guid", e.guid.clone());
    set("title", e.title.clone());
    set("url", link.map(Url::to_string));
    set("published", e.published.map(|d| d.to_string()));
    set("publisher", received.publisher.clone());
    set("lang", received.lang.clone());
    object.insert("text", paragraphs(content));
    serde_json::to_vec(&object).unwrap_or_default()
}

/// Markup as text, a line for each paragraph.
fn paragraphs(markup: &str) -> String {
    const BREAKS: [&str; 14] = [
        "p",
        "br",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "tr",
        "blockquote",
        "figcaption",
        "section",
    ];
    let mut broken = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        broken.push_str(&rest[..at].replace('\n', " "));
        rest = &rest[at..];
        let tag = rest[1..].trim_start_matches('/');
        let name: String =
            tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if matches!(name.as_str(), "script" | "style") && !rest.starts_with("</") {
            let close = format!("</{name}");
            let bytes = rest.as_bytes();
            let end = bytes.windows(close.len()).position(|w| w.eq_ignore_ascii_case(close.as_bytes()));
            let Some(end) = end else {
                rest = "";
                break;
            };
            rest = &rest[end..];
            continue;
        }
        if BREAKS.contains(&name.as_str()) {
            broken.push('\n');
        }
        let end = if name.is_empty() && !rest.starts_with("<!") {
            1
        } else {
            rest.find('>').map_or(rest.len(), |e| e + 1)
        };
        if name.is_empty() && !rest.starts_with("<!") {
            broken.push_str("&lt;");
        }
        rest = &rest[end..];
    }
    broken.push_str(&rest.replace('\n', " "));
    let lines = broken.lines().map(parse::plain).filter(|l| !l.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_paragraphs() {
        let text = paragraphs(
            "<p>The <b>bridge</b>\nis closed.</p><script>if (a < b) {}</script><p>5 &lt; 6 &amp; 7 < 8.<br/>End",
        );
        assert_eq!(text, "The bridge is closed.\n\n5 < 6 & 7 < 8.\n\nEnd");
        assert_eq!(paragraphs("plain"), "plain");
        assert_eq!(paragraphs("<script>open"), "");
    }

    #[test]
    fn items_are_told_apart() {
        let e = |guid: &str, link: &str| Entry {
            guid: Some(guid.into()),
            link: Some(link.into()),
            updated: Some("1".into()),
            ..Entry::default()
        };
        assert_ne!(identity(&e("0", "a"), false), identity(&e("0", "b"), false), "one guid for all");
        assert_ne!(identity(&e("ab", "c"), false), identity(&e("a", "bc"), false));
        let later = Entry { updated: Some("2".into()), ..e("0", "a") };
        assert_eq!(identity(&e("0", "a"), false), identity(&later, false));
        assert_ne!(identity(&e("0", "a"), true), identity(&later, true));
    }
}
