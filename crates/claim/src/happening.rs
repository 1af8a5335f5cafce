//! Which of a sentence's events a unit tells of, and what a speaker does by telling of it.

use tidings_mention::Parse;
use tidings_mention::labels::Dep;
use tidings_mention::labels::Pos;

use crate::clause::{self, Unit};
use crate::types::{Attribution, Event, Plover, Stance};

/// A verb that judges its object: "views", "regards", "considers".
pub(crate) fn by_view(parse: &Parse, head: usize) -> bool {
    matches!(
        parse.lemma(head),
        "view" | "see" | "regard" | "consider" | "welcome" | "support" | "oppose" | "doubt" | "deem"
    ) && parse.child(head, Dep::Ccomp).is_none()
}

/// The event of a unit: at its head, else one that its head puts in play as object, complement or (where the
/// verb has no object) subject. An event only mentioned ("played down the offensive") is not what happened.
pub(crate) fn event_of<'e>(parse: &Parse, events: &'e [Event], unit: &Unit) -> Option<&'e Event> {
    let fits = |e: &Event| {
        let i = e.trigger;
        if i == unit.head || unit.kind == clause::UnitKind::Heading {
            return true;
        }
        let t = parse.token(i);
        let h = parse.head(i);
        let transitive = parse.child(unit.head, Dep::Dobj).is_some();
        let argument = h == unit.head
            && (matches!(
                t.dep,
                Dep::Dobj
                    | Dep::Attr
                    | Dep::Nsubjpass
                    | Dep::Xcomp
                    | Dep::Acomp
                    | Dep::Oprd
                    | Dep::Conj
                    | Dep::Ccomp
                    | Dep::Pcomp
            ) || t.dep == Dep::Nsubj && !transitive);
        // "on alert", "under fire", "in an attack": the predicate of a copula or a passive.
        let predicate = matches!(t.dep, Dep::Pobj | Dep::Pcomp)
            && parse.head(h) == unit.head
            && (parse.lemma(unit.head) == "be" || !transitive);
        let complement = parse
            .ancestors(i)
            .skip(1)
            .take_while(|&a| a != unit.head)
            .all(|a| matches!(parse.token(a).dep, Dep::Xcomp | Dep::Dobj | Dep::Conj | Dep::Advcl))
            && matches!(t.dep, Dep::Xcomp | Dep::Dobj | Dep::Conj);
        argument || predicate || complement
    };
    let nearest = |all: bool| {
        events.iter().filter(|e| unit.tokens.contains(&e.trigger) && (all || fits(e))).min_by_key(|e| {
            let depth = parse.ancestors(e.trigger).position(|a| a == unit.head).unwrap_or(usize::MAX);
            (depth, e.plover.kind.is_none(), e.trigger)
        })
    };
    // A unit without a verb says whatever event it names.
    nearest(!parse.token(unit.head).tag.is_verb() && parse.token(unit.head).pos != Pos::Aux)
}

/// What the speaker does by saying it. PLOVER codes planned force as THREATEN, planned help as AGREE, an announced
/// withdrawal as CONCEDE, what is asked for as REQUEST and what is blamed on somebody as ACCUSE (manual, "rules").
pub(crate) fn speech_event(plover: Plover, stance: Stance, by: Option<&Attribution>) -> Plover {
    let code = |kind, mode: Option<&'static str>| Plover {
        kind: Some(kind),
        modes: mode.into_iter().collect(),
        ..plover.clone()
    };
    match (stance, plover.kind) {
        (Stance::Plan | Stance::Predict, Some("ASSAULT")) => code("THREATEN", Some("violence")),
        (Stance::Plan | Stance::Predict, Some("COERCE")) => code("THREATEN", Some("restrict")),
        (Stance::Plan | Stance::Predict, Some("SANCTION")) => code("THREATEN", Some("relations")),
        (Stance::Plan, Some("AID" | "COOPERATE" | "SUPPORT" | "CONSULT")) => code("AGREE", None),
        (Stance::Plan, Some("RETREAT")) => code("CONCEDE", None),
        (Stance::Demand, Some("AID" | "COOPERATE" | "SUPPORT")) => code("REQUEST", Some("assist")),
        (Stance::Demand, Some("CONSULT")) => code("REQUEST", Some("meet")),
        (Stance::Demand, Some("RETREAT" | "CONCEDE")) => code("REQUEST", Some("yield")),
        (Stance::Demand, kind) if by.is_some() && kind != Some("REQUEST") => {
            code("REQUEST", kind.map(|_| "change"))
        }
        (Stance::Accuse, kind) if by.is_some() && kind != Some("ACCUSE") => code("ACCUSE", Some("allege")),
        (Stance::Investigate, kind) if kind != Some("ACCUSE") => code("ACCUSE", Some("investigate")),
        (Stance::Deny, None) => code("REJECT", None),
        _ => plover,
    }
}
