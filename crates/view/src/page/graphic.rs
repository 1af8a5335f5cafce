//! Claims that tell graphic detail: the page shows them behind a click. By the words of `data/graphic.txt`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words, and beginnings of words (`mutilat*`).
static WORDS: LazyLock<(BTreeSet<&'static str>, Vec<&'static str>)> = LazyLock::new(|| {
    let lines = include_str!("../../../../data/graphic.txt").lines().map(str::trim);
    let all = lines.filter(|l| !l.is_empty() && !l.starts_with('#'));
    let (begun, whole): (Vec<&str>, Vec<&str>) = all.partition(|l| l.ends_with('*'));
    (whole.into_iter().collect(), begun.into_iter().map(|w| w.trim_end_matches('*')).collect())
});

/// Whether a text tells it.
pub(super) fn is_graphic(text: &str) -> bool {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let (whole, begun) = &*WORDS;
    let pair = |i: usize| words.get(i + 1).map(|next| format!("{} {next}", words[i]));
    words.iter().enumerate().any(|(i, w)| {
        whole.contains(w.as_str())
            || begun.iter().any(|b| w.starts_with(b))
            || pair(i).is_some_and(|p| whole.contains(p.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::is_graphic;

    #[test]
    fn by_words_and_beginnings() {
        assert!(is_graphic("Two bodies were found mutilated in the yard"));
        assert!(is_graphic("Body parts lay in the street."));
        assert!(!is_graphic("The governing body met; two people were killed"));
    }
}
