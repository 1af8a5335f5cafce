//! Runs the text cases: the Markdown files under `tests/cases` at the root of the repository. Their grammar is
//! told in `tests/README.md`.
//!
//! Every case is one named test, `topic/file::case`, so that a failure names both and a part of a name picks
//! cases to run. With `TIDINGS_UPDATE=1` the expectations are rewritten to what is read now.

mod check;
mod expect;
mod ledger;
mod markdown;
mod project;
mod read;
mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use tidings::Models;

use crate::markdown::{Case, Suite};

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let suites = match suites(&root.join("tests/cases")) {
        Ok(suites) => suites,
        Err(e) => return fail(&e),
    };
    let data = std::env::var_os("TIDINGS_DATA").map_or_else(|| root.join("models"), PathBuf::from);
    // Of other languages, the tiny pipelines that are trained on sentences of our own.
    let others = ["de", "uk", "ru"].map(|lang| root.join("tests/pipelines").join(lang));
    let (model, gazetteer) = (data.join(tidings::models::MODEL), data.join(tidings::models::GAZETTEER));
    let models = match Models::open_with(&model, &gazetteer, &others) {
        Ok(models) => Arc::new(models),
        Err(e) => return fail(&e.to_string()),
    };
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        return update(&models, &suites);
    }
    let mut trials = Vec::new();
    for suite in suites {
        for case in suite.cases {
            let (models, name) = (models.clone(), format!("{}::{}", suite.name, case.title));
            trials.push(Trial::test(name, move || run(&models, &case).map_err(Failed::from)));
        }
    }
    libtest_mimic::run(&args, trials).exit_code()
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}

/// All suites under a folder, by name.
fn suites(folder: &Path) -> Result<Vec<Suite>, String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let entries = std::fs::read_dir(&next).map_err(|e| format!("{}: {e}", next.display()))?;
        for entry in entries.filter_map(Result::ok).map(|e| e.path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|e| e == "md") {
                files.push(entry);
            }
        }
    }
    files.sort();
    files.iter().map(|file| Suite::load(file, folder)).collect()
}

/// One case: every expectation holds, every `fixme` still does not.
fn run(models: &Models, case: &Case) -> Result<(), String> {
    let read = read::read(models, &case.reports);
    let wrong: Vec<String> = case
        .expects
        .iter()
        .filter_map(|e| match (check::check(&read, e), &e.fixme) {
            (Ok(()), None) => None,
            (Err(check::Wrong::Case(why)), _) => Some(format!("line {}: {}\n      {why}", e.line, e.text())),
            (Err(check::Wrong::Read { why, .. }), None) => {
                Some(format!("line {}: {}\n      {why}", e.line, e.text()))
            }
            (Err(check::Wrong::Read { .. }), Some(_)) => None,
            (Ok(()), Some(_)) => {
                Some(format!("line {}: {}\n      is mended: take its `fixme` line away", e.line, e.text()))
            }
        })
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\n{}", wrong.join("\n"), show::show(&read, &case.expects)))
    }
}

/// Rewrites every wrong expectation to what is read now and takes away the `fixme` of every mended one.
fn update(models: &Models, suites: &[Suite]) -> ExitCode {
    for suite in suites {
        let mut lines: Vec<Option<String>> = suite.source.lines().map(|l| Some(l.to_string())).collect();
        let mut changed = 0;
        for case in &suite.cases {
            let read = read::read(models, &case.reports);
            for e in &case.expects {
                match (check::check(&read, e), e.fixme) {
                    (Err(check::Wrong::Read { now: Some(now), .. }), None) => lines[e.line - 1] = Some(now),
                    (Ok(()), Some(fixme)) => lines[fixme - 1] = None,
                    (Err(check::Wrong::Read { now: None, why } | check::Wrong::Case(why)), None) => {
                        println!(
                            "{}:{}: for a person to mend: {}: {why}",
                            suite.path.display(),
                            e.line,
                            e.text()
                        );
                        continue;
                    }
                    _ => continue,
                }
                changed += 1;
            }
        }
        if changed > 0 {
            let text: String = lines.into_iter().flatten().flat_map(|l| [l, "\n".into()]).collect();
            if let Err(e) = std::fs::write(&suite.path, text) {
                return fail(&format!("{}: {e}", suite.path.display()));
            }
            println!("{}: {changed} lines rewritten", suite.path.display());
        }
    }
    ExitCode::SUCCESS
}
