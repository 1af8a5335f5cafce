//! The same person, organisation and place across reports and spellings.
//!
//! Long forms of a name (a person's with a first name, a body's with all its words) meet anywhere. Short forms (a
//! last name, an acronym, a ministry without its state) mean the one that their own report names in full; if it
//! names none, the only one of all reports. Where there are two, a short form stays by itself: a wrong join puts
//! words into somebody's mouth, a missed one shows two lines for one person.

mod form;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};
use tidings_claim::ChainRole;

use crate::union::Union;
use crate::{ClaimRef, Evidence, Identity, IdentityKind, Report};
use form::{Body, Form};
pub(crate) use form::{State, organ, state};

/// Short names whose letters do not give them away, with the full one.
static ACRONYMS: LazyLock<FxHashMap<String, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../../../data/ledger/acronyms.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once(": ")).map(|(short, long)| (short.to_uppercase(), long)).collect()
});

/// All identities, and which one a name means in a report.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Persons and bodies first, then places.
    pub identities: Arc<Vec<Identity>>,
    strings: FxHashMap<String, u32>,
    means: FxHashMap<(u32, u32), u32>,
}

impl Names {
    /// The identity that a name means in a report.
    pub fn of(&self, report: usize, name: &str) -> Option<u32> {
        let string = *self.strings.get(name)?;
        self.means.get(&(report as u32, string)).copied()
    }

    /// The name that stands for it in a history: the fullest spelling, or the name as given.
    pub fn full<'n>(&'n self, report: usize, name: &'n str) -> &'n str {
        self.of(report, name).map_or(name, |id| &self.identities[id as usize].name)
    }
}

/// Which of some reports, each with its number then and now, use a name that does not mean what it meant: the numbers
/// then. Identities are numbered anew each time, so a name means the same if all its uses went over to one number that no
/// other identity went over to.
pub(crate) fn renamed(then: &Names, now: &Names, reports: &FxHashMap<usize, usize>) -> FxHashSet<usize> {
    let mut string = vec![None; then.strings.len()];
    for (name, number) in &then.strings {
        string[*number as usize] = now.strings.get(name).copied();
    }
    let went = |&(report, name): &(u32, u32)| {
        let report = reports.get(&(report as usize)).copied()?;
        now.means.get(&(report as u32, string[name as usize]?)).copied()
    };
    let used = || then.means.iter().filter(|(use_of, _)| reports.contains_key(&(use_of.0 as usize)));
    let (mut over, mut from) = (FxHashMap::default(), FxHashMap::default());
    // What a name meant, or means, in two ways.
    let (mut split, mut merged) = (FxHashSet::default(), FxHashSet::default());
    for (use_of, old) in used() {
        let new = went(use_of);
        if *over.entry(*old).or_insert(new) != new || new.is_none() {
            split.insert(*old);
        }
        if let Some(new) = new.filter(|new| *from.entry(*new).or_insert(*old) != *old) {
            merged.insert(new);
        }
    }
    let other = |(use_of, old): &(&(u32, u32), &u32)| {
        split.contains(*old) || went(use_of).is_none_or(|new| merged.contains(&new))
    };
    used().filter(other).map(|((report, _), _)| *report as usize).collect()
}

/// A name with the uses in which it means one thing.
struct Unit<'r> {
    name: &'r str,
    uses: Vec<ClaimRef>,
    /// For offices that every state has: the country its reports are about.
    country: Option<&'r str>,
}

