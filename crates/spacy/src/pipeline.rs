//! A loaded pipeline, and the workers that read texts with it.

use std::sync::Arc;

use crate::classify::Classifier;
use crate::doc::{Doc, LabelTable, Token};
use crate::error::LoadError;
use crate::files::PipelineFiles;
use crate::kernel::{Buffer, Kernel};
use crate::lemmatizer::Lemmatizer;
use crate::loader;
use crate::ruler::Ruler;
use crate::steps::{Piece, Step, StepsState};
use crate::tok2vec::{EncoderState, Tok2Vec};
use crate::tokenizer::{RawToken, Tokenizer, TokenizerCache};
use crate::transition::ner::Recogniser;
use crate::transition::parser::Parser;
use crate::transition::{Margins, Scorer};

/// Bytes of text read at once. spaCy refuses texts of more than a million characters; here they
/// are cut, at a line break if there is one, so that memory stays bounded.
pub const MAX_PIECE: usize = 1_000_000;

/// A pipeline: immutable, cheap to clone, shared between threads.
#[derive(Clone)]
pub struct Pipeline(Arc<Inner>);

/// What a pipeline consists of.
pub(crate) struct Inner {
    pub name: String,
    pub version: String,
    pub lang: String,
    pub kernel: Kernel,
    pub labels: Arc<LabelTable>,
    pub tokenizer: Tokenizer,
    pub encoders: Vec<Tok2Vec>,
    pub classifiers: Vec<Classifier>,
    // Each of these with the index of the encoder it uses.
    pub parser: Option<(usize, Parser)>,
    pub recogniser: Option<(usize, Recogniser)>,
    pub ruler: Option<Ruler>,
    pub lemmatizer: Option<Lemmatizer>,
    /// What is done with a text once the encoders have seen it, in order.
    pub steps: Vec<Step>,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Inner { name, version, lang, kernel, .. } = &*self.0;
        f.debug_struct("Pipeline")
            .field("name", name)
            .field("version", version)
            .field("lang", lang)
            .field("kernel", kernel)
            .finish_non_exhaustive()
    }
}

impl Pipeline {
    /// Loads a pipeline, for the fastest kernel of this machine.
    ///
    /// # Errors
    /// [`LoadError`] names the file that is missing, damaged, or asks for something this runtime
    /// does not do. Disabled components are left out and need not be supported.
    pub fn load(files: &dyn PipelineFiles) -> Result<Pipeline, LoadError> {
        Pipeline::with_kernel(files, Kernel::best())
    }

    /// Loads a pipeline for a given kernel; for the portable one if this machine lacks it.
    ///
    /// # Errors
    /// As [`Pipeline::load`].
    pub fn with_kernel(files: &dyn PipelineFiles, kernel: Kernel) -> Result<Pipeline, LoadError> {
        Ok(Pipeline(Arc::new(loader::load(files, kernel)?)))
    }

    /// Its name (`core_web_md`).
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its version (`3.8.0`).
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Its language (`en`).
    pub fn lang(&self) -> &str {
        &self.0.lang
    }

    /// The kernel it was loaded for.
    pub fn kernel(&self) -> Kernel {
        self.0.kernel
    }

    /// What it says less of than spaCy would, in words for a person: nothing for most pipelines.
    pub fn limits(&self) -> impl Iterator<Item = &str> {
        self.0.lemmatizer.iter().filter_map(Lemmatizer::limit)
    }

    /// The label names of its documents.
    pub fn labels(&self) -> &Arc<LabelTable> {
        &self.0.labels
    }

    /// A reader for one thread.
    pub fn worker(&self) -> Worker {
        Worker {
            pipeline: self.clone(),
            cache: TokenizerCache::default(),
            raw: Vec::new(),
            encoders: self.0.encoders.iter().map(|_| EncoderState::default()).collect(),
            class_scores: Buffer::default(),
            steps: StepsState::new(self.0.classifiers.len()),
        }
    }
}

/// Reads texts. One for each thread: it keeps caches of what it has seen, of bounded size, and
/// buffers that stay as large as the longest text needed.
pub struct Worker {
    pipeline: Pipeline,
    cache: TokenizerCache,
    raw: Vec<RawToken>,
    encoders: Vec<EncoderState>,
    class_scores: Buffer,
    steps: StepsState,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("pipeline", &self.pipeline).finish_non_exhaustive()
    }
}

/// How clear each decision was: for the token it was about, by how much the best score exceeded
/// the second best. For comparisons with other implementations, where sums may round differently.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DecisionMargins {
    /// One for each token and classifier (tagger, morphologizer, ...).
    pub tagger: Vec<(u32, f32)>,
    /// One for each move, with the token at the front of the buffer.
    pub parser: Vec<(u32, f32)>,
    /// One for each token.
    pub ner: Vec<(u32, f32)>,
}

impl Worker {
    /// The pipeline it reads with.
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Reads `text` into `doc`, whose former content is lost.
    ///
    /// Texts of more than [`MAX_PIECE`] bytes are read in pieces, as if each were a text of its
    /// own: no sentence or entity goes from one piece to the next. Of a text of 4 GiB and more,
    /// what lies beyond is left out.
    pub fn read(&mut self, text: &str, doc: &mut Doc) {
        self.read_pieces(text, doc, None);
    }

