//! What the components of a pipeline do with a text, one after the other, once the encoders have
//! seen it.

use crate::classify::NO_CLASS;
use crate::doc::{Entity, Token};
use crate::lemmatizer::LemmatizerState;
use crate::pipeline::{DecisionMargins, Inner};
use crate::ruler::RulerState;
use crate::tokenizer::{RawToken, TokenizerCache};
use crate::transition::ScorerState;
use crate::transition::parser::ParserState;

/// One component of a pipeline. Those that classify name their classifier.
pub(crate) enum Step {
    /// Fine-grained tags.
    Tags { classifier: usize, tags: Vec<u16>, overwrite: bool },
    /// Morphology and coarse part of speech.
    Morphs { classifier: usize, analyses: Vec<(u16, u16)>, overwrite: bool },
    /// Sentence starts.
    Sentences { classifier: usize, overwrite: bool },
    /// Lemmas by edit trees.
    EditTrees { classifier: usize, backoff: Backoff, overwrite: bool },
    /// The dependency parser.
    Parse,
    /// The attribute ruler.
    Rules,
    /// Lemmas by tables.
    Lemmas,
    /// The entity recogniser.
    Entities,
}

/// The lemma of a word to which no edit tree applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backoff {
    /// None.
    Nothing,
    /// The word as it stands.
    Form,
    /// The word in lower case.
    Lower,
}

/// What a worker keeps for its steps.
pub(crate) struct StepsState {
    /// For each classifier, the class of each token.
    pub classes: Vec<Vec<u16>>,
    pub parser_scores: ScorerState,
    pub recogniser: ScorerState,
    parser: ParserState,
    ruler: RulerState,
    rule_lemmas: Vec<u32>,
    lemmatizer: LemmatizerState,
}

impl StepsState {
    pub(crate) fn new(classifiers: usize) -> StepsState {
        StepsState {
            classes: vec![Vec::new(); classifiers],
            parser_scores: ScorerState::default(),
            recogniser: ScorerState::default(),
            parser: ParserState::default(),
            ruler: RulerState::default(),
            rule_lemmas: Vec::new(),
            lemmatizer: LemmatizerState::default(),
        }
    }
}

/// A piece of text that the encoders have seen.
pub(crate) struct Piece<'a> {
    pub pipeline: &'a Inner,
    pub cache: &'a TokenizerCache,
    pub raw: &'a [RawToken],
    pub text: &'a str,
}

impl Piece<'_> {
    /// Runs all steps over `tokens`.
    pub(crate) fn annotate(
        &self,
        state: &mut StepsState,
        tokens: &mut [Token],
        lemmas: &mut String,
        entities: &mut Vec<Entity>,
        mut margins: Option<&mut DecisionMargins>,
    ) {
        let is_space = |i: usize| self.cache.lexeme(self.raw[i].lexeme).is_space;
        let mut has_sentences = false;
        for step in &self.pipeline.steps {
            match step {
                Step::Tags { classifier, tags, overwrite } => {
                    for (token, &class) in tokens.iter_mut().zip(&state.classes[*classifier]) {
                        if *overwrite || token.tag == 0 {
                            token.tag = tags[usize::from(class)];
                        }
                    }
                }
                Step::Morphs { classifier, analyses, overwrite } => {
                    for (token, &class) in tokens.iter_mut().zip(&state.classes[*classifier]) {
                        let (morph, pos) = analyses[usize::from(class)];
                        token.morph = morph;
                        if *overwrite || token.pos == 0 {
                            token.pos = pos;
                        }
                    }
                }
                Step::Sentences { classifier, overwrite } => {
                    for (i, (token, &class)) in tokens.iter_mut().zip(&state.classes[*classifier]).enumerate()
                    {
                        if *overwrite || !(has_sentences || i == 0) {
                            token.sent_start = class == 1;
                        }
                    }
                    has_sentences = true;
                }
                Step::EditTrees { classifier, backoff, overwrite } => {
                    self.edit_trees(state, *classifier, (*backoff, *overwrite), tokens, lemmas);
                }
                Step::Parse => {
                    if let Some((_, parser)) = &self.pipeline.parser {
                        let margins = margins.as_deref_mut().map(|m| &mut m.parser);
                        parser.run(&mut state.parser_scores, &mut state.parser, is_space, tokens, margins);
                        has_sentences = true;
                    }
                }
                Step::Rules => self.rules(state, tokens, lemmas),
                Step::Lemmas => self.lemmas(state, tokens, lemmas),
                Step::Entities => {
                    if let Some((_, recogniser)) = &self.pipeline.recogniser {
                        let margins = margins.as_deref_mut().map(|m| &mut m.ner);
                        recogniser.run(&mut state.recogniser, is_space, tokens, entities, margins);
                    }
                }
            }
        }
    }

    fn edit_trees(
        &self,
        state: &StepsState,
        classifier: usize,
        (backoff, overwrite): (Backoff, bool),
        tokens: &mut [Token],
        lemmas: &mut String,
    ) {
        let trees = self.pipeline.classifiers[classifier].trees();
        for ((token, raw), &class) in tokens.iter_mut().zip(self.raw).zip(&state.classes[classifier]) {
            if has_lemma(token) && !overwrite {
                continue;
            }
            let word = &self.text[raw.start as usize..raw.end as usize];
            match (Some(class).filter(|c| *c != NO_CLASS).zip(trees), backoff) {
                (Some((class, trees)), _) => set_lemma(token, lemmas, |out| trees.push(class, word, out)),
                (None, Backoff::Form) => set_lemma(token, lemmas, |out| out.push_str(word)),
                (None, Backoff::Lower) => {
                    set_lemma(token, lemmas, |out| out.push_str(self.cache.lower(raw.lexeme)));
                }
                (None, Backoff::Nothing) => {}
            }
        }
    }

    fn rules(&self, state: &mut StepsState, tokens: &mut [Token], lemmas: &mut String) {
        let Some(ruler) = &self.pipeline.ruler else { return };
        state.rule_lemmas.clear();
        state.rule_lemmas.resize(tokens.len(), 0);
        ruler.run(&mut state.ruler, self.cache, self.raw, tokens, &mut state.rule_lemmas);
        for (token, lemma) in tokens.iter_mut().zip(&state.rule_lemmas) {
            if let Some(lemma) = lemma.checked_sub(1) {
                set_lemma(token, lemmas, |out| out.push_str(ruler.lemma(lemma)));
            }
        }
    }

    fn lemmas(&self, state: &mut StepsState, tokens: &mut [Token], lemmas: &mut String) {
        let Some(lemmatizer) = &self.pipeline.lemmatizer else { return };
        state.lemmatizer.begin(self.cache);
        for (token, raw) in tokens.iter_mut().zip(self.raw) {
            if !has_lemma(token) || lemmatizer.overwrites() {
                let (state, pos, morph) = (&mut state.lemmatizer, token.pos, token.morph);
                let lemma = lemmatizer.lemma(state, self.cache, raw.lexeme, pos, morph);
                set_lemma(token, lemmas, |out| out.push_str(lemma));
            }
        }
    }
}

fn has_lemma(token: &Token) -> bool {
    token.lemma_start < token.lemma_end
}

/// Gives `token` the lemma that `write` appends.
fn set_lemma(token: &mut Token, lemmas: &mut String, write: impl FnOnce(&mut String)) {
    token.lemma_start = lemmas.len() as u32;
    write(lemmas);
    token.lemma_end = lemmas.len() as u32;
}
