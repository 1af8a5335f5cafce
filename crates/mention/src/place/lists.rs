//! Lists of places under one type word in the plural.

use tidings_gazetteer::Gazetteer;

use super::evidence;
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
                sense: PlaceSense::Literal,
                wanted: typed.wanted,
                candidates: typed.candidates,
                evidence: evidence::FIRM,
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
