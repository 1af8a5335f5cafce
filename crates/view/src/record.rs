//! A claim as a row: everything an export writes of it, already masked and coarsened. Exports are built from these
//! and nothing else, so that what may not leave cannot.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tidings_claim::{Claim, PlaceRole};
use tidings_ledger::{ClaimRef, Grade, coarseness};
use tidings_mention::place::Codes;
use tidings_mention::{Measure, PlacePrecision, TimePrecision};

use crate::coarse::Area;
use crate::shown::Shown;
use crate::words;
use tidings_ledger::Kind;

/// What every row of every export says of itself.
pub const MARK: &str = "unverified public reporting";

/// One claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Where it is in the ledger.
    pub at: ClaimRef,
    /// Name that stays the same whatever else is in the ledger: source's hash and characters.
    pub id: String,
    /// Report, with what is known of it.
    pub source: Source,
    /// The clause, in code points of the report's text, end-exclusive.
    pub span: (usize, usize),
    /// The sentence, likewise.
    pub sentence: (usize, usize),
    /// The characters of the clause, masked.
    pub text: String,
    /// The characters before it in its sentence, masked.
    pub before: String,
    /// The characters after it in its sentence, masked.
    pub after: String,
    /// Something in `text` was masked, so that it is not what stands in the report.
    pub masked: bool,
    /// What sort of thing it tells.
    pub kind: Kind,
    /// The innermost party that answers for it; `None` = the publisher.
    pub speaker: Option<String>,
    /// Who says it, as every view names him.
    pub voice: String,
    /// Who had it from whom: role and name.
    pub chain: Vec<(&'static str, String)>,
    /// What the speaker leans on.
    pub evidence: Vec<String>,
    /// How it is tied to the speaker.
    pub attribution: &'static str,
    /// What the speaker does with it.
    pub stance: &'static str,
    /// How sure the speaker sounds.
    pub certainty: &'static str,
    /// `+` or `-`.
    pub polarity: &'static str,
    /// Headline, body or summary.
    pub tier: &'static str,
    /// PLOVER type.
    pub plover: Option<&'static str>,
    /// PLOVER modes.
    pub modes: Vec<&'static str>,
    /// ACLED event and sub-event type.
    pub acled: (Option<&'static str>, Option<&'static str>),
    /// Who acts.
    pub actors: Vec<String>,
    /// On whom.
    pub recipients: Vec<String>,
    /// Where; the place it is filed under comes first.
    pub places: Vec<Place>,
    /// First day.
    pub start: Option<Date>,
    /// Last day, inclusive.
    pub end: Option<Date>,
    /// What the days rest on.
    pub basis: &'static str,
    /// How far they are known.
    pub precision: TimePrecision,
    /// Figures that are printed.
    pub figures: Vec<Figure>,
    /// `accepted` by an analyst, or `unreviewed`.
    pub review: &'static str,
}

/// The report a claim stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its name.
    pub id: String,
    /// Title, masked.
    pub title: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Address.
    pub url: Option<String>,
    /// Language.
    pub lang: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The first of the reports that run the same text, if it is not that one itself.
    pub copy_of: Option<String>,
}

/// A place of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// English name, or as printed.
    pub name: String,
    /// Where, as far as it may be shown.
    pub area: Option<Area>,
    /// How far the text pins it down.
    pub precision: PlacePrecision,
    /// The same in the codes of ACLED and UCDP; `None` where it is not located.
    pub codes: Option<Codes>,
    /// "Near" it, not in it.
    pub near: bool,
    /// What it is to the event.
    pub role: PlaceRole,
    /// ISO 3166-1 code, or empty.
    pub country: String,
    /// ISO 3166-2 code, or empty.
    pub division: String,
}

/// A printed figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it counts.
    pub measure: Measure,
    /// Lower bound.
    pub min: Option<f64>,
    /// Upper bound.
    pub max: Option<f64>,
    /// Of whom or what, masked.
    pub of: String,
    /// A part of another figure of its report.
    pub part: bool,
    /// The number in an English report's words, masked, where it is not one number; else empty.
    pub worded: String,
}

