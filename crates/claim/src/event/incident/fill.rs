//! The slots of an incident's template.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tidings_mention::labels::{Dep, Tag};
use tidings_mention::{Place, PlacePrecision, PlaceSense, Time, TimePrecision, TimexType};
use tidings_text::BlockKind;

use super::act::{Act, Effect, Kind, Stage, is_explosive};
use super::group::Incident;
use super::noun::View;
use super::target::Target;
use super::{Filler, Template};

/// The template of an incident.
pub(super) fn template(view: &View, incident: &Incident) -> Template {
    let mut out = Template::default();
    if let Some(date) = date(view, incident) {
        out.put("date", plain(date));
    }
    if let Some(place) = location(view, incident) {
        out.put("location", plain(place));
    }
    out.put("type", plain(incident.kind.as_str()));
    out.put(
        "stage",
        plain(match incident.stage {
            Stage::Accomplished => "ACCOMPLISHED",
            Stage::Attempted => "ATTEMPTED",
            Stage::Threatened => "THREATENED",
        }),
    );
    tools(view, incident, &mut out);
    perpetrators(view, incident, &mut out);
    for target in incident.targets.iter().filter(|t| t.class != "FIGHTER") {
        if target.human { human(view, incident, target, &mut out) } else { thing(view, target, &mut out) }
    }
    if incident.is_harmless() && incident.targets.iter().all(|t| !t.human || t.effects.is_empty()) {
        out.put("hum_effect", plain(Effect::Unhurt.as_str()));
    }
    out
}

fn plain(value: impl Into<String>) -> Filler {
    Filler { value: value.into(), of: None }
}

fn of(value: impl Into<String>, of: &str) -> Filler {
    Filler { value: value.into(), of: Some(of.into()) }
}

/// The day or days that the incident's sentences give.
pub(super) fn day(view: &View, incident: &Incident) -> Option<(Date, Date)> {
    incident.acts.iter().find_map(|act| day_of_act(view, act))
}

/// The day or days that the sentence of an act gives: by preference a time that its own clause holds.
pub(super) fn day_of_act(view: &View, act: &Act) -> Option<(Date, Date)> {
    let published = view.parse.doc().meta.published;
    let sentence = &view.parse.sentences()[act.sentence];
    let near = view
        .mentions
        .times
        .iter()
        .filter(|t| matches!(t.kind, TimexType::Date | TimexType::Time))
        .filter(|t| sentence.span.start <= t.span.start && t.span.end <= sentence.span.end)
        .filter(|t| !matches!(t.precision, TimePrecision::None) && !is_clock(view, t))
        .filter_map(|t| Some((t, t.first?, t.last?)))
        .filter(|(_, first, _)| published.is_none_or(|p| *first <= p))
        .filter_map(|(t, first, last)| Some((standing(view, t, act.trigger)?, t, first, last)))
        .min_by_key(|(far, t, ..)| (*far, view.parse.tokens_in(t.span).start.abs_diff(act.trigger)));
    near.map(|(_, _, first, last)| (first, published.map_or(last, |p| p.min(last))))
}

/// "at 1620", "0815 (1415 GMT)": an hour that looks like a year.
fn is_clock(view: &View, time: &Time) -> bool {
    let tokens = view.parse.tokens_in(time.span);
    let word = |i: usize| view.parse.str(i).to_lowercase();
    let four =
        tokens.len() == 1 && word(tokens.start).len() == 4 && word(tokens.start).parse::<u32>().is_ok();
    four && (tokens.start > 0
        && matches!(word(tokens.start - 1).as_str(), "at" | "between" | "approximately" | "about" | "(")
        || tokens.end < view.parse.len()
            && matches!(
                word(tokens.end).as_str(),
                "gmt" | "local" | "hours" | "this" | "and" | "today" | "yesterday"
            ))
}

