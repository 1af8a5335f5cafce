//! Cutting sentences into units that each carry one claim.
//!
//! A unit is a predicate with its own words. It starts at
//!  - the root of a sentence, and verbs co-ordinated with it;
//!  - what a cue of speech introduces (the cue and its source are left out of it);
//!  - an adverbial, absolute ("with 40 people moved") or non-restrictive relative clause;
//!  - an event noun in a phrase of cause or circumstance ("due to shelling by tanks");
//!  - a co-ordinated object with a figure of its own ("30 rockets and 800 bombs").
//!
//! The words of a unit are the subtree of its head without the units nested in it. Sources: the clause types
//! of Quirk et al., "A Comprehensive Grammar of the English Language" (1985), ch. 14-15, read off the
//! dependency labels of ClearNLP.

mod idle;
mod split;

use std::ops::Range;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_text::Span;

use crate::stance::StanceLexicon;
use crate::types::{Attribution, Event};

pub(crate) use idle::is_idle;
pub(crate) use split::is_condition;
pub use split::{Head, heads};

/// What made a clause a unit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// The main clause of a sentence, or one co-ordinated with it.
    Main,
    /// What a cue introduces.
    Content,
    /// A subordinate clause with a meaning of its own.
    Adverbial,
    /// A participle: result or manner ("injuring 15 people").
    Participle,
    /// A non-restrictive relative clause.
    Relative,
    /// A remark on the clause before: "..., an account that the rebels dispute".
    Remark,
    /// "with 40 people moved".
    Absolute,
    /// An event noun in a phrase of cause or circumstance.
    Nominal,
    /// A co-ordinated object with its own figure.
    Conjunct,
    /// One part of a heading.
    Heading,
}

impl UnitKind {
    /// Whether the clause cannot stand by itself.
    pub fn hangs(self) -> bool {
        !matches!(self, Self::Main | Self::Content | Self::Heading)
    }
}

/// A clause that carries a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The token the others hang on.
    pub head: usize,
    /// Own tokens, in order.
    pub tokens: Vec<usize>,
    /// What made it a unit.
    pub kind: UnitKind,
    /// Index of the unit it is nested in or co-ordinated with.
    pub parent: Option<usize>,
    /// The characters: from the first to the last own word.
    pub span: Span,
    /// Sentence index.
    pub sentence: usize,
}

/// The units of sentence `sentence`, in text order of their heads.
///
/// `skip` holds tokens that belong to cues and sources and carry no claim of their own.
pub fn units(
    parse: &Parse,
    sentence: usize,
    attributions: &[&Attribution],
    events: &[Event],
    figures: &[usize],
    lexicon: &StanceLexicon,
) -> Vec<Unit> {
    let range = parse.sentences()[sentence].tokens.clone();
    let heads = split::heads(parse, sentence, attributions, events, figures, lexicon);
    let mut owner: Vec<Option<usize>> = vec![None; range.len()];
    for (k, head) in heads.iter().enumerate() {
        owner[head.token - range.start] = Some(k);
        owner[head.top - range.start] = Some(k);
        if let Some(c) = head.condition {
            owner[c - range.start] = Some(k);
        }
    }
    // Each token belongs to the nearest unit head above it.
    let of = |i: usize| {
        parse.ancestors(i).find_map(|a| range.contains(&a).then(|| owner[a - range.start]).flatten())
    };
    let skip = skipped(parse, lexicon, range.clone(), attributions);
    let mut tokens: Vec<Vec<usize>> = vec![Vec::new(); heads.len()];
    for i in range.clone() {
        if skip[i - range.start] {
            continue;
        }
        if let Some(k) = of(i) {
            tokens[k].push(i);
        }
    }
    let mut units = Vec::new();
    let mut index = vec![None; heads.len()];
    for (k, head) in heads.iter().enumerate() {
        let own = trimmed(parse, std::mem::take(&mut tokens[k]));
        // What is left of a clause whose cue was cut off ("..., she said") carries nothing.
        if skip[head.token - range.start] || !own.iter().any(|&i| carries(parse, i)) {
            continue;
        }
        let span = parse.span(own[0]..own[own.len() - 1] + 1);
        index[k] = Some(units.len());
        units.push(Unit { head: head.token, tokens: own, kind: head.kind, parent: None, span, sentence });
    }
    for (k, head) in heads.iter().enumerate() {
        let Some(u) = index[k] else { continue };
        let above = parse.head(head.top);
        let up = (above != head.top).then(|| of(above)).flatten().filter(|&p| p != k);
        units[u].parent = up.and_then(|p| index[p]);
    }
    units
}

