//! Archives named on the command line.

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use tidings::archive::{Form, Limits, Tally};
use tidings::archives::{OpenError, Opened, Reading};

use crate::args::{ArchiveArgs, ArchiveForm, DataArgs};
use crate::failure::Failure;
use crate::progress;

/// What the options say of archives.
pub fn reading(args: &ArchiveArgs) -> Result<Reading, Failure> {
    let form = args.from.map(|form| match form {
        ArchiveForm::Warc => Form::Warc,
        ArchiveForm::Jsonl => Form::Lines,
        ArchiveForm::Mbox => Form::Mbox,
        ArchiveForm::Parquet => Form::Parquet,
    });
    let limits = Limits { record: (args.max_record as usize) << 20, ..Limits::default() };
    #[cfg(feature = "parquet")]
    let reading = {
        let columns = tidings::archive::table::Columns::parse(args.columns.as_deref().unwrap_or(""));
        let columns = columns.map_err(|e| Failure::usage(format!("--columns: {e}")))?;
        Reading { form, limits, columns }
    };
    #[cfg(not(feature = "parquet"))]
    let reading = Reading { form, limits };
    Ok(reading)
}

/// Opens a file, or standard input for `-`.
pub fn open(path: &Path, otherwise: Form, reading: &Reading) -> Result<Opened, OpenError> {
    Opened::open((path.as_os_str() != "-").then_some(path), otherwise, reading)
}

/// A bar of what was read of an archive; hidden where nobody looks on.
pub fn bar(data: &DataArgs, opened: &Opened) -> ProgressBar {
    let bar = progress::bar(data, opened.total().unwrap_or(0), "read");
    let template = match (opened.total(), opened.form()) {
        (_, Form::Parquet) => "{bar:30} {pos}/{len} rows, {msg} ({eta})",
        (Some(_), _) => "{bar:30} {bytes}/{total_bytes}, {msg} ({bytes_per_sec}, {eta})",
        (None, _) => "{spinner} {bytes}, {msg} ({bytes_per_sec}, {elapsed})",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// What an archive held besides reports, in a line; nothing where there is nothing to say.
pub fn summary(name: &str, tally: &Tally) -> Option<String> {
    let kinds = |total: u64, what: &str, list: Vec<String>| {
        (total > 0).then(|| format!("{total} {what} ({})", list.join(", ")))
    };
    let passed = tally.passed.iter().map(|(k, n)| format!("{n} {k}")).collect();
    let skipped = tally.skipped.iter().map(|(k, n)| format!("{n} {k}")).collect();
    let altered = (tally.altered > 0).then(|| format!("{} of which a digest does not hold", tally.altered));
    let rest: Vec<String> =
        [kinds(tally.passed(), "that are no reports", passed), kinds(tally.skipped(), "skipped", skipped)]
            .into_iter()
            .flatten()
            .chain(altered)
            .collect();
    (!rest.is_empty()).then(|| format!("tidings: {name}: {} records read, {}", tally.given, rest.join(", ")))
}
