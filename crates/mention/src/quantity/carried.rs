//! Figures whose measure stands elsewhere: "28,120 refugees have crossed. On Monday the number stood at 2,906."
//!
//! A bare number that a sentence gives for "the number", "the count", "the figure" or "it", without saying of what,
//! goes on counting what the figure before it counted.

use super::Cx;
use super::lexicon::Lexicon;
use crate::labels::{Dep, Pos};
use crate::{Measure, Parse, Quantity};

/// How many sentences back the figure it goes on with may stand.
const REACH: u32 = 6;

/// How many times larger or smaller a figure that goes on with another may be.
const FAR: f64 = 30.0;

/// Gives the bare figures from `first` on the measure that they carry on.
pub(super) fn link(cx: &Cx, first: usize, out: &mut [Quantity]) {
    for k in first..out.len() {
        let q = &out[k];
        if q.measure != Measure::Other || q.noun.is_some() || q.max == Some(0.0) {
            continue;
        }
        let noun = subject(cx, q.number.0 as usize);
        // "The figure was 65,036 on Thursday and 84,770 on Friday."
        let joined = k > first && out[k - 1].rule == "carried on" && bare_conjunct(cx, q);
        if noun.is_none() && !joined {
            continue;
        }
        let sentence = cx.parse.token(q.number.0 as usize).sentence;
        let size = |q: &Quantity| q.min.or(q.max).unwrap_or(0.0).max(1.0);
        let near = |b: &&Quantity| sentence - cx.parse.token(b.number.0 as usize).sentence <= REACH;
        let alike = |b: &&Quantity| {
            let ratio = size(q) / size(b);
            is_people(b.measure) && b.part_of.is_none() && (1.0 / FAR..FAR).contains(&ratio)
        };
        let before = out[..k].iter().rev().take_while(near).find(alike).map(|b| (b.measure, b.of.clone()));
        let Some(before) = before else { continue };
        let q = &mut out[k];
        (q.measure, q.of, q.rule) = (before.0, before.1, "carried on");
        q.measure_from = noun.map(|n| n as u32).or(q.measure_from);
    }
}

/// The bare "number", "count" or "it" whose value the number at token `i` is.
fn subject(cx: &Cx, i: usize) -> Option<usize> {
    let p = cx.parse;
    let verb = p.ancestors(i).skip(1).take(4).find(|&a| matches!(p.token(a).pos, Pos::Verb | Pos::Aux))?;
    let telling = matches!(
        p.lemma(verb),
        "be" | "stand"
            | "reach"
            | "rise"
            | "climb"
            | "grow"
            | "increase"
            | "jump"
            | "pass"
            | "exceed"
            | "hit"
            | "top"
            | "fall"
            | "drop"
            | "remain"
    );
    let noun = p.child(verb, Dep::Nsubj).filter(|_| telling)?;
    let own = p.children_by(noun, Dep::Prep).any(|c| cx.lower(c).as_str() == "of");
    let bare = matches!(p.lemma(noun), "number" | "count" | "figure" | "total") && !own
        || cx.lower(noun).as_str() == "it"
            && matches!(p.lemma(verb), "reach" | "stand" | "be" | "rise" | "exceed");
    // "It is 20 kilometres", "it was 12:30" have a noun or are no figures; what is left is a count.
    (bare && p.token(i).dep != Dep::Nummod).then_some(noun)
}

fn bare_conjunct(cx: &Cx, q: &Quantity) -> bool {
    let i = q.number.0 as usize;
    cx.parse.ancestors(i).take(3).any(|a| matches!(cx.parse.token(a).dep, Dep::Conj | Dep::Dep | Dep::Appos))
}

fn is_people(m: Measure) -> bool {
    m <= Measure::OrderedToEvacuate
        || matches!(m, Measure::Sheltered | Measure::Affected | Measure::Population)
}

/// Whether the document tells of people on the move, so that who arrives or crosses has fled.
pub(super) fn tells_of_flight(parse: &Parse, lexicon: &Lexicon) -> bool {
    (0..parse.len()).filter(|&i| lexicon.tells_of_flight(parse.lemma(i))).take(2).count() == 2
}
