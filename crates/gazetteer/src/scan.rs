//! The longest names of the table in a run of words.

use crate::format::{NameHash, Space};
use crate::normal::{Token, push_tokens};
use crate::table::{Candidates, Gazetteer};

/// Longest name, in words of the text, that is tried.
const LONGEST: usize = 6;

/// A name of the table found in a run of words.
#[derive(Debug, Clone)]
pub struct Match<'g> {
    /// First word.
    pub start: usize,
    /// How many words.
    pub len: usize,
    /// The places it may mean.
    pub candidates: Candidates<'g>,
}

/// Words made ready to be looked up in runs.
#[derive(Debug, Clone)]
pub struct Words {
    /// Nothing for a word that ends every name, such as a comma.
    tokens: Vec<Option<Vec<Token>>>,
    /// The word belongs to the one before without a space: "'s".
    glued: Vec<bool>,
}

impl Words {
    /// Normalises each word once.
    pub fn new(words: &[&str]) -> Words {
        let one = |word: &&str| {
            let mut tokens = Vec::new();
            push_tokens(word, &mut tokens);
            (!tokens.is_empty() || word.chars().all(joins)).then_some(tokens)
        };
        let glued = |word: &&str| word.len() > 1 && word.starts_with(['\'', '’']);
        Words { tokens: words.iter().map(one).collect(), glued: words.iter().map(glued).collect() }
    }
}

/// Marks that may stand as words of their own inside a name.
fn joins(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '\'' | '’' | 'ʼ' | '`' | '.')
}

impl Gazetteer {
    /// The longest name that begins at each word, overlapping ones included, in order of their first word.
    pub fn scan(&self, words: &[&str]) -> Vec<Match<'_>> {
        let words = Words::new(words);
        (0..words.tokens.len()).filter_map(|i| self.longest_at(&words, i)).collect()
    }

    /// The longest name of at most six words that begins at word `start`. Lone hyphens and apostrophes
    /// neither begin nor end a name, but may stand in it (`Deir al - Balah`); other marks end it.
    pub fn longest_at(&self, words: &Words, start: usize) -> Option<Match<'_>> {
        self.names_at(words, start).last()
    }

    /// All names that begin at word `start`, the shortest first.
    pub fn names_at<'g>(&'g self, words: &Words, start: usize) -> impl Iterator<Item = Match<'g>> {
        let mut prefix = NameHash::new(Space::Name);
        let mut first = true;
        let run = words.tokens.get(start..).unwrap_or(&[]);
        let begins = run.first().is_some_and(|tokens| tokens.as_ref().is_some_and(|t| !t.is_empty()));
        let mut found = Vec::new();
        for (n, tokens) in
            run.iter().take(if begins { LONGEST } else { 0 }).map_while(Option::as_ref).enumerate()
        {
            for (k, token) in tokens.iter().enumerate() {
                let glued = k == 0 && words.glued.get(start + n) == Some(&true);
                if !first && !glued {
                    prefix = prefix.with(b" ");
                }
                first = false;
                if k + 1 == tokens.len() {
                    let candidates = self.candidates(prefix.with(token.last.as_bytes()));
                    if !candidates.is_empty() {
                        found.push(Match { start, len: n + 1, candidates });
                    }
                }
                prefix = prefix.with(token.inner().as_bytes());
            }
        }
        found.into_iter()
    }
}
