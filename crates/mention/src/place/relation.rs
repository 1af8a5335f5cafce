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

/// Words before a name that only a place can follow: "15 km from", "north-west of", "the road between .. and".
pub(super) fn pins(parse: &Parse, tokens: &Range<usize>) -> bool {
    before(parse, tokens).is_some_and(|r| match r.kind {
        RelationKind::Offset => true,
        RelationKind::In => false,
        RelationKind::Part | RelationKind::Near => parse.str(tokens.start - 1) == "of",
        RelationKind::Between => {
            let between = parse.tokens_in(r.span).next().unwrap_or(0);
            between > parse.sentence_of(tokens.start).tokens.start && has(WAYS, parse.str(between - 1))
        }
        RelationKind::Border => has(&["between", "and"], parse.str(tokens.start - 1)),
    })
}

/// Nouns that lie between two places.
const WAYS: &[&str] = &[
    "road", "highway", "motorway", "route", "railway", "way", "line", "border", "stretch", "corridor",
    "pass", "flights", "ferry",
];

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
        Some(Relation { span: parse.span(from..end), kind, distance_km, bearing, area: None })
    };
    if end == first {
        return None;
    }
    if has(BESIDE, word(1)) {
        return relation(end - 1, RelationKind::Near, None, None);
    }
    if has(&["between"], word(1)) || has(&["and"], word(1)) && second_of_between(parse, first, end - 1) {
        let from = (first..end).rev().find(|&i| has(&["between"], parse.str(i))).unwrap_or(end - 1);
        let border = from > first && has(BORDERS, parse.str(from - 1));
        return Some(Relation {
            span: parse.span(from - usize::from(border)..from + 1),
            kind: if border { RelationKind::Border } else { RelationKind::Between },
            distance_km: None,
            bearing: None,
            area: None,
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
        if let Some((point, bearing, written)) = point(parse, end - 1, first) {
            // "the east of X" lies in it, "east of X" and "to the east of X" beside it.
            let at = |k: usize, s: &str| point >= first + k && has(&[s], parse.str(point - k));
            let beside = at(1, "the") && at(2, "to");
            let (from, km) = distance(parse, if beside { point - 2 } else { point }, first);
            let inside = at(1, "the") && !beside && km.is_none();
            let kind = if inside { RelationKind::Part } else { RelationKind::Offset };
            if written || km.is_some() {
                return relation(from, kind, km, Some(bearing));
            }
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
        area: None,
    })
}

/// The points of the compass in their order, with their initials.
const POINTS: [(&str, &str); 16] = [
    ("north", "N"),
    ("northnortheast", "NNE"),
    ("northeast", "NE"),
    ("eastnortheast", "ENE"),
    ("east", "E"),
    ("eastsoutheast", "ESE"),
    ("southeast", "SE"),
    ("southsoutheast", "SSE"),
    ("south", "S"),
    ("southsouthwest", "SSW"),
    ("southwest", "SW"),
    ("westsouthwest", "WSW"),
    ("west", "W"),
    ("westnorthwest", "WNW"),
    ("northwest", "NW"),
    ("northnorthwest", "NNW"),
];

/// The point of the compass that ends before token `end`: where it begins, its degrees, and whether it is written
/// out. The parser may part it at its hyphen.
fn point(parse: &Parse, end: usize, first: usize) -> Option<(usize, f64, bool)> {
    let at = end.checked_sub(1).filter(|&i| i >= first)?;
    if at >= first + 2 && parse.str(at - 1) == "-" {
        let joined = format!("{}{}", parse.str(at - 2), parse.str(at));
        if let Some(bearing) = compass(&joined) {
            return Some((at - 2, bearing, true));
        }
    }
    let written = compass(parse.str(at)).map(|b| (at, b, true));
    written.or_else(|| initials(parse.str(at)).map(|b| (at, b, false)))
}

/// Degrees clockwise from north of a compass word, with or without hyphens.
fn compass(word: &str) -> Option<f64> {
    let letters = || word.bytes().filter(|b| *b != b'-').map(|b| b.to_ascii_lowercase());
    let point = POINTS.iter().position(|(name, _)| letters().eq(name.bytes()))?;
    Some(point as f64 * 22.5)
}

/// The same of its initials, which mean a direction only after a distance: "15 km NNE of X".
fn initials(word: &str) -> Option<f64> {
    Some(POINTS.iter().position(|(_, initials)| *initials == word)? as f64 * 22.5)
}

/// Numbers that are spelled out, from one.
const SMALL: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// A distance that ends just before token `end`: where it starts and how many km.
fn distance(parse: &Parse, end: usize, sentence: usize) -> (usize, Option<f64>) {
    let mut end = end;
    // "15 km (9 miles) north of X": what stands before the bracket.
    if end > sentence && parse.str(end - 1) == ")" {
        let open = (sentence..end).rev().take(6).find(|&i| parse.str(i) == "(");
        end = open.unwrap_or(end);
    }
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
    let number = parse.str(end - 2);
    let spelled = || SMALL.iter().position(|w| number.eq_ignore_ascii_case(w)).map(|n| n as f64 + 1.0);
    match number.replace(',', "").parse::<f64>().ok().filter(|n| n.is_finite()).or_else(spelled) {
        Some(n) => (end - 2, Some(n * unit)),
        None => (end - 1, None),
    }
}
