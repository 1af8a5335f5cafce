//! What a ledger file promises: added once, only appended, the same whatever the order, and plain words where it
//! cannot be used.

mod common;

use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use common::{Dice, FIRST, Folder, MEASURES, place, report, speaker};
use jiff::ToSpan;
use rusqlite::Connection;
use tidings_ledger::Report;
use tidings_store::{Added, Area, Derived, Filter, Found, Given, Source, Store, StoreError};

fn filled(path: &Path, seeds: impl IntoIterator<Item = u64>, claims: usize) -> Store {
    let mut store = Store::create(path).expect("a ledger");
    for seed in seeds {
        store.add(&[report(seed, claims)]).expect("added");
    }
    store
}

fn contents(store: &Store) -> Vec<(Source, Derived)> {
    let mut out = Vec::new();
    let each = store.each(|source, derived| {
        out.push((source, derived));
        Ok::<_, StoreError>(())
    });
    each.expect("the ledger is read");
    out
}

#[test]
fn what_goes_in_comes_out() {
    let folder = Folder::new("round");
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
    let folder = Folder::new("twice");
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
    let folder = Folder::new("order");
    let one = filled(&folder.path("a"), 0..30, 8);
    let mut two = Store::create(&folder.path("b")).expect("a ledger");
    let mixed: Vec<(Source, Report)> = (0..30).map(|i| report(i * 7 % 30, 8)).collect();
    two.add(&mixed).expect("added");
    assert_eq!(contents(&one), contents(&two));
    let filter = Filter { stance: Some("deny".into()), ..Filter::default() };
    assert_eq!(one.select(&filter).expect("found"), two.select(&filter).expect("found"));
}

#[test]
fn truth_is_only_appended() {
    let folder = Folder::new("append");
    let mut store = filled(&folder.path("x"), 0..2, 3);
    let note = tidings_ledger::Act::Undo(0);
    store.decide(None, "2024-05-01T00:00:00Z", "Ada", "", &note).expect("decided");
    let db = Connection::open(folder.path("x")).expect("opened");
    for sql in [
        "DELETE FROM source",
        "UPDATE source SET media = 'x'",
        "DELETE FROM sighting",
        "UPDATE sighting SET given = '{}'",
        "DELETE FROM decision",
        "UPDATE decision SET why = 'x'",
    ] {
        let refused = db.execute(sql, []).expect_err(sql).to_string();
        assert!(refused.contains("only appended"), "{sql}: {refused}");
    }
}

#[test]
fn a_decision_on_an_older_state_is_refused() {
    let folder = Folder::new("stale");
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
fn a_file_that_is_no_ledger_is_left_alone() {
    let folder = Folder::new("foreign");
    let text = folder.path("notes.txt");
    std::fs::write(&text, "Not a database, but somebody's notes of some length.\n".repeat(30))
        .expect("written");
    let before = std::fs::read(&text).expect("read");
    assert!(matches!(Store::create(&text), Err(StoreError::NotALedger(_))));
    assert_eq!(std::fs::read(&text).expect("read"), before);
    let other = folder.path("other.db");
    Connection::open(&other).and_then(|db| db.execute_batch("CREATE TABLE t(x)")).expect("made");
    assert!(matches!(Store::create(&other), Err(StoreError::NotALedger(_))));
    assert!(matches!(Store::open(&folder.path("nowhere")), Err(StoreError::Missing(_))));
    assert!(!folder.path("nowhere").exists());
}

#[test]
fn another_version_is_told() {
    let folder = Folder::new("version");
    drop(filled(&folder.path("x"), 0..2, 3));
    let db = Connection::open(folder.path("x")).expect("opened");
    db.execute("UPDATE meta SET value = value + 1 WHERE key = 'derived'", []).expect("changed");
    let mut store = Store::open(&folder.path("x")).expect("opens");
    let told = store.select(&Filter::default()).expect_err("outdated").to_string();
    assert!(told.contains("tidings rebuild"), "{told}");
    store
        .rebuild(|source| (0..2).map(|s| report(s, 3)).find(|(s, _)| s == source).expect("known").1)
        .expect("ok");
    assert_eq!(store.check().expect("checked"), []);
    db.pragma_update(None, "user_version", 999).expect("changed");
    let told = Store::open(&folder.path("x")).expect_err("from the future").to_string();
    assert!(told.contains("newer"), "{told}");
}

#[test]
fn damage_is_found() {
    let folder = Folder::new("damage");
    let path = folder.path("x");
    drop(filled(&path, 0..20, 20));
    let whole = std::fs::read(&path).expect("read");
    let mut dice = Dice::new(5);
    // Any 4 KiB of noise anywhere: an error or a list of problems, never a panic and never silence over a source.
    for _ in 0..20 {
        let mut bytes = whole.clone();
        let at = dice.below(bytes.len() - 4096);
        bytes[at..at + 4096].iter_mut().for_each(|b| *b = dice.next() as u8);
        std::fs::write(&path, &bytes).expect("written");
        for more in ["x-wal", "x-shm"] {
            let _ = std::fs::remove_file(folder.path(more));
        }
        let found = Store::open(&path).and_then(|s| s.check());
        assert!(
            found.is_err() || found.is_ok_and(|p| !p.is_empty()),
            "noise at {at} of {} unseen",
            bytes.len()
        );
    }
}

#[test]
fn rows_that_are_gone_are_found_and_made_anew() {
    let folder = Folder::new("rows");
    let mut store = filled(&folder.path("x"), 0..6, 10);
    let before = contents(&store);
    let db = Connection::open(folder.path("x")).expect("opened");
    db.execute_batch(
        "PRAGMA foreign_keys = OFF; DELETE FROM claim WHERE id % 3 = 0; DELETE FROM report WHERE source = 2",
    )
    .expect("deleted");
    let problems = store.check().expect("checked");
    assert!(!problems.is_empty() && problems.iter().all(|p| p.rebuild), "{problems:?}");
    let read = |source: &Source| (0..6).map(|s| report(s, 10)).find(|(s, _)| s == source).expect("known").1;
    assert_eq!(store.rebuild(read).expect("rebuilt"), 6);
    assert_eq!((store.check().expect("checked"), contents(&store)), (vec![], before));
}

#[test]
fn a_rebuild_that_is_broken_off_changes_nothing() {
    let folder = Folder::new("broken");
    let path = folder.path("x");
    let mut store = filled(&path, 0..6, 10);
    let before = contents(&store);
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut n = 0;
        store.rebuild(|_| {
            n += 1;
            assert!(n < 4, "stop here");
            report(0, 1).1
        })
    }));
    assert!(broken.is_err());
    drop(store);
    let store = Store::open(&path).expect("opens");
    assert_eq!((store.check().expect("checked"), contents(&store)), (vec![], before));
}

