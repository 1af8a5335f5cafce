//! From the words of a source to the party that answers for a claim.
//!
//! A person goes by the longest form of the name in the report, an office by its name with its state, an
//! unnamed party as it is called. What was inferred (the state of "the defense ministry", whom "he" means)
//! is said in the reasons.

use std::ops::Range;

use tidings_gazetteer::Gazetteer;
use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::name::Lexicon as NameLexicon;
use tidings_mention::{Mentions, Name, NameKind, Parse, PlacePrecision, PlaceSense};
use tidings_text::Span;

use crate::state::{self, States};
use crate::types::{Attribution, Reason};

/// What a speaker is called where the text names nobody.
pub const UNNAMED: &str = "unnamed";

/// How many names back a description or pronoun can point.
const IN_MIND: usize = 200;

/// How many tokens around a bare role ("experts") a fuller mention of it is looked for.
const ROLE_REACH: usize = 1500;

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

/// Government bodies: their state belongs to the name.
const STATE_BODIES: [&str; 24] = [
    "ministry",
    "government",
    "army",
    "navy",
    "military",
    "police",
    "parliament",
    "embassy",
    "cabinet",
    "presidency",
    "forces",
    "force",
    "guard",
    "staff",
    "department",
    "court",
    "prosecutor",
    "senate",
    "congress",
    "council",
    "agency",
    "service",
    "office",
    "command",
];

/// What is written or made by somebody who is named elsewhere.
const PRODUCTS: [&str; 12] = [
    "analysis",
    "assessment",
    "report",
    "statement",
    "study",
    "paper",
    "update",
    "message",
    "post",
    "video",
    "release",
    "document",
];

