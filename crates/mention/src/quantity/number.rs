//! Digits and number words -> the interval they stand for, before any hedge.

mod digits;
mod words;

use std::ops::Range;

use crate::Parse;
pub(super) use digits::{digits, is_currency};
pub(super) use words::{Joined, Lower};
use words::{fraction_word, is_dash, plural_scale, scale_word, unit_word};

/// A number as it is printed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// Its tokens, with a currency sign before it and the words of a range.
    pub tokens: Range<usize>,
    /// Smallest value.
    pub lo: f64,
    /// Largest value; `None` = open ("several").
    pub hi: Option<f64>,
    /// What sort of number.
    pub shape: Shape,
    /// A currency sign stands with it.
    pub currency: bool,
}

/// What sort of number was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// In digits.
    Digits,
    /// In words.
    Words,
    /// Two ends ("15-20", "between three and five").
    Range,
    /// No figure but a size ("several", "dozens", "many").
    Vague,
    /// A part of a whole ("half", "two thirds").
    Fraction,
    /// "no", "none".
    Zero,
}

impl Number {
    fn exact(tokens: Range<usize>, value: f64, shape: Shape) -> Self {
        Self { tokens, lo: value, hi: Some(value), shape, currency: false }
    }
}

fn glued(parse: &Parse, left: usize, right: usize) -> bool {
    parse.token(left).span.end == parse.token(right).span.start
}

/// A word in capitals hangs by a dash on what ends at token `at` ("305-471-TIPS").
pub(super) fn goes_on_in_capitals(parse: &Parse, at: usize, sentence_end: usize) -> bool {
    let word = at + 1;
    word < sentence_end
        && is_dash(parse.str(at))
        && glued(parse, at - 1, at)
        && glued(parse, at, word)
        && parse.str(word).bytes().all(|b| b.is_ascii_uppercase() || b == b'-')
}

/// Reads numbers left to right.
pub(super) struct Reader<'p, 'd> {
    parse: &'p Parse<'d>,
    /// One past the last token of the sentence at hand.
    end: usize,
}

impl<'p, 'd> Reader<'p, 'd> {
    pub(super) fn new(parse: &'p Parse<'d>, end: usize) -> Self {
        Self { parse, end }
    }

    fn word(&self, i: usize) -> Lower {
        Lower::new(if i < self.end { self.parse.str(i) } else { "" })
    }

