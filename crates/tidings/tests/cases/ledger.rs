//! Expectations about several reports: copies, incidents, groups, figure histories, claims against each other.

use tidings::ledger::{ClaimRef, ConflictKind, incidents};
use tidings::text::Span;

use crate::check::Wrong;
use crate::expect::{Anchor, Expectation, Kind, Term};
use crate::project::range;
use crate::read::Read;

pub fn check(read: &Read, e: &Expectation) -> Result<(), Wrong> {
    let holds = match e.kind {
        Kind::Copies => copies(read, &e.terms)?,
        Kind::Apart => !copies(read, &e.terms)?,
        Kind::Incident => incident(read, &e.terms)?,
        Kind::Group => group(read, &e.anchors)?,
        Kind::Denies => contest(read, &e.anchors, ConflictKind::Denies)?,
        Kind::Overstates => contest(read, &e.anchors, ConflictKind::Overstates)?,
        _ => series(read, e),
    };
    if holds != e.not {
        return Ok(());
    }
    let why = match e.kind {
        Kind::Group => format!("groups: {}", groups(read)),
        Kind::Series => format!("series: {}", all_series(read)),
        _ => "the ledger says otherwise".into(),
    };
    let now = matches!(e.kind, Kind::Copies | Kind::Incident).then(|| e.with(!e.not, &e.terms));
    Err(Wrong::Read { why, now })
}

/// Places in the ledger of the reports with these names.
fn reports(read: &Read, names: &[Term]) -> Result<Vec<usize>, Wrong> {
    let place = |name: &str| read.ledger.reports.iter().position(|r| r.document.id == name);
    names
        .iter()
        .map(|t| place(&t.value).ok_or_else(|| Wrong::Case(format!("no report named {}", t.value))))
        .collect()
}

fn copies(read: &Read, names: &[Term]) -> Result<bool, Wrong> {
    let wanted = reports(read, names)?;
    Ok(read.ledger.copies.iter().any(|group| wanted.iter().all(|w| group.contains(w))))
}

fn incident(read: &Read, names: &[Term]) -> Result<bool, Wrong> {
    let wanted = reports(read, names)?;
    let texts: Vec<_> =
        read.ledger.reports.iter().map(|r| (r.document.text.as_str(), r.document.meta.published)).collect();
    let numbers = incidents(&texts);
    Ok(wanted.windows(2).all(|w| numbers[w[0]] == numbers[w[1]]))
}

/// The claim that covers most of the quoted words.
fn claim(read: &Read, anchor: &Anchor) -> Result<Option<ClaimRef>, Wrong> {
    let stands = |text: &str| {
        text.match_indices(&anchor.words).nth(anchor.nth - 1).map(|(at, w)| Span::new(at, at + w.len()))
    };
    let found =
        read.ledger.reports.iter().enumerate().find_map(|(i, r)| Some((i, stands(&r.document.text)?)));
    let (report, quote) = found.ok_or_else(|| Wrong::Case(format!("no report says \"{}\"", anchor.words)))?;
    let shared = |s: Span| s.end.min(quote.end).saturating_sub(s.start.max(quote.start)) as usize;
    let claims = read.ledger.reports[report]
        .claims
        .iter()
        .enumerate()
        .filter(|(_, c)| shared(c.span) * 2 >= quote.len());
    let best = claims.max_by_key(|(_, c)| (shared(c.span), std::cmp::Reverse(c.span.len())));
    Ok(best.map(|(claim, _)| ClaimRef { report, claim }))
}

fn group(read: &Read, anchors: &[Anchor]) -> Result<bool, Wrong> {
    let named = read.ledger.groups.iter().find(|g| match &g.place {
        Some(p) => p.name == anchors[0].words,
        None => anchors[0].words == "none",
    });
    let Some(group) = named else { return Ok(false) };
    match anchors.get(1) {
        Some(anchor) => Ok(claim(read, anchor)?.is_some_and(|c| group.claims.contains(&c))),
        None => Ok(true),
    }
}

fn contest(read: &Read, anchors: &[Anchor], kind: ConflictKind) -> Result<bool, Wrong> {
    let (a, b) = (claim(read, &anchors[0])?, claim(read, &anchors[1])?);
    Ok(read.ledger.conflicts.iter().any(|c| c.kind == kind && Some(c.a) == a && Some(c.b) == b))
}

/// `series "Place" measure [by "Speaker"] RANGE RANGE ..`: a history with these points in this order.
fn series(read: &Read, e: &Expectation) -> bool {
    let all =
        |key: &str| e.terms.iter().filter(|t| t.key == key).map(|t| t.value.as_str()).collect::<Vec<_>>();
    let (measure, by, ranges) = (all("measure"), all("by"), all("range"));
    read.ledger.figures.iter().any(|s| {
        let values: Vec<String> = s.points.iter().map(|p| point(read, p)).collect();
        s.place == e.anchors[0].words
            && measure.iter().all(|m| s.measure.as_str() == *m)
            && by.iter().all(|b| s.speaker.as_deref().unwrap_or("publisher") == *b)
            && values == ranges
    })
}

fn point(read: &Read, p: &tidings::ledger::Figure) -> String {
    let q = &read.ledger.claim(p.claim).quantities[p.quantity];
    range(q.min, q.max)
}

fn groups(read: &Read) -> String {
    read.ledger
        .groups
        .iter()
        .map(|g| g.place.as_ref().map_or("none", |p| &p.name))
        .collect::<Vec<_>>()
        .join(", ")
}

fn all_series(read: &Read) -> String {
    let one = |s: &tidings::ledger::Series| {
        let points: Vec<String> = s.points.iter().map(|p| point(read, p)).collect();
        format!(
            "\"{}\" {} by \"{}\" {}",
            s.place,
            s.measure.as_str(),
            s.speaker.as_deref().unwrap_or("publisher"),
            points.join(" ")
        )
    };
    read.ledger.figures.iter().map(one).collect::<Vec<_>>().join(", ")
}
