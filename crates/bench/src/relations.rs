//! Entities and relations in the re3d scheme (Dstl, 2017).
//!
//! The scheme's conventions, not the library's: a mention takes its article, title and what stands before it;
//! pronouns are mentions; a nation that acts is an organisation; a strike is a weapon.

use std::ops::Range;

use tidings::Reading;
use tidings::claim::relation::{self, Party, RelationKind, Sort};
use tidings::mention::RelationKind as PlaceRelation;
use tidings::mention::labels::{Dep, Pos, Tag};
use tidings::mention::name::described::{self, DescriptionKind};
use tidings::mention::name::{Lexicon, head_of};
use tidings::mention::{Measure, Name, NameKind, Parse, PlacePrecision, PlaceSense};
use tidings::text::Span;

/// One entity of the scheme.
pub struct Entity {
    pub span: Span,
    pub kind: &'static str,
    tokens: Range<usize>,
    head: usize,
}

/// One relation of the scheme.
pub struct Related<'e> {
    pub kind: &'static str,
    pub source: &'e Entity,
    pub target: &'e Entity,
    pub rule: &'static str,
}

impl Entity {
    fn new(parse: &Parse, tokens: Range<usize>, head: usize, kind: &'static str) -> Self {
        Self { span: parse.span(tokens.clone()), kind, tokens, head }
    }
}

/// All entities of a reading, in text order.
pub fn entities(reading: &Reading, lexicon: &Lexicon) -> Vec<Entity> {
    let parse = &reading.parse;
    let mut out = figures(reading);
    let counted: Vec<Range<usize>> = out.iter().map(|e| e.tokens.clone()).collect();
    out.extend(descriptions(reading, lexicon, &counted));
    // A word of belonging counts where nothing takes it in.
    let inside = |out: &[Entity], head: usize, kind: &str| {
        out.iter().any(|e| e.tokens.contains(&head) && (e.kind == kind || kind == "Nationality"))
    };
    let mut named = Vec::new();
    for n in &reading.mentions.names {
        let tokens = n.tokens.0 as usize..n.tokens.1 as usize;
        let head = head_of(parse, tokens.clone());
        if let Some(kind) = name_type(parse, n, head)
            && !inside(&out, head, kind)
        {
            named.push(Entity::new(parse, whole(parse, n, tokens, head), head, kind));
        }
    }
    out.extend(named);
    // What stands in a title goes with the person: "the UN envoy A B".
    let titled: Vec<(Range<usize>, usize)> =
        out.iter().filter(|e| e.kind == "Person").map(|e| (e.tokens.clone(), e.head)).collect();
    let in_title = |e: &Entity| titled.iter().any(|(t, h)| t.contains(&e.tokens.start) && e.tokens.end <= *h);
    out.retain(|e| e.kind == "Person" || !in_title(e));
    for p in &reading.mentions.places {
        let tokens = p.tokens.0 as usize..p.tokens.1 as usize;
        let head = head_of(parse, tokens.clone());
        let plural = matches!(parse.token(head).tag, Tag::Nnps | Tag::Nns);
        let kind = match p.sense {
            PlaceSense::Literal if p.precision == PlacePrecision::Country && acts(parse, head) => {
                "Organisation"
            }
            PlaceSense::Literal => "Location",
            PlaceSense::Metonym if p.precision == PlacePrecision::Country || acts(parse, head) => {
                "Organisation"
            }
            PlaceSense::Metonym => "Location",
            PlaceSense::Demonym
                if plural || parse.token(head).tag.is_noun() && parse.token(head).dep != Dep::Compound =>
            {
                "Organisation"
            }
            PlaceSense::Demonym => "Nationality",
            PlaceSense::Modifier => "Location",
        };
        let covered = |e: &Entity| {
            e.tokens.contains(&head)
                && (e.kind == kind || kind == "Nationality" || e.kind == "Organisation" && kind == "Location")
        };
        let titled = titled.iter().any(|(t, h)| t.contains(&head) && head < *h);
        if !titled && !out.iter().any(covered) {
            let mut start = article(parse, tokens.start, head);
            // "northern Iraq": the part of a place is the place.
            if let Some(part) = p.relation.as_ref().filter(|r| r.kind == PlaceRelation::Part) {
                start = start.min(parse.tokens_in(part.span).start);
            }
            out.push(Entity::new(parse, start..tokens.end, head, kind));
        }
    }
    towns_with_country(parse, &mut out);
    pronouns(parse, &mut out);
    out.sort_by_key(|e| (e.span.start, e.span.end, e.kind));
    out.dedup_by(|b, a| a.span == b.span && a.kind == b.kind);
    out
}

