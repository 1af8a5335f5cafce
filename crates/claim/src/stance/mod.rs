//! What the speaker does with a content, how sure the speaker is of it, and whether it affirms or negates.

mod lexicon;
mod modality;
mod negation;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use crate::clause::{self, Unit, UnitKind};
use crate::types::{Attribution, AttributionClass, Certainty, Polarity, Reason, Stance};
pub use lexicon::StanceLexicon;
use modality::{Modality, hedge, modality};
use negation::{calls_false, polarity, taken_back};
pub(crate) use negation::{is_called_false, is_earlier_version, is_negated, is_possible};

/// Stance, certainty and polarity of a unit, with the reasons.
pub struct Reading {
    /// See [`Stance`].
    pub stance: Stance,
    /// See [`Certainty`].
    pub certainty: Certainty,
    /// See [`Polarity`].
    pub polarity: Polarity,
    /// Rule and words for each.
    pub reasons: Vec<Reason>,
}

impl Reading {
    /// What is said here is said only to be denied.
    pub(crate) fn deny(&mut self) {
        self.stance = Stance::Deny;
        self.polarity = Polarity::Negative;
        self.reasons.push(reason("stance", "rejected".into(), None));
        self.reasons.push(reason("polarity", "rejected".into(), None));
    }
}

impl Reading {
    /// "could return next week": of a day to come, what may be is a forecast.
    pub(crate) fn foretell(&mut self, parse: &Parse, unit: &Unit) {
        let may = parse
            .children_by(unit.head, Dep::Aux)
            .find(|&a| matches!(parse.lemma(a), "could" | "may" | "might"));
        if let Some(a) = may {
            self.stance = Stance::Predict;
            self.reasons.push(reason("stance", "may be, on a day to come".into(), Some(parse.token(a).span)));
        }
    }
}

/// "We reject the allegation that ...": the noun at the cue is what a first person denies.
pub(crate) fn rejects(parse: &Parse, lexicon: &StanceLexicon, a: &Attribution) -> bool {
    let cue = a.cue_token;
    let verb = parse.head(cue);
    let denies = lexicon.cues.get(parse.lemma(verb)).is_some_and(|c| c.0 == Stance::Deny);
    let first = parse
        .child(verb, Dep::Nsubj)
        .is_some_and(|s| ["we", "i"].iter().any(|w| parse.str(s).eq_ignore_ascii_case(w)));
    parse.token(cue).dep == Dep::Dobj && parse.token(cue).tag.is_noun() && denies && first
}