/// The set that a short form means, and the rule that says so.
type Meant = Option<(usize, &'static str)>;

/// Why one unit belongs to another.
struct Tie {
    short: usize,
    long: usize,
    why: Evidence,
}

pub(crate) fn resolve(reports: &[Arc<Report>]) -> Names {
    let uses = uses(reports);
    let home: Vec<Option<&str>> = reports.iter().map(|r| home(r)).collect();
    let mut units: Vec<Unit> = Vec::new();
    let mut forms: Vec<Form> = Vec::new();
    let mut short: Vec<(&str, &Vec<ClaimRef>, Form)> = Vec::new();
    let all: Vec<(&str, &Vec<ClaimRef>, Form)> =
        uses.iter().map(|(name, list)| (*name, list, Form::of(name))).collect();
    let of_states: BTreeSet<Vec<String>> = all.iter().filter_map(|(.., f)| f.without_state()).collect();
    for (name, list, form) in all {
        let is_short = match &form {
            Form::Nobody => continue,
            Form::Word { .. } => true,
            Form::Person { .. } => false,
            Form::Body(b) => {
                b.acronym.is_some() || b.state.is_none() && (b.is_local() || of_states.contains(&b.bag))
            }
        };
        if is_short {
            short.push((name, list, form));
            continue;
        }
        for part in by_country(reports, &home, name, list) {
            units.push(Unit { name, uses: part, country: None });
            forms.push(form.clone());
        }
    }
    let mut ties = Vec::new();
    persons(&units, &forms, &home, reports, &mut ties);
    bodies(&forms, &mut ties);
    let joined = joined(units.len(), &ties);
    let long = Long::new(&units, &forms, &joined, reports);
    for (name, list, form) in &short {
        let local = matches!(form, Form::Body(b) if b.acronym.is_none() && b.is_local());
        let mut meant: BTreeMap<(Meant, Option<&str>), Vec<ClaimRef>> = BTreeMap::new();
        for run in list.chunk_by(|a, b| a.report == b.report) {
            let target = long.meant(run[0].report, home[run[0].report], form);
            let country = home[run[0].report].filter(|_| local && target.is_none());
            meant.entry((target, country)).or_default().extend(run);
        }
        for ((target, country), uses) in meant {
            let short = units.len();
            units.push(Unit { name, uses, country });
            forms.push(form.clone());
            if let Some((long, rule)) = target {
                ties.push(Tie { short, long, why: Evidence { rule, detail: (*name).to_string() } });
            }
        }
    }
    same_short(&units, &forms, joined.len(), &mut ties);
    assemble(&units, &forms, &ties, places(reports))
}

/// Every name that stands for a party, with the claims that use it, in order.
fn uses(reports: &[Arc<Report>]) -> BTreeMap<&str, Vec<ClaimRef>> {
    let mut uses: FxHashMap<&str, Vec<ClaimRef>> = FxHashMap::default();
    for (report, r) in reports.iter().enumerate() {
        // A body that publishes speaks where its report names nobody else.
        let publisher = r.document.meta.publisher.as_deref().filter(|p| matches!(Form::of(p), Form::Body(_)));
        for (claim, c) in r.claims.iter().enumerate() {
            let publisher = publisher.filter(|_| c.speaker.is_none() || claim == 0);
            let chain = c.chain.iter().filter(|l| matches!(l.role, ChainRole::Speaker | ChainRole::Source));
            let parties = c.actors.iter().chain(&c.recipients).map(|p| p.name.as_str());
            let names = c.speaker.as_deref().into_iter().chain(chain.map(|l| l.who.as_str())).chain(parties);
            for name in names.chain(publisher).filter(|n| *n != "unnamed") {
                let list = uses.entry(name).or_default();
                let at = ClaimRef { report, claim };
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
    }
    uses.into_iter().collect()
}

/// The country that most of a report's places lie in.
fn home(report: &Report) -> Option<&str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let places = report.claims.iter().flat_map(|c| &c.places).filter_map(|p| p.at.as_ref());
    for p in places.filter(|p| !p.country.is_empty()) {
        *count.entry(&p.country).or_default() += 1;
    }
    count.into_iter().max_by_key(|(code, n)| (*n, std::cmp::Reverse(*code))).map(|(code, _)| code)
}

/// A private person's name is shared by many: one of another country is somebody else.
fn by_country(
    reports: &[Arc<Report>],
    home: &[Option<&str>],
    name: &str,
    uses: &[ClaimRef],
) -> Vec<Vec<ClaimRef>> {
    let private = |at: &ClaimRef| reports[at.report].private.iter().any(|p| p.name == name);
    if !uses.iter().any(private) {
        return vec![uses.to_vec()];
    }
    let mut parts: BTreeMap<Option<&str>, Vec<ClaimRef>> = BTreeMap::new();
    for at in uses {
        parts.entry(home[at.report]).or_default().push(*at);
    }
    parts.into_values().collect()
}

/// Full names that sound alike, first names being one name, and initials that fit one full name alone.
fn persons(
    units: &[Unit],
    forms: &[Form],
    home: &[Option<&str>],
    reports: &[Arc<Report>],
    ties: &mut Vec<Tie>,
) {
    let mut by_last: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, form) in forms.iter().enumerate() {
        if let Form::Person { last, .. } = form {
            by_last.entry(last).or_default().push(i);
        }
    }
    let parts = |i: usize| match &forms[i] {
        Form::Person { first, initial, .. } => (first.as_str(), *initial),
        _ => ("", false),
    };
    let country = |i: usize| home[units[i].uses[0].report];
    let private = |i: usize| {
        let at = units[i].uses[0];
        reports[at.report].private.iter().any(|p| p.name == units[i].name)
    };
    for list in by_last.values() {
        let mut heads: Vec<usize> = Vec::new();
        for &i in list.iter().filter(|&&i| !parts(i).1) {
            let fits = |&&h: &&usize| {
                parts(h).0 == parts(i).0 && (!(private(i) || private(h)) || country(i) == country(h))
            };
            if let Some(&head) = heads.iter().find(fits) {
                let same = units[head].name == units[i].name;
                let rule = if same { "same name" } else { "names that sound alike" };
                ties.push(Tie {
                    short: i,
                    long: head,
                    why: Evidence { rule, detail: units[head].name.into() },
                });
            } else {
                heads.push(i);
            }
        }
        for &i in list.iter().filter(|&&i| parts(i).1) {
            let letter = |s: &str| s.trim_start_matches('=').chars().next();
            let mut fit = heads
                .iter()
                .filter(|&&h| letter(units[h].name).map(lower) == letter(units[i].name).map(lower));
            if let (Some(&head), None) = (fit.next(), fit.next()) {
                ties.push(Tie {
                    short: i,
                    long: head,
                    why: Evidence { rule: "initial", detail: units[head].name.into() },
                });
            }
        }
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Bodies with the same words in any order.
fn bodies(forms: &[Form], ties: &mut Vec<Tie>) {
    let mut seen: FxHashMap<&[String], usize> = FxHashMap::default();
    for (i, form) in forms.iter().enumerate() {
        let Form::Body(b) = form else { continue };
        if let Some(&long) = seen.get(b.bag.as_slice()) {
            let why = Evidence { rule: "same words", detail: b.bag.join(" ").replace('@', "") };
            ties.push(Tie { short: i, long, why });
        } else {
            seen.insert(&b.bag, i);
        }
    }
}

/// Short forms that mean nothing longer still are one with their like: the same word, the same words.
fn same_short(units: &[Unit], forms: &[Form], from: usize, ties: &mut Vec<Tie>) {
    let tied: BTreeSet<usize> = ties.iter().map(|t| t.short).collect();
    let mut seen: FxHashMap<(&[String], Option<&str>), usize> = FxHashMap::default();
    for (i, form) in forms.iter().enumerate().skip(from).filter(|(i, _)| !tied.contains(i)) {
        let Form::Body(b) = form else { continue };
        let key = (b.bag.as_slice(), units[i].country);
        if let Some(&long) = seen.get(&key) {
            let detail = units[long].name.to_string();
            ties.push(Tie { short: i, long, why: Evidence { rule: "same words", detail } });
        } else {
            seen.insert(key, i);
        }
    }
}

fn joined(n: usize, ties: &[Tie]) -> Vec<usize> {
    let mut sets = Union::new(n);
    for t in ties {
        sets.join(t.short, t.long);
    }
    (0..n).map(|i| sets.find(i)).collect()
}

/// Long forms by what short forms can mean, each as its set's first unit.
struct Long {
    by_last: FxHashMap<String, Vec<usize>>,
    by_initials: FxHashMap<String, Vec<usize>>,
    /// Bodies by their words without the state.
    by_words: FxHashMap<Vec<String>, Vec<(usize, State)>>,
    by_bag: FxHashMap<Vec<String>, usize>,
    /// Sets that a report names in full.
    named: BTreeSet<(usize, usize)>,
    /// The body that publishes each report.
    publisher: Vec<Option<(usize, Vec<String>)>>,
}

impl Long {
    fn new(units: &[Unit], forms: &[Form], joined: &[usize], reports: &[Arc<Report>]) -> Self {
        let by_name: FxHashMap<&str, usize> = units.iter().enumerate().map(|(i, u)| (u.name, i)).collect();
        let publisher = |r: &Arc<Report>| {
            let i = *by_name.get(r.document.meta.publisher.as_deref()?)?;
            let Form::Body(b) = &forms[i] else { return None };
            Some((joined[i], b.bag.clone()))
        };
        let mut long = Self {
            by_last: FxHashMap::default(),
            by_initials: FxHashMap::default(),
            by_words: FxHashMap::default(),
            by_bag: FxHashMap::default(),
            named: BTreeSet::new(),
            publisher: reports.iter().map(publisher).collect(),
        };
        for (i, form) in forms.iter().enumerate() {
            let set = joined[i];
            long.named.extend(units[i].uses.iter().map(|at| (at.report, set)));
            match form {
                Form::Person { last, .. } => long.by_last.entry(last.clone()).or_default().push(set),
                Form::Body(b) => {
                    long.by_initials.entry(b.initials.clone()).or_default().push(set);
                    long.by_bag.entry(b.bag.clone()).or_insert(set);
                    if let Some(state) = b.state {
                        let bare = b.bag.iter().filter(|w| !w.starts_with('@')).cloned().collect();
                        long.by_words.entry(bare).or_default().push((set, state));
                    }
                }
                _ => {}
            }
        }
        for list in long.by_last.values_mut().chain(long.by_initials.values_mut()) {
            list.sort_unstable();
            list.dedup();
        }
        for list in long.by_words.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        long
    }

    /// The only set that fits, those of the report itself before all others.
    fn only(&self, report: usize, fits: &[usize]) -> Option<usize> {
        let own: Vec<usize> = fits.iter().copied().filter(|&s| self.named.contains(&(report, s))).collect();
        match (&own[..], fits) {
            ([one], _) | ([], [one]) => Some(*one),
            _ => None,
        }
    }

    fn meant(&self, report: usize, home: Option<&str>, form: &Form) -> Meant {
        let empty = Vec::new();
        match form {
            Form::Word { last } => {
                let fits = self.by_last.get(last).unwrap_or(&empty);
                self.only(report, fits).map(|s| (s, "last name"))
            }
            Form::Body(Body { acronym: Some(letters), .. }) => {
                let fits = self.by_initials.get(letters).unwrap_or(&empty);
                let spelled = || {
                    let Form::Body(long) = Form::of(ACRONYMS.get(letters)?) else { return None };
                    self.by_bag.get(&long.bag).copied()
                };
                self.only(report, fits)
                    .map(|s| (s, "initials"))
                    .or_else(|| spelled().map(|s| (s, "known short name")))
            }
            Form::Body(b) => {
                if let Some(&s) = self.by_bag.get(&b.bag) {
                    return Some((s, "same words"));
                }
                // "The ministry", in a ministry's own statement.
                if let Some((set, own)) = &self.publisher[report]
                    && b.bag.iter().all(|w| own.contains(w))
                {
                    return Some((*set, "its report's publisher"));
                }
                let fits = self.by_words.get(&b.bag)?;
                let sets: Vec<usize> = fits.iter().map(|(s, _)| *s).collect();
                let own: Vec<usize> =
                    sets.iter().copied().filter(|&s| self.named.contains(&(report, s))).collect();
                // Named elsewhere only: the state must be the one that the report is about.
                let at_home = |(s, code): &(usize, State)| (home?.as_bytes() == code).then_some(*s);
                match own[..] {
                    [one] => Some((one, "its state is named in the report")),
                    [] => fits.iter().find_map(at_home).map(|s| (s, "the state the report is about")),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn assemble(units: &[Unit], forms: &[Form], ties: &[Tie], places: impl Iterator<Item = Identity>) -> Names {
    let sets = joined(units.len(), ties);
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, set) in sets.iter().enumerate() {
        members.entry(*set).or_default().push(i);
    }
    let tie_of: FxHashMap<usize, &Tie> = ties.iter().map(|t| (t.short, t)).collect();
    let (mut names, mut identities) = (Names::default(), Vec::new());
    for list in members.into_values() {
        let id = identities.len() as u32;
        let person = list.iter().any(|&i| matches!(forms[i], Form::Person { .. }));
        let kind = if person { IdentityKind::Person } else { IdentityKind::Organisation };
        let mut spellings: BTreeMap<&str, Vec<ClaimRef>> = BTreeMap::new();
        for &i in &list {
            spellings.entry(units[i].name).or_default().extend(&units[i].uses);
        }
        for uses in spellings.values_mut() {
            uses.sort_unstable();
        }
        let place: FxHashMap<&str, usize> = spellings.keys().enumerate().map(|(n, s)| (*s, n)).collect();
        let mut joined_by = Vec::new();
        for tie in list.iter().filter_map(|i| tie_of.get(i)) {
            let (a, b) = (place[units[tie.short].name], place[units[tie.long].name]);
            if a != b {
                joined_by.push((a, b, tie.why.clone()));
            }
        }
        joined_by.sort_by(|x, y| (x.0, x.1, x.2.rule).cmp(&(y.0, y.1, y.2.rule)));
        joined_by.dedup();
        let state = list.iter().any(
            |&i| matches!(&forms[i], Form::Body(b) if matches!(&b.bag[..], [one] if one.starts_with('@'))),
        );
        // The fullest: most words, then most used; never an acronym before a name.
        let weight = |(s, uses): (&&str, &Vec<ClaimRef>)| {
            // A state goes by its name rather than by its adjective.
            let long = if state { s.len() } else { 0 };
            let words = s.split(' ').count();
            (words, std::cmp::Reverse(long), uses.len(), std::cmp::Reverse(s.to_string()))
        };
        let name = spellings.iter().max_by_key(|&(s, u)| weight((s, u))).map_or("", |(s, _)| *s).to_string();
        for (s, uses) in &spellings {
            let next = names.strings.len() as u32;
            let string = *names.strings.entry((*s).to_string()).or_insert(next);
            for at in uses {
                names.means.insert((at.report as u32, string), id);
            }
        }
        let spellings = spellings.into_iter().map(|(s, u)| (s.to_string(), u)).collect();
        identities.push(Identity { kind, name, spellings, joined_by });
    }
    identities.extend(places);
    names.identities = Arc::new(identities);
    names
}

/// Places by their number in the gazetteer, with the ways they are printed.
fn places(reports: &[Arc<Report>]) -> impl Iterator<Item = Identity> + use<> {
    let mut by_id: BTreeMap<u64, (String, BTreeMap<String, Vec<ClaimRef>>)> = BTreeMap::new();
    for (report, r) in reports.iter().enumerate() {
        for (claim, c) in r.claims.iter().enumerate() {
            for (p, at) in c.places.iter().filter_map(|p| Some((p, p.at.as_ref()?))) {
                let printed = p.span.map_or(p.name.as_str(), |s| s.slice(&r.document.text));
                let spellings =
                    &mut by_id.entry(at.id).or_insert_with(|| (at.name.clone(), BTreeMap::new())).1;
                let uses = match spellings.get_mut(printed) {
                    Some(uses) => uses,
                    None => spellings.entry(printed.to_string()).or_default(),
                };
                if uses.last() != Some(&ClaimRef { report, claim }) {
                    uses.push(ClaimRef { report, claim });
                }
            }
        }
    }
    by_id.into_values().map(|(name, spellings)| {
        let why = |n: usize| (n, 0, Evidence { rule: "one place of the gazetteer", detail: name.clone() });
        let joined_by = (1..spellings.len()).map(why).collect();
        Identity { kind: IdentityKind::Place, joined_by, spellings: spellings.into_iter().collect(), name }
    })
}
