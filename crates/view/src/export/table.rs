//! Rows and columns, and how they become CSV (RFC 4180).

use jiff::civil::Date;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Words from a report or of ours.
    Text(String),
    /// A number, written as one.
    Number(f64),
    /// Not stated.
    Empty,
}

/// Rows under a head.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// Name of each column and whether it holds numbers.
    pub columns: Vec<(&'static str, bool)>,
    /// HXL's second row, if it has one.
    pub tags: Option<Vec<&'static str>>,
    /// Each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl From<&str> for Cell {
    fn from(s: &str) -> Self {
        if s.is_empty() { Cell::Empty } else { Cell::Text(s.to_string()) }
    }
}

impl From<String> for Cell {
    fn from(s: String) -> Self {
        if s.is_empty() { Cell::Empty } else { Cell::Text(s) }
    }
}

impl From<Option<&str>> for Cell {
    fn from(s: Option<&str>) -> Self {
        s.map_or(Cell::Empty, Cell::from)
    }
}

impl From<Option<String>> for Cell {
    fn from(s: Option<String>) -> Self {
        s.map_or(Cell::Empty, Cell::from)
    }
}

impl From<Option<Date>> for Cell {
    fn from(d: Option<Date>) -> Self {
        d.map_or(Cell::Empty, |d| Cell::Text(d.to_string()))
    }
}

impl From<Option<f64>> for Cell {
    fn from(n: Option<f64>) -> Self {
        n.filter(|n| n.is_finite()).map_or(Cell::Empty, Cell::Number)
    }
}

impl From<f64> for Cell {
    fn from(n: f64) -> Self {
        Cell::from(Some(n))
    }
}

impl From<usize> for Cell {
    fn from(n: usize) -> Self {
        Cell::Number(n as f64)
    }
}

/// The table as CSV: a head, the tags if there are any, lines ended by CR LF.
pub(super) fn csv(table: &Table) -> String {
    let mut out = String::new();
    line(&mut out, table.columns.iter().map(|(name, _)| plain(name)));
    if let Some(tags) = &table.tags {
        line(&mut out, tags.iter().map(|t| plain(t)));
    }
    for row in &table.rows {
        line(&mut out, row.iter().map(cell));
    }
    out
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (i, c) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&c);
    }
    out.push_str("\r\n");
}

fn cell(c: &Cell) -> String {
    match c {
        Cell::Empty => String::new(),
        Cell::Number(n) => format!("{n}"),
        Cell::Text(s) => plain(&harmless(s)),
    }
}

/// A spreadsheet runs what begins with one of these signs; an apostrophe before it keeps it words.
fn harmless(s: &str) -> String {
    let clean: String = s.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let first = clean.trim_start().chars().next();
    if first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')) {
        format!("'{clean}")
    } else {
        clean
    }
}

fn plain(s: &str) -> String {
    if s.contains([',', '"', '\r', '\n', ';', '\'']) {
        format!("\"{}\"", s.replace('"', "\"\""))
    } else {
        s.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_words_and_numbers_are_numbers() {
        let rows = vec![vec![
            Cell::from("=HYPERLINK(\"x\",1)"),
            Cell::from("\t@cmd"),
            Cell::from(-12.5),
            Cell::from("a\r\nb, \"c\""),
            Cell::Empty,
        ]];
        let columns = vec![("a", false), ("b", false), ("c", true), ("d", false), ("e", false)];
        let text = csv(&Table { columns, tags: None, rows });
        assert_eq!(
            text,
            "a,b,c,d,e\r\n\"'=HYPERLINK(\"\"x\"\",1)\",\"' @cmd\",-12.5,\"a  b, \"\"c\"\"\",\r\n"
        );
    }
}
