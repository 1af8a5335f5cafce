//! What a claim is. A claim cannot be built without the characters it came from.

use jiff::civil::Date;
use tidings_mention::{Candidate, Measure, PlacePrecision, TimePrecision, names};
use tidings_text::Span;

/// Somebody's words found in the text: who (source), by which words (cue), says what (content).
///
/// The three parts follow Pareti's attribution scheme (PARC 3, PolNeAR): each is a list of spans, since a
/// quotation may be interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The source's mention; empty where the text names none ("is expected to").
    pub source: Vec<Span>,
    /// The words that make it an attribution.
    pub cue: Vec<Span>,
    /// What is attributed.
    pub content: Vec<Span>,
    /// Lemma of the cue's main word.
    pub cue_lemma: String,
    /// Token of the cue's main word.
    pub cue_token: usize,
    /// Head token of the source.
    pub source_token: Option<usize>,
    /// How the content is tied to the source.
    pub class: AttributionClass,
    /// The content stands wholly or partly in quotation marks.
    pub direct_quote: bool,
    /// What the source itself leans on ("citing bloggers"), innermost last.
    pub evidence: Vec<Span>,
    /// Index of the attribution this one is nested in.
    pub inside: Option<usize>,
    /// Name of the rule that found it.
    pub rule: &'static str,
}

names! {
    /// How a claim is tied to its speaker.
    AttributionClass {
        /// A cue in the same sentence.
        Explicit = "explicit",
        /// Carried on from an earlier sentence.
        Inherited = "inherited",
        /// A hope, wish or view: no verb of speech.
        Attitude = "attitude",
        /// A cue that names nobody.
        Vague = "vague",
        /// The publisher's own voice.
        None = "none",
    }
}

names! {
    /// What the speaker does with the content.
    Stance {
        /// States it.
        Assert = "assert",
        /// Gives it as an estimate or assessment.
        Estimate = "estimate",
        /// Rejects it.
        Deny = "deny",
        /// Blames somebody.
        Accuse = "accuse",
        /// Asks or orders that it be done.
        Demand = "demand",
        /// Announces or intends it.
        Plan = "plan",
        /// Foretells it.
        Predict = "predict",
        /// Judges it.
        Evaluate = "evaluate",
        /// Looks into it.
        Investigate = "investigate",
    }
}

names! {
    /// Certainty as the speaker expresses it; not ours.
    Certainty {
        /// Said flatly.
        Certain = "certain",
        /// "likely", "apparently".
        Probable = "probable",
        /// "may", "possibly".
        Possible = "possible",
        /// "if".
        Hypothetical = "hypothetical",
        /// Not a statement that can be true: a demand, a plan.
        NotApplicable = "n/a",
    }
}

names! {
    /// Whether the clause affirms or negates.
    Polarity {
        /// Affirms.
        Positive = "+",
        /// Negates.
        Negative = "-",
    }
}

names! {
    /// Which part of the report a claim stands in.
    Tier {
        /// Title or cross-heading.
        Headline = "headline",
        /// Running text.
        Body = "body",
        /// A closing paragraph that repeats the report.
        Summary = "summary",
    }
}

names! {
    /// A link's part in the chain of sources.
    ChainRole {
        /// Who printed it.
        Publisher = "publisher",
        /// Who is quoted.
        Speaker = "speaker",
        /// Whom the speaker relies on.
        Source = "source",
        /// What the speaker relies on.
        Evidence = "evidence",
    }
}

/// One link of the chain publisher > speaker > source or evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Link {
    /// Name as resolved.
    pub who: String,
    /// Part in the chain.
    pub role: ChainRole,
    /// The mention, if it stands in this report.
    pub span: Option<Span>,
}

/// A code of one of the closed lists in [`codes`](crate::codes).
pub type Code = &'static str;

/// PLOVER code of an event (Halterman et al. 2023), with the four auxiliary modes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Plover {
    /// Event type (`ASSAULT`), or `None` where no code fits.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::codes::interned::maybe"))]
    pub kind: Option<Code>,
    /// Modes (`aerial`).
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::codes::interned::list"))]
    pub modes: Vec<Code>,
    /// Contexts (`military`).
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::codes::interned::list"))]
    pub contexts: Vec<Code>,
    /// Auxiliary modes: `historical`, `future`, `hypothetical`, `negation`.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::codes::interned::list"))]
    pub aux: Vec<Code>,
}

/// ACLED event and sub-event type, or `None` where ACLED would make no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Acled {
    /// Event type.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::codes::interned::maybe"))]
    pub event: Option<Code>,
    /// Sub-event type.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::codes::interned::maybe"))]
    pub sub_event: Option<Code>,
}

/// What happened, as one predicate of the text says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Token of the word that says it ("fired", "offensive").
    pub trigger: usize,
    /// PLOVER code.
    pub plover: Plover,
    /// ACLED code.
    pub acled: Acled,
    /// Head tokens of who does it.
    pub actors: Vec<usize>,
    /// Head tokens of whom it is done to.
    pub recipients: Vec<usize>,
    /// Head token of the means.
    pub instrument: Option<usize>,
    /// Lexicon entry that matched.
    pub rule: String,
}

/// A party to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Party {
    /// Name as resolved.
    pub name: String,
    /// The mention that gave it.
    pub span: Span,
}

/// Words that stand for somebody without naming anybody.
const PRONOUNS: &str = "i,me,we,us,you,he,him,she,her,it,they,them,myself,ourselves,yourself,himself,herself,itself,\
    themselves,this,that,these,those,who,whom,which,what,nobody,no one,none,somebody,someone,anybody,anyone,everybody,\
    everyone,something,nothing,everything,others,another,both";

