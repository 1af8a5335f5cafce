//! A ledger that follows on another is the one that comes of relating everything anew, whatever was decided and whatever
//! came in or went in between.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use tidings_claim::{
    AttributionClass, Basis, Certainty, Claim, ClaimPlace, ClaimQuantity, ClaimTime, Party, PlaceRole,
    Plover, Stance, Tier,
};
use tidings_ledger::decision::replay;
use tidings_ledger::{Act, ClaimKey, ConflictKind, Decision, Kept, Ledger, Report};
use tidings_mention::{Candidate, Measure, PlacePrecision, TimePrecision};
use tidings_text::{Hints, Span, document_from_text};

/// SplitMix64, so that a whole world hangs on one number.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn percent(&mut self, p: usize) -> bool {
        self.below(100) < p
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Names that mean each other, or not, depending on what else is there.
const SPEAKERS: [&str; 16] = [
    "Defence Ministry of Russia",
    "General Staff of Ukraine",
    "the Defence Ministry",
    "defence ministry",
    "Maria Petrenko",
    "M. Petrenko",
    "Petrenko",
    "Marija Petrenko",
    "Mykola Petrenko",
    "World Food Programme",
    "WFP",
    "World Fishing Partners",
    "Russian Defence Ministry",
    "officials",
    "Ukraine",
    "the army",
];

const WORDS: [&str; 24] = [
    "market",
    "rocket",
    "school",
    "bridge",
    "convoy",
    "shelter",
    "village",
    "tanks",
    "harvest",
    "flood",
    "hospital",
    "port",
    "shelling",
    "drone",
    "water",
    "road",
    "captured",
    "evacuated",
    "protest",
    "ceasefire",
    "power",
    "grain",
    "crew",
    "fire",
];

const MEASURES: [Measure; 7] = [
    Measure::Killed,
    Measure::Injured,
    Measure::Evacuated,
    Measure::Fled,
    Measure::ShotDown,
    Measure::Missing,
    Measure::SettlementsControlled,
];

const DAY: Date = date(2024, 5, 1);

fn place(dice: &mut Dice) -> ClaimPlace {
    let town = dice.below(8) as u64;
    let province = dice.percent(20);
    let precision = if province { PlacePrecision::Province } else { PlacePrecision::Settlement };
    let at = Candidate {
        id: if province { 100 + town / 2 } else { town },
        name: format!("Town{town}"),
        lat: 48.0 + (town / 2) as f64 * 0.2,
        lon: 30.0 + town as f64 * 0.05,
        radius_km: if province { 90.0 } else { 3.0 },
        country: dice.pick(&["UA", "RU"]).into(),
        iso3166_2: Some(format!("UA-{}", town / 2)),
        precision,
        sea: false,
        score: 1.0,
        features: Vec::new(),
    };
    let role = if dice.percent(80) { PlaceRole::Event } else { PlaceRole::Origin };
    let found = dice.percent(90);
    ClaimPlace { span: None, name: at.name.clone(), precision, at: found.then_some(at), role }
}

fn time(dice: &mut Dice, published: Date, days: usize) -> ClaimTime {
    let day = published.checked_sub((dice.below(days) as i64).days()).expect("a day");
    let (start, end, basis) = match dice.below(10) {
        0..=4 => (Some(day), Some(day), Basis::Explicit),
        5 => (Some(day.checked_sub(20.days()).expect("a day")), Some(day), Basis::Explicit),
        6 => (None, Some(day), Basis::Relative),
        7 => (None, None, Basis::Background),
        8 => (None, Some(published), Basis::Publication),
        _ => (None, None, Basis::None),
    };
    ClaimTime { start, end, basis, precision: TimePrecision::Day, span: None }
}

/// A world: how many days its reports are about, and the names that stand in them.
struct World {
    days: usize,
    names: Vec<&'static str>,
}

impl World {
    fn name(&self, dice: &mut Dice) -> &'static str {
        self.names[dice.below(self.names.len())]
    }
}

