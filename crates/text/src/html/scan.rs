//! The first pass over a page: its containers, the stretches of text in them, its metadata.

use super::meta::MetaReader;
use super::token::{Tag, Token, Tokens, unescape};
use crate::BlockKind;
use std::ops::Range;

/// What the first pass found.
pub(super) struct Scanned {
    /// Containers; a parent comes before its children. The first is the page.
    pub nodes: Vec<Node>,
    /// Stretches of text in order.
    pub segments: Vec<Segment>,
    pub meta: MetaReader,
    /// Whether a cap was reached and structure ignored.
    pub crowded: bool,
}

/// A container: `div`, `article`, `td` and the like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub parent: u32,
    /// Whether its tag says that its text is not the report's: navigation, footers, forms.
    pub boilerplate: bool,
    /// Whether its class or id says so, which is less sure: themes call the page's frame `with-sidebar`.
    pub suspect: bool,
    /// Whether the page says this is the report: `article`, `itemprop="articleBody"`.
    pub report: bool,
}

/// A stretch of text between two tags that break the flow.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub node: u32,
    pub kind: BlockKind,
    /// Where it lies in the page; starts and ends outside of tags.
    pub start: u32,
    pub end: u32,
    /// Characters that are not white space.
    pub letters: u32,
    /// Those of them inside links.
    pub linked: u32,
}

impl Segment {
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

const MOST_NODES: usize = 1 << 20;
const MOST_SEGMENTS: usize = 1 << 20;
/// Open elements that are followed; deeper ones are part of the innermost that is.
const DEEPEST: usize = 1 << 12;

/// What an element does to the flow of text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// Nothing: `b`, `span`.
    Inline,
    /// A link.
    Link,
    /// Breaks the text and stays a leaf: `p`, `h1`, `li`.
    Leaf(BlockKind),
    /// Breaks the text and holds others.
    Container,
    /// A container whose text is not the report's.
    Boilerplate,
    /// Breaks the text and holds nothing: `br`, `hr`.
    Break,
    /// Holds nothing and breaks nothing: `img`, `wbr`.
    Void,
}

fn flow(name: &str) -> Flow {
    let mut lower = [0_u8; 12];
    let Some(slot) = lower.get_mut(..name.len()) else { return Flow::Inline };
    slot.copy_from_slice(name.as_bytes());
    slot.make_ascii_lowercase();
    match &*slot {
        b"a" => Flow::Link,
        b"p" | b"pre" | b"dd" | b"dt" | b"summary" => Flow::Leaf(BlockKind::Paragraph),
        b"h1" => Flow::Leaf(BlockKind::Title),
        b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"caption" => Flow::Leaf(BlockKind::Headline),
        b"li" => Flow::Leaf(BlockKind::ListItem),
        b"blockquote" | b"q" if name.len() > 1 => Flow::Leaf(BlockKind::Quote),
        b"figcaption" => Flow::Leaf(BlockKind::Caption),
        b"td" | b"th" => Flow::Leaf(BlockKind::Cell),
        b"address" => Flow::Leaf(BlockKind::Byline),
        b"nav" | b"footer" | b"aside" | b"form" | b"button" | b"select" | b"menu" | b"dialog"
        | b"noscript" | b"template" | b"object" | b"canvas" | b"audio" | b"video" | b"option" | b"head"
        | b"label" => Flow::Boilerplate,
        b"br" | b"hr" => Flow::Break,
        b"img" | b"input" | b"meta" | b"link" | b"wbr" | b"source" | b"area" | b"base" | b"col"
        | b"embed" | b"param" | b"track" => Flow::Void,
        b"div" | b"section" | b"article" | b"main" | b"header" | b"body" | b"html" | b"table" | b"tbody"
        | b"thead" | b"tfoot" | b"tr" | b"ul" | b"ol" | b"dl" | b"figure" | b"center" | b"details"
        | b"fieldset" | b"hgroup" => Flow::Container,
        _ => Flow::Inline,
    }
}

/// Parts of class names and ids that mark what is not the report.
const NOT_REPORT: [&str; 29] = [
    "comments",
    "sidebar",
    "footer",
    "related",
    "share",
    "social",
    "promo",
    "advert",
    "newsletter",
    "subscribe",
    "cookie",
    "breadcrumb",
    "menu",
    "navbar",
    "masthead",
    "popup",
    "modal",
    "banner",
    "sponsor",
    "recommend",
    "trending",
    "widget",
    "disqus",
    "taboola",
    "outbrain",
    "pagination",
    "print-only",
    "most-read",
    "copyright",
];

