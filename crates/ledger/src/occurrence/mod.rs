//! Claims about one real occurrence, with what joins them.
//!
//! Pairs are joined from the best downwards, and a group is held together: it may not spread over more days or
//! kilometres than one occurrence takes, nor be about a school and a port, however well each link of the chain fits.

mod near;
mod pair;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tidings_claim::Claim;

use crate::facts::{Facts, Grain, Index, WhenKind};
use crate::relate::Change;
use crate::union::Union;
use crate::words::words;
use crate::{ClaimRef, Evidence, Grade, Occurrence, Report, Reviews};
use near::Near;
pub(crate) use pair::{common, spots};

/// Earlier claims that one claim is tied to at the most.
const TIES: usize = 3;

/// Days between the first and the last dated claim of a group.
const DAYS: i32 = 3;

/// Kilometres across the places of a group.
const KM: f32 = 30.0;

/// Occurrences, and which one each of `facts` is in.
pub(crate) struct Found {
    pub occurrences: Vec<Occurrence>,
    pub of: Vec<u32>,
}

/// Two claims that fit together, as indices of facts, the earlier first.
#[derive(Debug, Clone)]
pub(crate) struct Tie {
    a: u32,
    b: u32,
    points: i32,
    /// The same in words, once they are asked for: they rest on the two alone.
    why: OnceLock<Arc<[Evidence]>>,
}

pub(crate) fn find(
    reports: &[Arc<Report>],
    facts: &[Facts],
    ties: &[Tie],
    copies: &[Vec<usize>],
    reviews: &Reviews,
) -> Found {
    let index = Index::new(facts);
    let mut groups = Groups::new(facts, reviews, &index);
    let mut used: Vec<(u32, u32, Why)> = Vec::new();
    for (claims, id) in &reviews.joined {
        let known: Vec<usize> = claims.iter().filter_map(|at| index.of(*at)).collect();
        for pair in known.windows(2) {
            if groups.force(pair[0], pair[1]) {
                used.push((pair[0] as u32, pair[1] as u32, Why::Decision(*id)));
            }
        }
    }
    for (a, b) in reprints(facts, copies).into_iter().chain(repeats(reports, facts, &index)) {
        if groups.join(a as usize, b as usize, true) {
            used.push((a, b, Why::Words));
        }
    }
    let mut best: Vec<&Tie> = ties.iter().collect();
    best.sort_unstable_by_key(|t| (std::cmp::Reverse(t.points), t.a, t.b));
    for t in best {
        if groups.join(t.a as usize, t.b as usize, false) {
            used.push((t.a, t.b, Why::Points(t)));
        }
    }
    assemble(reports, facts, &mut groups.sets, used)
}

/// Why two claims were joined.
#[derive(Clone, Copy)]
enum Why<'t> {
    Decision(u64),
    Words,
    Points(&'t Tie),
}

/// Claims of copies that have the same words.
fn reprints(facts: &[Facts], copies: &[Vec<usize>]) -> Vec<(u32, u32)> {
    let mut group_of: FxHashMap<usize, usize> = FxHashMap::default();
    for (g, group) in copies.iter().enumerate() {
        group_of.extend(group.iter().map(|&r| (r, g)));
    }
    let mut first: FxHashMap<(usize, u64), u32> = FxHashMap::default();
    let mut out = Vec::new();
    for (i, f) in facts.iter().enumerate() {
        let Some(&g) = group_of.get(&f.at.report) else { continue };
        let seen = *first.entry((g, f.clause)).or_insert(i as u32);
        if facts[seen as usize].at.report != f.at.report {
            out.push((seen, i as u32));
        }
    }
    out
}

/// Headlines and summaries with the claim that they repeat.
fn repeats(reports: &[Arc<Report>], facts: &[Facts], index: &Index) -> Vec<(u32, u32)> {
    let of = |(i, f): (usize, &Facts)| {
        let claim = reports[f.at.report].claims[f.at.claim].repeats?;
        let same = index.of(ClaimRef { claim, ..f.at })?;
        (facts[same].real == f.real).then_some((same.min(i) as u32, same.max(i) as u32))
    };
    facts.iter().enumerate().filter_map(of).collect()
}

