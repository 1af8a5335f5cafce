//! Where a claim's event is: the unit's own places, or those of the clause it hangs on.
//!
//! A place in another clause of the same sentence is taken over only along the tree (a participle of the
//! main clause, a co-ordinated clause), never from another sentence without a link. "the region" and "the
//! country" are links: they point back to the place they mean, and that mention is kept.

use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::{Candidate, Measure, Mentions, Parse, Place, PlacePrecision, PlaceSense, RelationKind};

use crate::clause::{Unit, UnitKind, is_condition};
use crate::state::{States, last_before};
use crate::types::{ClaimPlace, PlaceRole, Plover};

/// The places of `units[k]`: its own, else those of the clause it belongs to, else the place that its sentence
/// points back to ("the region"); and the rule that gave them.
pub fn places(
    parse: &Parse,
    mentions: &Mentions,
    states: &States,
    units: &[Unit],
    k: usize,
    plover: &Plover,
) -> (Vec<ClaimPlace>, &'static str) {
    let unit = &units[k];
    let own = own_places(parse, mentions, states, unit, plover);
    if !own.is_empty() {
        return (own, "named in the clause");
    }
    if let Some(p) = antecedent(parse, mentions, unit) {
        return (vec![p], "what \"where\" points back to");
    }
    // "X, under attack by Y": where the subject is.
    if unit.kind == UnitKind::Nominal
        && unit.tokens.first().is_some_and(|&i| parse.lemma(i) == "under")
        && let Some(parent) = unit.parent
    {
        let subject = parse
            .children(units[parent].head)
            .find(|&c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass));
        let here = subject.map(|s| mentions.places_in(parse.subtree(s))).unwrap_or_default();
        let first = here.iter().find(|p| p.resolved && p.sense != PlaceSense::Demonym);
        let first = first.map(|p| place_of(p, PlaceRole::Event, false));
        return (first.into_iter().collect(), "where the subject is");
    }
    // "a building in X was hit, injuring 15": the same event, so the same place.
    let tied = matches!(
        unit.kind,
        UnitKind::Participle | UnitKind::Nominal | UnitKind::Conjunct | UnitKind::Absolute
    );
    let counted = || {
        let figures = mentions.quantities_in(parse.sentences()[unit.sentence].tokens.clone());
        figures.iter().any(|q| {
            !matches!(q.measure, Measure::Other | Measure::Duration | Measure::Share)
                && unit.tokens.contains(&(q.number.0 as usize))
        })
    };
    if tied || matches!(unit.kind, UnitKind::Main | UnitKind::Content) && (plover.kind.is_some() || counted())
    {
        let mut near: Vec<usize> = unit.parent.into_iter().collect();
        // Where something may yet happen is not where this happened.
        let sibling = |j: usize| {
            j != k
                && is_supposed(parse, &units[j]) == is_supposed(parse, unit)
                && (units[j].parent == Some(k) || unit.parent.is_some() && units[j].parent == unit.parent)
        };
        near.extend((0..units.len()).filter(|&j| sibling(j)));
        let taken = near
            .iter()
            .map(|&j| own_places(parse, mentions, states, &units[j], plover))
            .find(|p| p.iter().any(|x| x.role != PlaceRole::Topic));
        if let Some(mut places) = taken {
            for p in places.iter_mut().filter(|p| p.role == PlaceRole::Origin) {
                p.role = PlaceRole::Event;
            }
            return (places, "of the clause it belongs to");
        }
    }
    // The rest of the sentence, its sources included: "sirens were heard, as videos from the region show".
    if units.len() == 1 {
        let sentence = parse.sentences()[unit.sentence].tokens.clone();
        let first = sentence.into_iter().find_map(|i| described(parse, mentions, states, i));
        return (first.into_iter().collect(), "points back to a place named before");
    }
    (own, "")
}

/// Said with a modal verb or a condition.
fn is_supposed(parse: &Parse, unit: &Unit) -> bool {
    parse.children(unit.head).any(|c| {
        parse.token(c).tag == Tag::Md || matches!(parse.token(c).dep, Dep::Advcl) && is_condition(parse, c)
    })
}

