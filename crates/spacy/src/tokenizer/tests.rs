use super::*;
use crate::files::{Directory, Memory};
use crate::lexeme::LexemeFeatures;
use proptest::prelude::*;

/// A little msgpack writer, enough for a tokenizer file.
mod write {
    pub fn str(s: &str, out: &mut Vec<u8>) {
        out.push(0xdb);
        out.extend((s.len() as u32).to_be_bytes());
        out.extend(s.as_bytes());
    }

    pub fn map(n: usize, out: &mut Vec<u8>) {
        out.push(0xdf);
        out.extend((n as u32).to_be_bytes());
    }

    pub fn array(n: usize, out: &mut Vec<u8>) {
        out.push(0xdd);
        out.extend((n as u32).to_be_bytes());
    }
}

const PREFIX: &str = r#"^\(|^"|^\.\.+|^\$"#;
const SUFFIX: &str = r#"\)$|"$|,$|!$|\.\.+$|(?<=[0-9])(?:km|m)$|(?<=[a-z)])\.$"#;
const INFIX: &str = r"\.\.+|(?<=[a-z])(?:-|--)(?=[a-z])|(?<=[a-z]),(?=[a-z])";
const URL: &str = r"(?u)^(?:[a-z]+://)?(?:[a-z-]+\.)+(?:com|org)(?:/\S*)?$";

/// Special cases: each a string and its tokens, with a norm where one is given.
const SPECIALS: [(&str, &[(&str, &str)]); 6] = [
    ("don't", &[("do", ""), ("n't", "not")]),
    ("a.m.", &[("a.m.", "")]),
    (":)", &[(":)", "")]),
    ("(x)", &[("(x)", "")]),
    ("\n", &[("\n", "")]),
    ("gonna", &[("gon", "going"), ("na", "to")]),
];

fn tokenizer_file(specials: &[(&str, &[(&str, &str)])]) -> Vec<u8> {
    let mut out = Vec::new();
    write::map(6, &mut out);
    for (name, source) in
        [("prefix_search", PREFIX), ("suffix_search", SUFFIX), ("infix_finditer", INFIX), ("url_match", URL)]
    {
        write::str(name, &mut out);
        write::str(source, &mut out);
    }
    write::str("token_match", &mut out);
    out.push(0xc0);
    write::str("exceptions", &mut out);
    write::map(specials.len(), &mut out);
    for (text, tokens) in specials {
        write::str(text, &mut out);
        write::array(tokens.len(), &mut out);
        for (orth, norm) in *tokens {
            write::map(if norm.is_empty() { 1 } else { 2 }, &mut out);
            out.push(65);
            write::str(orth, &mut out);
            if !norm.is_empty() {
                out.push(67);
                write::str(norm, &mut out);
            }
        }
    }
    out
}

fn tokenizer() -> Tokenizer {
    let mut files = Memory::default();
    files.0.insert(FILE.into(), tokenizer_file(&SPECIALS));
    Tokenizer::load(&files).unwrap()
}

fn tokens(tokenizer: &Tokenizer, cache: &mut TokenizerCache, text: &str) -> Vec<RawToken> {
    let mut out = Vec::new();
    tokenizer.tokenize(cache, text, &mut out);
    out
}

/// The tokens separated by `|`, with `_` where a token has a space after it.
fn show(text: &str) -> String {
    let mut cache = TokenizerCache::default();
    let tokens = tokens(&tokenizer(), &mut cache, text);
    let one = |t: &RawToken| {
        assert_eq!(&text[t.start as usize..t.end as usize], cache.lexeme_str(t.lexeme));
        format!("{}{}", cache.lexeme_str(t.lexeme), if t.space_after { "_" } else { "" })
    };
    tokens.iter().map(one).collect::<Vec<_>>().join("|")
}

