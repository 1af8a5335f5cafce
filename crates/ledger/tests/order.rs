//! The ledger does not depend on the order in which reports are given, nor on a report being given twice.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;
use tidings_claim::{
    AttributionClass, Basis, Claim, ClaimPlace, ClaimQuantity, ClaimTime, PlaceRole, Plover, Stance,
};
use tidings_ledger::{ClaimRef, ConflictKind, Ledger, Report, Reviews};
use tidings_mention::{Candidate, Measure, PlacePrecision, TimePrecision};
use tidings_text::{Hints, Span, document_from_text};

/// One claim, as numbers: town, day, toll, speaker, stance.
type Told = (u64, i8, u32, usize, bool);

fn report(n: usize, publisher: usize, published: i8, told: &[Told]) -> Report {
    let speakers = [
        "Defence Ministry of Russia",
        "General Staff of Ukraine",
        "Maria Petrenko",
        "M. Petrenko",
        "Petrenko",
    ];
    let (mut text, mut claims) = (String::new(), Vec::new());
    for (i, &(town, day, toll, speaker, denies)) in told.iter().enumerate() {
        let start = text.len();
        let _ = write!(text, "A rocket hit the market of Town{town} and killed {toll} people");
        let span = Span::new(start, text.len());
        let _ = writeln!(text, ", {} said.", speakers[speaker]);
        claims.push(claim(i, span, speakers[speaker], town, day, toll, denies));
    }
    let hints = Hints {
        id: Some(format!("r{n}")),
        published: Some(date(2024, 5, published)),
        publisher: Some(format!("Paper {publisher}")),
        ..Hints::default()
    };
    Report { document: document_from_text(text, &hints), claims, sentences: Vec::new(), private: Vec::new() }
}

fn claim(i: usize, span: Span, speaker: &str, town: u64, day: i8, toll: u32, denies: bool) -> Claim {
    let at = Candidate {
        id: town,
        name: format!("Town{town}"),
        lat: 40.0 + town as f64,
        lon: 30.0,
        radius_km: 2.0,
        country: "UA".into(),
        iso3166_2: Some("UA-1".into()),
        precision: PlacePrecision::Settlement,
        sea: false,
        score: 1.0,
        features: Vec::new(),
    };
    Claim {
        sentence: i,
        speaker: Some(speaker.into()),
        attribution: AttributionClass::Explicit,
        stance: if denies { Stance::Deny } else { Stance::Assert },
        plover: Plover { kind: Some("ASSAULT"), ..Plover::default() },
        places: vec![ClaimPlace {
            span: None,
            name: at.name.clone(),
            precision: at.precision,
            at: Some(at),
            role: PlaceRole::Event,
        }],
        time: ClaimTime {
            start: Some(date(2024, 5, day)),
            end: Some(date(2024, 5, day)),
            basis: Basis::Relative,
            precision: TimePrecision::Day,
            span: None,
        },
        quantities: vec![ClaimQuantity {
            measure: Measure::Killed,
            min: Some(f64::from(toll)),
            max: Some(f64::from(toll)),
            of: "people".into(),
            span,
            part: false,
            printed: true,
            worded: None,
        }],
        ..Claim::at(span)
    }
}

fn reports() -> impl Strategy<Value = Vec<Report>> {
    let told = (1u64..4, 1i8..6, 1u32..40, 0usize..5, prop::bool::weighted(0.15));
    let one = (0usize..4, 3i8..9, prop::collection::vec(told, 1..6));
    prop::collection::vec(one, 1..10).prop_map(|all| {
        all.iter().enumerate().map(|(n, (publisher, day, told))| report(n, *publisher, *day, told)).collect()
    })
}

fn shared(reports: Vec<Report>) -> Vec<Arc<Report>> {
    reports.into_iter().map(Arc::new).collect()
}

/// The occurrence of each report's first claim.
fn occurrences(ledger: &Ledger) -> Vec<usize> {
    let of = |report| {
        let at = ClaimRef { report, claim: 0 };
        ledger.occurrences.iter().position(|o| o.claims.contains(&at)).expect("every claim is in one")
    };
    (0..ledger.reports.len()).map(of).collect()
}

#[test]
fn analysts_join_part_and_link() {
    let given =
        || shared(vec![report(0, 0, 4, &[(1, 3, 12, 0, false)]), report(1, 1, 5, &[(1, 3, 30, 1, false)])]);
    let elsewhere =
        shared(vec![report(0, 0, 4, &[(1, 3, 12, 0, false)]), report(1, 1, 5, &[(2, 3, 30, 1, false)])]);
    let (a, b) = (ClaimRef { report: 0, claim: 0 }, ClaimRef { report: 1, claim: 0 });
    assert_eq!(occurrences(&Ledger::reviewed(given(), |_| Reviews::default())), [0, 0]);
    assert_eq!(occurrences(&Ledger::reviewed(elsewhere.clone(), |_| Reviews::default())), [0, 1]);
    let apart = Reviews { apart: vec![(a, vec![b], 1)], ..Reviews::default() };
    assert_eq!(occurrences(&Ledger::reviewed(given(), |_| apart)), [0, 1]);
    let joined = Reviews { joined: vec![(vec![a, b], 2)], ..Reviews::default() };
    assert_eq!(occurrences(&Ledger::reviewed(elsewhere, |_| joined)), [0, 0]);
    let links = Reviews { links: vec![(b, a, Some(ConflictKind::Contradicts), 3)], ..Reviews::default() };
    let kinds: Vec<_> = Ledger::reviewed(given(), |_| links).conflicts.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [ConflictKind::Contradicts]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn order_does_not_matter(
        (given, shuffled) in reports().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle()))
    ) {
        prop_assert_eq!(Ledger::build(given), Ledger::build(shuffled));
    }

    #[test]
    fn a_report_given_twice_counts_once(given in reports()) {
        let twice: Vec<Report> = given.iter().chain(&given).cloned().collect();
        prop_assert_eq!(Ledger::build(given), Ledger::build(twice));
    }

    #[test]
    fn every_claim_is_in_one_occurrence(given in reports()) {
        let ledger = Ledger::build(given);
        let mut seen: Vec<_> = ledger.occurrences.iter().flat_map(|o| o.claims.clone()).collect();
        seen.sort_unstable();
        let all: Vec<_> = ledger.claims().map(|(at, _)| at).collect();
        prop_assert_eq!(seen, all);
        for o in &ledger.occurrences {
            prop_assert_eq!(o.joined_by.len(), o.claims.len() - 1);
        }
    }
}
