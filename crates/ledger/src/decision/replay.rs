//! The log over one reading: which decisions hold, for which claims, and which of them somebody must look at.
//!
//! Claims are looked for in the reading as it is before any edit, so that no decision can hide a claim from the
//! next. A claim is found by the same words at the same characters; else by the same words where the text itself
//! has moved; else by characters that share at least half and words that share at least half. All but the first
//! two are told in [`Reviews::look`], and so is a decision about a field that is now read differently.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tidings_claim::Claim;
use tidings_text::Span;

use super::edit::Edit;
use super::key::{field, said};
use super::{Act, ClaimKey, Decision, Reviews};
use crate::{ClaimRef, Report};

/// Applies the log to `reports`, editing claims, and says what it came to. Decisions count in the order of their
/// ids. Rejected claims stay in the reports; views leave them out.
pub fn replay(reports: &mut [Arc<Report>], decisions: &[Decision]) -> Reviews {
    let mut log: Vec<&Decision> = decisions.iter().collect();
    log.sort_by_key(|d| d.id);
    let mut out = Reviews::default();
    let live = undo(&log, &mut out);
    let reading = Reading::new(reports);
    let resolved: Vec<Resolved> = live.into_iter().map(|d| Resolved::new(d, &reading, &mut out)).collect();
    let held = overrule(&resolved, &mut out);
    apply(reports, &resolved, &held, &mut out);
    tangled(&mut out);
    out.accepted.sort_unstable();
    out.rejected.sort_unstable();
    out.edited.sort();
    out.notes.sort_by_key(|(at, _, id)| (*at, *id));
    out.undone.sort_unstable();
    out.superseded.sort_unstable();
    out.look.sort();
    out.look.dedup();
    out
}

/// Decisions that were not taken back; an undo may be undone.
fn undo<'d>(log: &[&'d Decision], out: &mut Reviews) -> Vec<&'d Decision> {
    let mut undone: BTreeMap<u64, u64> = BTreeMap::new();
    let mut live = Vec::new();
    for (i, d) in log.iter().enumerate().rev() {
        if let Some(by) = undone.get(&d.id) {
            out.undone.push((d.id, *by));
            continue;
        }
        if let Act::Undo(which) = d.act {
            if which < d.id && log[..i].iter().any(|e| e.id == which) {
                undone.entry(which).or_insert(d.id);
                out.undos.push(d.id);
            } else {
                out.look.push((d.id, format!("there is no decision {which} before it to undo")));
            }
            continue;
        }
        live.push(*d);
    }
    live.reverse();
    out.undos.reverse();
    live
}

/// A decision with the claims it is about, as far as they are found.
struct Resolved<'d> {
    decision: &'d Decision,
    /// In the order of the decision's keys; `None` = not found.
    claims: Vec<Option<Found>>,
    edit: Option<Edit>,
    /// What it can be about, given what was found.
    subject: Subject,
}

/// A claim, found.
#[derive(Clone)]
struct Found {
    at: ClaimRef,
    /// Fields that are now read differently: name, value then, value now.
    changed: Vec<(String, String, String)>,
}

enum Subject {
    /// Nothing is left that it could be about.
    Nothing,
    Verdict(ClaimRef),
    Slot(ClaimRef, String),
    Remark(ClaimRef),
    Together(Vec<ClaimRef>),
    Apart(ClaimRef, Vec<ClaimRef>),
    Pair(ClaimRef, ClaimRef),
}

impl<'d> Resolved<'d> {
    fn new(decision: &'d Decision, reading: &Reading, out: &mut Reviews) -> Self {
        let id = decision.id;
        let mut claims = Vec::new();
        for key in decision.act.claims() {
            match reading.find(key) {
                Ok((found, moved)) => {
                    out.look.extend(moved.map(|why| (id, why)));
                    claims.push(Some(found));
                }
                Err(why) => {
                    out.look.push((id, why));
                    claims.push(None);
                }
            }
        }
        let mut edit = None;
        if let Act::Edit { field, value, .. } = &decision.act {
            match Edit::parse(field, value) {
                Ok(e) => edit = Some(e),
                Err(e) => out.look.push((id, format!("the edit cannot be read: {e}"))),
            }
        }
        let subject = subject(&decision.act, &claims, edit.as_ref());
        let of_several = matches!(decision.act, Act::Join(_) | Act::Split(_) | Act::Link { .. });
        if of_several && matches!(subject, Subject::Nothing) {
            out.look.push((id, "it needs two different claims, and is about fewer here".to_string()));
        }
        Self { decision, claims, edit, subject }
    }
}

