//! Where a word is said of some only or of several kinds at once, and what the parser hung on the wrong verb.

use super::{state, verb_rule};
use crate::Measure;
use crate::labels::{Dep, Tag};
use crate::quantity::Cx;
use crate::quantity::lexicon::{Class, Role};

/// "four were shot, one fatally", "two of them fatally": the verb is that of the whole.
pub(super) fn fatally(cx: &Cx, end: usize) -> Option<(Measure, usize, &'static str)> {
    let of_them = cx.lower(end).as_str() == "of" && matches!(cx.lower(end + 1).as_str(), "them" | "whom");
    let at = if of_them { end + 2 } else { end };
    let last = at + 1 >= cx.end
        || matches!(
            cx.parse.str(at + 1),
            "," | "." | ";" | ":" | ")" | "—" | "–" | "in" | "at" | "on" | "and"
        );
    (matches!(cx.lower(at).as_str(), "fatally" | "mortally") && last).then_some((
        Measure::Killed,
        at,
        "state",
    ))
}

/// "shells hit a market and killed 12 people, medics said": the verb right before a noun phrase that the parser gave, with
/// the speakers behind the comma, to the verb of speech `head`.
pub(super) fn taken_for_speaker(cx: &Cx, noun: usize, head: usize) -> Option<usize> {
    let verb = (cx.parse.token(noun).left_edge as usize).checked_sub(1).filter(|&v| v >= cx.start)?;
    let bare = matches!(cx.parse.token(verb).tag, Tag::Vbd | Tag::Vbg | Tag::Vb | Tag::Vbz | Tag::Vbp)
        && cx.parse.child(verb, Dep::Dobj).is_none();
    let parted = cx.parse.child(noun, Dep::Conj).is_some_and(|c| (noun..c).any(|i| cx.parse.str(i) == ","));
    (bare && parted && verb != head && cx.parse.lemma(head) == "say").then_some(verb)
}

/// The clause of `verb` is about some "of whom" or "of which" only, or says more of those it is about.
pub(super) fn of_whom(cx: &Cx, verb: usize) -> bool {
    let subjects =
        cx.parse.children(verb).filter(|&c| matches!(cx.parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass));
    let prepositions = subjects.flat_map(|s| cx.parse.children_by(s, Dep::Prep));
    prepositions
        .filter_map(|p| cx.parse.child(p, Dep::Pobj))
        .any(|i| matches!(cx.lower(i).as_str(), "whom" | "which"))
}

/// "killed or wounded", "killed, wounded or captured": kinds that are not told apart.
pub(super) fn joined(cx: &Cx, word: usize, class: Class, measure: Measure) -> Option<Measure> {
    if !matches!(measure, Measure::Killed | Measure::Injured | Measure::Missing | Measure::Captured) {
        return None;
    }
    let mut at = word;
    let mut kinds = 1;
    let mut lost = measure == Measure::Captured;
    while at + 2 < cx.end {
        let mut next = at + 1;
        while next < cx.end && matches!(cx.parse.str(next), "," | "or" | "and" | "/") {
            next += 1;
        }
        if next == at + 1 || next >= cx.end || next > at + 3 {
            break;
        }
        if cx.parse.child(next, Dep::Dobj).is_some() && cx.parse.child(word, Dep::Dobj).is_some() {
            break;
        }
        let other = state(cx, next, class).or_else(|| verb_rule(cx, next, Role::Object, class));
        match other {
            Some(m @ (Measure::Killed | Measure::Injured | Measure::Missing | Measure::Captured))
                if m != measure =>
            {
                // "killed and wounded 12": the figure is of the last verb, but of both kinds; "killed 3 and wounded 12"
                // never comes here, for a figure stands between.
                kinds += 1;
                lost |= m == Measure::Captured;
            }
            _ => break,
        }
        at = next;
    }
    // "killed or wounded at least 26"
    let verb = cx.parse.head(word);
    if kinds == 1
        && cx.parse.token(word).dep == Dep::Conj
        && word.abs_diff(verb) <= 3
        && cx.parse.child(word, Dep::Dobj).is_some()
        && cx.parse.child(verb, Dep::Dobj).is_none()
        && verb_rule(cx, verb, Role::Object, class)
            .is_some_and(|m| m != measure && matches!(m, Measure::Killed | Measure::Injured))
    {
        kinds = 2;
    }
    (kinds > 1).then_some(if lost || kinds > 2 { Measure::TroopsLost } else { Measure::Casualties })
}