/// "Baghdad, Iraq" is one location.
fn towns_with_country(parse: &Parse, out: &mut Vec<Entity>) {
    out.sort_by_key(|e| (e.span.start, e.span.end));
    let mut i = 0;
    while i < out.len() {
        let (end, head) = (out[i].tokens.end, out[i].head);
        let next = out.iter().position(|e| {
            e.kind == "Location"
                && out[i].kind == "Location"
                && e.tokens.start == end + 1
                && parse.str(end) == ","
                && parse.head(e.head) == head
                && matches!(parse.token(e.head).dep, Dep::Appos | Dep::Npadvmod)
        });
        if let Some(next) = next {
            out[i] = Entity::new(parse, out[i].tokens.start..out[next].tokens.end, head, "Location");
            out.remove(next);
        } else {
            i += 1;
        }
    }
}

/// Relations among the entities of a reading.
pub fn relations<'e>(reading: &Reading, entities: &'e [Entity]) -> Vec<Related<'e>> {
    let sort = |e: &Entity| match e.kind {
        "Person" => Sort::Person,
        "Organisation" => Sort::Body,
        "Location" => Sort::Place,
        "Quantity" | "Nationality" | "Money" | "Temporal" => Sort::Attribute,
        _ => Sort::Thing,
    };
    let parties: Vec<Party> =
        entities.iter().map(|e| Party { tokens: e.tokens.clone(), head: e.head, sort: sort(e) }).collect();
    let found = relation::find(&reading.parse, &parties, &reading.events);
    let related = |r: &relation::Relation| Related {
        kind: relation_type(r.kind),
        source: &entities[r.source],
        target: &entities[r.target],
        rule: r.rule,
    };
    found.iter().map(related).collect()
}

fn relation_type(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::CoLocated => "CoLocated",
        RelationKind::HasAttribute => "HasAttrOf",
        RelationKind::BelongsTo => "BelongsTo",
        RelationKind::InChargeOf => "InChargeOf",
        RelationKind::SameAs => "IsSynonymOf",
        RelationKind::SpeaksTo => "CommWith",
        RelationKind::Fights => "FightingAgainst",
        RelationKind::Allied => "AlliesOf",
        RelationKind::Favours => "Likes",
        RelationKind::Opposes => "Dislikes",
    }
}

/// Times, amounts of money, and figures: a count without its noun, a measure with its unit.
fn figures(reading: &Reading) -> Vec<Entity> {
    let parse = &reading.parse;
    let mut out = Vec::new();
    for t in &reading.mentions.times {
        let tokens = parse.tokens_in(t.span);
        if !tokens.is_empty() {
            out.push(Entity { span: t.span, kind: "Temporal", head: head_of(parse, tokens.clone()), tokens });
        }
    }
    for q in &reading.mentions.quantities {
        let mut tokens = parse.tokens_in(q.span);
        if tokens.is_empty() || out.iter().any(|e| e.tokens.contains(&tokens.start)) {
            continue;
        }
        let kind = if q.measure == Measure::Money { "Money" } else { "Quantity" };
        let measured = matches!(
            q.measure,
            Measure::Money
                | Measure::AreaKm2
                | Measure::DepthKm
                | Measure::WidthKm
                | Measure::DistanceKm
                | Measure::Share
        );
        let number = |&i: &usize| {
            parse.token(i).pos == Pos::Num
                || matches!(
                    parse.lemma(i),
                    "dozen" | "hundred" | "thousand" | "million" | "billion" | "multiple"
                )
        };
        let Some(last) = tokens.clone().rev().find(number) else { continue };
        if !measured {
            tokens.end = last + 1;
        }
        let head = head_of(parse, tokens.clone());
        out.push(Entity::new(parse, tokens, head, kind));
    }
    out
}

