//! What can be wrong with a pipeline directory.

/// A pipeline could not be loaded. Every variant names the file at fault.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is not there or cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Io {
        /// Path inside the pipeline.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file's bytes are not what its format asks for.
    #[error("{file}: damaged: {what}")]
    Damaged {
        /// Path inside the pipeline.
        file: String,
        /// What is wrong, and at which byte where that is known.
        what: String,
    },
    /// The file asks for a part this runtime does not have.
    #[error("{file}: not supported: {what}")]
    Unsupported {
        /// Path inside the pipeline.
        file: String,
        /// The component, architecture or option.
        what: String,
    },
}

impl LoadError {
    pub(crate) fn damaged(file: &str, what: impl Into<String>) -> Self {
        Self::Damaged { file: file.into(), what: what.into() }
    }

    pub(crate) fn unsupported(file: &str, what: impl Into<String>) -> Self {
        Self::Unsupported { file: file.into(), what: what.into() }
    }
}
