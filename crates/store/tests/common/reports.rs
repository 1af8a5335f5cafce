//! Reports made up from a seed, so that a file can be filled without a parser: the same seed, the same reports.

#![allow(dead_code)] // Every test file uses its part of this.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use tidings_claim::codes::{ACLED, PLOVER_TYPES};
use tidings_claim::{
    Acled, AttributionClass, Basis, Claim, ClaimPlace, ClaimQuantity, ClaimTime, PlaceRole, Plover, Stance,
};
use tidings_ledger::Report;
use tidings_mention::{Candidate, Measure, PlacePrecision, TimePrecision};
use tidings_store::{Given, Media, Source};
use tidings_text::{Block, BlockKind, Document, Meta, SourceMap, Span};

/// First day of what the reports tell of; they go on for three years.
pub const FIRST: Date = date(2022, 1, 1);

/// Measures, the commonest first.
pub const MEASURES: [Measure; 12] = [
    Measure::Killed,
    Measure::Injured,
    Measure::Evacuated,
    Measure::Attacks,
    Measure::ShotDown,
    Measure::Fled,
    Measure::BuildingsDamaged,
    Measure::Detained,
    Measure::Missing,
    Measure::Troops,
    Measure::AreaKm2,
    Measure::Money,
];

/// Splitmix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn percent(&mut self, p: usize) -> bool {
        self.below(100) < p
    }

    /// As words and names are spread: the first of `n` often, the last seldom.
    pub fn zipf(&mut self, n: usize) -> usize {
        let u = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        (((n as f64).powf(u) - 1.0) as usize).min(n - 1)
    }
}

/// The `i`th of a vocabulary, all letters.
pub fn word(i: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ka", "lo", "mi", "ter", "va", "ne", "sol", "ri", "du", "pe", "gar", "ho", "zi", "bel", "tu", "or"];
    let mut out = String::new();
    let mut n = i + 16;
    while n > 0 {
        out.push_str(SYLLABLES[n % 16]);
        n /= 16;
    }
    out
}

/// The `i`th speaker.
pub fn speaker(i: usize) -> String {
    format!("Office of {}", word(i * 7 + 3))
}

/// How many places there are.
pub const PLACES: usize = 5_000;

/// The `i`th place: name, latitude, longitude.
pub fn place(i: usize) -> (String, f64, f64) {
    let mut dice = Dice::new(i as u64 + 1_000_003);
    let name = word(i * 11 + 5);
    (name, dice.below(12_000) as f64 / 100.0 - 60.0, dice.below(36_000) as f64 / 100.0 - 180.0)
}

fn claim(dice: &mut Dice, published: Date, text: &mut String) -> Claim {
    let start = text.len();
    for k in 0..8 + dice.below(9) {
        let gap = if k == 0 { "" } else { " " };
        let _ = write!(text, "{gap}{}", word(dice.zipf(30_000)));
    }
    // A place is printed in its clause, under the name that it always has.
    let some = usize::from(dice.percent(70)) + usize::from(dice.percent(10));
    let named: Vec<(usize, Span)> = (0..some)
        .map(|_| {
            let i = dice.zipf(PLACES);
            text.push(' ');
            let from = text.len();
            text.push_str(&place(i).0);
            (i, Span::new(from, text.len()))
        })
        .collect();
    let span = Span::new(start, text.len());
    text.push_str(". ");
    let told = published.checked_sub((dice.zipf(30) as i64).days()).unwrap_or(published);
    let until = if dice.percent(10) { told.checked_add(6.days()).unwrap_or(told) } else { told };
    let dated = dice.percent(80);
    let places = named.into_iter().map(|(i, printed)| {
        let (name, lat, lon) = place(i);
        let at = Candidate {
            id: i as u64,
            name: name.clone(),
            lat,
            lon,
            radius_km: 3.0,
            country: "UA".into(),
            iso3166_2: Some(format!("UA-{:02}", 1 + i % 80)),
            precision: PlacePrecision::Settlement,
            score: 1.0,
            features: Vec::new(),
            sea: false,
        };
        ClaimPlace {
            span: Some(printed),
            name,
            at: Some(at),
            precision: PlacePrecision::Settlement,
            role: PlaceRole::Event,
        }
    });
    let places: Vec<ClaimPlace> = places.collect();
    let mut quantities = Vec::new();
    if dice.percent(30) {
        let low = 2f64.powf(dice.below(1_400) as f64 / 100.0).round();
        let max = if dice.percent(25) { None } else { Some(low + dice.below(3) as f64) };
        quantities.push(ClaimQuantity {
            measure: MEASURES[dice.zipf(MEASURES.len())],
            min: Some(low),
            max,
            of: "people".into(),
            span,
            part: false,
            printed: true,
            worded: None,
        });
    }
    let acled = dice.percent(40).then(|| ACLED[dice.below(ACLED.len())]);
    Claim {
        speaker: dice.percent(65).then(|| speaker(dice.zipf(20_000))),
        attribution: AttributionClass::Explicit,
        cue: vec![span],
        stance: if dice.percent(8) { Stance::Deny } else { Stance::Assert },
        plover: Plover {
            kind: Some(PLOVER_TYPES[dice.below(PLOVER_TYPES.len())]),
            contexts: vec!["military"],
            ..Plover::default()
        },
        acled: Acled { event: acled.map(|a| a.0), sub_event: acled.map(|a| a.1[0]) },
        places,
        time: ClaimTime {
            start: dated.then_some(told),
            end: dated.then_some(until),
            basis: if dated { Basis::Explicit } else { Basis::None },
            precision: TimePrecision::Day,
            span: None,
        },
        quantities,
        ..Claim::at(span)
    }
}

/// The report of a seed, with this many claims.
pub fn report(seed: u64, claims: usize) -> (Source, Report) {
    let mut dice = Dice::new(seed);
    let published = FIRST.checked_add((dice.below(3 * 365) as i64).days()).unwrap_or(FIRST);
    let mut text = format!("Report {seed}. ");
    let claims: Vec<Claim> = (0..claims).map(|_| claim(&mut dice, published, &mut text)).collect();
    let given = Given {
        id: Some(format!("report-{seed}")),
        published: Some(published),
        publisher: Some(format!("Paper {}", dice.below(40))),
        lang: Some("en".into()),
        ..Given::default()
    };
    let source = Source::new(
        text.clone().into_bytes(),
        Media::Document,
        given.clone(),
        format!("reports/{seed}.txt"),
        "2024-05-01T00:00:00Z".into(),
    );
    let document = Document {
        id: format!("report-{seed}"),
        blocks: vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }],
        meta: Meta {
            published: given.published,
            publisher: given.publisher,
            lang: given.lang,
            ..Meta::default()
        },
        source: tidings_text::Source {
            sha256: source.sha256,
            bytes: text.len() as u64,
            encoding: "UTF-8",
            format: tidings_text::Format::Plain,
        },
        source_map: SourceMap::identity(text.len()),
        notes: Vec::new(),
        text,
    };
    let sentences = claims.iter().map(|c| c.span).collect();
    (source, Report { document, claims, sentences, private: Vec::new() })
}
