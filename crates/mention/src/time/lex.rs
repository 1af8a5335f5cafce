//! Characters to lexemes: words, numbers and signs, each with its meaning in time expressions.
//!
//! The parser's tokens split "1941–43" or "two-year" differently from text to text, so the grammar
//! reads lexemes cut from the characters. A lexeme borrows the tag of the token it lies in.

use super::lexicon::{Term, term};
use crate::Parse;
use crate::labels::{EntityLabel, Tag};

/// Sort of lexeme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// Digits: value and how many digits (0: grouped by commas, so never a year).
    Number(u32, u8),
    Sign(char),
    /// Between blocks: no expression runs over it.
    Break,
}

/// One lexeme.
#[derive(Debug, Clone, Copy)]
pub struct Lex {
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
    pub term: Term,
    /// No white space before it.
    pub glued: bool,
    /// Begins with a capital.
    pub capital: bool,
    pub tag: Tag,
    /// Inside what the parser calls a person.
    pub person: bool,
    /// Index of the token it lies in; `u32::MAX` without a parse.
    pub token: u32,
}

/// All lexemes of the blocks parsed, each block closed by [`Kind::Break`].
pub fn lex(parse: &Parse) -> Vec<Lex> {
    let doc = parse.doc();
    let blocks = &doc.blocks[parse.blocks()];
    let bytes = blocks.last().zip(blocks.first()).map_or(0, |(z, a)| z.span.end - a.span.start);
    let mut out = Vec::with_capacity(bytes as usize / 5);
    let mut lower = String::with_capacity(32);
    let german = doc.meta.lang.as_deref().is_none_or(|l| l.starts_with("de"));
    for block in blocks {
        cut(block.span.slice(&doc.text), block.span.start, german, &mut lower, &mut out);
        let end = block.span.end;
        out.push(Lex { start: end, end, kind: Kind::Break, term: Term::None, glued: false, ..EMPTY });
    }
    tag(parse, &mut out);
    out
}

const EMPTY: Lex = Lex {
    start: 0,
    end: 0,
    kind: Kind::Break,
    term: Term::None,
    glued: false,
    capital: false,
    tag: Tag::Other,
    person: false,
    token: u32::MAX,
};

fn cut(text: &str, base: u32, german: bool, lower: &mut String, out: &mut Vec<Lex>) {
    let first = out.len();
    let mut at = 0;
    let mut space = true;
    while let Some(c) = text[at..].chars().next() {
        let from = at;
        if c.is_whitespace() {
            at += c.len_utf8();
            space = true;
            continue;
        }
        let mut lexeme = Lex { glued: !space, ..EMPTY };
        space = false;
        if c.is_alphabetic() {
            at += word_length(&text[at..]);
            lower.clear();
            lower.extend(text[from..at].chars().flat_map(char::to_lowercase));
            lexeme.kind = Kind::Word;
            lexeme.capital = c.is_uppercase();
            lexeme.term = term(lower, german);
            // "a.m.", "p. m."
            let rest = &text[at..];
            if matches!(lower.as_str(), "a" | "p") && (rest.starts_with(".m") || rest.starts_with(".M")) {
                let tail = &rest[2..];
                if !tail.starts_with(char::is_alphabetic) {
                    at += 2 + usize::from(tail.starts_with('.'));
                    lexeme.term = Term::AmPm(lower == "p");
                }
            }
        } else if c.is_ascii_digit() {
            (at, lexeme.kind, lexeme.term) = number(text, at);
        } else {
            at += c.len_utf8();
            lexeme.kind = Kind::Sign(match c {
                '–' | '—' | '−' | '‐' | '‑' => '-',
                '’' | '‘' => '\'',
                _ => c,
            });
        }
        (lexeme.start, lexeme.end) = (base + from as u32, base + at as u32);
        join_suffix(text, base, first, lexeme, lower, out);
    }
}

/// Length of the run of letters at the start of `text`; an apostrophe between Cyrillic letters is one.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    let mut cyrillic = false;
    while let Some((i, c)) = chars.next() {
        let inner = cyrillic && matches!(c, '\'' | '’' | 'ʼ');
        let joins = inner && chars.peek().is_some_and(|(_, d)| d.is_alphabetic());
        if !(c.is_alphabetic() || joins) {
            break;
        }
        cyrillic = ('\u{400}'..'\u{530}').contains(&c) || inner;
        end = i + c.len_utf8();
    }
    end
}