fn descriptions(reading: &Reading, lexicon: &Lexicon, counted: &[Range<usize>]) -> Vec<Entity> {
    let parse = &reading.parse;
    let mut out: Vec<Entity> = Vec::new();
    for d in described::find(parse, lexicon, &reading.mentions.names) {
        // A toponym is no description, and the role of a named person is part of that name.
        if reading
            .mentions
            .places
            .iter()
            .any(|p| (p.tokens.0 as usize..p.tokens.1 as usize).contains(&d.head))
        {
            continue;
        }
        let kind = match d.kind {
            DescriptionKind::Person => "Person",
            DescriptionKind::People => "Organisation",
            DescriptionKind::Site => "Location",
            DescriptionKind::Weapon => "Weapon",
            DescriptionKind::Platform => "MilitaryPlatform",
            DescriptionKind::Vehicle => "Vehicle",
            DescriptionKind::Document => "DocumentReference",
        };
        let mut tokens = d.tokens;
        // "five vehicles": the figure is an entity of its own.
        let first = counted.iter().find(|c| tokens.contains(&c.start) && c.end <= d.head);
        if let Some(c) = first.filter(|c| c.start == tokens.start) {
            tokens.start = c.end;
        }
        if out.last().is_some_and(|e| e.kind == kind && e.tokens.contains(&d.head)) {
            continue;
        }
        // "families and friends": two under one article are one party.
        if let Some(last) = out.last_mut().filter(|e| e.kind == kind && kind == "Organisation")
            && last.tokens.end + 1 == tokens.start
            && parse.str(last.tokens.end) == "and"
            && parse.head(d.head) == last.head
            && (tokens.len() == 1 || tokens.len() == 2 && parse.str(tokens.start) == "other")
        {
            *last = Entity::new(parse, last.tokens.start..tokens.end, last.head, kind);
            continue;
        }
        out.push(Entity::new(parse, tokens, d.head, kind));
    }
    for i in 0..parse.len() {
        let strike =
            matches!(parse.lemma(i), "strike" | "airstrike" | "bombardment") && parse.token(i).tag.is_noun();
        if strike && parse.token(i).dep != Dep::Compound {
            out.push(Entity::new(parse, i..i + 1, i, "Weapon"));
        }
    }
    out
}

fn name_type(parse: &Parse, name: &Name, head: usize) -> Option<&'static str> {
    Some(match name.kind {
        NameKind::Person => "Person",
        NameKind::Organisation | NameKind::Force => "Organisation",
        NameKind::Group if parse.token(head).tag.is_noun() && parse.token(head).dep != Dep::Compound => {
            "Organisation"
        }
        NameKind::Group => "Nationality",
        NameKind::Facility => "Location",
        NameKind::Weapon => "Weapon",
        NameKind::Work => "DocumentReference",
        NameKind::Event => return None,
    })
}

/// A name with its title and article: "the Foreign Secretary A B", "the Institute".
fn whole(parse: &Parse, name: &Name, tokens: Range<usize>, head: usize) -> Range<usize> {
    if parse.token(head).dep == Dep::Compound {
        return tokens;
    }
    let mut start = tokens.start;
    if name.kind == NameKind::Person {
        if let Some(role) = name.role.filter(|r| r.end <= name.span.start) {
            let role = parse.tokens_in(role);
            if role.end == start {
                start = role.start;
            }
        }
        start = start.min(described::before(parse, head));
    } else if parse.str(head).starts_with(char::is_lowercase) {
        start = start.min(described::before(parse, head));
    }
    article(parse, start, head)..tokens.end
}

/// The start moved over an article of the same phrase.
fn article(parse: &Parse, start: usize, head: usize) -> usize {
    let own = start > 0 && parse.token(start - 1).tag == Tag::Dt && parse.head(start - 1) == head;
    if own { start - 1 } else { start }
}

/// Whether a nation does something or has something done to it as a party.
fn acts(parse: &Parse, head: usize) -> bool {
    let mut top = head;
    while parse.token(top).dep == Dep::Conj {
        top = parse.head(top);
    }
    match parse.token(top).dep {
        Dep::Nsubj | Dep::Nsubjpass => parse.lemma(parse.head(top)) != "be",
        Dep::Pobj => {
            matches!(parse.str(parse.head(top)), "by" | "with" | "against" | "between" | "like" | "including")
        }
        _ => false,
    }
}

/// Pronouns that stand for one person or a body, and "here" and "there".
fn pronouns(parse: &Parse, out: &mut Vec<Entity>) {
    for i in 0..parse.len() {
        let t = parse.token(i);
        let kind = match parse.str(i) {
            "he" | "He" | "she" | "She" | "I" | "me" | "him" | "HE" | "SHE" if t.pos == Pos::Pron => "Person",
            "we" | "We" | "us" | "they" | "They" if t.tag == Tag::Prp => "Organisation",
            "here" | "Here" | "there" | "There" if t.dep != Dep::Expl && t.pos == Pos::Adv => "Location",
            _ => continue,
        };
        out.push(Entity::new(parse, i..i + 1, i, kind));
    }
}
