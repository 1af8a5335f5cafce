//! How well claims of several reports are joined to occurrences, on situations of our own (`tests/joins`): of all pairs
//! of marked claims, how many are rightly joined, missed, or wrongly joined.
//!
//!     cargo test -p tidings --test joins -- --nocapture

use std::path::{Path, PathBuf};

use tidings::Models;
use tidings::ledger::{ClaimRef, Ledger};
use tidings::text::{Hints, Span};

/// Below these something was lost.
const PRECISION: f64 = 0.95;
const RECALL: f64 = 0.57;

#[test]
fn claims_are_joined_as_a_person_joined_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("TIDINGS_DATA").map_or_else(|| root.join("models"), PathBuf::from);
    let models = Models::open(&data.join(tidings::models::MODEL), &data.join(tidings::models::GAZETTEER));
    let models = models.expect("the models");
    let mut all = Pairs::default();
    for name in ["flood", "siege", "town"] {
        let file = |end: &str| {
            let path = root.join("tests/joins").join(format!("{name}.{end}"));
            std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
        };
        let ledger = ledger(&models, &file("txt"));
        let pairs = pairs(&ledger, &file("tsv"));
        println!("{name}: {pairs}");
        all.add(&pairs);
    }
    println!("all: {all}");
    assert!(all.right + all.missed > 100, "too few pairs to say anything");
    assert!(all.precision() >= PRECISION && all.recall() >= RECALL, "{all}");
}

/// Reports, each below a line `=== name | publisher | day | title`.
fn ledger(models: &Models, text: &str) -> Ledger {
    let document = |part: &str| {
        let (head, body) = part.split_once('\n').expect("a head");
        let mut of = head.split(" | ").map(str::trim);
        let hints = Hints {
            id: of.next().map(str::to_string),
            publisher: of.next().map(str::to_string),
            published: of.next().and_then(|d| d.parse().ok()),
            lang: Some("en".into()),
            ..Hints::default()
        };
        tidings::text::read(body.trim().as_bytes(), &hints)
    };
    let documents = text.split("=== ").skip(1).map(document).collect();
    tidings::reports::ledger(models, documents, 2, |_| ())
}

#[derive(Default)]
struct Pairs {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Pairs {
    fn add(&mut self, o: &Self) {
        self.right += o.right;
        self.missed += o.missed;
        self.wrong += o.wrong;
    }

    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

impl std::fmt::Display for Pairs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { right, missed, wrong } = self;
        let (p, r) = (self.precision(), self.recall());
        write!(f, "{right} pairs right, {missed} missed, {wrong} wrong: precision {p:.3}, recall {r:.3}")
    }
}

/// Every pair of claims that are marked: `occurrence <tab> report <tab> words`.
fn pairs(ledger: &Ledger, marks: &str) -> Pairs {
    let marked: Vec<(&str, &str, usize)> = marks
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| {
            let [truth, report, words] = l.split('\t').collect::<Vec<_>>()[..] else { panic!("{l}") };
            let at = claim(ledger, report, words);
            let found = ledger.occurrences.iter().position(|o| o.claims.contains(&at));
            (truth, words, found.expect("each claim is in an occurrence"))
        })
        .collect();
    let mut out = Pairs::default();
    for (i, a) in marked.iter().enumerate() {
        for b in &marked[i + 1..] {
            match (a.0 == b.0, a.2 == b.2) {
                (true, true) => out.right += 1,
                (false, false) => {}
                (same, _) => {
                    *(if same { &mut out.missed } else { &mut out.wrong }) += 1;
                    println!("  {}: {} | {}", if same { "missed" } else { "wrong" }, a.1, b.1);
                }
            }
        }
    }
    out
}

/// The claim that covers most of the words.
fn claim(ledger: &Ledger, report: &str, words: &str) -> ClaimRef {
    let n = ledger.reports.iter().position(|r| r.document.id == report).expect("the report");
    let r = &ledger.reports[n];
    // Line ends are spaces to whoever marks.
    let at = r.document.text.find(words).unwrap_or_else(|| panic!("{report}: {words}"));
    let quote = Span::new(at, at + words.len());
    let shared = |s: Span| s.end.min(quote.end).saturating_sub(s.start.max(quote.start)) as usize;
    let best = (0..r.claims.len()).max_by_key(|&c| {
        let span = r.claims[c].span;
        (shared(span), std::cmp::Reverse(span.len()), std::cmp::Reverse(c))
    });
    let claim = best.filter(|&c| shared(r.claims[c].span) * 2 >= quote.len());
    ClaimRef { report: n, claim: claim.unwrap_or_else(|| panic!("{report}: no claim is “{words}”")) }
}
