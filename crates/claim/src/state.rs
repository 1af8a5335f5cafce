//! Which state a sentence is about: what "the defense ministry" or "the country" stands for.
//!
//! The subject's state counts most (the grammatical subject is the likeliest antecedent: centering theory,
//! Grosz, Joshi and Weinstein 1995), first in the sentence itself, then backwards sentence by sentence.

use std::ops::Range;

use tidings_gazetteer::Gazetteer;
use tidings_mention::labels::Dep;
use tidings_mention::{Candidate, Mentions, Parse, PlacePrecision, PlaceSense};

use crate::border;

/// The states a document names, by token, and the state each sentence is about.
#[derive(Debug, Clone, Default)]
pub struct States {
    /// (token, ISO 3166-1 code), in text order.
    named: Vec<(usize, String)>,
    /// For each sentence the state of its subject, if it has one.
    subject: Vec<Option<String>>,
    /// The state that most of the report's towns and divisions lie in.
    home: Option<String>,
    /// The only state that the report names as such, if most towns lie in it too.
    alone: Option<String>,
    /// Border areas by the token of their noun, in text order.
    pub(crate) borders: Vec<(usize, Candidate)>,
    /// The first-order division of each place named, by token, in text order: what "the region" points back to.
    pub(crate) divisions: Vec<(usize, Candidate)>,
}

impl States {
    /// Reads the states off the places of a document.
    pub fn new(parse: &Parse, mentions: &Mentions, gazetteer: &Gazetteer) -> Self {
        let named: Vec<(usize, String)> = mentions
            .places
            .iter()
            .filter(|p| p.resolved)
            .filter_map(|p| p.candidates.first().map(|c| (p.tokens.0 as usize, c.country.clone())))
            .filter(|(_, c)| !c.is_empty())
            .collect();
        let home = home(mentions);
        let alone = alone(mentions).filter(|a| home.as_ref().is_none_or(|h| h == a));
        let mut states =
            Self { named, subject: Vec::new(), home, alone, borders: Vec::new(), divisions: Vec::new() };
        for s in parse.sentences() {
            let subject = [Dep::Nsubj, Dep::Nsubjpass]
                .iter()
                .find_map(|d| parse.children_by(s.root, *d).next())
                .or_else(|| s.tokens.clone().find(|&i| is_subject(parse, i)))
                .filter(|&i| !is_force(parse, i))
                .and_then(|i| states.own(parse, i));
            states.subject.push(subject);
        }
        states.divisions = mentions
            .places
            .iter()
            .filter(|p| p.resolved && p.sense != PlaceSense::Demonym && p.sense != PlaceSense::Metonym)
            .filter_map(|p| division(gazetteer, p.candidates.first()?).map(|c| (p.tokens.0 as usize, c)))
            .collect();
        states.borders =
            border::borders(parse, mentions, gazetteer, &states.divisions, |i| states.at(parse, i));
        states
    }

    /// The state that a subject is, has ("Tarnia's army") or sits in ("the ministry in Tarn"); an adjective
    /// ("Tarnian-backed officials") may speak of the other side.
    fn own(&self, parse: &Parse, subject: usize) -> Option<String> {
        let mut by_noun = parse.children(subject).filter(|&c| {
            matches!(parse.token(c).dep, Dep::Poss | Dep::Appos)
                || parse.token(c).dep == Dep::Prep && matches!(parse.lemma(c), "of" | "in")
        });
        let first = subject.min(parse.token(subject).left_edge as usize);
        let name = (first..subject)
            .rev()
            .take_while(|&i| parse.token(i).dep == Dep::Compound)
            .last()
            .unwrap_or(subject);
        self.within(name..subject + 1).or_else(|| by_noun.find_map(|c| self.within(parse.subtree(c))))
    }

    /// The first state named in a run of tokens.
    pub fn within(&self, tokens: Range<usize>) -> Option<String> {
        let first = self.named.partition_point(|(i, _)| *i < tokens.start);
        self.named.get(first).filter(|(i, _)| tokens.contains(i)).map(|(_, c)| c.clone())
    }

    /// The state of the last subject before the sentence of token `at`.
    pub fn before(&self, parse: &Parse, at: usize) -> Option<String> {
        let s = parse.token(at).sentence as usize;
        (s.saturating_sub(NEAR)..s).rev().find_map(|k| self.subject[k].clone())
    }

    /// The state that "the country" or "the border" at token `at` most likely is.
    pub fn at(&self, parse: &Parse, at: usize) -> Option<String> {
        self.of_subject(parse, at)
            .map(|(c, _)| c)
            .or_else(|| self.home.clone())
            .or_else(|| self.named.iter().rev().find(|(i, _)| *i < at).map(|(_, c)| c.clone()))
    }

