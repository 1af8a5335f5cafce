//! `config.cfg`: INI sections with JSON values and references to other values.

use serde_json::{Map, Value};

use crate::error::LoadError;
use crate::files::{self, PipelineFiles};

const FILE: &str = "config.cfg";

/// References may point at references, but not in circles.
const MAX_REFERENCES: usize = 16;

/// The configuration as one nested object: section `[a.b]` is `a`'s member `b`.
#[derive(Debug)]
pub(crate) struct Config(Value);

impl Config {
    pub(crate) fn load(files: &dyn PipelineFiles) -> Result<Config, LoadError> {
        let bytes = files::read(files, FILE)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| LoadError::damaged(FILE, "not UTF-8"))?;
        Config::parse(text)
    }

    fn parse(text: &str) -> Result<Config, LoadError> {
        let mut root = Map::new();
        let mut section: Option<Vec<&str>> = None;
        for (i, line) in text.lines().enumerate() {
            let damaged = |what: &str| LoadError::damaged(FILE, format!("line {}: {what}", i + 1));
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') || line.starts_with(';') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                let path: Vec<&str> = name.split('.').collect();
                enter(&mut root, &path).ok_or_else(|| damaged("section inside a value"))?;
                section = Some(path);
            } else if let Some((key, value)) = line.split_once('=') {
                let path = section.as_ref().ok_or_else(|| damaged("a value before the first section"))?;
                let map = enter(&mut root, path).ok_or_else(|| damaged("section inside a value"))?;
                let value = value.trim();
                let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
                map.insert(key.trim().to_owned(), value);
            } else {
                return Err(damaged("neither a section nor a value"));
            }
        }
        Ok(Config(Value::Object(root)))
    }

    /// The value at `path` (`components.ner.model.tok2vec`), references followed.
    pub(crate) fn get(&self, path: &str) -> Result<Option<&Value>, LoadError> {
        let mut path = path.to_owned();
        for _ in 0..MAX_REFERENCES {
            let Some(value) = self.0.pointer(&format!("/{}", path.replace('.', "/"))) else {
                return Ok(None);
            };
            match value.as_str().and_then(|s| s.strip_prefix("${")).and_then(|s| s.strip_suffix('}')) {
                Some(target) => path = target.replace(':', "."),
                None => return Ok(Some(value).filter(|v| !v.is_null())),
            }
        }
        Err(LoadError::damaged(FILE, format!("{path}: references run in a circle")))
    }

    /// The string at `path`; an error if it is missing or something else.
    pub(crate) fn string(&self, path: &str) -> Result<&str, LoadError> {
        self.typed(path, Value::as_str, "a string")
    }

    /// The number at `path`.
    pub(crate) fn size(&self, path: &str) -> Result<usize, LoadError> {
        self.typed(path, |v| v.as_u64().and_then(|n| usize::try_from(n).ok()), "a number")
    }

    /// The strings at `path`.
    pub(crate) fn strings(&self, path: &str) -> Result<Vec<&str>, LoadError> {
        self.typed(path, |v| v.as_array()?.iter().map(Value::as_str).collect(), "a list of strings")
    }

    /// The numbers at `path`.
    pub(crate) fn sizes(&self, path: &str) -> Result<Vec<usize>, LoadError> {
        let number = |v: &Value| usize::try_from(v.as_u64()?).ok();
        self.typed(path, |v| v.as_array()?.iter().map(number).collect(), "a list of numbers")
    }

    /// The truth value at `path`; false if it is missing.
    pub(crate) fn flag(&self, path: &str) -> Result<bool, LoadError> {
        Ok(self.get(path)?.and_then(Value::as_bool).unwrap_or(false))
    }

    /// Refuses a string at `path` that is not one of `known`.
    pub(crate) fn expect(&self, path: &str, known: &[&str]) -> Result<(), LoadError> {
        let found = self.string(path)?;
        if known.contains(&found) { Ok(()) } else { Err(unsupported(path, found)) }
    }

    /// Refuses a number at `path` other than `known`.
    pub(crate) fn expect_size(&self, path: &str, known: usize) -> Result<(), LoadError> {
        let found = self.size(path)?;
        if found == known { Ok(()) } else { Err(unsupported(path, found)) }
    }

    fn typed<'c, T>(
        &'c self,
        path: &str,
        read: impl Fn(&'c Value) -> Option<T>,
        kind: &str,
    ) -> Result<T, LoadError> {
        let value = self.get(path)?.ok_or_else(|| LoadError::damaged(FILE, format!("{path} is missing")))?;
        read(value).ok_or_else(|| LoadError::damaged(FILE, format!("{path} is not {kind}")))
    }
}

/// The error for a value this runtime does not know.
pub(crate) fn unsupported(path: &str, found: impl std::fmt::Display) -> LoadError {
    LoadError::unsupported(FILE, format!("{path} = {found}"))
}

fn enter<'m>(root: &'m mut Map<String, Value>, path: &[&str]) -> Option<&'m mut Map<String, Value>> {
    let mut map = root;
    for name in path {
        let next = map.entry(*name).or_insert_with(|| Value::Object(Map::new()));
        map = next.as_object_mut()?;
    }
    Some(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[nlp]\nlang = \"en\"\n# note\npipeline = [\"a\",\"b\"]\nbare = word\n\n[a.b]\n\
        width = ${a.b.encode:width}\nx = {\"@scorers\":\"s.v1\"}\nnone = null\n[a.b.encode]\nwidth = 96\n\
        loop = ${a.b.encode.loop}\non = true\n";

    #[test]
    fn sections_nest_and_references_resolve() {
        let c = Config::parse(TEXT).unwrap();
        assert_eq!(c.string("nlp.lang").unwrap(), "en");
        assert_eq!(c.string("nlp.bare").unwrap(), "word");
        assert_eq!(c.strings("nlp.pipeline").unwrap(), ["a", "b"]);
        assert_eq!(c.size("a.b.width").unwrap(), 96);
        assert_eq!(c.string("a.b.x.@scorers").unwrap(), "s.v1");
        assert!(c.get("a.b.none").unwrap().is_none());
        assert!(c.flag("a.b.encode.on").unwrap() && !c.flag("a.b.encode.off").unwrap());
        assert!(c.expect("nlp.lang", &["en"]).is_ok());
        assert!(matches!(c.expect("nlp.lang", &["de"]), Err(LoadError::Unsupported { .. })));
    }

    #[test]
    fn damage_is_reported() {
        let c = Config::parse(TEXT).unwrap();
        assert!(c.get("a.b.encode.loop").is_err());
        assert!(c.size("nlp.lang").is_err());
        assert!(c.string("nlp.gone").is_err());
        assert!(Config::parse("x = 1").is_err());
        assert!(Config::parse("[a]\nb = 1\n[a.b]\nc = 2").is_err());
        assert!(Config::parse("[a]\nnonsense").is_err());
    }
}
