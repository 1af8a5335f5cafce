//! Why a value is what it is: the rule and the words that gave each field of a claim, what else could have been
//! meant, and where a wrong one is mended.
//!
//! Nothing is worked out anew: the reasons are those that the steps left behind while they read. [`text`] is for a
//! terminal; the structure itself is what the JSON form writes.

use std::collections::BTreeMap;
use std::fmt::Write;

use tidings_claim::{Attribution, Claim, ClaimPlace, Event};
use tidings_mention::place::Codes;
use tidings_mention::{Area, Candidate, Mentions, Parse, Place};
use tidings_text::{CodePoints, Span};

use crate::words;

/// What an explanation is drawn from: one reading of a report.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// Tokens and sentences.
    pub parse: &'a Parse<'a>,
    /// Places, times, figures.
    pub mentions: &'a Mentions,
    /// Who says what.
    pub attributions: &'a [Attribution],
    /// What happened.
    pub events: &'a [Event],
    /// The claims.
    pub claims: &'a [Claim],
}

/// Characters of the text, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Unicode code points, end-exclusive.
    pub at: (usize, usize),
    /// What stands there.
    pub text: String,
}

/// Why a claim is what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimWhy {
    /// Its number among the claims of the report, from 0.
    pub number: usize,
    /// The clause that carries it.
    pub words: Words,
    /// Field by field, in the order of the JSON.
    pub fields: Vec<FieldWhy>,
    /// The places it names.
    pub places: Vec<PlaceWhy>,
}

/// Why a field has its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWhy {
    /// Name of the field.
    pub field: &'static str,
    /// Its value, as people write it.
    pub value: String,
    /// The rules or lexicon entries that gave it, and the words they went by.
    pub reasons: Vec<(String, Option<Words>)>,
    /// What else the words could have given.
    pub alternatives: Vec<String>,
    /// The data file or module to look in if it is wrong.
    pub look_in: &'static str,
}

/// Why a toponym means what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceWhy {
    /// The toponym.
    pub words: Words,
    /// How it is used.
    pub sense: &'static str,
    /// The words that put something beside it or in a part of it.
    pub relation: Option<String>,
    /// What spoke for (positive) and against taking the name for a place at all.
    pub recognised: Vec<(&'static str, f64)>,
    /// How far the text pins it down.
    pub precision: &'static str,
    /// The same in the codes of ACLED and UCDP; `None` = unresolved.
    pub codes: Option<Codes>,
    /// Where it is drawn; `None` = unresolved.
    pub area: Option<Area>,
    /// What it can mean, the likeliest first.
    pub candidates: Vec<CandidateWhy>,
    /// The data file or module to look in if it is wrong.
    pub look_in: &'static str,
}

/// One meaning of a toponym.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateWhy {
    /// English name.
    pub name: String,
    /// Gazetteer id.
    pub id: u64,
    /// ISO code of the division it is or lies in, else of the country.
    pub within: String,
    /// What kind of place.
    pub precision: &'static str,
    /// Where it is.
    pub area: Area,
    /// The sum of the features.
    pub score: f64,
    /// Probability among the candidates shown.
    pub probability: f64,
    /// What each feature gave.
    pub features: Vec<(&'static str, f64)>,
}

/// Where each field is decided: data first, then the module.
const LOOK_IN: [(&str, &str); 14] = [
    (
        "speaker",
        "data/attribution.txt, data/names.txt; crates/claim/src/speaker, crates/claim/src/attribution",
    ),
    ("attribution", "data/attribution.txt; crates/claim/src/attribution, crates/claim/src/inherit.rs"),
    ("evidence", "crates/claim/src/attribution"),
    ("stance", "data/stance.txt, data/attribution.txt; crates/claim/src/stance"),
    ("certainty", "data/stance.txt; crates/claim/src/stance"),
    ("polarity", "crates/claim/src/stance"),
    ("tier", "crates/claim/src/tier.rs; crates/text/src/blocks"),
    ("plover", "data/events; crates/claim/src/event"),
    ("acled", "data/events; crates/claim/src/event"),
    ("actors", "crates/claim/src/event"),
    ("recipients", "crates/claim/src/event"),
    ("places", "crates/claim/src/place.rs; which place is meant: below"),
    ("time", "crates/claim/src/when.rs; the expression itself: crates/mention/src/time"),
    ("quantities", "data/measures.txt; crates/mention/src/quantity"),
];
/// Where a toponym is decided.
const LOOK_IN_PLACE: &str = "no or wrong candidates: data/gazetteer, `tidings gazetteer add`; the wrong one first: \
                             crates/mention/src/place/weigh.rs, resolve.rs; no place at all: evidence.rs";

