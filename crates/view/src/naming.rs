//! Who says a claim, as every view names him: the brief, the figures, tables, `tidings review`. One place, so that
//! nobody is "It" in one view and nameless in the next.

use std::collections::{BTreeMap, BTreeSet};

use tidings_claim::Claim;
use tidings_ledger::{ClaimRef, IdentityKind, Ledger, Report};

use crate::mask::Masks;

/// Said where the report names nobody, or by a pronoun that nobody could be found for.
pub const UNNAMED: &str = "Somebody not named";

/// Characters of a title that stands for a publisher.
const TITLE: usize = 60;

/// The identities that speak, by claim.
#[derive(Debug, Default)]
pub(crate) struct Parties {
    of: BTreeMap<ClaimRef, usize>,
    /// Their names as they may be shown, by number of the identity.
    names: BTreeMap<usize, String>,
}

impl Parties {
    pub fn of(ledger: &Ledger, masks: &Masks) -> Self {
        let (mut of, mut names) = (BTreeMap::new(), BTreeMap::new());
        for (n, id) in ledger.identities.iter().enumerate().filter(|(_, i)| i.kind != IdentityKind::Place) {
            for (name, uses) in &id.spellings {
                let speaks = uses.iter().filter(|at| speaker(ledger, **at) == Some(name.as_str()));
                of.extend(speaks.map(|at| (*at, n)));
            }
            // A name is withheld if any report that uses it has it withheld.
            let reports: BTreeSet<usize> =
                id.spellings.iter().flat_map(|(_, uses)| uses).map(|at| at.report).collect();
            let name = reports.into_iter().fold(id.name.clone(), |name, r| masks.string(r, &name));
            names.insert(n, name);
        }
        Self { of, names }
    }

    /// The name of an identity, as it may be shown
    pub fn name(&self, party: usize) -> Option<&str> {
        self.names.get(&party).map(String::as_str)
    }

    /// The identity in [`Ledger::identities`] that makes a claim.
    pub fn speaks(&self, at: ClaimRef) -> Option<usize> {
        self.of.get(&at).copied()
    }
}

/// Who is printed as speaking; for what a publisher says himself, the publisher.
fn speaker(ledger: &Ledger, at: ClaimRef) -> Option<&str> {
    ledger.claim(at).speaker.as_deref().or(ledger.report(at).document.meta.publisher.as_deref())
}

/// Whether a claim's speaker is named, rather than a pronoun or nobody.
pub fn is_named(c: &Claim) -> bool {
    !matches!(
        c.speaker.as_deref(),
        Some("unnamed" | "It" | "it" | "He" | "he" | "She" | "she" | "They" | "they")
    )
}

/// Who says a claim, as the ledger knows him, unmasked: names under their fullest spelling, then the publisher, then
/// the report by its title.
pub fn voice(ledger: &Ledger, at: ClaimRef) -> String {
    printed(ledger.report(at), ledger.claim(at)).unwrap_or_else(|| match ledger.reports.len() {
        1 => "The report".into(),
        _ => format!("Report {}", at.report + 1),
    })
}

/// Who says a claim, as its own report has him, unmasked; `None` if it names neither him nor itself.
pub fn printed(report: &Report, c: &Claim) -> Option<String> {
    match c.speaker.as_deref() {
        _ if !is_named(c) => Some(UNNAMED.into()),
        Some(name) => Some(name.into()),
        None => publisher(report),
    }
}

/// Who publishes a report; if it does not say, its title in quotation marks.
pub fn publisher(report: &Report) -> Option<String> {
    let meta = &report.document.meta;
    let quoted = |title: &str| {
        let line: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = line.chars().take(TITLE).collect();
        if cut == line { format!("“{line}”") } else { format!("“{}…”", cut.trim_end()) }
    };
    let title = || meta.title.as_deref().filter(|t| !t.trim().is_empty()).map(quoted);
    meta.publisher.clone().or_else(title)
}
