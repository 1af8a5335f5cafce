//! Parties and things by name: who and what a report speaks of.
//!
//! The parser's entities are the start; words of office, force and title (data/names.txt) correct their kind
//! and extent, and what a report calls one thing once it calls so throughout ([`spread`]). Mentions that name
//! the same one ("Olena Marchuk", "President Marchuk", "Marčuk") are linked to the earliest by [`alias`], which
//! never links two different full names. Parties without a name ("two villagers") are read by [`described`].

pub mod alias;
pub mod described;
mod lexicon;
mod spread;
mod words;

pub use lexicon::{Lexicon, Lists};

use std::ops::Range;

use crate::labels::{Dep, EntityLabel, Pos, Tag};
use crate::parse::Parse;
use crate::types::{Name, NameKind};
use words::Words;

/// A name before it is linked.
struct Found {
    tokens: Range<usize>,
    kind: NameKind,
    /// A title or the word lists say so, not the parser alone.
    sure: bool,
}

/// Finds the names of a document, in text order, and links those that name the same one.
///
/// `is_place` says of a token range whether the gazetteer knows it as a place and nothing speaks against it:
/// such a range is left to the places.
pub fn find(parse: &Parse, lexicon: &Lexicon, is_place: impl Fn(Range<usize>) -> bool) -> Vec<Name> {
    let words = &Words::new(parse, lexicon);
    let mut found: Vec<Found> = Vec::new();
    for e in parse.entities() {
        let tokens = trim(parse, e.tokens.clone());
        let (tokens, near) = split_preposition(parse, tokens);
        let (tokens, title) = split_title(parse, words, tokens);
        // "a UAV", "the VBIED": the parser takes every acronym for a name; a listed thing is none.
        let thing = tokens.len() == 1
            && words.at(tokens.start).any(Lists::ARM.or(Lists::PLATFORM).or(Lists::VEHICLE));
        if tokens.is_empty() || thing {
            continue;
        }
        // "met in Harvan": a place that the parser took for a person.
        let located = tokens.start > 0
            && !title
            && matches!(parse.str(tokens.start - 1), "in" | "near" | "at" | "In" | "Near");
        if located && e.label == EntityLabel::Person && is_place(tokens.clone()) {
            continue;
        }
        if near && matches!(e.label, EntityLabel::Person | EntityLabel::Org) && !is_place(tokens.clone()) {
            found.push(Found { tokens, kind: NameKind::Facility, sure: true });
            continue;
        }
        let family = lexicon.is_family_name(parse.str(tokens.end - 1));
        if let Some(kind) = kind_of(words, &tokens, e.label, (title, family), &is_place) {
            found.push(Found { tokens: whole_office(parse, words, tokens), kind, sure: title });
        }
    }
    titled_names(parse, words, &mut found);
    let mut taken = vec![false; parse.len()];
    for f in &found {
        taken[f.tokens.clone()].fill(true);
    }
    described_offices(parse, words, &mut taken, &mut found);
    known_bodies(parse, words, &mut taken, &mut found);
    spread::acronyms(parse, &mut taken, &mut found);
    spread::one_kind_each(parse, &mut found);
    spread::elsewhere(parse, words, &is_place, &mut taken, &mut found);
    found.sort_by_key(|f| (f.tokens.start, std::cmp::Reverse(f.tokens.end)));
    let mut names: Vec<Name> = Vec::with_capacity(found.len());
    for Found { tokens, kind, .. } in found {
        if names.last().is_some_and(|n| (n.tokens.1 as usize) > tokens.start) {
            continue;
        }
        let role = role_of(parse, words, &tokens, kind);
        names.push(Name {
            span: parse.span(tokens.clone()),
            tokens: (tokens.start as u32, tokens.end as u32),
            kind,
            role: role.map(|r| parse.span(r)),
            same_as: names.len(),
        });
    }
    alias::link(parse, &mut names);
    names
}

/// The range without leading articles, quotation marks and trailing possessives.
fn trim(parse: &Parse, mut tokens: Range<usize>) -> Range<usize> {
    let loose = |i: usize| {
        let t = parse.token(i);
        matches!(t.tag, Tag::Dt | Tag::Pos | Tag::PrpPoss) || t.pos == Pos::Punct && parse.str(i) != ")"
    };
    while !tokens.is_empty() && loose(tokens.start) {
        tokens.start += 1;
    }
    while !tokens.is_empty() && loose(tokens.end - 1) {
        tokens.end -= 1;
    }
    tokens
}

