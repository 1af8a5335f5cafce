//! `tidings gazetteer add`: a user's own places in their gazetteer by one command.

mod common;

use std::path::Path;

use common::Folder;

/// A folder with a copy of the gazetteer, to be added to.
fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    let data = std::env::var_os("TIDINGS_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models"), Into::into);
    std::fs::copy(data.join("gazetteer.bin"), folder.path("own.bin")).expect("`make models` builds it");
    folder
}

fn find(folder: &Folder, name: &str) -> String {
    folder.run(&["gazetteer", "find", name, "--gazetteer", "own.bin"]).with_code(0).out
}

#[test]
fn a_village_of_a_table_is_found_in_a_report() {
    let folder = folder("add-table");
    folder.write("villages.csv", "name,lat,lon,population,names\nQuellhain,47.99,21.31,41,Quelhain|Ódkút\n");
    let before = find(&folder, "Tokaj");
    let told = folder.run(&["gazetteer", "add", "villages.csv", "--gazetteer", "own.bin"]).with_code(0).err;
    assert!(told.contains("1 places and 3 names added"), "{told}");
    assert!(find(&folder, "Ódkút").contains("HU-"), "the nearest town says where it lies");
    assert_eq!(find(&folder, "Tokaj"), before, "what was there stays");
    let once = std::fs::read(folder.path("own.bin")).expect("the table");
    folder.run(&["gazetteer", "add", "villages.csv", "--gazetteer", "own.bin"]).with_code(0);
    assert!(std::fs::read(folder.path("own.bin")).expect("the table") == once, "twice is once");

    let line = r#"{"text": "Shells hit the village of Quellhain in Hungary on Monday."}"#;
    let args = ["annotate", "-", "--layers", "places", "--gazetteer", "own.bin"];
    let places = folder.run_with(&args, format!("{line}\n").as_bytes()).with_code(0).json();
    let place = places[0]["places"].as_array().expect("places")[0].clone();
    assert_eq!((&place["surface"], &place["country"]), (&"Quellhain".into(), &"HU".into()));
}

#[test]
fn a_dump_of_geonames_is_added_beside_the_old_table() {
    let folder = folder("add-dump");
    let dump = "91000001\tQuellhain\tQuellhain\tÓdkút\t47.99\t21.31\tP\tPPL\tHU\t\t04\t\t\t\t41\t\t120\tEurope/Budapest\t2024-01-01\n";
    folder.write("HU.txt", dump);
    let args = ["gazetteer", "add", "HU.txt", "--gazetteer", "own.bin", "-o", "new.bin"];
    folder.run(&args).with_code(0);
    assert_eq!(find(&folder, "Quellhain"), "", "the old table is as it was");
    let found = folder.run(&["gazetteer", "find", "Ódkút", "--gazetteer", "new.bin"]).with_code(0).out;
    assert!(found.starts_with("Quellhain") && found.contains("HU"), "{found}");
}

#[test]
fn a_bad_line_changes_nothing() {
    let folder = folder("add-bad");
    let before = std::fs::read(folder.path("own.bin")).expect("the table");
    folder.write("bad.csv", "name,lat,lon\nQuellhain,47.99,21.31\nNowhere,north,3\n");
    let told = folder.run(&["gazetteer", "add", "bad.csv", "--gazetteer", "own.bin"]).with_code(1).err;
    assert!(told.contains("bad.csv, line 3") && told.contains("Nothing was changed"), "{told}");
    let told = folder.run(&["gazetteer", "add", "none.csv", "--gazetteer", "own.bin"]).with_code(1).err;
    assert!(told.contains("none.csv"), "{told}");
    assert!(std::fs::read(folder.path("own.bin")).expect("the table") == before);
}
