//! Words beside a name that say what it is: compass points, kinds of roads and features, bodies, prepositions.
//!
//! Lists are small and looked up without making a new string: a word is compared ignoring ASCII case.

/// Whether `list` has `word`, ignoring ASCII case and a full stop at the end.
pub(super) fn has(list: &[&str], word: &str) -> bool {
    let word = word.strip_suffix('.').unwrap_or(word);
    list.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// Prepositions that nearly always stand before a place when a proper name follows.
pub(super) const LOCATIVE: &[&str] = &[
    "in", "at", "near", "toward", "towards", "into", "outside", "around", "across", "throughout", "within", "inside", "via", "beside",
    "nearby", "downtown", "suburban", "en", "northern", "southern", "eastern", "western", "northeastern", "northwestern", "southeastern",
    "southwestern", "central", "rural",
];

/// Prepositions that stand before places and other names alike.
pub(super) const LOOSE: &[&str] = &["from", "to", "through", "over", "of", "on", "between", "along", "beyond", "against", "off", "leaving"];

/// A capitalised one of these before a name limits the place, and the name is still a name of its own.
pub(super) const LIMITERS: &[&str] = &[
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "greater", "downtown", "metropolitan", "metro",
    "northeast", "northwest", "southeast", "southwest", "upper", "lower", "inner", "rural", "mainland", "old", "university", "n", "s", "e", "w",
    "northeastern", "northwestern", "southeastern", "southwestern",
];

/// Last words of the names of roads and squares.
pub(super) const ROADS: &[&str] = &[
    "road", "rd", "street", "st", "avenue", "ave", "drive", "lane", "ln", "boulevard", "blvd", "highway", "hwy", "parkway", "pkwy", "trail",
    "turnpike", "freeway", "expressway", "close", "crescent", "alley", "pike", "broadway", "causeway", "square", "way",
];

/// Last words of the names of natural features and protected areas.
pub(super) const FEATURES: &[&str] = &[
    "river", "creek", "lake", "valley", "bay", "mountain", "mountains", "hill", "hills", "forest", "wilderness", "canyon", "falls", "island", "islands",
    "beach", "harbor", "harbour", "reservoir", "pond", "brook", "glacier", "gorge", "peninsula", "sea", "ocean", "gulf", "strait", "desert",
    "plateau", "coast", "cape", "swamp", "marsh", "basin", "pass", "dam",
];

/// Last words of the names of built places.
pub(super) const BUILT: &[&str] = &[
    "park", "bridge", "airport", "stadium", "arena", "cathedral", "centre", "center", "mall", "zoo", "plaza", "tower", "towers", "hall", "hotel",
    "museum", "theatre", "theater", "cemetery", "station", "terminal", "port", "garden", "gardens", "speedway", "racecourse", "castle", "palace",
    "monument", "base", "barracks", "prison", "penitentiary", "plant", "refinery", "camp", "checkpoint", "crossing", "tunnel", "resort", "farm",
    "courthouse", "chapel", "abbey", "mosque", "shrine", "temple", "market", "library", "hospital", "campus", "field",
];

/// Words after a place's name that make it the place of a body: "the Lowton police", "Tarn County Sheriff".
pub(super) const BODIES: &[&str] = &[
    "police", "sheriff", "sheriffs", "fire", "firefighters", "council", "city", "town", "county", "department", "school", "schools", "high", "middle",
    "elementary", "district", "regional", "state", "national", "mayor", "commission", "board", "court", "authority", "government", "parliament",
    "legislature", "senate", "house", "assembly", "ministry", "university", "college", "hospital", "community", "chamber", "airport", "public",
    "municipal", "supreme", "circuit", "superior", "attorney", "office", "jail", "detention", "township", "village", "general", "medical", "national",
    "guard", "health", "museum", "library", "church", "society", "association", "times", "post", "news", "herald", "tribune", "gazette", "journal", "star",
    "daily", "film", "festival", "marathon", "open", "university's", "area", "metropolitan", "metro", "parish", "planning", "transit", "development",
    "governor", "gov", "sen", "rep", "president", "prime", "secretary", "minister", "army", "navy", "forces", "republican", "democrat", "freedom",
    "power", "water", "river", "management", "volunteer", "emergency", "rescue", "ambulance", "parks", "zoning", "task", "division", "bureau", "agency",
    "fair", "international", "peace", "agreement", "treaty", "accord", "summit", "resident", "residents", "man", "woman", "native", "mills", "women", "men",
];

/// Titles and forms of address: what follows is a person.
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "sir", "lord", "lady", "prof", "professor", "judge", "justice", "sgt", "capt", "captain", "lt", "col", "colonel",
    "major", "maj", "cpl", "pvt", "detective", "det", "officer", "deputy", "sen", "senator", "rep", "gov", "president", "pastor", "rev", "reverend", "father",
    "sister", "brother", "coach", "king", "queen", "prince", "princess", "attorney", "trooper", "chief", "secretary", "minister", "councilman",
    "councilwoman", "commissioner", "superintendent", "director", "chairman", "coroner", "by",
];

/// Type words in the plural after a list of names: "Alba, Bern and Como provinces".
pub(super) const PLURAL_TYPES: &[(&str, &str)] = &[
    ("counties", "county"),
    ("regions", "region"),
    ("oblasts", "oblast"),
    ("provinces", "province"),
    ("districts", "district"),
    ("governorates", "governorate"),
    ("states", "state"),
    ("townships", "township"),
    ("raions", "raion"),
    ("prefectures", "prefecture"),
    ("parishes", "parish"),
];

/// Verbs of speech, by lemma: a small town does not speak, a person of that name does.
pub(super) const SPEECH: &[&str] = &[
    "say", "tell", "add", "reply", "ask", "note", "explain", "write", "testify", "recall", "believe", "think", "argue", "acknowledge", "insist", "admit",
    "joke", "smile", "laugh", "speak", "remember", "suggest", "play", "score", "wear", "walk", "announce", "promise", "present", "deny",
];

/// Points of the compass and the middle, alone no names of provinces.
pub(super) const COMPASS: &[&str] =
    &["north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "centre", "center"];

/// Nouns that go with a division rather than with its main town: "the Kursk offensive", "the Kherson front".
pub(super) const OF_DIVISIONS: &[&str] = &[
    "offensive", "counteroffensive", "incursion", "operation", "front", "frontline", "direction", "axis", "sector", "salient", "governor", "border",
    "borderland", "borderlands", "countryside", "situation", "bridgehead",
];
