//! A table from words to lemmas.

use rustc_hash::FxHashMap;

use crate::error::LoadError;
use crate::msgpack::Value;

/// The table `lemma_lookup`: string ids to lemmas.
#[derive(Default)]
pub(super) struct Lookup {
    places: FxHashMap<u64, (u32, u32)>,
    text: String,
}

impl Lookup {
    /// Reads the table, if the file has it.
    pub(super) fn load(value: &Value<'_>, file: &str) -> Result<Lookup, LoadError> {
        let damaged = || LoadError::damaged(file, "lemma_lookup is not a map from string ids to lemmas");
        let mut lookup = Lookup::default();
        let Some(table) = value.get("lemma_lookup") else { return Ok(lookup) };
        for (key, lemma) in table.as_map().ok_or_else(damaged)? {
            // Of several lemmas the first counts.
            let list = lemma.as_array();
            let lemma = list.map_or(Some(lemma), <[_]>::first).and_then(Value::as_str).ok_or_else(damaged)?;
            let start = lookup.text.len() as u32;
            lookup.text.push_str(lemma);
            let place = (start, lookup.text.len() as u32);
            lookup.places.insert(key.as_u64().ok_or_else(damaged)?, place);
        }
        Ok(lookup)
    }

    /// Appends the lemma of the word with this id; false if it has none.
    pub(super) fn get(&self, id: u64, out: &mut String) -> bool {
        let found = self.places.get(&id);
        if let Some(&(start, end)) = found {
            out.push_str(&self.text[start as usize..end as usize]);
        }
        found.is_some()
    }
}
