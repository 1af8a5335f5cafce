//! Ledger files of every form that was released, in `tests/ledgers`, are opened, rebuilt and added to by this version.
//!
//! A file is three short reports and eight decisions; `format-N` is the number that SQLite keeps as `user_version`. When the
//! form of the file changes, the test below asks for one written by the version before the change.

mod common;

use std::io::Read;
use std::path::{Path, PathBuf};

use common::{Folder, REPORT};

const KEPT: &str = "crates/tidings-cli/tests/ledgers";

/// The kept files, by their form.
fn kept() -> Vec<(u32, PathBuf)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers");
    let mut all: Vec<(u32, PathBuf)> = std::fs::read_dir(dir)
        .expect(KEPT)
        .map(|e| e.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
            let form = name.strip_prefix("format-").and_then(|n| n.split('.').next()).expect("format-N");
            (form.parse().expect("a number"), path.clone())
        })
        .collect();
    all.sort();
    all
}

/// A kept file, unpacked where it can be written.
fn unpacked(folder: &Folder, path: &Path) -> PathBuf {
    let packed = std::fs::read(path).expect("a kept ledger");
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("unpacked");
    folder.write("old.tidings", bytes)
}

/// `user_version`, as SQLite's file format says where it stands (offset 60, big-endian).
fn form(path: &Path) -> u32 {
    let bytes = std::fs::read(path).expect("a ledger");
    u32::from_be_bytes(bytes[60..64].try_into().expect("four bytes"))
}

#[test]
fn old_ledgers_are_opened_rebuilt_and_added_to() {
    for (n, path) in kept() {
        let folder = Folder::new(&format!("upgrade-{n}"));
        let ledger = unpacked(&folder, &path);
        assert_eq!(form(&ledger), n, "{}", path.display());
        let run = |args: &[&str]| folder.run(&[args, &["--ledger", "old.tidings"]].concat());
        // What an older version read is not shown as this one's reading: it says so, or there is nothing to say.
        let unread = run(&["review", "log"]);
        assert!(unread.err.is_empty() || unread.err.contains("run `tidings rebuild"), "{}", unread.err);
        run(&["rebuild"]).with_code(0);
        // Everything that was decided is there, as it was.
        let log = run(&["review", "log"]).with_code(0).out;
        let acts = [
            "accept",
            "edit place=Velka",
            "[undone by 4]",
            "undo 3",
            "of another flood",
            "join",
            "contradicts",
            "note on",
        ];
        assert_eq!(log.lines().count(), acts.len(), "{log}");
        for (line, act) in log.lines().zip(acts) {
            assert!(line.contains("  Ada  ") && line.contains(act), "{line}");
        }
        let sound = run(&["check"]).with_code(0).out;
        assert!(sound.contains("3 reports"), "{sound}");
        // Read once more, it is the same log, and still fits: an edited place, a rejected claim that is gone, two occurrences joined, a link between them.
        run(&["rebuild"]).with_code(0);
        assert_eq!(run(&["review", "log"]).with_code(0).out, log);
        let csv = run(&["export", "--format", "csv"]).with_code(0).out;
        let line = |words: &str| csv.lines().find(|l| l.contains(words)).unwrap_or_default().to_owned();
        assert!(line("evacuated to Velka").contains("50.9,30.9"), "{csv}");
        assert!(line("since Sunday").is_empty(), "{csv}");
        assert!(line("the dam had been blown up").contains("deny"), "{csv}");
        let accepted = line("At least 12 people were killed,");
        assert!(accepted.ends_with("accepted"), "{accepted}");
        let shown = run(&["review", "show", "1699384d.52-82"]).with_code(0).out;
        assert!(shown.contains("contradicts") && shown.contains("nine or twelve"), "{shown}");
        // It goes on as a ledger of this version.
        folder.write("report.txt", REPORT);
        folder.run(&["add", "report.txt", "--ledger", "old.tidings"]).with_code(0);
        let sound = run(&["check"]).with_code(0).out;
        assert!(sound.contains("4 reports") && sound.contains("8 decisions"), "{sound}");
    }
}

#[test]
fn every_form_is_kept() {
    let folder = Folder::new("upgrade-forms");
    folder.write("report.txt", REPORT);
    folder.run(&["add", "report.txt", "--ledger", "new.tidings"]).with_code(0);
    let now = form(&folder.path("new.tidings"));
    let newest = kept().last().expect("a kept ledger").0;
    assert_eq!(
        now, newest,
        "the form of ledger files has changed: put one of this form into {KEPT}, with the decisions of the others"
    );
}
