//! A part of a ledger that is enough to show some days: relations need neighbours, not everything.
//!
//! The part is the reports of those days and of [`HORIZON`] days around them, by the store's index. What it is
//! hangs on nothing but what is in the ledger: not on how large that is, nor on the order in which reports came in.
//! Decisions are replayed over it as over the whole: a report that a decision names together with one of the part is
//! loaded too, and a decision about other reports says nothing here.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use tidings_ledger::decision::replay;
use tidings_ledger::{Act, Decision, HORIZON, Ledger, Report};
use tidings_store::{Source, Store, StoreError};
use tidings_view::Elsewhere;

use crate::situation::report;

type Hashes = BTreeSet<[u8; 32]>;

/// The ledger of a store as far as claims from `day` on, and what they stand beside, need it.
///
/// # Errors
/// As [`reports`](crate::situation::reports).
pub fn since(store: &Store, day: Date) -> Result<(Ledger, Elsewhere), StoreError> {
    let from = before(day);
    let (ledger, elsewhere) = part(store, &[(from, Date::MAX)], Hashes::new())?;
    Ok((ledger, Elsewhere { since: Some(from), ..elsewhere }))
}

/// The ledger of a store as far as these reports, and what their claims stand beside, need it: what is of the days on
/// which they were published and of those that they tell of.
///
/// # Errors
/// As [`reports`](crate::situation::reports).
pub fn around(store: &Store, hashes: &Hashes) -> Result<(Ledger, Elsewhere), StoreError> {
    let mut days = BTreeSet::new();
    store.each_of(hashes, |source, derived| {
        days.extend(days_of(&source, &report(&source, derived)));
        Ok::<_, StoreError>(())
    })?;
    let mut stretches: Vec<(Date, Date)> = Vec::new();
    for (from, to) in days.into_iter().map(|day| (before(day), after(day))) {
        match stretches.last_mut().filter(|last| last.1 >= from) {
            Some(last) => last.1 = to,
            None => stretches.push((from, to)),
        }
    }
    part(store, &stretches, hashes.clone())
}

/// These reports alone, under what was decided of them.
///
/// # Errors
/// As [`reports`](crate::situation::reports).
pub(crate) fn alone(store: &Store, hashes: &Hashes) -> Result<Ledger, StoreError> {
    let (reports, decisions) = (loaded(store, hashes)?, store.decisions()?);
    Ok(Ledger::unrelated(reports, |reports| replay(reports, &decisions)))
}

fn part(
    store: &Store,
    stretches: &[(Date, Date)],
    mut hashes: Hashes,
) -> Result<(Ledger, Elsewhere), StoreError> {
    hashes.extend(store.around(stretches)?);
    let decisions = store.decisions()?;
    named_beside(&decisions, &mut hashes);
    let reports = loaded(store, &hashes)?;
    let aside = aside(store, &decisions, &hashes)?;
    let elsewhere = Elsewhere {
        names: store.private_names()?,
        claims: store.claims()?.saturating_sub(reports.iter().map(|r| r.claims.len()).sum()),
        reports: store.len()?.saturating_sub(reports.len()),
        since: None,
    };
    let ledger = Ledger::reviewed(reports, |reports| {
        let mut reviews = replay(reports, &decisions);
        reviews.look.retain(|(id, _)| !aside.contains(id));
        reviews
    });
    Ok((ledger, elsewhere))
}

/// Adds the reports that decisions name together with one of these, and those of which a decision sets the day of a claim:
/// the index knows the day that was read.
fn named_beside(decisions: &[Decision], hashes: &mut Hashes) {
    for d in decisions {
        if let Act::Edit { claim, field, .. } = &d.act
            && field == "time"
        {
            hashes.insert(claim.source);
        }
    }
    let mut several: Vec<Hashes> =
        decisions.iter().map(|d| d.act.claims().into_iter().map(|key| key.source).collect()).collect();
    several.retain(|named: &Hashes| named.len() > 1);
    loop {
        let before = hashes.len();
        for named in several.iter().filter(|named| !named.is_disjoint(hashes)).cloned().collect::<Vec<_>>() {
            hashes.extend(named);
        }
        if hashes.len() == before {
            return;
        }
    }
}

/// Decisions about reports of the store that are none of these.
fn aside(store: &Store, decisions: &[Decision], hashes: &Hashes) -> Result<BTreeSet<u64>, StoreError> {
    let mut out = BTreeSet::new();
    for d in decisions {
        let named: Hashes = d.act.claims().into_iter().map(|key| key.source).collect();
        if !named.is_disjoint(hashes) {
            continue;
        }
        for source in &named {
            if !store.sightings(source)?.is_empty() {
                out.insert(d.id);
                break;
            }
        }
    }
    Ok(out)
}

fn loaded(store: &Store, hashes: &Hashes) -> Result<Vec<Arc<Report>>, StoreError> {
    let mut out = Vec::new();
    store.each_of(hashes, |source, derived| {
        out.push(Arc::new(report(&source, derived)));
        Ok::<_, StoreError>(())
    })?;
    Ok(out)
}

/// The day on which a report was published, or else received, and the last ones of what it tells.
fn days_of(source: &Source, report: &Report) -> BTreeSet<Date> {
    let received = || source.received.get(..10)?.parse::<Date>().ok();
    let published = report.document.meta.published;
    let of = |time: &tidings_claim::ClaimTime| time.end.or(published.max(time.start));
    report.claims.iter().filter_map(|c| of(&c.time)).chain(published.or_else(received)).collect()
}

fn before(day: Date) -> Date {
    day.saturating_sub(HORIZON.days())
}

fn after(day: Date) -> Date {
    day.saturating_add(HORIZON.days())
}
