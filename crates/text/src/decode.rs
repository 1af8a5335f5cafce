//! Bytes to characters, with nothing lost in silence.
//!
//! The encoding is told by, in this order: a byte order mark; the bytes being valid UTF-8 (text in another encoding with
//! letters beyond ASCII practically never is); zero bytes as UTF-16 has them; the caller's label; the label in an HTML
//! page; `chardetng`'s guess. Text that is UTF-8 but for a few broken places stays UTF-8. Every malformed sequence
//! becomes one U+FFFD with a note, line ends become `\n`, control characters a space, and the [`SourceMap`] leads from
//! each character back to its bytes.

use crate::notes::Tally;
use crate::source_map::Rate;
use crate::{Note, NoteKind, SourceMap, Span};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Characters, where they came from, and what was odd.
pub(crate) struct Decoded {
    pub text: String,
    pub map: SourceMap,
    pub encoding: &'static str,
    pub notes: Vec<Note>,
}

/// Decodes `bytes`; `label` is what the caller takes the encoding for, `page` whether they are HTML and may state it.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>, page: bool) -> Decoded {
    let (encoding, skip, guessed) = choose(bytes, label, page);
    let mut sink = Sink::new(bytes.len());
    if encoding == UTF_8 {
        utf8(bytes, skip, &mut sink);
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        utf16(bytes, skip, encoding == UTF_16BE, &mut sink);
    } else if encoding.is_single_byte() {
        single_byte(bytes, encoding, &mut sink);
    } else {
        multi_byte(bytes, encoding, &mut sink);
    }
    let mut decoded = sink.finish(encoding.name());
    if guessed {
        let text = format!("the encoding is not stated; read as {}", encoding.name());
        decoded.notes.insert(0, Note { span: None, kind: NoteKind::GuessedEncoding, text });
    }
    decoded
}

/// The encoding, how many bytes of byte order mark to skip, and whether it is a guess.
fn choose(bytes: &[u8], label: Option<&str>, page: bool) -> (&'static Encoding, usize, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, mark, false);
    }
    let (characters, broken) = count_utf8(bytes);
    if broken == 0 && !bytes.contains(&0x1B) {
        let zeros = memchr::memchr(0, bytes).is_some();
        return match utf16_without_mark(bytes).filter(|_| zeros) {
            Some(encoding) => (encoding, 0, true),
            None => (UTF_8, 0, false),
        };
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return (encoding, 0, true);
    }
    let stated = label
        .map(str::as_bytes)
        .or_else(|| page.then(|| html_charset(bytes)).flatten())
        .and_then(Encoding::for_label_no_replacement);
    // What says UTF-16 in readable ASCII is not UTF-16.
    if let Some(encoding) = stated.filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE) {
        return (encoding, 0, false);
    }
    if broken == 0 || characters >= 4 * broken || (stated == Some(UTF_8) && characters >= broken) {
        return (UTF_8, 0, false);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], bytes.len() <= 1 << 20);
    (detector.guess(None, chardetng::Utf8Detection::Deny), 0, true)
}

/// Numbers of well-formed multi-byte characters and of malformed sequences, read as UTF-8. A sequence that is cut by the
/// end of the bytes counts as well formed: truncated files are common.
fn count_utf8(bytes: &[u8]) -> (usize, usize) {
    let (mut characters, mut broken) = (0, 0);
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().as_bytes();
        characters += valid.iter().filter(|&&byte| byte >= 0xC0).count();
        at += valid.len() + chunk.invalid().len();
        let cut = at == bytes.len() && chunk.invalid().first().is_some_and(|&byte| byte >= 0xC2);
        broken += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    (characters, broken)
}

/// UTF-16 shows without its mark: the high bytes of one script are nearly all equal, those of spaces and signs are zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 {
        return None;
    }
    let share = |first: usize| {
        let mut counts = [0_usize; 256];
        sample.iter().skip(first).step_by(2).for_each(|&byte| counts[byte as usize] += 1);
        let zero = counts[0];
        let other = counts[1..].iter().max().copied().unwrap_or(0);
        (zero, zero + other)
    };
    let half = sample.len() / 2;
    let ((even_zero, even), (odd_zero, odd)) = (share(0), share(1));
    if odd_zero * 20 > half && odd * 10 > half * 9 && even * 10 < half * 7 && even_zero * 20 < half {
        Some(UTF_16LE)
    } else if even_zero * 20 > half && even * 10 > half * 9 && odd * 10 < half * 7 && odd_zero * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The value of the first `charset=` or XML `encoding=` in the head of a page.
fn html_charset(bytes: &[u8]) -> Option<&[u8]> {
    let head = &bytes[..bytes.len().min(2048)];
    let lower = head.to_ascii_lowercase();
    let at = [b"charset".as_slice(), b"encoding"]
        .into_iter()
        .find_map(|key| memchr::memmem::find(&lower, key).map(|found| found + key.len()))?;
    let rest = head[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| b"\"';> /?".contains(byte)).unwrap_or(rest.len());
    Some(&rest[..end])
}

fn utf8(bytes: &[u8], skip: usize, sink: &mut Sink) {
    let mut at = skip;
    for chunk in bytes[skip..].utf8_chunks() {
        sink.push_valid(chunk.valid(), at);
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            sink.push_broken(at, chunk.invalid().len());
            at += chunk.invalid().len();
        }
    }
}

