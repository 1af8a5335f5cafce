//! A finished text or file, to standard output or to a path.

use std::io::Write;
use std::path::Path;

use crate::failure::Failure;

/// Writes `bytes` to a file or standard output.
pub fn write(path: Option<&Path>, bytes: &[u8], what: &str) -> Result<(), Failure> {
    if let Some(path) = path {
        return std::fs::write(path, bytes).map_err(|e| Failure::file(path, &e));
    }
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| Failure::output(what, &e))
}
