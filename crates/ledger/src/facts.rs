//! What of a claim is compared with other claims, worked out once: kind, place, days, parties, words.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tidings_claim::{Basis, Certainty, Claim, ClaimQuantity, PlaceRole, Stance};
use tidings_mention::{Candidate, Measure};

use crate::conflict::count::Words;
use crate::group::coarseness;
use crate::identity::{Names, State, organ, state};
use crate::words::{SEED, concept, content, hash, mix, stem};
use crate::{ClaimRef, Report, Reviews};

/// Kinds of happening, as bits: a claim may be of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Kinds(pub u16);

impl Kinds {
    pub const VIOLENCE: u16 = 1;
    pub const DISASTER: u16 = 1 << 1;
    pub const DISPLACED: u16 = 1 << 2;
    pub const CUSTODY: u16 = 1 << 3;
    pub const PROTEST: u16 = 1 << 4;
    pub const TRUCE: u16 = 1 << 5;
    pub const TALK: u16 = 1 << 6;
    pub const AID: u16 = 1 << 7;
    pub const GROUND: u16 = 1 << 8;
    pub const MOVE: u16 = 1 << 9;
    pub const COERCE: u16 = 1 << 10;
    /// Somebody was killed or hurt, by whatever cause.
    pub const HARM: u16 = 1 << 15;

    /// All but harm, which goes with several.
    pub fn cause(self) -> u16 {
        self.0 & !Self::HARM
    }

    /// Whether two claims can be about one happening: a cause in common, or none told on one side.
    pub fn fit(self, other: Self) -> bool {
        let (a, b) = (self.cause(), other.cause());
        a & b != 0 || a == 0 || b == 0
    }

    /// Each bit that is set.
    pub fn bits(self) -> impl Iterator<Item = u16> {
        (0..16).map(|n| 1 << n).filter(move |b| self.0 & b != 0)
    }
}

/// Kinds by the stems of their words.
static WORDS: LazyLock<FxHashMap<u32, u16>> = LazyLock::new(|| {
    let mut out: FxHashMap<u32, u16> = FxHashMap::default();
    for line in include_str!("../../../data/ledger/kinds.txt").lines().filter(|l| !l.starts_with('#')) {
        let Some((kind, words)) = line.split_once(": ") else { continue };
        let bit = match kind {
            "violence" => Kinds::VIOLENCE,
            "disaster" => Kinds::DISASTER,
            "displaced" => Kinds::DISPLACED,
            "custody" => Kinds::CUSTODY,
            "protest" => Kinds::PROTEST,
            "truce" => Kinds::TRUCE,
            "talk" => Kinds::TALK,
            "aid" => Kinds::AID,
            "ground" => Kinds::GROUND,
            _ => 0,
        };
        for stem in words.split(' ').filter_map(stem) {
            *out.entry(concept(&stem)).or_default() |= bit;
        }
    }
    out
});

/// Things by the stems of their words.
static THINGS: LazyLock<FxHashMap<u32, u64>> = LazyLock::new(|| {
    let each = thing_lines().flat_map(|(bit, l)| l.trim_start_matches('~').split(' ').map(move |w| (w, bit)));
    each.filter_map(|(word, bit)| Some((concept(&stem(word)?), bit))).collect()
});

/// Those that are the cause of others.
static CAUSES: LazyLock<u64> =
    LazyLock::new(|| thing_lines().filter(|(_, l)| l.starts_with('~')).fold(0, |all, (bit, _)| all | bit));

fn thing_lines() -> impl Iterator<Item = (u64, &'static str)> {
    let lines = include_str!("../../../data/ledger/things.txt").lines().filter(|l| !l.starts_with('#'));
    lines.take(64).enumerate().map(|(n, l)| (1 << n, l))
}

fn things(words: &[u32]) -> u64 {
    let all = words.iter().filter_map(|w| THINGS.get(w)).fold(0, |all, bit| all | bit);
    if all & !*CAUSES == 0 { all } else { all & !*CAUSES }
}