#[test]
fn splits_affixes_and_infixes() {
    for (text, expected) in [
        ("", ""),
        ("A word, (or two).", "A_|word|,_|(|or_|two|)|."),
        ("5km! x5m.", "5|km|!_|x5|m|."),
        ("well-known a,b --", "well|-|known_|a|,|b_|--"),
        ("wait...what ...", "wait|...|what_|..."),
        ("see news-site.org/a-b, a-b.net", "see_|news-site.org/a-b|,_|a|-|b.net"),
        ("  a\n\nb ", "  |a|\n\n|b_"),
        ("$5", "$|5"),
        ("((", "(|("),
        ("!!", "!|!"),
    ] {
        assert_eq!(show(text), expected);
    }
}

#[test]
fn special_cases_win_over_affixes() {
    for (text, expected) in [
        ("don't (don't) gonna.", "do|n't_|(|do|n't|)_|gon|na|."),
        ("9 a.m., a.m..", "9_|a.m.|,_|a.m|.."),
        (":) (x) :)!", ":)_|(x)_|:)|!"),
        // Found only after the affixes are off, in the second pass.
        ("((x)) a(x)", "(|(x)|)_|a(x|)"),
    ] {
        assert_eq!(show(text), expected);
    }
}

#[test]
fn a_special_case_has_its_own_norm() {
    let mut cache = TokenizerCache::default();
    let found = tokens(&tokenizer(), &mut cache, "don't n't N'T");
    let norms: Vec<u64> = found.iter().map(|t| cache.lexeme(t.lexeme).norm).collect();
    assert_eq!(norms, ["do", "not", "n't", "n't"].map(string_id));
    assert_ne!(found[1].lexeme, found[2].lexeme);
    assert_eq!(cache.lexeme(found[1].lexeme).orth, cache.lexeme(found[2].lexeme).orth);
    assert_eq!(cache.lower(found[3].lexeme), "n't");
    assert_eq!(cache.len(), 4);
}

#[test]
fn a_cleared_cache_gives_the_same_tokens() {
    let (tokenizer, mut cache) = (tokenizer(), TokenizerCache::default());
    let text = "We don't know (yet), 5km from well-known:)";
    let first = tokens(&tokenizer, &mut cache, text);
    assert_eq!(first, tokens(&tokenizer, &mut cache, text));
    assert_eq!(cache.generation(), 0);
    cache.clear();
    assert_eq!(cache.generation(), 1);
    assert_eq!(first, tokens(&tokenizer, &mut cache, text));
}

#[test]
fn a_full_cache_is_cleared_between_documents() {
    let (tokenizer, mut cache) = (tokenizer(), TokenizerCache::default());
    let text = (0..70_000).map(|i| format!("w{i}")).collect::<Vec<_>>().join(" ");
    assert_eq!(tokens(&tokenizer, &mut cache, &text).len(), 70_000);
    assert_eq!((cache.generation(), cache.len()), (0, 70_000));
    let found = tokens(&tokenizer, &mut cache, "w1 w2");
    assert_eq!((cache.generation(), cache.len(), found.len()), (1, 2, 2));
}

#[test]
fn endless_words_take_linear_time() {
    let (tokenizer, mut cache) = (tokenizer(), TokenizerCache::default());
    for unit in ["!", "(", "a-", "a.", "don't", ")("] {
        let text = unit.repeat(200_000 / unit.len());
        let found = tokens(&tokenizer, &mut cache, &text);
        assert_eq!(found.last().unwrap().end as usize, text.len());
    }
}

#[test]
fn damaged_files_are_refused() {
    let load = |bytes: Vec<u8>| {
        let mut files = Memory::default();
        files.0.insert(FILE.into(), bytes);
        Tokenizer::load(&files).err().unwrap().to_string()
    };
    let good = tokenizer_file(&SPECIALS);
    for cut in [0, 1, good.len() / 2, good.len() - 1] {
        assert!(load(good[..cut].to_vec()).starts_with("tokenizer: damaged: "), "{cut}");
    }
    let wrong = load(tokenizer_file(&[("ab", &[("a", "")])]));
    assert_eq!(wrong, "tokenizer: damaged: exception \"ab\": its tokens do not spell it");
    assert!(load(tokenizer_file(&[("a", &[("a", ""), ("", "")])])).contains("a token is empty"));
    assert!(matches!(Tokenizer::load(&Memory::default()).err().unwrap(), LoadError::Io { .. }));
}

