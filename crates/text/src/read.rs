//! The step as a whole: bytes, or a text that was decoded elsewhere, to a [`Document`].

use crate::{
    Block, BlockKind, Document, Format, Hints, Meta, Note, NoteKind, Source, SourceMap, Span, blocks, damage,
    dates, decode, html, lang, sniff,
};
use sha2::{Digest, Sha256};

/// Longest source that is read, in bytes; the rest of a longer one is left out with a note.
pub const MAX_TEXT: usize = 1 << 30;

/// Reads bytes of any sort into a document. It never fails: what is odd is said in the document's notes.
pub fn read(bytes: &[u8], hints: &Hints) -> Document {
    let kept = &bytes[..bytes.len().min(MAX_TEXT)];
    let format = hints.format.unwrap_or_else(|| sniff(kept));
    let decoded = decode::decode(kept, hints.encoding.as_deref(), format == Format::Html);
    let mut notes = decoded.notes;
    if kept.len() < bytes.len() {
        let text = format!("only the first {MAX_TEXT} of {} bytes were read", bytes.len());
        notes.push(Note { span: None, kind: NoteKind::Truncated, text });
    }
    let source = Source {
        sha256: Sha256::digest(bytes).into(),
        bytes: bytes.len() as u64,
        encoding: decoded.encoding,
        format,
    };
    if format != Format::Html {
        return assemble(decoded.text, decoded.map, source, None, Meta::default(), notes, hints);
    }
    let page = html::read(&decoded.text);
    let map = page.map.through(&decoded.map, &decoded.text);
    drop(decoded.text);
    // Places of the decoded page are not places of the text; what was noted there holds for the page as a whole.
    for note in &mut notes {
        note.span = None;
    }
    notes.dedup();
    notes.extend(page.notes);
    assemble(page.text, map, source, Some(&page.blocks), page.meta, notes, hints)
}

/// A document of a text that was decoded elsewhere, such as a field of a JSON object. The text is kept exactly as given;
/// offsets count in it.
pub fn document_from_text(text: String, hints: &Hints) -> Document {
    let source = Source {
        sha256: Sha256::digest(text.as_bytes()).into(),
        bytes: text.len() as u64,
        encoding: "UTF-8",
        format: Format::Plain,
    };
    let map = SourceMap::identity(text.len().min(u32::MAX as usize));
    assemble(text, map, source, None, Meta::default(), Vec::new(), hints)
}

/// Blocks, metadata and notes for a text.
fn assemble(
    text: String,
    source_map: SourceMap,
    source: Source,
    marked: Option<&[(Span, BlockKind)]>,
    stated: Meta,
    mut notes: Vec<Note>,
    hints: &Hints,
) -> Document {
    let readable = blocks::head(&text, u32::MAX as usize);
    let title = hints.title.as_deref().or(stated.title.as_deref());
    let (blocks, more) = match marked {
        Some(marked) => blocks::refine(readable, marked, title),
        None => blocks::split(readable, title),
    };
    notes.extend(more);
    notes.extend(damage::notes(readable, &blocks));
    if blocks.is_empty() {
        notes.push(Note { span: None, kind: NoteKind::Empty, text: "no text was found".to_owned() });
    }
    let meta = meta(readable, &blocks, stated, hints, &mut notes);
    let id = hints.id.clone().unwrap_or_else(|| source.sha256_hex()[..16].to_owned());
    Document { id, text, blocks, meta, source, source_map, notes }
}

/// The caller's knowledge first, then the page's, then the text's own where it is explicit.
fn meta(text: &str, blocks: &[Block], stated: Meta, hints: &Hints, notes: &mut Vec<Note>) -> Meta {
    let published = hints.published.or(stated.published).or_else(|| {
        let (span, date) = published_in_text(text, blocks)?;
        notes.push(Note {
            span: Some(span),
            kind: NoteKind::MetaFromText,
            text: format!("date of publication {date} taken from the text"),
        });
        Some(date)
    });
    if let (Some(given), Some(found)) = (hints.published, stated.published)
        && given != found
    {
        let text = format!("the source states {found} as date of publication; {given} was given");
        notes.push(Note { span: None, kind: NoteKind::MetaConflict, text });
    }
    let publisher = hints.publisher.clone().or(stated.publisher).or_else(|| {
        let (span, name) = blocks::letterhead::publisher(text, blocks)?;
        let note = format!("publisher {name} taken from the text");
        notes.push(Note { span: Some(span), kind: NoteKind::MetaFromText, text: note });
        Some(name)
    });
    let title = hints.title.clone().or(stated.title).or_else(|| {
        let title = blocks.iter().find(|block| block.kind == BlockKind::Title)?;
        Some(title.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" "))
    });
    Meta {
        title,
        published,
        publisher,
        lang: language(text, stated.lang, hints, notes),
        url: hints.url.clone().or(stated.url),
    }
}

/// The caller's language, else the detected one where it is sure, else the page's, else the guess with a note.
fn language(text: &str, stated: Option<String>, hints: &Hints, notes: &mut Vec<Note>) -> Option<String> {
    if let Some(lang) = &hints.lang {
        return Some(lang.clone());
    }
    let detected = lang::detect(text);
    match (detected, stated) {
        (Some((found, true)), Some(stated)) => {
            // "en-GB" says more than "en" where both agree; where they do not, the words are believed.
            Some(if stated.split('-').next() == Some(found) { stated } else { found.to_owned() })
        }
        (Some((found, true)), None) => Some(found.to_owned()),
        (_, Some(stated)) => Some(stated),
        (Some((found, false)), None) => {
            let text = format!("the language is not sure; taken for {found}");
            notes.push(Note { span: None, kind: NoteKind::UncertainLanguage, text });
            Some(found.to_owned())
        }
        (None, None) => None,
    }
}

/// A full date in a byline or in the first dateline near the top, or at the end of a heading there.
fn published_in_text(text: &str, blocks: &[Block]) -> Option<(Span, jiff::civil::Date)> {
    let near = || blocks.iter().take(8);
    let mut dated = near().filter(|block| matches!(block.kind, BlockKind::Byline | BlockKind::Dateline));
    dated.find_map(|block| Some((block.span, dates::parse(block.span.slice(text))?))).or_else(|| {
        // "Tarnia: situation report, 14 November 2021"; a date that a heading only speaks of has no mark before it.
        near().take(4).filter(|block| block.kind.is_heading()).find_map(|block| {
            let line = block.span.slice(text);
            let marks = line.match_indices([',', '|', '–', '—', '(', '-', ':']);
            marks.map(|(at, mark)| &line[at + mark.len()..]).find_map(|tail| {
                let only = tail.split_whitespace().count() <= 4;
                Some((block.span, dates::parse(tail).filter(|_| only)?))
            })
        })
    })
}