/// How harm was done, as far as the event code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// Nothing that rules another out.
    Open,
    /// From afar: bombs, shells, rockets, mines.
    Remote,
    Loot,
    Abduct,
    Sexual,
}

impl Means {
    fn of(c: &Claim) -> Self {
        match (c.acled.event, c.acled.sub_event) {
            (Some("Explosions/Remote violence"), _) => Self::Remote,
            (_, Some("Looting/property destruction")) => Self::Loot,
            (_, Some("Abduction/forced disappearance")) => Self::Abduct,
            (_, Some("Sexual violence")) => Self::Sexual,
            _ => Self::Open,
        }
    }

    /// Whether two claims tell of different things done.
    pub fn differ(self, other: Self) -> bool {
        self != other && self != Self::Open && other != Self::Open
    }
}

/// A place as it is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub id: u64,
    pub lat: f32,
    pub lon: f32,
    pub radius: f32,
    pub country: State,
    /// Hash of the first-order division; 0 if it lies in none.
    pub division: u32,
    pub grain: Grain,
}

/// How fine a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    /// A building, a town, a district.
    Fine,
    /// A province.
    Province,
    /// A country, or more.
    Country,
}

impl Spot {
    pub fn of(c: &Candidate) -> Self {
        let grain = match coarseness(c.precision, c.radius_km) {
            0..=3 => Grain::Fine,
            4..=5 => Grain::Province,
            _ => Grain::Country,
        };
        Self {
            id: c.id,
            lat: c.lat as f32,
            lon: c.lon as f32,
            radius: c.radius_km as f32,
            country: c.country.as_bytes().try_into().unwrap_or_default(),
            division: c.iso3166_2.as_deref().map_or(0, |d| hash(d) as u32 | 1),
            grain,
        }
    }

    /// Distance in km; good enough for the few degrees within which it decides anything.
    pub fn km(&self, other: &Self) -> f32 {
        let north = (self.lat - other.lat) * 111.2;
        let mut degrees = (self.lon - other.lon).abs();
        degrees = degrees.min(360.0 - degrees);
        let east = degrees * 111.2 * f32::midpoint(self.lat, other.lat).to_radians().cos();
        north.hypot(east)
    }
}

/// Days, counted from 1970.
pub(crate) fn day(d: Date) -> i32 {
    d.since(jiff::civil::date(1970, 1, 1)).map_or(0, |s| s.get_days())
}

/// When, as days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    pub first: i32,
    pub last: i32,
    pub kind: WhenKind,
}

/// How well the days are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhenKind {
    /// The report gives a day or two.
    Dated,
    /// The report gives a longer stretch, or one end.
    Stretch,
    /// Nothing but the day of publication: some days up to it.
    Published,
    /// Not even that.
    Unknown,
}

/// What of a claim is compared and stands in its report alone.
#[derive(Debug)]
pub(crate) struct Bare {
    pub sentence: u32,
    pub kinds: Kinds,
    /// Told as having happened (or not happened), rather than wanted, planned, judged or supposed.
    pub real: bool,
    pub spots: Box<[Spot]>,
    pub when: When,
    /// How harm was done: things that are not mixed up whatever else two claims share.
    pub means: Means,
    /// State that the speaker speaks for.
    pub side: Option<State>,
    /// The same, if he is the state itself or one of its bodies rather than anybody of it.
    pub organ: Option<State>,
    /// State of those who act.
    pub acting: Option<State>,
    /// Stems of the clause, names of places left out.
    pub words: Box<[u32]>,
    /// What it names of data/ledger/things.txt, as bits.
    pub things: u64,
    /// All of them, for a claim whose place was not found: there it is a word like others.
    pub all_words: Box<[u32]>,
    /// Bounds of what was counted, whole figures only: measure, least, most.
    pub figures: Box<[(Measure, f64, f64)]>,
    /// Hash of the clause, word by word.
    pub clause: u64,
    /// Its printed figures, by the words they stand in.
    pub counts: Box<[(u32, Words)]>,
}

