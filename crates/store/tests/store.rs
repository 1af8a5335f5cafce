//! What a ledger promises, in a file and in a database: added once, only appended, the same whatever the order, and plain
//! words where it cannot be used.
//!
//! In a database: `make test-database`, which sets `TIDINGS_TEST_DATABASE`.

mod common;

use common::{
    Dice, FIRST, Ledgers, MEASURES, contents, filled, found, place, query, rebuilt, report, speaker,
};
use jiff::ToSpan;
use tidings_ledger::Report;
use tidings_store::{Added, Area, Filter, Found, Given, Source, Store, StoreError};

#[test]
fn what_goes_in_comes_out() {
    let folder = Ledgers::new("round");
    let store = filled(&folder.path("x"), 0..5, 12);
    for (source, derived) in contents(&store) {
        let seed =
            (0..5).find(|s| report(*s, 12).0 == source).expect("a source that was added, byte for byte");
        let (_, r) = report(seed, 12);
        assert_eq!((derived.claims, derived.sentences, derived.private), (r.claims, r.sentences, r.private));
    }
    assert_eq!((store.len().expect("a count"), store.claims().expect("a count")), (5, 60));
    assert_eq!(store.check().expect("checked"), []);
}

#[test]
fn adding_twice_adds_once() {
    let folder = Ledgers::new("twice");
    let mut store = filled(&folder.path("x"), 0..3, 4);
    let before = contents(&store);
    assert_eq!(store.add(&[report(1, 4)]).expect("added"), [Added::Known]);
    assert_eq!(contents(&store), before);
    // Twice in one step.
    assert_eq!(store.add(&[report(7, 4), report(7, 4)]).expect("added"), [Added::New, Added::Known]);
    // From elsewhere under another publisher: noted, and still one report.
    let (mut source, read) = report(1, 4);
    source.given = Given { publisher: Some("The Tarn Courier".into()), ..source.given };
    assert_eq!(store.add(&[(source, read)]).expect("added"), [Added::Again]);
    assert_eq!(store.len().expect("a count"), 4);
    assert_eq!(store.check().expect("checked"), []);
}

#[test]
fn the_order_does_not_matter() {
    let folder = Ledgers::new("order");
    let one = filled(&folder.path("a"), 0..30, 8);
    let mut two = Store::create(&folder.path("b")).expect("a ledger");
    let mixed: Vec<(Source, Report)> = (0..30).map(|i| report(i * 7 % 30, 8)).collect();
    two.add(&mixed).expect("added");
    assert_eq!(contents(&one), contents(&two));
    let filter = Filter { query: query("stance:deny"), ..Filter::default() };
    assert!(one.select(&filter).expect("found").is_some_and(|found| !found.is_empty()));
    assert_eq!(one.select(&filter).expect("found"), two.select(&filter).expect("found"));
}

#[test]
fn a_decision_on_an_older_state_is_refused() {
    let folder = Ledgers::new("stale");
    let mut store = filled(&folder.path("x"), 0..1, 1);
    let act = tidings_ledger::Act::Undo(0);
    let at = "2024-05-01T00:00:00Z";
    assert_eq!(store.decide(Some(0), at, "Ada", "first", &act).expect("decided"), 1);
    let late = store.decide(Some(0), at, "Ben", "", &act);
    assert!(matches!(late, Err(StoreError::Stale { last: 1 })), "{late:?}");
    assert_eq!(store.decide(Some(1), at, "Ben", "", &act).expect("decided"), 2);
    let log = store.decisions().expect("the log");
    assert_eq!(log.iter().map(|d| (d.id, d.who.as_str())).collect::<Vec<_>>(), [(1, "Ada"), (2, "Ben")]);
}

#[test]
fn a_rebuild_that_is_broken_off_changes_nothing() {
    let folder = Ledgers::new("broken");
    let path = folder.path("x");
    let mut store = filled(&path, 0..6, 10);
    let before = contents(&store);
    let mut rebuild = store.rebuild().expect("begun");
    for _ in 0..3 {
        let source = rebuild.next_source().expect("read").expect("one more");
        // Another reading of it, which must never be seen.
        let other = report(77, 1).1;
        rebuild.put(&[(source, other)]).expect("put");
    }
    drop(store);
    let mut store = Store::open(&path).expect("opens");
    assert_eq!((store.check().expect("checked"), contents(&store)), (vec![], before.clone()));
    // The next one is not hindered by what is left.
    assert_eq!(rebuilt(&mut store, 0..6, 10), 6);
    assert_eq!((store.check().expect("checked"), contents(&store)), (vec![], before));
}

