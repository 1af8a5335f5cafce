//! JSON-LD: who had it from whom in PROV-O, where it stands as a Web Annotation target.
//!
//! Each claim is a `prov:Entity` quoted from its report, attributed to its speaker, and an `oa:Annotation` whose
//! target is selected by code points and by its words. Our own terms are URNs. Nothing is fetched to read it: the
//! context stands in the file.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};
use tidings_ledger::ConflictKind;

use crate::record::{MARK, Record, source};
use crate::shown::Shown;

pub(super) fn write(shown: &Shown<'_>, records: &[Record]) -> String {
    let mut agents: BTreeMap<String, String> = BTreeMap::new();
    let mut graph: Vec<Value> = Vec::new();
    let claims: Vec<Value> = records.iter().map(|r| claim(r, &mut agents)).collect();
    for i in 0..shown.ledger.reports.len() {
        if records.iter().any(|r| r.at.report == i) {
            graph.push(report(shown, i, &mut agents));
        }
    }
    graph.extend(
        agents.iter().map(|(id, name)| json!({"@id": id, "@type": "prov:Agent", "rdfs:label": name})),
    );
    graph.extend(claims);
    let by: BTreeMap<_, &Record> = records.iter().map(|r| (r.at, r)).collect();
    for c in &shown.ledger.conflicts {
        if let (Some(a), Some(b)) = (by.get(&c.a), by.get(&c.b)) {
            let term = match c.kind {
                ConflictKind::LaterFigure => "prov:wasRevisionOf".to_string(),
                kind => format!("tid:{}", kind.as_str()),
            };
            graph.push(json!({"@id": urn(&a.id), term: {"@id": urn(&b.id)}}));
        }
    }
    let all = json!({
        "@context": {
            "prov": "http://www.w3.org/ns/prov#",
            "oa": "http://www.w3.org/ns/oa#",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "dcterms": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "tid": "urn:tidings:term:",
            "prov:wasQuotedFrom": {"@type": "@id"},
            "prov:wasAttributedTo": {"@type": "@id"},
            "prov:wasDerivedFrom": {"@type": "@id"},
            "oa:hasSource": {"@type": "@id"},
            "dcterms:issued": {"@type": "xsd:date"},
            "tid:firstDay": {"@type": "xsd:date"},
            "tid:lastDay": {"@type": "xsd:date"},
        },
        "@graph": graph,
    });
    super::json_text(&all)
}

fn urn(id: &str) -> String {
    format!("urn:tidings:{id}")
}

fn report_urn(sha256: &str, id: &str) -> String {
    // Several lines of one file may share a hash only if they are the same; the id is for people.
    format!("urn:tidings:report:{}:{}", &sha256[..16], slug(id))
}

fn slug(s: &str) -> String {
    s.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b == b'-' {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

fn agent(agents: &mut BTreeMap<String, String>, name: &str) -> String {
    let id = format!("urn:tidings:agent:{}", slug(name));
    agents.entry(id.clone()).or_insert_with(|| name.to_string());
    id
}

fn report(shown: &Shown<'_>, i: usize, agents: &mut BTreeMap<String, String>) -> Value {
    let s = source(shown, i);
    let mut node = json!({
        "@id": report_urn(&s.sha256, &s.id),
        "@type": "prov:Entity",
        "dcterms:identifier": s.id,
        "tid:sha256": s.sha256,
    });
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            node[key] = value;
        }
    };
    put("dcterms:title", s.title.map(Value::from));
    put("dcterms:issued", s.published.map(|d| d.to_string().into()));
    put("dcterms:language", s.lang.map(Value::from));
    put("dcterms:source", s.url.map(Value::from));
    put("prov:wasAttributedTo", s.publisher.map(|p| agent(agents, &p).into()));
    let original = shown.original(i);
    let first = (original != i).then(|| source(shown, original));
    put("prov:wasDerivedFrom", first.map(|f| report_urn(&f.sha256, &f.id).into()));
    node
}

fn claim(r: &Record, agents: &mut BTreeMap<String, String>) -> Value {
    let id = urn(&r.id);
    let report = report_urn(&r.source.sha256, &r.source.id);
    // Innermost first: the claim is the speaker's; the speaker had it from the next one.
    let chain: Vec<Value> = r
        .chain
        .iter()
        .map(|(role, who)| json!({"prov:agent": {"@id": agent(agents, who)}, "prov:hadRole": role}))
        .collect();
    let mut selectors =
        vec![json!({"@type": "oa:TextPositionSelector", "oa:start": r.span.0, "oa:end": r.span.1})];
    // Masked words select nothing in the text.
    if !r.masked {
        let mut quote = json!({"@type": "oa:TextQuoteSelector", "oa:exact": r.text});
        let tail: String = r.before.chars().rev().take(32).collect::<Vec<_>>().into_iter().rev().collect();
        let head: String = r.after.chars().take(32).collect();
        let clean = |s: &str| !s.contains(crate::mask::WITHHELD) && !s.contains("withheld]") && !s.is_empty();
        if clean(&tail) {
            quote["oa:prefix"] = tail.into();
        }
        if clean(&head) {
            quote["oa:suffix"] = head.into();
        }
        selectors.push(quote);
    }
    let mut node = json!({
        "@id": id,
        "@type": ["prov:Entity", "oa:Annotation"],
        "oa:motivatedBy": {"@id": "oa:identifying"},
        "oa:hasBody": {
            "@type": "oa:TextualBody", "rdf:value": r.text, "tid:masked": r.masked,
        },
        "oa:hasTarget": {"@type": "oa:SpecificResource", "oa:hasSource": report.clone(), "oa:hasSelector": selectors},
        "prov:wasQuotedFrom": report,
        "prov:qualifiedAttribution": chain,
        "tid:status": MARK,
        "tid:kind": r.kind.as_str(),
        "tid:stance": r.stance,
        "tid:certainty": r.certainty,
        "tid:polarity": r.polarity,
        "tid:attribution": r.attribution,
        "tid:tier": r.tier,
        "tid:timeBasis": r.basis,
        "tid:figure": r.figures.iter().map(|f| json!({
            "tid:measure": f.measure.as_str(), "tid:of": f.of,
            "tid:min": f.min, "tid:max": f.max,
        })).collect::<Vec<_>>(),
        "tid:place": r.places.iter().map(|p| json!({
            "rdfs:label": p.name, "tid:role": p.role.as_str(), "tid:precision": p.precision.as_str(),
            "tid:iso3166": if p.division.is_empty() { &p.country } else { &p.division },
            "tid:latitude": p.area.map(|a| a.lat), "tid:longitude": p.area.map(|a| a.lon),
            "tid:radiusKm": p.area.map(|a| a.radius_km),
        })).collect::<Vec<_>>(),
    });
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            node[key] = value;
        }
    };
    put("prov:wasAttributedTo", Some(agent(agents, r.voice()).into()));
    put("tid:ploverType", r.plover.map(Value::from));
    put("tid:acledSubEventType", r.acled.1.map(Value::from));
    put("tid:firstDay", r.start.map(|d| d.to_string().into()));
    put("tid:lastDay", r.end.map(|d| d.to_string().into()));
    put("tid:actor", (!r.actors.is_empty()).then(|| r.actors.clone().into()));
    put("tid:recipient", (!r.recipients.is_empty()).then(|| r.recipients.clone().into()));
    node
}
