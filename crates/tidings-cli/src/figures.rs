//! `tidings figures`.

use tidings::view::{Scope, figures};

use crate::args::{DataArgs, FiguresArgs, FiguresFormat};
use crate::failure::{Done, Failure};
use crate::{output, source};

pub fn run(data: &DataArgs, args: &FiguresArgs) -> Result<Done, Failure> {
    let asked = source::query(args.query.as_deref())?;
    let (ledger, bad) = source::ledger_of(data, &args.source)?;
    let scope = Scope { area: args.area.as_deref(), ..Scope::default() };
    let area = scope.query(&ledger).map_err(|e| Failure::usage(e.to_string()))?;
    if let Some(why) = scope.unmatched(&ledger) {
        eprintln!("tidings: {why}");
    }
    let shown = source::shown(&ledger, tidings::ledger::Query::all([asked, area]), &args.scope);
    let histories = figures::histories(&shown, args.measure);
    let text = match args.format {
        FiguresFormat::Table => figures::table(&histories),
        FiguresFormat::Svg => figures::chart(&histories),
    };
    output::write(args.output.as_deref(), text.as_bytes(), "the figures")?;
    Ok(Done::of(bad))
}
