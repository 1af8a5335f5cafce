//! What is wrong with a file, found without changing it.

use sha2::{Digest, Sha256};
use tidings_text::hex;

use crate::{Derived, Raw, Store, StoreError};

/// Something that should not be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In words.
    pub what: String,
    /// Whether `tidings rebuild` mends it: only what is derived is concerned.
    pub rebuild: bool,
}

impl Store {
    /// Everything that is wrong with the ledger: the database's own check, every source against its hash, every
    /// reference, every reading against its rows, and every decision.
    ///
    /// # Errors
    /// Only if the ledger cannot be read at all.
    pub fn check(&self) -> Result<Vec<Problem>, StoreError> {
        let mut out = Vec::new();
        let fail = |e| self.error(e);
        let mut problem = |what: String, rebuild: bool| out.push(Problem { what, rebuild });
        for (what, rebuild) in self.engine.examine().map_err(fail)? {
            problem(what, rebuild);
        }
        // All numbers first: in a damaged tree a next one may be none.
        for id in self.list("SELECT id FROM source ORDER BY id", &[], |row| row.int(0))? {
            let Some(raw) = Raw::read(&*self.engine, id).map_err(fail)? else {
                problem(format!("source number {id}: nothing says where it came from"), false);
                continue;
            };
            let name = short(&raw.sha256);
            match raw.decode() {
                Err(what) => problem(format!("source {name}: {what}"), false),
                Ok(s) if <[u8; 32]>::from(Sha256::digest(&s.bytes)) != s.sha256 => {
                    problem(format!("source {name}: its bytes do not have this hash"), false);
                }
                Ok(_) => {}
            }
        }
        let unread = "SELECT sha256 FROM source WHERE id NOT IN (SELECT source FROM report) ORDER BY id";
        for sha256 in self.list(unread, &[], |row| row.sha256(0))? {
            problem(format!("source {}: nothing was read of it", short(&sha256)), true);
        }
        if self.up_to_date().is_err() {
            problem("what was read is of another version".into(), true);
        } else {
            self.check_readings(&mut problem)?;
        }
        if let Err(e) = self.decisions() {
            problem(e.to_string(), false);
        }
        Ok(out)
    }

    fn check_readings(&self, problem: &mut impl FnMut(String, bool)) -> Result<(), StoreError> {
        let (mut readings, mut claims) = (0, 0);
        let sql = "SELECT sha256, body, claims FROM report JOIN source ON source.id = report.source \
                   JOIN reading ON reading.source = report.source ORDER BY source.id";
        let read = self.engine.rows(sql, &[], &mut |row| {
            readings += 1;
            let (sha, said) = (row.sha256(0)?, row.int(2)?);
            match Derived::decode(&row.blob(1)?) {
                Err(e) => problem(format!("report {}: {e}", short(&sha)), true),
                Ok(d) => {
                    if d.claims.len() as i64 != said {
                        problem(format!("report {}: {said} claims, {}", short(&sha), d.claims.len()), true);
                    }
                    claims += said;
                }
            }
            Ok(true)
        });
        read.map_err(|e| self.error(e))?;
        let indexed = self.engine.indexed().map_err(|e| self.error(e))?;
        for (there, expected, of) in [
            (self.number("SELECT count(*) FROM report", &[])?, readings, "reports"),
            (self.number("SELECT count(*) FROM reading", &[])?, readings, "readings"),
            (indexed, claims, "claims in the index of words"),
        ] {
            if there != expected {
                problem(format!("{there} {of}, where {expected} belong"), true);
            }
        }
        Ok(())
    }
}

/// As many digits of a hash as tell sources apart.
fn short(sha256: &[u8; 32]) -> String {
    hex(&sha256[..8])
}
