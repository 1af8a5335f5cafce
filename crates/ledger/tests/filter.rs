//! What a filter lets through of claims that were read, decided on and taken back.

use tidings_claim::{Claim, ClaimPlace, Party, PlaceRole, Polarity, Stance, Tier};
use tidings_ledger::{ClaimRef, Kind, Ledger, Query, Report, Reviews};
use tidings_mention::PlacePrecision;
use tidings_text::{Hints, Span, document_from_text};

const TEXT: &str =
    "Troops of Tarn took the mill. The mayor denied it. A search is planned in Oster district.";

fn claim(words: &str) -> Claim {
    let start = TEXT.find(words).expect("the words are in the text");
    Claim::at(Span::new(start, start + words.len()))
}

fn place(precision: PlacePrecision, role: PlaceRole) -> ClaimPlace {
    ClaimPlace { span: None, name: "Oster".into(), at: None, precision, role }
}

fn ledger() -> Ledger {
    let mut took = claim("Troops of Tarn took the mill");
    took.actors = vec![Party { name: "Troops of Tarn".into(), span: took.span }];
    took.places = vec![place(PlacePrecision::Settlement, PlaceRole::Event)];
    let denied = Claim { stance: Stance::Deny, polarity: Polarity::Negative, ..claim("denied it") };
    let planned = Claim { stance: Stance::Plan, ..claim("A search is planned") };
    let heading = Claim { tier: Tier::Headline, ..claim("The mayor") };
    let mut document = document_from_text(TEXT.to_string(), &Hints::default());
    document.meta.lang = Some("en".into());
    let claims = vec![took, denied, planned, heading];
    let report = Report { document, claims, sentences: Vec::new(), private: Vec::new() };
    let at = |claim| ClaimRef { report: 0, claim };
    let mut ledger = Ledger::unrelated(vec![report.into()], |_| Reviews {
        accepted: vec![(at(0), 1)],
        edited: vec![(at(0), "speaker".into(), 2), (at(1), "speaker".into(), 3)],
        ..Reviews::default()
    });
    ledger.withdrawn.insert(at(3));
    ledger
}

fn found(text: &str) -> Vec<usize> {
    let (ledger, query) = (ledger(), text.parse::<Query>().expect("a query"));
    ledger.claims().filter(|(at, _)| query.holds_in(&ledger, *at)).map(|(at, _)| at.claim).collect()
}

#[test]
fn by_what_is_told() {
    assert_eq!(found("kind:happened"), [0]);
    assert_eq!(found("kind:denied,announced"), [1, 2]);
    assert_eq!(found("kind:heading"), [] as [usize; 0]);
    assert_eq!(found("kind:withdrawn"), [3]);
    assert_eq!(found("-kind:happened"), [1, 2, 3]);
    assert!("-kind:happened".parse::<Query>().expect("a query").asks_for_relations());
    assert!(!"review:edited or lang:en".parse::<Query>().expect("a query").asks_for_relations());
    for (name, kind) in Kind::ALL {
        assert_eq!(kind.code(), name);
    }
}

#[test]
fn by_what_was_decided() {
    assert_eq!(found("review:accepted"), [0]);
    assert_eq!(found("review:edited"), [1], "what is accepted is no longer only edited");
    assert_eq!(found("review:unreviewed"), [2, 3]);
    let (ledger, accepted) = (ledger(), "review:accepted".parse::<Query>().expect("a query"));
    let read = |n: usize| accepted.holds(&ledger.reports[0], &ledger.reports[0].claims[n]);
    assert!(!read(0), "as it was read, nobody had decided anything");
}

#[test]
fn by_language_precision_and_who_acts() {
    assert_eq!(found("lang:EN").len(), 4);
    assert_eq!(found("lang:uk"), [] as [usize; 0]);
    assert_eq!(found("-has:lang"), [] as [usize; 0]);
    assert_eq!(found("precision:unresolved"), [0], "it has a name and no point on the map");
    assert_eq!(found("actor:\"troops of tarn\""), [0]);
    assert_eq!(found("-has:actor"), [1, 2, 3]);
}
