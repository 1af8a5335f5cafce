//! What is left of a text's way through other hands: lost tokens, markup, wrong encodings, unseen characters, capitals.
//!
//! The text itself is never changed, since citations count in it. Instead [`notes`] says what is there, and
//! [`parse_view`] gives a parser the text as it was meant, byte for byte of the same length, so that every offset in the
//! view is one in the text.

use crate::blocks::heads::{is_shouting, is_weekday};
use crate::notes::Tally;
use crate::{Block, Note, NoteKind, Span, dates};

/// Which words are names, asked where capitals say nothing because everything is in capitals.
pub trait Names {
    /// How many of the first of `words` together are a name: 2 for `["san", "salvador", "was"]`, 0 for none. The words
    /// are in lower case and stand next to each other; at most four are given, at least one.
    fn leading(&self, words: &[&str]) -> usize;
}

/// Knows no names.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn leading(&self, _words: &[&str]) -> usize {
        0
    }
}

/// A block's text as the parser should see it.
///
/// The view has exactly the length in bytes of the block, and every character of the view but spaces starts and ends
/// where characters of the block do; so a token of the view is the same range of the text. Line ends and
/// odd white space become spaces, `<unk>` a dash, entities and misread quotation marks the sign they stand for with
/// spaces beside it, and text in capitals becomes lower case but for sentence starts, abbreviations and what `names`
/// knows.
pub fn parse_view(text: &str, block: Span, names: &dyn Names) -> String {
    let view = mend(block.slice(text));
    if is_shouting(&view) { lower(&view, names) } else { view }
}

/// Something in the text that stands for something else.
struct Damage {
    /// Bytes it takes.
    len: usize,
    kind: NoteKind,
    /// What it stands for; a space for nothing.
    meant: char,
}

/// The damage that starts at `at`, if one does.
fn damage(text: &str, at: usize) -> Option<Damage> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    match first {
        '<' | '[' => tag(rest),
        '&' => {
            let (meant, len) = crate::html::reference(rest).filter(|(_, len)| rest[..*len].ends_with(';'))?;
            let meant = if meant.is_whitespace() || meant.is_control() { ' ' } else { meant };
            Some(Damage { len, kind: NoteKind::LeftoverMarkup, meant })
        }
        '\u{FFFD}' => {
            let inside = touches_letters(text, at, 3);
            let meant = if inside { '\u{FFFD}' } else { ' ' };
            Some(Damage { len: 3, kind: NoteKind::DamagedToken, meant })
        }
        'â' | 'Ã' | 'Â' => mojibake(rest),
        '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => {
            Some(Damage { len: first.len_utf8(), kind: NoteKind::InvisibleCharacters, meant: ' ' })
        }
        _ => None,
    }
}

/// `<unk>`, `[UNK]` and markup that was left in: `<br />`, `</p>`.
fn tag(rest: &str) -> Option<Damage> {
    let lost = rest.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<unk>") || start == "[UNK]");
    if lost {
        return Some(Damage { len: 5, kind: NoteKind::DamagedToken, meant: '-' });
    }
    const TAGS: [&str; 16] =
        ["br", "p", "b", "i", "em", "strong", "div", "span", "a", "ul", "li", "u", "h1", "h2", "h3", "quote"];
    let inside = rest.strip_prefix('<')?;
    let name = inside.trim_start_matches('/');
    let len = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let known = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(&name[..len]));
    if len == 0 {
        return None;
    }
    let end = rest.bytes().take(300).position(|byte| byte == b'>')?;
    let inner = &rest[1..end];
    // Of names that are not known only what has the form of markup is taken: `<x a="b">`, `<x/>`, `</x>`.
    let formed = known || inner.starts_with('/') || inner.ends_with('/') || inner.contains("=\"");
    let clean = inner.find(['<', '\n']).is_none();
    (clean && formed).then_some(Damage { len: end + 1, kind: NoteKind::LeftoverMarkup, meant: ' ' })
}

/// A character whose UTF-8 bytes were read as Windows-1252: "â€™" for "’".
fn mojibake(rest: &str) -> Option<Damage> {
    let mut bytes = [0_u8; 4];
    let mut len = 0;
    for (index, c) in rest.chars().take(4).enumerate() {
        bytes[index] = cp1252(c)?;
        len += c.len_utf8();
        let continued = index == 0 || bytes[index] & 0xC0 == 0x80;
        if !continued {
            return None;
        }
        if index > 0
            && let Ok(text) = str::from_utf8(&bytes[..=index])
        {
            let meant = text.chars().next()?;
            let meant = if meant.is_whitespace() || meant.is_control() { ' ' } else { meant };
            return Some(Damage { len, kind: NoteKind::Mojibake, meant });
        }
    }
    None
}

fn cp1252(c: char) -> Option<u8> {
    if c.is_ascii() {
        return None;
    }
    let mut utf8 = [0; 4];
    let (bytes, _, broken) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut utf8));
    bytes.first().copied().filter(|_| !broken && bytes.len() == 1)
}

