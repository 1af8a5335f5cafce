//! Lines, and which of them are one paragraph that was broken to fit a page.

use crate::Span;

/// A line with something on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Without the white space at its ends.
    pub span: Span,
    /// Whether a blank line stands before it.
    pub after_gap: bool,
    /// Columns of white space before it.
    pub indent: u16,
    /// Length in characters.
    pub chars: u32,
}

/// The lines of `text` between `range`'s ends that are not blank.
pub(super) fn lines(text: &str, range: Span) -> impl Iterator<Item = Line> {
    let base = range.start as usize;
    let mut at = base;
    let end = range.end as usize;
    let mut gap = false;
    std::iter::from_fn(move || {
        while at < end {
            let rest = &text[at..end];
            let (len, mark) = line_end(rest);
            let line = &rest[..len];
            let start = at;
            at += len + mark;
            let trimmed = line.trim();
            if trimmed.is_empty() {
                gap = true;
                continue;
            }
            let before = line.len() - line.trim_start().len();
            let from = start + before;
            let indent = line[..before].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum::<usize>();
            return Some(Line {
                span: Span::new(from, from + trimmed.len()),
                after_gap: std::mem::take(&mut gap),
                indent: indent.min(1000) as u16,
                chars: trimmed.chars().count() as u32,
            });
        }
        None
    })
}

/// Length of the first line of `rest` and of the line end after it.
fn line_end(rest: &str) -> (usize, usize) {
    let bytes = rest.as_bytes();
    let newline = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = &bytes[..newline];
    // Texts that are kept as given may end lines in other ways.
    let other = line.iter().enumerate().find(|&(at, &byte)| match byte {
        b'\r' | 0x0B | 0x0C => true,
        0xE2 => matches!(line.get(at + 1..at + 3), Some([0x80, 0xA8 | 0xA9])),
        _ => false,
    });
    match other {
        Some((at, b'\r')) if at + 1 == newline && newline < bytes.len() => (at, 2),
        Some((at, 0xE2)) => (at, 3),
        Some((at, _)) => (at, 1),
        None => (newline, usize::from(newline < bytes.len())),
    }
}

/// How a text breaks its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// A line is a paragraph or a heading.
    None,
    /// Paragraphs are broken into lines of about this many characters.
    At(u32),
}

/// Lines looked at to tell how a text wraps.
const SAMPLE: usize = 2000;

/// Tells from line lengths, line ends and capitals whether lines are broken to a width.
///
/// Wrapped lines other than a paragraph's last are of similar length, mostly end amid a sentence, and, where the script
/// has capitals and uses them, mostly go on in lower case.
pub(super) fn wrapping(text: &str) -> Wrapping {
    let all: Vec<Line> = lines(text, Span::new(0, text.len())).take(SAMPLE).collect();
    let inner: Vec<(&Line, &Line)> =
        all.windows(2).map(|pair| (&pair[0], &pair[1])).filter(|(_, next)| !next.after_gap).collect();
    if inner.len() < 2 {
        return Wrapping::None;
    }
    let mut lengths: Vec<u32> = inner.iter().map(|(line, _)| line.chars).collect();
    lengths.sort_unstable();
    let width = lengths[(lengths.len() - 1) * 95 / 100];
    if !(40..=115).contains(&width) {
        return Wrapping::None;
    }
    let share = |test: &dyn Fn(&Line, &Line) -> bool| {
        inner.iter().filter(|(line, next)| test(line, next)).count() as f64 / inner.len() as f64
    };
    let full = share(&|line, _| f64::from(line.chars) >= 0.7 * f64::from(width));
    let ended = share(&|line, _| ends_sentence(line.span.slice(text)));
    let cased = text.chars().take(4000).filter(|c| c.is_lowercase()).count() > 50;
    let goes_on = share(&|_, next| !next.span.slice(text).starts_with(char::is_uppercase));
    if full >= 0.7 && ended <= 0.4 && (!cased || goes_on >= 0.4) {
        Wrapping::At(width)
    } else {
        Wrapping::None
    }
}

/// Whether `next` goes on with the paragraph that `line` is part of.
pub(super) fn goes_on(text: &str, wrapping: Wrapping, line: &Line, next: &Line) -> bool {
    if next.after_gap || super::heads::bullet(next.span.slice(text)).is_some() {
        return false;
    }
    let (this, that) = (line.span.slice(text), next.span.slice(text));
    // "The following was found:" over "1. ..."
    if this.ends_with(':') && super::heads::number(that).is_some() {
        return false;
    }
    let lower = that.starts_with(char::is_lowercase);
    let open = !ends_sentence(this);
    match wrapping {
        Wrapping::At(width) => {
            // A deeper indent starts a paragraph.
            if next.indent >= line.indent + 2 && !(open && lower) {
                return false;
            }
            let first_word = that.split_whitespace().next().map_or(0, |word| word.chars().count() as u32);
            let would_fit = line.chars + 1 + first_word <= width * 3 / 5;
            (open && lower) || !would_fit
        }
        Wrapping::None => open && lower && (40..=120).contains(&line.chars),
    }
}

/// Whether a text ends as sentences do, quotation marks and brackets after the full stop left aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let core = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '“' | '」' | '』')
    });
    core.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '։'])
}
