//! Who says what: cue, source and content of every attribution in a parse.
//!
//! Each file finds one kind of cue in the dependency parse; which words are cues, and with what
//! complement, is data (`data/attribution.txt`). The quotations are then given to the cues, and what is
//! said inside what somebody says is put in its place.
//!
//! | file | finds |
//! |---|---|
//! | `verbs`, `passive` | "said that", "accused rebels of", "plans to"; "is expected to" |
//! | `clauses` | how far a cue's clause reaches; the cue inside or behind its content |
//! | `nouns` | "the claim that", "X's call for", "is confident that" |
//! | `phrases` | "according to X", "in X's view", "reportedly", "alleged" |
//! | `headline` | "Mayor: bridge to stay shut" |
//! | `inherit` | sentences that go on with the source before |
//! | `lists` | items under "the office reported:" |
//! | `tail` | "..., the deputy mayor told reporters on Monday" at the end of a sentence |
//! | `quotes`, `speech` | quotation marks, and whose words stand between them |
//! | `sources`, `extents` | who the subject is; where the spans begin and end |
//! | `raised` | what the parser hangs on the wrong word |

mod clauses;
mod cues;
mod extents;
mod found;
mod headline;
mod inherit;
mod lists;
mod nouns;
mod passive;
mod phrases;
mod quotes;
mod raised;
mod sources;
mod speech;
mod tail;
mod verbs;

use tidings_mention::Parse;
use tidings_mention::labels::Pos;

pub use cues::{CueError, Cues};

use crate::{Attribution, AttributionClass};
pub(crate) use extents::misjoined;
use extents::{Pieces, spans};
use found::{Found, Reader};
pub(crate) use raised::only_joined;

/// All attributions of a parse, in the order of their cues.
pub fn find(parse: &Parse, cues: &Cues) -> Vec<Attribution> {
    let quotes = quotes::find(parse);
    let mut quote_of = vec![0u32; parse.len()];
    for (i, q) in quotes.iter().enumerate().filter(|(_, q)| q.speech) {
        quote_of[q.tokens.clone()].fill(i as u32 + 1);
    }
    let r = Reader { parse, cues, quotes: &quotes, quote_of: &quote_of };

    let mut found = Vec::with_capacity(parse.len() / 20);
    let mut sentences = parse.sentences();
    while let Some(first) = sentences.first() {
        let n = sentences.iter().take_while(|s| s.block == first.block).count();
        found.extend(headline::find(&r, &(first.tokens.start..sentences[n - 1].tokens.end)));
        sentences = &sentences[n..];
    }
    for i in 0..parse.len() {
        let by_word = match parse.token(i).pos {
            Pos::Verb => verbs::find(&r, i).or_else(|| phrases::find(&r, i)),
            Pos::Noun if nouns::is_verb(&r, i) => verbs::find(&r, i),
            Pos::Noun => nouns::noun(&r, i),
            Pos::Adj => nouns::adjective(&r, i).or_else(|| phrases::find(&r, i)),
            Pos::Adv | Pos::Adp | Pos::Sconj => phrases::find(&r, i),
            _ => None,
        };
        found.extend(by_word);
    }
    found.sort_by_key(|f| f.cue_token);
    speech::attach(&r, &mut found);
    for f in &mut found {
        keep_apart(&r, f);
        balance(&r, f);
    }
    share_evidence(&mut found);
    found.extend(headline::after_colons(&r, &found));
    found.extend(lists::find(&r));
    found.extend(inherit::find(&r, &found));
    // Marks alone are nobody's words.
    let says = |p: &std::ops::Range<usize>| p.clone().any(|i| parse.str(i).contains(char::is_alphanumeric));
    found.retain(|f| f.content.iter().any(says));
    found.sort_by_key(|f| f.cue_token);
    let mut inside = nest(parse, &found);
    // "I" in a quotation that is nobody's known is nobody known.
    drop_unowned(&r, &mut found, &mut inside);
    found.into_iter().zip(inside).map(|(f, inside)| finish(&r, f, inside)).collect()
}

