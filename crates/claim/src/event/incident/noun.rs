//! What a noun phrase stands for: a person, a thing, a weapon, a perpetrator; and its words.

use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::{Mentions, NameKind, Parse};

use super::words::Words;

/// A report with the table it is read by.
#[derive(Clone, Copy)]
pub(super) struct View<'a, 'd> {
    pub parse: &'a Parse<'d>,
    pub mentions: &'a Mentions,
    pub words: &'a Words,
}

impl View<'_, '_> {
    /// Lemma in lower case; plurals of what the lemmatizer takes for a name are undone.
    pub fn lemma(&self, i: usize) -> String {
        let lemma = self.parse.lemma_lower(i);
        if matches!(self.parse.token(i).tag, Tag::Nnp | Tag::Nnps | Tag::Nn) && lemma.len() > 3 {
            if let Some(stem) = lemma.strip_suffix("men") {
                return format!("{stem}man");
            }
            if let Some(stem) = lemma.strip_suffix('s').filter(|s| !s.ends_with('s') && !s.ends_with("bu")) {
                let known = |w: &str| {
                    ["hum", "phys", "tool", "perp"]
                        .iter()
                        .any(|l| self.words.class(l, &[w.to_string()]).is_some())
                };
                if !known(lemma) && known(stem) {
                    return stem.to_string();
                }
            }
        }
        lemma.to_string()
    }

    /// Tokens of the noun phrase up to its head: determiner and modifiers before it, without what follows.
    pub fn phrase(&self, head: usize) -> std::ops::Range<usize> {
        let first = self
            .parse
            .children(head)
            .filter(|&c| {
                c < head
                    && matches!(
                        self.parse.token(c).dep,
                        Dep::Compound
                            | Dep::Amod
                            | Dep::Nmod
                            | Dep::Nummod
                            | Dep::Det
                            | Dep::Poss
                            | Dep::Predet
                            | Dep::Quantmod
                    )
            })
            .map(|c| self.parse.subtree(c).start)
            .min()
            .unwrap_or(head);
        let first = if head - first > 8 { head } else { first };
        first..head + 1
    }

    /// The lemmas of the phrase without determiners.
    pub fn lemmas(&self, head: usize) -> Vec<String> {
        self.phrase(head)
            .filter(|&i| !matches!(self.parse.token(i).dep, Dep::Det | Dep::Punct) || i == head)
            .map(|i| self.lemma(i))
            .collect()
    }

    /// Type of the phrase in one of the table's lists.
    pub fn class(&self, list: &str, head: usize) -> Option<&str> {
        self.words.class(list, &self.lemmas(head))
    }

    /// Whether a person's name ends or stands at the token.
    pub fn is_person_name(&self, head: usize) -> bool {
        self.person(head).is_some()
    }

    /// The person's name that holds the token.
    pub fn person(&self, head: usize) -> Option<&tidings_mention::Name> {
        let at = head as u32;
        self.mentions.names.iter().find(|n| n.kind == NameKind::Person && n.tokens.0 <= at && at < n.tokens.1)
    }

    /// The text of a run of tokens in capitals with single spaces, without openers.
    pub fn upper(&self, mut tokens: std::ops::Range<usize>) -> String {
        while tokens.len() > 1 {
            let i = tokens.start;
            let word = self.parse.str(i).to_lowercase();
            let number = self.parse.token(i).pos == Pos::Num;
            if self.words.is("opener", &word) || number || self.parse.token(i).dep == Dep::Punct {
                tokens.start += 1;
            } else {
                break;
            }
        }
        if tokens.is_empty() {
            return String::new();
        }
        let text = self.parse.span(tokens).slice(&self.parse.doc().text);
        text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
    }

    /// Plural in form.
    pub fn is_plural(&self, head: usize) -> bool {
        let t = self.parse.token(head);
        matches!(t.tag, Tag::Nns | Tag::Nnps)
            || self.parse.children_by(head, Dep::Nummod).any(|c| !matches!(self.parse.lemma(c), "one" | "1"))
            || matches!(
                self.lemma(head).as_str(),
                "people" | "personnel" | "police" | "population" | "family" | "transportation"
            )
            || (t.tag == Tag::Nnp
                && self.parse.str(head).to_lowercase().ends_with('s')
                && self.class("hum", head).is_some())
    }

    /// Through "group of", "members of" to the noun that says who.
    pub fn inner(&self, head: usize) -> Option<usize> {
        let of = self
            .parse
            .children_by(head, Dep::Prep)
            .find(|&p| matches!(self.parse.lemma(p), "of" | "from"))?;
        self.parse.child(of, Dep::Pobj)
    }
}
