//! Speakers carried on from an earlier sentence.
//!
//! Two signs are taken, both of them kept in the claim (class `inherited`, the cue is the earlier one):
//!  - backshift: a past perfect about the speaker of the sentence before ("She spoke on Monday. She had been
//!    told ...") is reported speech without a cue (Quirk et al. 1985, 14.31: free indirect speech); so is a "would"
//!    that nothing conditions ("The strikes would go on");
//!  - a paragraph whose sentences so far all come from one source, the last by a plain cue, goes on in that voice.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::name::Lists;

use crate::assemble::Inputs;
use crate::clause::{Unit, UnitKind};
use crate::types::Attribution;

/// How many sentences back a paragraph's one voice is looked for.
const VOICE_REACH: usize = 12;

/// The attribution whose source goes on speaking in `unit`, if the signs are there.
pub(crate) fn from_before(inputs: &Inputs, unit: &Unit) -> Option<usize> {
    let parse = inputs.parse;
    let sentence = unit.sentence;
    let block = parse.sentences()[sentence].block;
    if !matches!(unit.kind, UnitKind::Main | UnitKind::Nominal | UnitKind::Adverbial | UnitKind::Participle) {
        return None;
    }
    let before = sentence.checked_sub(1).filter(|&s| parse.sentences()[s].block == block)?;
    backshift(inputs, unit, before).or_else(|| one_voice(inputs, unit, block, sentence))
}

fn backshift(inputs: &Inputs, unit: &Unit, before: usize) -> Option<usize> {
    let Inputs { parse, attributions, .. } = *inputs;
    let aux = || parse.children_by(unit.head, Dep::Aux);
    let had = aux().any(|a| parse.lemma(a) == "have" && parse.token(a).tag == Tag::Vbd);
    // "The strikes would continue": what was to come when it was said. "would have" is a condition.
    let would = aux().any(|a| parse.lemma(a) == "would")
        && !aux().any(|a| parse.lemma(a) == "have")
        && unit
            .tokens
            .first()
            .is_some_and(|&i| !matches!(parse.token(i).pos, Pos::Sconj | Pos::Adp | Pos::Aux));
    let subject =
        parse.children(unit.head).find(|&c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass))?;
    if !would && (!had || parse.token(subject).pos != Pos::Pron) {
        return None;
    }
    let root = parse.sentences()[before].root;
    let near = inputs.touching[before].iter().copied();
    near.into_iter().find(|&i| attributions[i].cue_token == root && !attributions[i].source.is_empty())
}

fn one_voice(inputs: &Inputs, unit: &Unit, block: usize, sentence: usize) -> Option<usize> {
    let Inputs { parse, attributions, .. } = *inputs;
    let same = |s: &usize| parse.sentences()[*s].block == block;
    if gives_own_account(inputs, unit) {
        return None;
    }
    let earlier: Vec<usize> = (0..sentence).rev().take_while(same).take(VOICE_REACH).collect();
    if earlier.len() < 2 {
        return None;
    }
    let voice = |s: usize| {
        let span = parse.sentences()[s].span;
        let plain = |i: usize| {
            inputs.cuts[i] && attributions[i].inside.is_none() && covers(parse, &attributions[i], s)
        };
        let near = inputs.touching[s].iter().copied();
        near.into_iter().find(|&i| plain(i) && attributions[i].cue.first().is_some_and(|c| span.contains(*c)))
    };
    let voices: Option<Vec<usize>> = earlier.iter().map(|&s| voice(s)).collect();
    let voices = voices?;
    let last = *voices.first()?;
    // The same source by name, or one that the later sentence refers back to as a whole ("the analysis said").
    let who = |i: usize| inputs.speaker_names.get(i).map(String::as_str);
    voices.iter().all(|&v| who(v) == who(last)).then_some(last)
}

/// "Two neighbours gave a similar account": others have their say.
fn gives_own_account(inputs: &Inputs, unit: &Unit) -> bool {
    let parse = inputs.parse;
    let product = |o: usize| inputs.names.lists(parse.lemma_lower(o)).any(Lists::PRODUCT);
    let new = |s: usize| parse.token(s).pos != Pos::Pron;
    parse.child(unit.head, Dep::Dobj).is_some_and(product)
        && parse.child(unit.head, Dep::Nsubj).is_some_and(new)
}

/// Whether the attribution holds the main clause of its sentence.
fn covers(parse: &Parse, a: &Attribution, sentence: usize) -> bool {
    let s = &parse.sentences()[sentence];
    let content: usize = a.content.iter().map(|c| c.len()).sum();
    a.cue_token == s.root || content * 2 > s.span.len()
}
