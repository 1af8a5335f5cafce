//! The attribute ruler: rules from tags, words and dependencies to parts of speech, morphology
//! and some lemmas.
//!
//! All rules are matched against the tokens as they were before the component; where several set
//! the same attribute of a token, the last one in the file wins.

use fancy_regex::Regex;
use rustc_hash::FxHashMap;

use crate::doc::{LabelTable, Token};
use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::labels::{canonical_morph, intern};
use crate::msgpack::Value;
use crate::tokenizer::{RawToken, TokenizerCache};

/// The attribute ruler of a pipeline.
pub(crate) struct Ruler {
    words: Words,
    rules: Vec<Rule>,
    alternatives: Vec<Alternative>,
    lemmas: Vec<String>,
    tags: usize,
}

/// What a rule sets, and on which token of the match.
#[derive(Debug, Clone, Default)]
struct Rule {
    offset: usize,
    tag: Option<u16>,
    pos: Option<u16>,
    morph: Option<u16>,
    dep: Option<u16>,
    lemma: Option<u32>,
}

/// One of the token sequences that a rule matches.
#[derive(Debug)]
struct Alternative {
    rule: usize,
    tokens: Vec<Pattern>,
}

/// Conditions on one token; those left out always hold.
#[derive(Debug, Default)]
struct Pattern {
    /// For each tag, whether it matches.
    tag: Option<Vec<bool>>,
    pos: Option<Vec<bool>>,
    morph: Option<Vec<bool>>,
    dep: Option<Vec<bool>>,
    /// A condition on the word as it stands.
    text: Option<Condition>,
    /// Index of a condition in [`Words`].
    lower: Option<usize>,
    is_space: Option<bool>,
}

/// A condition on a string.
#[derive(Debug)]
enum Condition {
    In(Vec<String>),
    NotIn(Vec<String>),
    Regex(Box<Regex>),
}

impl Condition {
    fn holds(&self, s: &str) -> bool {
        match self {
            Condition::In(list) => list.iter().any(|w| w == s),
            Condition::NotIn(list) => !list.iter().any(|w| w == s),
            Condition::Regex(regex) => regex.is_match(s).unwrap_or(false),
        }
    }
}

/// All conditions on lower-case words, and which of them each listed word concerns.
#[derive(Debug, Default)]
struct Words {
    conditions: Vec<Condition>,
    /// For each word of an `IN` list: the conditions that hold because of it.
    listed: FxHashMap<String, Vec<usize>>,
    /// Conditions of other kinds, to be tried on every word.
    others: Vec<usize>,
}

/// Which conditions hold for a word, one bit each.
type Signature = Box<[u64]>;

impl Words {
    fn add(&mut self, condition: Condition) -> usize {
        let index = self.conditions.len();
        if let Condition::In(list) = &condition {
            for word in list {
                self.listed.entry(word.clone()).or_default().push(index);
            }
        } else {
            self.others.push(index);
        }
        self.conditions.push(condition);
        index
    }

    fn signature(&self, word: &str) -> Signature {
        let mut bits = vec![0u64; self.conditions.len().div_ceil(64)];
        let listed = self.listed.get(word).map(Vec::as_slice).unwrap_or_default().iter();
        let others = self.others.iter().filter(|&&i| self.conditions[i].holds(word));
        listed.chain(others).for_each(|&i| bits[i / 64] |= 1 << (i % 64));
        bits.into()
    }
}

fn holds(signature: &Signature, condition: usize) -> bool {
    signature[condition / 64] >> (condition % 64) & 1 == 1
}

/// What a worker keeps for the ruler.
///
/// Words for which the same conditions hold form a class; the alternatives that may begin at a
/// token follow from its class and tag.
#[derive(Default)]
pub(crate) struct RulerState {
    generation: u64,
    /// For each lexeme its class, plus one.
    class_of: Vec<u32>,
    classes: FxHashMap<Signature, u32>,
    signatures: Vec<Signature>,
    /// For each class and tag: where its alternatives are in `pool`; an empty slot is `None`.
    candidates: Vec<Option<(u32, u32)>>,
    pool: Vec<u32>,
    /// Rules matched from an earlier token on: `(token, rule)`.
    pending: Vec<(usize, usize)>,
    matched: Vec<usize>,
}