fn subject(act: &Act, claims: &[Option<Found>], edit: Option<&Edit>) -> Subject {
    let at = |i: usize| claims.get(i).and_then(Option::as_ref).map(|f| f.at);
    let distinct = |not: Option<ClaimRef>| {
        let mut seen = BTreeSet::from_iter(not);
        claims.iter().flatten().map(|f| f.at).filter(|a| seen.insert(*a)).collect::<Vec<_>>()
    };
    let made = match act {
        Act::Accept(_) | Act::Reject(_) => at(0).map(Subject::Verdict),
        Act::Edit { .. } => at(0).zip(edit).map(|(at, e)| Subject::Slot(at, e.slot())),
        Act::Note { .. } => at(0).map(Subject::Remark),
        Act::Join(_) => Some(distinct(None)).filter(|l| l.len() > 1).map(Subject::Together),
        Act::Split(_) => {
            let others = distinct(at(0));
            at(0).filter(|_| !others.is_empty()).map(|a| Subject::Apart(a, others))
        }
        Act::Link { .. } => at(0).zip(at(1)).filter(|(a, b)| a != b).map(|(a, b)| Subject::Pair(a, b)),
        Act::Undo(_) => None,
    };
    made.unwrap_or(Subject::Nothing)
}

/// What is left of each decision when later ones on the same thing have had their say.
fn overrule(resolved: &[Resolved], out: &mut Reviews) -> Vec<Option<Subject>> {
    let mut verdicts: BTreeMap<ClaimRef, u64> = BTreeMap::new();
    let mut slots: BTreeMap<(ClaimRef, &str), u64> = BTreeMap::new();
    let mut pairs: BTreeMap<(ClaimRef, ClaimRef), u64> = BTreeMap::new();
    let mut joins: Vec<(Vec<ClaimRef>, u64)> = Vec::new();
    let mut splits: Vec<(ClaimRef, Vec<ClaimRef>, u64)> = Vec::new();
    let mut left: Vec<Option<Subject>> = Vec::new();
    for r in resolved.iter().rev() {
        let id = r.decision.id;
        let mut by = None;
        let subject = match &r.subject {
            Subject::Nothing => None,
            Subject::Verdict(at) => {
                by = verdicts.get(at).copied();
                verdicts.entry(*at).or_insert(id);
                Some(Subject::Verdict(*at))
            }
            Subject::Slot(at, slot) => {
                by = slots.get(&(*at, slot.as_str())).copied();
                slots.entry((*at, slot)).or_insert(id);
                Some(Subject::Slot(*at, slot.clone()))
            }
            Subject::Remark(at) => Some(Subject::Remark(*at)),
            Subject::Pair(a, b) => {
                let pair = (*a.min(b), *a.max(b));
                by = pairs.get(&pair).copied();
                pairs.entry(pair).or_insert(id);
                Some(Subject::Pair(*a, *b))
            }
            Subject::Together(list) => {
                let mut rest = list.clone();
                for (from, others, split) in &splits {
                    if rest.contains(from) && others.iter().any(|o| rest.contains(o)) {
                        rest.retain(|c| c != from);
                        by = Some(*split).filter(|_| rest.len() < 2).or(by);
                    }
                }
                if by.is_none() {
                    joins.push((rest.clone(), id));
                }
                Some(Subject::Together(rest))
            }
            Subject::Apart(from, others) => {
                let mut rest = others.clone();
                for (joined, join) in joins.iter().filter(|(j, _)| j.contains(from)) {
                    rest.retain(|c| !joined.contains(c));
                    by = by.or(Some(*join).filter(|_| rest.is_empty()));
                }
                if by.is_none() {
                    splits.push((*from, rest.clone(), id));
                }
                Some(Subject::Apart(*from, rest))
            }
        };
        out.superseded.extend(by.map(|by| (id, by)));
        left.push(subject.filter(|_| by.is_none()));
    }
    left.reverse();
    let gone: BTreeSet<u64> = out.superseded.iter().map(|s| s.0).collect();
    out.look.retain(|(id, _)| !gone.contains(id));
    left
}

