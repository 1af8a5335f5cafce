//! What a mention is, kind by kind. Every mention carries the characters it came from.

use std::ops::Range;

use jiff::civil::Date;
use tidings_text::Span;

use crate::names;

/// All mentions of one document, each list in text order.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// People, organisations, groups, facilities, weapons.
    pub names: Vec<Name>,
    /// Places, resolved as far as the evidence goes.
    pub places: Vec<Place>,
    /// Time expressions.
    pub times: Vec<Time>,
    /// Figures with their unit and what they measure.
    pub quantities: Vec<Quantity>,
}

impl Mentions {
    /// Places that begin in a range of tokens.
    pub fn places_in(&self, tokens: Range<usize>) -> &[Place] {
        let at = |t: usize| self.places.partition_point(|p| (p.tokens.0 as usize) < t);
        &self.places[at(tokens.start)..at(tokens.end.max(tokens.start))]
    }

    /// Index of the first place that begins at or after a token.
    pub fn place_from(&self, token: usize) -> usize {
        self.places.partition_point(|p| (p.tokens.0 as usize) < token)
    }

    /// The place that token `i` is part of.
    pub fn place_at(&self, i: usize) -> Option<&Place> {
        let before = &self.places[..self.place_from(i + 1)];
        before.last().filter(|p| i < p.tokens.1 as usize)
    }

    /// Index of the first name that begins at or after a token.
    pub fn name_from(&self, token: usize) -> usize {
        self.names.partition_point(|n| (n.tokens.0 as usize) < token)
    }

    /// Index of the name that token `i` is part of.
    pub fn name_at(&self, i: usize) -> Option<usize> {
        let k = self.name_from(i + 1).checked_sub(1)?;
        (i < self.names[k].tokens.1 as usize).then_some(k)
    }

    /// Figures whose number begins in a range of tokens.
    pub fn quantities_in(&self, tokens: Range<usize>) -> &[Quantity] {
        let at = |t: usize| self.quantities.partition_point(|q| (q.number.0 as usize) < t);
        &self.quantities[at(tokens.start)..at(tokens.end.max(tokens.start))]
    }

    /// Time expressions that begin in a stretch of text.
    pub fn times_in(&self, span: Span) -> &[Time] {
        let at = |b: u32| self.times.partition_point(|t| t.span.start < b);
        &self.times[at(span.start)..at(span.end.max(span.start))]
    }
}

/// A named or described party or thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Where it stands, without title or article.
    pub span: Span,
    /// Tokens of `span`.
    pub tokens: (u32, u32),
    /// What it names.
    pub kind: NameKind,
    /// The title or role that stands with it ("the governor of the region").
    pub role: Option<Span>,
    /// Index of the earliest mention of the same one; its own index if it is the first.
    pub same_as: usize,
}

names! {
    /// What a [`Name`] names.
    NameKind {
        /// A person.
        Person = "person",
        /// An organisation: ministry, company, agency, party.
        Organisation = "organisation",
        /// A nationality, religious or political group.
        Group = "group",
        /// An armed force or formation.
        Force = "force",
        /// A building, plant, road, camp.
        Facility = "facility",
        /// A weapon system or vehicle.
        Weapon = "weapon",
        /// A named event or operation.
        Event = "event",
        /// A document, law or work.
        Work = "work",
    }
}

names! {
    /// TIMEX3 type.
    TimexType {
        /// A calendar date of day or coarser grain.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// A stretch of time.
        Duration = "DURATION",
        /// A recurrence.
        Set = "SET",
    }
}

names! {
    /// How far a time is known.
    TimePrecision {
        /// One day, or finer.
        Day = "day",
        /// About a week, a weekend, a few days.
        Week = "week",
        /// A month.
        Month = "month",
        /// A season or a quarter, a year, or coarser.
        Year = "year",
        /// Not a point on the calendar.
        None = "none",
    }
}

/// What a time's value was worked out from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeBasis {
    /// The text gives it in full.
    Explicit,
    /// Counted from the publication date or another time in the text.
    Relative,
    /// Carried on from an earlier sentence.
    Inferred,
    /// Nothing but the publication date bounds it.
    Publication,
}

/// A time expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Where it stands (TIMEX3 extent: without a leading preposition).
    pub span: Span,
    /// TIMEX3 type.
    pub kind: TimexType,
    /// TIMEX3 value (`2024-08-10`, `2024-W32`, `P3D`, `XXXX-WXX-1`, `PRESENT_REF`); empty if unknown.
    pub value: String,
    /// TIMEX3 mod (`APPROX`, `START`, `MORE_THAN`, ...), empty if none.
    pub modifier: &'static str,
    /// First and last day, inclusive, where the value is on the calendar. `None` = open or unknown.
    pub first: Option<Date>,
    /// See `first`.
    pub last: Option<Date>,
    /// How far it is known.
    pub precision: TimePrecision,
    /// Where the value comes from.
    pub basis: TimeBasis,
    /// Name of the rule that found it.
    pub rule: &'static str,
}

