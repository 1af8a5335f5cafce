//! The static word vectors of larger pipelines: a table of rows, and which string has which row;
//! or, in floret vectors, the rows of a word and of the pieces of it, by their hashes.

use crate::error::LoadError;
use crate::files::{self, Bytes, PipelineFiles};
use crate::msgpack::Reader;
use crate::npy::Matrix;
use crate::strings::murmur3;

const VECTORS: &str = "vocab/vectors";
const ROWS: &str = "vocab/key2row";
const SETTINGS: &str = "vocab/vectors.cfg";

/// Word vectors. The floats stay in the (mapped) file; only the key table is in memory.
pub(crate) struct Vectors {
    bytes: Bytes,
    matrix: Matrix,
    rows: Rows,
}

/// How a word finds its rows.
enum Rows {
    /// One row, or none.
    ByWord(RowTable),
    /// The mean of several (<https://github.com/explosion/floret>).
    ByPieces(Pieces),
}

struct Pieces {
    /// Characters of the shortest and of the longest piece.
    sizes: std::ops::RangeInclusive<usize>,
    /// Rows for each piece.
    hashes: usize,
    seed: u64,
    /// What stands before and after each word.
    marks: [String; 2],
    /// Words count in lower case.
    lower: bool,
}

impl Vectors {
    pub(crate) fn load(files: &dyn PipelineFiles) -> Result<Vectors, LoadError> {
        let settings = files::read(files, SETTINGS)?;
        let settings: serde_json::Value =
            serde_json::from_slice(&settings).map_err(|e| LoadError::damaged(SETTINGS, e.to_string()))?;
        let floret = match settings.get("mode").and_then(|m| m.as_str()) {
            None | Some("default") => false,
            Some("floret") => true,
            Some(mode) => return Err(LoadError::unsupported(SETTINGS, format!("mode = {mode}"))),
        };
        let lower = match settings.get("attr") {
            None => false,
            Some(attr) if attr.as_str() == Some("ORTH") || attr.as_u64() == Some(65) => false,
            Some(attr) if floret && (attr.as_str() == Some("LOWER") || attr.as_u64() == Some(66)) => true,
            Some(attr) => return Err(LoadError::unsupported(SETTINGS, format!("attr = {attr}"))),
        };
        let bytes = files::read(files, VECTORS)?;
        let matrix = Matrix::parse(&bytes).map_err(|what| LoadError::damaged(VECTORS, what))?;
        let rows = if floret {
            if matrix.rows == 0 {
                return Err(LoadError::damaged(VECTORS, "no rows"));
            }
            Rows::ByPieces(
                Pieces::read(&settings, lower)
                    .ok_or_else(|| LoadError::damaged(SETTINGS, "floret settings"))?,
            )
        } else {
            let keys = files::read(files, ROWS)?;
            Rows::ByWord(RowTable::parse(&keys, matrix.rows).map_err(|what| LoadError::damaged(ROWS, what))?)
        };
        Ok(Vectors { bytes, matrix, rows })
    }

    /// Floats in a vector.
    pub(crate) fn width(&self) -> usize {
        self.matrix.columns
    }

    /// Copies the vector of the word with this id, form and lower-case form to `out`; false if it has none.
    pub(crate) fn get(&self, id: u64, form: &str, lower: &str, out: &mut [f32]) -> bool {
        match &self.rows {
            Rows::ByWord(rows) => {
                let row = rows.get(id);
                if let Some(row) = row {
                    self.matrix.row(&self.bytes, row as usize, out);
                }
                row.is_some()
            }
            Rows::ByPieces(pieces) => {
                let mut row = vec![0.0; out.len()];
                let mut count = 0u32;
                out.fill(0.0);
                pieces.each(if pieces.lower { lower } else { form }, |hash| {
                    self.matrix.row(&self.bytes, hash as usize % self.matrix.rows, &mut row);
                    out.iter_mut().zip(&row).for_each(|(sum, x)| *sum += x);
                    count += 1;
                });
                for sum in out.iter_mut() {
                    *sum /= count as f32;
                }
                true
            }
        }
    }
}

impl Pieces {
    fn read(settings: &serde_json::Value, lower: bool) -> Option<Pieces> {
        let size = |key: &str| settings.get(key)?.as_u64().and_then(|n| usize::try_from(n).ok());
        let mark = |key: &str| Some(settings.get(key)?.as_str()?.to_owned());
        let (shortest, longest) = (size("minn")?, size("maxn")?);
        let hashes = size("hash_count").filter(|n| (1..=4).contains(n))?;
        let sizes = (shortest <= longest && longest <= 64).then_some(shortest..=longest)?;
        let marks = [mark("bow")?, mark("eow")?];
        Some(Pieces { sizes, hashes, seed: settings.get("hash_seed")?.as_u64()?, marks, lower })
    }

    /// Gives the hashes of a word and of its pieces.
    fn each(&self, word: &str, mut give: impl FnMut(u32)) {
        let [before, after] = &self.marks;
        let word = [before, word, after].concat();
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let mut piece = |piece: &str| {
            let (low, high) = murmur3(piece.as_bytes(), self.seed);
            for hash in [low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32]
                .into_iter()
                .take(self.hashes)
            {
                give(hash);
            }
        };
        piece(&word);
        for size in self.sizes.clone() {
            for window in ends.windows(size + 1) {
                piece(&word[window[0]..window[size]]);
            }
        }
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
