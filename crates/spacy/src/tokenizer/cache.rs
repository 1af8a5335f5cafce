//! What one worker remembers of the texts it has seen.

use super::chunk::Piece;
use super::{RawToken, Tokenizer};
use crate::lexeme::LexemeFeatures;
use crate::unicode;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher as _;
use std::ops::Range;

/// A cache that has grown beyond one of these is cleared before the next document.
const MAX_LEXEMES: usize = 1 << 16;
const MAX_CHUNKS: usize = 1 << 17;
const MAX_PIECES: usize = 1 << 19;
const MAX_ARENA: usize = 8 << 20;

/// Longer chunks are split anew each time: they hardly ever come again.
const MAX_CHUNK: usize = 64;

/// Lexemes and split chunks. Use one with one tokenizer only.
#[derive(Default)]
pub(crate) struct TokenizerCache {
    generation: u64,
    /// The texts of lexemes and chunks, and lower-case forms.
    arena: String,
    lexemes: Vec<Lexeme>,
    lexeme_table: HashTable<u32>,
    chunks: HashTable<Chunk>,
    pieces: Vec<LexemePiece>,
    pub(super) scratch: Scratch,
}

/// Buffers that keep their capacity between documents.
#[derive(Default)]
pub(super) struct Scratch {
    pub pieces: Vec<Piece>,
    pub spans: Vec<(u32, u32)>,
    pub covered: Vec<bool>,
    pub tokens: Vec<RawToken>,
    pub shape: String,
}

struct Lexeme {
    hash: u64,
    text: Range<u32>,
    lower: Range<u32>,
    /// Names the norm that a special case gives it; 0 for none.
    norm: u32,
    /// Node of the special sequences that start with it; 0 for none.
    node: u32,
    features: LexemeFeatures,
}

struct Chunk {
    hash: u64,
    text: Range<u32>,
    split: Split,
}

/// A split chunk.
#[derive(Debug, Clone)]
pub(super) struct Split {
    pub parts: Parts,
    /// A special sequence may start within it.
    pub starts_sequence: bool,
}

/// The tokens of a chunk.
#[derive(Debug, Clone)]
pub(super) enum Parts {
    /// The whole chunk is one token, of this lexeme.
    One(u32),
    /// A range of the cache's pieces.
    Many(Range<u32>),
}

/// A piece of a chunk with its lexeme.
#[derive(Debug, Clone, Copy)]
pub(super) struct LexemePiece {
    pub len: u32,
    pub lexeme: u32,
}

impl TokenizerCache {
    pub(crate) fn lexeme(&self, i: u32) -> &LexemeFeatures {
        &self.lexemes[i as usize].features
    }

    pub(crate) fn lexeme_str(&self, i: u32) -> &str {
        self.str(&self.lexemes[i as usize].text)
    }

    /// The lower-case form of lexeme `i`.
    pub(crate) fn lower(&self, i: u32) -> &str {
        self.str(&self.lexemes[i as usize].lower)
    }

    /// Number of lexemes.
    pub(crate) fn len(&self) -> usize {
        self.lexemes.len()
    }

    /// Changes when the cache is cleared: lexeme indices of before mean nothing any more.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Node of the special sequences that start with lexeme `i`, or 0.
    pub(super) fn node(&self, i: u32) -> u32 {
        self.lexemes[i as usize].node
    }

    /// Makes room for a new document.
    pub(super) fn begin(&mut self) {
        let full = self.lexemes.len() > MAX_LEXEMES
            || self.chunks.len() > MAX_CHUNKS
            || self.pieces.len() > MAX_PIECES
            || self.arena.len() > MAX_ARENA;
        if full {
            self.clear();
        }
    }

    pub(super) fn clear(&mut self) {
        self.generation += 1;
        self.arena.clear();
        self.lexemes.clear();
        self.lexeme_table.clear();
        self.chunks.clear();
        self.pieces.clear();
        self.arena.shrink_to(MAX_ARENA);
    }