impl Figure {
    /// The number as it is said: "15", "more than 15", "8 to 12", "around 1,450", "dozens".
    pub fn number(&self) -> String {
        if self.worded.is_empty() { words::interval(self.min, self.max) } else { self.worded.clone() }
    }
}

/// Every claim that is shown.
pub fn records(shown: &Shown<'_>) -> Vec<Record> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let sources: Vec<Source> = (0..shown.ledger.reports.len()).map(|i| source(shown, i)).collect();
    let one = |(at, c): (ClaimRef, &Claim)| {
        let mut r = record(shown, &sources[at.report], at, c);
        let n = taken.entry(r.id.clone()).or_default();
        *n += 1;
        if *n > 1 {
            r.id = format!("{}-{n}", r.id);
        }
        r
    };
    shown.claims().map(one).collect()
}

/// The report with that number.
pub fn source(shown: &Shown<'_>, report: usize) -> Source {
    let d = &shown.ledger.reports[report].document;
    let original = shown.original(report);
    Source {
        id: shown.id(report).to_string(),
        title: d.meta.title.as_deref().map(|t| shown.words(report, t)),
        publisher: d.meta.publisher.as_deref().map(|p| shown.words(report, p)),
        published: d.meta.published,
        url: shown.url(report).map(str::to_string),
        lang: d.meta.lang.clone(),
        sha256: d.source.sha256_hex(),
        copy_of: (original != report).then(|| shown.id(original).to_string()),
    }
}

/// One claim, of that source.
pub fn record(shown: &Shown<'_>, source: &Source, at: ClaimRef, c: &Claim) -> Record {
    let r = at.report;
    let document = &shown.ledger.reports[r].document;
    let span = shown.points(r, c.span);
    let whole = shown.sentence(at);
    let text = shown.text(r, c.span);
    let names = |list: &[tidings_claim::Party]| -> Vec<String> {
        list.iter().filter(|p| p.is_named()).map(|p| shown.words(r, &p.name)).collect()
    };
    Record {
        at,
        id: format!("c-{}-{}-{}", &source.sha256[..12], span.0, span.1),
        source: source.clone(),
        span,
        sentence: shown.points(r, whole),
        masked: text != c.span.slice(&document.text),
        text,
        before: shown.text(r, tidings_text::Span { start: whole.start, end: c.span.start }),
        after: shown.text(r, tidings_text::Span { start: c.span.end, end: whole.end }),
        kind: shown.ledger.kind(at),
        speaker: shown.speaker(at),
        voice: shown.voice(at),
        chain: c.chain.iter().map(|l| (l.role.as_str(), shown.words(r, &l.who))).collect(),
        evidence: names(&c.evidence),
        attribution: c.attribution.as_str(),
        stance: c.stance.as_str(),
        certainty: c.certainty.as_str(),
        polarity: c.polarity.as_str(),
        tier: c.tier.as_str(),
        plover: c.plover.kind,
        modes: c.plover.modes.clone(),
        acled: (c.acled.event, c.acled.sub_event),
        actors: names(&c.actors),
        recipients: names(&c.recipients),
        places: places(shown, r, c),
        start: c.time.start,
        end: c.time.end,
        basis: c.time.basis.as_str(),
        precision: c.time.precision,
        figures: figures(shown, at, c),
        review: if shown.ledger.reviews.is_accepted(at) { "accepted" } else { "unreviewed" },
    }
}

/// The places of a claim; the one it is filed under comes first.
pub(crate) fn places(shown: &Shown<'_>, report: usize, c: &Claim) -> Vec<Place> {
    let mut places: Vec<&tidings_claim::ClaimPlace> = c.places.iter().collect();
    places.sort_by_key(|p| tidings_ledger::filing(p));
    places.into_iter().map(|p| place(shown, report, p)).collect()
}

