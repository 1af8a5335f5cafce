//! What the API answers, over a real socket: the situation, claims, texts, filters, files, and errors.

mod common;

use common::{Folder, HOSTILE, PRIVATE, ask, decide, get, json, serve, situation_of};
use serde_json::{Value, json};

fn number(v: &Value) -> usize {
    v.as_u64().expect("a number") as usize
}

#[test]
fn columns_are_of_one_length_and_point_into_their_lists() {
    let folder = Folder::new("columns");
    let server = serve(&folder);
    let s = situation_of(server.address());
    let claims = s["claims"].as_object().expect("columns");
    let n = claims["id"].as_array().expect("ids").len();
    assert!(n > 60, "{n} claims");
    let sizes = [
        ("report", s["reports"].as_array()),
        ("kind", s["lists"]["kind"].as_array()),
        ("stance", s["lists"]["stance"].as_array()),
        ("certainty", s["lists"]["certainty"].as_array()),
        ("tier", s["lists"]["tier"].as_array()),
        ("tie", s["lists"]["tie"].as_array()),
        ("plover", s["lists"]["plover"].as_array()),
        ("acled_event", s["lists"]["acled_event"].as_array()),
        ("acled_sub", s["lists"]["acled_sub"].as_array()),
        ("precision", s["lists"]["precision"].as_array()),
        ("speaker", s["names"].as_array()),
        ("place", s["places"].as_array()),
        ("event", s["events"].as_array()),
    ];
    for (column, list) in sizes {
        let values = claims[column].as_array().unwrap_or_else(|| panic!("{column}"));
        assert_eq!(values.len(), n, "{column}");
        let size = list.unwrap_or_else(|| panic!("a list for {column}")).len() as i64;
        for v in values {
            let v = v.as_i64().expect("an index");
            assert!((-1..size).contains(&v), "{column}: {v} of {size}");
        }
    }
    // Every claim is in one event, and the event knows it.
    let events = s["events"].as_array().expect("events");
    for (i, e) in claims["event"].as_array().expect("events").iter().enumerate() {
        let of = events[number(e)]["claims"].as_array().expect("claims");
        assert!(of.iter().any(|c| number(c) == i), "claim {i}");
    }
    let reports: usize = s["reports"].as_array().expect("reports").iter().map(|r| number(&r["claims"])).sum();
    assert_eq!(reports, n);
    assert!(!s["series"].as_array().expect("series").is_empty());
}

