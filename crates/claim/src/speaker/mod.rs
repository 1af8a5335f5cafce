//! From the words of a source to the party that answers for a claim.
//!
//! A person goes by the longest form of the name in the report, an office by its name with its state, an
//! unnamed party as it is called. What was inferred (the state of "the defense ministry", whom "he" means)
//! is said in the reasons.

mod body;
mod person;

use std::ops::Range;

use tidings_gazetteer::Gazetteer;
use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::name::{Lexicon as NameLexicon, Lists};
use tidings_mention::{Mentions, NameKind, Parse};
use tidings_text::Span;

use crate::stance;
use crate::state::States;
use crate::types::{Attribution, Reason};

/// What a speaker is called where the text names nobody.
pub const UNNAMED: &str = "unnamed";

/// How many names back a description or pronoun can point.
const IN_MIND: usize = 200;

/// A resolved speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// Name as resolved.
    pub name: String,
    /// The mention.
    pub span: Option<Span>,
    /// How it was resolved, where that took more than reading it off.
    pub reasons: Vec<Reason>,
}

/// What resolving needs to know of the document.
pub struct Context<'a> {
    /// The parse.
    pub parse: &'a Parse<'a>,
    /// Its mentions.
    pub mentions: &'a Mentions,
    /// Its states.
    pub states: &'a States,
    /// Country names.
    pub gazetteer: &'a Gazetteer,
    /// Words of office and role.
    pub names: &'a NameLexicon,
}

/// Pronouns that need not stand for anybody.
const IMPERSONAL: [&str; 5] = ["it", "this", "that", "which", "what"];

