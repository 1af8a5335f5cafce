//! Decisions in words.

use std::collections::BTreeSet;

use tidings_ledger::decision::Fate;
use tidings_ledger::{Act, ClaimKey, ClaimRef, ConflictKind, Decision};

use super::{Book, DecisionView, Named};

impl Book<'_> {
    /// The whole log, the latest last.
    pub fn log(&self) -> Vec<DecisionView> {
        self.decisions.iter().map(|d| self.decision(d)).collect()
    }

    pub(super) fn decision(&self, d: &Decision) -> DecisionView {
        let reviews = &self.shown().ledger.reviews;
        let looks: Vec<String> = reviews.looks_of(d.id).map(|w| self.everywhere(d, w)).collect();
        DecisionView {
            id: d.id,
            at: d.at.clone(),
            who: d.who.clone(),
            why: self.everywhere(d, &d.why),
            what: self.everywhere(d, &what(&d.act)),
            claims: d.act.claims().into_iter().map(|k| self.named(k)).collect(),
            fate: match reviews.fate(d.id) {
                Fate::InEffect if looks.is_empty() => "in effect".into(),
                Fate::Undone(by) => format!("undone by {by}"),
                Fate::Superseded(by) => format!("superseded by {by}"),
                Fate::InEffect | Fate::Held => "needs a look".into(),
            },
            looks,
        }
    }

    /// Decisions about a claim, in order: those that name it, and those that hold for it.
    pub(super) fn decisions_on(&self, at: ClaimRef) -> Vec<&Decision> {
        let r = &self.shown().ledger.reviews;
        let one = r.accepted.iter().chain(&r.rejected).filter(|x| x.0 == at).map(|x| x.1);
        let field = r.edited.iter().chain(&r.notes).filter(|x| x.0 == at).map(|x| x.2);
        let joined = r.joined.iter().filter(|x| x.0.contains(&at)).map(|x| x.1);
        let apart = r.apart.iter().filter(|x| x.0 == at || x.1.contains(&at)).map(|x| x.2);
        let links = r.links.iter().filter(|x| x.0 == at || x.1 == at).map(|x| x.3);
        let holds: BTreeSet<u64> = one.chain(field).chain(joined).chain(apart).chain(links).collect();
        let hash = self.shown().ledger.report(at).document.source.sha256;
        let named = |d: &&Decision| {
            let mut keys = d.act.claims().into_iter().filter(|k| k.source == hash);
            keys.any(|k| self.claim_of(k) == Some(at))
        };
        self.decisions.iter().filter(|d| holds.contains(&d.id) || named(d)).collect()
    }

    fn named(&self, key: &ClaimKey) -> Named {
        let report = self.report_of(key);
        let text = self.shown().words(report.unwrap_or(usize::MAX), &key.words);
        Named { id: self.claim_of(key).map_or_else(|| key.short(), |at| self.id(at).to_string()), text }
    }

    fn report_of(&self, key: &ClaimKey) -> Option<usize> {
        self.by_hash.get(&key.source).copied()
    }

    /// The claim of this reading that a key names to the letter.
    fn claim_of(&self, key: &ClaimKey) -> Option<ClaimRef> {
        let report = self.report_of(key)?;
        let claims = &self.shown().ledger.reports[report].claims;
        let mut same = (0..claims.len()).filter(|&i| claims[i].span == key.span);
        let first = same.next()?;
        let short = self.find(&format!("{}.{:04x}", key.short(), key.print >> 48));
        short.or(Some(ClaimRef { report, claim: first }))
    }

    /// Words about several reports, masked for each of them.
    fn everywhere(&self, d: &Decision, words: &str) -> String {
        let reports: Vec<usize> = d.act.claims().into_iter().filter_map(|k| self.report_of(k)).collect();
        if reports.is_empty() {
            return self.shown().words(usize::MAX, words);
        }
        self.shown().words_of(reports, words)
    }
}

fn what(act: &Act) -> String {
    match act {
        Act::Accept(_) => "accepts the reading".into(),
        Act::Reject(_) => "rejects the claim".into(),
        Act::Edit { field, value, .. } => format!("edits {field} to {value}"),
        Act::Join(keys) => format!("joins {} claims to one event", keys.len()),
        Act::Split(keys) => {
            let others = keys.len().saturating_sub(1);
            format!("takes a claim apart from {others} other{}", crate::words::plural(others))
        }
        Act::Link { kind, .. } => match kind {
            Some(ConflictKind::Contradicts) => "links as contradicting".into(),
            Some(kind) => format!("links as {}", kind.as_str().replace('_', " ")),
            None => "takes a link away".into(),
        },
        Act::Note { text, .. } => format!("notes: {text}"),
        Act::Undo(id) => format!("undoes decision {id}"),
    }
}
