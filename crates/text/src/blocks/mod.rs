//! A text to its blocks, the parts that are parsed by themselves.
//!
//! A blank line always ends a block. A line end does too, unless the text is broken to a width (see [`lines`]). What
//! stands at the head of a block (bullet, dateline) is set apart from its sentence ([`heads`]); short lines without a
//! full stop above other text are headlines. Blocks are capped in length, so that parsing is bounded in memory.

pub(crate) mod heads;
pub(crate) mod letterhead;
mod lines;

use crate::{Block, BlockKind, Note, NoteKind, Span};
use lines::{Line, Wrapping};

/// Longest block in bytes; longer ones are cut, at the end of a sentence if there is one.
const LONGEST: usize = 20_000;
/// More blocks than hold news: from here on lines are joined.
const MOST_BLOCKS: usize = 1 << 21;

/// The beginning of a text, at most `most` bytes of it.
pub(crate) fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// The blocks of a plain text, and notes on them. `title` is what the caller knows to be the headline.
pub(crate) fn split(text: &str, title: Option<&str>) -> (Vec<Block>, Vec<Note>) {
    let whole = Span::new(0, text.len());
    let mut out = Vec::new();
    group(text, whole, lines::wrapping(text), BlockKind::Paragraph, &mut out);
    number_items(text, &mut out);
    head_lines(text, title, &mut out);
    finish(text, out)
}

/// The blocks of a page whose markup already says what is what.
pub(crate) fn refine(
    text: &str,
    marked: &[(Span, BlockKind)],
    title: Option<&str>,
) -> (Vec<Block>, Vec<Note>) {
    let mut out = Vec::new();
    for &(span, kind) in marked {
        match kind {
            BlockKind::Paragraph => group(text, span, Wrapping::None, kind, &mut out),
            _ => push(text, span.trim(text), kind, &mut out),
        }
    }
    head_lines(text, title, &mut out);
    finish(text, out)
}

/// Lines to paragraphs and list items.
fn group(text: &str, range: Span, wrapping: Wrapping, kind: BlockKind, out: &mut Vec<Block>) {
    let mut open: Option<(Span, BlockKind, Line)> = None;
    for line in lines::lines(text, range) {
        if let Some((span, _, last)) = &mut open
            && lines::goes_on(text, wrapping, last, &line)
        {
            *span = span.join(line.span);
            *last = line;
            continue;
        }
        if let Some((span, kind, _)) = open.take() {
            push(text, span, kind, out);
        }
        let slice = line.span.slice(text);
        let (skip, kind) = match heads::bullet(slice) {
            // A long dash starts direct speech in many languages; the words after it are running text.
            Some(skip) if slice.starts_with(['—', '–']) => (skip, kind),
            Some(skip) => (skip, BlockKind::ListItem),
            None => (0, kind),
        };
        let span = Span { start: line.span.start + skip as u32, end: line.span.end };
        open = Some((span, kind, line));
    }
    if let Some((span, kind, _)) = open {
        push(text, span, kind, out);
    }
}

fn push(text: &str, span: Span, kind: BlockKind, out: &mut Vec<Block>) {
    let span = span.trim(text);
    if span.is_empty() {
        return;
    }
    if out.len() >= MOST_BLOCKS
        && let Some(last) = out.last_mut()
    {
        last.span = last.span.join(span);
        return;
    }
    out.push(Block { span, kind });
}

/// "1." and "2)" are numbers of items only where a neighbour has the next number: "19. April" is a date.
fn number_items(text: &str, blocks: &mut [Block]) {
    let mut before = None;
    for at in 0..blocks.len() {
        let this = heads::number(blocks[at].span.slice(text));
        let next = blocks.get(at + 1).and_then(|next| heads::number(next.span.slice(text)));
        let value = this.map(|(value, _)| value);
        if let Some((value, skip)) = this {
            let follows = before == value.checked_sub(1) && before.is_some();
            let followed = next.is_some_and(|(next, _)| next == value + 1);
            if (follows || followed) && blocks[at].kind == BlockKind::Paragraph {
                blocks[at].kind = BlockKind::ListItem;
                blocks[at].span.start += skip as u32;
            }
        }
        before = value;
    }
}

