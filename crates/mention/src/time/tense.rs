//! Which way the verb by a time expression looks: a weekday told in the past is the last one, one planned the
//! next.

use super::expr::Found;
use super::lex::{Kind, Lex};
use super::lexicon::Term;
use crate::Parse;
use crate::labels::{Dep, Tag};

/// Which way the verb looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    Past,
    Present,
    Future,
    Unknown,
}

/// What these verbs speak of lies ahead, whatever their tense.
const PLANNED: [&str; 5] = ["scheduled", "due", "slated", "planned", "planning"];

/// What these verbs tell of in the present is on a programme: "the council meets Monday".
const PROGRAMME: [&str; 8] =
    ["meets", "convenes", "opens", "begins", "starts", "resumes", "expires", "votes"];

/// Verbs that put a limit off: what follows "until" then lies ahead.
const GRANTED: [&str; 10] =
    ["has", "have", "had", "given", "gave", "postponed", "extended", "delayed", "adjourned", "suspended"];

/// Past verbs whose infinitive is as past as they are, or that tell of the day of the telling.
const DONE_TO: [&str; 14] = [
    "told",
    "ordered",
    "forced",
    "advised",
    "urged",
    "managed",
    "began",
    "started",
    "continued",
    "failed",
    "compelled",
    "made",
    "had",
    "came",
];

/// The verbs around expressions.
#[derive(Clone, Copy)]
pub struct Verbs<'a> {
    pub parse: &'a Parse<'a>,
    pub lex: &'a [Lex],
}

impl Verbs<'_> {
    /// The sentence of a lexeme.
    pub fn sentence(&self, lexeme: usize) -> u32 {
        let token = self.lex[lexeme].token as usize;
        self.parse.tokens().get(token).map_or(0, |t| t.sentence)
    }

    /// A lexeme as it is written.
    pub fn word(&self, k: usize) -> &str {
        &self.parse.doc().text[self.lex[k].start as usize..self.lex[k].end as usize]
    }

    /// Whether what has lasted for the stretch `f` still goes on: "has held for two years".
    pub fn lasting(&self, f: &Found) -> bool {
        let sentence = self.sentence(f.start);
        let inside = |k: usize| self.lex[k].kind != Kind::Break && self.sentence(k) == sentence;
        let left = (0..f.start).rev().take(25).take_while(|&k| inside(k));
        let right = (f.end..self.lex.len().min(f.end + 25)).take_while(|&k| inside(k));
        for k in left.chain(right) {
            match self.lex[k].tag {
                Tag::Vbz | Tag::Vbp => return true,
                Tag::Vbn => {
                    let has = |j: usize| matches!(self.word(j), "has" | "have" | "'ve" | "’ve");
                    return (1..=4).filter_map(|b| k.checked_sub(b)).any(has);
                }
                Tag::Vbd | Tag::Md => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether the words before set a limit: "until", "by", "as early as".
    pub fn deadline(&self, f: &Found) -> bool {
        let Some(before) = f.start.checked_sub(1) else { return false };
        let as_soon =
            self.word(before) == "as" && f.start >= 2 && matches!(self.word(f.start - 2), "soon" | "early");
        // "has until Tuesday", "put off until Tuesday"
        let granted = self.lex[before].term == Term::Until
            && (1..=8).filter_map(|b| before.checked_sub(b)).any(|k| GRANTED.contains(&self.word(k)));
        as_soon
            || granted
            || matches!(self.lex[before].term, Term::Until | Term::By) && self.tense(f) != Tense::Past
    }

    /// The tense of the nearest verb: to the left first, then to the right.
    pub fn tense(&self, f: &Found) -> Tense {
        let before = f.start.checked_sub(1).map(|k| &self.lex[k]).filter(|l| l.term == Term::Before);
        let before = before.map(|l| l.token as usize).filter(|&i| i < self.parse.len());
        if before.is_some_and(|i| put_off(self.parse, i)) {
            return Tense::Future;
        }
        let mut k = f.start;
        let sentence = self.sentence(f.start);
        let inside = |k: usize| {
            self.lex[k].kind != Kind::Break && (self.lex[k].token == u32::MAX || self.sentence(k) == sentence)
        };
        for _ in 0..40 {
            if k == 0 || !inside(k - 1) {
                break;
            }
            k -= 1;
            if let Some(t) = self.verb_tense(k) {
                return t;
            }
        }
        let right = f.end..self.lex.len().min(f.end + 40);
        right.take_while(|&k| inside(k)).find_map(|k| self.verb_tense(k)).unwrap_or(Tense::Unknown)
    }

    /// Tense of the verb at `k`, if it is one that tells.
    fn verb_tense(&self, k: usize) -> Option<Tense> {
        let word = |k: usize| self.word(k);
        match self.lex[k].tag {
            Tag::Vbd | Tag::Vbn | Tag::Jj if PLANNED.contains(&word(k)) => Some(Tense::Future),
            Tag::Vbd => Some(Tense::Past),
            Tag::Vbn => {
                // "will be held", "to be held", "has been held", "is scheduled".
                for back in 1..=4 {
                    let Some(j) = k.checked_sub(back) else { break };
                    match self.lex[j].tag {
                        Tag::Md => return Some(modal(word(j))),
                        Tag::To => return Some(Tense::Future),
                        Tag::Vbd => return Some(Tense::Past),
                        Tag::Vbz | Tag::Vbp if !matches!(word(j), "has" | "have" | "'ve" | "'s") => {
                            return Some(Tense::Present);
                        }
                        Tag::Vbz | Tag::Vbp => return Some(Tense::Past),
                        _ => {}
                    }
                }
                Some(Tense::Past)
            }
            Tag::Md => Some(modal(word(k))),
            Tag::Vb => {
                for back in 1..=4 {
                    let Some(j) = k.checked_sub(back) else { break };
                    match self.lex[j].tag {
                        Tag::Md => return Some(modal(word(j))),
                        // "were told to leave on Monday", "managed to flee"
                        Tag::To if j > 0 && DONE_TO.contains(&word(j - 1)) => return Some(Tense::Past),
                        Tag::To => return Some(Tense::Future),
                        Tag::Vbd => return Some(Tense::Past),
                        _ => {}
                    }
                }
                Some(Tense::Future)
            }
            Tag::Vbz if PROGRAMME.contains(&word(k)) => Some(Tense::Future),
            Tag::Vbz | Tag::Vbp => Some(Tense::Present),
            _ => None,
        }
    }
}

fn modal(word: &str) -> Tense {
    match word {
        "will" | "'ll" | "wo" | "shall" | "may" | "can" | "must" | "should" | "ll" => Tense::Future,
        // "said he could": reported speech looks both ways.
        "could" | "might" => Tense::Unknown,
        "would" => Tense::Future,
        _ => Tense::Present,
    }
}

/// "not before 2025", "could not begin before December": the token `before` is that of what a negation puts off.
pub fn put_off(parse: &Parse, before: usize) -> bool {
    let negated = |i: usize| parse.children_by(i, Dep::Neg).next().is_some();
    let beside = before > 0 && matches!(parse.lemma(before - 1), "not" | "never");
    let verb = parse.ancestors(before).find(|&a| parse.token(a).tag.is_verb());
    // "did not leave before May" is about a past limit; what cannot or will not be lies ahead.
    let ahead = |v: usize| parse.children_by(v, Dep::Aux).any(|a| parse.token(a).tag == Tag::Md);
    beside || verb.is_some_and(|v| negated(v) && ahead(v))
}
