//! The header of NumPy's `.npy` files.

/// A two-dimensional array of 32-bit floats: its shape, and where its data begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Matrix {
    pub rows: usize,
    pub columns: usize,
    /// Offset of the first float.
    pub data: usize,
}

impl Matrix {
    /// Reads the header of `bytes` and checks that the data is all there.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Matrix, &'static str> {
        let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or("not an .npy file")?;
        let (length, at) = match rest {
            [1, _, a, b, ..] => (usize::from(u16::from_le_bytes([*a, *b])), 10),
            [2 | 3, _, a, b, c, d, ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, 12),
            _ => return Err("unknown version of .npy"),
        };
        let data = at + length;
        let header = bytes.get(at..data).ok_or("the header is cut short")?;
        let header = std::str::from_utf8(header).map_err(|_| "the header is not text")?;
        if field(header, "descr")?.trim_matches(['\'', '"']) != "<f4" {
            return Err("the data are not 32-bit floats");
        }
        if field(header, "fortran_order")? != "False" {
            return Err("the data are not in C order");
        }
        let mut shape = field(header, "shape")?.trim_matches(['(', ')']).split(',').map(str::trim);
        let mut size =
            || shape.next().and_then(|s| s.parse::<usize>().ok()).ok_or("the shape is not two numbers");
        let (rows, columns) = (size()?, size()?);
        let floats =
            rows.checked_mul(columns).and_then(|n| n.checked_mul(4)).ok_or("the shape is too large")?;
        if bytes.len() - data < floats {
            return Err("the data are cut short");
        }
        Ok(Matrix { rows, columns, data })
    }

    /// Copies row `row` to `out`; `bytes` are those given to [`Matrix::parse`].
    pub(crate) fn row(&self, bytes: &[u8], row: usize, out: &mut [f32]) {
        let start = self.data + row * self.columns * 4;
        let (floats, _) = bytes[start..start + self.columns * 4].as_chunks::<4>();
        for (slot, float) in out.iter_mut().zip(floats) {
            *slot = f32::from_le_bytes(*float);
        }
    }
}

/// The value of `name` in the header, a Python dictionary of simple values.
fn field<'h>(header: &'h str, name: &'static str) -> Result<&'h str, &'static str> {
    let key = format!("'{name}':");
    let at = header.find(&key).ok_or("a field of the header is missing")? + key.len();
    let rest = header[at..].trim_start();
    let end = if rest.starts_with('(') { rest.find(')').map(|i| i + 1) } else { rest.find([',', '}']) };
    Ok(rest[..end.ok_or("a field of the header does not end")?].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, floats: &[f32]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.bytes());
        bytes.extend(floats.iter().flat_map(|f| f.to_le_bytes()));
        bytes
    }

    const HEADER: &str = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   \n";

    #[test]
    fn rows_are_read() {
        let bytes = file(HEADER, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.5]);
        let matrix = Matrix::parse(&bytes).unwrap();
        assert_eq!((matrix.rows, matrix.columns), (2, 3));
        let mut row = [0.0; 3];
        matrix.row(&bytes, 1, &mut row);
        assert_eq!(row.map(f32::to_bits), [4.0f32, 5.0, 6.5].map(f32::to_bits));
    }

    #[test]
    fn damage_is_an_error() {
        let bytes = file(HEADER, &[0.0; 6]);
        for cut in 0..bytes.len() {
            assert!(Matrix::parse(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        for (from, to) in [
            ("<f4", "<f8"),
            ("False", "True"),
            ("(2, 3)", "(2,)"),
            ("(2, 3)", "(-2, 3)"),
            ("(2, 3)", "(9223372036854775807, 9223372036854775807)"),
            ("(2, 3), }", "(2, 3"),
            ("'shape'", "'shipe'"),
        ] {
            assert!(Matrix::parse(&file(&HEADER.replace(from, to), &[0.0; 6])).is_err(), "{to}");
        }
    }
}
