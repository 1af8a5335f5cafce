//! Decisions over readings that stay the same, differ a little, and differ much.

use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;
use tidings_claim::{
    AttributionClass, Basis, Claim, ClaimPlace, ClaimQuantity, ClaimTime, PlaceRole, Plover, Stance,
};
use tidings_ledger::decision::{Edit, EditError, Fate, FindError, field, find, ids};
use tidings_ledger::{Act, ClaimKey, ClaimRef, ConflictKind, Decision, Report, Reviews};
use tidings_mention::{Measure, PlacePrecision, TimePrecision};
use tidings_text::{Hints, Span, document_from_text};

const TEXTS: [&str; 3] = [
    "The mayor of Oster said two rockets hit the mill on Monday. Five people were hurt, he added.",
    "Tarn’s army denied that its rockets hit the mill. It said five of its own men were hurt near Oster.",
    "The mill in Oster was hit at dawn. At least six people were hurt, the hospital said.",
];

fn claim(text: &str, words: &str) -> Claim {
    let start = text.find(words).expect("the words are in the text");
    Claim {
        speaker: Some("Mayor".into()),
        attribution: AttributionClass::Explicit,
        plover: Plover { kind: Some("ASSAULT"), ..Plover::default() },
        places: vec![ClaimPlace {
            span: None,
            name: "Oster".into(),
            at: None,
            precision: PlacePrecision::Settlement,
            role: PlaceRole::Event,
        }],
        time: ClaimTime {
            start: Some(date(2024, 5, 6)),
            end: Some(date(2024, 5, 6)),
            basis: Basis::Relative,
            precision: TimePrecision::Day,
            span: None,
        },
        ..Claim::at(Span::new(start, start + words.len()))
    }
}

fn hurt(c: &mut Claim, n: f64) {
    c.quantities.push(ClaimQuantity {
        measure: Measure::Injured,
        min: Some(n),
        max: Some(n),
        of: "people".into(),
        span: c.span,
        part: false,
        printed: true,
        worded: None,
    });
}

fn report(text: &str, words: &[&str]) -> Report {
    let claims = words.iter().map(|w| claim(text, w)).collect();
    let document = document_from_text(text.to_string(), &Hints::default());
    Report { document, claims, sentences: Vec::new(), private: Vec::new() }
}

/// Three reports of two claims each.
fn reports() -> Vec<Report> {
    let mut all = vec![
        report(TEXTS[0], &["two rockets hit the mill on Monday", "Five people were hurt"]),
        report(TEXTS[1], &["its rockets hit the mill", "five of its own men were hurt near Oster"]),
        report(TEXTS[2], &["The mill in Oster was hit at dawn", "At least six people were hurt"]),
    ];
    hurt(&mut all[0].claims[1], 5.0);
    hurt(&mut all[2].claims[1], 6.0);
    all
}

fn at(report: usize, claim: usize) -> ClaimRef {
    ClaimRef { report, claim }
}

fn key(reports: &[Report], r: usize, c: usize) -> ClaimKey {
    ClaimKey::of(&reports[r], c)
}

fn edit(claim: ClaimKey, field: &str, value: &str) -> Act {
    Act::Edit { claim, field: field.into(), value: value.into() }
}

fn log(acts: Vec<Act>) -> Vec<Decision> {
    let one = |(i, act)| Decision {
        id: i as u64 + 1,
        at: "2024-05-07T08:00:00Z".into(),
        who: "Ada".into(),
        why: String::new(),
        act,
    };
    acts.into_iter().enumerate().map(one).collect()
}

/// Replays a log over reports that are edited in place.
fn replay(reports: &mut [Report], decisions: &[Decision]) -> Reviews {
    let mut shared: Vec<Arc<Report>> = reports.iter().cloned().map(Arc::new).collect();
    let out = tidings_ledger::decision::replay(&mut shared, decisions);
    for (report, edited) in reports.iter_mut().zip(shared) {
        *report = Arc::unwrap_or_clone(edited);
    }
    out
}

fn replayed(acts: Vec<Act>) -> (Vec<Report>, Reviews) {
    let mut reports = reports();
    let out = replay(&mut reports, &log(acts));
    (reports, out)
}

