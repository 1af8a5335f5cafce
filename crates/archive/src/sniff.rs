//! What a file is, by its beginning.

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// With gzip.
    Gzip,
    /// With zstd.
    Zstd,
}

/// What a file holds, once it is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Records of a crawl.
    Warc,
    /// One JSON object a line.
    Lines,
    /// Mails.
    Mbox,
    /// A table.
    Parquet,
    /// No archive: one text or page.
    Document,
}

impl Form {
    /// What a file's name says it is, whatever it is packed with.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = [".gz", ".zst", ".zstd"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(&name);
        let (_, ending) = name.rsplit_once('.')?;
        match ending {
            "warc" | "wet" => Some(Self::Warc),
            "jsonl" | "ndjson" => Some(Self::Lines),
            "mbox" => Some(Self::Mbox),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// What bytes that are not packed begin like.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let object = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
        if text.starts_with(b"WARC/") {
            Self::Warc
        } else if crate::mbox::separator(bytes) {
            Self::Mbox
        } else if object.is_some_and(|o| o.is_empty() || o.starts_with(b"\"")) {
            Self::Lines
        } else if is_parquet(bytes) {
            Self::Parquet
        } else {
            Self::Document
        }
    }
}

impl Packing {
    /// How what begins with these bytes is packed.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let skippable =
            bytes.len() > 3 && bytes[0] & 0xf0 == 0x50 && bytes[1..4] == crate::zst::DICTIONARY[1..4];
        if bytes.starts_with(&crate::gzip::MAGIC) {
            Self::Gzip
        } else if bytes.starts_with(&crate::zst::MAGIC) || skippable {
            Self::Zstd
        } else {
            Self::None
        }
    }
}

/// Whether these are the first bytes of a Parquet file, which is read from its end and so is no stream.
pub fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PAR1")
}
