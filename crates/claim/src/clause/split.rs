//! Which tokens of a sentence head a unit.

use std::collections::BTreeMap;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use super::{UnitKind, cuts_off};
use crate::attribution::{misjoined, only_joined};
use crate::stance::StanceLexicon;
use crate::types::{Attribution, Event};

/// Prepositions of cause and sequence: what they govern is a fact of its own.
const CAUSE: [&str; 7] = ["due", "because", "owing", "after", "following", "amid", "amidst"];

/// Prepositions of circumstance: what they govern is a fact of its own only if it is new ("in an air strike"),
/// not if the reader knows it already ("in the war", "in its war").
const CIRCUMSTANCE: [&str; 3] = ["in", "under", "during"];

/// Subordinators whose clause belongs to its main clause: it states no fact by itself.
const CONDITION: [&str; 5] = ["if", "unless", "whether", "lest", "though"];

/// "in collaboration with": prepositions of several words, no event.
const MANNER: [&str; 11] = [
    "collaboration",
    "cooperation",
    "co-operation",
    "coordination",
    "consultation",
    "conjunction",
    "partnership",
    "accordance",
    "response",
    "addition",
    "support",
];

/// The token a unit hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The predicate or noun.
    pub token: usize,
    /// Top of the words that are its own: the token itself, or the preposition it hangs on.
    pub top: usize,
    /// What made it a head.
    pub kind: UnitKind,
    /// A clause of condition that the parser hung elsewhere: its words go with this head.
    pub condition: Option<usize>,
}

/// Unit heads of a sentence, in text order.
pub fn heads(
    parse: &Parse,
    sentence: usize,
    attributions: &[&Attribution],
    events: &[Event],
    figures: &[usize],
    lexicon: &StanceLexicon,
) -> Vec<Head> {
    let range = parse.sentences()[sentence].tokens.clone();
    let mut heads: BTreeMap<usize, UnitKind> = BTreeMap::new();
    let mut conditions: Vec<(usize, usize)> = Vec::new();
    let heading = super::in_heading(parse, sentence);
    let event_at = |i: usize| events.iter().any(|e| e.trigger == i);
    for i in range.clone() {
        if parse.head(i) == i {
            heads.insert(i, UnitKind::Main);
        }
    }
    if heading {
        for i in heading_parts(parse, range.clone()) {
            heads.entry(i).or_insert(UnitKind::Heading);
        }
    }
    for a in attributions.iter().filter(|a| range.contains(&a.cue_token) && cuts_off(parse, a)) {
        let content = |i: usize| a.content.iter().any(|s| s.contains(parse.token(i).span));
        let tops = range.clone().filter(|&h| {
            let t = parse.token(h);
            content(h)
                && (!content(parse.head(h)) || parse.head(h) == h)
                && t.pos != Pos::Punct
                && !matches!(t.dep, Dep::Mark | Dep::Cc | Dep::Advmod | Dep::Prep | Dep::Aux | Dep::Neg)
        });
        let tops: Vec<usize> = tops.collect();
        // "to stop this, we need ...": an infinitive before the main verb is its purpose, not a fact.
        let purpose = |h: usize| {
            tops.len() > 1
                && parse.token(h).tag == Tag::Vb
                && parse.children_by(h, Dep::Aux).any(|c| parse.token(c).tag == Tag::To)
        };
        // "X could rise if Y, the office warned": the condition goes with what depends on it.
        let main = tops.iter().copied().find(|&h| !purpose(h) && !is_condition(parse, h));
        for &h in tops.iter().filter(|&&h| !purpose(h)) {
            match main {
                Some(main) if is_condition(parse, h) => conditions.push((main, h)),
                _ => {
                    heads.entry(h).or_insert(UnitKind::Content);
                }
            }
        }
    }
    for i in range.clone() {
        if heads.contains_key(&i) {
            continue;
        }
        let told = |i: usize| {
            parse.subtree(i).any(|k| event_at(k) || figures.contains(&k))
                || attributions.iter().any(|a| a.cue_token == i)
        };
        if let Some(kind) = clause(parse, lexicon, i, told)
            .or_else(|| nominal(parse, i, &event_at, figures))
            .or_else(|| conjunct(parse, i, figures))
        {
            heads.insert(i, kind);
        }
    }
    let condition = |token: usize| conditions.iter().find(|(main, _)| *main == token).map(|c| c.1);
    heads
        .into_iter()
        .map(|(token, kind)| Head { token, top: top(parse, token, kind), kind, condition: condition(token) })
        .collect()
}