fn utf16(bytes: &[u8], skip: usize, big_endian: bool, sink: &mut Sink) {
    let mut at = skip;
    let pairs = bytes[skip..].chunks_exact(2);
    let odd = pairs.remainder().len();
    let unit = if big_endian { u16::from_be_bytes } else { u16::from_le_bytes };
    for decoded in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        let len = decoded.as_ref().map_or(2, |c| 2 * c.len_utf16());
        if let Ok(c) = decoded {
            sink.push_char(c, at, len);
        } else {
            sink.push_broken(at, len);
        }
        at += len;
    }
    if odd > 0 {
        sink.push_broken(at, odd);
    }
}

fn single_byte(bytes: &[u8], encoding: &'static Encoding, sink: &mut Sink) {
    let table: Vec<Option<char>> = (0..=255_u8)
        .map(|byte| {
            let one = [byte];
            let (text, broken) = encoding.decode_without_bom_handling(&one);
            text.chars().next().filter(|_| !broken)
        })
        .collect();
    for (at, &byte) in bytes.iter().enumerate() {
        match table[byte as usize] {
            Some(c) => sink.push_char(c, at, 1),
            None => sink.push_broken(at, 1),
        }
    }
}

/// Byte by byte through the decoder, so that each character's bytes are known.
fn multi_byte(bytes: &[u8], encoding: &'static Encoding, sink: &mut Sink) {
    let ascii_is_ascii = encoding.is_ascii_compatible();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut at, mut start) = (0, 0);
    let mut out = [0_u8; 32];
    while at < bytes.len() {
        if ascii_is_ascii && start == at && bytes[at].is_ascii() {
            sink.push_char(bytes[at] as char, at, 1);
            at += 1;
            start = at;
            continue;
        }
        let last = at + 1 == bytes.len();
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(&bytes[at..=at], &mut out, last);
        at += read;
        let characters = str::from_utf8(&out[..written]).unwrap_or("");
        for c in characters.chars() {
            sink.push_char(c, start, at - start);
            start = at;
        }
        if let encoding_rs::DecoderResult::Malformed(_, extra) = result {
            let end = at - usize::from(extra).min(at - start);
            sink.push_broken(start, end.max(start) - start);
            start = end.max(start);
        } else if read == 0 {
            at += 1; // No progress would be a fault of the decoder; go on rather than spin.
        }
    }
    if start < bytes.len() && sink.source_end() < bytes.len() && start < at {
        sink.push_broken(start, at - start);
    }
}

/// Collects text, map and notes.
struct Sink {
    text: String,
    map: SourceMap,
    broken: Tally,
    control: Tally,
    /// Source offset after the last thing pushed.
    end: usize,
    /// Whether that was a carriage return, which swallows a line feed.
    after_return: bool,
}

impl Sink {
    fn new(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            map: SourceMap::default(),
            broken: Tally::default(),
            control: Tally::default(),
            end: 0,
            after_return: false,
        }
    }

    fn source_end(&self) -> usize {
        self.end
    }

    /// Well-formed UTF-8 that lies at `source`: stretches without control characters are copied at once.
    fn push_valid(&mut self, valid: &str, source: usize) {
        let mut from = 0;
        while from < valid.len() {
            let rest = &valid.as_bytes()[from..];
            if self.after_return && rest[0] == b'\n' {
                self.push_char('\n', source + from, 1);
                from += 1;
                continue;
            }
            let plain = rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len());
            if plain > 0 {
                self.text.push_str(&valid[from..from + plain]);
                self.map.push(plain, source + from, plain, Rate::Bytes);
                self.end = source + from + plain;
                self.after_return = false;
                from += plain;
            }
            if let Some(c) = valid[from..].chars().next() {
                self.push_char(c, source + from, c.len_utf8());
                from += c.len_utf8();
            }
        }
    }

    /// One character made of `len` bytes at `source`.
    fn push_char(&mut self, c: char, source: usize, len: usize) {
        let after_return = std::mem::replace(&mut self.after_return, c == '\r');
        self.end = source + len;
        let at = self.text.len();
        let kept = match c {
            '\n' if after_return => return,
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' => '\n',
            '\n' | '\t' => c,
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => {
                self.control.add(Span::new(at, at + 1));
                ' '
            }
            _ => c,
        };
        self.text.push(kept);
        let rate = match (kept.len_utf8(), len) {
            (text, source) if text == source => Rate::Bytes,
            _ if kept == c && len <= 2 => Rate::Chars(len as u8),
            _ => Rate::Whole,
        };
        // An ASCII letter of a one-byte encoding advances at either rate; staying at that of the run keeps runs long.
        let rate = if len == 1 && self.map.ends_at_rate(Rate::Chars(1)) && kept == c {
            Rate::Chars(1)
        } else {
            rate
        };
        let rate = if len == 2 && self.map.ends_at_rate(Rate::Chars(2)) && kept == c {
            Rate::Chars(2)
        } else {
            rate
        };
        self.map.push(kept.len_utf8(), source, len, rate);
    }

    fn push_broken(&mut self, source: usize, len: usize) {
        let at = self.text.len();
        self.text.push(char::REPLACEMENT_CHARACTER);
        self.map.push(3, source, len, Rate::Whole);
        self.broken.add(Span::new(at, at + 3));
        self.end = source + len;
        self.after_return = false;
    }

    fn finish(self, encoding: &'static str) -> Decoded {
        let broken = format!("malformed sequence(s) of {encoding} replaced by U+FFFD");
        let mut notes = self.broken.notes(NoteKind::ReplacedBytes, &broken);
        notes.extend(self.control.notes(NoteKind::ControlCharacters, "control character(s) read as spaces"));
        Decoded { text: self.text, map: self.map, encoding, notes }
    }
}

/// Bytes of UTF-8 that start something [`Sink::push_char`] has to look at.
fn is_special(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\n' && byte != b'\t') || byte == 0x7F || byte == 0xC2
}
