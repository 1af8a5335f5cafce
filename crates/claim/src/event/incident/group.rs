//! Acts of one incident brought together.
//!
//! A report tells of an incident in several sentences, and of several incidents. Acts of kinds that can be one are one
//! incident if they share a target, or if nothing speaks against it: two days, two towns, two persons of different
//! names told apart, a word like "another".

use std::collections::BTreeSet;

use jiff::civil::Date;
use tidings_mention::{PlacePrecision, PlaceSense};

use super::act::{Act, Effect, Kind, Stage};
use super::fill;
use super::judge;
use super::noun::View;
use super::target::{Target, targets};

/// Acts that are one incident.
#[derive(Debug, Clone)]
pub(super) struct Incident {
    pub acts: Vec<Act>,
    pub kind: Kind,
    pub stage: Stage,
    pub targets: Vec<Target>,
    /// The days and the towns its sentences name.
    days: Option<(Date, Date)>,
    towns: BTreeSet<String>,
}

/// What the sentence of an act says of day and town.
struct Setting {
    days: Option<(Date, Date)>,
    towns: BTreeSet<String>,
    /// The days are long past.
    is_history: bool,
}

impl Setting {
    fn of(view: &View, act: &Act) -> Self {
        let span = view.parse.sentences()[act.sentence].span;
        let towns = view.mentions.places.iter().filter(|p| {
            span.start <= p.span.start
                && p.span.end <= span.end
                && p.sense == PlaceSense::Literal
                && matches!(p.precision, PlacePrecision::Settlement | PlacePrecision::Point)
        });
        let days = fill::day_of_act(view, act);
        Self {
            is_history: days.is_some_and(|(_, last)| judge::is_past(view, last)),
            days,
            towns: towns.map(|p| p.span.slice(&view.parse.doc().text).to_lowercase()).collect(),
        }
    }
}

impl Incident {
    /// Sentences of the acts, in order.
    pub fn sentences(&self) -> BTreeSet<usize> {
        self.acts.iter().map(|a| a.sentence).collect()
    }

    /// Nobody was hurt, the report says.
    pub fn is_harmless(&self) -> bool {
        self.acts.iter().any(|a| a.effect == Some(Effect::Unhurt) && a.targets.is_empty())
    }

    fn last_sentence(&self) -> usize {
        self.acts.iter().map(|a| a.sentence).max().unwrap_or(0)
    }

    fn new(act: Act, targets: Vec<Target>, setting: Setting) -> Self {
        let mut incident = Self {
            kind: act.kind,
            stage: act.stage,
            targets: Vec::new(),
            acts: Vec::new(),
            days: None,
            towns: BTreeSet::new(),
        };
        incident.add(act, targets, setting);
        incident
    }

    fn add(&mut self, act: Act, targets: Vec<Target>, setting: Setting) {
        if self.kind == Kind::Attack && act.kind != Kind::Harm {
            self.kind = act.kind;
        }
        self.stage = self.stage.min(act.stage);
        self.take_targets(targets);
        self.days = self.days.or(setting.days);
        if self.towns.is_empty() {
            self.towns = setting.towns;
        }
        self.acts.push(act);
    }

    fn take_targets(&mut self, targets: Vec<Target>) {
        for target in targets {
            match self.targets.iter_mut().find(|t| t.is_same(&target)) {
                Some(known) => known.merge(target),
                None => self.targets.push(target),
            }
        }
    }

    /// Told of other days or other towns.
    fn is_elsewhere(&self, setting: &Setting) -> bool {
        let other_day = match (self.days, setting.days) {
            (Some((a, b)), Some((c, d))) => b < c || d < a,
            // What is told without a day is news.
            (None, Some(_)) => setting.is_history,
            _ => false,
        };
        let other_town =
            !self.towns.is_empty() && !setting.towns.is_empty() && self.towns.is_disjoint(&setting.towns);
        other_day || other_town
    }

    fn shares(&self, targets: &[Target]) -> bool {
        targets.iter().any(|t| self.targets.iter().any(|o| o.is_same(t)))
    }
}

/// The incidents the acts tell of.
pub(super) fn incidents(view: &View, acts: Vec<Act>) -> Vec<Incident> {
    let mut found: Vec<Incident> = Vec::new();
    let (harm, acts): (Vec<Act>, Vec<Act>) = acts.into_iter().partition(|a| a.kind == Kind::Harm);
    for act in acts {
        let targets = targets(view, &act);
        let setting = Setting::of(view, &act);
        match home(view, &found, &act, &targets, &setting) {
            Some(i) => found[i].add(act, targets, setting),
            None => found.push(Incident::new(act, targets, setting)),
        }
    }
    for act in harm {
        let targets = targets(view, &act);
        let near = |i: &Incident| {
            i.acts.iter().map(|a| distance(act.sentence, a.sentence)).min().unwrap_or(usize::MAX)
        };
        // Only who was carried off can be let go.
        let freed = act.effect == Some(Effect::Freed);
        let fits = |i: &usize| !freed || found[*i].kind == Kind::Kidnapping;
        let best =
            (0..found.len()).filter(fits).min_by_key(|&i| (!found[i].shares(&targets), near(&found[i]), i));
        if let Some(i) = best.filter(|&i| near(&found[i]) <= 2 || found[i].shares(&targets)) {
            let setting = Setting { days: None, towns: BTreeSet::new(), is_history: false };
            found[i].add(act, targets, setting);
        }
    }
    found
}

/// Sentences between; looking back is nearer than looking ahead.
fn distance(from: usize, to: usize) -> usize {
    if to <= from { from - to } else { to - from + 1 }
}

/// The incident an act belongs to, if it is told already.
fn home(view: &View, found: &[Incident], act: &Act, targets: &[Target], setting: &Setting) -> Option<usize> {
    let parse = view.parse;
    let separate = is_separate(view, act);
    let block = parse.sentences()[act.sentence].block;
    let named = |list: &[Target]| list.iter().any(|t| t.name.is_some());
    let fits = |other: &Incident| {
        // "The attack" may be any of them; but a murder is no robbery because the report speaks of one later.
        let near = act.sentence - other.last_sentence() <= 1;
        let kinds = act.kind == other.kind || act.kind == Kind::Attack || other.kind == Kind::Attack && near;
        kinds && (act.stage == Stage::Threatened) == (other.stage == Stage::Threatened)
    };
    let back = || (0..found.len()).rev().filter(|&n| fits(&found[n]));
    if let Some(n) = back().find(|&n| found[n].shares(targets)) {
        return Some(n);
    }
    back().find(|&n| {
        let other = &found[n];
        let same_sentence = other.last_sentence() == act.sentence;
        if same_sentence {
            return true;
        }
        if separate || other.is_elsewhere(setting) {
            return false;
        }
        // "the attack", "people were killed": of what was told last.
        if targets.is_empty() || targets.iter().all(|t| t.general && t.count.is_none()) {
            return true;
        }
        // Two persons of different names are two incidents, unless told in one breath.
        if named(targets) && named(&other.targets) {
            return false;
        }
        let same_block = parse.sentences()[other.last_sentence()].block == block;
        same_block && act.sentence - other.last_sentence() <= 1
    })
}

/// "Meanwhile ..", "in another attack": told apart from what came before.
fn is_separate(view: &View, act: &Act) -> bool {
    let start = view.parse.sentences()[act.sentence].tokens.start;
    let opens = (start..start + 4).take_while(|&i| i < view.parse.len());
    let own = view.parse.children(act.trigger).filter(|&c| c < act.trigger);
    opens.chain(own).any(|i| view.words.is("separate", &view.lemma(i)))
}
