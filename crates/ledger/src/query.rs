//! The filter language: short enough to learn in a minute (`docs/query.md`), pure over a report and a claim.
//!
//! ```text
//! killed>=10 place:Kherson by:"Health Ministry" since:2024-05 -tier:headline ("dam burst" or flood)
//! ```
//!
//! Terms beside each other must all hold; `or` stands between alternatives; `-` or `not` turns a term round. A query
//! prints itself, and reading what it prints gives the same query.

mod matches;
mod parse;

use std::fmt;
use std::ops::Range;

use jiff::civil::Date;
use tidings_mention::{Measure, PlacePrecision, names};

pub use matches::Folded;

/// A filter over claims.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Query {
    /// Every claim.
    #[default]
    All,
    /// All of these hold; two or more.
    And(Vec<Query>),
    /// One of these holds; two or more.
    Or(Vec<Query>),
    /// This does not hold.
    Not(Box<Query>),
    /// The clause has these words, the last one perhaps only begun.
    Words(String),
    /// A field has one of these values.
    Field(Field, Vec<String>),
    /// The claim's time reaches this day or a later one.
    Since(Date),
    /// The claim's time begins on this day or before.
    Until(Date),
    /// A printed figure compares so.
    Figure(Measure, Comparison, f64),
}

/// What a term `field:value` looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Name of a place, or its ISO 3166 code.
    Place,
    /// The speaker; `publisher` = the publisher's own voice.
    By,
    /// Anybody in the chain of sources.
    Via,
    /// The publisher.
    From,
    /// The id of the report.
    Report,
    /// Actor or recipient.
    Who,
    /// PLOVER type, ACLED event or sub-event type.
    Type,
    /// PLOVER mode.
    Mode,
    /// PLOVER context.
    Context,
    /// What the speaker does with it.
    Stance,
    /// How sure the speaker sounds.
    Certainty,
    /// Headline, body or summary.
    Tier,
    /// How it is tied to the speaker: explicit, inherited, attitude, vague, none.
    Tie,
    /// What sort of thing it tells.
    Kind,
    /// What analysts decided: `unreviewed`, `accepted`, `edited`.
    Review,
    /// Language of the report.
    Lang,
    /// How far the text pins down the place it is filed under.
    Precision,
    /// Who acts.
    Actor,
    /// Measure of a figure.
    Figure,
    /// `quoted`, `negated`, `repeated`, `future`, `private`.
    Is,
    /// `place`, `date`, `figure`, `speaker`, `evidence`, `type`, `actor`, `lang`.
    Has,
}

impl Field {
    /// All of them, by the name a query uses.
    pub const ALL: [(&'static str, Field); 21] = [
        ("place", Field::Place),
        ("by", Field::By),
        ("via", Field::Via),
        ("from", Field::From),
        ("report", Field::Report),
        ("who", Field::Who),
        ("type", Field::Type),
        ("mode", Field::Mode),
        ("context", Field::Context),
        ("stance", Field::Stance),
        ("certainty", Field::Certainty),
        ("tier", Field::Tier),
        ("tie", Field::Tie),
        ("kind", Field::Kind),
        ("review", Field::Review),
        ("lang", Field::Lang),
        ("precision", Field::Precision),
        ("actor", Field::Actor),
        ("figure", Field::Figure),
        ("is", Field::Is),
        ("has", Field::Has),
    ];

    /// The name in a query.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, f)| *f == self).map_or("", |(n, _)| n)
    }

    /// The values it may have, if they are a closed list.
    pub fn values(self) -> Option<Vec<&'static str>> {
        use tidings_claim::{AttributionClass, Certainty, Stance, Tier, codes};
        Some(match self {
            Field::Stance => Stance::ALL.iter().map(|v| v.as_str()).collect(),
            Field::Certainty => Certainty::ALL.iter().map(|v| v.as_str()).collect(),
            Field::Tier => Tier::ALL.iter().map(|v| v.as_str()).collect(),
            Field::Tie => AttributionClass::ALL.iter().map(|v| v.as_str()).collect(),
            Field::Kind => crate::Kind::ALL.iter().map(|(name, _)| *name).collect(),
            Field::Review => Review::ALL.iter().map(|v| v.as_str()).collect(),
            Field::Precision => PlacePrecision::ALL.iter().map(|v| v.as_str()).chain([UNRESOLVED]).collect(),
            Field::Is => vec!["quoted", "negated", "repeated", "future", "private"],
            Field::Has => vec!["place", "date", "figure", "speaker", "evidence", "type", "actor", "lang"],
            Field::Mode => codes::PLOVER_MODES.to_vec(),
            Field::Context => codes::PLOVER_CONTEXTS.to_vec(),
            Field::Type => {
                let acled = codes::ACLED.iter().flat_map(|(e, subs)| std::iter::once(e).chain(subs.iter()));
                codes::PLOVER_TYPES.iter().chain(acled).copied().collect()
            }
            Field::Figure => Measure::ALL.iter().map(|m| m.as_str()).collect(),
            _ => return None,
        })
    }
}