#[test]
fn the_situation_is_packed_and_not_sent_twice() {
    let folder = Folder::new("etag");
    let server = serve(&folder);
    let at = server.address();
    let plain = get(at, "/api/v1/situation");
    let packed = ask(at, "GET /api/v1/situation HTTP/1.1\nAccept-Encoding: br, gzip", b"");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() * 3 < plain.body.len(), "{} of {}", packed.body.len(), plain.body.len());
    let tag = plain.header("etag").expect("a tag");
    assert!(tag.contains(plain.json()["version"].as_str().expect("a version")));
    let again = ask(at, &format!("GET /api/v1/situation HTTP/1.1\nIf-None-Match: {tag}"), b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    // By column it is less, and another answer under another tag.
    let columns = get(at, "/api/v1/situation/columns");
    assert_eq!(columns.json()["version"], plain.json()["version"]);
    assert!(columns.body.len() * 3 < plain.body.len() * 2, "{} of {}", columns.body.len(), plain.body.len());
    let other = columns.header("etag").expect("a tag");
    assert_ne!(other, tag);
    let again = ask(at, &format!("GET /api/v1/situation/columns HTTP/1.1\nIf-None-Match: {other}"), b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    let refused = ask(at, "GET /api/v1/situation HTTP/1.1\nAccept-Encoding: gzip;q=0", b"");
    assert_eq!(refused.header("content-encoding"), None);
    // A version is made of what is shown: another server over the same ledger has the same.
    let folder = Folder::new("etag-2");
    let other = serve(&folder);
    assert_eq!(get(other.address(), "/api/v1/situation").header("etag"), Some(tag));
}

#[test]
fn cards_and_details_say_the_same() {
    let folder = Folder::new("cards");
    let server = serve(&folder);
    let at = server.address();
    let s = situation_of(at);
    let version = s["version"].as_str().expect("a version");
    let cards = json(at, &format!("/api/v1/cards?version={version}&n=0,3,7"));
    assert_eq!(cards.as_array().map(Vec::len), Some(3));
    for card in cards.as_array().expect("cards") {
        let id = card["id"].as_str().expect("an id");
        assert_eq!(s["claims"]["id"][number(&card["n"])], id);
        let detail = json(at, &format!("/api/v1/claims/{id}"));
        for (key, value) in card.as_object().expect("a card") {
            assert_eq!(&detail[key], value, "{key}");
        }
        assert!(detail["fields"].as_array().is_some_and(|f| f.len() >= 8));
    }
    get(at, "/api/v1/cards?version=old&n=0").problem(409);
    get(at, &format!("/api/v1/cards?version={version}&n=999999")).problem(404);
    get(at, &format!("/api/v1/cards?version={version}&n=x")).problem(400);
    get(at, "/api/v1/cards").problem(400);
    let many = vec!["1"; 201].join(",");
    get(at, &format!("/api/v1/cards?version={version}&n={many}")).problem(400);
    get(at, "/api/v1/claims/deadbeef.1-2").problem(404);
}

/// The runs of a report put together are its blocks; a claim's marks give the claim's own words back.
#[test]
fn texts_are_cut_at_marks_and_nothing_is_lost() {
    let folder = Folder::new("text");
    let server = serve(&folder);
    let at = server.address();
    let s = situation_of(at);
    let version = s["version"].as_str().expect("a version");
    for (i, report) in s["reports"].as_array().expect("reports").iter().enumerate() {
        let sha = report["sha256"].as_str().expect("a hash");
        let text = json(at, &format!("/api/v1/reports/{sha}"));
        assert_eq!(number(&text["report"]), i);
        assert_eq!(text["received"], "2024-05-01T00:00:00Z");
        assert!(!text["origin"].as_str().expect("an origin").contains('/'), "no path: {}", text["origin"]);
        let mut said: std::collections::BTreeMap<usize, String> = std::collections::BTreeMap::new();
        for block in text["blocks"].as_array().expect("blocks") {
            for run in block["runs"].as_array().expect("runs") {
                for mark in run["marks"].as_array().expect("marks") {
                    if mark["layer"] == "claim" {
                        *said.entry(number(&mark["claim"])).or_default() +=
                            run["text"].as_str().expect("text");
                    }
                }
            }
        }
        let own: Vec<usize> = (0..s["claims"]["id"].as_array().map_or(0, Vec::len))
            .filter(|&n| number(&s["claims"]["report"][n]) == i)
            .collect();
        assert_eq!(said.keys().copied().collect::<Vec<_>>(), own);
        for n in own {
            let card = &json(at, &format!("/api/v1/cards?version={version}&n={n}"))[0];
            assert_eq!(said[&n], card["text"].as_str().expect("text"), "claim {n}");
        }
        let around = s["claims"]["id"].as_array().expect("ids");
        let id = around[own_first(&s, i)].as_str().expect("an id");
        let near = json(at, &format!("/api/v1/reports/{sha}?around={id}"));
        assert_eq!(near["from"], 0);
    }
    get(at, "/api/v1/reports/00").problem(404);
}

fn own_first(s: &Value, report: usize) -> usize {
    let of = s["claims"]["report"].as_array().expect("reports");
    of.iter().position(|r| number(r) == report).expect("a claim")
}

#[test]
fn a_hostile_report_stays_text_and_private_names_stay_away() {
    let folder = Folder::new("hostile");
    let server = serve(&folder);
    let at = server.address();
    let s = situation_of(at);
    let report = s["reports"]
        .as_array()
        .expect("reports")
        .iter()
        .position(|r| r["title"].as_str().is_some_and(|t| t.contains("Tarnik")));
    let report = report.expect("the hostile report");
    let sha = s["reports"][report]["sha256"].as_str().expect("a hash").to_string();
    assert!(
        s["reports"][report]["id"].as_str().is_some_and(|id| id.starts_with("report-")),
        "its name tells on her"
    );
    let text = get(at, &format!("/api/v1/reports/{sha}"));
    assert_eq!(text.header("content-type"), Some("application/json"));
    assert_eq!(text.header("x-content-type-options"), Some("nosniff"));
    let title: String = text.json()["blocks"][0]["runs"]
        .as_array()
        .expect("runs")
        .iter()
        .filter_map(|r| r["text"].as_str())
        .collect();
    assert_eq!(title, "Raid on Tarnik <img src=x onerror=alert(2)>", "it is text");
    let brief = get(at, "/api/v1/brief?format=html");
    assert!(brief.header("content-security-policy").is_some_and(|p| p.contains("sandbox")));
    assert!(brief.text().contains("&lt;script&gt;alert(3)"), "{}", brief.text());
    let lower = brief.text().to_lowercase();
    assert!(!lower.contains("<script") && !lower.contains("<img"));
    let version = s["version"].as_str().expect("a version");
    let ids: Vec<&str> =
        s["claims"]["id"].as_array().expect("ids").iter().filter_map(Value::as_str).collect();
    let own: Vec<usize> = (0..ids.len()).filter(|&n| number(&s["claims"]["report"][n]) == report).collect();
    assert!(own.len() >= 2, "claims of {HOSTILE}");
    let mut paths = vec![
        "/api/v1/situation".to_string(),
        format!("/api/v1/reports/{sha}"),
        "/api/v1/brief?format=html".into(),
        "/api/v1/brief?format=md".into(),
        "/api/v1/decisions".into(),
    ];
    for n in &own {
        paths.push(format!("/api/v1/cards?version={version}&n={n}"));
        paths.push(format!("/api/v1/claims/{}", ids[*n]));
        paths.push(format!("/api/v1/claims/{}/why", ids[*n]));
    }
    for format in ["geojson", "csv", "acled", "ucdp", "jsonld", "hxl", "kml", "timemap", "cap", "ledger-json"]
    {
        paths.push(format!("/api/v1/export/{format}"));
    }
    // A decision keeps the words of its claim: they too are masked when the log is shown.
    let note = json!({"expected": 0, "who": "Ann", "why": "Halyna Bondar is known to us",
        "act": {"note": {"claim": ids[*own.last().expect("a claim")], "text": "Halyna Bondar again"}}});
    assert_eq!(decide(at, &note).status, 201);
    let version = situation_of(at)["version"].as_str().expect("a version").to_string();
    for path in &mut paths {
        if path.contains("version=") {
            let n = path.rsplit("n=").next().expect("a number").to_string();
            *path = format!("/api/v1/cards?version={version}&n={n}");
        }
        let answer = get(at, path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        for name in PRIVATE {
            assert!(!answer.text().contains(name), "{name} in {path}: {}", answer.text());
        }
    }
}

#[test]
fn filters_briefs_and_exports() {
    let folder = Folder::new("filters");
    let server = serve(&folder);
    let at = server.address();
    let found = json(at, "/api/v1/query?q=has%3Afigure");
    let some = found["claims"].as_array().expect("claims").len();
    let all = json(at, "/api/v1/query?q=");
    assert!(0 < some && some < all["claims"].as_array().expect("claims").len());
    assert_eq!(found["version"], situation_of(at)["version"]);
    let wrong = get(at, "/api/v1/query?q=foo%3Abar").problem(422);
    assert!(wrong.contains('^'), "it shows where: {wrong}");
    get(at, "/api/v1/query").problem(400);
    let csv = get(at, "/api/v1/export/csv?q=has%3Afigure");
    assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"situation.csv\""));
    assert_eq!(csv.text().lines().count(), some + 1);
    let parquet = get(at, "/api/v1/export/parquet");
    // The feature is the library's: the whole workspace is tested with it, this crate alone without.
    if parquet.status == 200 {
        assert!(parquet.body.starts_with(b"PAR1"));
    } else {
        assert!(parquet.problem(404).contains("built without"));
    }
    get(at, "/api/v1/export/docx").problem(404);
    get(at, "/api/v1/brief?format=pdf").problem(400);
    get(at, "/api/v1/brief?q=foo%3Abar").problem(422);
    assert!(get(at, "/api/v1/brief?format=md").text().starts_with("# Situation brief"));
}

