//! One label for a pair of parties, and one for a short text: the two forms in which event data sets are scored.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_text::Span;

use super::lexicon::{Cue, Filler, Lexicon, Term};
use super::meaning::{Meaning, Reader, Valence, valence};
use super::{arguments, modality, top_meanings};

/// The PLOVER type of what `actor` does to `target`, in the merged scheme of PLOVER's first version (`YIELD` for
/// CONCEDE and RETREAT). `None` where no predicate between them is known.
pub fn relation(
    parse: &Parse,
    lexicon: &Lexicon,
    actor: Option<Span>,
    target: Option<Span>,
) -> Option<&'static str> {
    let mut reader = Reader::new(parse, lexicon);
    let actor = actor.and_then(|s| head_in(parse, s));
    let target = target.and_then(|s| head_in(parse, s));
    let sentence = actor.or(target).map_or(0..parse.len(), |i| parse.sentence_of(i).tokens.clone());
    let found = top_meanings(&mut reader, sentence);
    let mut best: Option<(i32, &'static str)> = None;
    for (i, m) in &found {
        let mut score = closeness(&reader, *i, m, actor, target);
        // "gave money to help X", "the embargo that it imposed on X": what the purpose or the relative clause says
        // is not what the sentence reports.
        let tag = parse.token(*i).tag;
        if matches!(parse.token(*i).dep, Dep::Relcl | Dep::Acl) {
            score -= 40;
        }
        let inside = found.iter().any(|(j, other)| {
            j != i
                && parse.subtree(*j).contains(i)
                && does(&reader, *j, other, actor)
                && !does(&reader, *i, m, actor)
        });
        if tag == Tag::Vb && found.iter().any(|(j, _)| j != i && parse.subtree(*j).contains(i)) {
            score -= 90;
        } else if inside {
            score -= 70;
        }
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, v1_label(parse, *i, m)));
        }
    }
    best.map(|b| b.1)
}

/// Whether the actor does it, by itself or as whoever says so ("X said it will").
fn does(reader: &Reader, i: usize, m: &Meaning, actor: Option<usize>) -> bool {
    actor.is_some_and(|a| arguments::of(reader, i, m).actors.contains(&a) || is_said_by(reader.parse, i, a))
}

/// "X said that it will ..": the event stands in a clause whose governor has X as its subject.
fn is_said_by(parse: &Parse, i: usize, a: usize) -> bool {
    let mut below = i;
    for v in parse.ancestors(i).skip(1).take(4) {
        if parse.token(below).dep == Dep::Ccomp && parse.children_by(v, Dep::Nsubj).any(|s| s == a) {
            return true;
        }
        below = v;
    }
    false
}

/// How well an event links the two: it does something to the one by the other, or at least lies between them.
fn closeness(reader: &Reader, i: usize, m: &Meaning, actor: Option<usize>, target: Option<usize>) -> i32 {
    let parse = reader.parse;
    let args = arguments::of(reader, i, m);
    let holds = |list: &[usize], t: usize| {
        list.iter().any(|&a| a == t || parse.subtree(a).contains(&t) && list.len() < 4)
    };
    let mut score = 0;
    if let Some(a) = actor {
        if args.actors.contains(&a) {
            score += 40;
        } else if holds(&args.actors, a) {
            score += 22;
        } else if args.actors.iter().any(|&p| parse.token(p).pos == Pos::Pron)
            && parse.ancestors(i).any(|v| parse.children_by(v, Dep::Nsubj).any(|s| s == a))
        {
            score += 30;
        } else if is_said_by(parse, i, a) {
            score += 20;
        } else if args.recipients.contains(&a) {
            score += if m.mutual { 25 } else { -5 };
        } else if parse.subtree(i).contains(&a) {
            score += 6;
        }
    }
    if let Some(t) = target {
        if args.recipients.contains(&t) || (m.mutual && args.actors.contains(&t)) {
            score += 30;
        } else if holds(&args.recipients, t) {
            score += 22;
        } else if parse.subtree(i).contains(&t) || parse.subtree(m.trigger).contains(&t) {
            score += 12;
        } else if args.actors.contains(&t) {
            score -= 5;
        }
    }
    // Of two that fit equally, the one nearer the root: it governs the rest.
    let depth = parse.ancestors(i).count() as i32;
    score * 4 - depth.min(12)
}