/// A clause of condition: "if X", "unless X", "had X happened".
pub(crate) fn is_condition(parse: &Parse, i: usize) -> bool {
    let t = parse.token(i);
    if t.dep != Dep::Advcl {
        return false;
    }
    let marked = parse.children(i).any(|m| {
        matches!(parse.token(m).dep, Dep::Mark | Dep::Advmod)
            && matches!(parse.lemma(m), "if" | "unless" | "lest")
    });
    let first = t.left_edge as usize;
    let opens = |k: usize| ["had", "were", "should"].iter().any(|w| parse.str(k).eq_ignore_ascii_case(w));
    // "Had the lines not been cut, ...", where the parser takes "had" for the verb.
    if first == i && i < parse.head(i) && opens(i) && parse.child(parse.head(i), Dep::Aux).is_some() {
        return true;
    }
    let inverted = parse.token(first).dep == Dep::Aux
        && parse.head(first) == i
        && opens(first)
        && parse.child(i, Dep::Nsubj).or_else(|| parse.child(i, Dep::Nsubjpass)).is_some_and(|s| s > first);
    marked || inverted
}

/// Units under a preposition own it: "In a raid near Tarn", "with 40 people moved".
fn top(parse: &Parse, token: usize, kind: UnitKind) -> usize {
    if kind == UnitKind::Remark {
        return parse.head(token);
    }
    if !matches!(kind, UnitKind::Nominal | UnitKind::Absolute | UnitKind::Participle) {
        return token;
    }
    let under = |i: usize| matches!(parse.token(i).dep, Dep::Pobj | Dep::Pcomp) && parse.head(i) != i;
    let mut top = token;
    while under(top) {
        top = parse.head(top);
    }
    top
}

fn clause(
    parse: &Parse,
    lexicon: &StanceLexicon,
    i: usize,
    told: impl Fn(usize) -> bool,
) -> Option<UnitKind> {
    let t = parse.token(i);
    let h = parse.head(i);
    let verb = t.tag.is_verb() || t.pos == Pos::Aux;
    let has_subject =
        parse.children(i).any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Expl));
    let finite = t.tag.is_finite()
        || parse
            .children(i)
            .any(|c| matches!(parse.token(c).dep, Dep::Aux | Dep::Auxpass) && parse.token(c).tag.is_finite());
    let mark = parse.children_by(i, Dep::Mark).next().map(|m| parse.str(m).to_lowercase());
    match t.dep {
        Dep::Conj
            if verb
                && (finite || has_subject || shares_auxiliary(parse, i))
                && misjoined(parse, i).is_none()
                && (parse.token(h).tag.is_verb() || parse.token(h).pos == Pos::Aux) =>
        {
            // Co-ordinated inside a restrictive clause or a complement: no fact of its own there.
            let inside =
                parse.ancestors(h).any(|a| matches!(parse.token(a).dep, Dep::Relcl | Dep::Xcomp | Dep::Acl));
            (!inside).then_some(UnitKind::Main)
        }
        // "called on them to flee and vowed to return"
        Dep::Conj if misjoined(parse, i).is_some() => Some(UnitKind::Main),
        Dep::Ccomp | Dep::Parataxis
            if verb && (finite || has_subject) && (parataxis(parse, i) || only_joined(parse, i, h)) =>
        {
            Some(UnitKind::Main)
        }
        Dep::Advcl if is_condition(parse, i) => None,
        Dep::Advcl => match mark.as_deref() {
            Some(m) if CONDITION.contains(&m) => None,
            // "expected to grow before the rains end": what bounds a thing to come has not happened either.
            Some("before" | "until" | "till" | "once") if is_to_come(parse, h) => None,
            Some("with") => Some(UnitKind::Absolute),
            _ if t.tag == Tag::Vbg && !has_subject => {
                // "Following the raid, ..." is a preposition in disguise: its object is the event.
                (!is_linking(parse.lemma(i)) && comma_between(parse, i, h)).then_some(UnitKind::Participle)
            }
            _ if (finite || has_subject) && !is_comparison(parse, i) => Some(UnitKind::Adverbial),
            _ => hedged_purpose(parse, i).then_some(UnitKind::Adverbial),
        },
        Dep::Acl if hedged_purpose(parse, i) => Some(UnitKind::Adverbial),
        Dep::Pcomp if t.tag == Tag::Vbg => {
            let prep = parse.lemma(h);
            match prep {
                "with" => Some(UnitKind::Absolute),
                "by" => parse.child(i, Dep::Dobj).map(|_| UnitKind::Participle),
                _ => None,
            }
        }
        Dep::Relcl if remark_noun(parse, lexicon, i).is_some() => Some(UnitKind::Remark),
        Dep::Relcl if comma_before(parse, i) && (finite || has_subject) && told(i) => {
            Some(UnitKind::Relative)
        }
        _ => None,
    }
}

