//! Text to tokens, as spaCy's rule-driven tokenizer does it.
//!
//! ```text
//! text -> chunks (runs of white space or of anything else)     chunk.rs
//!      -> pieces: special cases, affixes, URLs, infixes        chunk.rs, special.rs, affix.rs, url.rs
//!      -> special cases that the affixes had hidden            mod.rs
//! ```
//!
//! All expressions come from the pipeline's `tokenizer` file. The usual kind is taken apart once
//! (pattern.rs) and looked up by character; any other runs in a regex engine (python_regex.rs).
//! Each worker keeps a [`TokenizerCache`], so that a word that was seen before costs one look-up.

mod affix;
mod cache;
mod charset;
mod chunk;
mod pattern;
mod python_regex;
mod special;
#[cfg(test)]
mod tests;
mod url;

pub(crate) use cache::TokenizerCache;

use crate::lexeme::Norms;
use crate::msgpack::Value;
use crate::strings::string_id;
use crate::{LoadError, PipelineFiles};
use affix::{Infix, Prefix, Suffix};
use cache::Parts;
use chunk::{Piece, Rules};
use special::{Sequences, Specials};
use url::Whole;

const FILE: &str = "tokenizer";

/// A pipeline's tokenizer: immutable, shared between workers.
pub(crate) struct Tokenizer {
    rules: Rules,
    specials: Specials,
    sequences: Sequences,
    norms: Norms,
}

/// A token before any component has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawToken {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// A single U+0020 follows that belongs to no token.
    pub space_after: bool,
    /// Index into the cache's lexemes.
    pub lexeme: u32,
}

impl Tokenizer {
    /// Reads `tokenizer` and the norms in `vocab/lookups.bin`.
    pub(crate) fn load(files: &dyn PipelineFiles) -> Result<Tokenizer, LoadError> {
        Self::load_with(files, Engine::Fast)
    }

    fn load_with(files: &dyn PipelineFiles, engine: Engine) -> Result<Tokenizer, LoadError> {
        let bytes = files.read(FILE).map_err(|source| LoadError::Io { file: FILE.into(), source })?;
        let data = Value::parse(&bytes).map_err(|e| LoadError::damaged(FILE, e.to_string()))?;
        let rules = Rules {
            prefix: expression(&data, "prefix_search", |source| Prefix::new(source, engine))?,
            suffix: expression(&data, "suffix_search", |source| Suffix::new(source, engine))?,
            infix: expression(&data, "infix_finditer", |source| Infix::new(source, engine))?,
            token: expression(&data, "token_match", Whole::new)?,
            url: expression(&data, "url_match", Whole::new)?,
        };
        let specials = match data.get("exceptions") {
            Some(exceptions) if !exceptions.is_nil() => Specials::new(exceptions, FILE)?,
            _ => Specials::default(),
        };
        let all = data.get("faster_heuristics").and_then(Value::as_bool) == Some(false);
        let sequences = sequences(&rules, &specials, all);
        Ok(Self { rules, specials, sequences, norms: Norms::load(files)? })
    }

    /// Splits `text`, of at most 4 GiB, into tokens, which replace those in `out`.
    pub(crate) fn tokenize(&self, cache: &mut TokenizerCache, text: &str, out: &mut Vec<RawToken>) {
        out.clear();
        cache.begin();
        let mut hidden = false;
        for chunk in chunk::chunks(text) {
            let split = cache.split(self, &text[chunk.range.clone()]);
            hidden |= split.starts_sequence;
            let (mut start, end) = (chunk.range.start as u32, chunk.range.end as u32);
            match split.parts {
                Parts::One(lexeme) => {
                    out.push(RawToken { start, end, space_after: chunk.space_after, lexeme });
                }
                Parts::Many(range) => {
                    for piece in cache.pieces(&range) {
                        let end = start + piece.len;
                        let space_after = chunk.space_after && end == chunk.range.end as u32;
                        out.push(RawToken { start, end, space_after, lexeme: piece.lexeme });
                        start = end;
                    }
                }
            }
        }
        if hidden {
            self.apply_specials(cache, text, out);
        }
    }

