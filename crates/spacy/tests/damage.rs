//! Damaged pipelines: loading gives an error that names the file, or a pipeline; never a panic.

mod common;

use std::io;
use std::path::Path;
use std::sync::Arc;

use spacy::{Bytes, Directory, Doc, Kernel, LoadError, Memory, Pipeline, PipelineFiles};

/// A pipeline in which one file is replaced.
struct Changed<'p>(&'p Directory, &'p str, Option<Arc<[u8]>>);

impl PipelineFiles for Changed<'_> {
    fn read(&self, path: &str) -> io::Result<Bytes> {
        match &self.2 {
            _ if path != self.1 => self.0.read(path),
            Some(bytes) => Ok(Bytes::Owned(bytes.clone())),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Loads; a pipeline that loads although it is damaged must still read.
fn attempt(files: &dyn PipelineFiles) -> Result<(), LoadError> {
    let pipeline = Pipeline::with_kernel(files, Kernel::best())?;
    pipeline.worker().read("Two drones hit Kherson, officials said. He didn't know.", &mut Doc::default());
    Ok(())
}

/// Places to damage in a file of `len` bytes: many near the start, where the structure is, and
/// some all over.
fn places(len: usize, count: usize) -> impl Iterator<Item = usize> {
    let near = (0..count).map(move |i| i * 7);
    let far = (1..=count)
        .map(move |i| ((i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) % len.max(1) as u64) as usize);
    near.chain(far).filter(move |&at| at < len)
}

/// The files below `dir`, by their paths inside `root`.
fn files(root: &Path, dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(root, &path));
        } else if let Some(path) = path.strip_prefix(root).ok().and_then(Path::to_str) {
            found.push(path.replace('\\', "/"));
        }
    }
    found.sort();
    found
}

fn sweep(dir: &Path, count: usize) {
    let directory = Directory(dir.to_owned());
    attempt(&directory).expect("the undamaged pipeline loads");
    for file in files(dir, dir) {
        let file = file.as_str();
        let bytes = directory.read(file).expect("it is there");
        let error = attempt(&Changed(&directory, file, None));
        // What only some pipelines need, or spaCy alone.
        let optional = file.starts_with("vocab/") || file.starts_with("senter/") || file.ends_with("cfg");
        assert!(error.is_err() || optional, "{file} is missing and not missed");
        for at in places(bytes.len(), count) {
            let cut: Arc<[u8]> = bytes[..at].into();
            let _ = attempt(&Changed(&directory, file, Some(cut)));
            for flip in [0xff, 0x01, 0x40] {
                let mut changed = bytes.to_vec();
                changed[at] ^= flip;
                let _ = attempt(&Changed(&directory, file, Some(changed.into())));
            }
        }
    }
}

#[test]
fn damaged_files_are_errors_and_not_panics() {
    let Some(dir) = common::pipeline_dir() else { return };
    let count = std::env::var("TIDINGS_DAMAGE").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    sweep(&dir, count);
}

#[test]
fn damaged_files_of_other_languages_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/pipelines");
    for lang in ["de", "uk", "ru"] {
        sweep(&folder.join(lang), 4);
    }
}

#[test]
fn a_cut_file_is_named() {
    let Some(dir) = common::pipeline_dir() else { return };
    let directory = Directory(dir);
    for file in ["tok2vec/model", "ner/moves", "attribute_ruler/patterns", "tokenizer", "tagger/cfg"] {
        let bytes = directory.read(file).expect("the file is there");
        let half: Arc<[u8]> = bytes[..bytes.len() / 2].into();
        match attempt(&Changed(&directory, file, Some(half))) {
            Err(LoadError::Damaged { file: named, .. }) => assert_eq!(named, file),
            other => panic!("{file}: {other:?}"),
        }
    }
}

#[test]
fn what_is_not_supported_is_named() {
    let Some(dir) = common::pipeline_dir() else { return };
    let directory = Directory(dir);
    let config =
        String::from_utf8(directory.read("config.cfg").expect("it is there").to_vec()).expect("text");
    for (from, to, named) in [
        ("factory = \"ner\"", "factory = \"beam_ner\"", "beam_ner"),
        ("use_upper = true", "use_upper = false", "use_upper"),
        ("extra_state_tokens = false", "extra_state_tokens = true", "extra_state_tokens"),
        ("spacy.MultiHashEmbed.v2", "spacy.HashEmbed.v9", "HashEmbed.v9"),
        ("spacy.Tokenizer.v1", "spacy.zh.ChineseTokenizer", "ChineseTokenizer"),
        ("window_size = 1", "window_size = 2", "window_size"),
    ] {
        assert!(config.contains(from), "{from}");
        let changed = config.replace(from, to).into_bytes();
        match attempt(&Changed(&directory, "config.cfg", Some(changed.into()))) {
            Err(LoadError::Unsupported { what, .. }) => assert!(what.contains(named), "{what}"),
            other => panic!("{to}: {other:?}"),
        }
    }
}

#[test]
fn a_lemmatizer_of_another_kind_is_a_limit_and_no_error() {
    let Some(dir) = common::pipeline_dir() else { return };
    let directory = Directory(dir);
    let config =
        String::from_utf8(directory.read("config.cfg").expect("it is there").to_vec()).expect("text");
    let read = |config: &str| {
        let pipeline = Pipeline::load(&Changed(&directory, "config.cfg", Some(config.as_bytes().into())))
            .expect("it loads");
        let mut doc = Doc::default();
        pipeline.worker().read("Drones Hit", &mut doc);
        (doc.lemma(0).to_owned(), pipeline.limits().map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(read(&config), ("drone".into(), vec![]));
    let (lemma, limits) = read(&config.replace("mode = \"rule\"", "mode = \"pymorphy3\""));
    assert_eq!(lemma, "drones");
    assert!(matches!(&limits[..], [limit] if limit.contains("pymorphy3")), "{limits:?}");
}

#[test]
fn an_empty_store_is_an_error() {
    assert!(matches!(Pipeline::load(&Memory::default()), Err(LoadError::Io { .. })));
}