#[test]
fn what_is_decided_holds_over_the_same_reading() {
    let r = reports();
    let (edited, out) = replayed(vec![
        Act::Accept(key(&r, 0, 0)),
        Act::Reject(key(&r, 1, 0)),
        edit(key(&r, 0, 1), "speaker", "Hospital"),
        edit(key(&r, 0, 1), "quantity", "injured=5..7"),
        Act::Note { claim: key(&r, 2, 0), text: "same dawn".into() },
        Act::Join(vec![key(&r, 0, 0), key(&r, 2, 0)]),
        Act::Split(vec![key(&r, 1, 1), key(&r, 2, 1)]),
        Act::Link { a: key(&r, 1, 0), b: key(&r, 0, 0), kind: Some(ConflictKind::Denies) },
    ]);
    assert_eq!(out.look, []);
    assert!(out.is_accepted(at(0, 0)) && out.is_rejected(at(1, 0)) && !out.is_rejected(at(0, 0)));
    assert_eq!(out.notes_of(at(2, 0)).collect::<Vec<_>>(), [("same dawn", 5)]);
    assert_eq!(out.edits_of(at(0, 1)).collect::<Vec<_>>(), [("quantities.injured", 4), ("speaker", 3)]);
    assert_eq!(out.joined, [(vec![at(0, 0), at(2, 0)], 6)]);
    assert_eq!(out.apart, [(at(1, 1), vec![at(2, 1)], 7)]);
    assert_eq!(out.links, [(at(1, 0), at(0, 0), Some(ConflictKind::Denies), 8)]);
    let c = &edited[0].claims[1];
    assert_eq!(c.speaker.as_deref(), Some("Hospital"));
    assert_eq!((c.quantities[0].min, c.quantities[0].max), (Some(5.0), Some(7.0)));
    assert_eq!(c.quantities[0].of, "people");
    assert!(c.reasons.iter().any(|r| r.field == "speaker" && r.rule == "edited by Ada"));
    assert_eq!(edited[1].claims.len(), 2, "a rejected claim stays in its report");
}

#[test]
fn an_undo_may_be_undone() {
    let r = reports();
    let mut acts = vec![Act::Accept(key(&r, 0, 0)), Act::Undo(1)];
    let (_, out) = replayed(acts.clone());
    assert!(!out.is_accepted(at(0, 0)));
    assert_eq!((out.fate(1), out.fate(2)), (Fate::Undone(2), Fate::InEffect));
    acts.push(Act::Undo(2));
    let (_, out) = replayed(acts);
    assert!(out.is_accepted(at(0, 0)));
    assert_eq!((out.fate(1), out.fate(2), out.fate(3)), (Fate::InEffect, Fate::Undone(3), Fate::InEffect));
    assert_eq!(out.look, []);
    let (_, out) = replayed(vec![Act::Undo(1), Act::Undo(7)]);
    assert_eq!((out.fate(1), out.fate(2), out.look.len()), (Fate::Held, Fate::Held, 2));
}

#[test]
fn the_last_word_on_one_thing_stands() {
    let r = reports();
    let (edited, out) = replayed(vec![
        Act::Accept(key(&r, 0, 0)),
        Act::Reject(key(&r, 0, 0)),
        edit(key(&r, 0, 1), "stance", "deny"),
        edit(key(&r, 0, 1), "stance", "estimate"),
        Act::Join(vec![key(&r, 0, 0), key(&r, 1, 0), key(&r, 2, 0)]),
        Act::Split(vec![key(&r, 1, 0), key(&r, 2, 0)]),
        Act::Split(vec![key(&r, 0, 1), key(&r, 2, 1)]),
        Act::Join(vec![key(&r, 0, 1), key(&r, 2, 1)]),
    ]);
    assert!(out.is_rejected(at(0, 0)) && !out.is_accepted(at(0, 0)));
    assert_eq!(edited[0].claims[1].stance, Stance::Estimate);
    assert_eq!(out.superseded, [(1, 2), (3, 4), (7, 8)]);
    assert_eq!(out.joined[0], (vec![at(0, 0), at(2, 0)], 5));
    assert_eq!(out.look, []);
}