/// The number at `at`: digits, with groups of thousands or one decimal place.
fn number(text: &str, at: usize) -> (usize, Kind, Term) {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let n = digits(at);
    let value = |from: usize, n: usize| text[from..from + n].parse::<u32>().unwrap_or(u32::MAX);
    let mut end = at + n;
    let mut total = value(at, n);
    let mut count = n as u8;
    while n <= 3 && text[end..].starts_with(',') && digits(end + 1) == 3 {
        total = total.saturating_mul(1000).saturating_add(value(end + 1, 3));
        end += 4;
        count = 0;
    }
    if n <= 3 && text[end..].starts_with('.') && digits(end + 1) > 0 {
        let m = digits(end + 1);
        let after = end + 1 + m;
        let dotted = text[after..].starts_with('.') && digits((after + 1).min(text.len())) > 0;
        let before = text[..at].ends_with('.') && at >= 2 && text.as_bytes()[at - 2].is_ascii_digit();
        if !dotted && !before && m <= 2 {
            let tenth = text.as_bytes()[end + 1] - b'0';
            return (after, Kind::Number(total, 0), Term::Decimal(total, tenth));
        }
    }
    (end, Kind::Number(total, count), Term::None)
}

/// Pushes `lexeme`, or joins it to the number before it: "20th", "1990s", "2010-му".
fn join_suffix(text: &str, base: u32, first: usize, lexeme: Lex, lower: &str, out: &mut Vec<Lex>) {
    if lexeme.kind == Kind::Word && lexeme.glued && out.len() > first {
        let hyphen = out[out.len() - 1].kind == Kind::Sign('-') && out[out.len() - 1].glued;
        let at = out.len() - 1 - usize::from(hyphen);
        if at >= first
            && let Kind::Number(n, digits) = out[at].kind
            && digits > 0
        {
            let decade = n % 10 == 0 && (digits == 2 || digits == 4);
            let joined = match lower {
                "s" if decade && !hyphen => Some(Term::DecadeOf(n)),
                "st" | "nd" | "rd" | "th" if !hyphen => Some(Term::Ordinal(n)),
                _ if lower.is_ascii() => None,
                _ => super::cyrillic::ordinal_suffix(lower, hyphen)
                    .map(|plural| if plural && decade { Term::DecadeOf(n) } else { Term::Ordinal(n) }),
            };
            if let Some(term) = joined {
                out.truncate(at + 1);
                out[at].term = term;
                out[at].end = lexeme.end;
                // A Cyrillic year keeps being a number ("2010-му році").
                if lower.is_ascii() || digits < 3 || matches!(term, Term::DecadeOf(_)) {
                    out[at].kind = Kind::Word;
                }
                return;
            }
        }
        // "1990's"
        if lower == "s"
            && out.len() >= first + 2
            && out[out.len() - 1].kind == Kind::Sign('\'')
            && let Kind::Number(n, 4) = out[out.len() - 2].kind
            && n % 10 == 0
        {
            let at = out.len() - 2;
            out.truncate(at + 1);
            out[at].term = Term::DecadeOf(n);
            out[at].end = lexeme.end;
            out[at].kind = Kind::Word;
            return;
        }
    }
    debug_assert!(lexeme.end - base <= text.len() as u32);
    out.push(lexeme);
}

/// Gives each lexeme the tag of its token and marks names of persons.
fn tag(parse: &Parse, out: &mut [Lex]) {
    let tokens = parse.tokens();
    let mut t = 0;
    let mut entities = parse.entities().iter().filter(|e| e.label == EntityLabel::Person).peekable();
    for lexeme in out.iter_mut().filter(|l| l.kind != Kind::Break) {
        while t < tokens.len() && tokens[t].span.end <= lexeme.start {
            t += 1;
        }
        if t < tokens.len() && tokens[t].span.start < lexeme.end {
            lexeme.tag = tokens[t].tag;
            lexeme.token = t as u32;
            while entities.peek().is_some_and(|e| e.tokens.end <= t) {
                entities.next();
            }
            lexeme.person = entities.peek().is_some_and(|e| e.tokens.start <= t);
        }
    }
}
