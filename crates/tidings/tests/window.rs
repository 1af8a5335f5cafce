//! A brief of some days, and alerts, rest on the reports around them, and say of these what the whole ledger says.

#[path = "../../store/tests/common/mod.rs"]
mod common;

use std::collections::BTreeSet;

use common::{Dice, Ledgers, MEASURES, report, word};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use tidings::alerts::{self, Rule};
use tidings::claim::{
    AttributionClass, Basis, Claim, ClaimPlace, ClaimQuantity, ClaimTime, PlaceRole, Plover, Tier,
};
use tidings::ledger::{Act, ClaimKey, ClaimRef, ConflictKind, HORIZON, Ledger, Query, Report};
use tidings::mention::{Candidate, PlacePrecision, TimePrecision};
use tidings::store::{Given, Media, Source, Store};
use tidings::text::Span;
use tidings::view::{Brief, Elsewhere, Options, Shown};
use tidings::{situation, window};

type Both = (Source, Report);

const AT: &str = "2026-11-24T08:00:00Z";

/// What a report is of: its day, what it tells of, the town, how many were killed.
#[derive(Clone, Copy)]
struct Told<'a> {
    publisher: &'a str,
    published: Option<Date>,
    of: Option<Date>,
    town: u64,
    killed: f64,
}

/// A report with one figure.
fn told(t: Told) -> Both {
    let town = t.town;
    let first = format!("Shells hit the covered market of Tarn{town} and {} people were killed", t.killed);
    // Two papers, and two towns, have nothing alike but what happened.
    let seed = t.publisher.bytes().fold(town, |n, b| n * 31 + u64::from(b));
    let mut dice = Dice::new(seed);
    let rest: Vec<String> = (0..24).map(|_| word(dice.below(30_000))).collect();
    let text = format!("{first}, {} writes. The {}.", t.publisher, rest.join(" "));
    let given = Given {
        id: Some(format!("{}-{town}-{}", t.publisher, t.killed)),
        published: t.published,
        publisher: Some(t.publisher.into()),
        lang: Some("en".into()),
        ..Given::default()
    };
    let source = Source::new(text.clone().into_bytes(), Media::Document, given, "made".into(), AT.into());
    let at = Candidate {
        id: town,
        name: format!("Tarn{town}"),
        lat: 20.0 + town as f64,
        lon: 30.0,
        radius_km: 3.0,
        country: "UA".into(),
        iso3166_2: Some(format!("UA-{town}")),
        precision: PlacePrecision::Settlement,
        score: 1.0,
        features: Vec::new(),
        sea: false,
    };
    let place = ClaimPlace {
        span: None,
        name: at.name.clone(),
        at: Some(at),
        precision: PlacePrecision::Settlement,
        role: PlaceRole::Event,
    };
    let span = Span::new(0, first.len());
    let quantity = ClaimQuantity {
        measure: MEASURES[0],
        min: Some(t.killed),
        max: Some(t.killed),
        of: "people".into(),
        span,
        part: false,
        printed: true,
        worded: None,
    };
    let claim = Claim {
        attribution: AttributionClass::Explicit,
        plover: Plover { kind: Some("ASSAULT"), ..Plover::default() },
        places: vec![place],
        time: ClaimTime {
            start: t.of,
            end: t.of,
            basis: if t.of.is_some() { Basis::Explicit } else { Basis::None },
            precision: TimePrecision::Day,
            span: None,
        },
        quantities: vec![quantity],
        tier: Tier::Body,
        ..Claim::at(span)
    };
    let document = situation::document(&source);
    (source, Report { document, claims: vec![claim], sentences: vec![span], private: Vec::new() })
}

/// Days on which something is told of.
fn days() -> impl Iterator<Item = (u64, Date)> {
    (0..60).map(|n| (n, date(2022, 1, 5).checked_add((n as i64 * 18).days()).expect("a day")))
}

/// The same text under another masthead.
fn reprint(publisher: &str, t: Told) -> Both {
    let (source, mut copy) = told(t);
    let text = copy.document.text.replace(t.publisher, publisher).into_bytes();
    let id = Some(format!("{publisher}-{}", t.town));
    let given = Given { id, publisher: Some(publisher.into()), ..source.given };
    let source = Source::new(text, Media::Document, given, "made".into(), AT.into());
    copy.document = situation::document(&source);
    (source, copy)
}

