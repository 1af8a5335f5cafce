//! Clauses as contents: what a cue's clause takes in, content that the cue hangs on, content that a relative clause
//! is about.

use std::ops::Range;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use super::cues::{Entry, Frame};
use super::extents::{Pieces, clause_of, is_infinitive, phrase, runs};
use super::found::Reader;
use super::raised::{only_joined, raised};

/// Whether a comma or a closing mark parts the clause `c` from the verb `v` after it.
pub(super) fn set_apart(parse: &Parse, c: usize, v: usize) -> bool {
    let end = parse.subtree(c).end;
    (end.saturating_sub(1)..v.min(end + 1)).any(|i| parse.token(i).pos == Pos::Punct)
}

/// Whether child `c` of `v` is a clause that `entry` takes.
pub(super) fn is_clause(r: &Reader, v: usize, c: usize, entry: &Entry) -> bool {
    let parse = r.parse;
    let token = parse.token(c);
    // "asked the crowd if they were afraid"
    let asked = || has_mark(r, c, &["if"]) && entry.prepositions.iter().any(|w| &**w == "if");
    if token.dep != Dep::Ccomp
        && !(token.dep == Dep::Advcl
            && (has_mark(r, c, &["whether", "that"]) || asked())
            && c > v
            && entry.has(Frame::That))
    {
        return false;
    }
    if c < v && only_joined(parse, c, v) {
        return false;
    }
    // "It shows a raid, the agency confirmed": a closing cue, not what is shown.
    let left = token.left_edge as usize;
    let object = parse.children_by(v, Dep::Dobj).any(|o| o > v && o < left);
    if c > v && object && left > 0 && parse.str(left - 1) == "," && parse.child(c, Dep::Mark).is_none() {
        return false;
    }
    if is_infinitive(parse, c) {
        return entry.has(Frame::ObjectTo) || entry.has(Frame::To);
    }
    if token.tag == Tag::Vbg && !parse.children(c).any(|k| parse.token(k).dep == Dep::Aux) {
        return entry.has(Frame::Ing) || entry.has(Frame::That);
    }
    let participle = token.tag == Tag::Vbn || !token.tag.is_verb();
    if participle && parse.child(c, Dep::Mark).is_none() && entry.has(Frame::ObjectObject) {
        return true;
    }
    entry.has(Frame::That) || entry.has(Frame::Quote)
}

fn has_mark(r: &Reader, c: usize, words: &[&str]) -> bool {
    r.parse.children_by(c, Dep::Mark).any(|m| words.iter().any(|w| r.is(m, w)))
}

/// The subtree of the clause `c` without verbs that are raised to `v`.
fn clause_phrase(r: &Reader, v: usize, c: usize) -> Pieces {
    let parse = r.parse;
    let mut cut: Vec<usize> = Vec::new();
    let mut next = Some(c);
    while let Some(k) = next {
        let conj = parse.children_by(k, Dep::Conj).last();
        if let Some(j) = conj
            && raised(r, j) == Some(v)
        {
            cut.push(j);
        }
        next = conj;
    }
    cut.extend(parse.children_by(c, Dep::Advcl).filter(|&k| raised(r, k) == Some(v)));
    phrase(parse, c, &cut)
}

/// The clause `c`; before a cue that ends the sentence it reaches back to the start of the sentence.
pub(super) fn clause(r: &Reader, v: usize, c: usize) -> Pieces {
    let parse = r.parse;
    if c < v && closes_joined(r, v, c) {
        let cue = cue_clause(r, v, &[c]);
        return runs(parse, r.sentence(v).start..cue.start, |_| true);
    }
    if c > v || parse.token(v).dep != Dep::Root {
        return clause_phrase(r, v, c);
    }
    let cue = cue_clause(r, v, &[c]);
    let sentence = r.sentence(v);
    // Words of the cue's own clause that stand before the content ("On Monday, he said, ...") stay out
    // only if the content does not begin before them.
    let start = parse.subtree(c).start.min(
        parse
            .children(v)
            .filter(|&k| {
                matches!(parse.token(k).dep, Dep::Ccomp | Dep::Advcl | Dep::Conj | Dep::Prep | Dep::Npadvmod)
            })
            .map(|k| parse.subtree(k).start)
            .min()
            .unwrap_or(usize::MAX),
    );
    runs(parse, start..sentence.end, |i| {
        if cue.contains(&i) {
            return false;
        }
        // After the cue only what hangs on the content.
        i < cue.start || parse.ancestors(i).any(|a| a == c)
    })
}

