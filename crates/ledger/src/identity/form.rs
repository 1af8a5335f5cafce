//! A name taken apart: what it is of, and the words it is compared by.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use tidings_mention::name::alias::skeleton;
use tidings_mention::name::{Lexicon, Lists};

/// A state's code, ISO 3166-1.
pub(crate) type State = [u8; 2];

/// What a name is compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// A person's name with a first name or its initial.
    Person { first: String, last: String, initial: bool, words: usize },
    /// One capitalised word: a last name, or a body called by one word.
    Word { last: String },
    /// An organisation, office or force.
    Body(Body),
    /// Says nothing by which it could be known again ("a resident", "it").
    Nobody,
}

/// An organisation's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    /// Its words without small ones, as they are compared, sorted; a state is its code with `@` in front.
    pub bag: Vec<String>,
    /// First letters of its words, small ones left out.
    pub initials: String,
    /// The whole name in capitals, if it is one word.
    pub acronym: Option<String>,
    /// The first state in it.
    pub state: Option<State>,
}

const SMALL: [&str; 12] = ["the", "of", "for", "and", "in", "on", "at", "to", "s", "a", "an", "de"];

/// Parts of last names that are written by themselves.
const PARTICLES: [&str; 13] =
    ["al", "el", "bin", "ibn", "ben", "van", "von", "der", "de", "da", "abu", "ould", "dos"];

/// Words of office, title and role: what describes somebody is not his name.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::builtin);

/// States by name, demonym and seat of government.
static STATES: LazyLock<States> = LazyLock::new(States::builtin);

/// Given names that are one, each by the first of its line.
static GIVEN: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    let lines =
        include_str!("../../../../data/ledger/given-names.txt").lines().filter(|l| !l.starts_with('#'));
    let each = lines.filter_map(|l| Some((l.split(' ').next()?, l.split(' '))));
    each.flat_map(|(first, all)| all.map(move |name| (name, first))).collect()
});

struct States {
    /// Names and demonyms, lower case.
    names: FxHashMap<String, State>,
    /// Seats of government, lower case.
    seats: FxHashMap<String, State>,
    /// Words in the longest name.
    longest: usize,
}

impl States {
    fn builtin() -> Self {
        let mut s = Self { names: FxHashMap::default(), seats: FxHashMap::default(), longest: 1 };
        let states =
            include_str!("../../../../data/ledger/states.tsv").lines().filter(|l| !l.starts_with('#'));
        for mut columns in states.map(|l| l.split('\t')) {
            let Some(code) = columns.next().and_then(code) else { continue };
            for name in columns.next().unwrap_or("").split(';') {
                s.enter(name, code);
            }
            for seat in columns.next().unwrap_or("").split(';').filter(|n| !n.is_empty()) {
                s.seats.insert(seat.to_lowercase(), code);
            }
        }
        let demonyms = include_str!("../../../../data/gazetteer/demonyms.tsv").lines();
        for (of, words) in demonyms.filter_map(|l| l.split_once('\t')) {
            let Some(code) = code(of) else { continue };
            for word in words.split(';').filter(|w| w.starts_with(char::is_uppercase)) {
                s.enter(word, code);
            }
        }
        s
    }

    fn enter(&mut self, name: &str, code: State) {
        let plain: Vec<String> = split(name).map(str::to_lowercase).collect();
        self.longest = self.longest.max(plain.len());
        // Short names that are also words ("us") count only in capitals: `split` keeps the case to tell.
        let key = if name.len() <= 3 { name.to_string() } else { plain.join(" ") };
        if !key.is_empty() {
            self.names.entry(key).or_insert(code);
        }
    }

    /// The state that the first of `words` name, and how many of them.
    fn at(&self, words: &[&str]) -> Option<(State, usize)> {
        (1..=self.longest.min(words.len())).rev().find_map(|n| {
            let name = words[..n].join(" ");
            let found =
                if name.len() <= 3 { self.names.get(&name) } else { self.names.get(&name.to_lowercase()) };
            found.map(|&code| (code, n))
        })
    }
}