names! {
    /// What a figure counts: the closed list of the claims contract.
    #[allow(missing_docs)]
    Measure {
        Killed = "killed",
        Injured = "injured",
        Casualties = "casualties",
        TroopsLost = "troops_lost",
        Missing = "missing",
        Detained = "detained",
        Captured = "captured",
        Released = "released",
        Rescued = "rescued",
        Hospitalised = "hospitalised",
        Fled = "fled",
        Evacuated = "evacuated",
        OrderedToEvacuate = "ordered_to_evacuate",
        Sheltered = "sheltered",
        Applicants = "applicants",
        Affected = "affected",
        Population = "population",
        Troops = "troops",
        Votes = "votes",
        Age = "age",
        MunitionsFired = "munitions_fired",
        ShotDown = "shot_down",
        AerialObjects = "aerial_objects",
        VehiclesLost = "vehicles_lost",
        Attacks = "attacks",
        SettlementsControlled = "settlements_controlled",
        AreaKm2 = "area_km2",
        DepthKm = "depth_km",
        WidthKm = "width_km",
        DistanceKm = "distance_km",
        BuildingsDamaged = "buildings_damaged",
        Places = "places",
        Money = "money",
        Share = "share",
        Duration = "duration",
        Occurrences = "occurrences",
        Other = "other",
    }
}

/// A figure: an inclusive interval of what was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The figure with its hedge and counted noun ("at least 15 people").
    pub span: Span,
    /// Tokens of the number itself with its hedge.
    pub number: (u32, u32),
    /// Lower bound; `None` = open.
    pub min: Option<f64>,
    /// Upper bound; `None` = open.
    pub max: Option<f64>,
    /// What is counted, as the text has it without the number ("people", "guided bombs", "km").
    pub of: String,
    /// Head token of what is counted, if there is one.
    pub noun: Option<u32>,
    /// What it measures.
    pub measure: Measure,
    /// Token whose meaning gave the measure ("killed"), if it was not the noun itself.
    pub measure_from: Option<u32>,
    /// This figure is a part of the figure with that index ("ten of them children").
    pub part_of: Option<usize>,
    /// A rate: so many per day, a night, ...
    pub rate: bool,
    /// The words of `number` are what the interval was read of ("around 1,450", "dozens", "8 to 12").
    pub hedged: bool,
    /// Name of the rule that read it.
    pub rule: &'static str,
}

names! {
    /// How near the report puts something to a place.
    PlacePrecision {
        /// A building or site named with coordinates.
        Point = "point",
        /// A town or village.
        Settlement = "settlement",
        /// A district or county (second-order division).
        District = "district",
        /// A province, state or oblast (first-order division).
        Province = "province",
        /// A country.
        Country = "country",
        /// "Near X", a border, a sea, a vague region: an area.
        Area = "area",
    }
}

/// A toponym with what it can mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The toponym ("Kursk region" with its type word, "Kyiv" without "near").
    pub span: Span,
    /// Tokens of `span`.
    pub tokens: (u32, u32),
    /// What it can mean, best first; empty if the gazetteer knows nothing.
    pub candidates: Vec<Candidate>,
    /// The first candidate is good enough to be drawn; otherwise the place stays unresolved.
    pub resolved: bool,
    /// How far the text pins it down.
    pub precision: PlacePrecision,
    /// How the toponym is used.
    pub sense: PlaceSense,
    /// "near", "15 km north of", "the border with": the words that make it a relation, if any.
    pub relation: Option<Relation>,
    /// What spoke for and against taking the name for a place at all. Not kept in files: it takes the text to explain it.
    pub because: Vec<(&'static str, f64)>,
}

/// One meaning of a toponym.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Candidate {
    /// Gazetteer identifier.
    pub id: u64,
    /// English name.
    pub name: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius of the place in km.
    pub radius_km: f64,
    /// ISO 3166-1 alpha-2, empty if it lies in no one country.
    pub country: String,
    /// ISO 3166-2, if it is or lies in a first-order division that has one.
    pub iso3166_2: Option<String>,
    /// What kind of place.
    pub precision: PlacePrecision,
    /// A sea or a strait: nobody's land.
    #[cfg_attr(feature = "serde", serde(default))]
    pub sea: bool,
    /// Higher is better; comparable only within one mention.
    pub score: f64,
    /// What each feature gave to the score. Not kept in files: it takes the text to explain it.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub features: Vec<(&'static str, f64)>,
}

names! {
    /// How a toponym is used (after Gritta et al. 2020, "A pragmatic guide to geoparsing evaluation").
    PlaceSense {
        /// The place itself.
        Literal = "literal",
        /// Its government, people or team ("Moscow said").
        Metonym = "metonym",
        /// An adjective or noun of belonging ("Russian", "Syrians").
        Demonym = "demonym",
        /// Part of another name ("the Kursk offensive", "Kyiv Post").
        Modifier = "modifier",
    }
}

/// A place said by its relation to a toponym.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The words ("15 km north of").
    pub span: Span,
    /// What kind.
    pub kind: RelationKind,
    /// Distance in km, if one is given.
    pub distance_km: Option<f64>,
    /// Bearing in degrees clockwise from north, if one is given.
    pub bearing: Option<f64>,
    /// Where that is, if the toponym is resolved.
    pub area: Option<Area>,
}

/// A part of the map: a middle, and how far from it the thing may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Latitude of the middle in degrees.
    pub lat: f64,
    /// Longitude of the middle in degrees.
    pub lon: f64,
    /// How far it reaches, in km.
    pub radius_km: f64,
}

/// Kinds of [`Relation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// "near", "outside", "around".
    Near,
    /// A distance or a direction from it.
    Offset,
    /// "the border with".
    Border,
    /// "between X and Y".
    Between,
    /// "the east of", "northern".
    Part,
    /// Somewhere in it: a place that only its surroundings are known of.
    In,
}
