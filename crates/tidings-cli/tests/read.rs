//! `tidings read`: the claims themselves.

mod common;

use common::{Folder, REPORT, slice};

#[test]
fn one_claim_a_line() {
    let folder = Folder::new("read-jsonl");
    folder.write("report.txt", REPORT);
    let claims = folder.run(&["read", "report.txt", "--published", "2024-05-01"]).with_code(0).json();
    assert!(claims.len() >= 3);
    for claim in &claims {
        let (start, end) =
            (claim["start"].as_u64().expect("start") as usize, claim["end"].as_u64().expect("end") as usize);
        assert_eq!(claim["doc"], "report.txt");
        assert_eq!(slice(REPORT, start, end), claim["text"].as_str().expect("text"));
    }
    let moved = claims
        .iter()
        .find(|c| c["text"].as_str().is_some_and(|t| t.contains("evacuated")))
        .expect("the evacuation");
    assert_eq!(moved["speaker"], "Ilona Varga");
    assert_eq!(
        (&moved["quantities"][0]["measure"], &moved["quantities"][0]["min"]),
        (&"evacuated".into(), &40.into())
    );
    assert!(moved["quantities"][0]["max"].is_null());
    assert_eq!(moved["time"]["start"], "2024-04-30");
}

#[test]
fn a_table_for_people() {
    let folder = Folder::new("read-table");
    folder.write("report.txt", REPORT);
    let ran =
        folder.run(&["read", "report.txt", "--format", "table", "--published", "2024-05-01"]).with_code(0);
    let row = ran.out.lines().find(|l| l.contains("evacuated")).expect("the evacuation");
    assert!(row.starts_with("Ilona Varga") && row.contains("2024-04-30") && row.contains("40"), "{row}");
    assert_eq!(ran.err, "", "nothing but claims in a pipe");
}

#[test]
fn json_lines_are_reports() {
    let folder = Folder::new("read-lines");
    let lines = "{\"id\": \"a\", \"text\": \"Police said that two men drowned in the river.\"}\nno json\n{\"text\": \"A bridge collapsed in Eger.\"}\n";
    let ran = folder.run_with(&["read", "-"], lines.as_bytes()).with_code(3);
    let docs: Vec<String> = ran.json().iter().map(|c| c["doc"].as_str().unwrap_or("").to_string()).collect();
    assert!(docs.contains(&"a".to_string()) && docs.contains(&"standard input:3".to_string()), "{docs:?}");
    assert!(ran.err.contains("line 2"), "{}", ran.err);
}

#[test]
fn a_missing_file_is_told_and_the_others_read() {
    let folder = Folder::new("read-missing");
    folder.write("report.txt", REPORT);
    let ran = folder.run(&["read", "nowhere.txt", "report.txt"]).with_code(3);
    assert!(ran.err.contains("nowhere.txt"), "{}", ran.err);
    assert!(!ran.json().is_empty());
    let none = folder.run(&["brief", "nowhere.txt"]);
    assert!(matches!(none.code, 1 | 3), "{}", none.code);
    assert!(none.err.contains("nowhere.txt"), "{}", none.err);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    let folder = Folder::new("read-pipe");
    folder.write("report.txt", REPORT);
    for args in [
        &["read", "report.txt"][..],
        &["read", "report.txt", "--format", "table"],
        &["brief", "report.txt"],
        &["man"],
    ] {
        folder.closed_pipe(args);
    }
}

#[cfg(unix)]
#[test]
#[ignore = "clap_complete prints by itself and panics; write its script to memory first"]
fn completions_into_a_closed_pipe_are_quiet() {
    Folder::new("completions-pipe").closed_pipe(&["completions", "bash"]);
}