impl Ruler {
    /// Reads the rules of the component `name`; labels that they set go to `table`.
    ///
    /// To be called when all other components have added theirs.
    pub(crate) fn load(
        files: &dyn PipelineFiles,
        name: &str,
        table: &mut LabelTable,
    ) -> Result<Ruler, LoadError> {
        let file = format!("{name}/patterns");
        let bytes = files::read(files, &file)?;
        let value = Value::parse(&bytes).map_err(|e| LoadError::damaged(&file, e.to_string()))?;
        Ruler::parse(&value, &file, table)
    }

    fn parse(value: &Value<'_>, file: &str, table: &mut LabelTable) -> Result<Ruler, LoadError> {
        let damaged = |i: usize, what: &str| LoadError::damaged(file, format!("rule {i}: {what}"));
        let list = value.as_array().ok_or_else(|| LoadError::damaged(file, "no list of rules"))?;
        let mut ruler = Ruler {
            words: Words::default(),
            rules: Vec::new(),
            alternatives: Vec::new(),
            lemmas: Vec::new(),
            tags: 0,
        };
        for (i, rule) in list.iter().enumerate() {
            let attrs = rule.get("attrs").and_then(Value::as_map).ok_or_else(|| damaged(i, "no attrs"))?;
            ruler.rules.push(sets(attrs, i, file, table, &mut ruler.lemmas)?);
        }
        // All labels are known now, so conditions on them can be tables.
        for (i, rule) in list.iter().enumerate() {
            let patterns = rule.get("patterns").and_then(Value::as_array);
            let index =
                rule.get("index").map_or(Some(0), Value::as_i64).ok_or_else(|| damaged(i, "bad index"))?;
            let mut length = None;
            for pattern in patterns.ok_or_else(|| damaged(i, "no patterns"))? {
                let tokens = pattern
                    .as_array()
                    .filter(|t| !t.is_empty())
                    .ok_or_else(|| damaged(i, "empty pattern"))?;
                if *length.get_or_insert(tokens.len()) != tokens.len() && index < 0 {
                    return Err(LoadError::unsupported(
                        file,
                        format!("rule {i}: an index from the end of patterns of different length"),
                    ));
                }
                let count = tokens.len() as i64;
                if index >= count || index < -count {
                    return Err(damaged(i, "its index is outside the pattern"));
                }
                ruler.rules[i].offset = index.rem_euclid(count) as usize;
                let tokens = tokens.iter().map(|t| ruler.words.pattern(t, i, file, table));
                let tokens = tokens.collect::<Result<_, _>>()?;
                ruler.alternatives.push(Alternative { rule: i, tokens });
            }
        }
        ruler.tags = table.tags.len();
        Ok(ruler)
    }

    /// Lemmas that rules set, for the indices that [`Ruler::run`] gives.
    pub(crate) fn lemma(&self, index: u32) -> &str {
        &self.lemmas[index as usize]
    }