/// A claim as it is compared.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub at: ClaimRef,
    /// What stands in its report alone.
    pub bare: Arc<Bare>,
    /// Where the report was last, for a claim that names no place: it can part claims, never join them.
    pub context: Option<Spot>,
    /// Identity of the speaker.
    pub speaker: Option<u32>,
    /// The speaker as parties are numbered.
    pub voice: Option<u32>,
    pub actors: Box<[u32]>,
    pub others: Box<[u32]>,
}

impl Deref for Facts {
    type Target = Bare;

    fn deref(&self) -> &Bare {
        &self.bare
    }
}

/// A party's number: its identity, or the word it is called by ("the army"), which may mean another one elsewhere.
fn party(names: &Names, report: usize, name: &str) -> Option<u32> {
    let bare = || {
        let lower = name.trim().to_lowercase();
        let word = lower.strip_prefix("the ").unwrap_or(&lower).to_string();
        let plain =
            matches!(word.as_str(), "" | "it" | "he" | "she" | "they" | "who" | "we" | "people" | "unnamed");
        let named = !plain && word.chars().any(char::is_alphabetic) && word.split(' ').count() <= 4;
        named.then(|| hash(&word) as u32 | CALLED)
    };
    names.of(report, name).or_else(bare)
}

/// The states that names stand for, and those they are a body of: a few names stand in most reports.
#[derive(Default)]
pub(crate) struct Sides<'r>(FxHashMap<&'r str, (Option<State>, Option<State>)>);

impl<'r> Sides<'r> {
    fn of(&mut self, name: &'r str) -> (Option<State>, Option<State>) {
        *self.0.entry(name).or_insert_with(|| (state(name), organ(name)))
    }
}

/// Marks the number of a party that is no identity.
const CALLED: u32 = 1 << 31;

/// Days up to publication in which something undated is taken to have happened.
const LATELY: i32 = 3;

/// The bare facts of all claims of a report, `parts` being those of its figures that are parts of another.
pub(crate) fn bare<'r>(
    report: &'r Report,
    parts: &[(usize, usize)],
    sides: &mut Sides<'r>,
) -> Box<[Arc<Bare>]> {
    let each = report.claims.iter().enumerate();
    each.map(|(n, c)| Arc::new(Bare::of(report, n, c, parts, sides))).collect()
}

impl Bare {
    fn of<'r>(
        report: &'r Report,
        claim: usize,
        c: &'r Claim,
        parts: &[(usize, usize)],
        sides: &mut Sides<'r>,
    ) -> Self {
        let text = report.document.text.as_str();
        let (words, all_words) = stems(c, text);
        let whole = |(n, q): &(usize, &ClaimQuantity)| {
            !q.part && is_counted(q.measure) && !parts.contains(&(claim, *n))
        };
        let figures = c.quantities.iter().enumerate().filter(whole).map(|(_, q)| q);
        // Whoever publishes a report speaks where it names no other.
        let speaks = speaks(report, c);
        let official = c.speaker.as_deref().or(speaks.filter(|p| sides.of(p).1.is_some()));
        let (side, organ) = official.map_or((None, None), |name| sides.of(name));
        Self {
            sentence: c.sentence as u32,
            kinds: kinds(c, &words),
            real: is_real(c),
            means: Means::of(c),
            spots: spots(c),
            when: when(c, report.document.meta.published),
            side,
            organ,
            things: things(&words),
            acting: c.actors.iter().find_map(|p| sides.of(&p.name).0),
            words,
            all_words,
            figures: figures
                .map(|q| (q.measure, q.min.unwrap_or(f64::NEG_INFINITY), q.max.unwrap_or(f64::INFINITY)))
                .collect(),
            counts: Words::all(c, text),
            clause: crate::words::words(c.span.slice(text)).fold(SEED, |h, w| mix(h, hash(w))),
        }
    }
}

/// Who speaks: whoever publishes a report, where it names no other.
fn speaks<'r>(report: &'r Report, c: &'r Claim) -> Option<&'r str> {
    c.speaker.as_deref().or(report.document.meta.publisher.as_deref())
}

