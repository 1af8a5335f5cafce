//! All relations of a ledger, and how few of them are worked out anew when something has come to it.
//!
//! What one report gives by itself is worked out once ([`Own`]). What two claims come to (a tie, a denial) rests on these
//! two and on which others share a key with them or stand in their report. A report is *untouched* if it is the value it
//! was, the same of its claims are left out, and its names mean what they meant; claims of untouched reports are
//! compared anew only where they share a key with a claim of a touched one, as it was or as it is; the words in which a tie is
//! explained are kept with it. Where no report is another one, so are names and headings. Everything else (which
//! pairs hold together, conflicts of figures, grades, histories) is one pass over all claims, each time.
//!
//! `tests/following.rs` holds the result against relating everything anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::copies::{self, Print};
use crate::facts::{self, Facts, Sides};
use crate::identity::{self, Names};
use crate::own::Own;
use crate::{
    ClaimRef, Conflict, ConflictKind, Group, Identity, Occurrence, Report, Reviews, Series, conflict,
    figures, grade, group, key, occurrence, parts, withdrawn,
};

/// How the claims of several reports stand to each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Related {
    /// Reports that run one text, each group in order; a report in no group is nobody's copy.
    pub copies: Vec<Vec<usize>>,
    /// Persons, organisations and places under all their spellings.
    pub identities: Arc<Vec<Identity>>,
    /// Claims about one real occurrence.
    pub occurrences: Vec<Occurrence>,
    /// Claims about one place: the headings of a brief.
    pub groups: Vec<Group>,
    /// Figures by measure, place and speaker.
    pub figures: Vec<Series>,
    /// Figures that are parts of another figure of their report: claim, and index among its quantities.
    pub parts: BTreeSet<(ClaimRef, usize)>,
    /// Claims whose voice took them back, and the words that take them back.
    pub withdrawn: BTreeSet<ClaimRef>,
    /// Claims set against each other, or following on each other.
    pub conflicts: Vec<Conflict>,
}

/// What is kept of a ledger, so that the next one is worked out from it: see
/// [`Ledger::following`](crate::Ledger::following).
#[derive(Debug, Default)]
pub struct Kept(Option<Last>);

#[derive(Debug)]
struct Last {
    reports: Vec<Arc<Report>>,
    own: Vec<Arc<Own>>,
    names: Arc<Names>,
    facts: Vec<Facts>,
    ties: Vec<occurrence::Tie>,
    denials: Vec<conflict::Denial>,
    decided: Decided,
    related: Arc<Related>,
}

/// What relations rest on, of all that was decided.
#[derive(Debug, PartialEq)]
struct Decided {
    rejected: Vec<ClaimRef>,
    joined: Vec<(Vec<ClaimRef>, u64)>,
    apart: Vec<(ClaimRef, Vec<ClaimRef>, u64)>,
    links: Vec<(ClaimRef, ClaimRef, Option<ConflictKind>, u64)>,
}

impl Decided {
    fn of(r: &Reviews) -> Self {
        Self {
            rejected: r.rejected.iter().map(|x| x.0).collect(),
            joined: r.joined.clone(),
            apart: r.apart.clone(),
            links: r.links.clone(),
        }
    }

    /// Claims of a report that are left out, by number.
    fn left_out(&self, report: usize) -> impl Iterator<Item = usize> + '_ {
        let from = self.rejected.partition_point(|at| at.report < report);
        self.rejected[from..].iter().take_while(move |at| at.report == report).map(|at| at.claim)
    }
}

/// What each report relates by itself.
pub(crate) fn each_alone(reports: &[Arc<Report>]) -> Related {
    let of = |(report, r): (usize, &Arc<Report>)| {
        parts::parts(r).into_iter().map(move |(claim, n)| (ClaimRef { report, claim }, n))
    };
    Related { parts: reports.iter().enumerate().flat_map(of).collect(), ..Related::default() }
}

/// Adds which reports run one text, who is who, and what was taken back.
pub(crate) fn voices(reports: &[Arc<Report>], related: &mut Related) {
    let prints: Vec<Print> = reports.iter().map(|r| Print::of(r)).collect();
    let names = identity::resolve(reports);
    let may = |report: usize| withdrawn::may_take_back(&reports[report]);
    related.copies = copies::groups(&prints.iter().collect::<Vec<_>>());
    related.withdrawn = withdrawn::find(reports, may, &names).claims;
    related.identities = names.identities;
}