    /// The pieces in a range that a split gave.
    pub(super) fn pieces(&self, range: &Range<u32>) -> &[LexemePiece] {
        &self.pieces[range.start as usize..range.end as usize]
    }

    /// Splits a chunk, or remembers how it was split.
    pub(super) fn split(&mut self, tokenizer: &Tokenizer, chunk: &str) -> Split {
        let hash = hash(chunk);
        let arena = self.arena.as_bytes();
        let same = |c: &Chunk| arena[c.text.start as usize..c.text.end as usize] == *chunk.as_bytes();
        if let Some(known) = self.chunks.find(hash, same) {
            return known.split.clone();
        }
        let mut pieces = std::mem::take(&mut self.scratch.pieces);
        pieces.clear();
        tokenizer.split(chunk, &mut pieces);
        let split = self.intern_pieces(tokenizer, chunk, &pieces);
        self.scratch.pieces = pieces;
        if chunk.len() <= MAX_CHUNK {
            let text = match split.parts {
                Parts::One(lexeme) => self.lexemes[lexeme as usize].text.clone(),
                Parts::Many(_) => self.push(chunk),
            };
            self.chunks.insert_unique(hash, Chunk { hash, text, split: split.clone() }, |c| c.hash);
        }
        split
    }

    fn intern_pieces(&mut self, tokenizer: &Tokenizer, chunk: &str, pieces: &[Piece]) -> Split {
        if let [only] = pieces {
            let lexeme = self.intern(tokenizer, chunk, only.norm);
            return Split { parts: Parts::One(lexeme), starts_sequence: self.node(lexeme) != 0 };
        }
        let first = self.pieces.len() as u32;
        let mut starts_sequence = false;
        let mut at = 0;
        for piece in pieces {
            let end = at + piece.len as usize;
            let lexeme = self.intern(tokenizer, &chunk[at..end], piece.norm);
            starts_sequence |= self.node(lexeme) != 0;
            self.pieces.push(LexemePiece { len: piece.len, lexeme });
            at = end;
        }
        Split { parts: Parts::Many(first..self.pieces.len() as u32), starts_sequence }
    }

    /// The lexeme of a string and the norm that a special case gives it, if any.
    pub(super) fn intern(&mut self, tokenizer: &Tokenizer, text: &str, norm: u32) -> u32 {
        let hash = hash(text).wrapping_add(u64::from(norm).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let (arena, lexemes) = (self.arena.as_bytes(), &self.lexemes);
        let same = |i: &u32| {
            let l = &lexemes[*i as usize];
            l.norm == norm && arena[l.text.start as usize..l.text.end as usize] == *text.as_bytes()
        };
        if let Some(known) = self.lexeme_table.find(hash, same) {
            return *known;
        }
        let own = self.push(text);
        let from = self.arena.len();
        unicode::push_lower(text, &mut self.arena);
        let mut lower = from as u32..self.arena.len() as u32;
        let mut features =
            LexemeFeatures::new(text, &self.arena[from..], tokenizer.norms(), &mut self.scratch.shape);
        if self.arena[from..] == *text {
            self.arena.truncate(from);
            lower = own.clone();
        }
        if let Some(id) = tokenizer.special_norm(norm) {
            features.norm = id;
        }
        let i = self.lexemes.len() as u32;
        let node = tokenizer.sequence_start(features.orth);
        self.lexemes.push(Lexeme { hash, text: own, lower, norm, node, features });
        let lexemes = &self.lexemes;
        self.lexeme_table.insert_unique(hash, i, |i| lexemes[*i as usize].hash);
        i
    }

    fn str(&self, range: &Range<u32>) -> &str {
        &self.arena[range.start as usize..range.end as usize]
    }

    fn push(&mut self, text: &str) -> Range<u32> {
        let start = self.arena.len() as u32;
        self.arena.push_str(text);
        start..self.arena.len() as u32
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}
