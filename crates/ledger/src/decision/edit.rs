//! A corrected field: what may be written, and how a claim takes it.
//!
//! | field | value |
//! | --- | --- |
//! | `speaker` | a name, or `none` for the publisher |
//! | `stance`, `certainty`, `polarity` | one of the exchange format's names |
//! | `plover` | a type, then modes if there are any (`ASSAULT aerial`), or `none` |
//! | `acled` | a sub-event type, or `none` |
//! | `place` | where it happened: `NAME`, `NAME @ LAT,LON`, `NAME @ LAT,LON PRECISION`; several with `;` between them, or `none` |
//! | `time` | a day, or `FIRST..LAST` with one side open if need be, or `none` |
//! | `quantity` | `killed=12`, `killed=10..12`, `killed=10.. civilians`, `killed=none` |

use jiff::civil::Date;
use tidings_claim::codes::{ACLED, PLOVER_MODES, PLOVER_TYPES};
use tidings_claim::{
    Acled, AttributionClass, Basis, Certainty, ChainRole, Claim, ClaimPlace, ClaimQuantity, Code, Link,
    PlaceRole, Polarity, Reason, Stance,
};
use tidings_mention::{Candidate, Measure, PlacePrecision, TimePrecision};

use super::key::place_id;
use crate::Report;

/// A field's new value.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Who says so; `None` = the publisher.
    Speaker(Option<String>),
    /// What the speaker does with it.
    Stance(Stance),
    /// How sure the speaker is.
    Certainty(Certainty),
    /// Affirmed or negated.
    Polarity(Polarity),
    /// PLOVER type and modes.
    Plover(Option<Code>, Vec<Code>),
    /// ACLED event and sub-event type.
    Acled(Acled),
    /// Where it happened; other places (origin, target) stay.
    Places(Vec<Where>),
    /// When.
    Time(Option<Date>, Option<Date>),
    /// How many of one measure; `None` takes the figure away.
    Quantity(Measure, Option<Figure>),
}

/// A place as an analyst writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Where {
    /// Its name.
    pub name: String,
    /// Latitude and longitude, where they are given.
    pub at: Option<(f64, f64)>,
    /// What kind of place, where it is given.
    pub precision: Option<PlacePrecision>,
}

/// A figure as an analyst writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Lower bound, inclusive; `None` = open.
    pub min: Option<f64>,
    /// Upper bound, inclusive; `None` = open.
    pub max: Option<f64>,
    /// Of whom or what; empty = as it was.
    pub of: String,
}

/// A value that a field cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// No such field.
    #[error(
        "`{0}` cannot be edited; there are speaker, stance, certainty, polarity, plover, acled, place, time, quantity"
    )]
    Field(String),
    /// Nothing was given.
    #[error("{0} must have a value; `none` empties it")]
    Empty(&'static str),
    /// Not on the field's closed list.
    #[error("`{value}` is no {field}; there are {}", known.join(", "))]
    NotListed {
        /// Field.
        field: &'static str,
        /// What was given.
        value: String,
        /// What there is.
        known: Vec<&'static str>,
    },
    /// A point that is none.
    #[error("`{0}` is no point: latitude and longitude in degrees, as in `Tarn @ 43.5,2.25 settlement`")]
    Point(String),
    /// A day or a range that is none.
    #[error("`{0}` is no time: a day as in 2024-05-01, or FIRST..LAST")]
    Time(String),
    /// A figure that is none.
    #[error("`{0}` is no figure: as in killed=12, killed=10..12, killed=10.. or killed=none")]
    Figure(String),
}

impl Edit {
    /// Reads a field and its new value.
    ///
    /// # Errors
    /// A field that cannot be edited, or a value that it cannot have.
    pub fn parse(field: &str, value: &str) -> Result<Self, EditError> {
        let value = value.trim();
        let none = value.eq_ignore_ascii_case("none");
        match field.trim().to_ascii_lowercase().as_str() {
            "speaker" if value.is_empty() => Err(EditError::Empty("speaker")),
            "speaker" => Ok(Self::Speaker((!none).then(|| value.to_string()))),
            "stance" => listed("stance", value, Stance::ALL, Stance::as_str).map(Self::Stance),
            "certainty" => listed("certainty", value, Certainty::ALL, Certainty::as_str).map(Self::Certainty),
            "polarity" => listed("polarity", value, Polarity::ALL, Polarity::as_str).map(Self::Polarity),
            "plover" if none => Ok(Self::Plover(None, Vec::new())),
            "plover" => plover(value),
            "acled" if none => Ok(Self::Acled(Acled::default())),
            "acled" => acled(value),
            "place" | "places" if none => Ok(Self::Places(Vec::new())),
            "place" | "places" => value.split(';').map(place).collect::<Result<_, _>>().map(Self::Places),
            "time" if none => Ok(Self::Time(None, None)),
            "time" => time(value),
            "quantity" | "quantities" => quantity(value),
            _ => Err(EditError::Field(field.to_string())),
        }
    }