/// How a time stands to the act: 0 in its clause or above it, 1 in another clause; `None` where it says when the act
/// was told, not when it was done ("reported today that").
fn standing(view: &View, time: &Time, trigger: usize) -> Option<u8> {
    let parse = view.parse;
    let at = parse.tokens_in(time.span);
    let Some(verb) = at
        .clone()
        .next()
        .and_then(|i| parse.ancestors(i).find(|&a| a == trigger || parse.token(a).tag.is_verb()))
    else {
        return Some(1);
    };
    if verb == trigger {
        return Some(0);
    }
    let mut below = trigger;
    for above in parse.ancestors(trigger).skip(1) {
        if above == verb {
            return (parse.token(below).dep != Dep::Ccomp).then_some(0);
        }
        below = above;
    }
    Some(1)
}

/// The day; on or before publication if none is given.
fn date(view: &View, incident: &Incident) -> Option<String> {
    match day(view, incident) {
        Some((first, last)) if first == last => Some(first.to_string()),
        Some((first, last)) => Some(format!("{first}/{last}")),
        None => view.parse.doc().meta.published.map(|p| format!("/{p}")),
    }
}

/// The country most of the report's places lie in, by its ISO code.
fn home<'a>(view: &View<'a, '_>) -> Option<&'a str> {
    let doc = view.parse.doc();
    let in_dateline = |start: u32| doc.block_at(start).is_some_and(|b| b.kind == BlockKind::Dateline);
    let mut votes: BTreeMap<&str, u32> = BTreeMap::new();
    for p in &view.mentions.places {
        if let Some(c) = p.candidates.first().filter(|c| view.words.is_home(&c.country)) {
            let sure = p.precision == PlacePrecision::Country || p.sense == PlaceSense::Demonym;
            let weight = if in_dateline(p.span.start) { 3 } else { 1 + u32::from(sure) };
            *votes.entry(c.country.as_str()).or_default() += weight;
        }
    }
    votes.into_iter().max_by_key(|(name, n)| (*n, std::cmp::Reverse(*name))).map(|(code, _)| code)
}

/// The finest place that the incident's sentences name in its country: country code, place, whether a province.
pub(super) fn site<'a>(
    view: &View<'a, '_>,
    incident: &Incident,
    wide: bool,
) -> Option<(&'a str, String, bool)> {
    let parse = view.parse;
    let home = home(view);
    // The incident's own sentences; if `wide`, then the ones after and before them in the same paragraph.
    let own = incident.sentences();
    let block = |s: usize| parse.sentences().get(s).map(|x| x.block);
    let beside = own.iter().flat_map(|&s| [s + 1, s.wrapping_sub(1)].map(|n| (s, n)));
    let beside = beside.filter(|&(s, n)| wide && block(s) == block(n)).map(|(_, n)| n);
    own.iter().copied().chain(beside).find_map(|sentence| {
        let span = parse.sentences()[sentence].span;
        let trigger = incident.acts.iter().find(|a| a.sentence == sentence).map_or(0, |a| a.trigger);
        let named_here: BTreeSet<&str> = view
            .mentions
            .places
            .iter()
            .filter(|p| {
                span.start <= p.span.start && p.span.end <= span.end && p.precision == PlacePrecision::Country
            })
            .filter_map(|p| Some(p.candidates.first()?.country.as_str()))
            .collect();
        let (_, country, place) = view
            .mentions
            .places
            .iter()
            .filter(|p| {
                span.start <= p.span.start && p.span.end <= span.end && p.sense == PlaceSense::Literal
            })
            .filter(|p| p.precision != PlacePrecision::Country && !is_common(view, p))
            .filter_map(|p| {
                let first = p.candidates.first().filter(|c| view.words.is_home(&c.country));
                let in_home = p.candidates.iter().find(|c| Some(c.country.as_str()) == home);
                let one = in_home.or(first)?;
                let foreign = in_home.is_none();
                if foreign && !named_here.contains(&one.country.as_str()) {
                    return None;
                }
                Some((
                    (foreign, grain(p.precision), (p.tokens.0 as usize).abs_diff(trigger)),
                    one.country.as_str(),
                    p,
                ))
            })
            .min_by_key(|(key, ..)| *key)?;
        let text = view.upper(place.tokens.0 as usize..place.tokens.1 as usize);
        let kinds = view.words.list("place kind").iter().map(|k| k.to_uppercase());
        let bare = kinds.into_iter().find_map(|k| text.strip_suffix(&format!(" {k}")).map(str::to_string));
        Some((country, bare.unwrap_or(text), place.precision == PlacePrecision::Province))
    })
}

