//! How a claim is named so that the name outlives the reading, and what it said when it was named.
//!
//! A short id is `a1b2c3d4.123-140`: the first digits of the source's hash and the clause's bytes in the decoded
//! text. It stays the same as long as the clause is cut the same, whatever else a better version reads.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;
use tidings_claim::{Claim, ClaimPlace, PlaceRole};
use tidings_text::{Document, Span, hex};

use super::ClaimKey;
use crate::words::{SEED, mix};
use crate::{ClaimRef, Report};

/// Digits of the source's hash in a short id.
const DIGITS: usize = 8;

/// Claims that an error about an ambiguous id lists.
const MOST_CANDIDATES: usize = 12;

impl ClaimKey {
    /// The name of a claim of `report`, which must have it.
    pub fn of(report: &Report, claim: usize) -> Self {
        Self::of_claim(&report.document, &report.claims[claim])
    }

    /// The name of a claim that was read in a document.
    pub fn of_claim(d: &Document, c: &Claim) -> Self {
        let said = said(c);
        Self {
            source: d.source.sha256,
            span: c.span,
            words: d.slice(c.span).to_string(),
            print: print(&said),
            said,
        }
    }

    /// The short id: `a1b2c3d4.123-140`.
    pub fn short(&self) -> String {
        short(&self.source, self.span)
    }
}

fn short(source: &[u8; 32], span: Span) -> String {
    format!("{}.{}-{}", &hex(source)[..DIGITS], span.start, span.end)
}

/// The short ids of a report's claims. Where two claims have the same clause, the hash of what each says is added:
/// `a1b2c3d4.123-140.9f03`.
pub fn ids(report: &Report) -> Vec<String> {
    let mut with: BTreeMap<Span, usize> = BTreeMap::new();
    for c in &report.claims {
        *with.entry(c.span).or_default() += 1;
    }
    let id = |c: &Claim| {
        let id = short(&report.document.source.sha256, c.span);
        if with[&c.span] > 1 { format!("{id}.{:04x}", print(&said(c)) >> 48) } else { id }
    };
    report.claims.iter().map(id).collect()
}

/// An id that names no claim, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// Not of the form of an id.
    #[error("`{0}` is no claim's id; an id reads like a1b2c3d4.123-140, and may be shortened to a1b2.123")]
    NotAnId(String),
    /// No such claim.
    #[error("no claim `{0}`")]
    NotFound(String),
    /// Several claims; the first of them, each with its id in full and its words.
    #[error("`{id}` may be any of {count} claims:{}", listed(candidates))]
    Ambiguous {
        /// What was looked for.
        id: String,
        /// How many there are.
        count: usize,
        /// The first of them.
        candidates: Vec<(String, String)>,
    },
}

fn listed(candidates: &[(String, String)]) -> String {
    candidates.iter().fold(String::new(), |mut out, (id, words)| {
        let _ = write!(out, "\n  {id}  {words}");
        out
    })
}

/// The claim that an id names. Hash and characters may be cut short as long as one claim is left: `a1b2.12` is the
/// clause that begins at 12 of the report whose hash begins with a1b2, or else the only one at 12-something,
/// 120 or 1234.
///
/// # Errors
/// An id that no claim has, or that several have.
pub fn find(reports: &[impl Borrow<Report>], id: &str) -> Result<ClaimRef, FindError> {
    let wanted = Wanted::parse(id).ok_or_else(|| FindError::NotAnId(id.to_string()))?;
    let mut best = 0;
    let mut found: Vec<ClaimRef> = Vec::new();
    for (r, report) in reports.iter().map(Borrow::borrow).enumerate() {
        if !report.document.source.sha256_hex().starts_with(&wanted.hash) {
            continue;
        }
        for (i, c) in report.claims.iter().enumerate() {
            let fit = wanted.fit(c);
            if fit > best {
                best = fit;
                found.clear();
            }
            if fit > 0 && fit == best {
                found.push(ClaimRef { report: r, claim: i });
            }
        }
    }
    match found[..] {
        [] => Err(FindError::NotFound(id.to_string())),
        [one] => Ok(one),
        _ => {
            let long = |at: &ClaimRef| {
                let report: &Report = reports[at.report].borrow();
                let (d, c) = (&report.document, &report.claims[at.claim]);
                let hash = hex(&d.source.sha256[..DIGITS]);
                let long = format!("{hash}.{}-{}.{:04x}", c.span.start, c.span.end, print(&said(c)) >> 48);
                (long, d.slice(c.span).to_string())
            };
            let candidates = found.iter().take(MOST_CANDIDATES).map(long).collect();
            Err(FindError::Ambiguous { id: id.to_string(), count: found.len(), candidates })
        }
    }
}

/// An id taken apart.
struct Wanted {
    hash: String,
    span: String,
    print: String,
}

