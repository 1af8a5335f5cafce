//! The exchange formats: layers and claims as JSON, offsets in Unicode code points, end-exclusive.

use serde_json::{Map, Value, json};
use tidings_claim::event::incident;
use tidings_claim::{Attribution, Claim, Event};
use tidings_mention::place::Codes;
use tidings_mention::{Name, Place, PlacePrecision, Quantity, Time};
use tidings_text::{CodePoints, Span};

use crate::{Layers, Reading};

/// Writes the layers of one document, reading by reading; indices count through all of them.
pub struct LayerWriter<'t> {
    points: CodePoints<'t>,
    layers: Layers,
    lists: [Vec<Value>; 7],
}

impl<'t> LayerWriter<'t> {
    /// For the wanted layers of a document with this text.
    pub fn new(text: &'t str, layers: Layers) -> Self {
        Self { points: CodePoints::new(text), layers, lists: Default::default() }
    }

    /// Appends a reading.
    pub fn push(&mut self, reading: &Reading) {
        let w = Writer {
            text: &reading.parse.doc().text,
            points: &self.points,
            reading,
            base: self.lists.each_ref().map(Vec::len),
        };
        let m = &reading.mentions;
        let l = self.layers;
        let [names, places, times, quantities, attributions, types, claims] = &mut self.lists;
        w.append(l.entities, names, &m.names, Writer::name);
        w.append(l.places, places, &m.places, Writer::place);
        w.append(l.times, times, &m.times, Writer::time);
        w.append(l.quantities, quantities, &m.quantities, Writer::quantity);
        w.append(l.attributions, attributions, &reading.attributions, Writer::attribution);
        w.append(l.types, types, &reading.events, Writer::event);
        w.append(l.claims, claims, &reading.claims, Writer::claim);
    }

    /// Puts the wanted layers into a JSON object, replacing what it had under their names.
    pub fn finish(self, out: &mut Map<String, Value>) {
        let l = self.layers;
        let wanted = [l.entities, l.places, l.times, l.quantities, l.attributions, l.types, l.claims];
        for ((name, list), wanted) in Layers::NAMES.into_iter().zip(self.lists).zip(wanted) {
            if wanted {
                out.insert(name.into(), list.into());
            }
        }
    }
}

/// Claims as JSON objects, reading by reading, as they come.
pub struct ClaimWriter<'t> {
    points: CodePoints<'t>,
    written: usize,
}

impl<'t> ClaimWriter<'t> {
    /// For a document with this text.
    pub fn new(text: &'t str) -> Self {
        Self { points: CodePoints::new(text), written: 0 }
    }

    /// The claims of the next reading.
    pub fn claims(&mut self, reading: &Reading) -> Vec<Value> {
        let mut base = [0; 7];
        base[6] = self.written;
        self.written += reading.claims.len();
        let w = Writer { text: &reading.parse.doc().text, points: &self.points, reading, base };
        reading.claims.iter().map(|c| w.claim(c)).collect()
    }
}

/// MUC-4 templates of a reading: one for each incident, slot by slot.
pub fn templates(reading: &Reading, words: &incident::Words) -> Vec<Value> {
    let filler = |f: &incident::Filler| match &f.of {
        None => json!({"alts": [f.value]}),
        Some(of) => json!({"alts": [f.value], "refs": [of]}),
    };
    let found = incident::find(&reading.parse, &reading.mentions, words);
    found
        .iter()
        .map(|t| {
            let slots =
                t.slots.iter().map(|(slot, list)| ((*slot).to_string(), list.iter().map(filler).collect()));
            Value::Object(slots.collect())
        })
        .collect()
}

struct Writer<'a> {
    text: &'a str,
    points: &'a CodePoints<'a>,
    reading: &'a Reading<'a>,
    /// Items of each layer that stand before this reading's.
    base: [usize; 7],
}