/// Tokens tile the text: what lies between two is one space that the first one claims.
fn assert_tiles(text: &str, tokens: &[RawToken]) {
    let mut at = 0;
    for token in tokens {
        assert_eq!(token.start, at, "{text:?}");
        assert!(token.end > token.start && text.is_char_boundary(token.end as usize), "{text:?}");
        at = token.end;
        if token.space_after {
            assert_eq!(text.as_bytes()[at as usize], b' ');
            at += 1;
        }
    }
    assert_eq!(at as usize, text.len(), "{text:?}");
}

/// Words of the kind that tokenizers stumble over, in any order.
fn messy() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-zA-Zа-яЇї0-9]{1,6}",
        "[ \n\t\u{a0}\u{3000}\u{1c}]{1,3}",
        "[-–—~.,:;!?'\"“”’()\\[\\]{}<>=/+*^&%$€£§…#@_°|]{1,4}",
        proptest::sample::select(
            &[
                "don't",
                "can't",
                "I'm",
                "gonna",
                "a.m.",
                "U.S.",
                "e.g.",
                ":)",
                ":-(",
                "(x)",
                "o.O",
                "km²",
                "km/h",
                "US$",
                "°C.",
                "http://a-b.com/x?y=1",
                "user@site.org",
                "192.168.0.1",
                "8.8.8.8",
                "10",
                "'s",
                "’S",
                "😀",
                "👩‍👩‍👧",
                "漢字",
                "한국",
                "--",
                "---",
                "...",
                "……",
                "п.",
                "т.д.",
                "1,000.5",
                "C++",
                "\u{58b}",
                "x\u{301}",
            ][..]
        )
        .prop_map(str::to_string),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn tokens_tile_any_text(text in messy(), other in any::<String>()) {
        let (tokenizer, mut cache) = (tokenizer(), TokenizerCache::default());
        for text in [&text, &other] {
            assert_tiles(text, &tokens(&tokenizer, &mut cache, text));
        }
    }
}

/// A real pipeline, if the environment names one.
fn pipeline() -> Option<Directory> {
    let path = std::env::var_os("TIDINGS_TEST_PIPELINE");
    if path.is_none() {
        println!("skipped: TIDINGS_TEST_PIPELINE does not name a pipeline directory");
    }
    path.map(|path| Directory(path.into()))
}

#[test]
fn tables_equal_the_regex_engine_on_a_real_pipeline() {
    let Some(files) = pipeline() else { return };
    let fast = Tokenizer::load(&files).unwrap();
    let slow = Tokenizer::load_with(&files, Engine::Regex).unwrap();
    let caches = std::cell::RefCell::new((TokenizerCache::default(), TokenizerCache::default()));
    proptest!(ProptestConfig::with_cases(3000), |(text in messy())| {
        let caches = &mut *caches.borrow_mut();
        let found = tokens(&fast, &mut caches.0, &text);
        assert_tiles(&text, &found);
        prop_assert_eq!(found, tokens(&slow, &mut caches.1, &text));
    });
}

