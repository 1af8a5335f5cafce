//! Components that give each token one of a list of classes: the tagger, the morphologizer, the
//! sentence recogniser and the edit-tree lemmatizer. All are one affine layer over the encoder's
//! vectors, and the highest score.

use crate::edit_trees::EditTrees;
use crate::error::LoadError;
use crate::kernel::{Buffer, Kernel, Packed};
use crate::model::Model;
use crate::msgpack::Value;
use crate::transition::{Margins, best, choose};

/// Rows scored at a time.
const BATCH: usize = 64;

/// No class: of those that were to be tried, none can be applied to the token.
pub(crate) const NO_CLASS: u16 = u16::MAX;

/// One such layer.
pub(crate) struct Classifier {
    /// Index of the encoder it uses.
    pub encoder: usize,
    layer: Packed,
    classes: usize,
    /// Classes are edit trees: the best one counts that can be applied to the token.
    trees: Option<EditTrees>,
}

impl Classifier {
    /// Reads the layer in `model`, which must fit an encoder of `width` and `classes` classes.
    pub(crate) fn load(
        kernel: Kernel,
        model: &Model<'_>,
        (encoder, width): (usize, usize),
        classes: usize,
        trees: Option<EditTrees>,
    ) -> Result<Classifier, LoadError> {
        let node = model.single("softmax")?;
        if classes == 0 || classes >= usize::from(NO_CLASS) {
            return Err(node.damaged(format!("{classes} classes")));
        }
        // Normalising keeps the order of the scores, a temperature too: both are without effect.
        let temperature = node.attr("softmax_temperature")?.as_ref().and_then(Value::as_f64).unwrap_or(1.0);
        if temperature.is_nan() || temperature <= 0.0 {
            return Err(node.damaged("the temperature is not positive"));
        }
        let w = node.param_of("W", &[classes, width])?;
        let b = node.param_of("b", &[classes])?;
        let layer = Packed::linear(kernel, width, classes, |o| &w[o * width..][..width], |o| b[o]);
        Ok(Classifier { encoder, layer, classes, trees })
    }

    /// The edit trees, if classes are such.
    pub(crate) fn trees(&self) -> Option<&EditTrees> {
        self.trees.as_ref()
    }

    /// Appends the class of each token whose vectors are `rows` to `chosen`; `text` gives the text
    /// of a token by its index, which is the number of classes chosen before.
    pub(crate) fn run<'t>(
        &self,
        rows: &[f32],
        scores: &mut Buffer,
        text: impl Fn(usize) -> &'t str,
        chosen: &mut Vec<u16>,
        mut margins: Option<&mut Margins>,
    ) {
        let (width, stride) = (self.layer.inputs(), self.layer.stride());
        scores.reserve(BATCH * stride);
        for rows in rows.chunks(BATCH * width) {
            let count = rows.len() / width;
            self.layer.gemm(rows, width, count, scores);
            for scores in scores.chunks_exact_mut(stride).take(count) {
                let (scores, at) = (&mut scores[..self.classes], chosen.len());
                if let Some(margins) = margins.as_deref_mut() {
                    choose(scores, std::iter::once(0..self.classes), Some((margins, at as u32)));
                }
                chosen.push(match &self.trees {
                    None => best(scores).0 as u16,
                    Some(trees) => applicable(trees, scores, text(at)),
                });
            }
        }
    }
}

/// The best class whose tree can be applied to `text`, of as many as are to be tried.
fn applicable(trees: &EditTrees, scores: &mut [f32], text: &str) -> u16 {
    for _ in 0..trees.tries().min(scores.len()) {
        let class = best(scores).0;
        if trees.applies(class as u16, text) {
            return class as u16;
        }
        scores[class] = f32::MIN;
    }
    NO_CLASS
}
