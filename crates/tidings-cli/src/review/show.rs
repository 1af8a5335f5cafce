//! What waits, and all that is known of a claim.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use tidings::ledger::decision::{Fate, field, find, ids, replay, said};
use tidings::ledger::{Act, ClaimRef, Conflict, Decision, Ledger, Report, Waits, by_weight, waiting};
use tidings::text::CodePoints;
use tidings::view::naming;

use super::Desk;
use super::log::line;
use crate::failure::Failure;

/// The ledger under its decisions, with the claims as they were read before.
pub struct Table {
    ledger: Ledger,
    decisions: Vec<Decision>,
    read: Vec<Arc<Report>>,
    ids: Vec<Vec<String>>,
}

impl Table {
    /// Reads all and replays the log.
    pub fn of(desk: &dyn Desk) -> Result<Self, Failure> {
        let decisions = desk.decisions()?;
        let mut read = Vec::new();
        let ledger = Ledger::reviewed(desk.reports()?, |reports| {
            read = reports.to_vec();
            replay(reports, &decisions)
        });
        let ids = read.iter().map(|r| ids(r)).collect();
        Ok(Self { ledger, decisions, read, ids })
    }

    fn id(&self, at: ClaimRef) -> &str {
        &self.ids[at.report][at.claim]
    }

    fn words(&self, at: ClaimRef, most: usize) -> String {
        line(self.ledger.report(at).document.slice(self.ledger.claim(at).span), most)
    }

    fn decision(&self, id: u64) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.id == id)
    }

    /// Claims of a decision that holds.
    fn claims_of(&self, id: u64) -> BTreeSet<ClaimRef> {
        self.ledger.reviews.claims_of(id)
    }
}

/// Decisions that need a look, then the claims that wait: those with the weightiest reason first.
pub fn list(table: &Table, only: &[Waits], limit: usize) -> String {
    let mut out = String::new();
    let wanted = |w: &Waits| only.is_empty() || only.contains(w);
    if wanted(&Waits::Look) {
        for (id, why) in &table.ledger.reviews.look {
            let what = table.decision(*id).map_or("?", |d| name(&d.act));
            let holds = if table.ledger.reviews.fate(*id) == Fate::Held { ", not in effect" } else { "" };
            let claims = table.claims_of(*id);
            let on: String =
                claims.iter().flat_map(|at| [" ".to_string(), table.id(*at).to_string()]).collect();
            let _ = writeln!(out, "decision {id} ({what}{holds}){on}: {}", line(why, 300));
        }
    }
    let mut claims = by_weight(waiting(&table.ledger));
    claims.retain(|(_, why)| why.iter().any(wanted));
    let shown = if limit == 0 { claims.len() } else { limit.min(claims.len()) };
    for (at, why) in &claims[..shown] {
        let why = why.iter().map(|w| w.as_str()).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "{}  {why}  {}", table.id(*at), summary(table, *at));
    }
    if shown < claims.len() {
        let _ = writeln!(out, "{} more wait; --limit 0 lists all", claims.len() - shown);
    }
    if out.is_empty() {
        out.push_str("nothing waits\n");
    }
    out
}

fn name(act: &Act) -> &'static str {
    match act {
        Act::Accept(_) => "accept",
        Act::Reject(_) => "reject",
        Act::Edit { .. } => "edit",
        Act::Join(_) => "join",
        Act::Split(_) => "split",
        Act::Link { .. } => "link",
        Act::Note { .. } => "note",
        Act::Undo(_) => "undo",
    }
}

/// `Mayor, assert, 2024-05-06: “two rockets hit the mill”`.
fn summary(table: &Table, at: ClaimRef) -> String {
    let c = table.ledger.claim(at);
    let speaker = line(&naming::voice(&table.ledger, at), 40);
    let time = field(c, "time").filter(|t| !t.is_empty()).map_or(String::new(), |t| format!(", {t}"));
    format!("{speaker}, {}{time}: “{}”", c.stance.as_str(), table.words(at, 100))
}

