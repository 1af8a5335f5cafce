//! How two statements stand to each other: what is denied, what is said to have been otherwise, what is overstated.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tidings_claim::{AttributionClass, Certainty, Claim, Polarity, Stance, Tier};

use crate::facts::{Facts, Kinds, WhenKind, is_counted};
use crate::occurrence::{common, spots};
use crate::relate::{Change, stretches_of};
use crate::words::{SEED, mix, shared};
use crate::{ClaimRef, ConflictKind, Evidence, Report};

/// Claims of its own report among which a denial looks.
const HERE: usize = 40;

/// Claims under one key among which a denial looks.
const UNDER_KEY: usize = 64;

/// Days between a denial and what it denies.
const DAYS: i32 = 10;

/// Points that make a claim of the same report, or of another, what is denied.
const ENOUGH_HERE: i32 = 5;
const ENOUGH: i32 = 8;

/// A denial and the claim that it rejects most likely, as indices of facts.
#[derive(Debug, Clone)]
pub(crate) struct Denial {
    pub denies: usize,
    pub denied: usize,
    pub why: Arc<[Evidence]>,
}

/// The denials, in the claims' order; where a last state is known, only what may have changed is compared.
pub(crate) fn denials(
    reports: &[Arc<Report>],
    facts: &[Facts],
    last: Option<(&Change, &[Denial])>,
) -> Vec<Denial> {
    let claim = |f: &Facts| &reports[f.at.report].claims[f.at.claim];
    let again = last.map(|(change, _)| change.again(facts, keys));
    let is_again = |i: usize| again.as_ref().is_none_or(|a| a[i]);
    let denying: Vec<usize> =
        (0..facts.len()).filter(|&i| is_again(i) && claim(&facts[i]).stance == Stance::Deny).collect();
    let mut out = compared(reports, facts, &denying);
    if let Some((change, old)) = last {
        let kept = old.iter().filter_map(|d| {
            let (denies, denied) = (change.is[d.denies]? as usize, change.is[d.denied]? as usize);
            (!is_again(denies)).then(|| Denial { denies, denied, why: d.why.clone() })
        });
        out.extend(kept);
        out.sort_by_key(|d| d.denies);
    }
    out
}

/// For each of these denials the claim that it rejects most likely.
fn compared(reports: &[Arc<Report>], facts: &[Facts], denying: &[usize]) -> Vec<Denial> {
    let claim = |f: &Facts| &reports[f.at.report].claims[f.at.claim];
    // Only claims that share a word and some days with a denial are looked at.
    let mut under: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    let mut stretches: FxHashSet<i32> = FxHashSet::default();
    for &i in denying {
        stretches.extend(stretches_of(&facts[i]));
        keys(&facts[i], &mut |key| {
            under.entry(key).or_default();
        });
    }
    let near = |f: &Facts| stretches_of(f).any(|s| stretches.contains(&s)) && claim(f).stance != Stance::Deny;
    for (j, f) in facts.iter().enumerate().filter(|(_, f)| near(f)) {
        keys(f, &mut |key| {
            if let Some(list) = under.get_mut(&key) {
                list.push(j as u32);
            }
        });
    }
    let mut out = Vec::new();
    for &i in denying {
        let f = &facts[i];
        let own = |j: &usize| facts[*j].at.report == f.at.report;
        let mut near: Vec<usize> = (0..i).rev().take(HERE).take_while(own).collect();
        near.extend((i + 1..facts.len()).take(HERE).take_while(own));
        keys(f, &mut |key| {
            let list = under.get(&key).map_or(&[][..], Vec::as_slice);
            let at = list.partition_point(|&j| (j as usize) < i);
            let from = at.saturating_sub(UNDER_KEY);
            near.extend(list[from..list.len().min(at + UNDER_KEY)].iter().map(|&j| j as usize));
        });
        near.sort_unstable();
        near.dedup();
        let best = near
            .iter()
            .filter_map(|&j| Some((denied(claim(f), f, claim(&facts[j]), &facts[j])?, j)))
            .max_by_key(|((points, _), j)| (*points, closeness(facts, i, *j)));
        if let Some(((_, why), j)) = best {
            out.push(Denial { denies: i, denied: j, why: why.into() });
        }
    }
    out
}

/// Of two claims that fit a denial alike the one that is nearer: in its report, by the sentence; then before it rather
/// than after it. Only the two and their order count, not how much stands in between.
fn closeness(facts: &[Facts], i: usize, j: usize) -> (bool, std::cmp::Reverse<u32>, bool, isize) {
    let here = facts[i].at.report == facts[j].at.report;
    let apart = if here { facts[i].at.claim.abs_diff(facts[j].at.claim) as u32 } else { 0 };
    let side = if j < i { j as isize } else { -(j as isize) };
    (here, std::cmp::Reverse(apart), j < i, side)
}

