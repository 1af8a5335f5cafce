//! The English rule lemmatizer: suffix rules, checked against a list of words, and exceptions.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{self, Config};
use crate::doc::LabelTable;
use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::msgpack::Value;
use crate::strings::{murmur64a, string_id};
use crate::tokenizer::TokenizerCache;
use crate::unicode;

/// Most lemmas a worker keeps.
const MAX_KEPT: usize = 1 << 17;

/// The lemmatizer of a pipeline.
pub(crate) struct Lemmatizer {
    overwrite: bool,
    /// For each part of speech, what to do with its words.
    kinds: Vec<Kind>,
    /// For each part of speech and morphology: the word is its own lemma.
    base: Vec<bool>,
    morphs: usize,
}

/// How words of one part of speech are treated.
enum Kind {
    /// By rules.
    Rules(Table),
    /// The lemma is the word in lower case.
    Lower,
    /// The lemma is the word as it stands.
    AsIs,
}

#[derive(Default)]
struct Table {
    rules: Vec<(String, String)>,
    exceptions: FxHashMap<u64, Vec<String>>,
    index: FxHashSet<u64>,
}

/// What a worker keeps for the lemmatizer: a chain of lemmas for each lexeme.
#[derive(Default)]
pub(crate) struct LemmatizerState {
    generation: u64,
    /// For each lexeme: its first entry, plus one.
    first: Vec<u32>,
    entries: Vec<Entry>,
    text: String,
    forms: Forms,
}

struct Entry {
    pos: u16,
    morph: u16,
    /// The next entry of the lexeme, plus one.
    next: u32,
    start: u32,
    end: u32,
}

#[derive(Default)]
struct Forms {
    known: Vec<String>,
    unknown: Vec<String>,
}

impl Lemmatizer {
    /// Reads the lemmatizer `name`. To be called when all labels are in `table`.
    pub(crate) fn load(
        files: &dyn PipelineFiles,
        config: &Config,
        name: &str,
        table: &LabelTable,
    ) -> Result<Lemmatizer, LoadError> {
        let lang = config.string("nlp.lang")?;
        if lang != "en" {
            return Err(config::unsupported(&format!("components.{name} with nlp.lang"), lang));
        }
        config.expect(&format!("components.{name}.mode"), &["rule"])?;
        let overwrite = config.flag(&format!("components.{name}.overwrite"))?;
        let file = format!("{name}/lookups/lookups.bin");
        let bytes = files::read(files, &file)?;
        let value = Value::parse(&bytes).map_err(|e| LoadError::damaged(&file, e.to_string()))?;
        let kinds = table.pos.iter().map(|pos| Kind::load(&value, pos, &file)).collect::<Result<_, _>>()?;
        let base = table.pos.iter().flat_map(|pos| table.morphs.iter().map(|m| is_base_form(pos, m)));
        Ok(Lemmatizer { overwrite, kinds, base: base.collect(), morphs: table.morphs.len() })
    }

    /// True if lemmas that rules have set give way.
    pub(crate) fn overwrites(&self) -> bool {
        self.overwrite
    }

    /// The lemma of a lexeme with this part of speech and morphology.
    pub(crate) fn lemma<'s>(
        &self,
        state: &'s mut LemmatizerState,
        cache: &TokenizerCache,
        lexeme: u32,
        pos: u16,
        morph: u16,
    ) -> &'s str {
        let first = state.first[lexeme as usize];
        let mut at = first;
        while let Some(i) = at.checked_sub(1) {
            let entry = &state.entries[i as usize];
            if entry.pos == pos && entry.morph == morph {
                return &state.text[entry.start as usize..entry.end as usize];
            }
            at = entry.next;
        }
        let start = state.text.len();
        let (word, lower) = (cache.lexeme_str(lexeme), cache.lower(lexeme));
        let base = self.base[usize::from(pos) * self.morphs + usize::from(morph)];
        match &self.kinds[usize::from(pos)] {
            Kind::Rules(table) if !base => table.push_lemma(word, lower, &mut state.forms, &mut state.text),
            Kind::AsIs if !base => state.text.push_str(word),
            _ => state.text.push_str(lower),
        }
        let end = state.text.len();
        state.entries.push(Entry { pos, morph, next: first, start: start as u32, end: end as u32 });
        state.first[lexeme as usize] = state.entries.len() as u32;
        &state.text[start..]
    }
}

impl LemmatizerState {
    /// To be called for each text, after `cache` has tokenised it.
    pub(crate) fn begin(&mut self, cache: &TokenizerCache) {
        if self.generation != cache.generation() || self.entries.len() > MAX_KEPT {
            self.generation = cache.generation();
            self.first.clear();
            self.entries.clear();
            self.text.clear();
        }
        if self.first.len() < cache.len() {
            self.first.resize(cache.len(), 0);
        }
    }
}

