//! What the targets change and ask: a small pipeline, gazetteer, ledger and server, made once in a process.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tidings::Models;
use tidings::situation;
use tidings::store::{Given, Store};
use tidings_gazetteer::build::{Sources, compile};

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
 "UA": {"UA-63": {"name": "Kharkivska oblast", "localOtherName": "Kharkiv (eng)", "type": "Region", "parentCode": null, "latLng": [49.8, 36.3]}}
}"#;
const DIVISIONS: &str = "Kurskaya oblast'\tRU-KRS\tRU.41\t201\t\t\t1\t\t1\n\
                         Kharkivska oblast\tUA-63\tUA.07\t203\t\t\t1\t\t2\n\
                         Tarnskyi Raion\t\tUA.07.9\t204\t\t\t2\t2\t2\n";

/// The report of the ledger that is changed, and of the server that is asked.
const REPORT: &str = "Luftangriff auf Tarn\n\nDer Bürgermeister sagte, am Montag seien in Tarn mindestens 12 Menschen getötet \
                      worden. Die Polizei bestritt, dass es Plünderungen gegeben habe.\n";

fn root() -> PathBuf {
    // Of `fuzz` and of the crate whose test includes this file.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here.ancestors().find(|dir| dir.join("tests/pipelines/de/config.cfg").is_file());
    found.expect("tests/pipelines above this crate").to_path_buf()
}

/// A folder of this process.
pub fn folder(name: &str) -> PathBuf {
    // A test's own folder where cargo gives one.
    let top = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let path = top.join(format!("tidings-fuzz-{}", std::process::id())).join(name);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

/// `whole` with changes, each three bytes of where, one of how many (at most 15; the upper bits say what is done), and so
/// many bytes: put over what is there, put in, taken out together with all that follows, or taken out.
pub fn changed(whole: &[u8], mut changes: &[u8]) -> Vec<u8> {
    let mut out = whole.to_vec();
    while let [a, b, c, what, rest @ ..] = changes {
        let at = (u32::from_be_bytes([0, *a, *b, *c]) as usize) % (out.len() + 1);
        let wanted = (what & 15) as usize;
        let (new, more) = rest.split_at(wanted.min(rest.len()));
        match what >> 4 {
            13 => drop(out.splice(at..at, new.iter().copied())),
            14 => out.truncate(at),
            15 => drop(out.drain(at..(at + wanted).min(out.len()))),
            _ => out.iter_mut().skip(at).zip(new).for_each(|(old, new)| *old = *new),
        }
        changes = more;
    }
    out
}

/// Writes the checksum over the header of a gazetteer, so that what is changed is looked at.
pub fn put_right(table: &mut [u8]) {
    if table.len() < 20 {
        return;
    }
    let body = &table[20..];
    let mut h = 0x9e37_79b9_7f4a_7c15 ^ body.len() as u64;
    let mut step = |word: u64| h = (h.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let chunks = body.chunks_exact(8);
    let rest = chunks.remainder();
    chunks.for_each(|chunk| step(chunk.iter().rev().fold(0, |w, b| (w << 8) | u64::from(*b))));
    for b in rest {
        step(u64::from(*b));
    }
    let sum = h ^ (h >> 29);
    table[12..20].copy_from_slice(&sum.to_le_bytes());
}

/// The files of a pipeline that the tests bring.
pub fn pipeline() -> &'static spacy::Memory {
    static FILES: OnceLock<spacy::Memory> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = BTreeMap::new();
        let folder = root().join("tests/pipelines/de");
        collect(&folder, &folder, &mut files);
        spacy::Memory(files)
    })
}

fn collect(top: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(top, &path, files);
        } else if let Ok(name) = path.strip_prefix(top) {
            files.insert(name.to_string_lossy().into_owned(), std::fs::read(&path).expect("a file"));
        }
    }
}

/// A gazetteer of seven places.
pub fn gazetteer() -> &'static [u8] {
    static TABLE: OnceLock<Vec<u8>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let sources = Sources {
            cities: CITIES.as_bytes(),
            countries: COUNTRIES.as_bytes(),
            subdivisions: SUBDIVISIONS.as_bytes(),
            divisions: DIVISIONS.as_bytes(),
            city_divisions: b"Tarn\t1\t2|3\t2\t448733\t50\t36.2\n",
            ..Sources::default()
        };
        let mut table = compile(&sources).expect("compiles");
        let sound = table.clone();
        put_right(&mut table);
        assert!(table == sound, "the checksum is another now: change `put_right`");
        table
    })
}

fn gazetteer_file() -> PathBuf {
    let path = folder("models").join("gazetteer.bin");
    std::fs::write(&path, gazetteer()).expect("written");
    path
}

/// The small pipelines and the small gazetteer.
pub fn models() -> Models {
    Models::open(&root().join("tests/pipelines/de"), &gazetteer_file()).expect("models")
}

fn filled(path: &Path) {
    let origin = "/reports/tarn.txt";
    let stamp = "2024-05-01T00:00:00Z";
    let sources = situation::sources(REPORT.into(), "tarn.txt", origin, &Given::default(), stamp, |_, _| ());
    let mut store = Store::create(path).expect("a ledger");
    situation::add(&mut store, &models(), sources, 1, |_, _| ()).expect("added");
}

/// The bytes of a ledger file with one report.
pub fn ledger() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let path = folder("sound").join("x.tidings");
        let _ = std::fs::remove_file(&path);
        filled(&path);
        std::fs::read(&path).expect("read")
    })
}

/// Where a server over such a ledger listens.
pub fn server() -> SocketAddr {
    static SERVER: OnceLock<tidings_server::Running> = OnceLock::new();
    let running = SERVER.get_or_init(|| {
        let ledger = folder("server").join("x.tidings");
        let _ = std::fs::remove_file(&ledger);
        filled(&ledger);
        tidings_server::start(tidings_server::Options {
            ledger,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tokens: None,
            hosts: Vec::new(),
            model: root().join("tests/pipelines/de"),
            gazetteer: gazetteer_file(),
            threads: 1,
        })
        .expect("a server")
    });
    running.address()
}
