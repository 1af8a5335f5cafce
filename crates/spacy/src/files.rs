//! Where a pipeline's bytes come from. The only module of this crate that touches the disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::LoadError;

/// The bytes of one file: owned, or a read-only memory map.
#[derive(Debug, Clone)]
pub enum Bytes {
    /// In memory.
    Owned(Arc<[u8]>),
    /// Mapped from disk.
    Mapped(Arc<memmap2::Mmap>),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Owned(b) => b,
            Bytes::Mapped(m) => m,
        }
    }
}

/// Gives a pipeline's files by their path inside it (`tok2vec/model`).
pub trait PipelineFiles {
    /// The bytes of `path`.
    ///
    /// # Errors
    /// What the store said; `NotFound` if the pipeline has no such file.
    fn read(&self, path: &str) -> io::Result<Bytes>;
}

/// Reads `path`, with the error that names it.
pub(crate) fn read(files: &dyn PipelineFiles, path: &str) -> Result<Bytes, LoadError> {
    files.read(path).map_err(|source| LoadError::Io { file: path.into(), source })
}

/// Reads `path` as JSON.
pub(crate) fn json(files: &dyn PipelineFiles, path: &str) -> Result<serde_json::Value, LoadError> {
    serde_json::from_slice(&read(files, path)?).map_err(|e| LoadError::damaged(path, e.to_string()))
}

/// A pipeline directory on disk, read through memory maps.
#[derive(Debug, Clone)]
pub struct Directory(pub PathBuf);

impl PipelineFiles for Directory {
    fn read(&self, path: &str) -> io::Result<Bytes> {
        let file = File::open(self.0.join(path))?;
        if file.metadata()?.len() == 0 {
            return Ok(Bytes::Owned(Arc::from(&[][..])));
        }
        // SAFETY: the map is read-only and private. A file that another process truncates while it is
        // mapped would end this process with SIGBUS; pipelines are installed once and not rewritten in
        // place, which the installation command relies on too (it renames a finished directory).
        let map = unsafe { memmap2::MmapOptions::new().map_copy_read_only(&file)? };
        Ok(Bytes::Mapped(Arc::new(map)))
    }
}

/// A pipeline held in memory, for tests and for callers that bring their own store.
#[derive(Debug, Clone, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl PipelineFiles for Memory {
    fn read(&self, path: &str) -> io::Result<Bytes> {
        let bytes = self.0.get(path).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(Bytes::Owned(Arc::from(bytes.as_slice())))
    }
}
