//! Builds a ledger of made-up reports and says how long it took, how much memory, how well it was put together, and how long
//! a decision of each kind then takes to be worked out:
//!
//!     cargo run --release -p tidings-ledger --example synthetic -- 1000000
//!
//! A made-up world has towns, days and events; reports tell some events of the last days in forms of words that
//! differ, a tenth are reprints. As it is known which event each sentence tells, the occurrences can be scored.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use jiff::civil::{Date, date};
use tidings_claim::{
    Acled, AttributionClass, Basis, Claim, ClaimPlace, ClaimQuantity, ClaimTime, PlaceRole, Plover,
};
use tidings_ledger::decision::replay;
use tidings_ledger::{Act, ClaimKey, ClaimRef, Decision, Kept, Ledger, Report, Reviews};
use tidings_mention::{Candidate, Measure, PlacePrecision, TimePrecision};
use tidings_text::{Hints, Span, document_from_text};

/// Claims of a report.
const CLAIMS: usize = 20;

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

struct Town {
    name: String,
    at: Candidate,
}

struct Event {
    town: usize,
    day: i32,
    act: usize,
    target: usize,
    toll: u64,
}

/// Ways to tell one act: verb and kind of arms, in pairs of sentences that share no verb.
const ACTS: [(&[&str], &str, &str, &str); 3] = [
    (
        &["A missile struck", "A rocket hit"],
        "ASSAULT",
        "Explosions/Remote violence",
        "Shelling/artillery/missile attack",
    ),
    (
        &["Aircraft bombed", "An air raid destroyed"],
        "ASSAULT",
        "Explosions/Remote violence",
        "Air/drone strike",
    ),
    (&["Gunmen stormed", "Armed men attacked"], "ASSAULT", "Violence against civilians", "Attack"),
];
const TARGETS: [&str; 12] = [
    "a market",
    "a school",
    "a hospital",
    "a bridge",
    "a bakery",
    "a depot",
    "a station",
    "a prison",
    "a warehouse",
    "a mosque",
    "a factory",
    "a farm",
];
const SPEAKERS: [&str; 6] = [
    "Defence Ministry of Russia",
    "General Staff of Ukraine",
    "Red Crescent",
    "Maria Petrenko",
    "Human Rights Watch",
    "officials",
];
const PUBLISHERS: [&str; 8] = ["Post", "Courier", "Gazette", "Herald", "Mirror", "Tribune", "Wire", "Echo"];

/// As many towns as a war of this many claims would have.
fn towns(random: &mut Random, n: u64) -> Vec<Town> {
    let syllables =
        ["ka", "to", "ri", "mun", "sel", "dra", "vo", "ber", "lin", "osh", "ter", "nik", "pol", "zha"];
    (0..n)
        .map(|n| {
            let mut name: String = (0..3).map(|_| random.pick(&syllables)).collect();
            name[..1].make_ascii_uppercase();
            let (lat, lon) =
                (45.0 + random.below(8000) as f64 / 1000.0, 22.0 + random.below(18000) as f64 / 1000.0);
            let at = Candidate {
                id: n + 1,
                name: name.clone(),
                lat,
                lon,
                radius_km: 3.0,
                country: "UA".into(),
                iso3166_2: Some(format!("UA-{}", n % 25)),
                precision: PlacePrecision::Settlement,
                sea: false,
                score: 1.0,
                features: Vec::new(),
            };
            Town { name, at }
        })
        .collect()
}

fn day(n: i32) -> Date {
    date(2023, 1, 1).saturating_add(jiff::Span::new().days(n))
}

