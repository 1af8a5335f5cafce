//! Which stretches of text are toponyms.
//!
//! The parser's entities and the gazetteer's names are both evidence, and neither is enough: the parser takes
//! unknown towns for products, the gazetteer knows a town for nearly every surname. A stretch is a toponym if
//! the parser calls it a place, or if the gazetteer knows it and the words around it agree.

use std::ops::Range;

use tidings_gazetteer::{Candidate, Gazetteer, Kind, Match, NameClass, Words};

use crate::labels::{Dep, EntityLabel, Pos, Tag};
use crate::parse::Parse;
use crate::types::PlaceSense;

/// A toponym before it is resolved.
pub(super) struct Toponym<'g> {
    /// Tokens of the name, with a type word ("Kursk region").
    pub tokens: Range<usize>,
    /// How it is used.
    pub sense: PlaceSense,
    /// What it can mean, as the gazetteer orders it.
    pub candidates: Vec<Candidate<'g>>,
}

/// Prepositions that a place follows.
const PLACE_PREPOSITIONS: [&str; 22] = [
    "in", "at", "near", "from", "to", "toward", "towards", "into", "outside", "around", "across", "through", "throughout", "within", "over",
    "of", "on", "between", "along", "inside", "beyond", "via",
];

pub(super) fn toponyms<'g>(parse: &Parse, gazetteer: &'g Gazetteer) -> Vec<Toponym<'g>> {
    let labels = entity_labels(parse);
    let mut out: Vec<Toponym<'g>> = Vec::new();
    for sentence in parse.sentences() {
        let range = sentence.tokens.clone();
        let strings: Vec<&str> = range.clone().map(|i| parse.str(i)).collect();
        let words = Words::new(&strings);
        let mut i = range.start;
        while i < range.end {
            let found = name_at(parse, gazetteer, &words, &labels, range.start, i).or_else(|| entity_at(parse, gazetteer, &labels, i));
            match found {
                Some(t) => {
                    i = t.tokens.end.max(i + 1);
                    out.push(t);
                }
                None => i += 1,
            }
        }
    }
    out
}

/// For each token the entity it stands in: label and token range.
fn entity_labels(parse: &Parse) -> Vec<Option<(EntityLabel, Range<usize>)>> {
    let mut labels = vec![None; parse.len()];
    for e in parse.entities() {
        for i in e.tokens.clone() {
            labels[i] = Some((e.label, e.tokens.clone()));
        }
    }
    labels
}

fn name_at<'g>(
    parse: &Parse,
    gazetteer: &'g Gazetteer,
    words: &Words,
    labels: &[Option<(EntityLabel, Range<usize>)>],
    base: usize,
    i: usize,
) -> Option<Toponym<'g>> {
    if !is_name_like(parse, i) {
        return None;
    }
    let matches: Vec<Match<'g>> = gazetteer.names_at(words, i - base).collect();
    for m in matches.into_iter().rev() {
        let mut tokens = i..i + m.len;
        if parse.token(tokens.end - 1).pos == Pos::Punct && !parse.str(tokens.end - 1).ends_with('.') {
            continue;
        }
        let candidates: Vec<Candidate<'g>> = m.candidates.filter(|c| fits_case(parse, &tokens, c)).collect();
        if candidates.is_empty() || !accepted(parse, labels, &tokens, &candidates) {
            continue;
        }
        let demonym = candidates[0].class == NameClass::Demonym;
        let candidates = typed(parse, gazetteer, &mut tokens).filter(|c| !c.is_empty()).unwrap_or(candidates);
        let sense = if demonym { PlaceSense::Demonym } else { sense(parse, &tokens, &candidates) };
        return Some(Toponym { tokens, sense, candidates });
    }
    demonym_at(parse, gazetteer, labels, i)
}

/// "Ukrainian", "Syrians".
fn demonym_at<'g>(parse: &Parse, gazetteer: &'g Gazetteer, labels: &[Option<(EntityLabel, Range<usize>)>], i: usize) -> Option<Toponym<'g>> {
    let two = i + 1 < parse.len() && parse.token(i).sentence == parse.token(i + 1).sentence && is_name_like(parse, i + 1);
    let longest = two.then_some(i..i + 2).into_iter().chain(std::iter::once(i..i + 1));
    for tokens in longest {
        let inside_name = matches!(labels[i], Some((EntityLabel::Person | EntityLabel::WorkOfArt, _)));
        let candidates: Vec<Candidate<'g>> = gazetteer.demonym(parse.text(tokens.clone())).collect();
        if !candidates.is_empty() && !inside_name {
            return Some(Toponym { tokens, sense: PlaceSense::Demonym, candidates });
        }
    }
    None
}

/// A place entity that the gazetteer does not know: kept, unresolved.
fn entity_at<'g>(
    parse: &Parse,
    gazetteer: &'g Gazetteer,
    labels: &[Option<(EntityLabel, Range<usize>)>],
    i: usize,
) -> Option<Toponym<'g>> {
    let (label, range) = labels[i].clone()?;
    if range.start != i || !matches!(label, EntityLabel::Gpe | EntityLabel::Loc) {
        return None;
    }
    let mut tokens = range;
    while tokens.len() > 1 && matches!(parse.token(tokens.start).tag, Tag::Dt | Tag::In | Tag::Jj) && !parse.str(tokens.start).starts_with(char::is_uppercase) {
        tokens.start += 1;
    }
    while tokens.len() > 1 && matches!(parse.token(tokens.end - 1).tag, Tag::Pos) {
        tokens.end -= 1;
    }
    if !parse.str(tokens.start).starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) {
        return None;
    }
    let candidates = gazetteer.lookup_typed(parse.text(tokens.clone())).candidates.into_iter().collect();
    Some(Toponym { tokens, sense: PlaceSense::Literal, candidates })
}