#[test]
fn a_field_read_differently_is_shown_and_the_decision_holds() {
    let r = reports();
    let mut decisions = log(vec![
        Act::Accept(key(&r, 0, 0)),
        edit(key(&r, 0, 1), "stance", "estimate"),
        edit(key(&r, 2, 1), "quantity", "injured=6.."),
        Act::Note { claim: key(&r, 2, 1), text: "ask the hospital".into() },
    ]);
    let mut new = reports();
    new[0].claims[0].speaker = Some("Deputy mayor".into());
    new[0].claims[1].stance = Stance::Deny;
    new[2].claims[1].quantities[0].max = None;
    let read = new.clone();
    let out = replay(&mut new, &decisions);
    let look: Vec<(u64, &str)> = out.look.iter().map(|(id, why)| (*id, why.as_str())).collect();
    // The new reading agrees with the third.
    assert_eq!(
        look,
        [
            (1, "speaker was “Mayor” and is now read as “Deputy mayor”"),
            (2, "stance was “assert” and is now read as “deny”"),
        ]
    );
    assert!(out.is_accepted(at(0, 0)));
    assert_eq!(new[0].claims[1].stance, Stance::Estimate);
    // To accept it as it is now settles the matter.
    let again = log(vec![Act::Accept(key(&read, 0, 0))]).remove(0);
    decisions.push(Decision { id: 5, ..again });
    let out = replay(&mut read.clone(), &decisions);
    assert_eq!(out.fate(1), Fate::Superseded(5));
    assert_eq!(out.look.len(), 1);
}

#[test]
fn a_field_that_an_analyst_set_is_not_the_readers_to_change() {
    let r = reports();
    let decisions = log(vec![edit(key(&r, 0, 0), "speaker", "Deputy mayor"), Act::Accept(key(&r, 0, 0))]);
    let mut new = reports();
    new[0].claims[0].speaker = Some("Deputy mayor".into());
    assert_eq!(replay(&mut new, &decisions).look, []);
}

#[test]
fn a_clause_cut_anew_is_found_and_shown() {
    let r = reports();
    let decisions = log(vec![Act::Reject(key(&r, 0, 0))]);
    let mut new = reports();
    new[0].claims[0] = claim(TEXTS[0], "two rockets hit the mill");
    let out = replay(&mut new, &decisions);
    assert!(out.is_rejected(at(0, 0)));
    let why =
        "the claim was “two rockets hit the mill on Monday” and is now cut as “two rockets hit the mill”";
    assert_eq!(out.look, [(1, why.to_string())]);
}

#[test]
fn a_claim_that_is_gone_is_told_not_dropped() {
    let r = reports();
    let decisions = log(vec![
        Act::Accept(key(&r, 0, 0)),
        Act::Accept(key(&r, 1, 0)),
        Act::Join(vec![key(&r, 0, 0), key(&r, 2, 0), key(&r, 2, 1)]),
    ]);
    let mut new = reports();
    new[0].claims.remove(0);
    new.remove(1);
    let out = replay(&mut new, &decisions);
    assert_eq!((out.fate(1), out.fate(2), out.fate(3)), (Fate::Held, Fate::Held, Fate::InEffect));
    assert_eq!(out.joined, [(vec![at(1, 0), at(1, 1)], 3)]);
    let look = |id| out.looks_of(id).collect::<Vec<_>>();
    assert!(look(1)[0].starts_with("no claim is read there any more"), "{:?}", look(1));
    assert!(look(2)[0].starts_with("its report is not here"), "{:?}", look(2));
    assert_eq!(look(3).len(), 1);
}

#[test]
fn a_text_decoded_anew_keeps_its_decisions() {
    let r = reports();
    let decisions = log(vec![Act::Accept(key(&r, 1, 1))]);
    let text = TEXTS[1].replace('’', "'");
    let mut new =
        vec![report(&text, &["its rockets hit the mill", "five of its own men were hurt near Oster"])];
    new[0].document.source.sha256 = r[1].document.source.sha256;
    let out = replay(&mut new, &decisions);
    assert!(out.is_accepted(at(0, 1)));
    assert_eq!(out.look, []);
}

