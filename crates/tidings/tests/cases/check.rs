//! Holds one expectation against what was read.

use tidings::text::Span;

use crate::expect::{Anchor, Expectation, Kind, Term};
use crate::ledger;
use crate::project::Item;
use crate::read::{Read, ReadReport};

/// Why an expectation does not hold.
pub enum Wrong {
    /// The case itself is at fault, so not even a `fixme` excuses it.
    Case(String),
    /// Something else was read.
    Read {
        why: String,
        /// The line as it would have to be to hold, where one can be written.
        now: Option<String>,
    },
}

pub fn check(read: &Read, e: &Expectation) -> Result<(), Wrong> {
    if e.kind >= Kind::Copies {
        return ledger::check(read, e);
    }
    let (report, quotes) = quoted(read, &e.anchors)?;
    let empty = Vec::new();
    let items = report.items.get(&e.kind).unwrap_or(&empty);
    let mut there: Vec<(f64, usize, &Item)> =
        items.iter().filter_map(|item| closeness(item, &quotes)).collect();
    there.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if e.not {
        let found = there.iter().find(|(_, _, item)| e.terms.iter().all(|t| holds(t, item)));
        return match found {
            Some((_, _, item)) => {
                Err(Wrong::Read { why: format!("but there is {}", terms(&item.terms, e.kind)), now: None })
            }
            None => Ok(()),
        };
    }
    let Some((_, _, best)) = there.first() else {
        return Err(Wrong::Read { why: format!("no {} there", e.kind.word()), now: Some(e.with(true, &[])) });
    };
    let wrong: Vec<&Term> = e.terms.iter().filter(|t| !holds(t, best)).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let why: Vec<String> = wrong
        .iter()
        .map(|t| format!("{}: want {}, read {}", t.key, t.value, values(best, t.key).join(" + ")))
        .collect();
    Err(Wrong::Read { why: why.join("; "), now: Some(e.with(false, &mended(&e.terms, best))) })
}

/// The report that has all the quoted words, and where they stand in it. A `nobody` stands nowhere.
pub fn quoted<'r>(read: &'r Read, anchors: &[Anchor]) -> Result<(&'r ReadReport, Vec<Option<Span>>), Wrong> {
    let place = |text: &str, a: &Anchor| {
        let (at, _) = text.match_indices(&a.words).nth(a.nth - 1)?;
        Some(Span::new(at, at + a.words.len()))
    };
    read.reports
        .iter()
        .find_map(|r| {
            let one = |a: &Anchor| if a.words.is_empty() { Some(None) } else { place(&r.text, a).map(Some) };
            Some((r, anchors.iter().map(one).collect::<Option<Vec<_>>>()?))
        })
        .ok_or_else(|| Wrong::Case("no report has the quoted words".into()))
}

/// How much of the quoted words the item covers, and how long it is; `None` if it is about something else.
fn closeness<'i>(item: &'i Item, quotes: &[Option<Span>]) -> Option<(f64, usize, &'i Item)> {
    let mut covered = 0.0;
    for (spans, quote) in item.places.iter().zip(quotes) {
        let Some(quote) = quote else {
            if spans.is_empty() {
                continue;
            }
            return None;
        };
        let shared: u32 =
            spans.iter().map(|s| s.end.min(quote.end).saturating_sub(s.start.max(quote.start))).sum();
        let share = f64::from(shared) / quote.len().max(1) as f64;
        if share < 0.5 {
            return None;
        }
        covered += share;
    }
    Some((covered, item.places.iter().flatten().map(|s| s.len()).sum(), item))
}

/// Whether the item has the value. `a|b` is either; `none` also means that it has no value of this key.
fn holds(want: &Term, item: &Item) -> bool {
    let mut has = item.terms.iter().filter(|t| t.key == want.key).peekable();
    (want.value == "none" && has.peek().is_none())
        || has.any(|t| want.value.split('|').any(|value| same(want.key, value, &t.value)))
}

fn same(key: &str, want: &str, is: &str) -> bool {
    if key == "plover" {
        let mut codes = is.split('/');
        let mut wanted = want.split('/');
        return codes.next() == wanted.next() && wanted.all(|mode| is.split('/').skip(1).any(|m| m == mode));
    }
    let bare = |s: &str| {
        let s = s.trim().to_lowercase();
        s.strip_prefix("the ").map_or(s.clone(), str::to_string)
    };
    want == is || bare(want) == bare(is)
}

fn values(item: &Item, key: &str) -> Vec<String> {
    let values: Vec<String> = item.terms.iter().filter(|t| t.key == key).map(|t| t.value.clone()).collect();
    if values.is_empty() { vec!["none".into()] } else { values }
}

/// The wanted terms with every wrong one replaced by what the item has under its key.
fn mended(wanted: &[Term], item: &Item) -> Vec<Term> {
    let mut out: Vec<Term> = Vec::new();
    for t in wanted {
        if holds(t, item) {
            out.push(t.clone());
            continue;
        }
        let now = values(item, t.key).into_iter().map(|value| Term { key: t.key, value });
        let new: Vec<Term> = now.filter(|n| !wanted.contains(n) && !out.contains(n)).collect();
        out.extend(new);
    }
    out
}

/// The terms as they are written.
pub fn terms(terms: &[Term], kind: Kind) -> String {
    terms.iter().map(|t| t.text(kind)).collect::<Vec<_>>().join(" ")
}
