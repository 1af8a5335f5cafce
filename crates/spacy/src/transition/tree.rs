//! From arcs to sentences: subtree edges, sentence starts, and the undoing of pseudo-projective
//! labels.
//!
//! The parser can only build projective trees. A word whose true head is elsewhere was trained
//! with the label `X||Y`: its own label is X, and its head is a word labelled Y below the head
//! that the parser gave it (Nivre and Nilsson, 2005).

use crate::doc::Token;
use crate::error::LoadError;
use crate::labels;

/// Rounds after which edges of a malformed tree are left as they are.
const MAX_ROUNDS: usize = 11;

/// For each dependency label: the two labels it stands for, if it is decorated.
#[derive(Debug)]
pub(crate) struct Decorated(Vec<Option<(u16, u16)>>);

impl Decorated {
    /// Splits the decorated labels in `deps`; their parts are added to it.
    pub(crate) fn new(deps: &mut Vec<String>, file: &str) -> Result<Decorated, LoadError> {
        let mut parts = Vec::with_capacity(deps.len());
        for i in 0..deps.len() {
            let label = deps[i].clone();
            parts.push(match label.split_once("||") {
                Some((_, head)) if head.contains("||") => {
                    return Err(LoadError::damaged(file, format!("label {label}")));
                }
                Some((own, head)) => {
                    Some((labels::intern(deps, own, file)?, labels::intern(deps, head, file)?))
                }
                None => None,
            });
        }
        Ok(Decorated(parts))
    }

    fn get(&self, dep: u16) -> Option<(u16, u16)> {
        self.0.get(usize::from(dep)).copied().flatten()
    }
}

/// First and last token of each subtree, and buffers.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    left: Vec<u32>,
    right: Vec<u32>,
    starts: Vec<bool>,
    level: Vec<u32>,
    below: Vec<u32>,
}

/// Sets sentence starts, and replaces decorated labels.
pub(crate) fn finish(
    decorated: &Decorated,
    edges: &mut Edges,
    is_space: impl Fn(usize) -> bool,
    tokens: &mut [Token],
) {
    edges.compute(tokens);
    let mut changed = false;
    for i in 0..tokens.len() {
        if let Some((label, head_label)) = decorated.get(tokens[i].dep) {
            changed = true;
            tokens[i].head = edges.find(tokens, i, head_label, &is_space).unwrap_or(tokens[i].head);
            tokens[i].dep = label;
        }
    }
    if changed {
        edges.compute(tokens);
    }
    for (i, token) in tokens.iter_mut().enumerate() {
        token.sent_start = edges.starts[i];
    }
}

impl Edges {
    fn compute(&mut self, tokens: &[Token]) {
        let count = tokens.len();
        self.left.clear();
        self.left.extend(0..count as u32);
        self.right.clear();
        self.right.extend(0..count as u32);
        for _ in 0..=MAX_ROUNDS {
            for (i, token) in tokens.iter().enumerate() {
                self.widen(token.head as usize, i);
            }
            for (i, token) in tokens.iter().enumerate().rev() {
                self.widen(token.head as usize, i);
            }
            self.starts.clear();
            self.starts.resize(count, false);
            for (i, token) in tokens.iter().enumerate() {
                if token.head as usize == i {
                    self.starts[self.left[i] as usize] = true;
                }
            }
            if self.heads_within_sentences(tokens) {
                break;
            }
        }
    }

    fn widen(&mut self, head: usize, child: usize) {
        self.left[head] = self.left[head].min(self.left[child]);
        self.right[head] = self.right[head].max(self.right[child]);
    }

    fn heads_within_sentences(&self, tokens: &[Token]) -> bool {
        let mut start = 0;
        for end in 1..tokens.len() {
            if self.starts[end] || end + 1 == tokens.len() {
                let inside = |t: &Token| (start..=end).contains(&(t.head as usize));
                if !tokens[start..end].iter().all(inside) {
                    return false;
                }
                start = end;
            }
        }
        true
    }

