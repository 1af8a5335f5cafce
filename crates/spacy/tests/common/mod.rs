//! The pipeline that tests read with, where one is installed.

use std::path::{Path, PathBuf};

/// The directory in `TIDINGS_TEST_PIPELINE`, else `models/en_core_web_md` in the repository. If
/// there is none, says so and gives `None`: the test has nothing to test.
pub fn pipeline_dir() -> Option<PathBuf> {
    let named = std::env::var_os("TIDINGS_TEST_PIPELINE").map(PathBuf::from);
    let dir =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/en_core_web_md"));
    if dir.join("config.cfg").is_file() {
        return Some(dir);
    }
    eprintln!("skipped: no pipeline in {} (set TIDINGS_TEST_PIPELINE)", dir.display());
    None
}
