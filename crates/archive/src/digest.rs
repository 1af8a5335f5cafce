//! Digests that a crawler wrote beside a record, held against what is there.

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::http;

/// Whether the digests of a record hold; nothing of one that is not there, or of a kind that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digests {
    /// Of all that the record holds (WARC-Block-Digest).
    pub block: Option<bool>,
    /// Of the page in it (WARC-Payload-Digest).
    pub payload: Option<bool>,
}

impl Digests {
    /// Whether one does not hold: the record is not what the crawler wrote.
    pub fn fail(self) -> bool {
        self.block == Some(false) || self.payload == Some(false)
    }

    /// In words; nothing where nothing could be checked.
    pub fn told(self) -> Option<&'static str> {
        match (self.block, self.payload) {
            (None, None) => None,
            (Some(false), Some(false)) => Some("neither digest holds"),
            (Some(false), _) => Some("the digest of the block does not hold"),
            (_, Some(false)) => Some("the digest of the payload does not hold"),
            _ => Some("holds"),
        }
    }

    /// Those of a record: its fields, its block, where in that the payload begins, and the payload out of its packing.
    pub(crate) fn of(fields: &[(String, String)], block: &[u8], payload: usize, body: &[u8]) -> Self {
        let raw = &block[payload..];
        // The standard means the page without the chunks of the transport, most crawlers the bytes that they wrote.
        let any = |stated: &str| {
            let mut known = None;
            for bytes in [Some(raw), http::dechunk(raw).as_deref(), Some(body)].into_iter().flatten() {
                known = holds(stated, bytes);
                if known != Some(false) {
                    break;
                }
            }
            known
        };
        Self {
            block: http::get(fields, "warc-block-digest").and_then(|stated| holds(stated, block)),
            payload: http::get(fields, "warc-payload-digest").and_then(any),
        }
    }
}

/// Whether a digest as it is written (`sha1:` and base 32 or hexadecimal digits) is that of the bytes.
fn holds(stated: &str, bytes: &[u8]) -> Option<bool> {
    let (kind, value) = stated.split_once(':')?;
    let value = value.trim().trim_end_matches('=');
    let (base, hex) = match kind.trim().to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => {
            let known = Sha1::digest(bytes);
            (base32(&known), format!("{known:x}"))
        }
        "sha256" | "sha-256" => {
            let known = Sha256::digest(bytes);
            (base32(&known), format!("{known:x}"))
        }
        _ => return None,
    };
    let form = [base, hex].into_iter().find(|f| f.len() == value.len())?;
    Some(form.eq_ignore_ascii_case(value))
}

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> String {
    let digit = |five: u64| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(five & 31) as usize]);
    let mut out = String::new();
    for group in bytes.chunks(5) {
        let all = (0..5).fold(0, |n, i| n << 8 | u64::from(group.get(i).copied().unwrap_or(0)));
        let digits = (group.len() * 8).div_ceil(5);
        out.extend((0..digits).map(|i| digit(all >> (35 - 5 * i))));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standards_print_them() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"fooba"), "MZXW6YTB");
        // Of nothing at all, as many archives have it.
        assert_eq!(holds("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b""), Some(true));
        assert_eq!(holds("SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b""), Some(true));
        assert_eq!(
            holds("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", b""),
            Some(true)
        );
        assert_eq!(holds("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"x"), Some(false));
        for unknown in
            ["sha1:ABC", "md5:d41d8cd98f00b204e9800998ecf8427e", "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "sha1:"]
        {
            assert_eq!(holds(unknown, b""), None, "{unknown}");
        }
    }
}
