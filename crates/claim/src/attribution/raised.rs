//! Where the parser hangs a cue, its subject or its clause on the wrong word, by patterns that recur.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, EntityLabel, Pos, Tag};

use super::cues::{Frame, List};
use super::extents::one;
use super::found::Reader;
use super::sources::{Source, noun_phrase};

/// The upper cue of a verb of speech that the parser took for part of what is said:
/// in "he said the road was cut and added that help was near" it is he who added.
pub(crate) fn raised(r: &Reader, v: usize) -> Option<usize> {
    let parse = r.parse;
    let speaks = |i: usize| {
        r.cues.verb(parse.lemma(i)).is_some_and(|e| !e.attitude && e.has(Frame::That) && e.has(Frame::Quote))
    };
    if parse.child(v, Dep::Nsubj).is_some() {
        return None;
    }
    // "he said the road was cut, adding that ...", "..., citing ..."
    if parse.token(v).dep == Dep::Advcl && parse.token(v).tag == Tag::Vbg {
        let h = parse.head(v);
        let u = parse.head(h);
        let start = parse.subtree(v).start;
        let set_off = start > 0 && parse.str(start - 1) == ",";
        let joins = speaks(v) || r.cues.lists(List::Evidence, r.lemma(v));
        let under = parse.token(h).dep == Dep::Ccomp && u < h && h < v && speaks(u) && !speaks(h);
        return (set_off && joins && under).then_some(u);
    }
    let plain = r.cues.verb(parse.lemma(v)).is_some_and(|e| !e.attitude);
    if parse.token(v).dep != Dep::Conj || !plain {
        return None;
    }
    let mut h = parse.head(v);
    while parse.token(h).dep == Dep::Conj && parse.child(h, Dep::Nsubj).is_none() {
        h = parse.head(h);
    }
    let u = parse.head(h);
    let joined = parse.token(h).dep == Dep::Ccomp
        && h < v
        && u < h
        && !speaks(h)
        && speaks(u)
        && parse.token(u).tag == parse.token(v).tag
        && (speaks(v) && parse.child(v, Dep::Ccomp).is_some() || out_of_step(parse, h, v));
    joined.then_some(u)
}

/// "announced that 13 soldiers have died and called for a truce": the joined verb is in the tense of what was said, not of
/// what it is joined to, and has no auxiliary to share.
fn out_of_step(parse: &Parse, h: usize, v: usize) -> bool {
    let aux = |i: usize| parse.children(i).any(|c| matches!(parse.token(c).dep, Dep::Aux | Dep::Auxpass));
    parse.token(v).tag == Tag::Vbd
        && aux(h)
        && !aux(v)
        && parse.token(h).tag == Tag::Vbn
        && parse.children_by(h, Dep::Aux).any(|c| matches!(parse.token(c).tag, Tag::Vbp | Tag::Vbz))
}

/// "Save the Children said": a name that the parser read as a verb, right before the cue and at the head of its clause.
pub(crate) fn named_before(r: &Reader, v: usize) -> Option<Source> {
    let parse = r.parse;
    let group = (r.sentence(v).start..v)
        .rev()
        .find(|&i| !matches!(parse.token(i).dep, Dep::Aux | Dep::Neg | Dep::Advmod))?;
    let name = parse.entities().iter().find(|e| e.tokens.end == group + 1)?;
    let party = matches!(name.label, EntityLabel::Org | EntityLabel::Person);
    let start = name.tokens.start;
    let opens = start == r.sentence(v).start || matches!(parse.str(start - 1), "," | ";" | ":" | "\"" | "”");
    let misread = name.tokens.clone().any(|i| parse.token(i).tag.is_verb() || parse.token(i).pos == Pos::Adp);
    (party && opens && misread && r.speech_at(start).is_none())
        .then(|| Source { head: group, pieces: one(name.tokens.clone()) })
}

/// Whether the parser took a clause that is only joined to `v` ("A claimed X, but B shows Y") for what `v` says.
pub(crate) fn only_joined(parse: &Parse, c: usize, v: usize) -> bool {
    let Some(subject) = parse.child(v, Dep::Nsubj).or_else(|| parse.child(v, Dep::Nsubjpass)) else {
        return false;
    };
    let start = parse.subtree(subject).start;
    if c >= start || subject > v {
        return false;
    }
    // A conjunction or a semicolon right before the subject.
    let before = (c + 1..start).rev().find(|&i| parse.token(i).pos != Pos::Punct || parse.str(i) == ";");
    before.is_some_and(|i| parse.token(i).tag == Tag::Cc || parse.str(i) == ";")
}

/// A noun between the quotation and the verb that the parser hung elsewhere: ""Doctor," Weber said".
pub(crate) fn inner_subject(r: &Reader, v: usize) -> Option<Source> {
    let outside = r.parse.children_by(v, Dep::Nsubj).rfind(|&c| r.speech_at(c).is_none());
    if let Some(own) = outside.filter(|_| r.speech_at(v).is_none()) {
        return noun_phrase(r.parse, own);
    }
    let before = v.checked_sub(1)?;
    let named = matches!(r.parse.token(before).pos, Pos::Propn | Pos::Pron) && r.speech_at(before).is_none();
    if !named || r.parse.sentence_of(before).tokens.start > before {
        return between(r, v).or_else(|| after(r, v));
    }
    let start = (r.sentence(v).start..before)
        .rev()
        .take_while(|&i| r.parse.token(i).pos == Pos::Propn && r.speech_at(i).is_none())
        .last()
        .unwrap_or(before);
    Some(Source { head: before, pieces: one(start..before + 1) })
}