    /// The first word labelled `label` below the head of token `i`, level by level.
    fn find(
        &mut self,
        tokens: &[Token],
        i: usize,
        label: u16,
        is_space: &impl Fn(usize) -> bool,
    ) -> Option<u32> {
        self.level.clear();
        self.level.push(tokens[i].head);
        // Arcs that were moved already could in theory close a circle: bounded by the words there are.
        for _ in 0..tokens.len() {
            self.below.clear();
            for &parent in &self.level {
                let subtree = self.left[parent as usize]..=self.right[parent as usize];
                for child in subtree {
                    let at = child as usize;
                    if child == parent || tokens[at].head != parent || at == i || is_space(at) {
                        continue;
                    }
                    if tokens[at].dep == label {
                        return Some(child);
                    }
                    self.below.push(child);
                }
            }
            if self.below.is_empty() || self.below.len() > tokens.len() {
                return None;
            }
            std::mem::swap(&mut self.level, &mut self.below);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(arcs: &[(u32, u16)]) -> Vec<Token> {
        arcs.iter().map(|&(head, dep)| Token { dep, head, ..Token::default() }).collect()
    }

    fn labels() -> Vec<String> {
        ["", "ROOT", "nsubj", "relcl", "relcl||nsubj", "prep||dobj"].map(String::from).to_vec()
    }

    fn starts(tokens: &[Token]) -> Vec<usize> {
        (0..tokens.len()).filter(|&i| tokens[i].sent_start).collect()
    }

    #[test]
    fn a_decorated_label_finds_its_head() {
        // "A man arrived who sang": "who sang" hangs on "man", which is the nsubj of "arrived".
        let mut deps = labels();
        let decorated = Decorated::new(&mut deps, "moves").unwrap();
        let mut t = tokens(&[(1, 0), (2, 2), (2, 1), (4, 0), (2, 4)]);
        finish(&decorated, &mut Edges::default(), |_| false, &mut t);
        assert_eq!((t[4].head, t[4].dep), (1, 3));
        assert_eq!(starts(&t), [0]);
    }

    #[test]
    fn without_such_a_word_the_head_stays() {
        let mut deps = labels();
        let decorated = Decorated::new(&mut deps, "moves").unwrap();
        assert_eq!(&deps[6..], ["prep", "dobj"]);
        let mut t = tokens(&[(1, 2), (1, 1), (1, 5)]);
        finish(&decorated, &mut Edges::default(), |_| false, &mut t);
        assert_eq!((t[2].head, t[2].dep), (1, 6));
    }

    #[test]
    fn white_space_is_never_the_head() {
        let mut deps = labels();
        let decorated = Decorated::new(&mut deps, "moves").unwrap();
        let mut t = tokens(&[(1, 2), (1, 1), (1, 4)]);
        finish(&decorated, &mut Edges::default(), |i| i == 0, &mut t);
        assert_eq!((t[2].head, t[2].dep), (1, 3));
    }

    #[test]
    fn each_root_begins_a_sentence_at_its_left_edge() {
        let decorated = Decorated::new(&mut labels(), "moves").unwrap();
        let mut t = tokens(&[(1, 0), (1, 1), (1, 0), (4, 0), (5, 0), (5, 1)]);
        finish(&decorated, &mut Edges::default(), |_| false, &mut t);
        assert_eq!(starts(&t), [0, 3]);
        let mut none = [];
        finish(&decorated, &mut Edges::default(), |_| false, &mut none);
    }

    #[test]
    fn circles_do_no_harm() {
        let decorated = Decorated::new(&mut labels(), "moves").unwrap();
        let mut t = tokens(&[(1, 4), (0, 4), (1, 4), (2, 4)]);
        finish(&decorated, &mut Edges::default(), |_| false, &mut t);
        assert_eq!(starts(&t), [0usize; 0]);
    }

    #[test]
    fn a_label_decorated_twice_is_damage() {
        assert!(Decorated::new(&mut vec!["a||b||c".into()], "moves").is_err());
    }
}
