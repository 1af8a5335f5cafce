//! What a voice takes back: a paper that corrects its headline, a councillor who withdraws his figure. What was
//! taken back is nobody's claim any longer, and the words that take it back do not claim it again; both stay in
//! the ledger, set against each other.
//!
//! Only figures are matched, by measure and bounds: of other statements no rule tells well enough which one a
//! correction means.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};
use tidings_claim::{Claim, ClaimQuantity};
use tidings_mention::Measure;

use crate::facts::{day, is_counted};
use crate::identity::Names;
use crate::words::{hash, words};
use crate::{ClaimRef, HORIZON, Report, refs};

/// Days after which nobody corrects himself.
const DAYS: i32 = HORIZON;

/// What was taken back.
#[derive(Debug, Default)]
pub(crate) struct Withdrawn {
    /// Both what was taken back and the words that take it back, as far as they repeat it.
    pub claims: BTreeSet<ClaimRef>,
    /// The claim that takes back, and what it takes back.
    pub pairs: Vec<(ClaimRef, ClaimRef)>,
}

struct Phrases {
    title: Vec<&'static str>,
    error: Vec<&'static str>,
    withdraw: Vec<&'static str>,
    own: Vec<&'static str>,
    /// Words of which a report that takes anything back has one.
    signs: FxHashSet<u64>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let lines = || include_str!("../../../data/ledger/corrections.txt").lines();
    let list = |name: &str| -> Vec<&'static str> {
        let line = lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or("").split(" | ").collect()
    };
    let (title, error, withdraw, own) = (list("title"), list("error"), list("withdraw"), list("own"));
    // The longest word of a phrase is the one that other texts have least.
    let longest = |p: &&str| p.split(' ').max_by_key(|w| w.len()).map(hash);
    let signs = title.iter().chain(&error).chain(&withdraw).filter_map(longest).collect();
    Phrases { title, error, withdraw, own, signs }
});

/// A figure by which what is taken back is known again.
type Value = (Measure, Option<u64>, Option<u64>);

fn value(q: &ClaimQuantity) -> Value {
    (q.measure, q.min.map(f64::to_bits), q.max.map(f64::to_bits))
}

fn values(c: &Claim) -> impl Iterator<Item = Value> + '_ {
    c.quantities.iter().filter(|q| q.printed && is_counted(q.measure)).map(value)
}

/// A claim that takes something back, and whose it was.
struct Taking<'r> {
    at: ClaimRef,
    /// The paper's own words; otherwise those of somebody whom this sentence names.
    own: bool,
    sentence: &'r str,
}

/// Whether a report may take anything back, by its words alone.
pub(crate) fn may_take_back(report: &Report) -> bool {
    words(&report.document.text).any(|w| PHRASES.signs.contains(&hash(w)))
}

/// `may` says of each report whether it may take anything back.
pub(crate) fn find(reports: &[Arc<Report>], may: impl Fn(usize) -> bool, names: &Names) -> Withdrawn {
    let mut takings: FxHashMap<Value, Vec<Taking>> = FxHashMap::default();
    for (report, r) in reports.iter().enumerate() {
        if !may(report) {
            continue;
        }
        let correction = is_correction(r);
        for (claim, c) in r.claims.iter().enumerate() {
            let sentence = r.sentences.get(c.sentence).copied().unwrap_or(c.span).join(c.span);
            let sentence = sentence.slice(&r.document.text);
            let own = correction && is_own(r, c, sentence);
            if own || has(sentence, &PHRASES.withdraw) {
                for v in values(c) {
                    let at = ClaimRef { report, claim };
                    takings.entry(v).or_default().push(Taking { at, own, sentence });
                }
            }
        }
    }
    let mut out = Withdrawn::default();
    if takings.is_empty() {
        return out;
    }
    for t in takings.values().flatten().filter(|t| t.own) {
        out.claims.insert(t.at);
    }
    for at in refs(reports) {
        for v in values(&reports[at.report].claims[at.claim]) {
            for t in takings.get(&v).into_iter().flatten().filter(|t| takes(reports, names, t, at)) {
                out.claims.extend([t.at, at]);
                out.pairs.push((t.at, at));
            }
        }
    }
    out.pairs.sort_unstable();
    out.pairs.dedup();
    out
}

/// Whether `t` takes back the claim at `at`, which gives the same figure.
fn takes(reports: &[Arc<Report>], names: &Names, t: &Taking, at: ClaimRef) -> bool {
    let (r, s) = (&reports[at.report], &reports[t.at.report]);
    let days = |r: &Report| r.document.meta.published.map(day);
    let gap = days(r).zip(days(s)).map_or(0, |(a, b)| b - a);
    if at >= t.at || !(0..=DAYS).contains(&gap) {
        return false;
    }
    let speaker = r.claims[at.claim].speaker.as_deref();
    if t.own {
        let publisher = r.document.meta.publisher.as_deref();
        return at.report != t.at.report
            && speaker.is_none()
            && publisher.is_some()
            && publisher == s.document.meta.publisher.as_deref();
    }
    let Some(id) = speaker.and_then(|name| names.of(at.report, name)) else { return false };
    let called = |name: &str| {
        let last = name.rsplit(' ').next().unwrap_or(name);
        last.len() > 3 && words(t.sentence).any(|w| w == last)
    };
    names.identities[id as usize].spellings.iter().any(|(name, _)| called(name))
}

fn is_correction(r: &Report) -> bool {
    let title = r.document.meta.title.as_deref().unwrap_or("").to_lowercase();
    let first = title.split([':', '-', '–', '|']).next().unwrap_or("").trim();
    PHRASES.title.contains(&first) || has(&r.document.text, &PHRASES.error)
}

/// Whether a claim of a correction tells what the paper itself had said.
fn is_own(r: &Report, c: &Claim, sentence: &str) -> bool {
    let own = |w: &str| PHRASES.own.iter().any(|o| w.eq_ignore_ascii_case(o));
    let publisher = r.document.meta.publisher.as_deref();
    match c.speaker.as_deref().filter(|name| Some(*name) != publisher) {
        Some(name) => words(name).any(own),
        None => words(sentence).filter(|w| w.len() > 2).any(own) || has(sentence, &PHRASES.error),
    }
}

/// Whether some text has one of the phrases, as whole words.
fn has(text: &str, phrases: &[&str]) -> bool {
    let lower: Vec<String> = words(text).map(str::to_lowercase).collect();
    phrases.iter().any(|p| {
        let phrase: Vec<&str> = p.split(' ').collect();
        lower.windows(phrase.len()).any(|w| w.iter().zip(&phrase).all(|(a, b)| a == b))
    })
}
