//! A small ledger made by hand: what a parser would give is not what is tested here.

#![allow(dead_code)] // Every test file uses its part of this.

use tidings_claim::{
    Acled, AttributionClass, Basis, Certainty, ChainRole, Claim, ClaimPlace, ClaimQuantity, ClaimTime, Link,
    Party, PlaceRole, Plover, Stance,
};
use tidings_ledger::{ClaimRef, Conflict, ConflictKind, Ledger, PrivateName, Report};
use tidings_mention::{Candidate, Measure, PlacePrecision, TimePrecision};
use tidings_text::{Hints, Span, document_from_text};

/// Names that may stand in no output.
pub const PRIVATE: [&str; 3] = ["Orsolya", "Kardos", "Bence"];

/// A report with claims at these clauses.
pub fn report(id: &str, day: &str, publisher: Option<&str>, text: &str, clauses: &[&str]) -> Report {
    let hints = Hints {
        id: Some(id.into()),
        published: day.parse().ok(),
        publisher: publisher.map(str::to_string),
        url: Some(format!("https://news.example/{id}")),
        lang: Some("en".into()),
        ..Hints::default()
    };
    let claims: Vec<Claim> = clauses.iter().map(|c| claim(text, c)).collect();
    let sentences = claims.iter().map(|c| sentence(text, c.span)).collect();
    let claims = claims.into_iter().enumerate().map(|(i, c)| Claim { sentence: i, ..c }).collect();
    Report { document: document_from_text(text.to_string(), &hints), claims, sentences, private: Vec::new() }
}

fn sentence(text: &str, span: Span) -> Span {
    let (s, e) = (span.start as usize, span.end as usize);
    let start = text[..s].rfind(['.', '\n']).map_or(0, |i| i + 1);
    let end = text[e..].find(['.', '\n']).map_or(text.len(), |i| e + i + 1);
    Span::new(start, end).trim(text)
}

pub fn span(text: &str, words: &str) -> Span {
    let at = text.find(words).unwrap_or_else(|| panic!("`{words}` is not in the text"));
    Span::new(at, at + words.len())
}

fn claim(text: &str, clause: &str) -> Claim {
    Claim::at(span(text, clause))
}

pub fn place(name: &str, lat: f64, lon: f64, radius_km: f64, precision: PlacePrecision) -> ClaimPlace {
    let at = Candidate {
        id: 7,
        name: name.into(),
        lat,
        lon,
        radius_km,
        country: "HU".into(),
        iso3166_2: Some("HU-BZ".into()),
        precision,
        sea: false,
        score: 1.0,
        features: Vec::new(),
    };
    ClaimPlace { span: None, name: name.into(), at: Some(at), precision, role: PlaceRole::Event }
}

pub fn quantity(measure: Measure, min: Option<f64>, max: Option<f64>, of: &str) -> ClaimQuantity {
    let span = Span::new(0, 4);
    ClaimQuantity { measure, min, max, of: of.into(), span, part: false, printed: true, worded: None }
}

fn says(c: &mut Claim, who: &str) {
    c.speaker = Some(who.into());
    c.attribution = AttributionClass::Explicit;
    c.chain = vec![
        Link { who: "The Tisza Post".into(), role: ChainRole::Publisher, span: None },
        Link { who: who.into(), role: ChainRole::Speaker, span: None },
    ];
}

fn on(c: &mut Claim, day: &str) {
    let day = day.parse().ok();
    c.time =
        ClaimTime { start: day, end: day, basis: Basis::Explicit, precision: TimePrecision::Day, span: None };
}

const ASSAULT: Plover =
    Plover { kind: Some("ASSAULT"), modes: Vec::new(), contexts: Vec::new(), aux: Vec::new() };
const SHELLING: Acled =
    Acled { event: Some("Explosions/Remote violence"), sub_event: Some("Shelling/artillery/missile attack") };

