//! Tail attributions whose speaker the parser hung on the content: "..., the head of the council, A B, said."
//!
//! A long speaker between commas before a closing verb of speech is often taken for an apposition of the noun
//! before it. The verb then has no subject, and this mends it: the speaker is the noun phrase between the comma
//! and the verb whose head is a person or a role.

use std::ops::Range;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, EntityLabel, Pos, Tag};

use super::cues::{Entry, Frame, List};
use super::extents::{Pieces, is_finite, one, tidy, verb_group};
use super::found::{Found, Reader};
use super::sources::Source;
use crate::AttributionClass;

/// The attribution of the subjectless verb `v` at the end of a sentence, if a speaker stands before it.
pub(crate) fn find(r: &Reader, v: usize, entry: &Entry) -> Option<Found> {
    let parse = r.parse;
    let strong = entry.has(Frame::That) && entry.has(Frame::Quote) && !entry.attitude;
    let mut subjects =
        parse.children(v).filter(|&c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj));
    let (first, second) = (subjects.next(), subjects.next_back());
    let sentence = r.sentence(v);
    // "Eleven people, among them a child, drowned, officials said": of two subjects the nearer one speaks.
    let nearer = second.filter(|&s| s < v && parse.token(s).tag.is_noun() && after_comma(parse, s));
    // "340 houses burned, the mayor told our reporter": its own subject, but the parser made no clause of the rest.
    let own = first.filter(|&s| second.is_none() && s < v && stands_apart(parse, s, v, sentence.start));
    let briefed = first.is_none().then(|| garden_path(parse, v, sentence.start)).flatten();
    let nearer = nearer.or(own).or(briefed);
    let alone = first.is_none() || nearer.is_some();
    if !strong
        || !alone
        || !parse.token(v).tag.is_finite()
        || r.speech_at(v).is_some()
        || !closes(parse, v, &sentence)
    {
        return None;
    }
    let start = match nearer {
        Some(s) => parse.token(s).left_edge as usize,
        None => speaker(r, v, sentence.start)?,
    };
    let mut end = v;
    while end > start && parse.token(end - 1).pos == Pos::Punct {
        end -= 1;
    }
    let head = nearer.or_else(|| (start..end).find(|&i| names_a_speaker(r, i)))?;
    let content = tidy(parse, one(sentence.start..start));
    (!content.is_empty()).then(|| Found {
        source: Some(Source { head, pieces: one(start..end) }),
        cue: verb_group(parse, v),
        cue_token: v,
        content,
        class: AttributionClass::Explicit,
        direct: false,
        evidence: Pieces::new(),
        rule: "tail",
    })
}

/// The speaker `s` of `v` has a comma and a whole main clause before it, and the verb no clause of its own.
fn stands_apart(parse: &Parse, s: usize, v: usize, from: usize) -> bool {
    // "It shows a strike, the agency confirmed": hung under a sight, which says nothing itself.
    let under_sight =
        parse.token(v).dep == Dep::Ccomp && matches!(parse.lemma(parse.head(v)), "show" | "depict");
    if !after_comma(parse, s) || parse.token(v).dep == Dep::Ccomp && !under_sight {
        return false;
    }
    let left = parse.token(s).left_edge as usize;
    let own = |c: usize| matches!(parse.token(c).dep, Dep::Ccomp | Dep::Xcomp);
    if parse.children(v).any(own) || parse.children(v).any(|c| c < left && parse.token(c).dep == Dep::Cc) {
        return false;
    }
    let subordinate = |f: usize| {
        parse.children(f).any(|c| {
            parse.token(c).dep == Dep::Mark || matches!(parse.token(c).tag, Tag::Wrb | Tag::Wp | Tag::Wdt)
        })
    };
    let main = |f: usize| {
        is_finite(parse, f)
            && parse.token(f).tag.is_verb()
            && matches!(parse.token(f).dep, Dep::Root | Dep::Advcl | Dep::Conj | Dep::Dep | Dep::Parataxis)
            && (parse.head(f) == v || parse.head(v) == f)
            && !subordinate(f)
            && parse.children(f).any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass))
    };
    let joined = (from..left).rev().find(|&i| parse.token(i).pos != Pos::Punct);
    (from..left).any(main) && joined.is_some_and(|i| parse.token(i).tag != Tag::Cc)
}

/// "The offer was refused, three officials briefed on the talks told reporters": the parser took the participle for the
/// verb of the speaker and joined the verb of speech to it.
fn garden_path(parse: &Parse, v: usize, from: usize) -> Option<usize> {
    let participle = |p: usize| {
        matches!(parse.token(p).tag, Tag::Vbd | Tag::Vbn)
            && !(p..v).any(|i| parse.token(i).tag == Tag::Cc || matches!(parse.str(i), "," | ";"))
            && !parse.children(p).any(|c| matches!(parse.token(c).dep, Dep::Dobj | Dep::Ccomp | Dep::Aux))
    };
    let p = (from..v).rev().find(|&i| parse.token(i).tag.is_verb()).filter(|&p| participle(p))?;
    let joined = parse.token(v).dep == Dep::Conj || parse.head(p) == v;
    let s = p.checked_sub(1).filter(|&s| parse.head(s) == p && parse.token(s).dep == Dep::Nsubj)?;
    (joined && parse.token(s).tag.is_noun() && after_comma(parse, s)).then_some(s)
}

fn after_comma(parse: &Parse, i: usize) -> bool {
    let left = parse.token(i).left_edge as usize;
    left > 0 && parse.str(left - 1) == ","
}

/// Nothing but hearers and times follow the verb.
fn closes(parse: &Parse, v: usize, sentence: &Range<usize>) -> bool {
    let rest = v + 1..sentence.end;
    rest.len() <= 8 && !rest.clone().any(|i| parse.token(i).tag.is_finite() || parse.token(i).tag.is_verb())
}

/// First token of the speaker: after the leftmost comma from which only appositions lead to the verb.
fn speaker(r: &Reader, v: usize, from: usize) -> Option<usize> {
    let parse = r.parse;
    let last = (from..v).rfind(|&i| parse.token(i).pos != Pos::Punct)?;
    let mut found = None;
    for a in parse.ancestors(last) {
        let t = parse.token(a);
        let left = t.left_edge as usize;
        let set_off = left > from && parse.str(left - 1) == "," && left > from + 2;
        if t.dep == Dep::Appos && set_off && (left..v).any(|i| names_a_speaker(r, i)) {
            found = Some(left);
        }
        if !matches!(
            t.dep,
            Dep::Appos | Dep::Pobj | Dep::Prep | Dep::Compound | Dep::Nmod | Dep::Conj | Dep::Poss
        ) {
            break;
        }
    }
    found
}

/// A person's name, or a word for an office or role.
fn names_a_speaker(r: &Reader, i: usize) -> bool {
    let parse = r.parse;
    let person = parse.entities().iter().any(|e| e.label == EntityLabel::Person && e.tokens.contains(&i));
    let role = r.cues.lists(List::Voices, r.lemma(i));
    person && parse.token(i).dep != Dep::Poss || role && parse.token(i).tag.is_noun()
}
