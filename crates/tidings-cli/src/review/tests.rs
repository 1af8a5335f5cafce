//! A review from the first look to the undo, on a desk in memory.

use std::sync::Arc;

use clap::Parser;
use tidings::claim::{AttributionClass, Claim, Plover};
use tidings::ledger::{Act, Decision, Report};
use tidings::text::{Hints, Span, document_from_text};

use super::{Desk, act};
use crate::args::{Args, Command};
use crate::failure::Failure;

#[derive(Default)]
struct Memory {
    reports: Vec<Report>,
    log: Vec<Decision>,
}

impl Desk for Memory {
    fn reports(&self) -> Result<Vec<Arc<Report>>, Failure> {
        Ok(self.reports.iter().cloned().map(Arc::new).collect())
    }

    fn decisions(&self) -> Result<Vec<Decision>, Failure> {
        Ok(self.log.clone())
    }

    fn append(&mut self, act: &Act, who: &str, why: &str) -> Result<u64, Failure> {
        let id = self.log.len() as u64 + 1;
        let at = "2024-05-07T08:00:00Z".to_string();
        self.log.push(Decision { id, at, who: who.into(), why: why.into(), act: act.clone() });
        Ok(id)
    }
}

impl Memory {
    fn new() -> Self {
        let mill = "The mayor of Oster said two rockets hit the mill. Nobody was hurt, he added.";
        let denial = "Tarn denied that its rockets hit the mill.";
        let reports = vec![
            report(mill, &["two rockets hit the mill", "Nobody was hurt"]),
            report(denial, &["its rockets hit the mill"]),
        ];
        Self { reports, log: Vec::new() }
    }

    /// `tidings review ...` by "Ada": what it prints, or why it will not.
    fn review(&mut self, words: &[&str]) -> Result<String, String> {
        let line = ["tidings", "review"].iter().chain(words);
        let args = Args::try_parse_from(line).map_err(|e| e.to_string())?;
        let Command::Review(args) = args.command else { panic!("another command") };
        let mut out = Vec::new();
        act(self, &args.command, "Ada", &mut out).map_err(|e| format!("{e:?}"))?;
        Ok(String::from_utf8(out).expect("output is UTF-8"))
    }

    fn say(&mut self, words: &[&str]) -> String {
        self.review(words).unwrap_or_else(|e| panic!("{words:?}: {e}"))
    }

    fn id(&self, report: usize, claim: usize) -> String {
        tidings::ledger::decision::ids(&self.reports[report])[claim].clone()
    }
}

fn report(text: &str, words: &[&str]) -> Report {
    let document = document_from_text(text.to_string(), &Hints::default());
    let sentences = vec![Span::new(0, text.find(". ").map_or(text.len(), |i| i + 1))];
    let claims = words.iter().map(|w| claim(text, w)).collect();
    Report { document, claims, sentences, private: Vec::new() }
}

fn claim(text: &str, words: &str) -> Claim {
    let start = text.find(words).expect("the words are in the text");
    Claim {
        speaker: Some("Mayor".into()),
        attribution: AttributionClass::Explicit,
        plover: Plover { kind: Some("ASSAULT"), ..Plover::default() },
        ..Claim::at(Span::new(start, start + words.len()))
    }
}

#[test]
fn a_session() {
    let mut desk = Memory::new();
    let (hit, hurt, denial) = (desk.id(0, 0), desk.id(0, 1), desk.id(1, 0));
    let list = desk.say(&["list"]);
    assert!(list.contains(&format!("{hit}  unlocated  Mayor, assert: “two rockets hit the mill”")), "{list}");

    let said = desk.say(&["accept", &hit, "--why", "as the report has it"]);
    assert_eq!(said, format!("decision 1: accept {hit} “two rockets hit the mill”\n"));
    assert!(!desk.say(&["list"]).contains(&hit), "an accepted claim waits no more");

    desk.say(&["edit", &hurt, "polarity=-", "injured=0", "place=Oster @ 50.95,30.88", "--who", "Ben"]);
    assert_eq!(desk.log.len(), 4);
    desk.say(&["link", &denial, "denies", &hit]);
    desk.say(&["note", &hurt, "ask the hospital"]);
    let shown = desk.say(&["show", &hurt]);
    for part in [
        "polarity     -   (read as +; decision 2 by Ben)",
        "injured      0   (read as -; decision 3 by Ben)",
        "places       Oster @ 50.950,30.880 settlement",
        "decision 6   note: ask the hospital, Ada, 2024-05-07T08:00:00Z",
    ] {
        assert!(shown.contains(part), "no `{part}` in\n{shown}");
    }
    let shown = desk.say(&["show", &hit]);
    assert!(shown.contains("in: The mayor of Oster said two rockets hit the mill."), "{shown}");
    assert!(shown.contains(&format!("from denies       {denial}")), "{shown}");
    assert!(desk.say(&["list", "--only", "disputed"]).contains(&denial));

    desk.say(&["undo", "1", "--why", "too early"]);
    assert!(desk.say(&["list"]).contains(&hit));
    let log = desk.say(&["log"]);
    assert!(log.contains("   1  2024-05-07T08:00:00Z  Ada  accept"), "{log}");
    assert!(log.contains("— as the report has it [undone by 7]"), "{log}");
    assert!(log.ends_with("Ada  undo 1 — too early\n"), "{log}");
}