    /// What of a claim it sets: two edits of the same slot overrule each other.
    pub fn slot(&self) -> String {
        match self {
            Self::Quantity(measure, _) => format!("quantities.{}", measure.as_str()),
            other => other.field().to_string(),
        }
    }

    /// The claim's field, as reasons name it.
    pub fn field(&self) -> Code {
        match self {
            Self::Speaker(_) => "speaker",
            Self::Stance(_) => "stance",
            Self::Certainty(_) => "certainty",
            Self::Polarity(_) => "polarity",
            Self::Plover(..) => "plover",
            Self::Acled(_) => "acled",
            Self::Places(_) => "places",
            Self::Time(..) => "time",
            Self::Quantity(..) => "quantities",
        }
    }

    /// Sets the field of claim number `claim`, and says in its reasons that it was `rule` that did.
    pub fn apply(&self, report: &mut Report, claim: usize, rule: &str) {
        // A place without a point has the one that the report's own claims know by that name.
        let places = match self {
            Self::Places(list) => list.iter().map(|w| w.resolve(report, claim)).collect(),
            _ => Vec::new(),
        };
        let c = &mut report.claims[claim];
        match self {
            Self::Speaker(who) => speaker(c, who.as_deref()),
            Self::Stance(s) => c.stance = *s,
            Self::Certainty(s) => c.certainty = *s,
            Self::Polarity(p) => c.polarity = *p,
            Self::Plover(kind, modes) => {
                if c.plover.kind != *kind || !modes.is_empty() {
                    c.plover.modes.clone_from(modes);
                }
                c.plover.kind = *kind;
            }
            Self::Acled(a) => c.acled = *a,
            Self::Places(_) => {
                c.places.retain(|p| p.role != PlaceRole::Event);
                c.places.splice(0..0, places);
            }
            Self::Time(start, end) => {
                c.time.start = *start;
                c.time.end = *end;
                c.time.basis = if start.or(*end).is_some() { Basis::Explicit } else { Basis::None };
                c.time.precision = grain(*start, *end);
                c.time.span = None;
            }
            Self::Quantity(measure, figure) => count(c, *measure, figure.as_ref()),
        }
        let field = self.field();
        // Of several figures only one was edited; the reasons of the others hold.
        c.reasons.retain(|r| r.field != field || field == "quantities");
        c.reasons.push(Reason { field, rule: rule.to_string(), span: None });
    }
}

fn speaker(c: &mut Claim, who: Option<&str>) {
    if c.speaker.as_deref() == who {
        return;
    }
    c.speaker = who.map(str::to_string);
    c.speaker_span = None;
    c.attribution = match (who, c.attribution) {
        (None, _) => AttributionClass::None,
        (Some(_), AttributionClass::None | AttributionClass::Vague) => AttributionClass::Explicit,
        (Some(_), class) => class,
    };
    let at = c.chain.iter().position(|l| l.role == ChainRole::Speaker);
    c.chain.retain(|l| l.role != ChainRole::Speaker);
    if let Some(who) = who {
        let behind = c.chain.iter().take_while(|l| l.role == ChainRole::Publisher).count();
        let link = Link { who: who.to_string(), role: ChainRole::Speaker, span: None };
        c.chain.insert(at.unwrap_or(behind).min(c.chain.len()), link);
    }
}

/// All figures of a measure become one; parts stay, for they count something else.
fn count(c: &mut Claim, measure: Measure, figure: Option<&Figure>) {
    let at = c.quantities.iter().position(|q| q.measure == measure && !q.part);
    let was = at.map(|i| c.quantities[i].clone());
    c.quantities.retain(|q| q.measure != measure || q.part && figure.is_some());
    if let Some(f) = figure {
        let (of, span) = was.map_or((String::new(), c.span), |q| (q.of, q.span));
        let of = if f.of.is_empty() { of } else { f.of.clone() };
        let new = ClaimQuantity {
            measure,
            min: f.min,
            max: f.max,
            of,
            span,
            part: false,
            printed: true,
            worded: None,
        };
        c.quantities.insert(at.unwrap_or(c.quantities.len()).min(c.quantities.len()), new);
    }
}

impl Where {
    fn resolve(&self, report: &Report, claim: usize) -> ClaimPlace {
        let own = report.claims[claim].places.iter();
        let others = report.claims.iter().flat_map(|c| &c.places).filter(|p| p.at.is_some());
        let named = |p: &&ClaimPlace| p.name.to_lowercase() == self.name.to_lowercase();
        let known = own.chain(others).find(named);
        let precision = self.precision.or(known.map(|p| p.precision)).unwrap_or(PlacePrecision::Settlement);
        let at = match self.at {
            Some((lat, lon)) => Some(Candidate {
                id: place_id(&self.name, lat, lon),
                name: self.name.clone(),
                lat,
                lon,
                radius_km: radius(precision),
                country: String::new(),
                iso3166_2: None,
                precision,
                score: 0.0,
                features: Vec::new(),
                sea: false,
            }),
            None => known.and_then(|p| p.at.clone()),
        };
        let span = known.filter(|p| report.claims[claim].places.contains(p)).and_then(|p| p.span);
        ClaimPlace { span, name: self.name.clone(), at, precision, role: PlaceRole::Event }
    }
}