/// The label in the merged scheme.
fn v1_label(parse: &Parse, i: usize, m: &Meaning) -> &'static str {
    let negated = modality::of(parse, i).negated || modality::of(parse, m.trigger).negated;
    if negated && !m.turned && valence(m.kind) == Valence::Kind {
        return "REJECT";
    }
    match (m.v1, m.kind) {
        (Some(v1), _) => v1,
        (None, "CONCEDE" | "RETREAT") => "YIELD",
        (None, kind) => kind,
    }
}

/// The token of a span whose head lies outside it.
fn head_in(parse: &Parse, span: Span) -> Option<usize> {
    let tokens = parse.tokens_in(span);
    let outside = |i: &usize| parse.head(*i) == *i || !tokens.contains(&parse.head(*i));
    let noun = |i: &usize| matches!(parse.token(*i).pos, Pos::Noun | Pos::Propn | Pos::Pron | Pos::Num);
    let found = tokens.clone().find(|i| outside(i) && noun(i)).or_else(|| tokens.clone().find(outside));
    // "on X": the preposition's object.
    found.map(|i| parse.child(i, Dep::Pobj).filter(|o| tokens.contains(o)).unwrap_or(i))
}

/// One label for a whole short text, by the cues of the lexicon and the events of the parse: the label with the
/// greatest weight.
///
/// Later sentences count less, since the first says what the text is about.
pub fn text_label<'l>(parse: &Parse, lexicon: &'l Lexicon) -> Option<&'l str> {
    ranked(parse, lexicon).into_iter().next().map(|r| r.0)
}

/// What a further cue of the same label adds.
const CONFIRM: f32 = 0.7;

