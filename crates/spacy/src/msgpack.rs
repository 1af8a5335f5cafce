//! A reader for msgpack, the format of almost every binary file of a pipeline.
//!
//! Strings and binaries are slices of the input: a model's weights are never copied to be parsed.
//! Small files are read into a [`Value`] tree. For maps of a million entries [`Reader`] gives one
//! [`Token`] after the other and builds nothing. Input is not trusted: lengths are checked against
//! the bytes that are left, nesting is limited, and every error says where it is.

/// Deepest nesting of arrays and maps that [`Value::parse`] follows.
const MAX_DEPTH: u32 = 64;

/// What is wrong with the input, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub(crate) struct Error {
    /// Offset of the first byte that does not fit.
    pub at: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

/// A msgpack value whose strings and binaries borrow from the input.
///
/// Integers that are not negative are always `UInt`, however they were written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    UInt(u64),
    F64(f64),
    Str(&'a str),
    Bin(&'a [u8]),
    Array(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// Reads exactly one value that fills all of `bytes`.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let value = reader.value(MAX_DEPTH)?;
        if reader.at_end() { Ok(value) } else { Err(reader.error("more bytes after the value")) }
    }

    pub(crate) fn as_str(&self) -> Option<&'a str> {
        if let Self::Str(s) = self { Some(s) } else { None }
    }

    pub(crate) fn as_bin(&self) -> Option<&'a [u8]> {
        if let Self::Bin(b) = self { Some(b) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(b) = self { Some(*b) } else { None }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        if let Self::UInt(n) = self { Some(*n) } else { None }
    }

    pub(crate) fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::UInt(n) => i64::try_from(*n).ok(),
            _ => None,
        }
    }

    /// A number of any kind as a float.
    pub(crate) fn as_f64(&self) -> Option<f64> {
        match self {
            Self::F64(x) => Some(*x),
            Self::Int(n) => Some(*n as f64),
            Self::UInt(n) => Some(*n as f64),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Value<'a>]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(crate) fn as_map(&self) -> Option<&[(Value<'a>, Value<'a>)]> {
        if let Self::Map(entries) = self { Some(entries) } else { None }
    }

    pub(crate) fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// The value of `key` if this is a map that has it; the key may be written as a string or as a
    /// binary.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'a>> {
        let fits = |k: &Value| match k {
            Value::Str(s) => *s == key,
            Value::Bin(b) => *b == key.as_bytes(),
            _ => false,
        };
        self.as_map()?.iter().find(|(k, _)| fits(k)).map(|(_, value)| value)
    }
}

/// One step of a [`Reader`]: a scalar, or the head of an array or a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    UInt(u64),
    F64(f64),
    Str(&'a str),
    Bin(&'a [u8]),
    /// So many values follow.
    Array(u32),
    /// So many pairs of key and value follow.
    Map(u32),
}

impl Token<'_> {
    /// The value if this is an integer in range.
    pub(crate) fn as_u64(&self) -> Option<u64> {
        if let Self::UInt(n) = self { Some(*n) } else { None }
    }

    /// The value if this is an integer in range.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::UInt(n) => i64::try_from(*n).ok(),
            _ => None,
        }
    }
}

