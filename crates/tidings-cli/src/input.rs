//! Files named on the command line, as documents.

use std::io::Read;
use std::path::{Path, PathBuf};

use tidings::annotate::{document_of_line, lines};
use tidings::text::{Document, Format, Hints, read, sniff};

use crate::args::HintArgs;

/// Documents of all files, and how many files or lines could not be read.
pub struct Input {
    /// In the order given.
    pub documents: Vec<Document>,
    /// Told on standard error already.
    pub bad: u64,
}

/// Reads the files. One that cannot be opened is told and left out.
pub fn documents(files: &[PathBuf], hints: &HintArgs) -> Input {
    let mut input = Input { documents: Vec::new(), bad: 0 };
    for file in files {
        match bytes(file) {
            Ok(bytes) => input.add(file, &bytes, hints),
            Err(e) => {
                eprintln!("tidings: {}: {e}", file.display());
                input.bad += 1;
            }
        }
    }
    input
}

/// What the options say, for documents named `id`.
pub fn hints(id: Option<String>, args: &HintArgs) -> Hints {
    Hints {
        id,
        published: args.published,
        publisher: args.publisher.clone(),
        lang: args.lang.clone(),
        ..Hints::default()
    }
}

impl Input {
    fn add(&mut self, file: &Path, bytes: &[u8], args: &HintArgs) {
        let name = name(file);
        if sniff(bytes) != Format::Jsonl {
            self.documents.push(read(bytes, &hints(Some(name), args)));
            return;
        }
        for (n, line) in lines(bytes) {
            let defaults = hints(Some(format!("{name}:{n}")), args);
            match document_of_line(line, &defaults) {
                Ok(document) => self.documents.push(document),
                Err(e) => {
                    eprintln!("tidings: {name}: line {n}: {e}");
                    self.bad += 1;
                }
            }
        }
    }
}

/// What a report of this file is called.
pub fn name(file: &Path) -> String {
    if file.as_os_str() == "-" {
        return "standard input".into();
    }
    file.file_name().map_or_else(|| file.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// All bytes of a file; `-` is standard input.
pub fn bytes(file: &Path) -> std::io::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file)
}
