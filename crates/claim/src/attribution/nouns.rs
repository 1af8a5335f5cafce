//! Nominal and adjectival cues: "the claim that", "X's call for", "is confident that".

use tidings_mention::labels::{Dep, Pos, Tag};

use super::cues::{Entry, Frame, List};
use super::extents::{Pieces, is_infinitive, one, phrase, verb_group};
use super::found::{Found, Reader};
use super::sources::{Source, agent, is_author, is_passive, is_thing, noun_phrase, possessor, subject};
use super::verbs::{prepositional, tidy_cue};
use crate::AttributionClass;

/// Prepositions before whose words they are.
const FROM: [&str; 3] = ["by", "from", "among"];

/// The attribution that the noun at `n` makes.
pub(crate) fn noun(r: &Reader, n: usize) -> Option<Found> {
    let parse = r.parse;
    let entry = r.cues.noun(parse.lemma(n))?;
    let mut cue: Pieces = one(n..n + 1);
    let (content, rule) = noun_content(r, n, entry, &mut cue)?;
    let mut source = possessor(parse, n).or_else(|| named_by(r, n));
    if source.is_none() {
        source = carrier(r, n, &mut cue);
    }
    if let Some(s) = &source
        && (is_thing(parse, s.head) || is_author(parse, s.head) && r.speech_at(s.head).is_none())
    {
        return None;
    }
    // "said in a statement that": the verb's.
    if source.is_none() && in_phrase_of_cue(r, n) {
        return None;
    }
    // Nobody's plan or hope is the writer's word, unless a clause says what it is.
    if source.is_none() && rule != "noun-that" {
        return None;
    }
    // "reports from workers of looting": the parser gives the content to the workers.
    if let (Some(s), Some(c)) = (&mut source, content.first()) {
        for p in &mut s.pieces {
            if p.contains(&c.start) {
                let end = if p.contains(&(c.start - 1)) { c.start - 1 } else { c.start };
                p.end = end.max(p.start);
            }
        }
        s.pieces.retain(|p| !p.is_empty());
    }
    let source = source.filter(|s| !s.pieces.is_empty());
    let class = match (&source, entry.attitude) {
        (None, _) => AttributionClass::Vague,
        (_, true) => AttributionClass::Attitude,
        _ => AttributionClass::Explicit,
    };
    Some(Found {
        source,
        cue: tidy_cue(cue),
        cue_token: n,
        content,
        class,
        direct: false,
        evidence: Pieces::new(),
        rule,
    })
}

/// Whether the noun at `n` is a cue with a content.
pub(crate) fn has_content(r: &Reader, n: usize) -> bool {
    let entry = r.cues.noun(r.parse.lemma(n));
    entry.is_some_and(|e| noun_content(r, n, e, &mut Pieces::new()).is_some())
}

fn in_phrase_of_cue(r: &Reader, n: usize) -> bool {
    let parse = r.parse;
    let p = parse.head(n);
    parse.token(n).dep == Dep::Pobj
        && r.cues.lists(List::Media, r.lemma(n))
        && r.cues.verb(parse.lemma(parse.head(p))).is_some_and(|e| e.has(Frame::That))
}

/// A verb that the tagger took for a noun: "Officials estimate that", "the mayor charges that".
pub(crate) fn is_verb(r: &Reader, n: usize) -> bool {
    let parse = r.parse;
    r.cues.verb(parse.lemma(n)).is_some_and(|e| e.has(Frame::That))
        && parse.child(n, Dep::Nsubj).is_some_and(|s| s < n)
        && parse.child(n, Dep::Ccomp).is_some_and(|c| c > n)
}

