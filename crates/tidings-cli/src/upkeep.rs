//! `tidings rebuild`, `tidings check` and `tidings copy`: a ledger read anew, looked over, and copied.

use tidings::copy::{CopyError, copy as copied};
use tidings::situation;
use tidings::store::Store;

use crate::args::{CopyArgs, DataArgs, LedgerArgs};
use crate::failure::{Done, Failure};
use crate::progress;

pub fn rebuild(data: &DataArgs, args: &LedgerArgs) -> Result<Done, Failure> {
    let models = progress::models(data)?;
    let mut store = Store::open(&args.ledger)?;
    let bar = progress::bar(data, store.len()? as u64, "reports read anew");
    let read =
        situation::rebuild(&mut store, &models, progress::threads(data), |n| bar.set_position(n as u64))?;
    bar.finish_and_clear();
    if !data.quiet {
        eprintln!(
            "tidings: {read} reports read anew, {} claims; the decisions stand as they were",
            store.claims()?
        );
    }
    Ok(Done::Whole)
}

pub fn copy(data: &DataArgs, args: &CopyArgs) -> Result<Done, Failure> {
    let from = Store::read_only(&args.from)?;
    let mut to = Store::create(&args.to)?;
    let bar = progress::bar(data, from.len()? as u64, "reports copied");
    let done = copied(&from, &mut to, |n| bar.set_position(n as u64)).map_err(|e| match e {
        CopyError::Store(e) => Failure::from(e),
        e @ CopyError::Decided { .. } => Failure::new(e.to_string()),
    })?;
    bar.finish_and_clear();
    if !data.quiet {
        eprintln!(
            "tidings: {} reports and {} decisions copied; {} now holds {} reports and {} claims",
            done.sources,
            done.decisions,
            to.place().display(),
            to.len()?,
            to.claims()?
        );
    }
    Ok(Done::Whole)
}

pub fn check(data: &DataArgs, args: &LedgerArgs) -> Result<Done, Failure> {
    let store = Store::read_only(&args.ledger)?;
    let problems = store.check()?;
    for p in &problems {
        println!("{}{}", p.what, if p.rebuild { " (`tidings rebuild` mends it)" } else { "" });
    }
    if problems.is_empty() {
        if !data.quiet {
            println!(
                "{}: sound. {} reports, {} claims, {} decisions",
                store.place().display(),
                store.len()?,
                store.claims()?,
                store.decisions()?.len()
            );
        }
        return Ok(Done::Whole);
    }
    Err(Failure::new(format!("{}: {} problem(s)", store.place().display(), problems.len())))
}
