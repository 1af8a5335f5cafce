//! The first vector of a token, from its form alone: hash embeddings of some of its features, the
//! bytes at its start and end where the pipeline looks at them, a static vector where it has those,
//! and a layer that mixes them.

use std::sync::Arc;

use crate::config::{self, Config};
use crate::error::LoadError;
use crate::kernel::{Buffer, Kernel, PIECES, Packed};
use crate::lexeme::LexemeFeatures;
use crate::model::Model;
use crate::msgpack::Value;
use crate::strings::string_id;
use crate::tokenizer::TokenizerCache;
use crate::vectors::Vectors;

/// What `config.cfg` asks of an embedding.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The features to embed, and the rows of their tables.
    tables: Vec<(Column, usize)>,
    /// Bytes looked at, and floats for each.
    bytes: Option<(usize, usize)>,
    statics: bool,
}

impl Wanted {
    /// Reads the section at `path` (`components.tok2vec.model.embed`) for an encoder of `width`.
    pub(crate) fn read(config: &Config, path: &str, width: usize) -> Result<Wanted, LoadError> {
        let at = |name: &str| format!("{path}.{name}");
        config.expect_size(&at("width"), width)?;
        let statics = config.flag(&at("include_static_vectors"))?;
        let column = |name: &str, at: String| Column::of(name).ok_or_else(|| config::unsupported(&at, name));
        match config.string(&at("@architectures"))? {
            "spacy.MultiHashEmbed.v2" => {
                let (attrs, rows) = (config.strings(&at("attrs"))?, config.sizes(&at("rows"))?);
                if attrs.len() != rows.len() || attrs.is_empty() {
                    return Err(config::unsupported(
                        &at("rows"),
                        format!("{} for {} features", rows.len(), attrs.len()),
                    ));
                }
                let columns: Vec<_> =
                    attrs.iter().map(|a| column(a, at("attrs"))).collect::<Result<_, _>>()?;
                Ok(Wanted { tables: columns.into_iter().zip(rows).collect(), bytes: None, statics })
            }
            "spacy.CharacterEmbed.v2" => {
                let column = match config.get(&at("feature"))? {
                    None => Column::Lower,
                    Some(name) => column(name.as_str().unwrap_or_default(), at("feature"))?,
                };
                let bytes = Some((config.size(&at("nC"))?, config.size(&at("nM"))?));
                Ok(Wanted { tables: vec![(column, config.size(&at("rows"))?)], bytes, statics })
            }
            other => Err(config::unsupported(&at("@architectures"), other)),
        }
    }

    /// What `spacy.HashEmbedCNN.v2` has: the usual features, in tables whose size one number gives.
    pub(crate) fn usual(rows: usize, subwords: bool, statics: bool) -> Wanted {
        let mut tables = vec![(Column::Norm, rows)];
        if subwords {
            tables.extend([Column::Prefix, Column::Suffix, Column::Shape].map(|c| (c, rows / 2)));
        }
        Wanted { tables, bytes: None, statics }
    }
}