fn claim(dice: &mut Dice, world: &World, n: usize, published: Date, text: &mut String) -> Claim {
    let start = text.len();
    let toll = 1 + dice.below(40);
    for k in 0..4 + dice.below(5) {
        let gap = if k == 0 { "" } else { " " };
        let _ = write!(text, "{gap}{}", dice.pick(&WORDS));
    }
    if dice.percent(6) {
        text.push_str(" and withdrew the earlier figure");
    }
    let _ = write!(text, " {toll} people");
    let span = Span::new(start, text.len());
    let speaker = dice.percent(75).then(|| world.name(dice).to_string());
    let _ = writeln!(text, ", {} said.", speaker.as_deref().unwrap_or("it"));
    let mut quantities = Vec::new();
    if dice.percent(60) {
        let measure = MEASURES[dice.below(MEASURES.len())];
        let min = Some(toll as f64);
        let max = if dice.percent(80) { min } else { None };
        quantities.push(ClaimQuantity {
            measure,
            min,
            max,
            of: "people".into(),
            span,
            part: dice.percent(5),
            printed: true,
            worded: None,
        });
    }
    let stance = match dice.below(12) {
        0 | 1 => Stance::Deny,
        2 => Stance::Accuse,
        3 => Stance::Plan,
        _ => Stance::Assert,
    };
    let party = |name: &str| Party { name: name.into(), span };
    Claim {
        sentence: n,
        speaker,
        attribution: AttributionClass::Explicit,
        stance,
        certainty: if dice.percent(80) { Certainty::Certain } else { Certainty::Possible },
        actors: (0..dice.below(3)).map(|_| party(world.name(dice))).collect(),
        recipients: (0..dice.below(2)).map(|_| party(world.name(dice))).collect(),
        plover: Plover {
            kind: Some(["ASSAULT", "AID", "RETREAT", "PROTEST"][dice.below(4)]),
            ..Plover::default()
        },
        places: (0..dice.below(3)).map(|_| place(dice)).collect(),
        time: time(dice, published, world.days),
        quantities,
        tier: if n == 0 { Tier::Headline } else { Tier::Body },
        repeats: (n == 0 && dice.percent(30)).then_some(1),
        ..Claim::at(span)
    }
}

fn report(dice: &mut Dice, world: &World, n: usize, others: &[Report]) -> Report {
    if let Some(other) = others.get(dice.below(others.len().max(1))).filter(|_| dice.percent(15)) {
        // A reprint.
        let hints = Hints {
            id: Some(format!("r{n}")),
            published: other.document.meta.published,
            publisher: Some(format!("Reprint {}", dice.below(3))),
            ..Hints::default()
        };
        let document = document_from_text(other.document.text.clone(), &hints);
        return Report { document, ..other.clone() };
    }
    let published = DAY.checked_add((dice.below(world.days) as i64).days()).expect("a day");
    let mut text = format!(
        "{} {n}.\n",
        if dice.percent(10) { "Correction: an earlier version gave a wrong figure" } else { "Report" }
    );
    let many = 2 + dice.below(6);
    let claims: Vec<Claim> = (0..many).map(|i| claim(dice, world, i, published, &mut text)).collect();
    let hints = Hints {
        id: Some(format!("r{n}")),
        published: dice.percent(90).then_some(published),
        publisher: dice
            .percent(80)
            .then(|| dice.pick(&["Paper A", "Paper B", "Ministry of Defence of Russia", "WFP"]).into()),
        ..Hints::default()
    };
    let sentences = claims.iter().map(|c| c.span).collect();
    Report { document: document_from_text(text, &hints), claims, sentences, private: Vec::new() }
}

