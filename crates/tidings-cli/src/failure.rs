//! How a command ends: exit codes and one-line errors.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use tidings::ModelsError;
use tidings::store::StoreError;

/// A command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Everything was read.
    Whole,
    /// Some inputs or lines could not be read; each was told on standard error.
    Partly,
}

impl Done {
    /// 0 or 3.
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Done::Whole => 0,
            Done::Partly => 3,
        })
    }

    /// Whole if nothing was bad.
    pub fn of(bad: u64) -> Self {
        if bad == 0 { Done::Whole } else { Done::Partly }
    }
}

/// A command that could not do its work.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
    /// The reader of a pipe went away: nothing to say.
    silent: bool,
}

impl Failure {
    /// Wrong arguments: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into(), silent: false }
    }

    /// The work failed: exit code 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into(), silent: false }
    }

    /// What reading needs is missing or damaged: exit code 4.
    pub fn data(message: impl Into<String>) -> Self {
        Self { code: 4, message: message.into(), silent: false }
    }

    /// `what` could not be written. A closed pipe (`| head`) is no error.
    pub fn output(what: &str, e: &io::Error) -> Self {
        let silent = e.kind() == io::ErrorKind::BrokenPipe;
        Self { code: u8::from(!silent), message: format!("cannot write {what}: {e}"), silent }
    }

    /// `path` could not be written.
    pub fn file(path: &Path, e: &io::Error) -> Self {
        Self::new(format!("{}: {e}", path.display()))
    }

    /// Says it on standard error.
    pub fn report(self) -> ExitCode {
        if !self.silent {
            eprintln!("tidings: {}", self.message);
        }
        ExitCode::from(self.code)
    }
}

impl From<ModelsError> for Failure {
    fn from(e: ModelsError) -> Self {
        Self::data(e.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        Self::new(e.to_string())
    }
}

impl From<tidings_server::ServeError> for Failure {
    fn from(e: tidings_server::ServeError) -> Self {
        use tidings_server::ServeError;
        match e {
            ServeError::Open(_) | ServeError::Tokens(_) => Self::usage(e.to_string()),
            _ => Self::new(e.to_string()),
        }
    }
}