impl Party {
    /// Whether the report names somebody here: a bare number or a pronoun that nothing was found for names nobody.
    pub fn is_named(&self) -> bool {
        self.name.chars().any(char::is_alphabetic)
            && !PRONOUNS.split(',').any(|p| p.eq_ignore_ascii_case(&self.name))
    }
}

/// A place of a claim.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimPlace {
    /// The mention; `None` if it was inferred from an earlier one.
    pub span: Option<Span>,
    /// Name as resolved, or as printed.
    pub name: String,
    /// The gazetteer's place; `None` = unresolved.
    pub at: Option<Candidate>,
    /// How far the text pins it down.
    pub precision: PlacePrecision,
    /// What it is to the event.
    pub role: PlaceRole,
}

names! {
    /// What a place is to an event.
    PlaceRole {
        /// Where it happened.
        Event = "event",
        /// Where it came from.
        Origin = "origin",
        /// Where it went.
        Destination = "destination",
        /// What it was aimed at.
        Target = "target",
        /// What it is about.
        Topic = "topic",
    }
}

names! {
    /// What a claim's time was worked out from.
    Basis {
        /// The text gives it in full.
        Explicit = "explicit",
        /// Counted from another date.
        Relative = "relative",
        /// Carried on from an earlier sentence.
        Inferred = "inferred",
        /// Undated: on or before publication.
        Publication = "dct",
        /// Long before the report.
        Background = "background",
        /// Yet to come.
        Future = "future",
        /// Nothing is known.
        None = "none",
    }
}

/// When, as an interval of days.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimTime {
    /// First day; `None` = open.
    pub start: Option<Date>,
    /// Last day, inclusive; `None` = open.
    pub end: Option<Date>,
    /// Worked out from what.
    pub basis: Basis,
    /// How far it is known.
    pub precision: TimePrecision,
    /// The time expression, if there is one.
    pub span: Option<Span>,
}

/// A figure of a claim.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimQuantity {
    /// What it counts.
    pub measure: Measure,
    /// Lower bound, inclusive; `None` = open.
    pub min: Option<f64>,
    /// Upper bound, inclusive; `None` = open.
    pub max: Option<f64>,
    /// Of whom or what.
    pub of: String,
    /// Where it stands.
    pub span: Span,
    /// A part of another figure of the same claim.
    pub part: bool,
    /// The report prints a number or lists persons; otherwise the figure is only a plural ("houses").
    pub printed: bool,
    /// The number in the report's words, where it is not one number ("around 1,450", "dozens", "8 to 12").
    pub worded: Option<Span>,
}

/// Why a field has its value: the rule, and the words it went by.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Reason {
    /// Field of the claim (`stance`).
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::codes::interned::one"))]
    pub field: Code,
    /// Rule or lexicon entry.
    pub rule: String,
    /// The words.
    pub span: Option<Span>,
}

/// One fact, demand or judgement of one speaker.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Claim {
    /// The clause that carries it.
    pub span: Span,
    /// Index of its sentence in the parse.
    pub sentence: usize,
    /// The clause it hangs on, if it does not stand by itself ("injuring 15 people").
    pub within: Option<Span>,
    /// Headline, body or summary.
    pub tier: Tier,
    /// The innermost party that answers for it; `None` = the publisher. `"unnamed"` if the cue names nobody.
    pub speaker: Option<String>,
    /// The mention that gave the speaker.
    pub speaker_span: Option<Span>,
    /// Publisher > speaker > source or evidence.
    pub chain: Vec<Link>,
    /// What the speaker leans on, as printed.
    pub evidence: Vec<Party>,
    /// How it is tied to the speaker.
    pub attribution: AttributionClass,
    /// The cue words.
    pub cue: Vec<Span>,
    /// Stands wholly or partly in quotation marks.
    pub direct_quote: bool,
    /// What the speaker does with it.
    pub stance: Stance,
    /// The speaker's certainty.
    pub certainty: Certainty,
    /// Affirmed or negated.
    pub polarity: Polarity,
    /// PLOVER code.
    pub plover: Plover,
    /// ACLED code.
    pub acled: Acled,
    /// Who acts.
    pub actors: Vec<Party>,
    /// On whom.
    pub recipients: Vec<Party>,
    /// Where.
    pub places: Vec<ClaimPlace>,
    /// When.
    pub time: ClaimTime,
    /// How many.
    pub quantities: Vec<ClaimQuantity>,
    /// Index of the claim of this report that says the same more fully.
    pub repeats: Option<usize>,
    /// Why each field is what it is.
    pub reasons: Vec<Reason>,
}

impl Claim {
    /// The publisher's own flat statement at `span`, of nothing yet: for values made by hand.
    pub fn at(span: Span) -> Self {
        Self {
            span,
            sentence: 0,
            within: None,
            tier: Tier::Body,
            speaker: None,
            speaker_span: None,
            chain: Vec::new(),
            evidence: Vec::new(),
            attribution: AttributionClass::None,
            cue: Vec::new(),
            direct_quote: false,
            stance: Stance::Assert,
            certainty: Certainty::Certain,
            polarity: Polarity::Positive,
            plover: Plover::default(),
            acled: Acled::default(),
            actors: Vec::new(),
            recipients: Vec::new(),
            places: Vec::new(),
            time: ClaimTime {
                start: None,
                end: None,
                basis: Basis::None,
                precision: TimePrecision::None,
                span: None,
            },
            quantities: Vec::new(),
            repeats: None,
            reasons: Vec::new(),
        }
    }
}