#[test]
fn what_comes_in_during_a_rebuild_is_in_it() {
    let folder = Ledgers::new("meanwhile");
    let path = folder.path("x");
    let mut store = filled(&path, 0..4, 5);
    let mut other = Store::open(&path).expect("opens");
    let mut rebuild = store.rebuild().expect("begun");
    let known =
        |s: &Source| (0..9).map(|i| report(i, 5)).find(|(k, _)| k.sha256 == s.sha256).expect("known").1;
    let mut read = Vec::new();
    while let Some(source) = rebuild.next_source().expect("read") {
        let report = known(&source);
        read.push((source, report));
    }
    // A new report, and bytes that are there under another name: the file names the report by the first in order.
    let (mut again, reading) = report(1, 5);
    again.given = Given { publisher: Some("A Paper".into()), ..again.given };
    other.add(&[report(8, 5), (again, reading)]).expect("the other is not kept waiting");
    rebuild.put(&read).expect("put");
    assert!(!rebuild.finish().expect("looked"), "two more have come in");
    let mut more = 0;
    while let Some(source) = rebuild.next_source().expect("read") {
        let report = known(&source);
        rebuild.put(&[(source, report)]).expect("put");
        more += 1;
    }
    assert_eq!(more, 2);
    assert!(rebuild.finish().expect("done"));
    assert_eq!(store.check().expect("checked"), []);
    assert_eq!(store.len().expect("a count"), 5);
    let mut whole = Store::create(&folder.path("y")).expect("a ledger");
    let (mut again, reading) = report(1, 5);
    again.given = Given { publisher: Some("A Paper".into()), ..again.given };
    whole.add(&[report(8, 5), (again, reading)]).expect("added");
    whole.add(&(0..4).map(|s| report(s, 5)).collect::<Vec<_>>()).expect("added");
    assert_eq!(contents(&store), contents(&whole));
    assert_eq!(found(&store, "*"), found(&whole, "*"));
    assert_eq!(found(&store, "stance:deny or killed>=0"), found(&whole, "stance:deny or killed>=0"));
}

#[test]
fn of_two_rebuilds_one_stops() {
    let folder = Ledgers::new("two-rebuilds");
    let path = folder.path("x");
    let mut store = filled(&path, 0..2, 3);
    let mut other = Store::open(&path).expect("opens");
    let mut first = store.rebuild().expect("begun");
    let source = first.next_source().expect("read").expect("a source");
    rebuilt(&mut other, 0..2, 3);
    assert!(matches!(first.put(&[(source, report(0, 3).1)]), Err(StoreError::Overtaken(_))));
    assert!(matches!(first.finish(), Err(StoreError::Overtaken(_))));
    assert_eq!(other.check().expect("checked"), []);
}

/// Every filter against the claims themselves, one by one: an answer may be too large, never too small.
#[test]
fn filters_find_what_a_look_at_every_claim_finds() {
    let folder = Ledgers::new("select");
    let all: Vec<(Source, Report)> = (0..60).map(|s| report(s, 25)).collect();
    let mut store = Store::create(&folder.path("x")).expect("a ledger");
    store.add(&all).expect("added");
    let mut dice = Dice::new(11);
    let (mut hits, mut looked, mut narrowed) = (0, 0, 0);
    for _ in 0..400 {
        let f = filter(&mut dice);
        let mut expected: Vec<Found> = Vec::new();
        for (s, r) in &all {
            let fits = |c: &tidings_claim::Claim| f.query.holds(r, c) && f.area.is_none_or(|a| in_area(a, c));
            let list = r.claims.iter().enumerate().filter(|(_, c)| fits(c));
            expected.extend(list.map(|(ordinal, _)| Found { source: s.sha256, ordinal }));
        }
        expected.sort();
        hits += expected.len();
        let Some(found) = store.select(&f).expect("found") else { continue };
        narrowed += 1;
        looked += found.len();
        let missed: Vec<&Found> = expected.iter().filter(|e| found.binary_search(e).is_err()).collect();
        assert!(missed.is_empty(), "{} {:?}: {missed:?}", f.query, f.area);
    }
    assert!(hits > 1000, "only {hits} hits: the filters are too narrow to test anything");
    assert!(narrowed > 250 && looked < narrowed * 400, "{narrowed} answers with {looked} claims");
}