/// Of each claim the earlier ones that it fits best, in the claims' order; where a last state is known, only what may have
/// changed is compared.
pub(crate) fn ties(facts: &[Facts], last: Option<(&Change, &[Tie])>) -> Vec<Tie> {
    let again = match last {
        Some((change, _)) => change.again(facts, near::keys),
        None => vec![true; facts.len()],
    };
    let (mut ties, mut best) = (Vec::new(), Vec::new());
    Near::new(facts, &again).each(facts, &again, |i, others| {
        best.clear();
        for &j in others {
            if let Some(points) = pair::join(&facts[j as usize], &facts[i]) {
                best.push((points.sum(), std::cmp::Reverse(j)));
            }
        }
        best.sort_unstable_by(|x, y| y.cmp(x));
        let tie = |(points, j): &(i32, std::cmp::Reverse<u32>)| Tie {
            a: j.0,
            b: i as u32,
            points: *points,
            why: OnceLock::new(),
        };
        ties.extend(best.iter().take(TIES).map(tie));
    });
    if let Some((change, old)) = last {
        let kept = old.iter().filter_map(|t| {
            let (a, b) = (change.is[t.a as usize]?, change.is[t.b as usize]?);
            (!again[b as usize]).then(|| Tie { a, b, ..t.clone() })
        });
        ties.extend(kept);
        ties.sort_by_key(|t| t.b);
    }
    ties
}

/// Groups that are held together.
struct Groups<'f> {
    sets: Union,
    facts: &'f [Facts],
    extent: Vec<Extent>,
    things: Vec<u64>,
    /// Claims that analysts keep apart.
    apart: Vec<(usize, usize)>,
}

/// Days and degrees that a group's dated and located claims span.
#[derive(Clone, Copy)]
struct Extent {
    first: i32,
    last: i32,
    south: f32,
    north: f32,
    west: f32,
    east: f32,
}

impl Extent {
    fn of(f: &Facts) -> Self {
        let mut e = Self {
            first: i32::MAX,
            last: i32::MIN,
            south: f32::INFINITY,
            north: f32::NEG_INFINITY,
            west: f32::INFINITY,
            east: f32::NEG_INFINITY,
        };
        if f.when.kind == WhenKind::Dated {
            (e.first, e.last) = (f.when.first, f.when.last);
        }
        // Of several places the first stands for all.
        if let Some(s) = f.spots.first().filter(|s| s.grain == Grain::Fine) {
            (e.south, e.north, e.west, e.east) = (s.lat, s.lat, s.lon, s.lon);
        }
        e
    }

    fn with(self, o: Self) -> Self {
        Self {
            first: self.first.min(o.first),
            last: self.last.max(o.last),
            south: self.south.min(o.south),
            north: self.north.max(o.north),
            west: self.west.min(o.west),
            east: self.east.max(o.east),
        }
    }

    fn holds(self) -> bool {
        let days = self.first > self.last || self.last - self.first <= DAYS;
        let north = (self.north - self.south) * 111.2;
        let east = (self.east - self.west) * 111.2 * self.north.to_radians().cos();
        days && (north.is_nan() || !north.is_finite() || north.hypot(east) <= KM)
    }
}

impl<'f> Groups<'f> {
    fn new(facts: &'f [Facts], reviews: &Reviews, index: &Index) -> Self {
        let known = |at: &ClaimRef| index.of(*at);
        let apart = reviews
            .apart
            .iter()
            .flat_map(|(one, others, _)| others.iter().filter_map(move |o| Some((known(one)?, known(o)?))));
        Self {
            sets: Union::new(facts.len()),
            facts,
            extent: facts.iter().map(Extent::of).collect(),
            things: facts.iter().map(|f| f.things).collect(),
            apart: apart.collect(),
        }
    }

    fn force(&mut self, a: usize, b: usize) -> bool {
        let (ra, rb) = (self.sets.find(a), self.sets.find(b));
        let extent = self.extent[ra].with(self.extent[rb]);
        let things = self.things[ra] | self.things[rb];
        let new = self.sets.join(ra, rb);
        self.extent[ra.min(rb)] = extent;
        self.things[ra.min(rb)] = things;
        new
    }

    fn join(&mut self, a: usize, b: usize, same_words: bool) -> bool {
        let (ra, rb) = (self.sets.find(a), self.sets.find(b));
        if ra == rb || self.facts[a].real != self.facts[b].real {
            return false;
        }
        let differ = pair::things_differ(self.things[ra], self.things[rb]);
        if !same_words && (differ || !self.extent[ra].with(self.extent[rb]).holds()) {
            return false;
        }
        for n in 0..self.apart.len() {
            let (x, y) = self.apart[n];
            let (x, y) = (self.sets.find(x), self.sets.find(y));
            if (x, y) == (ra, rb) || (x, y) == (rb, ra) {
                return false;
            }
        }
        self.force(ra, rb)
    }
}

