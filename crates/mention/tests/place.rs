//! Places on sentences with the parses that the English pipeline gives them.
//!
//! Resolution needs the compiled gazetteer, which is no part of the sources: `TIDINGS_TEST_GAZETTEER` names it,
//! and without it the tests say so and pass.

mod common;

use std::fmt::Write;

use tidings_gazetteer::Gazetteer;
use tidings_mention::{Place, PlaceSense, RelationKind, place};
use tidings_text::Span;

use common::{Parsed, cases, document, parse, parses};

/// The compiled gazetteer, if there is one.
fn gazetteer() -> Option<Gazetteer> {
    let Ok(path) = std::env::var("TIDINGS_TEST_GAZETTEER") else {
        eprintln!("skipped: TIDINGS_TEST_GAZETTEER names no compiled gazetteer");
        return None;
    };
    let bytes = std::fs::read(&path).expect("TIDINGS_TEST_GAZETTEER can be read");
    Some(Gazetteer::from_bytes(bytes).expect("a gazetteer of this version"))
}

fn shown(p: &Place, text: &str) -> String {
    let mut out = format!("{}=", p.span.slice(text));
    match p.candidates.first().filter(|_| p.resolved) {
        None => out.push('?'),
        Some(c) => {
            let precision = p.precision.as_str();
            let _ = write!(out, "{} {precision}", c.iso3166_2.as_deref().unwrap_or(&c.country));
        }
    }
    out.push_str(match p.sense {
        PlaceSense::Literal => "",
        PlaceSense::Metonym => " metonym",
        PlaceSense::Demonym => " demonym",
        PlaceSense::Modifier => " modifier",
    });
    if let Some(r) = &p.relation {
        let kind = match r.kind {
            RelationKind::Near => "near",
            RelationKind::Offset => "offset",
            RelationKind::Border => "border",
            RelationKind::Between => "between",
            RelationKind::Part => "part",
            RelationKind::In => "in",
        };
        let _ = write!(out, " [{kind}: {}", r.span.slice(text));
        for n in [r.distance_km, r.bearing].into_iter().flatten() {
            let _ = write!(out, " {n}");
        }
        out.push(']');
    }
    out
}

#[test]
fn places_are_found_and_resolved() {
    let Some(gazetteer) = gazetteer() else { return };
    let mut parsed = parses(include_str!("fixtures/place.tsv")).into_iter();
    let mut wrong = String::new();
    for (wanted, text) in cases(include_str!("fixtures/place.txt")) {
        let blocks: Vec<Parsed> = parsed.by_ref().take(text.split(" || ").count()).collect();
        let document = document(&blocks);
        let parse = parse(&document, &blocks);
        let places = place::find(&parse, &gazetteer);
        let got: Vec<String> = places.iter().map(|p| shown(p, &document.text)).collect();
        let got = if got.is_empty() { "-".to_owned() } else { got.join(" | ") };
        if got != wanted {
            let _ = writeln!(wrong, "{text}\n  wanted {wanted}\n  got    {got}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_score_is_the_sum_of_its_features() {
    let Some(gazetteer) = gazetteer() else { return };
    let blocks = parses(include_str!("fixtures/place.tsv"));
    let document = document(&blocks);
    let parse = parse(&document, &blocks);
    for place in place::find(&parse, &gazetteer) {
        for c in &place.candidates {
            let sum: f64 = c.features.iter().map(|f| f.1).sum();
            assert!((sum - c.score).abs() < 1e-9, "{}: {sum} is not {}", c.name, c.score);
        }
        assert!(place.candidates.windows(2).all(|w| w[0].score >= w[1].score));
    }
}

#[test]
fn marked_spans_are_resolved_where_they_are() {
    let Some(gazetteer) = gazetteer() else { return };
    let blocks = parses(include_str!("fixtures/place.tsv"));
    let document = document(&blocks);
    let parse = parse(&document, &blocks);
    let at = document.text.find("Kyiv").expect("in the fixture");
    let span = Span::new(at, at + 4);
    let found = place::resolve_marked(&parse, &gazetteer, &place::Weights::default(), &[span]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].span, found[0].candidates[0].country.as_str()), (span, "UA"));
}
