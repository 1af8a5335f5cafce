//! What a clause's own verb adds to a plain statement: condition, necessity, future, order, doubt.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use super::StanceLexicon;
use crate::clause::{Unit, UnitKind, is_condition};
use crate::types::{Attribution, Certainty};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modality {
    Conditional,
    Necessity,
    Imperative,
    Future,
    Intended,
    Investigated,
}

/// What the unit's own verb adds, and the word that says so.
pub(super) fn modality(parse: &Parse, unit: &Unit, by: Option<&Attribution>) -> Option<(Modality, usize)> {
    let head = unit.head;
    let aux = || parse.children(head).filter(|&c| matches!(parse.token(c).dep, Dep::Aux | Dep::Auxpass));
    // Its own condition, or one that the parser hung on the cue.
    let condition = unit.tokens.iter().copied().find(|&c| {
        is_condition(parse, c) && (parse.head(c) == head || !unit.tokens.contains(&parse.head(c)))
    });
    let has_if = condition.is_some() || opens_condition(parse, unit);
    if let Some(a) = aux().find(|&a| matches!(parse.lemma(a), "would" | "will" | "could" | "may" | "might")) {
        // "would have died without the warning": it did not happen.
        let counterfactual = parse.lemma(a) == "would" && aux().any(|b| parse.lemma(b) == "have");
        // "said it would leave when": the "will" of what was said.
        let reported = told_in_past(parse, unit, by);
        if has_if
            || counterfactual
            || parse.lemma(a) == "would"
                && !reported
                && parse.children_by(head, Dep::Advcl).any(|c| unit.tokens.contains(&c))
        {
            return Some((Modality::Conditional, a));
        }
        if parse.lemma(a) == "would" && reported {
            return Some((
                if is_own_deed(parse, head, by) { Modality::Intended } else { Modality::Future },
                a,
            ));
        }
    }
    if matches!(parse.lemma(head), "investigate" | "examine" | "probe") {
        return Some((Modality::Investigated, head));
    }
    if let Some(m) =
        aux().find(|&a| matches!(parse.str(a).to_lowercase().as_str(), "must" | "should" | "ought" | "shall"))
    {
        return Some((Modality::Necessity, m));
    }
    // Titles capitalise the modal, and the parser then hangs it elsewhere.
    if let Some(&m) = unit
        .tokens
        .iter()
        .find(|&&i| parse.token(i).tag == Tag::Md && matches!(parse.str(i), "Must" | "Should"))
    {
        return Some((Modality::Necessity, m));
    }
    if parse.lemma(head) == "need" && parse.token(head).tag.is_verb() && !is_lack(parse, head) {
        return Some((Modality::Necessity, head));
    }
    // "ought to pay": the parser makes "ought" the verb.
    if parse.token(head).tag == Tag::Md && parse.lemma(head) == "ought" {
        return Some((Modality::Necessity, head));
    }
    let complement = parse.child(head, Dep::Acomp);
    if let Some(c) = complement.filter(|&c| {
        matches!(parse.lemma(c), "necessary" | "essential" | "vital" | "imperative" | "important" | "crucial")
    }) && (parse.child(head, Dep::Xcomp).is_some()
        || parse.child(c, Dep::Xcomp).is_some()
        || parse.child(head, Dep::Advcl).is_some())
    {
        return Some((Modality::Intended, c));
    }
    // "are to be exchanged", "are to report by noon"
    if parse.lemma(head) == "be"
        && let Some(x) = parse.child(head, Dep::Xcomp)
        && x > head
        && parse.child(x, Dep::Aux).is_some_and(|a| parse.token(a).tag == Tag::To && parse.head(a) == x)
        && parse.child(head, Dep::Acomp).is_none()
        && parse.child(head, Dep::Attr).is_none()
    {
        let passive = parse.child(x, Dep::Auxpass).is_some();
        return Some((if passive { Modality::Intended } else { Modality::Necessity }, x));
    }
    // "Stay inside", "Do not touch it"
    let bare = parse.token(head).tag == Tag::Vb
        && aux().all(|a| parse.lemma(a) == "do" && unit.tokens.first() == Some(&a))
        && !parse
            .children(head)
            .any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Mark));
    if bare && matches!(parse.token(head).dep, Dep::Root | Dep::Appos | Dep::Ccomp) {
        return Some((Modality::Imperative, head));
    }
    // "If the dam fails, the town is lost": no modal, but nothing that happened.
    if let Some(c) = condition {
        return Some((Modality::Conditional, c));
    }
    if let Some(a) =
        aux().find(|&a| matches!(parse.str(a).to_lowercase().as_str(), "will" | "'ll" | "’ll" | "wo"))
    {
        let first_person = parse
            .child(head, Dep::Nsubj)
            .is_some_and(|s| matches!(parse.str(s).to_lowercase().as_str(), "we" | "i"));
        return Some((if first_person { Modality::Intended } else { Modality::Future }, a));
    }
    None
}

