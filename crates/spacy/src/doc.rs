//! The result of reading one text: tokens and what the pipeline said of them.

use std::ops::Range;
use std::sync::Arc;

/// Names of the labels a pipeline gives, shared by all its documents.
///
/// A label in a [`Token`] is an index into one of these lists. Index 0 is always the empty
/// label: the pipeline said nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelTable {
    /// Fine-grained tags (`NNP`, `VBD`, ...).
    pub tags: Vec<String>,
    /// Coarse parts of speech (`PROPN`, `VERB`, ...), Universal Dependencies names.
    pub pos: Vec<String>,
    /// Morphological features in canonical form (`Number=Sing|Person=3`).
    pub morphs: Vec<String>,
    /// Dependency labels (`nsubj`, `dobj`, ...). The root of a sentence is `ROOT`.
    pub deps: Vec<String>,
    /// Entity labels (`PERSON`, `GPE`, ...).
    pub entities: Vec<String>,
}

/// One token. Offsets are bytes of the document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// A single U+0020 follows that belongs to no other token.
    pub space_after: bool,
    /// First token of a sentence.
    pub sent_start: bool,
    /// Index into [`LabelTable::tags`].
    pub tag: u16,
    /// Index into [`LabelTable::pos`].
    pub pos: u16,
    /// Index into [`LabelTable::morphs`].
    pub morph: u16,
    /// Index into [`LabelTable::deps`].
    pub dep: u16,
    /// Index of the syntactic head; a root is its own head.
    pub head: u32,
    /// Bytes of the lemma in the document's lemma buffer.
    pub lemma_start: u32,
    /// See `lemma_start`.
    pub lemma_end: u32,
}

/// A named entity: a run of tokens with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// Index into [`LabelTable::entities`].
    pub label: u16,
}

/// A read text. Reuse one `Doc` for many texts: its buffers keep their capacity.
#[derive(Debug, Clone, Default)]
pub struct Doc {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) entities: Vec<Entity>,
    pub(crate) lemmas: String,
    pub(crate) labels: Arc<LabelTable>,
}

/// The parts of a [`Doc`] made elsewhere (by another parser, or by hand in a test).
#[derive(Debug, Clone, Default)]
pub struct DocParts {
    /// The text the offsets point into.
    pub text: String,
    /// Tokens in order; `lemma_start..lemma_end` points into `lemmas`.
    pub tokens: Vec<Token>,
    /// Entities in order, not overlapping.
    pub entities: Vec<Entity>,
    /// All lemmas, one after the other.
    pub lemmas: String,
    /// Label names.
    pub labels: Arc<LabelTable>,
}

/// Why [`Doc::from_parts`] refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartsError {
    /// Token `token` overlaps its neighbour, leaves the text, or cuts a character.
    #[error("token {token}: offsets {start}..{end} do not fit the text")]
    Offsets {
        /// Token index.
        token: usize,
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
    },
    /// Token `token` has a head, label or lemma that does not exist.
    #[error("token {token}: its head, a label or its lemma does not exist")]
    Reference {
        /// Token index.
        token: usize,
    },
    /// Entity `entity` is empty, overlaps its neighbour, or leaves the document.
    #[error("entity {entity} is empty, overlaps another or leaves the document")]
    Entity {
        /// Entity index.
        entity: usize,
    },
}

impl Doc {
    /// Checks the parts and makes a document of them.
    ///
    /// # Errors
    /// [`PartsError`] names the first token or entity that does not fit.
    pub fn from_parts(parts: DocParts) -> Result<Doc, PartsError> {
        let DocParts { text, tokens, entities, lemmas, labels } = parts;
        let mut last = 0;
        for (i, t) in tokens.iter().enumerate() {
            let ok =
                t.start >= last && t.start <= t.end && text.get(t.start as usize..t.end as usize).is_some();
            if !ok {
                return Err(PartsError::Offsets { token: i, start: t.start, end: t.end });
            }
            last = t.end;
            let has = |list: &Vec<String>, k: u16| (k as usize) < list.len();
            let ok = (t.head as usize) < tokens.len()
                && has(&labels.tags, t.tag)
                && has(&labels.pos, t.pos)
                && has(&labels.morphs, t.morph)
                && has(&labels.deps, t.dep)
                && lemmas.get(t.lemma_start as usize..t.lemma_end as usize).is_some();
            if !ok {
                return Err(PartsError::Reference { token: i });
            }
        }
        let mut last = 0;
        for (i, e) in entities.iter().enumerate() {
            let ok = e.start >= last
                && e.start < e.end
                && e.end as usize <= tokens.len()
                && (e.label as usize) < labels.entities.len();
            if !ok {
                return Err(PartsError::Entity { entity: i });
            }
            last = e.end;
        }
        Ok(Doc { text, tokens, entities, lemmas, labels })
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True if there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// All tokens.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The label names this document's tokens refer to.
    pub fn labels(&self) -> &Arc<LabelTable> {
        &self.labels
    }

    /// Token `i` as it stands in the text.
    pub fn str(&self, i: usize) -> &str {
        let t = &self.tokens[i];
        &self.text[t.start as usize..t.end as usize]
    }

    /// Fine-grained tag of token `i`.
    pub fn tag(&self, i: usize) -> &str {
        &self.labels.tags[self.tokens[i].tag as usize]
    }

    /// Coarse part of speech of token `i`.
    pub fn pos(&self, i: usize) -> &str {
        &self.labels.pos[self.tokens[i].pos as usize]
    }

    /// Morphological features of token `i`.
    pub fn morph(&self, i: usize) -> &str {
        &self.labels.morphs[self.tokens[i].morph as usize]
    }

    /// Dependency label of token `i`.
    pub fn dep(&self, i: usize) -> &str {
        &self.labels.deps[self.tokens[i].dep as usize]
    }

    /// Lemma of token `i`.
    pub fn lemma(&self, i: usize) -> &str {
        let t = &self.tokens[i];
        &self.lemmas[t.lemma_start as usize..t.lemma_end as usize]
    }

    /// Head of token `i`; `i` itself if it is a root.
    pub fn head(&self, i: usize) -> usize {
        self.tokens[i].head as usize
    }

    /// Entities in text order.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Label name of an entity.
    pub fn entity_label(&self, e: &Entity) -> &str {
        &self.labels.entities[e.label as usize]
    }

    /// Token ranges of the sentences, in order; they tile the document.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let n = self.tokens.len();
        let mut at = 0;
        std::iter::from_fn(move || {
            if at >= n {
                return None;
            }
            let start = at;
            at += 1;
            while at < n && !self.tokens[at].sent_start {
                at += 1;
            }
            Some(start..at)
        })
    }
}