/// A word of the language that some village bears too.
fn is_common(view: &View, place: &Place) -> bool {
    let tokens = place.tokens.0 as usize..place.tokens.1 as usize;
    tokens.len() == 1 && {
        let i = tokens.start;
        view.words.is("no place", &view.lemma(i)) || !matches!(view.parse.token(i).tag, Tag::Nnp | Tag::Nnps)
    }
}

/// Country and the finest place the incident's sentences name.
fn location(view: &View, incident: &Incident) -> Option<String> {
    match site(view, incident, true) {
        Some((code, place, province)) => {
            let kind = if province { "DEPARTMENT" } else { "CITY" };
            Some(format!("{}: {place} ({kind})", view.words.country(code)?))
        }
        None => home(view).and_then(|code| view.words.country(code)).map(str::to_string),
    }
}

fn grain(p: PlacePrecision) -> u8 {
    match p {
        PlacePrecision::Point | PlacePrecision::Settlement => 0,
        PlacePrecision::District => 1,
        PlacePrecision::Province => 2,
        PlacePrecision::Area | PlacePrecision::Country => 3,
    }
}

fn tools(view: &View, incident: &Incident, out: &mut Template) {
    if incident.kind == Kind::Kidnapping {
        return;
    }
    let mut seen = BTreeSet::new();
    let mut any = false;
    let mut tools: Vec<usize> = incident.acts.iter().flat_map(|a| a.tools.iter().copied()).collect();
    if tools.is_empty() && incident.kind == Kind::Bombing {
        let near = incident.sentences().into_iter().flat_map(|s| view.parse.sentences()[s].tokens.clone());
        tools.extend(
            near.filter(|&i| view.parse.token(i).dep != Dep::Compound && is_explosive(view, i)).take(1),
        );
    }
    for tool in tools {
        let Some(class) = view.class("tool", tool) else { continue };
        if !seen.insert(view.lemma(tool)) {
            continue;
        }
        let text = view.upper(view.phrase(tool));
        any = true;
        out.put("instrument", plain(text.clone()));
        out.put("instrument_type", of(class, &text));
    }
    // "shot", "dynamited": the word itself says with what.
    let implied = || incident.acts.iter().find_map(|a| view.words.class("means", &[view.lemma(a.trigger)]));
    // "bullets", "gunfire" in the sentence of an attack on persons.
    let beside = || {
        let persons = incident.kind == Kind::Attack && incident.targets.iter().any(|t| t.human);
        let tokens = incident.sentences().into_iter().flat_map(|s| view.parse.sentences()[s].tokens.clone());
        let mut found = tokens.filter(|&i| view.parse.token(i).tag.is_noun()).filter_map(|i| {
            let class = view.class("tool", i)?;
            matches!(class, "GUN" | "MACHINE GUN" | "RIFLE" | "HANDGUN" | "CUTTING DEVICE").then_some(class)
        });
        if persons { found.next() } else { None }
    };
    match implied().or_else(beside) {
        Some(class) if !any => out.put("instrument_type", plain(class)),
        _ if !any && incident.kind == Kind::Bombing => out.put("instrument_type", plain("BOMB")),
        _ => {}
    }
}

