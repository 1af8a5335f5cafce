//! Puts a pipeline together from its files: which components there are, in which order, and which
//! encoder each of them listens to.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::classify::Classifier;
use crate::config::{self, Config};
use crate::doc::LabelTable;
use crate::edit_trees::EditTrees;
use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::kernel::Kernel;
use crate::labels;
use crate::lemmatizer::Lemmatizer;
use crate::model::Model;
use crate::pipeline::Inner;
use crate::ruler::Ruler;
use crate::steps::{Backoff, Step};
use crate::symbols;
use crate::tok2vec::Tok2Vec;
use crate::tokenizer::Tokenizer;
use crate::transition::ner::Recogniser;
use crate::transition::parser::Parser;
use crate::vectors::Vectors;

const META: &str = "meta.json";
const LISTENER: &str = "spacy.Tok2VecListener.v1";

/// Loads the pipeline in `files`, packed for `kernel`.
pub(crate) fn load(files: &dyn PipelineFiles, kernel: Kernel) -> Result<Inner, LoadError> {
    let meta = files::json(files, META)?;
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
        classifiers: Vec::new(),
        parser: None,
        recogniser: None,
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
    classifiers: Vec<Classifier>,
    parser: Option<(usize, Parser)>,
    recogniser: Option<(usize, Recogniser)>,
}

