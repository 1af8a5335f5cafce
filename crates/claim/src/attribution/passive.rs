//! Verbal cues in the passive: "is expected to", "was accused by the union of", "as shown in videos".

use tidings_mention::labels::{Dep, Tag};

use super::clauses::clause;
use super::cues::{Entry, Frame};
use super::extents::{Pieces, clause_of, is_infinitive, phrase, tidy, verb_group};
use super::found::{Found, Reader};
use super::sources::{agent, subject};
use super::verbs::{class_of, tidy_cue};
use crate::AttributionClass;

pub(crate) fn passive(r: &Reader, v: usize, entry: &Entry) -> Option<Found> {
    let parse = r.parse;
    if let Some(found) = as_shown(r, v) {
        return Some(found);
    }
    let mut cue = verb_group(parse, v);
    let by = agent(parse, v);
    // "it is being investigated whether": told by nobody, and of nobody's words.
    if by.is_none() && matches!(r.lemma(v), "investigate" | "examine" | "probe" | "check") {
        return None;
    }
    let hearer = entry.has(Frame::Hearer);
    let own_subject = parse
        .children(v)
        .find(|&c| matches!(parse.token(c).dep, Dep::Nsubjpass | Dep::Nsubj | Dep::Csubjpass));
    let expletive = own_subject.is_some_and(|s| r.is(s, "it"));
    let mut rest = Pieces::new();
    let mut clausal = false;
    for c in parse.children(v) {
        let token = parse.token(c);
        let takes = match token.dep {
            Dep::Ccomp => entry.has(Frame::That) || entry.has(Frame::Quote) || entry.has(Frame::Passive),
            Dep::Xcomp | Dep::Advcl if is_infinitive(parse, c) => {
                entry.has(Frame::Passive) || entry.has(Frame::ObjectTo) || entry.has(Frame::To)
            }
            Dep::Xcomp | Dep::Oprd | Dep::Acomp | Dep::Attr => {
                entry.has(Frame::ObjectObject) || entry.has(Frame::Passive)
            }
            Dep::Prep => {
                c > v
                    && (entry.object_prepositions.iter().any(|w| r.is(c, w))
                        || (hearer && entry.prepositions.iter().any(|w| r.is(c, w))))
            }
            _ => false,
        };
        if takes && c > v {
            rest.extend(phrase(parse, c, &[]));
            clausal = true;
        } else if takes && token.dep == Dep::Ccomp {
            rest.extend(clause(r, v, c));
            clausal = true;
        }
    }
    let nothing_said = rest.is_empty();
    if by.is_none() && nothing_said && !entry.has(Frame::Passive) {
        return None;
    }
    if by.is_none() && nothing_said && own_subject.is_none() {
        return None;
    }
    // What is done to the subject is part of what is said, but not who is told.
    let told = hearer && !entry.prepositions.is_empty() && clausal && entry.object_prepositions.is_empty();
    if !told && !expletive {
        match own_subject {
            Some(s) => {
                if matches!(parse.token(s).tag, Tag::Wdt | Tag::Wp)
                    && let Some(source) = subject(parse, v)
                {
                    rest.extend(source.pieces);
                } else {
                    rest.extend(phrase(parse, s, &[]));
                }
            }
            None => {
                if let Some(source) = subject(parse, v) {
                    rest.extend(source.pieces);
                }
            }
        }
    }
    if by.is_none() && !clausal && !entry.has(Frame::Object) {
        return None;
    }
    // A preposition left behind ("was called for by") belongs to the cue.
    for c in parse.children_by(v, Dep::Prep) {
        if c == v + 1 && parse.child(c, Dep::Pobj).is_none() && entry.prepositions.iter().any(|w| r.is(c, w))
        {
            cue.push(c..c + 1);
            cue = tidy_cue(cue);
            break;
        }
    }
    let content = tidy(parse, rest);
    if content.is_empty() {
        return None;
    }
    let class = class_of(entry, by.is_some());
    Some(Found {
        source: by,
        cue,
        cue_token: v,
        content,
        class,
        direct: false,
        evidence: Pieces::new(),
        rule: "passive",
    })
}

/// "..., as shown in videos", "as reported by the agency": the text's own words, leaning on somebody's.
fn as_shown(r: &Reader, v: usize) -> Option<Found> {
    let parse = r.parse;
    let head = parse.head(v);
    let with_as = parse.children(v).find(|&c| c < v && r.is(c, "as"))?;
    if parse.token(v).dep != Dep::Advcl || head == v {
        return None;
    }
    let source = agent(parse, v);
    let evidence = parse
        .children_by(v, Dep::Prep)
        .filter(|&p| ["in", "on", "from"].iter().any(|w| r.is(p, w)))
        .find_map(|p| parse.child(p, Dep::Pobj))
        .map(|o| phrase(parse, o, &[]))
        .unwrap_or_default();
    if source.is_none() && evidence.is_empty() {
        return None;
    }
    let content = phrase(parse, clause_of(parse, head), &[v]);
    // With nobody named it stays the report's own statement, on evidence.
    let class = if source.is_some() { AttributionClass::Explicit } else { AttributionClass::None };
    (!content.is_empty()).then(|| Found {
        source,
        cue: tidy_cue(vec![with_as..with_as + 1, v..v + 1]),
        cue_token: v,
        content,
        class,
        direct: false,
        evidence,
        rule: "as-shown",
    })
}
