//! Alerts on what came in: rules over the claims of reports that are new since the last time.
//!
//! A report that is added by [`add`] is marked as fresh in the same step. [`raise`] looks at all fresh reports against the
//! whole ledger, puts what the rules find where the caller wants it and takes the marks away, again in one step: whatever
//! happens in between, a report is looked at, and an alert is raised once.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use tidings_ledger::{Query, Report};
use tidings_store::{Added, Source, Store, StoreError};
use tidings_text::hex;
use tidings_view::alerts::{self, Found};
use tidings_view::{Options, Shown};

use crate::situation;

/// What to be told of.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Which claims.
    pub query: Query,
    /// Only those that are contradicted or denied, or that do so.
    pub contradiction: bool,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Raised {
    /// Its name: the same for the same rule and claims.
    pub id: String,
    /// Which rule.
    pub rule: String,
    /// What.
    pub found: Found,
}

/// Something to remember: a key, and its value or that it is to be forgotten.
pub type Mark = (String, Option<String>);

/// Adds reports with marks, and marks those that are new as fresh.
///
/// # Errors
/// What the store cannot do; then nothing was added.
pub fn add(
    store: &mut Store,
    batch: &[(Source, Report)],
    mut marks: Vec<Mark>,
) -> Result<Vec<Added>, StoreError> {
    marks.extend(batch.iter().map(|(s, _)| (format!("fresh/{}", hex(&s.sha256)), Some(String::new()))));
    store.add_and_mark(batch, &marks)
}

/// Looks at the reports that are new since the last time. `queue` says what is to be remembered of each alert, so that
/// it is told of; it is kept in the same step.
///
/// # Errors
/// What the store cannot do; then all is as before.
pub fn raise(
    store: &mut Store,
    rules: &[Rule],
    queue: impl Fn(&Raised) -> Vec<Mark>,
) -> Result<Vec<Raised>, StoreError> {
    let fresh = store.marks("fresh/")?;
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let mut marks: Vec<Mark> = fresh.iter().map(|(k, _)| (k.clone(), None)).collect();
    let mut raised = Vec::new();
    if !rules.is_empty() {
        let names: BTreeSet<&str> = fresh.iter().filter_map(|(k, _)| k.strip_prefix("fresh/")).collect();
        let ledger = situation::ledger(store)?;
        let reports = ledger.reports.iter().enumerate();
        let fresh: BTreeSet<usize> = reports
            .filter(|(_, r)| names.contains(r.document.source.sha256_hex().as_str()))
            .map(|(i, _)| i)
            .collect();
        for rule in rules {
            let shown = Shown::new(&ledger, Options { query: rule.query.clone(), ..Options::default() });
            let found = if rule.contradiction {
                alerts::contradictions(&shown, &fresh)
            } else {
                alerts::matching(&shown, &fresh)
            };
            for found in found {
                let id = name(&rule.name, &found.claims);
                let told = format!("told/{id}");
                if store.mark(&told)?.is_some() || marks.iter().any(|(k, _)| *k == told) {
                    continue;
                }
                let one = Raised { id, rule: rule.name.clone(), found };
                marks.push((told, Some(String::new())));
                marks.extend(queue(&one));
                raised.push(one);
            }
        }
    }
    store.add_and_mark(&[], &marks)?;
    Ok(raised)
}

fn name(rule: &str, claims: &[String]) -> String {
    let digest = Sha256::digest(format!("{rule}\n{}", claims.join("\n")));
    hex(&digest)[..16].to_owned()
}
