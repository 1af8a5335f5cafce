//! Whether a query holds of a claim: pure, and the same whatever else is in the ledger.

use tidings_claim::{Claim, Polarity};

use super::{Comparison, Field, Query, Review, UNRESOLVED};
use crate::{ClaimRef, Kind, Ledger, Report, filing};

/// A claim as a query sees it.
#[derive(Clone, Copy)]
struct Seen<'a> {
    report: &'a Report,
    claim: &'a Claim,
    kind: Kind,
    review: Review,
}

impl Query {
    /// Whether it holds of a claim as it was read, before anybody decided or took back anything.
    pub fn holds(&self, report: &Report, claim: &Claim) -> bool {
        self.fits(Seen { report, claim, kind: Kind::of(claim), review: Review::Unreviewed })
    }

    /// Whether it holds of a claim of a ledger.
    pub fn holds_in(&self, ledger: &Ledger, at: ClaimRef) -> bool {
        let review = ledger.reviews.of(at);
        self.fits(Seen { report: ledger.report(at), claim: ledger.claim(at), kind: ledger.kind(at), review })
    }

    fn fits(&self, seen: Seen) -> bool {
        let Seen { report, claim, .. } = seen;
        match self {
            Query::All => true,
            Query::And(parts) => parts.iter().all(|q| q.fits(seen)),
            Query::Or(parts) => parts.iter().any(|q| q.fits(seen)),
            Query::Not(inner) => !inner.fits(seen),
            Query::Words(words) => {
                let whole = claim.within.unwrap_or(claim.span).join(claim.span);
                Folded::new(report.document.slice(whole)).has(words)
            }
            Query::Field(field, values) => values.iter().any(|v| field_holds(*field, v, seen)),
            Query::Since(day) => match (claim.time.start, claim.time.end) {
                (_, Some(end)) => end >= *day,
                (start, None) => start.is_some(),
            },
            Query::Until(day) => claim.time.start.or(claim.time.end).is_some_and(|first| first <= *day),
            Query::Figure(measure, how, n) => {
                let figures = claim.quantities.iter().filter(|q| q.measure == *measure && q.printed);
                figures.into_iter().any(|q| compares(q.min, q.max, *how, *n))
            }
        }
    }
}

fn compares(min: Option<f64>, max: Option<f64>, how: Comparison, n: f64) -> bool {
    let low = min.or(max);
    let high = max.or(min);
    match how {
        Comparison::AtLeast => low.is_some_and(|x| x >= n),
        Comparison::MoreThan => low.is_some_and(|x| x > n),
        Comparison::AtMost => high.is_some_and(|x| x <= n),
        Comparison::LessThan => high.is_some_and(|x| x < n),
        Comparison::Is => low.is_some_and(|x| x <= n) && high.is_some_and(|x| x >= n),
    }
}

fn field_holds(field: Field, value: &str, seen: Seen) -> bool {
    let Seen { report, claim: c, .. } = seen;
    let named = |name: &str| Folded::new(name).has(value);
    match field {
        Field::Place => c.places.iter().any(|p| {
            let code = |s: &str| s.eq_ignore_ascii_case(value);
            let printed = p.span.is_some_and(|s| named(s.slice(&report.document.text)));
            let coded = p.at.as_ref().is_some_and(|at| {
                named(&at.name) || code(&at.country) || at.iso3166_2.as_deref().is_some_and(code)
            });
            printed || coded || named(&p.name)
        }),
        Field::By => match c.speaker.as_deref() {
            Some(speaker) => named(speaker),
            None => {
                value.eq_ignore_ascii_case("publisher")
                    || report.document.meta.publisher.as_deref().is_some_and(named)
            }
        },
        Field::Via => {
            c.chain.iter().any(|link| named(&link.who)) || c.evidence.iter().any(|e| named(&e.name))
        }
        Field::From => report.document.meta.publisher.as_deref().is_some_and(named),
        Field::Report => report.document.id == value || named(&report.document.id),
        Field::Who => c.actors.iter().chain(&c.recipients).any(|p| named(&p.name)),
        Field::Type => [c.plover.kind, c.acled.event, c.acled.sub_event].contains(&Some(value)),
        Field::Mode => c.plover.modes.contains(&value),
        Field::Context => c.plover.contexts.contains(&value),
        Field::Stance => c.stance.as_str() == value,
        Field::Certainty => c.certainty.as_str() == value,
        Field::Tier => c.tier.as_str() == value,
        Field::Tie => c.attribution.as_str() == value,
        Field::Kind => seen.kind.code() == value,
        Field::Review => seen.review.as_str() == value,
        Field::Lang => report.document.meta.lang.as_deref().is_some_and(|l| l.eq_ignore_ascii_case(value)),
        Field::Precision => c
            .places
            .iter()
            .min_by_key(|p| filing(p))
            .is_some_and(|p| value == if p.at.is_some() { p.precision.as_str() } else { UNRESOLVED }),
        Field::Actor => c.actors.iter().any(|p| named(&p.name)),
        Field::Figure => c.quantities.iter().any(|q| q.printed && q.measure.as_str() == value),
        Field::Is => match value {
            "quoted" => c.direct_quote,
            "negated" => c.polarity == Polarity::Negative,
            "repeated" => c.repeats.is_some(),
            "future" => c.plover.aux.contains(&"future"),
            "private" => report.private.iter().any(|p| c.span.overlaps(p.span)),
            _ => false,
        },
        Field::Has => match value {
            "place" => !c.places.is_empty(),
            "date" => c.time.span.is_some(),
            "figure" => c.quantities.iter().any(|q| q.printed),
            "speaker" => c.speaker.is_some(),
            "evidence" => !c.evidence.is_empty(),
            "type" => c.plover.kind.is_some(),
            "actor" => c.actors.iter().any(tidings_claim::Party::is_named),
            "lang" => report.document.meta.lang.is_some(),
            _ => false,
        },
    }
}

/// A text as words without case, for finding a run of words in it.
pub struct Folded(Vec<String>);

impl Folded {
    /// The words of a text.
    pub fn new(text: &str) -> Self {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        Self(words.map(str::to_lowercase).collect())
    }

    /// Whether these words stand here side by side; the last one may be only begun ("evacuat").
    pub fn has(&self, wanted: &str) -> bool {
        let wanted = Folded::new(wanted).0;
        let Some((last, first)) = wanted.split_last() else { return false };
        self.0.windows(wanted.len()).any(|run| {
            run[..first.len()].iter().zip(first).all(|(a, b)| a == b)
                && run[first.len()].starts_with(last.as_str())
        })
    }
}

impl std::fmt::Display for Folded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}
