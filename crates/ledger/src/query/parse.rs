//! Reading a query. Every error says which word it is about and, where it can, what was meant.

use std::ops::Range;

use jiff::civil::Date;
use tidings_mention::Measure;

use super::{Comparison, Field, Query, QueryError};

/// Brackets in brackets: deeper than anybody writes, and far from the end of the stack.
const DEEPEST: usize = 64;

pub(super) fn parse(query: &str) -> Result<Query, QueryError> {
    let mut parser = Parser { query, at: 0, depth: 0 };
    let found = parser.either()?;
    parser.space();
    match parser.peek() {
        None => Ok(found),
        Some(')') => Err(parser.error(parser.at..parser.at + 1, "this bracket closes nothing")),
        Some(_) => Err(parser.error(parser.at..query.len(), "this cannot be read")),
    }
}

/// A value as a query writes it: bare if it can be, else in quotation marks.
pub(super) fn quoted(s: &str) -> String {
    let bare = !s.is_empty()
        && !s.starts_with(['-', '*'])
        && !matches!(s, "or" | "and" | "not" | "OR" | "AND" | "NOT")
        && s.chars().all(|c| ends_word(c).is_none() && !matches!(c, ':' | ',' | '=' | '<' | '>'));
    if bare { s.to_string() } else { format!("\"{}\"", s.replace('\\', "\\\\").replace('"', "\\\"")) }
}

/// A character that no bare word holds.
fn ends_word(c: char) -> Option<char> {
    (c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '"' | '“' | '”' | '|' | '\\'))
        .then_some(c)
}