fn noun_content(r: &Reader, n: usize, entry: &Entry, cue: &mut Pieces) -> Option<(Pieces, &'static str)> {
    let parse = r.parse;
    for c in parse.children(n).filter(|&c| c > n) {
        let token = parse.token(c);
        match token.dep {
            Dep::Acl | Dep::Ccomp | Dep::Relcl | Dep::Advcl => {
                let that = parse.children(c).any(|m| {
                    (parse.token(m).dep == Dep::Mark || parse.token(m).tag == Tag::In) && r.is(m, "that")
                });
                if that && entry.has(Frame::That) {
                    return Some((phrase(parse, c, &[]), "noun-that"));
                }
                if token.dep != Dep::Relcl && is_infinitive(parse, c) && entry.has(Frame::To) {
                    return Some((phrase(parse, c, &[]), "noun-to"));
                }
            }
            Dep::Prep if entry.prepositions.iter().any(|w| r.is(c, w)) => {
                if let Some(o) = prepositional(r, c) {
                    cue.push(c..c + 1);
                    return Some((phrase(parse, o, &[]), "noun-phrase"));
                }
            }
            _ => {}
        }
    }
    // "reports from aid workers of looting"
    let of = parse
        .children_by(n, Dep::Prep)
        .filter(|&p| p > n)
        .filter_map(|p| parse.child(p, Dep::Pobj))
        .find_map(|o| {
            parse.children_by(o, Dep::Prep).find(|&p| entry.prepositions.iter().any(|w| r.is(p, w)))
        });
    if parse.children_by(n, Dep::Prep).any(|p| FROM.iter().any(|w| r.is(p, w)))
        && let Some(p) = of
        && let Some(o) = prepositional(r, p)
    {
        cue.push(p..p + 1);
        return Some((phrase(parse, o, &[]), "noun-phrase"));
    }
    // "The hope is that ..."
    let be = parse.head(n);
    if parse.token(n).dep == Dep::Nsubj
        && parse.token(be).pos == Pos::Aux
        && entry.has(Frame::That)
        && let Some(c) = parse.children_by(be, Dep::Ccomp).find(|&c| c > be)
    {
        cue.push(be..be + 1);
        return Some((phrase(parse, c, &[]), "noun-that"));
    }
    None
}

/// "a statement from the ministry", "a claim by rebels", "fears among residents".
fn named_by(r: &Reader, n: usize) -> Option<Source> {
    let parse = r.parse;
    let p = parse.children_by(n, Dep::Prep).find(|&p| p > n && FROM.iter().any(|w| r.is(p, w)))?;
    noun_phrase(parse, parse.child(p, Dep::Pobj)?)
}

/// "The minister made a promise to ...": a verb that only carries the noun.
fn carrier(r: &Reader, n: usize, cue: &mut Pieces) -> Option<Source> {
    let parse = r.parse;
    let top = if parse.token(n).dep == Dep::Conj { parse.head(n) } else { n };
    let v = match parse.token(top).dep {
        Dep::Dobj | Dep::Nsubjpass | Dep::Attr => parse.head(top),
        _ => return None,
    };
    if !r.cues.lists(List::Carriers, r.lemma(v)) {
        return None;
    }
    let source = if is_passive(parse, v) { agent(parse, v) } else { subject(parse, v) }?;
    cue.extend(verb_group(parse, v));
    Some(source)
}

/// The attribution that the adjective at `a` makes: "is confident that", "were critical of".
pub(crate) fn adjective(r: &Reader, a: usize) -> Option<Found> {
    let parse = r.parse;
    let entry = r.cues.adjective(parse.lemma(a))?;
    let be = parse.head(a);
    if !matches!(parse.token(a).dep, Dep::Acomp | Dep::Conj | Dep::Oprd | Dep::Ccomp) || be == a {
        return None;
    }
    let mut cue: Pieces = one(a..a + 1);
    let content = parse.children(a).filter(|&c| c > a).find_map(|c| {
        let token = parse.token(c);
        match token.dep {
            Dep::Ccomp if entry.has(Frame::That) => Some(phrase(parse, c, &[])),
            Dep::Xcomp if entry.has(Frame::To) && is_infinitive(parse, c) => Some(phrase(parse, c, &[])),
            Dep::Prep if entry.prepositions.iter().any(|w| r.is(c, w)) => {
                let o = prepositional(r, c)?;
                cue.push(c..c + 1);
                Some(phrase(parse, o, &[]))
            }
            _ => None,
        }
    })?;
    cue.extend(verb_group(parse, be));
    let source = subject(parse, be);
    let named = source.filter(|s| !is_thing(parse, s.head));
    if named.as_ref().is_some_and(|s| is_author(parse, s.head) && r.speech_at(s.head).is_none()) {
        return None;
    }
    let class = if named.is_some() { AttributionClass::Attitude } else { AttributionClass::Vague };
    Some(Found {
        source: named,
        cue: tidy_cue(cue),
        cue_token: a,
        content,
        class,
        direct: false,
        evidence: Pieces::new(),
        rule: "adjective",
    })
}
