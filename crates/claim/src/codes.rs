//! The closed lists that codes of a claim come from: PLOVER 2.0 (Halterman et al. 2023), ACLED's codebook, and the
//! names of a claim's own fields. A code read back from a file is one of these or is none.

/// PLOVER's event types.
pub const PLOVER_TYPES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// PLOVER's modes, of all types.
pub const PLOVER_MODES: [&str; 59] = [
    "visit",
    "third-party",
    "multilateral",
    "phone",
    "withdraw",
    "release",
    "disarm",
    "ceasefire",
    "access",
    "resign",
    "assist",
    "change",
    "yield",
    "meet",
    "disapprove",
    "investigate",
    "allege",
    "restrict",
    "arrest",
    "relations",
    "expel",
    "territory",
    "violence",
    "demo",
    "riot",
    "strike",
    "hunger",
    "boycott",
    "obstruct",
    "vandalize",
    "convict",
    "discontinue",
    "troops",
    "weapons",
    "police",
    "militia",
    "seize",
    "censor",
    "curfew",
    "martial-law",
    "deport",
    "withhold",
    "misinformation",
    "cyber",
    "abduct",
    "beat",
    "torture",
    "sexual",
    "targeted",
    "destroy",
    "primitive",
    "firearms",
    "explosives",
    "suicide-attack",
    "aerial",
    "drone",
    "heavy-weapons",
    "crowd-control",
    "unconventional",
];

/// PLOVER's contexts.
pub const PLOVER_CONTEXTS: [&str; 37] = [
    "military",
    "intelligence",
    "executive",
    "legislative",
    "election",
    "political_institutions",
    "pro_democracy",
    "pro_autocracy",
    "economic",
    "legal",
    "reparations",
    "human_rights",
    "rights_freedoms",
    "repression",
    "human_security",
    "gender",
    "lgbt",
    "religion_ethnicity",
    "inequality",
    "diplomatic",
    "territory",
    "peacekeeping",
    "health",
    "asylum",
    "migration",
    "disasters",
    "natural_resource",
    "environment",
    "technology",
    "terrorism",
    "cbrn",
    "cyber",
    "misinformation",
    "crime",
    "corruption",
    "illegal_drugs",
    "trafficking",
];

/// The auxiliary modes that PLOVER's manual defines.
pub const PLOVER_AUXILIARY: [&str; 4] = ["historical", "future", "hypothetical", "negation"];

/// ACLED's event types, each with its sub-event types.
pub const ACLED: [(&str, &[&str]); 6] = [
    ("Battles", &["Government regains territory", "Non-state actor overtakes territory", "Armed clash"]),
    (
        "Explosions/Remote violence",
        &[
            "Chemical weapon",
            "Air/drone strike",
            "Suicide bomb",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Grenade",
        ],
    ),
    ("Violence against civilians", &["Sexual violence", "Attack", "Abduction/forced disappearance"]),
    ("Protests", &["Peaceful protest", "Protest with intervention", "Excessive force against protesters"]),
    ("Riots", &["Violent demonstration", "Mob violence"]),
    (
        "Strategic developments",
        &[
            "Agreement",
            "Arrests",
            "Change to group/activity",
            "Disrupted weapons use",
            "Headquarters or base established",
            "Looting/property destruction",
            "Non-violent transfer of territory",
            "Other",
        ],
    ),
];

/// Fields of a claim that a [`Reason`](crate::Reason) may speak of: the names of the exchange format, and `event`
/// for both codes together.
pub const FIELDS: [&str; 18] = [
    "speaker",
    "chain",
    "evidence",
    "attribution",
    "direct_quote",
    "stance",
    "certainty",
    "polarity",
    "tier",
    "plover",
    "acled",
    "event",
    "actors",
    "recipients",
    "places",
    "time",
    "quantities",
    "repeats",
];

/// The code or field name that reads like `s`.
pub fn known(s: &str) -> Option<&'static str> {
    let lists: [&[&'static str]; 5] =
        [&PLOVER_TYPES, &PLOVER_MODES, &PLOVER_CONTEXTS, &PLOVER_AUXILIARY, &FIELDS];
    let acled = ACLED.iter().flat_map(|(event, subs)| std::iter::once(event).chain(subs.iter()));
    lists.into_iter().flatten().chain(acled).find(|k| **k == s).copied()
}

/// Reading codes back: a name that is on no list is an error, so that nothing is lost in silence.
#[cfg(feature = "serde")]
pub(crate) mod interned {
    use serde::{Deserialize, Deserializer, de::Error};

    fn intern<E: Error>(s: &str) -> Result<&'static str, E> {
        super::known(s).ok_or_else(|| E::custom(format_args!("`{s}` is no code of this version")))
    }

    pub fn one<'de, D: Deserializer<'de>>(d: D) -> Result<&'static str, D::Error> {
        intern(&String::deserialize(d)?)
    }

    pub fn maybe<'de, D: Deserializer<'de>>(d: D) -> Result<Option<&'static str>, D::Error> {
        Option::<String>::deserialize(d)?.map(|s| intern(&s)).transpose()
    }

    pub fn list<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<&'static str>, D::Error> {
        Vec::<String>::deserialize(d)?.iter().map(|s| intern(s)).collect()
    }
}