/// Words that can carry a claim: not only names of who speaks, function words or punctuation.
fn carries(parse: &Parse, i: usize) -> bool {
    matches!(parse.token(i).pos, Pos::Verb | Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num | Pos::Aux)
}

/// Which tokens of a sentence belong to a cue or a source that is cut off from its content.
fn skipped(
    parse: &Parse,
    lexicon: &StanceLexicon,
    range: Range<usize>,
    attributions: &[&Attribution],
) -> Vec<bool> {
    let mut skip = vec![false; range.len()];
    for a in attributions.iter().filter(|a| range.contains(&a.cue_token) && cuts_off(parse, a)) {
        // A subject that the cue shares with another clause ("X condemned A and said B") stays with that clause.
        let own = a.rule == "tail"
            || a.source_token.is_none_or(|s| {
                governor(parse, s).is_none_or(|v| v == a.cue_token || !parse.token(a.cue_token).tag.is_verb())
            });
        // What goes on after a colon shares its source with the clause before.
        let source = if own && a.rule != "after-colon" { &a.source[..] } else { &[] };
        for span in source.iter().chain(&a.cue).chain(&a.evidence) {
            for i in parse.tokens_in(*span) {
                // "said Nek Mohammad, who lost 14 relatives": told of the speaker, by whoever reports.
                if counts_in_aside(parse, i, *span) {
                    continue;
                }
                if range.contains(&i) && !a.content.iter().any(|c| c.contains(parse.token(i).span)) {
                    skip[i - range.start] = true;
                }
            }
        }
        // "The institute continues to assess that ...": how long it says so is no fact of its own.
        let over = parse.head(a.cue_token);
        let lasts = parse.token(a.cue_token).dep == Dep::Xcomp
            && matches!(parse.lemma(over), "continue" | "begin" | "start" | "keep" | "go");
        if lasts && range.contains(&over) {
            for i in std::iter::once(over).chain(parse.children(over)).filter(|i| range.contains(i)) {
                skip[i - range.start] = true;
            }
        }
        // "..., citing bloggers": the participle goes with what it governs.
        for span in &a.evidence {
            for i in parse.tokens_in(*span) {
                let h = parse.head(i);
                if range.contains(&h)
                    && parse.token(h).tag == Tag::Vbg
                    && !parse.tokens_in(*span).contains(&h)
                {
                    skip[h - range.start] = true;
                }
            }
        }
        // What modifies the cue word itself ("said on Monday that", "told reporters") goes with it.
        if parse.token(a.cue_token).tag.is_verb() {
            for c in parse.children(a.cue_token) {
                let t = parse.token(c);
                let whole = parse.span(parse.subtree(c));
                let in_content = a.content.iter().any(|s| s.overlaps(whole));
                // "said, speaking on condition of anonymity because ...": how it was said, not what happened.
                let manner =
                    t.dep == Dep::Advcl && t.tag == Tag::Vbg && lexicon.speaking.contains(parse.lemma(c));
                if !in_content
                    && (manner || !matches!(t.dep, Dep::Conj | Dep::Advcl | Dep::Ccomp | Dep::Parataxis))
                {
                    let own = parse.subtree(c);
                    for i in own.clone().filter(|&i| range.contains(&i) && !counts_in_aside(parse, i, whole))
                    {
                        skip[i - range.start] = true;
                    }
                }
            }
        }
    }
    skip
}

/// Token `i` of a source stands in a relative clause after a comma that has a figure.
fn counts_in_aside(parse: &Parse, i: usize, source: Span) -> bool {
    parse.ancestors(i).take_while(|&a| source.contains(parse.token(a).span)).any(|a| {
        let whole = parse.subtree(a);
        parse.token(a).dep == Dep::Relcl
            && whole.start > 0
            && parse.str(whole.start - 1) == ","
            && whole.clone().any(|k| parse.token(k).tag == Tag::Cd)
    })
}

