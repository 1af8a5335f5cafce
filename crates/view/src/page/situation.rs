//! Everything that facets, map, timeline and figure histories need, by column.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};
use tidings_claim::codes::PLOVER_TYPES;
use tidings_claim::{AttributionClass, Certainty, Stance, Tier};
use tidings_ledger::{ClaimRef, ConflictKind, Corroboration, Kind, by_weight, waiting};
use tidings_mention::{Measure, TimePrecision};

use super::lines::{Line, Lines, acled_events, acled_subs, code, plover};
use super::{
    Book, Claims, Conflict, Event, Figure, Grade, Lists, Party, Place, Point, Rejected, Report, Series,
    Situation, Waiting, day,
};
use crate::record;

/// What the page says before anything else.
const BANNER: &str =
    "Public reporting, unverified. It says who says so, never what is true, and is not for targeting.";

impl Book<'_> {
    /// All of it. `name` is that of the ledger file; `lines` are those of the last one, and become those of this one. The
    /// version is left empty.
    pub fn situation(&self, name: &str, lines: &mut Lines) -> Situation {
        let (shown, ledger) = (self.shown(), self.shown().ledger);
        let lines = lines.of(shown);
        let mut tables = Tables::new();
        let mut claims = Claims::default();
        // Number of the first claim of each report.
        let mut first = vec![0; ledger.reports.len() + 1];
        for (n, at) in self.order.iter().enumerate() {
            first[at.report + 1] = n + 1;
            self.column(&mut claims, &mut tables, n, *at, &lines[at.report][at.claim]);
        }
        for i in 1..first.len() {
            first[i] = first[i].max(first[i - 1]);
        }
        let events = self.events(&lines, &mut claims);
        let reports = (0..ledger.reports.len()).map(|i| self.report_line(i, &first)).collect();
        Situation {
            version: String::new(),
            name: name.to_string(),
            banner: BANNER.to_string(),
            last_decision: self.decisions.iter().map(|d| d.id).max().unwrap_or(0),
            as_of: day(ledger.reports.iter().filter_map(|r| r.document.meta.published).max()),
            reports,
            lists: lists(),
            claims,
            events,
            series: self.series(),
            conflicts: self.conflicts(),
            rejected: self.rejected(),
            waiting: self.waiting(),
            names: tables.names.list,
            places: tables.places,
        }
    }

    fn report_line(&self, report: usize, first: &[usize]) -> Report {
        let s = &self.sources[report];
        let original = self.shown().original(report);
        Report {
            sha256: s.sha256.clone(),
            id: s.id.clone(),
            title: s.title.clone(),
            publisher: s.publisher.clone(),
            published: day(s.published),
            url: s.url.clone(),
            lang: s.lang.clone(),
            copy_of: (original != report).then_some(original),
            claims: first[report + 1] - first[report],
        }
    }

    fn column(&self, to: &mut Claims, tables: &mut Tables, n: usize, at: ClaimRef, l: &Line) {
        let ledger = self.shown().ledger;
        let reviews = &ledger.reviews;
        to.id.push(self.id(at).to_string());
        to.report.push(at.report as i32);
        to.kind.push(kind(self.kind(at, l)));
        to.speaker.push(l.speaker.as_deref().map_or(-1, |s| tables.names.of(s)));
        to.stance.push(l.stance);
        to.certainty.push(l.certainty);
        to.tier.push(l.tier);
        to.tie.push(l.tie);
        to.negated.push(i32::from(l.negated));
        to.plover.push(plover(l.plover));
        to.acled_event.push(l.acled_event);
        to.acled_sub.push(l.acled_sub.map_or(-1, |a| code(acled_subs(), a)));
        to.place.push(l.place.as_ref().map_or(-1, |p| tables.place(p)));
        to.start.push(day(l.start));
        to.end.push(day(l.end));
        to.precision.push(code(TimePrecision::ALL.iter().map(|v| v.as_str()), l.precision.as_str()));
        to.dated.push(i32::from(l.dated));
        to.event.push(-1);
        to.review.push(reviews.of(at) as i32);
        to.graphic.push(i32::from(l.graphic));
        to.figures.extend(l.figures.iter().map(|f| Figure {
            claim: n,
            measure: measure(f.measure),
            min: f.min,
            max: f.max,
            of: f.of.clone(),
            part: f.part,
        }));
        for (role, names) in [("actor", &l.actors), ("recipient", &l.recipients)] {
            to.parties.extend(names.iter().map(|name| Party { claim: n, role, name: tables.names.of(name) }));
        }
    }

    fn kind(&self, at: ClaimRef, l: &Line) -> Kind {
        if self.shown().ledger.withdrawn.contains(&at) { Kind::Withdrawn } else { l.kind }
    }

    fn events(&self, lines: &[Arc<[Line]>], claims: &mut Claims) -> Vec<Event> {
        let (shown, ledger) = (self.shown(), self.shown().ledger);
        let mut all: Vec<(Vec<usize>, ClaimRef, Option<&tidings_ledger::Occurrence>)> = Vec::new();
        let mut free = vec![true; claims.id.len()];
        for o in &ledger.occurrences {
            let mut numbers: Vec<usize> = o.claims.iter().filter_map(|at| self.number(*at)).collect();
            numbers.sort_unstable();
            for &n in &numbers {
                free[n] = false;
            }
            // Named after its first claim, shown or not: a filter must not rename it.
            if let (false, Some(first)) = (numbers.is_empty(), o.claims.first()) {
                all.push((numbers, *first, Some(o)));
            }
        }
        let alone = free.iter().enumerate().filter(|(_, free)| **free);
        all.extend(alone.filter_map(|(n, _)| Some((vec![n], self.claim(n)?, None))));
        all.sort_by_key(|e| e.0[0]);
        let originals: Vec<usize> = (0..ledger.reports.len()).map(|r| shown.original(r)).collect();
        let mut out = Vec::with_capacity(all.len());
        for (numbers, named, occurrence) in all {
            for &n in &numbers {
                claims.event[n] = out.len() as i32;
            }
            let line = |at: ClaimRef| &lines[at.report][at.claim];
            let told: Vec<(ClaimRef, &Line, Kind, i32)> = numbers
                .iter()
                .map(|&n| (self.order[n], n))
                .map(|(at, n)| (at, line(at), self.kind(at, line(at)), claims.place[n]))
                .collect();
            let grade = occurrence.map(|o| &o.grade);
            let mut voices: Vec<String> = Vec::new();
            if grade.is_none() {
                voices = told.iter().map(|(at, ..)| shown.voice(*at)).collect();
                voices.sort_unstable();
                voices.dedup();
            }
            let reports: BTreeSet<usize> = told.iter().map(|(at, ..)| originals[at.report]).collect();
            let of = most(told.iter().map(|t| t.2));
            let happened = told.iter().any(|t| t.2 == Kind::Happened);
            // The claims that say it happened; all of them if none does.
            let tells = told.iter().filter(|t| !happened || t.2 == Kind::Happened);
            let telling: Vec<&Line> = tells.clone().map(|t| t.1).collect();
            let place = tells
                .filter_map(|t| Some((t.1.place.as_ref()?, t.3)))
                // Where it is rather than where somebody was going or came from.
                .min_by_key(|(p, _)| (p.area.is_none(), super::card::way(p).is_some(), record::rank(p)));
            // First and last day, of the claim whose days are known best.
            let best = telling.iter().filter(|l| l.dated).min_by_key(|l| l.precision);
            let (start, end) = best.or(telling.first()).map_or((None, None), |l| (l.start, l.end));
            let because = |o: &tidings_ledger::Occurrence| {
                // Most events of a large ledger: their reasons are in the claim's detail.
                let several = numbers.len() > 1;
                let reports = || o.claims.iter().map(|at| at.report);
                let each = o.grade.because.iter().filter(|_| several);
                each.map(|why| shown.words_of(reports(), why)).collect()
            };
            let graded = occurrence.filter(|o| o.grade.corroboration != Corroboration::NotGraded);
            out.push(Event {
                id: line(named).event.clone(),
                title: title(&telling, place.map(|p| p.0)),
                reports: reports.len(),
                voices: grade.map_or(voices.len(), |g| g.voices),
                plover: plover(most(telling.iter().filter_map(|l| l.plover))),
                place: place.map_or(-1, |p| p.1),
                start: day(start),
                end: day(end),
                kind: kind(if happened { Kind::Happened } else { of.unwrap_or(Kind::Happened) }),
                grade: graded.map(|o| Grade {
                    corroboration: code(
                        Corroboration::ALL.iter().map(|v| v.as_str()),
                        o.grade.corroboration.as_str(),
                    ),
                    credibility: o.grade.credibility,
                    because: because(o),
                }),
                claims: numbers,
            });
        }
        out
    }

    fn series(&self) -> Vec<Series> {
        let (shown, ledger) = (self.shown(), self.shown().ledger);
        let mut out = Vec::new();
        for s in &ledger.figures {
            let reports: BTreeSet<usize> = s.points.iter().map(|p| p.claim.report).collect();
            let words = |text: &str| shown.words_of(reports.iter().copied(), text);
            let point = |p: &tidings_ledger::Figure| {
                let q = ledger.claim(p.claim).quantities.get(p.quantity)?;
                Some(Point {
                    claim: self.number(p.claim)?,
                    as_of: day(p.as_of),
                    min: q.min,
                    max: q.max,
                    of: shown.words(p.claim.report, &q.of),
                    words: shown.text(p.claim.report, q.span),
                })
            };
            let points: Vec<Point> = s.points.iter().filter_map(point).collect();
            if !points.is_empty() {
                out.push(Series {
                    measure: measure(s.measure),
                    place: (!s.place.is_empty()).then(|| words(&s.place)),
                    speaker: s.speaker.as_deref().map(words),
                    daily: s.daily,
                    points,
                });
            }
        }
        out
    }

    fn conflicts(&self) -> Vec<Conflict> {
        let one = |c: &tidings_ledger::Conflict| {
            Some(Conflict {
                kind: code(ConflictKind::ALL.iter().map(|v| v.as_str()), c.kind.as_str()),
                measure: c.measure.map_or(-1, measure),
                a: self.number(c.a)?,
                b: self.number(c.b)?,
                because: self.evidence(&[c.a.report, c.b.report], &c.because),
            })
        };
        self.shown().ledger.conflicts.iter().filter_map(one).collect()
    }

    fn rejected(&self) -> Vec<Rejected> {
        let (shown, ledger) = (self.shown(), self.shown().ledger);
        let one = |(at, decision): &(ClaimRef, u64)| Rejected {
            id: self.id(*at).to_string(),
            decision: *decision,
            text: shown.text(at.report, ledger.claim(*at).span),
        };
        ledger.reviews.rejected.iter().map(one).collect()
    }

    fn waiting(&self) -> Vec<Waiting> {
        let one = |(at, why): (ClaimRef, Vec<tidings_ledger::Waits>)| {
            let why: Vec<&str> = why.into_iter().map(|w| w.as_str()).collect();
            Some(Waiting { claim: self.number(at)?, why: why.join(", ") })
        };
        by_weight(waiting(self.shown().ledger)).into_iter().filter_map(one).collect()
    }
}