impl Context<'_> {
    /// The speaker of each attribution, in order. Earlier ones help to resolve later ones.
    pub fn speakers(&self, attributions: &[Attribution]) -> Vec<Speaker> {
        let mut out: Vec<Speaker> = Vec::with_capacity(attributions.len());
        for (k, a) in attributions.iter().enumerate() {
            let speaker = self.speaker(a, &attributions[..k], &out);
            out.push(speaker);
        }
        out
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
                None => said(parse.text(tokens).to_string(), "pronoun without antecedent", None),
            };
        }
        if let Some((name, from)) = self.person_in(&tokens, head) {
            return said(name, "person", Some(from));
        }
        if PRODUCTS.contains(&parse.lemma(head).to_lowercase().as_str())
            && self.name_in(&tokens).is_none()
            && let Some(last) =
                nearest(parse, a, before).and_then(|k| resolved.get(k)).filter(|s| s.name != UNNAMED)
        {
            return said(last.name.clone(), "whose report it is", last.span);
        }
        self.described(&tokens, head, span)
            .unwrap_or_else(|| said(self.printed(&tokens, head), "as printed", None))
    }

    /// A person named in the source, by the longest form of the name.
    fn person_in(&self, tokens: &Range<usize>, head: usize) -> Option<(String, Span)> {
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

    fn name_in(&self, tokens: &Range<usize>) -> Option<usize> {
        let m = self.mentions;
        (m.name_from(tokens.start)..m.name_from(tokens.end)).find(|&i| {
            let n = &m.names[i];
            n.tokens.1 as usize <= tokens.end && n.kind != NameKind::Group
        })
    }

    /// Offices, organisations, states, and roles at an organisation.
    fn described(&self, tokens: &Range<usize>, head: usize, span: Span) -> Option<Speaker> {
        let parse = self.parse;
        let lemma = parse.lemma(head).to_lowercase();
        let mut reasons = Vec::new();
        let speaker = |name: String, mut reasons: Vec<Reason>, rule: &str| {
            reasons.push(Reason { field: "speaker", rule: rule.into(), span: Some(span) });
            Some(Speaker { name, span: Some(span), reasons })
        };
        // A state, or a capital or seat that stands for its government.
        if let Some(p) = self.mentions.place_at(head) {
            let c = p.candidates.first()?;
            if p.precision == PlacePrecision::Country
                && p.sense != PlaceSense::Demonym
                && p.sense != PlaceSense::Modifier
            {
                return speaker(c.name.clone(), reasons, "state");
            }
            if !c.country.is_empty() && p.sense == PlaceSense::Metonym {
                return speaker(
                    format!("Government of {}", state::name(self.gazetteer, &c.country)),
                    reasons,
                    "seat of government",
                );
            }
        }
        // A bare "the ministry" is the one named before, if one was.
        let bare = tokens.len() <= 2
            && matches!(
                lemma.as_str(),
                "ministry" | "department" | "agency" | "service" | "office" | "council" | "command"
            );
        if let Some((i, n)) = bare.then(|| self.named_before(&lemma, tokens)).flatten() {
            reasons.push(Reason { field: "speaker", rule: "definite description".into(), span: Some(n) });
            return speaker(self.full_name(i), reasons, "name");
        }
        if STATE_BODIES.contains(&lemma.as_str()) {
            let (office, own_state) = self.office(tokens, head);
            let state = own_state.or_else(|| {
                let (iso, same) = self.states.at(parse, head)?;
                let rule = if same { "state of the subject" } else { "state of an earlier subject" };
                reasons.push(Reason { field: "speaker", rule: rule.into(), span: None });
                Some(state::name(self.gazetteer, &iso))
            });
            return match state {
                Some(state) if !office.contains(&state) => {
                    speaker(format!("{office} of {state}"), reasons, "office")
                }
                _ => speaker(office, reasons, "office"),
            };
        }
        // "experts at the institute", "analysts from X": the organisation speaks.
        if self.names.is_role(&lemma)
            || matches!(lemma.as_str(), "expert" | "analyst" | "researcher" | "economist")
        {
            let at = parse
                .children_by(head, Dep::Prep)
                .filter(|&p| matches!(parse.lemma(p), "at" | "from" | "of" | "with" | "for"))
                .find_map(|p| self.organisation(&parse.subtree(p)));
            if let Some(name) = at.filter(|_| {
                matches!(
                    lemma.as_str(),
                    "expert"
                        | "analyst"
                        | "researcher"
                        | "economist"
                        | "experts"
                        | "analysts"
                        | "researchers"
                )
            }) {
                return speaker(name, reasons, "experts of an organisation");
            }
            // A bare "experts" that the report names more fully elsewhere.
            if tokens.len() <= 2
                && let Some(full) = self.fuller_role(&lemma, tokens)
            {
                return speaker(full, reasons, "named more fully elsewhere");
            }
            return None;
        }
        let own = self.name_in(tokens).filter(|&i| {
            let n = &self.mentions.names[i];
            (n.tokens.0 as usize..n.tokens.1 as usize).contains(&head)
        });
        // "the Church", "the Ministry": one capitalised common word points back like "the church".
        let own = own.filter(|&i| {
            let n = &self.mentions.names[i];
            n.tokens.1 - n.tokens.0 > 1 || !self.names.is_office(&lemma)
        });
        if let Some(i) = own {
            return speaker(self.full_name(i), reasons, "name");
        }
        // "the institute", "the Church": a name in the report with that word in it.
        self.named_before(&lemma, tokens).map(|(i, n)| {
            reasons.push(Reason { field: "speaker", rule: "definite description".into(), span: Some(n) });
            reasons.push(Reason { field: "speaker", rule: "name".into(), span: Some(span) });
            Speaker { name: self.full_name(i), span: Some(span), reasons }
        })
    }

    /// An earlier name of several words that has `lemma` among them: what "the institute" points back to.
    fn named_before(&self, lemma: &str, tokens: &Range<usize>) -> Option<(usize, Span)> {
        let earlier = self.mentions.name_from(tokens.start);
        let names = self.mentions.names[..earlier].iter().enumerate().rev().take(IN_MIND);
        let text = &self.parse.doc().text;
        let fits = |n: &Name| {
            matches!(n.kind, NameKind::Organisation | NameKind::Force)
                && n.tokens.1 - n.tokens.0 > 1
                && n.span.slice(text).split_whitespace().any(|w| w.to_lowercase() == lemma)
        };
        names.into_iter().find(|(_, n)| fits(n)).map(|(i, n)| (i, n.span))
    }

    /// An office without its state, and the state if the source itself names one.
    fn office(&self, tokens: &Range<usize>, head: usize) -> (String, Option<String>) {
        let parse = self.parse;
        let place_at = |i: usize| self.mentions.place_at(i).filter(|p| p.resolved);
        let mut state = None;
        let mut words: Vec<&str> = Vec::new();
        let mut skip_to = tokens.start;
        for i in tokens.clone() {
            if i < skip_to {
                continue;
            }
            let t = parse.token(i);
            if let Some(p) = place_at(i) {
                let c = &p.candidates[0];
                // Part of a body's proper name ("Moscow City Court") stays; a state in front or behind goes.
                if !c.country.is_empty()
                    && (p.precision == PlacePrecision::Country || i > head || p.sense == PlaceSense::Demonym)
                {
                    state = Some(state::name(self.gazetteer, &c.country));
                    skip_to = p.tokens.1 as usize;
                    if words.last().is_some_and(|w| matches!(*w, "in" | "of" | "the")) {
                        while words.last().is_some_and(|w| matches!(*w, "in" | "of" | "the")) {
                            words.pop();
                        }
                    }
                    continue;
                }
            }
            if matches!(t.tag, Tag::Dt | Tag::Pos | Tag::PrpPoss) && (i < head || t.tag != Tag::Dt)
                || t.pos == Pos::Punct && i < head
            {
                continue;
            }
            if matches!(t.dep, Dep::Relcl | Dep::Acl) || t.pos == Pos::Punct {
                break;
            }
            words.push(parse.str(i));
        }
        (title_case(&words), state)
    }

    fn organisation(&self, tokens: &Range<usize>) -> Option<String> {
        let m = self.mentions;
        let i = (m.name_from(tokens.start)..m.name_from(tokens.end)).find(|&i| {
            m.names[i].kind == NameKind::Organisation && m.names[i].tokens.1 as usize <= tokens.end
        })?;
        Some(self.full_name(i))
    }

    /// "Experts" in a heading, "military experts at the institute" in the text.
    fn fuller_role(&self, lemma: &str, tokens: &Range<usize>) -> Option<String> {
        let parse = self.parse;
        let singular = lemma.trim_end_matches('s');
        let order = (tokens.end..parse.len().min(tokens.end + ROLE_REACH))
            .chain(tokens.start.saturating_sub(ROLE_REACH)..tokens.start);
        for i in order.filter(|&i| {
            parse.lemma(i).to_lowercase().trim_end_matches('s') == singular && parse.token(i).tag.is_noun()
        }) {
            let named = parse.children_by(i, Dep::Prep).find_map(|p| self.organisation(&parse.subtree(p)));
            if named.is_some() {
                return named;
            }
        }
        None
    }

    /// Whom a pronoun means: a person or party that spoke or acted last.
    fn antecedent(
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
            return person.map(|(i, n)| (self.full_name(i), Some(n.span)));
        }
        let last = before.iter().zip(resolved).rev().find(|(a, s)| {
            s.name != UNNAMED && a.cue_token < at && sentence - parse.token(a.cue_token).sentence <= 3
        });
        last.map(|(_, s)| (s.name.clone(), s.span))
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
        let stop = (head + 1..range.end).find(|&i| {
            matches!(parse.token(i).dep, Dep::Relcl | Dep::Acl | Dep::Appos)
                || matches!(parse.str(i), "," | "(" | "–" | "—")
        });
        range.end = stop.map_or(range.end, |s| (parse.token(s).left_edge as usize).max(head + 1));
        clean(parse.text(range))
    }
}

fn nearest(parse: &Parse, a: &Attribution, before: &[Attribution]) -> Option<usize> {
    let here = parse.token(a.cue_token).sentence;
    (0..before.len()).rev().find(|&k| {
        let s = parse.token(before[k].cue_token).sentence;
        s < here && here - s <= 2 && !before[k].source.is_empty() && before[k].inside.is_none()
    })
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
