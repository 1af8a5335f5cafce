//! `tidings brief`.

use tidings::view::{Brief, Scope};

use crate::args::{BriefArgs, BriefFormat, DataArgs};
use crate::failure::{Done, Failure};
use crate::{output, source};

pub fn run(data: &DataArgs, args: &BriefArgs) -> Result<Done, Failure> {
    let (ledger, bad) = source::ledger_of(data, &args.source)?;
    let scope = Scope { since: args.since, area: args.area.as_deref(), about: args.about.as_deref() };
    let query = scope.query(&ledger).map_err(|e| Failure::usage(e.to_string()))?;
    if let Some(why) = scope.unmatched(&ledger) {
        eprintln!("tidings: {why}");
    }
    let shown = source::shown(&ledger, query, &args.scope);
    let brief = Brief::of(&shown);
    let text = match args.format {
        BriefFormat::Markdown => brief.markdown(),
        BriefFormat::Html => brief.html(),
    };
    output::write(args.output.as_deref(), text.as_bytes(), "the brief")?;
    Ok(Done::of(bad))
}
