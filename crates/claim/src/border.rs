//! Borders between two states as areas: "the Ukrainian border", "the border with Syria", "the border region".

use tidings_gazetteer::Gazetteer;
use tidings_mention::labels::Dep;
use tidings_mention::{Candidate, Mentions, Parse, PlacePrecision};

use crate::state::last_before;

/// The border areas a document speaks of, by the token of their noun, in text order.
pub(crate) fn borders(
    parse: &Parse,
    mentions: &Mentions,
    gazetteer: &Gazetteer,
    divisions: &[(usize, Candidate)],
    home: impl Fn(usize) -> Option<String>,
) -> Vec<(usize, Candidate)> {
    let mut out: Vec<(usize, Candidate)> = Vec::new();
    for i in 0..parse.len() {
        if !matches!(parse.lemma(i), "border" | "frontier") || !parse.token(i).tag.is_noun() {
            continue;
        }
        // "the border region": the noun it is part of carries the place.
        let noun = if parse.token(i).dep == Dep::Compound { parse.head(i) } else { i };
        // "the border regions of X, Y and Z" names its places.
        if parse.children_by(noun, Dep::Prep).any(|p| {
            parse.lemma(p) == "of"
                && last_before(divisions, parse.subtree(p).end)
                    .is_some_and(|(t, _)| parse.subtree(p).contains(t))
        }) {
            continue;
        }
        let named = state_named(parse, mentions, i).or_else(|| state_named(parse, mentions, noun));
        // A bare "the border" is the one spoken of before, or that of the region spoken of.
        let known = || {
            let recent = |at: usize| at < i && parse.token(i).sentence - parse.token(at).sentence <= REACH;
            let before = out.last().filter(|(at, _)| recent(*at)).map(|(_, c)| c.clone());
            before.or_else(|| last_before(divisions, i).filter(|(at, _)| recent(*at)).map(|(_, c)| along(c)))
        };
        let area = if let Some(other) = named {
            home(i).filter(|h| *h != other).and_then(|h| area(gazetteer, &h, &other))
        } else {
            known()
        };
        out.extend(area.map(|c| (noun, c)));
    }
    out
}

/// How many sentences back a border or region is still in mind.
const REACH: u32 = 8;

/// The part of a division that lies along its border: no finer than the division itself.
fn along(c: &Candidate) -> Candidate {
    Candidate { name: format!("border area of {}", c.name), precision: PlacePrecision::Area, ..c.clone() }
}

/// The state named with a border: "Ukrainian border", "Ukraine's border", "border with Ukraine".
fn state_named(parse: &Parse, mentions: &Mentions, noun: usize) -> Option<String> {
    let near = |t: usize| {
        let up = parse.head(t);
        let beside =
            up == noun && matches!(parse.token(t).dep, Dep::Amod | Dep::Poss | Dep::Compound | Dep::Nmod);
        let with = parse.token(t).dep == Dep::Pobj
            && parse.head(up) == noun
            && matches!(parse.lemma(up), "with" | "to");
        beside || with
    };
    mentions.places_in(parse.sentence_of(noun).tokens.clone()).iter().find_map(|p| {
        let head = tidings_mention::name::head_of(parse, p.tokens.0 as usize..p.tokens.1 as usize);
        let c = p.candidates.first().filter(|_| p.resolved && near(head))?;
        (c.precision == PlacePrecision::Country).then(|| c.country.clone())
    })
}

/// The border area of `home` with `other`, on neither side's ground alone.
fn area(gazetteer: &Gazetteer, home: &str, other: &str) -> Option<Candidate> {
    let area = tidings_mention::place::border(gazetteer, home, other)?;
    let name = |code: &str| gazetteer.country_name(code).unwrap_or_default().to_string();
    Some(Candidate {
        id: 0,
        name: format!("border of {} and {}", name(home), name(other)),
        lat: area.lat,
        lon: area.lon,
        radius_km: area.radius_km,
        country: home.to_string(),
        iso3166_2: None,
        precision: PlacePrecision::Area,
        sea: false,
        score: 0.0,
        features: Vec::new(),
    })
}
