//! Why each field of a claim has its value, in words an analyst reads.
//!
//! The steps keep the rule by which they decided as a fixed string; only here, once a claim, are they put into
//! [`Reason`]s with the words they went by.

use tidings_mention::Parse;
use tidings_mention::labels::Dep;
use tidings_text::Span;

use crate::types::{Attribution, AttributionClass, Claim, Code, Event, Reason, Tier};

/// What the fields of a claim were decided by, beside what speaker and stance already told.
pub(crate) struct Grounds<'a> {
    pub attribution: Option<&'a Attribution>,
    pub event: Option<&'a Event>,
    /// The event is that of the clause this one shares its verb with.
    pub shared: bool,
    /// The code of the event before the act of speech changed it.
    pub coded: Option<Code>,
    pub places: &'static str,
    pub time: &'static str,
    pub quantities: Vec<(&'static str, Span)>,
}

/// Adds to the reasons of `claim` one for each field that has none yet.
pub(crate) fn complete(parse: &Parse, claim: &mut Claim, g: &Grounds) {
    let mut out = std::mem::take(&mut claim.reasons);
    let mut add = |field: Code, rule: String, span: Option<Span>| out.push(Reason { field, rule, span });
    let cue = claim.cue.first().copied();
    if claim.speaker.is_none() {
        add("speaker", "nobody is named: the publisher's own voice".into(), None);
    }
    let tie = match (g.attribution, claim.attribution) {
        (Some(a), _) => told(a.rule),
        (None, AttributionClass::Inherited) => "carried on from an earlier sentence",
        (None, _) => "no cue",
    };
    add("attribution", tie.into(), cue);
    let tier = match claim.tier {
        Tier::Headline => "a heading",
        Tier::Body => "running text",
        Tier::Summary => "a last paragraph that repeats the report",
    };
    add("tier", tier.into(), None);
    match g.event {
        Some(e) => {
            let trigger = Some(parse.token(e.trigger).span);
            let rule =
                if g.shared { format!("{} (verb of the first object)", e.rule) } else { e.rule.clone() };
            add("plover", rule, trigger);
            if g.coded != claim.plover.kind {
                add("plover", format!("said as {}: what is said is the event", claim.stance.as_str()), cue);
            }
            let acled = match (claim.acled.sub_event, e.acled.sub_event) {
                (Some(_), _) => "the event's entry",
                (None, Some(_)) => "only said, not done: no row",
                (None, None) => "no row for such an event",
            };
            add("acled", acled.into(), trigger);
            for (field, heads, parties) in
                [("actors", &e.actors, &claim.actors), ("recipients", &e.recipients, &claim.recipients)]
            {
                for (party, &head) in parties.iter().zip(heads) {
                    add(field, argument(parse, head).into(), Some(party.span));
                }
            }
        }
        None if claim.plover.kind.is_some() => {
            add("plover", format!("said as {}", claim.stance.as_str()), cue);
        }
        None => add("plover", "no word of the clause is in the lexicon".into(), None),
    }
    for p in &claim.places {
        add("places", format!("{}: {}", p.role.as_str(), g.places), p.span);
    }
    add("time", format!("{}: {}", claim.time.basis.as_str(), g.time), claim.time.span);
    for &(rule, span) in &g.quantities {
        add("quantities", rule.into(), Some(span));
    }
    let missing = |field: Code| !out.iter().any(|r| r.field == field);
    let plain: Vec<(Code, &str)> =
        [("stance", "no cue: stated"), ("certainty", "no hedge"), ("polarity", "no negation")]
            .into_iter()
            .filter(|(f, _)| missing(f))
            .collect();
    out.extend(plain.into_iter().map(|(field, rule)| Reason { field, rule: rule.into(), span: None }));
    claim.reasons = out;
}

/// What an attribution rule found, in words.
fn told(rule: &'static str) -> &'static str {
    match rule {
        "clause" => "verb with a clause",
        "infinitive" | "gerund" => "verb with an infinitive or gerund",
        "object" | "object-phrase" | "object-name" | "object-infinitive" => "verb with an object",
        "phrase" => "verb with a preposition",
        "inverted" => "cue set into the sentence",
        "relative" => "relative clause",
        "answer" => "answer",
        "tail" => "speaker at the end of the sentence",
        "quotation" => "verb beside a quotation",
        "colon" => "name before a colon",
        "after-colon" => "goes on after a colon",
        "according-to" => "according to",
        "poll" => "in a poll",
        "view" => "in somebody's view",
        "adverb" => "adverb of hearsay",
        "modifier" => "participle of hearsay",
        "noun-that" | "noun-to" | "noun-phrase" => "noun of speech or attitude",
        "adjective" => "adjective of attitude",
        "passive" => "passive verb",
        "as-shown" => "as shown or reported",
        "seems" => "seems, appears",
        "list" => "who leads in the list",
        "inherited" => "the same source goes on",
        other => other,
    }
}

fn argument(parse: &Parse, head: usize) -> &'static str {
    match parse.token(head).dep {
        Dep::Nsubj | Dep::Csubj => "subject",
        Dep::Nsubjpass => "subject of a passive",
        Dep::Dobj | Dep::Dative => "object",
        Dep::Pobj => "after a preposition",
        Dep::Poss => "possessor",
        Dep::Conj => "joined to another party",
        Dep::Compound | Dep::Amod | Dep::Nmod => "modifier of the event's noun",
        _ => "argument of the event",
    }
}