fn is_name_like(parse: &Parse, i: usize) -> bool {
    let s = parse.str(i);
    s.starts_with(|c: char| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase() && !c.is_ascii())
}

/// Abbreviations are believed only in capitals.
fn fits_case(parse: &Parse, tokens: &Range<usize>, c: &Candidate) -> bool {
    let text = parse.text(tokens.clone());
    c.class != NameClass::Abbreviation || text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) || text.ends_with('.')
}

/// Whether the words around agree that a name of the gazetteer is a toponym here.
fn accepted(
    parse: &Parse,
    labels: &[Option<(EntityLabel, Range<usize>)>],
    tokens: &Range<usize>,
    candidates: &[Candidate],
) -> bool {
    let best = &candidates[0];
    let big = matches!(best.place.kind, Kind::Country | Kind::Continent | Kind::Admin1) || best.place.is_capital;
    let known = big || best.place.population >= 100_000 || !matches!(best.place.kind, Kind::Settlement);
    // Part of a longer run of capitals that the match does not cover ("Austin Reed", "Paris Hilton").
    let alone = {
        let before = tokens.start > 0
            && parse.token(tokens.start - 1).sentence == parse.token(tokens.start).sentence
            && parse.token(tokens.start - 1).tag == Tag::Nnp
            && parse.token(tokens.start - 1).dep == Dep::Compound;
        let after = tokens.end < parse.len()
            && parse.token(tokens.end).sentence == parse.token(tokens.start).sentence
            && matches!(parse.token(tokens.end).tag, Tag::Nnp | Tag::Nnps)
            && matches!(parse.token(tokens.end - 1).dep, Dep::Compound | Dep::Nmod);
        !before && !after
    };
    let preposition = tokens.start > 0 && {
        let p = parse.str(tokens.start - 1).to_lowercase();
        PLACE_PREPOSITIONS.contains(&p.as_str())
    };
    let label = labels[tokens.start].as_ref().map(|(l, r)| (*l, r.start >= tokens.start && r.end <= tokens.end + 1));
    use EntityLabel as E;
    match label {
        Some((E::Gpe | E::Loc, _)) => alone || !best.ambiguous_word || known,
        Some((E::Person | E::Per, covered)) => covered && alone && (big || known && preposition) && !best.ambiguous_word,
        Some((E::Org | E::Misc, covered)) => covered && alone && (big || known || preposition) && !best.ambiguous_word,
        Some((E::Norp, _)) => big && !best.ambiguous_word,
        Some((E::Date | E::Time | E::Cardinal | E::Ordinal | E::Money | E::Percent | E::Quantity, _)) => false,
        Some((E::WorkOfArt | E::Law | E::Language, _)) => false,
        Some((E::Fac | E::Product | E::Event | E::Other, _)) => !best.ambiguous_word && (big || known || preposition),
        None => {
            let noun = matches!(parse.token(tokens.end - 1).pos, Pos::Propn | Pos::Noun | Pos::Adj | Pos::X);
            noun && alone && !best.ambiguous_word && (big || known && (preposition || tokens.len() > 1) || preposition)
        }
    }
}

/// Takes a type word after or before the name into the toponym: "Kursk region", "Gebiet Kursk".
fn typed<'g>(parse: &Parse, gazetteer: &'g Gazetteer, tokens: &mut Range<usize>) -> Option<Vec<Candidate<'g>>> {
    let mut wide = tokens.clone();
    if wide.end < parse.len() && parse.token(wide.end).sentence == parse.token(wide.start).sentence {
        wide.end += 1;
        let t = gazetteer.lookup_typed(parse.text(wide.clone()));
        if t.wanted.is_some() && t.level_matched {
            let candidates: Vec<_> = t.candidates.into_iter().collect();
            if !candidates.is_empty() {
                *tokens = wide;
                return Some(candidates);
            }
        }
    }
    // "the region of Kursk", "the city of Kursk": the type word says which is meant, the span stays.
    if tokens.start >= 2 && parse.str(tokens.start - 1) == "of" {
        let text = parse.text(tokens.start - 2..tokens.end);
        let t = gazetteer.lookup_typed(text);
        if t.wanted.is_some() && t.level_matched {
            return Some(t.candidates.into_iter().collect());
        }
    }
    None
}

/// Literal, a stand-in for a government, or part of another name.
fn sense(parse: &Parse, tokens: &Range<usize>, candidates: &[Candidate]) -> PlaceSense {
    let head = crate::name::head_of(parse, tokens.clone());
    let t = parse.token(head);
    let best = &candidates[0].place;
    let governs = best.kind == Kind::Country || best.is_capital || best.kind == Kind::Seat;
    let verb = parse.head(head);
    let subject = matches!(t.dep, Dep::Nsubj | Dep::Agent) && parse.token(verb).tag.is_verb() && !matches!(parse.lemma(verb), "be" | "lie" | "remain" | "become" | "have");
    if best.kind == Kind::Seat || governs && subject {
        return PlaceSense::Metonym;
    }
    if t.dep == Dep::Compound && parse.head(head) >= tokens.end && parse.token(parse.head(head)).tag.is_noun() {
        return PlaceSense::Modifier;
    }
    PlaceSense::Literal
}