/// "Institute for the Study of War": the parser often stops at the preposition.
fn whole_office(parse: &Parse, words: &Words, mut tokens: Range<usize>) -> Range<usize> {
    if !words.at(tokens.end - 1).any(Lists::OFFICE)
        || !parse.str(tokens.end - 1).starts_with(char::is_uppercase)
    {
        return tokens;
    }
    let sentence = parse.sentence_of(tokens.start).tokens.end;
    let capital = |i: usize| {
        i < sentence && parse.str(i).starts_with(char::is_uppercase) && parse.token(i).tag.is_noun()
    };
    loop {
        let mut at = tokens.end;
        let linked = at < sentence && matches!(parse.str(at), "of" | "for" | "and" | "on" | "to" | "&");
        if !linked {
            return tokens;
        }
        at += 1;
        if at < sentence && parse.str(at) == "the" {
            at += 1;
        }
        if !capital(at) {
            return tokens;
        }
        while capital(at) {
            at += 1;
        }
        // "the Ministry of Defence and Ankara": an "and" before a new name does not go on.
        if parse.str(tokens.end) == "and"
            && parse.token(at - 1).dep != Dep::Conj
            && !parse.subtree(head_of(parse, tokens.clone())).contains(&(at - 1))
        {
            return tokens;
        }
        tokens.end = at;
    }
}

/// "Near Harvan": the parser takes a capitalised preposition into the name. Says whether the name stands after "near".
fn split_preposition(parse: &Parse, mut tokens: Range<usize>) -> (Range<usize>, bool) {
    if tokens.len() > 1 && matches!(parse.str(tokens.start), "Near" | "In" | "At" | "Outside" | "Inside") {
        tokens.start += 1;
        return (tokens, true);
    }
    let near = tokens.start > 0 && parse.str(tokens.start - 1).eq_ignore_ascii_case("near");
    (tokens, near)
}

/// Takes title words off the front of a name; says whether there were any.
fn split_title(parse: &Parse, words: &Words, tokens: Range<usize>) -> (Range<usize>, bool) {
    let mut at = tokens.start;
    while at < tokens.end {
        // "General Staff" is an office, not the staff of a general.
        if at + 1 < tokens.end && words.pair(at).any(Lists::OFFICE.or(Lists::FORCE)) {
            break;
        }
        let two = (at + 1 < tokens.end && words.pair(at).any(Lists::TITLE)).then_some(2);
        let n = two.or_else(|| words.at(at).any(Lists::TITLE).then_some(1));
        let Some(n) = n else { break };
        at += n;
        while at < tokens.end && parse.token(at).pos == Pos::Punct {
            at += 1;
        }
    }
    // A title alone is no name.
    (at..tokens.end, at > tokens.start)
}

fn kind_of(
    words: &Words,
    tokens: &Range<usize>,
    label: EntityLabel,
    (title, family): (bool, bool),
    is_place: &impl Fn(Range<usize>) -> bool,
) -> Option<NameKind> {
    use EntityLabel as E;
    let last = words.end_of(tokens);
    let first = words.at(tokens.start);
    if tokens.len() > 1 && first.any(Lists::OPERATION) {
        return Some(NameKind::Event);
    }
    let named = first.any(Lists::GIVEN) || family;
    let proper =
        matches!(label, E::Org | E::Norp | E::Product | E::WorkOfArt | E::Gpe | E::Loc | E::Fac | E::Misc);
    let body = last.any(Lists::OFFICE.or(Lists::FORCE).or(Lists::FACILITY));
    if named && proper && !body && tokens.len() <= 3 && !is_place(tokens.clone()) {
        return Some(NameKind::Person);
    }
    if matches!(label, E::Person | E::Per) || title && matches!(label, E::Org | E::Norp | E::Gpe | E::Product)
    {
        let office = last.any(Lists::OFFICE.or(Lists::FORCE));
        return Some(match () {
            () if title => NameKind::Person,
            () if office => NameKind::Organisation,
            () if last.any(Lists::FACILITY) => NameKind::Facility,
            () => NameKind::Person,
        });
    }
    let by_word = || {
        if last.any(Lists::FORCE) {
            Some(NameKind::Force)
        } else if tokens.clone().any(|i| words.at(i).any(Lists::OFFICE)) {
            Some(NameKind::Organisation)
        } else if last.any(Lists::FACILITY) {
            Some(NameKind::Facility)
        } else {
            None
        }
    };
    match label {
        E::Org | E::Product | E::Misc if is_document(words, tokens) => Some(NameKind::Work),
        E::Gpe | E::Loc => by_word().filter(|_| !is_place(tokens.clone())),
        E::Norp => Some(NameKind::Group),
        E::Org | E::Misc => {
            by_word().or_else(|| (!is_place(tokens.clone())).then_some(NameKind::Organisation))
        }
        E::Fac => by_word().or(Some(NameKind::Facility)),
        E::Product => by_word().or_else(|| (!is_place(tokens.clone())).then_some(NameKind::Weapon)),
        E::Event => Some(NameKind::Event),
        E::WorkOfArt | E::Law => Some(NameKind::Work),
        _ => None,
    }
}

