//! Claims that speak against each other, each pair cited.

use std::collections::BTreeSet;

use tidings_claim::{AttributionClass, Claim, Stance};

use crate::{ClaimRef, Conflict, ConflictKind, Report};

/// How many claims back a denial looks for what it denies.
const REACH: usize = 6;

pub(crate) fn conflicts(reports: &[Report]) -> Vec<Conflict> {
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
                out.extend(denied.map(|j| pair(ConflictKind::Denies, r, i, j)));
            }
            if let Some(j) = a.repeats.filter(|&j| weaker(text, a, &report.claims[j])) {
                out.push(pair(ConflictKind::Overstates, r, i, j));
            }
        }
    }
    out.sort_by_key(|c: &Conflict| (c.kind, c.a, c.b));
    out
}

fn pair(kind: ConflictKind, report: usize, a: usize, b: usize) -> Conflict {
    Conflict {
        kind,
        a: ClaimRef { report, claim: a },
        b: ClaimRef { report, claim: b },
        figures: None,
        measure: None,
        because: Vec::new(),
    }
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