#[test]
fn a_second_writer_waits() {
    let folder = Folder::new("waits");
    let path = folder.path("x");
    let mut store = filled(&path, 0..1, 1);
    let (ready, is_ready) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let other = Connection::open(&path).expect("opened");
            other.execute_batch("BEGIN IMMEDIATE").expect("it writes");
            ready.send(()).expect("told");
            std::thread::sleep(Duration::from_millis(300));
            other.execute_batch("COMMIT").expect("it is done");
        });
        is_ready.recv().expect("the other writes");
        assert_eq!(store.add(&[report(1, 1)]).expect("added after waiting"), [Added::New]);
    });
}

/// Every filter against the claims themselves, one by one.
#[test]
fn filters_find_what_a_look_at_every_claim_finds() {
    let folder = Folder::new("select");
    let all: Vec<(Source, Report)> = (0..60).map(|s| report(s, 25)).collect();
    let mut store = Store::create(&folder.path("x")).expect("a ledger");
    store.add(&all).expect("added");
    let mut dice = Dice::new(11);
    let mut hits = 0;
    for _ in 0..200 {
        let f = filter(&mut dice);
        let mut expected: Vec<Found> = all
            .iter()
            .flat_map(|(s, r)| {
                r.claims
                    .iter()
                    .enumerate()
                    .filter(|(_, c)| fits(&f, c))
                    .map(|(ordinal, _)| Found { source: s.sha256, ordinal })
            })
            .collect();
        expected.sort();
        hits += expected.len();
        assert_eq!(store.select(&f).expect("found"), expected, "{f:?}");
    }
    assert!(hits > 1000, "only {hits} hits: the filters are too narrow to test anything");
}

fn filter(dice: &mut Dice) -> Filter {
    let mut f = Filter::default();
    if dice.percent(30) {
        f.speaker = Some(speaker(dice.zipf(200)));
    }
    if dice.percent(30) {
        let (name, lat, lon) = place(dice.zipf(100));
        let half = dice.below(60) as f64;
        match dice.below(3) {
            0 => f.place = Some(name),
            // Over the date line too.
            1 => f.area = Some(Area { west: 180.0 - half, south: -60.0, east: half - 180.0, north: lat }),
            _ => {
                f.area =
                    Some(Area { west: lon - half, south: lat - half, east: lon + half, north: lat + half });
            }
        }
    }
    if dice.percent(40) {
        let since = FIRST.checked_add((dice.below(1000) as i64).days()).expect("a day");
        f.since = dice.percent(80).then_some(since);
        f.until =
            if dice.percent(80) { since.checked_add((dice.below(200) as i64).days()).ok() } else { None };
    }
    if dice.percent(20) {
        f.stance = Some(if dice.percent(50) { "deny" } else { "assert" }.into());
    }
    if dice.percent(30) {
        let low = dice.below(300) as f64;
        let bound = |dice: &mut Dice, x| dice.percent(60).then_some(x);
        f.figure = Some((MEASURES[dice.below(6)], bound(dice, low), bound(dice, low + 50.0)));
    }
    f
}

fn fits(f: &Filter, c: &tidings_claim::Claim) -> bool {
    let area = |a: &Area, p: &tidings_mention::Candidate| {
        let lon = if a.west > a.east {
            p.lon >= a.west || p.lon <= a.east
        } else {
            p.lon >= a.west && p.lon <= a.east
        };
        lon && p.lat >= a.south && p.lat <= a.north
    };
    f.speaker.as_ref().is_none_or(|s| c.speaker.as_ref() == Some(s))
        && f.place.as_ref().is_none_or(|n| c.places.iter().any(|p| p.name == *n))
        && f.area.is_none_or(|a| c.places.iter().filter_map(|p| p.at.as_ref()).any(|p| area(&a, p)))
        && f.since.is_none_or(|d| c.time.end.or(c.time.start).is_some_and(|e| e >= d))
        && f.until.is_none_or(|d| c.time.start.or(c.time.end).is_some_and(|s| s <= d))
        && f.stance.as_ref().is_none_or(|s| c.stance.as_str() == s)
        && f.figure.is_none_or(|(m, low, high)| {
            c.quantities.iter().any(|q| {
                q.measure == m
                    && low.is_none_or(|l| q.max.is_none_or(|x| x >= l))
                    && high.is_none_or(|h| q.min.is_none_or(|x| x <= h))
            })
        })
}
