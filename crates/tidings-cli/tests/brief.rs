//! `tidings brief`: a cited brief of a report.

mod common;

use std::collections::BTreeSet;

use common::{Folder, REPORT, slice};

/// A quotation line of a brief: number, first and last character, words.
fn quotations(brief: &str) -> Vec<(usize, usize, usize, String)> {
    let one = |line: &str| {
        let (number, rest) = line.strip_prefix("- [")?.split_once(']')?;
        let (_, rest) = rest.split_once("characters ")?;
        let (range, words) = rest.split_once(": “")?;
        let (start, end) = range.split_once('–')?;
        let words = words.trim_end_matches('”').replace('\\', "");
        Some((number.parse().ok()?, start.parse().ok()?, end.parse().ok()?, words))
    };
    let section = brief.split("## Quotations").nth(1).unwrap_or("");
    section.lines().filter_map(one).collect()
}

#[test]
fn speaker_figure_and_place_are_told() {
    let folder = Folder::new("brief-told");
    folder.write("report.txt", REPORT);
    let brief = folder
        .run(&["brief", "report.txt", "--published", "2024-05-01", "--publisher", "The Tisza Post"])
        .with_code(0)
        .out;
    for part in
        ["# Situation brief", "Ilona Varga", "at least 40", "evacuated", "Tokaj", "The Tisza Post", "2024"]
    {
        assert!(brief.contains(part), "{part} is missing:\n{brief}");
    }
}

#[test]
fn every_citation_leads_to_its_words() {
    let folder = Folder::new("brief-cited");
    folder.write("report.txt", REPORT);
    let brief = folder.run(&["brief", "report.txt", "--published", "2024-05-01"]).with_code(0).out;
    let quotations = quotations(&brief);
    assert!(quotations.len() >= 3, "{brief}");
    for (number, start, end, words) in &quotations {
        assert_eq!(&slice(REPORT, *start, *end), words, "quotation {number}");
    }
    let numbers: BTreeSet<usize> = quotations.iter().map(|q| q.0).collect();
    let body = brief.split("## Quotations").next().unwrap_or("");
    let cited: BTreeSet<usize> = body
        .split('[')
        .skip(1)
        .filter_map(|s| s.split_once(']'))
        .filter_map(|(n, _)| n.parse().ok())
        .collect();
    assert_eq!(cited, numbers);
}

#[test]
fn what_is_denied_or_to_come_is_no_event() {
    let folder = Folder::new("brief-stance");
    folder.write("report.txt", REPORT);
    let brief = folder.run(&["brief", "report.txt", "--published", "2024-05-01"]).with_code(0).out;
    let to_come = brief
        .split("## Announced, asked for, expected")
        .nth(1)
        .and_then(|s| s.split("\n## ").next())
        .unwrap_or("");
    assert!(to_come.contains("search the lower town"), "{brief}");
    let looted =
        brief.lines().find(|l| l.starts_with("- **") && l.contains("looted")).expect("the denial is told");
    assert!(looted.contains("denie"), "{looted}");
}

#[test]
fn standard_input_and_a_file_for_output() {
    let folder = Folder::new("brief-stdin");
    let printed = folder.run_with(&["brief", "-"], REPORT.as_bytes()).with_code(0);
    assert!(printed.out.contains("standard input"), "{}", printed.out);
    assert!(
        printed.out.contains("date not stated"),
        "an unknown date is said to be unknown:\n{}",
        printed.out
    );
    let silent = folder.run_with(&["brief", "-", "-o", "brief.md"], REPORT.as_bytes()).with_code(0);
    assert_eq!(silent.out, "");
    assert_eq!(std::fs::read_to_string(folder.path("brief.md")).expect("the brief"), printed.out);
}

#[test]
fn the_order_of_files_and_threads_changes_nothing() {
    let folder = Folder::new("brief-order");
    folder.write("a.txt", REPORT);
    folder.write("b.txt", "Police said two men drowned in Miskolc on Monday.\n");
    folder.write("c.txt", "The Tisza rose by 50 cm at Szolnok, the water office said.\n");
    let one = folder
        .run(&["brief", "a.txt", "b.txt", "c.txt", "--published", "2024-05-01", "-j", "1"])
        .with_code(0)
        .out;
    let other = folder
        .run(&["brief", "c.txt", "a.txt", "b.txt", "--published", "2024-05-01", "-j", "4"])
        .with_code(0)
        .out;
    assert_eq!(one, other);
}

#[test]
fn a_page_is_read_without_its_furniture() {
    let folder = Folder::new("brief-html");
    let page = "<!doctype html><html><head><title>Ferry sinks off Bodrum</title>\
        <meta property=\"article:published_time\" content=\"2023-06-14T08:00:00Z\"></head><body>\
        <nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/sport\">Sport</a></li></ul></nav>\
        <article><h1>Ferry sinks off Bodrum</h1><p>A ferry sank off Bodrum on Tuesday and 6 people drowned, the coast guard said. \
        Divers searched the wreck until dark.</p></article><footer>Cookie settings</footer></body></html>";
    folder.write("page.html", page);
    let brief = folder.run(&["brief", "page.html"]).with_code(0).out;
    assert!(brief.contains("6 people drowned") && brief.contains("oast"), "{brief}");
    assert!(brief.contains("14 Jun 2023"), "{brief}");
    assert!(!brief.contains("Cookie settings") && !brief.contains("Sport"), "{brief}");
}