fn looks_like_boilerplate(tag: &Tag<'_>) -> bool {
    let mut hidden = false;
    let named = tag.attributes().any(|(key, value)| {
        let key = key.to_ascii_lowercase();
        hidden |= key == "hidden" || (key == "aria-hidden" && value == "true");
        hidden |= key == "style" && value.replace(' ', "").contains("display:none");
        if !matches!(key.as_str(), "class" | "id" | "role") || value.len() > 400 {
            return false;
        }
        let value = value.to_ascii_lowercase();
        if key == "role" {
            return matches!(
                value.as_str(),
                "navigation" | "complementary" | "contentinfo" | "search" | "dialog"
            );
        }
        value.split_ascii_whitespace().any(|word| NOT_REPORT.iter().any(|part| word.contains(part)))
    });
    named || hidden
}

fn looks_like_report(tag: &Tag<'_>) -> bool {
    tag.name.eq_ignore_ascii_case("article")
        || tag.name.eq_ignore_ascii_case("main")
        || tag.attribute("itemprop").is_some_and(|value| value.eq_ignore_ascii_case("articleBody"))
}

fn looks_like_byline(tag: &Tag<'_>) -> bool {
    let class = tag.attribute("class").unwrap_or("");
    class.len() < 200
        && class.to_ascii_lowercase().split_ascii_whitespace().any(|word| {
            word.contains("byline")
                || word.contains("author")
                || word.contains("dateline")
                || word.contains("pubdate")
        })
}

/// An element that is open.
struct Open<'h> {
    name: &'h str,
    flow: Flow,
    /// Node, kind and link depth to go back to when it closes.
    node: u32,
    kind: BlockKind,
}

struct Scanner<'h> {
    html: &'h str,
    out: Scanned,
    open: Vec<Open<'h>>,
    /// Number of links open; the markup nests none, broken markup does.
    links: u32,
    node: u32,
    kind: BlockKind,
    segment: Option<Segment>,
}

/// Scans a page.
pub(super) fn scan(html: &str) -> Scanned {
    let root = Node { parent: 0, boilerplate: false, suspect: false, report: false };
    let out =
        Scanned { nodes: vec![root], segments: Vec::new(), meta: MetaReader::default(), crowded: false };
    let mut scanner =
        Scanner { html, out, open: Vec::new(), links: 0, node: 0, kind: BlockKind::Paragraph, segment: None };
    for token in Tokens::new(html) {
        match token {
            Token::Text(range) => scanner.text(range),
            Token::Open(tag) => scanner.open(&tag),
            Token::Close(name) => scanner.close(name),
            Token::Raw("title", range) => scanner.out.meta.title_element(&html[range]),
            Token::Raw("script", range) => scanner.out.meta.script(&html[range]),
            Token::Raw("xmp" | "textarea", _) => scanner.end_segment(),
            Token::Raw(..) | Token::Other => {}
        }
    }
    scanner.end_segment();
    scanner.out
}

impl<'h> Scanner<'h> {
    fn text(&mut self, range: Range<usize>) {
        let text = &self.html[range.clone()];
        let letters = text.bytes().filter(|b| !b.is_ascii_whitespace() && b & 0xC0 != 0x80).count() as u32;
        if letters == 0 && self.segment.is_none() {
            return;
        }
        let (node, kind) = (self.node, self.kind);
        let start = range.start as u32;
        let segment =
            self.segment.get_or_insert(Segment { node, kind, start, end: start, letters: 0, linked: 0 });
        segment.end = range.end as u32;
        segment.letters += letters;
        if self.links > 0 {
            segment.linked += letters;
        }
    }

    fn end_segment(&mut self) {
        let Some(segment) = self.segment.take() else { return };
        if segment.letters == 0 {
            return;
        }
        if segment.kind == BlockKind::Title {
            let text = strip(self.html, segment.range());
            self.out.meta.heading(&text);
        }
        if self.out.segments.len() < MOST_SEGMENTS {
            self.out.segments.push(segment);
        } else if let Some(last) = self.out.segments.last_mut() {
            self.out.crowded = true;
            last.end = segment.end;
            last.letters += segment.letters;
            last.linked += segment.linked;
        }
    }