impl Kept {
    /// The relations of `reports`, which are in order. A report that is what it was becomes the one that is kept.
    pub(crate) fn relate(&mut self, reports: &mut [Arc<Report>], reviews: &Reviews) -> Arc<Related> {
        let last = self.0.take();
        let decided = Decided::of(reviews);
        let before = match &last {
            Some(last) => aligned(last, reports),
            None => vec![None; reports.len()],
        };
        let as_before =
            |last: &&Last| last.reports.len() == reports.len() && before.iter().all(Option::is_some);
        if let Some(same) = last.as_ref().filter(as_before).filter(|l| l.decided == decided) {
            let related = same.related.clone();
            self.0 = last;
            return related;
        }
        let reports = &*reports;
        let mut sides = Sides::default();
        let own: Vec<Arc<Own>> = reports
            .iter()
            .zip(&before)
            .map(|(r, before)| match (before, &last) {
                (Some(i), Some(last)) => last.own[*i].clone(),
                _ => Arc::new(Own::of(r, &mut sides)),
            })
            .collect();
        let (names, groups) = match last.as_ref().filter(as_before) {
            Some(last) => (last.names.clone(), last.related.groups.clone()),
            None => (Arc::new(identity::resolve(reports)), group::groups(reports)),
        };
        let copies = match &last {
            Some(last) if same_texts(&last.reports, reports) => last.related.copies.clone(),
            _ => copies::groups(&own.iter().map(|o| &o.print).collect::<Vec<_>>()),
        };
        let before = match &last {
            Some(last) => untouched(last, &decided, &names, before),
            None => before,
        };
        let mut facts: Vec<Facts> = Vec::with_capacity(last.as_ref().map_or(0, |l| l.facts.len() + 64));
        // Of each fact the one that it was, if its report is untouched.
        let mut was: Vec<Option<u32>> = Vec::new();
        for (report, before) in before.iter().enumerate() {
            let (from, bare) = (facts.len(), &own[report].bare);
            let old = last.as_ref().zip(*before).map(|(last, i)| (last, last.range(i)));
            match &old {
                Some((last, old)) if Arc::ptr_eq(&last.names, &names) => {
                    let moved = |f: &Facts| Facts { at: ClaimRef { report, ..f.at }, ..f.clone() };
                    facts.extend(last.facts[old.clone()].iter().map(moved));
                }
                _ => facts.extend(facts::of_report(report, reports, bare, &names, reviews)),
            }
            match old {
                Some((_, old)) => was.extend(old.map(|i| Some(i as u32))),
                None => was.resize(facts.len(), None),
            }
            debug_assert_eq!((facts.len(), from <= facts.len()), (was.len(), true));
        }
        let change = last.as_ref().map(|last| Change::new(&last.facts, was));
        let known = last.as_ref().zip(change.as_ref());
        let ties = occurrence::ties(&facts, known.map(|(l, c)| (c, &l.ties[..])));
        let denials = conflict::denials(reports, &facts, known.map(|(l, c)| (c, &l.denials[..])));
        let related = related(reports, reviews, &own, &names, copies, &facts, &ties, &denials);
        let related = Arc::new(Related { groups, ..related });
        let (reports, kept) = (reports.to_vec(), related.clone());
        self.0 = Some(Last { reports, own, names, facts, ties, denials, decided, related: kept });
        related
    }
}

impl Last {
    /// The facts of a report.
    fn range(&self, report: usize) -> std::ops::Range<usize> {
        let from = self.facts.partition_point(|f| f.at.report < report);
        let len = self.facts[from..].partition_point(|f| f.at.report == report);
        from..from + len
    }
}

/// Of each report the number that it had, if it is the same value.
fn aligned(last: &Last, reports: &mut [Arc<Report>]) -> Vec<Option<usize>> {
    let mut at = 0;
    let one = |r: &mut Arc<Report>| {
        let earlier = |old: &Arc<Report>| !Arc::ptr_eq(old, r) && key(&old.document) < key(&r.document);
        while last.reports.get(at).is_some_and(earlier) {
            at += 1;
        }
        let old = last.reports.get(at)?;
        if !Arc::ptr_eq(old, r) {
            if **old != **r {
                return None;
            }
            *r = old.clone();
        }
        Some(at)
    };
    reports.iter_mut().map(one).collect()
}

/// Whether the reports are those of before, but for what is read of them.
fn same_texts(old: &[Arc<Report>], new: &[Arc<Report>]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(a, b)| Arc::ptr_eq(a, b) || a.document == b.document)
}