#[test]
fn why_gives_rules_and_candidates() {
    let folder = Folder::new("why");
    let server = serve(&folder);
    let at = server.address();
    let s = situation_of(at);
    let places = s["claims"]["place"].as_array().expect("places");
    let n = places.iter().position(|p| p.as_i64() != Some(-1)).expect("a claim with a place");
    let why = json(at, &format!("/api/v1/claims/{}/why", s["claims"]["id"][n].as_str().expect("an id")));
    let fields = why["fields"].as_array().expect("fields");
    let stance = fields.iter().find(|f| f["field"] == "stance").expect("a stance");
    assert!(stance["reasons"].as_array().is_some_and(|r| !r.is_empty()));
    assert!(why["places"][0]["candidates"].as_array().is_some_and(|c| !c.is_empty()), "{why}");
}

#[test]
fn every_error_has_one_shape() {
    let folder = Folder::new("errors");
    let server = serve(&folder);
    let at = server.address();
    get(at, "/api/v1/nothing").problem(404);
    get(at, "/../../etc/passwd").problem(404);
    get(at, "/assets/..%2f..%2fCargo.toml").problem(404);
    get(at, "/api/v1/claims/%ff").problem(400);
    let put = ask(at, "PUT /api/v1/situation HTTP/1.1\nX-Tidings: 1", b"");
    put.problem(405);
    assert!(put.header("allow").is_some_and(|a| a.contains("GET")));
    let head = "POST /api/v1/decisions HTTP/1.1\nX-Tidings: 1";
    ask(at, &format!("{head}\nContent-Type: text/plain"), b"{}").problem(415);
    let head = format!("{head}\nContent-Type: application/json");
    ask(at, &head, b"{").problem(400);
    ask(at, &head, b"{}").problem(422);
    ask(at, &head, br#"{"expected":0,"who":"a","why":"","act":{"burn":{"claim":"x"}}}"#).problem(422);
    ask(at, &head, &vec![b' '; (1 << 20) + 1]).problem(413);
    let upload = "POST /api/v1/reports HTTP/1.1\nX-Tidings: 1";
    ask(at, &format!("{upload}\nContent-Length: 200000000"), b"x").problem(413);
    ask(at, upload, b"").problem(422);
    ask(at, "POST /api/v1/reports?published=yesterday HTTP/1.1\nX-Tidings: 1", b"x").problem(422);
    get(at, "/api/v1/jobs/99").problem(404);
    let page = get(at, "/");
    if tidings_server::is_built() {
        assert!(page.header("link").is_some_and(|l| l.contains("/situation/columns")), "fetched ahead");
    }
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(ask(at, "HEAD /api/v1/situation HTTP/1.1", b"").body.len(), 0);
}

#[test]
fn without_models_it_reads_and_says_what_is_missing() {
    let folder = Folder::new("no-models");
    let ledger = folder.path("situation.tidings");
    common::fill(&ledger);
    let options = tidings_server::Options { model: folder.path("none"), ..common::options(&ledger) };
    let server = tidings_server::start(options).expect("a server");
    let at = server.address();
    let id = situation_of(at)["claims"]["id"][0].as_str().expect("an id").to_string();
    let why = get(at, &format!("/api/v1/claims/{id}/why"));
    assert!(why.problem(503).contains("no language model"), "{}", why.text());
    let refused = common::upload(at, "name=a.txt", b"Two people were killed in Kherson.");
    refused.problem(503);
    assert!(
        refused.json()["advice"].as_str().is_some_and(|a| a.contains("make models")),
        "{}",
        refused.text()
    );
}

#[test]
fn what_cannot_be_served_is_told() {
    let folder = Folder::new("start");
    let none = tidings_server::start(common::options(&folder.path("none.tidings"))).err().expect("no ledger");
    assert!(none.to_string().contains("tidings add"), "{none}");
    let ledger = folder.path("situation.tidings");
    common::fill(&ledger);
    let server = tidings_server::start(common::options(&ledger)).expect("a server");
    let taken = tidings_server::Options { listen: server.address(), ..common::options(&ledger) };
    let taken = tidings_server::start(taken).err().expect("taken");
    assert!(taken.to_string().contains("--port"), "{taken}");
    let open = tidings_server::Options { listen: ([0, 0, 0, 0], 0).into(), ..common::options(&ledger) };
    let open = tidings_server::start(open).err().expect("open");
    assert!(open.to_string().contains("--tokens"), "{open}");
    server.stop();
}