impl Context<'_> {
    /// The speaker of each attribution, in order. Earlier ones help to resolve later ones.
    pub fn speakers(&self, attributions: &[Attribution]) -> Vec<Speaker> {
        let mut out: Vec<Speaker> = Vec::with_capacity(attributions.len());
        for (k, a) in attributions.iter().enumerate() {
            let speaker = self.speaker(a, &attributions[..k], &out);
            out.push(speaker);
        }
        self.first_persons(attributions, &mut out);
        out
    }

    /// "I", "we" in a quotation: whoever is quoted, which the text may say only after the quotation.
    fn first_persons(&self, attributions: &[Attribution], out: &mut [Speaker]) {
        let first = |a: &Attribution| {
            let word = a.source_token.map(|t| self.parse.str(t).to_lowercase());
            word.is_some_and(|w| matches!(w.as_str(), "i" | "we"))
        };
        for (k, a) in attributions.iter().enumerate().filter(|(_, a)| first(a)) {
            let mut outer = a.inside;
            let quoted = std::iter::from_fn(|| {
                let o = outer?;
                outer = attributions[o].inside;
                Some(o)
            });
            let Some(o) = quoted.take(attributions.len()).find(|&o| !first(&attributions[o])) else {
                continue;
            };
            if out[o].name != UNNAMED {
                let from = out[o].span;
                let name = out[o].name.clone();
                out[k].name = name;
                out[k].reasons = vec![Reason { field: "speaker", rule: "who is quoted".into(), span: from }];
            }
        }
    }

    fn speaker(&self, a: &Attribution, before: &[Attribution], resolved: &[Speaker]) -> Speaker {
        let parse = self.parse;
        let Some(&span) = a.source.first() else {
            return Speaker { name: UNNAMED.into(), span: None, reasons: Vec::new() };
        };
        let tokens = parse.tokens_in(span);
        if tokens.is_empty() {
            return Speaker {
                name: span.slice(&parse.doc().text).to_string(),
                span: Some(span),
                reasons: Vec::new(),
            };
        }
        let head = a
            .source_token
            .filter(|h| tokens.contains(h))
            .unwrap_or_else(|| tidings_mention::name::head_of(parse, tokens.clone()));
        let said = |name: String, rule: &str, from: Option<Span>| Speaker {
            name,
            span: Some(span),
            reasons: vec![Reason { field: "speaker", rule: rule.into(), span: from.or(Some(span)) }],
        };
        let word = parse.str(head).to_lowercase();
        if parse.token(head).pos == Pos::Pron
            || matches!(parse.token(head).tag, Tag::Prp | Tag::Wp | Tag::Wdt)
        {
            return match self.antecedent(head, &word, before, resolved) {
                Some((name, from)) => said(name, "pronoun", from),
                // "It" of which nothing tells names nobody; "they" and "he" are at least people.
                None if IMPERSONAL.contains(&word.as_str()) => {
                    said(UNNAMED.into(), "pronoun without antecedent", None)
                }
                None => said(parse.text(tokens).to_string(), "pronoun without antecedent", None),
            };
        }
        if let Some(rule) = self.is_nobody(&tokens, head) {
            return said(UNNAMED.into(), rule, None);
        }
        if stance::is_earlier_version(parse, &tokens) {
            let own = parse.doc().meta.publisher.clone().unwrap_or_else(|| UNNAMED.into());
            return said(own, "the publisher's own earlier words", None);
        }
        if let Some((name, from)) = self.person_in(&tokens, head) {
            return said(name, "person", Some(from));
        }
        if is_data(parse, head) && self.name_in(&tokens).is_none() {
            return said(UNNAMED.into(), "data of nobody named", None);
        }
        // "X said its office ...": the office of X. Elsewhere whose it is stays open.
        if let Some(own) = parse.children_by(head, Dep::Poss).find(|&c| parse.token(c).tag == Tag::PrpPoss) {
            let third = ["his", "her", "its", "their"].iter().any(|w| parse.str(own).eq_ignore_ascii_case(w));
            let beside = before.len().checked_sub(1).filter(|&o| {
                parse.token(before[o].cue_token).sentence == parse.token(head).sentence
                    && !before[o].source.is_empty()
            });
            let outer = a.inside.or(beside).filter(|_| third).and_then(|o| resolved.get(o));
            let outer = outer.filter(|s| s.name != UNNAMED);
            return match outer {
                Some(owner) => {
                    let words: Vec<&str> = (own + 1..=head).map(|i| parse.str(i)).collect();
                    let name = format!("{} of {}", title_case(&words), owner.name);
                    said(name, "possessor is who says it", owner.span)
                }
                None => said(self.printed(&tokens, head), "as printed", None),
            };
        }
        if let Some((name, from)) = self.appositive(&tokens, head) {
            return said(name, "name beside its description", Some(from));
        }
        if let Some((name, from)) = self.by_role(&tokens, head) {
            return said(name, "person with this role", Some(from));
        }
        if self.names.lists(parse.lemma_lower(head)).any(Lists::PRODUCT)
            && self.name_in(&tokens).is_none()
            && let Some(last) =
                self.nearest(a, before).and_then(|k| resolved.get(k)).filter(|s| s.name != UNNAMED)
        {
            return said(last.name.clone(), "whose report it is", last.span);
        }
        if let Some(s) = self.local_body(&tokens, head, before, resolved) {
            return said(s.name.clone(), "the same body as before", s.span);
        }
        self.described(&tokens, head, span)
            .unwrap_or_else(|| said(self.printed(&tokens, head), "as printed", None))
    }

    /// A source that cannot speak, or names nobody: a day, a bare division, hearsay, "one of them".
    fn is_nobody(&self, tokens: &Range<usize>, head: usize) -> Option<&'static str> {
        let parse = self.parse;
        let span = parse.span(tokens.clone());
        let day = self.mentions.times_in(span).iter().any(|t| parse.tokens_in(t.span).contains(&head));
        if day {
            return Some("a time names nobody");
        }
        let lemma = parse.lemma_lower(head);
        if matches!(lemma, "rumour" | "rumor" | "hearsay" | "gossip") {
            return Some("hearsay names nobody");
        }
        let alone = tokens.clone().all(|i| i == head || parse.token(i).pos == Pos::Det);
        if alone && matches!(lemma, "province" | "district" | "region" | "county" | "town" | "village") {
            return Some("a place without a name");
        }
        let some_of = matches!(lemma, "one" | "some" | "another" | "other" | "two" | "many")
            && tokens.clone().any(|i| matches!(parse.token(i).tag, Tag::Prp));
        (some_of || alone && matches!(lemma, "one" | "some" | "another" | "many"))
            .then_some("one of several who are not named")
    }

    /// The last attribution before `a` whose source is somebody, not a text or a picture.
    fn nearest(&self, a: &Attribution, before: &[Attribution]) -> Option<usize> {
        let parse = self.parse;
        let here = parse.token(a.cue_token).sentence;
        let made = Lists::PRODUCT.or(Lists::SIGHT);
        (0..before.len()).rev().find(|&k| {
            let s = parse.token(before[k].cue_token).sentence;
            let thing =
                before[k].source_token.is_some_and(|t| self.names.lists(parse.lemma_lower(t)).any(made));
            s < here && here - s <= 2 && !before[k].source.is_empty() && before[k].inside.is_none() && !thing
        })
    }

    fn name_in(&self, tokens: &Range<usize>) -> Option<usize> {
        let m = self.mentions;
        (m.name_from(tokens.start)..m.name_from(tokens.end)).find(|&i| {
            let n = &m.names[i];
            n.tokens.1 as usize <= tokens.end && n.kind != NameKind::Group
        })
    }

    /// The source as printed: without article, relative clause and apposition.
    fn printed(&self, tokens: &Range<usize>, head: usize) -> String {
        let parse = self.parse;
        let mut range = tokens.clone();
        while range.start < head
            && (matches!(parse.token(range.start).tag, Tag::Dt) || parse.token(range.start).pos == Pos::Punct)
        {
            range.start += 1;
        }
        // "the charity Doctors at Sea": the name alone.
        let left = parse.token(head).left_edge as usize;
        if left > range.start
            && parse.str(head).starts_with(char::is_uppercase)
            && (range.start..left).all(|i| parse.str(i).starts_with(char::is_lowercase))
        {
            range.start = left;
        }
        let stop = (head + 1..range.end).find(|&i| {
            matches!(parse.token(i).dep, Dep::Relcl | Dep::Acl | Dep::Appos | Dep::Advmod)
                || matches!(parse.str(i), "," | "(" | "–" | "—")
        });
        range.end = stop.map_or(range.end, |s| (parse.token(s).left_edge as usize).max(head + 1));
        clean(parse.text(range))
    }
}

