//! Putting a document's claims together: a unit, its attribution, and what the mentions say of it.

use tidings_gazetteer::Gazetteer;
use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::name::{Lexicon as NameLexicon, Lists};
use tidings_mention::{Measure, Mentions, NameKind, Parse, PlaceSense};
use tidings_text::Span;

use crate::clause::{self, Unit};
use crate::happening::{by_view, event_of, speech_event};
use crate::reasons::{self, Grounds};
use crate::speaker::{Context, Speaker, UNNAMED};
use crate::stance::{self, StanceLexicon};
use crate::state::States;
use crate::types::{
    Attribution, AttributionClass, ChainRole, Claim, ClaimQuantity, Event, Link, Party, Reason, Stance, Tier,
};
use crate::{inherit, place, repeats, tier, when};

/// What claims are made from.
pub struct Inputs<'a> {
    /// The parse.
    pub parse: &'a Parse<'a>,
    /// Its mentions.
    pub mentions: &'a Mentions,
    /// Who says what.
    pub attributions: &'a [Attribution],
    /// What happened.
    pub events: &'a [Event],
    /// Country names.
    pub gazetteer: &'a Gazetteer,
    /// Words of office and role.
    pub names: &'a NameLexicon,
    /// Cue and hedge tables.
    pub stances: &'a StanceLexicon,
    /// Resolved speaker of each attribution; filled in by [`claims`].
    pub(crate) speaker_names: Vec<String>,
    /// For each attribution whether its cue is cut off from its content.
    pub(crate) cuts: Vec<bool>,
    /// For each sentence the attributions that have a cue or content in it.
    pub(crate) touching: Vec<Vec<usize>>,
}

impl<'a> Inputs<'a> {
    /// What was found in a document, with the tables to read it by.
    pub fn new(
        parse: &'a Parse<'a>,
        mentions: &'a Mentions,
        attributions: &'a [Attribution],
        events: &'a [Event],
        gazetteer: &'a Gazetteer,
        names: &'a NameLexicon,
        stances: &'a StanceLexicon,
    ) -> Self {
        let cuts = attributions.iter().map(|a| clause::cuts_off(parse, a)).collect();
        let mut touching: Vec<Vec<usize>> = vec![Vec::new(); parse.sentences().len()];
        for (i, a) in attributions.iter().enumerate() {
            for span in a.content.iter().chain(&a.cue) {
                let tokens = parse.tokens_in(*span);
                let Some(last) = tokens.clone().last() else { continue };
                let sentence = |t: usize| parse.token(t).sentence as usize;
                for list in &mut touching[sentence(tokens.start)..=sentence(last)] {
                    if list.last() != Some(&i) {
                        list.push(i);
                    }
                }
            }
        }
        Self {
            parse,
            mentions,
            attributions,
            events,
            gazetteer,
            names,
            stances,
            speaker_names: Vec::new(),
            cuts,
            touching,
        }
    }
}

/// The claims of a document, in text order.
pub fn claims(mut inputs: Inputs) -> Vec<Claim> {
    let Inputs { parse, mentions, attributions, events, .. } = inputs;
    let states = States::new(parse, mentions, inputs.gazetteer);
    let context =
        Context { parse, mentions, states: &states, gazetteer: inputs.gazetteer, names: inputs.names };
    let speakers = context.speakers(attributions);
    inputs.speaker_names = speakers.iter().map(|s| s.name.clone()).collect();
    let inputs = &inputs;
    let tiers = tier::tiers(parse);
    let mut claims = Vec::new();
    for (s, sentence) in parse.sentences().iter().enumerate() {
        if !parse.doc().blocks[sentence.block].kind.is_prose() {
            continue;
        }
        let tokens = sentence.tokens.clone();
        let here: Vec<&Attribution> = inputs.touching[s].iter().map(|&i| &attributions[i]).collect();
        let figures: Vec<usize> = mentions
            .quantities_in(tokens.clone())
            .iter()
            .filter_map(|q| q.noun.map(|n| n as usize))
            .collect();
        let events = events_in(events, tokens);
        let units = clause::units(parse, s, &here, events, &figures, inputs.stances);
        let first = claims.len();
        for k in 0..units.len() {
            if let Some(claim) = one(inputs, events, &states, &speakers, &units, k, tiers[s]) {
                claims.push(claim);
            }
        }
        claims[first..].sort_by_key(|c: &Claim| (c.span.start, c.span.end));
    }
    repeats::link(parse, &mut claims);
    claims
}

