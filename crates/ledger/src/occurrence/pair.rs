//! Whether two claims are about one occurrence: what, where, when, who, how many, in which words.
//!
//! Each part gives points or rules the pair out; a pair is joined from a fixed number of points on. Nothing is
//! weighed by how common it is among the claims at hand, so that a pair is judged alike whatever else is in the
//! ledger.

use tidings_mention::Measure;

use crate::facts::{Facts, Grain, Kinds, Spot, WhenKind};
use crate::words::shared;

/// Points from which claims of two reports are joined.
const ENOUGH: i32 = 14;

/// Points from which claims of one report are joined: one author tells one story.
const ENOUGH_HERE: i32 = 11;

/// Words in common that wishes, plans and judgements need besides.
const SAME_WORDS: usize = 3;

/// Points of each part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Points {
    pub what: i32,
    pub place: i32,
    pub when: i32,
    pub who: i32,
    pub figures: i32,
    pub words: i32,
    /// How near they stand in one report.
    pub near: i32,
}

impl Points {
    pub fn sum(self) -> i32 {
        self.what + self.place + self.when + self.who + self.figures + self.words + self.near
    }
}

/// The points of two claims, if they are enough to join them.
pub(super) fn join(a: &Facts, b: &Facts) -> Option<Points> {
    let here = a.at.report == b.at.report;
    if a.real != b.real || !a.kinds.fit(b.kinds) {
        return None;
    }
    let place = match place(&a.spots, &b.spots)? {
        0 if is_named(a, b) => 5,
        points => points,
    };
    let elsewhere = |x: &Spot, y: &Spot| spots(x, y).is_none();
    if place == 0 && !here && a.context.zip(b.context).is_some_and(|(x, y)| elsewhere(&x, &y)) {
        return None;
    }
    let when = when(a, b, here)?;
    let both = common(a, b);
    let apart = a.sentence.abs_diff(b.sentence);
    // A school and a port that were hit in one town on one day: two occurrences.
    if things_differ(a.things, b.things) || (counts_events(a) != counts_events(b) && !(here && apart == 0)) {
        return None;
    }
    let words = match both {
        0 if a.words.len() >= 4 && b.words.len() >= 4 && !here => -3,
        n => 2 * n.min(4) as i32,
    };
    let bare = a.kinds.0 == 0 || b.kinds.0 == 0;
    let who = who(a, b);
    let same_act = both >= SAME_WORDS || a.real && both + 1 >= SAME_WORDS && (place >= 4 || who >= 3);
    if (!a.real || bare) && !same_act && (!here || both < 2) {
        return None;
    }
    let effect = here && apart <= 1 && is_effect(a.kinds, b.kinds);
    let what = match (a.kinds.cause() & b.kinds.cause() != 0, a.kinds.0 & b.kinds.0 != 0) {
        _ if a.means.differ(b.means) => -3,
        (true, _) => 4,
        (false, true) => 2,
        _ if effect => 4,
        _ => 0,
    };
    let near = match here.then_some(apart) {
        None => 0,
        Some(0) => 5,
        Some(1) => {
            if effect {
                5
            } else {
                3
            }
        }
        Some(2..=3) => 1,
        Some(_) => -1,
    };
    let points = Points { what, place, when, who, figures: figures(a, b, when), words, near };
    // Kind and day alone, or kind and place alone, are shared by unrelated claims; one report tells of many things
    // that happened at one place.
    let tied = if here {
        let same = place >= 5 || both >= 1 || points.figures >= 3 || who >= 3 && apart == 0;
        effect || both >= 2 || what >= 4 && same
    } else {
        place >= 3 || both >= 2 || points.figures >= 3
    };
    let enough = match (here, place) {
        (true, _) => ENOUGH_HERE,
        // Words are shared by all reports of a war: without a place more of them are asked for.
        (false, 0) if both < SAME_WORDS => ENOUGH + 2,
        (false, _) => ENOUGH,
    };
    (tied && points.sum() >= enough).then_some(points)
}

/// What happened, and what it did to people told without the cause.
fn is_effect(a: Kinds, b: Kinds) -> bool {
    let causes = Kinds::VIOLENCE | Kinds::DISASTER;
    let harm = |k: Kinds| k.cause() == 0 && k.0 & Kinds::HARM != 0;
    harm(a) && b.cause() & causes != 0 || harm(b) && a.cause() & causes != 0
}

/// Whether it counts happenings ("41 attacks during the day") rather than telling one.
fn counts_events(f: &Facts) -> bool {
    f.figures.iter().any(|q| q.0 == Measure::Attacks && q.1 >= 3.0)
}

/// Whether both name things of data/ledger/things.txt and none of them is in both.
pub(super) fn things_differ(a: u64, b: u64) -> bool {
    a != 0 && b != 0 && a & b == 0
}

