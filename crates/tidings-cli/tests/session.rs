//! The sessions printed in docs/, run: each command gives what its page says. A line `…` of a page stands for any lines. With
//! `TIDINGS_UPDATE=1` what does not hold is written anew; look at the difference.

mod common;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use common::Folder;

/// A command of the page and what stands below it.
struct Step {
    command: Vec<String>,
    output: String,
}

const FENCE: &str = "```console\n";

#[test]
fn the_session_of_decisions_runs_as_it_is_printed() {
    assert!(page_runs(&root().join("docs/decisions.md")) > 8, "the page has its session");
}

#[test]
fn the_first_hours_run_as_they_are_printed() {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(root().join("docs/start"))
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    pages.sort();
    assert!(pages.len() >= 5, "{pages:?}");
    for page in pages {
        assert!(page_runs(&page) >= 4, "{} has a session", page.display());
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs all blocks of a page in one folder, which has the examples of the repository; how many commands there were.
fn page_runs(path: &Path) -> usize {
    let page = std::fs::read_to_string(path).expect("the page");
    let folder = Folder::new(&format!("session-{}", path.file_stem().expect("a name").to_string_lossy()));
    copy(&root().join("examples"), &folder.path("examples"));
    let update = std::env::var_os("TIDINGS_UPDATE").is_some();
    let (mut new, mut rest, mut ran) = (String::new(), page.as_str(), 0);
    while let Some(start) = rest.find(FENCE) {
        let (before, block) = rest.split_at(start + FENCE.len());
        let end = block.find("```").expect("a block that ends");
        new.push_str(before);
        for step in steps(&block[..end]) {
            ran += 1;
            let given = run(&folder, &step);
            let holds = matches(&timeless(&given), &timeless(&step.output));
            let _ = write!(new, "$ {}\n{}", shell(&step.command), if holds { &step.output } else { &given });
            assert!(
                update || holds,
                "{}: {}\ngives\n{given}\nand the page says\n{}",
                path.display(),
                shell(&step.command),
                step.output
            );
        }
        rest = &block[end..];
    }
    new.push_str(rest);
    if update {
        std::fs::write(path, new).expect("the page is written");
    }
    ran
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a file");
        }
    }
}

/// Whether the stretches between lines of `…` stand in the text, in order, from its beginning to its end.
fn matches(given: &str, printed: &str) -> bool {
    let stretches: Vec<&str> = printed.split("…\n").collect();
    let [first, .., last] = &stretches[..] else { return given == printed };
    let Some(mut rest) = given.strip_prefix(first) else { return false };
    for stretch in &stretches[1..stretches.len() - 1] {
        let Some(at) = rest.find(stretch) else { return false };
        rest = &rest[at + stretch.len()..];
    }
    rest.ends_with(last)
}

/// `cat FILE` is how a page shows a report: the file is made of what stands below it, unless it is one of the examples.
fn run(folder: &Folder, step: &Step) -> String {
    let (command, pipe) = match step.command.iter().position(|w| w == "|") {
        Some(at) => (&step.command[..at], Some(&step.command[at + 1..])),
        None => (&step.command[..], None),
    };
    let out = match command[0].as_str() {
        "cat" if command[1].starts_with("examples/") => {
            std::fs::read_to_string(folder.path(&command[1])).expect("an example")
        }
        "cat" => {
            folder.write(&command[1], &step.output);
            step.output.clone()
        }
        "tidings" => {
            let args: Vec<&str> = command[1..].iter().map(String::as_str).collect();
            let ran = folder.run(&args);
            assert_eq!(ran.code, 0, "{}: {}", shell(&step.command), ran.err);
            ran.out + &ran.err
        }
        other => panic!("a session runs tidings, not {other}"),
    };
    match pipe {
        None => out,
        Some([head, flag, lines]) if head == "head" && flag == "-n" => {
            let most = lines.parse().expect("a number of lines");
            out.split_inclusive('\n').take(most).collect()
        }
        Some(other) => panic!("a session pipes into `head -n`, not {other:?}"),
    }
}

fn steps(block: &str) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), out.last_mut()) {
            (Some(command), _) => out.push(Step { command: split(command), output: String::new() }),
            (None, Some(step)) => step.output.extend([line, "\n"]),
            (None, None) => panic!("a block begins with a command: {line}"),
        }
    }
    out
}

/// Words of a command line; single quotes hold some together.
fn split(command: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => out.push(String::new()),
            _ => out.last_mut().expect("a word").push(c),
        }
    }
    out.retain(|w| !w.is_empty());
    out
}

fn shell(command: &[String]) -> String {
    let word = |w: &String| {
        if w != "|" && w.contains([' ', '|', '*', ';', '>', '"', '(']) { format!("'{w}'") } else { w.clone() }
    };
    command.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Without the hours at which decisions were made.
fn timeless(text: &str) -> String {
    let is_hour = |w: &&str| w.len() == 20 && w.ends_with('Z') && w.as_bytes()[10] == b'T';
    let line = |l: &str| {
        let words: Vec<&str> = l.split(' ').map(|w| if is_hour(&w) { "HOUR" } else { w }).collect();
        words.join(" ").trim_end().to_string()
    };
    text.lines().map(|l| line(l) + "\n").collect()
}
