//! Figures and tolls on sentences with the parses that the English pipeline gives them.

mod common;

use tidings_mention::{Quantity, quantity};

use common::{cases, document, parse, parses};

fn shown(q: &Quantity) -> String {
    let bound = |n: Option<f64>| n.map_or("-".to_owned(), |n| format!("{}", (n * 1000.0).round() / 1000.0));
    let rate = if q.rate { " /rate" } else { "" };
    let part = q.part_of.map_or(String::new(), |k| format!(" <{k}"));
    let of = if q.of.is_empty() { String::new() } else { format!(" {}", q.of) };
    format!("{} {}..{}{of}{rate}{part}", q.measure.as_str(), bound(q.min), bound(q.max))
}

#[test]
fn figures_of_sentences() {
    let parsed = parses(include_str!("fixtures/quantity.tsv"));
    let mut wrong = Vec::new();
    for (block, (expected, text)) in parsed.chunks(1).zip(cases(include_str!("fixtures/quantity.txt"))) {
        assert_eq!(block[0].text, text, "run tools/parse_fixture.py again");
        let document = document(block);
        let parse = parse(&document, block);
        let found: Vec<String> = quantity::find(&parse, &[]).iter().map(shown).collect();
        if found.join(" | ") != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  found    {}", found.join(" | ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spans_cite_the_words() {
    let parsed = parses(include_str!("fixtures/quantity.tsv"));
    let document = document(&parsed);
    let parse = parse(&document, &parsed);
    let found = quantity::find(&parse, &[]);
    let cited: Vec<&str> = found.iter().map(|q| q.span.slice(&document.text)).collect();
    for words in
        ["At least 15 people", "A child and his father", "Some 40 sailors", "three nurses", "12-year-old"]
    {
        assert!(cited.contains(&words), "{words}");
    }
    assert!(found.windows(2).all(|w| w[0].span.start <= w[1].span.start));
}

#[test]
fn tolls_of_reports() {
    let parsed = parses(include_str!("fixtures/toll.tsv"));
    let mut rest = parsed.as_slice();
    let mut wrong = Vec::new();
    for (expected, text) in cases(include_str!("fixtures/toll.txt")) {
        let (blocks, after) = rest.split_at(text.split(" || ").count());
        rest = after;
        let document = document(blocks);
        let parse = parse(&document, blocks);
        let figures = quantity::find(&parse, &[]);
        let toll = quantity::toll(&[(jiff::civil::date(2020, 5, 4), &parse, &figures)]);
        let found = format!("{} {}", toll.killed.0.unwrap_or(-1.0), toll.injured.0.unwrap_or(-1.0));
        if found != expected {
            wrong.push(format!("{text}\n  expected {expected}, found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
