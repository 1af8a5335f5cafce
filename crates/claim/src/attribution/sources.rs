//! Who speaks: from the cue to its subject, over relative clauses, participles and shared subjects.

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, EntityLabel, Pos, Tag};

use super::extents::{Pieces, misjoined, one, phrase, tidy};

/// The party a cue belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Head token.
    pub head: usize,
    /// Its words, with title and apposition.
    pub pieces: Pieces,
}

/// Whether `verb` is a passive.
pub(crate) fn is_passive(parse: &Parse, verb: usize) -> bool {
    let token = parse.token(verb);
    token.tag == Tag::Vbn
        && (parse.children(verb).any(|c| matches!(parse.token(c).dep, Dep::Auxpass | Dep::Nsubjpass))
            || matches!(token.dep, Dep::Acl | Dep::Advcl | Dep::Relcl)
                && !parse.children(verb).any(|c| matches!(parse.token(c).dep, Dep::Aux | Dep::Nsubj)))
}

/// Who does a passive: the object of its "by".
pub(crate) fn agent(parse: &Parse, verb: usize) -> Option<Source> {
    let by = parse.children(verb).find(|&c| {
        parse.token(c).dep == Dep::Agent
            || parse.token(c).dep == Dep::Prep && parse.str(c).eq_ignore_ascii_case("by")
    })?;
    noun_phrase(parse, parse.child(by, Dep::Pobj)?)
}

/// The subject of `verb`, active or passive, its own or the one it shares.
pub(crate) fn subject(parse: &Parse, verb: usize) -> Option<Source> {
    let mut v = misjoined(parse, verb).unwrap_or(verb);
    // Each step climbs the tree.
    for _ in 0..8 {
        // "Correction: the paper said": a label is no subject.
        let label = |c: usize| {
            let end = parse.subtree(c).end;
            end <= v && (end - 1..=end).any(|i| parse.str(i) == ":")
        };
        if let Some(s) = parse
            .children(v)
            .find(|&c| matches!(parse.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj) && !label(c))
        {
            return named_after(parse, s, v).or_else(|| nominal(parse, s, v));
        }
        let token = parse.token(v);
        let up = parse.head(v);
        if up == v {
            return None;
        }
        v = match token.dep {
            Dep::Conj | Dep::Xcomp | Dep::Advcl | Dep::Ccomp | Dep::Dep if is_verbal(parse, up) => {
                // "They asked him to say": the object of the upper verb speaks.
                if token.dep == Dep::Xcomp
                    && let Some(o) = parse.child(up, Dep::Dobj)
                    && token.tag == Tag::Vb
                {
                    return noun_phrase(parse, o);
                }
                if token.dep == Dep::Ccomp && token.tag.is_finite() {
                    return None;
                }
                up
            }
            Dep::Conj | Dep::Xcomp | Dep::Acomp
                if parse.token(up).pos == Pos::Adj || token.dep == Dep::Acomp =>
            {
                up
            }
            Dep::Acl | Dep::Relcl if parse.token(up).pos != Pos::Verb => {
                return noun_phrase_before(parse, up, v);
            }
            Dep::Pcomp => {
                let over = parse.head(up);
                let noun = parse.head(over);
                if is_verbal(parse, over) {
                    over
                } else if let Some(source) = possessor(parse, over) {
                    return Some(source);
                } else if parse.token(over).dep == Dep::Pobj && is_verbal(parse, parse.head(noun)) {
                    parse.head(noun)
                } else {
                    return None;
                }
            }
            _ => return None,
        };
    }
    None
}

/// "The charity Doctors at Sea said": a noun and a name side by side that the parser took for two subjects.
fn named_after(parse: &Parse, first: usize, v: usize) -> Option<Source> {
    let end = parse.subtree(first).end;
    let name =
        parse.children_by(v, Dep::Nsubj).find(|&c| c > first && c < v && parse.subtree(c).start == end)?;
    let common = parse.token(first).pos == Pos::Noun && first + 1 == end;
    let proper = parse.str(name).starts_with(char::is_uppercase);
    let pieces = tidy(parse, one(parse.subtree(first).start..parse.subtree(name).end));
    (common && proper && !pieces.is_empty()).then_some(Source { head: name, pieces })
}

