//! Recognising what must stay whole: web addresses, and whatever else a pipeline names.
//!
//! Such an expression is too free to be taken apart, so a regex engine runs it. Most words are
//! turned away before: a web address needs a full stop, and from the expression's own structure one
//! can see that it does.

use super::python_regex;
use fancy_regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A Python expression that is used with `re.match`.
pub(super) struct Whole {
    regex: Regex,
    /// An ASCII character without which nothing matches.
    needed: Option<u8>,
}

impl Whole {
    pub(super) fn new(source: &str) -> Result<Self, String> {
        let regex = python_regex::compile(source, true)?;
        // Without its negative looks an expression matches more, and what that needs is still needed.
        let wider = without_looks(&python_regex::translate(source));
        let hir = regex_syntax::parse(&wider).ok();
        let needed = hir.and_then(|hir| (0x21..0x7F).find(|byte| needs(&hir, *byte)));
        Ok(Self { regex, needed })
    }

    /// An engine that gave up on a hostile string found nothing.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.needed.is_none_or(|byte| text.as_bytes().contains(&byte))
            && self.regex.is_match(text).unwrap_or(false)
    }
}

/// True if every match of `hir` has this ASCII character.
fn needs(hir: &Hir, byte: u8) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.contains(&byte),
        HirKind::Class(Class::Unicode(class)) => {
            let c = char::from(byte);
            matches!(class.ranges(), [only] if only.start() == c && only.end() == c)
        }
        HirKind::Repetition(repetition) => repetition.min > 0 && needs(&repetition.sub, byte),
        HirKind::Capture(capture) => needs(&capture.sub, byte),
        HirKind::Concat(parts) => parts.iter().any(|part| needs(part, byte)),
        HirKind::Alternation(branches) => branches.iter().all(|branch| needs(branch, byte)),
        HirKind::Empty | HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => false,
    }
}

/// Takes every `(?!...)`, `(?=...)`, `(?<!...)` and `(?<=...)` out.
fn without_looks(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    // Groups that are open within a look; 0 outside of all looks.
    let mut skipped = 0;
    let mut in_class = false;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let mut width = c.len_utf8();
        if c == '\\' {
            width += rest[1..].chars().next().map_or(0, char::len_utf8);
        }
        let opens = !in_class && c == '(';
        let is_look = ["(?!", "(?=", "(?<!", "(?<="].iter().any(|look| rest.starts_with(look));
        if opens && (skipped > 0 || is_look) {
            skipped += 1;
        } else if skipped == 0 {
            out.push_str(&rest[..width]);
        } else if c == ')' && !in_class {
            skipped -= 1;
        }
        in_class = match c {
            '[' => true,
            ']' => false,
            _ => in_class,
        };
        rest = &rest[width..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_need_a_full_stop() {
        let url = Whole::new(r"(?u)^(?:\w+://)?(?!10\.)(?:\d+(?:\.\d+){3}|(?:[a-z]+\.)+[a-z]{2,})(?:/\S*)?$")
            .unwrap();
        assert_eq!(url.needed, Some(b'.'));
        for (text, is) in [
            ("a.bc", true),
            ("http://a.bc/x(y", true),
            ("abc", false),
            ("10.1.1.1", false),
            ("1.1.1.1", true),
        ] {
            assert_eq!(url.matches(text), is, "{text}");
        }
        assert_eq!(Whole::new("a|b").unwrap().needed, None);
        assert_eq!(Whole::new("(?=[.)])x").unwrap().needed, Some(b'x'));
        assert!(Whole::new("(").is_err());
    }

    #[test]
    fn looks_are_taken_out() {
        assert_eq!(without_looks(r"a(?!b(c)[)]\))d(?:e)(?<=f)[(?!]"), "ad(?:e)[(?!]");
    }
}
