//! What a database promises beside what every ledger does: others that share it can spoil nothing, and a server that goes
//! away and comes back has lost nothing that was told of.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use common::{Ledgers, contents, filled, rebuilt, report};
use postgres::{Client, NoTls};
use tidings_store::{Added, Filter, Store, StoreError};

/// A client of the ledger's own schema, past the store.
fn client(place: &Path) -> Client {
    let address = place.to_str().expect("an address");
    let (address, schema) = address.split_once("?schema=").expect("a schema");
    let mut client = Client::connect(address, NoTls).expect("the database answers");
    client.batch_execute(&format!("SET search_path TO {schema}")).expect("its schema");
    client
}

#[test]
#[ignore = "needs PostgreSQL: make test-database"]
fn truth_is_only_appended() {
    let ledgers = Ledgers::new("db-append");
    let mut store = filled(&ledgers.path("x"), 0..2, 3);
    store.decide(None, "2024-05-01T00:00:00Z", "Ada", "", &tidings_ledger::Act::Undo(0)).expect("decided");
    let mut client = client(&ledgers.path("x"));
    for sql in [
        "DELETE FROM source",
        "UPDATE source SET media = 'x'",
        "TRUNCATE sighting CASCADE",
        "DELETE FROM sighting",
        "UPDATE sighting SET given = '{}'",
        "DELETE FROM decision",
        "UPDATE decision SET why = 'x'",
    ] {
        let refused = client.batch_execute(sql).expect_err(sql);
        let told = refused.as_db_error().map(|e| e.message().to_owned()).unwrap_or_default();
        assert!(told.contains("only appended"), "{sql}: {told}");
    }
}

#[test]
#[ignore = "needs PostgreSQL: make test-database"]
fn what_is_no_ledger_is_left_alone() {
    let ledgers = Ledgers::new("db-foreign");
    let place = ledgers.path("x");
    assert!(matches!(Store::open(&place), Err(StoreError::Missing(_))));
    assert!(matches!(Store::read_only(&place), Err(StoreError::Missing(_))));
    let schema = "db_foreign_x";
    let address = place.to_str().and_then(|s| s.split_once('?')).expect("an address").0;
    let mut client = Client::connect(address, NoTls).expect("the database answers");
    client
        .batch_execute(&format!("CREATE SCHEMA {schema}; CREATE TABLE {schema}.meta(x int)"))
        .expect("made");
    assert!(matches!(Store::create(&place), Err(StoreError::NotALedger(_))));
    let columns = "SELECT count(*) FROM information_schema.columns WHERE table_schema = $1";
    assert_eq!(client.query_one(columns, &[&schema]).expect("asked").get::<_, i64>(0), 1);
}

#[test]
#[ignore = "needs PostgreSQL: make test-database"]
fn another_version_is_told() {
    let ledgers = Ledgers::new("db-version");
    let place = ledgers.path("x");
    drop(filled(&place, 0..2, 3));
    let mut client = client(&place);
    client.batch_execute("UPDATE meta SET value = value + 1 WHERE key = 'derived'").expect("changed");
    let mut store = Store::open(&place).expect("opens");
    let told = store.select(&Filter::default()).expect_err("outdated").to_string();
    assert!(told.contains("tidings rebuild"), "{told}");
    let told = store.add(&[report(9, 1)]).expect_err("outdated").to_string();
    assert!(told.contains("tidings rebuild"), "{told}");
    rebuilt(&mut store, 0..2, 3);
    assert_eq!(store.check().expect("checked"), []);
    client.batch_execute("UPDATE meta SET value = 999 WHERE key = 'tidings'").expect("changed");
    let told = Store::open(&place).expect_err("from the future").to_string();
    assert!(told.contains("newer"), "{told}");
}

#[test]
#[ignore = "needs PostgreSQL: make test-database"]
fn rows_that_are_gone_are_found_and_made_anew() {
    let ledgers = Ledgers::new("db-rows");
    let mut store = filled(&ledgers.path("x"), 0..6, 10);
    let before = contents(&store);
    client(&ledgers.path("x"))
        .batch_execute("DELETE FROM claim WHERE id % 3 = 0; DELETE FROM report WHERE source = 2")
        .expect("deleted");
    let problems = store.check().expect("checked");
    assert!(!problems.is_empty() && problems.iter().all(|p| p.rebuild), "{problems:?}");
    assert_eq!(rebuilt(&mut store, 0..6, 10), 6);
    assert_eq!((store.check().expect("checked"), contents(&store)), (vec![], before));
}