fn is_verbal(parse: &Parse, i: usize) -> bool {
    matches!(parse.token(i).pos, Pos::Verb | Pos::Aux) || parse.token(i).tag.is_verb()
}

/// A subject; a relative pronoun stands for its antecedent, whose words are given too.
fn nominal(parse: &Parse, s: usize, verb: usize) -> Option<Source> {
    let relative = matches!(parse.token(s).tag, Tag::Wp | Tag::Wdt)
        || parse.token(s).tag == Tag::In && parse.str(s).eq_ignore_ascii_case("that");
    if relative {
        let clause = parse.ancestors(verb).find(|&a| parse.token(a).dep == Dep::Relcl);
        let noun = clause.map(|c| parse.head(c)).filter(|&n| n < s);
        if let (Some(noun), Some(clause)) = (noun, clause) {
            let mut source = noun_phrase_before(parse, noun, clause)?;
            source.pieces.push(s..s + 1);
            return Some(source);
        }
        return Some(Source { head: s, pieces: one(s..s + 1) });
    }
    noun_phrase(parse, s)
}

/// The noun phrase of `head` with everything that hangs on it.
pub(crate) fn noun_phrase(parse: &Parse, head: usize) -> Option<Source> {
    // Clauses joined on are the parser's slips: no part of a name.
    let clauses: Vec<usize> = parse
        .children(head)
        .filter(|&c| {
            let t = parse.token(c);
            matches!(t.dep, Dep::Ccomp | Dep::Advcl | Dep::Parataxis)
                || matches!(t.dep, Dep::Conj | Dep::Dep) && t.tag.is_finite()
                || t.dep == Dep::Cc && c + 1 == parse.subtree(head).end
        })
        .collect();
    let pieces = phrase(parse, head, &clauses);
    (!pieces.is_empty()).then_some(Source { head, pieces })
}

/// The noun phrase of `head` up to its clause `clause`.
fn noun_phrase_before(parse: &Parse, head: usize, clause: usize) -> Option<Source> {
    let mut pieces = phrase(parse, head, &[clause]);
    let limit = parse.subtree(clause).start;
    pieces.retain(|p| p.start < limit);
    (!pieces.is_empty()).then_some(Source { head, pieces })
}

/// Whose the noun is: "the minister's", "their".
pub(crate) fn possessor(parse: &Parse, noun: usize) -> Option<Source> {
    let Some(p) = parse.child(noun, Dep::Poss) else { return namesake(parse, noun) };
    let case: Vec<usize> = parse.children_by(p, Dep::Case).collect();
    let pieces = phrase(parse, p, &case);
    (!pieces.is_empty()).then_some(Source { head: p, pieces })
}

/// A name before the noun: "the Pentagon report".
fn namesake(parse: &Parse, noun: usize) -> Option<Source> {
    let entity = parse.entities().partition_point(|e| e.tokens.end < noun);
    let entity = parse.entities().get(entity).filter(|e| e.tokens.end == noun)?;
    let party =
        matches!(entity.label, EntityLabel::Person | EntityLabel::Org | EntityLabel::Gpe | EntityLabel::Norp);
    party.then(|| Source { head: noun - 1, pieces: std::iter::once(entity.tokens.clone()).collect() })
}

/// "I", "we", "you": outside a quotation that is the writer or the reader.
pub(crate) fn is_author(parse: &Parse, head: usize) -> bool {
    let s = parse.str(head);
    parse.token(head).pos == Pos::Pron
        && ["i", "we", "you", "my", "our", "your", "us", "me"].iter().any(|p| s.eq_ignore_ascii_case(p))
}

/// "It", "this", "which" with nothing to stand for: no party.
pub(crate) fn is_thing(parse: &Parse, head: usize) -> bool {
    let s = parse.str(head);
    matches!(parse.token(head).pos, Pos::Pron | Pos::Det)
        && ["it", "this", "that", "which", "these", "there", "what", "nothing", "something", "everything"]
            .iter()
            .any(|p| s.eq_ignore_ascii_case(p))
}
