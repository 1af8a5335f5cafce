//! `tidings explain`: every value with its reason and its place in the tree.

mod common;

use common::{Folder, REPORT, slice};

#[test]
fn every_field_has_a_reason_and_a_place_to_look() {
    let folder = Folder::new("explain-json");
    folder.write("report.txt", REPORT);
    let told = folder
        .run(&["explain", "report.txt", "--format", "json", "--published", "2024-05-01"])
        .with_code(0)
        .json();
    let claims = told[0]["claims"].as_array().expect("claims");
    assert!(claims.len() >= 3);
    for claim in claims {
        let (start, end) =
            (claim["start"].as_u64().unwrap() as usize, claim["end"].as_u64().unwrap() as usize);
        assert_eq!(slice(REPORT, start, end), claim["text"].as_str().expect("text"));
        for (field, why) in claim["fields"].as_object().expect("fields") {
            let reasons = why["reasons"].as_array().expect("reasons");
            assert!(
                !reasons.is_empty() || why["value"] == "",
                "`{field}` of \"{}\" is {} for no reason",
                claim["text"],
                why["value"]
            );
            assert_ne!(why["look_in"], "", "{field}");
        }
    }
}

#[test]
fn a_place_shows_its_candidates() {
    let folder = Folder::new("explain-place");
    folder.write("report.txt", "The quake struck 15 km north of Tokaj in Hungary, officials said.\n");
    let told = folder.run(&["explain", "report.txt", "Tokaj", "--format", "json"]).with_code(0).json();
    let claims = told[0]["claims"].as_array().expect("claims").iter();
    let mut places: Vec<_> = claims.flat_map(|c| c["places"].as_array().expect("places").clone()).collect();
    places.extend(told[0]["places"].as_array().expect("places").clone());
    let place = places.iter().find(|p| p["surface"] == "Tokaj").expect("the town");
    assert_eq!(place["relation"], "15 km north of");
    assert_eq!((&place["acled_precision"], &place["ucdp_precision"]), (&2.into(), &2.into()));
    let why = place["recognised"].as_array().expect("why it is a place at all");
    let support: f64 = why.iter().filter_map(|r| r["worth"].as_f64()).sum();
    assert!(support >= 1.0 && why.iter().any(|r| r["rule"] == "distance or direction before"), "{why:?}");
    let first = &place["candidates"][0];
    let sum: f64 = first["features"].as_object().expect("features").values().filter_map(|v| v.as_f64()).sum();
    assert!(
        (sum - first["score"].as_f64().expect("a score")).abs() < 0.01,
        "the features are the score: {first}"
    );
    assert!(place["area"]["lat"].as_f64() > first["lat"].as_f64(), "to the north of it");
}

#[test]
fn text_for_a_terminal() {
    let folder = Folder::new("explain-text");
    folder.write("report.txt", REPORT);
    let by_words = folder.run(&["explain", "report.txt", "looted"]).with_code(0).out;
    assert!(
        by_words.contains("stance       deny")
            && by_words.contains("because")
            && by_words.contains("look in")
    );
    let at = REPORT.find("looted").expect("in the report").to_string();
    assert_eq!(folder.run(&["explain", "report.txt", "--at", &at]).with_code(0).out, by_words);
    let number = by_words.strip_prefix("claim ").and_then(|t| t.split(',').next()).expect("its number");
    assert_eq!(folder.run(&["explain", "report.txt", "--claim", number]).with_code(0).out, by_words);
    assert!(
        folder.run(&["explain", "report.txt", "no such words"]).with_code(1).err.contains("nothing there")
    );
    folder.run(&["explain", "report.txt", "words", "--at", "3"]).with_code(2);
}