/// Events whose trigger lies in a range of tokens.
fn events_in(events: &[Event], tokens: std::ops::Range<usize>) -> &[Event] {
    let at = |t: usize| events.partition_point(|e| e.trigger < t);
    &events[at(tokens.start)..at(tokens.end)]
}

fn one(
    inputs: &Inputs,
    events: &[Event],
    states: &States,
    speakers: &[Speaker],
    units: &[Unit],
    k: usize,
    tier: Tier,
) -> Option<Claim> {
    let Inputs { parse, mentions, attributions, .. } = *inputs;
    let unit = &units[k];
    if clause::is_idle(parse, mentions, unit, events) {
        return None;
    }
    let mut found = innermost(inputs, unit);
    if unit.kind == clause::UnitKind::Content
        && found.is_some_and(|i| stance::is_called_false(parse, inputs.stances, attributions[i].cue_token))
    {
        return None; // "the claim that X is false": told by the clause around it
    }
    // "We reject the allegation by X that ...": denied by whoever speaks here, whatever X says.
    let rejected = found.is_some_and(|i| {
        unit.kind == clause::UnitKind::Content && stance::rejects(parse, inputs.stances, &attributions[i])
    });
    if rejected {
        found = found.and_then(|i| attributions[i].inside);
    }
    // "images show burned houses": nobody speaks; whoever shows them leans on them.
    let mut shown: Vec<Span> = Vec::new();
    while let Some(i) = found.filter(|&i| is_shown(parse, inputs.names, &attributions[i])) {
        shown.extend(attributions[i].source.first());
        found = attributions[i].inside.filter(|&o| o != i && unit.kind != clause::UnitKind::Remark);
    }
    // "as videos show": evidence, but nobody speaks.
    let by = found.filter(|&i| attributions[i].class != AttributionClass::None);
    let carried = if by.is_none() { inherit::from_before(inputs, unit) } else { None };
    let attribution = by.map(|i| &attributions[i]);
    let speaker = by.or(carried).map(|i| &speakers[i]);
    // A second object shares the verb of the first.
    let shared = (unit.kind == clause::UnitKind::Conjunct).then_some(unit.parent).flatten();
    let own_event = event_of(parse, events, unit);
    let event = own_event.or_else(|| event_of(parse, events, &units[shared?]));
    // "views the offensive as a threat": what is judged did not happen by being judged.
    let judged =
        attribution.is_some_and(|a| a.cue_token == unit.head && a.class == AttributionClass::Attitude);
    let event = event.filter(|e| !(judged && e.trigger != unit.head && by_view(parse, unit.head)));
    let plover = event.map(|e| e.plover.clone()).unwrap_or_default();
    let mut reading = stance::read(parse, inputs.stances, shared.map_or(unit, |p| &units[p]), attribution);
    if let Some(a) = carried.map(|i| &attributions[i]) {
        stance::carry(parse, inputs.stances, a, unit, &mut reading);
    }
    if reading.stance == Stance::Assert && when::is_after_publication(parse, mentions, unit) {
        reading.foretell(parse, unit);
    }
    if rejected {
        reading.deny();
    }
    let mut reasons = reading.reasons;
    if let Some(s) = speaker {
        reasons.extend(s.reasons.iter().cloned());
        if s.reasons.is_empty() {
            reasons.push(Reason { field: "speaker", rule: "the cue names nobody".into(), span: s.span });
        }
    }
    let coded = plover.kind;
    let plover = speech_event(plover, reading.stance, attribution);
    // What is only said, wanted or foretold makes no row in ACLED.
    let done = !matches!(
        reading.stance,
        Stance::Demand | Stance::Plan | Stance::Predict | Stance::Accuse | Stance::Deny | Stance::Investigate
    );
    let text = &parse.doc().text;
    let cited = found.map(|i| attributions[i].evidence.as_slice()).unwrap_or_default();
    let evidence: Vec<Party> =
        shown.iter().chain(cited).map(|&span| Party { name: span.slice(text).to_string(), span }).collect();
    let (places, by_place) = place::places(parse, mentions, states, units, k, &plover);
    let (time, by_time) = when::time(parse, mentions, units, k, reading.stance, &plover);
    let (quantities, by_figure) = quantities(parse, mentions, unit);
    let grounds = Grounds {
        attribution,
        event,
        shared: own_event.is_none(),
        coded,
        places: by_place,
        time: by_time,
        quantities: by_figure,
    };
    let mut claim = Claim {
        span: unit.span,
        sentence: unit.sentence,
        within: unit.parent.filter(|_| unit.kind.hangs()).map(|p| units[p].span),
        tier,
        speaker: speaker.map(|s| s.name.clone()),
        speaker_span: speaker.and_then(|s| s.span),
        chain: chain(inputs, by.or(carried), speakers, &evidence),
        evidence,
        attribution: attribution.map_or(
            if carried.is_some() { AttributionClass::Inherited } else { AttributionClass::None },
            |a| if speaker.is_some_and(|s| s.name == UNNAMED) { AttributionClass::Vague } else { a.class },
        ),
        cue: attribution.map(|a| a.cue.clone()).unwrap_or_default(),
        direct_quote: attribution.is_some_and(|a| a.direct_quote && quoted(parse, unit, a)),
        stance: reading.stance,
        certainty: reading.certainty,
        polarity: reading.polarity,
        places,
        time,
        quantities,
        actors: event.map(|e| parties(inputs, &e.actors)).unwrap_or_default(),
        recipients: event.map(|e| parties(inputs, &e.recipients)).unwrap_or_default(),
        acled: event.filter(|_| done).map(|e| e.acled).unwrap_or_default(),
        plover,
        repeats: None,
        reasons,
    };
    reasons::complete(parse, &mut claim, &grounds);
    Some(claim)
}