/// All labels with any cue, best first.
pub fn ranked<'l>(parse: &Parse, lexicon: &'l Lexicon) -> Vec<(&'l str, f32)> {
    let reader = Reader::new(parse, lexicon);
    let mut sums: Vec<(&'l str, f32)> = Vec::new();
    for (n, sentence) in parse.sentences().iter().enumerate() {
        let fade = match n {
            0 => 1.0,
            1 => 0.7,
            _ => 0.5,
        };
        // The strongest cue of a label says most of it; the others only confirm.
        let mut here: Vec<(&'l str, f32, f32)> = Vec::new();
        for cue in lexicon.cues() {
            if matches(&reader, cue, sentence.tokens.clone()) {
                match here.iter_mut().find(|(l, ..)| *l == cue.label) {
                    Some((_, best, rest)) => {
                        *rest += best.min(cue.weight);
                        *best = best.max(cue.weight);
                    }
                    None => here.push((&cue.label, cue.weight, 0.0)),
                }
            }
        }
        for (label, best, rest) in here {
            let weight = (best + CONFIRM * rest) * fade;
            match sums.iter_mut().find(|(l, _)| *l == label) {
                Some((_, sum)) => *sum += weight,
                None => sums.push((label, weight)),
            }
        }
    }
    for (label, weight) in by_events(reader) {
        match sums.iter_mut().find(|(l, _)| *l == label) {
            Some((_, sum)) => *sum += weight,
            None => sums.push((label, weight)),
        }
    }
    settle_protest(&mut sums);
    sums.retain(|s| s.1 > 0.0);
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums
}

/// The labels of one demonstration, gravest first: what makes each, the next ones may also say.
const DEMONSTRATION: [&str; 4] =
    ["FORCE_AGAINST_PROTEST", "VIOL_DEMONSTR", "PROTEST_WITH_INTER", "PEACE_PROTEST"];

/// Least weight by which a graver label of a demonstration holds against a milder one with more.
const GRAVER: f32 = 4.0;

/// A demonstration is one matter under four labels: they stand together against the rest, and the gravest that is
/// well said leads.
fn settle_protest(sums: &mut [(&str, f32)]) {
    let weight = |label: &str| sums.iter().find(|s| s.0 == label).map_or(0.0, |s| s.1);
    let weights = DEMONSTRATION.map(weight);
    let milder = weights[2] + weights[3];
    let total = weights.iter().sum::<f32>();
    // Only a word of a gathering makes it one.
    if milder <= 0.0 {
        return;
    }
    let graver = (0..3)
        .filter(|&n| weights[n] >= GRAVER)
        .max_by(|&a, &b| weights[a].total_cmp(&weights[b]).then(b.cmp(&a)));
    let lead = DEMONSTRATION[graver.unwrap_or(3)];
    if let Some(sum) = sums.iter_mut().find(|s| s.0 == lead) {
        sum.1 = total;
    }
}

/// What the events of the text say: ACLED's sub-events under the label set's names.
fn by_events(mut reader: Reader) -> Vec<(&'static str, f32)> {
    const NAMES: [(&str, &str, f32); 20] = [
        ("Government regains territory", "GOV_REGAINS_TERIT", 4.0),
        ("Non-state actor overtakes territory", "NON_STATE_ACTOR_OVERTAKES_TER", 5.0),
        ("Armed clash", "ARMED_CLASH", 2.0),
        ("Chemical weapon", "CHEM_WEAP", 3.0),
        ("Air/drone strike", "AIR_STRIKE", 3.0),
        ("Suicide bomb", "SUIC_BOMB", 3.0),
        ("Shelling/artillery/missile attack", "ART_MISS_ATTACK", 3.0),
        ("Remote explosive/landmine/IED", "REM_EXPLOS", 2.0),
        ("Grenade", "GRENADE", 3.0),
        ("Sexual violence", "SEX_VIOL", 3.0),
        ("Attack", "ATTACK", 2.0),
        ("Abduction/forced disappearance", "ABDUCT_DISSAP", 3.0),
        ("Peaceful protest", "PEACE_PROTEST", 2.0),
        ("Protest with intervention", "PROTEST_WITH_INTER", 2.0),
        ("Violent demonstration", "VIOL_DEMONSTR", 2.0),
        ("Agreement", "AGREEMENT", 3.0),
        ("Arrests", "ARREST", 2.0),
        ("Change to group/activity", "CHANGE_TO_GROUP_ACT", 2.0),
        ("Disrupted weapons use", "DISR_WEAP", 3.0),
        ("Looting/property destruction", "PROPERTY_DISTRUCT", 2.0),
    ];
    let parse = reader.parse;
    let found = top_meanings(&mut reader, 0..parse.len());
    let mut out: Vec<(&'static str, f32)> = Vec::new();
    for (i, m) in found {
        let event = super::event(&reader, i, m);
        let Some(name) = event.acled.sub_event else { continue };
        let fade = if parse.token(event.trigger).sentence == 0 { 1.0 } else { 0.5 };
        if let Some((_, label, weight)) = NAMES.iter().find(|n| n.0 == name)
            && !out.iter().any(|o| o.0 == *label)
        {
            out.push((label, weight * fade));
        }
    }
    out
}

fn matches(reader: &Reader, cue: &Cue, tokens: std::ops::Range<usize>) -> bool {
    cue.terms.iter().all(|term| tokens.clone().any(|i| stands_at(reader, term, i, tokens.end)) != term.not)
}

fn stands_at(reader: &Reader, term: &Term, i: usize, end: usize) -> bool {
    let mut at = i;
    for filler in &term.run {
        // A hyphen that the tokenizer parts off joins what a term may write with or without it.
        if at > i && at < end && reader.parse.str(at) == "-" {
            at += 1;
        }
        let Some(next) = (at < end).then(|| spelled(reader, filler, at, end)).flatten() else { return false };
        at = next;
    }
    reader.has_frame(&term.conditions, i)
}

/// The token after what `filler` matches at `at`: one token, or the parts of a word with hyphens.
fn spelled(reader: &Reader, filler: &Filler, at: usize, end: usize) -> Option<usize> {
    if reader.is_one(filler, at) {
        return Some(at + 1);
    }
    let Filler::Lemma(word) = filler else { return None };
    let mut next = at;
    for (n, part) in word.split('-').enumerate() {
        if n > 0 {
            if next >= end || reader.parse.str(next) != "-" {
                return None;
            }
            next += 1;
        }
        let is_part = |j: usize| reader.lemma(j) == part || reader.parse.str(j).eq_ignore_ascii_case(part);
        if next >= end || !is_part(next) {
            return None;
        }
        next += 1;
    }
    (next > at + 1).then_some(next)
}
