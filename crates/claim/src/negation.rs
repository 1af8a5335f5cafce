//! The words that negate a predicate, for the stance of a claim and the modes of an event alike.

use tidings_mention::Parse;
use tidings_mention::labels::Dep;

/// The words that negate the predicate at `head`: "not", "never", or an argument ("no aircraft", "nobody"). "Not only X
/// but Y" affirms.
pub(crate) fn words(parse: &Parse, head: usize) -> impl Iterator<Item = usize> {
    let only = move |c: usize| parse.children(c).any(|d| matches!(parse.lemma(d), "only" | "just"));
    parse.children(head).filter(move |&c| match parse.token(c).dep {
        Dep::Neg => !only(c),
        Dep::Preconj => parse.lemma(c) == "neither",
        Dep::Advmod => matches!(parse.lemma(c), "never" | "hardly" | "barely"),
        Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Attr => is_none(parse, c),
        _ => false,
    })
}

/// "nobody", "no aircraft", "neither X nor Y".
fn is_none(parse: &Parse, c: usize) -> bool {
    let says = |i: usize, words: &[&str]| words.iter().any(|w| parse.str(i).eq_ignore_ascii_case(w));
    says(c, &["nobody", "nothing", "none", "neither"])
        || says(parse.token(c).left_edge as usize, &["no"])
        || parse.children_by(c, Dep::Neg).any(|d| d < c && says(d, &["not"]))
        || parse.children(c).any(|d| {
            matches!(parse.token(d).dep, Dep::Det | Dep::Preconj | Dep::Cc)
                && d < c
                && says(d, &["no", "neither"])
        })
}