/// A report of claims about some events, and which event each claim is about.
fn report(random: &mut Random, towns: &[Town], events: &[&Event], n: usize, published: i32) -> Report {
    let (mut text, mut parts) = (String::new(), Vec::new());
    for e in events {
        let (verbs, ..) = ACTS[e.act];
        let start = text.len();
        text.push_str(verbs[random.below(verbs.len())]);
        text.push(' ');
        text.push_str(TARGETS[e.target]);
        text.push_str(" in ");
        let place = text.len();
        text.push_str(&towns[e.town].name);
        let place = Span::new(place, text.len());
        // Later reports have a higher toll, in some the figure is left out.
        let toll = (random.below(4) > 0).then(|| e.toll + (published - e.day).max(0) as u64);
        let figure = text.len();
        if let Some(n) = toll {
            let _ = write!(text, " and killed {n} people");
        }
        let figure = Span::new(figure, text.len());
        let clause = Span::new(start, text.len());
        let speaker = random.pick(&SPEAKERS);
        let _ = writeln!(text, ", {speaker} said.");
        parts.push((*e, clause, place, toll.map(|n| (n, figure)), speaker));
    }
    let hints = Hints {
        id: Some(format!("r{n}")),
        published: Some(day(published)),
        publisher: Some(random.pick(&PUBLISHERS).to_string()),
        lang: Some("en".into()),
        ..Hints::default()
    };
    let claims = parts.into_iter().enumerate().map(|(i, p)| claim(towns, i, p)).collect();
    Report { document: document_from_text(text, &hints), claims, sentences: Vec::new(), private: Vec::new() }
}

type Part<'e> = (&'e Event, Span, Span, Option<(u64, Span)>, &'static str);

fn claim(towns: &[Town], sentence: usize, (e, span, place, toll, speaker): Part) -> Claim {
    let (_, kind, event, sub_event) = ACTS[e.act];
    let town = &towns[e.town];
    Claim {
        sentence,
        speaker: Some(speaker.into()),
        attribution: AttributionClass::Explicit,
        plover: Plover { kind: Some(kind), ..Plover::default() },
        acled: Acled { event: Some(event), sub_event: Some(sub_event) },
        places: vec![ClaimPlace {
            span: Some(place),
            name: town.name.clone(),
            at: Some(town.at.clone()),
            precision: PlacePrecision::Settlement,
            role: PlaceRole::Event,
        }],
        time: ClaimTime {
            start: Some(day(e.day)),
            end: Some(day(e.day)),
            basis: Basis::Relative,
            precision: TimePrecision::Day,
            span: None,
        },
        quantities: toll
            .map(|(n, span)| ClaimQuantity {
                measure: Measure::Killed,
                min: Some(n as f64),
                max: Some(n as f64),
                of: "people".into(),
                span,
                part: false,
                printed: true,
                worded: None,
            })
            .into_iter()
            .collect(),
        ..Claim::at(span)
    }
}

