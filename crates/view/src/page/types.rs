//! The shapes of the JSON under /api/v1, the same as in `web/src/api/types.ts`; a test of the server holds the two
//! against each other. Field by field they are described there.

#![allow(missing_docs, reason = "described field by field in web/src/api/types.ts")]

use serde::Serialize;

/// Days since 1970-01-01; `None` = unknown.
pub type Day = Option<i32>;

/// All that facets, map, timeline and figure histories need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Situation {
    pub version: String,
    pub name: String,
    pub banner: String,
    pub last_decision: u64,
    pub as_of: Day,
    pub reports: Vec<Report>,
    pub names: Vec<String>,
    pub places: Vec<Place>,
    pub lists: Lists,
    pub claims: Claims,
    pub events: Vec<Event>,
    pub series: Vec<Series>,
    pub conflicts: Vec<Conflict>,
    pub rejected: Vec<Rejected>,
    pub waiting: Vec<Waiting>,
}

/// Closed lists, by which the columns of claims count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lists {
    pub kind: Vec<&'static str>,
    pub stance: Vec<&'static str>,
    pub certainty: Vec<&'static str>,
    pub tier: Vec<&'static str>,
    pub tie: Vec<&'static str>,
    pub plover: Vec<&'static str>,
    pub acled_event: Vec<&'static str>,
    pub acled_sub: Vec<&'static str>,
    pub measure: Vec<&'static str>,
    pub precision: Vec<&'static str>,
    pub conflict: Vec<&'static str>,
    pub corroboration: Vec<&'static str>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub sha256: String,
    pub id: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub published: Day,
    pub url: Option<String>,
    pub lang: Option<String>,
    pub copy_of: Option<usize>,
    pub claims: usize,
}

/// A place, no finer than the reports give it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub radius_km: f64,
    pub precision: &'static str,
    pub near: bool,
    pub country: String,
    pub division: String,
}

/// Claims by column.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Claims {
    pub id: Vec<String>,
    pub report: Vec<i32>,
    pub kind: Vec<i32>,
    pub speaker: Vec<i32>,
    pub stance: Vec<i32>,
    pub certainty: Vec<i32>,
    pub tier: Vec<i32>,
    pub tie: Vec<i32>,
    pub negated: Vec<i32>,
    pub plover: Vec<i32>,
    pub acled_event: Vec<i32>,
    pub acled_sub: Vec<i32>,
    pub place: Vec<i32>,
    pub start: Vec<Day>,
    pub end: Vec<Day>,
    pub precision: Vec<i32>,
    pub dated: Vec<i32>,
    pub event: Vec<i32>,
    pub review: Vec<i32>,
    pub graphic: Vec<i32>,
    pub figures: Vec<Figure>,
    pub parties: Vec<Party>,
}

/// A printed figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub claim: usize,
    pub measure: i32,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub of: String,
    pub part: bool,
}

/// An actor or a recipient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Party {
    pub claim: usize,
    pub role: &'static str,
    pub name: i32,
}

/// Claims about one occurrence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub id: String,
    pub title: String,
    pub claims: Vec<usize>,
    pub reports: usize,
    pub voices: usize,
    pub plover: i32,
    pub place: i32,
    pub start: Day,
    pub end: Day,
    pub kind: i32,
    pub grade: Option<Grade>,
}

/// How well an event is supported.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grade {
    pub corroboration: i32,
    pub credibility: u8,
    pub because: Vec<String>,
}

/// A figure history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    pub measure: i32,
    pub place: Option<String>,
    pub speaker: Option<String>,
    pub daily: bool,
    pub points: Vec<Point>,
}

/// A point of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    pub claim: usize,
    pub as_of: Day,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub of: String,
    pub words: String,
}

/// Two claims set against each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    pub kind: i32,
    pub measure: i32,
    pub a: usize,
    pub b: usize,
    pub because: Vec<String>,
}

/// A claim that analysts threw out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rejected {
    pub id: String,
    pub decision: u64,
    pub text: String,
}

/// A claim that waits for an analyst.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Waiting {
    pub claim: usize,
    pub why: String,
}

/// What a card of the list prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    pub n: usize,
    pub id: String,
    pub text: String,
    pub before: String,
    pub after: String,
    pub masked: bool,
    pub voice: String,
    pub chain: Vec<Link>,
    pub evidence: Vec<String>,
    pub verb: String,
    pub figures: Vec<String>,
    pub places: Vec<String>,
    pub time: String,
    pub notes: usize,
}

/// A link of the chain of sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    pub role: &'static str,
    pub name: String,
}

/// Everything about one claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimDetail {
    #[serde(flatten)]
    pub card: Card,
    pub report: usize,
    pub span: (usize, usize),
    pub actors: Vec<String>,
    pub recipients: Vec<String>,
    pub fields: Vec<Field>,
    pub notes_list: Vec<Note>,
    pub decisions: Vec<DecisionView>,
    pub conflicts: Vec<Against>,
    pub grade: Option<GradeView>,
    pub joined: Vec<Joined>,
}

/// How well the event of a claim is supported.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradeView {
    pub corroboration: &'static str,
    pub credibility: u8,
    pub because: Vec<String>,
}

/// A field that an analyst may edit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    pub name: &'static str,
    pub value: String,
    pub choices: Option<Vec<&'static str>>,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    pub decision: u64,
    pub who: String,
    pub at: String,
    pub text: String,
}

/// A claim that another stands against.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Against {
    pub n: usize,
    pub id: String,
    pub kind: &'static str,
    pub because: Vec<String>,
}

/// A claim of the same event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Joined {
    pub n: usize,
    pub id: String,
    pub because: Vec<String>,
}

/// Why a claim is what it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    pub fields: Vec<FieldWhy>,
    pub places: Vec<PlaceWhy>,
}

/// Why a field has its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldWhy {
    pub field: &'static str,
    pub value: String,
    pub reasons: Vec<Reason>,
    pub alternatives: Vec<String>,
    pub look_in: &'static str,
}

/// A rule and the words it went by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    pub rule: String,
    pub words: Option<String>,
}

/// Why a toponym means what it means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceWhy {
    pub words: String,
    pub sense: &'static str,
    pub precision: &'static str,
    pub candidates: Vec<CandidateWhy>,
}

/// One meaning of a toponym.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateWhy {
    pub name: String,
    pub country: String,
    pub score: f64,
    pub features: Vec<Feature>,
}

/// What speaks for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feature {
    pub name: &'static str,
    pub value: f64,
}

/// A stretch of a report's text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportText {
    pub report: usize,
    pub received: String,
    pub origin: String,
    pub total_blocks: usize,
    pub from: usize,
    pub blocks: Vec<Block>,
    pub notes: Vec<String>,
}

/// A block of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    pub kind: &'static str,
    pub runs: Vec<Run>,
}

/// Characters that carry the same marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    pub text: String,
    pub marks: Vec<Mark>,
}

/// What characters are to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mark {
    pub layer: Layer,
    pub claim: usize,
}

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    Claim,
    Cue,
    Source,
    Place,
    Time,
    Figure,
    Event,
}

/// The claims that a filter lets through.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryResult {
    pub version: String,
    pub claims: Vec<usize>,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionView {
    pub id: u64,
    pub at: String,
    pub who: String,
    pub why: String,
    pub what: String,
    pub claims: Vec<Named>,
    pub fate: String,
    pub looks: Vec<String>,
}

/// A claim by its name and words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    pub id: String,
    pub text: String,
}
