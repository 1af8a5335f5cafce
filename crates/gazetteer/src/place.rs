//! What the table knows of one place, and how a name came to match it.

/// What sort of place this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A country or dependent territory with an ISO 3166-1 code.
    Country = 0,
    /// A continent.
    Continent = 1,
    /// First-order division: oblast, state, governorate.
    Admin1 = 2,
    /// Second-order division: raion, county, district.
    Admin2 = 3,
    /// City, town or village.
    Settlement = 4,
    /// A vague, historic or cross-border region without agreed limits.
    Region = 5,
    /// Ocean, sea, gulf or bay.
    Sea = 6,
    /// River or canal.
    River = 7,
    /// Lake or reservoir.
    Lake = 8,
    /// Strait or channel.
    Strait = 9,
    /// Mountain or mountain range.
    Mountain = 10,
    /// Desert.
    Desert = 11,
    /// Island or archipelago.
    Island = 12,
    /// Peninsula or cape.
    Peninsula = 13,
    /// A building or address that stands for those who sit in it (the Kremlin).
    Seat = 14,
    /// A part of a city, such as a borough.
    Quarter = 15,
}

impl Kind {
    const ALL: [Kind; 16] = [
        Kind::Country,
        Kind::Continent,
        Kind::Admin1,
        Kind::Admin2,
        Kind::Settlement,
        Kind::Region,
        Kind::Sea,
        Kind::River,
        Kind::Lake,
        Kind::Strait,
        Kind::Mountain,
        Kind::Desert,
        Kind::Island,
        Kind::Peninsula,
        Kind::Seat,
        Kind::Quarter,
    ];

    pub(crate) fn from_u8(byte: u8) -> Option<Kind> {
        Kind::ALL.get(byte as usize).copied()
    }

    /// The kind that a hand-written table names.
    #[cfg(feature = "build")]
    pub(crate) fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.word() == word)
    }

    /// A lower-case English word for the kind.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Country => "country",
            Kind::Continent => "continent",
            Kind::Admin1 => "admin1",
            Kind::Admin2 => "admin2",
            Kind::Settlement => "settlement",
            Kind::Region => "region",
            Kind::Sea => "sea",
            Kind::River => "river",
            Kind::Lake => "lake",
            Kind::Strait => "strait",
            Kind::Mountain => "mountain",
            Kind::Desert => "desert",
            Kind::Island => "island",
            Kind::Peninsula => "peninsula",
            Kind::Seat => "seat",
            Kind::Quarter => "quarter",
        }
    }

    /// Sea, river, lake or strait.
    pub fn is_water(self) -> bool {
        matches!(self, Kind::Sea | Kind::River | Kind::Lake | Kind::Strait)
    }

    /// Too wide or too vague for a pin.
    pub fn is_area(self) -> bool {
        !matches!(self, Kind::Settlement | Kind::Seat | Kind::Quarter)
    }
}

/// A place. Borrowed from the table; cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'g> {
    /// Position in this table; not stable across tables.
    pub index: u32,
    /// GeoNames id, or an own one from [`Place::OWN_IDS`] up. Stable across tables.
    pub id: u32,
    /// Main name, in English where the sources have one.
    pub name: &'g str,
    /// What sort of place.
    pub kind: Kind,
    /// Latitude of the middle, in degrees.
    pub lat: f32,
    /// Longitude of the middle, in degrees.
    pub lon: f32,
    /// About how far the place reaches from its middle.
    pub radius_km: f32,
    /// People living there; 0 if unknown.
    pub population: u32,
    /// ISO 3166-1 alpha-2 code, or empty where the place has no country or several.
    pub country: &'g str,
    /// ISO 3166-1 code of a country, ISO 3166-2 code of a division, otherwise empty.
    pub code: &'g str,
    /// Codes of the countries and divisions that a region touches, separated by commas.
    pub members: &'g str,
    /// The place this one lies in: the nearest of division or country that is known.
    pub parent: Option<u32>,
    /// Capital of its country.
    pub is_capital: bool,
    /// The position is worked out from the settlements in it, not given by a source.
    pub is_derived_position: bool,
}

impl Place<'_> {
    /// Ids from here up are this project's own; below are GeoNames ids.
    pub const OWN_IDS: u32 = 0x8000_0000;

    /// An own id, from the bytes of what names the place for ever.
    pub fn own_id(bytes: impl IntoIterator<Item = u8>) -> u32 {
        let mix = |hash: u32, b: u8| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193);
        bytes.into_iter().fold(0x811c_9dc5, mix) | Self::OWN_IDS
    }

    /// Kilometres from the middle of this place to the middle of another.
    pub fn distance_km(&self, other: &Place<'_>) -> f64 {
        crate::haversine_km(self.lat.into(), self.lon.into(), other.lat.into(), other.lon.into())
    }

    /// Country and division codes of [`Place::members`].
    pub fn member_codes(&self) -> impl Iterator<Item = &str> {
        self.members.split(',').filter(|c| !c.is_empty())
    }
}

/// How a name belongs to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NameClass {
    /// The main name.
    Main = 0,
    /// Another name that a source gives.
    Alternate = 1,
    /// A spelling made by rule: a transcription, a name without its article.
    Derived = 2,
    /// An abbreviation or code in capitals; believe it only if the text has capitals too.
    Abbreviation = 3,
    /// The name without its type word (`Harris` for Harris County).
    Stem = 4,
    /// A word for the people or things of the place.
    Demonym = 5,
}

impl NameClass {
    pub(crate) fn from_bits(bits: u8) -> NameClass {
        match bits {
            0 => NameClass::Main,
            2 => NameClass::Derived,
            3 => NameClass::Abbreviation,
            4 => NameClass::Stem,
            5 => NameClass::Demonym,
            _ => NameClass::Alternate,
        }
    }
}

/// A place that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'g> {
    /// The place.
    pub place: Place<'g>,
    /// How the name belongs to it.
    pub class: NameClass,
    /// The name is also an everyday English word, a first name or a surname.
    pub ambiguous_word: bool,
}