/// The nearest verb above a token.
fn governor(parse: &Parse, i: usize) -> Option<usize> {
    parse.ancestors(i).skip(1).find(|&a| parse.token(a).tag.is_verb())
}

/// Whether a sentence stands in a title or a cross-heading.
pub(crate) fn in_heading(parse: &Parse, sentence: usize) -> bool {
    parse.doc().blocks[parse.sentences()[sentence].block].kind.is_heading()
}

/// Whether a claim's clause leaves out the cue: speech verbs with a clause or quotation as content, and
/// phrases like "according to". A cue that is itself what happened ("condemned the attack", "ordered an
/// evacuation", "wants to leave") stays in.
pub fn cuts_off(parse: &Parse, a: &Attribution) -> bool {
    if a.content.is_empty() || puts_question(parse, a) {
        return false;
    }
    if a.class == crate::types::AttributionClass::Attitude || a.class == crate::types::AttributionClass::Vague
    {
        return false;
    }
    if !parse.token(a.cue_token).tag.is_verb() || parse.lemma(a.cue_token) == "accord" {
        return true;
    }
    matches!(a.rule, "tail" | "after-colon") || content_is_clause(parse, a)
}

/// "asked residents whether they were Sunni": what is asked is said by nobody.
pub(crate) fn puts_question(parse: &Parse, a: &Attribution) -> bool {
    let asks = matches!(a.cue_lemma.as_str(), "ask" | "inquire" | "enquire" | "wonder");
    let opens = || a.content.iter().flat_map(|s| parse.tokens_in(*s)).next();
    asks && !a.direct_quote
        && opens().is_some_and(|i| {
            matches!(parse.token(i).tag, Tag::Wrb | Tag::Wp)
                || ["whether", "if"].iter().any(|w| parse.str(i).eq_ignore_ascii_case(w))
        })
}

/// The content has a finite verb or stands in quotation marks from its first word on.
pub fn content_is_clause(parse: &Parse, a: &Attribution) -> bool {
    let quote = a
        .content
        .iter()
        .any(|s| s.slice(&parse.doc().text).trim_start().starts_with(['"', '“', '„', '«', '‘', '\'']));
    let clausal = |i: usize| {
        let t = parse.token(i);
        t.tag.is_finite() || matches!(t.dep, Dep::Auxpass | Dep::Aux) && t.tag != Tag::To
    };
    let head_clause = a.content.iter().any(|s| {
        let tokens = parse.tokens_in(*s);
        let top = tokens.clone().find(|&i| !tokens.contains(&parse.head(i)) || parse.head(i) == i);
        top.is_some_and(|h| {
            let t = parse.token(h);
            (t.tag.is_verb() || matches!(t.dep, Dep::Ccomp | Dep::Root | Dep::Parataxis))
                && (t.tag.is_finite()
                    || parse.children(h).any(clausal)
                    || matches!(t.dep, Dep::Ccomp | Dep::Root))
                && t.dep != Dep::Xcomp
        })
    });
    quote || head_clause
}

/// Own tokens without punctuation and linking words at either end.
fn trimmed(parse: &Parse, mut tokens: Vec<usize>) -> Vec<usize> {
    let loose = |i: usize| {
        let t = parse.token(i);
        // A hyphen or symbol the parser took for a word still carries nothing.
        t.pos == Pos::Punct
            || t.dep == Dep::Cc
            || t.dep == Dep::Mark && t.tag == Tag::In && parse.lemma(i) == "that"
            || !parse.str(i).contains(char::is_alphanumeric)
    };
    // What a nested unit left behind: "fled the region due to ..." without its "due to".
    let dangling = |i: usize, tokens: &[usize]| {
        let t = parse.token(i);
        matches!(t.dep, Dep::Prep | Dep::Agent | Dep::Mark)
            || t.dep == Dep::Pcomp && t.tag == Tag::In && !parse.children(i).any(|c| tokens.contains(&c))
    };
    while tokens.last().is_some_and(|&i| loose(i) || dangling(i, &tokens)) {
        tokens.pop();
    }
    let skip = tokens.iter().take_while(|&&i| loose(i)).count();
    tokens.drain(..skip);
    tokens
}
