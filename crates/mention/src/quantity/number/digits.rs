//! Numbers in digits, and the signs of currencies.

/// A number printed as one token, with the scale that is glued to it ("2.3bn").
pub(in super::super) fn digits(word: &str) -> Option<f64> {
    if let Some((left, right)) = word.split_once('/') {
        let (a, b): (u32, u32) = (left.parse().ok()?, right.parse().ok()?);
        return (a > 0 && a < b && b <= 10).then(|| f64::from(a) / f64::from(b));
    }
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(word.len());
    let (body, tail) = word.split_at(end);
    if !body.starts_with(|c: char| c.is_ascii_digit()) && tail.is_empty() {
        return None;
    }
    let factor = match tail {
        "" => 1.0,
        "k" | "K" => 1e3,
        "m" | "M" | "mn" | "mln" => 1e6,
        "b" | "bn" | "bln" => 1e9,
        "½" => return if body.is_empty() { Some(0.5) } else { Some(plain(body)? + 0.5) },
        "¼" if body.is_empty() => return Some(0.25),
        "¾" if body.is_empty() => return Some(0.75),
        _ => return None,
    };
    Some(plain(body)? * factor)
}

/// Digits with commas between groups of three and at most one decimal point.
fn plain(body: &str) -> Option<f64> {
    if !body.ends_with(|c: char| c.is_ascii_digit()) || body.len() > 24 {
        return None;
    }
    let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
    if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or("");
        if first.is_empty() || first.len() > 3 || groups.any(|g| g.len() != 3) {
            return None;
        }
    }
    if fraction.contains([',', '.']) {
        return None;
    }
    let value = whole.bytes().filter(u8::is_ascii_digit).fold(0.0, |n, b| n * 10.0 + f64::from(b - b'0'));
    let (mut part, mut place) = (0.0, 1.0);
    for b in fraction.bytes() {
        part = part * 10.0 + f64::from(b - b'0');
        place *= 10.0;
    }
    Some(value + part / place)
}

pub(in super::super) fn is_currency(word: &str) -> bool {
    matches!(
        word,
        "$" | "€" | "£" | "¥" | "₴" | "₽" | "₹" | "₪" | "US$" | "A$" | "C$" | "HK$" | "C$." | "USD" | "EUR"
    )
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn reads_digits() {
        assert_eq!(digits("1,200"), Some(1200.0));
        assert_eq!(digits("2.3bn"), Some(2.3e9));
        assert_eq!(digits("1.5"), Some(1.5));
        assert_eq!(digits("2½"), Some(2.5));
        assert_eq!(digits("1/2"), Some(0.5));
        assert_eq!(digits("9/11"), None);
        assert_eq!(digits("3,5"), None);
        assert_eq!(digits("12th"), None);
        assert_eq!(digits("10:30"), None);
    }
}