fn keys(f: &Facts, key: &mut dyn FnMut(u64)) {
    let days = if f.when.kind == WhenKind::Unknown { (0, 0) } else { (f.when.first, f.when.last) };
    let days = if days.1 - days.0 > 10 { (days.1, days.1) } else { days };
    for bucket in (days.0 - 2).div_euclid(8)..=(days.1 + 2).div_euclid(8) {
        for word in &f.all_words {
            key(mix(mix(mix(SEED, 7), u64::from(*word)), bucket as u64));
        }
    }
}

/// Points for `b` being what `a` denies, with the reasons.
fn denied(ca: &Claim, a: &Facts, cb: &Claim, b: &Facts) -> Option<(i32, Vec<Evidence>)> {
    let here = a.at.report == b.at.report;
    let said = b.real || cb.stance == Stance::Accuse || cb.attribution == AttributionClass::Attitude;
    // Nobody denies himself, unless he never gave the figure that another report had from him.
    let value = a.figures.iter().find(|q| b.figures.contains(q) && q.1.is_finite() && q.1 >= 3.0);
    let own = a.voice == b.voice && (a.voice.is_some() || here) && (here || value.is_none());
    if own || !said || matches!(cb.stance, Stance::Deny) || !a.kinds.fit(b.kinds) || cb.repeats.is_some() {
        return None;
    }
    // A state's bodies do not reject what another of them says, nor does anybody reject what the other side did
    // where he says what his own did not do.
    let state = a.organ.is_some() && a.organ == b.organ && !(b.others.iter().any(|o| Some(*o) == a.voice));
    let accused = cb.stance == Stance::Accuse;
    if state || !accused && a.acting.zip(b.acting).is_some_and(|(x, y)| x != y) {
        return None;
    }
    // What is rejected was affirmed: unless both negate, when a denial of "did not" is meant.
    if cb.polarity == Polarity::Negative && ca.polarity == Polarity::Negative && cb.stance != Stance::Accuse {
        return None;
    }
    let dated = |f: &Facts| f.when.kind == WhenKind::Dated;
    let gap = (a.when.first - b.when.last).max(b.when.first - a.when.last);
    let unknown = a.when.kind == WhenKind::Unknown || b.when.kind == WhenKind::Unknown;
    if !unknown && (gap > DAYS || dated(a) && dated(b) && gap > 1) {
        return None;
    }
    let mut why = Vec::new();
    let place = match (a.spots.is_empty(), b.spots.is_empty()) {
        (false, false) => {
            a.spots.iter().flat_map(|x| b.spots.iter().filter_map(move |y| spots(x, y))).max()?.min(4)
        }
        _ => 0,
    };
    let mut points = place;
    if place >= 3 {
        why.push(Evidence { rule: "same place", detail: String::new() });
    }
    let both = common(a, b);
    points += 3 * both.min(4) as i32;
    if both > 0 {
        why.push(Evidence { rule: "words in common", detail: both.to_string() });
    }
    if let Some((measure, low, _)) = value {
        points += 6;
        why.push(Evidence { rule: "figure in common", detail: format!("{} {low}", measure.as_str()) });
    }
    let kind = a.kinds.cause() & b.kinds.cause() != 0;
    if kind {
        points += 2;
        why.push(Evidence { rule: "same kind of event", detail: String::new() });
    }
    if cb.stance == Stance::Accuse {
        points += 2;
        why.push(Evidence { rule: "an accusation", detail: String::new() });
    }
    let blamed = a.voice.is_some_and(|v| b.actors.contains(&v) || b.others.contains(&v))
        || a.side.is_some() && a.side == b.acting;
    if blamed {
        points += 3;
        why.push(Evidence { rule: "the one who denies is the one who is blamed", detail: String::new() });
    } else if shared(&a.actors, &b.actors) > 0 {
        points += 2;
        why.push(Evidence { rule: "party in common", detail: String::new() });
    }
    if here {
        points += match a.sentence.abs_diff(b.sentence) {
            0 => 4,
            1..=2 => 3,
            3..=6 => 1,
            _ => 0,
        };
        // What comes before is what is answered.
        points += i32::from(b.at < a.at);
    }
    let tied = both > 0
        || value.is_some()
        || here && (cb.stance == Stance::Accuse || kind || cb.attribution == AttributionClass::Attitude);
    let enough = points >= if here { ENOUGH_HERE } else { ENOUGH };
    (tied && enough).then_some((points, why))
}

