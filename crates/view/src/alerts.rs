//! Claims that a rule is waiting for, one alert each: who says it, what, where it stands. Never that it is true.

use std::collections::BTreeSet;

use serde_json::Value;
use tidings_ledger::{ClaimRef, Conflict, ConflictKind, Query};

use crate::export;
use crate::record::{Record, records};
use crate::shown::{Options, Shown};
use crate::words;

/// What a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Names of the claims: the same as long as the claims are.
    pub claims: Vec<String>,
    /// Who says what, with the citation.
    pub text: String,
    /// Address of the report.
    pub url: Option<String>,
    /// The claims as the exports have them.
    pub records: Vec<Value>,
}

/// The shown claims of the reports `fresh`: not those that repeat another claim of their report, nor those of a report
/// that copies one that is not fresh, since one voice is told of once.
pub fn matching(shown: &Shown<'_>, fresh: &BTreeSet<usize>) -> Vec<Found> {
    let told = |at: ClaimRef| {
        let old = |r: usize| {
            shown.ledger.copies.iter().any(|g| g.contains(&r) && g.iter().any(|o| !fresh.contains(o)))
        };
        let second = shown.original(at.report) != at.report;
        shown.ledger.claim(at).repeats.is_some() || second || old(at.report)
    };
    records(shown)
        .iter()
        .filter(|r| fresh.contains(&r.at.report) && !told(r.at))
        .map(|r| Found {
            claims: vec![r.id.clone()],
            text: says(r),
            url: r.source.url.clone(),
            records: vec![json(r)],
        })
        .collect()
}

/// Claims that cannot both hold, or of which one denies the other, where one is of the reports `fresh`, the options'
/// query holds for one of them, and the other is not rejected.
pub fn contradictions(shown: &Shown<'_>, fresh: &BTreeSet<usize>) -> Vec<Found> {
    let wanted = |c: &&Conflict| {
        matches!(c.kind, ConflictKind::Contradicts | ConflictKind::Denies)
            && (fresh.contains(&c.a.report) || fresh.contains(&c.b.report))
            && (shown.has(c.a) || shown.has(c.b))
    };
    // The other claim is shown as well, whatever the query says.
    let all = Shown::new(shown.ledger, Options { query: Query::All, ..shown.options.clone() });
    let rows = records(&all);
    let row = |at: ClaimRef| rows.iter().find(|r| r.at == at);
    let one = |c: &Conflict| {
        let (a, b) = (row(c.a)?, row(c.b)?);
        let verb = if c.kind == ConflictKind::Denies { "denies" } else { "contradicts" };
        let mut claims = vec![a.id.clone(), b.id.clone()];
        claims.sort();
        let fresh = if fresh.contains(&c.a.report) { a } else { b };
        Some(Found {
            claims,
            text: format!("{}\n{verb}\n{}", says(a), says(b)),
            url: fresh.source.url.clone(),
            records: vec![json(a), json(b)],
        })
    };
    shown.ledger.conflicts.iter().filter(wanted).filter_map(one).collect()
}

fn says(r: &Record) -> String {
    let publisher = r.source.publisher.as_deref().unwrap_or(&r.source.id);
    let who = match &r.speaker {
        Some(s) if s != publisher => format!("{s}, as {publisher} reports"),
        _ => publisher.to_owned(),
    };
    let day = r.source.published.map(|d| format!(", {d}")).unwrap_or_default();
    let negated = if r.polarity == "-" { ", negated" } else { "" };
    let url = r.source.url.as_deref().map(|u| format!(" {u}")).unwrap_or_default();
    format!(
        "{who}{day} ({}{negated}): \u{201c}{}\u{201d} [{}, characters {}-{}]{url}",
        words::stance_of(r),
        words_of(&r.text),
        r.source.id,
        r.span.0,
        r.span.1
    )
}

/// On one line.
fn words_of(s: &str) -> String {
    let flat = s.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.chars().filter(|c| !c.is_control() && !words::reorders(*c)).collect()
}

fn json(r: &Record) -> Value {
    serde_json::from_str(&export::claim_line(r)).unwrap_or_default()
}