/// Claims in full.
pub fn claims(table: &Table, wanted: &[String]) -> Result<String, Failure> {
    let find = |id: &String| find(&table.read, id).map_err(|e| Failure::usage(e.to_string()));
    let all = wanted.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().map(|at| claim(table, at)).collect::<Vec<_>>().join("\n"))
}

fn claim(table: &Table, at: ClaimRef) -> String {
    let (report, c) = (table.ledger.report(at), table.ledger.claim(at));
    let (d, reviews) = (&report.document, &table.ledger.reviews);
    let mut out = String::new();
    let publisher = d.meta.publisher.as_deref().unwrap_or("unknown publisher");
    let day = d.meta.published.map_or("undated".to_string(), |p| p.to_string());
    let points = CodePoints::new(&d.text);
    let (start, end) = (points.of_byte(c.span.start as usize), points.of_byte(c.span.end as usize));
    let _ = writeln!(
        out,
        "{}  {}, {day}, {} at characters {start}-{end}",
        table.id(at),
        line(publisher, 60),
        line(&d.id, 80)
    );
    let _ = writeln!(out, "  “{}”", table.words(at, 1000));
    if let Some(s) = report.sentences.get(c.sentence).filter(|s| s.contains(c.span) && **s != c.span) {
        let _ = writeln!(out, "  in: {}", line(d.slice(*s), 1000));
    }
    let was = said(&table.read[at.report].claims[at.claim]);
    let now = said(c);
    for name in was.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let value = |of: &BTreeMap<String, String>| {
            of.get(name).filter(|v| !v.is_empty()).map_or("-".to_string(), |v| line(v, 200))
        };
        let short = name.trim_start_matches("quantities.");
        let _ = write!(out, "  {short:<12} {}", value(&now));
        match reviews.edits_of(at).find(|(slot, _)| slot == name) {
            Some((_, id)) => {
                let who = table.decision(id).map_or("?", |d| d.who.as_str());
                let _ = writeln!(out, "   (read as {}; decision {id} by {})", value(&was), line(who, 40));
            }
            None => out.push('\n'),
        }
    }
    for c in table.ledger.conflicts.iter().filter(|c| c.a == at || c.b == at) {
        let _ = writeln!(out, "  {}", relation(table, c, at));
    }
    if let Some(o) = table.ledger.occurrences.iter().find(|o| o.claims.contains(&at)) {
        let others: Vec<&str> =
            o.claims.iter().filter(|o| **o != at).map(|o| table.id(*o)).take(12).collect();
        let more = o.claims.len() - 1 - others.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let with = if others.is_empty() { "no other claim".to_string() } else { others.join(" ") + &more };
        let _ = writeln!(out, "  occurrence   with {with}; {}", o.grade.corroboration.as_str());
    }
    for id in decided(table, at) {
        if let Some(d) = table.decision(id) {
            let why = if d.why.is_empty() { String::new() } else { format!(" — {}", line(&d.why, 200)) };
            let text = match &d.act {
                Act::Note { text, .. } => format!(": {}", line(text, 200)),
                Act::Edit { field, .. } => format!(" {field}"),
                _ => String::new(),
            };
            let _ = writeln!(
                out,
                "  decision {id}   {}{text}, {}, {}{why}",
                name(&d.act),
                line(&d.who, 40),
                d.at
            );
            for look in reviews.looks_of(id) {
                let _ = writeln!(out, "    look: {}", line(look, 400));
            }
        }
    }
    out
}

/// Decisions about a claim that hold, in order.
fn decided(table: &Table, at: ClaimRef) -> Vec<u64> {
    let all = table.decisions.iter().map(|d| d.id);
    all.filter(|id| table.claims_of(*id).contains(&at)).collect()
}

fn relation(table: &Table, c: &Conflict, at: ClaimRef) -> String {
    let (other, from) = if c.a == at { (c.b, "") } else { (c.a, "from ") };
    let because: Vec<String> = c.because.iter().map(|e| format!("{} {}", e.rule, e.detail)).collect();
    let because = line(because.join("; ").trim(), 200);
    format!("{from}{:<12} {}  {} ({because})", c.kind.as_str(), table.id(other), summary(table, other))
}
