//! Where the parser hangs a cue, its subject or its clause on the wrong word, by patterns that recur.

use tidings_mention::labels::{Dep, Pos, Tag};

use super::cues::{Frame, List};
use super::extents::one;
use super::found::Reader;
use super::sources::Source;

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
    if parse.token(v).dep != Dep::Conj || !speaks(v) {
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
        && parse.child(v, Dep::Ccomp).is_some();
    joined.then_some(u)
}

/// A noun between the quotation and the verb that the parser hung elsewhere: ""Doctor," Weber said".
pub(crate) fn inner_subject(r: &Reader, v: usize) -> Option<Source> {
    let before = v.checked_sub(1)?;
    let named = matches!(r.parse.token(before).pos, Pos::Propn | Pos::Pron) && r.speech_at(before).is_none();
    if !named || r.parse.sentence_of(before).tokens.start > before {
        return None;
    }
    let start = (r.sentence(v).start..before)
        .rev()
        .take_while(|&i| r.parse.token(i).pos == Pos::Propn && r.speech_at(i).is_none())
        .last()
        .unwrap_or(before);
    Some(Source { head: before, pieces: one(start..before + 1) })
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
