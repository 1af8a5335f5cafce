//! Which reports are of some days: published then, or telling of something that ended then.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::engine::{Result, Value};
use crate::question::Ask;
use crate::{Store, StoreError, marks};

/// Stretches of days in one question to the index.
const AT_ONCE: usize = 2_000;

impl Store {
    /// Hashes of the reports that were published from the first to the last day of one of `stretches` (received, where
    /// they state no day of publication), and of those with a claim whose time ends then; what has no end, like a plan
    /// without a day, begins then.
    ///
    /// # Errors
    /// A damaged file, or one that another version read.
    pub fn around(&self, stretches: &[(Date, Date)]) -> std::result::Result<BTreeSet<[u8; 32]>, StoreError> {
        self.up_to_date()?;
        let mut out = BTreeSet::new();
        for (first, last) in stretches {
            self.published(*first, *last, &mut out).map_err(|e| self.error(e))?;
            self.told(*first, *last, &mut out).map_err(|e| self.error(e))?;
        }
        Ok(out)
    }

    fn published(&self, first: Date, last: Date, out: &mut BTreeSet<[u8; 32]>) -> Result<()> {
        let (first, last) = (first.to_string(), last.to_string());
        let days = [Value::Text(&first), Value::Text(&last)];
        for sql in [
            "SELECT sha256 FROM report JOIN source ON source.id = report.source \
             WHERE published >= $1 AND published <= $2",
            // A stamp begins with its day.
            "SELECT sha256 FROM report JOIN source ON source.id = report.source \
             JOIN sighting ON sighting.id = report.sighting \
             WHERE published IS NULL AND substr(received, 1, 10) >= $1 AND substr(received, 1, 10) <= $2",
        ] {
            out.extend(self.engine.list(sql, &days, |row| row.sha256(0))?);
        }
        Ok(())
    }

    fn told(&self, first: Date, last: Date, out: &mut BTreeSet<[u8; 32]>) -> Result<()> {
        let sql = "SELECT id FROM stretch WHERE last >= $1 AND last <= $2 \
                   UNION SELECT id FROM stretch WHERE last = $3 AND first >= $1 AND first <= $2 ORDER BY id";
        let values = [Value::Int(marks::day(first)), Value::Int(marks::day(last)), Value::Int(i64::MAX)];
        let stretches = self.engine.list(sql, &values, |row| row.int(0))?;
        for some in stretches.chunks(AT_ONCE) {
            let ids = self.engine.find(&Ask::marked('d', some), None)?;
            out.extend(self.of_ids(&ids)?.into_iter().map(|found| found.source));
        }
        Ok(())
    }
}
