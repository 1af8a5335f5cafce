//! A user's own places on top of a compiled table.

use tidings_gazetteer::build::{Added, Additions, Sources, compile};
use tidings_gazetteer::{Gazetteer, Kind, NameClass};

const CITIES: &str = r#"{
 "1": {"geonameid": 1, "name": "Tarn", "latitude": 50.0, "longitude": 36.2, "countrycode": "UA", "population": 448733, "admin1code": "07", "alternatenames": ["Тарн"]},
 "2": {"geonameid": 2, "name": "Osk", "latitude": 51.2, "longitude": 35.3, "countrycode": "RU", "population": 6940, "admin1code": "41"}
}"#;
const COUNTRIES: &str = r#"{
 "RU": {"geonameid": 109, "name": "Russia", "iso3": "RUS", "fips": "RS", "capital": "", "neighbours": "UA"},
 "UA": {"geonameid": 102, "name": "Ukraine", "iso3": "UKR", "fips": "UP", "capital": "", "neighbours": "RU"}
}"#;
const SUBDIVISIONS: &str = r#"{
 "RU": {"RU-KRS": {"name": "Kurskaja oblast'", "localOtherName": null, "type": "Region", "parentCode": null, "latLng": [51.6, 36.4]}},
 "UA": {"UA-63": {"name": "Kharkivska oblast", "localOtherName": null, "type": "Region", "parentCode": null, "latLng": [49.8, 36.3]}}
}"#;
const DIVISIONS: &str = "Kurskaya oblast'\tRU-KRS\tRU.41\t201\t\t\t1\t\t1\n\
                         Kharkivska oblast\tUA-63\tUA.07\t203\t\t\t1\t\t2\n\
                         Tarnskyi Raion\t\tUA.07.9\t204\t\t\t2\t2\t2\n";

fn base() -> Vec<u8> {
    compile(&Sources {
        cities: CITIES.as_bytes(),
        countries: COUNTRIES.as_bytes(),
        subdivisions: SUBDIVISIONS.as_bytes(),
        divisions: DIVISIONS.as_bytes(),
        city_divisions: b"Tarn\t1\t2|3\t2\t448733\t50\t36.2\n",
        ..Sources::default()
    })
    .unwrap()
}

fn open(bytes: Vec<u8>) -> Gazetteer {
    Gazetteer::from_bytes(bytes).unwrap()
}

fn add(base: &Gazetteer, files: &[(&str, &str)]) -> Result<(Vec<u8>, Added), String> {
    let mut additions = Additions::new(base);
    for (name, text) in files {
        let mut file = additions.file(name);
        for line in text.split_inclusive('\n') {
            file.line(line.as_bytes()).map_err(|e| e.to_string())?;
        }
    }
    additions.finish().map_err(|e| e.to_string())
}

const TABLE: &str = "\u{feff}name,lat,lon,country,iso3166_2,kind,population,names,radius_km\n\
    \"Nyzhnia, Old\",50.10,36.30,UA,,,120,Нижня|Nizhnyaya,\n\
    Zelenyi Hai,51.18,35.40,,RU-KRS,settlement,40,,\n\
    Grey Ridge,50.4,36.0,,,mountain,,the Ridge,12\n\
    Tarnske raion,49.9,36.1,,UA-63,district,,,30\n";