fn kind(k: Kind) -> i32 {
    Kind::ALL.iter().position(|(_, of)| *of == k).map_or(-1, |n| n as i32)
}

/// The value that most have; of several the first in order.
fn most<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut count: BTreeMap<T, usize> = BTreeMap::new();
    for value in all {
        *count.entry(value).or_default() += 1;
    }
    count.into_iter().max_by_key(|(value, n)| (*n, std::cmp::Reverse(*value))).map(|(value, _)| value)
}

/// "Air/drone strike, near Kyiv"; "Fled to Armenia"; "Request (to Goris)".
fn title(telling: &[&Line], place: Option<&record::Place>) -> String {
    let sub = most(telling.iter().filter_map(|l| l.acled_sub));
    let plover = most(telling.iter().filter_map(|l| l.plover));
    // What a figure counts tells what happened; a length or a share does not.
    let counted = telling.iter().flat_map(|l| &l.figures).map(|f| f.measure);
    let measure = most(counted.filter(|m| crate::words::telling(*m)));
    let led = sub.is_none() && plover.is_none() && measure.is_some();
    let what = sub
        .map(str::to_string)
        .or_else(|| plover.map(|p| crate::words::capital(&p.to_lowercase())))
        .or_else(|| measure.map(|m| crate::words::capital(&crate::words::measure(m))))
        .unwrap_or_else(|| "Statement".into());
    match place {
        Some(p) if super::card::way(p).is_some() && led => format!("{what} {}", super::card::place(p)),
        Some(p) if super::card::way(p).is_some() => format!("{what} ({})", super::card::place(p)),
        Some(p) if !p.name.is_empty() => format!("{what}, {}", super::card::place(p)),
        _ => what,
    }
}

