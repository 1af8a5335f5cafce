//! A folder as a feed: files are taken as they come in, in order of their names.

use std::path::{Path, PathBuf};

/// Endings of files that are taken.
const ENDINGS: [&str; 8] = ["txt", "text", "html", "htm", "xhtml", "jsonl", "ndjson", "json"];

/// A file that is there.
pub struct File {
    pub path: PathBuf,
    pub size: u64,
    /// Milliseconds since 1970 of its last change.
    pub changed: u64,
}

/// The files below a folder. Hidden ones and links are left out, so that it cannot lead in a circle or elsewhere.
pub fn files(folder: &Path) -> std::io::Result<Vec<File>> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let mut out = Vec::new();
    for entry in entries {
        let path = entry.path();
        let Ok(meta) = entry.metadata() else { continue };
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if meta.is_dir() {
            // A folder that cannot be read hides none of the others.
            out.extend(files(&path).unwrap_or_default());
        } else if meta.is_file() {
            let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            let since = meta.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
            if ENDINGS.contains(&ending.as_str()) {
                out.push(File { path, size: meta.len(), changed: since.map_or(0, |d| d.as_millis() as u64) });
            }
        }
    }
    Ok(out)
}
