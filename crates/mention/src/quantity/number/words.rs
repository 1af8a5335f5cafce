//! Number words, and what else is told by a word's letters alone.

/// Lower-cases a short word without allocating for it.
pub(in super::super) struct Lower {
    buf: [u8; 24],
    len: usize,
}

impl Lower {
    pub(in super::super) fn new(word: &str) -> Self {
        let mut buf = [0; 24];
        let fits = word.len() <= buf.len() && word.is_ascii();
        let len = if fits { word.len() } else { 0 };
        for (to, from) in buf.iter_mut().zip(&word.as_bytes()[..len]) {
            *to = from.to_ascii_lowercase();
        }
        Self { buf, len }
    }

    /// The word; empty if it was too long or not ASCII, which no word of our tables is.
    pub(in super::super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.buf[..self.len]).unwrap_or("")
    }
}

/// Words joined by spaces, without allocating for them.
pub(in super::super) struct Joined {
    buf: [u8; 64],
    len: usize,
}

impl Joined {
    pub(in super::super) fn of<const N: usize>(words: [&str; N]) -> Self {
        let (mut buf, mut len) = ([0; 64], 0);
        for (k, word) in words.iter().enumerate() {
            let from = len + usize::from(k > 0);
            len = from + word.len();
            let Some(to) = buf.get_mut(from..len) else { return Self { buf, len: 0 } };
            to.copy_from_slice(word.as_bytes());
            if k > 0 {
                buf[from - 1] = b' ';
            }
        }
        Self { buf, len }
    }

    /// The words; empty if they were too long, which none of our tables are.
    pub(in super::super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.buf[..self.len]).unwrap_or("")
    }
}

pub(super) fn unit_word(word: &str) -> Option<f64> {
    Some(match word {
        "zero" => 0.0,
        "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => return None,
    })
}

pub(super) fn scale_word(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" => 12.0,
        "hundred" => 100.0,
        "thousand" => 1e3,
        "lakh" => 1e5,
        "million" | "mln" | "mn" => 1e6,
        "crore" => 1e7,
        "billion" | "bn" | "bln" => 1e9,
        "trillion" | "tn" => 1e12,
        _ => return None,
    })
}

/// Plural magnitude: the least and the greatest number it is used for.
pub(super) fn plural_scale(word: &str) -> Option<(f64, f64)> {
    Some(match word {
        "tens" => (20.0, 99.0),
        "dozens" => (24.0, 99.0),
        "scores" => (40.0, 99.0),
        "hundreds" => (200.0, 999.0),
        "thousands" => (2e3, 9999.0),
        "millions" => (2e6, 9_999_999.0),
        "billions" => (2e9, 9_999_999_999.0),
        _ => return None,
    })
}

pub(super) fn fraction_word(word: &str) -> Option<f64> {
    Some(match word {
        "half" | "halves" => 0.5,
        "third" | "thirds" => 1.0 / 3.0,
        "quarter" | "quarters" | "fourth" | "fourths" => 0.25,
        "fifth" | "fifths" => 0.2,
        "sixth" | "sixths" => 1.0 / 6.0,
        "eighth" | "eighths" => 0.125,
        "tenth" | "tenths" => 0.1,
        _ => return None,
    })
}

pub(super) fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "–" | "—" | "‑")
}
