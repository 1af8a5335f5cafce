//! Claims set against each other, and figures that follow on each other, each pair cited with its reasons.
//!
//! Only claims about one matter are compared: those of one occurrence, and figures of one measure at one place that
//! are counted on from day to day. Within it each claim is compared with the nearest before it, so that a hundred
//! reports of one toll give a chain, not five thousand pairs. Copies are one voice: what a copy prints again is
//! compared once.

pub(crate) mod count;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tidings_claim::{Claim, Stance, Tier};
use tidings_mention::Measure;

use crate::facts::{Facts, Grain, Index, day};
use crate::withdrawn::Withdrawn;
use crate::{ClaimRef, Conflict, ConflictKind, Evidence, Report, Reviews};
use count::{Count, comparable, relate};
pub(crate) use told::{Denial, denials};

/// Earlier figures that one is compared with until a relation is found.
const BACK: usize = 12;

/// Other voices that one figure is set against.
const VOICES: usize = 3;

/// Why a voice is said to deny what it said itself.
pub const TAKEN_BACK: &str = "taken back by the same voice";

/// Days after which a count is another count.
const STALE: i32 = 14;

/// What the comparison needs of the ledger.
pub(crate) struct Matter<'l> {
    pub reports: &'l [Arc<Report>],
    pub facts: &'l [Facts],
    /// Occurrence of each of `facts`.
    pub of: &'l [u32],
    pub occurrences: &'l [crate::Occurrence],
    /// Group of copies of each report.
    pub copy_of: &'l FxHashMap<usize, usize>,
    /// Figures that are parts of another of their report.
    pub parts: &'l BTreeSet<(ClaimRef, usize)>,
    pub withdrawn: &'l Withdrawn,
    pub reviews: &'l Reviews,
    /// What is denied, as far as it was found.
    pub denials: &'l [Denial],
}

pub(crate) fn conflicts(m: &Matter) -> Vec<Conflict> {
    let mut out = Found { seen: FxHashSet::default(), list: Vec::new() };
    statements(m, &mut out);
    figures(m, &mut out);
    agreements(m, &mut out);
    linked(m, &mut out);
    out.list.sort_by_key(|c| (c.kind, c.a, c.b));
    out.list
}

struct Found {
    seen: FxHashSet<(ClaimRef, ClaimRef)>,
    list: Vec<Conflict>,
}

impl Found {
    /// Keeps a pair unless the two are set against each other already.
    fn add(
        &mut self,
        kind: ConflictKind,
        a: ClaimRef,
        b: ClaimRef,
        why: impl Into<Arc<[Evidence]>>,
    ) -> Option<&mut Conflict> {
        let (a, b) = told::ordered(kind, a, b);
        if a == b || !self.seen.insert((a.min(b), a.max(b))) {
            return None;
        }
        self.list.push(Conflict { kind, a, b, figures: None, measure: None, because: why.into() });
        self.list.last_mut()
    }
}

impl Matter<'_> {
    fn claim(&self, i: usize) -> &Claim {
        let at = self.facts[i].at;
        &self.reports[at.report].claims[at.claim]
    }

    /// Whether somebody took a claim back, or takes one back in it.
    fn is_withdrawn(&self, i: usize) -> bool {
        self.withdrawn.claims.contains(&self.facts[i].at)
    }

    /// Whether two reports print one wire text.
    fn copies(&self, a: usize, b: usize) -> bool {
        a == b || self.copy_of.get(&a).is_some_and(|g| self.copy_of.get(&b) == Some(g))
    }
}

