//! Words of a text as the ledger compares them: lower case, without endings, as numbers.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Words that say nothing of what a claim is about: grammar, speech, and what every toll shares.
const PLAIN: &str = " a an the and or but of to in on at by for from with without into onto over under near after before \
    during while when where which who whom whose that this these those it its he his him she her they their them we \
    our us i you your is are was were be been being am has have had having do does did done will would shall should \
    can could may might must not no nor as than then there here also only just still yet very more most less least \
    much many some any all both each every other another such same own so if because since until about around \
    between against through per up down out off again too said say says saying tell tells told report reports \
    reported reporting according claim claims claimed state states stated added announce announced confirm \
    confirmed deny denies denied denying accuse accuses accused accusing alleged allegedly spokesman spokeswoman \
    spokesperson people person persons man men woman women one two three four five six seven eight nine ten dozen \
    dozens hundred hundreds thousand thousands million day days week month year today yesterday tomorrow morning \
    evening night monday tuesday wednesday thursday friday saturday sunday january february march april june july \
    august september october november december kill kills killed killing die dies died dead death deaths injure \
    injures injured injuring wound wounded wounding hurt least number toll total false true nothing what \
    official officials authorities authority region city town village area mr mrs ms new now last first ";

/// FNV-1a, a step.
pub(crate) fn mix(h: u64, x: u64) -> u64 {
    (h ^ x).wrapping_mul(0x0100_0000_01b3)
}

/// Where FNV-1a begins.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of a word, whatever its case.
pub(crate) fn hash(word: &str) -> u64 {
    spread(if word.is_ascii() {
        word.bytes().fold(SEED, |h, b| mix(h, u64::from(b.to_ascii_lowercase())))
    } else {
        word.chars().flat_map(char::to_lowercase).fold(SEED, |h, c| mix(h, u64::from(c)))
    })
}

/// Mixes all bits into all others, so that any of them may be used to choose by.
pub(crate) fn spread(mut h: u64) -> u64 {
    h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

/// The words of a text.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Stems of the words that say what a text is about, as hashes; sorted, each once.
pub(crate) fn content(text: &str) -> Box<[u32]> {
    let mut lower = String::new();
    let mut out: Vec<u32> =
        words(text).filter(|w| w.len() > 2).filter_map(|w| stem_in(w, &mut lower).map(concept)).collect();
    out.sort_unstable();
    out.dedup();
    out.into_boxed_slice()
}

/// The number of a stem; one for all words that data/ledger/same.txt calls one.
pub(crate) fn concept(stem: &str) -> u32 {
    static SAME: LazyLock<FxHashMap<u32, u32>> = LazyLock::new(|| {
        let mut out = FxHashMap::default();
        for line in include_str!("../../../data/ledger/same.txt").lines().filter(|l| !l.starts_with('#')) {
            let mut stems = line.split(' ').filter_map(self::stem).map(|s| hash(&s) as u32);
            let Some(first) = stems.next() else { continue };
            for other in stems {
                out.entry(other).or_insert(first);
            }
        }
        out
    });
    let plain = hash(stem) as u32;
    SAME.get(&plain).copied().unwrap_or(plain)
}

/// A word without its ending, or nothing if it is one of the plain words or a number.
pub(crate) fn stem(word: &str) -> Option<String> {
    stem_in(word, &mut String::new()).map(str::to_string)
}

/// The same in a buffer that is used again.
fn stem_in<'b>(word: &str, lower: &'b mut String) -> Option<&'b str> {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.push_str(&word.to_lowercase());
    }
    if lower.starts_with(|c: char| c.is_ascii_digit()) || is_plain(lower) {
        return None;
    }
    let mut s = lower.as_str();
    for ending in ["ations", "ation", "ings", "ing", "ers", "ed", "es", "er", "ly", "s", "e"] {
        if let Some(cut) = s.strip_suffix(ending)
            && cut.chars().count() >= 4
        {
            s = cut;
            break;
        }
    }
    // "bombing" and "bombed" meet; so do "shelled" and "shell", "planned" and "plan".
    let doubled = s.len() > 4 && s.is_ascii() && s.as_bytes()[s.len() - 1] == s.as_bytes()[s.len() - 2];
    Some(if doubled { &s[..s.len() - 1] } else { s })
}

fn is_plain(lower: &str) -> bool {
    static SET: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
        // States and their adjectives stand in every report of a war: they are compared as places and parties.
        let states = include_str!("../../../data/ledger/states.tsv").lines().filter(|l| !l.starts_with('#'));
        let names = states.filter_map(|l| l.split('\t').nth(1));
        let demonyms =
            include_str!("../../../data/gazetteer/demonyms.tsv").lines().filter_map(|l| l.split_once('\t'));
        let all = names.chain(demonyms.map(|(_, words)| words)).flat_map(|l| l.split(';'));
        let single = all.filter(|n| !n.contains(' ')).map(str::to_lowercase);
        PLAIN.split_ascii_whitespace().map(str::to_string).chain(single).collect()
    });
    SET.contains(lower)
}

/// How many numbers two sorted lists have in common.
pub(crate) fn shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_meet() {
        for (a, b) in
            [("shelled", "shelling"), ("bombing", "bombed"), ("captured", "capture"), ("tanks", "tank")]
        {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_eq!(stem("killed"), None);
    }

    #[test]
    fn lists_share_what_both_hold() {
        assert_eq!(shared(&[1, 3, 5, 9], &[2, 3, 9, 10]), 2);
    }
}
