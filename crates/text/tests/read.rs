//! Any bytes are read, and what is read hangs together.

use encoding_rs::Encoding;
use proptest::prelude::*;
use tidings_text::{CodePoints, Document, Format, Hints, NoNames, NoteKind, Span, document_from_text, read};

fn check(document: &Document, source_len: usize) {
    let mut before = 0;
    for block in &document.blocks {
        assert!(block.span.start >= before && block.span.end > block.span.start);
        let text = document.text.get(block.span.range()).expect("character boundaries");
        assert_eq!(text.trim(), text);
        assert_eq!(document.parse_view(block, &NoNames).len(), text.len());
        let source = document.to_source(block.span);
        assert!(source.end <= source_len && source.start <= source.end);
        before = block.span.end;
    }
    for span in document.notes.iter().filter_map(|note| note.span) {
        assert!(document.text.get(span.range()).is_some(), "{:?}", document.notes);
    }
    let points = CodePoints::new(&document.text);
    assert_eq!(points.of_byte(document.text.len()), document.text.chars().count());
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000), html in any::<bool>()) {
        let format = html.then_some(Format::Html);
        check(&read(&bytes, &Hints { format, ..Hints::default() }), bytes.len());
    }

    #[test]
    fn any_text(text in "(\\PC|[ \n\r\t]|<unk>|- |[A-Z]{3,9} |\\(AP\\) -- |\u{2028}){0,200}") {
        let document = document_from_text(text.clone(), &Hints::default());
        prop_assert_eq!(&document.text, &text);
        check(&document, text.len());
    }

    #[test]
    fn any_markup(html in "(<(p|div|a|li|h1|script|!--|/p|/div|/a|br|td|article)( class=\"?(share|byline|x))?>?|&(amp|#x2019|nbsp|x);?|[a-zé .\n]{1,30}){0,80}") {
        check(&read(html.as_bytes(), &Hints { format: Some(Format::Html), ..Hints::default() }), html.len());
    }

    #[test]
    fn every_character_leads_back(text in "[a-zA-Zа-яїє \r\n]{0,400}", name in prop::sample::select(vec!["windows-1251", "koi8-u", "utf-8", "gb18030", "utf-16le"])) {
        let encoding = Encoding::for_label(name.as_bytes()).unwrap();
        let mut bytes = encoding.encode(&text).0.into_owned();
        if name == "utf-16le" {
            bytes = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        }
        let hints = Hints { encoding: Some(name.to_owned()), format: Some(Format::Plain), ..Hints::default() };
        let document = read(&bytes, &hints);
        for (at, c) in document.text.char_indices().filter(|(_, c)| c.is_alphabetic()) {
            let source = &bytes[document.to_source(Span::new(at, at + c.len_utf8()))];
            let back = if name == "utf-16le" {
                String::from_utf16_lossy(&source.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>())
            } else {
                Encoding::for_label(document.source.encoding.as_bytes()).unwrap().decode_without_bom_handling(source).0.into_owned()
            };
            prop_assert_eq!(back, c.to_string());
        }
    }
}

fn plain(bytes: &[u8]) -> Document {
    read(bytes, &Hints::default())
}

#[test]
fn encodings_are_told() {
    let text = "У вівторок річка знову піднялася, і три села були відрізані від світу, повідомив мер міста. Рятувальники \
                евакуювали сорок людей човнами, а ще двадцять чекали на дахах.";
    for name in ["windows-1251", "koi8-u"] {
        let (bytes, _, _) = Encoding::for_label(name.as_bytes()).unwrap().encode(text);
        let document = plain(&bytes);
        assert_eq!(document.text, text, "{name} read as {}", document.source.encoding);
        assert!(document.notes.iter().any(|note| note.kind == NoteKind::GuessedEncoding));
    }
    for (order, big) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], false), (u16::to_be_bytes, true)] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        assert_eq!(plain(&bytes).text, text, "UTF-16, big endian: {big}");
    }
    assert_eq!(plain("\u{FEFF}Ärger".as_bytes()).text, "Ärger");
    let german = "Der Fluss stieg in der Nacht um zwei Meter; für die Dörfer gab es keine Straße mehr, sagte der Bürgermeister.";
    assert_eq!(plain(&encoding_rs::WINDOWS_1252.encode(german).0).text, german);
}

#[test]
fn damage_is_noted_and_nothing_is_lost() {
    let mut bytes = "Straße und Brücke, schön über die Höhe".as_bytes().to_vec();
    bytes.extend(b" ab\xFFcd\0ef\r\ngh\rij");
    bytes.extend(&"é".as_bytes()[..1]);
    let document = plain(&bytes);
    assert!(document.text.ends_with(" ab\u{FFFD}cd ef\ngh\nij\u{FFFD}"), "{}", document.text);
    let kinds: Vec<NoteKind> = document.notes.iter().map(|note| note.kind).collect();
    assert!(kinds.contains(&NoteKind::ReplacedBytes) && kinds.contains(&NoteKind::ControlCharacters));
}

#[test]
fn hints_win() {
    let published = Some(jiff::civil::date(2020, 1, 2));
    let hints = Hints { id: Some("a".into()), published, lang: Some("de".into()), ..Hints::default() };
    let document =
        read(b"<html lang=en><meta property='article:published_time' content='2019-01-01'><p>Text.", &hints);
    assert_eq!((document.id.as_str(), document.meta.published), ("a", published));
    assert_eq!(document.meta.lang.as_deref(), Some("de"));
    assert!(document.notes.iter().any(|note| note.kind == NoteKind::MetaConflict));
}

#[test]
fn reading_twice_gives_the_same() {
    let bytes = b"WICK (AP) -- The dam held.\n\n- one\n- two\xFF";
    assert_eq!(plain(bytes), plain(bytes));
}
