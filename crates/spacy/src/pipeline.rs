//! A loaded pipeline, and the workers that read texts with it.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::config::{self, Config};
use crate::doc::{Doc, LabelTable, Token};
use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::kernel::{Buffer, Kernel};
use crate::labels;
use crate::lemmatizer::{Lemmatizer, LemmatizerState};
use crate::model::Model;
use crate::ruler::{Ruler, RulerState};
use crate::tagger::Tagger;
use crate::tok2vec::{EncoderState, Tok2Vec};
use crate::tokenizer::{RawToken, Tokenizer, TokenizerCache};
use crate::transition::ner::Recogniser;
use crate::transition::parser::{Parser, ParserState};
use crate::transition::{Margins, Scorer, ScorerState};
use crate::vectors::Vectors;

/// Bytes of text read at once. spaCy refuses texts of more than a million characters; here they
/// are cut, at a line break if there is one, so that memory stays bounded.
pub const MAX_PIECE: usize = 1_000_000;

const META: &str = "meta.json";
const LISTENER: &str = "spacy.Tok2VecListener.v1";

/// A pipeline: immutable, cheap to clone, shared between threads.
#[derive(Clone)]
pub struct Pipeline(Arc<Inner>);

struct Inner {
    name: String,
    version: String,
    lang: String,
    kernel: Kernel,
    labels: Arc<LabelTable>,
    tokenizer: Tokenizer,
    encoders: Vec<Tok2Vec>,
    // Each of these with the index of the encoder it uses.
    tagger: Option<(usize, Tagger)>,
    parser: Option<(usize, Parser)>,
    recogniser: Option<(usize, Recogniser)>,
    ruler: Option<Ruler>,
    lemmatizer: Option<Lemmatizer>,
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
        let meta = files::read(files, META)?;
        let meta: Json = serde_json::from_slice(&meta).map_err(|e| LoadError::damaged(META, e.to_string()))?;
        let text = |key: &str| meta.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let config = Config::load(files)?;
        let loader = Loader {
            files,
            config: &config,
            kernel: kernel.checked(),
            encoders: Vec::new(),
            shared: Vec::new(),
            vectors: std::cell::OnceCell::new(),
            labels: labels::empty(),
        };
        let mut inner = loader.load()?;
        (inner.name, inner.version, inner.lang) = (text("name"), text("version"), text("lang"));
        Ok(Pipeline(Arc::new(inner)))
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
            tags: Buffer::default(),
            parser_scores: ScorerState::default(),
            parser: ParserState::default(),
            recogniser: ScorerState::default(),
            ruler: RulerState::default(),
            rule_lemmas: Vec::new(),
            lemmatizer: LemmatizerState::default(),
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
    tags: Buffer,
    parser_scores: ScorerState,
    parser: ParserState,
    recogniser: ScorerState,
    ruler: RulerState,
    rule_lemmas: Vec<u32>,
    lemmatizer: LemmatizerState,
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
    /// One for each token.
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
        let is_space = |i: usize| cache.lexeme(raw[i].lexeme).is_space;
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
            (pipeline.parser.as_ref().map(|(e, p)| (*e, p.scorer())), &mut self.parser_scores),
            (pipeline.recogniser.as_ref().map(|(e, r)| (*e, r.scorer())), &mut self.recogniser),
        ];
        let mut scorers = scorers.map(|(scorer, state)| {
            if let Some((_, scorer)) = scorer {
                scorer.begin(state, raw.len());
            }
            (scorer, state)
        });
        for (e, (encoder, state)) in pipeline.encoders.iter().zip(&mut self.encoders).enumerate() {
            encoder.run(state, cache, raw, |start, rows| {
                let count = rows.len() / encoder.width();
                if let Some((_, tagger)) = pipeline.tagger.as_ref().filter(|(used, _)| *used == e) {
                    let margins = margins.as_mut().map(|(_, m)| &mut m.tagger);
                    tagger.run(rows, &mut self.tags, &mut tokens[start..start + count], margins);
                }
                for (scorer, state) in &mut scorers {
                    if let Some((_, scorer)) = scorer.filter(|(used, _): &(usize, &Scorer)| *used == e) {
                        scorer.take(state, start, count, rows);
                    }
                }
            });
        }

        if let Some((_, parser)) = &pipeline.parser {
            let margins = margins.as_mut().map(|(_, m)| &mut m.parser);
            parser.run(&mut self.parser_scores, &mut self.parser, is_space, tokens, margins);
        }
        self.rule_lemmas.clear();
        self.rule_lemmas.resize(raw.len(), 0);
        if let Some(ruler) = &pipeline.ruler {
            ruler.run(&mut self.ruler, cache, raw, tokens, &mut self.rule_lemmas);
        }
        if let Some(lemmatizer) = &pipeline.lemmatizer {
            lemmatizer.begin(&mut self.lemmatizer, cache);
        }
        for (i, token) in tokens.iter_mut().enumerate() {
            token.lemma_start = doc.lemmas.len() as u32;
            let by_rule = self.rule_lemmas[i].checked_sub(1).zip(pipeline.ruler.as_ref());
            match (by_rule, &pipeline.lemmatizer) {
                (Some((lemma, ruler)), l) if l.as_ref().is_none_or(|l| !l.overwrites()) => {
                    doc.lemmas.push_str(ruler.lemma(lemma));
                }
                (_, Some(lemmatizer)) => {
                    let state = &mut self.lemmatizer;
                    let lexeme = raw[i].lexeme;
                    doc.lemmas.push_str(lemmatizer.lemma(state, cache, lexeme, token.pos, token.morph));
                }
                _ => {}
            }
            token.lemma_end = doc.lemmas.len() as u32;
        }

        let first_entity = doc.entities.len();
        if let Some((_, recogniser)) = &pipeline.recogniser {
            let margins = margins.as_mut().map(|(_, m)| &mut m.ner);
            recogniser.run(&mut self.recogniser, is_space, tokens, &mut doc.entities, margins);
        }

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

