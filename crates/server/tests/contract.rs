//! Every answer has the shape that the OpenAPI document gives it, which `tools/openapi.py` makes from the page's own
//! types: so page, document and server agree.

mod common;

use common::{Folder, Listener, decide, get, json, serve, situation_of};
use serde_json::{Value, json};

/// What of a value does not fit a schema. Knows the words that the document is written in, and no others.
fn misfit(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let of = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name}"));
        return misfit(root, of, value, at);
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().find_map(|s| misfit(root, s, value, at));
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let fits = any.iter().filter(|s| misfit(root, s, value, at).is_none()).count();
        return (fits != 1).then(|| format!("{at}: {fits} of {} forms fit {value}", any.len()));
    }
    if let Some(list) = schema["enum"].as_array()
        && !list.contains(value)
    {
        return Some(format!("{at}: {value} is none of {list:?}"));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => panic!("{at}: a schema without a type: {schema}"),
    };
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{at}: {other}"),
    };
    if !kinds.iter().any(|k| is(k)) {
        return Some(format!("{at}: {value} is no {kinds:?}"));
    }
    if let Some(list) = value.as_array() {
        if let Some(parts) = schema["prefixItems"].as_array() {
            return (parts.len() != list.len()).then(|| format!("{at}: {} values", list.len()));
        }
        return list
            .iter()
            .enumerate()
            .find_map(|(i, v)| misfit(root, &schema["items"], v, &format!("{at}[{i}]")));
    }
    let fields = value.as_object()?;
    let known = schema["properties"].as_object().unwrap_or_else(|| panic!("{at}: no properties"));
    let missing = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(name) = missing.into_iter().find(|n| !fields.contains_key(*n)) {
        return Some(format!("{at}: {name} is missing"));
    }
    fields.iter().find_map(|(name, v)| match known.get(name) {
        Some(s) => misfit(root, s, v, &format!("{at}.{name}")),
        None => Some(format!("{at}: {name} is not in the document")),
    })
}

fn fits(document: &Value, name: &str, value: &Value) {
    let schema = &document["components"]["schemas"][name];
    assert!(schema.is_object(), "{name} is not in the document");
    if let Some(what) = misfit(document, schema, value, name) {
        panic!("{what}");
    }
}

#[test]
fn answers_have_the_shapes_of_the_document() {
    let folder = Folder::new("contract");
    let server = serve(&folder);
    let at = server.address();
    let document = json(at, "/api/v1/openapi.json");
    let before = situation_of(at);
    let ids: Vec<&str> =
        before["claims"]["id"].as_array().expect("ids").iter().filter_map(Value::as_str).collect();
    let acts = [
        json!({"accept": {"claim": ids[0]}}),
        json!({"reject": {"claim": ids[1]}}),
        json!({"edit": {"claim": ids[2], "field": "time", "value": "2023-06-05..2023-06-07"}}),
        json!({"join": {"claims": [ids[3], ids[20]]}}),
        json!({"split": {"claims": [ids[4], ids[5]]}}),
        json!({"link": {"a": ids[6], "b": ids[30], "kind": "denies"}}),
        json!({"note": {"claim": ids[0], "text": "seen"}}),
        json!({"undo": {"decision": 5}}),
    ];
    for (n, act) in acts.iter().enumerate() {
        let new = json!({"expected": n, "who": "Ann", "why": "a test", "act": act});
        fits(&document, "NewDecision", &new);
        let done = decide(at, &new);
        assert_eq!(done.status, 201, "{act}: {}", done.text());
    }
    // A report that stands before others, so that everything behind it is numbered anew.
    let mut page = Listener::new(at);
    let given = "name=new.txt&publisher=The%20Delta%20Post&published=2023-06-06";
    common::upload(
        at,
        given,
        b"Police said that nine people were killed in Kherson on Tuesday. A port was hit.",
    );
    page.wait(|name, data| name == "job" && data["state"] == "done");
    page.wait(|name, _| name == "changed");
    let s = situation_of(at);
    fits(&document, "Situation", &s);
    let packed = json(at, "/api/v1/situation/columns");
    fits(&document, "Packed", &packed);
    let since =
        |version: &Value| format!("/api/v1/situation/changes?since={}", version.as_str().expect("a version"));
    let changes = json(at, &since(&before["version"]));
    let list = changes.as_array().expect("changes");
    assert_eq!(list.len(), acts.len() + 1);
    for change in list {
        fits(&document, "Change", change);
    }
    assert_eq!(list.last().map(|c| &c["version"]), Some(&s["version"]));
    assert_eq!(json(at, &since(&s["version"])), json!([]));
    get(at, &since(&json!("0123456789abcdef"))).problem(409);
    // What the page makes of them is tested there, on this file: web/src/api/patch.test.ts.
    if let Ok(path) = std::env::var("WRITE_CHANGES") {
        let made = json!({"before": before, "changes": changes, "after": s, "packed": packed});
        std::fs::write(path, serde_json::to_vec(&made).expect("JSON")).expect("written");
    }
    for (list, least) in [
        ("reports", 4),
        ("places", 3),
        ("events", 10),
        ("series", 1),
        ("conflicts", 1),
        ("rejected", 1),
        ("waiting", 1),
    ] {
        assert!(s[list].as_array().is_some_and(|l| l.len() >= least), "{list}");
    }
    let version = s["version"].as_str().expect("a version");
    let n = s["claims"]["id"].as_array().map_or(0, Vec::len);
    for from in (0..n).step_by(50) {
        let numbers: Vec<String> = (from..n.min(from + 50)).map(|n| n.to_string()).collect();
        let cards = json(at, &format!("/api/v1/cards?version={version}&n={}", numbers.join(",")));
        for card in cards.as_array().expect("cards") {
            fits(&document, "Card", card);
        }
    }
    for id in s["claims"]["id"].as_array().expect("ids").iter().filter_map(Value::as_str) {
        fits(&document, "ClaimDetail", &json(at, &format!("/api/v1/claims/{id}")));
    }
    for id in &ids[6..9] {
        fits(&document, "Why", &json(at, &format!("/api/v1/claims/{id}/why")));
    }
    for report in s["reports"].as_array().expect("reports") {
        let sha = report["sha256"].as_str().expect("a hash");
        fits(&document, "ReportText", &json(at, &format!("/api/v1/reports/{sha}")));
    }
    for decision in json(at, "/api/v1/decisions").as_array().expect("decisions") {
        fits(&document, "DecisionView", decision);
    }
    fits(&document, "QueryResult", &json(at, "/api/v1/query?q=kherson"));
    fits(&document, "Session", &json(at, "/api/v1/session"));
    fits(&document, "Problem", &get(at, "/api/v1/nothing").json());
    fits(&document, "Job", &common::upload(at, "name=a.txt", b"Two people were killed in Kherson.").json());
}

#[test]
fn the_document_names_every_route() {
    let document: Value = serde_json::from_str(include_str!("../src/openapi.json")).expect("JSON");
    let routes = include_str!("../src/api.rs")
        .lines()
        .filter_map(|l| l.trim().strip_prefix(".route(\"")?.split('"').next());
    let routes: Vec<&str> = routes.filter(|r| !matches!(*r, "/" | "/{*path}")).collect();
    let mut named: Vec<&str> =
        document["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    let mut found = routes.clone();
    named.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, named);
}