/// Explains the claims of a reading that `wanted` asks for; `first` is the number of its first claim.
pub fn claims(
    read: Read,
    points: &CodePoints,
    first: usize,
    wanted: impl Fn(usize, &Claim) -> bool,
) -> Vec<ClaimWhy> {
    let explain = Explain { read, points };
    let numbered = read.claims.iter().enumerate().map(|(i, c)| (first + i, c));
    numbered.filter(|(n, c)| wanted(*n, c)).map(|(n, c)| explain.claim(n, c)).collect()
}

/// Explains the toponyms of a reading that `wanted` asks for.
pub fn places(read: Read, points: &CodePoints, wanted: impl Fn(&Place) -> bool) -> Vec<PlaceWhy> {
    let explain = Explain { read, points };
    read.mentions.places.iter().filter(|p| wanted(p)).map(|p| explain.place(p)).collect()
}

struct Explain<'a> {
    read: Read<'a>,
    points: &'a CodePoints<'a>,
}

impl Explain<'_> {
    fn text(&self, span: Span) -> &str {
        span.slice(&self.read.parse.doc().text)
    }

    fn words(&self, span: Span) -> Words {
        let text = self.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
        Words { at: self.points.of_span(span), text }
    }

    fn claim(&self, number: usize, c: &Claim) -> ClaimWhy {
        let mut values = values(c);
        // Fields that a step gave reasons for and that are not listed here are shown all the same.
        let known = |field: &str| values.iter().any(|v| v.0 == field);
        let others: BTreeMap<&'static str, String> =
            c.reasons.iter().filter(|r| !known(r.field)).map(|r| (r.field, String::new())).collect();
        values.extend(others);
        let fields = values
            .into_iter()
            .map(|(field, value)| FieldWhy {
                field,
                value,
                reasons: c
                    .reasons
                    .iter()
                    .filter(|r| r.field == field)
                    .map(|r| (r.rule.clone(), r.span.map(|s| self.words(s))))
                    .collect(),
                alternatives: self.alternatives(field, c),
                look_in: LOOK_IN.iter().find(|(f, _)| *f == field).map_or("", |(_, at)| at),
            })
            .collect();
        let named = |p: &&Place| c.places.iter().any(|q| q.span == Some(p.span));
        let places = self.read.mentions.places.iter().filter(named).map(|p| self.place(p)).collect();
        ClaimWhy { number, words: self.words(c.span), fields, places }
    }

    /// What stood beside the words that were chosen.
    fn alternatives(&self, field: &str, c: &Claim) -> Vec<String> {
        let (parse, m) = (self.read.parse, self.read.mentions);
        let sentence = parse.tokens_in(c.span).next().map_or(0..0, |t| parse.sentence_of(t).tokens.clone());
        let span = if sentence.is_empty() { c.span } else { parse.span(sentence.clone()) };
        match field {
            "speaker" | "attribution" => {
                let other = |a: &&Attribution| {
                    a.cue != c.cue && a.content.iter().any(|s| s.start < c.span.end && c.span.start < s.end)
                };
                let shown = |a: &Attribution| {
                    let part =
                        |list: &[Span]| list.iter().map(|s| self.text(*s)).collect::<Vec<_>>().join(" .. ");
                    let source = if a.source.is_empty() { "nobody named".into() } else { part(&a.source) };
                    format!("{source}, by \"{}\" ({})", part(&a.cue), a.rule)
                };
                self.read.attributions.iter().filter(other).map(shown).collect()
            }
            "plover" => {
                let chosen =
                    |e: &Event| c.reasons.iter().any(|r| r.span == Some(parse.token(e.trigger).span));
                let inside = |e: &&Event| {
                    let at = parse.token(e.trigger).span;
                    c.span.start <= at.start && at.end <= c.span.end && !chosen(e)
                };
                let shown = |e: &Event| {
                    let kind = e.plover.kind.unwrap_or("no code");
                    format!("{kind} by \"{}\" ({})", parse.str(e.trigger), e.rule)
                };
                self.read.events.iter().filter(inside).map(shown).collect()
            }
            "places" => {
                let other = |p: &&Place| !c.places.iter().any(|q| q.span == Some(p.span));
                let shown = |p: &Place| format!("\"{}\" ({})", self.text(p.span), p.sense.as_str());
                m.places_in(sentence).iter().filter(other).map(shown).collect()
            }
            "time" => {
                let others = m.times_in(span).iter().filter(|t| c.time.span != Some(t.span));
                others.map(|t| format!("\"{}\" = {} ({})", self.text(t.span), t.value, t.rule)).collect()
            }
            "quantities" => {
                let others = m
                    .quantities_in(sentence)
                    .iter()
                    .filter(|q| !c.quantities.iter().any(|x| x.span == q.span));
                others
                    .map(|q| format!("\"{}\" = {} ({})", self.text(q.span), q.measure.as_str(), q.rule))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn place(&self, p: &Place) -> PlaceWhy {
        let top = p.candidates.iter().map(|c| c.score).fold(f64::NEG_INFINITY, f64::max);
        let all: f64 = p.candidates.iter().map(|c| (c.score - top).exp()).sum();
        let candidate = |c: &Candidate| CandidateWhy {
            name: c.name.clone(),
            id: c.id,
            within: c.iso3166_2.clone().unwrap_or_else(|| c.country.clone()),
            precision: c.precision.as_str(),
            area: Area { lat: c.lat, lon: c.lon, radius_km: c.radius_km },
            score: c.score,
            probability: (c.score - top).exp() / all,
            features: c.features.clone(),
        };
        PlaceWhy {
            words: self.words(p.span),
            sense: p.sense.as_str(),
            relation: p.relation.as_ref().map(|r| self.text(r.span).to_string()),
            recognised: p.because.clone(),
            precision: p.precision.as_str(),
            codes: p.codes(),
            area: p.area(),
            candidates: p.candidates.iter().map(candidate).collect(),
            look_in: LOOK_IN_PLACE,
        }
    }
}

/// The fields of a claim as people write them, in the order of the JSON.
fn values(c: &Claim) -> Vec<(&'static str, String)> {
    let parties =
        |list: &[tidings_claim::Party]| list.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("; ");
    let figures = c
        .quantities
        .iter()
        .map(|q| format!("{} {} ({})", q.measure.as_str(), words::interval(q.min, q.max), q.of));
    let code = |parts: &[Option<&str>]| parts.iter().flatten().copied().collect::<Vec<_>>().join(", ");
    let modes = c.plover.modes.iter().chain(&c.plover.contexts).chain(&c.plover.aux).copied().map(Some);
    let plover: Vec<Option<&str>> = std::iter::once(c.plover.kind).chain(modes).collect();
    vec![
        ("speaker", c.speaker.clone().unwrap_or_else(|| "the publisher".into())),
        ("attribution", c.attribution.as_str().into()),
        ("evidence", parties(&c.evidence)),
        ("stance", c.stance.as_str().into()),
        ("certainty", c.certainty.as_str().into()),
        ("polarity", c.polarity.as_str().into()),
        ("tier", c.tier.as_str().into()),
        ("plover", code(&plover)),
        ("acled", code(&[c.acled.event, c.acled.sub_event])),
        ("actors", parties(&c.actors)),
        ("recipients", parties(&c.recipients)),
        ("places", c.places.iter().map(claim_place).collect::<Vec<_>>().join("; ")),
        (
            "time",
            format!(
                "{} ({})",
                words::time(c.time.start, c.time.end, c.time.basis.as_str()),
                c.time.basis.as_str()
            ),
        ),
        ("quantities", figures.collect::<Vec<_>>().join("; ")),
    ]
}

fn claim_place(p: &ClaimPlace) -> String {
    let name = if p.name.is_empty() { "unresolved" } else { &p.name };
    format!("{name} ({}, {})", p.role.as_str(), p.precision.as_str())
}

/// An explanation for a terminal.
pub fn text(claims: &[ClaimWhy], places: &[PlaceWhy]) -> String {
    let mut out = String::new();
    for c in claims {
        let _ = writeln!(out, "claim {}, characters {}: \"{}\"", c.number, range(c.words.at), c.words.text);
        for f in c.fields.iter().filter(|f| !f.value.is_empty() || !f.reasons.is_empty()) {
            let value = if f.value.is_empty() { "-" } else { &f.value };
            let _ = writeln!(out, "  {:<12} {value}", f.field);
            for (rule, words) in &f.reasons {
                let by =
                    words.as_ref().map_or_else(String::new, |w| format!(": \"{}\" {}", w.text, range(w.at)));
                let _ = writeln!(out, "{:15}because  {rule}{by}", "");
            }
            for other in &f.alternatives {
                let _ = writeln!(out, "{:15}not      {other}", "");
            }
            if !f.look_in.is_empty() {
                let _ = writeln!(out, "{:15}look in  {}", "", f.look_in);
            }
        }
        for p in &c.places {
            place_text(&mut out, p);
        }
        out.push('\n');
    }
    for p in places {
        place_text(&mut out, p);
        out.push('\n');
    }
    // Of what a report says nothing may turn a line round or steer the terminal.
    out.retain(|c| c == '\n' || !c.is_control() && !words::reorders(c));
    out
}

fn range(at: (usize, usize)) -> String {
    format!("{}-{}", at.0, at.1)
}

fn place_text(out: &mut String, p: &PlaceWhy) {
    let relation = p.relation.as_ref().map_or_else(String::new, |r| format!(", said by \"{r}\""));
    let _ = writeln!(out, "  place \"{}\" {}: {}{relation}", p.words.text, range(p.words.at), p.sense);
    let why: Vec<String> = p.recognised.iter().map(|(rule, x)| format!("{rule} {x:+.1}")).collect();
    if !why.is_empty() {
        let _ = writeln!(out, "    taken for a place: {}", why.join(", "));
    }
    match (p.area, p.codes) {
        (Some(a), Some(codes)) => {
            let Codes { acled, ucdp } = codes;
            let _ = writeln!(
                out,
                "    {}, within {:.0} km of {:.4}, {:.4}; ACLED geo_precision {acled}, UCDP where_prec {ucdp}",
                p.precision,
                a.radius_km.max(1.0),
                a.lat,
                a.lon
            );
        }
        _ if p.candidates.is_empty() => {
            let _ = writeln!(out, "    unresolved: the gazetteer knows no place of this name");
        }
        _ => {
            let _ = writeln!(out, "    unresolved: no candidate is likely enough");
        }
    }
    for (k, c) in p.candidates.iter().enumerate() {
        let _ = writeln!(
            out,
            "    {}. {} ({}, {}) {:.2}, {:.2}  id {}  score {:.1}, probability {:.2}",
            k + 1,
            c.name,
            c.precision,
            c.within,
            c.area.lat,
            c.area.lon,
            c.id,
            c.score,
            c.probability
        );
        let features: Vec<String> = c.features.iter().map(|(name, x)| format!("{name} {x:+.1}")).collect();
        let _ = writeln!(out, "       {}", features.join(", "));
    }
    let _ = writeln!(out, "    look in  {}", p.look_in);
}
