//! Transition-based models: the network that scores the moves of the parser and of the entity
//! recogniser.
//!
//! Each token's contribution to the hidden layer, for each feature it may serve as, is a fixed
//! product; a state only adds up the rows of its feature tokens. The products of neighbouring
//! tokens are computed together, in blocks, shortly before they are needed, and a ring of blocks
//! bounds the memory. A block that was overwritten is computed again if an old token comes back.

pub(crate) mod moves;
pub(crate) mod ner;
pub(crate) mod parser;
pub(crate) mod tree;

use std::ops::Range;

use crate::error::LoadError;
use crate::kernel::{Buffer, Kernel, Packed, WIDTH_STEP};
use crate::model::Model;

/// Tokens in a block of products.
const BLOCK: usize = 32;

/// Blocks kept.
const BLOCKS: usize = 32;

/// Most feature tokens of a state.
pub(crate) const MAX_FEATURES: usize = 8;

/// No token, as a feature.
pub(crate) const NONE: u32 = u32::MAX;

/// The weights of one transition model.
pub(crate) struct Scorer {
    features: usize,
    hidden: usize,
    pieces: usize,
    classes: usize,
    linear: Packed,
    lower: Packed,
    pad: Vec<f32>,
    bias: Vec<f32>,
    upper: Packed,
}

/// For each decision: the token it was about, and how far the best allowed score was ahead.
pub(crate) type Margins = Vec<(u32, f32)>;

/// What a worker keeps for one transition model.
#[derive(Default)]
pub(crate) struct ScorerState {
    /// The vectors of the text's tokens, after the linear layer.
    tokens: Buffer,
    count: usize,
    ring: Buffer,
    /// The block in each place of the ring, plus one.
    blocks: [u32; BLOCKS],
    spill: Buffer,
    hidden: Buffer,
    scores: Buffer,
}

impl Scorer {
    /// Reads the layers of `model`, which must fit an encoder of `width`, `features` feature
    /// tokens and `classes` moves.
    pub(crate) fn load(
        kernel: Kernel,
        model: &Model<'_>,
        width: usize,
        features: usize,
        classes: usize,
    ) -> Result<Scorer, LoadError> {
        let (lower, upper) = (model.root_ref("lower")?, model.root_ref("upper")?);
        let mut linears = model.named("linear").filter(|n| !std::ptr::eq(*n, upper));
        let (Some(linear), None) = (linears.next(), linears.next()) else {
            return Err(model.damaged("not exactly one linear layer below the states"));
        };
        let ([inputs, wide], linear_w) = linear.param::<2>("W")?;
        let linear_b = linear.param_of("b", &[inputs])?;
        if wide != width || inputs == 0 {
            return Err(linear.damaged(format!("it takes {wide} numbers, the encoder gives {width}")));
        }
        let ([nf, hidden, pieces, ni], lower_w) = lower.param::<4>("W")?;
        if nf != features {
            return Err(lower.unsupported(format!("{nf} feature tokens instead of {features}")));
        }
        if ni != inputs || pieces == 0 {
            return Err(lower.damaged("its weights do not fit the linear layer"));
        }
        if hidden == 0 || !hidden.is_multiple_of(WIDTH_STEP) {
            return Err(lower.unsupported(format!("hidden width {hidden}, no multiple of {WIDTH_STEP}")));
        }
        let lower_b = lower.param_of("b", &[hidden, pieces])?;
        let lower_pad = lower.param_of("pad", &[1, nf, hidden, pieces])?;
        let ([nc, nh], upper_w) = upper.param::<2>("W")?;
        if nc != classes || nh != hidden || classes == 0 {
            return Err(upper.damaged(format!("{nc} x {nh} weights for {classes} moves and {hidden} units")));
        }
        let upper_b = upper.param_of("b", &[nc])?;

        let unit = hidden * pieces;
        // From [unit][piece], as thinc has it, to [piece][unit].
        let source = move |column: usize| {
            let (feature, rest) = (column / unit, column % unit);
            (feature * hidden + rest % hidden) * pieces + rest / hidden
        };
        let linear =
            Packed::linear(kernel, width, inputs, |o| &linear_w[o * width..][..width], |o| linear_b[o]);
        let row = |column: usize| &lower_w[source(column) * inputs..][..inputs];
        let lower = Packed::linear(kernel, inputs, nf * unit, row, |_| 0.0);
        let pad = (0..nf * unit).map(|c| lower_pad[source(c)]).collect();
        let bias = (0..unit).map(|c| lower_b[source(c)]).collect();
        let upper = Packed::linear(kernel, hidden, nc, |o| &upper_w[o * hidden..][..hidden], |o| upper_b[o]);
        Ok(Scorer { features, hidden, pieces, classes, linear, lower, pad, bias, upper })
    }

    /// Makes room for a text of `count` tokens.
    pub(crate) fn begin(&self, state: &mut ScorerState, count: usize) {
        state.count = count;
        state.tokens.reserve(count * self.linear.stride());
        state.ring.reserve(BLOCK * BLOCKS * self.lower.stride());
        state.blocks = [0; BLOCKS];
        state.hidden.reserve(self.hidden);
        state.scores.reserve(self.upper.stride());
    }

    /// Takes the encoder's `rows` for `count` tokens from `start` on.
    pub(crate) fn take(&self, state: &mut ScorerState, start: usize, count: usize, rows: &[f32]) {
        let stride = self.linear.stride();
        let out = &mut state.tokens[start * stride..(start + count) * stride];
        self.linear.gemm(rows, self.linear.inputs(), count, out);
    }

