//! `tidings export`.

use std::io::IsTerminal;

use tidings::view::Shown;
use tidings::view::export::{Format, export};

use crate::args::{DataArgs, ExportArgs};
use crate::failure::{Done, Failure};
use crate::{output, source};

pub fn run(data: &DataArgs, args: &ExportArgs) -> Result<Done, Failure> {
    let query = source::query(args.query.as_deref())?;
    if args.format == Format::Parquet && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::usage("Parquet is not for a terminal; name a file with --output"));
    }
    let write = |shown: &Shown| {
        let bytes = export(shown, args.format).map_err(|e| Failure::new(e.to_string()))?;
        output::write(args.output.as_deref(), &bytes, "the export")
    };
    if args.format.is_of_claims() {
        let asked = source::claims(data, &args.source, &args.scope, query, true)?;
        write(&asked.shown())?;
        return Ok(Done::of(asked.bad));
    }
    let (ledger, bad) = source::ledger_of(data, &args.source)?;
    write(&source::shown(&ledger, query, &args.scope))?;
    Ok(Done::of(bad))
}
