//! The whole path on a small, invented set of sources: compile, open, look up, and refuse what is not a table.

use proptest::prelude::*;
use tidings_gazetteer::build::{Sources, compile};
use tidings_gazetteer::{Gazetteer, Kind, Level, NameClass, OpenError, Words, normalise};

const CITIES: &str = r#"{
 "1": {"geonameid": 1, "name": "Kursk", "latitude": 51.73, "longitude": 36.19, "countrycode": "RU", "population": 448733, "admin1code": "41", "alternatenames": ["Курск", "URS", "kursk"]},
 "2": {"geonameid": 2, "name": "Sudzha", "latitude": 51.19, "longitude": 35.27, "countrycode": "RU", "population": 6940, "admin1code": "41", "alternatenames": ["Суджа"]},
 "3": {"geonameid": 3, "name": "Vovchansk", "latitude": 50.29, "longitude": 36.94, "countrycode": "UA", "population": 17456, "admin1code": "07", "alternatenames": ["Вовчанськ", "Волчанск"]},
 "4": {"geonameid": 4, "name": "Kyiv", "latitude": 50.45, "longitude": 30.52, "countrycode": "UA", "population": 2952301, "admin1code": "12", "alternatenames": ["Kiev", "Київ", "Киев"]},
 "5": {"geonameid": 5, "name": "Dayr al Balaḩ", "latitude": 31.42, "longitude": 34.35, "countrycode": "PS", "population": 59504, "admin1code": "GZ", "alternatenames": ["Deir al-Balah", "دير البلح"]},
 "6": {"geonameid": 6, "name": "Moscow", "latitude": 55.75, "longitude": 37.62, "countrycode": "RU", "population": 10381222, "admin1code": "48", "alternatenames": ["Москва"]},
 "7": {"geonameid": 7, "name": "Hope", "latitude": 33.67, "longitude": -93.59, "countrycode": "US", "population": 9800, "admin1code": "AR", "alternatenames": []},
 "8": {"geonameid": 8, "name": "Al Ḩasakah", "latitude": 36.5, "longitude": 40.75, "countrycode": "SY", "population": 422445, "admin1code": "01", "alternatenames": []}
}"#;

const COUNTRIES: &str = r#"{
 "RU": {"geonameid": 101, "name": "Russia", "iso3": "RUS", "fips": "RS", "capital": "Moscow", "areakm2": 17100000, "population": 144478050, "languages": "ru", "neighbours": "UA,PL"},
 "UA": {"geonameid": 102, "name": "Ukraine", "iso3": "UKR", "fips": "UP", "capital": "Kyiv", "areakm2": 603700, "population": 44622516, "languages": "uk", "neighbours": "RU,PL"},
 "US": {"geonameid": 103, "name": "United States", "iso3": "USA", "fips": "US", "capital": "Washington", "areakm2": 9629091, "population": 327167434, "languages": "en-US", "neighbours": "CA,MX"},
 "SY": {"geonameid": 104, "name": "Syria", "iso3": "SYR", "fips": "SY", "capital": "Damascus", "areakm2": 185180, "population": 16906283, "languages": "ar", "neighbours": ""},
 "PS": {"geonameid": 105, "name": "Palestinian Territory", "iso3": "PSE", "fips": "WE", "capital": "East Jerusalem", "areakm2": 5970, "population": 4569087, "languages": "ar", "neighbours": ""}
}"#;

const SUBDIVISIONS: &str = r#"{
 "RU": {"RU-KRS": {"name": "Kurskaja oblast'", "localOtherName": "Курская область (rus), Kursk (eng)", "type": "Administrative region", "parentCode": null, "latLng": [51.66, 36.49]}},
 "UA": {"UA-63": {"name": "Kharkivska oblast", "localOtherName": "Харківська область (ukr), Kharkiv (eng)", "type": "Region", "parentCode": null, "latLng": [49.83, 36.38]}},
 "US": {"US-AR": {"name": "Arkansas", "localOtherName": "The Natural State (eng)", "type": "State", "parentCode": null, "latLng": [34.89, -92.44]}}
}"#;

const DIVISIONS: &str = "Kurskaya oblast'\tRU-KRS\tRU.41\t201\tAdministrative region\tКурская область\t1\t\t1\n\
                         Sudzhanskiy Rayon\t\tRU.41.9\t202\t\tСуджанский Район\t2\t1\t1\n\
                         Kharkivska oblast\tUA-63\tUA.07\t203\tRegion\tKharkiv Oblast\t1\t\t2\n\
                         Chuhuiv Raion\t\tUA.07.9\t204\t\tЧугуївський район\t2\t3\t2\n";