fn is_plural(parse: &Parse, i: usize) -> bool {
    matches!(parse.token(i).tag, Tag::Nns | Tag::Nnps) || parse.child(i, Dep::Conj).is_some()
}

/// "preliminary data", "initial reports": a source that is nobody.
fn is_data(parse: &Parse, head: usize) -> bool {
    let lemma = parse.lemma_lower(head);
    let early = || {
        parse.children_by(head, Dep::Amod).any(|c| {
            matches!(
                parse.lemma_lower(c),
                "preliminary"
                    | "initial"
                    | "early"
                    | "first"
                    | "unconfirmed"
                    | "available"
                    | "unverified"
                    | "incoming"
            )
        })
    };
    let owned = parse.children(head).any(|c| {
        parse.token(c).dep == Dep::Poss
            || parse.token(c).dep == Dep::Prep && matches!(parse.lemma(c), "by" | "from" | "of")
    });
    !owned
        && (matches!(lemma, "data" | "datum" | "information")
            || matches!(
                lemma,
                "report" | "estimate" | "figure" | "result" | "count" | "tally" | "assessment"
            ) && early())
}

/// One line, single spaces, no possessive at the end.
fn clean(s: &str) -> String {
    let joined = s.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.trim_end_matches("'s").trim_end_matches("’s").trim_end_matches([',', ';', ':']).to_string()
}

/// "defense ministry" as a name: "Defense Ministry".
fn title_case(words: &[&str]) -> String {
    let mut out = String::new();
    for (k, w) in words.iter().enumerate() {
        let small = matches!(*w, "of" | "for" | "and" | "the" | "in" | "on" | "at");
        if k > 0 && !w.starts_with(['\'', '’', ')', ',']) {
            out.push(' ');
        }
        let mut chars = w.chars();
        match chars.next() {
            Some(c) if !small || k == 0 => {
                out.extend(c.to_uppercase());
                out.push_str(chars.as_str());
            }
            _ => out.push_str(w),
        }
    }
    out
}