/// Three years: reports of nothing in common, and every 18 days two papers that contradict each other, the first of them
/// copied by a third.
fn reports() -> Vec<Both> {
    let mut all: Vec<Both> = (0..400).map(|seed| report(seed, 5)).collect();
    for (town, day) in days() {
        let base = Told { publisher: "Post", published: Some(day), of: Some(day), town, killed: 40.0 };
        all.push(told(base));
        let next = day.checked_add(3.days()).ok();
        all.push(told(Told { publisher: "Herald", killed: 12.0, ..base }));
        all.push(reprint("Echo", Told { published: next, ..base }));
    }
    all
}

fn filled(folder: &Ledgers, name: &str, all: &[Both]) -> Store {
    let mut store = Store::create(&folder.path(name)).expect("a ledger");
    store.add(all).expect("added");
    store
}

fn shown(ledger: &Ledger, since: Date, elsewhere: Elsewhere) -> Shown<'_> {
    Shown::new(ledger, Options { query: Query::Since(since), elsewhere, unmasked: false })
}

/// How the shown claims stand to each other and to others, under names that do not hang on what else is loaded.
fn relations(shown: &Shown) -> BTreeSet<String> {
    let ledger = shown.ledger;
    let key = |at: ClaimRef| ClaimKey::of(ledger.report(at), at.claim).short();
    let mut out = BTreeSet::new();
    for c in ledger.conflicts.iter().filter(|c| shown.has(c.a) || shown.has(c.b)) {
        out.insert(format!("{:?} {} {} {:?}", c.kind, key(c.a), key(c.b), c.because));
    }
    for o in ledger.occurrences.iter().filter(|o| o.claims.iter().any(|at| shown.has(*at))) {
        let claims: BTreeSet<String> = o.claims.iter().map(|at| key(*at)).collect();
        out.insert(format!("{claims:?} {:?}", o.grade));
    }
    for group in &ledger.copies {
        if shown.claims().any(|(at, _)| group.contains(&at.report)) {
            let hashes: BTreeSet<String> =
                group.iter().map(|r| ledger.reports[*r].document.source.sha256_hex()).collect();
            out.insert(format!("copies {hashes:?}"));
        }
    }
    for (at, _) in shown.claims() {
        out.insert(format!("claim {} by {}", key(at), shown.voice(at)));
    }
    out
}

