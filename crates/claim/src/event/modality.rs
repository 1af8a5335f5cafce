//! Whether what a predicate says is done, denied, to come, supposed, or long past.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use super::frame::first_conjunct;
use crate::negation;

/// The modal verb over a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Modal {
    /// None.
    #[default]
    Plain,
    /// "will", "shall", "is going to", "is about to".
    Future,
    /// "must", "should", "has to".
    Must,
    /// "may", "could", "would".
    Maybe,
}

/// How a predicate is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modality {
    /// The modal verb.
    pub modal: Modal,
    /// "not", "never", "no".
    pub negated: bool,
}

/// The modal and negation on the predicate at `i` itself; coordinated verbs share those of the first.
pub fn of(parse: &Parse, i: usize) -> Modality {
    let mut found = own(parse, i);
    let mut at = i;
    while found.modal == Modal::Plain && parse.token(at).dep == Dep::Conj {
        let head = parse.head(at);
        // A conjunct with an auxiliary or subject of its own is a clause of its own.
        if head == at
            || parse.children(at).any(|c| matches!(parse.token(c).dep, Dep::Aux | Dep::Auxpass | Dep::Nsubj))
            || parse.token(at).tag != Tag::Vb
        {
            break;
        }
        at = head;
        let shared = own(parse, at);
        found.modal = shared.modal;
        found.negated |= shared.negated;
    }
    found
}

fn own(parse: &Parse, i: usize) -> Modality {
    let mut m = Modality::default();
    // The modal of "is ready to" stands on the copula.
    let carrier = match parse.token(i).dep {
        Dep::Acomp | Dep::Attr => Some(parse.head(i)),
        _ => None,
    };
    for c in parse.children(i).chain(carrier.into_iter().flat_map(|b| parse.children(b))) {
        let t = parse.token(c);
        match t.dep {
            Dep::Aux => match parse.lemma_lower(c) {
                "will" | "shall" | "'ll" | "wo" => m.modal = Modal::Future,
                "must" | "should" | "ought" => m.modal = Modal::Must,
                "may" | "might" | "could" | "would" | "can" => m.modal = Modal::Maybe,
                _ => {}
            },
            Dep::Det if parse.lemma(c) == "no" => m.negated = true,
            _ => {}
        }
    }
    let t = parse.token(i);
    // "Destroy the depots!": an imperative is not yet done.
    if t.tag == Tag::Vb
        && t.dep == Dep::Root
        && m.modal == Modal::Plain
        && !parse.children(i).any(|c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Aux))
    {
        m.modal = Modal::Future;
    }
    // "said it would": the "will" of what was said.
    if m.modal == Modal::Maybe
        && t.dep == Dep::Ccomp
        && matches!(parse.token(parse.head(i)).tag, Tag::Vbd | Tag::Vbn)
        && parse.children_by(i, Dep::Aux).any(|c| parse.lemma(c) == "would" || parse.str(c) == "would")
    {
        m.modal = Modal::Future;
    }
    if t.dep == Dep::Xcomp {
        let head = parse.head(i);
        let lemma = parse.lemma(head);
        let progressive = parse.children_by(head, Dep::Aux).any(|c| parse.lemma(c) == "be");
        match lemma {
            "go" if progressive && parse.token(head).tag == Tag::Vbg => m.modal = Modal::Future,
            "have" | "need" => m.modal = Modal::Must,
            "about" | "set" | "due" | "poised" | "bind" => m.modal = Modal::Future,
            _ => {}
        }
    }
    m.negated |= std::iter::once(i).chain(carrier).any(|p| negation::words(parse, p).next().is_some());
    m
}

/// The auxiliary modes of the event at `i`: negation, future, hypothetical, historical.
pub fn auxiliary(parse: &Parse, i: usize, governors: &[usize]) -> Vec<&'static str> {
    let mut aux = Vec::new();
    let mut add = |name: &'static str| {
        if !aux.contains(&name) {
            aux.push(name);
        }
    };
    let here = of(parse, i);
    if here.negated || governors.iter().any(|&g| of(parse, g).negated) || is_denied(parse, i) {
        add("negation");
    }
    for &at in governors.iter().chain([&i]) {
        match of(parse, at).modal {
            Modal::Future => add("future"),
            Modal::Maybe | Modal::Must => add("hypothetical"),
            Modal::Plain => {}
        }
    }
    if is_to_come(parse, i) {
        add("future");
    }
    if is_supposed(parse, i) {
        add("hypothetical");
    }
    if is_long_past(parse, i) {
        add("historical");
    }
    aux.sort_unstable();
    aux
}

