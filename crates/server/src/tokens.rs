//! The file of tokens: who may read, who may decide. One line each: token, role, name.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// A token shorter than this can be guessed.
const SHORTEST: usize = 16;

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look.
    Reader,
    /// Look, decide and add reports.
    Reviewer,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// What he may do.
    pub role: Role,
    /// His name, if a token says it.
    pub who: Option<String>,
}

/// A file of tokens that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// It cannot be read.
    #[error("tokens {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of it is wrong.
    #[error("tokens {}, line {line}: {what}; a line is: token, reader or reviewer, name", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Nobody could get in.
    #[error("tokens {}: there is no token in it; a line is: token, reader or reviewer, name", .0.display())]
    Empty(PathBuf),
}

/// Tokens, of which only hashes are kept.
#[derive(Debug, Clone)]
pub struct Tokens(Vec<([u8; 32], Caller)>);

impl Tokens {
    /// Reads the file.
    ///
    /// # Errors
    /// [`TokensError`].
    pub fn read(path: &Path) -> Result<Self, TokensError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| TokensError::Io { path: path.into(), source })?;
        let tokens =
            Self::parse(&text).map_err(|(line, what)| TokensError::Line { path: path.into(), line, what })?;
        if tokens.0.is_empty() {
            return Err(TokensError::Empty(path.into()));
        }
        Ok(tokens)
    }

    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut out: Vec<([u8; 32], Caller)> = Vec::new();
        for (n, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fail = |what: String| (n + 1, what);
            let mut words = line.splitn(3, char::is_whitespace);
            let (token, role) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let who = words.next().unwrap_or_default().trim();
            if token.len() < SHORTEST {
                return Err(fail(format!("the token is shorter than {SHORTEST} characters")));
            }
            if !token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b)) {
                return Err(fail("a token is made of letters, digits and -._~+/=".into()));
            }
            let role = match role {
                "reader" => Role::Reader,
                "reviewer" => Role::Reviewer,
                other => return Err(fail(format!("`{other}` is no role"))),
            };
            if who.is_empty() {
                return Err(fail("nobody is named".into()));
            }
            let hash: [u8; 32] = Sha256::digest(token).into();
            if out.iter().any(|(h, _)| *h == hash) {
                return Err(fail("the same token stands there twice".into()));
            }
            out.push((hash, Caller { role, who: Some(who.to_string()) }));
        }
        Ok(Self(out))
    }

    /// Who has this token. Takes the same time whichever it is, and whether there is one.
    pub fn caller(&self, token: &str) -> Option<Caller> {
        let hash: [u8; 32] = Sha256::digest(token).into();
        let mut found = u32::MAX;
        for (n, (known, _)) in self.0.iter().enumerate() {
            let same: Choice = known.ct_eq(&hash);
            found = u32::conditional_select(&found, &(n as u32), same);
        }
        self.0.get(found as usize).map(|(_, caller)| caller.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let good = "# who\n\n0123456789abcdef reader Ann Lee\n  fedcba9876543210 reviewer Bo\n";
        let tokens = Tokens::parse(good).expect("tokens");
        let ann = Caller { role: Role::Reader, who: Some("Ann Lee".into()) };
        assert_eq!(tokens.caller("0123456789abcdef"), Some(ann));
        assert_eq!(tokens.caller("fedcba9876543210").map(|c| c.role), Some(Role::Reviewer));
        assert_eq!(tokens.caller("0123456789abcdeg"), None);
        for bad in [
            "short reader Ann",
            "0123456789abcdef writer Ann",
            "0123456789abcdef reader",
            "0123456789abcd\u{e9}f reader Ann",
            "0123456789abcdef reader Ann\n0123456789abcdef reviewer Bo",
        ] {
            assert!(Tokens::parse(bad).is_err(), "{bad}");
        }
    }
}