const CITY_DIVISIONS: &str = "Vovchansk\t3\t3|4\t2\t17456\t50.29\t36.94\n";

const FACTBOOK: &str = r#"{"Geography": {"Geographic coordinates": {"text": "35 00 N, 38 00 E"}},
 "Government": {"Country name": {"conventional long form": {"text": "Syrian Arab Republic"}}},
 "People and Society": {"Nationality": {"noun": {"text": "Syrian(s)"}, "adjective": {"text": "Syrian"}}}}"#;

fn sources() -> Sources<'static> {
    Sources {
        cities: CITIES.as_bytes(),
        countries: COUNTRIES.as_bytes(),
        subdivisions: SUBDIVISIONS.as_bytes(),
        divisions: DIVISIONS.as_bytes(),
        city_divisions: CITY_DIVISIONS.as_bytes(),
        factbook: vec![("sy".to_owned(), FACTBOOK.as_bytes())],
        ..Sources::default()
    }
}

fn table() -> Gazetteer {
    Gazetteer::from_bytes(compile(&sources()).expect("compiles")).expect("opens")
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    assert_eq!(compile(&sources()).unwrap(), compile(&sources()).unwrap());
}

#[test]
fn names_meet_across_spellings() {
    let g = table();
    for (names, id) in [
        (&["Kyiv", "KYIV", "Kiev", "Kyjiw", "Київ", "Киев"][..], 4),
        (&["Vovchansk", "Wowtschansk", "Volchansk", "Вовчанськ", "Волчанск"], 3),
        (&["Deir al-Balah", "Deir el-Balah", "Dayr al Balah", "دير البلح"], 5),
        (&["Al-Hasakah", "Hasakah", "el-Hasakah"], 8),
    ] {
        for name in names {
            assert!(g.lookup(name).any(|c| c.place.id == id), "{name}");
        }
    }
    assert!(g.lookup("Nowhere").is_empty());
    assert!(g.lookup("").is_empty());
}

#[test]
fn type_words_choose_the_level() {
    let g = table();
    for name in [
        "Kursk region",
        "Kursk Oblast",
        "Gebiet Kursk",
        "oblast Kursk",
        "the Kursk region",
        "Курская область",
    ] {
        let typed = g.lookup_typed(name);
        assert!(typed.level_matched, "{name}");
        assert_eq!(typed.candidates[0].place.code, "RU-KRS", "{name}");
    }
    let kinds: Vec<Kind> = g.lookup_typed("Kursk").candidates.iter().map(|c| c.place.kind).collect();
    assert!(kinds.contains(&Kind::Settlement) && kinds.contains(&Kind::Admin1));
    let village = g.lookup_typed("the village of Kursk");
    assert_eq!(village.wanted, Some(Level::Settlement));
    assert!(village.candidates.iter().all(|c| c.place.kind == Kind::Settlement));
    assert_eq!(
        g.lookup_typed("Sudzha district").candidates[0].place.id,
        202,
        "a raion is called after its town"
    );
    assert!(!g.lookup_typed("Hope County").level_matched);
}

#[test]
fn places_know_what_they_lie_in() {
    let g = table();
    let town = g.lookup("Vovchansk").next().unwrap().place;
    let chain: Vec<&str> = g.containing(&town).map(|p| p.name).collect();
    assert_eq!(chain, ["Chuhuiv Raion", "Kharkiv Oblast", "Ukraine"]);
    assert_eq!(g.admin1_of(&town).unwrap().code, "UA-63");
    assert_eq!(g.country_of(&town).unwrap().name, "Ukraine");
    let country = g.by_code("UA").unwrap();
    assert!(g.children(&country).any(|p| p.code == "UA-63"));
    let raion = g.containing(&town).next().unwrap();
    assert_eq!(g.children(&raion).map(|p| p.id).collect::<Vec<_>>(), [3]);
    assert_eq!(g.neighbours("RU").collect::<Vec<_>>(), ["UA", "PL"]);
    assert_eq!(g.country_name("SY"), Some("Syria"));
    assert_eq!(g.by_code("XX"), None);
    assert!(g.lookup("Moscow").next().unwrap().place.is_capital);
}

