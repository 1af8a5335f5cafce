//! The encoder: a vector for each token, from its form and its neighbours.
//!
//! A token's form alone gives the first vector (hash embeddings, and a static vector where the
//! pipeline has them), so that is computed once a lexeme and kept. Layers of convolution then mix
//! in the neighbours, each layer one token further. The first layer still sees vectors that depend
//! on the form alone: for the lexemes seen first, and so mostly the frequent ones, its products
//! are kept as well.

use std::sync::Arc;

use crate::config::{self, Config};
use crate::embed::{BATCH, Embedding, EmbeddingState, Wanted};
use crate::error::LoadError;
use crate::kernel::{Buffer, ConvWeights, FirstConv, Kernel, PIECES, WIDTH_STEP};
use crate::model::Model;
use crate::msgpack::Value;
use crate::tokenizer::{RawToken, TokenizerCache};
use crate::vectors::Vectors;

/// Tokens encoded at a time. Longer texts are cut into such segments, which overlap by as many
/// tokens as the layers see, so the result is the same.
const SEGMENT: usize = 512;

/// Most lexemes whose first vector is kept, for each worker and encoder.
const MAX_KEPT: usize = 1 << 15;

/// Lexemes whose products in the first layer are kept: 14 MB where the width is 96.
const MAX_PRODUCTS: usize = 1 << 12;

/// Most layers; a bound for the overlap of segments.
const MAX_DEPTH: usize = 32;

/// An encoder: immutable, shared between workers.
pub(crate) struct Tok2Vec {
    width: usize,
    embedding: Embedding,
    first: FirstConv,
    /// The layers after the first.
    layers: Vec<ConvWeights>,
    /// What the first layer makes of the zeros around a text.
    outside: Buffer,
    /// The products of what is outside.
    zeros: Buffer,
    /// The first vector depends on the space after the token.
    by_space: bool,
}

/// What a worker keeps for one encoder.
#[derive(Default)]
pub(crate) struct EncoderState {
    generation: u64,
    /// For each lexeme (and space after it): index of its vector in `kept`, plus one.
    slots: Vec<u32>,
    kept: Vec<f32>,
    /// The products of the first of them.
    products: Buffer,
    product_count: usize,
    /// The products of the others, for the tokens of one segment.
    passing: Buffer,
    missing: Vec<(u32, bool)>,
    embedding: EmbeddingState,
    rows: [Buffer; 2],
    scratch: Buffer,
}

impl Tok2Vec {
    /// Reads the encoder in `model` that `config` describes at `path` (`components.ner.model.tok2vec`).
    pub(crate) fn load(
        kernel: Kernel,
        config: &Config,
        path: &str,
        model: &Model<'_>,
        vectors: impl Fn() -> Result<Arc<Vectors>, LoadError>,
    ) -> Result<Tok2Vec, LoadError> {
        let Shape { width, depth, pieces, wanted } = Shape::read(config, path)?;
        let embedding = Embedding::load(kernel, &wanted, model, width, vectors)?;
        let maxouts: Vec<_> = model.named("maxout").collect();
        let norms: Vec<_> = model.named("layernorm").collect();
        if maxouts.len() != depth + 1 || norms.len() != depth + 1 {
            return Err(model.damaged(format!("not {depth} layers after the embedding")));
        }
        let layer = |i: usize| {
            let w = maxouts[i].param_of("W", &[width, pieces, 3 * width])?;
            let b = maxouts[i].param_of("b", &[width, pieces])?;
            let norm = (norms[i].param_of("G", &[width])?, norms[i].param_of("b", &[width])?);
            Ok::<_, LoadError>((in_pieces(w, pieces, 3 * width), in_pieces(b, pieces, 1), norm))
        };
        let (w, b, (gain, shift)) = layer(1)?;
        let first = FirstConv::new(kernel, width, &w, &b, &gain, &shift);
        let mut layers = Vec::with_capacity(depth - 1);
        for i in 2..=depth {
            let (w, b, (gain, shift)) = layer(i)?;
            layers.push(ConvWeights::new(kernel, width, &w, &b, &gain, &shift));
        }
        for window in model.named("expand_window") {
            if window.size_attr("window_size")? != 1 {
                return Err(window.unsupported("window_size other than 1"));
            }
        }
        for node in model.nodes() {
            let pad = node.attr("pad")?.as_ref().and_then(Value::as_u64).unwrap_or(0);
            if pad != 0 && pad != depth as u64 {
                return Err(node.unsupported(format!("pad = {pad} with {depth} layers")));
            }
        }

        let mut outside = Buffer::new(width);
        let zeros = Buffer::new(first.products().stride());
        first.row([&*zeros; 3], &zeros, &mut outside);
        let by_space = embedding.by_space();
        Ok(Tok2Vec { width, embedding, first, layers, outside, zeros, by_space })
    }