/// Words in common; where neither names a known place, those of places are words like others.
pub(crate) fn common(a: &Facts, b: &Facts) -> usize {
    fn words(f: &Facts) -> &[u32] {
        if f.spots.is_empty() { &f.all_words } else { &f.words }
    }
    shared(words(a), words(b))
}

/// Whether one names a place that was not found, by a word of the other's ("Kabul airport" and "Kabul").
fn is_named(a: &Facts, b: &Facts) -> bool {
    let (unplaced, placed) = match (a.spots.is_empty(), b.spots.is_empty()) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return false,
    };
    let of_place = placed.all_words.iter().filter(|w| placed.words.binary_search(w).is_err());
    of_place.into_iter().any(|w| unplaced.all_words.binary_search(w).is_ok())
}

/// The best of all pairs of places; `None` if every pair lies apart.
fn place(a: &[Spot], b: &[Spot]) -> Option<i32> {
    if a.is_empty() || b.is_empty() {
        return Some(0);
    }
    a.iter().flat_map(|x| b.iter().filter_map(|y| spots(x, y))).max()
}

/// How two places fit: points, or `None` if they lie apart.
pub(crate) fn spots(a: &Spot, b: &Spot) -> Option<i32> {
    if a.id == b.id {
        return Some(match a.grain {
            Grain::Fine => 8,
            Grain::Province => 4,
            Grain::Country => 1,
        });
    }
    match (a.grain.min(b.grain), a.grain.max(b.grain)) {
        (Grain::Fine, Grain::Fine) => (a.km(b) <= (a.radius + b.radius).clamp(3.0, 15.0)).then_some(5),
        (fine, Grain::Province) => {
            let inside = fine == Grain::Fine && a.km(b) <= a.radius.max(b.radius);
            (a.division != 0 && a.division == b.division || inside).then_some(3)
        }
        _ => (a.country == b.country || a.country == [0; 2] || b.country == [0; 2]).then_some(1),
    }
}

/// How the days fit; `None` if they cannot be the same.
fn when(a: &Facts, b: &Facts, here: bool) -> Option<i32> {
    use WhenKind as K;
    let gap = (a.when.first - b.when.last).max(b.when.first - a.when.last);
    match (a.when.kind, b.when.kind) {
        (K::Unknown, _) | (_, K::Unknown) => Some(0),
        (K::Dated, K::Dated) if gap <= 0 => Some(6),
        // A night has two dates, and time zones part what was one hour.
        (K::Dated, K::Dated) if gap == 1 => Some(2),
        (K::Dated, K::Dated) => None,
        (K::Published, K::Published) if here => Some(2),
        (K::Published, K::Published) => {
            let days = (a.when.last - b.when.last).abs();
            let toll = days <= 10 && same_measure(a, b);
            match days {
                0..=1 => Some(4),
                2..=4 => Some(3),
                _ if toll => Some(1),
                _ => None,
            }
        }
        (K::Stretch, _) | (_, K::Stretch) => (gap <= 1).then_some(2),
        _ => (gap <= 1).then_some(if here { 4 } else { 3 }),
    }
}

fn same_measure(a: &Facts, b: &Facts) -> bool {
    a.figures.iter().any(|x| b.figures.iter().any(|y| x.0 == y.0))
}

fn who(a: &Facts, b: &Facts) -> i32 {
    let mut points = 0;
    if shared(&a.actors, &b.actors) > 0 {
        points += 3;
    } else if let (Some(x), Some(y)) = (a.acting, b.acting)
        && x != y
    {
        points -= 2;
    }
    if shared(&a.others, &b.others) > 0 {
        points += 1;
    }
    // One speaker counts on.
    if a.voice.is_some() && a.voice == b.voice && same_measure(a, b) {
        points += 2;
    }
    points
}

fn figures(a: &Facts, b: &Facts, when: i32) -> i32 {
    let mut best: Option<i32> = None;
    for (m, low, high) in &a.figures {
        for (_, l, h) in b.figures.iter().filter(|q| q.0 == *m) {
            let exact = low == high && l == h;
            // Tolls of a hundred and more are rare.
            let great = low.max(*l) >= 100.0 && low.min(*l) >= 20.0;
            let points = if exact && low == l {
                match *low as i64 {
                    ..=2 => 1,
                    3..=9 => 3,
                    _ => 5,
                }
            } else if low <= h && l <= high {
                if great { 4 } else { 2 }
            } else if when >= 6 && exact && a.speaker == b.speaker && a.speaker.is_some() {
                // One speaker, one day, two numbers: two events, or two counts of them.
                -3
            } else {
                1 + i32::from(great)
            };
            best = Some(best.map_or(points, |x: i32| x.max(points)));
        }
    }
    best.unwrap_or(0)
}
