//! No name of a private person or a minor leaves the program, in any format, unless it is asked for.

mod common;

use common::{PRIVATE, ledger};
use tidings_view::export::{Format, export};
use tidings_view::{Brief, Options, Shown, claims, figures};

/// Every output there is.
fn outputs(shown: &Shown<'_>) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Format::ALL
        .iter()
        .filter(|(_, f)| cfg!(feature = "parquet") || *f != Format::Parquet)
        .map(|(name, f)| ((*name).to_string(), export(shown, *f).expect("an export")))
        .collect();
    let brief = Brief::of(shown);
    let histories = figures::histories(shown, None);
    let texts = [
        ("markdown", brief.markdown()),
        ("html", brief.html()),
        ("figures", figures::table(&histories)),
        ("chart", figures::chart(&histories)),
        ("query table", claims::table(shown)),
        ("query jsonl", claims::jsonl(shown)),
        ("query csv", claims::csv(shown)),
    ];
    all.extend(texts.map(|(name, text)| (name.to_string(), text.into_bytes())));
    all
}

fn holds(bytes: &[u8], word: &str) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    text.contains(&word.to_lowercase())
}

#[test]
fn no_private_name_is_in_any_output() {
    let ledger = ledger();
    let shown = Shown::new(&ledger, Options::default());
    for (name, bytes) in outputs(&shown) {
        for word in PRIVATE {
            assert!(!holds(&bytes, word), "{name} holds `{word}`:\n{}", String::from_utf8_lossy(&bytes));
        }
        assert!(!bytes.is_empty(), "{name} is empty");
    }
}

#[test]
fn names_are_there_when_asked_for() {
    let ledger = ledger();
    let shown = Shown::new(&ledger, Options { unmasked: true, ..Options::default() });
    for (name, bytes) in outputs(&shown) {
        let table = matches!(name.as_str(), "acled" | "hxl" | "figures" | "chart" | "query table");
        assert!(table || holds(&bytes, "Kardos"), "{name}:\n{}", String::from_utf8_lossy(&bytes));
    }
    let brief = Brief::of(&shown).markdown();
    assert!(brief.contains("Not masked"), "{brief}");
}

#[test]
fn what_is_masked_is_said_to_be() {
    let ledger = ledger();
    let shown = Shown::new(&ledger, Options::default());
    let brief = Brief::of(&shown).markdown();
    assert!(brief.contains("Names of 2 private persons are withheld"), "{brief}");
    assert!(brief.contains("name withheld"), "{brief}");
    let jsonl = claims::jsonl(&shown);
    assert!(
        jsonl.lines().any(|l| l.contains("\"masked\":true"))
            && jsonl.lines().any(|l| l.contains("\"masked\":false"))
    );
}

#[test]
fn coordinates_are_rounded_everywhere() {
    let ledger = ledger();
    for unmasked in [false, true] {
        let shown = Shown::new(&ledger, Options { unmasked, ..Options::default() });
        for (name, bytes) in outputs(&shown) {
            for fine in ["48.117", "21.412", "48.1173", "21.4127"] {
                assert!(!holds(&bytes, fine), "{name} gives {fine}");
            }
        }
    }
}
