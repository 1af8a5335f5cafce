//! "near X", "15 km north of X", "the border with X", "the east of X": places said by their relation to a toponym.

use crate::labels::Dep;
use crate::parse::Parse;
use crate::types::{Relation, RelationKind};

/// The relation the toponym at `tokens` stands in, if any.
pub(super) fn of(parse: &Parse, tokens: &std::ops::Range<usize>) -> Option<Relation> {
    let first = tokens.start;
    let sentence = parse.sentence_of(first).tokens.start;
    let mut before = first;
    while before > sentence && matches!(parse.str(before - 1).to_lowercase().as_str(), "the" | "a") {
        before -= 1;
    }
    let word = |k: usize| (before >= sentence + k).then(|| parse.str(before - k).to_lowercase());
    let span = |from: usize| parse.span(from..before);
    let relation = |from: usize, kind, distance_km, bearing| Some(Relation { span: span(from), kind, distance_km, bearing });
    let prev = word(1)?;
    match prev.as_str() {
        "near" | "outside" | "around" | "beside" | "nearby" => return relation(before - 1, RelationKind::Near, None, None),
        "between" => return relation(before - 1, RelationKind::Between, None, None),
        _ => {}
    }
    if let Some(bearing) = compass(prev.trim_end_matches("ern")).filter(|_| prev.ends_with("ern")) {
        return relation(before - 1, RelationKind::Part, None, Some(bearing));
    }
    if prev == "of" {
        let second = word(2)?;
        if let Some(bearing) = compass(&second) {
            let (from, km) = distance(parse, before - 2, sentence);
            let kind = if km.is_some() || parse.str(before - 2).to_lowercase() == "north" && from < before - 2 { RelationKind::Offset } else { RelationKind::Part };
            let the = before >= sentence + 3 && parse.str(before - 3).eq_ignore_ascii_case("the");
            let kind = if km.is_some() || !the { RelationKind::Offset } else { kind };
            return relation(from, kind, km, Some(bearing));
        }
        if matches!(second.as_str(), "outskirts" | "vicinity" | "suburbs") {
            return relation(before - 2, RelationKind::Near, None, None);
        }
    }
    if prev == "from" && word(2).is_some() {
        let (from, km) = distance(parse, before - 1, sentence);
        if km.is_some() {
            return relation(from, RelationKind::Offset, km, None);
        }
    }
    if prev == "with" && word(2).is_some_and(|w| matches!(w.as_str(), "border" | "frontier" | "boundary")) {
        return relation(before - 2, RelationKind::Border, None, None);
    }
    // "Ukraine's border", "the Ukrainian border", "the Turkish-Syrian border".
    let head = crate::name::head_of(parse, tokens.clone());
    let noun = parse.head(head);
    if noun >= tokens.end && matches!(parse.token(head).dep, Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod) && matches!(parse.lemma(noun), "border" | "frontier") {
        return Some(Relation { span: parse.span(noun..noun + 1), kind: RelationKind::Border, distance_km: None, bearing: None });
    }
    None
}

/// Degrees clockwise from north of a compass word.
fn compass(word: &str) -> Option<f64> {
    Some(match word {
        "north" => 0.0,
        "northeast" | "north-east" => 45.0,
        "east" => 90.0,
        "southeast" | "south-east" => 135.0,
        "south" => 180.0,
        "southwest" | "south-west" => 225.0,
        "west" => 270.0,
        "northwest" | "north-west" => 315.0,
        _ => return None,
    })
}

/// A distance that ends just before token `end`: where it starts and how many km.
fn distance(parse: &Parse, end: usize, sentence: usize) -> (usize, Option<f64>) {
    if end < sentence + 2 {
        return (end, None);
    }
    let unit = match parse.str(end - 1).to_lowercase().as_str() {
        "km" | "kilometers" | "kilometres" | "kms" | "kilometer" | "kilometre" => 1.0,
        "miles" | "mile" | "mi" => 1.609_344,
        "m" | "meters" | "metres" => 0.001,
        _ => return (end, None),
    };
    match parse.str(end - 2).replace(',', "").parse::<f64>() {
        Ok(n) if n.is_finite() => (end - 2, Some(n * unit)),
        _ => (end - 1, None),
    }
}