/// "Security Council Resolution 2254", "the Ottawa Treaty".
fn is_document(words: &Words, tokens: &Range<usize>) -> bool {
    let document = |i: usize| words.at(i).any(Lists::DOCUMENT) && !words.at(i).any(Lists::OFFICE);
    tokens.len() > 1 && tokens.clone().skip(1).rev().take(2).any(document)
}

/// "President Selenskyj": a capitalised run after a title is a person, whatever the parser says.
fn titled_names(parse: &Parse, words: &Words, found: &mut Vec<Found>) {
    let n = parse.len();
    let mut i = 0;
    while i < n {
        let capital = |j: usize| {
            parse.token(j).pos == Pos::Propn
                && parse.str(j).starts_with(char::is_uppercase)
                && same_sentence(parse, i, j)
        };
        // "General Staff" is an office, not the staff of a general.
        let office = i + 1 < n && words.pair(i).any(Lists::OFFICE.or(Lists::FORCE));
        if !words.at(i).any(Lists::TITLE) || office || !parse.str(i).starts_with(char::is_uppercase) {
            i += 1;
            continue;
        }
        let mut a = i + 1;
        while a < n && parse.str(a) == "." {
            a += 1;
        }
        let mut b = a;
        while b < n && capital(b) && !words.at(b).any(Lists::TITLE) {
            b += 1;
        }
        if b > a && b - a <= 4 && !words.at(b - 1).any(Lists::OFFICE) {
            found.retain(|f| f.tokens.end <= a || f.tokens.start >= b);
            found.push(Found { tokens: a..b, kind: NameKind::Person, sure: true });
        }
        i = b.max(i + 1);
    }
}

/// "the defense ministry", "Russia's Ministry of Civil Defense": an office that the parser gave no label.
fn described_offices(parse: &Parse, words: &Words, taken: &mut [bool], found: &mut Vec<Found>) {
    for i in 0..parse.len() {
        let t = parse.token(i);
        let w = words.at(i);
        let kind = match () {
            () if !t.tag.is_noun() || t.dep == Dep::Compound => continue,
            // "the power station", "a shopping centre": a building unless it is written as a name.
            () if is_building(parse, words, i) => continue,
            () if w.any(Lists::FORCE) => NameKind::Force,
            () if w.any(Lists::OFFICE) => NameKind::Organisation,
            () => continue,
        };
        // A bare "the group" names nobody yet; it needs a word before it that says which.
        let mut a = i;
        while a > 0
            && parse.token(a - 1).sentence == t.sentence
            && (a..=i).contains(&parse.head(a - 1))
            && matches!(parse.token(a - 1).dep, Dep::Compound | Dep::Amod | Dep::Nmod)
            && (parse.token(a - 1).tag.is_noun()
                || parse.str(a - 1).starts_with(char::is_uppercase)
                || parse.token(a - 1).dep == Dep::Amod)
        {
            a -= 1;
        }
        if a == i || taken[a..=i].contains(&true) {
            continue;
        }
        let told =
            (a..i).any(|j| parse.token(j).tag.is_noun() || parse.str(j).starts_with(char::is_uppercase));
        if told || kind == NameKind::Force {
            taken[a..=i].fill(true);
            found.push(Found { tokens: a..i + 1, kind, sure: true });
        }
    }
}