/// The attribution whose content holds the unit most tightly. A cue that is the unit's own verb counts if it is
/// an act of speech or attitude (the stance table knows it); "declared a zone" or "backs its ally" is an act that
/// the publisher, or whoever quotes it, reports.
fn innermost(inputs: &Inputs, unit: &Unit) -> Option<usize> {
    let Inputs { parse, attributions, stances, .. } = *inputs;
    let head = parse.token(unit.head).span;
    let speaks = |i: usize| {
        let a = &attributions[i];
        // "claimed to have killed two": what somebody says of himself.
        let claimed = a.cue_lemma == "claim"
            && (a.rule == "infinitive" || a.rule == "object" && owns_up(parse, a.cue_token));
        let acts = claimed || stances.is_act(&a.cue_lemma) && !is_past_attempt(parse, a);
        (inputs.cuts[i] || acts) && !clause::puts_question(parse, a)
    };
    let near = inputs.touching[unit.sentence].iter().copied();
    near.filter(|&i| {
        let a = &attributions[i];
        let inside = a.content.iter().any(|s| s.contains(head)) && a.cue_token != unit.head;
        // A remark on the content of a wish is the publisher's own.
        let aside = unit.kind == clause::UnitKind::Relative && a.class == AttributionClass::Attitude;
        // "..., an account that the rebels dispute": whoever is quoted before it does not go on speaking.
        let aside = aside || unit.kind == clause::UnitKind::Remark && !unit.tokens.contains(&a.cue_token);
        // "has not announced a plan", "may seek talks": nobody speaks; it is told of them.
        let possible = stance::is_possible(parse, a.cue_token);
        let unsaid = match a.class {
            AttributionClass::Explicit => possible || stance::is_negated(parse, a.cue_token),
            // "the institute assesses that the rebels do not intend to": the institute tells it of them.
            AttributionClass::Attitude => {
                possible || a.inside.is_some() && stance::is_negated(parse, a.cue_token)
            }
            _ => false,
        };
        // "no aid has been requested": what nobody asked for is no demand.
        let unasked = a.class == AttributionClass::Vague
            && stances.is_demand(&a.cue_lemma)
            && stance::is_negated(parse, a.cue_token);
        // "we were told that": whoever is quoted says so.
        let heard = a.rule == "passive" && a.inside.is_some() && told_to_speaker(parse, a.cue_token);
        // "are said to have": nobody, but not the publisher either.
        let hearsay = a.class == AttributionClass::Vague
            && (a.rule == "passive"
                || a.rule == "adverb"
                    && matches!(a.cue_lemma.as_str(), "reportedly" | "allegedly" | "purportedly"));
        // "prosecutors allege that he ordered the killing": an order told by somebody is what happened.
        let told = a.cue_lemma == "order" && a.inside.is_some();
        (speaks(i) || hearsay)
            && !heard
            && !unasked
            && (inside && !aside || a.cue_token == unit.head && !inputs.cuts[i] && !unsaid && !told)
    })
    .min_by_key(|&i| {
        let a = &attributions[i];
        let size: usize = a.content.iter().map(|s| s.len()).sum();
        (a.cue_token != unit.head, size, i)
    })
}

