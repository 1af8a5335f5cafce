//! Quotation marks: which opens, which closes, and what stands between is somebody's words or a mere term.

use std::ops::Range;

use tidings_mention::Parse;
use tidings_text::Span;

/// A run of tokens in quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Tokens from the opening to the closing mark.
    pub tokens: Range<usize>,
    /// Index of the block.
    pub block: usize,
    /// It ends with a mark, not with its paragraph.
    pub closed: bool,
    /// Long enough to be speech; a quoted word or name is not.
    pub speech: bool,
}

/// Kinds of marks that can pair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open(char),
    Close(char),
    /// The same sign opens and closes.
    Either(char),
}

fn mark(c: char, before: Option<char>, after: Option<char>) -> Option<Mark> {
    let at_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    Some(match c {
        '“' | '„' | '«' => Mark::Open('“'),
        '”' | '»' => Mark::Close('“'),
        '"' | '＂' => Mark::Either('"'),
        '‘' if !at_word(before) && after.is_some_and(|c| !c.is_whitespace()) => Mark::Open('‘'),
        // An apostrophe inside or before a word closes nothing.
        '’' if !at_word(after) && before.is_some_and(|c| !c.is_whitespace()) => Mark::Close('‘'),
        '`' if after == Some('`') => Mark::Open('"'),
        // Two apostrophes, as wires and typewriters set it.
        '\'' if after == Some('\'') => Mark::Either('"'),
        _ => return None,
    })
}

/// All quotations of the parse, in order, none inside another.
pub(crate) fn find(parse: &Parse) -> Vec<Quote> {
    let text = parse.doc().text.as_str();
    let mut out = Vec::new();
    let mut sentences = parse.sentences();
    while let Some(first) = sentences.first() {
        let block = first.block;
        let n = sentences.iter().take_while(|s| s.block == block).count();
        let span = first.span.join(sentences[n - 1].span);
        in_block(parse, text, block, span, &mut out);
        sentences = &sentences[n..];
    }
    out
}

fn in_block(parse: &Parse, text: &str, block: usize, span: Span, out: &mut Vec<Quote>) {
    let mut open: Option<(u32, char)> = None;
    let mut before = None;
    let body = span.slice(text);
    let mut chars = body.char_indices().peekable();
    let emit = |start: u32, end: u32, closed: bool, out: &mut Vec<Quote>| {
        let tokens = parse.tokens_in(Span { start, end });
        if tokens.len() > 1 {
            let speech = is_speech(parse, &tokens);
            out.push(Quote { tokens, block, closed, speech });
        }
    };
    while let Some((i, c)) = chars.next() {
        let at = span.start + i as u32;
        let after = chars.peek().map(|&(_, c)| c);
        match (mark(c, before, after), open) {
            (Some(Mark::Open(kind) | Mark::Either(kind)), None) => {
                open = Some((at, kind));
                if c == '\'' || c == '`' {
                    chars.next();
                }
            }
            (Some(Mark::Close(kind) | Mark::Either(kind)), Some((start, opened))) if kind == opened => {
                let len = if c == '\'' { 2 } else { c.len_utf8() as u32 };
                emit(start, at + len, true, out);
                open = None;
                if c == '\'' {
                    chars.next();
                }
            }
            // A second opening mark: the first was never closed, or is a new paragraph's.
            (Some(Mark::Open('“')), Some((_, '‘'))) => open = Some((at, '“')),
            _ => {}
        }
        before = Some(c);
    }
    if let Some((start, kind)) = open
        && kind != '‘'
    {
        emit(start, span.end, false, out);
    }
}

/// A clause, or words that end in the punctuation of speech.
fn is_speech(parse: &Parse, tokens: &Range<usize>) -> bool {
    let inner = tokens.start + 1..tokens.end.saturating_sub(1).max(tokens.start + 1);
    if inner.len() >= 5 && inner.clone().any(|i| parse.token(i).tag.is_verb()) {
        return true;
    }
    let last = inner.end.saturating_sub(1);
    last >= inner.start && matches!(parse.str(last), "," | "." | "!" | "?" | "…" | "—") && !inner.is_empty()
}
