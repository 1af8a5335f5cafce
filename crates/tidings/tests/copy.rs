//! A ledger copied from a file into a database (or another file: see `tests/store.rs` of the store) and back is the same
//! ledger, whenever the copy was broken off.

#[path = "../../store/tests/common/mod.rs"]
mod common;

use common::{Folder, Ledgers, contents, filled, found, report};
use tidings::copy::{Copied, CopyError, copy};
use tidings::ledger::Act;
use tidings::store::Store;

/// Everything that a view can see of a ledger.
fn seen(store: &Store) -> impl PartialEq + std::fmt::Debug {
    let ways: Vec<_> =
        contents(store).iter().map(|(s, _)| store.sightings(&s.sha256).expect("ways")).collect();
    let asked = ["stance:deny", "kalo", "by:office", "killed>=10"].map(|q| found(store, q));
    (contents(store), ways, asked, store.decisions().expect("decisions"), store.marks("").expect("marks"))
}

#[test]
fn there_and_back_it_is_the_same() {
    let (folder, ledgers) = (Folder::new("copy-file"), Ledgers::new("copy"));
    let mut first = filled(&folder.path("first"), 0..90, 6);
    // The same bytes under another name, which comes to name the report; a server's answer; decisions; marks.
    let (mut again, read) = report(7, 6);
    again.given.publisher = Some("A Paper".into());
    again.response = Some("{\"status\":200}".into());
    first.add(&[(again, read)]).expect("added");
    for n in 1..4 {
        first.decide(None, "2024-05-01T00:00:00Z", "Ada", "why", &Act::Undo(n)).expect("decided");
    }
    first.add_and_mark(&[], &[("a/1".into(), Some("x".into()))]).expect("marked");
    let mut there = Store::create(&ledgers.path("there")).expect("a ledger");
    // Broken off on the way: goes on where it was.
    let early = filled(&folder.path("early"), 0..20, 6);
    copy(&early, &mut there, |_| ()).expect("copied");
    let done = copy(&first, &mut there, |_| ()).expect("copied");
    assert_eq!(done, Copied { sources: 71, decisions: 3 });
    assert_eq!(there.check().expect("checked"), []);
    assert_eq!(seen(&there), seen(&first));
    assert_eq!(copy(&first, &mut there, |_| ()).expect("copied"), Copied::default());
    let mut back = Store::create(&folder.path("back")).expect("a ledger");
    copy(&there, &mut back, |_| ()).expect("copied");
    assert_eq!(seen(&back), seen(&first));
    // Decisions that are not those of the ledger are not mixed with it.
    back.decide(None, "2024-05-01T00:00:00Z", "Ben", "", &Act::Undo(9)).expect("decided");
    assert!(matches!(copy(&first, &mut back, |_| ()), Err(CopyError::Decided { .. })));
}