#[test]
fn peoples_and_seats() {
    let g = table();
    for word in ["Syrian", "Syrians", "Ukrainian", "Russians"] {
        assert!(!g.demonym(word).is_empty(), "{word}");
    }
    assert_eq!(g.demonym("Kurdish").next().unwrap().place.name, "Kurdistan");
    assert_eq!(g.metonym("the Kremlin").next().unwrap().place.country, "RU");
    let donbas = g.lookup("Донбас").next().unwrap().place;
    assert_eq!(
        (donbas.kind, donbas.member_codes().collect::<Vec<_>>()),
        (Kind::Region, vec!["UA-14", "UA-09"])
    );
}

#[test]
fn doubtful_names_are_marked() {
    let g = table();
    assert!(g.lookup("Hope").next().unwrap().ambiguous_word);
    assert!(!g.lookup("Vovchansk").next().unwrap().ambiguous_word);
    assert_eq!(g.lookup("US").next().unwrap().class, NameClass::Abbreviation);
    assert_eq!(g.lookup("URS").next().unwrap().class, NameClass::Abbreviation);
}

#[test]
fn the_longest_name_is_found() {
    let g = table();
    let words = ["in", "Deir", "al", "-", "Balah", ",", "Kursk", "Oblast"];
    let found: Vec<(usize, usize)> = g.scan(&words).iter().map(|m| (m.start, m.len)).collect();
    assert_eq!(found, [(1, 4), (6, 2)]);
    let lengths: Vec<usize> = g.names_at(&Words::new(&words), 6).map(|m| m.len).collect();
    assert_eq!(lengths, [1, 2]);
    assert!(g.longest_at(&Words::new(&words), 99).is_none());
    let parted = ["Deir", "al", "Balah", "'s", "Hope"];
    assert_eq!(g.scan(&parted).iter().map(|m| (m.start, m.len)).collect::<Vec<_>>(), [(0, 3), (4, 1)]);
}

#[test]
fn a_broken_source_is_named() {
    let mut broken = sources();
    broken.cities = b"[1]";
    assert!(compile(&broken).unwrap_err().to_string().starts_with("cities500.json"));
    let mut broken = sources();
    broken.divisions = b"one\ttwo\n";
    assert_eq!(compile(&broken).unwrap_err().to_string(), "subdivisions.tsv, line 1: 2 columns instead of 9");
}

#[test]
fn what_is_not_a_table_is_refused() {
    let good = compile(&sources()).unwrap();
    let open = |bytes: Vec<u8>| Gazetteer::from_bytes(bytes).map(|_| ());
    assert_eq!(open(Vec::new()), Err(OpenError::Foreign));
    assert_eq!(open(vec![b'x'; 4096]), Err(OpenError::Foreign));
    assert!(matches!(open(good[..good.len() - 1].to_vec()), Err(OpenError::Length { .. })));
    let mut damaged = good.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(open(damaged), Err(OpenError::Damaged));
    let mut newer = good;
    newer[8] = 9;
    assert_eq!(open(newer), Err(OpenError::Version { found: 9, wanted: 1 }));
}

/// Looks at everything a table offers; must not panic whatever the bytes.
fn exercise(g: &Gazetteer, name: &str) {
    for place in g.places().take(500) {
        let _ = (g.containing(&place).count(), g.children(&place).take(10).count(), g.country_of(&place));
    }
    let _ = (g.lookup(name).count(), g.lookup_typed(name), g.demonym(name).count(), g.by_code(name));
    let _ = g.scan(&name.split(' ').collect::<Vec<_>>());
}

