//! What tests of ledgers do with them, whichever engine keeps them.

#![allow(dead_code)] // Every test file uses its part of this.

use std::path::Path;

use tidings_store::{Derived, Filter, Found, Source, Store, StoreError};

use super::report;

pub fn filled(path: &Path, seeds: impl IntoIterator<Item = u64>, claims: usize) -> Store {
    let mut store = Store::create(path).expect("a ledger");
    for seed in seeds {
        store.add(&[report(seed, claims)]).expect("added");
    }
    store
}

pub fn contents(store: &Store) -> Vec<(Source, Derived)> {
    let mut out = Vec::new();
    let each = store.each(|source, derived| {
        out.push((source, derived));
        Ok::<_, StoreError>(())
    });
    each.expect("the ledger is read");
    out
}

pub fn query(text: &str) -> tidings_ledger::Query {
    text.parse().expect("a query")
}

pub fn found(store: &Store, text: &str) -> Option<Vec<Found>> {
    store.select(&Filter { query: query(text), ..Filter::default() }).expect("found")
}

pub fn rebuilt(store: &mut Store, seeds: std::ops::Range<u64>, claims: usize) -> usize {
    let mut rebuild = store.rebuild().expect("begun");
    let mut n = 0;
    while let Some(source) = rebuild.next_source().expect("read") {
        let report = seeds.clone().map(|s| report(s, claims)).find(|(s, _)| *s == source).expect("known").1;
        rebuild.put(&[(source, report)]).expect("put");
        n += 1;
    }
    assert!(rebuild.finish().expect("done"));
    n
}
