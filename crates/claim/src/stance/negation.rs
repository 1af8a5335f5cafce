//! What is negated, only possible, or called false.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use super::{StanceLexicon, reason};
use crate::clause::{Unit, UnitKind};
use crate::negation;
use crate::types::{Attribution, Polarity, Reason};

/// Whether the verb at `head` is only possible or wished for: "may announce", "should admit".
pub(crate) fn is_possible(parse: &Parse, head: usize) -> bool {
    parse
        .children_by(head, Dep::Aux)
        .any(|c| matches!(parse.lemma(c), "may" | "might" | "could" | "should" | "must" | "ought"))
}

/// Whether the verb at `head` is negated, by "not" or by its subject ("no side", "neither X nor Y").
pub(crate) fn is_negated(parse: &Parse, head: usize) -> bool {
    negation::words(parse, head).any(|c| !matches!(parse.token(c).dep, Dep::Dobj | Dep::Attr))
}

pub(super) fn polarity(
    parse: &Parse,
    unit: &Unit,
    by: Option<&Attribution>,
    reasons: &mut Vec<Reason>,
) -> Polarity {
    let head = unit.head;
    let negation = negation::words(parse, head).find(|c| unit.tokens.contains(c));
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

/// "The claim about a helicopter is false", "the reports do not correspond to reality": what was told is denied.
pub(super) fn calls_false(parse: &Parse, lexicon: &StanceLexicon, unit: &Unit) -> Option<usize> {
    let head = unit.head;
    // "withdrew its statement that 200 had been killed"
    let lemma = |i: usize| parse.lemma_lower(i);
    if lexicon.taken_back.contains(lemma(head))
        && parse.child(head, Dep::Dobj).is_some_and(|o| lexicon.told.contains(lemma(o)))
    {
        return Some(head);
    }
    let subject = parse.child(head, Dep::Nsubj).or_else(|| parse.child(head, Dep::Nsubjpass))?;
    let named = lexicon.told.contains(parse.lemma_lower(subject));
    let told = named || matches!(parse.str(subject).to_lowercase().as_str(), "this" | "that" | "it");
    if !told {
        return None;
    }
    false_predicate(parse, lexicon, head, named)
}

fn false_predicate(parse: &Parse, lexicon: &StanceLexicon, head: usize, named: bool) -> Option<usize> {
    let negated = parse.child(head, Dep::Neg).is_some();
    if negated {
        // "do not correspond to reality", "is not true"
        let truth = |i: usize| matches!(parse.lemma(i), "reality" | "truth" | "fact" | "true" | "accurate");
        let of = parse
            .children(head)
            .filter(|&c| matches!(parse.token(c).dep, Dep::Prep | Dep::Dobj | Dep::Acomp | Dep::Attr));
        return of.flat_map(|c| std::iter::once(c).chain(parse.child(c, Dep::Pobj))).find(|&i| truth(i));
    }
    std::iter::once(head)
        .chain(
            parse
                .children(head)
                .filter(|&c| matches!(parse.token(c).dep, Dep::Acomp | Dep::Attr | Dep::Dobj)),
        )
        .flat_map(|p| std::iter::once(p).chain(parse.children_by(p, Dep::Amod)))
        .find(|&i| lexicon.falsity.contains(parse.lemma_lower(i)))
        .filter(|_| named || parse.lemma(head) == "be")
}

/// Whether the noun of telling at `cue` is the subject of a predicate that calls it false.
pub(crate) fn is_called_false(parse: &Parse, lexicon: &StanceLexicon, cue: usize) -> bool {
    let told = matches!(parse.token(cue).dep, Dep::Nsubj | Dep::Nsubjpass)
        && lexicon.told.contains(parse.lemma_lower(cue));
    told && false_predicate(parse, lexicon, parse.head(cue), true).is_some()
}

/// What a correction says was said before: the words of "an earlier version", or of "it" in a paragraph that corrects.
pub(super) fn taken_back(parse: &Parse, lexicon: &StanceLexicon, a: &Attribution) -> bool {
    let Some(source) = a.source.first().map(|&s| parse.tokens_in(s)).filter(|s| !s.is_empty()) else {
        return false;
    };
    if is_earlier_version(parse, &source) {
        return true;
    }
    let says = |t: usize, words: &[&str]| words.iter().any(|w| parse.str(t).eq_ignore_ascii_case(w));
    let own = a.source_token.is_some_and(|t| says(t, &["it", "we"]) || is_report(parse, t));
    own && parse.token(a.cue_token).tag == Tag::Vbd && corrects(parse, lexicon, a.cue_token)
}

fn is_report(parse: &Parse, i: usize) -> bool {
    ["report", "article", "story", "post"].iter().any(|w| parse.lemma(i).eq_ignore_ascii_case(w))
}

/// Whether the paragraph of the cue calls a report wrong: "Correction: ...", "the report was wrong", "it wrongly said".
/// What went wrong elsewhere ("hit by mistake", "the report found errors") takes nothing back.
fn corrects(parse: &Parse, lexicon: &StanceLexicon, cue: usize) -> bool {
    let block = parse.sentence_of(cue).block;
    let first = parse.sentences().partition_point(|s| s.block < block);
    let start = parse.sentences()[first].tokens.start;
    let own = (start..parse.len()).take_while(|&i| parse.sentence_of(i).block == block);
    let slip = |i: &usize| lexicon.slips.contains(parse.str(*i).to_lowercase().as_str());
    own.filter(slip).any(|i| {
        let label = i == start && i + 1 < parse.len() && parse.str(i + 1) == ":";
        let of_cue = parse.head(i) == cue && parse.token(i).dep == Dep::Advmod;
        // "was wrong", "was in error", "contained an error", "has been corrected"
        let verb = parse.ancestors(i).take(3).find(|&a| matches!(parse.token(a).pos, Pos::Verb | Pos::Aux));
        let says_so = verb.filter(|&v| v == i || matches!(parse.lemma(v), "be" | "contain"));
        let about = |v: usize| {
            let argument = |c: &usize| matches!(parse.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj);
            parse.children(v).filter(argument).any(|c| is_report(parse, c))
        };
        label || of_cue || says_so.is_some_and(about)
    })
}

/// "an earlier version of this report", "the original story".
pub(crate) fn is_earlier_version(parse: &Parse, source: &std::ops::Range<usize>) -> bool {
    let says =
        |words: &[&str]| source.clone().any(|i| words.iter().any(|w| parse.lemma(i).eq_ignore_ascii_case(w)));
    says(&["version", "edition"]) && says(&["early", "earlier", "previous", "original", "first", "prior"])
}
