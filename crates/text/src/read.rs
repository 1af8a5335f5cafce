//! stub
use crate::*;
/// Longest text held, in bytes; the rest of a longer source is left out with a note.
pub const MAX_TEXT: usize = 1 << 30;
/// Which words are names, asked when capitals say nothing (text all in capitals).
pub trait Names {
    /// Whether `word`, given in lower case, is a name and keeps its capital.
    fn is_name(&self, word: &str) -> bool;
}
/// Knows no names.
pub struct NoNames;
impl Names for NoNames {
    fn is_name(&self, _: &str) -> bool {
        false
    }
}
/// Reads bytes of any sort into a document. Never fails.
pub fn read(bytes: &[u8], hints: &Hints) -> Document {
    document_from_text(String::from_utf8_lossy(bytes).into_owned(), hints)
}
/// A document of a text that is kept exactly as given.
pub fn document_from_text(text: String, hints: &Hints) -> Document {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len()).trim(&text);
        if !span.is_empty() {
            blocks.push(Block { span, kind: BlockKind::Paragraph });
        }
        at += line.len() + 1;
    }
    Document {
        id: hints.id.clone().unwrap_or_default(),
        blocks,
        meta: Meta {
            title: hints.title.clone(),
            published: hints.published,
            publisher: hints.publisher.clone(),
            lang: hints.lang.clone(),
            url: hints.url.clone(),
        },
        source: Source {
            sha256: [0; 32],
            bytes: text.len() as u64,
            encoding: "UTF-8",
            format: Format::Plain,
        },
        source_map: SourceMap::identity(text.len()),
        notes: Vec::new(),
        text,
    }
}
/// The form of the bytes, from their beginning.
pub fn sniff(_bytes: &[u8]) -> Format {
    Format::Plain
}
/// A block's text as the parser should see it: the same byte length, character boundaries kept.
pub fn parse_view(text: &str, block: Span, _names: &dyn Names) -> String {
    block.slice(text).to_owned()
}
