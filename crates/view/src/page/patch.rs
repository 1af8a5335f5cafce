//! What a situation has that an earlier one had not: what a page that has the earlier one needs.
//!
//! Rows that went and rows that came are told by where they stand. Everything that counts rows (a claim's number in an
//! event) is numbered anew on both sides from that alone; what is still another then is told row by row. The page does the
//! same in `web/src/api/patch.ts`.

use serde::Serialize;

use super::{
    Claims, Conflict, Day, Event, Figure, Party, Place, Point, Rejected, Report, Series, Situation, Waiting,
};

/// Rows looked ahead for the one that fits.
const AHEAD: usize = 4096;

/// What has changed from one situation to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]
pub struct Patch {
    pub from: String,
    pub version: String,
    pub last_decision: u64,
    pub as_of: Day,
    pub reports: Rows<Report>,
    pub names: Rows<String>,
    pub places: Rows<Place>,
    pub claims: Columns,
    pub figures: Rows<Figure>,
    pub parties: Rows<Party>,
    pub events: Rows<Event>,
    pub series: Rows<Series>,
    pub conflicts: Rows<Conflict>,
    pub rejected: Rows<Rejected>,
    pub waiting: Rows<Waiting>,
}

/// How a list goes over into another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rows<T> {
    /// Where in the old list, how many rows go, which come in their place.
    pub cuts: Vec<(usize, usize, Vec<T>)>,
    /// Rows that say something else, by their number in the new list.
    pub set: Vec<(usize, T)>,
}

/// How the columns of claims go over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Columns {
    /// Where in the old columns, how many rows go, how many come.
    pub cuts: Vec<(usize, usize, usize)>,
    /// Those that come, one after the other.
    pub rows: Claims,
    /// Column, number of the claim in the new columns, what stands there.
    pub set: Vec<(&'static str, usize, Day)>,
}

impl Patch {
    /// From one situation of a ledger to another.
    pub fn between(old: &Situation, new: &Situation) -> Self {
        let reports = Way::of(&old.reports, &new.reports, |a, b| a.sha256 == b.sha256);
        let names = Way::of(&old.names, &new.names, |a, b| a == b);
        let places = Way::of(&old.places, &new.places, |a, b| a == b);
        let claims = Way::of(&old.claims.id, &new.claims.id, |a, b| a == b);
        let events = Way::of(&old.events, &new.events, |a, b| a.id == b.id);
        let figures = Way::of(&old.claims.figures, &new.claims.figures, |a, b| {
            claims.is(a.claim, b.claim) && a.measure == b.measure
        });
        let parties = Way::of(&old.claims.parties, &new.claims.parties, |a, b| {
            claims.is(a.claim, b.claim) && a.role == b.role && names.to(a.name) == b.name
        });
        let series = Way::of(&old.series, &new.series, |a, b| {
            (a.measure, &a.place, &a.speaker, a.daily) == (b.measure, &b.place, &b.speaker, b.daily)
        });
        let conflicts = Way::of(&old.conflicts, &new.conflicts, |a, b| {
            claims.is(a.a, b.a) && claims.is(a.b, b.b) && a.kind == b.kind
        });
        let rejected = Way::of(&old.rejected, &new.rejected, |a, b| a == b);
        let waiting = Way::of(&old.waiting, &new.waiting, |a, b| claims.is(a.claim, b.claim));
        let point =
            |a: &Point, b: &Point| claims.is(a.claim, b.claim) && *a == Point { claim: a.claim, ..b.clone() };
        Self {
            from: old.version.clone(),
            version: new.version.clone(),
            last_decision: new.last_decision,
            as_of: new.as_of,
            claims: columns(&old.claims, &new.claims, &claims, &reports, &names, &places, &events),
            events: events.rows(&old.events, &new.events, |a, b| {
                let told = a.claims.len() == b.claims.len()
                    && a.claims.iter().zip(&b.claims).all(|(a, b)| claims.is(*a, *b));
                let place = places.to(a.place) == b.place;
                let rest = (&a.title, a.reports, a.voices, a.plover, a.start, a.end, a.kind, &a.grade)
                    == (&b.title, b.reports, b.voices, b.plover, b.start, b.end, b.kind, &b.grade);
                told && place && rest
            }),
            series: series.rows(&old.series, &new.series, |a, b| {
                a.points.len() == b.points.len() && a.points.iter().zip(&b.points).all(|(a, b)| point(a, b))
            }),
            conflicts: conflicts.rows(&old.conflicts, &new.conflicts, |a, b| {
                (a.measure, &a.because) == (b.measure, &b.because)
            }),
            waiting: waiting.rows(&old.waiting, &new.waiting, |a, b| a.why == b.why),
            rejected: rejected.rows(&old.rejected, &new.rejected, |_, _| true),
            figures: figures.rows(&old.claims.figures, &new.claims.figures, |a, b| {
                (a.min, a.max, &a.of, a.part) == (b.min, b.max, &b.of, b.part)
            }),
            parties: parties.rows(&old.claims.parties, &new.claims.parties, |_, _| true),
            reports: reports.rows(&old.reports, &new.reports, |a, b| {
                let copy = a.copy_of.map(|n| reports.to(n as i32)) == b.copy_of.map(|n| n as i32);
                copy && *a == Report { copy_of: a.copy_of, ..b.clone() }
            }),
            names: names.rows(&old.names, &new.names, |_, _| true),
            places: places.rows(&old.places, &new.places, |_, _| true),
        }
    }
}