/// A feature of a token's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
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

    /// The feature with spaCy's number for it.
    fn numbered(id: u64) -> Option<Column> {
        Some(match id {
            65 => Column::Orth,
            66 => Column::Lower,
            67 => Column::Norm,
            68 => Column::Shape,
            69 => Column::Prefix,
            70 => Column::Suffix,
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

/// One table for each of the bytes looked at: the first, the last, the second, the last but one, ...
struct ByteTable {
    bytes: usize,
    width: usize,
    data: Vec<f32>,
}

/// Values of a byte, and thus rows for each place.
const BYTES: usize = 256;

/// The value of a byte that a short token does not have.
const NO_BYTE: u8 = 255;

impl ByteTable {
    fn embed(&self, text: &str, row: &mut [f32]) {
        let bytes = text.as_bytes();
        for (place, part) in row.chunks_exact_mut(self.width).enumerate() {
            let byte = match place {
                _ if place >= bytes.len() => NO_BYTE,
                _ if place % 2 == 0 => bytes[place / 2],
                _ => bytes[bytes.len() - 1 - place / 2],
            };
            part.copy_from_slice(
                &self.data[(place * BYTES + usize::from(byte)) * self.width..][..self.width],
            );
        }
    }
}

/// An embedding: immutable, shared between workers.
pub(crate) struct Embedding {
    width: usize,
    bytes: Option<ByteTable>,
    tables: Vec<HashTable>,
    statics: Option<(Arc<Vectors>, Packed)>,
    mix: Packed,
    norm: (Buffer, Buffer),
}

/// Buffers for [`Embedding::run`].
#[derive(Default)]
pub(crate) struct EmbeddingState {
    inputs: Buffer,
    sums: Buffer,
    vector: Buffer,
}

/// Tokens embedded together.
pub(crate) const BATCH: usize = 32;

impl Embedding {
    /// Reads the embedding of `model` that is `wanted`.
    pub(crate) fn load(
        kernel: Kernel,
        wanted: &Wanted,
        model: &Model<'_>,
        width: usize,
        vectors: impl Fn() -> Result<Arc<Vectors>, LoadError>,
    ) -> Result<Embedding, LoadError> {
        let tables = tables(wanted, model, width)?;
        let bytes = match wanted.bytes {
            None => None,
            Some((bytes, width)) => {
                let data = model.single("charembed")?.param_of("E", &[bytes, BYTES, width])?;
                Some(ByteTable { bytes, width, data })
            }
        };
        let statics = if wanted.statics {
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
        let of_bytes = bytes.as_ref().map_or(0, |b| b.bytes * b.width);
        let inputs = of_bytes + width * (tables.len() + usize::from(statics.is_some()));
        let (Some(maxout), Some(norm)) = (model.named("maxout").next(), model.named("layernorm").next())
        else {
            return Err(model.damaged("no layer after the embedding"));
        };
        let w = maxout.param_of("W", &[width, PIECES, inputs])?;
        let b = maxout.param_of("b", &[width, PIECES])?;
        let mix = Packed::maxout(kernel, width, inputs, &w, &b);
        let (gain, shift) = (norm.param_of("G", &[width])?, norm.param_of("b", &[width])?);
        let norm = (Buffer::from(&gain[..]), Buffer::from(&shift[..]));
        Ok(Embedding { width, bytes, tables, statics, mix, norm })
    }

    /// The vector depends on the space after the token.
    pub(crate) fn by_space(&self) -> bool {
        self.tables.iter().any(|t| t.column == Column::Spacy)
    }

    /// The vectors of at most [`BATCH`] tokens, given by their lexemes and the spaces after them.
    pub(crate) fn run(
        &self,
        state: &mut EmbeddingState,
        cache: &TokenizerCache,
        tokens: &[(u32, bool)],
        out: &mut [f32],
    ) {
        let inputs = self.mix.inputs();
        state.inputs.reserve(BATCH * inputs);
        state.sums.reserve(BATCH * self.mix.stride());
        for (row, &(lexeme, space_after)) in state.inputs.chunks_exact_mut(inputs).zip(tokens) {
            self.inputs(cache, lexeme, space_after, row, &mut state.vector);
        }
        self.mix.gemm(&state.inputs, inputs, tokens.len(), &mut state.sums);
        self.mix.maxout_rows(&state.sums, tokens.len(), (&*self.norm.0, &*self.norm.1), out);
    }

    /// The inputs of the mixing layer for one lexeme.
    fn inputs(
        &self,
        cache: &TokenizerCache,
        lexeme: u32,
        space_after: bool,
        mut row: &mut [f32],
        vector: &mut Buffer,
    ) {
        let (form, lower) = (cache.lexeme(lexeme), cache.lower(lexeme));
        if let Some(table) = &self.bytes {
            let (part, rest) = row.split_at_mut(table.bytes * table.width);
            table.embed(cache.lexeme_str(lexeme), part);
            row = rest;
        }
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
            if vectors.get(form.orth, cache.lexeme_str(lexeme), lower, found) {
                projection.gemm(found, vectors.width(), 1, out);
                part.copy_from_slice(&out[..self.width]);
            } else {
                part.fill(0.0);
            }
        }
    }
}

/// The hash embeddings of `model`, checked against the configuration.
fn tables(wanted: &Wanted, model: &Model<'_>, width: usize) -> Result<Vec<HashTable>, LoadError> {
    let node = model.single("extract_features")?;
    let columns = node.attr("columns")?;
    let columns = columns.as_ref().and_then(Value::as_array).unwrap_or_default();
    let column = |v: &Value| v.as_str().map_or_else(|| Column::numbered(v.as_u64()?), Column::of);
    if !columns.iter().map(column).eq(wanted.tables.iter().map(|(column, _)| Some(*column))) {
        return Err(node.damaged("its columns are not those of config.cfg"));
    }
    let mut tables = Vec::with_capacity(columns.len());
    for node in model.named("hashembed") {
        let index = node.size_attr("column")?;
        let Some(&(column, rows)) = wanted.tables.get(index) else {
            return Err(node.damaged("its column does not exist"));
        };
        let seed =
            u32::try_from(node.size_attr("seed")?).map_err(|_| node.damaged("the seed is too large"))?;
        let count =
            u32::try_from(rows).ok().filter(|&r| r > 0).ok_or_else(|| node.damaged("bad row count"))?;
        let data = node.param_of("E", &[rows, width])?;
        tables.push(HashTable { column, seed, rows: count, data });
    }
    if tables.len() != columns.len() {
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