/// The first verb or noun above `i` in its clause.
fn governor(parse: &Parse, i: usize) -> Option<usize> {
    let first = first_conjunct(parse, i);
    let head = parse.head(first);
    (head != first).then_some(head)
}

fn is_denied(parse: &Parse, i: usize) -> bool {
    const AVOIDED: [&str; 9] =
        ["avoid", "prevent", "avert", "foil", "thwart", "stop", "without", "refrain", "rule"];
    let Some(g) = governor(parse, i) else { return false };
    let above = if parse.token(g).pos == Pos::Adp && parse.lemma(g) != "without" {
        governor(parse, g).unwrap_or(g)
    } else {
        g
    };
    AVOIDED.contains(&parse.lemma(above)) && parse.token(i).dep != Dep::Conj
}

fn is_to_come(parse: &Parse, i: usize) -> bool {
    const PLANNED: [&str; 11] = [
        "planned",
        "upcoming",
        "expected",
        "forthcoming",
        "imminent",
        "future",
        "scheduled",
        "looming",
        "impending",
        "proposed",
        "plan",
    ];
    const AHEAD: [&str; 2] = ["ahead", "before"];
    const AIMS: [&str; 16] = [
        "plan", "intend", "want", "aim", "prepare", "hope", "wish", "seek", "vow", "promise", "pledge",
        "threaten", "schedule", "expect", "decide", "agree",
    ];
    if parse.children(i).any(|c| {
        matches!(parse.token(c).dep, Dep::Amod | Dep::Compound)
            && PLANNED.contains(&parse.str(c).to_lowercase().as_str())
    }) {
        return true;
    }
    let Some(g) = governor(parse, i) else { return false };
    let t = parse.token(i);
    let infinitive = t.tag == Tag::Vb && parse.children_by(i, Dep::Aux).any(|c| parse.lemma(c) == "to");
    if infinitive && (AIMS.contains(&parse.lemma(g)) || matches!(t.dep, Dep::Acl | Dep::Advcl)) {
        return true;
    }
    parse.lemma(g) == "of" && parse.ancestors(g).take(3).any(|a| AHEAD.contains(&parse.lemma(a)))
}

fn is_supposed(parse: &Parse, i: usize) -> bool {
    const ASKED: [&str; 10] =
        ["demand", "urge", "call", "ask", "request", "appeal", "recommend", "propose", "suggest", "consider"];
    // Up to the clause that an "if" opens.
    for a in parse.ancestors(i).take(5) {
        let marked = parse.children(a).any(|c| {
            matches!(parse.token(c).dep, Dep::Mark | Dep::Advmod)
                && matches!(parse.lemma_lower(c), "if" | "unless" | "whether")
        });
        if marked {
            return true;
        }
        if !matches!(
            parse.token(a).dep,
            Dep::Dobj | Dep::Conj | Dep::Nsubj | Dep::Nsubjpass | Dep::Xcomp | Dep::Pobj | Dep::Prep
        ) {
            break;
        }
    }
    if parse
        .children_by(i, Dep::Amod)
        .any(|c| matches!(parse.lemma(c), "possible" | "potential" | "hypothetical"))
    {
        return true;
    }
    let Some(g) = governor(parse, i) else { return false };
    matches!(parse.token(i).dep, Dep::Xcomp | Dep::Ccomp) && ASKED.contains(&parse.lemma(g))
}

/// "two decades ago", "in 1994", "during the Cold War".
fn is_long_past(parse: &Parse, i: usize) -> bool {
    let verb = parse.ancestors(i).find(|&a| parse.token(a).tag.is_verb()).unwrap_or(i);
    let published = parse.doc().meta.published.map(|d| i64::from(d.year()));
    let near = |a: usize| parse.children(a).any(|c| says_long_ago(parse, c, published));
    near(i) || (verb != i && !matches!(parse.token(i).dep, Dep::Relcl) && near(verb))
}

fn says_long_ago(parse: &Parse, c: usize, published: Option<i64>) -> bool {
    if !matches!(parse.token(c).dep, Dep::Prep | Dep::Advmod | Dep::Npadvmod) {
        return false;
    }
    let words = parse.subtree(c);
    if words.len() > 8 {
        return false;
    }
    let mut long = false;
    let mut ago = false;
    for w in words {
        match parse.lemma_lower(w) {
            "ago" | "earlier" => ago = true,
            "year" | "decade" | "century" => long = true,
            word => {
                let digits = word.trim_end_matches('s');
                if digits.len() == 4
                    && let Ok(year) = digits.parse::<i64>()
                    && (1800..2100).contains(&year)
                    && (published.is_some_and(|p| year < p - 1)
                        || (published.is_none() && word.ends_with('s')))
                {
                    return true;
                }
            }
        }
    }
    ago && long
}