/// Reads tokens one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// An error at the next byte.
    pub(crate) fn error(&self, what: &'static str) -> Error {
        Error { at: self.at, what }
    }

    /// The head of a map: its number of pairs.
    pub(crate) fn map(&mut self) -> Result<u32, Error> {
        let before = self.at;
        match self.token()? {
            Token::Map(n) => Ok(n),
            _ => Err(Error { at: before, what: "a map was expected" }),
        }
    }

    /// The next scalar, or the head of the next array or map.
    pub(crate) fn token(&mut self) -> Result<Token<'a>, Error> {
        let before = self.at;
        let [tag] = self.take::<1>()?;
        Ok(match tag {
            0x00..=0x7f => Token::UInt(u64::from(tag)),
            0x80..=0x8f => self.head(u32::from(tag & 0x0f), 2).map(Token::Map)?,
            0x90..=0x9f => self.head(u32::from(tag & 0x0f), 1).map(Token::Array)?,
            0xa0..=0xbf => Token::Str(self.str(u32::from(tag & 0x1f))?),
            0xc0 => Token::Nil,
            0xc2 => Token::Bool(false),
            0xc3 => Token::Bool(true),
            0xc4..=0xc6 => {
                let n = self.length(tag - 0xc4)?;
                Token::Bin(self.slice(n)?)
            }
            0xca => Token::F64(f64::from(f32::from_be_bytes(self.take()?))),
            0xcb => Token::F64(f64::from_be_bytes(self.take()?)),
            0xcc => Token::UInt(u64::from(u8::from_be_bytes(self.take()?))),
            0xcd => Token::UInt(u64::from(u16::from_be_bytes(self.take()?))),
            0xce => Token::UInt(u64::from(u32::from_be_bytes(self.take()?))),
            0xcf => Token::UInt(u64::from_be_bytes(self.take()?)),
            0xd0 => signed(i64::from(i8::from_be_bytes(self.take()?))),
            0xd1 => signed(i64::from(i16::from_be_bytes(self.take()?))),
            0xd2 => signed(i64::from(i32::from_be_bytes(self.take()?))),
            0xd3 => signed(i64::from_be_bytes(self.take()?)),
            0xd9..=0xdb => {
                let n = self.length(tag - 0xd9)?;
                Token::Str(self.str(n)?)
            }
            0xdc | 0xdd => {
                let n = self.length(tag - 0xdc + 1)?;
                self.head(n, 1).map(Token::Array)?
            }
            0xde | 0xdf => {
                let n = self.length(tag - 0xde + 1)?;
                self.head(n, 2).map(Token::Map)?
            }
            0xe0..=0xff => Token::Int(i64::from(tag.cast_signed())),
            0xc1 | 0xc7..=0xc9 | 0xd4..=0xd8 => {
                return Err(Error { at: before, what: "a type that pipelines do not use" });
            }
        })
    }

    /// One whole value.
    fn value(&mut self, depth: u32) -> Result<Value<'a>, Error> {
        if depth == 0 {
            return Err(self.error("nested too deeply"));
        }
        Ok(match self.token()? {
            Token::Nil => Value::Nil,
            Token::Bool(b) => Value::Bool(b),
            Token::Int(n) => Value::Int(n),
            Token::UInt(n) => Value::UInt(n),
            Token::F64(x) => Value::F64(x),
            Token::Str(s) => Value::Str(s),
            Token::Bin(b) => Value::Bin(b),
            Token::Array(n) => {
                let mut items = Vec::with_capacity(self.capacity(n));
                for _ in 0..n {
                    items.push(self.value(depth - 1)?);
                }
                Value::Array(items)
            }
            Token::Map(n) => {
                let mut entries = Vec::with_capacity(self.capacity(n));
                for _ in 0..n {
                    entries.push((self.value(depth - 1)?, self.value(depth - 1)?));
                }
                Value::Map(entries)
            }
        })
    }

    /// How much to reserve for `n` items: what was promised, but not more than is plausible.
    fn capacity(&self, n: u32) -> usize {
        (n as usize).min(self.bytes.len() - self.at).min(4096)
    }

    /// Checks that `n` items of at least `size` bytes each can follow.
    fn head(&self, n: u32, size: usize) -> Result<u32, Error> {
        if (n as usize).saturating_mul(size) > self.bytes.len() - self.at {
            return Err(self.error("more items than bytes are left"));
        }
        Ok(n)
    }

    /// A length of 1, 2 or 4 bytes, for `width` 0, 1 or 2.
    fn length(&mut self, width: u8) -> Result<u32, Error> {
        Ok(match width {
            0 => u32::from(u8::from_be_bytes(self.take()?)),
            1 => u32::from(u16::from_be_bytes(self.take()?)),
            _ => u32::from_be_bytes(self.take()?),
        })
    }

    fn str(&mut self, n: u32) -> Result<&'a str, Error> {
        let before = self.at;
        let bytes = self.slice(n)?;
        std::str::from_utf8(bytes)
            .map_err(|e| Error { at: before + e.valid_up_to(), what: "a string that is not UTF-8" })
    }

    fn slice(&mut self, n: u32) -> Result<&'a [u8], Error> {
        let rest = &self.bytes[self.at..];
        let taken = rest.get(..n as usize).ok_or_else(|| self.error("the input ends too early"))?;
        self.at += taken.len();
        Ok(taken)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let taken = self.bytes[self.at..].first_chunk::<N>();
        let taken = *taken.ok_or_else(|| self.error("the input ends too early"))?;
        self.at += N;
        Ok(taken)
    }
}

