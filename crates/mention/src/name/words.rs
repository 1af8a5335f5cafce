//! Which word lists every token stands in: looked up once, without a string for each token.

use std::ops::Range;

use super::lexicon::{Lexicon, Lists};
use crate::parse::Parse;

/// The lists of a document's tokens and of pairs of them.
pub(super) struct Words {
    one: Vec<Lists>,
    two: Vec<Lists>,
}

impl Words {
    /// Looks every token up by its form; for what descriptions are of, by its lemma too.
    pub fn new(parse: &Parse, lexicon: &Lexicon) -> Self {
        let mut form = String::new();
        let (mut one, mut two) = (Vec::with_capacity(parse.len()), Vec::with_capacity(parse.len()));
        let mut pair = String::new();
        for i in 0..parse.len() {
            lower(parse.str(i).trim_end_matches('.'), &mut form);
            let mut lists = lexicon.lists(&form);
            if i > 0 {
                // `pair` holds the form before this one.
                pair.push(' ');
                let before = pair.len();
                pair.push_str(&form);
                let mut both = lexicon.lists(&pair);
                if parse.token(i).tag.is_noun() {
                    lower(parse.lemma(i), &mut form);
                    lists = lists.or(lexicon.lists(&form).and(Lists::DESCRIBED));
                    pair.truncate(before);
                    pair.push_str(&form);
                    both = both.or(lexicon.lists(&pair).and(Lists::DESCRIBED));
                    lower(parse.str(i).trim_end_matches('.'), &mut form);
                }
                two.push(both);
            }
            one.push(lists);
            pair.clear();
            pair.push_str(&form);
        }
        two.push(Lists::default());
        Self { one, two }
    }

    /// The lists of token `i`.
    #[inline]
    pub fn at(&self, i: usize) -> Lists {
        self.one[i]
    }

    /// The lists of tokens `i` and `i + 1` as one entry ("prime minister").
    #[inline]
    pub fn pair(&self, i: usize) -> Lists {
        self.two[i]
    }

    /// The lists a run of tokens ends in: of its last two tokens as one entry, if there is one, else of its last.
    pub fn end_of(&self, tokens: &Range<usize>) -> Lists {
        let last = tokens.end - 1;
        let both = if tokens.len() > 1 { self.two[last - 1] } else { Lists::default() };
        if both == Lists::default() { self.one[last] } else { both }
    }
}

fn lower(from: &str, to: &mut String) {
    to.clear();
    if from.is_ascii() {
        to.push_str(from);
        to.make_ascii_lowercase();
    } else {
        to.extend(from.chars().flat_map(char::to_lowercase));
    }
}