impl Facts {
    fn of(at: ClaimRef, report: &Report, bare: &Arc<Bare>, names: &Names) -> Self {
        let c = &report.claims[at.claim];
        let parties = |list: &[tidings_claim::Party]| -> Box<[u32]> {
            let mut ids: Vec<u32> = list.iter().filter_map(|p| party(names, at.report, &p.name)).collect();
            ids.sort_unstable();
            ids.dedup();
            ids.into()
        };
        Self {
            at,
            bare: bare.clone(),
            context: None,
            speaker: c.speaker.as_deref().and_then(|s| names.of(at.report, s)),
            voice: speaks(report, c).and_then(|s| party(names, at.report, s)),
            actors: parties(&c.actors),
            others: parties(&c.recipients),
        }
    }
}

/// The facts of the claims of a report that are not left out, in order.
pub(crate) fn of_report(
    report: usize,
    reports: &[Arc<Report>],
    bare: &[Arc<Bare>],
    names: &Names,
    reviews: &Reviews,
) -> Vec<Facts> {
    let refs = (0..bare.len()).map(|claim| ClaimRef { report, claim });
    let kept = refs.filter(|at| !reviews.is_rejected(*at));
    let mut own: Vec<Facts> =
        kept.map(|at| Facts::of(at, &reports[report], &bare[at.claim], names)).collect();
    let mut last = own.iter().find_map(|f| f.spots.first().copied());
    for f in &mut own {
        last = f.spots.first().copied().or(last);
        f.context = last;
    }
    own
}

/// Where the facts of a claim stand among all, which are in order.
pub(crate) struct Index<'f> {
    facts: &'f [Facts],
    /// Where those of each report begin.
    from: Vec<u32>,
}

impl<'f> Index<'f> {
    pub fn new(facts: &'f [Facts]) -> Self {
        let reports = facts.last().map_or(0, |f| f.at.report + 1);
        let mut from = vec![0; reports + 1];
        for (i, f) in facts.iter().enumerate() {
            from[f.at.report + 1] = i as u32 + 1;
        }
        for i in 1..from.len() {
            from[i] = from[i].max(from[i - 1]);
        }
        Self { facts, from }
    }

    /// `None` for a claim that is left out.
    pub fn of(&self, at: ClaimRef) -> Option<usize> {
        let (from, to) = (*self.from.get(at.report)? as usize, *self.from.get(at.report + 1)? as usize);
        let found = self.facts[from..to].binary_search_by_key(&at.claim, |f| f.at.claim);
        found.ok().map(|n| from + n)
    }
}

/// Whether a measure counts something of the world that two reports could count alike.
pub(crate) fn is_counted(m: Measure) -> bool {
    !matches!(m, Measure::Other | Measure::Age | Measure::Duration | Measure::Occurrences | Measure::Places)
}

/// Whether a claim tells what happened, rather than what is wanted, planned, judged or supposed.
pub(crate) fn is_real(c: &Claim) -> bool {
    !matches!(
        c.stance,
        Stance::Demand | Stance::Plan | Stance::Predict | Stance::Evaluate | Stance::Investigate
    ) && c.certainty != Certainty::Hypothetical
        && c.time.basis != Basis::Future
        && !c.plover.aux.iter().any(|a| matches!(*a, "future" | "hypothetical"))
}

/// Stems of a clause and of the clause it hangs on; names of places are compared as places.
fn stems(c: &Claim, text: &str) -> (Box<[u32]>, Box<[u32]>) {
    let mut out: Vec<u32> = content(c.span.slice(text)).into_vec();
    if let Some(host) = c.within {
        out.extend(content(host.slice(text)));
    }
    out.sort_unstable();
    out.dedup();
    let all = out.clone();
    let places: Vec<u32> =
        c.places.iter().filter_map(|p| p.span).flat_map(|s| content(s.slice(text)).into_vec()).collect();
    out.retain(|w| !places.contains(w));
    (out.into(), all.into())
}

