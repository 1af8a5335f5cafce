//! A ledger file by the commands: what comes out does not depend on how it came in, and decisions outlive a reading.

mod common;

use common::Folder;

const COURIER: &str = "The Tarn Courier\n3 May 2024\n\nAt least 12 people were killed in Kherson on Thursday, the mayor said. \
                       The army denied that it had shelled Kherson.\n";
const MIRROR: &str = "The Field Mirror\n4 May 2024\n\nThe toll of Thursday's shelling of Kherson rose to 15 dead, the \
                      mayor said on Saturday. About 300 people fled Kherson.\n";
const FEED: &str = "{\"id\": \"f1\", \"published\": \"2024-05-05\", \"publisher\": \"Wire\", \"text\": \"Two men drowned near \
                    Odesa on Sunday, police said.\"}\n{\"id\": \"f2\", \"published\": \"2024-05-05\", \"text\": \"Rescuers \
                    evacuated 40 people from Odesa.\"}\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("a.txt", COURIER);
    folder.write("b.txt", MIRROR);
    folder.write("c.jsonl", FEED);
    folder
}

#[test]
fn views_do_not_depend_on_order_or_threads() {
    let folder = folder("ledger-order");
    folder.run(&["add", "a.txt", "b.txt", "c.jsonl", "--ledger", "one.tidings", "-j", "1"]).with_code(0);
    for file in ["c.jsonl", "b.txt", "a.txt", "b.txt"] {
        folder.run(&["add", file, "--ledger", "two.tidings", "-j", "4"]).with_code(0);
    }
    for ledger in ["one.tidings", "two.tidings"] {
        assert!(folder.run(&["check", "--ledger", ledger]).with_code(0).out.contains("4 reports"));
    }
    for view in [
        &["brief"][..],
        &["brief", "--format", "html"],
        &["figures"],
        &["figures", "--format", "svg"],
        &["query", "*", "--format", "jsonl"],
        &["export", "--format", "geojson"],
        &["export", "--format", "acled"],
        &["export", "--format", "jsonld"],
        &["export", "--format", "kml"],
        &["export", "--format", "ledger-json"],
    ] {
        let of = |ledger: &str| folder.run(&[view, &["--ledger", ledger]].concat()).with_code(0).out;
        let one = of("one.tidings");
        assert!(!one.is_empty() && one == of("two.tidings"), "{view:?}");
    }
}

#[test]
fn decisions_hold_when_reports_are_read_anew() {
    let folder = folder("ledger-decisions");
    folder.run(&["add", "a.txt", "b.txt", "--ledger", "l.tidings"]).with_code(0);
    let list = folder.run(&["review", "list", "--ledger", "l.tidings"]).with_code(0).out;
    let id = list.lines().find(|l| l.contains("300 people fled")).expect("the claim waits");
    let id = id.split_whitespace().next().expect("an id");
    let decide = |act: &str| {
        folder.run(&["review", act, id, "--who", "Ada", "--why", "not in the paper", "--ledger", "l.tidings"])
    };
    decide("reject").with_code(0);
    let brief = || folder.run(&["brief", "--ledger", "l.tidings"]).with_code(0).out;
    assert!(!brief().contains("About 300 people"), "a rejected claim is not shown");
    folder.run(&["rebuild", "--ledger", "l.tidings"]).with_code(0);
    assert!(!brief().contains("About 300 people"), "not after a rebuild either");
    folder.run(&["review", "undo", "1", "--who", "Ada", "--ledger", "l.tidings"]).with_code(0);
    assert!(brief().contains("About 300 people"), "undone");
    let log = folder.run(&["review", "log", "--ledger", "l.tidings"]).with_code(0).out;
    assert!(log.contains("Ada") && log.contains("not in the paper"), "{log}");
}

#[test]
fn a_file_that_is_no_ledger_is_left_alone() {
    let folder = folder("ledger-foreign");
    let ran = folder.run(&["add", "a.txt", "--ledger", "b.txt"]).with_code(1);
    assert!(ran.err.contains("not a ledger"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(folder.path("b.txt")).expect("still there"), MIRROR);
    let ran = folder.run(&["brief", "--ledger", "none.tidings"]).with_code(1);
    assert!(ran.err.contains("tidings add"), "{}", ran.err);
}

#[test]
fn a_slip_in_a_name_makes_no_ledger() {
    let folder = folder("ledger-slip");
    folder.write("empty.jsonl", "{\"text\": 3}\n{\"id\": 4}\n");
    for given in [&["nosuch.txt"][..], &["no*.txt"], &["empty.jsonl"], &["nosuch.txt", "empty.jsonl"]] {
        let ran = folder.run(&[&["add"], given, &["--ledger", "new.tidings"]].concat()).with_code(1);
        assert!(ran.err.contains("no report to add") && ran.err.contains("was not made"), "{}", ran.err);
        assert!(!folder.path("new.tidings").exists(), "{given:?}");
    }
    folder.run(&["add", "nosuch.txt", "a.txt", "--ledger", "new.tidings"]).with_code(3);
    let ran = folder.run(&["add", "nosuch.txt", "--ledger", "new.tidings"]).with_code(1);
    assert!(ran.err.contains("was left as it is"), "{}", ran.err);
    assert!(folder.run(&["check", "--ledger", "new.tidings"]).with_code(0).out.contains("1 reports"));
}

/// By files, by a ledger file and its indices, and by a ledger file read anew: one and the same.
#[test]
fn files_and_a_ledger_file_show_the_same() {
    let folder = folder("ledger-same");
    let files = ["a.txt", "b.txt", "c.jsonl"];
    folder.run(&[&["add"], &files[..], &["--ledger", "l.tidings"]].concat()).with_code(0);
    for threads in ["", "1", "3"] {
        if !threads.is_empty() {
            folder.run(&["rebuild", "--ledger", "l.tidings", "-j", threads]).with_code(0);
            folder.run(&["check", "--ledger", "l.tidings"]).with_code(0);
        }
        for view in [
            &["query", "kherson"][..],
            &["query", "fled>=100 or by:police", "--format", "jsonl"],
            &["query", "since:2024-05-04", "--format", "csv"],
            &["query", "-kherson"],
            &["export", "--format", "geojson", "--query", "place:odesa"],
            &["export", "--format", "ledger-json"],
            &["brief", "--about", "killed"],
        ] {
            let by_files = folder.run(&[view, &files[..]].concat()).with_code(0).out;
            let by_ledger = folder.run(&[view, &["--ledger", "l.tidings"]].concat()).with_code(0).out;
            assert_eq!(by_files, by_ledger, "{view:?} {threads}");
        }
    }
}