    /// Floats in a token's vector.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Encodes `tokens`, a whole text, and gives `sink` one segment after the other: the index of
    /// its first token, and a row of [`Tok2Vec::width`] floats for each token.
    pub(crate) fn run(
        &self,
        state: &mut EncoderState,
        cache: &TokenizerCache,
        tokens: &[RawToken],
        mut sink: impl FnMut(usize, &[f32]),
    ) {
        let mut start = 0;
        while start < tokens.len() {
            let end = tokens.len().min(start + SEGMENT);
            self.segment(state, cache, tokens, start, end);
            sink(start, &state.rows[0][..(end - start) * self.width]);
            start = end;
        }
    }

    /// Encodes `tokens[start..end]` into `state.rows[0]`.
    fn segment(
        &self,
        state: &mut EncoderState,
        cache: &TokenizerCache,
        tokens: &[RawToken],
        start: usize,
        end: usize,
    ) {
        let (width, depth) = (self.width, self.layers.len() + 1);
        let seen = start.saturating_sub(depth)..tokens.len().min(end + depth);
        self.embed_missing(state, cache, &tokens[seen.clone()]);
        for rows in &mut state.rows {
            rows.reserve((SEGMENT + 2 * depth + 2) * width);
        }

        // Row r stands for token start - depth + 1 + r, after the first layer.
        let mut count = end - start + 2 * (depth - 1);
        self.first_layer(state, &tokens[seen.clone()], seen.start + depth - 1, start, count);
        for layer in &self.layers {
            let [from, to] = &mut state.rows;
            count -= 2;
            state.scratch.reserve(layer.scratch_len());
            layer.run(from, count, &mut state.scratch, to);
            state.rows.swap(0, 1);
        }
    }

    /// The first layer for `count` rows, of which row `first_row - start` stands for `tokens[0]`,
    /// into `state.rows[0]`.
    fn first_layer(
        &self,
        state: &mut EncoderState,
        tokens: &[RawToken],
        first_row: usize,
        start: usize,
        count: usize,
    ) {
        let (width, stride) = (self.width, self.first.products().stride());
        let EncoderState { slots, kept, products, product_count, passing, rows, .. } = state;
        let slot = |t: &RawToken| slots[self.key(t.lexeme, t.space_after)] as usize - 1;

        // Products that are not kept are computed for this segment: gather the vectors, then multiply.
        let own = *product_count;
        let passes = |t: &&RawToken| slot(t) >= own;
        let others = tokens.iter().filter(passes).count();
        if others > 0 {
            passing.reserve(others * (stride + width));
            let (vectors, out) = passing.split_at_mut(others * width);
            for (row, token) in vectors.chunks_exact_mut(width).zip(tokens.iter().filter(passes)) {
                row.copy_from_slice(&kept[slot(token) * width..][..width]);
            }
            self.first.products().gemm(vectors, width, others, out);
        }
        let passing = passing.get(others * width..).unwrap_or_default();

        // Token t is at row t + shift; a row may lie outside of the text.
        let shift = first_row as isize - start as isize;
        let mut next_passing = 0;
        let mut product = |t: isize| -> &[f32] {
            let Some(token) = usize::try_from(t).ok().and_then(|t| tokens.get(t)) else { return &self.zeros };
            let slot = slot(token);
            if slot < own {
                return &products[slot * stride..][..stride];
            }
            next_passing += 1;
            &passing[(next_passing - 1) * stride..][..stride]
        };
        let known = |t: isize| usize::try_from(t).ok().and_then(|t| tokens.get(t));
        let mut window = [&*self.zeros, product(-shift - 1), product(-shift)];
        for (r, out) in rows[0].chunks_exact_mut(width).take(count).enumerate() {
            let t = r as isize - shift;
            window = [window[1], window[2], product(t + 1)];
            if t < -1 || t > tokens.len() as isize {
                out.copy_from_slice(&self.outside);
            } else {
                let x = known(t).map_or(&self.zeros[..width], |t| &kept[slot(t) * width..][..width]);
                self.first.row(window, x, out);
            }
        }
    }

