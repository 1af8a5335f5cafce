//! Rules from endings to endings, with the words they may lead to and the exceptions.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lookup::Lookup;
use crate::doc::LabelTable;
use crate::error::LoadError;
use crate::msgpack::Value;
use crate::strings::{murmur64a, string_id};
use crate::tokenizer::TokenizerCache;
use crate::unicode;

/// The rules of a language.
pub(super) struct Rules {
    order: Order,
    /// For each part of speech, what to do with its words.
    kinds: Vec<Kind>,
    /// For each part of speech and morphology: the word is its own lemma.
    base: Vec<bool>,
    morphs: usize,
}

/// In which order a language asks its tables.
enum Order {
    /// Rules, with exceptions before them.
    Common,
    /// The list of words, exceptions, rules, and the general table last.
    French(Lookup),
}

/// How words of one part of speech are treated.
enum Kind {
    /// By rules.
    Rules(Table),
    /// The lemma is the word in lower case.
    Lower,
    /// The lemma is the word as it stands.
    AsIs,
    /// By the general table.
    Lookup,
}

#[derive(Default)]
struct Table {
    rules: Vec<(String, String)>,
    exceptions: FxHashMap<u64, Vec<String>>,
    index: FxHashSet<u64>,
}

/// Buffers for the forms that rules give.
#[derive(Default)]
pub(super) struct Forms {
    known: Vec<String>,
    unknown: Vec<String>,
}

impl Rules {
    pub(super) fn load(
        value: &Value<'_>,
        lang: &str,
        table: &LabelTable,
        file: &str,
    ) -> Result<Rules, LoadError> {
        let order = match lang {
            "fr" | "ca" => Order::French(Lookup::load(value, file)?),
            _ => Order::Common,
        };
        let french = matches!(order, Order::French(_));
        let kinds =
            table.pos.iter().map(|pos| Kind::load(value, pos, french, file)).collect::<Result<_, _>>()?;
        let base = table
            .pos
            .iter()
            .flat_map(|pos| table.morphs.iter().map(move |m| lang == "en" && is_base_form(pos, m)));
        Ok(Rules { order, kinds, base: base.collect(), morphs: table.morphs.len() })
    }

    /// Appends the lemma of a lexeme with this part of speech and morphology.
    pub(super) fn push_lemma(
        &self,
        cache: &TokenizerCache,
        lexeme: u32,
        (pos, morph): (u16, u16),
        forms: &mut Forms,
        out: &mut String,
    ) {
        let (word, lower) = (cache.lexeme_str(lexeme), cache.lower(lexeme));
        let base = self.base[usize::from(pos) * self.morphs + usize::from(morph)];
        match (&self.kinds[usize::from(pos)], &self.order) {
            (Kind::Rules(table), Order::Common) if !base => table.push_lemma(word, lower, forms, out),
            (Kind::Rules(table), Order::French(lookup)) => table.push_french(lower, lookup, out),
            (Kind::Lookup, Order::French(lookup)) => {
                if !lookup.get(cache.lexeme(lexeme).orth, out) {
                    out.push_str(word);
                }
            }
            (Kind::AsIs, _) if !base => out.push_str(word),
            _ => out.push_str(lower),
        }
    }
}

/// Parts of speech that the French rules are for.
const FRENCH: [&str; 11] =
    ["noun", "verb", "adj", "adp", "adv", "aux", "cconj", "det", "pron", "punct", "sconj"];

impl Kind {
    fn load(value: &Value<'_>, pos: &str, french: bool, file: &str) -> Result<Kind, LoadError> {
        let pos = pos.to_lowercase();
        if matches!(pos.as_str(), "" | "eol" | "space") {
            return Ok(Kind::Lower);
        }
        if french && !(FRENCH.contains(&pos.as_str()) && value.get("lemma_rules").is_some()) {
            return Ok(Kind::Lookup);
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
        if !french && table.rules.is_empty() && table.exceptions.is_empty() && table.index.is_empty() {
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

    fn push_french(&self, lower: &str, lookup: &Lookup, out: &mut String) {
        let key = word_key(lower);
        if self.index.contains(&key) {
            return out.push_str(lower);
        }
        if let Some(form) = self.exceptions.get(&key).and_then(|forms| forms.first()) {
            return out.push_str(form);
        }
        let mut unknown = None;
        for (old, new) in &self.rules {
            let Some(stem) = lower.strip_suffix(old.as_str()) else { continue };
            let form = [stem, new].concat();
            if form.is_empty() {
                continue;
            }
            if self.index.contains(&word_key(&form)) || !form.chars().all(unicode::is_alpha) {
                return out.push_str(&form);
            }
            unknown = unknown.or(Some(form));
        }
        match unknown {
            Some(form) => out.push_str(&form),
            None => {
                if !lookup.get(string_id(lower), out) {
                    out.push_str(lower);
                }
            }
        }
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
