//! Rules of the repository that no compiler checks: which crate may know which, what a library may touch, how
//! long a file may be, and that nothing of one machine stands in the sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which crates of the workspace each may use. The step to the left never knows the step to the right.
const ARROWS: [(&str, &[&str]); 16] = [
    // Takes archives apart and knows nothing of what they hold.
    ("archive", &[]),
    ("text", &[]),
    ("spacy", &[]),
    ("gazetteer", &[]),
    ("mention", &["text", "spacy", "gazetteer"]),
    ("claim", &["text", "spacy", "mention", "gazetteer"]),
    ("ledger", &["text", "mention", "claim"]),
    ("view", &["text", "mention", "claim", "ledger"]),
    // Keeps what the steps before it give; it is never asked by them.
    ("store", &["text", "mention", "claim", "ledger"]),
    ("tidings", &["archive", "text", "spacy", "gazetteer", "mention", "claim", "ledger", "view", "store"]),
    // Asks servers and knows nothing of what it brings.
    ("feeds", &[]),
    // Shows what the library gives, to browsers.
    ("server", &["tidings"]),
    // The command also compiles the gazetteer, which the library never does, and follows feeds.
    ("tidings-cli", &["tidings", "gazetteer", "server", "feeds", "arrow"]),
    ("arrow", &["tidings"]),
    // Loaded by Python.
    ("python", &["tidings", "arrow"]),
    ("bench", &["tidings"]),
];

/// Crates that are given bytes and give values: no files, no network, no clock, no environment, no printing.
const PURE: [&str; 8] = ["archive", "text", "spacy", "gazetteer", "mention", "claim", "ledger", "view"];

/// The one place where such a crate reads from disk: a pipeline's folder, behind a trait.
const READS_FILES: [&str; 1] = ["crates/spacy/src/files.rs"];

const FORBIDDEN: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant",
    "println!",
    "eprintln!",
    "dbg!",
];

/// Longest source file, in lines.
const MOST_LINES: usize = 700;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below a folder, sorted; build outputs and hidden folders left out.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut out = Vec::new();
    for path in entries.filter_map(Result::ok).map(|e| e.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir()
            && !matches!(name.as_str(), "target" | "models" | "node_modules" | "__pycache__")
            && !name.starts_with('.')
        {
            out.extend(files(&path));
        } else if path.is_file() && name != ".git" {
            // In a second checkout of a repository `.git` is a file that says where the first one is.
            out.push(path);
        }
    }
    out.sort();
    out
}

fn sources(krate: &str) -> Vec<PathBuf> {
    let all = files(&root().join("crates").join(krate).join("src"));
    all.into_iter().filter(|p| p.extension().is_some_and(|e| e == "rs")).collect()
}

fn named(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn text(path: &Path) -> String {
    std::fs::read(path).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default()
}

/// Crates of the workspace that a manifest names under `[dependencies]` (not those for tests).
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]") && !line.contains("dev-dependencies");
            let table =
                line.trim_matches(['[', ']']).rsplit_once("dependencies.").filter(|_| !line.contains("dev-"));
            found.extend(table.and_then(|(_, name)| ours(name)));
        } else if inside && let Some((name, _)) = line.split_once(['.', ' ', '=']) {
            found.extend(ours(name));
        }
    }
    found
}

/// The folder of a crate of ours by its package name.
fn ours(package: &str) -> Option<String> {
    let folder = match package {
        "spacy" | "tidings" => package,
        other => other.strip_prefix("tidings-")?,
    };
    Some(folder.to_string())
}

/// The code of a file without comments and without its tests.
fn code(source: &str) -> String {
    let before_tests = source.split("#[cfg(test)]\nmod ").next().unwrap_or(source);
    before_tests
        .lines()
        .map(|l| if l.trim_start().starts_with("//") { "" } else { l })
        .collect::<Vec<_>>()
        .join("\n")
}

fn none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for (krate, allowed) in ARROWS {
        for used in dependencies(&text(&root().join("crates").join(krate).join("Cargo.toml"))) {
            if !allowed.contains(&used.as_str()) {
                wrong.push(format!("{krate} uses {used}; it may use {}", allowed.join(", ")));
            }
        }
    }
    none(&wrong, "a crate knows one that it must not know");
}

