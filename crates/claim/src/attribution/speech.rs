//! Whose a quotation is: a cue beside it, a cue elsewhere in its paragraph, or the speaker of the one before.

use std::ops::Range;

use tidings_mention::labels::{Pos, Tag};

use super::cues::List;
use super::extents::{Pieces, one, tidy, verb_group};
use super::found::{Found, Reader};
use super::quotes::Quote;
use super::sources::Source;
use super::verbs::quoting;
use crate::AttributionClass;

/// How far from a quotation its cue may stand, in tokens.
const REACH: usize = 14;
/// How many attributions made for quotations are looked at again.
const RECENT: usize = 4;

/// Gives each quotation of speech to an attribution of `found`, or makes one for it.
///
/// `found` comes in the order of its cues; what is made is added at the end.
pub(crate) fn attach(r: &Reader, found: &mut Vec<Found>) {
    let sorted = found.len();
    let mut last: Option<(usize, &Quote)> = None;
    for quote in r.quotes.iter().filter(|q| q.speech) {
        let owner = owner(r, quote, found, sorted)
            .or_else(|| beside(r, quote, found, sorted))
            .or_else(|| carried_on(r, quote, last));
        if let Some(f) = owner {
            let content = std::mem::take(&mut found[f].content);
            found[f].content = with_quote(r, content, quote);
            last = Some((f, quote));
        }
    }
    // A content with a quoted part is direct, wholly or in part.
    let single = |q: &Quote| matches!(r.parse.str(q.tokens.start), "‘" | "'");
    for f in found.iter_mut() {
        f.direct = f.content.iter().any(|p| r.quotes_over(p).iter().any(|q| !single(q)));
    }
}

/// Indices of attributions whose cues lie in these tokens.
fn cues_in(found: &[Found], sorted: usize, tokens: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    let first = found[..sorted].partition_point(|f| f.cue_token < tokens.start);
    let n = found[first..sorted].partition_point(|f| f.cue_token < tokens.end);
    // What was made for the last quotations may serve again.
    let made = found.len().saturating_sub(RECENT).max(sorted)..found.len();
    (first..first + n).chain(made.filter(move |&i| tokens.contains(&found[i].cue_token)))
}

fn with_quote(r: &Reader, mut content: Pieces, quote: &Quote) -> Pieces {
    content.push(quote.tokens.clone());
    tidy(r.parse, content)
}

/// The attribution whose content lies in the quotation and whose cue does not.
fn owner(r: &Reader, quote: &Quote, found: &[Found], sorted: usize) -> Option<usize> {
    let q = &quote.tokens;
    let shared = |f: &Found| -> usize {
        f.content.iter().map(|p| p.end.min(q.end).saturating_sub(p.start.max(q.start))).sum()
    };
    let near = r.sentence(q.start).start..r.sentence(q.end - 1).end;
    cues_in(found, sorted, near)
        .map(|i| (i, &found[i]))
        .filter(|(_, f)| !q.contains(&f.cue_token) && f.class != AttributionClass::Vague)
        .map(|(i, f)| {
            let distance = f.cue_token.abs_diff(q.start).min(f.cue_token.abs_diff(q.end));
            (shared(f), std::cmp::Reverse(distance), i)
        })
        .filter(|&(n, _, _)| n > 1)
        .max()
        .map(|(_, _, i)| i)
}

/// A verb of speech next to the quotation, after it or before it.
fn beside(r: &Reader, quote: &Quote, found: &mut Vec<Found>, sorted: usize) -> Option<usize> {
    let Some(verb) = after(r, quote).or_else(|| before(r, quote)) else {
        found.push(named_before_colon(r, quote)?);
        return Some(found.len() - 1);
    };
    if let Some(i) = cues_in(found, sorted, verb..verb + 1).next() {
        return Some(i);
    }
    let (source, class) = quoting(r, verb)?;
    found.push(Found {
        source,
        cue: verb_group(r.parse, verb),
        cue_token: verb,
        content: Pieces::new(),
        class,
        direct: true,
        evidence: Pieces::new(),
        rule: "quotation",
    });
    Some(found.len() - 1)
}

