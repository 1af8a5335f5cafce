//! `tidings export`.

use std::io::IsTerminal;

use tidings::view::export::{Format, export};

use crate::args::{DataArgs, ExportArgs};
use crate::failure::{Done, Failure};
use crate::{output, source};

pub fn run(data: &DataArgs, args: &ExportArgs) -> Result<Done, Failure> {
    let query = source::query(args.query.as_deref())?;
    if args.format == Format::Parquet && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::usage("Parquet is not for a terminal; name a file with --output"));
    }
    let (ledger, bad) = source::ledger_of(data, &args.source)?;
    let shown = source::shown(&ledger, query, &args.scope);
    let bytes = export(&shown, args.format).map_err(|e| Failure::new(e.to_string()))?;
    output::write(args.output.as_deref(), &bytes, "the export")?;
    Ok(Done::of(bad))
}
