//! A document's tokens and sentences in one flat table, whatever blocks they were parsed in.
//!
//! The parser reads a document block by block (a headline must not run into the next sentence).
//! [`Parse`] lays the blocks end to end: token indices and byte offsets count through the whole
//! document, so that a rule can look from one sentence to the next without knowing about blocks.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;
use tidings_text::{Document, Span};

use crate::gloss::Glossed;
use crate::labels::{Dep, EntityLabel, Pos, Tag};

/// One token. Byte offsets are of the document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Penn Treebank tag.
    pub tag: Tag,
    /// Universal part of speech.
    pub pos: Pos,
    /// Label of the arc to `head`.
    pub dep: Dep,
    /// Index of the head; its own index for a root.
    pub head: u32,
    /// Index of the sentence.
    pub sentence: u32,
    /// First token of the subtree.
    pub left_edge: u32,
    /// Last token of the subtree (inclusive).
    pub right_edge: u32,
    lemma: (u32, u32),
}

/// One sentence: a run of tokens inside one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Tokens.
    pub tokens: Range<usize>,
    /// Characters, without white space around.
    pub span: Span,
    /// Index of the block in [`Document::blocks`].
    pub block: usize,
    /// Token index of the root.
    pub root: usize,
}

/// A run of tokens the parser calls a named entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Tokens, without white space at either end.
    pub tokens: Range<usize>,
    /// What kind.
    pub label: EntityLabel,
}

/// The parse of a whole document.
#[derive(Debug, Clone)]
pub struct Parse<'d> {
    doc: &'d Document,
    /// The text of the blocks from `base` on as the parser saw it: damaged tokens, capitals and odd quotation
    /// marks are read for what they are. Same bytes count, so a span fits both. Empty until it differs: most
    /// texts are sound, and a long one is not copied for each of its windows.
    view: String,
    /// Where the first block begins.
    base: u32,
    /// The blocks pushed.
    blocks: Range<usize>,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    entities: Vec<Entity>,
    lemmas: String,
    /// Small words of other languages as the English rules know them, by token.
    words: BTreeMap<u32, Box<str>>,
    /// Lower case of lemmas that have capitals (names), by token.
    lowered: FxHashMap<u32, Box<str>>,
    /// The children of every token, grouped by head in token order, in text order inside a group.
    children: Vec<u32>,
    /// Where the children of token `i` begin in `children`; they end where those of `i + 1` begin.
    first_child: Vec<u32>,
}

impl<'d> Parse<'d> {
    /// An empty parse of `doc`; fill it with [`Parse::push_block`] in block order.
    pub fn new(doc: &'d Document) -> Self {
        Self::with_room(doc, doc.text.len())
    }

    /// As [`Parse::new`], for blocks of about `bytes` bytes together.
    pub fn with_room(doc: &'d Document, bytes: usize) -> Self {
        let guess = bytes / 5;
        Self {
            doc,
            view: String::new(),
            base: 0,
            blocks: 0..0,
            tokens: Vec::with_capacity(guess),
            sentences: Vec::new(),
            entities: Vec::new(),
            lemmas: String::with_capacity(bytes),
            words: BTreeMap::new(),
            lowered: FxHashMap::default(),
            children: Vec::with_capacity(guess),
            first_child: Vec::with_capacity(guess + 1),
        }
    }

    /// Appends the parse of block `block`. `parsed` must be of a text with the byte length and character
    /// boundaries of that block (see [`tidings_text::parse_view`]). White-space tokens are left out and
    /// what hung on them is hung on their heads.
    pub fn push_block(&mut self, block: usize, parsed: &spacy::Doc) {
        self.push(block, parsed, &BTreeMap::new());
    }

    /// As [`Parse::push_block`], for a parse of another language in English terms.
    pub fn push_glossed(&mut self, block: usize, glossed: &Glossed) {
        self.push(block, &glossed.doc, &glossed.words);
    }