impl Loader<'_> {
    fn load(mut self) -> Result<Inner, LoadError> {
        self.config.expect("nlp.tokenizer.@tokenizers", &["spacy.Tokenizer.v1"])?;
        let tokenizer = Tokenizer::load(self.files)?;
        let names = self.config.strings("nlp.pipeline")?;
        let disabled = match self.config.get("nlp.disabled")? {
            Some(_) => self.config.strings("nlp.disabled")?,
            None => Vec::new(),
        };
        let mut steps = Vec::with_capacity(names.len());
        let (mut ruler, mut lemmatizer) = (None, None);
        for &name in names.iter().filter(|n| !disabled.contains(n)) {
            let path = format!("components.{name}.factory");
            let factory = self.config.string(&path)?;
            let has = |step: fn(&Step) -> bool| steps.iter().any(step);
            // Orders in which a component would see what it does not expect here.
            let wrong = match factory {
                "parser" => has(|s| matches!(s, Step::Parse | Step::Entities | Step::Sentences { .. })),
                "ner" => has(|s| matches!(s, Step::Entities)),
                "attribute_ruler" => ruler.is_some(),
                "lemmatizer" => lemmatizer.is_some(),
                "morphologizer" => has(|s| matches!(s, Step::Morphs { .. } | Step::Rules)),
                _ => false,
            };
            if wrong {
                return Err(config::unsupported("nlp.pipeline", format!("{factory} in this place")));
            }
            steps.push(match factory {
                "tok2vec" => {
                    self.shared_encoder(name)?;
                    continue;
                }
                "tagger" => self.tagger(name)?,
                "morphologizer" => self.morphologizer(name)?,
                "trainable_lemmatizer" => self.edit_tree_lemmatizer(name)?,
                "senter" => Step::Sentences {
                    classifier: self.classifier(name, 2, None)?,
                    overwrite: overwrites(self.files, name)?,
                },
                "parser" => {
                    self.parser = Some(self.parser(name)?);
                    Step::Parse
                }
                "ner" => {
                    self.recogniser = Some(self.recogniser(name)?);
                    Step::Entities
                }
                "attribute_ruler" => {
                    ruler = Some(name);
                    Step::Rules
                }
                "lemmatizer" => {
                    lemmatizer = Some(name);
                    Step::Lemmas
                }
                other => return Err(config::unsupported(&path, other)),
            });
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
            classifiers: self.classifiers,
            parser: self.parser,
            recogniser: self.recogniser,
            ruler,
            lemmatizer,
            steps,
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

    /// The encoder of the component `name` and its width: a shared one that it listens to, or its own.
    fn encoder(&mut self, name: &str, model: &Model<'_>) -> Result<(usize, usize), LoadError> {
        let path = format!("components.{name}.model.tok2vec");
        let index = if self.config.string(&format!("{path}.@architectures"))? == LISTENER {
            let upstream = self.config.string(&format!("{path}.upstream"))?;
            let found = match upstream {
                "*" => self.shared.first(),
                _ => self.shared.iter().find(|(shared, _)| shared == upstream),
            };
            found
                .map(|(_, index)| *index)
                .ok_or_else(|| config::unsupported(&format!("{path}.upstream"), upstream))?
        } else {
            self.own_encoder(&path, model)?
        };
        Ok((index, self.encoders[index].width()))
    }

    /// Reads the classifier of the component `name`; gives its index.
    fn classifier(
        &mut self,
        name: &str,
        classes: usize,
        trees: Option<EditTrees>,
    ) -> Result<usize, LoadError> {
        self.config.expect(
            &format!("components.{name}.model.@architectures"),
            &["spacy.Tagger.v2", "spacy.Tagger.v1"],
        )?;
        let file = format!("{name}/model");
        let bytes = files::read(self.files, &file)?;
        let model = Model::parse(&file, &bytes)?;
        let encoder = self.encoder(name, &model)?;
        self.classifiers.push(Classifier::load(self.kernel, &model, encoder, classes, trees)?);
        Ok(self.classifiers.len() - 1)
    }

    fn tagger(&mut self, name: &str) -> Result<Step, LoadError> {
        let file = format!("{name}/cfg");
        let damaged = |what: &str| LoadError::damaged(&file, what);
        let cfg = files::json(self.files, &file)?;
        let names = cfg.get("labels").and_then(Json::as_array).ok_or_else(|| damaged("no labels"))?;
        let mut tags = Vec::with_capacity(names.len());
        for name in names {
            let name = name.as_str().ok_or_else(|| damaged("a label is no string"))?;
            tags.push(labels::intern(&mut self.labels.tags, name, &file)?);
        }
        if tags.is_empty() {
            return Err(damaged("no labels"));
        }
        let overwrite = flag(&cfg, "overwrite");
        Ok(Step::Tags { classifier: self.classifier(name, tags.len(), None)?, tags, overwrite })
    }

    fn morphologizer(&mut self, name: &str) -> Result<Step, LoadError> {
        let file = format!("{name}/cfg");
        let damaged = |what: &str| LoadError::damaged(&file, what);
        let cfg = files::json(self.files, &file)?;
        // The order of the members is that of the classes; serde_json keeps it (feature preserve_order).
        let names =
            cfg.get("labels_morph").and_then(Json::as_object).ok_or_else(|| damaged("no labels_morph"))?;
        let pos = cfg.get("labels_pos").and_then(Json::as_object).ok_or_else(|| damaged("no labels_pos"))?;
        let mut analyses = Vec::with_capacity(names.len());
        for (label, morph) in names {
            let morph = morph.as_str().ok_or_else(|| damaged("a morphology is no string"))?;
            let id = pos.get(label).map_or(Some(0), Json::as_u64);
            let pos = id.and_then(|id| if id == 0 { Some("") } else { symbols::name_of(id) });
            let pos = pos.ok_or_else(|| damaged("a part of speech does not exist"))?;
            analyses.push((
                labels::intern(&mut self.labels.morphs, &labels::canonical_morph(morph), &file)?,
                labels::intern(&mut self.labels.pos, pos, &file)?,
            ));
        }
        let overwrite = flag(&cfg, "overwrite");
        Ok(Step::Morphs { classifier: self.classifier(name, analyses.len(), None)?, analyses, overwrite })
    }

    fn edit_tree_lemmatizer(&mut self, name: &str) -> Result<Step, LoadError> {
        let at = |key: &str| format!("components.{name}.{key}");
        let tries = match self.config.get(&at("top_k"))? {
            Some(_) => self.config.size(&at("top_k"))?,
            None => 1,
        };
        let backoff = match self.config.get(&at("backoff"))?.map(|v| v.as_str().unwrap_or_default()) {
            None => Backoff::Nothing,
            Some("orth") => Backoff::Form,
            Some("lower") => Backoff::Lower,
            Some(other) => return Err(config::unsupported(&at("backoff"), other)),
        };
        let overwrite = self.config.flag(&at("overwrite"))?;
        let trees = EditTrees::load(self.files, name, tries)?;
        let classifier = self.classifier(name, trees.len(), Some(trees))?;
        Ok(Step::EditTrees { classifier, backoff, overwrite })
    }

    fn parser(&mut self, name: &str) -> Result<(usize, Parser), LoadError> {
        self.check_transitions(name, "parser")?;
        let file = format!("{name}/model");
        let bytes = files::read(self.files, &file)?;
        let model = Model::parse(&file, &bytes)?;
        let (encoder, width) = self.encoder(name, &model)?;
        let parser = Parser::load(self.kernel, self.files, name, &model, width, &mut self.labels)?;
        Ok((encoder, parser))
    }

    fn recogniser(&mut self, name: &str) -> Result<(usize, Recogniser), LoadError> {
        self.check_transitions(name, "ner")?;
        let file = format!("{name}/model");
        let bytes = files::read(self.files, &file)?;
        let model = Model::parse(&file, &bytes)?;
        let (encoder, width) = self.encoder(name, &model)?;
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
        let cfg = files::json(self.files, &file)?;
        let beam = cfg.get("beam_width").and_then(Json::as_u64).unwrap_or(1);
        if beam != 1 {
            return Err(LoadError::unsupported(&file, format!("beam_width = {beam}")));
        }
        if flag(&cfg, "learn_tokens") {
            return Err(LoadError::unsupported(&file, "learn_tokens"));
        }
        Ok(())
    }
}

fn flag(cfg: &Json, key: &str) -> bool {
    cfg.get(key).and_then(Json::as_bool) == Some(true)
}

/// Whether the component `name` replaces what others have set before it.
fn overwrites(files: &dyn PipelineFiles, name: &str) -> Result<bool, LoadError> {
    Ok(flag(&files::json(files, &format!("{name}/cfg"))?, "overwrite"))
}