    /// Scores all moves in a state whose feature tokens are `ids`.
    pub(crate) fn score<'s>(&self, state: &'s mut ScorerState, ids: &[u32]) -> &'s [f32] {
        debug_assert_eq!(ids.len(), self.features);
        let (unit, stride) = (self.hidden * self.pieces, self.lower.stride());
        for &id in ids {
            if id != NONE {
                self.ensure(state, id as usize / BLOCK);
            }
        }
        // Two blocks with the same place: rare, the row is copied before its block goes.
        let conflict = ids.iter().any(|&id| id != NONE && !state.has(id as usize / BLOCK));
        if conflict {
            state.spill.reserve(self.features * unit);
            for (f, &id) in ids.iter().enumerate().filter(|&(_, &id)| id != NONE) {
                self.ensure(state, id as usize / BLOCK);
                let row = &state.ring[place(id) * stride + f * unit..][..unit];
                state.spill[f * unit..][..unit].copy_from_slice(row);
            }
        }
        let mut rows: [&[f32]; MAX_FEATURES] = [&[]; MAX_FEATURES];
        for (f, (row, &id)) in rows.iter_mut().zip(ids).enumerate() {
            *row = if id == NONE {
                &self.pad[f * unit..][..unit]
            } else if conflict {
                &state.spill[f * unit..][..unit]
            } else {
                &state.ring[place(id) * stride + f * unit..][..unit]
            };
        }
        let hidden = &mut state.hidden[..self.hidden];
        self.upper.sum_max(&rows[..ids.len()], &self.bias, self.pieces, hidden);
        self.upper.gemm(hidden, self.hidden, 1, &mut state.scores);
        &state.scores[..self.classes]
    }

    /// Computes the products of a block of tokens, if they are not there.
    fn ensure(&self, state: &mut ScorerState, block: usize) {
        if state.has(block) {
            return;
        }
        state.blocks[block % BLOCKS] = block as u32 + 1;
        let (start, stride) = (block * BLOCK, self.lower.stride());
        let count = (state.count - start).min(BLOCK);
        let tokens = &state.tokens[start * self.linear.stride()..];
        let out = &mut state.ring[block % BLOCKS * BLOCK * stride..][..count * stride];
        self.lower.gemm(tokens, self.linear.stride(), count, out);
    }
}

#[cfg(test)]
impl Scorer {
    /// A model that gives every state the same scores.
    fn constant(features: usize, width: usize, scores: &[f32]) -> Scorer {
        let (hidden, zeros) = (WIDTH_STEP, vec![0.0; width.max(WIDTH_STEP)]);
        let packed = |inputs: usize, columns: usize, bias: &[f32]| {
            let bias = |c: usize| bias.get(c).copied().unwrap_or(0.0);
            Packed::linear(Kernel::best(), inputs, columns, |_| &zeros[..], bias)
        };
        Scorer {
            features,
            hidden,
            pieces: 1,
            classes: scores.len(),
            linear: packed(width, hidden, &[]),
            lower: packed(hidden, features * hidden, &[]),
            pad: vec![0.0; features * hidden],
            bias: vec![0.0; hidden],
            upper: packed(hidden, scores.len(), scores),
        }
    }
}

impl ScorerState {
    fn has(&self, block: usize) -> bool {
        self.blocks[block % BLOCKS] == block as u32 + 1
    }
}

/// Row of a token in the ring.
fn place(id: u32) -> usize {
    id as usize % (BLOCK * BLOCKS)
}

/// The highest score and its index, the first of equals.
pub(crate) fn best(scores: &[f32]) -> (usize, f32) {
    const LANES: usize = 8;
    let (chunks, rest) = scores.as_chunks::<LANES>();
    let mut tops = [f32::NEG_INFINITY; LANES];
    for chunk in chunks {
        for (top, &score) in tops.iter_mut().zip(chunk) {
            *top = if score > *top { score } else { *top };
        }
    }
    let top = tops.iter().chain(rest).fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
    // No number at all reaches the top only if there are none but those.
    (scores.iter().position(|&s| s >= top).unwrap_or(0), top)
}

/// The best class of the allowed ranges, which are given in ascending order.
///
/// `margins` gets the difference to the second best of them.
pub(crate) fn choose(
    scores: &[f32],
    allowed: impl Iterator<Item = Range<usize>> + Clone,
    margins: Option<(&mut Margins, u32)>,
) -> Option<usize> {
    let mut found: Option<(usize, f32)> = None;
    for range in allowed.clone().filter(|r| !r.is_empty()) {
        let (at, score) = best(&scores[range.clone()]);
        if found.is_none_or(|(_, top)| score > top) {
            found = Some((range.start + at, score));
        }
    }
    let (class, top) = found?;
    if let Some((margins, token)) = margins {
        let others = allowed.flatten().filter(|&c| c != class).map(|c| scores[c]);
        margins.push((token, top - others.fold(f32::NEG_INFINITY, f32::max)));
    }
    Some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_scores_wins() {
        assert_eq!(best(&[1.0, 3.0, 3.0, 2.0]), (1, 3.0));
        assert_eq!(best(&[0.5; 21]), (0, 0.5));
        let mut scores = [0.0; 19];
        scores[18] = 1.0;
        assert_eq!(best(&scores), (18, 1.0));
        assert_eq!(best(&[f32::NAN; 9]).0, 0);
    }

    #[test]
    fn only_allowed_classes_are_chosen() {
        let scores = [5.0, 4.0, 3.0, 2.5, 9.0];
        let mut margins = Margins::new();
        assert_eq!(choose(&scores, [1..2, 2..4].into_iter(), Some((&mut margins, 7))), Some(1));
        assert_eq!(margins, [(7, 1.0)]);
        assert_eq!(choose(&scores, std::iter::once(0..0), None), None);
    }
}