    fn key(&self, lexeme: u32, space_after: bool) -> usize {
        if self.by_space { lexeme as usize * 2 + usize::from(space_after) } else { lexeme as usize }
    }

    /// Computes the first vector of every token that has none yet.
    fn embed_missing(&self, state: &mut EncoderState, cache: &TokenizerCache, tokens: &[RawToken]) {
        let kept = state.kept.len() / self.width;
        if state.generation != cache.generation() || kept + tokens.len() > MAX_KEPT {
            state.generation = cache.generation();
            state.slots.clear();
            state.kept.clear();
            state.product_count = 0;
        }
        let keys = self.key(cache.len() as u32, false);
        if state.slots.len() < keys {
            state.slots.resize(keys, 0);
        }
        let mut next = state.kept.len() / self.width;
        for token in tokens {
            let slot = &mut state.slots[self.key(token.lexeme, token.space_after)];
            if *slot == 0 {
                next += 1;
                *slot = next as u32;
                state.missing.push((token.lexeme, token.space_after));
            }
        }
        if state.missing.is_empty() {
            return;
        }
        for batch in state.missing.chunks(BATCH) {
            let at = state.kept.len();
            state.kept.resize(at + batch.len() * self.width, 0.0);
            self.embedding.run(&mut state.embedding, cache, batch, &mut state.kept[at..]);
        }
        state.missing.clear();
        self.keep_products(state);
    }

    /// Adds the products of new vectors, as long as there is room.
    fn keep_products(&self, state: &mut EncoderState) {
        let (width, stride) = (self.width, self.first.products().stride());
        let (at, end) = (state.product_count, MAX_PRODUCTS.min(state.kept.len() / self.width));
        // Reserved once: the pages cost nothing until they are written.
        state.products.reserve(MAX_PRODUCTS * stride);
        let out = &mut state.products[at * stride..end * stride];
        self.first.products().gemm(&state.kept[at * width..], width, end - at, out);
        state.product_count = end;
    }
}

/// What `config.cfg` says of an encoder.
struct Shape {
    width: usize,
    depth: usize,
    /// Pieces of a maxout unit in the layers of convolution.
    pieces: usize,
    wanted: Wanted,
}

impl Shape {
    fn read(config: &Config, path: &str) -> Result<Shape, LoadError> {
        let at = |name: &str| format!("{path}.{name}");
        // One architecture has all settings at one place, the other in two parts.
        let flat = config.string(&at("@architectures"))? == "spacy.HashEmbedCNN.v2";
        let encode = if flat { String::new() } else { "encode.".to_owned() };
        let encode = |name: &str| at(&format!("{encode}{name}"));
        if !flat {
            config.expect(&at("@architectures"), &["spacy.Tok2Vec.v2", "spacy.Tok2Vec.v1"])?;
            config.expect(&encode("@architectures"), &["spacy.MaxoutWindowEncoder.v2"])?;
        }
        config.expect_size(&encode("window_size"), 1)?;
        let pieces = config.size(&encode("maxout_pieces"))?;
        if !(1..=PIECES).contains(&pieces) || (flat && pieces == 1) {
            return Err(config::unsupported(&encode("maxout_pieces"), pieces));
        }
        let width = config.size(&encode("width"))?;
        if width == 0 || !width.is_multiple_of(WIDTH_STEP) || width > 4096 {
            return Err(config::unsupported(&encode("width"), width));
        }
        let depth = config.size(&encode("depth"))?;
        if depth == 0 || depth > MAX_DEPTH {
            return Err(config::unsupported(&encode("depth"), depth));
        }
        let wanted = if flat {
            let rows = config.size(&at("embed_size"))?;
            Wanted::usual(
                rows,
                config.flag(&at("subword_features"))?,
                config.flag(&at("pretrained_vectors"))?,
            )
        } else {
            Wanted::read(config, &at("embed"), width)?
        };
        Ok(Shape { width, depth, pieces, wanted })
    }
}

/// Weights of units with `pieces` pieces of `inputs` floats, as such of [`PIECES`]: the first piece
/// again and again, which changes no maximum.
fn in_pieces(weights: Vec<f32>, pieces: usize, inputs: usize) -> Vec<f32> {
    if pieces == PIECES {
        return weights;
    }
    let mut filled = Vec::with_capacity(weights.len() / pieces * PIECES);
    for unit in weights.chunks_exact(pieces * inputs) {
        filled.extend_from_slice(unit);
        for _ in pieces..PIECES {
            filled.extend_from_slice(&unit[..inputs]);
        }
    }
    filled
}
