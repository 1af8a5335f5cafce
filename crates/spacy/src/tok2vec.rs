//! The encoder: a vector for each token, from its form and its neighbours.
//!
//! A token's form alone gives the first vector (hash embeddings, and a static vector where the
//! pipeline has them), so that is computed once a lexeme and kept. Layers of convolution then mix
//! in the neighbours, each layer one token further. The first layer still sees vectors that depend
//! on the form alone: for the lexemes seen first, and so mostly the frequent ones, its products
//! are kept as well.

use std::sync::Arc;

use crate::config::{self, Config};
use crate::error::LoadError;
use crate::kernel::{Buffer, ConvWeights, FirstConv, Kernel, PIECES, Packed, WIDTH_STEP};
use crate::lexeme::LexemeFeatures;
use crate::model::Model;
use crate::msgpack::Value;
use crate::strings::string_id;
use crate::tokenizer::{RawToken, TokenizerCache};
use crate::vectors::Vectors;

/// Tokens encoded at a time. Longer texts are cut into such segments, which overlap by as many
/// tokens as the layers see, so the result is the same.
const SEGMENT: usize = 512;

/// Most lexemes whose first vector is kept, for each worker and encoder.
const MAX_KEPT: usize = 1 << 15;

/// Lexemes whose products in the first layer are kept: 14 MB where the width is 96.
const MAX_PRODUCTS: usize = 1 << 12;

/// Lexemes embedded together.
const BATCH: usize = 32;

/// Most layers; a bound for the overlap of segments.
const MAX_DEPTH: usize = 32;

/// A feature of a token's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Orth,
    Norm,
    Lower,
    Prefix,
    Suffix,
    Shape,
    Spacy,
    IsSpace,
}

impl Column {
    fn of(name: &str) -> Option<Column> {
        Some(match name {
            "ORTH" => Column::Orth,
            "NORM" => Column::Norm,
            "LOWER" => Column::Lower,
            "PREFIX" => Column::Prefix,
            "SUFFIX" => Column::Suffix,
            "SHAPE" => Column::Shape,
            "SPACY" => Column::Spacy,
            "IS_SPACE" => Column::IsSpace,
            _ => return None,
        })
    }

    fn value(self, form: &LexemeFeatures, lower: &str, space_after: bool) -> u64 {
        match self {
            Column::Orth => form.orth,
            Column::Norm => form.norm,
            Column::Lower => string_id(lower),
            Column::Prefix => form.prefix,
            Column::Suffix => form.suffix,
            Column::Shape => form.shape,
            Column::Spacy => space_after.into(),
            Column::IsSpace => form.is_space.into(),
        }
    }
}

/// A hash embedding: each value is the sum of four rows.
struct HashTable {
    column: Column,
    seed: u32,
    rows: u32,
    data: Vec<f32>,
}

/// An encoder: immutable, shared between workers.
pub(crate) struct Tok2Vec {
    width: usize,
    tables: Vec<HashTable>,
    statics: Option<(Arc<Vectors>, Packed)>,
    mix: Packed,
    mix_norm: (Buffer, Buffer),
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
    inputs: Buffer,
    sums: Buffer,
    vector: Buffer,
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
        let at = |name: &str| format!("{path}.{name}");
        config.expect(&at("@architectures"), &["spacy.Tok2Vec.v2", "spacy.Tok2Vec.v1"])?;
        config.expect(&at("embed.@architectures"), &["spacy.MultiHashEmbed.v2"])?;
        config.expect(&at("encode.@architectures"), &["spacy.MaxoutWindowEncoder.v2"])?;
        config.expect_size(&at("encode.window_size"), 1)?;
        config.expect_size(&at("encode.maxout_pieces"), PIECES)?;
        let width = config.size(&at("encode.width"))?;
        config.expect_size(&at("embed.width"), width)?;
        if width == 0 || !width.is_multiple_of(WIDTH_STEP) || width > 4096 {
            return Err(config::unsupported(&at("encode.width"), width));
        }
        let depth = config.size(&at("encode.depth"))?;
        if depth == 0 || depth > MAX_DEPTH {
            return Err(config::unsupported(&at("encode.depth"), depth));
        }

        let tables = tables(config, path, model, width)?;
        let statics = if config.flag(&at("embed.include_static_vectors"))? {
            let node = model.single("static_vectors")?;
            let vectors = vectors()?;
            if node.attr("key_attr")?.as_ref().and_then(Value::as_str).is_some_and(|a| a != "ORTH") {
                return Err(node.unsupported("key_attr other than ORTH"));
            }
            let inputs = vectors.width();
            let w = node.param_of("W", &[width, inputs])?;
            let packed = Packed::linear(kernel, inputs, width, |o| &w[o * inputs..][..inputs], |_| 0.0);
            Some((vectors, packed))
        } else {
            None
        };