/// The place that "where" points back to: "in Tarn district, where 300 houses ...".
fn antecedent(parse: &Parse, mentions: &Mentions, unit: &Unit) -> Option<ClaimPlace> {
    if unit.kind != UnitKind::Relative || !parse.children(unit.head).any(|c| parse.lemma(c) == "where") {
        return None;
    }
    let noun = parse.head(unit.head);
    let before = parse.token(noun).left_edge as usize..parse.token(unit.head).left_edge as usize;
    let places = mentions.places_in(before);
    let located = |p: &&Place| matches!(p.sense, PlaceSense::Literal | PlaceSense::Modifier);
    places.iter().find(located).map(|p| place_of(p, PlaceRole::Event, false))
}

/// Indices of the places where the event told by token `trigger` happened: those that hang on it through
/// prepositions and nouns, no other verb between; failing that, on the clause it stands in.
pub fn of_trigger(parse: &Parse, mentions: &Mentions, trigger: usize) -> Vec<usize> {
    let located = |p: &Place| matches!(p.sense, PlaceSense::Literal | PlaceSense::Modifier);
    let path = |p: &Place| -> Option<usize> {
        let head = tidings_mention::name::head_of(parse, p.tokens.0 as usize..p.tokens.1 as usize);
        let mut steps = 0;
        for a in parse.ancestors(head).skip(1) {
            steps += 1;
            if a == trigger {
                return Some(steps);
            }
            let t = parse.token(a);
            if t.tag.is_verb() && !matches!(t.dep, Dep::Prep | Dep::Pcomp) {
                return None;
            }
        }
        None
    };
    let mut found: Vec<(usize, usize)> = mentions
        .places
        .iter()
        .enumerate()
        .filter(|(_, p)| {
            located(p) && parse.token(p.tokens.0 as usize).sentence == parse.token(trigger).sentence
        })
        .filter(|(_, p)| {
            let head = tidings_mention::name::head_of(parse, p.tokens.0 as usize..p.tokens.1 as usize);
            !is_agent(parse, p, head)
        })
        .filter_map(|(i, p)| path(p).map(|d| (d, i)))
        .collect();
    found.sort_unstable();
    // The nearest, and what is co-ordinated with it.
    let Some(&(_, first)) = found.first() else { return Vec::new() };
    let mut out = vec![first];
    for &(_, i) in &found[1..] {
        let head = |k: usize| {
            let p = &mentions.places[k];
            tidings_mention::name::head_of(parse, p.tokens.0 as usize..p.tokens.1 as usize)
        };
        if parse.token(head(i)).dep == Dep::Conj && out.iter().any(|&k| parse.head(head(i)) == head(k)) {
            out.push(i);
        }
    }
    out.sort_unstable();
    out
}

/// How many places back a description ("the town", "the country") can point.
const IN_MIND: usize = 200;

fn own_places(
    parse: &Parse,
    mentions: &Mentions,
    states: &States,
    unit: &Unit,
    plover: &Plover,
) -> Vec<ClaimPlace> {
    let mut out: Vec<ClaimPlace> = Vec::new();
    for p in mentions.places_in(parse.sentences()[unit.sentence].tokens.clone()) {
        let head = tidings_mention::name::head_of(parse, p.tokens.0 as usize..p.tokens.1 as usize);
        if !unit.tokens.contains(&head) {
            continue;
        }
        let up = parse.head(head);
        if states.borders.iter().any(|(at, _)| *at == up || *at == parse.head(up)) {
            continue;
        }
        let territory = territory_word(parse, p, head);
        let locates = match p.sense {
            PlaceSense::Literal => !is_agent(parse, p, head),
            PlaceSense::Demonym | PlaceSense::Modifier => territory || event_noun(parse, p, head),
            PlaceSense::Metonym => false,
        };
        if locates {
            out.push(place_of(p, role(parse, head, unit, plover), territory_area(parse, p, head)));
        }
    }
    for &i in &unit.tokens {
        if let Some(p) = described(parse, mentions, states, i) {
            let role = role(parse, i, unit, plover);
            if !out.iter().any(|x| x.name == p.name) {
                out.push(ClaimPlace { role, ..p });
            }
        }
    }
    out
}

