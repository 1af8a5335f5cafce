//! Claims that speak against each other, each pair cited.

use std::collections::BTreeSet;

use tidings_claim::{AttributionClass, Claim, Stance};

use crate::{ClaimRef, Report};

/// How two claims stand against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContestKind {
    /// One side rejects what the other says of it.
    Denies,
    /// A heading says more than its paragraph: done there, only possible or planned here.
    Overstates,
}

/// Two claims that speak against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contest {
    /// What kind.
    pub kind: ContestKind,
    /// The claim that denies or overstates.
    pub a: ClaimRef,
    /// The claim it speaks against.
    pub b: ClaimRef,
}

/// How many claims back a denial looks for what it denies.
const REACH: usize = 6;

pub(crate) fn contests(reports: &[Report]) -> Vec<Contest> {
    let mut out = Vec::new();
    for (r, report) in reports.iter().enumerate() {
        let text = &report.document.text;
        for (i, a) in report.claims.iter().enumerate() {
            if a.stance == Stance::Deny {
                // What is denied: the nearest accusation by somebody else, or what says the same in other words.
                let denied = (i.saturating_sub(REACH)..i).rev().find(|&j| {
                    let b = &report.claims[j];
                    b.speaker != a.speaker
                        && b.stance != Stance::Deny
                        && (b.stance == Stance::Accuse
                            || shared_words(text, a, b) >= 2
                            || b.attribution == AttributionClass::Attitude)
                });
                out.extend(denied.map(|j| pair(ContestKind::Denies, r, i, j)));
            }
            if let Some(j) = a.repeats.filter(|&j| weaker(text, a, &report.claims[j])) {
                out.push(pair(ContestKind::Overstates, r, i, j));
            }
        }
    }
    out.sort_unstable();
    out
}

fn pair(kind: ContestKind, report: usize, a: usize, b: usize) -> Contest {
    Contest { kind, a: ClaimRef { report, claim: a }, b: ClaimRef { report, claim: b } }
}

/// How many long words two claims have in common, endings aside.
fn shared_words(text: &str, a: &Claim, b: &Claim) -> usize {
    let stems = |c: &Claim| -> BTreeSet<String> {
        let words =
            c.span.slice(text).split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 5);
        words.map(|w| w.to_lowercase().chars().take(5).collect()).collect()
    };
    stems(a).intersection(&stems(b)).count()
}

/// Whether the body claim hedges what its heading states flatly.
fn weaker(text: &str, heading: &Claim, body: &Claim) -> bool {
    use tidings_claim::Certainty as C;
    let words = |c: &Claim| -> BTreeSet<String> {
        c.span.slice(text).split_whitespace().map(str::to_lowercase).collect()
    };
    let hedged = words(body).iter().any(|w| {
        matches!(
            w.trim_matches(|c: char| !c.is_alphanumeric()),
            "possible" | "possibly" | "planned" | "potential" | "may" | "might"
        )
    });
    heading.certainty == C::Certain
        && (matches!(body.certainty, C::Possible | C::Probable)
            || hedged && !words(heading).is_superset(&words(body)))
}