#[test]
#[ignore = "needs PostgreSQL: make test-database"]
fn writers_wait_and_readers_do_not() {
    let ledgers = Ledgers::new("db-waits");
    let place = ledgers.path("x");
    let mut store = filled(&place, 0..1, 1);
    let reader = Store::read_only(&place).expect("opens");
    let (ready, is_ready) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut other = client(&place);
            other.batch_execute("BEGIN; LOCK TABLE meta IN EXCLUSIVE MODE").expect("it writes");
            ready.send(()).expect("told");
            std::thread::sleep(Duration::from_millis(300));
            other.batch_execute("COMMIT").expect("it is done");
        });
        is_ready.recv().expect("the other writes");
        assert_eq!(contents(&reader).len(), 1, "who reads is not kept waiting");
        assert_eq!(store.add(&[report(1, 1)]).expect("added after waiting"), [Added::New]);
    });
    assert!(matches!(
        Store::read_only(&place).expect("opens").add(&[report(2, 1)]),
        Err(StoreError::ReadOnly(_))
    ));
}

#[test]
#[ignore = "needs PostgreSQL: make test-database"]
fn several_add_at_once() {
    let ledgers = Ledgers::new("db-several");
    let place = ledgers.path("x");
    drop(Store::create(&place).expect("a ledger"));
    std::thread::scope(|scope| {
        for writer in 0..4_u64 {
            let place = &place;
            scope.spawn(move || {
                let mut store = Store::create(place).expect("opens");
                for seed in 0..12 {
                    // Half of them the same as another's.
                    store.add(&[report(writer / 2 * 12 + seed, 5)]).expect("added");
                }
            });
        }
    });
    let store = Store::read_only(&place).expect("opens");
    assert_eq!((store.len().expect("a count"), store.check().expect("checked")), (24, vec![]));
    let one = filled(&ledgers.path("y"), 0..24, 5);
    assert_eq!(contents(&store), contents(&one));
}

/// What was told of before the server is stopped without warning is there afterwards, what was not is not; the same store
/// goes on.
#[test]
#[ignore = "needs PostgreSQL: make test-database"]
fn a_server_that_comes_back_has_lost_nothing() {
    // A server of its own: others test on the common one.
    if std::env::var_os("TIDINGS_TEST_ALONE").is_none() {
        let mut own = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/with-database"));
        own.arg(std::env::current_exe().expect("this test"));
        own.args(["a_server_that_comes_back_has_lost_nothing", "--ignored", "--exact"]);
        let done = own.env("TIDINGS_TEST_ALONE", "1").output().expect("run");
        let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success() && out.contains("1 passed"), "{out}{err}");
        return;
    }
    let server: PathBuf = std::env::var_os("TIDINGS_TEST_DATABASE_SERVER").expect("a server").into();
    let tell = |what| assert!(Command::new(&server).arg(what).status().expect("run").success(), "{what}");
    let ledgers = Ledgers::new("db-gone");
    let place = ledgers.path("x");
    let mut store = filled(&place, 0..3, 20);
    for round in 0..5_u64 {
        let before = contents(&store);
        tell("stop");
        let told = store.add(&[report(10 + round, 20)]).expect_err("nobody answers");
        assert!(matches!(told, StoreError::Gone { .. }), "{told:?}");
        assert!(told.to_string().contains("does not answer"), "{told}");
        assert!(Store::open(&place).is_err());
        tell("start");
        assert_eq!(contents(&store), before);
        assert_eq!(store.add(&[report(10 + round, 20)]).expect("it is back"), [Added::New]);
    }
    assert_eq!((store.len().expect("a count"), store.check().expect("checked")), (8, vec![]));
}

#[test]
fn an_address_that_is_none_is_told_and_hides_its_password() {
    for address in [
        "postgres://ada:secret@127.0.0.1:1/x",
        "postgres://ada:secret@127.0.0.1:port/x",
        "postgres://ada:secret@127.0.0.1/x?nonsense=1",
        "postgresql://ada:secret@127.0.0.1:1/x?schema=Drop;",
    ] {
        let told = Store::open(Path::new(address)).expect_err(address);
        let shown = format!("{told} {told:?}");
        assert!(!shown.contains("secret") && shown.contains("127.0.0.1"), "{shown}");
    }
}
