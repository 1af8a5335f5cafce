//! The language of a text, as a BCP-47 tag.

/// How much of a text is looked at; more changes nothing.
const LOOK: usize = 8 << 10;

/// The language of a text and whether that is sure; nothing where there are too few letters to tell.
pub fn detect(text: &str) -> Option<(&'static str, bool)> {
    let window = crate::blocks::head(text, LOOK);
    // Detection goes by letters; capitals of a whole wire report tell it nothing.
    let found = whatlang::detect(window)?;
    let letters = window.chars().filter(|c| c.is_alphabetic()).take(40).count();
    Some((two_letter(found.lang()), found.is_reliable() && letters >= 40))
}

/// A tag as pages write it, in order: `en_US` becomes `en-US`; nothing if it is no tag.
pub(crate) fn tag(written: &str) -> Option<String> {
    let tag = written.trim().split([',', ';', ' ']).next()?.replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    let good =
        |part: &str| !part.is_empty() && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_alphanumeric());
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let rest = parts.filter(|part| good(part)).map(|part| match part.len() {
        2 => part.to_ascii_uppercase(),
        _ => part.to_owned(),
    });
    Some(std::iter::once(primary).chain(rest).collect::<Vec<_>>().join("-"))
}

/// ISO 639-1 where there is one; BCP-47 asks for the shortest code.
#[rustfmt::skip]
fn two_letter(lang: whatlang::Lang) -> &'static str {
    match lang.code() {
        "eng" => "en", "rus" => "ru", "ukr" => "uk", "deu" => "de", "fra" => "fr", "spa" => "es", "por" => "pt",
        "ita" => "it", "pol" => "pl", "ara" => "ar", "heb" => "he", "tur" => "tr", "cmn" => "zh", "jpn" => "ja",
        "kor" => "ko", "nld" => "nl", "swe" => "sv", "dan" => "da", "nob" => "nb", "fin" => "fi", "hun" => "hu",
        "ces" => "cs", "slk" => "sk", "slv" => "sl", "hrv" => "hr", "srp" => "sr", "bul" => "bg", "mkd" => "mk",
        "bel" => "be", "ron" => "ro", "ell" => "el", "hin" => "hi", "ben" => "bn", "urd" => "ur", "pes" => "fa",
        "vie" => "vi", "tha" => "th", "ind" => "id", "jav" => "jv", "kat" => "ka", "hye" => "hy", "aze" => "az",
        "uzb" => "uz", "tuk" => "tk", "lit" => "lt", "lav" => "lv", "est" => "et", "cat" => "ca", "epo" => "eo",
        "afr" => "af", "aka" => "ak", "amh" => "am", "guj" => "gu", "kan" => "kn", "khm" => "km", "lat" => "la",
        "mal" => "ml", "mar" => "mr", "mya" => "my", "nep" => "ne", "ori" => "or", "pan" => "pa", "sin" => "si",
        "sna" => "sn", "tam" => "ta", "tel" => "te", "tgl" => "tl", "yid" => "yi", "zul" => "zu", "cym" => "cy",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        let english =
            "The river rose again on Tuesday and three villages were cut off, the mayor told reporters.";
        assert_eq!(detect(english), Some(("en", true)));
        let ukrainian =
            "У вівторок річка знову піднялася, і три села були відрізані від світу, повідомив мер міста.";
        assert_eq!(detect(ukrainian).map(|(tag, _)| tag), Some("uk"));
        assert_eq!(detect("12 34"), None);
    }

    #[test]
    fn tags() {
        assert_eq!(tag("en_us").as_deref(), Some("en-US"));
        assert_eq!(tag("uk").as_deref(), Some("uk"));
        assert_eq!(tag("zh-Hant-TW").as_deref(), Some("zh-Hant-TW"));
        assert_eq!(tag("english"), None);
        assert_eq!(tag(""), None);
    }
}