impl Kind {
    fn load(value: &Value<'_>, pos: &str, file: &str) -> Result<Kind, LoadError> {
        let pos = pos.to_lowercase();
        if matches!(pos.as_str(), "" | "eol" | "space") {
            return Ok(Kind::Lower);
        }
        let damaged =
            |table: &str| LoadError::damaged(file, format!("{table} of {pos} has not the expected form"));
        let key = string_id(&pos);
        let part = |table: &str| {
            let entries = value.get(table).and_then(Value::as_map).unwrap_or_default();
            entries.iter().find(|(k, _)| k.as_u64() == Some(key) || k.as_str() == Some(&pos)).map(|(_, v)| v)
        };
        let (rules, exceptions, index) = (part("lemma_rules"), part("lemma_exc"), part("lemma_index"));
        let mut table = Table::default();
        for rule in rules.map_or(Some(&[][..]), Value::as_array).ok_or_else(|| damaged("lemma_rules"))? {
            let Some([old, new]) = rule.as_array() else { return Err(damaged("lemma_rules")) };
            let (Some(old), Some(new)) = (old.as_str(), new.as_str()) else {
                return Err(damaged("lemma_rules"));
            };
            table.rules.push((old.to_owned(), new.to_owned()));
        }
        for (form, lemmas) in
            exceptions.map_or(Some(&[][..]), Value::as_map).ok_or_else(|| damaged("lemma_exc"))?
        {
            let lemmas = lemmas.as_array().and_then(|l| {
                l.iter().map(|lemma| lemma.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
            });
            let (Some(form), Some(lemmas)) = (form.as_str(), lemmas) else {
                return Err(damaged("lemma_exc"));
            };
            table.exceptions.insert(word_key(form), lemmas);
        }
        let words = index.map_or(Some(&[][..]), Value::as_array).ok_or_else(|| damaged("lemma_index"))?;
        table.index.reserve(words.len());
        for word in words {
            table.index.insert(word_key(word.as_str().ok_or_else(|| damaged("lemma_index"))?));
        }
        if table.rules.is_empty() && table.exceptions.is_empty() && table.index.is_empty() {
            return Ok(if pos == "propn" { Kind::AsIs } else { Kind::Lower });
        }
        Ok(Kind::Rules(table))
    }
}

/// Words are kept by their hash: 64 bits tell some 90,000 words apart.
fn word_key(word: &str) -> u64 {
    murmur64a(word.as_bytes(), 0)
}

impl Table {
    fn push_lemma(&self, word: &str, lower: &str, forms: &mut Forms, out: &mut String) {
        let Forms { known, unknown } = forms;
        known.clear();
        unknown.clear();
        for (old, new) in &self.rules {
            let Some(stem) = lower.strip_suffix(old.as_str()) else { continue };
            let form = [stem, new].concat();
            if form.is_empty() {
                continue;
            }
            if self.index.contains(&word_key(&form)) {
                known.insert(0, form);
            } else if !form.chars().all(unicode::is_alpha) {
                known.push(form);
            } else {
                unknown.push(form);
            }
        }
        // Only the first form counts in the end: the last exception that no rule gave before, else
        // the first form. Duplicates among the forms do not change which one is first.
        let exceptions = self.exceptions.get(&word_key(lower)).map(Vec::as_slice).unwrap_or_default();
        for form in exceptions {
            if !known.contains(form) {
                known.insert(0, form.clone());
            }
        }
        out.push_str(known.first().or(unknown.first()).map_or(word, String::as_str));
    }
}

/// True if a word of this part of speech and morphology is an uninflected form.
fn is_base_form(pos: &str, morph: &str) -> bool {
    let feature = |name: &str| {
        let mut features = morph.split('|').filter_map(|f| f.split_once('='));
        features.find(|(n, _)| *n == name).map(|(_, value)| value)
    };
    let form = feature("VerbForm");
    match pos {
        "NOUN" if feature("Number") == Some("Sing") => true,
        "VERB" if form == Some("Fin") && feature("Tense") == Some("Pres") && feature("Number").is_none() => {
            true
        }
        _ => matches!(form, Some("Inf" | "None")) || feature("Degree") == Some("Pos"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma(table: &Table, word: &str) -> String {
        let mut out = String::new();
        table.push_lemma(word, &word.to_lowercase(), &mut Forms::default(), &mut out);
        out
    }

    #[test]
    fn listed_forms_come_before_guesses() {
        let mut table = Table::default();
        for (old, new) in [("s", ""), ("es", ""), ("ies", "y"), ("men", "man")] {
            table.rules.push((old.into(), new.into()));
        }
        table.index.extend(["city", "box"].map(word_key));
        table.exceptions.insert(word_key("mice"), vec!["mouse".into()]);
        assert_eq!(lemma(&table, "Cities"), "city");
        assert_eq!(lemma(&table, "boxes"), "box");
        assert_eq!(lemma(&table, "Mice"), "mouse");
        assert_eq!(lemma(&table, "drones"), "drone");
        assert_eq!(lemma(&table, "T-72s"), "t-72");
        assert_eq!(lemma(&table, "Sheep"), "Sheep");
        assert_eq!(lemma(&table, "s"), "s");
    }

    #[test]
    fn base_forms_are_known_by_their_morphology() {
        assert!(is_base_form("NOUN", "Number=Sing"));
        assert!(!is_base_form("PROPN", "Number=Sing"));
        assert!(is_base_form("VERB", "Tense=Pres|VerbForm=Fin"));
        assert!(!is_base_form("VERB", "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"));
        assert!(is_base_form("AUX", "VerbForm=Inf"));
        assert!(is_base_form("ADV", "Degree=Pos"));
        assert!(!is_base_form("ADJ", "Degree=Cmp"));
    }
}