fn kinds(c: &Claim, words: &[u32]) -> Kinds {
    use Kinds as K;
    let told: u16 = words.iter().filter_map(|w| WORDS.get(w)).fold(0, |all, bit| all | bit);
    let has = |mode: &str| c.plover.modes.contains(&mode);
    let mut bits = told;
    bits |= match c.plover.kind {
        Some("ASSAULT") if has("abduct") => K::VIOLENCE | K::CUSTODY,
        Some("ASSAULT") => K::VIOLENCE,
        Some("COERCE") if has("arrest") => K::CUSTODY,
        Some("COERCE") => K::COERCE,
        Some("RETREAT") if has("ceasefire") => K::TRUCE,
        Some("RETREAT") if has("release") => K::CUSTODY,
        Some("RETREAT") => K::GROUND,
        Some("SANCTION") if has("expel") => K::DISPLACED,
        Some("PROTEST") => K::PROTEST,
        Some("CONSULT" | "AGREE" | "COOPERATE" | "SUPPORT" | "CONCEDE") => K::TALK,
        Some("AID") => K::AID,
        Some("MOBILIZE") => K::MOVE,
        _ => 0,
    };
    for q in &c.quantities {
        bits |= match q.measure {
            Measure::Killed
            | Measure::Injured
            | Measure::Casualties
            | Measure::TroopsLost
            | Measure::Missing
            | Measure::Hospitalised => K::HARM,
            Measure::Fled | Measure::Evacuated | Measure::OrderedToEvacuate | Measure::Sheltered => {
                K::DISPLACED
            }
            Measure::Detained | Measure::Captured | Measure::Released => K::CUSTODY,
            Measure::MunitionsFired | Measure::ShotDown | Measure::AerialObjects | Measure::Attacks => {
                K::VIOLENCE
            }
            Measure::SettlementsControlled | Measure::AreaKm2 | Measure::DepthKm => K::GROUND,
            _ => 0,
        };
    }
    // A killing is coded as an assault whatever killed; where nothing says how, the cause is open.
    let only_harm = bits & K::HARM != 0 && c.plover.modes.is_empty();
    if told & K::VIOLENCE == 0 && (told & K::DISASTER != 0 || only_harm) {
        bits &= !K::VIOLENCE;
    }
    Kinds(bits)
}

fn spots(c: &Claim) -> Box<[Spot]> {
    let order =
        [PlaceRole::Event, PlaceRole::Target, PlaceRole::Origin, PlaceRole::Destination, PlaceRole::Topic];
    let first = order.iter().find(|r| c.places.iter().any(|p| p.role == **r && p.at.is_some()));
    let near_enough = |role: PlaceRole| Some(&role) == first || role == PlaceRole::Target;
    let mut spots: Vec<Spot> = c
        .places
        .iter()
        .filter(|p| near_enough(p.role))
        .filter_map(|p| p.at.as_ref())
        .map(Spot::of)
        .take(6)
        .collect();
    // A country beside its town adds nothing.
    let finest = spots.iter().map(|s| s.grain).min();
    spots.retain(|s| Some(s.grain) == finest);
    spots.into()
}

fn when(c: &Claim, published: Option<Date>) -> When {
    let (start, end) = (c.time.start.map(day), c.time.end.map(day));
    let published = published.map(day);
    let lately = |end: i32| When { first: end - LATELY, last: end, kind: WhenKind::Published };
    match (c.time.basis, start, end) {
        (Basis::Publication | Basis::None, _, end) => {
            end.or(published).map_or(When { first: 0, last: 0, kind: WhenKind::Unknown }, lately)
        }
        (_, Some(first), Some(last)) if last - first <= 2 => When { first, last, kind: WhenKind::Dated },
        (_, Some(first), Some(last)) => When { first, last, kind: WhenKind::Stretch },
        (_, Some(first), None) => {
            When { first, last: published.unwrap_or(first).max(first), kind: WhenKind::Stretch }
        }
        (_, None, Some(last)) => When { first: last - LATELY, last, kind: WhenKind::Stretch },
        (Basis::Background, None, None) => {
            When { first: i32::MIN / 2, last: i32::MIN / 2, kind: WhenKind::Dated }
        }
        (_, None, None) => published.map_or(When { first: 0, last: 0, kind: WhenKind::Unknown }, lately),
    }
}
