//! Python's regular expressions, as far as tokenizers use them, taken apart into alternatives.
//!
//! A tokenizer's prefix, suffix and infix expressions are long lists of punctuation, with a class or
//! a short look at a neighbour here and there. [`parse`] multiplies groups out until only a list of
//! plain sequences is left, in the order in which Python would try them. Those can be found by their
//! first or last character instead of by trying all. What does not fit this scheme gives `None`, and
//! the caller takes a regex engine instead.

use super::charset::CharSet;
use crate::unicode;

/// Sequences that one expression may multiply out to.
const MAX_SEQUENCES: usize = 4096;

/// Groups within groups that are followed.
const MAX_DEPTH: u32 = 32;

/// One alternative: its steps in order.
pub(super) type Sequence = Vec<Step>;

/// What must be at one position.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// One character.
    One(Atom),
    /// One or more characters, as many as possible.
    Many(Atom),
    /// What stands before, which is not consumed.
    Behind(Look),
    /// What follows, which is not consumed.
    Ahead(Look),
    /// The start of the text.
    Start,
    /// The end of the text.
    End,
}

/// A character or one of a set.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Atom {
    Char(char),
    Set(CharSet),
}

impl Atom {
    pub(super) fn matches(&self, c: char) -> bool {
        match self {
            Self::Char(own) => *own == c,
            Self::Set(set) => set.contains(c),
        }
    }

    pub(super) fn to_set(&self) -> CharSet {
        match self {
            Self::Char(c) => CharSet::new(vec![(u32::from(*c), u32::from(*c))]),
            Self::Set(set) => set.clone(),
        }
    }
}

/// A look at neighbouring characters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look {
    pub negated: bool,
    /// True if one of these is there.
    pub options: Vec<Vec<Atom>>,
}

/// The alternatives of `source`, or `None` if it has parts that do not fit.
pub(super) fn parse(source: &str) -> Option<Vec<Sequence>> {
    let source = source.strip_prefix("(?u)").unwrap_or(source);
    let mut parser = Parser { rest: source, depth: 0 };
    let sequences = parser.alternatives()?;
    let one_run = |s: &Sequence| s.iter().filter(|step| matches!(step, Step::Many(_))).count() <= 1;
    (parser.rest.is_empty() && sequences.iter().all(one_run)).then_some(sequences)
}

struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

impl Parser<'_> {
    /// Alternatives up to the end or a closing parenthesis.
    fn alternatives(&mut self) -> Option<Vec<Sequence>> {
        let mut all = self.sequence()?;
        while self.eat("|") {
            all.extend(self.sequence()?);
            if all.len() > MAX_SEQUENCES {
                return None;
            }
        }
        Some(all)
    }

    /// One branch; more than one sequence if it has groups or optional parts.
    fn sequence(&mut self) -> Option<Vec<Sequence>> {
        let mut branch: Vec<Sequence> = vec![Vec::new()];
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let part = self.part()?;
            if branch.len() * part.len() > MAX_SEQUENCES {
                return None;
            }
            if let [only] = part.as_slice() {
                for head in &mut branch {
                    head.extend_from_slice(only);
                }
            } else {
                let joined =
                    |head: &Sequence| part.iter().map(|tail| [&head[..], tail].concat()).collect::<Vec<_>>();
                branch = branch.iter().flat_map(joined).collect();
            }
        }
        Some(branch)
    }

    /// One step or group with its quantifier, multiplied out.
    fn part(&mut self) -> Option<Vec<Sequence>> {
        let mut part = self.unquantified()?;
        if self.rest.starts_with('{') {
            return None;
        }
        let quantifier = [b'?', b'*', b'+'].into_iter().find(|q| self.rest.as_bytes().first() == Some(q));
        let Some(quantifier) = quantifier else { return Some(part) };
        self.rest = &self.rest[1..];
        if self.rest.starts_with(['?', '+', '*']) {
            return None; // lazy and possessive ones
        }
        if quantifier != b'?' {
            let [sequence] = part.as_mut_slice() else { return None };
            let [step] = sequence.as_mut_slice() else { return None };
            let Step::One(atom) = step else { return None };
            *step = Step::Many(atom.clone());
        }
        if quantifier != b'+' {
            part.push(Vec::new());
        }
        Some(part)
    }

    fn unquantified(&mut self) -> Option<Vec<Sequence>> {
        for (opening, ahead, negated) in
            [("(?=", true, false), ("(?!", true, true), ("(?<=", false, false), ("(?<!", false, true)]
        {
            if self.eat(opening) {
                let look =
                    Look { negated, options: self.group()?.into_iter().map(atoms).collect::<Option<_>>()? };
                return Some(vec![vec![if ahead { Step::Ahead(look) } else { Step::Behind(look) }]]);
            }
        }
        if self.eat("(?:") {
            return self.group();
        }
        if self.rest.starts_with("(?") {
            return None;
        }
        if self.eat("(") {
            return self.group();
        }
        let step = if self.eat("^") {
            Step::Start
        } else if self.eat("$") {
            Step::End
        } else if self.eat("[") {
            Step::One(Atom::Set(self.class()?))
        } else if self.rest.starts_with(['.', '*', '+', '?', '{']) {
            return None;
        } else {
            Step::One(match self.character()? {
                Member::Char(c) => Atom::Char(c),
                Member::Set(ranges) => Atom::Set(CharSet::new(ranges)),
            })
        };
        Some(vec![vec![step]])
    }

    /// The alternatives of a group that was just opened, and its end.
    fn group(&mut self) -> Option<Vec<Sequence>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let inner = self.alternatives()?;
        self.depth -= 1;
        self.eat(")").then_some(inner)
    }

    /// The members of a class that was just opened, and its end.
    fn class(&mut self) -> Option<CharSet> {
        let negated = self.eat("^");
        let mut ranges = Vec::new();
        let mut first = true;
        while first || !self.rest.starts_with(']') {
            first = false;
            let from = match self.character()? {
                Member::Char(c) => c,
                Member::Set(more) => {
                    ranges.extend(more);
                    continue;
                }
            };
            let to = if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.rest = &self.rest[1..];
                let Member::Char(to) = self.character()? else { return None };
                to
            } else {
                from
            };
            if to < from {
                return None;
            }
            ranges.push((u32::from(from), u32::from(to)));
        }
        self.rest = &self.rest[1..];
        let set = CharSet::new(ranges);
        Some(if negated { set.inverted() } else { set })
    }

    /// One literal or escaped character, or a class escape.
    fn character(&mut self) -> Option<Member> {
        let c = self.next()?;
        if c != '\\' {
            return Some(Member::Char(c));
        }
        let set = |ranges: &[&[(u32, u32)]]| CharSet::new(ranges.concat());
        let word = || set(&[&unicode::ALPHA, &unicode::DIGIT, &unicode::OTHER_NUMERIC, &[(0x5F, 0x5F)]]);
        Some(match self.next()? {
            'n' => Member::Char('\n'),
            't' => Member::Char('\t'),
            'r' => Member::Char('\r'),
            'x' => Member::Char(self.code(2)?),
            'u' => Member::Char(self.code(4)?),
            'U' => Member::Char(self.code(8)?),
            'd' => Member::Set(unicode::DECIMAL.to_vec()),
            'D' => Member::Set(set(&[&unicode::DECIMAL]).inverted().to_ranges()),
            's' => Member::Set(unicode::SPACE.to_vec()),
            'S' => Member::Set(set(&[&unicode::SPACE]).inverted().to_ranges()),
            'w' => Member::Set(word().to_ranges()),
            'W' => Member::Set(word().inverted().to_ranges()),
            c if c.is_ascii_alphanumeric() => return None,
            c => Member::Char(c),
        })
    }

    /// A code point of `n` hexadecimal digits.
    fn code(&mut self, n: usize) -> Option<char> {
        let digits = self.rest.get(..n)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = &self.rest[n..];
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, what: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(what) else { return false };
        self.rest = rest;
        true
    }
}

