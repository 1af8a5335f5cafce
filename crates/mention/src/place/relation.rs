//! "near X", "15 km north of X", "the border with X", "the east of X": places said by their relation to a toponym.

use std::ops::Range;

use super::words::has;
use crate::labels::Dep;
use crate::parse::Parse;
use crate::types::{Relation, RelationKind};

/// Words that put something beside a place rather than in it.
const BESIDE: &[&str] = &["near", "outside", "around", "beside", "nearby", "off"];

/// Nouns before "of" that do the same.
const OUTSKIRTS: &[&str] = &["outskirts", "vicinity", "surroundings", "environs"];

/// Nouns that are lines between two places.
const BORDERS: &[&str] = &["border", "frontier", "boundary"];

/// The relation the toponym at `tokens` stands in, if any.
pub(super) fn of(parse: &Parse, tokens: &Range<usize>) -> Option<Relation> {
    before(parse, tokens).or_else(|| border(parse, tokens))
}

/// What stands before the toponym.
fn before(parse: &Parse, tokens: &Range<usize>) -> Option<Relation> {
    let first = parse.sentence_of(tokens.start).tokens.start;
    let mut end = tokens.start;
    while end > first && has(&["the", "a", "city", "town", "village", "both"], parse.str(end - 1)) {
        end -= 1;
    }
    // "the city of X", "the village of X"
    if end + 1 == tokens.start && end > first && !has(&["the", "a", "both"], parse.str(end)) {
        end = tokens.start;
    }
    let word = |k: usize| if end >= first + k { parse.str(end - k) } else { "" };
    let relation = |from: usize, kind, distance_km, bearing| {
        Some(Relation { span: parse.span(from..end), kind, distance_km, bearing })
    };
    if end == first {
        return None;
    }
    if has(BESIDE, word(1)) {
        return relation(end - 1, RelationKind::Near, None, None);
    }
    if has(&["between"], word(1)) || has(&["and"], word(1)) && second_of_between(parse, first, end - 1) {
        let from = (first..end).rev().find(|&i| has(&["between"], parse.str(i))).unwrap_or(end - 1);
        return Some(Relation {
            span: parse.span(from..from + 1),
            kind: RelationKind::Between,
            distance_km: None,
            bearing: None,
        });
    }
    if let Some(bearing) = word(1)
        .len()
        .checked_sub(3)
        .and_then(|n| Some((word(1).get(..n)?, word(1).get(n..)?)))
        .filter(|(_, e)| e.eq_ignore_ascii_case("ern"))
        .and_then(|(c, _)| compass(c))
    {
        return relation(end - 1, RelationKind::Part, None, Some(bearing));
    }
    if has(&["of"], word(1)) {
        if let Some(bearing) = compass(word(2)) {
            let (from, km) = distance(parse, end - 2, first);
            // "the east of X" lies in it, "east of X" beside it.
            let inside = km.is_none() && has(&["the"], word(3));
            let kind = if inside { RelationKind::Part } else { RelationKind::Offset };
            return relation(from, kind, km, Some(bearing));
        }
        if has(OUTSKIRTS, word(2)) {
            return relation(end - 2, RelationKind::Near, None, None);
        }
        if has(&["parts", "part"], word(2)) {
            return relation(end - 2, RelationKind::Part, None, None);
        }
    }
    if has(&["from", "outside"], word(1)) {
        let (from, km) = distance(parse, end - 1, first);
        if km.is_some() {
            return relation(from, RelationKind::Offset, km, None);
        }
    }
    if has(&["with"], word(1)) && has(BORDERS, word(2)) {
        return relation(end - 2, RelationKind::Border, None, None);
    }
    None
}

/// The "and" of "between X and Y" stands at token `and`.
fn second_of_between(parse: &Parse, first: usize, and: usize) -> bool {
    let near = and.saturating_sub(6).max(first);
    (near..and).any(|i| has(&["between"], parse.str(i))) && (near..and).all(|i| !has(&[","], parse.str(i)))
}

/// "Ukraine's border", "the Ukrainian border", "the Turkish-Syrian border".
fn border(parse: &Parse, tokens: &Range<usize>) -> Option<Relation> {
    let head = crate::name::head_of(parse, tokens.clone());
    let noun = parse.head(head);
    let modifies = matches!(parse.token(head).dep, Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod);
    let direct = noun >= tokens.end && modifies && has(BORDERS, parse.lemma(noun));
    // The first of two joined by a hyphen may hang on the second.
    let joined = || {
        let hyphen = tokens.end + 2 < parse.len()
            && matches!(parse.str(tokens.end), "-" | "–")
            && parse.token(tokens.end).sentence == parse.token(tokens.start).sentence;
        (hyphen && has(BORDERS, parse.str(tokens.end + 2))).then_some(tokens.end + 2)
    };
    let noun = if direct { noun } else { joined()? };
    Some(Relation {
        span: parse.span(noun..noun + 1),
        kind: RelationKind::Border,
        distance_km: None,
        bearing: None,
    })
}

/// Degrees clockwise from north of a compass word.
fn compass(word: &str) -> Option<f64> {
    const POINTS: [(&str, &str, f64); 8] = [
        ("north", "north", 0.0),
        ("northeast", "north-east", 45.0),
        ("east", "east", 90.0),
        ("southeast", "south-east", 135.0),
        ("south", "south", 180.0),
        ("southwest", "south-west", 225.0),
        ("west", "west", 270.0),
        ("northwest", "north-west", 315.0),
    ];
    POINTS.iter().find(|(a, b, _)| word.eq_ignore_ascii_case(a) || word.eq_ignore_ascii_case(b)).map(|p| p.2)
}

/// A distance that ends just before token `end`: where it starts and how many km.
fn distance(parse: &Parse, end: usize, sentence: usize) -> (usize, Option<f64>) {
    if end < sentence + 2 {
        return (end, None);
    }
    const KILOMETRES: &[&str] = &["km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"];
    const MILES: &[&str] = &["mi", "mile", "miles"];
    const METRES: &[&str] = &["m", "meters", "metres"];
    let word = parse.str(end - 1);
    let unit = if has(KILOMETRES, word) {
        1.0
    } else if has(MILES, word) {
        1.609_344
    } else if has(METRES, word) {
        0.001
    } else {
        return (end, None);
    };
    match parse.str(end - 2).replace(',', "").parse::<f64>() {
        Ok(n) if n.is_finite() => (end - 2, Some(n * unit)),
        _ => (end - 1, None),
    }
}
