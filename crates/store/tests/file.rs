//! What a file promises beside what every ledger does: it is known for what it is, damage is found, and other programs that
//! open it can spoil nothing without being told.

mod common;

use std::sync::mpsc::channel;
use std::time::Duration;

use common::{Dice, Folder, contents, filled, rebuilt, report};
use rusqlite::Connection;
use tidings_store::{Added, Filter, Store, StoreError};

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
    let told = store.add(&[report(9, 1)]).expect_err("outdated").to_string();
    assert!(told.contains("tidings rebuild"), "{told}");
    rebuilt(&mut store, 0..2, 3);
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
    // A page of noise anywhere: an error or a list of problems, never a panic and never silence over a source.
    for _ in 0..20 {
        let mut bytes = whole.clone();
        let at = dice.below(bytes.len() - (16 << 10));
        bytes[at..at + (16 << 10)].iter_mut().for_each(|b| *b = dice.next() as u8);
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
        "PRAGMA foreign_keys = OFF; DELETE FROM claim_words WHERE rowid % 3 = 0; DELETE FROM report WHERE source = 2",
    )
    .expect("deleted");
    let problems = store.check().expect("checked");
    assert!(!problems.is_empty() && problems.iter().all(|p| p.rebuild), "{problems:?}");
    assert_eq!(rebuilt(&mut store, 0..6, 10), 6);
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

#[test]
fn a_file_of_the_first_version_is_brought_up() {
    let folder = Folder::new("first-version");
    let before = contents(&filled(&folder.path("x"), 0..3, 4));
    let db = Connection::open(folder.path("x")).expect("opened");
    db.execute_batch("DROP TABLE watch; ALTER TABLE sighting DROP COLUMN response; PRAGMA user_version = 1;")
        .expect("changed");
    drop(db);
    assert_eq!(contents(&Store::read_only(&folder.path("x")).expect("opens")), before, "as it is");
    let mut store = Store::open(&folder.path("x")).expect("opens");
    assert_eq!(contents(&store), before);
    assert_eq!(store.add(&[report(1, 4)]).expect("added"), [Added::Known]);
    store.add_and_mark(&[], &[("a/1".into(), Some("x".into()))]).expect("marked");
    assert_eq!(store.mark("a/1").expect("read").as_deref(), Some("x"));
    assert_eq!(store.check().expect("checked"), []);
}

/// A folder in which SQLite may make no files beside the ledger. Root may make files anywhere: `tools/faults` tries it as
/// another user.
#[cfg(unix)]
#[test]
fn a_file_in_a_folder_that_may_not_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("read-only 100% #1?");
    let before = contents(&filled(&folder.path("x"), 0..3, 4));
    let may = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    };
    may(&folder.path("x"), 0o444);
    may(&folder.0, 0o555);
    let read = Store::read_only(&folder.path("x")).map(|store| contents(&store));
    let written = Store::open(&folder.path("x")).map(|mut store| store.add(&[report(9, 1)]));
    let root = std::fs::write(folder.path("y"), "").is_ok();
    may(&folder.0, 0o755);
    may(&folder.path("x"), 0o644);
    assert_eq!(read.expect("opens"), before);
    assert!(root || matches!(written, Err(_) | Ok(Err(_))), "written where nothing may be");
}
