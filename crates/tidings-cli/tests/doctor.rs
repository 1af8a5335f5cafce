//! `tidings doctor`: a sound installation, and what it says of one that lacks something.

mod common;

use common::{Folder, REPORT};

#[test]
fn what_is_there_is_said_and_tried() {
    let folder = Folder::new("doctor");
    folder.write("a.txt", REPORT);
    folder
        .run(&["add", "a.txt", "--published", "2024-05-03", "--ledger", "x.tidings", "--quiet"])
        .with_code(0);
    let told = folder.run(&["doctor", "--ledger", "x.tidings"]).with_code(0).out;
    for part in ["program", "language model", "gazetteer", "German", "a report read", "page", "ledger"] {
        assert!(told.contains(&format!("  {part}")), "{part} is missing:\n{told}");
    }
    assert!(!told.contains("WRONG"), "{told}");
    let json = folder.run(&["doctor", "--json"]).with_code(0).out;
    let list: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let parts = list.as_array().expect("a list");
    assert!(
        parts.iter().all(|p| ["ok", "absent"].contains(&p["state"].as_str().expect("a state"))),
        "{json}"
    );
}

#[test]
fn what_is_missing_is_said_with_what_mends_it() {
    let folder = Folder::new("doctor-bare");
    let ran = folder.run(&["doctor", "--data", "nowhere"]).with_code(4);
    assert!(ran.out.contains("WRONG   language model"), "{}", ran.out);
    assert!(ran.out.contains("WRONG   gazetteer"), "{}", ran.out);
    assert!(ran.out.contains("make models"), "{}", ran.out);
}

#[test]
fn a_damaged_model_and_a_damaged_ledger_are_told_apart() {
    let folder = Folder::new("doctor-damaged");
    folder.write("gazetteer.bin", "no table");
    let ran = folder.run(&["doctor", "--gazetteer", "gazetteer.bin"]).with_code(4);
    assert!(
        ran.out.contains("WRONG   gazetteer") && ran.out.contains("ok      language model"),
        "{}",
        ran.out
    );
    folder.write("x.tidings", "no ledger at all, but some text");
    let ran = folder.run(&["doctor", "--ledger", "x.tidings"]).with_code(1);
    assert!(ran.out.contains("WRONG   ledger"), "{}", ran.out);
}