/// Whether two claims about one occurrence cannot both hold, though no figure says so.
pub(super) fn opposed(ca: &Claim, a: &Facts, cb: &Claim, b: &Facts) -> Option<Evidence> {
    let denies = ca.stance == Stance::Deny || cb.stance == Stance::Deny;
    let same_voice = a.voice == b.voice && (a.voice.is_some() || a.at.report == b.at.report);
    if denies || !a.real || !b.real || same_voice {
        return None;
    }
    let both = common(a, b);
    // "No soldier was killed" is a figure of none, and figures are compared as such.
    let counted = a.figures.iter().any(|x| b.figures.iter().any(|y| x.0 == y.0));
    let least = a.all_words.len().min(b.all_words.len());
    let named = a.at.report != b.at.report || a.voice.is_some() && b.voice.is_some();
    let act = ca.plover.kind == cb.plover.kind && ca.stance == cb.stance;
    if ca.polarity != cb.polarity && both >= 2 && 5 * both >= 3 * least && named && act && !counted {
        return Some(Evidence { rule: "one affirms what the other negates", detail: both.to_string() });
    }
    let blames = |x: &Facts, y: &Facts| y.voice.is_some_and(|v| x.actors.contains(&v));
    if blames(a, b) && blames(b, a) && shared(&a.actors, &b.actors) == 0 {
        return Some(Evidence { rule: "each says that the other did it", detail: String::new() });
    }
    let held = a.kinds.0 & b.kinds.0 & Kinds::GROUND != 0
        && a.spots.iter().any(|x| b.spots.iter().any(|y| x.id == y.id))
        && a.acting.is_some()
        && b.acting.is_some()
        && a.acting != b.acting
        && ca.certainty == Certainty::Certain
        && cb.certainty == Certainty::Certain;
    held.then(|| Evidence { rule: "two sides hold one place", detail: String::new() })
}

/// Whether the body claim hedges, or counts less than, what its heading states flatly.
pub(super) fn overstated(reports: &[Arc<Report>], heading: ClaimRef, body: ClaimRef) -> Option<Evidence> {
    let text = &reports[heading.report].document.text;
    let (h, b) = (&reports[heading.report].claims[heading.claim], &reports[body.report].claims[body.claim]);
    for x in h.quantities.iter().filter(|q| q.printed && !q.part && is_counted(q.measure)) {
        // A round number is no overstatement, nor one that the text has elsewhere.
        let printed = reports[heading.report].claims.iter().filter(|c| c.tier != Tier::Headline);
        let same = printed.flat_map(|c| &c.quantities).filter(|q| q.measure == x.measure && q.printed);
        let most = same.filter_map(|q| q.max.map_or(Some(f64::INFINITY), Some)).fold(0.0, f64::max);
        let own = b.quantities.iter().find(|q| q.measure == x.measure && q.printed && !q.part);
        if let (Some(least), Some(y)) = (x.min, own)
            && least > most * 1.25
            && least >= 3.0
        {
            let value = |q: &tidings_claim::ClaimQuantity| q.min.or(q.max).unwrap_or_default();
            let detail = format!("{}: {}, {}", x.measure.as_str(), value(x), value(y));
            return Some(Evidence { rule: "a greater figure than the text has", detail });
        }
    }
    let words = |c: &Claim| -> Vec<String> {
        let mut list: Vec<String> =
            c.span.slice(text).split(|ch: char| !ch.is_alphanumeric()).map(str::to_lowercase).collect();
        list.sort_unstable();
        list
    };
    let hedges = ["possible", "possibly", "planned", "potential", "may", "might", "partly", "part"];
    let (hw, bw) = (words(h), words(b));
    // "May 13" is a day.
    let clause = b.span.slice(text);
    let month = |w: &str| w == "may" && !clause.split(|ch: char| !ch.is_alphanumeric()).any(|x| x == w);
    let hedge = hedges
        .iter()
        .filter(|w| !month(w))
        .find(|w| bw.iter().any(|x| x == *w) && !hw.iter().any(|x| x == *w));
    let certain = h.certainty == Certainty::Certain && b.stance != Stance::Investigate;
    if certain && (matches!(b.certainty, Certainty::Possible | Certainty::Probable) || hedge.is_some()) {
        let detail = hedge.map_or_else(|| b.certainty.as_str().to_string(), |w| (*w).to_string());
        return Some(Evidence { rule: "flat in the heading, hedged in the text", detail });
    }
    let all = ["whole", "entire", "all", "every", "completely"];
    let damage =
        |c: &Claim| c.quantities.iter().any(|q| q.printed && q.measure != tidings_mention::Measure::Age);
    let sweeping = all.iter().find(|w| hw.iter().any(|x| x == *w) && !bw.iter().any(|x| x == *w));
    sweeping
        .filter(|_| damage(b))
        .map(|w| Evidence { rule: "all in the heading, a number in the text", detail: (*w).to_string() })
}

/// The kind's pair as it is kept: the one that denies, overstates or comes later first.
pub(super) fn ordered(kind: ConflictKind, a: ClaimRef, b: ClaimRef) -> (ClaimRef, ClaimRef) {
    match kind {
        ConflictKind::Denies | ConflictKind::Overstates | ConflictKind::LaterFigure => (a, b),
        _ => (a.max(b), a.min(b)),
    }
}
