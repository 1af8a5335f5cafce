//! `tidings brief`.

use std::io::Write;
use std::path::Path;

use crate::args::{BriefArgs, DataArgs};
use crate::failure::{Done, Failure};
use crate::{input, progress};

pub fn run(data: &DataArgs, args: &BriefArgs) -> Result<Done, Failure> {
    let models = progress::models(data)?;
    let input = input::documents(&args.files, &args.hints);
    if input.documents.is_empty() {
        return Err(Failure::new("no report could be read"));
    }
    let bar = progress::bar(data, input.documents.len() as u64, "reports read");
    let ledger = tidings::reports::ledger(&models, input.documents, progress::threads(data), |n| {
        bar.set_position(n as u64);
    });
    bar.finish_and_clear();
    write(args.output.as_deref(), &tidings::view::markdown(&ledger))?;
    Ok(Done::of(input.bad))
}

/// Writes a finished text to a file or standard output.
fn write(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    match path {
        Some(path) => std::fs::write(path, text).map_err(|e| Failure::file(path, &e)),
        None => {
            std::io::stdout().lock().write_all(text.as_bytes()).map_err(|e| Failure::output("the brief", &e))
        }
    }
}