/// Whether letters stand on both sides of the `len` bytes at `at`.
fn touches_letters(text: &str, at: usize, len: usize) -> bool {
    text[..at].ends_with(char::is_alphanumeric) && text[at + len..].starts_with(char::is_alphanumeric)
}

/// The text with damage replaced, byte for byte of the same length.
fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let len = c.len_utf8();
        if let Some(found) = damage(text, at) {
            place(text, at, &found, &mut out);
            at += found.len;
            continue;
        }
        match c {
            '`' | '\'' if text.as_bytes().get(at + 1) == Some(&(c as u8)) => {
                out.push_str(if c == '`' { " \"" } else { "\" " });
                at += 2;
                continue;
            }
            '`' => out.push('\''),
            '_' if is_alone(text, at) => out.push('-'),
            _ if c.is_whitespace() || c.is_control() => out.extend(std::iter::repeat_n(' ', len)),
            _ => out.push(c),
        }
        at += len;
    }
    out
}

/// Writes what a damaged stretch stands for with spaces beside it: before it if it opens or belongs to what follows.
fn place(text: &str, at: usize, found: &Damage, out: &mut String) {
    let end = at + found.len;
    if found.meant == ' ' {
        out.extend(std::iter::repeat_n(' ', found.len));
        return;
    }
    // A misread letter within a word: a gap would break the word, so it stays as it is.
    let letter = found.meant.is_alphabetic() && touches_letters(text, at, found.len);
    let opens = text[..at].ends_with(char::is_whitespace) || at == 0;
    let plain = if matches!(found.meant, '’' | '‘') { '\'' } else { found.meant };
    for meant in [plain, found.meant] {
        let Some(room) = found.len.checked_sub(meant.len_utf8()).filter(|_| !letter) else { break };
        let wanted = match meant {
            '-' => 1.min(room),
            '\'' | '’' | '‘' => room,
            _ if opens => room,
            _ => 0,
        };
        // A word of the view must be one of the text, so it begins and ends where characters of the text do.
        let fits = |before: &usize| {
            let start = at + before;
            text.is_char_boundary(start) && text.is_char_boundary(start + meant.len_utf8())
        };
        if let Some(before) = (0..=room).filter(fits).min_by_key(|b| b.abs_diff(wanted)) {
            out.extend(std::iter::repeat_n(' ', before));
            out.push(meant);
            out.extend(std::iter::repeat_n(' ', room - before));
            return;
        }
    }
    out.push_str(&text[at..end]);
}

fn is_alone(text: &str, at: usize) -> bool {
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    space(text[..at].chars().next_back()) && space(text[at + 1..].chars().next())
}

/// Words after which a name follows: capitals are given back to the next word.
#[rustfmt::skip]
const TITLES: [&str; 22] = [
    "mr", "mrs", "ms", "dr", "gen", "col", "lt", "sgt", "capt", "maj", "president", "general", "colonel", "captain", "major",
    "sergeant", "judge", "bishop", "archbishop", "senator", "sen", "rep",
];

/// Lower-cases text that is all capitals, but for what is a name or an abbreviation.
fn lower(text: &str, names: &dyn Names) -> String {
    let words = words(text);
    let lowered: Vec<String> = words.iter().map(|word| text[word.clone()].to_lowercase()).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut named = 0;
    for (index, word) in words.iter().enumerate() {
        out.push_str(&text[at..word.start]);
        at = word.end;
        let slice = &text[word.clone()];
        if named == 0 {
            let near = neighbours(text, &words, index);
            let list: Vec<&str> = lowered[index..index + near].iter().map(String::as_str).collect();
            named = names.leading(&list).min(near);
        }
        let bracketed = text[..word.start].ends_with(['[', '(']) && text[word.end..].starts_with([']', ')']);
        let after_title = index > 0
            && TITLES.contains(&lowered[index - 1].trim_end_matches('.'))
            && text[words[index - 1].end..word.start].trim_matches([' ', '.']).is_empty();
        if is_abbreviation(slice) || (bracketed && slice.len() <= 6) {
            out.push_str(slice);
        } else {
            let calendar = is_weekday(slice) || (dates::month(slice).is_some() && lowered[index] != "may");
            let capital = named > 0 || starts_sentence(text, &words, index) || after_title || calendar;
            push_cased(slice, capital, &mut out);
        }
        named = named.saturating_sub(1);
    }
    out.push_str(&text[at..]);
    out
}

/// Ranges of words: letters and digits with hyphens, apostrophes and inner full stops between them.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let inside = c.is_alphanumeric() || (start.is_some() && matches!(c, '\'' | '’' | '.') && next);
        if inside {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            words.push(start..at);
        }
    }
    words.extend(start.map(|start| start..text.len()));
    words
}

/// How many words from `index` on, up to four, stand next to each other with nothing but a space or hyphen between.
fn neighbours(text: &str, words: &[std::ops::Range<usize>], index: usize) -> usize {
    let joined = |pair: &&[std::ops::Range<usize>]| {
        text[pair[0].end..pair[1].start].trim_matches([' ', '-']).is_empty()
    };
    1 + words[index..].windows(2).take(3).take_while(joined).count()
}

