//! Everything that was read, in the terms of the expectations: spans and named values.

use tidings::Reading;
use tidings::claim::{Attribution, Claim, Event, Plover, Polarity};
use tidings::mention::{Name, Place, Quantity, Time, TimexType};
use tidings::text::Span;

use crate::expect::{Kind, Term};

/// Something that was read. A value that is absent has no term.
pub struct Item {
    /// For each quotation of an expectation, where its words may stand.
    pub places: Vec<Vec<Span>>,
    pub terms: Vec<Term>,
}

pub fn items(reading: &Reading) -> [(Kind, Vec<Item>); 7] {
    let m = &reading.mentions;
    let text = reading.parse.doc().text.as_str();
    let event = |e: &Event| item(vec![vec![reading.parse.token(e.trigger).span]], event(reading, e));
    [
        (Kind::Claim, reading.claims.iter().map(|c| item(vec![vec![c.span]], claim(c, text))).collect()),
        (Kind::Place, m.places.iter().map(|p| item(vec![vec![p.span]], place(p, text))).collect()),
        (Kind::Time, m.times.iter().map(|t| item(vec![vec![t.span]], time(t))).collect()),
        (Kind::Figure, m.quantities.iter().map(|q| item(vec![vec![q.span]], figure(reading, q))).collect()),
        (
            Kind::Says,
            reading
                .attributions
                .iter()
                .map(|a| item(vec![a.source.clone(), a.content.clone()], says(a, text)))
                .collect(),
        ),
        (Kind::Event, reading.events.iter().map(event).collect()),
        (Kind::Name, m.names.iter().map(|n| item(vec![vec![n.span]], name(n, &m.names, text))).collect()),
    ]
}

fn item(places: Vec<Vec<Span>>, terms: Vec<Option<Term>>) -> Item {
    Item { places, terms: terms.into_iter().flatten().collect() }
}

fn term(key: &'static str, value: impl Into<String>) -> Option<Term> {
    let value = value.into();
    (!value.is_empty()).then_some(Term { key, value })
}

fn claim(c: &Claim, text: &str) -> Vec<Option<Term>> {
    let mut terms = vec![
        term("stance", c.stance.as_str()),
        term("certainty", c.certainty.as_str()),
        term("polarity", if c.polarity == Polarity::Positive { "positive" } else { "negative" }),
        term("by", c.speaker.as_deref().unwrap_or("publisher")),
        term("attribution", c.attribution.as_str()),
        term("quoted", if c.direct_quote { "quoted" } else { "unquoted" }),
        term("tier", c.tier.as_str()),
        plover(&c.plover),
        term("acled", c.acled.sub_event.unwrap_or_default()),
        term("when", days(c.time.start, c.time.end)),
        term("basis", c.time.basis.as_str()),
        term("whole", c.span.slice(text)),
    ];
    terms.extend(c.plover.aux.iter().map(|a| term("aux", *a)));
    terms.extend(c.actors.iter().map(|p| term("actor", &p.name)));
    terms.extend(c.recipients.iter().map(|p| term("recipient", &p.name)));
    terms.extend(c.evidence.iter().map(|p| term("evidence", &p.name)));
    terms.extend(c.places.iter().map(|p| term("at", &p.name)));
    terms.extend(
        c.quantities.iter().map(|q| term("count", format!("{} {}", q.measure.as_str(), range(q.min, q.max)))),
    );
    terms
}

fn place(p: &Place, text: &str) -> Vec<Option<Term>> {
    let best = p.candidates.first().filter(|_| p.resolved);
    let precision = p.precision.as_str();
    let sense = p.sense.as_str();
    vec![
        term("name", best.map_or("unresolved", |c| &c.name)),
        best.and_then(|c| term("iso", &c.country)),
        best.and_then(|c| term("iso", c.iso3166_2.as_deref()?)),
        term("precision", precision),
        term("sense", sense),
        p.relation.as_ref().and_then(|r| term("relation", r.span.slice(text))),
    ]
}

fn time(t: &Time) -> Vec<Option<Term>> {
    let kind = match t.kind {
        TimexType::Date => "DATE",
        TimexType::Time => "TIME",
        TimexType::Duration => "DURATION",
        TimexType::Set => "SET",
    };
    vec![
        term("value", &t.value),
        term("days", days(t.first, t.last)),
        term("type", kind),
        term("mod", t.modifier),
    ]
}

fn figure(reading: &Reading, q: &Quantity) -> Vec<Option<Term>> {
    let part = q.part_of.and_then(|_| term("part", "part"));
    let words = reading.parse.text(q.number.0 as usize..q.number.1 as usize);
    let said = if q.hedged { words } else { "" };
    vec![
        term("measure", q.measure.as_str()),
        term("range", range(q.min, q.max)),
        term("of", &q.of),
        term("said", said),
        part,
    ]
}

fn says(a: &Attribution, text: &str) -> Vec<Option<Term>> {
    let mut terms = vec![
        term("attribution", a.class.as_str()),
        term("quoted", if a.direct_quote { "quoted" } else { "unquoted" }),
    ];
    terms.extend(a.cue.iter().map(|s| term("cue", s.slice(text))));
    terms.extend(a.evidence.iter().map(|s| term("evidence", s.slice(text))));
    terms
}

fn event(reading: &Reading, e: &Event) -> Vec<Option<Term>> {
    let mut terms = vec![plover(&e.plover), term("acled", e.acled.sub_event.unwrap_or_default())];
    terms.extend(e.plover.aux.iter().map(|a| term("aux", *a)));
    terms.extend(e.actors.iter().map(|&i| term("actor", reading.parse.str(i))));
    terms.extend(e.recipients.iter().map(|&i| term("recipient", reading.parse.str(i))));
    terms
}

fn name(n: &Name, all: &[Name], text: &str) -> Vec<Option<Term>> {
    let first = all.get(n.same_as).and_then(|f| term("same", f.span.slice(text)));
    vec![term("kind", n.kind.as_str()), n.role.and_then(|r| term("role", r.slice(text))), first]
}

fn plover(p: &Plover) -> Option<Term> {
    let mut code = vec![p.kind?];
    code.extend(&p.modes);
    term("plover", code.join("/"))
}

/// `min..max`, an open end left empty.
pub fn range(min: Option<f64>, max: Option<f64>) -> String {
    let end = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
    format!("{}..{}", end(min), end(max))
}

fn days(first: Option<jiff::civil::Date>, last: Option<jiff::civil::Date>) -> String {
    let end = |d: Option<jiff::civil::Date>| d.map_or_else(String::new, |d| d.to_string());
    if first.is_none() && last.is_none() { String::new() } else { format!("{}..{}", end(first), end(last)) }
}