/// "Two men fell, but their injuries are light, the mission adds": a closing cue that the parser joined to the first of the
/// clauses it covers. Nobody else speaks in them.
fn closes_joined(r: &Reader, v: usize, c: usize) -> bool {
    let parse = r.parse;
    let first = parse.head(v);
    let sentence = r.sentence(v);
    let subject = parse.children_by(v, Dep::Nsubj).next();
    let comma = subject.is_some_and(|s| {
        let left = parse.subtree(s).start;
        left > 0 && parse.str(left - 1) == "," && left < v
    });
    let joined = parse.token(v).dep == Dep::Conj && first < c && parse.token(first).dep == Dep::Root;
    let ends = (v + 1..sentence.end).all(|i| !parse.token(i).tag.is_verb());
    let silent =
        |i: usize| r.cues.verb(parse.lemma(i)).is_none_or(|e| e.attitude) || !parse.token(i).tag.is_verb();
    joined && comma && ends && (sentence.start..v).all(silent)
}

/// The run of tokens that are the cue, its source and what is said of when and where it was said.
fn cue_clause(r: &Reader, v: usize, contents: &[usize]) -> Range<usize> {
    let parse = r.parse;
    let (mut start, mut end) = (v, v + 1);
    for k in parse.children(v) {
        let dep = parse.token(k).dep;
        let own = matches!(
            dep,
            Dep::Nsubj
                | Dep::Nsubjpass
                | Dep::Aux
                | Dep::Auxpass
                | Dep::Neg
                | Dep::Prt
                | Dep::Agent
                | Dep::Dative
        );
        let after = k > v
            && matches!(
                dep,
                Dep::Prep | Dep::Npadvmod | Dep::Advmod | Dep::Dobj | Dep::Advcl | Dep::Acomp | Dep::Xcomp
            );
        if contents.contains(&k) || !(own || after) {
            continue;
        }
        let s = parse.subtree(k);
        start = start.min(s.start);
        end = end.max(s.end);
    }
    start..end
}

/// The content when the cue hangs on it: "The road, he said, was cut".
pub(super) fn inverted(r: &Reader, v: usize, entry: &Entry) -> Option<(Pieces, &'static str)> {
    let parse = r.parse;
    if !entry.has(Frame::That) && !entry.has(Frame::Quote) {
        return None;
    }
    let head = parse.head(v);
    if head == v || parse.token(head).sentence != parse.token(v).sentence {
        return None;
    }
    let has_subject = parse.children(v).any(|c| parse.token(c).dep == Dep::Nsubj);
    let ok = match parse.token(v).dep {
        Dep::Parataxis | Dep::Intj => has_subject,
        Dep::Ccomp | Dep::Dep => has_subject && set_off(r, v) && parse.token(head).tag.is_verb(),
        Dep::Advcl => {
            has_subject
                && parse.children(v).any(|c| {
                    matches!(parse.token(c).dep, Dep::Mark | Dep::Advmod | Dep::Prep) && r.is(c, "as")
                })
        }
        _ => false,
    };
    if !ok {
        return None;
    }
    let clause = clause_of(parse, head);
    let content = phrase(parse, clause, &[v]);
    Some((content, "inverted"))
}

/// Commas or quotation marks stand around the cue's clause.
fn set_off(r: &Reader, v: usize) -> bool {
    let s = r.parse.subtree(v);
    let sentence = r.sentence(v);
    let comma = |i: usize| r.parse.token(i).pos == Pos::Punct;
    (s.start == sentence.start || comma(s.start - 1) || comma(s.start))
        && (s.end >= sentence.end || comma(s.end) || comma(s.end - 1))
}

/// The content is what the clause is about: "the attack which he condemned".
pub(super) fn relative_gap(r: &Reader, v: usize, entry: &Entry) -> Option<(Pieces, &'static str)> {
    let parse = r.parse;
    let clause = parse.ancestors(v).take(4).find(|&a| parse.token(a).dep == Dep::Relcl)?;
    if clause != v && parse.token(v).dep != Dep::Conj || entry.has(Frame::Hearer) {
        return None;
    }
    // "which he views as a threat"
    let called = parse
        .children_by(v, Dep::Prep)
        .find(|&p| p > v && entry.object_prepositions.iter().any(|w| r.is(p, w)));
    if called.is_none() && !entry.has(Frame::Object) {
        return None;
    }
    let object = parse.child(v, Dep::Dobj);
    let subject = parse.child(v, Dep::Nsubj)?;
    if object.is_some_and(|o| o > v)
        || parse.token(subject).tag == Tag::Wp
        || parse.token(subject).tag == Tag::Wdt
    {
        return None;
    }
    let mut pieces = phrase(parse, parse.head(clause), &[clause]);
    pieces.retain(|p| p.start < parse.subtree(clause).start);
    if let Some(o) = object {
        pieces.push(o..o + 1);
    }
    if let Some(p) = called {
        pieces.extend(phrase(parse, p, &[]));
    }
    (!pieces.is_empty()).then_some((pieces, "relative"))
}