/// `U.S`, `M-16`, `FMLN`: with inner full stops, with digits, or without a vowel.
fn is_abbreviation(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    let digits = word.chars().any(|c| c.is_ascii_digit())
        && letters > 0
        && !word.starts_with(|c: char| c.is_ascii_digit());
    let vowel = word.chars().any(|c| !c.is_ascii() || "AEIOUYaeiouy".contains(c));
    let title = TITLES.contains(&word.to_lowercase().as_str());
    dotted || digits || (!vowel && letters > 1 && !title) || word == "I"
}

fn starts_sentence(text: &str, words: &[std::ops::Range<usize>], index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|before| &words[before]) else { return true };
    let between = &text[before.end..words[index].start];
    let abbreviated = is_abbreviation(&text[before.clone()])
        || TITLES.contains(&text[before.clone()].to_lowercase().as_str());
    between.contains(['!', '?']) || (between.contains('.') && between.contains(' ') && !abbreviated)
}

/// Writes a word in lower case, with a capital first if asked; a letter whose other case has another length stays.
fn push_cased(word: &str, capital: bool, out: &mut String) {
    for (index, c) in word.chars().enumerate() {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(small), None) if small.len_utf8() == c.len_utf8() && !(capital && index == 0) => {
                out.push(small);
            }
            _ => out.push(c),
        }
    }
}

/// Notes on what is damaged in a text.
pub(crate) fn notes(text: &str, blocks: &[Block]) -> Vec<Note> {
    let kinds = [
        (NoteKind::DamagedToken, "token(s) that stand for something lost"),
        (NoteKind::LeftoverMarkup, "piece(s) of markup left in the text"),
        (NoteKind::Mojibake, "character(s) misread by an earlier hand"),
        (NoteKind::InvisibleCharacters, "character(s) that are not seen"),
    ];
    let mut tallies: [Tally; 4] = Default::default();
    let mut at = 0;
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| b"<[&\xC3\xE2\xEF".contains(byte)) {
        at += found;
        if let Some(damage) = damage(text, at) {
            if let Some(index) = kinds.iter().position(|(kind, _)| *kind == damage.kind) {
                tallies[index].add(Span::new(at, at + damage.len));
            }
            at += damage.len;
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    let mut notes: Vec<Note> =
        tallies.into_iter().zip(kinds).flat_map(|(tally, (kind, what))| tally.notes(kind, what)).collect();
    let mut capitals = Tally::default();
    for block in blocks.iter().filter(|block| block.kind.is_prose()) {
        if is_shouting(block.span.slice(text)) {
            capitals.add(block.span);
        }
    }
    notes.extend(capitals.notes(NoteKind::AllCaps, "block(s) in capitals"));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn view(text: &str) -> String {
        parse_view(text, Span::new(0, text.len()), &NoNames)
    }

    #[test]
    fn small_damage() {
        assert_eq!(view("from <unk> to\nthe bay"), "from  -    to the bay");
        assert_eq!(view("``Run,'' he said _ twice."), " \"Run,\"  he said - twice.");
        assert_eq!(view("fire &amp; flood"), "fire     & flood");
        assert_eq!(view("&quot;Go&quot; he said"), "     \"Go\"      he said");
        assert_eq!(view("a\u{A0}b\u{200B} c"), "a  b    c");
        assert_eq!(view("the portâ€™s gate"), "the port     ’s gate");
        assert_eq!(view("may&#8217;s"), "may      's");
        assert_eq!(view("8â€“9 May"), "8  –   9 May");
        assert_eq!(view("KÃ¶ln is intact, x < y"), "KÃ¶ln is intact, x < y");
        assert_eq!(view("one<br />two"), "one      two");
    }

    #[test]
    fn capitals() {
        struct Towns;
        impl Names for Towns {
            fn leading(&self, words: &[&str]) -> usize {
                if words.starts_with(&["port", "ellen"]) { 2 } else { 0 }
            }
        }
        let text =
            "THE FMLN [XYZ] LEFT PORT ELLEN ON MONDAY. GENERAL BROWN OF THE U.S. ARMY SAID SO. NO ONE SPOKE.";
        let seen = parse_view(text, Span::new(0, text.len()), &Towns);
        assert_eq!(
            seen,
            "The FMLN [XYZ] left Port Ellen on Monday. General Brown of the U.S. army said so. No one spoke."
        );
    }

    proptest! {
        #[test]
        fn a_view_keeps_every_offset(text in "(\\PC|<unk>|&amp;|&#8217;|â€™|â€“|xâ€œ|Ã©|``|''|_ |\n|[A-ZÄİß ]{1,9}|\u{FFFD}|\u{200B}){0,60}") {
            let seen = view(&text);
            prop_assert_eq!(seen.len(), text.len());
            for (at, c) in seen.char_indices().filter(|(_, c)| *c != ' ') {
                let whole = text.is_char_boundary(at) && text.is_char_boundary(at + c.len_utf8());
                prop_assert!(whole, "{c:?} at {at} of {seen:?}");
            }
        }
    }
}
