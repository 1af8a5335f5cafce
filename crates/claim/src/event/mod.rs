//! What happened: the events a report's predicates say, coded by an open lexicon.
//!
//! The path inside: [`lexicon`] reads the plain-text entries; [`frame`] reads a predicate's arguments off the parse;
//! [`meaning`] finds the entry that fits and works operators through ("agreed to lift sanctions"); [`modality`] says
//! whether it is done, denied, to come, supposed or long past; [`acled`] gives ACLED's sub-event; [`label`] gives one
//! label for a pair of parties or for a short text. Nothing is forced: a predicate the lexicon does not know is no
//! event.

mod acled;
mod arguments;
pub mod frame;
pub mod incident;
pub mod label;
pub mod lexicon;
pub mod meaning;
mod modality;

pub use label::{relation, text_label};
pub use lexicon::{Lexicon, LexiconError};

use tidings_mention::Parse;
use tidings_mention::labels::Dep;

use crate::{Event, Plover};
use meaning::{Meaning, Reader};

/// Every event of the parse that the lexicon knows, in text order of their triggers.
///
/// Several parties stay one event with lists. A word that only changes or carries out another's event ("agreed to
/// withdraw", "launched an attack") makes one event with it.
pub fn find(parse: &Parse, lexicon: &Lexicon) -> Vec<Event> {
    let mut reader = Reader::new(parse, lexicon);
    let found = top_meanings(&mut reader, 0..parse.len());
    let mut events: Vec<Event> = found.into_iter().map(|(i, m)| event(&reader, i, m)).collect();
    share_means(&reader, &mut events);
    if events.iter().any(|e| harm_by_nobody(parse, e)) && is_of_nature(parse, lexicon, &events) {
        events.retain(|e| !harm_by_nobody(parse, e));
    }
    events
}

/// "Twelve were injured": harm without actor or means.
fn harm_by_nobody(parse: &Parse, e: &Event) -> bool {
    let bare = e.actors.is_empty() && e.instrument.is_none() && e.plover.modes.is_empty();
    bare && e.plover.kind == Some("ASSAULT")
        && matches!(parse.lemma(e.trigger), "kill" | "injure" | "wound" | "hurt" | "maim" | "dead" | "death")
}

/// The text tells of a flood or a quake, and of nobody's violence.
fn is_of_nature(parse: &Parse, lexicon: &Lexicon, events: &[Event]) -> bool {
    let violent = |e: &Event| e.plover.kind == Some("ASSAULT") && !harm_by_nobody(parse, e);
    let Some(disaster) = lexicon.class("disaster") else { return false };
    let names = |i: &usize| lexicon.classes_of(parse.lemma(*i)) & disaster.bit() != 0;
    !events.iter().any(violent) && (0..parse.len()).filter(names).take(2).count() == 2
}

/// "hit by a rocket, injuring three", "killed in a strike and wounded": harm done by the means of the event above it.
fn share_means(reader: &Reader, events: &mut [Event]) {
    let sentence = |e: &Event| reader.parse.token(e.trigger).sentence;
    for events in events.chunk_by_mut(|a, b| sentence(a) == sentence(b)) {
        share_in_sentence(reader, events);
    }
}

fn share_in_sentence(reader: &Reader, events: &mut [Event]) {
    for n in 0..events.len() {
        let e = &events[n];
        if e.plover.kind != Some("ASSAULT")
            || !e.plover.modes.is_empty()
            || reader.meaning_names_acled(e.trigger)
        {
            continue;
        }
        let parse = reader.parse;
        let above = parse
            .ancestors(e.trigger)
            .skip(1)
            .take(3)
            .find_map(|a| events.iter().position(|o| o.trigger == a));
        let below = events.iter().position(|o| {
            // The noun that hangs on it by a preposition: "killed in an air strike".
            let first = frame::first_conjunct(parse, o.trigger);
            parse.token(first).dep == Dep::Pobj && parse.head(parse.head(first)) == e.trigger
        });
        let Some(source) = below.or(above).filter(|&o| o != n) else { continue };
        let other = &events[source];
        if other.plover.kind == Some("ASSAULT") && !other.plover.modes.is_empty() {
            let (modes, acled) = (other.plover.modes.clone(), other.acled);
            let instrument = other.instrument;
            let actors = other.actors.clone();
            let e = &mut events[n];
            e.plover.modes = modes;
            e.instrument = e.instrument.or(instrument);
            if e.actors.is_empty() {
                e.actors = actors;
            }
            if e.acled.sub_event.is_some() {
                e.acled = acled;
            }
        }
    }
}

/// The meanings in a run of tokens that are not worked into another one; each with its outermost token.
pub(crate) fn top_meanings(reader: &mut Reader, tokens: std::ops::Range<usize>) -> Vec<(usize, Meaning)> {
    let mut found: Vec<(usize, Meaning)> = Vec::new();
    for i in tokens {
        // "air raid sirens", "war zone": a noun that only says what kind of thing.
        if reader.parse.token(i).dep == Dep::Compound {
            continue;
        }
        if let Some(m) = reader.meaning(i) {
            found.push((i, m));
        }
    }
    let mut used: Vec<usize> = found
        .iter()
        .flat_map(|(i, m)| m.inner.iter().chain([&m.trigger]).copied().filter(move |j| j != i))
        .collect();
    used.sort_unstable();
    found.retain(|(i, _)| used.binary_search(i).is_err());
    found.sort_by_key(|(_, m)| m.trigger);
    found.dedup_by_key(|(_, m)| m.trigger);
    found
}

fn event(reader: &Reader, i: usize, m: Meaning) -> Event {
    let args = arguments::of(reader, i, &m);
    let governors: Vec<usize> =
        m.inner.iter().copied().filter(|&j| j != m.trigger).chain((i != m.trigger).then_some(i)).collect();
    // What is inside a promise or a threat is to come by its nature: only the words above the trigger count.
    let governors = if m.trigger == i { Vec::new() } else { governors };
    let aux = modality::auxiliary(reader.parse, m.trigger, &governors);
    let acled = acled::of(reader, &m, &args, &aux);
    let contexts = acled::contexts(reader, &m, &args);
    Event {
        trigger: m.trigger,
        plover: Plover { kind: Some(m.kind), modes: m.modes, contexts, aux },
        acled,
        actors: args.actors,
        recipients: args.recipients,
        instrument: args.instrument,
        rule: m.rule,
    }
}
