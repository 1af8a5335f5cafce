//! Who in a report is a private person or a minor, so that exports can mask the name.
//!
//! A person who holds an office, a rank or a role in public life anywhere in the report is public. Of the others
//! those are private whom the report shows as one of the people it happened to: with an age, as a
//! resident, a relative, a patient, or as the one who was killed, hurt, held or driven out. Whoever is under 18
//! is masked whatever else is said of them.

use tidings_mention::labels::{Dep, Pos};
use tidings_mention::name::{Lexicon, Lists, head_of};
use tidings_mention::{Mentions, NameKind, Parse};
use tidings_text::Span;

/// A mention of a private person or a minor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Private {
    /// Where it stands.
    pub span: Span,
    /// The fullest form of the name in the report.
    pub name: String,
    /// Under 18.
    pub minor: bool,
}

/// What is done to people in a war.
const HARM: [&str; 21] = [
    "kill", "injure", "wound", "hurt", "shoot", "drown", "maim", "burn", "bury", "detain", "arrest",
    "abduct", "kidnap", "torture", "rape", "beat", "displace", "evacuate", "rescue", "amputate", "trap",
];

/// Mentions of private persons and minors, in text order.
pub fn find(parse: &Parse, mentions: &Mentions, lexicon: &Lexicon) -> Vec<Private> {
    let names = &mentions.names;
    let persons: Vec<usize> = (0..names.len()).filter(|&i| names[i].kind == NameKind::Person).collect();
    let fullest = |s: usize| {
        let same = persons.iter().filter(|&&i| names[i].same_as == s).map(|&i| parse.seen(names[i].span));
        same.max_by_key(|t| t.len()).unwrap_or_default().to_string()
    };
    // "Olena" beside "President Olena Marchuk" may well be the president.
    let shared = |span: Span| {
        let own = parse.seen(span);
        persons.iter().any(|&i| {
            let other = parse.seen(names[i].span);
            other.len() > own.len() && other.split_whitespace().any(|w| w == own)
        })
    };
    // By the person, not by the mention: one sign anywhere counts everywhere.
    let mut state = vec![(false, false, false); names.len()];
    for &i in &persons {
        let (n, s) = (&names[i], names[i].same_as);
        let tokens = n.tokens.0 as usize..n.tokens.1 as usize;
        let age = age(parse, tokens.end);
        // "A shopkeeper, X": a role of everyday life is no office.
        let everyday = |role: Span| {
            let words = parse.tokens_in(role);
            !words.is_empty() && is_ordinary(parse, lexicon, head_of(parse, words))
        };
        state[s].0 |= n.role.is_some_and(|r| !everyday(r));
        state[s].1 |= n.role.is_some_and(everyday)
            || age.is_some()
            || described(parse, lexicon, &tokens)
            || half_named(parse, lexicon, &tokens, n.role.is_some())
                && parse.seen(n.span) == fullest(s)
                && !shared(n.span)
            || harmed(parse, &tokens);
        state[s].2 |= age.is_some_and(|a| a < 18);
    }
    persons
        .iter()
        .filter_map(|&i| {
            let (public, ordinary, minor) = state[names[i].same_as];
            let private = minor || ordinary && !public;
            private.then(|| Private { span: names[i].span, name: fullest(names[i].same_as), minor })
        })
        .collect()
}

/// ", 61," or "aged 61" or "(61)" behind a name.
fn age(parse: &Parse, end: usize) -> Option<u32> {
    let at = |i: usize| if i < parse.len() { parse.str(i) } else { "" };
    let opens = matches!(at(end), "," | "(" | "aged");
    let k = end + usize::from(opens) + usize::from(matches!(at(end + 1), "aged"));
    let years: u32 = opens.then(|| at(k).parse().ok())??;
    let closes = matches!(at(k + 1), "," | ")" | "." | ";" | "" | "who" | "and" | "from" | "was" | "were");
    (years < 120 && (closes || at(k + 1).starts_with("year") || at(end) == "aged")).then_some(years)
}

/// "Halyna, a resident of", "shopkeeper Anton", "his mother Vira".
fn described(parse: &Parse, lexicon: &Lexicon, tokens: &std::ops::Range<usize>) -> bool {
    let head = head_of(parse, tokens.clone());
    let near = parse
        .children(head)
        .filter(|&c| matches!(parse.token(c).dep, Dep::Appos | Dep::Compound | Dep::Nmod | Dep::Relcl));
    let above = (parse.token(head).dep == Dep::Appos).then(|| parse.head(head));
    near.chain(above).chain(tokens.start.checked_sub(1)).any(|i| is_ordinary(parse, lexicon, i))
}

fn is_ordinary(parse: &Parse, lexicon: &Lexicon, i: usize) -> bool {
    parse.token(i).pos == Pos::Noun && lexicon.is_everyday(parse.lemma(i))
}

/// "Lilit H.", or a given name alone: a report hides the rest of the name of those it protects.
fn half_named(parse: &Parse, lexicon: &Lexicon, tokens: &std::ops::Range<usize>, titled: bool) -> bool {
    let initial = |i: usize| {
        let mut chars = parse.str(i).chars();
        chars.next().is_some_and(char::is_uppercase)
            && matches!((chars.next(), chars.next()), (Some('.'), None))
    };
    let given = |i: usize| lexicon.lists(&parse.str(i).to_lowercase()).any(Lists::GIVEN);
    match tokens.len() {
        2 => initial(tokens.end - 1) && !initial(tokens.start),
        1 => given(tokens.start) && !titled,
        _ => false,
    }
}

/// The name is whom something bad was done to.
fn harmed(parse: &Parse, tokens: &std::ops::Range<usize>) -> bool {
    tokens.clone().any(|i| {
        let verb = parse.head(i);
        match parse.token(i).dep {
            Dep::Nsubjpass | Dep::Dobj => HARM.contains(&parse.lemma(verb)),
            Dep::Nsubj => matches!(parse.lemma(verb), "die" | "drown" | "perish"),
            _ => false,
        }
    })
}
