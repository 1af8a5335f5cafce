//! What the rules hand on before spans are made of it.

use std::ops::Range;

use tidings_mention::Parse;

use super::cues::Cues;
use super::extents::Pieces;
use super::quotes::Quote;
use super::sources::Source;
use crate::AttributionClass;

/// An attribution in tokens.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub source: Option<Source>,
    pub cue: Pieces,
    pub cue_token: usize,
    pub content: Pieces,
    pub class: AttributionClass,
    pub direct: bool,
    pub evidence: Pieces,
    pub rule: &'static str,
}

/// What every rule reads.
pub(crate) struct Reader<'a, 'd> {
    pub parse: &'a Parse<'d>,
    pub cues: &'a Cues,
    pub quotes: &'a [Quote],
    /// For each token the index of the speech it stands in, plus one; 0 outside.
    pub quote_of: &'a [u32],
}

impl Reader<'_, '_> {
    /// Index of the quoted speech that token `i` stands in.
    pub fn speech_at(&self, i: usize) -> Option<usize> {
        (self.quote_of[i] as usize).checked_sub(1)
    }

    /// Quotations that share a token with `range`.
    pub fn quotes_over(&self, range: &Range<usize>) -> &[Quote] {
        let first = self.quotes.partition_point(|q| q.tokens.end <= range.start);
        let n = self.quotes[first..].partition_point(|q| q.tokens.start < range.end);
        &self.quotes[first..first + n]
    }

    /// Lemma of token `i` as the table has it.
    pub fn lemma(&self, i: usize) -> &str {
        self.cues.lemma(self.parse.lemma(i))
    }

    /// Whether token `i` is `word`, whatever its case.
    pub fn is(&self, i: usize, word: &str) -> bool {
        self.parse.str(i).eq_ignore_ascii_case(word)
    }

    /// Tokens of the sentence of `i`.
    pub fn sentence(&self, i: usize) -> Range<usize> {
        self.parse.sentence_of(i).tokens.clone()
    }
}
