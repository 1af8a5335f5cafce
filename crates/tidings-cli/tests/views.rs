//! `tidings export`, `figures` and `query` with the real models, and the filters of `brief`.

mod common;

use common::{Folder, REPORT};

const HURT: &str = "\
Shelling hits Nikopol

At least 12 people were killed in Nikopol on Monday, the regional governor said. Halyna Petrenko, 61, \
was killed in her yard.

The army denied that it had shelled Nikopol.
";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("flood.txt", REPORT);
    folder.write("hurt.txt", HURT);
    folder
}

const FILES: [&str; 4] = ["flood.txt", "hurt.txt", "--published", "2024-05-01"];

#[test]
fn every_format_is_written_the_same_whatever_the_order() {
    let folder = folder("views-formats");
    let turned = ["hurt.txt", "flood.txt", "--published", "2024-05-01", "-j", "1"];
    for format in ["geojson", "csv", "acled", "ucdp", "jsonld", "hxl", "kml", "timemap", "cap", "ledger-json"]
    {
        let one = folder.run(&[&["export", "--format", format][..], &FILES].concat()).with_code(0);
        let other = folder.run(&[&["export", "--format", format][..], &turned].concat()).with_code(0);
        assert_eq!(one.out, other.out, "{format}");
        assert!(!one.out.contains("Petrenko"), "{format}:\n{}", one.out);
        assert!(
            one.out.contains("unverified public reporting") || format == "ucdp",
            "{format}:\n{}",
            one.out
        );
    }
}

#[test]
fn names_are_shown_only_with_a_warning() {
    let folder = folder("views-unmasked");
    let ran = folder.run(&[&["export", "--format", "csv", "--unmasked"][..], &FILES].concat()).with_code(0);
    assert!(ran.out.contains("Petrenko") && ran.err.contains("not masked"), "{}", ran.err);
    let brief = folder.run(&[&["brief"][..], &FILES].concat()).with_code(0);
    assert!(!brief.out.contains("Petrenko") && brief.out.contains("withheld"), "{}", brief.out);
}

#[test]
fn a_query_finds_and_says_what_is_wrong() {
    let folder = folder("views-query");
    let found =
        folder.run(&[&["query", "killed>=10", "--format", "jsonl"][..], &FILES].concat()).with_code(0);
    let lines = found.json();
    assert_eq!(lines.len(), 1, "{}", found.out);
    assert!(lines[0]["text"].as_str().is_some_and(|t| t.contains("12 people")), "{}", found.out);
    let none = folder.run(&[&["query", "-has:place", "--format", "table"][..], &FILES].concat()).with_code(0);
    assert!(none.out.lines().last().is_some_and(|l| l.contains(" of ")), "{}", none.out);
    let ran = folder.run(&["query", "killd>=10", "hurt.txt"]).with_code(2);
    assert!(ran.err.contains("did you mean `killed`") && ran.err.contains("^^^^^"), "{}", ran.err);
}

#[test]
fn figures_as_table_and_picture() {
    let folder = folder("views-figures");
    let table = folder.run(&[&["figures", "--measure", "killed"][..], &FILES].concat()).with_code(0).out;
    assert!(table.contains("at least 12") && !table.contains("evacuated"), "{table}");
    let svg = folder.run(&[&["figures", "--format", "svg"][..], &FILES].concat()).with_code(0).out;
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
    folder.run(&["figures", "hurt.txt", "--measure", "dead"]).with_code(2);
}

#[test]
fn a_brief_keeps_to_its_scope_and_is_a_page() {
    let folder = folder("views-brief");
    let brief = folder.run(&[&["brief", "--area", "Nikopol"][..], &FILES].concat()).with_code(0).out;
    assert!(brief.contains("12 people") && !brief.contains("Tokaj"), "{brief}");
    assert!(brief.contains("Only claims that match"), "{brief}");
    let page = folder.run(&[&["brief", "--format", "html"][..], &FILES].concat()).with_code(0).out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("default-src 'none'"), "{page}");
    folder.run(&["brief", "hurt.txt", "--about", "(flood"]).with_code(2);
    folder.run(&["brief", "--ledger", "x.tidings", "hurt.txt"]).with_code(2);
}