/// Compares with what spaCy gave for the same texts.
///
/// `TIDINGS_TEST_TOKENS` names a msgpack file: an array of pairs of a text and its tokens, each of
/// these an array of first byte, last byte + 1, space after, and the ids of orth, norm, prefix,
/// suffix, shape and lower, and whether it is white space.
#[test]
#[ignore = "needs a pipeline and a reference made with spaCy"]
fn tokens_are_those_of_spacy() {
    let (Some(files), Some(reference)) = (pipeline(), std::env::var_os("TIDINGS_TEST_TOKENS")) else {
        return;
    };
    let start = std::time::Instant::now();
    let tokenizer = Tokenizer::load(&files).unwrap();
    println!("load {:?}", start.elapsed());
    let bytes = std::fs::read(reference).unwrap();
    let docs = Value::parse(&bytes).unwrap();
    let mut cache = TokenizerCache::default();
    let (mut total, mut split_differently, mut features_differ) = (0, 0, 0);
    for doc in docs.as_array().unwrap() {
        let [text, expected] = doc.as_array().unwrap() else { panic!() };
        let (text, expected) = (text.as_str().unwrap(), expected.as_array().unwrap());
        let found = tokens(&tokenizer, &mut cache, text);
        total += expected.len();
        let spans: Vec<[u64; 3]> =
            found.iter().map(|t| [u64::from(t.start), u64::from(t.end), u64::from(t.space_after)]).collect();
        let numbers =
            |v: &Value| v.as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect::<Vec<_>>();
        let expected: Vec<Vec<u64>> = expected.iter().map(numbers).collect();
        if !spans.iter().map(|s| &s[..]).eq(expected.iter().map(|e| &e[..3])) {
            split_differently += 1;
            if split_differently < 20 {
                let show = |s: &[u64]| text[s[0] as usize..s[1] as usize].to_string();
                let ours: Vec<_> =
                    spans.iter().filter(|s| !expected.iter().any(|e| e[..3] == s[..])).collect();
                let theirs: Vec<_> =
                    expected.iter().filter(|e| !spans.iter().any(|s| e[..3] == s[..])).collect();
                println!(
                    "ours {:?} spaCy {:?}",
                    ours.iter().map(|s| show(&s[..])).collect::<Vec<_>>(),
                    theirs.iter().map(|s| show(s)).collect::<Vec<_>>()
                );
            }
            continue;
        }
        for (token, e) in found.iter().zip(&expected) {
            let LexemeFeatures { orth, norm, prefix, suffix, shape, is_space } = *cache.lexeme(token.lexeme);
            let lower = string_id(cache.lower(token.lexeme));
            let ours = [orth, norm, prefix, suffix, shape, lower, u64::from(is_space)];
            if ours[..] != e[3..] {
                features_differ += 1;
                if features_differ < 20 {
                    println!("{:?} {ours:?} {:?}", cache.lexeme_str(token.lexeme), &e[3..]);
                }
            }
        }
    }
    println!(
        "{total} tokens; {split_differently} texts split differently; {features_differ} tokens with other features"
    );
    assert_eq!((split_differently, features_differ), (0, 0));
}

/// Prints what a token costs on the texts of `TIDINGS_TEST_TOKENS`.
#[test]
#[ignore = "measures"]
fn cost_of_a_token() {
    let (Some(files), Some(reference)) = (pipeline(), std::env::var_os("TIDINGS_TEST_TOKENS")) else {
        return;
    };
    let bytes = std::fs::read(reference).unwrap();
    let docs = Value::parse(&bytes).unwrap();
    let texts: Vec<&str> =
        docs.as_array().unwrap().iter().map(|d| d.as_array().unwrap()[0].as_str().unwrap()).collect();
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let tokenizer = Tokenizer::load(&files).unwrap();
        let load = start.elapsed();
        let (mut cache, mut out) = (TokenizerCache::default(), Vec::new());
        let mut pass = || {
            let start = std::time::Instant::now();
            let mut n = 0;
            for text in &texts {
                tokenizer.tokenize(&mut cache, text, &mut out);
                n += out.len();
            }
            (start.elapsed().as_nanos() as f64 / n as f64, n)
        };
        let (cold, n) = pass();
        let warm = pass().0.min(pass().0);
        println!(
            "load {load:?}; {n} tokens, {} lexemes; cold {cold:.0} ns/token, warm {warm:.0} ns/token",
            cache.len()
        );
    }
}