/// "we were told that", "he was informed that": the subject is who heard it.
fn told_to_speaker(parse: &Parse, cue: usize) -> bool {
    parse.child(cue, Dep::Nsubjpass).is_some_and(|s| {
        matches!(parse.token(s).tag, Tag::Prp)
            && ["i", "we", "he", "she", "they"].iter().any(|w| parse.str(s).eq_ignore_ascii_case(w))
    })
}

/// "claimed responsibility", "claimed the attack": what somebody says of himself, not what a flood takes.
fn owns_up(parse: &Parse, cue: usize) -> bool {
    let own = |o: usize| {
        matches!(
            parse.lemma(o),
            "responsibility"
                | "credit"
                | "attack"
                | "bombing"
                | "assassination"
                | "killing"
                | "ambush"
                | "victory"
        )
    };
    parse.child(cue, Dep::Dobj).is_some_and(own)
}

/// What is seen, not said: "geolocated footage shows".
fn is_shown(parse: &Parse, names: &NameLexicon, a: &Attribution) -> bool {
    let shows = matches!(
        a.cue_lemma.as_str(),
        "show"
            | "indicate"
            | "suggest"
            | "confirm"
            | "reveal"
            | "document"
            | "depict"
            | "prove"
            | "contradict"
            | "refute"
            | "disprove"
    );
    shows && a.source_token.is_some_and(|t| names.lists(parse.lemma_lower(t)).any(Lists::SIGHT))
}

/// "sought to push back": a deed told in the past, not a wish.
fn is_past_attempt(parse: &Parse, a: &Attribution) -> bool {
    matches!(a.cue_lemma.as_str(), "seek" | "aim" | "mean" | "offer")
        && parse.token(a.cue_token).tag == Tag::Vbd
}

