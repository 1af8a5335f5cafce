//! Special cases: strings whose tokens the pipeline spells out ("don't", ":)", "a.m.").

use super::chunk::Piece;
use crate::LoadError;
use crate::msgpack::Value;
use crate::strings::string_id;
use rustc_hash::FxHashMap;

/// All special cases of a pipeline.
#[derive(Default)]
pub(super) struct Specials {
    by_text: FxHashMap<Box<str>, (u32, u32)>,
    pieces: Vec<Piece>,
    /// Ids of the norms that pieces name.
    norms: Vec<u64>,
    longest: usize,
}

impl Specials {
    /// Reads the map from strings to lists of tokens with `ORTH` (65) and perhaps `NORM` (67).
    pub(super) fn new(exceptions: &Value, file: &str) -> Result<Self, LoadError> {
        let mut all = Self::default();
        let mut keys = FxHashMap::default();
        let entries =
            exceptions.as_map().ok_or_else(|| LoadError::damaged(file, "exceptions are not a map"))?;
        for (text, tokens) in entries {
            let text =
                text.as_str().ok_or_else(|| LoadError::damaged(file, "an exception is not a string"))?;
            let bad = |what: &str| LoadError::damaged(file, format!("exception {text:?}: {what}"));
            let start = all.pieces.len() as u32;
            let mut rest = text;
            for token in tokens.as_array().ok_or_else(|| bad("its tokens are not a list"))? {
                let (mut orth, mut norm) = ("", 0);
                for (attribute, value) in token.as_map().ok_or_else(|| bad("a token is not a map"))? {
                    let value = value.as_str().ok_or_else(|| bad("an attribute is not a string"))?;
                    match (attribute.as_u64(), attribute.as_str()) {
                        (Some(65), _) | (_, Some("ORTH")) => orth = value,
                        (Some(67), _) | (_, Some("NORM")) => norm = all.norm_key(&mut keys, value),
                        _ => return Err(bad("a token has more than ORTH and NORM")),
                    }
                }
                rest = rest.strip_prefix(orth).ok_or_else(|| bad("its tokens do not spell it"))?;
                if orth.is_empty() {
                    return Err(bad("a token is empty"));
                }
                all.pieces.push(Piece { len: orth.len() as u32, norm });
            }
            if !rest.is_empty() || text.is_empty() {
                return Err(bad("its tokens do not spell it"));
            }
            all.longest = all.longest.max(text.len());
            all.by_text.insert(text.into(), (start, all.pieces.len() as u32));
        }
        Ok(all)
    }

    /// The tokens of `text` if it is a special case.
    pub(super) fn get(&self, text: &str) -> Option<&[Piece]> {
        // The length keeps an endless word that loses one character after the other from being hashed
        // each time.
        if text.len() > self.longest {
            return None;
        }
        let (start, end) = *self.by_text.get(text)?;
        Some(&self.pieces[start as usize..end as usize])
    }

    pub(super) fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// All strings, sorted.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.by_text.keys().map(|text| &**text).collect();
        texts.sort_unstable();
        texts
    }

    /// The id of the norm that a piece names by `key`.
    pub(super) fn norm(&self, key: u32) -> Option<u64> {
        self.norms.get(key.checked_sub(1)? as usize).copied()
    }

    fn norm_key(&mut self, keys: &mut FxHashMap<u64, u32>, norm: &str) -> u32 {
        let id = string_id(norm);
        // spaCy takes a norm of 0 for none.
        if id == 0 {
            return 0;
        }
        *keys.entry(id).or_insert_with(|| {
            self.norms.push(id);
            self.norms.len() as u32
        })
    }
}

/// Special cases as sequences of the tokens they would fall into without being special.
///
/// Affixes can hide a special case from the first pass ("(:-)" loses its bracket as a prefix), so
/// spaCy looks for such sequences once more when the whole text is split.
pub(super) struct Sequences {
    /// From a node and a string id to the next node. Node 0 is the root.
    edges: FxHashMap<(u32, u64), u32>,
    /// For each node, whether a sequence ends there.
    ends: Vec<bool>,
}

impl Sequences {
    pub(super) fn new() -> Self {
        Self { edges: FxHashMap::default(), ends: vec![false] }
    }

    pub(super) fn insert(&mut self, orths: impl Iterator<Item = u64>) {
        let mut node = 0;
        for orth in orths {
            let next = self.ends.len() as u32;
            node = *self.edges.entry((node, orth)).or_insert(next);
            if node == next {
                self.ends.push(false);
            }
        }
        self.ends[node as usize] |= node != 0;
    }

    /// The node after the first token, or 0 if no sequence starts with it.
    pub(super) fn start(&self, orth: u64) -> u32 {
        self.next(0, orth).unwrap_or(0)
    }

    pub(super) fn next(&self, node: u32, orth: u64) -> Option<u32> {
        self.edges.get(&(node, orth)).copied()
    }

    pub(super) fn ends_at(&self, node: u32) -> bool {
        self.ends[node as usize]
    }
}