/// Reads a unit said by the source of `by`, or by the publisher.
pub fn read(parse: &Parse, lexicon: &StanceLexicon, unit: &Unit, by: Option<&Attribution>) -> Reading {
    let mut reasons = Vec::new();
    let mut polarity = polarity(parse, unit, by, &mut reasons);
    let modal = modality(parse, unit, by);
    let cue = by.and_then(|a| lexicon.cues.get(a.cue_lemma.as_str()).map(|c| (a, *c)));
    let (mut stance, mut certainty) = match cue {
        Some((a, (stance, certainty))) => {
            let stance = in_frame(parse, lexicon, a, unit, stance, modal.map(|m| m.0));
            reasons.push(reason("stance", format!("cue {}", a.cue_lemma), a.cue.first().copied()));
            (stance, certainty)
        }
        None => match own_act(parse, lexicon, unit) {
            Some(stance) => {
                reasons.push(reason(
                    "stance",
                    format!("first person: {}", parse.lemma(unit.head)),
                    Some(parse.token(unit.head).span),
                ));
                (stance, None)
            }
            None => (Stance::Assert, None),
        },
    };
    if stance == Stance::Assert && by.is_some_and(|a| from_analysts(parse, a)) {
        stance = Stance::Estimate;
        certainty = certainty.or(Some(Certainty::Certain));
        reasons.push(reason("stance", "said by analysts".into(), by.and_then(|a| a.source.first().copied())));
    }
    let speaks = stance == Stance::Assert || by.is_some_and(|a| a.class == AttributionClass::Inherited);
    // The content's own verb says more than a plain "said".
    if let Some((what, i)) = modal {
        let own = Some(parse.token(i).span);
        match what {
            Modality::Conditional => {
                stance = Stance::Predict;
                certainty = Some(Certainty::Hypothetical);
                reasons.push(reason("stance", "conditional".into(), own));
            }
            Modality::Investigated => {
                stance = Stance::Investigate;
                certainty = Some(Certainty::Possible);
                reasons.push(reason("stance", "being looked into".into(), own));
            }
            Modality::Necessity if speaks => {
                stance = Stance::Demand;
                reasons.push(reason("stance", "necessity".into(), own));
            }
            Modality::Imperative => {
                // A heading tells what is meant to be done; in running text somebody is told to do it.
                stance = if clause::in_heading(parse, unit.sentence) { Stance::Plan } else { Stance::Demand };
                reasons.push(reason("stance", "imperative".into(), own));
            }
            Modality::Future if speaks => {
                stance = Stance::Predict;
                certainty = certainty.or(Some(Certainty::Probable));
                reasons.push(reason("stance", "future".into(), own));
            }
            Modality::Intended if speaks => {
                stance = Stance::Plan;
                reasons.push(reason("stance", "intention".into(), own));
            }
            _ => {}
        }
    }
    if stance == Stance::Assert
        && let Some(i) = calls_false(parse, lexicon, unit)
    {
        stance = Stance::Deny;
        if polarity == Polarity::Positive {
            polarity = Polarity::Negative;
            reasons.push(reason("polarity", "called false".into(), Some(parse.token(i).span)));
        }
        reasons.push(reason("stance", "called false".into(), Some(parse.token(i).span)));
    }
    // "An earlier version of this report said that 40 people were killed."
    if let Some(a) = by.filter(|a| stance == Stance::Assert && taken_back(parse, lexicon, a)) {
        stance = Stance::Deny;
        polarity = Polarity::Negative;
        let cue = a.cue.first().copied();
        reasons.push(reason("stance", "taken back".into(), cue));
        reasons.push(reason("polarity", "taken back".into(), cue));
    }
    if let Some(i) = by.filter(|_| stance == Stance::Assert).and_then(|_| blames(parse, lexicon, unit)) {
        stance = Stance::Accuse;
        reasons.push(reason("stance", "blaming predicate".into(), Some(parse.token(i).span)));
    }
    if by.is_none()
        && stance == Stance::Assert
        && let Some(&i) = unit.tokens.iter().find(|&&i| lexicon.evaluative.contains(parse.lemma_lower(i)))
    {
        stance = Stance::Evaluate;
        reasons.push(reason("stance", "evaluative word".into(), Some(parse.token(i).span)));
    }
    let hedge = hedge(parse, lexicon, unit, stance == Stance::Predict);
    // A motive that is only guessed at.
    if unit.kind == UnitKind::Adverbial && stance == Stance::Assert && hedge.is_some() {
        stance = Stance::Estimate;
    }
    // "according to unconfirmed reports"
    if let Some(i) = by.and_then(|a| a.source_token).and_then(|t| {
        parse.children_by(t, Dep::Amod).find(|&c| lexicon.hedges.contains_key(parse.lemma_lower(c)))
    }) && certainty.is_none_or(|c| c == Certainty::Certain)
    {
        certainty = Some(Certainty::Possible);
        reasons.push(reason("certainty", "hedged source".into(), Some(parse.token(i).span)));
    }
    // "declined to confirm that", "did not say whether": put in the air, not stated.
    if by.is_some_and(|a| unit.kind == UnitKind::Content && withheld(parse, a.cue_token)) {
        certainty = Some(Certainty::Possible);
        reasons.push(reason("certainty", "not confirmed".into(), by.and_then(|a| a.cue.first().copied())));
    }
    let certainty = match stance {
        Stance::Demand | Stance::Plan => Certainty::NotApplicable,
        _ if certainty == Some(Certainty::Hypothetical) => Certainty::Hypothetical,
        _ => match (certainty, hedge) {
            (_, Some((c, i))) => {
                reasons.push(reason(
                    "certainty",
                    format!("hedge {}", parse.lemma(i)),
                    Some(parse.token(i).span),
                ));
                c
            }
            (Some(c), None) => c,
            (None, None) if matches!(stance, Stance::Estimate | Stance::Predict) => Certainty::Probable,
            (None, None) => Certainty::Certain,
        },
    };
    Reading { stance, certainty, polarity, reasons }
}