/// Puts what holds into effect, in the log's order.
fn apply(reports: &mut [Arc<Report>], resolved: &[Resolved], left: &[Option<Subject>], out: &mut Reviews) {
    // What an analyst has set is no longer the reader's to change.
    let set: BTreeSet<(ClaimRef, String)> = left
        .iter()
        .filter_map(|s| match s {
            Some(Subject::Slot(at, slot)) => Some((*at, slot.clone())),
            _ => None,
        })
        .collect();
    for (r, subject) in resolved.iter().zip(left) {
        let (d, id) = (r.decision, r.decision.id);
        let Some(subject) = subject else { continue };
        let mut satisfied = false;
        match (subject, &d.act) {
            (Subject::Verdict(at), Act::Accept(_)) => out.accepted.push((*at, id)),
            (Subject::Verdict(at), _) => out.rejected.push((*at, id)),
            (Subject::Slot(at, slot), _) => {
                let Some(edit) = &r.edit else { continue };
                let report = Arc::make_mut(&mut reports[at.report]);
                let before = field(&report.claims[at.claim], slot);
                edit.apply(report, at.claim, &rule(d));
                satisfied = before == field(&report.claims[at.claim], slot);
                out.edited.push((*at, slot.clone(), id));
            }
            (Subject::Remark(at), Act::Note { text, .. }) => out.notes.push((*at, text.clone(), id)),
            (Subject::Together(list), _) => out.joined.push((list.clone(), id)),
            (Subject::Apart(from, others), _) => out.apart.push((*from, others.clone(), id)),
            (Subject::Pair(a, b), Act::Link { kind, .. }) => out.links.push((*a, *b, *kind, id)),
            _ => {}
        }
        for found in r.claims.iter().flatten() {
            for (name, then, now) in &found.changed {
                let own = matches!(subject, Subject::Slot(_, slot) if slot == name);
                let settled = if own { satisfied } else { set.contains(&(found.at, name.clone())) };
                if concerns(subject, name) && !settled {
                    let value =
                        |v: &str| if v.is_empty() { "nothing".to_string() } else { format!("“{v}”") };
                    let name = name.trim_start_matches("quantities.");
                    let why = format!("{name} was {} and is now read as {}", value(then), value(now));
                    out.look.push((id, why));
                }
            }
        }
    }
}

fn rule(d: &Decision) -> String {
    if d.why.is_empty() { format!("edited by {}", d.who) } else { format!("edited by {}: {}", d.who, d.why) }
}

/// Whether a decision on `subject` was made in view of this field.
fn concerns(subject: &Subject, name: &str) -> bool {
    match subject {
        Subject::Verdict(_) => true,
        Subject::Slot(_, slot) => slot == name,
        Subject::Together(_) | Subject::Apart(..) => matches!(name, "plover" | "places" | "time"),
        Subject::Pair(..) => {
            matches!(name, "stance" | "polarity" | "plover") || name.starts_with("quantities.")
        }
        Subject::Remark(_) | Subject::Nothing => false,
    }
}

/// Claims kept apart that other decisions join by way of a third.
fn tangled(out: &mut Reviews) {
    let mut set: BTreeMap<ClaimRef, usize> = BTreeMap::new();
    for (n, (claims, _)) in out.joined.iter().enumerate() {
        let met: BTreeSet<usize> = claims.iter().filter_map(|c| set.get(c).copied()).collect();
        for of in set.values_mut().filter(|of| met.contains(of)) {
            *of = n;
        }
        set.extend(claims.iter().map(|c| (*c, n)));
    }
    for (from, others, id) in &out.apart {
        let joined = set.get(from);
        if joined.is_some() && others.iter().any(|o| set.get(o) == joined) {
            let why = "it keeps claims apart that other decisions join by way of a third".to_string();
            out.look.push((*id, why));
        }
    }
}

