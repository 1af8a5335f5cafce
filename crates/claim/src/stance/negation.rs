//! What is negated, only possible, or called false.

use tidings_mention::Parse;
use tidings_mention::labels::Dep;

use super::{StanceLexicon, reason};
use crate::clause::{Unit, UnitKind};
use crate::types::{Attribution, Polarity, Reason};

/// Whether the verb at `head` is only possible or wished for: "may announce", "should admit".
pub(crate) fn is_possible(parse: &Parse, head: usize) -> bool {
    parse
        .children_by(head, Dep::Aux)
        .any(|c| matches!(parse.lemma(c), "may" | "might" | "could" | "should" | "must" | "ought"))
}

/// Whether the verb at `head` is negated, by "not" or by its subject ("no side", "neither X nor Y").
pub(crate) fn is_negated(parse: &Parse, head: usize) -> bool {
    parse.children(head).any(|c| match parse.token(c).dep {
        Dep::Neg => true,
        Dep::Nsubj | Dep::Nsubjpass => negates(parse, c),
        _ => false,
    })
}

/// An argument that negates its clause: "no aircraft", "nobody", "neither X nor Y".
fn negates(parse: &Parse, c: usize) -> bool {
    matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Attr)
        && (matches!(parse.str(c).to_lowercase().as_str(), "nobody" | "nothing" | "none" | "neither")
            || parse.str(parse.token(c).left_edge as usize).eq_ignore_ascii_case("no")
            || parse.children(c).any(|d| {
                matches!(parse.token(d).dep, Dep::Det | Dep::Preconj | Dep::Cc)
                    && d < c
                    && matches!(parse.str(d).to_lowercase().as_str(), "no" | "neither")
            }))
}

pub(super) fn polarity(
    parse: &Parse,
    unit: &Unit,
    by: Option<&Attribution>,
    reasons: &mut Vec<Reason>,
) -> Polarity {
    let head = unit.head;
    // "not only ... but also" and "not X but Y" affirm.
    let negation = parse.children(head).find(|&c| {
        parse.token(c).dep == Dep::Neg
            && unit.tokens.contains(&c)
            && !parse.children(c).any(|d| matches!(parse.lemma(d), "only" | "just"))
            || unit.tokens.contains(&c) && negates(parse, c)
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

/// "The claim about a helicopter is false", "the reports do not correspond to reality": what was told is denied.
pub(super) fn calls_false(parse: &Parse, lexicon: &StanceLexicon, unit: &Unit) -> Option<usize> {
    let head = unit.head;
    let subject = parse.child(head, Dep::Nsubj).or_else(|| parse.child(head, Dep::Nsubjpass))?;
    let named = lexicon.told.contains(parse.lemma(subject).to_lowercase().as_str());
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
        .find(|&i| lexicon.falsity.contains(parse.lemma(i).to_lowercase().as_str()))
        .filter(|_| named || parse.lemma(head) == "be")
}

/// Whether the noun of telling at `cue` is the subject of a predicate that calls it false.
pub(crate) fn is_called_false(parse: &Parse, lexicon: &StanceLexicon, cue: usize) -> bool {
    let told = matches!(parse.token(cue).dep, Dep::Nsubj | Dep::Nsubjpass)
        && lexicon.told.contains(parse.lemma(cue).to_lowercase().as_str());
    told && false_predicate(parse, lexicon, parse.head(cue), true).is_some()
}
