//! Where a view's ledger comes from: report files, read now, or a ledger file.

use jiff::civil::Date;
use tidings::ledger::{Ledger, Query};
use tidings::view::{Elsewhere, Options, Shown};

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

/// What a view reads: a ledger, what of it is shown, and how many files or lines could not be read.
pub struct Asked {
    /// Reports in relation.
    pub ledger: Ledger,
    /// What of them is shown.
    pub options: Options,
    /// Files or lines that could not be read.
    pub bad: u64,
}

/// What a view of claims needs to answer `query`. Of a ledger file no more is loaded than that: reports that cannot
/// have such a claim are left out by the file's indices unless `voices` are wanted: who is who, what was taken back, and
/// which report copies which.
pub fn claims(
    data: &DataArgs,
    args: &SourceArgs,
    scope: &ScopeArgs,
    query: Query,
    voices: bool,
) -> Result<Asked, Failure> {
    let (ledger, elsewhere, bad) = if let Some(path) = &args.ledger {
        let store = tidings::store::Store::read_only(path)?;
        let (ledger, elsewhere) = tidings::situation::claims(&store, &query, voices)?;
        (ledger, elsewhere, 0)
    } else {
        let (ledger, bad) = ledger_of(data, args)?;
        (ledger, Elsewhere::default(), bad)
    };
    Ok(Asked { ledger, options: Options { query, unmasked: scope.unmasked, elsewhere }, bad })
}

/// The ledger that the arguments name; of a ledger file, where `since` is given, what is needed to show claims from that day
/// on.
pub fn days(
    data: &DataArgs,
    args: &SourceArgs,
    scope: &ScopeArgs,
    since: Option<Date>,
) -> Result<Asked, Failure> {
    let (ledger, elsewhere, bad) = if let Some((path, day)) = args.ledger.as_ref().zip(since) {
        let store = tidings::store::Store::read_only(path)?;
        let (ledger, elsewhere) = tidings::window::since(&store, day)?;
        (ledger, elsewhere, 0)
    } else {
        let (ledger, bad) = ledger_of(data, args)?;
        (ledger, Elsewhere::default(), bad)
    };
    Ok(Asked { ledger, options: Options { query: Query::All, unmasked: scope.unmasked, elsewhere }, bad })
}

impl Asked {
    /// What is shown of it; a warning if private names are.
    pub fn shown(&self) -> Shown<'_> {
        warn(&self.ledger, &self.options);
        Shown::new(&self.ledger, self.options.clone())
    }
}

/// What of a whole ledger is shown; a warning if private names are.
pub fn shown<'l>(ledger: &'l Ledger, query: Query, scope: &ScopeArgs) -> Shown<'l> {
    let options = Options { query, unmasked: scope.unmasked, ..Options::default() };
    warn(ledger, &options);
    Shown::new(ledger, options)
}

fn warn(ledger: &Ledger, options: &Options) {
    if options.unmasked && ledger.reports.iter().any(|r| !r.private.is_empty()) {
        eprintln!("tidings: warning: names of private persons are not masked");
    }
}

/// A query from the command line; a wrong one is a wrong argument.
pub fn query(text: Option<&str>) -> Result<Query, Failure> {
    text.unwrap_or("").parse().map_err(|e: tidings::ledger::QueryError| Failure::usage(e.to_string()))
}
