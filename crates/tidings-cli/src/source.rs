//! Where a view's ledger comes from: report files, read now, or a ledger file.

use tidings::ledger::{Ledger, Query};
use tidings::view::{Options, Shown};

use crate::args::{DataArgs, ScopeArgs, SourceArgs};
use crate::failure::Failure;
use crate::{input, progress};

/// The ledger that the arguments name, and how many files or lines could not be read. The only place that knows.
pub fn ledger_of(data: &DataArgs, args: &SourceArgs) -> Result<(Ledger, u64), Failure> {
    if let Some(path) = &args.ledger {
        let store = tidings::store::Store::read_only(path)?;
        return Ok((tidings::situation::ledger(&store)?, 0));
    }
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
    Ok((ledger, input.bad))
}

/// What of it is shown; a warning if private names are.
pub fn shown<'l>(ledger: &'l Ledger, query: Query, scope: &ScopeArgs) -> Shown<'l> {
    let private: usize = ledger.reports.iter().map(|r| r.private.len()).sum();
    if scope.unmasked && private > 0 {
        eprintln!("tidings: warning: names of private persons are not masked ({private} mentions)");
    }
    Shown::new(ledger, Options { query, unmasked: scope.unmasked })
}

/// A query from the command line; a wrong one is a wrong argument.
pub fn query(text: Option<&str>) -> Result<Query, Failure> {
    text.unwrap_or("").parse().map_err(|e: tidings::ledger::QueryError| Failure::usage(e.to_string()))
}