fn perpetrators(view: &View, incident: &Incident, out: &mut Template) {
    let parse = view.parse;
    let mut actors: BTreeSet<usize> = incident.acts.iter().flat_map(|a| a.actors.iter().copied()).collect();
    if actors.is_empty() {
        // Nobody is said to have done it, but the sentence speaks of guerrillas.
        let near = incident.sentences().into_iter().flat_map(|s| parse.sentences()[s].tokens.clone());
        let plain = |i: &usize| parse.token(*i).tag.is_noun() && parse.token(*i).dep != Dep::Compound;
        actors.extend(near.filter(plain).filter(|&i| view.class("perp", i) == Some("terrorist")).take(1));
    }
    let mut state = false;
    let mut terrorist = false;
    let mut orgs: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for &actor in &actors {
        let class = view.class("perp", actor);
        let phrase = view.phrase(actor);
        let whole = phrase.start..parse.subtree(actor).end.min(actor + 12).max(actor + 1);
        let inside = groups_in(view, whole);
        state |= class == Some("state") && inside.is_empty();
        terrorist |= class == Some("terrorist") || !inside.is_empty();
        orgs.extend(inside.into_iter().map(|(_, text)| text));
        let text = view.upper(phrase.clone());
        if class == Some("state") && view.words.is("force", &text.to_lowercase()) {
            orgs.push(text);
        }
        let individual = match class {
            Some("terrorist") => true,
            Some("state") => matches!(parse.token(actor).tag, Tag::Nns | Tag::Nnps),
            Some(_) => true,
            None => view.is_person_name(actor),
        };
        if individual
            && !matches!(parse.token(actor).dep, Dep::Poss | Dep::Compound | Dep::Amod | Dep::Nmod)
            && seen.insert(view.lemma(actor))
        {
            let tokens = view
                .person(actor)
                .map_or_else(|| abroad(view, phrase), |n| n.tokens.0 as usize..n.tokens.1 as usize);
            out.put("perp_individual", plain(view.upper(tokens)));
        }
    }
    let mut confidence = "REPORTED AS FACT";
    if orgs.is_empty() {
        for sentence in incident.sentences() {
            let tokens = parse.sentences()[sentence].tokens.clone();
            if let Some((_, text)) = groups_in(view, tokens).into_iter().next() {
                orgs.push(text);
                break;
            }
        }
    }
    // "the guerrillas": the one armed group that the report names.
    if orgs.is_empty() && terrorist {
        let all = groups_in(view, 0..parse.len());
        if let [(_, text)] = all.as_slice() {
            orgs.push(text.clone());
        }
    }
    for sentence in incident.sentences() {
        let has = |list: &str| {
            parse.sentences()[sentence].tokens.clone().any(|i| view.words.is(list, &view.lemma(i)))
        };
        if has("claimed") {
            confidence = "CLAIMED OR ADMITTED";
        } else if has("accused") {
            confidence =
                if has("authority") { "SUSPECTED OR ACCUSED BY AUTHORITIES" } else { "SUSPECTED OR ACCUSED" };
        } else if has("possible") {
            confidence = "POSSIBLE";
        } else {
            continue;
        }
        break;
    }
    let category = if state && !terrorist { "STATE-SPONSORED VIOLENCE" } else { "TERRORIST ACT" };
    out.put("perp_category", plain(category));
    orgs.truncate(1);
    for org in orgs {
        out.put("perp_org", plain(org.clone()));
        out.put("perp_confidence", of(confidence, &org));
    }
}

/// Armed groups named in a run of tokens: number and text.
fn groups_in(view: &View, tokens: std::ops::Range<usize>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let hit = (1..=8.min(tokens.end - at)).rev().find_map(|n| {
            let text = view.upper(at..at + n);
            view.words.group(&text.to_lowercase()).map(|g| (g, text, n))
        });
        match hit {
            Some((group, text, n)) => {
                if found.iter().all(|(g, _)| *g != group) {
                    found.push((group, text));
                }
                at += n;
            }
            None => at += 1,
        }
    }
    found
}

/// A phrase without a word at its front for the report's own country: "the Salvadoran minister" at home is the minister.
fn abroad(view: &View, mut phrase: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let own = home(view);
    let is_own = |i: usize| {
        view.mentions.places.iter().any(|p| {
            p.tokens.0 as usize == i
                && p.tokens.1 as usize == i + 1
                && matches!(p.sense, PlaceSense::Demonym | PlaceSense::Modifier)
                && p.candidates.first().is_some_and(|c| Some(c.country.as_str()) == own)
        })
    };
    while phrase.len() > 1 && (is_own(phrase.start) || view.parse.token(phrase.start).dep == Dep::Det) {
        phrase.start += 1;
    }
    phrase
}

