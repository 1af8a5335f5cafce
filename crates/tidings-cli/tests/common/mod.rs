//! Runs the real binary in a folder of its own.

#![allow(dead_code)] // Every test file uses its part of this.

#[path = "../../../store/tests/common/folder.rs"]
mod folder;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub use folder::Folder;

impl Folder {
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    /// The command, run in this folder with the models of the repository.
    pub fn command(&self, args: &[&str]) -> Command {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        command.current_dir(&self.0).args(args);
        if std::env::var_os("TIDINGS_DATA").is_none() {
            command.env("TIDINGS_DATA", models);
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    /// Writes to a pipe that nobody reads any more: no message, and no failure.
    #[cfg(unix)]
    pub fn closed_pipe(&self, args: &[&str]) {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output =
            self.command(args).stdout(writer).stderr(Stdio::piped()).output().expect("the binary ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }

    /// With `input` on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_vec();
        // A command that does not read its input closes it; that is no fault.
        let feed = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the binary ends");
        feed.join().expect("input is fed");
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// What became of a run.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Standard output of a run that must have ended with this code and without a panic.
    pub fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code; standard error:\n{}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// Each line of standard output as JSON.
    pub fn json(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect()
    }
}

/// The characters of `text` from one code point to another.
pub fn slice(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

/// A report with speakers, a figure and a place.
pub const REPORT: &str = "\
Flood cuts off villages on the Tisza

Mayor Ilona Varga said at least 40 people were evacuated from Tokaj on Tuesday. \
The Hungarian Red Cross denied that its depot had been looted.

Rescuers will search the lower town on Wednesday, the fire service said.
";