#[test]
fn an_id_finds_its_claim_and_no_other() {
    let r = reports();
    for (i, report) in r.iter().enumerate() {
        for (c, id) in ids(report).iter().enumerate() {
            assert_eq!(find(&r, id), Ok(at(i, c)));
            assert_eq!(*id, key(&r, i, c).short());
            let (start, _) = id.split_once('-').expect("an id has two ends");
            assert_eq!(find(&r, start), Ok(at(i, c)));
        }
    }
    let id = key(&r, 0, 0).short();
    let (hash, _) = id.split_once('.').expect("an id has two parts");
    let start = r[0].claims[1].span.start;
    assert_eq!(find(&r, &format!("{}.{start}", &hash[..3])), Ok(at(0, 1)));
    assert_eq!(find(&r, &format!("{hash}.999")), Err(FindError::NotFound(format!("{hash}.999"))));
    for bad in ["", "a1", "a1.", ".12", "zz.12", "a1.x", "a1.1-2.3.4", "a1.1-2-3"] {
        assert_eq!(find(&r, bad), Err(FindError::NotAnId(bad.into())), "{bad}");
    }
}

#[test]
fn two_claims_of_one_clause_have_two_ids() {
    let mut r = reports();
    let twin = Claim { speaker: Some("Tarn".into()), ..r[0].claims[0].clone() };
    r[0].claims.insert(1, twin);
    let both = ids(&r[0]);
    assert_ne!(both[0], both[1]);
    assert_eq!((find(&r, &both[0]), find(&r, &both[1])), (Ok(at(0, 0)), Ok(at(0, 1))));
    match find(&r, &key(&r, 0, 0).short()) {
        Err(e @ FindError::Ambiguous { count: 2, .. }) => {
            assert!(e.to_string().contains("may be any of 2 claims:\n  "), "{e}");
        }
        other => panic!("{other:?}"),
    }
    // The one whose fields agree is meant.
    let out = replay(&mut r.clone(), &log(vec![Act::Accept(key(&r, 0, 1))]));
    assert_eq!(out.accepted, [(at(0, 1), 1)]);
}

#[test]
fn edits_take_what_exports_write() {
    let mut r = reports();
    let mut set = |name: &str, value: &str| {
        let edit = Edit::parse(name, value).expect("a value of this field");
        edit.apply(&mut r[0], 0, "edited by Ada: heard it");
        field(&r[0].claims[0], &edit.slot()).expect("a field of a claim")
    };
    assert_eq!(set("speaker", "none"), "");
    assert_eq!(set("Speaker", " Regional police "), "Regional police");
    assert_eq!(set("certainty", "possible"), "possible");
    assert_eq!(set("polarity", "-"), "-");
    assert_eq!(set("plover", "assault aerial"), "ASSAULT aerial");
    assert_eq!(set("acled", "air/drone strike"), "Air/drone strike");
    let places = set("place", "Oster @ 50.95,30.88 settlement; Tarn");
    assert_eq!(places, "Oster @ 50.950,30.880 settlement; Tarn settlement");
    assert_eq!(set("place", "none"), "");
    assert_eq!(set("time", "2024-05-06..2024-05-07"), "2024-05-06..2024-05-07");
    assert_eq!(set("time", "..2024-05-07"), "..2024-05-07");
    assert_eq!(set("quantity", "killed=10..12 civilians"), "10..12 civilians");
    assert_eq!(set("quantity", "killed=3"), "3 civilians");
    assert_eq!(set("quantity", "killed=none"), "");
    let c = &r[0].claims[0];
    assert_eq!(c.acled.event, Some("Explosions/Remote violence"));
    assert!(c.reasons.iter().any(|x| x.field == "places" && x.rule == "edited by Ada: heard it"));
}