/// "the hospital needs oxygen", "200 families need shelter": what somebody lacks. "We need fuel" and "needs to be done" ask.
fn is_lack(parse: &Parse, head: usize) -> bool {
    let we = parse
        .child(head, Dep::Nsubj)
        .is_none_or(|s| ["we", "i"].iter().any(|w| parse.str(s).eq_ignore_ascii_case(w)));
    let thing = parse.child(head, Dep::Dobj);
    // "We needed 24 hours for the way": what it took, whoever it was.
    if thing.is_some_and(|t| is_stretch(parse, t)) {
        return true;
    }
    thing.is_some()
        && !we
        && parse.child(head, Dep::Xcomp).is_none()
        && parse.child(head, Dep::Ccomp).is_none()
}

/// "24 hours", "two more days".
fn is_stretch(parse: &Parse, noun: usize) -> bool {
    matches!(parse.lemma(noun), "minute" | "hour" | "day" | "week" | "month" | "year")
        && parse.child(noun, Dep::Nummod).is_some()
}

/// "Without fuel, the hospital would close", "Should the front move, ...": a condition without a clause of its own.
fn opens_condition(parse: &Parse, unit: &Unit) -> bool {
    let would =
        parse.children_by(unit.head, Dep::Aux).any(|a| matches!(parse.lemma(a), "would" | "will" | "could"));
    let first = unit.tokens.first().copied().filter(|&i| i < unit.head);
    let inverted = |i: usize| {
        ["should", "had", "were"].iter().any(|w| parse.str(i).eq_ignore_ascii_case(w))
            && (i..unit.head).any(|k| parse.str(k) == ",")
    };
    let without = |i: usize| parse.str(i).eq_ignore_ascii_case("without") && parse.head(i) == unit.head;
    would && first.is_some_and(|i| inverted(i) || without(i))
}

/// "Pakistan said it would send tents": what the speaker will do. What will become of the speaker is no plan.
fn is_own_deed(parse: &Parse, head: usize, by: Option<&Attribution>) -> bool {
    let Some(source) = by
        .filter(|a| {
            matches!(a.cue_lemma.as_str(), "say" | "tell" | "add" | "write" | "state" | "announce" | "note")
        })
        .and_then(|a| a.source_token)
    else {
        return false;
    };
    let same = parse.child(head, Dep::Nsubj).is_some_and(|s| {
        let word = parse.str(s).to_lowercase();
        let many = matches!(parse.token(source).tag, Tag::Nns | Tag::Nnps);
        s > source && if many { word == "they" } else { matches!(word.as_str(), "it" | "he" | "she") }
    });
    let deed = !matches!(
        parse.lemma(head),
        "be" | "have"
            | "become"
            | "remain"
            | "face"
            | "lose"
            | "need"
            | "suffer"
            | "fail"
            | "die"
            | "take"
            | "cost"
    );
    same && deed && parse.child(head, Dep::Neg).is_none()
}

/// What a cue in the past introduces.
fn told_in_past(parse: &Parse, unit: &Unit, by: Option<&Attribution>) -> bool {
    unit.kind == UnitKind::Content
        && by.is_some_and(|a| matches!(parse.token(a.cue_token).tag, Tag::Vbd | Tag::Vbn))
}

/// The hedge at the head of the unit; of a prediction, a hedge anywhere in it.
pub(super) fn hedge(
    parse: &Parse,
    lexicon: &StanceLexicon,
    unit: &Unit,
    anywhere: bool,
) -> Option<(Certainty, usize)> {
    let head = unit.head;
    let near = |i: usize| {
        anywhere
            || i == head
            || parse.head(i) == head
            || parse.head(parse.head(i)) == head
                && matches!(parse.token(i).dep, Dep::Amod | Dep::Advmod | Dep::Aux)
    };
    unit.tokens.iter().copied().filter(|&i| near(i)).find_map(|i| {
        let t = parse.token(i);
        let lemma = parse.lemma_lower(i);
        // "sirens could be heard": ability, not possibility.
        if t.tag == Tag::Md && lemma == "could" {
            let perceived = matches!(parse.lemma(parse.head(i)), "hear" | "see" | "feel" | "smell");
            return (!perceived && t.dep == Dep::Aux).then_some((Certainty::Possible, i));
        }
        if t.pos == Pos::Propn {
            return None;
        }
        lexicon.hedges.get(lemma).map(|&c| (c, i))
    })
}
