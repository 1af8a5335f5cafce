//! Texts in a language that no parser here reads: which tokens are numbers, punctuation, small words and
//! names of places. That is what the finders of places, times and figures need; of grammar nothing is said.

use std::collections::BTreeMap;

use spacy::{Doc, DocParts, Entity};

use super::table::Table;
use super::{Glossed, Labels, place};

/// Words that lead to a place, in languages that have no table too.
const LEADING: [&str; 24] = [
    "in",
    "im",
    "auf",
    "bei",
    "nach",
    "aus",
    "bis",
    "von",
    "vor",
    "nahe",
    "у",
    "в",
    "во",
    "на",
    "по",
    "під",
    "под",
    "біля",
    "около",
    "з",
    "із",
    "из",
    "до",
    "à",
];

/// Tokens of one name at most.
const LONGEST: usize = 4;

pub(super) fn read(table: &Table, doc: &Doc, known: &dyn Fn(&str) -> bool) -> Option<Glossed> {
    let mut labels = Labels::default();
    let (mut tokens, mut lemmas) = (doc.tokens().to_vec(), String::new());
    let mut words: BTreeMap<u32, Box<str>> = BTreeMap::new();
    for (i, token) in tokens.iter_mut().enumerate() {
        let (form, lower) = (doc.str(i), doc.str(i).to_lowercase());
        let word = table.word(&lower);
        let (pos, tag) = match form.chars().next() {
            None => ("X", "XX"),
            Some(c) if c.is_whitespace() => ("SPACE", "_SP"),
            Some(c) if c.is_ascii_digit() => ("NUM", "CD"),
            Some(c) if !c.is_alphanumeric() => ("PUNCT", punctuation(form)),
            Some(_) if LEADING.contains(&lower.as_str()) => ("ADP", "IN"),
            Some(_) if word.is_some_and(is_number) => ("NUM", "CD"),
            Some(_) => ("NOUN", "NN"),
        };
        (token.pos, token.tag) = (labels.pos(pos), labels.tag(tag));
        (token.dep, token.morph, token.head) = (labels.dep("dep"), 0, i as u32);
        token.lemma_start = u32::try_from(lemmas.len()).ok()?;
        lemmas.push_str(table.lemma(&lower, &lower).unwrap_or(&lower));
        token.lemma_end = u32::try_from(lemmas.len()).ok()?;
        if pos == "ADP" {
            words.insert(i as u32, "in".into());
        } else if let Some(word) = word {
            words.insert(i as u32, word.into());
        }
    }
    // One sentence after the other hangs on its first token.
    let sentences: Vec<_> = doc.sentences().collect();
    for sentence in sentences {
        let root = sentence.start;
        for i in sentence {
            tokens[i].head = root as u32;
            if i == root {
                tokens[i].dep = labels.dep("ROOT");
            }
        }
    }
    let entities = names(table, doc, known, &mut words);
    let (propn, nnp, number) = (labels.pos("PROPN"), labels.tag("NNP"), labels.pos("NUM"));
    let label = labels.entity("GPE");
    let entities: Vec<Entity> = entities
        .into_iter()
        .map(|(start, end)| Entity { start: start as u32, end: end as u32, label })
        .collect();
    for entity in &entities {
        for i in entity.start..entity.end {
            let token = &mut tokens[i as usize];
            (token.pos, token.tag) = (propn, nnp);
            if i > 0
                && i == entity.start
                && LEADING.contains(&doc.str(i as usize - 1).to_lowercase().as_str())
            {
                (token.head, token.dep) = (i - 1, labels.dep("pobj"));
            }
        }
    }
    // A number counts what follows it.
    for i in 1..tokens.len() {
        let noun = tokens[i].pos != number && doc.str(i).starts_with(char::is_alphabetic);
        if tokens[i - 1].pos == number && noun && !tokens[i].sent_start && tokens[i - 1].head != i as u32 {
            tokens[i - 1].dep = labels.dep("nummod");
            let root = tokens[i - 1].head == i as u32 - 1;
            if !root {
                tokens[i - 1].head = i as u32;
            }
        }
    }
    let parts = DocParts { text: doc.text().to_owned(), tokens, entities, lemmas, labels: labels.0.into() };
    Some(Glossed { doc: Doc::from_parts(parts).ok()?, words })
}

/// Runs of capitalised tokens that are names of places, the longest first from each token on.
fn names(
    table: &Table,
    doc: &Doc,
    known: &dyn Fn(&str) -> bool,
    words: &mut BTreeMap<u32, Box<str>>,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let capital = |i: usize| doc.str(i).starts_with(char::is_uppercase) && doc.str(i).chars().count() > 2;
    let mut i = 0;
    while i < doc.len() {
        let most = (i..doc.len().min(i + LONGEST)).take_while(|&k| capital(k)).count();
        let text = |n: usize| {
            let (first, last) = (doc.tokens()[i], doc.tokens()[i + n - 1]);
            &doc.text()[first.start as usize..last.end as usize]
        };
        let whole = (1..=most).rev().find(|&n| known(text(n)));
        let case = || (most > 0).then(|| place(table, doc.str(i), known)).flatten();
        if let Some(n) = whole {
            found.push((i, i + n));
            i += n;
        } else if let Some(name) = case() {
            words.insert(i as u32, name);
            found.push((i, i + 1));
            i += 1;
        } else {
            i += 1;
        }
    }
    found
}

fn is_number(word: &str) -> bool {
    const SMALL: [&str; 14] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "hundred",
    ];
    SMALL.contains(&word) || word.ends_with("teen") || word.ends_with("ty") || matches!(word, "thousand")
}

fn punctuation(form: &str) -> &'static str {
    match form {
        "." | "!" | "?" | "…" => ".",
        "," => ",",
        "(" | "[" => "-LRB-",
        ")" | "]" => "-RRB-",
        _ => ":",
    }
}
