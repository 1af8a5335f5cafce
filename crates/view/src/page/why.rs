//! An explanation as the page shows it: masked as everything else.

use super::{Book, CandidateWhy, Feature, FieldWhy, PlaceWhy, Reason, Why};
use crate::explain::{ClaimWhy, FieldWhy as Field, PlaceWhy as Place, Words};

impl Book<'_> {
    /// The explanation of a claim of a report.
    pub fn why(&self, report: usize, told: &ClaimWhy) -> Why {
        let words = |s: &str| self.shown().words(report, s);
        let reason = |(rule, at): &(String, Option<Words>)| Reason {
            rule: words(rule),
            words: at.as_ref().map(|w| words(&w.text)),
        };
        let field = |f: &Field| FieldWhy {
            field: f.field,
            value: words(&f.value),
            reasons: f.reasons.iter().map(reason).collect(),
            alternatives: f.alternatives.iter().map(|a| words(a)).collect(),
            look_in: f.look_in,
        };
        let place = |p: &Place| PlaceWhy {
            words: words(&p.words.text),
            sense: p.sense,
            precision: p.precision,
            candidates: p
                .candidates
                .iter()
                .map(|c| CandidateWhy {
                    name: words(&c.name),
                    country: c.within.clone(),
                    score: round(c.score),
                    features: c
                        .features
                        .iter()
                        .map(|(name, value)| Feature { name, value: round(*value) })
                        .collect(),
                })
                .collect(),
        };
        Why {
            fields: told.fields.iter().map(field).collect(),
            places: told.places.iter().map(place).collect(),
        }
    }
}

fn round(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}