/// Where an index says it exactly and by itself, the answer is exact.
#[test]
fn an_index_by_itself_is_exact() {
    let folder = Ledgers::new("exact");
    let all: Vec<(Source, Report)> = (0..60).map(|s| report(s, 25)).collect();
    let mut store = Store::create(&folder.path("x")).expect("a ledger");
    store.add(&all).expect("added");
    for q in [
        "kalo",
        "\"kalo ka\"",
        "kal",
        "stance:deny",
        "by:office",
        "by:publisher",
        "since:2022-06 until:2022-07",
    ] {
        let holds = query(q);
        let fit = all.iter().flat_map(|(_, r)| r.claims.iter().filter(|c| holds.holds(r, c))).count();
        assert_eq!(found(&store, q).map(|f| f.len()), Some(fit), "{q}");
        assert!(fit > 0, "{q}");
    }
    let few = Filter { query: query("by:office"), most: 7, ..Filter::default() };
    assert_eq!(store.select(&few).expect("found").expect("some").len(), 7);
    for q in ["*", "-kalo", "is:quoted", "stance:assert", "kalo or is:quoted"] {
        assert_eq!(found(&store, q), None, "{q}");
    }
}

fn filter(dice: &mut Dice) -> Filter {
    let mut terms: Vec<String> = Vec::new();
    let mut area = None;
    if dice.percent(30) {
        terms.push(format!("by:\"{}\"", speaker(dice.zipf(200))));
    }
    if dice.percent(30) {
        let (name, lat, lon) = place(dice.zipf(100));
        let half = dice.below(60) as f64;
        match dice.below(4) {
            0 => terms.push(format!("place:{name}")),
            1 => terms.push(format!("place:UA-{:02}", dice.below(80))),
            // Over the date line too.
            2 => area = Some(Area { west: 180.0 - half, south: -60.0, east: half - 180.0, north: lat }),
            _ => {
                area =
                    Some(Area { west: lon - half, south: lat - half, east: lon + half, north: lat + half });
            }
        }
    }
    if dice.percent(40) {
        let since = FIRST.checked_add((dice.below(1000) as i64).days()).expect("a day");
        if dice.percent(80) {
            terms.push(format!("since:{since}"));
        }
        if dice.percent(80) {
            let until = since.checked_add((dice.below(200) as i64).days()).expect("a day");
            terms.push(format!("until:{until}"));
        }
    }
    if dice.percent(30) {
        let sign = [">=", ">", "<=", "<", "="][dice.below(5)];
        terms.push(format!("{}{sign}{}", MEASURES[dice.below(6)].as_str(), dice.below(300)));
    }
    for (percent, term) in [
        (20, "stance:deny"),
        (5, "stance:assert"),
        (10, "kalo"),
        (5, "-stance:deny"),
        (10, "(mi or figure:killed or by:publisher)"),
        (5, "type:ASSAULT,CONSULT"),
        (5, "from:\"Paper 3\""),
        (5, "(is:quoted or stance:deny)"),
    ] {
        if dice.percent(percent) {
            terms.push(term.into());
        }
    }
    Filter { query: query(&terms.join(" ")), area, most: 0 }
}

fn in_area(a: Area, c: &tidings_claim::Claim) -> bool {
    c.places.iter().filter_map(|p| p.at.as_ref()).any(|p| {
        let lon = if a.west > a.east {
            p.lon >= a.west || p.lon <= a.east
        } else {
            p.lon >= a.west && p.lon <= a.east
        };
        lon && p.lat >= a.south && p.lat <= a.north
    })
}