    /// Finds special cases in the tokens and puts their own tokens in place.
    fn apply_specials(&self, cache: &mut TokenizerCache, text: &str, out: &mut Vec<RawToken>) {
        let mut scratch = std::mem::take(&mut cache.scratch);
        scratch.spans.clear();
        for (i, token) in out.iter().enumerate() {
            let mut node = cache.node(token.lexeme);
            let mut end = i;
            while node != 0 {
                end += 1;
                if self.sequences.ends_at(node) {
                    scratch.spans.push((i as u32, end as u32));
                }
                let next = out.get(end).map(|token| cache.lexeme(token.lexeme).orth);
                node = next.and_then(|orth| self.sequences.next(node, orth)).unwrap_or(0);
            }
        }
        // The longest go first, then the earliest; each covers its tokens even where it is not kept.
        scratch.spans.sort_unstable_by_key(|(start, end)| (start.abs_diff(*end).wrapping_neg(), *start));
        scratch.covered.clear();
        scratch.covered.resize(out.len(), false);
        let covered = &mut scratch.covered;
        scratch.spans.retain(|(start, end)| {
            let (start, end) = (*start as usize, *end as usize);
            let free = !covered[start] && !covered[end - 1];
            covered[start..end].fill(true);
            free
        });
        scratch.spans.sort_unstable();
        scratch.tokens.clear();
        let mut done = 0;
        for (first, end) in scratch.spans.iter().map(|(a, b)| (*a as usize, *b as usize)) {
            let last = out[end - 1];
            let mut start = out[first].start;
            let Some(pieces) = self.specials.get(&text[start as usize..last.end as usize]) else { continue };
            scratch.tokens.extend_from_slice(&out[done..first]);
            done = end;
            for piece in pieces {
                let end = start + piece.len;
                let lexeme = cache.intern(self, &text[start as usize..end as usize], piece.norm);
                scratch.tokens.push(RawToken { start, end, space_after: false, lexeme });
                start = end;
            }
            if let Some(token) = scratch.tokens.last_mut() {
                token.space_after = last.space_after;
            }
        }
        if done > 0 {
            scratch.tokens.extend_from_slice(&out[done..]);
            std::mem::swap(out, &mut scratch.tokens);
        }
        cache.scratch = scratch;
    }

    fn split(&self, chunk: &str, out: &mut Vec<Piece>) {
        match self.specials.get(chunk) {
            Some(pieces) => out.extend_from_slice(pieces),
            None => self.rules.split(chunk, Some(&self.specials), out),
        }
    }

    fn norms(&self) -> &Norms {
        &self.norms
    }

    fn special_norm(&self, key: u32) -> Option<u64> {
        self.specials.norm(key)
    }

    fn sequence_start(&self, orth: u64) -> u32 {
        self.sequences.start(orth)
    }
}

/// How to run prefix, suffix and infix expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    /// By tables where the expression allows it.
    Fast,
    /// Always by the regex engine: slow, and what the tables are tested against.
    #[cfg(test)]
    Regex,
}

/// The expression of this name, or `None` if the pipeline has none.
fn expression<T>(
    data: &Value,
    name: &str,
    compile: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, LoadError> {
    match data.get(name) {
        None | Some(Value::Nil) => Ok(None),
        Some(Value::Str(source)) => {
            compile(source).map(Some).map_err(|e| LoadError::unsupported(FILE, format!("{name}: {e}")))
        }
        Some(_) => Err(LoadError::damaged(FILE, format!("{name} is not a string"))),
    }
}

/// The token sequences under which special cases can hide: of all of them, or only of those that
/// affixes, infixes or spaces can break.
fn sequences(rules: &Rules, specials: &Specials, all: bool) -> Sequences {
    let mut sequences = Sequences::new();
    let mut pieces = Vec::new();
    for text in specials.texts() {
        let breaks = rules.prefix(text) > 0
            || rules.suffix(text) > 0
            || rules.infix(text, 0).is_some()
            || text.contains(' ');
        if !(all || breaks) {
            continue;
        }
        let mut orths = Vec::new();
        for chunk in chunk::chunks(text) {
            pieces.clear();
            rules.split(&text[chunk.range.clone()], None, &mut pieces);
            let mut start = chunk.range.start;
            for piece in &pieces {
                let end = start + piece.len as usize;
                orths.push(string_id(&text[start..end]));
                start = end;
            }
        }
        sequences.insert(orths.into_iter());
    }
    sequences
}
