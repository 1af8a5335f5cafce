//! What every command says of itself, and what it says when its models are not there.

mod common;

use common::{Folder, REPORT};

const COMMANDS: [&[&str]; 28] = [
    &[],
    &["brief"],
    &["read"],
    &["annotate"],
    &["explain"],
    &["add"],
    &["rebuild"],
    &["check"],
    &["figures"],
    &["query"],
    &["export"],
    &["review"],
    &["review", "list"],
    &["review", "show"],
    &["review", "accept"],
    &["review", "edit"],
    &["review", "reject"],
    &["review", "join"],
    &["review", "split"],
    &["review", "link"],
    &["review", "note"],
    &["review", "undo"],
    &["review", "log"],
    &["gazetteer", "build"],
    &["gazetteer", "add"],
    &["gazetteer", "find"],
    &["completions"],
    &["man"],
];

#[test]
fn every_help_has_an_example() {
    let folder = Folder::new("help-examples");
    for command in COMMANDS {
        let help = folder.run(&[command, &["--help"]].concat()).with_code(0).out;
        assert!(help.contains("Example"), "`tidings {} --help` has no example:\n{help}", command.join(" "));
    }
}

#[test]
fn exit_codes_are_documented() {
    let help = Folder::new("help-codes").run(&["--help"]).with_code(0).out;
    for code in ["  0  ", "  1  ", "  2  ", "  3  ", "  4  "] {
        assert!(help.contains(code), "{help}");
    }
}

#[test]
fn shells_are_completed() {
    let folder = Folder::new("help-completions");
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.run(&["completions", shell]).with_code(0).out;
        assert!(script.contains("annotate") && script.contains("published"), "{shell}");
    }
}

#[test]
fn man_pages_are_rendered() {
    let folder = Folder::new("help-man");
    let page = folder.run(&["man"]).with_code(0).out;
    assert!(page.contains(".TH tidings") && page.contains("Exit codes"), "{page}");
    for command in ["brief", "read", "annotate", "add", "review", "figures", "query", "export", "gazetteer"] {
        let page = folder.run(&["man", command]).with_code(0).out;
        assert!(page.contains(".TH") && page.contains(command), "{page}");
    }
    folder.run(&["man", "nothing"]).with_code(2);
}

#[test]
fn a_missing_model_is_one_line_that_mends_it() {
    let folder = Folder::new("help-models");
    folder.write("report.txt", REPORT);
    for args in [
        &["brief", "report.txt", "--data", "nowhere"][..],
        &["read", "report.txt", "--model", "nowhere"],
        &["annotate", "-", "--gazetteer", "nowhere.bin"],
    ] {
        let ran = folder.run(args).with_code(4);
        assert_eq!(ran.out, "");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains("make models") && ran.err.contains("nowhere"), "{}", ran.err);
    }
}

#[test]
fn a_damaged_gazetteer_or_model_is_told() {
    let folder = Folder::new("help-damaged");
    folder.write("bad.bin", b"not a gazetteer");
    folder.write("report.txt", REPORT);
    let ran = folder.run(&["read", "report.txt", "--gazetteer", "bad.bin"]).with_code(4);
    assert!(ran.err.contains("bad.bin") && ran.err.contains("make models"), "{}", ran.err);
    std::fs::create_dir(folder.path("model")).expect("a folder");
    folder.write("model/config.cfg", "[nlp]\nlang = \"en\"\n");
    let ran = folder.run(&["read", "report.txt", "--model", "model"]).with_code(4);
    assert!(ran.err.contains("model") && ran.err.contains("make models"), "{}", ran.err);
}

#[test]
fn wrong_arguments() {
    let folder = Folder::new("help-arguments");
    folder.run(&["brief"]).with_code(2);
    folder.run(&["read", "x", "--published", "May 3"]).with_code(2);
    folder.run(&["nothing"]).with_code(2);
    let version = folder.run(&["--version"]).with_code(0).out;
    assert!(version.starts_with("tidings "), "{version}");
}
