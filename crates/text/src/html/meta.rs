//! Title, date, publisher, language and address as a page states them, each by order of trust.

use super::token::{Tag, unescape};
use crate::{Meta, dates};

/// What was found so far. Each field keeps the best found, with its rank; the first of equals stays.
#[derive(Default)]
pub(super) struct MetaReader {
    title: Ranked,
    published: Ranked,
    publisher: Ranked,
    lang: Ranked,
    url: Ranked,
}

#[derive(Default)]
struct Ranked(Option<(u8, String)>);

impl Ranked {
    /// Keeps `value` if its rank is lower (better) than that of what is kept.
    fn offer(&mut self, rank: u8, value: &str) {
        if self.0.as_ref().is_none_or(|(kept, _)| rank < *kept) {
            let value = unescape(&cut(value, 2000));
            if !value.is_empty() {
                self.0 = Some((rank, value));
            }
        }
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

impl MetaReader {
    /// Looks at a tag that may state something: `html`, `meta`, `link`, `time`.
    pub(super) fn tag(&mut self, tag: &Tag<'_>) {
        if tag.name.eq_ignore_ascii_case("meta") {
            self.meta(tag);
        } else if tag.name.eq_ignore_ascii_case("html") {
            let lang = tag.attribute("lang").or_else(|| tag.attribute("xml:lang"));
            self.lang.offer(0, lang.unwrap_or_default());
        } else if tag.name.eq_ignore_ascii_case("link") {
            let canonical = tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
            if let Some(href) = tag.attribute("href").filter(|_| canonical) {
                self.url.offer(0, href);
            }
        } else if tag.name.eq_ignore_ascii_case("time") {
            let about = tag.attributes().any(|(key, value)| {
                key.eq_ignore_ascii_case("pubdate") || value.to_ascii_lowercase().contains("publish")
            });
            if let Some(value) = tag.attribute("datetime") {
                self.date(if about { 4 } else { 7 }, value);
            }
        }
        if let Some("datePublished") = tag.attribute("itemprop") {
            let value = tag.attribute("content").or_else(|| tag.attribute("datetime"));
            self.date(1, value.unwrap_or_default());
        }
    }

    fn date(&mut self, rank: u8, value: &str) {
        if dates::parse(value).is_some() {
            self.published.offer(rank, value);
        }
    }

    fn meta(&mut self, tag: &Tag<'_>) {
        let Some(content) = tag.attribute("content") else { return };
        let key =
            ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|key| tag.attribute(key));
        let Some(key) = key.filter(|key| key.len() < 64) else { return };
        match key.to_ascii_lowercase().as_str() {
            "og:title" => self.title.offer(0, content),
            "twitter:title" => self.title.offer(2, content),
            "dc.title" | "dcterms.title" | "parsely-title" => self.title.offer(3, content),
            "article:published_time" | "og:article:published_time" => self.date(0, content),
            "datepublished" | "article.published" | "publication_date" => self.date(1, content),
            "dcterms.created" | "dcterms.issued" | "dc.date.issued" | "dc.date.created" => {
                self.date(3, content);
            }
            "pubdate" | "publishdate" | "publish-date" | "publish_date" | "parsely-pub-date" => {
                self.date(3, content);
            }
            "sailthru.date" | "dc.date" | "dcterms.date" | "date" => self.date(5, content),
            "og:site_name" => self.publisher.offer(0, content),
            "dc.publisher" | "dcterms.publisher" | "publisher" => self.publisher.offer(2, content),
            "application-name" => self.publisher.offer(3, content),
            "content-language" | "dc.language" | "dcterms.language" => self.lang.offer(1, content),
            "og:locale" => self.lang.offer(2, content),
            "og:url" => self.url.offer(1, content),
            _ => {}
        }
    }

    /// The content of the `title` element. What follows the last bar or spaced dash is the site's name.
    pub(super) fn title_element(&mut self, content: &str) {
        let title = unescape(&cut(content, 2000));
        let cut_at = [" | ", " — ", " – ", " - ", " « "].iter().filter_map(|mark| title.rfind(mark)).max();
        match cut_at {
            Some(at) if at * 2 >= title.len() => self.title.offer(5, &title[..at]),
            _ => self.title.offer(5, &title),
        }
    }

    /// The text of a first-level heading.
    pub(super) fn heading(&mut self, content: &str) {
        self.title.offer(4, content);
    }

    /// The content of a script; looked into if it holds JSON-LD.
    ///
    /// The few values wanted are looked up by their keys rather than by parsing: blocks of JSON-LD in the wild are often
    /// not valid JSON.
    pub(super) fn script(&mut self, content: &str) {
        if memchr::memmem::find(content.as_bytes(), b"schema.org").is_none() {
            return;
        }
        if let Some(value) = json_string(content, "datePublished") {
            self.date(2, &value);
        }
        if let Some(value) = json_string(content, "headline") {
            self.title.offer(1, &value);
        }
        if let Some(at) = content.find("\"publisher\"") {
            let near = crate::blocks::head(&content[at..], 1000);
            self.publisher.offer(1, &json_string(near, "name").unwrap_or_default());
        }
    }

    /// What was found.
    pub(super) fn finish(self) -> Meta {
        let text = |ranked: Ranked| ranked.0.map(|(_, value)| value);
        Meta {
            title: text(self.title),
            published: text(self.published).and_then(|value| dates::parse(&value)),
            publisher: text(self.publisher),
            lang: text(self.lang).and_then(|tag| crate::lang::tag(&tag)),
            url: text(self.url).filter(|url| url.starts_with("http")),
        }
    }
}

/// The string that is the first value of `key` in JSON, its escapes resolved.
fn json_string(json: &str, key: &str) -> Option<String> {
    let quoted = format!("\"{key}\"");
    let at = json.find(&quoted)? + quoted.len();
    let rest = json[at..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let mut out = String::new();
    let mut chars = rest.chars().take(2000);
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                'n' | 't' | 'r' => out.push(' '),
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    let code = u32::from_str_radix(&digits, 16).ok()?;
                    out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                other => out.push(other),
            },
            other => out.push(other),
        }
    }
    None
}