#[test]
fn a_value_that_cannot_be_is_refused_with_what_can() {
    let error = |field: &str, value: &str| Edit::parse(field, value).expect_err(value);
    assert!(matches!(error("colour", "red"), EditError::Field(_)));
    assert!(error("stance", "maybe").to_string().contains("there are assert, estimate, deny"));
    assert!(matches!(error("speaker", ""), EditError::Empty("speaker")));
    for bad in ["@ 1,2", "Oster @ 1", "Oster @ 91,0", "Oster @ NaN,0", "Oster @ 1,2 hamlet", ""] {
        error("place", bad);
    }
    for bad in ["", "..", "2024-05-07..2024-05-06", "yesterday", "2024-02-30"] {
        assert!(matches!(error("time", bad), EditError::Time(_)), "{bad}");
    }
    for bad in ["", "killed", "killed=", "killed=..", "killed=5..3", "killed=-1", "slain=3", "killed=inf"] {
        assert!(matches!(error("quantity", bad), EditError::Figure(_)), "{bad}");
    }
}

/// A claim that is there, or was once.
fn any_key() -> impl Strategy<Value = ClaimKey> {
    (0..3_usize, 0..2_usize, 0..6_u8).prop_map(|(r, c, how)| {
        let mut key = ClaimKey::of(&reports()[r], c);
        match how {
            0 => key.source[0] ^= 1,
            1 => key.span.end -= 3,
            2 => key.words.push_str(" and more"),
            3 => drop(key.said.insert("speaker".into(), "Nobody".into())),
            _ => {}
        }
        key
    })
}

fn any_act() -> impl Strategy<Value = Act> {
    let values = ["none", "deny", "killed=3", "2024-05-01", "Oster @ 1,2"];
    let names = ["speaker", "stance", "place", "time", "quantity", "x"];
    let (value, name) = (0..values.len(), 0..names.len());
    let kind = proptest::option::of((0..7_usize).prop_map(|i| ConflictKind::ALL[i]));
    prop_oneof![
        any_key().prop_map(Act::Accept),
        any_key().prop_map(Act::Reject),
        (any_key(), name, value).prop_map(move |(k, f, v)| edit(k, names[f], values[v])),
        proptest::collection::vec(any_key(), 0..4).prop_map(Act::Join),
        proptest::collection::vec(any_key(), 0..4).prop_map(Act::Split),
        (any_key(), any_key(), kind).prop_map(|(a, b, kind)| Act::Link { a, b, kind }),
        (any_key(), ".{0,8}").prop_map(|(claim, text)| Act::Note { claim, text }),
        (0..20_u64).prop_map(Act::Undo),
    ]
}

proptest! {
    #[test]
    fn every_decision_is_accounted_for(acts in proptest::collection::vec(any_act(), 0..20)) {
        let (_, out) = replayed(acts.clone());
        for id in 1..=acts.len() as u64 {
            if out.fate(id) == Fate::Held {
                prop_assert!(out.looks_of(id).next().is_some(), "decision {} was dropped: {:?}", id, out);
            }
        }
    }

    #[test]
    fn reading_again_changes_nothing(acts in proptest::collection::vec(any_act(), 0..20)) {
        let (first, a) = replayed(acts.clone());
        let (second, b) = replayed(acts.clone());
        prop_assert_eq!(&first, &second);
        prop_assert_eq!(&a, &b);
        // Nor does the order in which a file gives the log.
        let mut backwards = log(acts);
        backwards.reverse();
        let mut third = reports();
        prop_assert_eq!(a, replay(&mut third, &backwards));
        prop_assert_eq!(first, third);
    }

    #[test]
    fn undo_restores(acts in proptest::collection::vec(any_act(), 0..12), last in any_act()) {
        prop_assume!(!matches!(last, Act::Undo(_)));
        let (before, was) = replayed(acts.clone());
        let id = acts.len() as u64 + 1;
        let all = acts.into_iter().chain([last, Act::Undo(id)]).collect();
        let (after, is) = replayed(all);
        prop_assert_eq!(before, after);
        prop_assert_eq!((was.accepted, was.rejected, was.edited), (is.accepted, is.rejected, is.edited));
        prop_assert_eq!((was.joined, was.apart, was.links), (is.joined, is.apart, is.links));
        prop_assert_eq!((was.notes, was.look), (is.notes, is.look));
    }
}