#[test]
fn every_crate_has_its_arrows() {
    let known: BTreeSet<&str> = ARROWS.iter().map(|(k, _)| *k).collect();
    let crates: Vec<PathBuf> = std::fs::read_dir(root().join("crates"))
        .expect("the crates")
        .filter_map(Result::ok)
        .map(|e| e.path())
        .collect();
    let new: Vec<String> = crates
        .iter()
        .filter(|p| p.join("Cargo.toml").is_file())
        .map(|p| p.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .filter(|name| !known.contains(name.as_str()))
        .collect();
    none(&new, "a crate without its arrows in this test and in ARCHITECTURE.md");
}

#[test]
fn libraries_touch_nothing_outside() {
    let mut wrong = Vec::new();
    for path in PURE
        .iter()
        .flat_map(|k| sources(k))
        .filter(|p| !p.ends_with("tests.rs") && !READS_FILES.contains(&named(p).as_str()))
    {
        let code = code(&text(&path));
        for (n, line) in code.lines().enumerate() {
            let words = FORBIDDEN.iter().filter(|f| mentions(line, f));
            wrong.extend(words.map(|word| format!("{}:{}: {word}", named(&path), n + 1)));
        }
    }
    none(&wrong, "a library crate that touches files, clock, network, environment or the terminal");
}

/// Whether the line has the word as a whole (`Instant`, not `Instantly`; `println!`, not `eprintln!`).
fn mentions(line: &str, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        !letter(line[..at].chars().next_back())
            && (word.ends_with('!') || !letter(line[at + word.len()..].chars().next()))
    })
}

#[test]
fn files_stay_short() {
    let all = files(&root().join("crates"));
    let rust = all.iter().filter(|p| p.extension().is_some_and(|e| e == "rs"));
    let long: Vec<String> = rust
        .map(|p| (p, text(p).lines().count()))
        .filter(|(_, n)| *n > MOST_LINES)
        .map(|(p, n)| format!("{}: {n} lines", named(p)))
        .collect();
    none(&long, "files of more than 700 lines");
}

#[test]
fn every_module_folder_says_what_it_is() {
    let heads = ARROWS
        .iter()
        .flat_map(|(k, _)| sources(k))
        .filter(|p| p.ends_with("mod.rs") || p.ends_with("lib.rs") || p.ends_with("main.rs"));
    let silent: Vec<String> = heads.filter(|p| !text(p).starts_with("//!")).map(|p| named(&p)).collect();
    none(&silent, "module folders without a module doc");
}

/// `tidings explain` and ARCHITECTURE.md send people to files: those must be there.
#[test]
fn places_to_look_in_exist() {
    let explain = text(&root().join("crates/view/src/explain.rs"));
    let words = explain.split(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | ';' | '`'));
    let told: Vec<&str> = words.filter(|w| w.starts_with("crates/") || w.starts_with("data/")).collect();
    let map = text(&root().join("ARCHITECTURE.md"));
    let (_, map) = map.split_once("## Where is it mended?").expect("the table of what is mended where");
    let (rows, _) = map.split_once("\n## ").expect("an end of the table");
    // `mention/src/time/grammar`, `data/events`; a bare `weigh.rs` lies beside the path before it.
    let mapped: Vec<&str> = rows.split('`').skip(1).step_by(2).filter(|w| w.contains('/')).collect();
    assert!(told.len() > 15 && mapped.len() > 15, "paths are found");
    let gone = |path: &&str| !root().join(path).exists() && !root().join("crates").join(path).exists();
    let gone: Vec<String> = told.into_iter().chain(mapped).filter(gone).map(str::to_string).collect();
    none(&gone, "a place to look in that is not there");
}

#[test]
fn nothing_of_one_machine_or_host() {
    // Put together here so that this file does not find itself.
    let patterns =
        [["/tm", "p/"], ["/wo", "rk/"], ["crates", ".io/"], ["pypi", ".org"], ["registry.", "npmjs"]]
            .map(|p| p.concat());
    let mut wrong = Vec::new();
    for path in files(&root()).iter().filter(|p| !p.ends_with("Cargo.lock")) {
        // Data and binaries are no place for a path; a quick look at size keeps this test fast.
        if std::fs::metadata(path).is_ok_and(|m| m.len() > 4 << 20) {
            continue;
        }
        let text = text(path);
        for (n, line) in text.lines().enumerate() {
            let hit = patterns.iter().find(|p| line.contains(p.as_str()));
            wrong.extend(hit.map(|p| format!("{}:{}: {p}", named(path), n + 1)));
        }
    }
    none(&wrong, "a path of one machine or the name of a registry host");
}

#[test]
fn manifests_are_read_right() {
    let manifest = "[dependencies]\nspacy.workspace = true\ntidings-text = { path = \"..\" }\nserde = \"1\"\n\n[dependencies.tidings-claim]\npath = \"x\"\n[dev-dependencies]\ntidings-view.workspace = true\n";
    assert_eq!(dependencies(manifest).into_iter().collect::<Vec<_>>(), ["claim", "spacy", "text"]);
    assert_eq!(code("let a; // x\n// std::fs\n#[cfg(test)]\nmod tests { std::env }"), "let a; // x\n");
}