/// Denials, statements that cannot both hold, headings that say more than their text.
fn statements(m: &Matter, out: &mut Found) {
    for (a, b) in &m.withdrawn.pairs {
        let why = Evidence { rule: TAKEN_BACK, detail: String::new() };
        out.add(ConflictKind::Denies, *a, *b, vec![why]);
    }
    for d in m.denials {
        if m.is_withdrawn(d.denies) {
            continue;
        }
        out.add(ConflictKind::Denies, m.facts[d.denies].at, m.facts[d.denied].at, d.why.clone());
    }
    for (i, f) in m.facts.iter().enumerate() {
        let c = m.claim(i);
        if let Some(claim) = c.repeats {
            let body = ClaimRef { claim, ..f.at };
            if let Some(why) = told::overstated(m.reports, f.at, body) {
                out.add(ConflictKind::Overstates, f.at, body, vec![why]);
            }
        }
    }
    headings(m, out);
    let groups = by_occurrence(m);
    for list in groups.values().filter(|l| l.len() > 1) {
        for (n, &i) in list.iter().enumerate() {
            if m.is_withdrawn(i) {
                continue;
            }
            let before = list[..n].iter().rev().take(BACK).filter(|&&j| !m.is_withdrawn(j));
            let found = before.filter(|&&j| {
                !m.copies(m.facts[i].at.report, m.facts[j].at.report)
                    || m.facts[i].at.report == m.facts[j].at.report
            });
            let mut found = found
                .filter_map(|&j| Some((j, told::opposed(m.claim(i), &m.facts[i], m.claim(j), &m.facts[j])?)));
            if let Some((j, why)) = found.next() {
                out.add(ConflictKind::Contradicts, m.facts[i].at, m.facts[j].at, vec![why]);
            }
        }
    }
}

/// Headings whose figure, or whose "all", the text under them does not bear out, where no claim repeats them.
fn headings(m: &Matter, out: &mut Found) {
    for (i, f) in m.facts.iter().enumerate() {
        let c = m.claim(i);
        if c.tier != Tier::Headline || c.repeats.is_some() {
            continue;
        }
        let body = (i + 1..m.facts.len()).take(6).take_while(|&j| m.facts[j].at.report == f.at.report);
        let mut under = body.filter(|&j| {
            m.claim(j).tier == Tier::Body && m.facts[j].real == f.real && f.kinds.fit(m.facts[j].kinds)
        });
        if let Some((j, why)) =
            under.find_map(|j| Some((j, told::overstated(m.reports, f.at, m.facts[j].at)?)))
            && why.rule != "flat in the heading, hedged in the text"
        {
            out.add(ConflictKind::Overstates, f.at, m.facts[j].at, vec![why]);
        }
    }
}

fn by_occurrence(m: &Matter) -> BTreeMap<u32, Vec<usize>> {
    let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, &o) in m.of.iter().enumerate() {
        if m.occurrences[o as usize].claims.len() > 1 {
            groups.entry(o).or_default().push(i);
        }
    }
    groups
}

/// Figures of one occurrence, then those that are counted on at one place.
fn figures(m: &Matter, out: &mut Found) {
    for list in by_occurrence(m).into_values() {
        chain(m, &list, out);
    }
    let mut topics: BTreeMap<(u8, u64), Vec<usize>> = BTreeMap::new();
    for (i, f) in m.facts.iter().enumerate() {
        // A displacement is counted for the province as for its town; what names no place is its speaker's count.
        let (wide, exact) = match (f.spots.first(), f.speaker) {
            (Some(s), _) if s.division != 0 && s.grain != Grain::Country => (u64::from(s.division), s.id),
            (Some(s), _) => (s.id, s.id),
            (None, Some(speaker)) => (u64::from(speaker) << 33, u64::from(speaker) << 33),
            (None, None) => continue,
        };
        for family in f.figures.iter().filter_map(|q| counted_on(q.0, f)) {
            let exact = if family == TOLL { exact } else { wide };
            let list = topics.entry((family, exact)).or_default();
            if list.last() != Some(&i) {
                list.push(i);
            }
        }
    }
    for list in topics.into_values().filter(|l| l.len() > 1) {
        chain(m, &list, out);
    }
}

const TOLL: u8 = 3;

/// Families of measures whose count goes on from day to day whatever the occurrence.
fn counted_on(measure: Measure, f: &Facts) -> Option<u8> {
    use crate::facts::{Kinds, WhenKind};
    match measure {
        // An order is what this one counts.
        Measure::OrderedToEvacuate => Some(0),
        _ if !f.real => None,
        Measure::Fled | Measure::Evacuated | Measure::Sheltered | Measure::Applicants => Some(0),
        Measure::SettlementsControlled | Measure::AreaKm2 => Some(1),
        Measure::Affected => Some(2),
        Measure::Killed | Measure::Injured | Measure::Missing | Measure::Casualties => {
            (f.when.kind != WhenKind::Dated && f.kinds.0 & Kinds::VIOLENCE == 0).then_some(TOLL)
        }
        _ => None,
    }
}