/// What is known while a pipeline is loaded.
struct Loader<'l> {
    files: &'l dyn PipelineFiles,
    config: &'l Config,
    kernel: Kernel,
    encoders: Vec<Tok2Vec>,
    /// Names of the components that share their encoder, and its index.
    shared: Vec<(String, usize)>,
    vectors: std::cell::OnceCell<Arc<Vectors>>,
    labels: LabelTable,
}

impl Loader<'_> {
    fn load(mut self) -> Result<Inner, LoadError> {
        let tokenizer = Tokenizer::load(self.files)?;
        let names = self.config.strings("nlp.pipeline")?;
        let disabled = match self.config.get("nlp.disabled")? {
            Some(_) => self.config.strings("nlp.disabled")?,
            None => Vec::new(),
        };
        let (mut tagger, mut parser, mut recogniser) = (None, None, None);
        let (mut ruler, mut lemmatizer) = (None, None);
        let mut stage = 0;
        for &name in names.iter().filter(|n| !disabled.contains(n)) {
            let path = format!("components.{name}.factory");
            let factory = self.config.string(&path)?;
            // The order in which the components depend on each other, and in which a worker runs
            // them. Those of one stage do not see each other's results.
            let (needs, again) = match factory {
                "tok2vec" => (0, false),
                "tagger" => (1, tagger.is_some()),
                "parser" => (1, parser.is_some()),
                "attribute_ruler" => (2, ruler.is_some()),
                "lemmatizer" => (3, lemmatizer.is_some()),
                "ner" => (stage.max(1), recogniser.is_some()),
                other => return Err(config::unsupported(&path, other)),
            };
            if again || needs < stage || (factory == "parser" && recogniser.is_some()) {
                return Err(config::unsupported("nlp.pipeline", format!("{factory} in this place")));
            }
            stage = needs;
            match factory {
                "tok2vec" => self.shared_encoder(name)?,
                "tagger" => tagger = Some(self.tagger(name)?),
                "parser" => parser = Some(self.parser(name)?),
                "attribute_ruler" => ruler = Some(name),
                "lemmatizer" => lemmatizer = Some(name),
                _ => recogniser = Some(self.recogniser(name)?),
            }
        }
        // These need to know the labels of all others.
        let ruler = ruler.map(|name| Ruler::load(self.files, name, &mut self.labels)).transpose()?;
        let lemmatizer = lemmatizer
            .map(|name| Lemmatizer::load(self.files, self.config, name, &self.labels))
            .transpose()?;
        Ok(Inner {
            name: String::new(),
            version: String::new(),
            lang: String::new(),
            kernel: self.kernel,
            labels: Arc::new(self.labels),
            tokenizer,
            encoders: self.encoders,
            tagger,
            parser,
            recogniser,
            ruler,
            lemmatizer,
        })
    }

    fn shared_encoder(&mut self, name: &str) -> Result<(), LoadError> {
        let file = format!("{name}/model");
        let bytes = files::read(self.files, &file)?;
        let model = Model::parse(&file, &bytes)?;
        let index = self.own_encoder(&format!("components.{name}.model"), &model)?;
        self.shared.push((name.to_owned(), index));
        Ok(())
    }

    fn own_encoder(&mut self, path: &str, model: &Model<'_>) -> Result<usize, LoadError> {
        let vectors = || {
            if let Some(vectors) = self.vectors.get() {
                return Ok(Arc::clone(vectors));
            }
            let vectors = Arc::new(Vectors::load(self.files)?);
            Ok(Arc::clone(self.vectors.get_or_init(|| vectors)))
        };
        let encoder = Tok2Vec::load(self.kernel, self.config, path, model, vectors)?;
        self.encoders.push(encoder);
        Ok(self.encoders.len() - 1)
    }

    /// The encoder of the component `name`: a shared one that it listens to, or its own.
    fn encoder(&mut self, name: &str, model: &Model<'_>) -> Result<usize, LoadError> {
        let path = format!("components.{name}.model.tok2vec");
        if self.config.string(&format!("{path}.@architectures"))? != LISTENER {
            return self.own_encoder(&path, model);
        }
        let upstream = self.config.string(&format!("{path}.upstream"))?;
        let found = match upstream {
            "*" => self.shared.first(),
            _ => self.shared.iter().find(|(shared, _)| shared == upstream),
        };
        found.map(|(_, index)| *index).ok_or_else(|| config::unsupported(&format!("{path}.upstream"), upstream))
    }

    fn tagger(&mut self, name: &str) -> Result<(usize, Tagger), LoadError> {
        self.config.expect(
            &format!("components.{name}.model.@architectures"),
            &["spacy.Tagger.v2", "spacy.Tagger.v1"],
        )?;
        let file = format!("{name}/model");
        let bytes = files::read(self.files, &file)?;
        let model = Model::parse(&file, &bytes)?;
        let encoder = self.encoder(name, &model)?;
        let width = self.encoders[encoder].width();
        let tagger = Tagger::load(self.kernel, self.files, name, &model, width, &mut self.labels)?;
        Ok((encoder, tagger))
    }

    fn parser(&mut self, name: &str) -> Result<(usize, Parser), LoadError> {
        self.check_transitions(name, "parser")?;
        let file = format!("{name}/model");
        let bytes = files::read(self.files, &file)?;
        let model = Model::parse(&file, &bytes)?;
        let encoder = self.encoder(name, &model)?;
        let width = self.encoders[encoder].width();
        let parser = Parser::load(self.kernel, self.files, name, &model, width, &mut self.labels)?;
        Ok((encoder, parser))
    }

    fn recogniser(&mut self, name: &str) -> Result<(usize, Recogniser), LoadError> {
        self.check_transitions(name, "ner")?;
        let file = format!("{name}/model");
        let bytes = files::read(self.files, &file)?;
        let model = Model::parse(&file, &bytes)?;
        let encoder = self.encoder(name, &model)?;
        let width = self.encoders[encoder].width();
        let ner = Recogniser::load(self.kernel, self.files, name, &model, width, &mut self.labels)?;
        Ok((encoder, ner))
    }

    /// Refuses variants of the transition models that are not done here.
    fn check_transitions(&self, name: &str, state_type: &str) -> Result<(), LoadError> {
        let at = |key: &str| format!("components.{name}.model.{key}");
        self.config.expect(&at("@architectures"), &["spacy.TransitionBasedParser.v2"])?;
        self.config.expect(&at("state_type"), &[state_type])?;
        if self.config.flag(&at("extra_state_tokens"))? {
            return Err(config::unsupported(&at("extra_state_tokens"), true));
        }
        if !self.config.flag(&at("use_upper"))? {
            return Err(config::unsupported(&at("use_upper"), false));
        }
        let file = format!("{name}/cfg");
        let cfg = files::read(self.files, &file)?;
        let cfg: Json = serde_json::from_slice(&cfg).map_err(|e| LoadError::damaged(&file, e.to_string()))?;
        let beam = cfg.get("beam_width").and_then(Json::as_u64).unwrap_or(1);
        if beam != 1 {
            return Err(LoadError::unsupported(&file, format!("beam_width = {beam}")));
        }
        if cfg.get("learn_tokens").and_then(Json::as_bool) == Some(true) {
            return Err(LoadError::unsupported(&file, "learn_tokens"));
        }
        Ok(())
    }
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
