//! Claims of one report that say the same thing twice: a headline and its paragraph, a lead and its summary.

use std::collections::BTreeSet;

use tidings_mention::Parse;
use tidings_mention::labels::Pos;

use crate::types::{Claim, Reason, Tier};

/// Sets [`Claim::repeats`]: headline and summary claims point to the body claim that says the same more fully.
pub fn link(parse: &Parse, claims: &mut [Claim]) {
    let words: Vec<BTreeSet<&str>> = claims.iter().map(|c| content_words(parse, c)).collect();
    for i in 0..claims.len() {
        if claims[i].tier == Tier::Body {
            continue;
        }
        let best = (0..claims.len())
            .filter(|&j| claims[j].tier == Tier::Body && agrees(&claims[i], &claims[j]))
            .map(|j| {
                (similarity(&words[i], &words[j], same_code(&claims[i], &claims[j])), std::cmp::Reverse(j))
            })
            .filter(|(s, _)| *s >= 0.6)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((_, std::cmp::Reverse(j))) = best {
            let span = Some(claims[j].span);
            claims[i].repeats = Some(j);
            claims[i].reasons.push(Reason {
                field: "repeats",
                rule: "most of its words are in".into(),
                span,
            });
        }
    }
}

fn agrees(a: &Claim, b: &Claim) -> bool {
    let place = a.places.is_empty()
        || b.places.is_empty()
        || a.places.iter().any(|p| b.places.iter().any(|q| p.name == q.name));
    a.polarity == b.polarity && place
}

fn same_code(a: &Claim, b: &Claim) -> bool {
    a.plover.kind.is_some() && a.plover.kind == b.plover.kind
}

fn content_words<'a>(parse: &'a Parse, c: &Claim) -> BTreeSet<&'a str> {
    parse
        .tokens_in(c.span)
        .filter(|&i| matches!(parse.token(i).pos, Pos::Noun | Pos::Propn | Pos::Verb | Pos::Adj | Pos::Num))
        .map(|i| parse.lemma_lower(i))
        .filter(|w| !matches!(*w, "have" | "be" | "do"))
        .collect()
}

/// Share of the shorter claim's words in the other, with a bonus for the same code; one word in common is chance unless
/// the code is the same too.
fn similarity(a: &BTreeSet<&str>, b: &BTreeSet<&str>, same_code: bool) -> f64 {
    let short = a.len().min(b.len()).max(1);
    let both = a.intersection(b).count();
    if both == 0 || both == 1 && !same_code {
        return 0.0;
    }
    both as f64 / short as f64 + if same_code { 0.15 } else { 0.0 }
}