/// The figures that a claim prints.
pub(crate) fn figures(shown: &Shown<'_>, at: ClaimRef, c: &Claim) -> Vec<Figure> {
    let printed = c.quantities.iter().enumerate().filter(|(_, q)| q.printed);
    let english = shown.ledger.report(at).document.meta.lang.as_deref().is_none_or(|l| l.starts_with("en"));
    // The views are in English, and "Thousands" has its capital from the sentence that it opens.
    let worded = |s| english.then(|| words::small(&shown.text(at.report, s)));
    let one = |(n, q): (usize, &tidings_claim::ClaimQuantity)| Figure {
        measure: q.measure,
        min: q.min,
        max: q.max,
        of: shown.words(at.report, &q.of),
        part: q.part || shown.ledger.parts.contains(&(at, n)),
        worded: q.worded.and_then(worded).unwrap_or_default(),
    };
    printed.map(one).collect()
}

/// Whether days that rest on this are told, not taken from the report's own day.
pub(crate) fn is_dated(basis: &str) -> bool {
    !matches!(basis, "dct" | "none")
}

fn place(shown: &Shown<'_>, report: usize, p: &tidings_claim::ClaimPlace) -> Place {
    let at = p.at.as_ref();
    let printed = p.span.map(|s| shown.text(report, s)).unwrap_or_default();
    let area = Area::of(p);
    Place {
        name: if p.name.is_empty() { printed } else { shown.words(report, &p.name) },
        area,
        precision: p.precision,
        codes: at.zip(area).map(|(c, area)| Codes::new(p.precision, c, area.radius_km)),
        near: p.precision == PlacePrecision::Area && at.is_some_and(|a| a.precision != PlacePrecision::Area),
        role: p.role,
        country: at.map_or_else(String::new, |a| a.country.clone()),
        division: at
            .filter(|_| p.precision != PlacePrecision::Country)
            .and_then(|a| a.iso3166_2.clone())
            .unwrap_or_default(),
    }
}

/// The finest first.
pub(crate) fn rank(p: &Place) -> u8 {
    coarseness(p.precision, p.area.map_or(0.0, |a| a.radius_km))
}

impl Record {
    /// "report.txt:120-164": the way back to the characters.
    pub fn citation(&self) -> String {
        format!("{}:{}-{}", self.source.id, self.span.0, self.span.1)
    }

    /// Who says it, as every view names him.
    pub fn voice(&self) -> &str {
        &self.voice
    }

    /// Whether its days are told, not taken from the report's own day.
    pub fn is_dated(&self) -> bool {
        is_dated(self.basis)
    }

    /// The place it is filed under.
    pub fn place(&self) -> Option<&Place> {
        self.places.first()
    }
}

/// Claims about one occurrence.
#[derive(Debug)]
pub struct Event<'r> {
    /// Name that stays the same as long as its first claim does.
    pub id: String,
    /// Its claims, in order; at least one.
    pub records: Vec<&'r Record>,
    /// How well it is supported.
    pub grade: Option<Grade>,
}

/// The occurrences of what is shown. A claim that is in none is an event of its own.
pub fn events<'r>(shown: &Shown<'r>, records: &'r [Record]) -> Vec<Event<'r>> {
    let by: BTreeMap<ClaimRef, &Record> = records.iter().map(|r| (r.at, r)).collect();
    let mut free: BTreeMap<ClaimRef, &Record> = by.clone();
    let mut out = Vec::new();
    for o in &shown.ledger.occurrences {
        let list: Vec<&Record> = o.claims.iter().filter_map(|at| by.get(at).copied()).collect();
        for r in &list {
            free.remove(&r.at);
        }
        // Named after its first claim, shown or not: a filter must not rename it.
        let named = o.claims.first().map(|at| {
            let sha = shown.ledger.report(*at).document.source.sha256_hex();
            let span = shown.points(at.report, shown.ledger.claim(*at).span);
            format!("e-{}-{}-{}", &sha[..12], span.0, span.1)
        });
        if let (false, Some(id)) = (list.is_empty(), named) {
            let mut grade = o.grade.clone();
            for why in &mut grade.because {
                *why = shown.words_of(o.claims.iter().map(|at| at.report), why);
            }
            out.push(Event { id, records: list, grade: Some(grade) });
        }
    }
    let alone =
        free.into_values().map(|r| Event { id: r.id.replacen('c', "e", 1), records: vec![r], grade: None });
    out.extend(alone);
    out.sort_by_key(|e| e.records[0].at);
    out
}