/// The reports as they were read, by source.
struct Reading<'r> {
    reports: &'r [Arc<Report>],
    by_source: BTreeMap<[u8; 32], Vec<usize>>,
}

impl<'r> Reading<'r> {
    fn new(reports: &'r [Arc<Report>]) -> Self {
        let mut by_source: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
        for (i, r) in reports.iter().enumerate() {
            by_source.entry(r.document.source.sha256).or_default().push(i);
        }
        Self { reports, by_source }
    }

    /// The claim of a key, and why it needs a look if it does; or why there is none.
    fn find(&self, key: &ClaimKey) -> Result<(Found, Option<String>), String> {
        let Some(reports) = self.by_source.get(&key.source) else {
            return Err(format!("its report is not here (claim {}: “{}”)", key.short(), key.words));
        };
        let claims = || {
            reports.iter().flat_map(|&report| {
                let r = &self.reports[report];
                let one = move |(claim, c)| (ClaimRef { report, claim }, c, r.document.text.as_str());
                r.claims.iter().enumerate().map(one)
            })
        };
        let found = |at, c: &Claim| Found { at, changed: changed(key, c) };
        let same = claims().filter(|(_, c, text)| c.span == key.span && c.span.slice(text) == key.words);
        if let Some(best) = same.map(|(at, c, _)| found(at, c)).min_by_key(|f| (f.changed.len(), f.at)) {
            return Ok((best, None));
        }
        // The text is decoded differently now: its characters have moved, the words have not.
        let text_moved = |text: &str| key.span.slice(text) != key.words;
        let mut same = claims().filter(|(_, c, text)| text_moved(text) && c.span.slice(text) == key.words);
        if let (Some((at, c, _)), None) = (same.next(), same.next()) {
            return Ok((found(at, c), None));
        }
        let near = claims().filter_map(|(at, c, text)| {
            let words = c.span.slice(text);
            let close = overlap(key.span, c.span).min(alike(&key.words, words));
            (close >= 50).then_some((close, at, c, words))
        });
        match near.max_by_key(|(close, at, ..)| (*close, std::cmp::Reverse(*at))) {
            Some((_, at, c, words)) => {
                let why = format!("the claim was “{}” and is now cut as “{words}”", key.words);
                Ok((found(at, c), Some(why)))
            }
            None => Err(format!("no claim is read there any more: “{}”", key.words)),
        }
    }
}

/// Fields that a claim now says differently: name, then, now. A field that the key does not know is none of them.
fn changed(key: &ClaimKey, c: &Claim) -> Vec<(String, String, String)> {
    if key.said.is_empty() {
        return Vec::new();
    }
    let mut now = said(c);
    let mut out = Vec::new();
    for (name, then) in &key.said {
        let value = now.remove(name).unwrap_or_default();
        if value != *then {
            out.push((name.clone(), then.clone(), value));
        }
    }
    let new = now.into_iter().filter(|(name, _)| name.starts_with("quantities."));
    out.extend(new.map(|(name, value)| (name, String::new(), value)));
    out
}

/// How much of the longer span the two share, in percent.
fn overlap(a: Span, b: Span) -> usize {
    let shared = (a.end.min(b.end)).saturating_sub(a.start.max(b.start)) as usize;
    100 * shared / a.len().max(b.len()).max(1)
}

/// How many of the words the two have in common, in percent of the longer.
fn alike(a: &str, b: &str) -> usize {
    let words = |s: &str| {
        let mut all: Vec<String> = s
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        all.sort_unstable();
        all
    };
    let (a, mut b) = (words(a), words(b));
    let longer = a.len().max(b.len()).max(1);
    let shared = a.iter().filter(|w| b.binary_search(w).map(|i| b.remove(i)).is_ok()).count();
    100 * shared / longer
}
