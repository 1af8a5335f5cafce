//! What `fuzz/` feeds to every reader of foreign bytes, replayed without cargo-fuzz: the seeds, and everything that was ever
//! found (docs/fuzzing.md), with changes of its own drawn from a fixed seed.

#[path = "../../../fuzz/src/lib.rs"]
mod readers;

use std::path::{Path, PathBuf};

/// The files of one target, in order.
fn files(kind: &str, target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(kind).join(target);
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    files
}

#[test]
fn seeds_and_findings_are_read() {
    for (name, read) in readers::TARGETS {
        let seeds = files("seeds", name);
        assert!(!seeds.is_empty(), "no seeds for {name}");
        for path in seeds.into_iter().chain(files("found", name)) {
            println!("{}", path.display());
            read(&std::fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn seeds_are_read_cut_and_changed() {
    let mut state = 0x7469_6469_6e67_7321_u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % n.max(1)
    };
    for (name, read) in readers::TARGETS {
        for path in files("seeds", name) {
            let whole = std::fs::read(&path).expect("a file");
            for round in 0..8 {
                let mut bytes = whole.clone();
                for _ in 0..=below(6) {
                    if let Some(at) = bytes.len().checked_sub(1).map(|last| below(last + 1)) {
                        bytes[at] = below(256) as u8;
                    }
                }
                if round % 2 == 0 {
                    bytes.truncate(below(bytes.len() + 1));
                }
                println!("{}: round {round}", path.display());
                read(&bytes);
            }
        }
    }
}