    fn is(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.word(i).as_str())
    }

    fn dash(&self, i: usize) -> bool {
        i < self.end && is_dash(self.parse.str(i))
    }

    /// The number that begins at token `i`.
    pub(super) fn at(&self, i: usize) -> Option<Number> {
        let start = i;
        let currency = is_currency(self.parse.str(i));
        let i = if currency { i + 1 } else { i };
        if i >= self.end {
            return None;
        }
        let mut number = self.range(i, currency)?;
        number.tokens.start = start;
        number.currency = currency;
        Some(number)
    }

    /// "15-20", "15 to 20", "two or three", "between 3 and 5", or one number.
    fn range(&self, i: usize, currency: bool) -> Option<Number> {
        if !currency && self.is(i, &["between", "from"]) {
            let joint: &[&str] = if self.is(i, &["between"]) { &["and"] } else { &["to"] };
            let inner = i + 1 + usize::from(i + 1 < self.end && is_currency(self.parse.str(i + 1)));
            let low = self.single(inner, currency)?;
            if !self.is(low.tokens.end, joint) || self.is_change(i) {
                return None;
            }
            let mut number = self.upper(&low, currency)?;
            number.tokens.start = i;
            return Some(number);
        }
        let low = self.single(i, currency)?;
        let joint = low.tokens.end;
        let dash = self.dash(joint) && (glued(self.parse, joint - 1, joint) || joint + 1 < self.end);
        if matches!(low.shape, Shape::Digits | Shape::Words)
            && (dash || self.is(joint, &["to", "or"]))
            && let Some(number) = self.upper(&low, currency)
        {
            let near = number.hi.is_some_and(|hi| hi <= low.lo * 2.0 || hi - low.lo <= 2.0);
            if !self.is(joint, &["or"]) || near {
                return Some(number);
            }
        }
        Some(low)
    }

    /// "rose from 90 to 112" is two figures.
    fn is_change(&self, from: usize) -> bool {
        self.parse.str(from).eq_ignore_ascii_case("from")
            && self.parse.ancestors(from).skip(1).take(2).any(|a| {
                matches!(
                    self.parse.lemma(a),
                    "rise"
                        | "raise"
                        | "grow"
                        | "increase"
                        | "fall"
                        | "drop"
                        | "revise"
                        | "up"
                        | "down"
                        | "lower"
                        | "jump"
                )
            })
    }

    /// The second number of a range whose first is `low`.
    fn upper(&self, low: &Number, currency: bool) -> Option<Number> {
        let mut at = low.tokens.end + 1;
        if at < self.end && is_currency(self.parse.str(at)) {
            at += 1;
        }
        let high = self.single(at, currency)?;
        if !matches!(high.shape, Shape::Digits | Shape::Words) {
            return None;
        }
        // "2 to 3 million": the scale is of both.
        let scale = (at + 1..high.tokens.end)
            .filter_map(|k| scale_word(self.word(k).as_str()))
            .fold(1.0, |a, b| a * b);
        let lo = if scale > 1.0 && low.lo * scale < high.lo && low.lo < 1000.0 && low.tokens.len() == 1 {
            low.lo * scale
        } else {
            low.lo
        };
        (lo < high.lo).then_some(Number {
            tokens: low.tokens.start..high.tokens.end,
            lo,
            hi: Some(high.lo),
            shape: Shape::Range,
            currency: false,
        })
    }

    fn single(&self, i: usize, currency: bool) -> Option<Number> {
        if i >= self.end {
            return None;
        }
        let text = self.parse.str(i);
        if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '½' | '¼' | '¾')) {
            return self.in_digits(i, currency);
        }
        let word = Lower::new(text);
        self.vague(i, word.as_str()).or_else(|| self.in_words(i, word.as_str()))
    }

    fn in_digits(&self, i: usize, currency: bool) -> Option<Number> {
        let text = self.parse.str(i);
        if let Some((a, b)) = text.split_once(['–', '—']) {
            let (lo, hi) = (digits(a)?, digits(b)?);
            return (lo < hi).then(|| Number {
                tokens: i..i + 1,
                lo,
                hi: Some(hi),
                shape: Shape::Range,
                currency: false,
            });
        }
        if text.len() > 1 && text.starts_with('0') && !text.contains('.') {
            return None;
        }
        let mut value = digits(text)?;
        let mut end = i + 1;
        // Groups of three set apart by a space: "76 000".
        if text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit()) {
            while end < self.end {
                let next = self.parse.str(end);
                let gap = self.parse.token(end).span.start - self.parse.token(end - 1).span.end;
                if next.len() != 3 || !next.bytes().all(|b| b.is_ascii_digit()) || !(1..=3).contains(&gap) {
                    break;
                }
                value = value * 1000.0 + digits(next)?;
                end += 1;
            }
        }
        // "2 1/2"
        if end < self.end
            && self.parse.str(end).contains(['/', '½', '¼', '¾'])
            && let Some(part) = digits(self.parse.str(end)).filter(|p| *p < 1.0)
        {
            value += part;
            end += 1;
        }
        if self.dash(end) && scale_word(self.word(end + 1).as_str()).is_some() {
            end += 1;
        }
        while let Some(scale) = scale_word(self.word(end).as_str()) {
            value *= scale;
            end += 1;
        }
        // A glued "m" is millions of money or of what is counted, else metres.
        if end < self.end && glued(self.parse, end - 1, end) {
            let counted = end + 1 < self.end && self.parse.token(end + 1).tag == crate::labels::Tag::Nns;
            match self.parse.str(end) {
                "m" | "M" if currency || counted => (value, end) = (value * 1e6, end + 1),
                "k" | "K" => (value, end) = (value * 1e3, end + 1),
                "b" | "B" if currency => (value, end) = (value * 1e9, end + 1),
                _ => {}
            }
        }
        let shape = if value < 1.0 && text.contains('/') { Shape::Fraction } else { Shape::Digits };
        Some(Number::exact(i..end, value, shape))
    }

    /// Sizes without a figure.
    fn vague(&self, i: usize, word: &str) -> Option<Number> {
        let open = |end: usize, lo: f64, hi: Option<f64>| Number {
            tokens: i..end,
            lo,
            hi,
            shape: Shape::Vague,
            currency: false,
        };
        if let Some((lo, hi)) = plural_scale(word) {
            // "tens of thousands", "hundreds of millions"
            if self.is(i + 1, &["of"])
                && let Some((lo2, hi2)) = plural_scale(self.word(i + 2).as_str()).filter(|(l, _)| *l >= 200.0)
            {
                let unit = lo2 / 2.0;
                let top = if lo < 100.0 { 100.0 } else { hi + 1.0 };
                debug_assert!(hi2 > unit);
                return Some(open(i + 3, lo * unit, Some(top * unit - 1.0)));
            }
            return Some(open(i + 1, lo, Some(hi)));
        }
        if word == "many" && i > 0 && self.is(i - 1, &["as", "how", "so", "too", "not"]) {
            return None;
        }
        let few = match word {
            "several" | "many" | "numerous" | "countless" | "multiple" => i + 1,
            "a" if self.is(i + 1, &["few", "handful"]) => i + 2,
            "few" | "handful" if i > 0 && self.is(i - 1, &["a", "the", "last", "past", "next"]) => i + 1,
            "a" if self.is(i + 1, &["number"]) && self.is(i + 2, &["of"]) => i + 2,
            _ => 0,
        };
        if few > 0 {
            if let Some(scale) = scale_word(self.word(few).as_str()) {
                let top = if scale < 100.0 { 99.0 } else { scale * 10.0 - 1.0 };
                return Some(open(few + 1, scale * 3.0, Some(top)));
            }
            let least = if self.is(few - 1, &["number", "multiple"]) { 2.0 } else { 3.0 };
            return Some(open(few, least, None));
        }
        match word {
            "some" if self.plural_follows(i + 1) => Some(open(i + 1, 1.0, None)),
            "no" if self.counted_follows(i + 1) => Some(Number::exact(i..i + 1, 0.0, Shape::Zero)),
            "no" if self.is(i + 1, &["one"]) => Some(Number::exact(i..i + 2, 0.0, Shape::Zero)),
            "none" | "nobody" => Some(Number::exact(i..i + 1, 0.0, Shape::Zero)),
            "both" if self.plural_follows(i + 1) => Some(Number::exact(i..i + 1, 2.0, Shape::Words)),
            "a" if self.is(i + 1, &["couple", "pair"])
                && self.is(i + 2, &["of", "dozen", "hundred", "thousand"]) =>
            {
                let of = usize::from(self.is(i + 2, &["of"]));
                let scale = scale_word(self.word(i + 2 + of).as_str());
                let end = if scale.is_some() { i + 3 + of } else { i + 2 };
                Some(Number::exact(i..end, 2.0 * scale.unwrap_or(1.0), Shape::Words))
            }
            _ => None,
        }
    }

    fn plural_follows(&self, i: usize) -> bool {
        use crate::labels::Tag;
        (i..self.end.min(i + 4))
            .find(|&k| {
                !matches!(self.parse.token(k).tag, Tag::Jj | Tag::Nn | Tag::Nnp | Tag::Vbn | Tag::Hyph)
            })
            .is_some_and(|k| self.parse.token(k).tag == Tag::Nns)
    }

    fn counted_follows(&self, i: usize) -> bool {
        use crate::labels::Tag;
        (i..self.end.min(i + 3)).any(|k| matches!(self.parse.token(k).tag, Tag::Nns))
            || self.is(i, &["casualty", "injury", "fatality", "loss"])
    }

    fn in_words(&self, i: usize, word: &str) -> Option<Number> {
        // "half", "a third of", "half a dozen", "half a million"
        let (article, at) = if matches!(word, "a" | "an" | "one") {
            (true, i + 1 + usize::from(self.dash(i + 1)))
        } else {
            (false, i)
        };
        if let Some(part) = fraction_word(self.word(at).as_str()) {
            let quantity = self.is(at, &["half"]) || self.is(at + 1, &["of"]) && article;
            if quantity && (article || word != "one") {
                let next = at + 1 + usize::from(self.is(at + 1, &["a"]));
                if let Some(scale) = scale_word(self.word(next).as_str()) {
                    return Some(Number::exact(i..next + 1, part * scale, Shape::Words));
                }
                let whole = self.is(at + 1, &["of", "the", "its", "their", "a", "his", "her"]);
                return whole.then(|| Number::exact(i..at + 1, part, Shape::Fraction));
            }
        }
        if matches!(word, "a" | "an") {
            let mut end = i + 1;
            let mut value = 1.0;
            while let Some(scale) = scale_word(self.word(end).as_str()) {
                value *= scale;
                end += 1;
            }
            return (end > i + 1).then(|| Number::exact(i..end, value, Shape::Words));
        }
        if word == "single" {
            return Some(Number::exact(i..i + 1, 1.0, Shape::Words));
        }
        let (mut total, mut group, mut end) = (0.0, unit_word(word)?, i + 1);
        loop {
            let next = self.word(end);
            if let Some(scale) = scale_word(next.as_str()) {
                group *= scale;
                if scale >= 1000.0 {
                    total += group;
                    group = 0.0;
                }
                end += 1;
                continue;
            }
            // "twenty-five", "hundred and five", "thousand two hundred"
            let skip =
                usize::from(self.dash(end) || (self.is(end, &["and"]) && (group >= 100.0 || total > 0.0)));
            let follows = unit_word(self.word(end + skip).as_str());
            let fits = |n: f64| {
                ((20.0..100.0).contains(&group) && group % 10.0 == 0.0 && n < 10.0)
                    || (group >= 100.0 && group % 100.0 == 0.0 && n < 100.0)
                    || (group == 0.0 && total > 0.0)
            };
            match follows {
                Some(n) if n > 0.0 && fits(n) => {
                    group += n;
                    end += skip + 1;
                }
                _ => break,
            }
        }
        let value = total + group;
        let hyphen = usize::from(self.dash(end));
        // "two thirds", "three-quarters"
        if value < 10.0 {
            let part = self.word(end + hyphen);
            if let Some(part) = fraction_word(part.as_str()).filter(|_| part.as_str().ends_with('s')) {
                return Some(Number::exact(i..end + hyphen + 1, value * part, Shape::Fraction));
            }
        }
        // "two and a half", "two-and-a-half"
        let mut at = end + hyphen;
        if self.is(at, &["and"]) {
            at += 1 + usize::from(self.dash(at + 1));
            if self.is(at, &["a"]) {
                at += 1 + usize::from(self.dash(at + 1));
                if self.is(at, &["half"]) {
                    return Some(Number::exact(i..at + 1, value + 0.5, Shape::Words));
                }
            }
        }
        Some(Number::exact(i..end, value, Shape::Words))
    }
}
