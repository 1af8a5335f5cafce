//! Names with a type word: "Kursk region", "Gebiet Kursk", "state of Texas", "the Sea of Azov".

use crate::format::Space;
use crate::normal::normalise;
use crate::place::{Candidate, Kind, NameClass};
use crate::table::Gazetteer;

/// The sort of place that a type word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A country: "Republic of X".
    Country,
    /// A first-order division: oblast, governorate, state.
    Admin1,
    /// A second-order division: raion, county.
    Admin2,
    /// A division of either order: region, district, province.
    Admin,
    /// City, town, village.
    Settlement,
    /// Sea, river, lake, strait.
    Water,
    /// Mountain, range.
    Mountain,
    /// Desert.
    Desert,
    /// Island, peninsula.
    Island,
}

impl Level {
    /// Whether a place of this kind is what the type word asks for.
    pub fn allows(self, kind: Kind) -> bool {
        match self {
            Level::Country => kind == Kind::Country,
            Level::Admin1 => kind == Kind::Admin1,
            Level::Admin2 => kind == Kind::Admin2,
            Level::Admin => matches!(kind, Kind::Admin1 | Kind::Admin2 | Kind::Region),
            Level::Settlement => matches!(kind, Kind::Settlement | Kind::Quarter),
            Level::Water => kind.is_water(),
            Level::Mountain => kind == Kind::Mountain,
            Level::Desert => kind == Kind::Desert,
            Level::Island => matches!(kind, Kind::Island | Kind::Peninsula),
        }
    }
}

/// What a name with its type word may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed<'g> {
    /// The name without type words, normalised.
    pub stem: String,
    /// What the type word asks for, if there is one.
    pub wanted: Option<Level>,
    /// At least one candidate is of the wanted sort; then all are.
    pub level_matched: bool,
    /// Candidates, the likeliest first; none twice.
    pub candidates: Vec<Candidate<'g>>,
}

/// Type words that follow a name, normalised.
const AFTER: &[(&str, Level)] = &[
    ("oblast", Level::Admin1),
    ("oblasts", Level::Admin1),
    ("krai", Level::Admin1),
    ("kray", Level::Admin1),
    ("governorate", Level::Admin1),
    ("governorates", Level::Admin1),
    ("muhafazah", Level::Admin1),
    ("voivodeship", Level::Admin1),
    ("prefecture", Level::Admin1),
    ("state", Level::Admin1),
    ("states", Level::Admin1),
    ("republic", Level::Admin1),
    ("territory", Level::Admin1),
    ("wilayat", Level::Admin1),
    ("emirate", Level::Admin1),
    ("область", Level::Admin1),
    ("край", Level::Admin1),
    ("region", Level::Admin),
    ("regions", Level::Admin),
    ("province", Level::Admin),
    ("provinces", Level::Admin),
    ("district", Level::Admin),
    ("districts", Level::Admin),
    ("department", Level::Admin),
    ("canton", Level::Admin),
    ("division", Level::Admin),
    ("area", Level::Admin),
    ("county", Level::Admin2),
    ("counties", Level::Admin2),
    ("co", Level::Admin2),
    ("parish", Level::Admin2),
    ("borough", Level::Admin2),
    ("raion", Level::Admin2),
    ("rayon", Level::Admin2),
    ("rajon", Level::Admin2),
    ("район", Level::Admin2),
    ("municipality", Level::Admin2),
    ("subdistrict", Level::Admin2),
    ("township", Level::Settlement),
    ("city", Level::Settlement),
    ("town", Level::Settlement),
    ("village", Level::Settlement),
    ("hromada", Level::Settlement),
    ("community", Level::Settlement),
    ("sea", Level::Water),
    ("ocean", Level::Water),
    ("gulf", Level::Water),
    ("bay", Level::Water),
    ("river", Level::Water),
    ("lake", Level::Water),
    ("reservoir", Level::Water),
    ("strait", Level::Water),
    ("channel", Level::Water),
    ("canal", Level::Water),
    ("mountains", Level::Mountain),
    ("mountain", Level::Mountain),
    ("range", Level::Mountain),
    ("hills", Level::Mountain),
    ("desert", Level::Desert),
    ("island", Level::Island),
    ("islands", Level::Island),
    ("peninsula", Level::Island),
];