/// How far a place of a kind reaches where nothing else is known, in km.
fn radius(p: PlacePrecision) -> f64 {
    match p {
        PlacePrecision::Point => 0.1,
        PlacePrecision::Settlement => 3.0,
        PlacePrecision::District | PlacePrecision::Area => 25.0,
        PlacePrecision::Province => 100.0,
        PlacePrecision::Country => 400.0,
    }
}

fn grain(start: Option<Date>, end: Option<Date>) -> TimePrecision {
    let (Some(a), Some(b)) = (start, end) else { return TimePrecision::None };
    match (b - a).get_days() {
        0 => TimePrecision::Day,
        1..=9 => TimePrecision::Week,
        10..=31 => TimePrecision::Month,
        _ => TimePrecision::Year,
    }
}

fn listed<T: Copy>(
    field: &'static str,
    value: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, EditError> {
    let wanted = value.to_ascii_lowercase();
    let known = || all.iter().map(|v| name(*v)).collect();
    let not = || EditError::NotListed { field, value: value.to_string(), known: known() };
    all.iter().copied().find(|v| name(*v) == wanted).ok_or_else(not)
}

fn code(field: &'static str, value: &str, known: &[Code]) -> Result<Code, EditError> {
    let found = known.iter().find(|k| k.eq_ignore_ascii_case(value)).copied();
    found.ok_or_else(|| EditError::NotListed { field, value: value.to_string(), known: known.to_vec() })
}

fn plover(value: &str) -> Result<Edit, EditError> {
    let mut words = value.split_whitespace();
    let kind = code("plover type", words.next().unwrap_or_default(), &PLOVER_TYPES)?;
    let modes = words.map(|w| code("plover mode", w, &PLOVER_MODES)).collect::<Result<_, _>>()?;
    Ok(Edit::Plover(Some(kind), modes))
}

fn acled(value: &str) -> Result<Edit, EditError> {
    for (event, subs) in ACLED {
        if let Some(sub) = subs.iter().find(|s| s.eq_ignore_ascii_case(value)) {
            return Ok(Edit::Acled(Acled { event: Some(event), sub_event: Some(sub) }));
        }
    }
    let known = ACLED.iter().flat_map(|(_, subs)| subs.iter().copied()).collect();
    Err(EditError::NotListed { field: "acled sub-event type", value: value.to_string(), known })
}

fn place(value: &str) -> Result<Where, EditError> {
    let (name, point) =
        value.split_once('@').map_or((value, None), |(name, point)| (name, Some(point.trim())));
    let name = name.trim().to_string();
    if name.is_empty() {
        return Err(EditError::Empty("place"));
    }
    let Some(point) = point else { return Ok(Where { name, at: None, precision: None }) };
    let bad = || EditError::Point(value.trim().to_string());
    let (lat, rest) = point.split_once(',').ok_or_else(bad)?;
    let (lon, kind) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let degrees = |s: &str, most: f64| {
        let n: f64 = s.trim().parse().map_err(|_| bad())?;
        if n.is_finite() && n.abs() <= most { Ok(n) } else { Err(bad()) }
    };
    let at = Some((degrees(lat, 90.0)?, degrees(lon, 180.0)?));
    let precision = match kind.trim() {
        "" => None,
        kind => Some(listed("precision", kind, PlacePrecision::ALL, PlacePrecision::as_str)?),
    };
    Ok(Where { name, at, precision })
}

fn time(value: &str) -> Result<Edit, EditError> {
    let bad = || EditError::Time(value.to_string());
    let day = |s: &str| match s.trim() {
        "" => Ok(None),
        s => s.parse::<Date>().map(Some).map_err(|_| bad()),
    };
    let (start, end) = value.split_once("..").unwrap_or((value, value));
    match (day(start)?, day(end)?) {
        (None, None) => Err(bad()),
        (Some(a), Some(b)) if a > b => Err(bad()),
        (start, end) => Ok(Edit::Time(start, end)),
    }
}

fn quantity(value: &str) -> Result<Edit, EditError> {
    let bad = || EditError::Figure(value.to_string());
    let (measure, figure) = value.split_once('=').ok_or_else(bad)?;
    let measure = measure.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    let measure = Measure::parse(&measure).ok_or_else(bad)?;
    let figure = figure.trim();
    if figure.eq_ignore_ascii_case("none") {
        return Ok(Edit::Quantity(measure, None));
    }
    let (figure, of) = figure.split_once(' ').unwrap_or((figure, ""));
    let bound = |s: &str| match s {
        "" => Ok(None),
        s => match s.parse::<f64>() {
            Ok(n) if n.is_finite() && n >= 0.0 => Ok(Some(n)),
            _ => Err(bad()),
        },
    };
    let (min, max) = figure.split_once("..").unwrap_or((figure, figure));
    match (bound(min)?, bound(max)?) {
        (None, None) => Err(bad()),
        (Some(a), Some(b)) if a > b => Err(bad()),
        (min, max) => Ok(Edit::Quantity(measure, Some(Figure { min, max, of: of.trim().to_string() }))),
    }
}
