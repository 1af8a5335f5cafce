//! The tagger: one affine layer over the encoder's vectors, and the highest score.

use crate::doc::{LabelTable, Token};
use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::kernel::{Buffer, Kernel, Packed};
use crate::labels;
use crate::model::Model;
use crate::msgpack::Value;
use crate::transition::{Margins, best, choose};

/// Rows scored at a time.
const BATCH: usize = 64;

pub(crate) struct Tagger {
    layer: Packed,
    labels: Vec<u16>,
}

impl Tagger {
    /// Reads the tagger called `name`; its labels go to `table`.
    pub(crate) fn load(
        kernel: Kernel,
        files: &dyn PipelineFiles,
        name: &str,
        model: &Model<'_>,
        width: usize,
        table: &mut LabelTable,
    ) -> Result<Tagger, LoadError> {
        let file = format!("{name}/cfg");
        let damaged = |what: &str| LoadError::damaged(&file, what);
        let cfg = files::read(files, &file)?;
        let cfg: serde_json::Value = serde_json::from_slice(&cfg).map_err(|e| damaged(&e.to_string()))?;
        let names = cfg.get("labels").and_then(|l| l.as_array()).ok_or_else(|| damaged("no labels"))?;
        let mut labels = Vec::with_capacity(names.len());
        for name in names {
            let name = name.as_str().ok_or_else(|| damaged("a label is no string"))?;
            labels.push(labels::intern(&mut table.tags, name, &file)?);
        }
        if labels.is_empty() {
            return Err(damaged("no labels"));
        }
        let node = model.single("softmax")?;
        // Normalising keeps the order of the scores, a temperature too: both are without effect.
        let temperature = node.attr("softmax_temperature")?.as_ref().and_then(Value::as_f64).unwrap_or(1.0);
        if temperature.is_nan() || temperature <= 0.0 {
            return Err(node.damaged("the temperature is not positive"));
        }
        let w = node.param_of("W", &[labels.len(), width])?;
        let b = node.param_of("b", &[labels.len()])?;
        let layer = Packed::linear(kernel, width, labels.len(), |o| &w[o * width..][..width], |o| b[o]);
        Ok(Tagger { layer, labels })
    }

    /// Tags `tokens`, whose vectors are `rows`.
    pub(crate) fn run(
        &self,
        rows: &[f32],
        scores: &mut Buffer,
        tokens: &mut [Token],
        mut margins: Option<&mut Margins>,
    ) {
        let (width, stride) = (self.layer.inputs(), self.layer.stride());
        scores.reserve(BATCH * stride);
        for (rows, tokens) in rows.chunks(BATCH * width).zip(tokens.chunks_mut(BATCH)) {
            self.layer.gemm(rows, width, tokens.len(), scores);
            for (token, scores) in tokens.iter_mut().zip(scores.chunks_exact(stride)) {
                let scores = &scores[..self.labels.len()];
                token.tag = self.labels[best(scores).0];
                if let Some(margins) = margins.as_deref_mut() {
                    let at = margins.len() as u32;
                    choose(scores, std::iter::once(0..scores.len()), Some((margins, at)));
                }
            }
        }
    }
}