    /// The state that a ministry or an army at token `at` belongs to, and whether the text names it in the same sentence.
    /// That towns lie in a state does not say whose army speaks of them: in a war it is as often the other one's.
    pub fn of_body(&self, parse: &Parse, at: usize) -> Option<(String, bool)> {
        self.of_subject(parse, at).or_else(|| self.alone.clone().map(|c| (c, false)))
    }

    /// The state of a subject of the same sentence other than the one that asks, or of an earlier one.
    fn of_subject(&self, parse: &Parse, at: usize) -> Option<(String, bool)> {
        let own = parse.sentences()[parse.token(at).sentence as usize]
            .tokens
            .clone()
            .filter(|&i| {
                matches!(parse.token(i).dep, Dep::Nsubj | Dep::Nsubjpass) && !parse.subtree(i).contains(&at)
            })
            .find_map(|i| self.within(parse.subtree(i)));
        own.map(|c| (c, true)).or_else(|| self.before(parse, at).map(|c| (c, false)))
    }
}

/// A subject outside relative clauses: "whom Tarn installed" is not about Tarn.
fn is_subject(parse: &Parse, i: usize) -> bool {
    matches!(parse.token(i).dep, Dep::Nsubj | Dep::Nsubjpass)
        && !parse.ancestors(i).any(|a| matches!(parse.token(a).dep, Dep::Relcl | Dep::Acl))
}

/// How many sentences back a subject's state is still in mind.
const NEAR: usize = 3;

/// The last of a list in text order that stands before token `at`.
pub(crate) fn last_before<T>(list: &[(usize, T)], at: usize) -> Option<&(usize, T)> {
    list[..list.partition_point(|(i, _)| *i < at)].last()
}

/// The state of most towns and divisions named, the alphabetically first if two have as many.
fn home(mentions: &Mentions) -> Option<String> {
    let mut count: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let inner = |c: &&Candidate| {
        matches!(
            c.precision,
            PlacePrecision::Settlement | PlacePrecision::District | PlacePrecision::Province
        )
    };
    for c in mentions.places.iter().filter(|p| p.resolved).filter_map(|p| p.candidates.first()).filter(inner)
    {
        *count.entry(&c.country).or_default() += 1;
    }
    count.into_iter().rev().max_by_key(|(_, n)| *n).map(|(c, _)| c.to_string())
}

/// The state that is named as a country, a people or a government, if no other is.
fn alone(mentions: &Mentions) -> Option<String> {
    let mut named = mentions
        .places
        .iter()
        .filter(|p| p.resolved)
        .filter_map(|p| p.candidates.first().filter(|c| !c.country.is_empty()).map(|c| (p, c)))
        .filter(|(p, c)| {
            c.precision == PlacePrecision::Country
                || matches!(p.sense, PlaceSense::Demonym | PlaceSense::Metonym)
        })
        .map(|(_, c)| c.country.as_str());
    let first = named.next()?;
    named.all(|c| c == first).then(|| first.to_string())
}

/// "Russian forces", "Syrian shelling": who acts in a sentence, not whose ministry speaks next.
fn is_force(parse: &Parse, subject: usize) -> bool {
    matches!(
        parse.lemma_lower(subject),
        "force"
            | "troop"
            | "troops"
            | "army"
            | "soldier"
            | "missile"
            | "drone"
            | "rocket"
            | "shelling"
            | "attack"
            | "strike"
            | "aircraft"
            | "plane"
            | "jet"
            | "helicopter"
            | "artillery"
            | "tank"
            | "fighter"
            | "militant"
            | "rebel"
            | "gunner"
            | "warplane"
            | "ship"
    )
}

/// The first-order division a place is or lies in.
fn division(gazetteer: &Gazetteer, c: &Candidate) -> Option<Candidate> {
    if c.precision == PlacePrecision::Province {
        return Some(c.clone());
    }
    let p = gazetteer.admin1(c.iso3166_2.as_deref()?)?;
    Some(Candidate {
        id: u64::from(p.id),
        name: p.name.to_string(),
        lat: f64::from(p.lat),
        lon: f64::from(p.lon),
        radius_km: f64::from(p.radius_km),
        precision: PlacePrecision::Province,
        features: vec![("division of an earlier place", 0.0)],
        ..c.clone()
    })
}

/// English name of a state by its ISO 3166-1 code.
pub fn name(gazetteer: &Gazetteer, iso2: &str) -> String {
    gazetteer.country_name(iso2).map_or_else(|| iso2.to_string(), str::to_string)
}