fn assemble(
    reports: &[Arc<Report>],
    facts: &[Facts],
    sets: &mut Union,
    used: Vec<(u32, u32, Why<'_>)>,
) -> Found {
    let mut of = vec![0; facts.len()];
    let mut occurrences: Vec<Occurrence> = Vec::new();
    for group in sets.groups() {
        for &i in &group {
            of[i] = occurrences.len() as u32;
        }
        let claims = group.iter().map(|&i| facts[i].at).collect();
        occurrences.push(Occurrence { claims, joined_by: Vec::new(), grade: Grade::default() });
    }
    let one = |rule: &'static str, detail: String| Arc::from([Evidence { rule, detail }]);
    for (a, b, why) in used {
        let (x, y) = (&facts[a as usize], &facts[b as usize]);
        let evidence = match why {
            Why::Decision(id) => one("joined by an analyst", format!("decision {id}")),
            Why::Words if x.at.report == y.at.report => one("heading or summary of the same", String::new()),
            Why::Words => one("same words in a copy", String::new()),
            Why::Points(tie) => tie.why.get_or_init(|| explain(reports, x, y).into()).clone(),
        };
        occurrences[of[a as usize] as usize].joined_by.push((x.at, y.at, evidence));
    }
    for o in &mut occurrences {
        o.joined_by.sort_by_key(|(a, b, _)| (*a, *b));
    }
    Found { occurrences, of }
}

/// What joins two claims, in words.
fn explain(reports: &[Arc<Report>], a: &Facts, b: &Facts) -> Vec<Evidence> {
    let claim = |f: &Facts| &reports[f.at.report].claims[f.at.claim];
    let (x, y) = (claim(a), claim(b));
    let Some(p) = pair::join(a, b) else { return Vec::new() };
    let mut out = Vec::new();
    let mut say = |rule: &'static str, detail: String| out.push(Evidence { rule, detail });
    if p.what > 0 {
        let codes: Vec<&str> = [x.plover.kind, y.plover.kind].into_iter().flatten().collect();
        say(
            "same kind of event",
            if codes.len() == 2 && codes[0] == codes[1] { codes[0].into() } else { codes.join(", ") },
        );
    }
    if p.place > 0 {
        let name = |c: &Claim| crate::group::main_place(c).map_or_else(String::new, |p| p.name.clone());
        let (m, n) = (name(x), name(y));
        say(
            if m == n { "same place" } else { "places that fit" },
            if m == n { m } else { format!("{m}, {n}") },
        );
    }
    if p.when > 0 {
        let both = a.when.kind == WhenKind::Dated && b.when.kind == WhenKind::Dated;
        let day = |c: &Claim| c.time.end.or(c.time.start).map_or_else(String::new, |d| d.to_string());
        let (m, n) = (day(x), day(y));
        say(if both { "same day" } else { "days that fit" }, if m == n { m } else { format!("{m}, {n}") });
    }
    if p.who > 0 {
        let names =
            |c: &Claim| c.actors.iter().chain(&c.recipients).map(|p| p.name.clone()).collect::<Vec<_>>();
        say("party in common", names(y).first().cloned().unwrap_or_default());
    }
    if p.figures >= 2 {
        let same = x.quantities.iter().find(|q| y.quantities.iter().any(|r| r.measure == q.measure));
        let of =
            |q: &tidings_claim::ClaimQuantity| q.min.or(q.max).map_or_else(String::new, |n| n.to_string());
        say(
            "figure in common",
            same.map_or_else(String::new, |q| format!("{} {}", q.measure.as_str(), of(q))),
        );
    }
    if p.words > 0 {
        say("words in common", common_words(reports, a, b));
    }
    if p.near > 0 {
        say("told together", format!("{} sentences apart", a.sentence.abs_diff(b.sentence)));
    }
    out
}

fn common_words(reports: &[Arc<Report>], a: &Facts, b: &Facts) -> String {
    let text = |f: &Facts| {
        let r = &reports[f.at.report];
        r.claims[f.at.claim].span.slice(&r.document.text)
    };
    let stems = crate::words::content(text(a));
    let mut seen: Vec<&str> = Vec::new();
    for w in words(text(b)) {
        let known =
            crate::words::stem(w).is_some_and(|s| stems.binary_search(&crate::words::concept(&s)).is_ok());
        if known && w.len() > 2 && seen.len() < 5 && !seen.contains(&w) {
            seen.push(w);
        }
    }
    seen.join(", ")
}