    /// Applies the rules. `lemmas` gets, for each token, the index of its lemma plus one, or zero.
    pub(crate) fn run(
        &self,
        state: &mut RulerState,
        cache: &TokenizerCache,
        raw: &[RawToken],
        tokens: &mut [Token],
        lemmas: &mut [u32],
    ) {
        if state.generation != cache.generation() {
            state.generation = cache.generation();
            state.class_of.clear();
        }
        if state.class_of.len() < cache.len() {
            state.class_of.resize(cache.len(), 0);
        }
        for i in 0..tokens.len() {
            let (from, to) = self.candidates(state, cache, raw[i].lexeme, tokens[i].tag);
            for k in from..to {
                let alternative = &self.alternatives[state.pool[k as usize] as usize];
                if !self.matches(state, cache, alternative, raw, tokens, i) {
                    continue;
                }
                let target = i + self.rules[alternative.rule].offset;
                if target == i {
                    state.matched.push(alternative.rule);
                } else {
                    state.pending.push((target, alternative.rule));
                }
            }
            if !state.pending.is_empty() {
                state.matched.extend(state.pending.iter().filter(|(t, _)| *t == i).map(|(_, rule)| rule));
                state.pending.retain(|(t, _)| *t > i);
                state.matched.sort_unstable();
            }
            for rule in state.matched.drain(..) {
                let rule = &self.rules[rule];
                let token = &mut tokens[i];
                token.tag = rule.tag.unwrap_or(token.tag);
                token.pos = rule.pos.unwrap_or(token.pos);
                token.morph = rule.morph.unwrap_or(token.morph);
                token.dep = rule.dep.unwrap_or(token.dep);
                lemmas[i] = rule.lemma.map_or(lemmas[i], |l| l + 1);
            }
        }
        state.pending.clear();
    }

    /// The alternatives whose first token may be this lexeme with this tag, in order.
    fn candidates(
        &self,
        state: &mut RulerState,
        cache: &TokenizerCache,
        lexeme: u32,
        tag: u16,
    ) -> (u32, u32) {
        let class = self.class(state, cache, lexeme);
        let slot = class as usize * self.tags + usize::from(tag);
        if state.candidates.len() <= slot {
            state.candidates.resize((class as usize + 1) * self.tags, None);
        }
        if let Some(found) = state.candidates[slot] {
            return found;
        }
        let signature = &state.signatures[class as usize];
        let from = state.pool.len() as u32;
        state.pool.extend(self.alternatives.iter().enumerate().filter_map(|(i, a)| {
            let first = &a.tokens[0];
            let fits = first.tag.as_ref().is_none_or(|t| t[usize::from(tag)])
                && first.lower.is_none_or(|c| holds(signature, c));
            fits.then_some(i as u32)
        }));
        let found = (from, state.pool.len() as u32);
        state.candidates[slot] = Some(found);
        found
    }

    fn class(&self, state: &mut RulerState, cache: &TokenizerCache, lexeme: u32) -> u32 {
        if let Some(class) = state.class_of[lexeme as usize].checked_sub(1) {
            return class;
        }
        let signature = self.words.signature(cache.lower(lexeme));
        let class = *state.classes.entry(signature).or_insert_with_key(|signature| {
            state.signatures.push(signature.clone());
            state.signatures.len() as u32 - 1
        });
        state.class_of[lexeme as usize] = class + 1;
        class
    }

    /// Whether `alternative`, a candidate at token `i`, matches there.
    fn matches(
        &self,
        state: &mut RulerState,
        cache: &TokenizerCache,
        alternative: &Alternative,
        raw: &[RawToken],
        tokens: &[Token],
        i: usize,
    ) -> bool {
        if alternative.tokens.len() > tokens.len() - i {
            return false;
        }
        alternative.tokens.iter().enumerate().all(|(k, pattern)| {
            let (token, lexeme) = (&tokens[i + k], raw[i + k].lexeme);
            let allows = |labels: &Option<Vec<bool>>, label: u16| {
                labels.as_ref().is_none_or(|l| l[usize::from(label)])
            };
            allows(&pattern.dep, token.dep)
                && allows(&pattern.pos, token.pos)
                && allows(&pattern.morph, token.morph)
                && pattern.text.as_ref().is_none_or(|c| c.holds(cache.lexeme_str(lexeme)))
                && pattern.is_space.is_none_or(|space| space == cache.lexeme(lexeme).is_space)
                // Tag and word of the first token are what made it a candidate.
                && (k == 0 || pattern.tag.as_ref().is_none_or(|t| t[usize::from(token.tag)]))
                && (k == 0
                    || pattern.lower.is_none_or(|c| {
                        let class = self.class(state, cache, lexeme);
                        holds(&state.signatures[class as usize], c)
                    }))
        })
    }
}

