//! From a PLOVER-coded event to ACLED's event and sub-event type, and to PLOVER contexts.
//!
//! ACLED makes rows of what was done, by whom, with what: a thing threatened, planned or denied has no row.

use super::arguments::Arguments;
use super::meaning::{Meaning, Reader};
use crate::{Acled, codes};

fn named(sub_event: &str) -> Acled {
    for (event, subs) in codes::ACLED {
        if let Some(sub) = subs.iter().find(|s| **s == sub_event) {
            return Acled { event: Some(event), sub_event: Some(sub) };
        }
    }
    Acled::default()
}

/// Whether a party is of a class by its head or by a word before it ("army base").
pub(super) fn any_class(reader: &Reader, parties: &[usize], classes: &[&str]) -> bool {
    parties.iter().any(|&p| {
        let here = super::frame::content_of(reader.parse, p);
        reader.parse.children(here).chain([here, p]).any(|j| {
            (j == here
                || j == p
                || matches!(
                    reader.parse.token(j).dep,
                    tidings_mention::labels::Dep::Compound | tidings_mention::labels::Dep::Amod
                ))
                && classes.iter().any(|c| reader.is_class(c, j))
        })
    })
}

/// ACLED's row for the event, if it would make one.
pub fn of(reader: &Reader, m: &Meaning, args: &Arguments, aux: &[&str]) -> Acled {
    if aux.iter().any(|a| matches!(*a, "negation" | "future" | "hypothetical")) {
        return Acled::default();
    }
    let has = |mode: &str| m.modes.contains(&mode);
    let civilians = || any_class(reader, &args.recipients, &["civilian"]);
    if let Some(name) = m.acled.as_deref() {
        return match name {
            // Ground taken: by whom decides.
            "territory" | "regain" if any_class(reader, &args.actors, &["rebel"]) => {
                named("Non-state actor overtakes territory")
            }
            "territory" | "regain" if any_class(reader, &args.recipients, &["rebel"]) => {
                named("Government regains territory")
            }
            "regain" => named("Government regains territory"),
            // A state's army on unnamed ground: whose ground it was, the sentence does not say.
            "territory" => named("Armed clash"),
            "clash" if any_class(reader, &args.actors, &["protester"]) => named("Violent demonstration"),
            "clash" if civilians() => named("Attack"),
            "clash" => named("Armed clash"),
            "none" => Acled::default(),
            other => named(other),
        };
    }
    let sub = match m.kind {
        "ASSAULT" if has("suicide-attack") => "Suicide bomb",
        "ASSAULT" if has("unconventional") => "Chemical weapon",
        "ASSAULT" if has("aerial") || has("drone") => "Air/drone strike",
        "ASSAULT" if has("heavy-weapons") => "Shelling/artillery/missile attack",
        "ASSAULT" if has("explosives") => "Remote explosive/landmine/IED",
        "ASSAULT" if has("sexual") => "Sexual violence",
        "ASSAULT" if has("abduct") => "Abduction/forced disappearance",
        "ASSAULT" if has("crowd-control") => "Protest with intervention",
        "ASSAULT" if has("destroy") && !has("targeted") => "Looting/property destruction",
        "ASSAULT" if any_class(reader, &args.actors, &["protester"]) => "Mob violence",
        "ASSAULT" if civilians() => "Attack",
        "ASSAULT" if any_class(reader, &args.recipients, &["force", "rebel"]) => "Armed clash",
        "ASSAULT" if has("targeted") || has("beat") || has("torture") => "Attack",
        "PROTEST" if has("riot") => "Violent demonstration",
        "PROTEST" => "Peaceful protest",
        "COERCE" if has("arrest") => "Arrests",
        "COERCE" if has("martial-law") || has("curfew") => "Change to group/activity",
        "MOBILIZE" => "Change to group/activity",
        "RETREAT" if has("withdraw") => "Non-violent transfer of territory",
        "CONCEDE" if has("ceasefire") => "Agreement",
        _ => return Acled::default(),
    };
    named(sub)
}

/// PLOVER contexts that the parties and means themselves say.
pub fn contexts(reader: &Reader, m: &Meaning, args: &Arguments) -> Vec<&'static str> {
    let mut out = Vec::new();
    let all: Vec<usize> =
        args.actors.iter().chain(&args.recipients).chain(&args.instrument).copied().collect();
    if m.kind == "MOBILIZE" || any_class(reader, &all, &["force", "heavy", "aircraft", "drone"]) {
        out.push("military");
    }
    if any_class(reader, &all, &["aidworker", "refugee"]) {
        out.push("migration");
    }
    out
}