fn code(s: &str) -> Option<State> {
    s.as_bytes().try_into().ok()
}

/// Words of a name; "U.S." is one, and a hyphen parts none.
fn split(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '.')
        .map(|w| w.trim_matches(|c| c == '-' || c == '.'))
        .filter(|w| !w.is_empty())
}

/// The state that a name speaks of or for: "Russian authorities", "Kyiv", "the Ministry of Defence of Belarus".
pub(crate) fn state(name: &str) -> Option<State> {
    let clean = clean(name);
    if let Some(code) = STATES.seats.get(&clean.trim_start_matches("the ").to_lowercase()) {
        return Some(*code);
    }
    let words: Vec<&str> = split(&clean).filter(|w| *w != "s").collect();
    (0..words.len()).find_map(|i| STATES.at(&words[i..]).map(|(code, _)| code))
}

/// The state that a name is, or whose body it is: "Moscow", "the Russian Defence Ministry", and no "Russian bloggers".
pub(crate) fn organ(name: &str) -> Option<State> {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
        let lines =
            include_str!("../../../../data/ledger/organs.txt").lines().filter(|l| !l.starts_with('#'));
        lines.flat_map(|l| l.split(' ')).collect()
    });
    let found = state(name)?;
    let clean = clean(name);
    let words: Vec<&str> = split(&clean).filter(|w| !matches!(*w, "s" | "the" | "The")).collect();
    let bare = STATES.at(&words).is_some_and(|(_, n)| n == words.len())
        || STATES.seats.contains_key(&words.join(" ").to_lowercase());
    (bare || words.iter().any(|w| WORDS.contains(w.to_lowercase().as_str()))).then_some(found)
}

fn clean(name: &str) -> String {
    name.trim().replace("U.S.", "US").replace("U.N.", "UN").replace("U.K.", "UK").replace('’', "'")
}

impl Form {
    pub fn of(name: &str) -> Self {
        let clean = clean(name);
        let words: Vec<&str> = split(&clean).filter(|w| *w != "s").collect();
        let capital = |w: &&str| w.starts_with(char::is_uppercase);
        if !words.iter().any(capital) || words.len() > 12 {
            return office(&words).map_or(Self::Nobody, Self::Body);
        }
        let named: Vec<&str> =
            words.iter().copied().filter(|w| !SMALL.contains(&w.to_lowercase().as_str())).collect();
        if let Some(person) = person(&words) {
            return person;
        }
        let upper =
            |w: &str| w.chars().count() > 1 && w.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
        match named[..] {
            [] => return Self::Nobody,
            // "Officials", "Residents": a sentence began with it.
            [one] if is_described(&one.to_lowercase()) => return Self::Nobody,
            [one]
                if !upper(one)
                    && STATES.at(&named).is_none()
                    && !is_body(&one.to_lowercase())
                    && capital(&one) =>
            {
                return Self::Word { last: surname(one) };
            }
            _ => {}
        }
        // Without a capital after the first word a description began a sentence ("Two aides").
        if words.len() > 1 && STATES.at(&words).is_none() && !words[1..].iter().any(capital) {
            return if is_body(&words[words.len() - 1].to_lowercase()) {
                Self::Body(body(&named))
            } else {
                Self::Nobody
            };
        }
        Self::Body(body(&named))
    }
}

/// An office by its kind alone ("the civil defence", "the health ministry"): a country has one of it.
fn office(words: &[&str]) -> Option<Body> {
    let named: Vec<&str> =
        words.iter().copied().filter(|w| !SMALL.contains(&w.to_lowercase().as_str())).collect();
    let head = named.last().is_some_and(|w| LEXICON.is_office(w)) || LEXICON.is_office(&named.join(" "));
    let body = (named.len() == 2 && head).then(|| body(&named))?;
    body.is_local().then_some(body)
}