/// "have seized the town, overrun six villages and cut the road": a deed with an object of its own, which shares the
/// subject and the auxiliary of the verb it is joined to.
fn shares_auxiliary(parse: &Parse, i: usize) -> bool {
    let t = parse.token(i);
    let plain = matches!(t.tag, Tag::Vb | Tag::Vbn) && parse.child(i, Dep::Dobj).is_some();
    let infinitive = |k: usize| parse.children_by(k, Dep::Aux).any(|c| parse.token(c).tag == Tag::To);
    let h = parse.head(i);
    let lent = parse.children(h).any(|c| {
        matches!(parse.token(c).dep, Dep::Aux)
            && parse.token(c).tag.is_finite()
            && parse.token(c).tag != Tag::To
    });
    let either =
        parse.children_by(h, Dep::Cc).any(|c| matches!(parse.lemma(c), "nor" | "or" | "neither" | "either"));
    plain && lent && !either && h < i && !infinitive(i) && !infinitive(h)
}

/// "..., an account that the rebels dispute", "..., a step that would hasten it": the noun beside a whole clause that
/// the relative clause `i` makes a remark on it.
fn remark_noun(parse: &Parse, lexicon: &StanceLexicon, i: usize) -> Option<usize> {
    let noun = parse.head(i);
    let t = parse.token(noun);
    let left = t.left_edge as usize;
    let beside = matches!(t.dep, Dep::Appos | Dep::Npadvmod) && left > 0 && parse.str(left - 1) == ",";
    let one = parse.children_by(noun, Dep::Det).any(|d| matches!(parse.lemma(d), "a" | "an"));
    let said = lexicon.remarks.contains(parse.lemma(noun));
    (parse.token(i).dep == Dep::Relcl && beside && one && said).then_some(noun)
}

/// An infinitive, or a verb with a modal.
fn is_to_come(parse: &Parse, i: usize) -> bool {
    parse.children_by(i, Dep::Aux).any(|c| matches!(parse.token(c).tag, Tag::To | Tag::Md))
}

/// A gerund that is an act of its own; "following" and "according" are prepositions.
fn is_gerund(parse: &Parse, i: usize) -> bool {
    parse.token(i).tag == Tag::Vbg && !is_linking(parse.lemma(i))
}

/// "apparently to prevent panic": a motive the speaker only guesses at.
fn hedged_purpose(parse: &Parse, i: usize) -> bool {
    let infinitive = parse.children_by(i, Dep::Aux).any(|c| parse.token(c).tag == Tag::To);
    infinitive
        && parse.children_by(i, Dep::Advmod).any(|c| {
            matches!(
                parse.lemma(c),
                "apparently"
                    | "reportedly"
                    | "allegedly"
                    | "presumably"
                    | "supposedly"
                    | "possibly"
                    | "probably"
                    | "likely"
                    | "ostensibly"
            )
        })
}