/// Compares each figure with the nearest before it: by the same speaker, by another, and of another measure.
fn chain(m: &Matter, list: &[usize], out: &mut Found) {
    let mut counts: Vec<Count> = Vec::new();
    let mut printed: FxHashSet<(usize, Measure, u64, u64)> = FxHashSet::default();
    for &i in list {
        let (f, c) = (&m.facts[i], m.claim(i));
        let published = m.reports[f.at.report].document.meta.published.map(day);
        if c.stance == Stance::Deny || c.repeats.is_some() || m.is_withdrawn(i) {
            continue;
        }
        for words in &f.counts {
            let mut count = Count::of(f, i, c, words, published);
            count.part |= m.parts.contains(&(f.at, count.quantity));
            // What a copy prints again is one figure.
            let group = m.copy_of.get(&f.at.report);
            let again = group.is_some_and(|g| {
                !printed.insert((*g, count.measure, count.low.to_bits(), count.high.to_bits()))
            });
            if !again {
                counts.push(count);
            }
        }
    }
    counts.sort_by_key(|c| (c.as_of, c.published, c.facts.at, c.quantity));
    for (n, y) in counts.iter().enumerate() {
        let (mut own, mut beside, mut others) = (false, false, Vec::new());
        for x in counts[..n]
            .iter()
            .rev()
            .filter(|x| x.index != y.index && comparable(x.measure, y.measure))
            .take(BACK)
        {
            let same = x.measure == y.measure;
            let voiced = x.facts.voice == y.facts.voice && y.facts.voice.is_some();
            let done = match (same, voiced) {
                (true, true) => own,
                (true, false) => others.len() >= VOICES || others.contains(&x.facts.voice),
                (false, _) => beside,
            };
            let stale = x.as_of.zip(y.as_of).is_some_and(|(a, b)| b - a > STALE);
            if done || stale {
                continue;
            }
            let Some((mut kind, rule, detail)) = relate(x, y) else { continue };
            match (same, voiced) {
                (true, true) => own = true,
                // The nearest of the others in any case, further ones only where they speak against it.
                (true, false) if !others.is_empty() && kind != ConflictKind::Contradicts => continue,
                (true, false) => others.push(x.facts.voice),
                (false, _) => beside = true,
            }
            let told_once = x.facts.at.report == y.facts.at.report && kind == ConflictKind::Compatible;
            if told_once {
                continue;
            }
            // An edited copy of one text is its later version.
            if kind == ConflictKind::Contradicts
                && m.copies(x.facts.at.report, y.facts.at.report)
                && x.facts.at.report != y.facts.at.report
            {
                kind = ConflictKind::Differs;
            }
            if let Some(c) = out.add(kind, y.facts.at, x.facts.at, vec![Evidence { rule, detail }]) {
                let first =
                    if c.a == y.facts.at { (y.quantity, x.quantity) } else { (x.quantity, y.quantity) };
                c.figures = Some(first);
                c.measure = (x.measure == y.measure).then_some(x.measure);
            }
        }
    }
}

/// The same said by two voices in other words, where nothing else sets them against each other.
fn agreements(m: &Matter, out: &mut Found) {
    let index = Index::new(m.facts);
    for o in m.occurrences.iter().filter(|o| o.claims.len() > 1) {
        for (a, b, why) in &o.joined_by {
            let (Some(i), Some(j)) = (index.of(*a), index.of(*b)) else { continue };
            let (x, y) = (m.claim(i), m.claim(j));
            let told = m.facts[i].real && x.stance != Stance::Deny && y.stance != Stance::Deny;
            let figures = m.facts[i].figures.iter().any(|q| m.facts[j].figures.iter().any(|r| q.0 == r.0));
            if told && !figures && x.polarity == y.polarity && !m.copies(a.report, b.report) {
                out.add(ConflictKind::Compatible, *b, *a, why.clone());
            }
        }
    }
}

/// Links that analysts made or took away, over all that was found.
fn linked(m: &Matter, out: &mut Found) {
    for (a, b, kind, id) in &m.reviews.links {
        out.list.retain(|c| (c.a.min(c.b), c.a.max(c.b)) != (*a.min(b), *a.max(b)));
        if let Some(kind) = kind {
            let because =
                Arc::from([Evidence { rule: "linked by an analyst", detail: format!("decision {id}") }]);
            out.list.push(Conflict { kind: *kind, a: *a, b: *b, figures: None, measure: None, because });
        }
    }
}
