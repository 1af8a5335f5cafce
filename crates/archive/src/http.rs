//! The page in a server's answer, as a crawler kept it: its head, and its body out of the packing of the transport.

use std::io::Read;

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Its status.
    pub status: u16,
    /// Its headers, in order.
    pub headers: Vec<(String, String)>,
    /// Where the body begins.
    pub length: usize,
}

impl Head {
    /// The head that the bytes begin with, if they do.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"HTTP/")?;
        let length = blank_line(bytes)?;
        let first = rest.split(|b| *b == b'\n').next()?;
        let status = first.split(|b| *b == b' ').filter(|w| !w.is_empty()).nth(1)?.trim_ascii();
        let status = std::str::from_utf8(status).ok()?.parse().ok()?;
        Some(Self { status, headers: fields(&bytes[..length]), length })
    }

    /// A header's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        get(&self.headers, name)
    }
}

/// Where what follows the first blank line begins.
pub(crate) fn blank_line(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|n| match bytes.get(n + 1..) {
        Some([b'\n', ..]) => Some(n + 2),
        Some([b'\r', b'\n', ..]) => Some(n + 3),
        _ => None,
    })
}

/// Names and values of a head, its first line left out. A line that begins with white space belongs to the one before.
pub(crate) fn fields(head: &[u8]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for line in head.split(|b| *b == b'\n').skip(1) {
        let text = String::from_utf8_lossy(line);
        if let Some((_, value)) = out.last_mut().filter(|_| text.starts_with([' ', '\t'])) {
            value.push(' ');
            value.push_str(text.trim());
        } else if let Some((name, value)) = text.split_once(':') {
            out.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    out
}

pub(crate) fn get<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

/// A Content-Type, taken apart: what it is, in small letters, and the encoding's label.
pub fn media(content_type: &str) -> (String, Option<String>) {
    let mut parts = content_type.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts.find_map(|p| {
        let (name, value) = p.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (kind, charset.filter(|c| !c.is_empty()))
}

/// Undoes the packing of the transport, to at most `limit` bytes. Crawlers often write down a body that they have
/// unpacked beside headers that say it is packed; so a body that is readable as it stands is left as it is.
///
/// # Errors
/// In words, where it is packed in a way that cannot be undone, or unpacks to more.
pub fn body(headers: &[(String, String)], raw: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let value = |name: &str| get(headers, name).unwrap_or_default().to_ascii_lowercase();
    let mut body = match value("transfer-encoding").contains("chunked").then(|| dechunk(raw)) {
        Some(Some(joined)) => joined,
        _ => raw.to_vec(),
    };
    let coding = value("content-encoding");
    let codings: Vec<&str> =
        coding.split(',').map(str::trim).filter(|c| !matches!(*c, "" | "identity")).collect();
    if codings.len() > 2 {
        return Err(format!("packed {} times over", codings.len()));
    }
    for coding in codings.iter().rev() {
        if body.is_empty() {
            break;
        }
        let bytes = &body[..];
        let out = match *coding {
            "gzip" | "x-gzip" if bytes.starts_with(&crate::gzip::MAGIC) => {
                bounded(flate2::read::MultiGzDecoder::new(bytes), limit)
            }
            "gzip" | "x-gzip" => break,
            "deflate" => bounded(flate2::read::ZlibDecoder::new(bytes), limit)
                .or_else(|_| bounded(flate2::read::DeflateDecoder::new(bytes), limit)),
            "br" => bounded(brotli_decompressor::Decompressor::new(bytes, 4096), limit),
            "zstd" => zstd::Decoder::new(bytes).map_err(Failed::Broken).and_then(|z| bounded(z, limit)),
            other => Err(Failed::Unknown(other.to_owned())),
        };
        body = match out {
            Ok(out) => out,
            Err(_) if readable(bytes) => break,
            Err(Failed::Broken(e)) => return Err(format!("{coding}: {e}")),
            Err(Failed::TooLong) => return Err(format!("{coding}: it unpacks to more than {limit} bytes")),
            Err(Failed::Unknown(what)) => return Err(format!("packed in an unknown way, `{what}`")),
        };
    }
    Ok(body)
}

enum Failed {
    Broken(std::io::Error),
    TooLong,
    Unknown(String),
}

fn bounded(reader: impl Read, limit: usize) -> Result<Vec<u8>, Failed> {
    let mut out = Vec::new();
    let done = reader.take(limit as u64 + 1).read_to_end(&mut out);
    if out.len() > limit {
        return Err(Failed::TooLong);
    }
    done.map(|_| out).map_err(Failed::Broken)
}

/// Whether the bytes begin like a text: packed ones have control characters soon.
fn readable(bytes: &[u8]) -> bool {
    let control = |b: &u8| *b < 0x20 && !b.is_ascii_whitespace() || *b == 0x7f;
    !bytes.iter().take(256).any(control)
}

/// The chunks of a body, joined; nothing if it is not made of chunks.
pub(crate) fn dechunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(rest.len());
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(4096)])?;
        let size = std::str::from_utf8(rest[..end].split(|b| *b == b';').next()?).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        if size > rest.len() {
            // Cut by the crawler: what is there is there.
            out.extend_from_slice(rest);
            return Some(out);
        }
        out.extend_from_slice(&rest[..size]);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}