fn place_of(p: &Place, role: PlaceRole, area: bool) -> ClaimPlace {
    let part = p.relation.as_ref().filter(|r| r.kind == RelationKind::Part).and_then(|r| r.bearing);
    let best = p.candidates.first().filter(|_| p.resolved).map(|c| match (part, p.area()) {
        (Some(bearing), _) => side(c, bearing),
        (None, Some(area)) => {
            Candidate { lat: area.lat, lon: area.lon, radius_km: area.radius_km, ..c.clone() }
        }
        (None, None) => c.clone(),
    });
    let near = p.relation.as_ref().is_some_and(|r| r.kind != RelationKind::Part || area);
    ClaimPlace {
        span: Some(p.span),
        name: best.as_ref().map_or_else(String::new, |c| c.name.clone()),
        at: best,
        precision: if near || area || part.is_some() { PlacePrecision::Area } else { p.precision },
        role,
    }
}

/// The side of a place that lies towards `bearing` degrees from its middle, as a place of its own.
fn side(c: &Candidate, bearing: f64) -> Candidate {
    let names = [
        "northern",
        "north-eastern",
        "eastern",
        "south-eastern",
        "southern",
        "south-western",
        "western",
        "north-western",
    ];
    let area = tidings_mention::place::side(c, bearing);
    Candidate {
        name: format!("{} {}", names[((bearing / 45.0).round() as usize) % 8], c.name),
        lat: area.lat,
        lon: area.lon,
        radius_km: area.radius_km,
        iso3166_2: None,
        precision: PlacePrecision::Area,
        ..c.clone()
    }
}

/// Degrees clockwise from north of "in the east", "in the south-west" after token `i`.
fn bearing_after(parse: &Parse, i: usize) -> Option<f64> {
    let words = ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"];
    let inner = parse
        .children_by(i, Dep::Prep)
        .filter(|&p| parse.lemma(p) == "in")
        .filter_map(|p| parse.child(p, Dep::Pobj));
    inner
        .filter_map(|n| words.iter().position(|w| *w == parse.str(n).to_lowercase().replace('-', "")))
        .map(|k| k as f64 * 45.0)
        .next()
}

/// "Russian territory", "Syrian soil": the country itself.
fn territory_word(parse: &Parse, p: &Place, head: usize) -> bool {
    let noun = parse.head(head);
    // "on the Tarnian side" is a place, "the Tarnian side" a party.
    if parse.lemma(noun) == "side" && parse.lemma(parse.head(noun)) != "on" {
        return false;
    }
    p.sense != PlaceSense::Literal
        && noun > head
        && matches!(
            parse.lemma_lower(noun),
            "territory"
                | "soil"
                | "land"
                | "border"
                | "airspace"
                | "coast"
                | "waters"
                | "water"
                | "side"
                | "city"
                | "town"
                | "village"
                | "capital"
                | "region"
                | "province"
                | "front"
                | "frontier"
                | "mainland"
                | "countryside"
                | "sector"
                | "axis"
        )
}

fn territory_area(parse: &Parse, p: &Place, head: usize) -> bool {
    p.sense != PlaceSense::Literal
        && matches!(
            parse.lemma(parse.head(head)),
            "border" | "airspace" | "coast" | "frontier" | "front" | "sector" | "axis"
        )
}

/// "the Kursk offensive": where the event named after the place is.
fn event_noun(parse: &Parse, p: &Place, head: usize) -> bool {
    let noun = parse.head(head);
    p.sense == PlaceSense::Modifier
        && noun > head
        && matches!(
            parse.lemma_lower(noun),
            "offensive"
                | "operation"
                | "incursion"
                | "attack"
                | "siege"
                | "battle"
                | "front"
                | "situation"
                | "crisis"
                | "war"
                | "fighting"
                | "massacre"
                | "bombing"
                | "flood"
                | "earthquake"
                | "evacuation"
        )
}