struct Parser<'q> {
    query: &'q str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn either(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.together()?];
        while self.keyword(&["or", "OR", "|"]) {
            parts.push(self.together()?);
        }
        Ok(Query::any(parts))
    }

    fn together(&mut self) -> Result<Query, QueryError> {
        let mut parts = Vec::new();
        loop {
            self.space();
            let from = self.at;
            if self.keyword(&["and", "AND"]) {
                if parts.is_empty() {
                    return Err(self.error(from..self.at, "`and` needs a term before it"));
                }
                continue;
            }
            let ends = self.peek().is_none_or(|c| c == ')') || self.at_keyword(&["or", "OR", "|"]).is_some();
            if !ends {
                parts.push(self.term()?);
            } else if parts.is_empty() {
                // Nothing at all is every claim; nothing beside an `or` or in brackets is a slip.
                return if self.query.trim().is_empty() {
                    Ok(Query::All)
                } else {
                    let end = (self.at + self.peek().map_or(0, char::len_utf8)).min(self.query.len());
                    Err(self.error(self.at..end, "a term is missing here"))
                };
            } else {
                return Ok(Query::all(parts));
            }
        }
    }

    fn term(&mut self) -> Result<Query, QueryError> {
        let from = self.at;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error(from..from + 1, "brackets or signs are nested too deeply"));
        }
        let term = self.bare_term(from);
        self.depth -= 1;
        term
    }

    fn bare_term(&mut self, from: usize) -> Result<Query, QueryError> {
        if self.keyword(&["not", "NOT"]) || self.eat('-') {
            self.space();
            if self.peek().is_none_or(|c| c == ')') {
                return Err(self.error(from..self.at, "this turns nothing round: a term must follow"));
            }
            return Ok(self.term()?.negated());
        }
        if self.eat('(') {
            let inner = self.either()?;
            self.space();
            if !self.eat(')') {
                return Err(self.error(from..from + 1, "this bracket is never closed"));
            }
            return Ok(inner);
        }
        if matches!(self.peek(), Some('"' | '“' | '”')) {
            let words = self.quotation()?;
            return if words.split_whitespace().next().is_some() {
                Ok(Query::Words(words))
            } else {
                Err(self.error(from..self.at, "there are no words in these quotation marks"))
            };
        }
        let word = self.word(&[':', '=', '<', '>']);
        let name = from..self.at;
        match self.peek() {
            Some(':') => {
                self.at += 1;
                self.field(&word, name)
            }
            Some('=' | '<' | '>') => self.figure(&word, name),
            _ if word == "*" => Ok(Query::All),
            _ if word.is_empty() => {
                let end = from + self.peek().map_or(0, char::len_utf8);
                Err(self.error(from..end, "this sign has no meaning here"))
            }
            _ => Ok(Query::Words(word)),
        }
    }

    fn field(&mut self, name: &str, at: Range<usize>) -> Result<Query, QueryError> {
        let name = name.to_lowercase();
        if matches!(name.as_str(), "since" | "until") {
            let from = self.at;
            let value = self.value()?;
            let (first, last) = days(&value).ok_or_else(|| {
                self.error(from..self.at, "a day is written 2024-05-01, a month 2024-05, a year 2024")
            })?;
            return Ok(if name == "since" { Query::Since(first) } else { Query::Until(last) });
        }
        let Some(&(_, field)) = Field::ALL.iter().find(|(n, _)| *n == name) else {
            let names = Field::ALL.iter().map(|(n, _)| *n).chain(["since", "until"]);
            return Err(self.error(at, &format!("no field is named `{name}`{}", meant(&name, names))));
        };
        let mut values = Vec::new();
        loop {
            let from = self.at;
            let value = self.value()?;
            values.push(self.known(field, value, from..self.at)?);
            if !self.eat(',') {
                return Ok(Query::Field(field, values));
            }
        }
    }

    /// Where a field has a closed list, the value must be on it.
    fn known(&self, field: Field, value: String, at: Range<usize>) -> Result<String, QueryError> {
        let Some(list) = field.values() else { return Ok(value) };
        let wanted = value.to_lowercase();
        if let Some(exact) = list.iter().find(|v| v.to_lowercase() == wanted) {
            return Ok((*exact).to_string());
        }
        let help = if list.len() <= 10 {
            format!("; there are {}", list.join(", "))
        } else {
            meant(&wanted, list.into_iter())
        };
        Err(self.error(at, &format!("`{value}` is no value of `{}`{help}", field.as_str())))
    }

    fn figure(&mut self, name: &str, at: Range<usize>) -> Result<Query, QueryError> {
        let name = name.to_lowercase();
        let Some(measure) = Measure::parse(&name) else {
            let names = Measure::ALL.iter().map(|m| m.as_str());
            return Err(self.error(at, &format!("no measure is named `{name}`{}", meant(&name, names))));
        };
        let how = Comparison::ALL.into_iter().find(|(sign, _)| self.rest().starts_with(sign));
        let Some((sign, how)) = how else {
            return Err(self.error(at, "a comparison is one of >= > <= < ="));
        };
        self.at += sign.len();
        let from = self.at;
        let printed = self.word(&[]);
        let n: Option<f64> = printed.replace([',', '_'], "").parse().ok().filter(|n: &f64| n.is_finite());
        match n {
            // Minus nought would print otherwise than it reads.
            Some(n) => Ok(Query::Figure(measure, how, n + 0.0)),
            None => {
                Err(self.error(from..self.at.max(from + 1).min(self.query.len()), "a number must stand here"))
            }
        }
    }

    fn value(&mut self) -> Result<String, QueryError> {
        let from = self.at;
        if matches!(self.peek(), Some('"' | '“' | '”')) {
            return self.quotation();
        }
        let value = self.word(&[',']);
        if value.is_empty() {
            let end = self.query.len().min(from + self.peek().map_or(0, char::len_utf8));
            return Err(
                self.error(from.saturating_sub(1)..end, "a value is missing after the colon or comma")
            );
        }
        Ok(value)
    }

    /// Words in quotation marks, straight or curly; a backslash keeps the next character.
    fn quotation(&mut self) -> Result<String, QueryError> {
        let from = self.at;
        let mark = |c: char| matches!(c, '"' | '“' | '”');
        let open = self.next().unwrap_or('"');
        let mut out = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => out.extend(self.next()),
                '"' if open == '"' => return Ok(out),
                c if open != '"' && mark(c) => return Ok(out),
                c => out.push(c),
            }
        }
        Err(self.error(from..from + open.len_utf8(), "this quotation mark is never closed"))
    }

    fn word(&mut self, stops: &[char]) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| ends_word(c).is_some() || stops.contains(&c)).unwrap_or(rest.len());
        let word = rest[..end].to_string();
        self.at += end;
        word
    }

    fn rest(&self) -> &str {
        &self.query[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()).len();
    }

    /// Takes a word that is no term, if it stands here by itself.
    fn keyword(&mut self, words: &[&str]) -> bool {
        self.space();
        let found = self.at_keyword(words);
        self.at += found.unwrap_or(0);
        found.is_some()
    }

    fn at_keyword(&self, words: &[&str]) -> Option<usize> {
        let rest = self.rest();
        let free = |w: &str| {
            let after = rest[w.len()..].chars().next();
            w == "|" || after.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“'))
        };
        words.iter().find(|w| rest.starts_with(**w) && free(w)).map(|w| w.len())
    }

    fn error(&self, at: Range<usize>, message: &str) -> QueryError {
        QueryError { query: self.query.to_string(), at, message: message.to_string() }
    }
}

/// First and last day of a day, a month or a year.
fn days(s: &str) -> Option<(Date, Date)> {
    let digits = |s: &str, n: usize| (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then_some(());
    let mut parts = s.split('-');
    let year = parts.next().filter(|y| digits(y, 4).is_some())?;
    let month = parts.next();
    let day = parts.next();
    if parts.next().is_some() || month.is_some_and(|m| digits(m, 2).is_none()) {
        return None;
    }
    let at = |m: i8, d: i8| Date::new(year.parse().ok()?, m, d).ok();
    match (month, day) {
        (None, _) => Some((at(1, 1)?, at(12, 31)?)),
        (Some(m), None) => {
            let first = at(m.parse().ok()?, 1)?;
            Some((first, first.last_of_month()))
        }
        (Some(m), Some(d)) => {
            digits(d, 2)?;
            let day = at(m.parse().ok()?, d.parse().ok()?)?;
            Some((day, day))
        }
    }
}

/// "; did you mean `place`?", if a name is near.
fn meant<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> String {
    let near = names.map(|n| (distance(word, &n.to_lowercase()), n)).min();
    let reach = 1 + word.chars().count() / 4;
    near.filter(|(d, _)| *d <= reach).map_or_else(String::new, |(_, n)| format!("; did you mean `{n}`?"))
}

/// Letters to add, drop, change or swap with the next (Damerau's distance in its plain form).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
