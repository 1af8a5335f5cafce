//! What the page of `tidings serve` shows, as values: each function gives one answer of the API, ready to be written
//! as JSON. All of it goes through [`Shown`], so that the page can no more forget to mask than a brief can.
//!
//! | module | answer |
//! | --- | --- |
//! | `types` | the shapes, as in `web/src/api/types.ts` |
//! | `situation` | everything that facets, map, timeline and histories need, by column |
//! | `lines` | what it says of each claim by itself, kept from one situation to the next |
//! | `card` | what the list prints of a claim; everything about one |
//! | `packed` | the situation as the page loads it: every list by column, every word once |
//! | `patch` | what a situation has that an earlier one had not |
//! | `report` | a report's text, cut where a mark begins or ends |
//! | `why` | an explanation, masked |
//! | `log` | decisions in words |
//! | `graphic` | which claims tell what not everybody wants to read |

mod card;
mod graphic;
mod lines;
mod log;
mod packed;
mod patch;
mod report;
mod situation;
mod types;
mod why;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tidings_ledger::{ClaimRef, Decision};

use crate::record::{self, Record, Source};
use crate::shown::Shown;
pub use lines::Lines;
pub use packed::Packed;
pub use patch::Patch;
pub use types::*;

/// A ledger as the page sees it: what is shown, under the names and numbers that the page knows claims by.
pub struct Book<'l> {
    shown: Shown<'l>,
    sources: Vec<Source>,
    /// Claims by number.
    order: Vec<ClaimRef>,
    /// Names of all claims, by report and index.
    ids: &'l [Arc<Vec<String>>],
    by_id: BTreeMap<&'l str, ClaimRef>,
    decisions: &'l [Decision],
    /// Occurrence and conflicts of each claim, as indices in the ledger's lists.
    occurrence: FxHashMap<ClaimRef, u32>,
    conflicts: FxHashMap<ClaimRef, Vec<u32>>,
    /// Reports by the hash of their bytes.
    by_hash: FxHashMap<[u8; 32], usize>,
}

impl<'l> Book<'l> {
    /// Of what is shown. `ids` are the names of the claims, by report and index in it, as
    /// [`ids`](tidings_ledger::decision::ids) gives them for the reports before any edit.
    pub fn new(shown: Shown<'l>, ids: &'l [Arc<Vec<String>>], decisions: &'l [Decision]) -> Self {
        let order: Vec<ClaimRef> = shown.claims().map(|(at, _)| at).collect();
        let mut by_id = BTreeMap::new();
        for (report, list) in ids.iter().enumerate() {
            for (claim, id) in list.iter().enumerate() {
                by_id.entry(id.as_str()).or_insert(ClaimRef { report, claim });
            }
        }
        let sources = (0..shown.ledger.reports.len()).map(|i| record::source(&shown, i)).collect();
        let ledger = shown.ledger;
        let occurrences = ledger.occurrences.iter().enumerate();
        let occurrence =
            occurrences.flat_map(|(i, o)| o.claims.iter().map(move |at| (*at, i as u32))).collect();
        let mut conflicts: FxHashMap<ClaimRef, Vec<u32>> = FxHashMap::default();
        for (i, c) in ledger.conflicts.iter().enumerate() {
            for at in [c.a, c.b] {
                conflicts.entry(at).or_default().push(i as u32);
            }
        }
        let hashes = ledger.reports.iter().enumerate();
        let by_hash = hashes.map(|(i, r)| (r.document.source.sha256, i)).collect();
        Self { shown, sources, order, ids, by_id, decisions, occurrence, conflicts, by_hash }
    }

    /// What is shown.
    fn shown(&self) -> &Shown<'l> {
        &self.shown
    }

    /// The claim of that name, shown or not.
    pub fn find(&self, id: &str) -> Option<ClaimRef> {
        self.by_id.get(id).copied()
    }

    /// The claim of that number.
    fn claim(&self, n: usize) -> Option<ClaimRef> {
        self.order.get(n).copied()
    }

    /// The number of a claim, if it is shown.
    pub fn number(&self, at: ClaimRef) -> Option<usize> {
        self.order.binary_search(&at).ok()
    }

    /// The report with that hash.
    pub fn report(&self, sha256: &str) -> Option<usize> {
        self.sources.iter().position(|s| s.sha256 == sha256)
    }

    /// Where a report came from, as it may be shown: of a path on a disk only the file, and no private name.
    pub fn origin(&self, report: usize, origin: &str) -> String {
        let address = origin.contains("://");
        let file = origin.rsplit(['/', '\\']).next().filter(|_| !address).unwrap_or(origin);
        if self.shown.betrays(report, file) { self.shown.id(report).to_string() } else { file.to_string() }
    }

    /// The claims that a filter lets through, by number.
    pub fn select(&self, query: &tidings_ledger::Query) -> Vec<usize> {
        let ledger = self.shown.ledger;
        let holds = |(n, at): (usize, &ClaimRef)| query.holds_in(ledger, *at).then_some(n);
        self.order.iter().enumerate().filter_map(holds).collect()
    }

    fn id(&self, at: ClaimRef) -> &'l str {
        self.ids.get(at.report).and_then(|list| list.get(at.claim)).map_or("", String::as_str)
    }

    fn record(&self, at: ClaimRef) -> Record {
        record::record(&self.shown, &self.sources[at.report], at, self.shown.ledger.claim(at))
    }

    fn evidence(&self, reports: &[usize], list: &[tidings_ledger::Evidence]) -> Vec<String> {
        let one = |e: &tidings_ledger::Evidence| {
            let text =
                if e.detail.is_empty() { e.rule.to_string() } else { format!("{}: {}", e.rule, e.detail) };
            self.shown.words_of(reports.iter().copied(), &text)
        };
        list.iter().map(one).collect()
    }
}

/// Days since 1970-01-01.
fn day(date: Option<jiff::civil::Date>) -> Day {
    date.map(|d| (d - jiff::civil::date(1970, 1, 1)).get_days())
}
