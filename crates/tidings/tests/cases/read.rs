//! Reads the reports of a case.

use std::collections::BTreeMap;

use tidings::ledger::Ledger;
use tidings::{Layers, Models, Reader, reports};

use crate::expect::Kind;
use crate::markdown::Report;
use crate::project::{self, Item};

/// All that was read of a case's reports.
pub struct Read {
    pub reports: Vec<ReadReport>,
    pub ledger: Ledger,
}

/// What was read of one report.
pub struct ReadReport {
    pub text: String,
    pub items: BTreeMap<Kind, Vec<Item>>,
}

pub fn read(models: &Models, given: &[Report]) -> Read {
    let mut reader = Reader::new(models);
    let (mut read, mut whole) = (Vec::new(), Vec::new());
    for report in given {
        let document = tidings::text::read(report.text.as_bytes(), &report.hints);
        let mut items: BTreeMap<Kind, Vec<Item>> = BTreeMap::new();
        reader.read(&document, Layers::ALL, |reading| {
            for (kind, list) in project::items(&reading) {
                items.entry(kind).or_default().extend(list);
            }
        });
        read.push(ReadReport { text: document.text.clone(), items });
        whole.push(reports::report(&mut reader, document));
    }
    Read { reports: read, ledger: Ledger::build(whole) }
}