impl Wanted {
    fn parse(id: &str) -> Option<Self> {
        let mut parts = id.trim().split('.');
        let (hash, span, print) = (parts.next()?, parts.next()?, parts.next().unwrap_or(""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_hexdigit());
        let counts = span.strip_suffix('-').unwrap_or(span).splitn(2, '-');
        let whole = counts.clone().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        let ok = !hash.is_empty() && digits(hash) && digits(print) && whole && parts.next().is_none();
        ok.then(|| Self {
            hash: hash.to_ascii_lowercase(),
            span: span.to_string(),
            print: print.to_ascii_lowercase(),
        })
    }

    /// 0 if it is not meant; more the more exactly it is.
    fn fit(&self, c: &Claim) -> u8 {
        let whole = format!("{}-{}", c.span.start, c.span.end);
        if !whole.starts_with(&self.span) {
            return 0;
        }
        if !self.print.is_empty() && !format!("{:016x}", print(&said(c))).starts_with(&self.print) {
            return 0;
        }
        let start = self.span.split('-').next() == whole.split('-').next();
        1 + u8::from(start) + u8::from(self.span == whole)
    }
}

/// What a claim says, field by field, in the form that an [`Edit`](super::Edit) takes. Every field has an entry,
/// also an empty one; figures have one for each measure (`quantities.killed`).
pub fn said(c: &Claim) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for name in [
        "speaker",
        "stance",
        "certainty",
        "polarity",
        "plover",
        "acled",
        "actors",
        "recipients",
        "places",
        "time",
    ] {
        out.insert(name.to_string(), field(c, name).unwrap_or_default());
    }
    for q in &c.quantities {
        let slot = format!("quantities.{}", q.measure.as_str());
        if let std::collections::btree_map::Entry::Vacant(free) = out.entry(slot) {
            let value = field(c, free.key()).unwrap_or_default();
            free.insert(value);
        }
    }
    out
}

/// The value of one field of a claim, as [`said`] writes it; `None` if no field has that name.
pub fn field(c: &Claim, name: &str) -> Option<String> {
    let names =
        |list: &[tidings_claim::Party]| list.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("; ");
    let value = match name {
        "speaker" => c.speaker.clone().unwrap_or_default(),
        "stance" => c.stance.as_str().to_string(),
        "certainty" => c.certainty.as_str().to_string(),
        "polarity" => c.polarity.as_str().to_string(),
        "plover" => {
            let p = &c.plover;
            let words = p.kind.iter().chain(&p.modes).chain(&p.aux);
            words.copied().collect::<Vec<_>>().join(" ")
        }
        "acled" => c.acled.sub_event.or(c.acled.event).unwrap_or_default().to_string(),
        "actors" => names(&c.actors),
        "recipients" => names(&c.recipients),
        "places" => c.places.iter().map(place).collect::<Vec<_>>().join("; "),
        "time" => time(c.time.start, c.time.end),
        _ => {
            let measure = name.strip_prefix("quantities.")?;
            let of = c.quantities.iter().filter(|q| q.measure.as_str() == measure);
            let one = |q: &tidings_claim::ClaimQuantity| {
                let part = if q.part { "of them " } else { "" };
                format!("{part}{} {}", range(q.min, q.max), q.of).trim_end().to_string()
            };
            of.map(one).collect::<Vec<_>>().join("; ")
        }
    };
    Some(value)
}

fn place(p: &ClaimPlace) -> String {
    let role = if p.role == PlaceRole::Event { String::new() } else { format!("{}: ", p.role.as_str()) };
    let at = p.at.as_ref().map_or(String::new(), |c| format!(" @ {:.3},{:.3}", c.lat, c.lon));
    format!("{role}{}{at} {}", p.name, p.precision.as_str())
}

fn time(start: Option<Date>, end: Option<Date>) -> String {
    match (start, end) {
        (None, None) => String::new(),
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => {
            let day = |d: Option<Date>| d.map_or(String::new(), |d| d.to_string());
            format!("{}..{}", day(a), day(b))
        }
    }
}

fn range(min: Option<f64>, max: Option<f64>) -> String {
    match (min, max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => {
            let bound = |n: Option<f64>| n.map_or(String::new(), |n| n.to_string());
            format!("{}..{}", bound(a), bound(b))
        }
    }
}

/// FNV-1a, 64 bits, of the fields in order. Written into logs, so it must never change.
fn print(said: &BTreeMap<String, String>) -> u64 {
    let bytes =
        said.iter().flat_map(|(name, value)| name.bytes().chain([0x1f]).chain(value.bytes()).chain([0x1e]));
    bytes.fold(SEED, |h, byte| mix(h, u64::from(byte)))
}

/// A number for a place that no gazetteer has, the same for the same name and point, and none of a gazetteer's.
pub(super) fn place_id(name: &str, lat: f64, lon: f64) -> u64 {
    let of = BTreeMap::from([(name.to_lowercase(), format!("{lat:.5},{lon:.5}"))]);
    print(&of) | 1 << 63
}
