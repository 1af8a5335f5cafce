//! What is wrong with a file, found without changing it.

use sha2::{Digest, Sha256};
use tidings_text::hex;

use crate::{Derived, Store, StoreError, raw};

/// Something that should not be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In words.
    pub what: String,
    /// Whether `tidings rebuild` mends it: only what is derived is concerned.
    pub rebuild: bool,
}

impl Store {
    /// Everything that is wrong with the file: SQLite's own check, every source against its hash, every reference,
    /// every reading against its rows, and every decision.
    ///
    /// # Errors
    /// Only if the file cannot be read at all.
    pub fn check(&self) -> Result<Vec<Problem>, StoreError> {
        let mut out = Vec::new();
        let fail = |e| StoreError::of(&self.path, e);
        let mut problem = |what: String, rebuild: bool| out.push(Problem { what, rebuild });
        for line in self.lines("PRAGMA integrity_check(100)")? {
            if line != "ok" {
                problem(format!("SQLite: {line}"), false);
            }
        }
        for line in
            self.lines("SELECT \"table\" || ' ' || coalesce(rowid, '') FROM pragma_foreign_key_check")?
        {
            problem(format!("a row refers to nothing: {line}"), true);
        }
        let mut q =
            self.db.prepare("SELECT id, sha256, bytes, size, media FROM source ORDER BY id").map_err(fail)?;
        let mut rows = q.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let raw = raw(&self.db, row).map_err(fail)?;
            let name = short(&raw.sha256);
            match raw.decode(&self.path) {
                Err(e) => problem(format!("source {name}: {e}"), false),
                Ok(s) if <[u8; 32]>::from(Sha256::digest(&s.bytes)) != s.sha256 => {
                    problem(format!("source {name}: its bytes do not have this hash"), false);
                }
                Ok(_) => {}
            }
        }
        let unread =
            "SELECT substr(hex(sha256), 1, 16) FROM source WHERE id NOT IN (SELECT source FROM report)";
        for name in self.lines(unread)? {
            problem(format!("source {}: nothing was read of it", name.to_lowercase()), true);
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
        let fail = |e| StoreError::of(&self.path, e);
        let mut q = self
            .db
            .prepare(
                "SELECT sha256, body, claims, (SELECT count(*) FROM claim WHERE claim.report = report.source) \
                 FROM report JOIN source ON source.id = report.source ORDER BY source.id",
            )
            .map_err(fail)?;
        let mut rows = q.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let (sha, body) =
                (row.get::<_, [u8; 32]>(0).map_err(fail)?, row.get::<_, Vec<u8>>(1).map_err(fail)?);
            let (said, there) = (row.get::<_, i64>(2).map_err(fail)?, row.get::<_, i64>(3).map_err(fail)?);
            match Derived::decode(&body) {
                Err(e) => problem(format!("report {}: {e}", short(&sha)), true),
                Ok(d) if d.claims.len() as i64 != said || said != there => {
                    problem(format!("report {}: {} claims, {there} rows", short(&sha), d.claims.len()), true);
                }
                Ok(_) => {}
            }
        }
        let words: i64 = self.one("SELECT count(*) FROM claim_words", [])?;
        let claims: i64 = self.one("SELECT count(*) FROM claim", [])?;
        if words != claims {
            problem(format!("{claims} claims, but {words} in the index of words"), true);
        }
        let tree: String = self.one("SELECT rtreecheck('claim_box')", [])?;
        if tree != "ok" {
            problem(format!("the index of places: {tree}"), true);
        }
        Ok(())
    }

    fn lines(&self, sql: &str) -> Result<Vec<String>, StoreError> {
        let fail = |e| StoreError::of(&self.path, e);
        let mut q = self.db.prepare(sql).map_err(fail)?;
        let rows = q.query_map([], |r| r.get::<_, String>(0)).map_err(fail)?;
        rows.collect::<Result<_, _>>().map_err(fail)
    }
}

/// As many digits of a hash as tell sources apart.
fn short(sha256: &[u8; 32]) -> String {
    hex(&sha256[..8])
}
