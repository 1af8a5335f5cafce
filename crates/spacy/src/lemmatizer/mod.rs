//! Lemmas by tables and rules, in the ways that spaCy has for different languages.
//!
//! ```text
//! lookup      the word in one table
//! rule        suffix rules, checked against a list of words, and exceptions     rules.rs
//!             (English: words that are base forms stay; French and Catalan: their own order)
//! any other   the word in lower case: what such a mode needs is a library of Python
//! ```

mod lookup;
mod rules;

use crate::config::Config;
use crate::doc::LabelTable;
use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::msgpack::Value;
use crate::tokenizer::TokenizerCache;
use lookup::Lookup;
use rules::{Forms, Rules};

/// Most lemmas a worker keeps.
const MAX_KEPT: usize = 1 << 17;

/// Languages whose rule lemmatizer is not the common one and not done here.
const OTHER_RULES: [&str; 6] = ["el", "es", "ga", "ht", "mk", "nl"];

/// The lemmatizer of a pipeline.
pub(crate) struct Lemmatizer {
    overwrite: bool,
    mode: Mode,
    /// Why lemmas are not those of spaCy.
    limit: Option<String>,
}

enum Mode {
    Lookup(Lookup),
    Rules(Rules),
    Lower,
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

impl Lemmatizer {
    /// Reads the lemmatizer `name`. To be called when all labels are in `table`.
    pub(crate) fn load(
        files: &dyn PipelineFiles,
        config: &Config,
        name: &str,
        table: &LabelTable,
    ) -> Result<Lemmatizer, LoadError> {
        let lang = config.string("nlp.lang")?;
        let mode = config.string(&format!("components.{name}.mode"))?;
        let overwrite = config.flag(&format!("components.{name}.overwrite"))?;
        let known = match mode {
            "lookup" => lang != "nl",
            "rule" => !OTHER_RULES.contains(&lang),
            _ => false,
        };
        if !known {
            let limit = format!(
                "lemmas are the words in lower case, since mode {mode} of language {lang} is not done here"
            );
            return Ok(Lemmatizer { overwrite, mode: Mode::Lower, limit: Some(limit) });
        }
        let file = format!("{name}/lookups/lookups.bin");
        let bytes = files::read(files, &file)?;
        let value = Value::parse(&bytes).map_err(|e| LoadError::damaged(&file, e.to_string()))?;
        let mode = match mode {
            "lookup" => Mode::Lookup(Lookup::load(&value, &file)?),
            _ => Mode::Rules(Rules::load(&value, lang, table, &file)?),
        };
        Ok(Lemmatizer { overwrite, mode, limit: None })
    }

    /// True if lemmas that were set before give way.
    pub(crate) fn overwrites(&self) -> bool {
        self.overwrite
    }

    /// Why lemmas are not those of spaCy, if so.
    pub(crate) fn limit(&self) -> Option<&str> {
        self.limit.as_deref()
    }

    /// The lemma of a lexeme with this part of speech and morphology.
    pub(crate) fn lemma<'s>(
        &self,
        state: &'s mut LemmatizerState,
        cache: &'s TokenizerCache,
        lexeme: u32,
        pos: u16,
        morph: u16,
    ) -> &'s str {
        let rules = match &self.mode {
            Mode::Lower => return cache.lower(lexeme),
            Mode::Lookup(table) => {
                state.text.clear();
                let found = table.get(cache.lexeme(lexeme).orth, &mut state.text);
                return if found { &state.text } else { cache.lexeme_str(lexeme) };
            }
            Mode::Rules(rules) => rules,
        };
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
        rules.push_lemma(cache, lexeme, (pos, morph), &mut state.forms, &mut state.text);
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