/// Villages of a few people, a quarter, a brook, divisions; as GeoNames writes them.
const DUMP: &str = "\
203\tKharkivska oblast\tKharkivska oblast\t\t49.8\t36.3\tA\tADM1\tUA\t\t07\t\t\t\t2700000\t\t100\tEurope/Kyiv\t2024-01-01\n\
204\tTarnskyi Raion\tTarnskyi Raion\t\t49.9\t36.2\tA\tADM2\tUA\t\t07\t9\t\t\t60000\t\t100\tEurope/Kyiv\t2024-01-01\n\
900\tVovche\tVovche\tВовче,Wowtsche\t50.01\t36.25\tP\tPPL\tUA\t\t07\t9\t\t\t37\t\t120\tEurope/Kyiv\t2024-01-01\n\
901\tRuiny\tRuiny\t\t50.02\t36.26\tP\tPPLW\tUA\t\t07\t\t\t\t0\t\t120\tEurope/Kyiv\t2024-01-01\n\
902\tNorth Tarn\tNorth Tarn\t\t50.03\t36.21\tP\tPPLX\tUA\t\t07\t9\t\t\t0\t\t120\tEurope/Kyiv\t2024-01-01\n\
903\tTarn Brook\tTarn Brook\t\t50.03\t36.21\tH\tSTM\tUA\t\t07\t9\t\t\t0\t\t120\tEurope/Kyiv\t2024-01-01\n\
1\tTarn\tTarn\tTarnopol Nova,tarn\t50.0\t36.2\tP\tPPL\tUA\t\t07\t\t\t\t999\t\t120\tEurope/Kyiv\t2024-01-01\n\
904\tChuzhe\tChuzhe\t\t51.21\t35.31\tP\tPPL\tRU\t\t99\t\t\t\t12\t\t120\tEurope/Moscow\t2024-01-01\n";

const ALTERNATES: &str = "1\t900\tde\tWolfsdorf\t\t\t\t\t\t\n2\t900\tlink\thttps://example.org\t\t\t\t\t\t\n\
    3\t1\tfr\tTarne\t1\t\t\t\t\t\n4\t77\tfr\tAilleurs\t\t\t\t\t\t\n";

#[test]
fn a_table_is_added() {
    let old = open(base());
    let (bytes, added) = add(&old, &[("own.csv", TABLE)]).unwrap();
    let g = open(bytes);
    assert_eq!(added.places, 4);
    let village = g.lookup("Нижня").next().unwrap().place;
    assert_eq!((village.name, village.country, village.population), ("Nyzhnia, Old", "UA", 120));
    assert_eq!(
        g.admin1_of(&village).unwrap().code,
        "UA-63",
        "the nearest town of its country says where it lies"
    );
    let hai = g.lookup("Zelenyi Hai").next().unwrap().place;
    assert_eq!(
        (hai.country, g.admin1_of(&hai).unwrap().code),
        ("RU", "RU-KRS"),
        "a division brings its country"
    );
    let ridge = g.lookup("the Ridge").next().unwrap();
    assert_eq!((ridge.place.kind, ridge.class), (Kind::Mountain, NameClass::Alternate));
    assert!((ridge.place.radius_km - 12.0).abs() < 0.1);
    assert_eq!(ridge.place.parent, None, "an area may lie across a border");
    let raion = g.lookup("Tarnske raion").next().unwrap().place;
    assert_eq!((raion.kind, g.containing(&raion).next().unwrap().code), (Kind::Admin2, "UA-63"));
}

#[test]
fn a_dump_is_added() {
    let old = open(base());
    let (bytes, added) = add(&old, &[("UA.txt", DUMP), ("alternateNames.txt", ALTERNATES)]).unwrap();
    let g = open(bytes);
    assert_eq!((added.places, added.known), (4, 1));
    let village = g.lookup("Вовче").next().unwrap().place;
    assert_eq!((village.id, village.population), (900, 37));
    assert_eq!(
        g.containing(&village).map(|p| p.id).collect::<Vec<_>>(),
        [204, 203, 102],
        "the dump's own rows of divisions say where it lies"
    );
    assert_eq!(g.lookup("Ruiny").next().unwrap().place.parent.and_then(|i| g.place(i)).unwrap().id, 203);
    assert_eq!(g.lookup("North Tarn").next().unwrap().place.kind, Kind::Quarter);
    assert!(g.lookup("Tarn Brook").is_empty(), "brooks are left out");
    let far = g.lookup("Chuzhe").next().unwrap().place;
    assert_eq!(g.admin1_of(&far).unwrap().code, "RU-KRS", "an unknown code: the nearest town");
    assert_eq!(g.lookup("Wolfsdorf").next().unwrap().place.id, 900);
    assert_eq!(g.lookup("Tarne").next().unwrap().place.id, 1);
    assert!(g.lookup("https://example.org").is_empty() && g.lookup("Ailleurs").is_empty());
}

