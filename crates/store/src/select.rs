//! Which claims a filter may find, by the file's own indices.
//!
//! An answer is never too small: every claim that [`Query::holds`] of is in it. It may be too large, where the filter
//! asks for what the index does not know (`is:`, `has:`, `-`) or knows roughly (figures). Who needs it exactly asks `holds`
//! of what is found.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tidings_ledger::Query;
use tidings_ledger::query::{Field, Folded, Review};

use crate::engine::{Result, Value};
use crate::filter::{Filter, Found};
use crate::question::Ask;
use crate::{Store, StoreError, derived, marks};

/// Names that one question may go by; where a word is part of more, the index does not narrow the search.
const MOST_NAMES: usize = 4_000;

/// Sources that are looked up one by one; of more, all are read in order.
const FEW_SOURCES: usize = 500;

impl Store {
    /// The claims for which a filter may hold, in order of source and index; `None` if the indices rule nothing out.
    ///
    /// # Errors
    /// A damaged file, or one that another version read.
    pub fn select(&self, filter: &Filter) -> std::result::Result<Option<Vec<Found>>, StoreError> {
        self.up_to_date()?;
        self.found(filter).map_err(|e| self.error(e))
    }

    fn found(&self, filter: &Filter) -> Result<Option<Vec<Found>>> {
        let area = filter.area.map(|a| self.engine.find_inside(a)).transpose()?;
        let area = area.map(|named| Ask::marked('p', &named));
        let asked = match (area, self.all(std::slice::from_ref(&filter.query))?) {
            (Some(a), Some(b)) => Ask::all(vec![a, b]),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return Ok(None),
        };
        let ids = match asked {
            Ask::Nothing => Vec::new(),
            ask => self.engine.find(&ask, (filter.most > 0).then_some(filter.most))?,
        };
        self.of_ids(&ids).map(Some)
    }

    /// The claims of these ids, which are in order; a claim without its source is a damage that `check` tells.
    pub(crate) fn of_ids(&self, ids: &[i64]) -> Result<Vec<Found>> {
        let of = |id: &i64| derived::of_claim(*id).0;
        let reports: Vec<&[i64]> = ids.chunk_by(|a, b| of(a) == of(b)).collect();
        let mut out = Vec::with_capacity(ids.len());
        let mut put = |source: [u8; 32], ids: &[i64]| {
            out.extend(ids.iter().map(|id| Found { source, ordinal: derived::of_claim(*id).1 }));
        };
        if reports.len() <= FEW_SOURCES {
            let hash = "SELECT sha256 FROM source WHERE id = $1";
            let mut named = BTreeMap::new();
            for ids in reports {
                let source = self.engine.first(hash, &[Value::Int(of(&ids[0]))], |row| row.sha256(0))?;
                named.extend(source.map(|source| (source, ids)));
            }
            for (source, ids) in named {
                put(source, ids);
            }
        } else {
            // For many, one pass over the index of hashes is faster than a look at each row, and has them in order.
            let last = reports.last().map_or(0, |ids| of(&ids[0]));
            let mut of_source: Vec<&[i64]> = vec![&[]; last as usize + 1];
            for ids in reports {
                of_source[of(&ids[0]) as usize] = ids;
            }
            self.engine.rows("SELECT id, sha256 FROM source ORDER BY sha256", &[], &mut |row| {
                let ids = of_source.get(row.int(0)? as usize).copied().unwrap_or_default();
                if !ids.is_empty() {
                    put(row.sha256(1)?, ids);
                }
                Ok(true)
            })?;
        }
        Ok(out)
    }

    /// The question that finds all claims of which all of these may hold; `None` = any claim.
    fn all(&self, parts: &[Query]) -> Result<Option<Ask>> {
        let (mut since, mut until) = (None, None);
        let mut asks = Vec::new();
        for part in parts {
            match part {
                Query::Since(day) => since = since.max(Some(*day)),
                Query::Until(day) => until = until.map_or(Some(*day), |d: Date| Some(d.min(*day))),
                part => asks.extend(self.ask(part)?),
            }
        }
        if since.is_some() || until.is_some() {
            asks.extend(self.days(since, until)?);
        }
        Ok((!asks.is_empty()).then(|| Ask::all(asks)))
    }

    fn ask(&self, q: &Query) -> Result<Option<Ask>> {
        Ok(match q {
            Query::All | Query::Not(_) => None,
            Query::And(parts) => self.all(parts)?,
            Query::Since(_) | Query::Until(_) => self.all(std::slice::from_ref(q))?,
            Query::Or(parts) => any(parts.iter().map(|part| self.ask(part)))?,
            Query::Field(field, values) => any(values.iter().map(|value| self.field(*field, value)))?,
            Query::Words(words) => Some(match phrase(words) {
                words if words.is_empty() => Ask::Nothing,
                words => Ask::Words(words),
            }),
            Query::Figure(measure, how, n) => Some(marks::figures(*measure, Some((*how, *n)))),
        })
    }

    fn field(&self, field: Field, value: &str) -> Result<Option<Ask>> {
        if field == Field::Figure {
            let measure = tidings_ledger::query::measure(value);
            return Ok(Some(measure.map_or(Ask::Nothing, |m| marks::figures(m, None))));
        }
        // The index knows claims as they were read, when nobody had decided anything.
        if field == Field::Review && value != Review::Unreviewed.as_str() {
            return Ok(Some(Ask::Nothing));
        }
        let Some(letter) = marks::letter(field).filter(|_| marks::is_marked(field, value)) else {
            return Ok(None);
        };
        let named = match field {
            Field::Type | Field::Stance | Field::Tier => {
                let sql = "SELECT id FROM name WHERE text = $1";
                self.engine.list(sql, &[Value::Text(value)], |row| row.int(0))?
            }
            _ => {
                let words = phrase(value);
                if words.is_empty() {
                    return Ok(Some(Ask::Nothing));
                }
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                self.engine.find_names(&words, MOST_NAMES + 1)?
            }
        };
        if named.len() > MOST_NAMES {
            return Ok(None);
        }
        if field != Field::By {
            return Ok(Some(Ask::marked(letter, &named)));
        }
        // A claim without a speaker is said by the publisher.
        let own = Ask::Marks(vec![marks::OWN_VOICE.into()]);
        let publisher = if value.eq_ignore_ascii_case("publisher") {
            own
        } else {
            Ask::all(vec![own, Ask::marked('f', &named)])
        };
        Ok(Some(Ask::any(vec![Ask::marked(letter, &named), publisher])))
    }

    /// Claims whose days reach `since` and begin by `until`.
    fn days(&self, since: Option<Date>, until: Option<Date>) -> Result<Option<Ask>> {
        let (since, until) = (since.map_or(i64::MIN, marks::day), until.map_or(i64::MAX, marks::day));
        let sql = "SELECT id FROM stretch WHERE first <= $1 AND last >= $2 LIMIT $3";
        let values = [Value::Int(until), Value::Int(since), Value::Int(MOST_NAMES as i64 + 1)];
        let stretches = self.engine.list(sql, &values, |row| row.int(0))?;
        Ok((stretches.len() <= MOST_NAMES).then(|| Ask::marked('d', &stretches)))
    }
}

/// The words of a phrase, folded.
fn phrase(words: &str) -> Vec<String> {
    Folded::new(words).to_string().split_whitespace().map(str::to_owned).collect()
}

/// One of these; any claim if one of them is any claim.
fn any(parts: impl Iterator<Item = Result<Option<Ask>>>) -> Result<Option<Ask>> {
    Ok(parts.collect::<Result<Option<Vec<Ask>>>>()?.map(Ask::any))
}