impl Words {
    fn pattern(
        &mut self,
        value: &Value<'_>,
        rule: usize,
        file: &str,
        table: &LabelTable,
    ) -> Result<Pattern, LoadError> {
        let damaged = |what: &str| LoadError::damaged(file, format!("rule {rule}: {what}"));
        let over = |labels: &[String], c: &Condition| Some(labels.iter().map(|l| c.holds(l)).collect());
        let mut pattern = Pattern::default();
        for (key, value) in value.as_map().ok_or_else(|| damaged("a token pattern is no map"))? {
            match key.as_str().ok_or_else(|| damaged("an attribute is no string"))? {
                "IS_SPACE" => {
                    pattern.is_space =
                        Some(value.as_bool().ok_or_else(|| damaged("IS_SPACE is not true or false"))?);
                }
                "TAG" => pattern.tag = over(&table.tags, &condition(value, rule, file)?),
                "POS" => pattern.pos = over(&table.pos, &condition(value, rule, file)?),
                "MORPH" => pattern.morph = over(&table.morphs, &condition(value, rule, file)?),
                "TEXT" | "ORTH" => pattern.text = Some(condition(value, rule, file)?),
                "DEP" => pattern.dep = over(&table.deps, &condition(value, rule, file)?),
                "LOWER" => pattern.lower = Some(self.add(condition(value, rule, file)?)),
                other => return Err(LoadError::unsupported(file, format!("rule {rule}: attribute {other}"))),
            }
        }
        Ok(pattern)
    }
}

/// Reads a condition: a string, or a map with one operator.
fn condition(value: &Value<'_>, rule: usize, file: &str) -> Result<Condition, LoadError> {
    let damaged = |what: &str| LoadError::damaged(file, format!("rule {rule}: {what}"));
    if let Some(word) = value.as_str() {
        return Ok(Condition::In(vec![word.to_owned()]));
    }
    let [(operator, operand)] = value.as_map().unwrap_or_default() else {
        return Err(damaged("a condition is neither a string nor one operator"));
    };
    let words = || {
        let words = operand.as_array()?.iter().map(|w| w.as_str().map(str::to_owned));
        words.collect::<Option<Vec<_>>>()
    };
    match operator.as_str() {
        Some("IN") => words().map(Condition::In).ok_or_else(|| damaged("IN has no list of strings")),
        Some("NOT_IN") => {
            words().map(Condition::NotIn).ok_or_else(|| damaged("NOT_IN has no list of strings"))
        }
        Some("REGEX") => {
            let regex = operand.as_str().ok_or_else(|| damaged("REGEX has no string"))?;
            let regex = Regex::new(regex).map_err(|e| damaged(&e.to_string()))?;
            Ok(Condition::Regex(Box::new(regex)))
        }
        _ => Err(LoadError::unsupported(file, format!("rule {rule}: operator {operator:?}"))),
    }
}

