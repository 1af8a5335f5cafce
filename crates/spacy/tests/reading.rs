//! Reading with a real pipeline: invariants of the result, and a few sentences of our own.

mod common;

use spacy::{Directory, Doc, DocParts, Kernel, MAX_PIECE, Pipeline, Worker, kernels};

const TEXT: &str = "The governor of Odesa said on Tuesday that two drones had hit a warehouse. \
    At least five people weren't found until the fires were put out, Mr. Bondar told Reuters.";

fn worker() -> Option<Worker> {
    let dir = common::pipeline_dir()?;
    Some(Pipeline::load(&Directory(dir)).expect("the installed pipeline loads").worker())
}

fn read(worker: &mut Worker, text: &str) -> Doc {
    let mut doc = Doc::default();
    worker.read(text, &mut doc);
    doc
}

/// All that a document says, as a value that can be compared.
fn all(doc: &Doc) -> String {
    format!(
        "{:?} {:?} {:?}",
        doc.tokens(),
        doc.entities(),
        (0..doc.len()).map(|i| doc.lemma(i)).collect::<Vec<_>>()
    )
}

/// The parts make a valid document again, tokens tile the text, and entities keep to sentences.
fn check(doc: &Doc) {
    let parts = DocParts {
        text: doc.text().to_owned(),
        tokens: doc.tokens().to_vec(),
        entities: doc.entities().to_vec(),
        lemmas: (0..doc.len()).map(|i| doc.lemma(i)).collect(),
        labels: doc.labels().clone(),
    };
    Doc::from_parts(parts).expect("every reference is valid");
    let mut at = 0;
    for t in doc.tokens() {
        assert_eq!(t.start as usize, at);
        at = t.end as usize + usize::from(t.space_after);
    }
    assert_eq!(at, doc.text().len());
    for e in doc.entities() {
        assert!((e.start + 1..e.end).all(|i| !doc.tokens()[i as usize].sent_start));
    }
    assert_eq!(doc.sentences().map(|s| s.len()).sum::<usize>(), doc.len());
}

#[test]
fn a_plain_report_is_read() {
    let Some(mut worker) = worker() else { return };
    let doc = read(&mut worker, TEXT);
    check(&doc);
    let find = |word: &str| (0..doc.len()).find(|&i| doc.str(i) == word).expect(word);
    assert_eq!(doc.sentences().count(), 2);
    assert_eq!(
        (doc.tag(find("drones")), doc.pos(find("drones")), doc.lemma(find("drones"))),
        ("NNS", "NOUN", "drone")
    );
    assert_eq!((doc.dep(find("governor")), doc.head(find("governor"))), ("nsubj", find("said")));
    assert_eq!((doc.dep(find("said")), doc.head(find("said"))), ("ROOT", find("said")));
    assert_eq!(doc.lemma(find("n't")), "not");
    assert_eq!(doc.morph(find("said")), "Tense=Past|VerbForm=Fin");
    let entities: Vec<_> = doc
        .entities()
        .iter()
        .map(|e| ((e.start..e.end).map(|i| doc.str(i as usize)).collect(), doc.entity_label(e)))
        .collect();
    let has = |words: &[&str], label: &str| entities.contains(&(words.to_vec(), label));
    assert!(
        has(&["Tuesday"], "DATE") && has(&["Reuters"], "ORG") && has(&["Bondar"], "PERSON"),
        "{entities:?}"
    );
}

#[test]
fn odd_texts_do_no_harm() {
    let Some(mut worker) = worker() else { return };
    let long = "a".repeat(5000);
    for text in [
        "",
        " ",
        "\n",
        "\n\n \t",
        ".",
        "  x  ",
        "\u{301}",
        "\u{feff}a\u{200b}",
        "😀😀",
        "日本語のテキスト。",
        &long,
    ] {
        check(&read(&mut worker, text));
    }
    assert!(read(&mut worker, "").is_empty());
}

#[test]
fn results_do_not_depend_on_what_was_read_before() {
    let Some(mut worker) = worker() else { return };
    let fresh = all(&read(&mut worker, TEXT));
    for text in ["Something else.", &TEXT.repeat(40), "\n"] {
        read(&mut worker, text);
    }
    assert_eq!(all(&read(&mut worker, TEXT)), fresh);
    let mut doc = Doc::default();
    worker.read_with_margins(TEXT, &mut doc);
    assert_eq!(all(&doc), fresh);
}

#[test]
fn all_kernels_agree() {
    let Some(dir) = common::pipeline_dir() else { return };
    let texts = [TEXT.to_owned(), TEXT.repeat(30)];
    let results: Vec<Vec<String>> = kernels()
        .iter()
        .map(|&kernel| {
            let pipeline = Pipeline::with_kernel(&Directory(dir.clone()), kernel).expect("it loads");
            assert_eq!(pipeline.kernel(), kernel);
            let mut worker = pipeline.worker();
            texts.iter().map(|t| all(&read(&mut worker, t))).collect()
        })
        .collect();
    assert!(results.iter().all(|r| *r == results[0]));
    assert!(kernels().contains(&Kernel::Portable));
}

#[test]
fn threads_share_a_pipeline() {
    let Some(dir) = common::pipeline_dir() else { return };
    let pipeline = Pipeline::load(&Directory(dir)).expect("it loads");
    let results: Vec<_> = std::thread::scope(|scope| {
        let handles: Vec<_> =
            (0..3).map(|_| scope.spawn(|| all(&read(&mut pipeline.worker(), TEXT)))).collect();
        handles.into_iter().map(|h| h.join().expect("no panic")).collect()
    });
    assert!(results.iter().all(|r| *r == results[0]));
}

#[test]
fn very_long_texts_are_read_in_pieces() {
    let Some(mut worker) = worker() else { return };
    let line = format!("{TEXT}\n");
    let text = line.repeat(MAX_PIECE / line.len() + 2);
    let doc = read(&mut worker, &text);
    check(&doc);
    let start = (MAX_PIECE / line.len() * line.len()) as u32;
    let cut = doc.tokens().iter().position(|t| t.start >= start).expect("a token after the cut");
    assert!(doc.tokens()[cut].sent_start && doc.tokens()[cut..].iter().all(|t| t.head as usize >= cut));
}
