//! Puts a pipeline together from its files: which components there are, in which order, and which
//! encoder each of them listens to.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::config::{self, Config};
use crate::doc::LabelTable;
use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::kernel::Kernel;
use crate::labels;
use crate::lemmatizer::Lemmatizer;
use crate::model::Model;
use crate::pipeline::Inner;
use crate::ruler::Ruler;
use crate::tagger::Tagger;
use crate::tok2vec::Tok2Vec;
use crate::tokenizer::Tokenizer;
use crate::transition::ner::Recogniser;
use crate::transition::parser::Parser;
use crate::vectors::Vectors;

const META: &str = "meta.json";
const LISTENER: &str = "spacy.Tok2VecListener.v1";

/// Loads the pipeline in `files`, packed for `kernel`.
pub(crate) fn load(files: &dyn PipelineFiles, kernel: Kernel) -> Result<Inner, LoadError> {
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
    Ok(inner)
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
        found
            .map(|(_, index)| *index)
            .ok_or_else(|| config::unsupported(&format!("{path}.upstream"), upstream))
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