    fn push(&mut self, block: usize, parsed: &spacy::Doc, words: &BTreeMap<u32, Box<str>>) {
        let span = self.doc.blocks[block].span;
        let base = span.start;
        self.extend_view(span, parsed.text());
        let first_block = if self.blocks.is_empty() { block } else { self.blocks.start };
        self.blocks = first_block..block + 1;
        let first = self.tokens.len();
        // Index of each parser token in our table, or None for white space.
        let mut index: Vec<Option<u32>> = Vec::with_capacity(parsed.len());
        let mut next = first as u32;
        for i in 0..parsed.len() {
            let keep = !parsed.str(i).chars().all(char::is_whitespace);
            index.push(keep.then_some(next));
            next += u32::from(keep);
        }
        let head_of = |i: usize| {
            let mut h = parsed.head(i);
            // A space token's own head is a word or another space; the walk ends at a root.
            while index[h].is_none() && parsed.head(h) != h {
                h = parsed.head(h);
            }
            index[h].or(index[i]).unwrap_or(0)
        };
        for sentence in parsed.sentences() {
            let start = self.tokens.len();
            for i in sentence {
                if index[i].is_none() {
                    continue;
                }
                let t = parsed.tokens()[i];
                let lemma = self.lemmas.len() as u32;
                self.lemmas.push_str(parsed.lemma(i));
                if parsed.lemma(i).contains(char::is_uppercase) {
                    self.lowered.insert(self.tokens.len() as u32, parsed.lemma(i).to_lowercase().into());
                }
                self.tokens.push(Token {
                    span: Span { start: base + t.start, end: base + t.end },
                    tag: Tag::parse(parsed.tag(i)),
                    pos: Pos::parse(parsed.pos(i)),
                    dep: Dep::parse(parsed.dep(i)),
                    head: head_of(i),
                    sentence: self.sentences.len() as u32,
                    left_edge: self.tokens.len() as u32,
                    right_edge: self.tokens.len() as u32,
                    lemma: (lemma, self.lemmas.len() as u32),
                });
            }
            self.close_sentence(start, block);
        }
        for (&i, word) in words {
            if let Some(Some(at)) = index.get(i as usize) {
                self.words.insert(*at, word.clone());
            }
        }
        for e in parsed.entities() {
            let mut kept = (e.start..e.end).filter_map(|i| index[i as usize]);
            if let Some(a) = kept.next() {
                let b = kept.next_back().unwrap_or(a);
                let label = EntityLabel::parse(parsed.entity_label(e));
                self.entities.push(Entity { tokens: a as usize..b as usize + 1, label });
            }
        }
    }

    /// Keeps what the parser saw at `span`, from the first block on that differs from the text.
    fn extend_view(&mut self, span: Span, seen: &str) {
        let text = &self.doc.text;
        if self.blocks.is_empty() {
            self.base = span.start;
        }
        let fits = seen.len() == span.len();
        debug_assert!(fits, "the view of a block has its length");
        let seen = if fits { seen } else { span.slice(text) };
        if self.view.is_empty() && seen == span.slice(text) {
            return;
        }
        let end = self.base + self.view.len() as u32;
        self.view.push_str(Span { start: end, end: span.start }.slice(text));
        self.view.push_str(seen);
    }

    fn close_sentence(&mut self, start: usize, block: usize) {
        let end = self.tokens.len();
        if start == end {
            return;
        }
        let mut root = start;
        for i in (start..end).rev() {
            // A head outside the sentence cannot be followed: such a token is a root of its own.
            if !(start..end).contains(&(self.tokens[i].head as usize)) {
                self.tokens[i].head = i as u32;
            }
            if self.tokens[i].head as usize == i {
                root = i;
            }
        }
        for i in start..end {
            // Carry this token's position up to each ancestor; sentences are short and heads acyclic,
            // the bound is for parses made by hand.
            let mut h = i;
            for _ in start..end {
                let up = self.tokens[h].head as usize;
                if up == h {
                    break;
                }
                h = up;
                self.tokens[h].left_edge = self.tokens[h].left_edge.min(i as u32);
                self.tokens[h].right_edge = self.tokens[h].right_edge.max(i as u32);
            }
        }
        self.index_children(start..end);
        let span = Span { start: self.tokens[start].span.start, end: self.tokens[end - 1].span.end };
        self.sentences.push(Sentence { tokens: start..end, span, block, root });
    }

