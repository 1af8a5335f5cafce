//! Each format is read back by a reader that is not ours.

mod common;

use std::collections::BTreeSet;

use common::{ledger, reports, with_conflict};
use serde_json::Value;
use tidings_ledger::Ledger;
use tidings_view::export::{Format, export};
use tidings_view::{Brief, Options, Shown, figures};

fn bytes(format: Format) -> Vec<u8> {
    let ledger = ledger();
    export(&Shown::new(&ledger, Options::default()), format).expect("an export")
}

fn text(format: Format) -> String {
    String::from_utf8(bytes(format)).expect("UTF-8")
}

/// Rows by column name.
fn rows(csv_text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("CSV")
}

#[test]
fn the_order_of_reports_changes_nothing() {
    let one = ledger();
    let mut turned = reports();
    turned.reverse();
    let other = with_conflict(Ledger::build(turned));
    for (name, format) in Format::ALL {
        let a = export(&Shown::new(&one, Options::default()), format);
        let b = export(&Shown::new(&other, Options::default()), format);
        assert_eq!(a, b, "{name}");
    }
    let brief = |l: &Ledger| Brief::of(&Shown::new(l, Options::default())).markdown();
    assert_eq!(brief(&one), brief(&other));
}

#[test]
fn geojson_is_read_and_a_region_is_no_pin() {
    let collection: geojson::FeatureCollection = text(Format::GeoJson).parse().expect("GeoJSON");
    assert_eq!(collection.features.len(), 8);
    for f in &collection.features {
        let p = f.properties.as_ref().expect("properties");
        assert_eq!(p["status"], "unverified public reporting");
        assert!(p["report"].is_string() && p["start"].is_u64() && p["end"].is_u64());
        let place = &p["places"][0];
        let kind = f.geometry.as_ref().map(|g| g.value.type_name().to_string());
        match place["precision"].as_str() {
            Some("settlement") => assert_eq!(kind.as_deref(), Some("Point")),
            Some(_) => assert_eq!(kind.as_deref(), Some("Polygon"), "{place}"),
            None => assert_eq!(kind, None),
        }
    }
    let all: Value = serde_json::from_str(&text(Format::GeoJson)).expect("JSON");
    let first = &all["features"][0]["properties"];
    assert_eq!(first["text"], "Up to 400 people fled Hungary’s north 😀");
    assert_eq!((first["start"].as_u64(), first["end"].as_u64()), (Some(0), Some(39)), "code points");
}

#[test]
fn csv_rows_are_whole_and_harmless() {
    for format in [Format::Csv, Format::Acled, Format::Ucdp, Format::Hxl] {
        let text = text(format);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.expect("a row as long as the head") {
                let first = cell.chars().next();
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !matches!(first, Some('=' | '+' | '-' | '@')), "{cell}");
            }
        }
    }
    let claims = rows(&text(Format::Csv));
    assert_eq!(claims.len(), 8);
    assert!(
        claims
            .iter()
            .all(|r| r["status_of_data"] == "unverified public reporting" && !r["report"].is_empty())
    );
    assert!(claims.iter().any(|r| r["text"].starts_with("'=HYPERLINK") && r["speaker"] == "'@army"));
}

#[test]
fn acled_rows_choose_no_truth() {
    let rows = rows(&text(Format::Acled));
    let row = rows.iter().find(|r| r["fatalities_by_voice"].contains("Ilona Varga")).expect("the shelling");
    // Two voices differ: the row has both, and the cautious number that ACLED's codebook asks for.
    assert_eq!(row["fatalities_by_voice"], "Ilona Varga: at least 12; the hospital: 8 to 10");
    assert_eq!((row["fatalities"].as_str(), row["fatalities_min"].as_str()), ("8", "8"));
    assert_eq!(row["fatalities_max"], "", "at least 12 is open above");
    assert!(row["grade"].starts_with("contested"), "the army denies it: {row:?}");
    assert_eq!((row["latitude"].as_str(), row["geo_precision"].as_str()), ("48.12", "1"));
    assert_eq!((row["event_date"].as_str(), row["time_precision"].as_str()), ("2024-04-29", "1"));
    assert!(row["citations"].contains("a-tokaj.txt:0-58"), "{row:?}");
}

#[test]
fn near_a_town_is_no_pin() {
    let mut all = common::reports();
    all[1].claims.retain(|c| c.quantities.iter().any(|q| q.min == Some(8.0)));
    let ledger = tidings_ledger::Ledger::build(vec![all.swap_remove(1)]);
    let shown = Shown::new(&ledger, Options::default());
    let bytes = tidings_view::export::export(&shown, Format::Acled).expect("rows");
    let rows = rows(&String::from_utf8(bytes).expect("UTF-8"));
    let near = rows.iter().find(|r| r["fatalities_min"] == "8").expect("the hospital's figure");
    assert_eq!((near["latitude"].as_str(), near["geo_precision"].as_str()), ("", "2"));
    assert_eq!(near["radius_km"], "10");
}

