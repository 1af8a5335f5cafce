//! `tidings add`: reports into a ledger file.

use std::cell::Cell;
use std::io::Write;
use std::path::{Path, PathBuf};

use tidings::annotate::{document_of, parse_line};
use tidings::situation;
use tidings::store::{Added, Given, Media, Source, Store};
use tidings::text::{Format, Hints, hex, sniff};

use crate::args::{AddArgs, DataArgs, HintArgs};
use crate::failure::{Done, Failure};
use crate::{clock, input, progress};

/// Endings of files that a folder is searched for; a file named by itself is read whatever it is called.
const ENDINGS: [&str; 8] = ["txt", "text", "html", "htm", "xhtml", "jsonl", "ndjson", "json"];

pub fn run(data: &DataArgs, args: &AddArgs) -> Result<Done, Failure> {
    let models = progress::models(data)?;
    let mut bad = 0;
    let files = files(&args.files, &mut bad)?;
    let mut store = Store::create(&args.ledger)?;
    let bar = progress::bar(data, files.len() as u64, "files");
    let unreadable = Cell::new(bad);
    let received = clock::now();
    let sources = files.iter().flat_map(|file| {
        bar.inc(1);
        sources(file, &args.hints, &received, &unreadable)
    });
    let mut out = std::io::stdout().lock();
    let mut failed = None;
    let counts = situation::add(&mut store, &models, sources, progress::threads(data), |source, added| {
        if args.list && failed.is_none() {
            let line = writeln!(out, "{}\t{}\t{}", word(added), hex(&source.sha256), source.origin);
            failed = line.and_then(|()| out.flush()).err();
        }
    })?;
    bar.finish_and_clear();
    if let Some(e) = failed {
        return Err(Failure::output("the list", &e));
    }
    if !data.quiet {
        eprintln!("{}", summary(&args.ledger, counts, &store)?);
    }
    Ok(Done::of(unreadable.get()))
}

fn summary(path: &Path, counts: situation::Counts, store: &Store) -> Result<String, Failure> {
    let mut parts = vec![format!("{} report{} added", counts.new, plural(counts.new))];
    if counts.again > 0 {
        parts.push(format!("{} seen again elsewhere", counts.again));
    }
    if counts.known > 0 {
        parts.push(format!("{} already there", counts.known));
    }
    Ok(format!(
        "tidings: {}; {} now holds {} reports and {} claims",
        parts.join(", "),
        path.display(),
        store.len()?,
        store.claims()?
    ))
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn word(added: Added) -> &'static str {
    match added {
        Added::New => "added",
        Added::Again => "again",
        Added::Known => "known",
    }
}

/// Files, folders (with all below them) and patterns, as a list of files in order, none twice.
fn files(given: &[PathBuf], bad: &mut u64) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in given {
        if path.as_os_str() == "-" || path.is_file() {
            out.push(path.clone());
        } else if path.is_dir() {
            folder(path, &mut out, bad);
        } else {
            let pattern = path.to_string_lossy();
            let matches = glob::glob(&pattern)
                .map_err(|e| Failure::usage(format!("`{pattern}` is no pattern of file names: {e}")))?;
            let before = out.len();
            out.extend(matches.filter_map(Result::ok).filter(|p| p.is_file()));
            if out.len() == before {
                eprintln!("tidings: {pattern}: no such file, and no file fits it as a pattern");
                *bad += 1;
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|p| seen.insert(p.clone()));
    Ok(out)
}

/// The reports below a folder, by name. Hidden files, and links that could lead in a circle, are left out.
fn folder(path: &Path, out: &mut Vec<PathBuf>, bad: &mut u64) {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(e) => {
            eprintln!("tidings: {}: {e}", path.display());
            *bad += 1;
            return;
        }
    };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type());
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
            folder(&path, out, bad);
        } else if path.is_file() {
            let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            if ENDINGS.contains(&ending.as_str()) {
                out.push(path);
            }
        }
    }
}

/// The sources a file holds: itself, or one for each line of JSON.
fn sources(file: &Path, hints: &HintArgs, received: &str, bad: &Cell<u64>) -> Vec<Source> {
    let bytes = match input::bytes(file) {
        Ok(bytes) => bytes,
        Err(e) => {
            eprintln!("tidings: {}: {e}", file.display());
            bad.set(bad.get() + 1);
            return Vec::new();
        }
    };
    let (name, origin) = (input::name(file), file.display().to_string());
    let source = |bytes: Vec<u8>, media, id: String, origin: String| {
        let given = Given {
            id: Some(id),
            published: hints.published,
            publisher: hints.publisher.clone(),
            lang: hints.lang.clone(),
        };
        Source::new(bytes, media, given, origin, received.to_owned())
    };
    if sniff(&bytes) != Format::Jsonl {
        return vec![source(bytes, Media::Document, name, origin)];
    }
    let mut out = Vec::new();
    for (n, line) in bytes.split(|&b| b == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match parse_line(line).and_then(|object| document_of(&object, &Hints::default())) {
            Ok(_) => out.push(source(
                line.to_vec(),
                Media::JsonLine,
                format!("{name}:{}", n + 1),
                format!("{origin}:{}", n + 1),
            )),
            Err(e) => {
                eprintln!("tidings: {name}: line {}: {e}", n + 1);
                bad.set(bad.get() + 1);
            }
        }
    }
    out
}