fn act(dice: &mut Dice, reports: &[Arc<Report>], last: u64) -> Act {
    let key = |dice: &mut Dice| {
        let r = &reports[dice.below(reports.len())];
        ClaimKey::of(r, dice.below(r.claims.len()))
    };
    match dice.below(12) {
        0 => Act::Accept(key(dice)),
        1..=3 => Act::Reject(key(dice)),
        4..=6 => {
            let (field, value) = [
                ("speaker", "Maria Petrenko"),
                ("speaker", "Ministry of Emergencies of Belarus"),
                ("speaker", "none"),
                ("stance", "deny"),
                ("stance", "assert"),
                ("place", "none"),
                ("place", "Nowhere @ 48.1,30.1"),
                ("time", "2024-05-03"),
                ("time", "none"),
                ("quantity", "killed=12"),
                ("quantity", "evacuated=none"),
                ("plover", "AID"),
            ][dice.below(12)];
            Act::Edit { claim: key(dice), field: field.into(), value: value.into() }
        }
        7 => Act::Join(vec![key(dice), key(dice), key(dice)]),
        8 => Act::Split(vec![key(dice), key(dice), key(dice)]),
        9 => Act::Link {
            a: key(dice),
            b: key(dice),
            kind: dice.percent(60).then_some(ConflictKind::Contradicts),
        },
        10 => Act::Note { claim: key(dice), text: "seen".into() },
        _ => Act::Undo(1 + dice.below(last.max(1) as usize) as u64),
    }
}

/// Plays a world of some reports over some days through some steps; says whether each ledger is what relating anew gives.
fn play(seed: u64, reports: usize, days: usize, steps: usize) {
    let mut dice = Dice(seed);
    // Few names, so that what one of them means hangs on a report or two.
    let names = (0..2 + dice.below(6)).map(|_| SPEAKERS[dice.below(SPEAKERS.len())]).collect();
    let world = World { days, names };
    let mut all: Vec<Report> = Vec::new();
    for n in 0..reports + steps {
        let next = report(&mut dice, &world, n, &all);
        all.push(next);
    }
    let mut waiting: Vec<Arc<Report>> = all.into_iter().map(Arc::new).collect();
    let mut here = waiting.split_off(steps);
    let (mut kept, mut log) = (Kept::default(), Vec::<Decision>::new());
    for step in 0..=steps {
        match dice.below(8) {
            _ if step == 0 => {}
            0 => here.extend(waiting.pop()),
            1 if here.len() > 1 => waiting.push(here.swap_remove(dice.below(here.len()))),
            _ => {
                for _ in 0..=dice.below(2) {
                    let id = log.len() as u64 + 1;
                    let act = act(&mut dice, &here, id - 1);
                    log.push(Decision { id, at: String::new(), who: "Ann".into(), why: String::new(), act });
                }
            }
        }
        let follows = Ledger::following(&mut kept, here.clone(), |r| replay(r, &log));
        let anew = Ledger::reviewed(here.clone(), |r| replay(r, &log));
        assert_eq!(follows.reviews, anew.reviews);
        assert!(follows.identities == anew.identities, "identities differ at step {step} of seed {seed}");
        assert!(follows.occurrences == anew.occurrences, "occurrences differ at step {step} of seed {seed}");
        assert!(follows.conflicts == anew.conflicts, "conflicts differ at step {step} of seed {seed}");
        assert!(follows == anew, "ledgers differ at step {step} of seed {seed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn following_is_relating_anew(seed in any::<u64>(), reports in 1usize..25, days in 1usize..60) {
        play(seed, reports, days, 20);
    }
}

#[test]
fn what_is_left_out_of_crowded_lists_is_looked_for_again() {
    // Hundreds of claims of few words, towns and days: every list of neighbours is full.
    for seed in 0..4 {
        play(seed, 120, 6, 12);
    }
}

#[test]
#[ignore = "minutes: cargo test --profile quick -p tidings-ledger --test following -- --ignored"]
fn many_worlds() {
    for seed in 1000..1400 {
        play(seed, 10 + seed as usize % 90, 2 + seed as usize % 50, 40);
    }
}
