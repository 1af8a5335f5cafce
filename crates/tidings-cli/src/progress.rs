//! Progress on a terminal; nothing in a pipe.

use std::io::IsTerminal;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use tidings::Models;

use crate::args::DataArgs;
use crate::failure::Failure;

/// A bar of `total` steps (0 = unknown) that shows only where a person looks on.
pub fn bar(data: &DataArgs, total: u64, what: &'static str) -> ProgressBar {
    if data.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = if total == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(total) };
    let template = if total == 0 {
        "{spinner} {pos} {msg} ({per_sec}, {elapsed})"
    } else {
        "{bar:30} {pos}/{len} {msg} ({eta})"
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// The model and the gazetteer the options name.
pub fn models(data: &DataArgs) -> Result<Models, Failure> {
    Ok(Models::open_with(&model(data), &gazetteer(data), &data.pipelines)?)
}

/// The folder of the model that the options name.
pub fn model(data: &DataArgs) -> PathBuf {
    let dir = data.data.clone().unwrap_or_else(tidings::models::data_dir);
    data.model.clone().unwrap_or_else(|| dir.join(tidings::models::MODEL))
}

/// The gazetteer the options name.
pub fn gazetteer(data: &DataArgs) -> PathBuf {
    let dir = data.data.clone().unwrap_or_else(tidings::models::data_dir);
    data.gazetteer.clone().unwrap_or_else(|| tidings::models::gazetteer_in(&dir))
}

/// How many threads work.
pub fn threads(data: &DataArgs) -> usize {
    data.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}