/// A country or town that acts ("Ukraine wants") is a party, not a place.
fn is_agent(parse: &Parse, p: &Place, head: usize) -> bool {
    let t = parse.token(head);
    // "Tarnia is on alert": a state the subject is in, not something it does.
    if t.dep == Dep::Nsubj
        && parse.lemma(parse.head(head)) == "be"
        && parse.child(parse.head(head), Dep::Acomp).is_none()
    {
        return false;
    }
    let party = matches!(t.dep, Dep::Nsubj | Dep::Agent)
        || t.dep == Dep::Pobj && parse.token(parse.head(head)).dep == Dep::Agent;
    let by = t.dep == Dep::Pobj && parse.lemma(parse.head(head)) == "by";
    let whole = matches!(p.precision, PlacePrecision::Country);
    // A possessor country is an actor before an act ("Ukraine's advance").
    let owner = t.dep == Dep::Poss && whole;
    // "support Russia", "strip Moscow of": an object of a verb that does not go or strike there.
    let verb = parse.head(head);
    let object =
        whole && matches!(t.dep, Dep::Dobj | Dep::Dative | Dep::Appos) && !reaches(parse.lemma(verb));
    let joined = whole && t.dep == Dep::Conj && is_agent_like(parse, head);
    let party_of = |p: usize| match parse.lemma(p) {
        "with" | "from" | "for" | "as" | "between" | "to" => true,
        // "parts of Tarnia", "the coast of Tarnia" lie in it; "the government of Tarnia" does not.
        "of" => !matches!(
            parse.lemma(parse.head(p)),
            "part"
                | "north"
                | "south"
                | "east"
                | "west"
                | "northwest"
                | "northeast"
                | "southwest"
                | "southeast"
                | "area"
                | "region"
                | "province"
                | "city"
                | "town"
                | "village"
                | "coast"
                | "capital"
                | "territory"
                | "border"
                | "centre"
                | "center"
                | "interior"
                | "rest"
                | "whole"
                | "most"
                | "much"
                | "invasion"
                | "bombing"
                | "occupation"
        ),
        _ => false,
    };
    let from_party = whole && t.dep == Dep::Pobj && party_of(parse.head(head));
    (party || by) && whole || owner || object || joined || from_party && !motion(parse, head)
}

/// Verbs whose object is where it happens.
fn reaches(lemma: &str) -> bool {
    matches!(
        lemma,
        "hit"
            | "strike"
            | "shell"
            | "bomb"
            | "attack"
            | "invade"
            | "enter"
            | "leave"
            | "cross"
            | "reach"
            | "flee"
            | "pound"
            | "batter"
            | "devastate"
            | "shake"
            | "jolt"
            | "flood"
            | "inundate"
            | "ravage"
            | "rock"
            | "target"
            | "bombard"
            | "occupy"
            | "storm"
            | "raid"
            | "overrun"
            | "visit"
            | "quit"
    )
}

fn is_agent_like(parse: &Parse, head: usize) -> bool {
    // The first of a list tells what the list is.
    let h = parse.ancestors(head).skip(1).find(|&a| parse.token(a).dep != Dep::Conj).unwrap_or(head);
    matches!(parse.token(h).dep, Dep::Nsubj | Dep::Dobj | Dep::Agent)
        || parse.token(h).dep == Dep::Pobj
            && matches!(parse.lemma(parse.head(h)), "with" | "from" | "by" | "for")
}

fn motion(parse: &Parse, head: usize) -> bool {
    let verb = parse.head(parse.head(head));
    matches!(
        parse.lemma(verb),
        "flee"
            | "move"
            | "return"
            | "travel"
            | "go"
            | "come"
            | "arrive"
            | "deport"
            | "evacuate"
            | "march"
            | "withdraw"
            | "retreat"
            | "cross"
            | "enter"
            | "fly"
            | "launch"
            | "fire"
            | "send"
            | "deploy"
    )
}

/// What the place is to the event, by preposition and verb.
fn role(parse: &Parse, head: usize, unit: &Unit, plover: &Plover) -> PlaceRole {
    let up = parse
        .ancestors(head)
        .skip(1)
        .find(|&a| parse.token(a).pos == Pos::Adp || parse.token(a).dep == Dep::Prep);
    let prep = up.map(|p| parse.lemma_lower(p)).unwrap_or_default();
    let verb = parse.lemma(unit.head);
    match prep {
        "from" | "out" => PlaceRole::Origin,
        "to" | "into" | "toward" | "towards" | "onto" => PlaceRole::Destination,
        "at" | "against" | "on" if plover.kind == Some("ASSAULT") || plover.kind == Some("THREATEN") => {
            PlaceRole::Target
        }
        _ if plover.kind.is_none() => PlaceRole::Topic,
        _ if matches!(verb, "flee" | "leave" | "evacuate") && parse.token(head).dep != Dep::Pobj => {
            PlaceRole::Origin
        }
        _ => PlaceRole::Event,
    }
}

