//! Tail attributions whose speaker the parser hung on the content: "..., the head of the council, A B, said."
//!
//! A long speaker between commas before a closing verb of speech is often taken for an apposition of the noun
//! before it. The verb then has no subject, and this mends it: the speaker is the noun phrase between the comma
//! and the verb whose head is a person or a role.

use std::ops::Range;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, EntityLabel, Pos};

use super::cues::{Entry, Frame};
use super::extents::{Pieces, one, tidy, verb_group};
use super::found::{Found, Reader};
use super::sources::Source;
use crate::AttributionClass;

/// The attribution of the subjectless verb `v` at the end of a sentence, if a speaker stands before it.
pub(crate) fn find(r: &Reader, v: usize, entry: &Entry) -> Option<Found> {
    let parse = r.parse;
    let strong = entry.has(Frame::That) && entry.has(Frame::Quote) && !entry.attitude;
    let alone =
        !parse.children(v).any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj));
    let sentence = r.sentence(v);
    if !strong
        || !alone
        || !parse.token(v).tag.is_finite()
        || r.speech_at(v).is_some()
        || !closes(parse, v, &sentence)
    {
        return None;
    }
    let start = speaker(parse, v, sentence.start)?;
    let mut end = v;
    while end > start && parse.token(end - 1).pos == Pos::Punct {
        end -= 1;
    }
    let head = (start..end).find(|&i| names_a_speaker(parse, i))?;
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

/// Nothing but hearers and times follow the verb.
fn closes(parse: &Parse, v: usize, sentence: &Range<usize>) -> bool {
    let rest = v + 1..sentence.end;
    rest.len() <= 8 && !rest.clone().any(|i| parse.token(i).tag.is_finite() || parse.token(i).tag.is_verb())
}

/// First token of the speaker: after the leftmost comma from which only appositions lead to the verb.
fn speaker(parse: &Parse, v: usize, from: usize) -> Option<usize> {
    let last = (from..v).rfind(|&i| parse.token(i).pos != Pos::Punct)?;
    let mut found = None;
    for a in parse.ancestors(last) {
        let t = parse.token(a);
        let left = t.left_edge as usize;
        let set_off = left > from && parse.str(left - 1) == "," && left > from + 2;
        if t.dep == Dep::Appos && set_off && (left..v).any(|i| names_a_speaker(parse, i)) {
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
fn names_a_speaker(parse: &Parse, i: usize) -> bool {
    let person = parse.entities().iter().any(|e| e.label == EntityLabel::Person && e.tokens.contains(&i));
    let role = matches!(
        parse.lemma(i).to_lowercase().as_str(),
        "head"
            | "mayor"
            | "governor"
            | "minister"
            | "president"
            | "spokesman"
            | "spokeswoman"
            | "spokesperson"
            | "official"
            | "chief"
            | "commander"
            | "director"
            | "secretary"
            | "leader"
            | "officer"
            | "chairman"
            | "doctor"
            | "adviser"
            | "ambassador"
            | "police"
            | "prosecutor"
            | "resident"
    );
    person && parse.token(i).dep != Dep::Poss || role && parse.token(i).tag.is_noun()
}