impl Form {
    /// A body's words without its state, if it has one.
    pub fn without_state(&self) -> Option<Vec<String>> {
        let Self::Body(b) = self else { return None };
        b.state.map(|_| b.bag.iter().filter(|w| !w.starts_with('@')).cloned().collect())
    }
}

impl Body {
    /// Whether every state, region or town has one of this name ("the defence ministry", "the city council").
    pub fn is_local(&self) -> bool {
        let topic = |w: &str| {
            matches!(
                w,
                "defence"
                    | "interior"
                    | "foreign"
                    | "health"
                    | "emergency"
                    | "emergencie"
                    | "security"
                    | "civil"
                    | "protection"
                    | "disaster"
                    | "national"
                    | "regional"
                    | "local"
                    | "city"
                    | "armed"
                    | "affair"
                    | "home"
                    | "justice"
                    | "finance"
                    | "education"
                    | "general"
                    | "state"
                    | "public"
                    | "rescue"
            )
        };
        self.bag.iter().all(|w| topic(w) || LEXICON.lists(w).any(Lists::OFFICE.or(Lists::FORCE)))
    }
}

fn body(named: &[&str]) -> Body {
    let (mut bag, mut state, mut i) = (Vec::new(), None, 0);
    let mut initials = String::new();
    while i < named.len() {
        if let Some((code, n)) = STATES.at(&named[i..]) {
            state = state.or(Some(code));
            bag.push(format!("@{}{}", char::from(code[0]), char::from(code[1])));
            initials.extend(named[i..i + n].iter().filter_map(|w| w.chars().next()));
            i += n;
            continue;
        }
        let word = named[i];
        initials.extend(word.chars().next());
        match word {
            "UN" if named.len() > 1 => bag.extend(["united".to_string(), "nations".into()]),
            _ => bag.push(british(&word.to_lowercase())),
        }
        i += 1;
    }
    bag.sort_unstable();
    bag.dedup();
    let acronym = (named.len() == 1 && named[0].chars().filter(|c| c.is_uppercase()).count() > 1)
        .then(|| named[0].to_uppercase());
    Body { bag, initials: initials.to_uppercase(), acronym, state }
}

/// One spelling for words that have two.
fn british(word: &str) -> String {
    match word {
        "defense" => "defence".into(),
        "center" => "centre".into(),
        "labor" => "labour".into(),
        "program" => "programme".into(),
        "organization" => "organisation".into(),
        "armed" | "military" => "armed".into(),
        other => other.trim_end_matches('s').into(),
    }
}

/// A first name, or its initial, and what follows, none of it a word of an office.
fn person(words: &[&str]) -> Option<Form> {
    let known = |w: &str| !is_body(&w.to_lowercase()) && !is_described(&w.to_lowercase());
    let capital = |w: &str| w.starts_with(char::is_uppercase) || PARTICLES.contains(&w);
    let hyphen = |w: &str| {
        w.starts_with("al-") || w.starts_with("el-") || w.starts_with("ad-") || w.starts_with("ash-")
    };
    if !(2..=5).contains(&words.len())
        || !words.iter().all(|w| capital(w) || hyphen(w))
        || !words.iter().all(|w| known(w))
        || (0..words.len()).any(|i| STATES.at(&words[i..]).is_some())
        || words.iter().any(|w| w.len() > 2 && w.chars().all(char::is_uppercase))
    {
        return None;
    }
    let (first, last) = (words[0], words[words.len() - 1]);
    let initial = first.chars().count() <= 2 && first.chars().all(|c| c.is_uppercase());
    Some(Form::Person { first: given(first), last: surname(last), initial, words: words.len() })
}