fn lists() -> Lists {
    Lists {
        kind: Kind::ALL.iter().map(|(name, _)| *name).collect(),
        stance: Stance::ALL.iter().map(|v| v.as_str()).collect(),
        certainty: Certainty::ALL.iter().map(|v| v.as_str()).collect(),
        tier: Tier::ALL.iter().map(|v| v.as_str()).collect(),
        tie: AttributionClass::ALL.iter().map(|v| v.as_str()).collect(),
        plover: PLOVER_TYPES.to_vec(),
        acled_event: acled_events().collect(),
        acled_sub: acled_subs().collect(),
        measure: Measure::ALL.iter().map(|v| v.as_str()).collect(),
        precision: TimePrecision::ALL.iter().map(|v| v.as_str()).collect(),
        conflict: ConflictKind::ALL.iter().map(|v| v.as_str()).collect(),
        corroboration: Corroboration::ALL.iter().map(|v| v.as_str()).collect(),
    }
}

fn measure(m: Measure) -> i32 {
    code(Measure::ALL.iter().map(|v| v.as_str()), m.as_str())
}

/// Names and places, each once.
struct Tables {
    names: Names,
    places: Vec<Place>,
    /// Places by the hash of what tells them apart.
    at: FxHashMap<u64, Vec<i32>>,
}

