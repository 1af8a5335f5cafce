//! `tidings explain`.

use std::io::Write;

use serde_json::{Map, Value, json};
use tidings::text::{CodePoints, Document, Span};
use tidings::view::explain::{self, ClaimWhy, PlaceWhy, Words};
use tidings::{Layers, Reader};

use crate::args::{DataArgs, ExplainArgs, ExplainFormat};
use crate::failure::{Done, Failure};
use crate::{input, progress};

pub fn run(data: &DataArgs, args: &ExplainArgs) -> Result<Done, Failure> {
    let input = input::documents(std::slice::from_ref(&args.file), &args.hints);
    if input.documents.is_empty() {
        return Err(Failure::new("no report could be read"));
    }
    let models = progress::models(data)?;
    let mut reader = Reader::new(&models);
    let mut out = String::new();
    let mut found = false;
    for document in &input.documents {
        let Some(wanted) = Wanted::new(args, document) else { continue };
        let (claims, places) = why(&mut reader, document, &wanted);
        found |= !claims.is_empty() || !places.is_empty();
        match args.format {
            ExplainFormat::Text => {
                if input.documents.len() > 1 && !(claims.is_empty() && places.is_empty()) {
                    out.push_str(&document.id);
                    out.push_str("\n\n");
                }
                out.push_str(&explain::text(&claims, &places));
            }
            ExplainFormat::Json => {
                let list = |all: Vec<Value>| Value::Array(all);
                let claims = list(claims.iter().map(claim_json).collect());
                let places = list(places.iter().map(place_json).collect());
                out.push_str(&json!({"doc": document.id, "claims": claims, "places": places}).to_string());
                out.push('\n');
            }
        }
    }
    if !found {
        return Err(Failure::new(
            "nothing there to explain: no claim or place at these words; without them, all are explained",
        ));
    }
    std::io::stdout().lock().write_all(out.as_bytes()).map_err(|e| Failure::output("the explanation", &e))?;
    Ok(Done::of(input.bad))
}

/// Which claims and places are asked for.
enum Wanted {
    All,
    Claim(usize),
    /// Those that touch one of these stretches.
    At(Vec<Span>),
}

impl Wanted {
    /// `None` if the words do not stand in the document.
    fn new(args: &ExplainArgs, document: &Document) -> Option<Self> {
        if let Some(n) = args.claim {
            return Some(Wanted::Claim(n));
        }
        if let Some(at) = args.at {
            return Some(Wanted::At(vec![CodePoints::new(&document.text).to_span(at, at + 1)]));
        }
        let Some(words) = &args.words else { return Some(Wanted::All) };
        let spans: Vec<Span> =
            document.text.match_indices(words.as_str()).map(|(at, w)| Span::new(at, at + w.len())).collect();
        (!spans.is_empty()).then_some(Wanted::At(spans))
    }

    fn touches(&self, span: Span) -> bool {
        match self {
            Wanted::All => true,
            Wanted::Claim(_) => false,
            Wanted::At(spans) => spans.iter().any(|s| s.start < span.end && span.start < s.end),
        }
    }
}

fn why(reader: &mut Reader, document: &Document, wanted: &Wanted) -> (Vec<ClaimWhy>, Vec<PlaceWhy>) {
    let points = CodePoints::new(&document.text);
    let (mut claims, mut places, mut first) = (Vec::new(), Vec::new(), 0);
    reader.read(document, Layers { places: true, ..Layers::CLAIMS }, |reading| {
        let read = reading.explained();
        let asked = |n: usize, span| matches!(wanted, Wanted::Claim(k) if *k == n) || wanted.touches(span);
        let told = explain::claims(read, &points, first, |n, c| asked(n, c.span));
        // A place that a claim already explains is not told again.
        let shown: Vec<(usize, usize)> = told.iter().flat_map(|c| &c.places).map(|p| p.words.at).collect();
        places.extend(explain::places(read, &points, |p| {
            wanted.touches(p.span) && !shown.contains(&points.of_span(p.span))
        }));
        claims.extend(told);
        first += reading.claims.len();
    });
    (claims, places)
}

fn claim_json(c: &ClaimWhy) -> Value {
    let mut fields = Map::new();
    for f in &c.fields {
        let reason = |(rule, words): &(String, Option<Words>)| {
            json!({"rule": rule, "at": words.as_ref().map(|w| json!([w.at.0, w.at.1])),
                   "words": words.as_ref().map(|w| w.text.clone())})
        };
        fields.insert(
            f.field.into(),
            json!({"value": f.value, "reasons": f.reasons.iter().map(reason).collect::<Vec<_>>(),
                   "alternatives": f.alternatives, "look_in": f.look_in}),
        );
    }
    json!({"claim": c.number, "start": c.words.at.0, "end": c.words.at.1, "text": c.words.text,
           "fields": fields, "places": c.places.iter().map(place_json).collect::<Vec<_>>()})
}

fn place_json(p: &PlaceWhy) -> Value {
    let round = |x: f64| (x * 1e4).round() / 1e4;
    let candidates: Vec<Value> = p
        .candidates
        .iter()
        .map(|c| {
            let features: Map<String, Value> =
                c.features.iter().map(|(name, x)| ((*name).to_string(), round(*x).into())).collect();
            json!({"name": c.name, "gazetteer_id": c.id, "within": c.within, "precision": c.precision,
                   "lat": round(c.area.lat), "lon": round(c.area.lon), "radius_km": round(c.area.radius_km),
                   "score": round(c.score), "probability": round(c.probability), "features": features})
        })
        .collect();
    let area =
        p.area.map(|a| json!({"lat": round(a.lat), "lon": round(a.lon), "radius_km": round(a.radius_km)}));
    let recognised: Vec<Value> =
        p.recognised.iter().map(|(rule, x)| json!({"rule": rule, "worth": round(*x)})).collect();
    json!({"start": p.words.at.0, "end": p.words.at.1, "surface": p.words.text, "sense": p.sense,
           "recognised": recognised, "relation": p.relation, "precision": p.precision, "area": area,
           "acled_precision": p.codes.map(|c| c.acled), "ucdp_precision": p.codes.map(|c| c.ucdp),
           "candidates": candidates, "look_in": p.look_in})
}
