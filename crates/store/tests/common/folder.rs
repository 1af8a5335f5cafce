//! A folder for one test, of whichever crate includes this file.

#![allow(dead_code)] // Every test file uses its part of this.

use std::path::{Path, PathBuf};

/// A folder that is gone when the test is over.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty folder with a name of its own: the crate's and the test's, as all crates share the place for them.
    pub fn new(test: &str) -> Self {
        let name = format!("{}-{test}", env!("CARGO_PKG_NAME"));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