/// The attributions with a cue of their own that lie in no other such: what the report itself attributes.
pub fn outermost(attributions: &[Attribution]) -> impl Iterator<Item = &Attribution> {
    let carried = |a: &Attribution| a.class == AttributionClass::Inherited;
    attributions.iter().filter(move |a| !carried(a) && a.inside.is_none_or(|i| carried(&attributions[i])))
}

/// Cuts cue and source out of the content.
fn keep_apart(r: &Reader, f: &mut Found) {
    let source: &[std::ops::Range<usize>] = f.source.as_ref().map_or(&[], |s| &s.pieces);
    let clash = |i: usize| extents::holds(&f.cue, i) || extents::holds(source, i);
    if f.content.iter().any(|p| p.clone().any(clash)) {
        let content: Pieces = std::mem::take(&mut f.content);
        f.content = content.into_iter().flat_map(|p| extents::runs(r.parse, p, |i| !clash(i))).collect();
    }
}

/// Takes in a quotation mark that stands right at an end of the content while its partner is inside.
fn balance(r: &Reader, f: &mut Found) {
    for piece in &mut f.content {
        for q in r.quotes_over(piece) {
            if q.tokens.end == piece.end + 1 && q.tokens.start >= piece.start {
                piece.end += 1;
            }
            if q.tokens.start + 1 == piece.start && q.tokens.end <= piece.end {
                piece.start -= 1;
            }
        }
    }
}

/// "..., according to X, citing Y": Y is what X leans on, whatever the participle hangs on in the parse.
fn share_evidence(found: &mut [Found]) {
    for i in 0..found.len() {
        if found[i].evidence.is_empty() {
            continue;
        }
        let (evidence, source) = (found[i].evidence.clone(), found[i].source.clone());
        let near = i.saturating_sub(4)..(i + 5).min(found.len());
        for j in near {
            let cites =
                j != i && found[j].content.iter().any(|p| evidence.iter().any(|e| e.start == p.start));
            if cites && found[j].evidence.is_empty() {
                found[j].source.clone_from(&source);
            }
        }
    }
}

/// For each attribution the smallest one, larger than itself, whose content holds its cue.
fn nest(parse: &Parse, found: &[Found]) -> Vec<Option<usize>> {
    let size = |f: &Found| f.content.iter().map(std::ops::Range::len).sum::<usize>();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(size(&found[i])), i));
    let mut inside = vec![None; found.len()];
    let mut cover: Vec<Option<usize>> = vec![None; parse.len()];
    for i in order {
        inside[i] = cover[found[i].cue_token];
        for p in &found[i].content {
            cover[p.clone()].fill(Some(i));
        }
    }
    inside
}

/// Takes out cues of a first person in no attributed quotation, and mends the indices.
fn drop_unowned(r: &Reader, found: &mut Vec<Found>, inside: &mut Vec<Option<usize>>) {
    let keep: Vec<bool> = found
        .iter()
        .zip(inside.iter())
        .map(|(f, i)| i.is_some() || !f.source.as_ref().is_some_and(|s| sources::is_author(r.parse, s.head)))
        .collect();
    let mut index = Vec::with_capacity(keep.len());
    let mut kept = 0;
    for &k in &keep {
        index.push(k.then_some(kept));
        kept += usize::from(k);
    }
    let mut k = keep.iter();
    found.retain(|_| k.next() == Some(&true));
    let mut k = keep.iter();
    inside.retain(|_| k.next() == Some(&true));
    for i in inside.iter_mut() {
        *i = i.and_then(|i| index[i]);
    }
}

fn finish(r: &Reader, f: Found, inside: Option<usize>) -> Attribution {
    let parse = r.parse;
    Attribution {
        source_token: f.source.as_ref().map(|s| s.head),
        source: f.source.map_or_else(Vec::new, |s| spans(parse, &s.pieces)),
        cue: spans(parse, &f.cue),
        content: spans(parse, &f.content),
        cue_lemma: r.lemma(f.cue_token).to_lowercase(),
        cue_token: f.cue_token,
        class: f.class,
        direct_quote: f.direct,
        evidence: spans(parse, &f.evidence),
        inside,
        rule: f.rule,
    }
}
