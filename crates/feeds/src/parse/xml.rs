//! RSS, Atom and sitemaps in one walk. Elements are told by their local names and the prefixes people use, since many
//! feeds forget to declare them.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::json::escape;
use super::{Document, Entry, Kind, MOST, NotAFeed, day, plain, reference, resolve};

/// Prefixes of elements that say something of the item itself; `media:title` does not.
const PREFIXES: [&str; 12] =
    ["", "atom", "atom10", "a10", "a", "content", "dc", "dcterms", "news", "n", "rss", "rdf"];

/// Deepest nesting that is followed.
const DEEP: usize = 64;

pub fn read(text: &str) -> Result<Document, NotAFeed> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut walk = Walk::default();
    let mut whole = false;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(e) => {
                walk.notes.push(format!("broken at byte {}: {e}", reader.error_position()));
                break;
            }
        };
        match event {
            Event::Start(e) => {
                if walk.kind.is_none() {
                    walk.root(&e, text)?;
                }
                let markup = walk.open(&e);
                if markup {
                    // XHTML of Atom: the markup itself is wanted, not its text.
                    let from = reader.buffer_position() as usize;
                    let Ok(span) = reader.read_to_end(e.name()) else {
                        walk.notes.push("broken off in an item".into());
                        break;
                    };
                    walk.text.push_str(text.get(from..span.end as usize).unwrap_or_default());
                    whole |= walk.close();
                }
            }
            Event::End(_) => whole |= walk.close(),
            Event::Text(t) => walk.text.push_str(&String::from_utf8_lossy(&t)),
            Event::CData(t) => walk.text.push_str(&String::from_utf8_lossy(&t)),
            Event::GeneralRef(r) => {
                let name = String::from_utf8_lossy(&r);
                match reference(&name) {
                    Some(c) => walk.text.push(c),
                    None => walk.text.extend(["&", &name, ";"]),
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if walk.items.len() >= MOST || walk.path.len() > DEEP {
            walk.notes.push(format!("only the first {} items are looked at", walk.items.len()));
            whole = true;
            break;
        }
    }
    let Some(kind) = walk.kind else {
        let start: String = text.chars().take(40).collect();
        return Err(NotAFeed::Other(format!("begins with {start:?}")));
    };
    if !whole && walk.notes.is_empty() {
        walk.notes.push("broken off before its end".into());
    }
    Ok(Document { kind, title: walk.title, lang: walk.lang, items: walk.items, notes: walk.notes })
}

#[derive(Default)]
struct Walk {
    kind: Option<Kind>,
    title: Option<String>,
    lang: Option<String>,
    items: Vec<Entry>,
    notes: Vec<String>,
    /// Names of the open elements, and whether their text is plain.
    path: Vec<(String, bool)>,
    /// Text of the innermost open element so far.
    text: String,
    entry: Option<Open>,
}

/// An item that is being read.
#[derive(Default)]
struct Open {
    entry: Entry,
    /// Depth of its element.
    depth: usize,
    /// The guid is an address that leads to the item.
    permalink: bool,
    /// How good the text is that was found: content before description.
    rank: u8,
    created: Option<String>,
}

impl Walk {
    fn root(&mut self, e: &BytesStart, text: &str) -> Result<(), NotAFeed> {
        let (prefix, local) = name(e);
        self.kind = Some(match local.as_str() {
            "rss" | "rdf" | "channel" => Kind::Rss,
            "feed" => Kind::Atom,
            "urlset" => Kind::Sitemap,
            "sitemapindex" => Kind::Index,
            "html" => return Err(NotAFeed::Page(alternates(text))),
            _ => {
                return Err(NotAFeed::Other(format!(
                    "<{prefix}{}{local}>",
                    if prefix.is_empty() { "" } else { ":" }
                )));
            }
        });
        self.lang = attribute(e, "xml:lang");
        Ok(())
    }

    /// Gives whether the element holds markup to be taken as it is.
    fn open(&mut self, e: &BytesStart) -> bool {
        let (prefix, local) = name(e);
        let known = PREFIXES.contains(&prefix.as_str());
        let plain_text = attribute(e, "type").is_some_and(|t| t == "text");
        let full = if known && prefix == "content" { format!("content:{local}") } else { local.clone() };
        let shown = if known { full } else { format!("{prefix}:{local}") };
        self.text.clear();
        if self.entry.is_none()
            && known
            && matches!(local.as_str(), "item" | "entry" | "url" | "sitemap")
            && !self.path.is_empty()
        {
            let mut open = Open { depth: self.path.len(), permalink: true, ..Open::default() };
            open.entry.guid = attribute(e, "rdf:about");
            open.entry.lang = attribute(e, "xml:lang");
            self.entry = Some(open);
        } else if let Some(open) = &mut self.entry
            && known
        {
            match local.as_str() {
                "link" => {
                    let rel = attribute(e, "rel");
                    let page = rel.as_deref().is_none_or(|r| r == "alternate");
                    if let Some(href) = attribute(e, "href").filter(|_| page) {
                        open.entry.link.get_or_insert(href);
                    }
                }
                "guid" => open.permalink = attribute(e, "isPermaLink").is_none_or(|v| v != "false"),
                _ => {}
            }
        }
        self.path.push((shown, plain_text));
        let xhtml = attribute(e, "type").is_some_and(|t| t == "xhtml");
        xhtml && matches!(local.as_str(), "content" | "summary" | "title")
    }

    /// Gives whether the root was closed.
    fn close(&mut self) -> bool {
        let Some((name, plain_text)) = self.path.pop() else { return false };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let depth = self.path.len();
        let parent = self.path.last().map_or("", |(n, _)| n.as_str());
        if let Some(open) = &mut self.entry {
            if depth == open.depth {
                let open = self.entry.take().unwrap_or_default();
                self.items.push(open.done());
            } else if !text.is_empty()
                && (depth == open.depth + 1 || matches!(parent, "news" | "publication" | "source"))
            {
                open.field(&name, parent, text, plain_text);
            }
        } else if !text.is_empty() && matches!(parent, "channel" | "feed") {
            match name.as_str() {
                "title" => self.title = Some(plain(text)),
                "language" => self.lang = Some(text.to_owned()),
                _ => {}
            }
        }
        self.path.is_empty()
    }
}

impl Open {
    fn field(&mut self, name: &str, parent: &str, text: &str, plain_text: bool) {
        let e = &mut self.entry;
        if parent == "source" {
            return;
        }
        let set = |slot: &mut Option<String>, value: String| {
            slot.get_or_insert(value);
        };
        let mut content = |rank: u8| {
            if rank > self.rank {
                self.rank = rank;
                e.content = Some(if plain_text { escape(text) } else { text.to_owned() });
            }
        };
        match name {
            "content:encoded" => content(4),
            "content" => content(3),
            "description" => content(2),
            "summary" => content(1),
            "title" if parent != "source" => set(&mut e.title, plain(text)),
            "link" | "loc" => set(&mut e.link, resolve(text)),
            "guid" | "id" => e.guid = Some(text.to_owned()),
            "pubDate" | "published" | "issued" | "date" | "publication_date" => {
                e.published = e.published.or_else(|| day(text));
            }
            "created" => self.created = Some(text.to_owned()),
            "updated" | "modified" | "lastmod" => set(&mut e.updated, text.to_owned()),
            "name" if parent == "publication" => set(&mut e.publisher, plain(text)),
            "language" => set(&mut e.lang, text.to_owned()),
            _ => {}
        }
    }

    fn done(self) -> Entry {
        let mut e = self.entry;
        if e.link.is_none() && self.permalink {
            e.link = e.guid.clone().filter(|g| g.starts_with("http://") || g.starts_with("https://"));
        }
        e.published = e.published.or_else(|| self.created.as_deref().and_then(day));
        e
    }
}

fn name(e: &BytesStart) -> (String, String) {
    let name = String::from_utf8_lossy(e.name().into_inner()).into_owned();
    let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
    // `rdf:RDF` and the like; camel case stays, since `pubDate` is one.
    let local = if matches!(local, "RDF" | "RSS" | "HTML") { local.to_lowercase() } else { local.to_owned() };
    (prefix.to_lowercase(), local)
}

fn attribute(e: &BytesStart, name: &str) -> Option<String> {
    let found =
        e.html_attributes().with_checks(false).flatten().find(|a| a.key.into_inner() == name.as_bytes())?;
    Some(resolve(String::from_utf8_lossy(&found.value).trim()))
}

/// Feeds that a page names in its head.
fn alternates(page: &str) -> Vec<String> {
    let mut out = Vec::new();
    for tag in page.split('<').filter(|t| t.starts_with("link")).take(50) {
        let value = |name: &str| {
            let rest = &tag[tag.find(&format!("{name}="))? + name.len() + 1..];
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()
        };
        let feed =
            value("type").is_some_and(|t| t.contains("rss") || t.contains("atom") || t.contains("feed+json"));
        if let Some(href) = value("href").filter(|_| feed) {
            out.push(href.to_owned());
        }
    }
    out
}
