//! Where a source, a cue or a content begins and ends: runs of tokens, cut free of what is not theirs.

use std::ops::Range;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_text::Span;

/// Runs of tokens in text order.
pub(crate) type Pieces = Vec<Range<usize>>;

/// One run.
pub(crate) fn one(run: Range<usize>) -> Pieces {
    std::iter::once(run).collect()
}

/// The tokens of the subtree of `head`, less the subtrees of `without`, without punctuation at the ends.
pub(crate) fn phrase(parse: &Parse, head: usize, without: &[usize]) -> Pieces {
    let range = parse.subtree(head);
    let outside = |u: usize| !parse.ancestors(u).any(|a| a == head);
    let astray: Vec<usize> =
        range.clone().filter(|&i| i != head && misjoined(parse, i).is_some_and(outside)).collect();
    let keep = |i: usize| {
        for a in parse.ancestors(i) {
            if a != head && (without.contains(&a) || astray.contains(&a)) {
                return false;
            }
            if a == head {
                return true;
            }
        }
        false
    };
    runs(parse, range, keep)
}

/// The finite verb that `v` is really joined to, where the parser joined it to an infinitive below that:
/// "called on them to flee and vowed to return".
pub(crate) fn misjoined(parse: &Parse, v: usize) -> Option<usize> {
    let t = parse.token(v);
    if t.dep != Dep::Conj || !t.tag.is_finite() || !t.tag.is_verb() {
        return None;
    }
    let first = parse.ancestors(v).skip(1).find(|&a| parse.token(a).dep != Dep::Conj)?;
    let own = |d: Dep| parse.child(v, d).is_some();
    if parse.token(first).tag != Tag::Vb
        || !matches!(parse.token(first).dep, Dep::Xcomp | Dep::Advcl | Dep::Acl)
        || own(Dep::Nsubj)
        || own(Dep::Nsubjpass)
        || !is_infinitive(parse, first)
    {
        return None;
    }
    parse.ancestors(first).skip(1).find(|&a| a < v && is_finite(parse, a))
}

/// The tokens of `range` that `keep` keeps, as trimmed runs; runs with only punctuation between are one.
pub(crate) fn runs(parse: &Parse, range: Range<usize>, keep: impl Fn(usize) -> bool) -> Pieces {
    let mut out: Pieces = Vec::new();
    for i in range {
        if !keep(i) {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    tidy(parse, out)
}

/// Trims each run, drops what is empty, joins what only punctuation parts.
pub(crate) fn tidy(parse: &Parse, mut pieces: Pieces) -> Pieces {
    pieces.sort_by_key(|p| (p.start, p.end));
    let mut out: Pieces = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let Some(piece) = trim(parse, piece) else { continue };
        match out.last_mut() {
            Some(last) if piece.start <= last.end || is_bridge(parse, last.end..piece.start) => {
                last.end = last.end.max(piece.end);
            }
            _ => out.push(piece),
        }
    }
    out
}

fn is_bridge(parse: &Parse, gap: Range<usize>) -> bool {
    gap.len() <= 2
        && gap.clone().all(|i| parse.token(i).pos == Pos::Punct)
        && parse.token(gap.start - 1).sentence == parse.token(gap.end).sentence
}

/// `range` without stray punctuation; marks that open or close within the range stay.
pub(crate) fn trim(parse: &Parse, mut range: Range<usize>) -> Option<Range<usize>> {
    while range.start < range.end && is_stray(parse, range.start, true) {
        range.start += 1;
    }
    while range.start < range.end && is_stray(parse, range.end - 1, false) {
        range.end -= 1;
    }
    (!range.is_empty()).then_some(range)
}

fn is_stray(parse: &Parse, i: usize, leading: bool) -> bool {
    // What a conjunction would have joined has been cut off.
    if !leading && parse.token(i).pos == Pos::Cconj {
        return true;
    }
    if parse.token(i).pos != Pos::Punct && parse.token(i).pos != Pos::Space {
        return false;
    }
    match parse.str(i) {
        "(" | "[" | "“" | "‘" | "„" | "«" => !leading,
        ")" | "]" | "”" | "’" | "»" => leading,
        "\"" | "'" | "''" | "``" => false,
        "!" | "?" => leading,
        _ => true,
    }
}

/// The spans of runs of tokens.
pub(crate) fn spans(parse: &Parse, pieces: &[Range<usize>]) -> Vec<Span> {
    pieces.iter().map(|p| parse.span(p.clone())).collect()
}

/// The verb group of `verb`: auxiliaries, negation and particles with it, no subject between.
pub(crate) fn verb_group(parse: &Parse, verb: usize) -> Pieces {
    let mut pieces = one(verb..verb + 1);
    for c in parse.children(verb) {
        if matches!(parse.token(c).dep, Dep::Aux | Dep::Auxpass | Dep::Neg | Dep::Prt) {
            pieces.push(c..c + 1);
        }
    }
    join_adverbs(parse, pieces, verb)
}

/// Sorts runs and takes in single adverbs that stand between two of them.
fn join_adverbs(parse: &Parse, mut pieces: Pieces, verb: usize) -> Pieces {
    pieces.sort_by_key(|p| p.start);
    let mut out: Pieces = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match out.last_mut() {
            Some(last)
                if (last.end..piece.start)
                    .all(|i| parse.token(i).dep == Dep::Advmod && parse.head(i) == verb) =>
            {
                last.end = piece.end;
            }
            _ => out.push(piece),
        }
    }
    out
}

/// The clause that token `i` stands in: its nearest ancestor that is a finite verb, or the root.
pub(crate) fn clause_of(parse: &Parse, i: usize) -> usize {
    let mut last = i;
    for a in parse.ancestors(i) {
        last = a;
        if is_finite(parse, a) && !matches!(parse.token(a).dep, Dep::Aux | Dep::Auxpass) {
            return a;
        }
    }
    last
}

/// A finite verb, or one with a finite auxiliary.
pub(crate) fn is_finite(parse: &Parse, i: usize) -> bool {
    parse.token(i).tag.is_finite()
        || parse
            .children(i)
            .any(|c| matches!(parse.token(c).dep, Dep::Aux | Dep::Auxpass) && parse.token(c).tag.is_finite())
}

/// An infinitive with its "to".
pub(crate) fn is_infinitive(parse: &Parse, verb: usize) -> bool {
    parse.children_by(verb, Dep::Aux).any(|c| parse.token(c).tag == Tag::To)
}

/// Whether `i` lies in one of the runs.
pub(crate) fn holds(pieces: &[Range<usize>], i: usize) -> bool {
    pieces.iter().any(|p| p.contains(&i))
}