/// Finds title, headlines, bylines and boilerplate among paragraphs.
fn head_lines(text: &str, title: Option<&str>, blocks: &mut [Block]) {
    // One bullet is no list: a mark set before the headline.
    if blocks.first().is_some_and(|b| b.kind == BlockKind::ListItem)
        && blocks.get(1).is_none_or(|b| b.kind != BlockKind::ListItem)
    {
        blocks[0].kind = BlockKind::Paragraph;
    }
    for block in &mut *blocks {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Cell) {
            continue;
        }
        let slice = block.span.slice(text);
        if heads::is_boilerplate(slice) || letterhead::self_reference(slice).is_some() {
            block.kind = BlockKind::Boilerplate;
        } else if block.kind == BlockKind::Paragraph && heads::is_byline(slice) {
            block.kind = BlockKind::Byline;
        }
    }
    letterhead::mark(text, blocks, title);
    let has_title = blocks.iter().any(|block| block.kind == BlockKind::Title);
    let first = blocks.iter().position(|block| block.kind == BlockKind::Paragraph);
    for at in 0..blocks.len() {
        if blocks[at].kind != BlockKind::Paragraph {
            continue;
        }
        let slice = blocks[at].span.slice(text);
        let is_first = Some(at) == first && !has_title;
        if is_first && title.is_some_and(|title| same_words(slice, title)) {
            blocks[at].kind = BlockKind::Title;
        } else if is_headline(slice, is_first) && heads_something(text, &blocks[at + 1..], is_first) {
            blocks[at].kind = if is_first { BlockKind::Title } else { BlockKind::Headline };
        }
    }
    full_stop_headings(text, blocks);
}

/// Where a report has cross-headings, one short sentence alone between long paragraphs is one too, though it ends in
/// a full stop.
fn full_stop_headings(text: &str, blocks: &mut [Block]) {
    if blocks.iter().filter(|b| b.kind == BlockKind::Headline).count() < 3 {
        return;
    }
    let long = |b: &Block| b.kind == BlockKind::Paragraph && b.span.len() > 200;
    for at in 1..blocks.len().saturating_sub(1) {
        let slice = blocks[at].span.slice(text);
        let short =
            slice.chars().count() <= 90 && !slice.contains(". ") && !slice.contains(['"', '“', '«', '„']);
        if blocks[at].kind == BlockKind::Paragraph && short && long(&blocks[at - 1]) && long(&blocks[at + 1])
        {
            blocks[at].kind = BlockKind::Headline;
        }
    }
}

/// Whether a line could be a heading by its form: short, with letters, not ended as a sentence, and not in the midst of
/// one.
fn is_headline(line: &str, first: bool) -> bool {
    let (most_chars, most_words) = if first { (200, 30) } else { (120, 16) };
    let chars = line.chars().take(most_chars + 1).count();
    if first && chars <= most_chars && is_title_case(line) {
        return true;
    }
    let core = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    let question = first && core.ends_with(['?', '!']);
    chars <= most_chars
        && line.split_whitespace().count() <= most_words
        && line.chars().filter(|c| c.is_alphabetic()).take(3).count() == 3
        && !line.starts_with(char::is_lowercase)
        && (question || !lines::ends_sentence(line))
        && !core.ends_with([',', ';', ':', '-', '–', '—'])
        && heads::dateline(line).is_none_or(|len| len < line.len())
}

/// Whether most words of a line are capitalised, as headlines of many papers are; such a line may end in a full stop.
fn is_title_case(line: &str) -> bool {
    let long = || {
        line.split_whitespace().filter(|word| word.chars().count() >= 4 && word.contains(char::is_alphabetic))
    };
    let capital = long().filter(|word| word.contains(char::is_uppercase)).count();
    let any_lower = line.contains(char::is_lowercase);
    long().count() >= 4 && capital * 10 >= long().count() * 9 && any_lower && !line.contains(". ")
}