/// Leaves only reports of which the same claims are left out, and whose names mean the same as before.
fn untouched(
    last: &Last,
    decided: &Decided,
    names: &Arc<Names>,
    before: Vec<Option<usize>>,
) -> Vec<Option<usize>> {
    let renamed: FxHashSet<usize> = if Arc::ptr_eq(&last.names, names) {
        FxHashSet::default()
    } else {
        let pairs: FxHashMap<usize, usize> =
            before.iter().enumerate().filter_map(|(new, old)| Some(((*old)?, new))).collect();
        identity::renamed(&last.names, names, &pairs)
    };
    let same = |(report, old): (usize, Option<usize>)| {
        old.filter(|&i| !renamed.contains(&i) && last.decided.left_out(i).eq(decided.left_out(report)))
    };
    before.into_iter().enumerate().map(same).collect()
}

/// How the facts of a ledger follow on those of the last.
pub(crate) struct Change<'l> {
    /// The last ones.
    pub old: &'l [Facts],
    /// Of each fact the one that it was, if its report is untouched.
    pub was: Vec<Option<u32>>,
    /// The other way round.
    pub is: Vec<Option<u32>>,
}

impl<'l> Change<'l> {
    fn new(old: &'l [Facts], was: Vec<Option<u32>>) -> Self {
        let mut is = vec![None; old.len()];
        for (new, old) in was.iter().enumerate() {
            if let Some(old) = old {
                is[*old as usize] = Some(new as u32);
            }
        }
        Self { old, was, is }
    }

    /// Which of `facts` must be compared anew: those of touched reports, and those that share a key with one of them, as
    /// it was or as it is.
    pub fn again(&self, facts: &[Facts], keys: impl Fn(&Facts, &mut dyn FnMut(u64))) -> Vec<bool> {
        let mut touched: FxHashSet<u64> = FxHashSet::default();
        let mut stretches: FxHashSet<i32> = FxHashSet::default();
        let gone = self.old.iter().zip(&self.is).filter(|(_, is)| is.is_none()).map(|(f, _)| f);
        let new = facts.iter().zip(&self.was).filter(|(_, was)| was.is_none()).map(|(f, _)| f);
        for f in gone.chain(new) {
            stretches.extend(stretches_of(f));
            keys(f, &mut |key| {
                touched.insert(key);
            });
        }
        let shares = |f: &Facts| {
            let mut found = false;
            if stretches_of(f).any(|s| stretches.contains(&s)) {
                keys(f, &mut |key| found |= touched.contains(&key));
            }
            found
        };
        facts.iter().zip(&self.was).map(|(f, was)| was.is_none() || shares(f)).collect()
    }
}

/// Days in a stretch.
const STRETCH: i32 = 8;

/// Stretches of days that two claims have in common if they share any key: every key counts days, in buckets that lie
/// inside these.
pub(crate) fn stretches_of(f: &Facts) -> impl Iterator<Item = i32> + use<> {
    let (first, last) = match f.when.kind {
        facts::WhenKind::Unknown => (0, 0),
        _ if f.when.last - f.when.first > 10 => (f.when.last, f.when.last),
        _ => (f.when.first, f.when.last),
    };
    (first - 2).div_euclid(STRETCH)..=(last + 2).div_euclid(STRETCH)
}

#[allow(clippy::too_many_arguments, reason = "each is worked out in another way")]
fn related(
    reports: &[Arc<Report>],
    reviews: &Reviews,
    own: &[Arc<Own>],
    names: &Names,
    copies: Vec<Vec<usize>>,
    facts: &[Facts],
    ties: &[occurrence::Tie],
    denials: &[conflict::Denial],
) -> Related {
    let each = own.iter().enumerate();
    let parts: BTreeSet<(ClaimRef, usize)> = each
        .flat_map(|(report, o)| o.parts.iter().map(move |&(claim, n)| (ClaimRef { report, claim }, n)))
        .collect();
    let withdrawn = withdrawn::find(reports, |report| own[report].takes_back, names);
    let occurrence::Found { mut occurrences, of } = occurrence::find(reports, facts, ties, &copies, reviews);
    let each = copies.iter().enumerate().flat_map(|(g, group)| group.iter().map(move |r| (*r, g)));
    let copy_of = each.collect();
    let matter = conflict::Matter {
        reports,
        facts,
        of: &of,
        occurrences: &occurrences,
        copy_of: &copy_of,
        parts: &parts,
        withdrawn: &withdrawn,
        reviews,
        denials,
    };
    let conflicts = conflict::conflicts(&matter);
    let grades = grade::grades(&matter, names, &conflicts);
    let figures = figures::series(&matter, names);
    for (o, grade) in occurrences.iter_mut().zip(grades) {
        o.grade = grade;
    }
    Related {
        identities: names.identities.clone(),
        copies,
        occurrences,
        groups: Vec::new(),
        figures,
        parts,
        withdrawn: withdrawn.claims,
        conflicts,
    }
}
