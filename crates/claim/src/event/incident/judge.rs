//! Whether an incident is one to report: a specific act against people or things that are no force at war.

use jiff::civil::Date;
use tidings_mention::labels::{Dep, Tag};

use super::act::{Effect, Kind, Stage};
use super::fill;
use super::group::Incident;
use super::noun::View;
use super::target::Target;

/// Days after which an incident is history, not news.
const OLD: i32 = 100;

/// See the module.
pub(super) fn is_told(view: &View, incident: &Incident) -> bool {
    let civil: Vec<&Target> = incident.targets.iter().filter(|t| !t.is_of_war()).collect();
    let has_war = incident.targets.len() > civil.len();
    if has_war && civil.is_empty() || is_old(view, incident) {
        return false;
    }
    let actors: Vec<usize> = incident.acts.iter().flat_map(|a| a.actors.iter().copied()).collect();
    let terrorists = actors.iter().any(|&a| is_terrorist(view, a));
    let state = !terrorists && actors.iter().any(|&a| view.class("perp", a) == Some("state"));
    let specific = incident.acts.iter().any(|a| !a.general);
    let doers = terrorists || actors.iter().any(|&a| view.class("perp", a) == Some("unknown"));
    let evidence = evidence(view, incident, doers);
    if incident.stage == Stage::Threatened {
        return doers && !civil.is_empty();
    }
    if civil.is_empty() {
        // A blast without a target counts if it was set, somewhere and some day.
        return specific && incident.kind == Kind::Bombing && evidence >= 3;
    }
    if state {
        return specific && evidence >= 3 && civil.iter().any(|t| t.human && !t.effects.is_empty());
    }
    let counted = civil.iter().any(|t| is_counted(view, t));
    if !counted {
        return evidence >= 2;
    }
    // Violence in general: plural nouns and bare plurals alone.
    specific || terrorists || evidence >= 1
}

/// Whether the doer is of a group outside the state.
pub(super) fn is_terrorist(view: &View, actor: usize) -> bool {
    view.class("perp", actor) == Some("terrorist")
        || view.inner(actor).is_some_and(|i| view.class("perp", i) == Some("terrorist"))
}

/// One person or thing, a named one, or a figure.
fn is_counted(view: &View, target: &Target) -> bool {
    // "the priests were killed": those the reader knows of.
    let known = || {
        let article = view.parse.child(target.head, Dep::Det).is_some_and(|d| view.parse.lemma(d) == "the");
        article && target.human && target.effects.contains(&Effect::Death)
    };
    target.name.is_some() || fill::number(view, target) != "PLURAL" || known()
}

/// How much the report says of it: day, place, doer, names, means.
fn evidence(view: &View, incident: &Incident, doers: bool) -> usize {
    let dated = fill::day(view, incident).is_some();
    let placed = fill::site(view, incident, false).is_some();
    let named = incident.targets.iter().any(|t| t.name.is_some() || t.human && t.class != "CIVILIAN");
    let armed = incident.acts.iter().any(|a| !a.tools.is_empty());
    let told = incident.acts.len() >= 3;
    let proper = incident.targets.iter().any(|t| {
        !t.human
            && t.description
                .clone()
                .is_some_and(|d| d.into_iter().any(|i| matches!(view.parse.token(i).tag, Tag::Nnp)))
    });
    usize::from(dated)
        + usize::from(placed)
        + usize::from(doers)
        + usize::from(named)
        + usize::from(armed)
        + usize::from(told)
        + usize::from(proper)
}

/// Told as history: every day that the sentences of its acts on somebody give is long past.
fn is_old(view: &View, incident: &Incident) -> bool {
    let days: Vec<_> = incident.acts.iter().filter_map(|a| fill::day_of_act(view, a)).collect();
    !days.is_empty() && days.iter().all(|(_, last)| is_past(view, *last))
}

/// Too long before publication to be news.
pub(super) fn is_past(view: &View, day: Date) -> bool {
    let published = view.parse.doc().meta.published;
    published.is_some_and(|p| day.until(p).is_ok_and(|gap| gap.get_days() > OLD))
}
