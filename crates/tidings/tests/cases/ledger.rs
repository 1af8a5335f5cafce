//! Expectations about several reports: copies, occurrences, identities, histories, claims against each other.

use tidings::ledger::{ClaimRef, Conflict, ConflictKind, Identity, IdentityKind, Report, incidents};
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
        Kind::Later => contest(read, &e.anchors, ConflictKind::LaterFigure)?,
        Kind::Contradicts => contest(read, &e.anchors, ConflictKind::Contradicts)?,
        Kind::Differs => contest(read, &e.anchors, ConflictKind::Differs)?,
        Kind::Different => contest(read, &e.anchors, ConflictKind::DifferentMeasure)?,
        Kind::Compatible => contest(read, &e.anchors, ConflictKind::Compatible)?,
        Kind::Together => together(read, &e.anchors)?,
        Kind::Separate => !together(read, &e.anchors)?,
        Kind::Same => same(read, &e.anchors)?,
        Kind::Grade => grade(read, e)?,
        Kind::Withdrawn => claim(read, &e.anchors[0])?.is_some_and(|at| read.ledger.withdrawn.contains(&at)),
        Kind::Part => part(read, &e.anchors[0])?,
        _ => series(read, e),
    };
    if holds != e.not {
        return Ok(());
    }
    let why = match e.kind {
        Kind::Group => format!("groups: {}", groups(read)),
        Kind::Series => format!("series: {}", all_series(read)),
        Kind::Same => format!("identities: {}", identities(read)),
        Kind::Grade => format!("graded: {}", graded(read, &e.anchors[0])?),
        Kind::Together | Kind::Separate => format!("occurrences: {}", occurrences(read)),
        kind if kind >= Kind::Denies => format!("relations: {}", relations(read)),
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
        Some(p) => p.name == anchors[0].words || g.called.as_deref() == Some(&*anchors[0].words),
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
    // Who denies, overstates or comes later stands first; the others have no order.
    let ordered = matches!(kind, ConflictKind::Denies | ConflictKind::Overstates | ConflictKind::LaterFigure);
    let between =
        |c: &Conflict| Some(c.a) == a && Some(c.b) == b || !ordered && Some(c.a) == b && Some(c.b) == a;
    Ok(read.ledger.conflicts.iter().any(|c| c.kind == kind && between(c)))
}

/// Both claims are about one occurrence.
fn together(read: &Read, anchors: &[Anchor]) -> Result<bool, Wrong> {
    let (Some(a), Some(b)) = (claim(read, &anchors[0])?, claim(read, &anchors[1])?) else { return Ok(false) };
    Ok(read.ledger.occurrences.iter().any(|o| o.claims.contains(&a) && o.claims.contains(&b)))
}

/// Both names mean one: the first quotation in the first report that has it, the second in the last.
fn same(read: &Read, anchors: &[Anchor]) -> Result<bool, Wrong> {
    let stands = |r: &Report, a: &Anchor| {
        r.document.text.match_indices(&a.words).nth(a.nth - 1).map(|(at, w)| Span::new(at, at + w.len()))
    };
    let reports = || read.ledger.reports.iter().enumerate();
    let first = reports().find_map(|(i, r)| Some((i, stands(r, &anchors[0])?)));
    let last = reports().rev().find_map(|(i, r)| Some((i, stands(r, &anchors[1])?)));
    let (Some(first), Some(last)) = (first, last) else {
        return Err(Wrong::Case("no report has the quoted names".into()));
    };
    let (a, b) = (identities_at(read, first), identities_at(read, last));
    Ok(a.iter().any(|id| b.contains(id)))
}

/// Identities of the names that stand in a stretch of a report.
fn identities_at(read: &Read, (report, at): (usize, Span)) -> Vec<usize> {
    let names: Vec<&str> = read.ledger.reports[report]
        .claims
        .iter()
        .flat_map(|c| {
            let speaker = c.speaker.as_deref().zip(c.speaker_span);
            let chain = c.chain.iter().filter_map(|l| Some((l.who.as_str(), l.span?)));
            let parties = c.actors.iter().chain(&c.recipients).map(|p| (p.name.as_str(), p.span));
            speaker.into_iter().chain(chain).chain(parties)
        })
        .filter(|(_, span)| span.overlaps(at))
        .map(|(name, _)| name)
        .collect();
    let used = |id: &Identity| {
        id.spellings
            .iter()
            .any(|(s, uses)| names.contains(&s.as_str()) && uses.iter().any(|u| u.report == report))
    };
    let all = read.ledger.identities.iter().enumerate();
    all.filter(|(_, id)| id.kind != IdentityKind::Place && used(id)).map(|(n, _)| n).collect()
}

/// `grade "words" fair 2`: how the occurrence of the claim is graded.
fn grade(read: &Read, e: &Expectation) -> Result<bool, Wrong> {
    let Some(at) = claim(read, &e.anchors[0])? else { return Ok(false) };
    let Some(o) = read.ledger.occurrences.iter().find(|o| o.claims.contains(&at)) else { return Ok(false) };
    let holds = |t: &Term| match t.key {
        "credibility" => t.value == o.grade.credibility.to_string(),
        _ => o.grade.corroboration.as_str().starts_with(t.value.as_str()),
    };
    Ok(e.terms.iter().all(holds))
}

/// All people that the claim counts are part of another figure.
fn part(read: &Read, anchor: &Anchor) -> Result<bool, Wrong> {
    let Some(at) = claim(read, anchor)? else { return Ok(false) };
    let figures = read.ledger.claim(at).quantities.iter().enumerate();
    let mut printed = figures.filter(|(_, q)| q.printed).peekable();
    Ok(printed.peek().is_some() && printed.all(|(n, q)| q.part || read.ledger.parts.contains(&(at, n))))
}

fn graded(read: &Read, anchor: &Anchor) -> Result<String, Wrong> {
    let Some(at) = claim(read, anchor)? else { return Ok("no claim there".into()) };
    let found = read.ledger.occurrences.iter().find(|o| o.claims.contains(&at));
    Ok(found.map_or_else(String::new, |o| {
        format!("{} {}: {}", o.grade.corroboration.as_str(), o.grade.credibility, o.grade.because.join(" "))
    }))
}

fn words(read: &Read, at: ClaimRef) -> &str {
    read.ledger.claim(at).span.slice(&read.ledger.report(at).document.text)
}

fn occurrences(read: &Read) -> String {
    let one = |o: &tidings::ledger::Occurrence| {
        let claims: Vec<&str> = o.claims.iter().map(|at| words(read, *at)).collect();
        format!("[{}]", claims.join(" | "))
    };
    read.ledger.occurrences.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn relations(read: &Read) -> String {
    let one = |c: &Conflict| {
        let why: Vec<&str> = c.because.iter().map(|e| e.rule).collect();
        format!("[{} | {} | {} | {}]", c.kind.as_str(), words(read, c.a), words(read, c.b), why.join(", "))
    };
    read.ledger.conflicts.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn identities(read: &Read) -> String {
    let named = read.ledger.identities.iter().filter(|i| i.kind != IdentityKind::Place);
    let one = |i: &Identity| {
        let all: Vec<&str> = i.spellings.iter().map(|(s, _)| s.as_str()).collect();
        format!("[{}]", all.join(" | "))
    };
    named.map(one).collect::<Vec<_>>().join(" ")
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
