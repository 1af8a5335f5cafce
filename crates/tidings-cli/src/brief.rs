//! `tidings brief`.

use tidings::view::{Brief, Scope};

use crate::args::{BriefArgs, BriefFormat, DataArgs};
use crate::failure::{Done, Failure};
use crate::{output, source};

pub fn run(data: &DataArgs, args: &BriefArgs) -> Result<Done, Failure> {
    let since = args.since.filter(|_| !args.whole);
    let mut asked = source::days(data, &args.source, &args.scope, since)?;
    let scope = Scope { since: args.since, area: args.area.as_deref(), about: args.about.as_deref() };
    asked.options.query = scope.query(&asked.ledger).map_err(|e| Failure::usage(e.to_string()))?;
    if let Some(why) = scope.unmatched(&asked.ledger) {
        eprintln!("tidings: {why}");
    }
    let brief = Brief::of(&asked.shown());
    let text = match args.format {
        BriefFormat::Markdown => brief.markdown(),
        BriefFormat::Html => brief.html(),
    };
    output::write(args.output.as_deref(), text.as_bytes(), "the brief")?;
    Ok(Done::of(asked.bad))
}