/// A noun under a preposition of cause or circumstance that hangs on a verb: an event, a cause, a figure.
fn nominal(
    parse: &Parse,
    i: usize,
    event_at: &impl Fn(usize) -> bool,
    figures: &[usize],
) -> Option<UnitKind> {
    let t = parse.token(i);
    if !t.tag.is_noun() && t.tag != Tag::Vbg {
        return None;
    }
    let h = parse.head(i);
    let under = match t.dep {
        Dep::Pobj | Dep::Pcomp => parse
            .ancestors(h)
            .take_while(|&a| {
                matches!(parse.token(a).dep, Dep::Prep | Dep::Pcomp)
                    && !parse.token(a).tag.is_noun()
                    && !is_gerund(parse, a)
            })
            .last()?,
        Dep::Dobj if is_linking(parse.lemma(h)) => h,
        _ => return None,
    };
    let on = parse.head(under);
    let verbal = parse.token(on).tag.is_verb()
        || parse.token(on).pos == Pos::Aux
        || parse.token(under).dep == Dep::Advcl;
    if !verbal || matches!(parse.lemma(on), "result" | "lead" | "end" | "culminate") {
        return None;
    }
    let prep = parse.str(under).to_lowercase();
    let new = !parse.children(i).any(|c| {
        matches!(parse.token(c).dep, Dep::Poss)
            || parse.token(c).dep == Dep::Det && matches!(parse.lemma(c), "the" | "this" | "that")
    });
    if prep == "in" && MANNER.contains(&parse.lemma(i)) {
        return None;
    }
    let cause = CAUSE[..3].contains(&prep.as_str());
    let told = event_at(i) || figures.contains(&i);
    // "under siege", "in support of": an idiom, not an event of its own.
    let bare = parse.children(i).next().is_none() && !figures.contains(&i);
    let new = new && !bare;
    let fits = cause
        || event_at(i) && (CAUSE.contains(&prep.as_str()) || new && CIRCUMSTANCE.contains(&prep.as_str()))
        || told && CAUSE.contains(&prep.as_str());
    fits.then_some(UnitKind::Nominal)
}

/// "30 rockets, 800 guided bombs and a drone": a further object with a figure of its own.
fn conjunct(parse: &Parse, i: usize, figures: &[usize]) -> Option<UnitKind> {
    let counted = |i: usize| parse.token(i).tag.is_noun() && figures.contains(&i);
    let row = |i: &usize| parse.token(*i).dep == Dep::Conj && counted(*i);
    let first = parse.ancestors(i).find(|a| !row(a))?;
    (first != i && counted(first) && parse.token(first).dep == Dep::Dobj).then_some(UnitKind::Conjunct)
}

/// A clause set beside another without a subordinator ("A fell; B rose").
fn parataxis(parse: &Parse, i: usize) -> bool {
    let h = parse.head(i);
    let (a, b) = (i.min(h), i.max(h));
    (a..b).any(|k| matches!(parse.str(k), ";" | ":" | "—" | "–" | "--" | "-"))
}

/// Parts of a heading that a dash, colon or bar divides: the top token of each.
fn heading_parts(parse: &Parse, range: std::ops::Range<usize>) -> Vec<usize> {
    let bar = |i: usize| matches!(parse.str(i), "–" | "—" | "--" | ":" | "|" | "-" | ";") && i > range.start;
    let mut parts = Vec::new();
    let mut from = range.start;
    for i in range.clone().chain([range.end]) {
        if i == range.end || bar(i) {
            let part = from..i;
            // Prefer a finite verb; else the token whose head lies outside the part.
            let top = part
                .clone()
                .find(|&k| parse.token(k).tag.is_finite() && parse.token(k).dep == Dep::Root)
                .or_else(|| {
                    part.clone().find(|&k| {
                        (!part.contains(&parse.head(k)) || parse.head(k) == k)
                            && parse.token(k).pos != Pos::Punct
                    })
                });
            parts.extend(top);
            from = i + 1;
        }
    }
    if parts.len() < 2 { Vec::new() } else { parts }
}

/// Participles that only link ("following", "including", "according").
fn is_linking(lemma: &str) -> bool {
    matches!(
        lemma,
        "follow"
            | "judge"
            | "include"
            | "accord"
            | "regard"
            | "concern"
            | "depend"
            | "base"
            | "compare"
            | "cite"
            | "use"
            | "involve"
    )
}

fn is_comparison(parse: &Parse, i: usize) -> bool {
    parse.children_by(i, Dep::Mark).any(|m| matches!(parse.lemma(m), "than")) || {
        // "as shown in videos", "as expected": a source or a comparison, no fact.
        parse.children_by(i, Dep::Mark).any(|m| parse.lemma(m) == "as")
            && !parse.children(i).any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass))
    }
}

fn comma_between(parse: &Parse, i: usize, h: usize) -> bool {
    (i.min(h)..i.max(h)).any(|k| matches!(parse.str(k), "," | ";" | "–" | "—"))
}

fn comma_before(parse: &Parse, i: usize) -> bool {
    let left = parse.token(i).left_edge as usize;
    left > 0 && parse.str(left - 1) == ","
}