#[test]
fn ucdp_rows_have_a_best_only_if_all_agree() {
    let rows = rows(&text(Format::Ucdp));
    let range = rows.iter().find(|r| r["low"] == "8").expect("two voices that differ");
    assert_eq!((range["best"].as_str(), range["high_is_open"].as_str()), ("", "yes"));
    assert_eq!(range["deaths_by_voice"], "Ilona Varga: at least 12; the hospital: 8 to 10");
    let one = rows.iter().find(|r| r["low"] == "1").expect("one death");
    assert_eq!(one["best"], "1");
}

#[test]
fn hxl_has_a_row_of_tags() {
    let text = text(Format::Hxl);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let tags = reader.records().next().expect("tags").expect("a row");
    for tag in &tags {
        let mut parts = tag.split('+');
        let word = |w: &str, from: usize| {
            w.len() > from
                && w[from..].chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        assert!(
            parts.next().is_some_and(|w| w.starts_with('#') && word(w, 1)) && parts.all(|w| word(w, 0)),
            "{tag}"
        );
    }
    assert!(tags.iter().any(|t| t == "#affected+killed+min") && tags.iter().any(|t| t == "#meta+source"));
}

#[test]
fn kml_is_read() {
    let read: kml::Kml<f64> = text(Format::Kml).parse().expect("KML");
    let shown = format!("{read:?}");
    assert!(shown.contains("Placemark") && shown.contains("Polygon") && shown.contains("Point"));
    let xml = text(Format::Kml);
    let tree = roxmltree::Document::parse(&xml).expect("XML");
    let marks = tree.descendants().filter(|n| n.has_tag_name("Placemark"));
    let count = |name: &str| tree.descendants().filter(|n| n.has_tag_name(name)).count();
    assert_eq!(marks.count(), 8);
    assert_eq!(count("Point"), 2, "only what stands in the town itself");
    assert!(xml.contains("Tokaj &amp; Bodrog") && xml.contains("&lt;b&gt;more"));
}

#[test]
fn cap_is_a_draft_in_the_order_of_its_schema() {
    let xml = text(Format::Cap);
    let tree = roxmltree::Document::parse(&xml).expect("XML");
    let alert = tree.root_element();
    assert_eq!(alert.tag_name().namespace(), Some("urn:oasis:names:tc:emergency:cap:1.2"));
    let orders: [(&str, &[&str]); 2] = [
        (
            "alert",
            &[
                "identifier",
                "sender",
                "sent",
                "status",
                "msgType",
                "source",
                "scope",
                "restriction",
                "addresses",
                "code",
                "note",
                "references",
                "incidents",
                "info",
            ],
        ),
        (
            "info",
            &[
                "language",
                "category",
                "event",
                "responseType",
                "urgency",
                "severity",
                "certainty",
                "audience",
                "eventCode",
                "effective",
                "onset",
                "expires",
                "senderName",
                "headline",
                "description",
                "instruction",
                "web",
                "contact",
                "parameter",
                "resource",
                "area",
            ],
        ),
    ];
    for (name, order) in orders {
        for node in
            tree.descendants().filter(|n| n.has_tag_name(("urn:oasis:names:tc:emergency:cap:1.2", name)))
        {
            let at: Vec<usize> = node
                .children()
                .filter(|n| n.is_element())
                .map(|n| order.iter().position(|o| *o == n.tag_name().name()).expect("an element of CAP"))
                .collect();
            assert!(at.is_sorted(), "{name}: {at:?}");
        }
    }
    let value = |name: &str| -> Vec<&str> {
        tree.descendants().filter(|n| n.tag_name().name() == name).filter_map(|n| n.text()).collect()
    };
    assert_eq!(value("status"), ["Draft"]);
    assert!(value("sent")[0].ends_with("-00:00"));
    assert!(value("certainty").iter().all(|c| matches!(*c, "Likely" | "Possible" | "Unlikely" | "Unknown")));
    assert!(value("circle").iter().all(|c| c.split([',', ' ']).all(|n| n.parse::<f64>().is_ok())));
    assert!(!value("identifier")[0].contains([' ', ',', '<', '&']));
}

#[test]
fn jsonld_is_read_as_triples() {
    let json = text(Format::JsonLd);
    let triples: Vec<String> = oxjsonld::JsonLdParser::new()
        .for_slice(json.as_bytes())
        .map(|quad| quad.expect("a triple").to_string())
        .collect();
    let with = |part: &str| triples.iter().filter(|t| t.contains(part)).count();
    assert_eq!(with("/prov#wasQuotedFrom>"), 8);
    assert!(with("/prov#wasAttributedTo>") >= 8);
    assert_eq!(with("/oa#hasTarget>"), 8);
    assert!(with("/oa#TextPositionSelector>") == 8 && with("/oa#exact>") < 8, "masked words select nothing");
    assert_eq!(with("<urn:tidings:term:denies>"), 1);
    assert!(with("\"39\"^^<http://www.w3.org/2001/XMLSchema#integer>") >= 1, "code points");
}

#[test]
fn timemap_is_strings_all_through() {
    let all: Value = serde_json::from_str(&text(Format::TimeMap)).expect("JSON");
    let events = all["events"].as_array().expect("events");
    assert!(!events.is_empty());
    for e in events {
        for (key, value) in e.as_object().expect("an object") {
            assert!(
                value.is_string() || value.as_array().is_some_and(|a| a.iter().all(Value::is_string)),
                "{key}"
            );
        }
        assert!(
            !e["date"].as_str().unwrap_or("").is_empty() || !e["latitude"].as_str().unwrap_or("").is_empty()
        );
        for s in e["sources"].as_array().expect("sources") {
            assert!(all["sources"].get(s.as_str().unwrap_or("")).is_some(), "{s} is a source");
        }
    }
    let fled = events.iter().find(|e| e["location"] == "Hungary").expect("the country");
    assert_eq!((fled["latitude"].as_str(), fled["date"].as_str()), (Some(""), Some("05/01/2024")));
}

#[test]
fn ledger_json_keeps_its_contract() {
    let all: Value = serde_json::from_str(&text(Format::LedgerJson)).expect("JSON");
    let ids: BTreeSet<&str> = ["a-tokaj.txt", "c-fled.txt"].into();
    for key in ["events", "figures", "conflicts", "copies"] {
        assert!(all[key].is_array(), "{key}");
    }
    let cited: BTreeSet<&str> = all["events"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|e| e["reports"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    assert!(cited.contains("a-tokaj.txt"), "{cited:?}");
    let killed: Vec<&Value> =
        all["figures"].as_array().into_iter().flatten().filter(|s| s["measure"] == "killed").collect();
    assert!(killed.iter().any(|s| s["speaker"] == "Ilona Varga"
        && s["place"] == "Tokaj"
        && s["points"][0]["as_of"] == "2024-04-29"
        && s["points"][0]["min"] == 12
        && s["points"][0]["max"].is_null()));
    let conflict = &all["conflicts"][0];
    assert_eq!(conflict["kind"], "denies");
    assert!(ids.contains(conflict["b"]["report"].as_str().unwrap_or("")) && conflict["a"]["start"].is_u64());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_read() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes(Format::Parquet))).expect("Parquet");
    assert_eq!(reader.metadata().file_metadata().num_rows(), 8);
    let rows: Vec<String> =
        reader.get_row_iter(None).expect("rows").map(|r| r.expect("a row").to_string()).collect();
    assert!(rows[0].contains("Up to 400 people fled"), "{}", rows[0]);
}

#[test]
fn a_brief_as_html_loads_nothing_and_escapes_everything() {
    let ledger = ledger();
    let html = Brief::of(&Shown::new(&ledger, Options::default())).html();
    assert!(html.contains("Content-Security-Policy") && html.contains("default-src 'none'"));
    for loads in ["<script", "<img", "<link", "<iframe", "src=", "@import", "url("] {
        assert!(!html.contains(loads), "{loads}");
    }
    assert!(
        html.contains("&lt;b&gt;more&lt;/b&gt;") && !html.contains("<b>more") && !html.contains('\u{202e}')
    );
    let targets: BTreeSet<&str> =
        html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()).collect();
    let missing: Vec<&&str> = targets.iter().filter(|t| !html.contains(&format!("id=\"{t}\""))).collect();
    assert!(!targets.is_empty() && missing.is_empty(), "{missing:?}");
}

#[test]
fn the_chart_is_a_picture_with_words() {
    let ledger = ledger();
    let shown = Shown::new(&ledger, Options::default());
    let svg = figures::chart(&figures::histories(&shown, tidings_ledger::query::measure("killed")));
    let tree = roxmltree::Document::parse(&svg).expect("SVG");
    let root = tree.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let desc =
        tree.descendants().find(|n| n.attribute("id") == Some("desc")).and_then(|n| n.text()).unwrap_or("");
    assert!(desc.contains("at least 12") && desc.contains("8 to 10"), "{desc}");
    assert!(svg.contains("stroke-dasharray=\"3 2\""), "a disputed figure wears a ring");
    let table = figures::table(&figures::histories(&shown, None));
    assert!(table.contains("| disputed |") && table.contains("up to 400"), "{table}");
    assert!(figures::chart(&[]).contains("No dated figures"));
}