/// Whether running text follows: right below, or for the first line within a few blocks (a byline may come between).
fn heads_something(text: &str, below: &[Block], first: bool) -> bool {
    let reach = if first { 5 } else { 1 };
    let is_news = |block: &&Block| !matches!(block.kind, BlockKind::Byline | BlockKind::Boilerplate);
    below.iter().filter(is_news).take(reach).any(|block| {
        let slice = block.span.slice(text);
        block.kind != BlockKind::Headline
            && (lines::ends_sentence(slice) || slice.len() > 200 || block.kind == BlockKind::ListItem)
    })
}

/// Whether two lines have the same words, whatever their marks and capitals.
fn same_words(a: &str, b: &str) -> bool {
    if a.len() > 4 * b.len() + 64 {
        return false;
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    words(a) == words(b)
}

/// Sets datelines apart and cuts what is too long.
fn finish(text: &str, blocks: Vec<Block>) -> (Vec<Block>, Vec<Note>) {
    let mut out = Vec::with_capacity(blocks.len() + 4);
    let mut notes = Vec::new();
    let town = lone_town(text, &blocks);
    for (at, block) in blocks.into_iter().enumerate() {
        let mut span = block.span;
        if matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem)
            && let Some(len) = heads::dateline(span.slice(text))
                .or_else(|| heads::town(span.slice(text)).filter(|_| town == Some(at)))
        {
            let end = span.start + len as u32;
            out.push(Block { span: Span { start: span.start, end }.trim(text), kind: BlockKind::Dateline });
            span.start = end;
        }
        let kinds = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Title | BlockKind::Headline
        );
        if kinds && let Some(len) = heads::stamp(span.slice(text)) {
            let end = span.start + len as u32;
            out.push(Block { span: Span { start: span.start, end }.trim(text), kind: BlockKind::Dateline });
            span.start = end;
        }
        if span.len() > LONGEST {
            let text = format!("a block of {} bytes was cut to be parsed in parts", span.len());
            notes.push(Note { span: Some(span), kind: NoteKind::LongBlock, text });
        }
        while span.len() > LONGEST {
            let cut = cut(span.slice(text));
            let part = Span { start: span.start, end: span.start + cut as u32 };
            push(text, part, block.kind, &mut out);
            span.start = part.end;
        }
        push(text, span, block.kind, &mut out);
    }
    (out, notes)
}

/// The first paragraph if it alone opens with a name in capitals and a colon: "TARN: Two bridges ..."; where several
/// paragraphs do, they are a conversation.
fn lone_town(text: &str, blocks: &[Block]) -> Option<usize> {
    let at = blocks.iter().position(|b| b.kind == BlockKind::Paragraph)?;
    let mut with =
        blocks.iter().filter(|b| b.kind == BlockKind::Paragraph && heads::town(b.span.slice(text)).is_some());
    (heads::town(blocks[at].span.slice(text)).is_some() && with.nth(1).is_none()).then_some(at)
}

/// Where to cut a block that is too long: after a sentence, else at white space, else between characters.
fn cut(block: &str) -> usize {
    let window = head(block, LONGEST);
    let end = window.len();
    let half = end / 2;
    let sentence = window.rmatch_indices(['.', '!', '?', '。', '\n']).find(|(at, mark)| {
        let rest = &window[at + mark.len()..];
        *mark == "。"
            || *mark == "\n"
            || (rest.starts_with(' ') && rest.trim_start().starts_with(|c: char| !c.is_lowercase()))
    });
    let sentence = sentence.map(|(at, mark)| at + mark.len());
    let space = || window.rfind(char::is_whitespace);
    sentence.filter(|&at| at > half).or_else(|| space().filter(|&at| at > half)).unwrap_or(end)
}

#[cfg(test)]
mod tests;
