//! From a Markdown file to its cases. A case is a `##` heading with the blocks under it; all else is prose.

use std::path::{Path, PathBuf};

use tidings::text::{Format, Hints};

use crate::expect::Expectation;

/// One file.
pub struct Suite {
    /// Path below the folder of cases, without ending.
    pub name: String,
    pub path: PathBuf,
    pub source: String,
    pub cases: Vec<Case>,
}

/// One situation and what should be read of it.
pub struct Case {
    pub title: String,
    pub reports: Vec<Report>,
    pub expects: Vec<Expectation>,
}

/// A ```` ```report ```` block.
pub struct Report {
    pub text: String,
    pub hints: Hints,
}

impl Suite {
    pub fn load(path: &Path, folder: &Path) -> Result<Self, String> {
        let source = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let name =
            path.strip_prefix(folder).unwrap_or(path).with_extension("").to_string_lossy().replace('\\', "/");
        let cases = cases(&source).map_err(|(line, why)| format!("{}:{line}: {why}", path.display()))?;
        Ok(Self { name, path: path.to_path_buf(), source, cases })
    }
}

type Fault = (usize, String);

fn cases(source: &str) -> Result<Vec<Case>, Fault> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = source.lines().enumerate().map(|(n, l)| (n + 1, l));
    while let Some((n, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case { title: title.trim().into(), reports: Vec::new(), expects: Vec::new() });
        }
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<(usize, &str)> = lines.by_ref().take_while(|(_, l)| !l.starts_with("```")).collect();
        let case = cases.last_mut().ok_or((n, "a block before the first `##` heading".to_string()))?;
        match kind.trim() {
            "report" => case.reports.push(report(&block, case.reports.len())?),
            "expect" => case.expects.extend(expects(&block)?),
            other => return Err((n, format!("no block of kind `{other}`; there are `report` and `expect`"))),
        }
    }
    match cases.iter().find(|c| c.reports.is_empty() || c.expects.is_empty()) {
        Some(bare) => Err((1, format!("case \"{}\" lacks a report or an expectation", bare.title))),
        None => Ok(cases),
    }
}

/// Header lines, then the text: from the first line that is no header, without one blank line before it.
fn report(block: &[(usize, &str)], nth: usize) -> Result<Report, Fault> {
    let letter = char::from(b'A' + u8::try_from(nth).unwrap_or(25).min(25));
    let mut hints = Hints {
        id: Some(letter.to_string()),
        lang: Some("en".into()),
        format: Some(Format::Plain),
        ..Hints::default()
    };
    let mut from = 0;
    for (n, line) in block {
        let Some((key, value)) = line.split_once(": ") else { break };
        let value = Some(value.trim().to_string());
        match key {
            "id" => hints.id = value,
            "source" => hints.publisher = value,
            "title" => hints.title = value,
            "lang" => hints.lang = value.filter(|v| v != "detect"),
            "url" => hints.url = value,
            "date" => {
                hints.published = value.and_then(|v| v.parse().ok());
                hints.published.ok_or((*n, "not a date of the form YYYY-MM-DD".to_string()))?;
            }
            "format" if value.as_deref() == Some("html") => hints.format = Some(Format::Html),
            _ => break,
        }
        from += 1;
    }
    if block.get(from).is_some_and(|(_, l)| l.trim().is_empty()) {
        from += 1;
    }
    let text = block[from..].iter().map(|(_, l)| *l).collect::<Vec<_>>().join("\n");
    Ok(Report { text, hints })
}

/// One expectation a line; `#` begins a comment, a `fixme:` line belongs to the expectation under it.
fn expects(block: &[(usize, &str)]) -> Result<Vec<Expectation>, Fault> {
    let mut expects = Vec::new();
    let mut fixme = None;
    for (n, line) in block {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(reason) = line.strip_prefix("fixme:") {
            if reason.trim().is_empty() {
                return Err((*n, "a `fixme` needs its reason".into()));
            }
            fixme = Some(*n);
            continue;
        }
        let mut expectation = Expectation::parse(line, *n).map_err(|why| (*n, why))?;
        expectation.fixme = fixme.take();
        expects.push(expectation);
    }
    Ok(expects)
}
