//! `tidings add` killed at any moment: what it said was added is there, and no report is there by half.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use common::Folder;
use tidings::store::{Derived, Store, StoreError};

/// Reports in the file that is added; what one run does not get to, the next does.
const REPORTS: usize = 300;

/// Splitmix64: moments that differ from kill to kill and are the same in every run of the test.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (z ^ (z >> 27)) % n
    }
}

fn reports() -> String {
    let mut out = String::new();
    for i in 0..REPORTS {
        let _ = writeln!(
            out,
            "{{\"id\": \"r{i}\", \"published\": \"2024-05-{:02}\", \"text\": \"The mayor said that {} people were \
             evacuated from the lower town on Monday. Police denied that shops had been looted.\"}}",
            1 + i % 28,
            i + 2
        );
    }
    out
}

/// All sources of a ledger with what was read of them.
fn contents(ledger: &Path) -> BTreeMap<String, Derived> {
    let mut out = BTreeMap::new();
    let each = Store::open(ledger).and_then(|store| {
        store.each(|source, derived| {
            out.insert(hex(&source.sha256), derived);
            Ok::<_, StoreError>(())
        })
    });
    each.expect("the ledger is read");
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |out, b| out + &format!("{b:02x}"))
}

/// Runs `add` and kills it after some lines or some time. Gives the hashes it said were added, and whether it was
/// done before.
fn add_and_kill(folder: &Folder, ledger: &str, dice: &mut Dice) -> (BTreeSet<String>, bool) {
    let mut child = folder
        .command(&["add", "reports.jsonl", "--ledger", ledger, "--list", "--quiet", "--threads", "2"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut said = BTreeSet::new();
    let mut next = |said: &mut BTreeSet<String>| -> bool {
        let mut line = Vec::new();
        let n = lines.read_until(b'\n', &mut line).expect("the pipe is read");
        // A line without its end was never said.
        if line.last() == Some(&b'\n') {
            let line = String::from_utf8(line).expect("UTF-8");
            if let Some(rest) = line.strip_prefix("added\t") {
                said.insert(rest.split('\t').next().unwrap_or("").to_string());
            }
        }
        n > 0
    };
    // Every fourth is killed by the clock, which may strike while the file is being made.
    if dice.below(4) == 0 {
        std::thread::sleep(Duration::from_millis(dice.below(1200)));
    } else {
        let wanted = dice.below(60) as usize;
        while said.len() < wanted && next(&mut said) {}
        std::thread::sleep(Duration::from_micros(dice.below(20_000)));
    }
    let done = child.try_wait().expect("its state").is_some();
    child.kill().expect("it is killed");
    child.wait().expect("it is over");
    while next(&mut said) {}
    (said, done)
}

/// Kills so many times, checking the ledger after each. Gives how many reports were acknowledged in all.
fn kill(test: &str, kills: usize) -> usize {
    let folder = Folder::new(test);
    folder.write("reports.jsonl", reports());
    folder.run(&["add", "reports.jsonl", "--ledger", "whole.tidings", "--quiet"]).with_code(0);
    let whole = contents(&folder.path("whole.tidings"));
    assert_eq!(whole.len(), REPORTS);
    let mut dice = Dice(0x7469_6469_6e67_7321);
    let (mut round, mut killed, mut acknowledged) = (0, 0, 0);
    let mut said: BTreeSet<String> = BTreeSet::new();
    while killed < kills {
        let name = format!("{round}.tidings");
        let ledger = folder.path(&name);
        let (new, done) = add_and_kill(&folder, &name, &mut dice);
        acknowledged += new.len();
        said.extend(new);
        killed += usize::from(!done);
        if ledger.exists() {
            // Killed before its tables were made, the file is none yet; the next one who opens it makes them.
            let checked = folder.run(&["check", "--ledger", &name, "--quiet"]).code;
            let there = contents(&ledger);
            assert!(checked == 0 || there.is_empty() && said.is_empty(), "a damaged ledger");
            folder.run(&["check", "--ledger", &name, "--quiet"]).with_code(0);
            for (hash, derived) in &there {
                assert_eq!(whole.get(hash), Some(derived), "a report is there as it is or not at all");
            }
            assert!(said.iter().all(|hash| there.contains_key(hash)), "acknowledged and lost");
            said.extend(there.into_keys());
        }
        if done || said.len() == REPORTS {
            round += 1;
            said.clear();
        }
    }
    // What is left can be finished as if nothing had been.
    let last = format!("{round}.tidings");
    folder.run(&["add", "reports.jsonl", "--ledger", &last, "--quiet"]).with_code(0);
    assert!(contents(&folder.path(&last)) == whole, "the ledger that was killed is the whole one");
    acknowledged
}

#[test]
fn killed_while_adding() {
    kill("killed", 30);
}

#[test]
#[ignore = "takes minutes; run it by name"]
fn killed_three_hundred_times() {
    let acknowledged = kill("killed-often", 300);
    println!("killed 300 times; {acknowledged} reports acknowledged, none lost, none by half");
}

#[test]
fn killed_while_reading_anew() {
    let folder = Folder::new("killed-rebuild");
    folder.write("reports.jsonl", reports());
    folder.run(&["add", "reports.jsonl", "--ledger", "x.tidings", "--quiet"]).with_code(0);
    let whole = contents(&folder.path("x.tidings"));
    let mut dice = Dice(0x6469_6e67_7321);
    let mut killed = 0;
    for round in 0..12 {
        let mut child = folder
            .command(&["rebuild", "--ledger", "x.tidings", "--quiet", "--threads", "2"])
            .stdin(Stdio::null())
            .spawn()
            .expect("the binary runs");
        std::thread::sleep(Duration::from_millis(dice.below(900)));
        // While it reads, others add and are not kept waiting.
        if round == 5 {
            folder.write("late.txt", "Two barns burned down near the lower town on Friday, the mayor said.");
            folder.run(&["add", "late.txt", "--ledger", "x.tidings", "--quiet"]).with_code(0);
        }
        killed += usize::from(child.try_wait().expect("its state").is_none());
        child.kill().expect("it is killed");
        child.wait().expect("it is over");
        folder.run(&["check", "--ledger", "x.tidings", "--quiet"]).with_code(0);
        let there = contents(&folder.path("x.tidings"));
        assert_eq!(there.len(), REPORTS + usize::from(round >= 5));
        assert!(whole.iter().all(|(hash, derived)| there.get(hash) == Some(derived)));
    }
    assert!(killed > 3, "only {killed} were killed at work");
    let before = contents(&folder.path("x.tidings"));
    folder.run(&["rebuild", "--ledger", "x.tidings", "--quiet"]).with_code(0);
    folder.run(&["check", "--ledger", "x.tidings", "--quiet"]).with_code(0);
    assert!(contents(&folder.path("x.tidings")) == before, "read anew it is what it was");
}

#[test]
fn two_at_once_both_add() {
    let folder = Folder::new("two-writers");
    let all = reports();
    let lines: Vec<&str> = all.lines().take(60).collect();
    folder.write("a.jsonl", lines[..40].join("\n"));
    folder.write("b.jsonl", lines[20..].join("\n"));
    let start = |file: &str| {
        folder
            .command(&["add", file, "--ledger", "x.tidings", "--quiet"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs")
    };
    for child in [start("a.jsonl"), start("b.jsonl")] {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    folder.run(&["check", "--ledger", "x.tidings"]).with_code(0);
    assert_eq!(contents(&folder.path("x.tidings")).len(), 60);
}
