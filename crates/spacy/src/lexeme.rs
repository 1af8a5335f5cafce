//! What the models see of a token's form.

use crate::strings::string_id;
use crate::unicode;
use crate::{LoadError, PipelineFiles, msgpack};
use rustc_hash::FxHashMap;

/// Ids of the features of one exact string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LexemeFeatures {
    /// The string itself.
    pub orth: u64,
    /// Its normal form: spelling variants, currencies and quotes fall together.
    pub norm: u64,
    /// First character.
    pub prefix: u64,
    /// Last three characters.
    pub suffix: u64,
    /// Letters as `X` and `x`, digits as `d`, runs cut to four.
    pub shape: u64,
    /// White space only.
    pub is_space: bool,
}

impl LexemeFeatures {
    /// The features of `text`, whose lower-case form is `lower`.
    pub(crate) fn new(text: &str, lower: &str, norms: &Norms, buffer: &mut String) -> Self {
        let orth = string_id(text);
        let first = text.chars().next().map_or(0, char::len_utf8);
        let last = text.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        buffer.clear();
        push_shape(text, buffer);
        Self {
            orth,
            norm: norms.get(orth, text).unwrap_or_else(|| string_id(lower)),
            prefix: string_id(&text[..first]),
            suffix: string_id(&text[last..]),
            shape: string_id(buffer),
            is_space: !text.is_empty() && text.chars().all(unicode::is_space),
        }
    }
}

/// Normal forms that are not just the lower-case form.
#[derive(Debug, Default)]
pub(crate) struct Norms {
    /// From the id of the exact string to the id of its normal form.
    of_pipeline: FxHashMap<u64, u64>,
}

const LOOKUPS: &str = "vocab/lookups.bin";

impl Norms {
    /// Reads the table `lexeme_norm` of the pipeline's vocabulary, if it has one.
    pub(crate) fn load(files: &dyn PipelineFiles) -> Result<Self, LoadError> {
        let bytes = match files.read(LOOKUPS) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(LoadError::Io { file: LOOKUPS.into(), source }),
        };
        let damaged = |e: msgpack::Error| LoadError::damaged(LOOKUPS, e.to_string());
        let tables = msgpack::Value::parse(&bytes).map_err(damaged)?;
        let Some(table) = tables.get("lexeme_norm") else { return Ok(Self::default()) };
        let entries =
            table.as_map().ok_or_else(|| LoadError::damaged(LOOKUPS, "lexeme_norm is not a map"))?;
        let entry =
            |(key, norm): &(msgpack::Value, msgpack::Value)| Some((key.as_u64()?, string_id(norm.as_str()?)));
        let of_pipeline = entries.iter().map(entry).collect::<Option<_>>();
        let of_pipeline = of_pipeline.ok_or_else(|| {
            LoadError::damaged(LOOKUPS, "lexeme_norm is not a map from string ids to strings")
        })?;
        Ok(Self { of_pipeline })
    }

    fn get(&self, orth: u64, text: &str) -> Option<u64> {
        let own = self.of_pipeline.get(&orth).copied();
        own.or_else(|| {
            let at = BASE_NORMS.binary_search_by(|(key, _)| (*key).cmp(text)).ok()?;
            Some(string_id(BASE_NORMS[at].1))
        })
    }
}

/// Strings of this many characters have no shape of their own.
const LONG: usize = 100;

fn push_shape(text: &str, out: &mut String) {
    if text.chars().nth(LONG - 1).is_some() {
        out.push_str("LONG");
        return;
    }
    let mut last = None;
    let mut run = 0;
    for c in text.chars() {
        let shape = match c {
            _ if unicode::is_alpha(c) => {
                if unicode::is_upper(c) {
                    'X'
                } else {
                    'x'
                }
            }
            _ if unicode::is_digit(c) => 'd',
            _ => c,
        };
        run = if last == Some(shape) { run + 1 } else { 0 };
        last = Some(shape);
        if run < 4 {
            out.push(shape);
        }
    }
}

/// Normal forms of punctuation and currencies that spaCy gives to every language (MIT licence).
/// Sorted by key.
#[rustfmt::skip]
const BASE_NORMS: [(&str, &str); 45] = [
    ("''", "\""), ("'S", "'s"), ("'s", "'s"), ("--", "-"), ("---", "-"), ("A$", "$"), ("C$", "$"),
    ("E£", "$"), ("Mex$", "$"), ("US$", "$"), ("`", "'"), ("``", "\""), ("£", "$"), ("¥", "$"), ("«", "\""),
    ("´", "'"), ("´´", "\""), ("»", "\""), ("।", "."), ("৳", "$"), ("฿", "$"), ("–", "-"), ("—", "-"),
    ("——", "-"), ("‘", "'"), ("‘‘", "\""), ("’", "'"), ("’S", "'s"), ("’s", "'s"), ("’’", "\""),
    ("“", "\""), ("”", "\""), ("„", "\""), ("…", "..."), ("₣", "$"), ("₩", "$"), ("€", "$"), ("₹", "$"),
    ("₺", "$"), ("。", "."), ("！", "!"), ("，", ","), ("：", ":"), ("；", ";"), ("？", "?"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        let mut out = String::new();
        push_shape(text, &mut out);
        out
    }

    #[test]
    fn shapes() {
        for (text, expected) in [
            ("COVID-19", "XXXX-dd"),
            ("Ukraine", "Xxxxx"),
            ("don't", "xxx'x"),
            ("Київ", "Xxxx"),
            ("x²½\u{301}", "xd½\u{301}"),
            ("------", "----"),
            ("aaaaaB1111111", "xxxxXdddd"),
            ("東京", "xx"),
        ] {
            assert_eq!(shape(text), expected);
        }
        assert_eq!(shape(&"é".repeat(99)), "xxxx");
        assert_eq!(shape(&"é".repeat(100)), "LONG");
    }

    #[test]
    fn features_are_ids_of_strings() {
        let norms = Norms { of_pipeline: [(string_id("colour"), string_id("color"))].into_iter().collect() };
        let mut buffer = String::new();
        let mut features = |text: &str| LexemeFeatures::new(text, &text.to_lowercase(), &norms, &mut buffer);
        let colour = features("colour");
        assert_eq!([colour.orth, colour.norm], [2579953423244470672, 7045580820573707335]);
        assert_eq!([colour.prefix, colour.suffix, colour.shape], ["c", "our", "xxxx"].map(string_id));
        assert!(!colour.is_space);
        assert_eq!(features("—").norm, string_id("-"));
        assert_eq!(features("Mex$").norm, string_id("$"));
        assert_eq!(features("MARK").norm, 423);
        assert_eq!(features("éé").suffix, string_id("éé"));
        assert!(features("\n\u{a0}").is_space);
    }

    #[test]
    fn base_norms_are_sorted() {
        assert!(BASE_NORMS.is_sorted());
    }
}