/// Type words that stand before a name, normalised; the longer first where one begins another.
const BEFORE: &[(&str, Level)] = &[
    ("autonomous republic of", Level::Admin1),
    ("republic of", Level::Country),
    ("kingdom of", Level::Country),
    ("state of", Level::Admin1),
    ("governorate of", Level::Admin1),
    ("oblast of", Level::Admin1),
    ("oblast", Level::Admin1),
    ("gebiet", Level::Admin1),
    ("oblastj", Level::Admin1),
    ("gouvernement", Level::Admin1),
    ("bundesstaat", Level::Admin1),
    ("province of", Level::Admin),
    ("region of", Level::Admin),
    ("district of", Level::Admin),
    ("department of", Level::Admin),
    ("provinz", Level::Admin),
    ("region", Level::Admin),
    ("bezirk", Level::Admin),
    ("county of", Level::Admin2),
    ("county", Level::Admin2),
    ("municipality of", Level::Admin2),
    ("landkreis", Level::Admin2),
    ("rajon", Level::Admin2),
    ("raion", Level::Admin2),
    ("city of", Level::Settlement),
    ("town of", Level::Settlement),
    ("village of", Level::Settlement),
    ("stadt", Level::Settlement),
    ("dorf", Level::Settlement),
    ("gulf of", Level::Water),
    ("bay of", Level::Water),
    ("sea of", Level::Water),
    ("strait of", Level::Water),
    ("lake", Level::Water),
    ("river", Level::Water),
    ("mount", Level::Mountain),
    ("isle of", Level::Island),
    ("island of", Level::Island),
];

/// Parts of a normalised name that are type words; the stem is never empty.
pub(crate) fn split(name: &str) -> (&str, Option<Level>) {
    let mut rest = name.strip_prefix("the ").unwrap_or(name);
    let mut wanted = None;
    for (word, level) in BEFORE {
        if let Some(stem) = rest.strip_prefix(word).and_then(|s| s.strip_prefix(' ')) {
            (rest, wanted) = (stem, Some(*level));
            break;
        }
    }
    // "Donetsk People Republic region" and the like have two at most.
    for _ in 0..2 {
        let Some((stem, last)) = rest.rsplit_once(' ') else { break };
        let Some((_, level)) = AFTER.iter().find(|(word, _)| *word == last) else { break };
        (rest, wanted) = (stem, wanted.or(Some(*level)));
    }
    (rest, wanted)
}

impl Gazetteer {
    /// Looks a name up with and without its type words. The name as a whole counts first ("Gaza Strip",
    /// "Harris County"); then what is left without type words, kept to places of the wanted sort if there is
    /// one. A type word that no candidate answers to is reported, not obeyed.
    pub fn lookup_typed(&self, name: &str) -> Typed<'_> {
        let whole = normalise(name);
        let (stem, wanted) = split(&whole);
        let mut candidates: Vec<Candidate<'_>> = self.lookup(&whole).collect();
        let wholes = candidates.len();
        if stem != whole {
            candidates.extend(self.lookup(stem));
        }
        if wanted.is_some() {
            candidates.extend(self.lookup_in(Space::Stem, stem));
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut position = 0;
        let mut kept_wholes = 0;
        candidates.retain(|c| {
            position += 1;
            let new = seen.insert(c.place.index);
            kept_wholes += usize::from(new && position <= wholes);
            new
        });
        let mut level_matched = wanted.is_none();
        if let Some(level) = wanted {
            let fits = |c: &Candidate<'_>| level.allows(c.place.kind);
            level_matched = candidates.iter().any(fits);
            if level_matched {
                candidates.retain(fits);
            } else if kept_wholes > 0 {
                candidates.truncate(kept_wholes);
            }
        }
        candidates.sort_by_key(|c| c.class == NameClass::Stem);
        Typed { stem: stem.to_owned(), wanted, level_matched, candidates }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_words_come_off() {
        assert_eq!(split("kursk region"), ("kursk", Some(Level::Admin)));
        assert_eq!(split("gebiet kursk"), ("kursk", Some(Level::Admin1)));
        assert_eq!(split("the state of texas"), ("texas", Some(Level::Admin1)));
        assert_eq!(split("sea of azov"), ("azov", Some(Level::Water)));
        assert_eq!(split("region"), ("region", None));
        assert_eq!(split("kyiv"), ("kyiv", None));
    }
}