fn after(r: &Reader, quote: &Quote) -> Option<usize> {
    let parse = r.parse;
    let end = quote.tokens.end;
    if end >= parse.len() || quote.tokens.len() < 3 {
        return None;
    }
    let same = parse.token(end).sentence == parse.token(end - 1).sentence;
    // A sentence that the quotation closed with a full stop does not go on after it.
    let stop = [end - 1, end - 2].iter().any(|&i| parse.str(i) == ".");
    if stop || !same && parse.sentence_of(end).block != quote.block {
        return None;
    }
    let limit = r.sentence(end).end.min(end + REACH);
    for v in end..limit {
        if r.speech_at(v).is_some() {
            return None;
        }
        if parse.token(v).tag.is_verb() && quoting(r, v).is_some_and(|(s, _)| s.is_some()) {
            return Some(v);
        }
    }
    None
}

fn before(r: &Reader, quote: &Quote) -> Option<usize> {
    let parse = r.parse;
    let start = quote.tokens.start;
    let previous = start.checked_sub(1)?;
    let leads =
        parse.token(previous).pos == Pos::Punct && matches!(parse.str(previous), "," | ":" | "—" | "–" | "-");
    let same = parse.token(previous).sentence == parse.token(start).sentence;
    let next_block = parse.sentence_of(previous).block != quote.block;
    let colon = parse.str(previous) == ":";
    let verb_before = r.cues.verb(parse.lemma(previous)).is_some();
    if !(same && (leads || verb_before) || colon) || next_block && !colon {
        return None;
    }
    let sentence = r.sentence(previous);
    let speaks = |v: usize| quoting(r, v).is_some_and(|(s, _)| s.is_some());
    let root = parse.sentence_of(previous).root;
    if root < start && r.speech_at(root).is_none() && parse.token(root).tag.is_verb() && speaks(root) {
        return Some(root);
    }
    let from = sentence.start.max(start.saturating_sub(2 * REACH));
    (from..start)
        .rev()
        .filter(|&v| r.speech_at(v).is_none() && parse.token(v).tag.is_verb())
        .find(|&v| speaks(v))
}

/// "The head of the council, A B: "We ..."": a name or office alone before the colon.
fn named_before_colon(r: &Reader, quote: &Quote) -> Option<Found> {
    let parse = r.parse;
    let colon = quote.tokens.start.checked_sub(1).filter(|&i| parse.str(i) == ":")?;
    let sentence = r.sentence(colon);
    let name = super::extents::trim(parse, sentence.start..colon)?;
    let short = name.len() <= 12
        && !name.clone().any(|i| parse.token(i).tag.is_finite() || parse.token(i).tag == Tag::Cd);
    let voice = |i: usize| {
        let t = parse.token(i);
        t.tag == Tag::Nnp || r.cues.lists(List::Voices, r.lemma(i))
    };
    if !short || !name.clone().any(voice) || name.clone().any(|i| r.cues.lists(List::Labels, parse.str(i))) {
        return None;
    }
    // The person at the end of the title, else the title's own head.
    let head = name.clone().rfind(|&i| parse.token(i).tag == Tag::Nnp).unwrap_or(name.end - 1);
    Some(Found {
        source: Some(Source { head, pieces: one(name) }),
        cue: one(colon..colon + 1),
        cue_token: colon,
        content: Pieces::new(),
        class: AttributionClass::Explicit,
        direct: true,
        evidence: Pieces::new(),
        rule: "colon",
    })
}

/// A quotation that has its sentences to itself goes on with the speaker before it.
fn carried_on(r: &Reader, quote: &Quote, last: Option<(usize, &Quote)>) -> Option<usize> {
    let parse = r.parse;
    let (f, before) = last?;
    let q = &quote.tokens;
    let begins = (r.sentence(q.start).start..q.start).all(|i| parse.token(i).pos == Pos::Space);
    let first = begins
        && (q.end..r.sentence(q.end - 1).end).all(|i| matches!(parse.token(i).pos, Pos::Punct | Pos::Space));
    if !first {
        return None;
    }
    let follows = quote.block == before.block;
    let unclosed = !before.closed && quote.block == before.block + 1;
    // A paragraph that is a quotation and nothing more, right after one with its cue.
    let alone = before.speech && quote.block == before.block + 1 && is_whole_block(r, quote);
    (follows || unclosed || alone).then_some(f)
}

/// Nothing but punctuation stands beside the quotation in its paragraph.
fn is_whole_block(r: &Reader, quote: &Quote) -> bool {
    let parse = r.parse;
    let other = |i: usize| parse.sentence_of(i).block != quote.block;
    let q = &quote.tokens;
    (q.start == 0 || other(q.start - 1)) && (q.end >= parse.len() || other(q.end))
}
