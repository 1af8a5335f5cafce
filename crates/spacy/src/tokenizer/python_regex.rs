//! Python's regular expressions in the words of a Rust engine: the fallback for expressions that
//! [`super::pattern`] cannot take apart, and the yardstick in tests for those that it can.
//!
//! One difference is known and left: without regard to case Python also lets `İ` and `ı` stand for
//! `i`, which shows in pipelines such as the French ones that ask for it.

use fancy_regex::Regex;
use std::fmt::Write as _;

/// Compiles a Python expression. `anchored` stands for `re.match` instead of `re.search`.
pub(super) fn compile(source: &str, anchored: bool) -> Result<Regex, String> {
    let mut rust = translate(source.strip_prefix("(?u)").unwrap_or(source));
    if anchored {
        rust = format!(r"\A(?:{rust})");
    }
    Regex::new(&rust).map_err(|e| e.to_string())
}

/// Escapes, and what is literal within a class for Python but not for Rust.
pub(super) fn translate(source: &str) -> String {
    let mut out = String::with_capacity(source.len() * 5 / 4);
    let mut in_class = false;
    let mut class_start = false;
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        let at_start = std::mem::take(&mut class_start);
        match c {
            '\\' => match chars.next() {
                Some(kind @ ('u' | 'U')) => {
                    let digits: String = chars.by_ref().take(if kind == 'u' { 4 } else { 8 }).collect();
                    let _ = write!(out, r"\x{{{digits}}}");
                }
                Some('w') => out.push_str(if in_class { r"\p{L}\p{N}_" } else { r"[\p{L}\p{N}_]" }),
                Some('W') if !in_class => out.push_str(r"[^\p{L}\p{N}_]"),
                Some('Z') => out.push_str(r"\z"),
                // Python takes any punctuation after a backslash as itself.
                Some(c) if !c.is_ascii() => out.push(c),
                Some(c) => out.extend(['\\', c]),
                None => out.push('\\'),
            },
            '[' if !in_class => {
                in_class = true;
                class_start = true;
                out.push('[');
            }
            '^' if at_start => {
                class_start = true;
                out.push('^');
            }
            ']' if in_class && !at_start => {
                in_class = false;
                out.push(']');
            }
            '[' | ']' | '&' | '~' if in_class => out.extend(['\\', c]),
            '-' if in_class && out.ends_with('-') => out.push_str(r"\-"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translates_what_differs() {
        for (python, rust) in [
            (r"\u0041[\U0001F600\]]", r"\x{0041}[\x{0001F600}\]]"),
            ("[][&&~~]", r"[\]\[\&\&\~\~]"),
            ("[^]a]|b", r"[^\]a]|b"),
            ("a&b[c", "a&b[c"),
            (r"[\w.]\w", r"[\p{L}\p{N}_.][\p{L}\p{N}_]"),
        ] {
            assert_eq!(translate(python), rust);
        }
        let class = compile("[a&&b[]", true).unwrap();
        assert!(["a", "b", "&", "["].iter().all(|s| class.is_match(s).unwrap()));
    }
}