fn human(view: &View, incident: &Incident, target: &Target, out: &mut Template) {
    let name = target.name.clone().map(|n| view.upper(n));
    let description =
        target.description.clone().map(|d| view.upper(abroad(view, d))).filter(|d| !d.is_empty());
    let Some(reference) = name.clone().or_else(|| description.clone()) else { return };
    if let Some(name) = &name {
        out.put("hum_name", plain(name.clone()));
    }
    if let Some(text) = description {
        out.put("hum_description", Filler { value: text, of: name });
    }
    out.put("hum_type", of(target.class.clone(), &reference));
    out.put("hum_number", of(number(view, target), &reference));
    let mut effects: BTreeSet<&str> = target.effects.iter().map(|e| e.as_str()).collect();
    if effects.len() > 1 && effects.contains("DEATH") {
        effects.retain(|e| *e == "DEATH");
    } else if effects.contains("INJURY") {
        effects.remove(Effect::Unhurt.as_str());
    }
    let unhurt = incident.stage == Stage::Attempted && effects.is_empty();
    if unhurt {
        effects.insert(Effect::Unhurt.as_str());
    }
    for effect in effects {
        out.put("hum_effect", of(effect, &reference));
    }
    if let Some(nation) = nation(view, target) {
        out.put("hum_nation", of(nation, &reference));
    }
}

fn thing(view: &View, target: &Target, out: &mut Template) {
    let Some(text) = target.description.clone().map(|d| view.upper(d)).filter(|d| !d.is_empty()) else {
        return;
    };
    out.put("phys_target", plain(text.clone()));
    out.put("phys_type", of(target.class.clone(), &text));
    out.put("phys_number", of(number(view, target), &text));
    if let Some(effect) = target.effects.iter().next_back() {
        out.put("phys_effect", of(effect.as_str(), &text));
    }
    if let Some(nation) = nation(view, target) {
        out.put("phys_nation", of(nation, &text));
    }
}

/// How many: the figure with it, else one or several by its form.
pub(super) fn number(view: &View, target: &Target) -> String {
    let counted = view.mentions.quantities.iter().find(|q| q.noun == Some(target.head as u32) && !q.rate);
    if let Some(q) = counted {
        let whole = |x: f64| format!("{}", x.round() as i64);
        match (q.min, q.max) {
            (Some(a), Some(b)) if (a - b).abs() < 0.5 => return whole(a),
            (Some(a), Some(b)) => {
                let text = view.parse.seen(q.span).to_lowercase();
                let about = ["about", "approx", "around", "nearly", "some ", "almost"]
                    .iter()
                    .any(|w| text.contains(w));
                return if about {
                    format!("~{}", whole(f64::midpoint(a, b)))
                } else {
                    format!("{}-{}", whole(a), whole(b))
                };
            }
            // "several", "dozens of": no figure is given.
            (Some(a), None)
                if !view.parse.seen(q.span).contains(|c: char| c.is_ascii_digit()) && a <= 2.0 =>
            {
                return "PLURAL".into();
            }
            (Some(a), None) => return format!("{}-", whole(a)),
            (None, Some(b)) => return format!("-{}", whole(b)),
            (None, None) => {}
        }
    }
    if target.name.is_none() && view.is_plural(target.head) { "PLURAL".into() } else { "1".into() }
}

/// A foreign nation named with the target.
fn nation<'w>(view: &View<'w, '_>, target: &Target) -> Option<&'w str> {
    let phrase = target.description.clone()?;
    let span = view.parse.span(phrase);
    let place = view.mentions.places.iter().find(|p| p.span.start < span.end && span.start < p.span.end)?;
    let code = &place.candidates.first()?.country;
    (place.sense == PlaceSense::Demonym || place.precision == PlacePrecision::Country).then_some(())?;
    view.words.country(code)
}
