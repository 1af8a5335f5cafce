//! What an analyst asks for, checked against what is read, as a decision that outlives the reading.

use std::collections::BTreeSet;

use serde::Deserialize;
use tidings::ledger::decision::{Edit, Fate};
use tidings::ledger::{Act, ClaimKey, ConflictKind};

use crate::problem::Problem;
use crate::snapshot::Snapshot;

/// Longest words of a person, in characters.
const LONGEST: usize = 10_000;

/// The body of `POST /api/v1/decisions`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// Number of the last decision that its maker had seen.
    pub expected: u64,
    /// Who decides.
    pub who: String,
    /// Why.
    pub why: String,
    /// What.
    pub act: Asked,
}

/// A decision with claims by their names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Asked {
    /// The claim is read rightly.
    Accept(One),
    /// The claim is not in the report.
    Reject(One),
    /// A field should have another value.
    Edit(Setting),
    /// The claims are about one occurrence.
    Join(Several),
    /// The first is not about the same occurrence as the others.
    Split(Several),
    /// Two claims stand to each other in this way.
    Link(Pair),
    /// A remark.
    Note(Remark),
    /// An earlier decision no longer holds.
    Undo(Earlier),
}

/// One claim.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct One {
    claim: String,
}

/// A field of a claim and its new value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    claim: String,
    field: String,
    value: String,
}

/// Claims.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Several {
    claims: Vec<String>,
}

/// Two claims and how they stand to each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    a: String,
    b: String,
    #[serde(deserialize_with = "Option::deserialize")]
    kind: Option<String>,
}

/// A remark on a claim.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    claim: String,
    text: String,
}

/// An earlier decision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    decision: u64,
}

impl Asked {
    /// The decision, with its claims as they were read. Its maker has seen decisions up to `expected`, which may be
    /// later than what the snapshot has.
    ///
    /// # Errors
    /// What cannot be decided.
    pub fn act(&self, now: &Snapshot, expected: u64) -> Result<Act, Problem> {
        let key = |id: &String| -> Result<ClaimKey, Problem> {
            let at =
                now.book().find(id).ok_or_else(|| Problem::wrong(format!("no claim `{}`", short(id))))?;
            Ok(now.reviewed().key(at))
        };
        Ok(match self {
            Self::Accept(one) => Act::Accept(key(&one.claim)?),
            Self::Reject(one) => Act::Reject(key(&one.claim)?),
            Self::Edit(s) => edit(s, key(&s.claim)?)?,
            Self::Join(several) => Act::Join(keys(several, key)?),
            Self::Split(several) => Act::Split(keys(several, key)?),
            Self::Link(pair) => {
                let kind = pair.kind.as_deref().map(link).transpose()?;
                let (a, b) = (key(&pair.a)?, key(&pair.b)?);
                if a == b {
                    return Err(Problem::wrong("a claim cannot be linked with itself"));
                }
                Act::Link { a, b, kind }
            }
            Self::Note(remark) => {
                let text = words("a note", &remark.text)?;
                if text.is_empty() {
                    return Err(Problem::wrong("a note needs words"));
                }
                Act::Note { claim: key(&remark.claim)?, text }
            }
            Self::Undo(earlier) => undo(now, earlier.decision, expected)?,
        })
    }
}

fn keys(
    several: &Several,
    key: impl Fn(&String) -> Result<ClaimKey, Problem>,
) -> Result<Vec<ClaimKey>, Problem> {
    if several.claims.len() < 2 {
        return Err(Problem::wrong("two claims at least must be named"));
    }
    if several.claims.len() > 1000 {
        return Err(Problem::wrong("a thousand claims at most can be named"));
    }
    let keys = several.claims.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let distinct: BTreeSet<&ClaimKey> = keys.iter().collect();
    if distinct.len() < keys.len() {
        return Err(Problem::wrong("a claim is named twice"));
    }
    Ok(keys)
}

fn edit(s: &Setting, claim: ClaimKey) -> Result<Act, Problem> {
    let value = words("a value", &s.value)?;
    if value.contains("name withheld]") {
        return Err(Problem::wrong(
            "the value holds the sign of a masked name, which would take the name's place",
        )
        .advice("Leave the field as it is, or write what should stand there."));
    }
    let edit = Edit::parse(&s.field, &value).map_err(|e| Problem::wrong(e.to_string()))?;
    let field = match edit {
        Edit::Quantity(..) => "quantity".to_string(),
        _ => s.field.trim().to_ascii_lowercase(),
    };
    Ok(Act::Edit { claim, field, value })
}

fn link(kind: &str) -> Result<ConflictKind, Problem> {
    ConflictKind::parse(kind).ok_or_else(|| {
        let known: Vec<&str> = ConflictKind::ALL.iter().map(|k| k.as_str()).collect();
        Problem::wrong(format!("`{}` is no kind of link", short(kind)))
            .advice(format!("There are {}; null takes a link away.", known.join(", ")))
    })
}

fn undo(now: &Snapshot, id: u64, expected: u64) -> Result<Act, Problem> {
    let reviewed = now.reviewed();
    if now.last_decision < id && id <= expected {
        return Ok(Act::Undo(id));
    }
    if !reviewed.decisions.iter().any(|d| d.id == id) {
        return Err(Problem::wrong(format!("there is no decision {id}")));
    }
    match reviewed.ledger.reviews.fate(id) {
        Fate::Undone(by) => Err(Problem::wrong(format!("decision {id} was undone by decision {by}"))),
        _ => Ok(Act::Undo(id)),
    }
}

/// Words of a person, in bounds, without signs that steer.
pub fn words(what: &str, s: &str) -> Result<String, Problem> {
    let s = s.trim();
    if s.chars().count() > LONGEST {
        return Err(Problem::wrong(format!("{what} of more than {LONGEST} characters")));
    }
    Ok(s.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
}

fn short(s: &str) -> String {
    s.chars().take(80).collect()
}
