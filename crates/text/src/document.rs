//! What reading yields: the [`Document`], its blocks, its notes and the [`Span`]s that all later steps speak in.

use crate::SourceMap;
use std::ops::Range;

/// A half-open range of bytes of [`Document::text`], both ends on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; an end before the start gives the empty span at `start`.
    ///
    /// Texts are held under 4 GiB (see [`MAX_TEXT`](crate::MAX_TEXT)), so offsets of a document always fit.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether no byte lies in the span.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The span as a range to slice with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether all of `other` lies in this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies in this span.
    pub fn contains_offset(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two spans share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span moved right by `by` bytes: from offsets of a slice to offsets of the whole.
    #[must_use]
    pub fn shift(self, by: u32) -> Span {
        Span { start: self.start.saturating_add(by), end: self.end.saturating_add(by) }
    }

    /// The span without white space at either end; spans are shown and cited trimmed.
    #[must_use]
    pub fn trim(self, text: &str) -> Span {
        let slice = self.slice(text);
        let left = slice.len() - slice.trim_start().len();
        let kept = slice.trim().len();
        Span::new(self.start as usize + left, self.start as usize + left + kept)
    }

    /// The characters of `text` in the span; empty where the span is not one of this text.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// One report, decoded: the text that all offsets count in, and what is known of where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Name of the report: the caller's, or the first 16 hex digits of the source's SHA-256.
    pub id: String,
    /// The text. Every [`Span`] of this document and of all later steps counts in its bytes.
    pub text: String,
    /// The text's parts in order, not overlapping. White space and signs between blocks (bullets) belong to none.
    pub blocks: Vec<Block>,
    /// What is known about the report as a whole.
    pub meta: Meta,
    /// The bytes it was read from.
    pub source: Source,
    /// From characters of `text` back to bytes of the source.
    pub source_map: SourceMap,
    /// What was odd on the way: replaced bytes, damaged tokens, guesses.
    pub notes: Vec<Note>,
}

impl Document {
    /// The characters of a span of this document.
    pub fn slice(&self, span: Span) -> &str {
        span.slice(&self.text)
    }

    /// The smallest range of bytes of the source that holds everything the characters of `span` came from.
    pub fn to_source(&self, span: Span) -> Range<usize> {
        self.source_map.to_source(&self.text, span)
    }

    /// The text of a block as a parser should see it; see [`parse_view`](crate::parse_view).
    pub fn parse_view(&self, block: &Block, names: &dyn crate::Names) -> String {
        crate::parse_view(&self.text, block.span, names)
    }

    /// The block that holds the byte at `offset`, if it lies in one.
    pub fn block_at(&self, offset: u32) -> Option<&Block> {
        let after = self.blocks.partition_point(|block| block.span.start <= offset);
        self.blocks[..after].last().filter(|block| block.span.contains_offset(offset))
    }
}

/// A part of the text that is parsed by itself, so that a headline does not run into the sentence under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// Where it lies, without white space at either end and never empty.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is. Everything but [`Byline`](BlockKind::Byline), [`Dateline`](BlockKind::Dateline) and
/// [`Boilerplate`](BlockKind::Boilerplate) may state news; see [`BlockKind::is_prose`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// The report's headline: the title of a page or a headline-like first line.
    Title,
    /// A cross-heading or another short line without a full stop that stands above other text.
    Headline,
    /// Who wrote it, or when it was posted: "By Jane Roe", "Reporting by ...", "Published 3 July 2019".
    Byline,
    /// Place, date and agency before the first sentence of a report: "GENEVA, March 3 (Reuters) -". The dash belongs to
    /// the block; the sentence after it is a block of its own.
    Dateline,
    /// Running text.
    Paragraph,
    /// An item of a list, without its bullet or number.
    ListItem,
    /// A quotation set apart from the text around it.
    Quote,
    /// Words under or beside a picture.
    Caption,
    /// A cell of a table.
    Cell,
    /// Not part of the report: credits, copyright lines, invitations to share, rules of dashes.
    Boilerplate,
}

impl BlockKind {
    /// Whether the block may state something about the world and is worth parsing.
    pub fn is_prose(self) -> bool {
        !matches!(self, Self::Byline | Self::Dateline | Self::Boilerplate)
    }

    /// Whether the block is a title or heading: verbs may be missing, tense is the headline's own.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::Title | Self::Headline)
    }
}

/// What is known about a report as a whole. Everything may be absent; nothing is filled in silently.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Meta {
    /// Headline.
    pub title: Option<String>,
    /// Day of publication as the publisher states it.
    pub published: Option<jiff::civil::Date>,
    /// Who published it.
    pub publisher: Option<String>,
    /// BCP-47 tag of the language, such as `en` or `uk`.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
}

/// The bytes a document was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// SHA-256 of the bytes as given.
    pub sha256: [u8; 32],
    /// Number of bytes as given.
    pub bytes: u64,
    /// The encoding they were read as, by its WHATWG name.
    pub encoding: &'static str,
    /// What they were taken for.
    pub format: Format,
}

impl Source {
    /// The hash in lower-case hexadecimal digits.
    pub fn sha256_hex(&self) -> String {
        hex(&self.sha256)
    }
}

/// Bytes as lower-case hexadecimal digits, two a byte.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The form of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Format {
    /// Characters and nothing else.
    #[default]
    Plain,
    /// An HTML page or fragment.
    Html,
    /// One JSON object a line. [`read`](crate::read) takes it as plain text; callers that see it from
    /// [`sniff`](crate::sniff) take the lines apart and give each text to
    /// [`document_from_text`](crate::document_from_text).
    Jsonl,
}

/// Something odd that a reader should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where in the text, if it has a place there.
    pub span: Option<Span>,
    /// What sort of oddity.
    pub kind: NoteKind,
    /// One line for people.
    pub text: String,
}

/// The sorts of oddity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// Bytes that are no characters in the encoding were replaced by U+FFFD.
    ReplacedBytes,
    /// The encoding was guessed from the bytes.
    GuessedEncoding,
    /// Control characters or NUL were replaced by spaces.
    ControlCharacters,
    /// A token that stands for something lost: `<unk>`, U+FFFD.
    DamagedToken,
    /// Markup or entities left in the text: `&amp;`, `<br>`.
    LeftoverMarkup,
    /// UTF-8 read as a one-byte encoding somewhere upstream: "â€™".
    Mojibake,
    /// Characters that are not seen: zero-width, bidirectional controls.
    InvisibleCharacters,
    /// A block in capitals, read as if it were not.
    AllCaps,
    /// The text was cut because it is too long to be held.
    Truncated,
    /// A block was cut at a bound because it is too long to be parsed at once.
    LongBlock,
    /// Markup so damaged or deep that part of its structure was ignored.
    BrokenMarkup,
    /// The language could not be told, or only guessed at.
    UncertainLanguage,
    /// The language is one that is not read, or not whole.
    UnreadLanguage,
    /// A date, title or publisher was taken from the text itself, not from the caller or the page's metadata.
    MetaFromText,
    /// What the caller knows and what the source says differ; the caller's was kept.
    MetaConflict,
    /// No text was found.
    Empty,
}

/// What the caller knows about a report. It wins over what the bytes say.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Hints {
    /// Name of the report.
    pub id: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<jiff::civil::Date>,
    /// Who published it.
    pub publisher: Option<String>,
    /// BCP-47 tag of the language.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Form of the bytes; sniffed where absent.
    pub format: Option<Format>,
    /// Label of the encoding (such as an HTTP header's `charset`); detected where absent.
    pub encoding: Option<String>,
}