/// Puts a right checksum on changed bytes, so that the damage reaches the reader.
fn reseal(bytes: &mut [u8]) {
    let mut h = 0x9e37_79b9_7f4a_7c15_u64 ^ (bytes.len() - 20) as u64;
    let chunks = bytes[20..].chunks_exact(8);
    let rest = chunks.remainder().to_vec();
    for chunk in chunks {
        h = (h.rotate_left(5) ^ u64::from_le_bytes(chunk.try_into().unwrap()))
            .wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    for b in rest {
        h = (h.rotate_left(5) ^ u64::from(b)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    let sum = h ^ (h >> 29);
    bytes[12..20].copy_from_slice(&sum.to_le_bytes());
}

#[test]
fn damage_behind_a_right_checksum_never_panics() {
    let good = compile(&sources()).unwrap();
    let mut seed = 1u64;
    for round in 0..60 {
        let mut bytes = good.clone();
        for _ in 0..40 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Every third round strikes the header's counts too.
            let from = if round % 3 == 0 { 20 } else { 40 };
            let at = from + (seed >> 33) as usize % (bytes.len() - from);
            bytes[at] = (seed >> 20) as u8;
        }
        reseal(&mut bytes);
        if let Ok(g) = Gazetteer::from_bytes(bytes) {
            exercise(&g, "Kursk Oblast");
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_are_no_table(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Gazetteer::from_bytes(bytes).is_err());
    }

    #[test]
    fn normalising_twice_changes_nothing(name in "\\PC{0,40}") {
        let once = normalise(&name);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn a_magic_start_is_not_enough(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut all = b"TIDINGSG\x01\0\0\0".to_vec();
        all.extend(bytes);
        prop_assert!(Gazetteer::from_bytes(all).is_err());
    }
}

#[test]
fn any_name_can_be_asked_for() {
    let g = table();
    proptest!(|(name in "\\PC{0,60}")| exercise(&g, &name));
}

/// The table compiled from the real packages; its path is given in TIDINGS_TEST_GAZETTEER.
#[test]
fn the_real_table_knows_the_divisions() {
    let Some(path) = std::env::var_os("TIDINGS_TEST_GAZETTEER") else {
        eprintln!("skipped: TIDINGS_TEST_GAZETTEER does not name a compiled table");
        return;
    };
    let bytes = std::fs::read(path).expect("the file that TIDINGS_TEST_GAZETTEER names");
    assert!(bytes.len() < 15_000_000, "{} bytes", bytes.len());
    let g = Gazetteer::from_bytes(bytes).unwrap();
    for (code, name, id) in DIVISIONS_BY_HAND {
        let place = g.by_code(code).unwrap_or_else(|| panic!("{code}"));
        assert_eq!((place.kind, place.id), (Kind::Admin1, *id), "{code}");
        let typed = g.lookup_typed(name);
        assert!(typed.candidates.iter().any(|c| c.place.code == *code), "{name}: {typed:?}");
    }
    for (name, code) in [
        ("Sudzha", "RU-KRS"),
        ("Wowtschansk", "UA-63"),
        ("Tschassiw Jar", "UA-14"),
        ("Deir el-Balah", "PS-DEB"),
        ("Pokrovsk", "UA-14"),
        ("Huwara", "PS-NBS"),
    ] {
        let found = g.lookup(name).any(|c| g.admin1_of(&c.place).is_some_and(|a| a.code == code));
        assert!(found, "{name} in {code}");
    }
    for place in g.places() {
        assert!((-90.0..=90.0).contains(&place.lat) && (-180.0..=180.0).contains(&place.lon), "{place:?}");
        assert!(place.radius_km > 0.0 && !place.name.is_empty(), "{place:?}");
        assert!(g.containing(&place).all(|above| above.kind < place.kind), "{place:?}");
    }
}

/// ISO 3166-2 code, a way of writing it, GeoNames id: checked by hand.
const DIVISIONS_BY_HAND: &[(&str, &str, u32)] = &[
    ("RU-KRS", "Kursk region", 538555),
    ("RU-BEL", "Belgorod Oblast", 578071),
    ("RU-BRY", "Gebiet Brjansk", 571473),
    ("RU-CE", "Chechnya", 569665),
    ("RU-MOW", "Moscow", 524894),
    ("UA-14", "Donetsk Oblast", 709716),
    ("UA-09", "Luhansk region", 702657),
    ("UA-63", "Kharkiv Oblast", 706482),
    ("UA-30", "Kyiv", 703447),
    ("UA-32", "Kyiv region", 703446),
    ("UA-43", "Crimea", 703883),
    ("UA-40", "Sevastopol", 694422),
    ("UA-23", "Zaporizhzhia Oblast", 687699),
    ("UA-65", "Kherson region", 706442),
    ("UA-59", "Sumy region", 692196),
    ("US-TX", "Texas", 4736286),
    ("US-FL", "Fla.", 4155751),
    ("CA-ON", "Ont.", 6093943),
    ("SY-ID", "Idlib province", 169387),
    ("SY-HL", "Aleppo Governorate", 170062),
    ("SY-DY", "Deir ez-Zor", 170792),
    ("IQ-AN", "Anbar province", 99592),
    ("IQ-NI", "Nineveh", 92877),
    ("CD-NK", "North Kivu", 206938),
    ("SD-DN", "North Darfur", 408666),
    ("LB-JA", "South Lebanon", 279894),
    ("GB-ENG", "England", 6269131),
    ("DE-BY", "Bavaria", 2951839),
    ("TR-31", "Hatay province", 312394),
    ("CN-XJ", "Xinjiang", 1529047),
    ("PK-KP", "Khyber Pakhtunkhwa", 1168873),
];