fn is_building(parse: &Parse, words: &Words, i: usize) -> bool {
    let pair = if i > 0 { words.pair(i - 1) } else { Lists::default() };
    parse.str(i).starts_with(char::is_lowercase) && words.at(i).or(pair).any(Lists::FACILITY.or(Lists::SITE))
}

/// "NATO", "Hezbollah": bodies that need no word to tell what they are. Short ones must stand in capitals.
fn known_bodies(parse: &Parse, words: &Words, taken: &mut [bool], found: &mut Vec<Found>) {
    for (i, taken) in taken.iter_mut().enumerate() {
        if !words.at(i).any(Lists::KNOWN) {
            continue;
        }
        let form = parse.str(i);
        let told = if form.len() <= 4 {
            form.bytes().all(|b| !b.is_ascii_lowercase())
        } else {
            form.contains(char::is_uppercase)
        };
        if told && !*taken {
            *taken = true;
            found.push(Found { tokens: i..i + 1, kind: NameKind::Organisation, sure: true });
        }
    }
    for f in found.iter_mut().filter(|f| f.tokens.len() == 1 && words.at(f.tokens.start).any(Lists::KNOWN)) {
        f.kind = NameKind::Organisation;
    }
}

/// The description that stands with a name: title before it, or the noun phrase in apposition.
fn role_of(parse: &Parse, words: &Words, tokens: &Range<usize>, kind: NameKind) -> Option<Range<usize>> {
    if kind != NameKind::Person {
        return None;
    }
    let head = head_of(parse, tokens.clone());
    let t = parse.token(head);
    // "the governor of the region, A B"
    if t.dep == Dep::Appos {
        let h = parse.head(head);
        if parse.token(h).tag.is_noun() && h < tokens.start {
            let left = parse.token(h).left_edge as usize;
            let mut end = parse.token(head).left_edge as usize;
            while end > left && parse.token(end - 1).pos == Pos::Punct {
                end -= 1;
            }
            return (left < end).then_some(left..end);
        }
    }
    // "A B, governor of the region,"
    if let Some(a) =
        parse.child(head, Dep::Appos).filter(|&a| a >= tokens.end && parse.token(a).tag.is_noun())
    {
        return Some(parse.subtree(a));
    }
    // "President A B", "the Ukrainian president, A B"
    let left = parse.token(head).left_edge as usize;
    let sentence = parse.sentence_of(head).tokens.start;
    let mut start = tokens.start;
    while start > left.max(sentence) && parse.token(start - 1).pos != Pos::Punct {
        start -= 1;
    }
    while start < tokens.start && matches!(parse.token(start).tag, Tag::Dt) {
        start += 1;
    }
    if let Some(title) = title_with_portfolio(parse, words, tokens.start) {
        return Some(title..tokens.start);
    }
    let range = start..tokens.start;
    (!range.is_empty() && range.clone().any(|i| words.at(i).any(Lists::TITLE.or(Lists::ROLE))))
        .then_some(range)
}

/// "Minister for Water A B", "Deputy Secretary of State A B": where the title before a name begins.
fn title_with_portfolio(parse: &Parse, words: &Words, name: usize) -> Option<usize> {
    let first = parse.sentence_of(name).tokens.start;
    let capital = |i: usize| parse.str(i).starts_with(char::is_uppercase);
    let mut at = name;
    while at > first && name - at < 6 && capital(at - 1) {
        at -= 1;
    }
    if at == name {
        return None;
    }
    if at > first && parse.str(at - 1) == "the" {
        at -= 1;
    }
    let linked = at > first + 1 && matches!(parse.str(at - 1), "of" | "for");
    if !linked || !words.at(at - 2).any(Lists::TITLE) {
        return None;
    }
    at -= 2;
    while at > first && capital(at - 1) && parse.token(at - 1).tag.is_noun() {
        at -= 1;
    }
    Some(at)
}

/// The token of a run that the others hang on.
pub fn head_of(parse: &Parse, tokens: Range<usize>) -> usize {
    tokens.clone().find(|&i| !tokens.contains(&parse.head(i)) || parse.head(i) == i).unwrap_or(tokens.start)
}

fn same_sentence(parse: &Parse, i: usize, j: usize) -> bool {
    parse.token(i).sentence == parse.token(j).sentence
}