/// Reads what a rule sets.
fn sets(
    attrs: &[(Value<'_>, Value<'_>)],
    rule: usize,
    file: &str,
    table: &mut LabelTable,
    lemmas: &mut Vec<String>,
) -> Result<Rule, LoadError> {
    let damaged = |what: &str| LoadError::damaged(file, format!("rule {rule}: {what}"));
    let mut sets = Rule::default();
    for (key, value) in attrs {
        let key = key.as_str().ok_or_else(|| damaged("an attribute is no string"))?;
        let value = value.as_str().ok_or_else(|| damaged("the value of an attribute is no string"))?;
        match key {
            "TAG" => sets.tag = Some(intern(&mut table.tags, value, file)?),
            "POS" => sets.pos = Some(intern(&mut table.pos, value, file)?),
            "MORPH" => sets.morph = Some(intern(&mut table.morphs, &canonical_morph(value), file)?),
            "DEP" => sets.dep = Some(intern(&mut table.deps, value, file)?),
            "LEMMA" => {
                sets.lemma = Some(lemmas.len() as u32);
                lemmas.push(value.to_owned());
            }
            other => return Err(LoadError::unsupported(file, format!("rule {rule}: sets {other}"))),
        }
    }
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str, table: &mut LabelTable) -> Result<Ruler, LoadError> {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        Ruler::parse(&value(&json), "patterns", table)
    }

    fn value(json: &serde_json::Value) -> Value<'_> {
        match json {
            serde_json::Value::Null => Value::Nil,
            serde_json::Value::Bool(b) => Value::Bool(*b),
            serde_json::Value::Number(n) => {
                n.as_u64().map_or_else(|| Value::Int(n.as_i64().unwrap()), Value::UInt)
            }
            serde_json::Value::String(s) => Value::Str(s),
            serde_json::Value::Array(a) => Value::Array(a.iter().map(value).collect()),
            serde_json::Value::Object(o) => {
                Value::Map(o.iter().map(|(k, v)| (Value::Str(k), value(v))).collect())
            }
        }
    }

    #[test]
    fn conditions_become_tables() {
        let mut table = crate::labels::empty();
        for tag in ["NN", "VB"] {
            intern(&mut table.tags, tag, "").unwrap();
        }
        let rules = r#"[
            {"patterns":[[{"TAG":"NN"}]],"attrs":{"POS":"NOUN","MORPH":"Number=Sing"},"index":0},
            {"patterns":[[{"LOWER":"let"},{"LOWER":{"REGEX":"^'?s$"},"TAG":{"NOT_IN":["VB"]}}]],"attrs":{"LEMMA":"us"},"index":-1}
        ]"#;
        let ruler = parse(rules, &mut table).unwrap();
        assert_eq!(table.pos, ["", "NOUN"]);
        assert_eq!(ruler.rules[1].offset, 1);
        assert_eq!(ruler.alternatives[0].tokens[0].tag.as_deref(), Some(&[false, true, false][..]));
        assert_eq!(ruler.alternatives[1].tokens[1].tag.as_deref(), Some(&[true, true, false][..]));
        let (let_, s) = (ruler.words.signature("let"), ruler.words.signature("'s"));
        assert!(holds(&let_, 0) && !holds(&let_, 1) && !holds(&s, 0) && holds(&s, 1));
        assert_eq!(ruler.lemma(0), "us");
    }

    #[test]
    fn unknown_rules_are_refused() {
        let mut table = crate::labels::empty();
        for rules in [
            r#"[{"patterns":[[{"SHAPE":"Xx"}]],"attrs":{},"index":0}]"#,
            r#"[{"patterns":[[{"TAG":{"FUZZY":"x"}}]],"attrs":{},"index":0}]"#,
            r#"[{"patterns":[[{"TAG":"x","OP":"+"}]],"attrs":{},"index":0}]"#,
            r#"[{"patterns":[[{"TAG":"x"}]],"attrs":{"ENT_TYPE":"x"},"index":0}]"#,
        ] {
            assert!(matches!(parse(rules, &mut table), Err(LoadError::Unsupported { .. })), "{rules}");
        }
        for rules in [
            "{}",
            r#"[{"patterns":[[]],"attrs":{},"index":0}]"#,
            r#"[{"patterns":[[{"TAG":"x"}]],"attrs":{},"index":1}]"#,
            r#"[{"patterns":[[{"TAG":"x"}]],"attrs":{},"index":-2}]"#,
            r#"[{"patterns":[[{"LOWER":{"REGEX":"("}}]],"attrs":{},"index":0}]"#,
            r#"[{"patterns":[[{"LOWER":{"IN":[1]}}]],"attrs":{},"index":0}]"#,
            r#"[{"patterns":[[{"TAG":3}]],"attrs":{},"index":0}]"#,
        ] {
            assert!(matches!(parse(rules, &mut table), Err(LoadError::Damaged { .. })), "{rules}");
        }
    }
}
