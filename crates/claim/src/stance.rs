//! What the speaker does with a content, how sure the speaker is of it, and whether it affirms or negates.

use rustc_hash::{FxHashMap, FxHashSet};
use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use crate::clause::{Unit, UnitKind};
use crate::types::{Attribution, AttributionClass, Certainty, Polarity, Reason, Stance};

/// The cue and hedge tables (data/stance.txt, data/hedges.txt).
#[derive(Debug, Clone)]
pub struct StanceLexicon {
    cues: FxHashMap<Box<str>, (Stance, Option<Certainty>)>,
    hedges: FxHashMap<Box<str>, Certainty>,
    evaluative: FxHashSet<Box<str>>,
    blame: FxHashSet<Box<str>>,
}

impl StanceLexicon {
    /// The tables that come with the program.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../../../data/stance.txt"), include_str!("../../../data/hedges.txt"))
    }

    /// Reads tables in the formats of data/stance.txt and data/hedges.txt; lines that fit neither are ignored.
    pub fn parse(stances: &str, hedges: &str) -> Self {
        let entries = |text: &str| -> Vec<(String, Vec<String>)> {
            text.lines()
                .filter(|l| !l.trim_start().starts_with('#'))
                .filter_map(|l| l.split_once(':'))
                .map(|(k, v)| (k.trim().to_string(), v.split(',').map(|w| w.trim().to_string()).collect()))
                .collect()
        };
        let mut lexicon = Self {
            cues: FxHashMap::default(),
            hedges: FxHashMap::default(),
            evaluative: FxHashSet::default(),
            blame: FxHashSet::default(),
        };
        for (key, words) in entries(stances) {
            let (stance, certainty) = key.split_once('/').map_or((key.as_str(), None), |(s, c)| (s, Some(c)));
            let Some(stance) = Stance::parse(stance) else { continue };
            let certainty = certainty.and_then(Certainty::parse);
            for w in words {
                // The first class a word stands in wins, so that a verb's reading goes before a noun's.
                lexicon.cues.entry(w.into()).or_insert((stance, certainty));
            }
        }
        for (key, words) in entries(hedges) {
            for w in words {
                if let Some(c) = Certainty::parse(&key) {
                    lexicon.hedges.insert(w.into(), c);
                } else if key == "evaluate" {
                    lexicon.evaluative.insert(w.into());
                } else if key == "blame" {
                    lexicon.blame.insert(w.into());
                }
            }
        }
        lexicon
    }
}

impl StanceLexicon {
    /// Whether a cue is an act of speech or attitude that has a stance of its own.
    pub fn is_act(&self, lemma: &str) -> bool {
        self.cues.contains_key(lemma)
    }
}

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