impl Writer<'_> {
    fn append<T>(&self, wanted: bool, out: &mut Vec<Value>, items: &[T], one: impl Fn(&Self, &T) -> Value) {
        if wanted {
            out.extend(items.iter().map(|x| one(self, x)));
        }
    }

    fn at(&self, offset: u32) -> usize {
        self.points.of_byte(offset as usize)
    }

    fn pair(&self, span: Span) -> Value {
        json!([self.at(span.start), self.at(span.end)])
    }

    fn spanned(&self, span: Span) -> Map<String, Value> {
        let mut out = Map::new();
        out.insert("start".into(), self.at(span.start).into());
        out.insert("end".into(), self.at(span.end).into());
        out.insert("surface".into(), span.slice(self.text).into());
        out
    }

    fn name(&self, n: &Name) -> Value {
        let mut out = self.spanned(n.span);
        out.insert("type".into(), n.kind.as_str().into());
        out.insert("role".into(), n.role.map_or(Value::Null, |r| r.slice(self.text).into()));
        out.insert("same_as".into(), (self.base[0] + n.same_as).into());
        out.into()
    }

    fn place(&self, p: &Place) -> Value {
        let mut out = self.spanned(p.span);
        let best = p.candidates.first().filter(|_| p.resolved);
        out.insert("lat".into(), best.map_or(Value::Null, |c| round(c.lat, 5)));
        out.insert("lon".into(), best.map_or(Value::Null, |c| round(c.lon, 5)));
        out.insert("name".into(), best.map_or(Value::Null, |c| c.name.clone().into()));
        out.insert("gazetteer_id".into(), best.map_or(Value::Null, |c| c.id.into()));
        out.insert(
            "country".into(),
            best.filter(|c| !c.country.is_empty()).map_or(Value::Null, |c| c.country.clone().into()),
        );
        out.insert(
            "iso3166_2".into(),
            best.and_then(|c| c.iso3166_2.clone()).map_or(Value::Null, Value::from),
        );
        out.insert("radius_km".into(), best.map_or(Value::Null, |c| round(c.radius_km, 1)));
        out.insert("precision".into(), p.precision.as_str().into());
        out.insert("sense".into(), p.sense.as_str().into());
        out.insert(
            "relation".into(),
            p.relation.as_ref().map_or(Value::Null, |r| r.span.slice(self.text).into()),
        );
        out.insert(
            "area".into(),
            p.area().map_or(Value::Null, |a| {
                json!({
                    "lat": round(a.lat, 5), "lon": round(a.lon, 5), "radius_km": round(a.radius_km, 1),
                })
            }),
        );
        let codes = p.codes();
        out.insert("acled_precision".into(), codes.map_or(Value::Null, |c| c.acled.into()));
        out.insert("ucdp_precision".into(), codes.map_or(Value::Null, |c| c.ucdp.into()));
        out.into()
    }

    fn time(&self, t: &Time) -> Value {
        let mut out = self.spanned(t.span);
        out.insert("type".into(), t.kind.as_str().into());
        out.insert("value".into(), t.value.clone().into());
        if !t.modifier.is_empty() {
            out.insert("mod".into(), t.modifier.into());
        }
        out.insert("first".into(), t.first.map_or(Value::Null, |d| d.to_string().into()));
        out.insert("last".into(), t.last.map_or(Value::Null, |d| d.to_string().into()));
        out.insert("precision".into(), t.precision.as_str().into());
        out.into()
    }

    fn quantity(&self, q: &Quantity) -> Value {
        let mut out = self.spanned(q.span);
        out.insert("measure".into(), q.measure.as_str().into());
        out.insert("min".into(), number(q.min));
        out.insert("max".into(), number(q.max));
        out.insert("of".into(), q.of.clone().into());
        out.insert("part_of".into(), q.part_of.map_or(Value::Null, |i| (self.base[3] + i).into()));
        out.insert("rate".into(), q.rate.into());
        out.into()
    }

    fn attribution(&self, a: &Attribution) -> Value {
        let spans = |list: &[Span]| Value::Array(list.iter().map(|s| self.pair(*s)).collect());
        json!({
            "source": spans(&a.source), "cue": spans(&a.cue), "content": spans(&a.content),
            "class": a.class.as_str(), "direct_quote": a.direct_quote, "evidence": spans(&a.evidence),
            "inside": a.inside.map(|i| self.base[4] + i),
        })
    }

    fn event(&self, e: &Event) -> Value {
        let parse = &self.reading.parse;
        let words = |tokens: &[usize]| -> Vec<&str> { tokens.iter().map(|&i| parse.str(i)).collect() };
        let mut out = self.spanned(parse.token(e.trigger).span);
        out.insert("plover".into(), plover(&e.plover));
        out.insert("acled".into(), acled(&e.acled));
        out.insert("actors".into(), words(&e.actors).into());
        out.insert("recipients".into(), words(&e.recipients).into());
        out.insert("instrument".into(), e.instrument.map_or(Value::Null, |i| parse.str(i).into()));
        out.into()
    }

    /// A claim in the shape of the claims contract.
    fn claim(&self, c: &Claim) -> Value {
        let names =
            |list: &[tidings_claim::Party]| -> Vec<String> { list.iter().map(|p| p.name.clone()).collect() };
        let mut out = self.spanned(c.span);
        out.remove("surface");
        out.insert("text".into(), c.span.slice(self.text).into());
        let rest = json!({
            "speaker": c.speaker,
            "speaker_span": c.speaker_span.map(|s| self.pair(s)),
            "chain": c.chain.iter().map(|l| json!({"who": l.who, "role": l.role.as_str(), "span": l.span.map(|s| self.pair(s))})).collect::<Vec<_>>(),
            "evidence": names(&c.evidence),
            "attribution": c.attribution.as_str(),
            "cue": c.cue.iter().map(|s| self.pair(*s)).collect::<Vec<_>>(),
            "direct_quote": c.direct_quote,
            "stance": c.stance.as_str(),
            "certainty": c.certainty.as_str(),
            "polarity": c.polarity.as_str(),
            "tier": c.tier.as_str(),
            "plover": plover(&c.plover),
            "acled": acled(&c.acled),
            "actors": names(&c.actors),
            "recipients": names(&c.recipients),
            "places": c.places.iter().map(|p| self.claim_place(p)).collect::<Vec<_>>(),
            "time": {
                "start": c.time.start.map(|d| d.to_string()),
                "end": c.time.end.map(|d| d.to_string()),
                "basis": c.time.basis.as_str(),
                "precision": c.time.precision.as_str(),
            },
            "quantities": c.quantities.iter().map(|q| json!({
                "measure": q.measure.as_str(), "min": number(q.min), "max": number(q.max), "of": q.of,
                "start": self.at(q.span.start), "end": self.at(q.span.end), "part": q.part, "printed": q.printed,
            })).collect::<Vec<_>>(),
            "repeats": c.repeats.map(|i| self.base[6] + i),
        });
        if let Value::Object(rest) = rest {
            out.extend(rest);
        }
        out.into()
    }

    fn claim_place(&self, p: &tidings_claim::ClaimPlace) -> Value {
        let at = p.at.as_ref();
        let codes = at.map(|c| Codes::new(p.precision, c, c.radius_km));
        json!({
            "start": p.span.map(|s| self.at(s.start)),
            "end": p.span.map(|s| self.at(s.end)),
            "name": if p.name.is_empty() { p.span.map_or("", |s| s.slice(self.text)) } else { &p.name },
            "lat": at.map_or(Value::Null, |c| round(c.lat, 5)),
            "lon": at.map_or(Value::Null, |c| round(c.lon, 5)),
            "radius_km": at.map_or(Value::Null, |c| round(c.radius_km, 1)),
            "country": at.filter(|c| !c.country.is_empty()).map(|c| c.country.clone()),
            "iso3166_2": at.filter(|_| p.precision != PlacePrecision::Country).and_then(|c| c.iso3166_2.clone()),
            "precision": p.precision.as_str(),
            "acled_precision": codes.map(|c| c.acled),
            "ucdp_precision": codes.map(|c| c.ucdp),
            "role": p.role.as_str(),
        })
    }
}

fn plover(p: &tidings_claim::Plover) -> Value {
    json!({"type": p.kind, "mode": p.modes, "context": p.contexts, "aux": p.aux})
}

fn acled(a: &tidings_claim::Acled) -> Value {
    json!({"event_type": a.event, "sub_event_type": a.sub_event})
}

/// A bound as JSON: whole numbers without a fraction, null = open.
fn number(n: Option<f64>) -> Value {
    match n {
        None => Value::Null,
        Some(x) if x.fract() == 0.0 && x.abs() < 9e15 => (x as i64).into(),
        Some(x) => serde_json::Number::from_f64(x).map_or(Value::Null, Value::Number),
    }
}

fn round(x: f64, digits: i32) -> Value {
    let f = 10f64.powi(digits);
    number(Some((x * f).round() / f))
}