    /// Groups the tokens of a new sentence by head. Heads lie inside the sentence.
    fn index_children(&mut self, tokens: Range<usize>) {
        let base = self.children.len() as u32;
        let offset = tokens.start;
        let mut next = vec![0; tokens.len()];
        for i in tokens.clone() {
            let head = self.head(i);
            next[head - offset] += u32::from(head != i);
        }
        let mut end = base;
        for count in &mut next {
            self.first_child.push(end);
            (*count, end) = (end, end + *count);
        }
        self.children.resize(end as usize, 0);
        for i in tokens {
            let head = self.head(i);
            if head != i {
                let at = &mut next[head - offset];
                self.children[*at as usize] = i as u32;
                *at += 1;
            }
        }
    }

    /// The document that was parsed.
    pub fn doc(&self) -> &'d Document {
        self.doc
    }

    /// Indices of the document's blocks that this is the parse of: those of a window, or all where none was pushed.
    pub fn blocks(&self) -> Range<usize> {
        if self.blocks.is_empty() { 0..self.doc.blocks.len() } else { self.blocks.clone() }
    }

    /// Number of tokens.
    #[inline]
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

    /// Token `i`.
    #[inline]
    pub fn token(&self, i: usize) -> &Token {
        &self.tokens[i]
    }

    /// All sentences, in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The sentence token `i` stands in.
    pub fn sentence_of(&self, i: usize) -> &Sentence {
        &self.sentences[self.tokens[i].sentence as usize]
    }

    /// Named entities as the parser gave them, in order.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Token `i` as the parser saw it; as it stands in the text unless that is damaged or all in capitals. A small
    /// word of another language is given as the rules know it ("nicht" as "not").
    #[inline]
    pub fn str(&self, i: usize) -> &str {
        if !self.words.is_empty()
            && let Some(word) = self.words.get(&(i as u32))
        {
            return word;
        }
        self.seen(self.tokens[i].span)
    }

    /// What the parser saw at `span`, which lies inside the blocks parsed: as many bytes as stand there.
    #[inline]
    pub fn seen(&self, span: Span) -> &str {
        if self.view.is_empty() {
            return span.slice(&self.doc.text);
        }
        Span { start: span.start - self.base, end: span.end - self.base }.slice(&self.view)
    }

    /// Lemma of token `i`.
    #[inline]
    pub fn lemma(&self, i: usize) -> &str {
        let (a, b) = self.tokens[i].lemma;
        &self.lemmas[a as usize..b as usize]
    }

    /// Lemma of token `i` in lower case; only names have one with capitals.
    #[inline]
    pub fn lemma_lower(&self, i: usize) -> &str {
        let lemma = self.lemma(i);
        // The map is small, and asked only where there is a capital.
        if lemma.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
            self.lowered.get(&(i as u32)).map_or(lemma, |l| l)
        } else {
            lemma
        }
    }

    /// Index of the head of token `i`; `i` for a root.
    #[inline]
    pub fn head(&self, i: usize) -> usize {
        self.tokens[i].head as usize
    }

    /// Tokens whose head is `i`, in text order.
    #[inline]
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let end = self.first_child.get(i + 1).map_or(self.children.len(), |&end| end as usize);
        self.children[self.first_child[i] as usize..end].iter().map(|&j| j as usize)
    }

    /// Children of `i` with dependency label `dep`.
    #[inline]
    pub fn children_by(&self, i: usize, dep: Dep) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children(i).filter(move |&j| self.tokens[j].dep == dep)
    }

    /// The first child of `i` with label `dep`.
    #[inline]
    pub fn child(&self, i: usize, dep: Dep) -> Option<usize> {
        self.children_by(i, dep).next()
    }

    /// Tokens from the left to the right edge of the subtree of `i`.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        self.tokens[i].left_edge as usize..self.tokens[i].right_edge as usize + 1
    }

    /// `i` and its ancestors, up to the root.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(i), move |&j| {
            let h = self.head(j);
            (h != j).then_some(h)
        })
    }

    /// Characters from the first to the last of a run of tokens.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        debug_assert!(!tokens.is_empty());
        Span { start: self.tokens[tokens.start].span.start, end: self.tokens[tokens.end - 1].span.end }
    }

    /// The text of a run of tokens, as the parser saw it.
    pub fn text(&self, tokens: Range<usize>) -> &str {
        self.seen(self.span(tokens))
    }

    /// Tokens that overlap `span`, as a range of indices.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let a = self.tokens.partition_point(|t| t.span.end <= span.start);
        let b = self.tokens.partition_point(|t| t.span.start < span.end);
        a..b.max(a)
    }
}