fn chain(inputs: &Inputs, by: Option<usize>, speakers: &[Speaker], evidence: &[Party]) -> Vec<Link> {
    let meta = &inputs.parse.doc().meta;
    let mut chain = vec![Link {
        who: meta.publisher.clone().unwrap_or_else(|| "publisher not stated".into()),
        role: ChainRole::Publisher,
        span: None,
    }];
    let mut at = by;
    let mut said = Vec::new();
    while let Some(i) = at {
        said.push(i);
        at = inputs.attributions[i].inside.filter(|o| !said.contains(o));
    }
    // Outermost first; the innermost is the one that answers for the claim.
    for (n, &i) in said.iter().rev().enumerate() {
        let role = if n == 0 { ChainRole::Speaker } else { ChainRole::Source };
        chain.push(Link { who: speakers[i].name.clone(), role, span: speakers[i].span });
    }
    for e in evidence {
        chain.push(Link { who: e.name.clone(), role: ChainRole::Evidence, span: Some(e.span) });
    }
    chain
}

/// Names as resolved of the parties at these head tokens.
fn parties(inputs: &Inputs, heads: &[usize]) -> Vec<Party> {
    let Inputs { parse, mentions, .. } = *inputs;
    let mut out: Vec<Party> = Vec::new();
    for &h in heads {
        let named = mentions.name_at(h).map(|i| &mentions.names[i]).filter(|n| n.kind != NameKind::Group);
        let place = mentions.place_at(h).filter(|p| p.resolved && p.sense != PlaceSense::Demonym);
        let (name, span) = if let Some(n) = named {
            (n.span.slice(&parse.doc().text).to_string(), n.span)
        } else if let Some(p) = place {
            (p.candidates[0].name.clone(), p.span)
        } else {
            let end = h + 1;
            let start = (parse.token(h).left_edge as usize..=h)
                .find(|&i| {
                    parse.token(i).pos != Pos::Det
                        && parse.token(i).pos != Pos::Punct
                        && parse.token(i).dep != Dep::Nummod
                })
                .unwrap_or(h);
            (parse.text(start..end).to_string(), parse.span(start..end))
        };
        if !out.iter().any(|p| p.name == name) {
            out.push(Party { name, span });
        }
    }
    out
}

/// A figure's rule and words.
type Counted = (&'static str, Span);

fn quantities(parse: &Parse, mentions: &Mentions, unit: &Unit) -> (Vec<ClaimQuantity>, Vec<Counted>) {
    mentions
        .quantities_in(parse.sentences()[unit.sentence].tokens.clone())
        .iter()
        .filter(|q| {
            let at = q.noun.map_or(q.number.0 as usize, |n| n as usize);
            unit.tokens.contains(&at) || unit.tokens.contains(&(q.number.0 as usize))
        })
        .filter(|q| q.measure != Measure::Other || q.min != Some(1.0) || q.max != Some(1.0))
        .map(|q| {
            let of = if q.of.is_empty() { q.span.slice(&parse.doc().text).to_string() } else { q.of.clone() };
            let quantity = ClaimQuantity {
                measure: q.measure,
                min: q.min,
                max: q.max,
                of,
                span: q.span,
                part: q.part_of.is_some(),
                printed: q.rule != "plural",
                worded: q.hedged.then(|| parse.span(q.number.0 as usize..q.number.1 as usize)),
            };
            (quantity, (q.rule, q.span))
        })
        .unzip()
}

/// Whether the unit stands wholly or partly in quotation marks.
fn quoted(parse: &Parse, unit: &Unit, a: &Attribution) -> bool {
    let text = &parse.doc().text;
    let sentence = parse.sentences()[unit.sentence].span;
    // A quotation of several sentences opens before this one.
    let piece = a.content.iter().find(|c| c.contains_offset(unit.span.start));
    let start = piece.map_or(sentence.start, |c| c.start.min(sentence.start));
    let around = Span { start, end: unit.span.end };
    let before = around.slice(text);
    let marks = |s: &str| s.chars().filter(|c| matches!(c, '"' | '“' | '”' | '„' | '«' | '»')).count();
    let inside = marks(unit.span.slice(text)) > 0;
    inside || marks(before) % 2 == 1
}