    fn open(&mut self, tag: &Tag<'h>) {
        let flow = flow(tag.name);
        let mut suspect = false;
        if matches!(flow, Flow::Void | Flow::Break) || tag.name.eq_ignore_ascii_case("html") {
            self.out.meta.tag(tag);
            if flow == Flow::Break {
                self.end_segment();
            }
            return;
        }
        let inline = matches!(flow, Flow::Inline | Flow::Link);
        if inline {
            if tag.name.eq_ignore_ascii_case("time") || tag.attribute("itemprop").is_some() {
                self.out.meta.tag(tag);
            }
            if flow == Flow::Link {
                self.links += 1;
            }
        } else {
            self.end_segment();
            // A paragraph ends where the next block begins, an item where the next item does.
            if self.open.last().is_some_and(|last| closes_before(last.name, tag.name)) {
                self.pop();
            }
            suspect = !tag.name.eq_ignore_ascii_case("body") && looks_like_boilerplate(tag);
        }
        if self.open.len() >= DEEPEST {
            self.out.crowded = true;
            self.links = self.links.saturating_sub(u32::from(flow == Flow::Link));
            return;
        }
        self.open.push(Open { name: tag.name, flow, node: self.node, kind: self.kind });
        match flow {
            Flow::Container | Flow::Boilerplate => {
                let boilerplate = flow == Flow::Boilerplate;
                self.enter(Node { parent: self.node, boilerplate, suspect, report: looks_like_report(tag) });
                if looks_like_byline(tag) {
                    self.kind = BlockKind::Byline;
                }
            }
            // A paragraph in a quotation, caption, item or cell stays one of those.
            Flow::Leaf(BlockKind::Paragraph) if looks_like_byline(tag) => self.kind = BlockKind::Byline,
            Flow::Leaf(kind) => {
                if kind != BlockKind::Paragraph {
                    self.kind = kind;
                }
                // Layout tables hold the page in their cells.
                if kind == BlockKind::Cell || kind == BlockKind::ListItem || suspect {
                    self.enter(Node { parent: self.node, boilerplate: false, suspect, report: false });
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, node: Node) {
        if self.out.nodes.len() < MOST_NODES {
            self.out.nodes.push(node);
            self.node = self.out.nodes.len() as u32 - 1;
        } else {
            self.out.crowded = true;
        }
    }

    fn pop(&mut self) {
        if let Some(open) = self.open.pop() {
            self.node = open.node;
            self.kind = open.kind;
            if open.flow == Flow::Link {
                self.links = self.links.saturating_sub(1);
            }
        }
    }

    fn close(&mut self, name: &str) {
        let closing = flow(name);
        let inline = matches!(closing, Flow::Inline | Flow::Link | Flow::Void);
        if !inline {
            self.end_segment();
        }
        if matches!(closing, Flow::Void | Flow::Break) {
            return;
        }
        // The element that is meant lies near the top; what broken markup left open above it closes with it. An inline
        // element never closes a block.
        let near = self.open.iter().rev().take(64);
        let found = near
            .take_while(|open| !inline || matches!(open.flow, Flow::Inline | Flow::Link))
            .position(|open| open.name.eq_ignore_ascii_case(name));
        if let Some(above) = found {
            (0..=above).for_each(|_| self.pop());
        }
    }
}

/// Whether an open element ends where another begins.
fn closes_before(open: &str, next: &str) -> bool {
    let is = |name: &str, names: &[&str]| names.iter().any(|one| name.eq_ignore_ascii_case(one));
    is(open, &["p"])
        || (is(open, &["li"]) && is(next, &["li"]))
        || (is(open, &["td", "th"]) && is(next, &["td", "th", "tr"]))
        || (is(open, &["tr"]) && is(next, &["tr"]))
        || (is(open, &["dd", "dt"]) && is(next, &["dd", "dt"]))
        || (is(open, &["option"]) && is(next, &["option"]))
        || (is(open, &["head"]) && !is(next, &["noscript", "template"]))
        || (is(open, &["h1", "h2", "h3", "h4", "h5", "h6"]) && !is(next, &["div", "section"]))
}

/// A part of a page without its tags.
fn strip(html: &str, range: Range<usize>) -> String {
    let mut out = String::new();
    for token in Tokens::within(html, range).take(1000) {
        if let Token::Text(range) = token {
            out.push_str(&html[range]);
        }
    }
    unescape(&out)
}
