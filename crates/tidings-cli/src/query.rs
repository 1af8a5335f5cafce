//! `tidings query`.

use tidings::view::claims;

use crate::args::{DataArgs, QueryArgs, QueryFormat};
use crate::failure::{Done, Failure};
use crate::{output, source};

pub fn run(data: &DataArgs, args: &QueryArgs) -> Result<Done, Failure> {
    let query = source::query(Some(&args.query))?;
    // The table has claims as their reports print them.
    let voices = args.format != QueryFormat::Table;
    let asked = source::claims(data, &args.source, &args.scope, query, voices)?;
    let shown = asked.shown();
    let text = match args.format {
        QueryFormat::Table => claims::table(&shown),
        QueryFormat::Jsonl => claims::jsonl(&shown),
        QueryFormat::Csv => claims::csv(&shown),
    };
    output::write(args.output.as_deref(), text.as_bytes(), "the claims")?;
    Ok(Done::of(asked.bad))
}