/// "we want to open two clinics", "I ask you not to": an act of the publisher, who speaks in the first person.
fn own_act(parse: &Parse, lexicon: &StanceLexicon, unit: &Unit) -> Option<Stance> {
    let subject = parse.child(unit.head, Dep::Nsubj)?;
    let first = ["i", "we"].iter().any(|w| parse.str(subject).eq_ignore_ascii_case(w));
    let governs = |d: Dep| parse.child(unit.head, d).is_some();
    let stance = lexicon.cues.get(parse.lemma(unit.head)).map(|c| c.0)?;
    // "consider the figure too high"
    let judged = parse.child(unit.head, Dep::Ccomp).is_some_and(|c| parse.token(c).pos == Pos::Adj);
    if first && stance == Stance::Estimate && judged {
        return Some(Stance::Evaluate);
    }
    let open = match stance {
        Stance::Demand | Stance::Plan | Stance::Predict => true,
        Stance::Estimate => governs(Dep::Ccomp),
        _ => false,
    };
    (first && open && (governs(Dep::Xcomp) || governs(Dep::Ccomp))).then_some(stance)
}

/// "this was a criminal attack": a named speaker calls an act by a word of blame.
fn blames(parse: &Parse, lexicon: &StanceLexicon, unit: &Unit) -> Option<usize> {
    if !matches!(parse.lemma(unit.head), "be" | "constitute" | "amount" | "represent") {
        return None;
    }
    let predicate = parse
        .children(unit.head)
        .filter(|&c| matches!(parse.token(c).dep, Dep::Attr | Dep::Acomp | Dep::Dobj));
    predicate
        .flat_map(|p| std::iter::once(p).chain(parse.children_by(p, Dep::Amod)))
        .find(|&i| lexicon.blame.contains(parse.lemma_lower(i)))
}

fn reason(field: &'static str, rule: String, span: Option<tidings_text::Span>) -> Reason {
    Reason { field, rule, span }
}

/// Cues whose stance depends on what they govern.
fn in_frame(
    parse: &Parse,
    lexicon: &StanceLexicon,
    a: &Attribution,
    unit: &Unit,
    stance: Stance,
    modal: Option<Modality>,
) -> Stance {
    let cue = a.cue_token;
    if !parse.token(cue).tag.is_verb() {
        return stance;
    }
    let clause = unit.kind == UnitKind::Content || parse.child(cue, Dep::Ccomp).is_some();
    let has_xcomp = parse.child(cue, Dep::Xcomp).is_some();
    match a.cue_lemma.as_str() {
        // "expects X to happen" foretells; "expects decisions from the allies" asks.
        "expect" if !clause && !has_xcomp && a.class == AttributionClass::Attitude => Stance::Demand,
        // "promised that it would" plans; "announced that the road is open" states; "announced a plan" plans.
        "announce" | "decide" | "threaten" | "promise" | "pledge" | "vow" | "agree" | "mean" | "swear"
            if clause && !has_xcomp =>
        {
            if modal == Some(Modality::Future) {
                stance
            } else {
                Stance::Assert
            }
        }
        // "warned against X", "warned people to"
        "warn"
            if parse
                .child(cue, Dep::Ccomp)
                .is_some_and(|c| parse.children_by(c, Dep::Aux).any(|x| parse.token(x).tag == Tag::To)) =>
        {
            Stance::Demand
        }
        "warn" if has_xcomp || parse.children_by(cue, Dep::Prep).any(|p| parse.lemma(p) == "against") => {
            Stance::Demand
        }
        // "called it a crime" judges, "called for" asks.
        "call"
            if !parse
                .children_by(cue, Dep::Prep)
                .any(|p| matches!(parse.lemma(p), "for" | "on" | "upon"))
                && !has_xcomp =>
        {
            Stance::Evaluate
        }
        // "are considering closing the embassy"
        "consider" if parse.child(cue, Dep::Xcomp).is_some_and(|x| parse.token(x).tag == Tag::Vbg) => {
            Stance::Plan
        }
        // "wants them to leave" asks; "wants to leave" plans.
        "want" if !has_xcomp && parse.child(cue, Dep::Ccomp).is_some() => Stance::Demand,
        "insist" if clause && !parse.children_by(cue, Dep::Prep).any(|p| parse.lemma(p) == "on") => {
            Stance::Assert
        }
        // What is ordered is demanded; that somebody ordered it is stated.
        "order"
            if parse.child(cue, Dep::Dobj).is_some()
                && !has_xcomp
                && parse.child(cue, Dep::Ccomp).is_none() =>
        {
            Stance::Assert
        }
        // "is seen as a step towards", "is viewed as a prelude to": foretells.
        "see" | "view" | "regard" | "interpret" if foreshadows(parse, unit) => Stance::Predict,
        "see" | "view" | "regard" | "consider" if !clause && finds_fault(parse, lexicon, a, unit) => {
            Stance::Accuse
        }
        "feel" | "consider" | "question" | "see" | "view" | "regard" if !clause => Stance::Evaluate,
        _ => stance,
    }
}