    /// As [`Worker::read`], and reports how clear each decision was. Slower.
    pub fn read_with_margins(&mut self, text: &str, doc: &mut Doc) -> DecisionMargins {
        let mut margins = DecisionMargins::default();
        self.read_pieces(text, doc, Some(&mut margins));
        margins
    }

    fn read_pieces(&mut self, text: &str, doc: &mut Doc, mut margins: Option<&mut DecisionMargins>) {
        let text = &text[..text.floor_char_boundary(u32::MAX as usize - 1)];
        doc.text.clear();
        doc.text.push_str(text);
        doc.tokens.clear();
        doc.entities.clear();
        doc.lemmas.clear();
        doc.labels = Arc::clone(&self.pipeline.0.labels);
        let mut start = 0;
        while start < text.len() {
            let end = start + piece(&text[start..]);
            self.read_piece(&text[start..end], start as u32, doc, margins.as_deref_mut());
            start = end;
        }
    }

    /// Reads one piece, which begins at byte `offset` of the text, and appends it to `doc`.
    fn read_piece(&mut self, text: &str, offset: u32, doc: &mut Doc, margins: Option<&mut DecisionMargins>) {
        let pipeline = &*self.pipeline.0;
        let cache = &mut self.cache;
        pipeline.tokenizer.tokenize(cache, text, &mut self.raw);
        let (cache, raw) = (&*cache, &self.raw[..]);
        let mut margins = margins.map(|m| (m, DecisionMargins::default()));

        let base = doc.tokens.len();
        doc.tokens.extend(raw.iter().enumerate().map(|(i, t)| Token {
            start: t.start,
            end: t.end,
            space_after: t.space_after,
            sent_start: i == 0,
            head: i as u32,
            ..Token::default()
        }));
        let tokens = &mut doc.tokens[base..];

        let scorers = [
            (pipeline.parser.as_ref().map(|(e, p)| (*e, p.scorer())), &mut self.steps.parser_scores),
            (pipeline.recogniser.as_ref().map(|(e, r)| (*e, r.scorer())), &mut self.steps.recogniser),
        ];
        let mut scorers = scorers.map(|(scorer, state)| {
            if let Some((_, scorer)) = scorer {
                scorer.begin(state, raw.len());
            }
            (scorer, state)
        });
        self.steps.classes.iter_mut().for_each(Vec::clear);
        for (e, (encoder, state)) in pipeline.encoders.iter().zip(&mut self.encoders).enumerate() {
            encoder.run(state, cache, raw, |start, rows| {
                let count = rows.len() / encoder.width();
                let word = |i: usize| &text[raw[i].start as usize..raw[i].end as usize];
                for (classifier, chosen) in pipeline.classifiers.iter().zip(&mut self.steps.classes) {
                    if classifier.encoder == e {
                        let margins = margins.as_mut().map(|(_, m)| &mut m.tagger);
                        classifier.run(rows, &mut self.class_scores, word, chosen, margins);
                    }
                }
                for (scorer, state) in &mut scorers {
                    if let Some((_, scorer)) = scorer.filter(|(used, _): &(usize, &Scorer)| *used == e) {
                        scorer.take(state, start, count, rows);
                    }
                }
            });
        }

        let first_entity = doc.entities.len();
        let piece = Piece { pipeline, cache, raw, text };
        let (lemmas, entities) = (&mut doc.lemmas, &mut doc.entities);
        piece.annotate(&mut self.steps, tokens, lemmas, entities, margins.as_mut().map(|(_, m)| m));

        // Until here all was relative to the piece.
        if let Some((all, piece)) = margins {
            let shift = |m: Margins| m.into_iter().map(|(i, margin)| (i.saturating_add(base as u32), margin));
            all.tagger.extend(shift(piece.tagger));
            all.parser.extend(shift(piece.parser));
            all.ner.extend(shift(piece.ner));
        }
        if base > 0 {
            for token in tokens {
                token.head += base as u32;
            }
            for entity in &mut doc.entities[first_entity..] {
                entity.start += base as u32;
                entity.end += base as u32;
            }
        }
        if offset > 0 {
            for token in &mut doc.tokens[base..] {
                token.start += offset;
                token.end += offset;
            }
        }
    }
}

/// Length of the first piece of `text`: up to the last line break, else the last space, else the
/// last character that [`MAX_PIECE`] leaves room for.
fn piece(text: &str) -> usize {
    if text.len() <= MAX_PIECE {
        return text.len();
    }
    let window = &text[..text.floor_char_boundary(MAX_PIECE)];
    window.rfind('\n').or_else(|| window.rfind(' ')).map_or(window.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_line_breaks() {
        assert_eq!(piece("short"), 5);
        let mut text = "x".repeat(MAX_PIECE - 10);
        text.push('\n');
        text.push_str(&"y ".repeat(10));
        assert_eq!(piece(&text), MAX_PIECE - 9);
        assert_eq!(piece(&"é".repeat(MAX_PIECE)), MAX_PIECE);
        assert_eq!(piece(&format!("x{}", "é".repeat(MAX_PIECE))), MAX_PIECE - 1);
        assert_eq!(piece(&format!("a b{}", "c".repeat(MAX_PIECE))), 2);
    }
}
