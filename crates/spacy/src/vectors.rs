//! The static word vectors of larger pipelines: a table of rows, and which string has which row.

use crate::error::LoadError;
use crate::files::{self, Bytes, PipelineFiles};
use crate::msgpack::Reader;
use crate::npy::Matrix;

const VECTORS: &str = "vocab/vectors";
const ROWS: &str = "vocab/key2row";
const SETTINGS: &str = "vocab/vectors.cfg";

/// Word vectors. The floats stay in the (mapped) file; only the key table is in memory.
pub(crate) struct Vectors {
    bytes: Bytes,
    matrix: Matrix,
    rows: RowTable,
}

impl Vectors {
    pub(crate) fn load(files: &dyn PipelineFiles) -> Result<Vectors, LoadError> {
        let settings = files::read(files, SETTINGS)?;
        let settings: serde_json::Value =
            serde_json::from_slice(&settings).map_err(|e| LoadError::damaged(SETTINGS, e.to_string()))?;
        match settings.get("mode").and_then(|m| m.as_str()) {
            None | Some("default") => {}
            Some(mode) => return Err(LoadError::unsupported(SETTINGS, format!("mode = {mode}"))),
        }
        if let Some(attr) =
            settings.get("attr").filter(|a| a.as_str() != Some("ORTH") && a.as_u64() != Some(65))
        {
            return Err(LoadError::unsupported(SETTINGS, format!("attr = {attr}")));
        }
        let bytes = files::read(files, VECTORS)?;
        let matrix = Matrix::parse(&bytes).map_err(|what| LoadError::damaged(VECTORS, what))?;
        let keys = files::read(files, ROWS)?;
        let rows = RowTable::parse(&keys, matrix.rows).map_err(|what| LoadError::damaged(ROWS, what))?;
        Ok(Vectors { bytes, matrix, rows })
    }

    /// Floats in a vector.
    pub(crate) fn width(&self) -> usize {
        self.matrix.columns
    }

    /// Copies the vector of the string with this id to `out`; false if it has none.
    pub(crate) fn get(&self, id: u64, out: &mut [f32]) -> bool {
        let row = self.rows.get(id);
        if let Some(row) = row {
            self.matrix.row(&self.bytes, row as usize, out);
        }
        row.is_some()
    }
}

/// String id to row, by open addressing: the ids are hashes already. A slot holds the row plus
/// one; zero is a free slot.
struct RowTable {
    keys: Vec<u64>,
    rows: Vec<u32>,
}

impl RowTable {
    fn parse(bytes: &[u8], row_count: usize) -> Result<RowTable, String> {
        let mut reader = Reader::new(bytes);
        let count = reader.map().map_err(|e| e.to_string())? as usize;
        if count > bytes.len() / 2 {
            return Err("the map is longer than the file".into());
        }
        let capacity = (count * 4 / 3 + 1).next_power_of_two();
        let mut table = RowTable { keys: vec![0; capacity], rows: vec![0; capacity] };
        for _ in 0..count {
            let key = reader.token().map_err(|e| e.to_string())?;
            let row = reader.token().map_err(|e| e.to_string())?;
            let key = key.as_u64().ok_or_else(|| reader.error("the key is no string id").to_string())?;
            let row = row.as_i64().ok_or_else(|| reader.error("the row is no number").to_string())?;
            if row < 0 {
                continue;
            }
            if row as u64 >= row_count as u64 || row >= i64::from(u32::MAX) {
                return Err(reader.error("the row does not exist").to_string());
            }
            let slot = table.slot(key);
            table.keys[slot] = key;
            table.rows[slot] = row as u32 + 1;
        }
        if reader.at_end() { Ok(table) } else { Err(reader.error("more bytes after the map").to_string()) }
    }

    fn get(&self, key: u64) -> Option<u32> {
        self.rows[self.slot(key)].checked_sub(1)
    }

    /// Where `key` is, or the free slot where it would go. There always is a free slot.
    fn slot(&self, key: u64) -> usize {
        let mask = self.keys.len() - 1;
        let mut slot = (key ^ (key >> 32)) as usize & mask;
        while self.rows[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_and_checked() {
        // {7: 0, 2^40: 2, 9: -1}
        let bytes = [0x83, 7, 0, 0xcf, 0, 0, 1, 0, 0, 0, 0, 0, 2, 9, 0xff];
        let table = RowTable::parse(&bytes, 3).unwrap();
        assert_eq!(table.get(7), Some(0));
        assert_eq!(table.get(1 << 40), Some(2));
        assert_eq!(table.get(9), None);
        assert_eq!(table.get(8), None);
        assert!(RowTable::parse(&bytes, 2).is_err());
        for cut in 0..bytes.len() {
            assert!(RowTable::parse(&bytes[..cut], 3).is_err());
        }
        assert!(RowTable::parse(&[0xdf, 0xff, 0xff, 0xff, 0xff, 1, 1], 3).is_err());
        assert_eq!(RowTable::parse(&[0x80], 0).unwrap().get(0), None);
    }
}