#[test]
fn what_was_there_stays() {
    let old = open(base());
    let (bytes, _) = add(&old, &[("own.csv", TABLE), ("UA.txt", DUMP)]).unwrap();
    let g = open(bytes);
    for p in old.places() {
        let now = g.places().find(|q| q.id == p.id).unwrap();
        assert_eq!(
            (now.name, now.kind, now.population, now.country, now.code, now.members),
            (p.name, p.kind, p.population, p.country, p.code, p.members)
        );
        let chain = |g: &Gazetteer, p| g.containing(p).map(|q| q.id).collect::<Vec<_>>();
        assert_eq!(chain(&g, &now), chain(&old, &p), "{}", p.name);
        assert!(g.lookup(p.name).any(|c| c.place.id == p.id));
    }
    let tarn = g.lookup("Tarnopol Nova").next().unwrap().place;
    assert_eq!((tarn.id, tarn.population), (1, old.lookup("Tarn").next().unwrap().place.population));
    assert_eq!(g.lookup("Тарн").next().unwrap().place.id, 1);
    assert_eq!(g.demonym("Russian").next().unwrap().place.code, "RU");
    let kursk = g.by_code("RU-KRS").unwrap();
    assert_eq!(g.children(&kursk).map(|p| p.id).filter(|id| *id < 1000).collect::<Vec<_>>(), [2, 904]);
}

#[test]
fn twice_is_once() {
    let files = [("own.csv", TABLE), ("UA.txt", DUMP), ("names.txt", ALTERNATES)];
    let (once, first) = add(&open(base()), &files).unwrap();
    let (twice, second) = add(&open(once.clone()), &files).unwrap();
    assert!(first.places > 0 && first.names > 0);
    assert_eq!((second.places, second.names), (0, 0));
    assert!(once == twice);
    let (both, _) = add(&open(base()), &[files[0], files[0]]).unwrap();
    assert!(both == add(&open(base()), &files[..1]).unwrap().0);
}

#[test]
fn a_new_table_takes_over_what_was_added() {
    let (own, _) = add(&open(base()), &[("own.csv", TABLE)]).unwrap();
    let fresh = open(base());
    let mut additions = Additions::new(&fresh);
    additions.carry(&open(own));
    let (bytes, added) = additions.finish().unwrap();
    let g = open(bytes);
    assert_eq!(added.places, 4);
    let village = g.lookup("Нижня").next().unwrap().place;
    assert_eq!(g.admin1_of(&village).unwrap().code, "UA-63");
    assert_eq!(g.lookup("Tarnske raion").next().unwrap().place.kind, Kind::Admin2);
}

#[test]
fn errors_say_where_and_what_to_do() {
    let old = open(base());
    let error = |text: &str| add(&old, &[("own.csv", text)]).unwrap_err();
    for (text, start, hint) in [
        ("name,latitude\nx,1\n", "own.csv, line 1: no column `lon`", "may be name, lat, lon"),
        ("name,lat,lon\nx,1,2\ny,1,east\n", "own.csv, line 3: longitude `east`", "degrees with a point"),
        ("name,lat,lon\n,1,2\n", "own.csv, line 2: no name", "take the line out"),
        ("name,lat,lon,country\nx,1,2,Nowhere\n", "own.csv, line 2: no country `Nowhere`", "ISO 3166-1"),
        ("name,lat,lon,admin1\nx,1,2,UA-99\n", "own.csv, line 2: no division `UA-99`", "ISO 3166-2"),
        ("name,lat,lon,kind\nx,1,2,country\n", "own.csv, line 2: no kind `country`", "there are settlement"),
        ("name,lat,lon\n\"x,1,2\n", "own.csv, line 2: a quotation mark", "on one line"),
        ("PK\u{3}\u{4}rest", "own.csv, line 1: this is a zip archive", "unpack"),
    ] {
        let message = error(text);
        assert!(message.starts_with(start) && message.contains(hint), "{message}");
    }
    let cut = DUMP.lines().next().unwrap().to_owned() + "\n905\tCut\tCut\n";
    assert!(
        add(&old, &[("UA.txt", &cut)]).unwrap_err().starts_with("UA.txt, line 2: 3 columns instead of 19")
    );
}