/// A value of [`Field::Precision`]: the place was not found on any map.
pub const UNRESOLVED: &str = "unresolved";

names! {
    /// What analysts decided about a claim.
    Review {
        /// Nothing that holds.
        Unreviewed = "unreviewed",
        /// It is read rightly.
        Accepted = "accepted",
        /// A value of it was put right.
        Edited = "edited",
    }
}

/// How a figure compares. A figure is compared by the bound it prints: "at least 15" and "15" by 15, "up to 40" by 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `>`
    MoreThan,
    /// `<=`
    AtMost,
    /// `<`
    LessThan,
    /// `=`
    Is,
}

impl Comparison {
    /// All of them, longest sign first.
    pub const ALL: [(&'static str, Self); 5] = [
        (">=", Self::AtLeast),
        ("<=", Self::AtMost),
        (">", Self::MoreThan),
        ("<", Self::LessThan),
        ("=", Self::Is),
    ];

    /// The sign.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, c)| *c == self).map_or("", |(s, _)| s)
    }
}

/// Why a query cannot be read, and which part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query.
    pub query: String,
    /// Bytes of the part that is wrong.
    pub at: Range<usize>,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl std::error::Error for QueryError {}

impl fmt::Display for QueryError {
    /// The message, the query, and a mark under the part it is about.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let before = self.query.get(..self.at.start).map_or(0, |s| s.chars().count());
        let wide = self.query.get(self.at.clone()).map_or(1, |s| s.chars().count().max(1));
        write!(f, "{}\n  {shown}\n  {}{}", self.message, " ".repeat(before), "^".repeat(wide))
    }
}

impl std::str::FromStr for Query {
    type Err = QueryError;

    fn from_str(s: &str) -> Result<Self, QueryError> {
        parse::parse(s)
    }
}

impl Query {
    /// All of these hold. A list in the list is taken apart; one item is itself.
    pub fn all(parts: impl IntoIterator<Item = Query>) -> Query {
        let mut list = Vec::new();
        for part in parts {
            match part {
                Query::All => {}
                Query::And(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        match list.len() {
            0 => Query::All,
            1 => list.swap_remove(0),
            _ => Query::And(list),
        }
    }

    /// One of these holds.
    pub fn any(parts: impl IntoIterator<Item = Query>) -> Query {
        let mut list = Vec::new();
        for part in parts {
            match part {
                Query::All => return Query::All,
                Query::Or(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        match list.len() {
            0 => Query::All,
            1 => list.swap_remove(0),
            _ => Query::Or(list),
        }
    }

    /// Whether it asks for what only a ledger with its relations knows.
    pub fn asks_for_relations(&self) -> bool {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().any(Query::asks_for_relations),
            Query::Not(inner) => inner.asks_for_relations(),
            Query::Field(field, _) => *field == Field::Kind,
            _ => false,
        }
    }

    /// This does not hold.
    #[must_use]
    pub fn negated(self) -> Query {
        Query::Not(Box::new(self))
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, parts: &[Query], between: &str| {
            for (i, part) in parts.iter().enumerate() {
                let braced = matches!(part, Query::Or(_) | Query::And(_));
                let (open, close) = if braced { ("(", ")") } else { ("", "") };
                write!(f, "{}{open}{part}{close}", if i > 0 { between } else { "" })?;
            }
            Ok(())
        };
        match self {
            Query::All => f.write_str("*"),
            Query::And(parts) => list(f, parts, " "),
            Query::Or(parts) => list(f, parts, " or "),
            Query::Not(inner) if matches!(**inner, Query::And(_) | Query::Or(_)) => write!(f, "-({inner})"),
            Query::Not(inner) => write!(f, "-{inner}"),
            Query::Words(words) => f.write_str(&parse::quoted(words)),
            Query::Field(field, values) => {
                let values: Vec<String> = values.iter().map(|v| parse::quoted(v)).collect();
                write!(f, "{}:{}", field.as_str(), values.join(","))
            }
            Query::Since(day) => write!(f, "since:{day}"),
            Query::Until(day) => write!(f, "until:{day}"),
            Query::Figure(measure, how, n) => write!(f, "{}{}{n}", measure.as_str(), how.as_str()),
        }
    }
}

/// The measure of that name.
pub fn measure(name: &str) -> Option<Measure> {
    Measure::parse(&name.to_lowercase())
}