/// Three reports: a shelling by two voices with different numbers, a denial, a private person and a minor, a region,
/// a plan, and words that a spreadsheet or a page would take for orders.
pub fn reports() -> Vec<Report> {
    let text = "At least 12 people were killed in Tokaj & Bodrog on Monday, Mayor Ilona Varga said. \
                Among them was Orsolya Kardos, 61, a seamstress. Her nephew Bence, 9, was hurt. \
                The county expects <b>more</b> evacuations.";
    let clauses = [
        "At least 12 people were killed in Tokaj & Bodrog on Monday",
        "Among them was Orsolya Kardos, 61, a seamstress",
        "Her nephew Bence, 9, was hurt",
        "The county expects <b>more</b> evacuations",
    ];
    let mut a = report("a-tokaj.txt", "2024-05-02", Some("The Tisza Post"), text, &clauses);
    let c = &mut a.claims[0];
    says(c, "Ilona Varga");
    on(c, "2024-04-29");
    c.plover = ASSAULT;
    c.acled = SHELLING;
    c.places = vec![place("Tokaj", 48.117_31, 21.412_72, 2.0, PlacePrecision::Settlement)];
    c.quantities = vec![quantity(Measure::Killed, Some(12.0), None, "people")];
    let c = &mut a.claims[1];
    c.recipients = vec![Party { name: "Orsolya Kardos".into(), span: span(text, "Orsolya Kardos") }];
    c.plover = ASSAULT;
    c.quantities = vec![quantity(Measure::Killed, Some(1.0), Some(1.0), "Orsolya Kardos")];
    let c = &mut a.claims[2];
    says(c, "Kardos");
    c.plover = ASSAULT;
    c.quantities = vec![quantity(Measure::Injured, Some(1.0), Some(1.0), "nephew Bence")];
    c.evidence = vec![Party { name: "a photograph of Bence".into(), span: span(text, "Bence") }];
    let c = &mut a.claims[3];
    c.stance = Stance::Predict;
    c.certainty = Certainty::Probable;
    c.places = vec![place("Borsod County", 48.3, 20.8, 60.0, PlacePrecision::Province)];
    c.time = ClaimTime {
        start: "2024-05-02".parse().ok(),
        end: None,
        basis: Basis::Future,
        precision: TimePrecision::None,
        span: None,
    };
    a.private = vec![
        PrivateName { span: span(text, "Orsolya Kardos"), name: "Orsolya Kardos".into(), minor: false },
        PrivateName { span: span(text, "Bence"), name: "Bence".into(), minor: true },
    ];

    let text = "=HYPERLINK(\"x\") The army denied that it had shelled Tokaj. 8 to 10 died near Tokaj, the hospital said. \
                Orsolya Kardos was buried on Thursday.";
    let clauses = [
        "=HYPERLINK(\"x\") The army denied that it had shelled Tokaj",
        "8 to 10 died near Tokaj",
        "Orsolya Kardos was buried on Thursday",
    ];
    let mut b = report("b-orsolya-kardos.html", "2024-05-03", None, text, &clauses);
    let c = &mut b.claims[0];
    says(c, "@army");
    c.stance = Stance::Deny;
    c.plover = Plover { kind: Some("ASSAULT"), ..Plover::default() };
    c.places = vec![place("Tokaj", 48.117_31, 21.412_72, 2.0, PlacePrecision::Settlement)];
    let c = &mut b.claims[1];
    says(c, "the hospital");
    c.plover = ASSAULT;
    c.acled = SHELLING;
    on(c, "2024-04-30");
    let mut near = place("Tokaj", 48.117_31, 21.412_72, 2.0, PlacePrecision::Settlement);
    near.precision = PlacePrecision::Area;
    c.places = vec![near];
    c.quantities = vec![quantity(Measure::Killed, Some(8.0), Some(10.0), "people")];
    let c = &mut b.claims[2];
    c.time.end = "2024-05-03".parse().ok();
    c.time.basis = Basis::Publication;

    let text = "Up to 400 people fled Hungary’s north 😀, officials said.\u{202e}";
    let mut c = report(
        "c-fled.txt",
        "2024-05-01",
        Some("Wire \"Nord\""),
        text,
        &["Up to 400 people fled Hungary’s north 😀"],
    );
    let claim = &mut c.claims[0];
    says(claim, "officials");
    claim.places = vec![place("Hungary", 47.2, 19.5, 250.0, PlacePrecision::Country)];
    claim.quantities = vec![quantity(Measure::Fled, None, Some(400.0), "people")];
    on(claim, "2024-05-01");
    vec![a, b, c]
}

/// The ledger of [`reports`], with the denial as a conflict.
pub fn ledger() -> Ledger {
    with_conflict(Ledger::build(reports()))
}

pub fn with_conflict(mut ledger: Ledger) -> Ledger {
    let find = |ledger: &Ledger, words: &str| -> ClaimRef {
        ledger
            .claims()
            .find(|(at, c)| ledger.report(*at).document.slice(c.span).contains(words))
            .expect("a claim")
            .0
    };
    let (a, b) = (find(&ledger, "denied"), find(&ledger, "At least 12"));
    ledger.conflicts =
        vec![Conflict { kind: ConflictKind::Denies, a, b, figures: None, measure: None, because: [].into() }];
    ledger
}