fn main() {
    let wanted: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let mut random = Random(7);
    let towns = towns(&mut random, (wanted as u64 / 40).max(500));
    let days = 365;
    let events: Vec<Event> = (0..wanted / 4)
        .map(|_| Event {
            town: random.below(towns.len()),
            day: random.below(days) as i32,
            act: random.below(ACTS.len()),
            target: random.below(TARGETS.len()),
            toll: 1 + random.below(60) as u64,
        })
        .collect();
    let mut by_day: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (i, e) in events.iter().enumerate() {
        by_day.entry(e.day).or_default().push(i);
    }
    let (mut reports, mut truth): (Vec<Report>, BTreeMap<String, Vec<usize>>) = (Vec::new(), BTreeMap::new());
    while reports.len() * CLAIMS < wanted {
        let n = reports.len();
        if n > 0 && random.below(10) == 0 {
            let of = random.below(n);
            let source = &reports[of];
            let id = format!("r{n}");
            let hints = Hints {
                id: Some(id.clone()),
                published: source.document.meta.published,
                publisher: Some(format!("Reprint {}", random.below(50))),
                lang: Some("en".into()),
                ..Hints::default()
            };
            let text = source.document.text.clone();
            let same = truth[&source.document.id].clone();
            let claims = source.claims.clone();
            let document = document_from_text(text, &hints);
            reports.push(Report { document, claims, sentences: Vec::new(), private: Vec::new() });
            truth.insert(id, same);
            continue;
        }
        let published = random.below(days) as i32;
        let recent: Vec<usize> =
            (published - 2..=published).filter_map(|d| by_day.get(&d)).flatten().copied().collect();
        let told: Vec<usize> = (0..CLAIMS).map(|_| recent[random.below(recent.len())]).collect();
        let list: Vec<&Event> = told.iter().map(|&i| &events[i]).collect();
        reports.push(report(&mut random, &towns, &list, n, published));
        truth.insert(format!("r{n}"), told);
    }
    let before = resident("VmRSS");
    let start = Instant::now();
    let reports: Vec<Arc<Report>> = reports.into_iter().map(Arc::new).collect();
    let mut kept = Kept::default();
    let ledger = Ledger::following(&mut kept, reports, |_| Reviews::default());
    let took = start.elapsed();
    let claims = ledger.claims().count();
    println!(
        "{claims} claims, {} reports: {:.1} s; {} MiB before, {} MiB at most",
        ledger.reports.len(),
        took.as_secs_f64(),
        before,
        resident("VmHWM")
    );
    let relations = ledger.conflicts.len();
    println!(
        "{} occurrences, {relations} relations, {} groups of copies",
        ledger.occurrences.len(),
        ledger.copies.len()
    );
    let (p, r) = b_cubed(&ledger, &truth);
    println!(
        "occurrences against the made-up world: B-cubed P {p:.3} R {r:.3} F1 {:.3}",
        2.0 * p * r / (p + r)
    );
    decide(&mut kept, &ledger.reports);
}

/// Says how long it takes until a decision of each kind is worked out.
fn decide(kept: &mut Kept, read: &[Arc<Report>]) {
    let key = |report: usize, claim: usize| ClaimKey::of(&read[report % read.len()], claim);
    let edit =
        |field: &str, value: &str| Act::Edit { claim: key(40, 3), field: field.into(), value: value.into() };
    let mut log: Vec<Decision> = Vec::new();
    for act in [
        Act::Accept(key(7, 1)),
        Act::Reject(key(20, 2)),
        edit("place", "none"),
        edit("speaker", "Maria Petrenko"),
        Act::Join(vec![key(100, 1), key(200, 2)]),
        Act::Link { a: key(300, 1), b: key(301, 2), kind: None },
        Act::Undo(3),
    ] {
        let name = format!("{act:?}");
        let id = log.len() as u64 + 1;
        log.push(Decision { id, at: String::new(), who: String::new(), why: String::new(), act });
        let start = Instant::now();
        let ledger = Ledger::following(kept, read.to_vec(), |reports| replay(reports, &log));
        let name = name.split(['(', ' ']).next().unwrap_or_default();
        println!("{name}: {} ms, {} occurrences", start.elapsed().as_millis(), ledger.occurrences.len());
    }
}

/// B-cubed over claims (Bagga and Baldwin 1998).
fn b_cubed(ledger: &Ledger, truth: &BTreeMap<String, Vec<usize>>) -> (f64, f64) {
    let event = |at: &ClaimRef| truth[&ledger.report(*at).document.id][at.claim];
    let mut of_event: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, _) in ledger.claims() {
        *of_event.entry(event(&at)).or_default() += 1;
    }
    let (mut p, mut r, mut n) = (0.0, 0.0, 0.0);
    for o in &ledger.occurrences {
        let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
        for at in &o.claims {
            *inside.entry(event(at)).or_default() += 1;
        }
        for (e, k) in inside {
            let k = k as f64;
            n += k;
            p += k * k / o.claims.len() as f64;
            r += k * k / of_event[&e] as f64;
        }
    }
    (p / n, r / n)
}

/// Memory in MiB as Linux tells it; 0 elsewhere.
fn resident(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find(|l| l.starts_with(line)).and_then(|l| l.split_whitespace().nth(1));
    found.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}
