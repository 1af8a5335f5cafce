//! What every command says of itself, and what it says when its models are not there.

mod common;

use std::fmt::Write;

use common::{Folder, REPORT};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["brief"],
    &["read"],
    &["annotate"],
    &["explain"],
    &["add"],
    &["rebuild"],
    &["check"],
    &["doctor"],
    &["figures"],
    &["query"],
    &["export"],
    &["watch"],
    &["serve"],
    &["copy"],
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
    &["gazetteer"],
    &["gazetteer", "build"],
    &["gazetteer", "add"],
    &["gazetteer", "find"],
    &["completions"],
    &["man"],
];

#[test]
fn every_help_has_an_example() {
    let folder = Folder::new("help-examples");
    for &command in COMMANDS {
        let help = folder.run(&[command, &["--help"]].concat()).with_code(0).out;
        assert!(help.contains("Example"), "`tidings {} --help` has no example:\n{help}", command.join(" "));
    }
}

/// docs/commands.md, made of what every command says of itself. `TIDINGS_UPDATE=1` writes it.
#[test]
fn the_reference_is_what_the_commands_say() {
    let folder = Folder::new("help-reference");
    let mut page = String::from(
        "# Commands\n\nWhat `tidings COMMAND --help` says, put here by a test (`crates/tidings-cli/tests/help.rs`); not \
         written by hand.\nThe options under \"Data\" are the same for every command that reads reports and stand once, at the \
         top.\n",
    );
    for &command in COMMANDS {
        let help = folder.run(&[command, &["--help"]].concat()).with_code(0).out;
        let name = [&["tidings"], command].concat().join(" ");
        let text = if command.is_empty() { help } else { without_data(&help) };
        let text: Vec<&str> = text.lines().map(str::trim_end).collect();
        writeln!(page, "\n## {name}\n\n```text\n{}\n```", text.join("\n").trim_end())
            .expect("a string takes all");
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commands.md");
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        std::fs::write(&path, &page).expect("the page is written");
    }
    let printed = std::fs::read_to_string(&path).expect("the page");
    assert!(
        printed == page,
        "docs/commands.md is old: TIDINGS_UPDATE=1 cargo test -p tidings-cli --test help writes it"
    );
}

#[test]
fn every_command_is_in_the_list_of_this_test() {
    let folder = Folder::new("help-list");
    for above in [&[][..], &["review"], &["gazetteer"]] {
        let help = folder.run(&[above, &["--help"]].concat()).with_code(0).out;
        let listed =
            help.split("Commands:\n").nth(1).expect("a list").split("\n\n").next().unwrap_or_default();
        for line in listed.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   ")) {
            let name = line.split_whitespace().next().unwrap_or_default();
            let command = [above, &[name]].concat();
            assert!(name == "help" || COMMANDS.contains(&&command[..]), "{command:?} is not tested");
        }
    }
}

/// The help without the options that every command has.
fn without_data(help: &str) -> String {
    let Some(start) = help.find("\nData:\n") else { return help.to_string() };
    let end = help[start..].find("\nExample").map_or(help.len(), |n| start + n);
    format!("{}{}", &help[..start], &help[end..])
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