/// "views the body as infiltrated by agents": a word of blame in what it is called.
fn finds_fault(parse: &Parse, lexicon: &StanceLexicon, a: &Attribution, unit: &Unit) -> bool {
    unit.tokens.iter().any(|&i| i > a.cue_token && lexicon.blame.contains(parse.lemma_lower(i)))
}

/// Takes over the stance of a source that goes on speaking: an estimate goes on as an estimate.
pub fn carry(parse: &Parse, lexicon: &StanceLexicon, a: &Attribution, unit: &Unit, reading: &mut Reading) {
    let would = parse.children_by(unit.head, Dep::Aux).find(|&c| parse.lemma(c) == "would");
    if let Some(w) = would.filter(|_| reading.stance == Stance::Assert) {
        reading.stance = Stance::Predict;
        reading.certainty = Certainty::Probable;
        reading.reasons.push(reason("stance", "the will of what was said".into(), Some(parse.token(w).span)));
    }
    let stance = lexicon.cues.get(a.cue_lemma.as_str()).map(|c| c.0);
    let analysts = from_analysts(parse, a);
    if reading.stance == Stance::Assert && (stance == Some(Stance::Estimate) || analysts) {
        reading.stance = Stance::Estimate;
    }
    reading.reasons.push(reason("speaker", "goes on speaking".into(), a.cue.first().copied()));
}

/// What experts say of a war they watch is an assessment, whatever the verb.
fn from_analysts(parse: &Parse, a: &Attribution) -> bool {
    let analyst = |i: usize| {
        matches!(
            parse.lemma_lower(i),
            "expert"
                | "experts"
                | "analyst"
                | "analysts"
                | "economist"
                | "researcher"
                | "strategist"
                | "forecaster"
                | "analysis"
                | "assessment"
        )
    };
    a.source_token.is_some_and(analyst)
}

/// The cue is negated, or something the source refuses or fails to do.
fn withheld(parse: &Parse, cue: usize) -> bool {
    let up = parse.head(cue);
    let refused =
        parse.token(cue).dep == Dep::Xcomp && matches!(parse.lemma(up), "refuse" | "decline" | "fail");
    let negated = parse.children_by(cue, Dep::Neg).next().is_some();
    parse.token(cue).tag.is_verb() && (refused || negated && parse.lemma(cue) != "deny")
}

fn foreshadows(parse: &Parse, unit: &Unit) -> bool {
    unit.tokens.iter().any(|&i| {
        matches!(parse.lemma(i), "step" | "prelude" | "precursor" | "preparation" | "sign" | "harbinger")
    })
}
