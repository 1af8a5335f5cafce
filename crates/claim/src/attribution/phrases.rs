//! Cues that are not verbs: "according to X", "in X's view", "reportedly", "alleged".

use tidings_mention::labels::{Dep, Pos, Tag};

use super::cues::List;
use super::extents::{Pieces, clause_of, one, phrase, runs};
use super::found::{Found, Reader};
use super::sources::{Source, noun_phrase, possessor};
use crate::AttributionClass;

/// The attribution that a phrase cue beginning at `i` makes.
pub(crate) fn find(r: &Reader, i: usize) -> Option<Found> {
    let tag = r.parse.token(i).tag;
    if r.is(i, "according") {
        return according(r, i);
    }
    if tag == Tag::In && (r.is(i, "in") || r.is(i, "to")) {
        return view(r, i).or_else(|| poll(r, i));
    }
    match r.parse.token(i).pos {
        Pos::Adv if r.cues.lists(List::Adverbs, r.parse.lemma(i)) => adverb(r, i),
        Pos::Adj | Pos::Verb if r.cues.lists(List::Modifiers, &r.parse.str(i).to_lowercase()) => {
            modifier(r, i)
        }
        _ => None,
    }
}

fn vague(cue: Pieces, at: usize, content: Pieces, rule: &'static str) -> Option<Found> {
    (!content.is_empty()).then_some(Found {
        source: None,
        cue,
        cue_token: at,
        content,
        class: AttributionClass::Vague,
        direct: false,
        evidence: Pieces::new(),
        rule,
    })
}

fn according(r: &Reader, i: usize) -> Option<Found> {
    let parse = r.parse;
    // Other languages have one preposition for the two words ("laut der Polizei").
    let to = if i + 1 < parse.len() && r.is(i + 1, "to") { i + 1 } else { i };
    if to == i && (parse.token(i).pos != Pos::Adp || parse.child(i, Dep::Pobj).is_none()) {
        return None;
    }
    let object = parse
        .child(to, Dep::Pobj)
        .or_else(|| parse.children(to).find(|&c| c > to))
        .or_else(|| parse.children(i).find(|&c| c > to))?;
    let mut source = noun_phrase(parse, object)?;
    // "according to the institute, citing bloggers": the participle names what the source leans on.
    let citing =
        parse.subtree(object).chain(parse.subtree(i)).chain(i..r.sentence(i).end).find(|&c| {
            c > object && parse.token(c).tag == Tag::Vbg && r.cues.lists(List::Evidence, r.lemma(c))
        });
    let mut evidence = Pieces::new();
    if let Some(c) = citing {
        for p in &mut source.pieces {
            p.end = p.end.min(parse.subtree(c).start.max(p.start));
        }
        source.pieces = super::extents::tidy(parse, std::mem::take(&mut source.pieces));
        if let Some(o) = parse.child(c, Dep::Dobj) {
            evidence = phrase(parse, o, &[]);
        }
    }
    let last = source.pieces.last()?.end;
    let cited = citing.map(|c| parse.subtree(c));
    let hole = move |j: usize| (i..last).contains(&j) || cited.as_ref().is_some_and(|c| c.contains(&j));
    let content = around(r, i, last, hole);
    (!content.is_empty()).then_some(Found {
        source: Some(source),
        cue: one(i..to + 1),
        cue_token: i,
        content,
        class: AttributionClass::Explicit,
        direct: false,
        evidence,
        rule: "according-to",
    })
}

/// What an adverbial phrase `start..end` with its own commas is about: all of the sentence (up to a semicolon) if
/// the phrase opens or closes it, else its clause.
fn around(r: &Reader, start: usize, end: usize, hole: impl Fn(usize) -> bool) -> Pieces {
    let parse = r.parse;
    let whole = r.sentence(start);
    let semicolon = |i: &usize| parse.str(*i) == ";" && r.speech_at(*i).is_none();
    let from = (whole.start..start).rev().find(semicolon).map_or(whole.start, |i| i + 1);
    let sentence = from..(end..whole.end).find(semicolon).unwrap_or(whole.end);
    let punct = |i: usize| parse.token(i).pos == Pos::Punct;
    let opens =
        (sentence.start..start).all(|i| punct(i) || matches!(parse.token(i).pos, Pos::Cconj | Pos::Adv));
    let closes = (end..sentence.end).all(|i| punct(i) || hole(i));
    let set_off = start > sentence.start && punct(start - 1);
    if opens || closes && set_off {
        return runs(parse, sentence, |i| !hole(i));
    }
    let clause = clause_of(parse, parse.head(start));
    let range = if closes { parse.subtree(clause).start..start } else { parse.subtree(clause) };
    let range = range.start.max(sentence.start)..range.end.min(sentence.end);
    runs(parse, range, |i| !hole(i) && parse.ancestors(i).any(|a| a == clause))
}