#[derive(Default)]
struct Names {
    list: Vec<String>,
    at: FxHashMap<String, i32>,
}

impl Names {
    fn of(&mut self, name: &str) -> i32 {
        if let Some(n) = self.at.get(name) {
            return *n;
        }
        let n = self.list.len() as i32;
        self.list.push(name.to_string());
        self.at.insert(name.to_string(), n);
        n
    }
}

impl Tables {
    fn new() -> Self {
        Self { names: Names::default(), places: Vec::new(), at: FxHashMap::default() }
    }

    fn place(&mut self, p: &record::Place) -> i32 {
        let precision = if p.area.is_some() { p.precision.as_str() } else { "unresolved" };
        let bits = p.area.map(|a| (a.lat.to_bits(), a.lon.to_bits(), a.radius_km.to_bits()));
        let mut hash = FxHasher::default();
        (&p.name, bits, precision, p.near, &p.division).hash(&mut hash);
        let at = self.at.entry(hash.finish()).or_default();
        let same = |n: &&i32| {
            let q = &self.places[**n as usize];
            let bits = p.area.map(|a| (a.lat, a.lon, a.radius_km))
                == q.lat.zip(q.lon).map(|(x, y)| (x, y, q.radius_km));
            bits && (&p.name, precision, p.near, &p.division) == (&q.name, q.precision, q.near, &q.division)
        };
        if let Some(n) = at.iter().find(same) {
            return *n;
        }
        let n = self.places.len() as i32;
        self.places.push(Place {
            name: p.name.clone(),
            lat: p.area.map(|a| a.lat),
            lon: p.area.map(|a| a.lon),
            radius_km: p.area.map_or(0.0, |a| a.radius_km),
            precision,
            near: p.near,
            country: p.country.clone(),
            division: p.division.clone(),
        });
        at.push(n);
        n
    }
}