#[test]
fn marks_and_reports_go_in_together() {
    let folder = Ledgers::new("marks");
    let mut store = Store::create(&folder.path("x")).expect("a ledger");
    let mark = |key: &str, value: Option<&str>| (key.to_owned(), value.map(str::to_owned));
    let (mut source, read) = report(1, 4);
    source.response = Some("{\"status\":200}".into());
    let name = source.sha256;
    let marks = [mark("a/2", Some("y")), mark("a/1", Some("x")), mark("b", Some("z"))];
    assert_eq!(store.add_and_mark(&[(source, read)], &marks).expect("added"), [Added::New]);
    let pairs = |list: &[(&str, &str)]| {
        list.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect::<Vec<(String, String)>>()
    };
    assert_eq!(store.marks("a/").expect("read"), pairs(&[("a/1", "x"), ("a/2", "y")]));
    assert_eq!(store.responses(&name).expect("read"), ["{\"status\":200}"]);
    store.add_and_mark(&[], &[mark("a/1", None), mark("a/2", Some("w"))]).expect("marked");
    assert_eq!(store.marks("").expect("read"), pairs(&[("a/2", "w"), ("b", "z")]));
}

#[test]
fn stamps_tell_what_must_be_read_again() {
    let folder = Ledgers::new("stamps");
    let mut store = Store::create(&folder.path("l.tidings")).expect("a ledger");
    let other = Store::read_only(&folder.path("l.tidings")).expect("the ledger");
    let (first, second) = (report(1, 3), report(2, 3));
    store.add(&[first.clone(), second.clone()]).expect("added");
    let (rebuilds, before) = other.stamps().expect("stamps");
    let seen = other.changes().expect("a number");
    assert_eq!(other.changes().expect("a number"), seen, "nothing has changed");
    // The same bytes with another date: only that source is another one.
    let mut again = first.clone();
    again.0.given.published = None;
    again.0.given.id = Some("again".into());
    store.add(&[again]).expect("added");
    assert_ne!(other.changes().expect("a number"), seen);
    let (_, after) = other.stamps().expect("stamps");
    assert_ne!(before[&first.0.sha256], after[&first.0.sha256]);
    assert_eq!(before[&second.0.sha256], after[&second.0.sha256]);
    let mut read = Vec::new();
    let each = other.each_of(&[second.0.sha256].into(), |source, _| {
        read.push(source.sha256);
        Ok::<_, StoreError>(())
    });
    each.expect("read");
    assert_eq!(read, [second.0.sha256]);
    assert_eq!(rebuilt(&mut store, 1..3, 3), 2);
    assert!(other.stamps().expect("stamps").0 > rebuilds);
}

#[test]
fn reports_around_some_days_are_those_of_them() {
    let folder = Ledgers::new("around");
    let mut all: Vec<(Source, Report)> = (0..80).map(|seed| report(seed, 6)).collect();
    // Without a day of publication the day on which it was received stands for it; a claim without an end begins.
    for (n, (source, read)) in all.iter_mut().enumerate().filter(|(n, _)| n % 9 == 0) {
        (source.given.published, read.document.meta.published) = (None, None);
        source.received = format!("2023-0{}-01T00:00:00Z", 1 + n % 9);
        for c in read.claims.iter_mut().skip(1).step_by(2) {
            c.time.end = None;
        }
    }
    let mut store = Store::create(&folder.path("x")).expect("a ledger");
    store.add(&all).expect("added");
    let day = |n: i64| FIRST.checked_add(n.days()).expect("a day");
    for stretches in [
        vec![(day(100), day(130))],
        vec![(day(0), day(9)), (day(700), day(701))],
        vec![(day(900), jiff::civil::Date::MAX)],
        vec![(day(-900), day(-800))],
        vec![],
    ] {
        let within = |d: jiff::civil::Date| stretches.iter().any(|(a, b)| (*a..=*b).contains(&d));
        let expected = all.iter().filter(|(s, r)| {
            let received = s.received[..10].parse().expect("a day");
            within(r.document.meta.published.unwrap_or(received))
                || r.claims.iter().any(|c| c.time.end.or(c.time.start).is_some_and(within))
        });
        let expected: std::collections::BTreeSet<[u8; 32]> = expected.map(|(s, _)| s.sha256).collect();
        assert_eq!(store.around(&stretches).expect("found"), expected, "{stretches:?}");
        assert!(stretches.is_empty() || expected.len() < all.len() / 2);
    }
}