/// "In the mayor's view", "in the words of one survivor", "in his opinion".
fn view(r: &Reader, i: usize) -> Option<Found> {
    let parse = r.parse;
    let n = parse.child(i, Dep::Pobj)?;
    if !r.cues.lists(List::Views, r.lemma(n)) || parse.token(i).dep != Dep::Prep {
        return None;
    }
    let of = || {
        let of = parse.children_by(n, Dep::Prep).find(|&p| r.is(p, "of"))?;
        noun_phrase(parse, parse.child(of, Dep::Pobj)?)
    };
    let source: Source = possessor(parse, n).or_else(of)?;
    if super::sources::is_author(parse, source.head) {
        return None;
    }
    let whole = parse.subtree(i);
    let set_off = whole.start == r.sentence(i).start
        || parse.token(whole.start - 1).pos == Pos::Punct
        || whole.end < parse.len() && parse.token(whole.end).pos == Pos::Punct;
    if !set_off {
        return None;
    }
    let content = around(r, whole.start, whole.end, |j| whole.contains(&j));
    let cue = runs(parse, whole.clone(), |j| {
        parse.token(j).dep != Dep::Case && !super::extents::holds(&source.pieces, j)
    });
    (!content.is_empty()).then_some(Found {
        source: Some(source),
        cue,
        cue_token: n,
        content,
        class: AttributionClass::Attitude,
        direct: false,
        evidence: Pieces::new(),
        rule: "view",
    })
}

/// "In a poll released on Monday, half of the voters ...": what was asked of many says it.
fn poll(r: &Reader, i: usize) -> Option<Found> {
    let parse = r.parse;
    let n = parse.child(i, Dep::Pobj)?;
    if !r.is(i, "in") || !r.cues.lists(List::Polls, r.lemma(n)) || parse.token(i).dep != Dep::Prep {
        return None;
    }
    // "said in a survey": the verb's.
    if r.cues.verb(parse.lemma(parse.head(i))).is_some_and(|e| e.has(super::cues::Frame::Quote)) {
        return None;
    }
    let source = noun_phrase(parse, n)?;
    let whole = parse.subtree(i);
    // Only before its sentence; "his lead in polls" is a lead.
    let sentence = r.sentence(i);
    let comma = |j: usize| j < parse.len() && parse.str(j) == ",";
    if !(whole.start == sentence.start && comma(whole.end)) {
        return None;
    }
    let content = around(r, whole.start, whole.end, |j| whole.contains(&j));
    (!content.is_empty()).then_some(Found {
        source: Some(source),
        cue: one(i..i + 1),
        cue_token: i,
        content,
        class: AttributionClass::Explicit,
        direct: false,
        evidence: Pieces::new(),
        rule: "poll",
    })
}

fn adverb(r: &Reader, i: usize) -> Option<Found> {
    let parse = r.parse;
    let clause = clause_of(parse, parse.head(i));
    let content = runs(parse, parse.subtree(clause), |j| j != i && parse.ancestors(j).any(|a| a == clause));
    vague(one(i..i + 1), i, content, "adverb")
}

fn modifier(r: &Reader, i: usize) -> Option<Found> {
    let parse = r.parse;
    // "the earlier reported cases" are those this report told of before.
    if parse.token(i).dep != Dep::Amod || parse.child(i, Dep::Advmod).is_some() {
        return None;
    }
    let noun = parse.head(i);
    // "The expected result is a defeat": what is expected is said by the clause.
    let verb = parse.head(noun);
    let is = parse.token(noun).dep == Dep::Nsubj && parse.child(verb, Dep::Attr).is_some();
    vague(one(i..i + 1), i, phrase(parse, if is { verb } else { noun }, &[i]), "modifier")
}