/// Which row of an old list is which of the new one.
struct Way {
    /// Where in the old list, how many rows go, how many come.
    cuts: Vec<(usize, usize, usize)>,
    /// Of each old row its new number; -1 = it is gone.
    to: Vec<i32>,
}

impl Way {
    fn of<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> Self {
        let (n, m) = (old.len(), new.len());
        let mut way = Self { cuts: Vec::new(), to: vec![-1; n] };
        let fits = |i: usize, j: usize| i < n && j < m && same(&old[i], &new[j]);
        let (mut i, mut j) = (0, 0);
        while i < n || j < m {
            if fits(i, j) {
                way.to[i] = j as i32;
                (i, j) = (i + 1, j + 1);
                continue;
            }
            // Rows that went, rows that came, a row in the place of another; or else all up to what ends alike.
            let ahead = (1..=AHEAD).find_map(|k| match k {
                _ if fits(i + k, j) => Some((k, 0)),
                _ if fits(i, j + k) => Some((0, k)),
                _ if fits(i + k, j + k) => Some((k, k)),
                _ => None,
            });
            let (gone, come) = ahead.unwrap_or_else(|| {
                let alike = (0..(n - i).min(m - j)).take_while(|k| fits(n - 1 - k, m - 1 - k)).count();
                (n - i - alike, m - j - alike)
            });
            way.cuts.push((i, gone, come));
            (i, j) = (i + gone, j + come);
        }
        way
    }

    /// The new number of an old row; none stays none.
    fn to(&self, old: i32) -> i32 {
        if old < 0 { old } else { self.to.get(old as usize).copied().unwrap_or(-1) }
    }

    fn is(&self, old: usize, new: usize) -> bool {
        self.to.get(old).is_some_and(|to| *to == new as i32)
    }

    fn rows<T: Clone>(&self, old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> Rows<T> {
        let kept = self.to.iter().zip(old).filter(|(to, _)| **to >= 0);
        let set = kept.filter(|(to, row)| !same(row, &new[**to as usize]));
        let set = set.map(|(to, _)| (*to as usize, new[*to as usize].clone())).collect();
        let mut shift = 0isize;
        let mut cuts = Vec::with_capacity(self.cuts.len());
        for &(at, gone, come) in &self.cuts {
            let from = at.wrapping_add_signed(shift);
            cuts.push((at, gone, new[from..from + come].to_vec()));
            shift += come as isize - gone as isize;
        }
        Rows { cuts, set }
    }
}

fn columns(
    old: &Claims,
    new: &Claims,
    claims: &Way,
    reports: &Way,
    names: &Way,
    places: &Way,
    events: &Way,
) -> Columns {
    let plain = |n: i32| n;
    let mut out = Columns { cuts: claims.cuts.clone(), rows: Claims::default(), set: Vec::new() };
    let cut = |list: &[i32]| come(claims, list);
    let id: Vec<Vec<String>> =
        claims.rows(&old.id, &new.id, |_, _| true).cuts.into_iter().map(|c| c.2).collect();
    out.rows.id = id.concat();
    macro_rules! column {
        ($name:ident, $to:expr) => {
            out.rows.$name = cut(&new.$name);
            changed(&mut out.set, stringify!($name), claims, &old.$name, &new.$name, $to);
        };
    }
    column!(report, |n| reports.to(n));
    column!(kind, plain);
    column!(speaker, |n| names.to(n));
    column!(stance, plain);
    column!(certainty, plain);
    column!(tier, plain);
    column!(tie, plain);
    column!(negated, plain);
    column!(plover, plain);
    column!(acled_event, plain);
    column!(acled_sub, plain);
    column!(place, |n| places.to(n));
    column!(precision, plain);
    column!(dated, plain);
    column!(event, |n| events.to(n));
    column!(review, plain);
    column!(graphic, plain);
    for (name, old, new, rows) in [
        ("start", &old.start, &new.start, &mut out.rows.start),
        ("end", &old.end, &new.end, &mut out.rows.end),
    ] {
        *rows = come(claims, new);
        let kept = claims.to.iter().zip(old).filter(|(to, _)| **to >= 0);
        let other = kept.filter(|(to, value)| new[**to as usize] != **value);
        out.set.extend(other.map(|(to, _)| (name, *to as usize, new[*to as usize])));
    }
    out
}

/// The values of the rows that come.
fn come<T: Copy>(way: &Way, new: &[T]) -> Vec<T> {
    let mut shift = 0isize;
    let mut out = Vec::new();
    for &(at, gone, come) in &way.cuts {
        let from = at.wrapping_add_signed(shift);
        out.extend_from_slice(&new[from..from + come]);
        shift += come as isize - gone as isize;
    }
    out
}

fn changed(
    set: &mut Vec<(&'static str, usize, Day)>,
    name: &'static str,
    way: &Way,
    old: &[i32],
    new: &[i32],
    to: impl Fn(i32) -> i32,
) {
    for (at, value) in way.to.iter().zip(old).filter(|(at, _)| **at >= 0) {
        let is = new[*at as usize];
        if to(*value) != is {
            set.push((name, *at as usize, Some(is)));
        }
    }
}