impl Event<'_> {
    /// The claims that say it happened; all of them if none does.
    pub fn telling(&self) -> Vec<&Record> {
        let told: Vec<&Record> = self.records.iter().copied().filter(|r| r.kind == Kind::Happened).collect();
        if told.is_empty() { self.records.clone() } else { told }
    }

    /// The finest place that its claims name.
    pub fn place(&self) -> Option<&Place> {
        self.telling().into_iter().filter_map(Record::place).min_by_key(|p| (p.area.is_none(), rank(p)))
    }

    /// First and last day, of the claim whose days are known best.
    pub fn days(&self) -> (Option<Date>, Option<Date>, TimePrecision) {
        let telling = self.telling();
        let best = telling
            .iter()
            .copied()
            .filter(|r| r.is_dated())
            .min_by_key(|r| r.precision)
            .or(telling.first().copied());
        best.map_or((None, None, TimePrecision::None), |r| (r.start, r.end, r.precision))
    }

    /// The figures of a measure: whole ones, of what is said to have happened.
    pub fn figures(&self, measure: Measure) -> Vec<(&Record, &Figure)> {
        let happened = self.records.iter().copied().filter(|r| r.kind == Kind::Happened && r.polarity == "+");
        let figures = happened.flat_map(|r| r.figures.iter().map(move |f| (r, f)));
        figures.filter(|(_, f)| f.measure == measure && !f.part).collect()
    }

    /// Lowest and highest bound of a measure over the claims; an open end that somebody prints stays open.
    pub fn range(&self, measure: Measure) -> Option<(Option<f64>, Option<f64>)> {
        let figures = self.figures(measure);
        let mut by: BTreeMap<ClaimRef, Vec<&Figure>> = BTreeMap::new();
        for (r, f) in figures {
            by.entry(r.at).or_default().push(f);
        }
        let totals: Vec<(f64, Option<f64>)> = by.values().map(|list| total(list)).collect();
        let low = totals.iter().map(|t| t.0).reduce(f64::min)?;
        let high = totals.iter().map(|t| t.1).reduce(|a, b| Some(a?.max(b?)))?;
        Some((Some(low), high))
    }

    /// "a.txt:1-20; b.txt:7-30".
    pub fn citations(&self) -> String {
        self.records.iter().map(|r| r.citation()).collect::<Vec<_>>().join("; ")
    }

    /// Each voice once.
    pub fn voices(&self) -> Vec<&str> {
        let mut list: Vec<&str> = self.records.iter().map(|r| r.voice()).collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    /// Reports that tell of it, copies counted once.
    pub fn reports(&self) -> Vec<&str> {
        let id = |r: &&Record| -> String { r.source.copy_of.clone().unwrap_or_else(|| r.source.id.clone()) };
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for r in &self.records {
            seen.entry(id(r)).or_insert(&r.source.id);
        }
        seen.into_values().collect()
    }
}

/// What the figures of one claim come to. "Four police officers and two civilians" are at least four and at most six;
/// beside "200 people" a smaller group is a part of them.
fn total(list: &[&Figure]) -> (f64, Option<f64>) {
    let low = |f: &Figure| f.min.unwrap_or(0.0);
    let whole = list.iter().find(|f| {
        let people = |w: &str| matches!(w, "people" | "persons" | "dead" | "bodies" | "lives");
        f.of.split_whitespace().any(people) && list.iter().all(|g| low(g) <= low(f))
    });
    if let Some(f) = whole {
        return (low(f), f.max);
    }
    let most = list.iter().map(|f| low(f)).fold(0.0, f64::max);
    (most, list.iter().map(|f| f.max).try_fold(0.0, |sum, max| Some(sum + max?)))
}

/// "a; b", each once.
pub fn list<'s>(items: impl IntoIterator<Item = &'s str>) -> String {
    let mut seen = std::collections::BTreeSet::new();
    items.into_iter().filter(|s| !s.is_empty() && seen.insert(*s)).collect::<Vec<_>>().join("; ")
}
