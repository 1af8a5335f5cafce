//! Pipelines of other languages, put together like the published ones: what is read must be what
//! spaCy itself gave (tests/pipelines/train.py wrote it down). `bench/parity` compares more.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use spacy::{Bytes, Directory, Doc, Pipeline, PipelineFiles, kernels};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/pipelines")
}

fn described(doc: &Doc) -> Value {
    let at = |byte: u32| doc.text()[..byte as usize].chars().count();
    let tokens: Vec<Value> = (0..doc.len())
        .map(|i| {
            let t = &doc.tokens()[i];
            json!([
                at(t.start),
                at(t.end),
                t.space_after,
                doc.tag(i),
                doc.pos(i),
                doc.morph(i),
                doc.lemma(i),
                t.head,
                doc.dep(i),
                t.sent_start
            ])
        })
        .collect();
    let entities: Vec<Value> =
        doc.entities().iter().map(|e| json!([e.start, e.end, doc.entity_label(e)])).collect();
    json!({ "tokens": tokens, "entities": entities })
}

fn compare(lang: &str) {
    compare_with(lang, lang, |config| config);
}

/// Reads with the pipeline of `lang` after `change` of its configuration; the result stands in `expected`.
fn compare_with(lang: &str, expected: &str, change: impl Fn(String) -> String) {
    let expected = folder().join(format!("{expected}.expected.jsonl"));
    let expected = std::fs::read_to_string(expected).expect("it is there");
    for &kernel in kernels() {
        let directory = Directory(folder().join(lang));
        let config = directory.read("config.cfg").expect("it is there").to_vec();
        let config = change(String::from_utf8(config).expect("text"));
        let files = Configured(directory, config.into_bytes());
        let pipeline = Pipeline::with_kernel(&files, kernel).expect("it loads");
        assert_eq!((pipeline.lang(), pipeline.limits().count()), (lang, 0));
        let (mut worker, mut doc) = (pipeline.worker(), Doc::default());
        for line in expected.lines() {
            let mut want: Value = serde_json::from_str(line).expect("JSON");
            let text = want["text"].take();
            worker.read(text.as_str().expect("a text"), &mut doc);
            let got = described(&doc);
            assert_eq!(got["tokens"], want["tokens"], "{lang}, {}: {text}", kernel.name());
            assert_eq!(got["entities"], want["entities"], "{lang}, {}: {text}", kernel.name());
        }
    }
}

/// A pipeline with another configuration.
struct Configured(Directory, Vec<u8>);

impl PipelineFiles for Configured {
    fn read(&self, path: &str) -> std::io::Result<Bytes> {
        if path == "config.cfg" { Ok(Bytes::Owned(self.1.as_slice().into())) } else { self.0.read(path) }
    }
}

#[test]
fn sentences_without_a_parser_as_spacy_finds_them() {
    compare_with("de", "de.senter", |config| {
        let changed = config.replace("\"parser\",", "").replace("disabled = [\"senter\"]", "disabled = []");
        assert_ne!(changed, config);
        changed
    });
}

#[test]
fn german_as_spacy_reads_it() {
    compare("de");
}

#[test]
fn ukrainian_as_spacy_reads_it() {
    compare("uk");
}

#[test]
fn russian_as_spacy_reads_it() {
    compare("ru");
}

/// The published pipelines of Ukrainian and Russian take lemmas from pymorphy3, a library of Python.
#[test]
fn without_pymorphy_words_are_their_own_lemmas() {
    let directory = Directory(folder().join("uk"));
    let config = directory.read("config.cfg").expect("it is there").to_vec();
    let config =
        String::from_utf8(config).expect("text").replace("mode = \"lookup\"", "mode = \"pymorphy3\"");
    let files = Configured(directory, config.into_bytes());
    let pipeline = Pipeline::load(&files).expect("it loads");
    let limits: Vec<_> = pipeline.limits().collect();
    assert!(matches!(limits[..], [limit] if limit.contains("pymorphy3") && limit.contains("lower case")));
    let mut doc = Doc::default();
    pipeline.worker().read("Жителів евакуювали.", &mut doc);
    assert_eq!((doc.lemma(0), doc.pos(0)), ("жителів", "NOUN"));
}