fn signed<'a>(n: i64) -> Token<'a> {
    u64::try_from(n).map_or(Token::Int(n), Token::UInt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_kind() {
        let bytes = b"\x8a\xa1n\xc0\xa1b\xc3\xa1i\xd0\xff\xa1u\xcd\x01\x00\xa1f\xcb\x3f\xf0\0\0\0\0\0\0\
            \xc4\x02kb\xc4\x01x\xa1s\xd9\x02\xc3\xa9\xa1a\x92\x01\xe0\xa1p\xd3\0\0\0\0\0\0\0\x07\xa1g\xca\x3f\0\0\0";
        let v = Value::parse(bytes).unwrap();
        assert!(v.get("n").unwrap().is_nil());
        assert_eq!(v.get("b").unwrap().as_bool(), Some(true));
        assert_eq!(v.get("i").unwrap().as_i64(), Some(-1));
        assert_eq!(v.get("i").unwrap().as_u64(), None);
        assert_eq!(v.get("u").unwrap().as_u64(), Some(256));
        assert_eq!(v.get("f").unwrap().as_f64(), Some(1.0));
        assert_eq!(v.get("kb").unwrap().as_bin(), Some(&b"x"[..]));
        assert_eq!(v.get("s").unwrap().as_str(), Some("é"));
        assert_eq!(v.get("a").unwrap().as_array(), Some(&[Value::UInt(1), Value::Int(-32)][..]));
        assert_eq!(v.get("p").unwrap().as_u64(), Some(7));
        assert_eq!(v.get("g").unwrap().as_f64(), Some(0.5));
        assert_eq!(v.get("missing"), None);
    }

    #[test]
    fn says_where_it_is_wrong() {
        let at = |bytes: &[u8]| Value::parse(bytes).unwrap_err();
        assert_eq!(at(b"").at, 0);
        assert_eq!(at(b"\xa3ab").at, 1);
        assert_eq!(at(b"\x01\x02"), Error { at: 1, what: "more bytes after the value" });
        assert_eq!(at(b"\xa2a\xff").at, 2);
        assert_eq!(at(b"\x92\x01\xc1").at, 2);
        assert_eq!(at(b"\xdf\xff\xff\xff\xff").what, "more items than bytes are left");
        assert_eq!(at(b"\xc6\xff\xff\xff\xff").what, "the input ends too early");
        assert_eq!(at(&[0x91; 1000]).what, "nested too deeply");
    }

    #[test]
    fn streams_a_map() {
        let mut r = Reader::new(b"\x82\xcf\0\0\0\0\0\0\0\x09\x01\x05\xff");
        let mut seen = Vec::new();
        for _ in 0..r.map().unwrap() {
            seen.push((r.token().unwrap().as_u64(), r.token().unwrap().as_i64()));
        }
        assert_eq!(seen, [(Some(9), Some(1)), (Some(5), Some(-1))]);
        assert!(r.at_end());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = Value::parse(&bytes);
        }
    }
}
