//! Who says what, on sentences made for it: each text of the fixture names what is to be found in it.

mod common;

use tidings_claim::attribution::{Cues, find, outermost};
use tidings_claim::{Attribution, AttributionClass};
use tidings_mention::Parse;
use tidings_text::Span;

/// "class | source | cue | content", with "..." between the parts of a span list, and what else is set.
fn line(parse: &Parse, a: &Attribution) -> String {
    let text = &parse.doc().text;
    let words = |spans: &[Span]| spans.iter().map(|s| s.slice(text)).collect::<Vec<_>>().join(" ... ");
    let mut line =
        format!("{} | {} | {} | {}", a.class.as_str(), words(&a.source), words(&a.cue), words(&a.content));
    if !a.evidence.is_empty() {
        line.push_str(" | on ");
        line.push_str(&words(&a.evidence));
    }
    if a.direct_quote {
        line += " | quoted";
    }
    if a.inside.is_some() {
        line += " | nested";
    }
    line
}

#[test]
fn every_text_has_its_attributions() {
    let cues = Cues::builtin();
    let mut wrong: Vec<String> = Vec::new();
    for case in common::cases("attribution") {
        let parse = case.parse();
        let found: Vec<String> = find(&parse, &cues).iter().map(|a| line(&parse, a)).collect();
        if found != case.expected {
            wrong.push(format!("= {}\n{}", case.name, case.document.text));
            wrong.extend(found.iter().map(|l| format!("> {l}")));
        }
    }
    assert!(
        wrong.is_empty(),
        "these texts have other attributions than the fixture says:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn spans_are_in_order_and_in_the_text() {
    let cues = Cues::builtin();
    for case in common::cases("attribution") {
        let parse = case.parse();
        let all = find(&parse, &cues);
        for (i, a) in all.iter().enumerate() {
            assert!(!a.content.is_empty() && !a.cue.is_empty(), "{}", case.name);
            for spans in [&a.source, &a.cue, &a.content, &a.evidence] {
                assert!(spans.iter().all(|s| !s.is_empty() && !s.slice(&case.document.text).is_empty()));
                assert!(spans.windows(2).all(|w| w[0].end <= w[1].start), "{}: {a:?}", case.name);
            }
            assert!(a.content.iter().all(|c| a.cue.iter().all(|q| !q.overlaps(*c))), "{}", case.name);
            assert!(a.inside.is_none_or(|o| o != i && o < all.len()));
            assert_eq!(a.source.is_empty(), a.source_token.is_none(), "{}", case.name);
        }
    }
}

#[test]
fn nested_attributions_are_not_outermost() {
    let cues = Cues::builtin();
    let cases = common::cases("attribution");
    let case = cases.iter().find(|c| c.name == "nested").expect("fixture");
    let parse = case.parse();
    let all = find(&parse, &cues);
    assert_eq!(outermost(&all).map(|a| a.cue_lemma.as_str()).collect::<Vec<_>>(), ["report"]);
    assert!(all.iter().any(|a| a.cue_lemma == "say" && a.class == AttributionClass::Explicit));
}

#[test]
fn nothing_comes_of_nothing() {
    let document = tidings_text::document_from_text(String::new(), &tidings_text::Hints::default());
    assert!(find(&Parse::new(&document), &Cues::builtin()).is_empty());
}