        let maxouts: Vec<_> = model.named("maxout").collect();
        let norms: Vec<_> = model.named("layernorm").collect();
        if maxouts.len() != depth + 1 || norms.len() != depth + 1 {
            return Err(model.damaged(format!("not {depth} layers after the embedding")));
        }
        let inputs = width * (tables.len() + usize::from(statics.is_some()));
        let norm = |i: usize| {
            Ok::<_, LoadError>((norms[i].param_of("G", &[width])?, norms[i].param_of("b", &[width])?))
        };
        let (gain, shift) = norm(0)?;
        let w = maxouts[0].param_of("W", &[width, PIECES, inputs])?;
        let b = maxouts[0].param_of("b", &[width, PIECES])?;
        let mix = Packed::maxout(kernel, width, inputs, &w, &b);
        let mix_norm = (Buffer::from(&gain[..]), Buffer::from(&shift[..]));
        let layer = |i: usize| {
            let w = maxouts[i].param_of("W", &[width, PIECES, 3 * width])?;
            Ok::<_, LoadError>((w, maxouts[i].param_of("b", &[width, PIECES])?, norm(i)?))
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
        let by_space = tables.iter().any(|t| t.column == Column::Spacy);
        Ok(Tok2Vec { width, tables, statics, mix, mix_norm, first, layers, outside, zeros, by_space })
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
        let (width, inputs) = (self.width, self.mix.inputs());
        state.inputs.reserve(BATCH * inputs);
        state.sums.reserve(BATCH * self.mix.stride());
        for batch in state.missing.chunks(BATCH) {
            for (row, &(lexeme, space_after)) in state.inputs.chunks_exact_mut(inputs).zip(batch) {
                self.embed(cache, lexeme, space_after, row, &mut state.vector);
            }
            self.mix.gemm(&state.inputs, inputs, batch.len(), &mut state.sums);
            let at = state.kept.len();
            state.kept.resize(at + batch.len() * width, 0.0);
            let norm = (&*self.mix_norm.0, &*self.mix_norm.1);
            self.mix.maxout_rows(&state.sums, batch.len(), norm, &mut state.kept[at..]);
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

    /// The inputs of the mixing layer for one lexeme.
    fn embed(
        &self,
        cache: &TokenizerCache,
        lexeme: u32,
        space_after: bool,
        row: &mut [f32],
        vector: &mut Buffer,
    ) {
        let (form, lower) = (cache.lexeme(lexeme), cache.lower(lexeme));
        let mut parts = row.chunks_exact_mut(self.width);
        for (table, part) in self.tables.iter().zip(parts.by_ref()) {
            part.fill(0.0);
            for hash in hashes(table.column.value(form, lower, space_after), table.seed) {
                let at = (hash % table.rows) as usize * self.width;
                for (sum, value) in part.iter_mut().zip(&table.data[at..at + self.width]) {
                    *sum += value;
                }
            }
        }
        if let (Some((vectors, projection)), Some(part)) = (&self.statics, parts.next()) {
            vector.reserve(vectors.width() + projection.stride());
            let (found, out) = vector.split_at_mut(vectors.width());
            if vectors.get(form.orth, found) {
                projection.gemm(found, vectors.width(), 1, out);
                part.copy_from_slice(&out[..self.width]);
            } else {
                part.fill(0.0);
            }
        }
    }
}

/// The hash embeddings of `model`, checked against the configuration.
fn tables(config: &Config, path: &str, model: &Model<'_>, width: usize) -> Result<Vec<HashTable>, LoadError> {
    let attrs = config.strings(&format!("{path}.embed.attrs"))?;
    let rows = config.sizes(&format!("{path}.embed.rows"))?;
    let node = model.single("extract_features")?;
    let columns = node.attr("columns")?;
    let columns = columns.as_ref().and_then(Value::as_array).unwrap_or_default();
    let columns: Vec<_> = columns.iter().filter_map(Value::as_str).collect();
    if columns != attrs || rows.len() != attrs.len() || attrs.is_empty() {
        return Err(node.damaged("its columns are not those of config.cfg"));
    }
    let mut tables = Vec::with_capacity(attrs.len());
    for node in model.named("hashembed") {
        let index = node.size_attr("column")?;
        let (Some(&name), Some(&rows)) = (attrs.get(index), rows.get(index)) else {
            return Err(node.damaged("its column does not exist"));
        };
        let column = Column::of(name).ok_or_else(|| node.unsupported(format!("attribute {name}")))?;
        let seed =
            u32::try_from(node.size_attr("seed")?).map_err(|_| node.damaged("the seed is too large"))?;
        let count =
            u32::try_from(rows).ok().filter(|&r| r > 0).ok_or_else(|| node.damaged("bad row count"))?;
        let data = node.param_of("E", &[rows, width])?;
        tables.push(HashTable { column, seed, rows: count, data });
    }
    if tables.len() != attrs.len() {
        return Err(model.damaged("not one hash embedding for each attribute"));
    }
    Ok(tables)
}

/// MurmurHash3_x64_128 of an 8-byte key as thinc computes it, as four 32-bit numbers.
fn hashes(key: u64, seed: u32) -> [u32; 4] {
    fn mix(mut h: u64) -> u64 {
        h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    }
    let seed = u64::from(seed);
    let mut h1 = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    (h1, h2) = (mix(h1), mix(h2));
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_thinc() {
        assert_eq!(hashes(0, 8), HASHES[0]);
        assert_eq!(hashes(7045580820573707335, 13), HASHES[1]);
    }

    const HASHES: [[u32; 4]; 2] = [[0, 0, 0, 0], [2085942285, 2930693142, 1847943302, 2301292082]];
}