fn is_body(word: &str) -> bool {
    let kinds = Lists::OFFICE.or(Lists::FORCE).or(Lists::FACILITY).or(Lists::KNOWN).or(Lists::SITE);
    LEXICON.lists(word).any(kinds)
        || matches!(
            word,
            "defence"
                | "defense"
                | "watch"
                | "international"
                | "united"
                | "nations"
                | "state"
                | "states"
                | "republic"
                | "crescent"
                | "cross"
                | "times"
                | "news"
                | "post"
                | "journal"
                | "journalists"
                | "monitor"
                | "front"
                | "general"
                | "national"
                | "regional"
                | "liberation"
                | "islamic"
                | "people's"
                | "house"
                | "street"
                | "county"
                | "city"
                | "region"
                | "oblast"
                | "province"
                | "district"
                | "north"
                | "south"
                | "east"
                | "west"
                | "northern"
                | "southern"
                | "eastern"
                | "western"
                | "human"
                | "rights"
                | "health"
                | "emergency"
                | "programme"
                | "program"
                | "fund"
                | "borders"
                | "doctors"
                | "save"
                | "children"
        )
}

fn is_described(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let kinds = Lists::ROLE.or(Lists::PERSON).or(Lists::PEOPLE).or(Lists::TITLE);
    let known = Lists::GIVEN;
    (LEXICON.lists(word).any(kinds) || LEXICON.lists(singular).any(kinds)) && !LEXICON.lists(word).any(known)
}

/// A first name as all its forms are compared.
fn given(word: &str) -> String {
    let lower = word.to_lowercase();
    GIVEN.get(lower.as_str()).map_or_else(|| consonants(&lower), |one| format!("={one}"))
}

/// A last name as it sounds, without an article.
fn surname(word: &str) -> String {
    let lower = word.to_lowercase();
    let bare = ["al-", "el-", "ad-", "ash-", "as-", "at-"].iter().find_map(|a| lower.strip_prefix(a));
    skeleton(bare.unwrap_or(&lower))
}

/// A name's first sound and its consonants: vowels are what transliterations of Arabic differ in.
fn consonants(lower: &str) -> String {
    let sound = skeleton(lower);
    let mut chars = sound.chars();
    let first = chars.next();
    first.into_iter().chain(chars.filter(|c| !"aeiou".contains(*c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(name: &str) -> Vec<String> {
        match Form::of(name) {
            Form::Body(b) => b.bag,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn a_ministry_is_one_however_its_state_is_put() {
        assert_eq!(bag("Ministry of Defence of Belarus"), bag("the Belarusian Defense Ministry"));
        assert_ne!(bag("Ministry of Defence of Armenia"), bag("Ministry of Defence of Azerbaijan"));
        assert_eq!(bag("U.S. State Department"), bag("the United States Department of State"));
    }

    #[test]
    fn persons_are_told_from_bodies_and_descriptions() {
        assert!(matches!(Form::of("Oleksandr Prokudin"), Form::Person { .. }));
        assert!(matches!(Form::of("Abdel Fattah al-Burhan"), Form::Person { .. }));
        assert!(matches!(Form::of("Burhan"), Form::Word { .. }));
        for nobody in ["Officials", "a resident", "it", "Two aides", "residents"] {
            assert_eq!(Form::of(nobody), Form::Nobody, "{nobody}");
        }
        for body in [
            "World Food Programme",
            "Red Cross",
            "SBU",
            "Russia",
            "Russian authorities",
            "Human Rights Watch",
        ] {
            assert!(matches!(Form::of(body), Form::Body(_)), "{body}: {:?}", Form::of(body));
        }
    }

    #[test]
    fn first_names_of_several_languages_meet() {
        assert_eq!(given("Oleksandr"), given("Olexander"));
        assert_eq!(given("Mohammed"), given("Muhammad"));
        assert_ne!(given("Mohamed"), given("Abdelrahim"));
    }

    #[test]
    fn a_name_speaks_for_its_state() {
        assert_eq!(state("Russian authorities"), Some(*b"RU"));
        assert_eq!(state("Kyiv"), Some(*b"UA"));
        assert_eq!(state("the Kremlin"), Some(*b"RU"));
        assert_eq!(state("US officials"), Some(*b"US"));
        assert_eq!(state("residents told us"), None);
    }
}