/// What only one of the two has.
fn difference(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Vec<String> {
    a.symmetric_difference(b).cloned().collect()
}

#[test]
fn what_lies_within_the_horizon_is_the_whole() {
    let folder = Ledgers::new("window-small");
    let since = date(2024, 12, 1);
    let near = reports().into_iter().filter(|(_, r)| {
        r.document.meta.published.is_some_and(|d| d >= since.saturating_sub(HORIZON.days()))
    });
    let near: Vec<Both> = near.collect();
    assert!(near.len() > 20, "{}", near.len());
    let store = filled(&folder, "x", &near);
    let (part, elsewhere) = window::since(&store, since).expect("a part");
    let whole = situation::ledger(&store).expect("the ledger");
    assert_eq!((elsewhere.reports, elsewhere.claims), (0, 0));
    assert_eq!(part, whole);
    let (part, whole) = (shown(&part, since, elsewhere), shown(&whole, since, Elsewhere::default()));
    assert_eq!(Brief::of(&part).markdown(), Brief::of(&whole).markdown());
    assert_eq!(Brief::of(&part).html(), Brief::of(&whole).html());
}

#[test]
fn a_part_says_of_its_days_what_the_whole_says() {
    let folder = Ledgers::new("window-large");
    let mut all = reports();
    // An old report of what is to come, one that states no day, and one of the same but received long before.
    let day = date(2024, 9, 2);
    let base = Told { publisher: "Almanac", published: None, of: Some(day), town: 70, killed: 5.0 };
    all.push(told(Told { published: Some(date(2022, 2, 2)), ..base }));
    all.push(told(Told { publisher: "Nobody", killed: 19.0, ..base }));
    let (mut source, old) = told(Told { publisher: "Attic", of: None, town: 71, ..base });
    source.received = "2021-01-01T00:00:00Z".into();
    all.push((source, old));
    let store = filled(&folder, "x", &all);
    all.reverse();
    let turned = filled(&folder, "y", &all);
    let whole = situation::ledger(&store).expect("the ledger");
    let (mut contested, mut copied) = (0, 0);
    for since in [date(2023, 3, 1), date(2024, 7, 1), date(2024, 12, 20), date(2025, 6, 1)] {
        let (part, elsewhere) = window::since(&store, since).expect("a part");
        // Only what belongs to these days is loaded, and nothing that does is left out.
        let from = since.saturating_sub(HORIZON.days());
        let told = |r: &Report| r.claims.iter().any(|c| c.time.end.is_some_and(|end| end >= from));
        let received = |r: &Report| r.document.meta.publisher.as_deref() != Some("Attic");
        let near = |r: &Report| r.document.meta.published.map_or_else(|| received(r), |d| d >= from);
        let expected: BTreeSet<String> = all
            .iter()
            .filter(|(_, r)| near(r) || told(r))
            .map(|(s, _)| tidings::text::hex(&s.sha256))
            .collect();
        let loaded: BTreeSet<String> = part.reports.iter().map(|r| r.document.source.sha256_hex()).collect();
        assert_eq!(loaded, expected, "{since}");
        assert!(loaded.len() < all.len() * 7 / 10, "{since}: {} of {}", loaded.len(), all.len());
        assert_eq!(elsewhere.reports + part.reports.len(), all.len());
        assert_eq!(elsewhere.claims + part.claims().count(), whole.claims().count());

        let (small, large) =
            (shown(&part, since, elsewhere.clone()), shown(&whole, since, Elsewhere::default()));
        assert_eq!((small.count(), small.total()), (large.count(), large.total()), "{since}");
        let of_part = relations(&small);
        assert_eq!(difference(&of_part, &relations(&large)), [""; 0], "{since}");
        contested += of_part.iter().filter(|r| r.starts_with("Contradicts")).count();
        copied += of_part.iter().filter(|r| r.starts_with("copies")).count();
        let brief = Brief::of(&small).markdown();
        let said = format!("{} other reports of this ledger were not looked at", elsewhere.reports);
        assert!(brief.contains(&said), "{since}: {}", brief.lines().take(12).collect::<String>());
        assert!(!Brief::of(&large).markdown().contains("not looked at"));

        // The order in which they came in is nothing.
        let (other, elsewhere) = window::since(&turned, since).expect("a part");
        assert_eq!(Brief::of(&shown(&other, since, elsewhere)).markdown(), brief, "{since}");
    }
    assert!(contested > 30 && copied > 30, "{contested} contested, {copied} copied");
}

#[test]
fn decisions_hold_over_a_part_as_over_the_whole() {
    let folder = Ledgers::new("window-decided");
    let all = reports();
    let mut store = filled(&folder, "x", &all);
    let since = date(2024, 10, 1);
    let place = |all: &[Both], publisher: &str, town: u64| {
        let of = |(_, r): &Both| {
            r.document.meta.publisher.as_deref() == Some(publisher)
                && r.claims[0].places.first().is_some_and(|p| p.name == format!("Tarn{town}"))
        };
        all.iter().position(of).expect("a report")
    };
    let key = |publisher: &str, town: u64| ClaimKey::of(&all[place(&all, publisher, town)].1, 0);
    // Town 57 is of October 2024, the others lie years before.
    let (inside, outside, far, farther) =
        (key("Post", 57), key("Herald", 3), key("Post", 9), key("Herald", 14));
    let mut decide = |act: Act| store.decide(None, AT, "Ada", "", &act).expect("decided");
    let joined = decide(Act::Join(vec![inside.clone(), outside.clone()]));
    // What hangs on the joined one hangs on the part.
    let linked =
        decide(Act::Link { a: outside.clone(), b: far.clone(), kind: Some(ConflictKind::Contradicts) });
    decide(Act::Reject(farther.clone()));
    decide(Act::Accept(key("Post", 15)));
    let undone = decide(Act::Note { claim: key("Post", 16), text: "seen".into() });
    decide(Act::Undo(undone));
    let gone = decide(Act::Accept(ClaimKey { source: [7; 32], ..inside.clone() }));
    let moved = key("Herald", 20);
    decide(Act::Edit { claim: moved.clone(), field: "time".into(), value: "2024-10-20".into() });

    let whole = situation::ledger(&store).expect("the ledger");
    let (part, elsewhere) = window::since(&store, since).expect("a part");
    assert!(part.reports.len() * 3 < whole.reports.len(), "{}", part.reports.len());
    let has = |key: &ClaimKey| part.reports.iter().any(|r| r.document.source.sha256 == key.source);
    assert!(has(&inside) && has(&outside) && has(&far) && has(&moved) && !has(&farther));
    // What is not here needs no look; what is nowhere does, as it does in the whole.
    let looks = |l: &Ledger| l.reviews.look.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    assert_eq!((looks(&part), looks(&whole)), (vec![gone], vec![gone]));
    assert_eq!(part.reviews.joined.iter().map(|j| j.1).collect::<Vec<_>>(), [joined]);
    assert_eq!(part.reviews.links.iter().map(|l| l.3).collect::<Vec<_>>(), [linked]);
    let (small, large) = (shown(&part, since, elsewhere), shown(&whole, since, Elsewhere::default()));
    assert_eq!(small.count(), large.count());
    let joined = |r: &&String| r.contains(&inside.short()) && r.contains(&outside.short());
    let of_part = relations(&small);
    assert!(of_part.iter().any(|r| joined(&r)), "{} relations", of_part.len());
    assert_eq!(difference(&of_part, &relations(&large)), [""; 0]);
}

#[test]
fn an_old_report_that_comes_in_today_is_held_against_its_own_days() {
    let folder = Ledgers::new("window-alerts");
    let mut store = filled(&folder, "x", &reports());
    let (town, day) = days().nth(11).expect("a day");
    let base = Told { publisher: "Tribune", published: Some(day), of: Some(day), town, killed: 77.0 };
    let fresh = [
        // Told then; told years later; and one that runs a text of then.
        told(base),
        told(Told { publisher: "Review", published: Some(date(2026, 11, 23)), killed: 99.0, ..base }),
        reprint(
            "Mirror",
            Told { publisher: "Post", published: day.checked_add(5.days()).ok(), killed: 40.0, ..base },
        ),
    ];
    alerts::add(&mut store, &fresh, Vec::new()).expect("added");
    let rule = |name: &str, query: &str, contradiction| Rule {
        name: name.into(),
        query: query.parse().expect("a query"),
        contradiction,
    };
    let rules =
        [rule("forty", "killed=40", false), rule("many", "killed>=70", false), rule("against", "*", true)];

    let hashes: BTreeSet<[u8; 32]> = fresh.iter().map(|(s, _)| s.sha256).collect();
    let (part, _) = window::around(&store, &hashes).expect("a part");
    let whole = situation::ledger(&store).expect("the ledger");
    assert!(part.reports.len() * 4 < whole.reports.len(), "{}", part.reports.len());
    let mut expected = BTreeSet::new();
    for rule in &rules {
        let shown = Shown::new(&whole, Options { query: rule.query.clone(), ..Options::default() });
        let fresh = whole.reports.iter().enumerate();
        let fresh =
            fresh.filter(|(_, r)| hashes.contains(&r.document.source.sha256)).map(|(i, _)| i).collect();
        let found = if rule.contradiction {
            tidings::view::alerts::contradictions(&shown, &fresh)
        } else {
            tidings::view::alerts::matching(&shown, &fresh)
        };
        expected.extend(found.into_iter().map(|f| (rule.name.clone(), f.claims, f.text)));
    }
    let raised = alerts::raise(&mut store, &rules, |_| Vec::new()).expect("raised");
    let raised: BTreeSet<_> = raised.into_iter().map(|r| (r.rule, r.found.claims, r.found.text)).collect();
    assert_eq!(raised, expected);
    let of = |name: &str| raised.iter().filter(|r| r.0 == name).count();
    assert!(of("many") == 2 && of("against") >= 2, "{raised:#?}");
    assert_eq!(of("forty"), 0, "it runs a text that was told of before");
    assert!(store.marks("fresh/").expect("read").is_empty());
}