/// "the region", "the country", "the border", "its territory": a place named before.
fn described(parse: &Parse, mentions: &Mentions, states: &States, i: usize) -> Option<ClaimPlace> {
    let t = parse.token(i);
    let area = |c: &Candidate| ClaimPlace {
        span: Some(parse.span(t.left_edge as usize..i + 1)),
        name: c.name.clone(),
        at: Some(c.clone()),
        precision: PlacePrecision::Area,
        role: PlaceRole::Event,
    };
    // A region on a border is the region, not the border.
    let hangs_on_region = matches!(t.dep, Dep::Pobj)
        && matches!(parse.lemma(parse.head(parse.head(i))), "region" | "province" | "district");
    if let Some((_, c)) = states.borders.iter().find(|(at, _)| *at == i && !hangs_on_region) {
        return Some(area(c));
    }
    if !t.tag.is_noun() || mentions.place_at(i).is_some() {
        return None;
    }
    let definite = parse.children(i).any(|c| {
        matches!(parse.token(c).dep, Dep::Det) && parse.lemma(c) == "the"
            || parse.token(c).dep == Dep::Poss
                && (matches!(parse.lemma(c), "its" | "their" | "his" | "her" | "our")
                    || matches!(parse.lemma(c), "country"))
    });
    // "the region of X" names it; "the region on the border with X" still points back.
    let named = |c: usize| {
        parse.token(c).dep == Dep::Prep
            && matches!(parse.lemma(c), "of" | "around")
            && named_inside(parse, mentions, c)
    };
    if !definite
        || parse.children(i).any(named)
        || parse.children(i).any(|c| parse.token(c).dep == Dep::Amod && parse.lemma(c) == "border")
    {
        return None;
    }
    let lemma = parse.lemma_lower(i);
    let located = |p: &&Place| p.resolved && (p.tokens.1 as usize) <= i && p.sense != PlaceSense::Demonym;
    let wanted: &[PlacePrecision] = match lemma {
        "region" | "province" | "oblast" | "governorate" => &[PlacePrecision::Province],
        "district" | "county" => &[PlacePrecision::District],
        "city" | "town" | "village" | "capital" | "settlement" => &[PlacePrecision::Settlement],
        "country" | "territory" | "airspace" => &[PlacePrecision::Country],
        _ => return None,
    };
    let subject = matches!(t.dep, Dep::Nsubj) && lemma == "country";
    if subject {
        return None;
    }
    let span = Some(parse.span(t.left_edge as usize..i + 1));
    if wanted == [PlacePrecision::Country] {
        // "the country's airspace" is not the country that is named as acting in the same sentence.
        let owned = parse.children_by(i, Dep::Poss).any(|c| parse.lemma(c) == "country");
        let iso = if owned { states.before(parse, i) } else { states.at(parse, i) }?;
        let p = mentions.places[..mentions.place_from(i)].iter().rev().take(IN_MIND).find(|p| {
            p.resolved && p.precision == PlacePrecision::Country && p.candidates[0].country == iso
        })?;
        let mut c = place_of(p, PlaceRole::Event, lemma == "airspace");
        if let Some(bearing) = bearing_after(parse, i) {
            c.at = c.at.map(|at| side(&at, bearing));
            c.name = c.at.as_ref().map_or_else(String::new, |at| at.name.clone());
            c.precision = PlacePrecision::Area;
        }
        c.span = span;
        return Some(c);
    }
    let recent = |at: usize| at < i && t.sentence - parse.token(at).sentence <= 8;
    if wanted == [PlacePrecision::Province] {
        // "the region" may be a border region spoken of since.
        let division = last_before(&states.divisions, i).filter(|(at, _)| recent(*at));
        let border = last_before(&states.borders, i).filter(|(at, _)| recent(*at));
        let last = division.into_iter().chain(border).max_by_key(|(at, _)| *at)?;
        let precision = last.1.precision;
        return Some(ClaimPlace { precision, ..area(&last.1) });
    }
    let p = mentions.places[..mentions.place_from(i)]
        .iter()
        .rev()
        .take(IN_MIND)
        .filter(located)
        .find(|p| wanted.contains(&p.precision) && recent(p.tokens.0 as usize))?;
    let mut c = place_of(p, PlaceRole::Event, false);
    c.span = span;
    Some(c)
}

fn named_inside(parse: &Parse, mentions: &Mentions, i: usize) -> bool {
    let range = parse.subtree(i);
    !mentions.places_in(range).is_empty()
}