/// The noun phrase that stands alone between a quotation and the verb: ""The worst of winters," the old driver told us".
fn between(r: &Reader, v: usize) -> Option<Source> {
    let parse = r.parse;
    let from = r.sentence(v).start;
    let end =
        (from..v).rev().find(|&i| !matches!(parse.token(i).dep, Dep::Aux | Dep::Neg | Dep::Advmod))? + 1;
    let start = (from..end).rev().take(BETWEEN).find(|&i| r.speech_at(i).is_some())? + 1;
    let own = start..end;
    let clause = own.clone().any(|i| parse.token(i).tag.is_finite() || parse.str(i) == ",");
    let head = own.clone().find(|&i| {
        matches!(parse.token(i).pos, Pos::Noun | Pos::Propn | Pos::Pron) && !own.contains(&parse.head(i))
    })?;
    (!clause).then(|| Source { head, pieces: one(own) })
}

/// Most tokens of a speaker between a quotation and its verb.
const BETWEEN: usize = 12;

/// Who stands right behind the verb that follows a quotation: ""How deep is it?" asked the boy".
fn after(r: &Reader, v: usize) -> Option<Source> {
    let parse = r.parse;
    r.speech_at(v.checked_sub(1)?)?;
    let who = parse.children(v).find(|&c| parse.token(c).dep == Dep::Dobj)?;
    let next = parse.subtree(who).start == v + 1 && matches!(parse.token(who).pos, Pos::Noun | Pos::Propn);
    if next && r.speech_at(v + 1).is_none() { noun_phrase(parse, who) } else { None }
}

/// "Anna Lind, an expert on floods at the institute in Tarn, said ...": a speaker with its description that opens the
/// sentence, and that the parser hung elsewhere.
pub(crate) fn opening_speaker(r: &Reader, v: usize) -> Option<Source> {
    let parse = r.parse;
    let sentence = r.sentence(v);
    let group = (sentence.start..v)
        .rev()
        .find(|&i| !matches!(parse.token(i).dep, Dep::Aux | Dep::Neg | Dep::Advmod))?;
    let comma = (parse.str(group) == ",").then_some(group)?;
    let start = (sentence.start..comma).find(|&i| {
        !matches!(parse.token(i).pos, Pos::Punct | Pos::Cconj | Pos::Adv | Pos::Sconj | Pos::Space)
    })?;
    let own = start..comma;
    let told = own.clone().any(|i| r.speech_at(i).is_some());
    let clause = own.clone().any(|i| {
        parse.token(i).tag.is_finite()
            && !parse.ancestors(i).take(3).any(|a| parse.token(a).dep == Dep::Relcl)
    });
    let commas = own.clone().filter(|&i| parse.str(i) == ",").count();
    let first = own.clone().find(|&i| parse.str(i) == ",")?;
    let named = parse.token(first - 1).tag.is_noun() && parse.token(start).pos != Pos::Adp;
    (!told && !clause && named && commas <= 2).then(|| Source { head: first - 1, pieces: one(own) })
}

/// The clause of a verb that the parser hung on a noun between: "told reporters that", "said in a statement that".
pub(crate) fn hung_on_noun(r: &Reader, v: usize) -> Option<usize> {
    let parse = r.parse;
    let nouns = parse.children(v).filter(|&c| c > v).filter_map(|c| match parse.token(c).dep {
        Dep::Dobj | Dep::Dative => Some(c),
        Dep::Prep => parse.child(c, Dep::Pobj),
        _ => None,
    });
    nouns
        .filter(|&n| r.cues.noun(parse.lemma(n)).is_none() || r.cues.lists(List::Media, r.lemma(n)))
        .flat_map(|n| parse.children(n).filter(move |&c| c > n))
        .find(|&c| {
            matches!(parse.token(c).dep, Dep::Acl | Dep::Relcl | Dep::Ccomp)
                && parse.children_by(c, Dep::Mark).any(|m| r.is(m, "that"))
        })
}

/// "denied them access", "missions were denied": what is refused, not what is said.
pub(crate) fn denies_access(parse: &Parse, v: usize) -> bool {
    let refused = |o: usize| {
        matches!(
            parse.lemma(o),
            "access"
                | "entry"
                | "passage"
                | "permission"
                | "visa"
                | "treatment"
                | "care"
                | "permit"
                | "request"
                | "mission"
                | "convoy"
                | "right"
                | "opportunity"
                | "chance"
                | "asylum"
                | "bail"
                | "food"
                | "aid"
        )
    };
    parse.children(v).any(|c| match parse.token(c).dep {
        Dep::Dobj | Dep::Nsubjpass => {
            refused(c)
                || parse.children_by(c, Dep::Prep).filter_map(|p| parse.child(p, Dep::Pobj)).any(refused)
        }
        _ => false,
    })
}
