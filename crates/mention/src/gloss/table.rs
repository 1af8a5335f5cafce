//! What words of a language mean, as far as the rules go by them.

use std::collections::BTreeMap;

/// A table of data/languages.
#[derive(Debug, Default)]
pub(super) struct Table {
    lemmas: Meanings,
    words: Meanings,
    /// Endings of names in other cases, the longest first, each with those of the name itself.
    cases: BTreeMap<std::cmp::Reverse<usize>, Vec<(&'static str, &'static str)>>,
    /// Prepositions and the nouns after them that together say "according to".
    sources: Vec<(&'static str, Vec<&'static str>)>,
}

/// From words, or the beginnings of words, to English.
#[derive(Debug, Default)]
struct Meanings {
    whole: BTreeMap<&'static str, &'static str>,
    beginnings: BTreeMap<&'static str, &'static str>,
}

impl Table {
    /// Reads lines like `kill: töten, ermord*` under `[lemmas]` and `[words]`.
    pub(super) fn parse(text: &'static str) -> Self {
        let mut table = Self::default();
        let mut section = "";
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if line.starts_with('[') {
                section = line;
                continue;
            }
            let Some((english, own)) = line.split_once(':') else { continue };
            let own_words = || own.split(',').map(str::trim);
            if section == "[sources]" {
                table.sources.push((english.trim(), own_words().collect()));
                continue;
            }
            if section == "[cases]" {
                let name = english.trim().trim_start_matches('-');
                for ending in own_words() {
                    let cases = table.cases.entry(std::cmp::Reverse(ending.len())).or_default();
                    cases.push((ending, name));
                }
                continue;
            }
            let meanings = if section == "[words]" { &mut table.words } else { &mut table.lemmas };
            for word in own_words() {
                match word.strip_suffix('*') {
                    Some(beginning) => meanings.beginnings.insert(beginning, english.trim()),
                    None => meanings.whole.insert(word, english.trim()),
                };
            }
        }
        table
    }

    /// True if rules can go by this table.
    pub(super) fn has_rules(&self) -> bool {
        !self.lemmas.whole.is_empty()
    }

    /// True for a language whose names have cases.
    pub(super) fn has_cases(&self) -> bool {
        !self.cases.is_empty()
    }

    /// The names that `word` may be a case of, by the longest ending first.
    pub(super) fn names<'w>(&'w self, word: &'w str) -> impl Iterator<Item = String> + 'w {
        self.cases.values().flatten().filter_map(move |(ending, name)| {
            let stem = word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 2)?;
            Some([stem, name].concat())
        })
    }

    /// True if the preposition and the noun say together whose a statement is: "nach Angaben".
    pub(super) fn is_source(&self, preposition: &str, noun: &str) -> bool {
        let of = |(first, nouns): &(&str, Vec<&str>)| *first == preposition && nouns.contains(&noun);
        self.sources.iter().any(of)
    }

    /// The English lemma for a lemma, or for a form where the pipeline's lemma is not known.
    pub(super) fn lemma(&self, lemma: &str, form: &str) -> Option<&'static str> {
        self.lemmas.get(lemma).or_else(|| self.lemmas.get(form))
    }

    /// The English word for a small word.
    pub(super) fn word(&self, form: &str) -> Option<&'static str> {
        self.words.get(form)
    }
}

impl Meanings {
    /// A whole word first, then the longest beginning.
    fn get(&self, word: &str) -> Option<&'static str> {
        let longest = || {
            let mut ends = word.char_indices().rev().map(|(at, _)| at);
            ends.find_map(|end| self.beginnings.get(&word[..end]))
        };
        self.whole.get(word).or_else(|| self.beginnings.get(word)).or_else(longest).copied()
    }
}
