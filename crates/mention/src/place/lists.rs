//! Lists of places: which names stand in one, and those under one type word in the plural.

use std::ops::Range;

use tidings_gazetteer::{Gazetteer, Kind};

use super::evidence::{self, Tally};
use super::recognise::{Toponym, name_like};
use super::words::PLURAL_TYPES;
use crate::labels::Pos;
use crate::parse::Parse;
use crate::types::PlaceSense;

/// "Alba, Bern and Como provinces": the type word in the plural counts for all of the list, and what stands in
/// the list is a place though nothing else says so.
pub(super) fn typed_after<'g>(parse: &Parse, gazetteer: &'g Gazetteer, found: &mut Vec<Toponym<'g>>) {
    let joins = |i: usize| matches!(parse.str(i), "," | "and" | "or" | "the" | "&" | "to");
    for after in 2..parse.len() {
        let word = parse.str(after);
        if !word.ends_with(['s', 'S']) || !name_like(parse.str(after - 1)) {
            continue;
        }
        let Some((_, singular)) = PLURAL_TYPES.iter().find(|(plural, _)| word.eq_ignore_ascii_case(plural))
        else {
            continue;
        };
        let start = parse.sentence_of(after).tokens.start;
        let mut end = after;
        loop {
            let mut from = end;
            while from > start && name_like(parse.str(from - 1)) && parse.token(from - 1).pos != Pos::Punct {
                from -= 1;
            }
            if from == end {
                break;
            }
            let tokens = from..end;
            let typed = gazetteer.lookup_typed(&format!("{} {singular}", parse.text(tokens.clone())));
            if !typed.level_matched || typed.candidates.is_empty() {
                break;
            }
            let at = found.partition_point(|t| t.tokens.end <= from);
            let overlapping = found[at..].iter().take_while(|t| t.tokens.start < end).count();
            let t = Toponym {
                span: parse.span(tokens.clone()),
                tokens,
                inner: None,
                sense: PlaceSense::Literal,
                wanted: typed.wanted,
                candidates: typed.candidates,
                evidence: Tally::one("type word of a list", evidence::FIRM),
            };
            found.splice(at..at + overlapping, std::iter::once(t));
            end = from;
            let mut marks = 0;
            while end > start && marks < 2 && joins(end - 1) {
                end -= 1;
                marks += 1;
            }
            if marks == 0 {
                break;
            }
        }
    }
}

/// "the regions of Alba, Bern and Como".
pub(super) fn typed_before<'g>(parse: &Parse, gazetteer: &'g Gazetteer, found: &mut [Toponym<'g>]) {
    let mut k = 0;
    while k < found.len() {
        let start = found[k].tokens.start;
        let opens = start >= 2 && parse.str(start - 1) == "of";
        let plural = PLURAL_TYPES
            .iter()
            .find(|(plural, _)| opens && parse.str(start - 2).eq_ignore_ascii_case(plural));
        let Some((_, singular)) = plural else {
            k += 1;
            continue;
        };
        loop {
            let t = &mut found[k];
            let typed = gazetteer.lookup_typed(&format!("{} {singular}", t.span.slice(&parse.doc().text)));
            if typed.level_matched && !typed.candidates.is_empty() && t.sense != PlaceSense::Demonym {
                (t.candidates, t.wanted) = (typed.candidates, typed.wanted);
            }
            let end = found[k].tokens.end;
            k += 1;
            let goes_on = k < found.len()
                && found[k].tokens.start <= end + 3
                && (end..found[k].tokens.start).all(|i| matches!(parse.str(i), "," | "and" | "or"));
            if !goes_on {
                break;
            }
        }
    }
}

/// "New York", which is a city and the state around it.
pub(super) fn may_be_town(t: &Toponym) -> bool {
    let settlements = t.candidates.iter().filter(|c| c.place.kind == Kind::Settlement);
    settlements.take(3).any(|c| c.place.population >= WELL_KNOWN_TOWN)
}

/// From this population on a town may stand in a list of cities without its state or country.
const WELL_KNOWN_TOWN: u32 = 100_000;

/// Name `i` and the one before it are two of a list: "A, B and C", "A, B, C". `tokens` gives the tokens of a name.
pub(super) fn listed(parse: &Parse, tokens: impl Fn(usize) -> Option<Range<usize>>, i: usize) -> bool {
    joined(parse, &tokens, i + 1) || i >= 2 && joined(parse, &tokens, i - 1)
}

/// Only "and" or a comma stands between name `i` and the one before it.
fn joined(parse: &Parse, tokens: impl Fn(usize) -> Option<Range<usize>>, i: usize) -> bool {
    let Some(before) = i.checked_sub(1) else { return false };
    let (Some(a), Some(b)) = (tokens(before), tokens(i)) else { return false };
    let gap = a.end..b.start;
    (1..=2).contains(&gap.len()) && gap.into_iter().all(|i| matches!(parse.str(i), "," | "and" | "or" | "&"))
}

/// Neighbours in lists, of which neither contains the other.
pub(super) fn pairs(parse: &Parse, toponyms: &[Toponym], links: &[(usize, usize)]) -> Vec<(usize, usize)> {
    (1..toponyms.len())
        .filter(|&i| {
            joined(parse, |i| toponyms.get(i).map(|t| t.tokens.clone()), i) && !links.contains(&(i - 1, i))
        })
        .map(|i| (i - 1, i))
        .collect()
}
