//! Alerts on what came in: rules over the claims of reports that are new since the last time.
//!
//! A report that is added by [`add`] is marked as fresh in the same step. [`raise`] looks at all fresh reports against those
//! of the days around them and of the days that they tell of ([`window::around`]), puts what the rules find where the caller wants it and takes the marks away, again in one step: whatever
//! happens in between, a report is looked at, and an alert is raised once.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use tidings_ledger::{Ledger, Query, Report};
use tidings_store::{Added, Source, Store, StoreError};
use tidings_text::hex;
use tidings_view::alerts::{self, Found};
use tidings_view::{Options, Shown};

use crate::window;

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
    for (rule, found) in found(store, rules, &fresh)? {
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
    store.add_and_mark(&[], &marks)?;
    Ok(raised)
}

/// What the rules find in the reports of these marks.
fn found<'r>(
    store: &Store,
    rules: &'r [Rule],
    fresh: &[(String, String)],
) -> Result<Vec<(&'r Rule, Found)>, StoreError> {
    let fresh: BTreeSet<[u8; 32]> = fresh.iter().filter_map(|(key, _)| hash(key)).collect();
    if rules.is_empty() || !may_find(rules, &window::alone(store, &fresh)?) {
        return Ok(Vec::new());
    }
    let (ledger, elsewhere) = window::around(store, &fresh)?;
    let reports = ledger.reports.iter().enumerate();
    let fresh: BTreeSet<usize> =
        reports.filter(|(_, r)| fresh.contains(&r.document.source.sha256)).map(|(i, _)| i).collect();
    let mut out = Vec::new();
    for rule in rules {
        let options = Options { query: rule.query.clone(), elsewhere: elsewhere.clone(), unmasked: false };
        let shown = Shown::new(&ledger, options);
        let found = if rule.contradiction {
            alerts::contradictions(&shown, &fresh)
        } else {
            alerts::matching(&shown, &fresh)
        };
        out.extend(found.into_iter().map(|found| (rule, found)));
    }
    Ok(out)
}

/// Whether any rule may find something in these reports, which are not set in relation: mostly none does, and then nothing
/// else need be loaded.
fn may_find(rules: &[Rule], fresh: &Ledger) -> bool {
    let holds = |rule: &Rule| {
        rule.contradiction
            || rule.query.asks_for_relations()
            || fresh.claims().any(|(at, _)| rule.query.holds_in(fresh, at))
    };
    fresh.claims().next().is_some() && rules.iter().any(holds)
}

/// The report of a mark.
fn hash(key: &str) -> Option<[u8; 32]> {
    let digits = key.strip_prefix("fresh/").filter(|d| d.len() == 64 && d.is_ascii())?;
    let mut out = [0; 32];
    for (n, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).ok()?;
    }
    Some(out)
}

fn name(rule: &str, claims: &[String]) -> String {
    let digest = Sha256::digest(format!("{rule}\n{}", claims.join("\n")));
    hex(&digest)[..16].to_owned()
}
