//! Attribution that goes on without a cue: "... , the survey found. Most wells are ..."
//!
//! A sentence is given to the source of the one before it only where that source is a text ("the report",
//! "the analysis"): a text goes on speaking. After a person the next sentence may as well be the reporter's.

use std::ops::Range;

use tidings_mention::labels::Pos;

use super::cues::List;
use super::extents::{Pieces, trim};
use super::found::{Found, Reader};
use crate::AttributionClass;

/// How many sentences one cue can cover.
const REACH: usize = 2;

/// The sentences that go on with the source of the sentence before, as attributions of their own.
pub(crate) fn find(r: &Reader, found: &[Found]) -> Vec<Found> {
    let parse = r.parse;
    // For each sentence how much of it is attributed, and by what.
    let mut cover = vec![(0usize, None::<usize>); parse.sentences().len()];
    for (i, f) in found.iter().enumerate() {
        let n: usize = f.content.iter().map(Range::len).sum();
        let best = &mut cover[parse.token(f.cue_token).sentence as usize];
        if n > best.0 {
            *best = (n, Some(i));
        }
    }
    let mut out = Vec::new();
    for (s, &(n, f)) in cover.iter().enumerate() {
        let Some(f) = f.map(|i| &found[i]) else { continue };
        let sentence = &parse.sentences()[s];
        let Some(source) = f.source.as_ref().filter(|x| r.cues.lists(List::Media, r.lemma(x.head))) else {
            continue;
        };
        let whole = 2 * n >= sentence.tokens.len();
        let carries =
            f.class == AttributionClass::Explicit && !f.direct && parse.token(source.head).pos != Pos::Pron;
        if !whole || !carries {
            continue;
        }
        for (next, &(own, _)) in parse.sentences().iter().zip(&cover).skip(s + 1).take(REACH) {
            // Another attribution, another paragraph or a quotation ends it.
            let taken = 2 * own >= next.tokens.len() || next.tokens.clone().any(|i| r.speech_at(i).is_some());
            if next.block != sentence.block || taken {
                break;
            }
            let Some(content) = trim(parse, next.tokens.clone()) else { break };
            out.push(Found {
                source: Some(source.clone()),
                cue: f.cue.clone(),
                cue_token: f.cue_token,
                content: Pieces::from([content]),
                class: AttributionClass::Inherited,
                direct: false,
                evidence: Pieces::new(),
                rule: "inherited",
            });
        }
    }
    out
}
