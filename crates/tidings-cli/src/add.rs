//! `tidings add`: reports into a ledger file.

use std::cell::Cell;
use std::io::Write;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use tidings::archive::{Form, Item};
use tidings::archives::{self, Opened, Origin, Reading};
use tidings::situation;
use tidings::store::{Added, Given, Source, Store, is_database, shown};
use tidings::text::hex;

use crate::args::{AddArgs, DataArgs};
use crate::failure::{Done, Failure};
use crate::{archive, clock, input, progress};

/// Endings of files that a folder is searched for, with `.gz` and `.zst` behind them too where they are archives; a file
/// named by itself is read whatever it is called.
const ENDINGS: [&str; 6] = ["txt", "text", "html", "htm", "xhtml", "json"];

pub fn run(data: &DataArgs, args: &AddArgs) -> Result<Done, Failure> {
    let models = progress::models(data)?;
    let mut bad = 0;
    let files = files(&args.files, &mut bad)?;
    let reading = archive::reading(&args.archive)?;
    let each = progress::bar(data, files.len() as u64, "files");
    let unreadable = Cell::new(bad);
    let received = clock::now();
    let sources = Sources {
        files: files.into_iter(),
        args,
        data,
        reading: &reading,
        received: &received,
        bad: &unreadable,
        each: each.clone(),
        bar: ProgressBar::hidden(),
        open: None,
    };
    let mut sources = sources.peekable();
    // A slip in a name must not leave an empty ledger behind.
    if sources.peek().is_none() && (unreadable.get() > 0 || !there(&args.ledger)) {
        let ledger = if there(&args.ledger) { "was left as it is" } else { "was not made" };
        return Err(Failure::new(format!("no report to add; {} {ledger}", shown(&args.ledger).display())));
    }
    let mut store = Store::create(&args.ledger)?;
    let mut out = std::io::stdout().lock();
    let mut failed = None;
    let counts = situation::add(&mut store, &models, sources, progress::threads(data), |source, added| {
        if args.list && failed.is_none() {
            let line = writeln!(out, "{}\t{}\t{}", word(added), hex(&source.sha256), source.origin);
            failed = line.and_then(|()| out.flush()).err();
        }
    })?;
    each.finish_and_clear();
    if let Some(e) = failed {
        return Err(Failure::output("the list", &e));
    }
    if !data.quiet {
        eprintln!("{}", summary(counts, &store)?);
    }
    Ok(Done::of(unreadable.get()))
}

/// Whether there is a ledger; a database is taken to be there.
fn there(place: &Path) -> bool {
    is_database(place) || place.exists()
}

fn summary(counts: situation::Counts, store: &Store) -> Result<String, Failure> {
    let mut parts = vec![format!("{} report{} added", counts.new, plural(counts.new))];
    if counts.again > 0 {
        parts.push(format!("{} seen again elsewhere", counts.again));
    }
    if counts.known > 0 {
        parts.push(format!("{} already there", counts.known));
    }
    let (reports, claims) = (store.len()?, store.claims()?);
    Ok(format!(
        "tidings: {}; {} now holds {reports} report{} and {claims} claim{}",
        parts.join(", "),
        store.place().display(),
        plural(reports),
        plural(claims)
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
            let archive = Form::of_name(&entry.file_name().to_string_lossy()).is_some();
            if archive || ENDINGS.contains(&ending.as_str()) {
                out.push(path);
            }
        }
    }
}

/// The sources that files hold, one after the other, as they are asked for.
struct Sources<'a> {
    files: std::vec::IntoIter<PathBuf>,
    args: &'a AddArgs,
    data: &'a DataArgs,
    reading: &'a Reading,
    received: &'a str,
    bad: &'a Cell<u64>,
    /// Files, and what was read of the one at hand.
    each: ProgressBar,
    bar: ProgressBar,
    open: Option<(Opened, Origin)>,
}

impl Sources<'_> {
    fn tell(&self, text: &str) {
        self.bar.suspend(|| eprintln!("tidings: {text}"));
        self.bad.set(self.bad.get() + 1);
    }

    /// Opens the next file; its whole text at once where it is no archive.
    fn next_file(&mut self, file: &Path) {
        self.each.inc(1);
        let hints = &self.args.hints;
        let origin = Origin {
            name: input::name(file),
            path: file.display().to_string(),
            given: Given {
                published: hints.published,
                publisher: hints.publisher.clone(),
                lang: hints.lang.clone(),
                ..Given::default()
            },
            received: self.received.to_owned(),
            captured: self.args.archive.capture_date,
        };
        match archive::open(file, Form::Document, self.reading) {
            Ok(opened) => {
                if opened.form() != Form::Document {
                    self.bar = archive::bar(self.data, &opened);
                }
                self.open = Some((opened, origin));
            }
            Err(e) => self.tell(&format!("{}: {e}", file.display())),
        }
    }

    /// Says what the archive held besides reports.
    fn close(&mut self) {
        let Some((opened, origin)) = self.open.take() else { return };
        self.bar.finish_and_clear();
        if let Some(text) = archive::summary(&origin.name, opened.tally()).filter(|_| !self.data.quiet) {
            eprintln!("{text}");
        }
    }
}

impl Iterator for Sources<'_> {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        loop {
            let Some((opened, origin)) = &mut self.open else {
                let file = self.files.next()?;
                self.next_file(&file);
                continue;
            };
            let item = opened.next();
            let form = opened.form();
            self.bar.set_position(opened.read());
            self.bar.set_message(format!("{} reports", opened.tally().given));
            match item {
                None => self.close(),
                Some(Err(e)) => {
                    let text = format!("{}: {e}", origin.path);
                    self.tell(&text);
                    self.close();
                }
                Some(Ok(Item::Skipped(skipped))) => {
                    let text = format!("{}: {}", origin.name, archives::told(form, &skipped));
                    self.tell(&text);
                }
                Some(Ok(Item::Record(record))) => {
                    let place = record.place;
                    match origin.source(record) {
                        Ok(source) => return Some(source),
                        Err(e) => {
                            let text = format!("{}: line {}: {e}", origin.name, place.number);
                            self.tell(&text);
                        }
                    }
                }
            }
        }
    }
}