/// Reads a unit said by the source of `by`, or by the publisher.
pub fn read(parse: &Parse, lexicon: &StanceLexicon, unit: &Unit, by: Option<&Attribution>) -> Reading {
    let mut reasons = Vec::new();
    let polarity = polarity(parse, unit, by, &mut reasons);
    let modal = modality(parse, unit);
    let cue = by.and_then(|a| lexicon.cues.get(a.cue_lemma.as_str()).map(|c| (a, *c)));
    let (mut stance, mut certainty) = match cue {
        Some((a, (stance, certainty))) => {
            let stance = in_frame(parse, a, unit, stance);
            reasons.push(reason("stance", format!("cue {}", a.cue_lemma), a.cue.first().copied()));
            (stance, certainty)
        }
        None => (Stance::Assert, None),
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
                stance = Stance::Plan;
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
    if let Some(i) = by.filter(|_| stance == Stance::Assert).and_then(|_| blames(parse, lexicon, unit)) {
        stance = Stance::Accuse;
        reasons.push(reason("stance", "blaming predicate".into(), Some(parse.token(i).span)));
    }
    if by.is_none()
        && stance == Stance::Assert
        && let Some(&i) =
            unit.tokens.iter().find(|&&i| lexicon.evaluative.contains(parse.lemma(i).to_lowercase().as_str()))
    {
        stance = Stance::Evaluate;
        reasons.push(reason("stance", "evaluative word".into(), Some(parse.token(i).span)));
    }
    let hedge = hedge(parse, lexicon, unit, stance == Stance::Predict);
    // A motive that is only guessed at.
    if unit.kind == UnitKind::Adverbial && stance == Stance::Assert && hedge.is_some() {
        stance = Stance::Estimate;
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
        .find(|&i| lexicon.blame.contains(parse.lemma(i).to_lowercase().as_str()))
}

fn reason(field: &'static str, rule: String, span: Option<tidings_text::Span>) -> Reason {
    Reason { field, rule, span }
}

/// Cues whose stance depends on what they govern.
fn in_frame(parse: &Parse, a: &Attribution, unit: &Unit, stance: Stance) -> Stance {
    let cue = a.cue_token;
    if !parse.token(cue).tag.is_verb() {
        return stance;
    }
    let clause = unit.kind == UnitKind::Content || parse.child(cue, Dep::Ccomp).is_some();
    let has_xcomp = parse.child(cue, Dep::Xcomp).is_some();
    match a.cue_lemma.as_str() {
        // "expects X to happen" foretells; "expects decisions from the allies" asks.
        "expect" if !clause && !has_xcomp && a.class == AttributionClass::Attitude => Stance::Demand,
        // "announced that" states; "announced a plan" plans.
        "announce" | "decide" | "threaten" | "promise" | "agree" | "mean" if clause && !has_xcomp => {
            Stance::Assert
        }
        // "warned against X", "warned people to"
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
        // "wants them to leave" asks; "wants to leave" plans.
        "want" if parse.child(cue, Dep::Xcomp).is_none() && parse.child(cue, Dep::Ccomp).is_some() => {
            Stance::Demand
        }
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
        "feel" | "consider" | "question" if !clause => Stance::Evaluate,
        _ => stance,
    }
}

/// Takes over the stance of a source that goes on speaking: an estimate goes on as an estimate.
pub fn carry(parse: &Parse, lexicon: &StanceLexicon, a: &Attribution, reading: &mut Reading) {
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
            parse.lemma(i).to_lowercase().as_str(),
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modality {
    Conditional,
    Necessity,
    Imperative,
    Future,
    Intended,
    Investigated,
}

fn modality(parse: &Parse, unit: &Unit) -> Option<(Modality, usize)> {
    let head = unit.head;
    let aux = || parse.children(head).filter(|&c| matches!(parse.token(c).dep, Dep::Aux | Dep::Auxpass));
    let has_if = parse.children_by(head, Dep::Advcl).any(|c| {
        parse.children_by(c, Dep::Mark).any(|m| matches!(parse.lemma(m), "if" | "unless"))
            && unit.tokens.contains(&c)
    });
    if let Some(a) = aux().find(|&a| matches!(parse.lemma(a), "would" | "will" | "could" | "may" | "might")) {
        // "would have died without the warning": it did not happen.
        let counterfactual = parse.lemma(a) == "would" && aux().any(|b| parse.lemma(b) == "have");
        if has_if
            || counterfactual
            || parse.lemma(a) == "would"
                && parse.children_by(head, Dep::Advcl).any(|c| unit.tokens.contains(&c))
        {
            return Some((Modality::Conditional, a));
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
    if parse.lemma(head) == "need" && parse.token(head).tag.is_verb() {
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
    let bare = parse.token(head).tag == Tag::Vb
        && aux().next().is_none()
        && !parse
            .children(head)
            .any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Mark));
    if bare && matches!(parse.token(head).dep, Dep::Root | Dep::Appos | Dep::Ccomp) {
        return Some((Modality::Imperative, head));
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

/// The hedge at the head of the unit; of a prediction, a hedge anywhere in it.
fn hedge(parse: &Parse, lexicon: &StanceLexicon, unit: &Unit, anywhere: bool) -> Option<(Certainty, usize)> {
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
        let lemma = parse.lemma(i).to_lowercase();
        // "sirens could be heard": ability, not possibility.
        if t.tag == Tag::Md && lemma == "could" {
            let perceived = matches!(parse.lemma(parse.head(i)), "hear" | "see" | "feel" | "smell");
            return (!perceived && t.dep == Dep::Aux).then_some((Certainty::Possible, i));
        }
        if t.pos == Pos::Propn {
            return None;
        }
        lexicon.hedges.get(lemma.as_str()).map(|&c| (c, i))
    })
}

fn polarity(parse: &Parse, unit: &Unit, by: Option<&Attribution>, reasons: &mut Vec<Reason>) -> Polarity {
    let head = unit.head;
    // "not only ... but also" and "not X but Y" affirm.
    let negation = parse.children(head).find(|&c| {
        parse.token(c).dep == Dep::Neg
            && unit.tokens.contains(&c)
            && !parse.children(c).any(|d| matches!(parse.lemma(d), "only" | "just"))
            || matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Attr)
                && unit.tokens.contains(&c)
                && (parse.children_by(c, Dep::Det).any(|d| matches!(parse.lemma(d), "no" | "neither"))
                    || matches!(parse.str(c).to_lowercase().as_str(), "nobody" | "nothing" | "none"))
    });
    let lexical = || {
        (matches!(parse.lemma(head), "deny" | "refuse" | "fail" | "avoid" | "refrain" | "lack" | "decline")
            && parse.token(head).tag.is_verb())
        .then_some(head)
    };
    let by_cue =
        || by.filter(|a| a.cue_lemma == "deny" && unit.kind == UnitKind::Content).map(|a| a.cue_token);
    match negation.or_else(lexical).or_else(by_cue) {
        Some(i) => {
            reasons.push(reason("polarity", "negation".into(), Some(parse.token(i).span)));
            Polarity::Negative
        }
        None => Polarity::Positive,
    }
}
