//! `tidings rebuild` and `tidings check`: a ledger file read anew, and looked over.

use tidings::situation;
use tidings::store::Store;

use crate::args::{DataArgs, LedgerArgs};
use crate::failure::{Done, Failure};
use crate::progress;

pub fn rebuild(data: &DataArgs, args: &LedgerArgs) -> Result<Done, Failure> {
    let models = progress::models(data)?;
    let mut store = Store::open(&args.ledger)?;
    let bar = progress::bar(data, store.len()? as u64, "reports read anew");
    let read = situation::rebuild(&mut store, &models, |n| bar.set_position(n as u64))?;
    bar.finish_and_clear();
    if !data.quiet {
        eprintln!(
            "tidings: {read} reports read anew, {} claims; the decisions stand as they were",
            store.claims()?
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
                args.ledger.display(),
                store.len()?,
                store.claims()?,
                store.decisions()?.len()
            );
        }
        return Ok(Done::Whole);
    }
    Err(Failure::new(format!("{}: {} problem(s)", args.ledger.display(), problems.len())))
}