enum Member {
    Char(char),
    Set(Vec<(u32, u32)>),
}

/// The characters of a sequence that has nothing else.
fn atoms(sequence: Sequence) -> Option<Vec<Atom>> {
    let atom = |step| if let Step::One(atom) = step { Some(atom) } else { None };
    sequence.into_iter().map(atom).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(c: char) -> Step {
        Step::One(Atom::Char(c))
    }

    #[test]
    fn multiplies_out_in_order() {
        let parsed = parse(r"^\.\.+|a(?:b|c?)\u0064$").unwrap();
        assert_eq!(
            parsed,
            [
                vec![Step::Start, one('.'), Step::Many(Atom::Char('.'))],
                vec![one('a'), one('b'), one('d'), Step::End],
                vec![one('a'), one('c'), one('d'), Step::End],
                vec![one('a'), one('d'), Step::End],
            ]
        );
    }

    #[test]
    fn classes_are_read_as_python_does() {
        let set = |source: &str| {
            let parsed = parse(source).unwrap();
            let [sequence] = &parsed[..] else { panic!("{source}") };
            let [Step::One(Atom::Set(set))] = &sequence[..] else { panic!("{source}") };
            set.clone()
        };
        let all = |s: &CharSet, chars: &str| chars.chars().all(|c| s.contains(c));
        assert!(all(&set(r"[][|(&&--]"), "][|(&-"));
        assert!(all(&set(r"[a-c\-\]\u0400-\u04FF\U0001F600]"), "abc-]ж😀"));
        assert!(!set("[a-c]").contains('-'));
        assert!(all(&set("[^a-c]"), "d^ж") && !set("[^a-c]").contains('b'));
        assert!(all(&set(r"\w"), "aж1½_") && !set(r"\w").contains('-'));
        assert!(all(&set(r"[\s]"), " \u{a0}\x1c") && !set(r"[\S]").contains(' '));
    }

    #[test]
    fn looks_keep_their_options() {
        let parsed = parse("(?<=°[FC])x(?!a|bc)").unwrap();
        let [Step::Behind(behind), _, Step::Ahead(ahead)] = &parsed[0][..] else { panic!() };
        assert_eq!((behind.negated, behind.options.len(), behind.options[0].len()), (false, 1, 2));
        assert_eq!((ahead.negated, ahead.options.len(), ahead.options[1].len()), (true, 2, 2));
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for source in
            ["a.b", "a+b+", "(ab)+", "a{2}", "a+?", r"\bword", "(?i)x", "(?P<n>x)", "[a", "(a", "a)", "*"]
        {
            assert_eq!(parse(source), None, "{source}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(source in "[\\[\\]()|?+*.^$:<=!a-c\\\\uUxdwS-]{0,30}") {
            let _ = parse(&source);
        }
    }
}