#[test]
fn the_log_is_json_for_other_programs() {
    let mut desk = Memory::new();
    let (hit, denial) = (desk.id(0, 0), desk.id(1, 0));
    desk.say(&["join", &hit, &denial]);
    desk.say(&["split", &hit, &denial, "--why", "two mills"]);
    let log = desk.say(&["log", "--format", "json"]);
    let lines: Vec<serde_json::Value> =
        log.lines().map(|l| serde_json::from_str(l).expect("a line is JSON")).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["act"], &lines[0]["state"], &lines[0]["by"]),
        (&"join".into(), &"overruled".into(), &2.into())
    );
    assert_eq!((&lines[1]["why"], &lines[1]["state"]), (&"two mills".into(), &"in effect".into()));
    let claim = &lines[1]["claims"][0];
    assert_eq!((&claim["id"], &claim["words"]), (&hit.into(), &"two rockets hit the mill".into()));
    assert_eq!(claim["said"]["speaker"], "Mayor");
    assert_eq!(claim["source"].as_str().map(str::len), Some(64));
}

#[test]
fn what_no_longer_fits_comes_first() {
    let mut desk = Memory::new();
    let (hit, hurt) = (desk.id(0, 0), desk.id(0, 1));
    desk.say(&["accept", &hit, &hurt]);
    desk.reports[0].claims[0].speaker = Some("Deputy mayor".into());
    desk.reports[0].claims.remove(1);
    let list = desk.say(&["list"]);
    let first: Vec<&str> = list.lines().take(3).collect();
    assert_eq!(
        first,
        [
            format!("decision 1 (accept) {hit}: speaker was “Mayor” and is now read as “Deputy mayor”")
                .as_str(),
            "decision 2 (accept, not in effect): no claim is read there any more: “Nobody was hurt”",
            format!("{hit}  look  Deputy mayor, assert: “two rockets hit the mill”").as_str(),
        ]
    );
    // To decide again settles it.
    desk.say(&["accept", &hit]);
    desk.say(&["undo", "2"]);
    assert!(!desk.say(&["list"]).contains("decision"));
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let mut desk = Memory::new();
    let (hit, denial) = (desk.id(0, 0), desk.id(1, 0));
    for (words, why) in [
        (vec!["accept", "zz"], "is no claim's id"),
        (vec!["accept", &hit, "ffff.1"], "no claim `ffff.1`"),
        (vec!["accept", &hit, &hit], "is named twice"),
        (vec!["edit", &hit, "stance=maybe"], "there are assert"),
        (vec!["edit", &hit, "stance=deny", "colour=red"], "cannot be edited"),
        (vec!["edit", &hit, "stance=deny", "stance=plan"], "is set twice"),
        (vec!["edit", &hit, "stance"], "not of the form FIELD=VALUE"),
        (vec!["edit", &hit, "killed=many"], "is no figure"),
        (vec!["link", &hit, "hates", &denial], "is no kind of link; there are contradicts"),
        (vec!["link", &hit, "denies", &hit], "with itself"),
        (vec!["join", &hit], "CLAIM"),
        (vec!["note", &hit, " "], "a note needs words"),
        (vec!["undo", "1"], "there is no decision 1"),
        (vec!["reject", &hit, "--who", " "], "who decides?"),
    ] {
        let error = desk.review(&words).expect_err("it is refused");
        assert!(error.contains(why), "{words:?}: {error}");
        assert!(desk.log.is_empty(), "{words:?}");
    }
    desk.say(&["reject", &hit]);
    desk.say(&["undo", "1"]);
    assert!(desk.review(&["undo", "1"]).expect_err("it is refused").contains("was undone by decision 2"));
}

#[test]
fn words_of_a_report_cannot_steer_the_terminal() {
    assert_eq!(super::log::line("a\u{1b}[31m\n\tb", 20), "a [31m b");
    assert_eq!(super::log::line("über alle Maßen", 6), "über…");
}
