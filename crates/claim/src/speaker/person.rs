//! Persons: by name, by title ("the magistrate"), by the name beside a description, by pronoun.

use std::ops::Range;

use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::name::Lists;
use tidings_mention::{Name, NameKind};
use tidings_text::Span;

use super::{Context, IN_MIND, Speaker, UNNAMED, clean, is_plural};
use crate::types::Attribution;

impl Context<'_> {
    /// A person named in the source, by the longest form of the name.
    pub(super) fn person_in(&self, tokens: &Range<usize>, head: usize) -> Option<(String, Span)> {
        let names = &self.mentions.names;
        let fits = |i: usize| {
            let n = &names[i];
            let own = n.tokens.0 as usize..n.tokens.1 as usize;
            let top = tidings_mention::name::head_of(self.parse, own.clone());
            n.kind == NameKind::Person
                && own.start >= tokens.start
                && own.end <= tokens.end
                && (own.contains(&head)
                    || matches!(self.parse.token(top).dep, Dep::Appos)
                    || self.parse.head(top) == head && self.parse.token(top).dep != Dep::Poss)
        };
        let m = self.mentions;
        let i = (m.name_from(tokens.start)..m.name_from(tokens.end)).find(|&i| fits(i))?;
        Some((self.full_name(i), names[i].span))
    }

    /// "a spokesman, A B", "the coalition CSP": the name that stands beside a description, whatever it was taken for.
    pub(super) fn appositive(&self, tokens: &Range<usize>, head: usize) -> Option<(String, Span)> {
        let parse = self.parse;
        if parse.token(head).pos != Pos::Noun {
            return None;
        }
        let beside = parse.child(head, Dep::Appos).filter(|&a| {
            a > head && parse.token(a).pos == Pos::Propn && parse.token(a).left_edge as usize == head + 1
        });
        let last = (head..tokens.end).rev().find(|&i| parse.token(i).pos != Pos::Punct)? + 1;
        let comma = (head + 1..last).rev().find(|&i| parse.str(i) == ",");
        let chunk = match (beside, comma) {
            (Some(_), None) => head + 1..last,
            // "the paper Dawn, quoting sources"
            (Some(name), Some(c)) if name < c => head + 1..name + 1,
            (_, Some(c)) => c + 1..last,
            _ => return None,
        };
        let last = chunk.end;
        let proper = |i: usize| {
            matches!(parse.token(i).pos, Pos::Propn) && parse.str(i).starts_with(char::is_uppercase)
                || matches!(parse.str(i), "-" | "’" | "'")
        };
        let place = self.mentions.place_at(last - 1).is_some_and(|p| p.resolved);
        if chunk.is_empty() || chunk.len() > 6 || !chunk.clone().all(proper) || place {
            return None;
        }
        let span = parse.span(chunk.clone());
        let name = self.name_in(&chunk).map(|i| self.full_name(i));
        let printed = clean(span.slice(&parse.doc().text));
        Some((name.filter(|n| n.len() >= printed.len()).unwrap_or(printed), span))
    }

    /// "the magistrate": the last person named whose title has that word.
    pub(super) fn by_role(&self, tokens: &Range<usize>, head: usize) -> Option<(String, Span)> {
        let parse = self.parse;
        let t = parse.token(head);
        let the = parse.children_by(head, Dep::Det).any(|d| parse.lemma(d) == "the");
        if !the || tokens.len() > 2 || t.tag != Tag::Nn {
            return None;
        }
        let lemma = parse.lemma_lower(head);
        let names = &self.mentions.names;
        let earlier = self.mentions.name_from(tokens.start);
        let word = |i: usize| parse.lemma(i).eq_ignore_ascii_case(lemma);
        let bears = |n: &Name| {
            let own = n.tokens.0 as usize..n.tokens.1 as usize;
            let title = || {
                let role = n.role.map(|r| parse.tokens_in(r)).filter(|r| !r.is_empty());
                role.is_some_and(|r| word(tidings_mention::name::head_of(parse, r)))
            };
            // "district magistrate A B", "A B, the magistrate of the district"
            let before =
                || (own.start.saturating_sub(4)..own.start).any(|i| word(i) && own.contains(&parse.head(i)));
            let after = || own.clone().any(|i| parse.children_by(i, Dep::Appos).any(word));
            n.kind == NameKind::Person && (title() || before() || after())
        };
        let i = (0..earlier).rev().take(IN_MIND).find(|&i| bears(&names[i]))?;
        Some((self.full_name(i), names[i].span))
    }

    /// The longest form in the report of the name at index `i`.
    pub fn full_name(&self, i: usize) -> String {
        let names = &self.mentions.names;
        let text = &self.parse.doc().text;
        let of = names[i].same_as;
        let longest = names
            .iter()
            .enumerate()
            .filter(|(k, n)| *k == of || n.same_as == of)
            .map(|(_, n)| n.span.slice(text))
            .max_by_key(|s| (s.split_whitespace().count(), s.len()))
            .unwrap_or_else(|| names[i].span.slice(text));
        clean(longest)
    }

    /// Whom a pronoun means: a person or party that spoke or acted last.
    pub(super) fn antecedent(
        &self,
        at: usize,
        word: &str,
        before: &[Attribution],
        resolved: &[Speaker],
    ) -> Option<(String, Option<Span>)> {
        let parse = self.parse;
        let human = matches!(word, "he" | "she" | "who" | "him" | "her");
        let sentence = parse.token(at).sentence;
        // "officials who said": the noun the relative clause hangs on.
        if matches!(word, "who" | "which" | "that") {
            let clause = parse.ancestors(at).find(|&a| parse.token(a).dep == Dep::Relcl)?;
            let noun = parse.head(clause);
            let tokens = parse.token(noun).left_edge as usize..noun + 1;
            return Some((self.printed(&tokens, noun), Some(parse.span(tokens))));
        }
        if human {
            let earlier = self.mentions.name_from(at);
            let person =
                self.mentions.names[..earlier].iter().enumerate().rev().take(IN_MIND).find(|(_, n)| {
                    let t = n.tokens.0 as usize;
                    let head = tidings_mention::name::head_of(parse, t..n.tokens.1 as usize);
                    n.kind == NameKind::Person
                        && t < at
                        && sentence - parse.token(t).sentence <= 4
                        && matches!(
                            parse.token(head).dep,
                            Dep::Nsubj | Dep::Nsubjpass | Dep::Appos | Dep::Root
                        )
                });
            let named = person.map(|(i, n)| (n.tokens.0 as usize, self.full_name(i), n.span));
            let role = (matches!(word, "he" | "she")).then(|| self.role_before(at)).flatten();
            return match (named, role) {
                (Some((t, _, _)), Some(head))
                    if head > t && parse.token(head).sentence > parse.token(t).sentence =>
                {
                    let tokens = parse.subtree(head);
                    Some((self.printed(&tokens, head), Some(parse.span(tokens))))
                }
                (Some((_, name, span)), _) => Some((name, Some(span))),
                (None, Some(head)) => {
                    let tokens = parse.subtree(head);
                    Some((self.printed(&tokens, head), Some(parse.span(tokens))))
                }
                // A speaker whose name the parser took for something else.
                (None, None) => {
                    let (a, s) = before.iter().zip(resolved).next_back()?;
                    let near = sentence - parse.token(a.cue_token).sentence <= 2 && a.cue_token < at;
                    let one = a.source_token.is_some_and(|t| !is_plural(parse, t));
                    (near && one && s.name != UNNAMED).then(|| (s.name.clone(), s.span))
                }
            };
        }
        // "The party left the chamber. It demanded ...": the body that the sentence before is about.
        if word == "it"
            && let Some(found) = self.body_before(at, before)
        {
            return Some(found);
        }
        let last = before.iter().zip(resolved).rev().find(|(a, s)| {
            let one_human = || {
                a.source_token.is_some_and(|t| {
                    parse.token(t).tag == Tag::Nn && self.names.is_human(parse.lemma_lower(t))
                        || ["he", "she"].iter().any(|w| parse.str(t).eq_ignore_ascii_case(w))
                }) || s.reasons.iter().any(|r| r.rule.starts_with("person"))
            };
            s.name != UNNAMED
                && a.cue_token < at
                && sentence - parse.token(a.cue_token).sentence <= 3
                && !(matches!(word, "they" | "their" | "it" | "its") && one_human())
        });
        last.map(|(_, s)| (s.name.clone(), s.span))
    }

    /// The organisation that is the subject of the sentence before `at`, where nobody has spoken since.
    fn body_before(&self, at: usize, before: &[Attribution]) -> Option<(String, Option<Span>)> {
        let parse = self.parse;
        let here = parse.token(at).sentence;
        let s = here.checked_sub(1)?;
        let spoken =
            before.iter().rev().take(4).any(|a| (s..=here).contains(&parse.token(a.cue_token).sentence));
        let sentence = &parse.sentences()[s as usize];
        if spoken || parse.sentences()[here as usize].block != sentence.block {
            return None;
        }
        let subject = parse.children_by(sentence.root, Dep::Nsubj).find(|&c| c < sentence.root)?;
        if matches!(parse.token(subject).tag, Tag::Nns | Tag::Nnps) {
            return None;
        }
        let names = &self.mentions.names;
        let name = self.mentions.name_at(subject);
        let name = name.filter(|&i| matches!(names[i].kind, NameKind::Organisation | NameKind::Force));
        if let Some(i) = name {
            return Some((self.full_name(i), Some(names[i].span)));
        }
        let tokens = parse.subtree(subject);
        let lemma = parse.lemma_lower(subject);
        let body = self.names.lists(lemma).any(Lists::OFFICE.or(Lists::FORCE).or(Lists::PEOPLE));
        (body && !self.names.is_human(lemma))
            .then(|| (self.printed(&tokens, subject), Some(parse.span(tokens))))
    }

    /// The last subject before `at` that is one person without a name: "the mayor", "a farmer of 38".
    pub(super) fn role_before(&self, at: usize) -> Option<usize> {
        let parse = self.parse;
        let s = parse.token(at).sentence as usize;
        let from = parse.sentences()[s.saturating_sub(3)].tokens.start;
        (from..at).rev().find(|&i| {
            let t = parse.token(i);
            t.tag == Tag::Nn
                && matches!(t.dep, Dep::Nsubj | Dep::Nsubjpass)
                && !parse.subtree(i).contains(&at)
                && self.names.is_human(parse.lemma_lower(i))
                && parse.child(i, Dep::Appos).is_none()
        })
    }
}
