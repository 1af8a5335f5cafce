//! The dependency parser: arc-eager, with the non-monotonic moves of spaCy.
//!
//! Words go from the buffer to the stack; arcs join the top of the stack and the front of the
//! buffer. A word that is reduced without a head goes back to the buffer, once.

use std::ops::Range;

use super::{MAX_FEATURES, Margins, NONE, Scorer, ScorerState, choose, moves, tree};
use crate::doc::{LabelTable, Token};
use crate::error::LoadError;
use crate::files::PipelineFiles;
use crate::kernel::Kernel;
use crate::labels;
use crate::model::Model;

/// Feature tokens of a state.
const FEATURES: usize = 8;
const _: () = assert!(FEATURES <= MAX_FEATURES);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

const ACTIONS: [Action; 5] = [Action::Shift, Action::Reduce, Action::Left, Action::Right, Action::Break];

/// A dependency parser.
pub(crate) struct Parser {
    scorer: Scorer,
    classes: Classes,
    decorated: tree::Decorated,
    root: u16,
}

/// What each class of the model does.
#[derive(Debug)]
struct Classes {
    ranges: [Range<usize>; 5],
    labels: Vec<u16>,
}

impl Parser {
    /// Reads the parser called `name`; its labels go to `table`.
    pub(crate) fn load(
        kernel: Kernel,
        files: &dyn PipelineFiles,
        name: &str,
        model: &Model<'_>,
        width: usize,
        table: &mut LabelTable,
    ) -> Result<Parser, LoadError> {
        let file = format!("{name}/moves");
        let classes = Classes::new(&moves::load(files, &file)?, &file, &mut table.deps)?;
        let scorer = Scorer::load(kernel, model, width, FEATURES, classes.labels.len())?;
        let root = labels::intern(&mut table.deps, "ROOT", &file)?;
        let decorated = tree::Decorated::new(&mut table.deps, &file)?;
        Ok(Parser { scorer, classes, decorated, root })
    }

    pub(crate) fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// Parses `tokens`, whose vectors `scores` has taken; sets heads, labels and sentence starts.
    pub(crate) fn run(
        &self,
        scores: &mut ScorerState,
        state: &mut ParserState,
        is_space: impl Fn(usize) -> bool,
        tokens: &mut [Token],
        mut margins: Option<&mut Margins>,
    ) {
        state.reset(tokens.len());
        // Every word is shifted at most twice, reduced twice, and begins a sentence once.
        let mut fuel = 8 * tokens.len() + 8;
        while !state.is_final() {
            fuel -= 1;
            let scored = self.scorer.score(scores, &state.features());
            let allowed = ACTIONS.iter().zip(&self.classes.ranges).filter(|(a, _)| state.allows(**a));
            let margins = margins.as_deref_mut().map(|m| (m, state.buffer(0)));
            let class = choose(scored, allowed.map(|(_, r)| r.clone()), margins);
            let Some(class) = class.filter(|_| fuel > 0) else { break };
            let action = ACTIONS[self.classes.ranges.iter().position(|r| r.contains(&class)).unwrap_or(0)];
            state.apply(action, self.classes.labels[class]);
        }
        for (i, (token, word)) in tokens.iter_mut().zip(&state.words).enumerate() {
            let has_head = word.head != NONE;
            token.head = if has_head { word.head } else { i as u32 };
            token.dep = if has_head { word.label } else { self.root };
        }
        tree::finish(&self.decorated, &mut state.edges, is_space, tokens);
    }
}

impl Classes {
    fn new(moves: &[(u8, String)], file: &str, deps: &mut Vec<String>) -> Result<Classes, LoadError> {
        let mut ranges = [const { 0..0 }; 5];
        let mut labels = Vec::with_capacity(moves.len());
        for (class, (action, label)) in moves.iter().enumerate() {
            let range = ranges
                .get_mut(usize::from(*action))
                .ok_or_else(|| LoadError::unsupported(file, format!("action {action}")))?;
            if label == "subtok" {
                return Err(LoadError::unsupported(file, "joining tokens (label subtok)"));
            }
            if range.start == range.end {
                range.start = class;
            }
            range.end = class + 1;
            labels.push(labels::intern(deps, label, file)?);
        }
        Ok(Classes { ranges, labels })
    }
}

#[derive(Debug, Clone, Copy)]
struct Word {
    head: u32,
    label: u16,
    /// It came back from the stack and may not be shifted again.
    unshiftable: bool,
    sent_start: bool,
    /// The child that was attached last, to the left and to the right.
    left: u32,
    right: u32,
    /// The child attached to the same head and side before this one.
    sibling: u32,
}

const FREE: Word = Word {
    head: NONE,
    label: 0,
    unshiftable: false,
    sent_start: false,
    left: NONE,
    right: NONE,
    sibling: NONE,
};

/// A state of the parser. Kept by a worker, for its buffers.
#[derive(Default)]
pub(crate) struct ParserState {
    words: Vec<Word>,
    stack: Vec<u32>,
    /// Words that came back to the front of the buffer, the first one last.
    returned: Vec<u32>,
    next: usize,
    edges: tree::Edges,
}

impl ParserState {
    fn reset(&mut self, count: usize) {
        self.words.clear();
        self.words.resize(count, FREE);
        if let Some(first) = self.words.first_mut() {
            first.sent_start = true;
        }
        self.stack.clear();
        self.returned.clear();
        self.next = 0;
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_len() == 0
    }

    fn buffer_len(&self) -> usize {
        self.words.len() - self.next + self.returned.len()
    }

    /// Word `i` of the buffer.
    fn buffer(&self, i: usize) -> u32 {
        if let Some(back) = self.returned.len().checked_sub(i + 1) {
            return self.returned[back];
        }
        let word = self.next + i - self.returned.len();
        if word < self.words.len() { word as u32 } else { NONE }
    }

    /// Word `i` of the stack, from the top.
    fn stack(&self, i: usize) -> u32 {
        self.stack.len().checked_sub(i + 1).map_or(NONE, |at| self.stack[at])
    }

    fn word(&self, id: u32) -> &Word {
        self.words.get(id as usize).unwrap_or(&FREE)
    }

    fn features(&self) -> [u32; FEATURES] {
        let (b0, s0) = (self.buffer(0), self.stack(0));
        [
            b0,
            self.buffer(1),
            s0,
            self.stack(1),
            self.stack(2),
            self.word(b0).left,
            self.word(s0).left,
            self.word(s0).right,
        ]
    }

    fn allows(&self, action: Action) -> bool {
        let b0 = self.word(self.buffer(0));
        match action {
            Action::Shift => {
                self.stack.is_empty() || (self.buffer_len() >= 2 && !b0.sent_start && !b0.unshiftable)
            }
            Action::Reduce => !self.stack.is_empty(),
            Action::Left | Action::Right => !self.stack.is_empty() && self.buffer_len() > 0 && !b0.sent_start,
            Action::Break => {
                self.buffer_len() >= 2
                    && self.buffer(1) == self.buffer(0) + 1
                    && !self.word(self.buffer(1)).sent_start
            }
        }
    }

    /// Does what [`ParserState::allows`] allowed.
    fn apply(&mut self, action: Action, label: u16) {
        let (b0, s0) = (self.buffer(0), self.stack(0));
        match action {
            Action::Shift => self.push(),
            Action::Reduce => {
                self.stack.pop();
                let word = &mut self.words[s0 as usize];
                if word.head == NONE && !self.stack.is_empty() {
                    word.unshiftable = true;
                    self.returned.push(s0);
                }
            }
            Action::Left => {
                self.attach(s0, b0, label);
                self.words[b0 as usize].unshiftable = false;
                self.stack.pop();
            }
            Action::Right => {
                self.attach(b0, s0, label);
                self.push();
            }
            Action::Break => {
                let b1 = self.buffer(1);
                self.words[b1 as usize].sent_start = true;
            }
        }
    }

    fn push(&mut self) {
        let word = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next as u32 - 1
        });
        self.stack.push(word);
    }

    fn attach(&mut self, child: u32, head: u32, label: u16) {
        let old = self.words[child as usize];
        if old.head != NONE {
            // A word with a head leaves the stack for good, so no later child can have followed it.
            let last = self.last_child(old.head, child);
            if *last == child {
                *last = old.sibling;
            }
        }
        let last = self.last_child(head, child);
        let sibling = std::mem::replace(last, child);
        let word = &mut self.words[child as usize];
        (word.head, word.label, word.sibling) = (head, label, sibling);
    }

    fn last_child(&mut self, head: u32, child: u32) -> &mut u32 {
        let word = &mut self.words[head as usize];
        if child < head { &mut word.left } else { &mut word.right }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(count: usize) -> ParserState {
        let mut state = ParserState::default();
        state.reset(count);
        state
    }

    #[test]
    fn a_sentence_is_built_move_by_move() {
        // "dogs chase cats": both nouns hang on the verb.
        let mut s = state(3);
        assert!(s.allows(Action::Shift) && !s.allows(Action::Left) && !s.allows(Action::Reduce));
        s.apply(Action::Shift, 0);
        assert_eq!(s.features(), [1, 2, 0, NONE, NONE, NONE, NONE, NONE]);
        s.apply(Action::Left, 1);
        assert_eq!(s.features(), [1, 2, NONE, NONE, NONE, 0, NONE, NONE]);
        s.apply(Action::Shift, 0);
        assert!(!s.allows(Action::Shift), "the last word may not be shifted onto others");
        s.apply(Action::Right, 2);
        assert_eq!(s.features()[2..], [2, 1, NONE, NONE, NONE, NONE]);
        s.apply(Action::Reduce, 0);
        s.apply(Action::Reduce, 0);
        assert!(s.is_final());
        assert_eq!(s.words.iter().map(|w| w.head).collect::<Vec<_>>(), [1, NONE, 1]);
        assert_eq!((s.words[1].left, s.words[1].right), (0, 2));
    }

    #[test]
    fn a_word_without_head_returns_to_the_buffer_once() {
        let mut s = state(3);
        s.apply(Action::Shift, 0);
        s.apply(Action::Shift, 0);
        s.apply(Action::Reduce, 0);
        assert_eq!((s.buffer(0), s.buffer(1), s.buffer_len()), (1, 2, 2));
        assert!(!s.allows(Action::Shift), "it may not be shifted again");
        s.apply(Action::Right, 1);
        assert_eq!(s.words[1].head, 0);
    }

    #[test]
    fn a_sentence_start_waits_for_an_empty_stack() {
        let mut s = state(3);
        assert!(s.allows(Action::Break));
        s.apply(Action::Break, 0);
        assert!(!s.allows(Action::Break));
        s.apply(Action::Shift, 0);
        assert!(!s.allows(Action::Shift) && !s.allows(Action::Left) && !s.allows(Action::Right));
        s.apply(Action::Reduce, 0);
        assert!(s.allows(Action::Shift));
    }

    #[test]
    fn a_new_head_replaces_the_old_one() {
        let mut s = state(3);
        s.apply(Action::Shift, 0);
        s.apply(Action::Right, 1);
        assert_eq!(s.words[0].right, 1);
        s.apply(Action::Left, 2);
        assert_eq!((s.words[0].right, s.words[1].head, s.words[1].label), (NONE, 2, 2));
        assert_eq!(s.words[2].left, 1);
    }

    #[test]
    fn unknown_moves_are_refused() {
        let mut deps = vec![String::new()];
        let bad = |a: u8, l: &str| vec![(a, l.to_owned())];
        assert!(matches!(
            Classes::new(&bad(5, ""), "parser/moves", &mut deps),
            Err(LoadError::Unsupported { .. })
        ));
        assert!(Classes::new(&bad(3, "subtok"), "parser/moves", &mut deps).is_err());
        let good: Vec<_> = [(0, ""), (2, "x"), (2, "y")].map(|(a, l): (u8, &str)| (a, l.to_owned())).into();
        let classes = Classes::new(&good, "parser/moves", &mut deps).unwrap();
        assert_eq!(classes.ranges[2], 1..3);
        assert!(classes.ranges[3].is_empty());
    }

    /// Parses with a model that likes the actions in this order, best first.
    fn parse(order: [u8; 5], count: usize) -> Vec<Token> {
        let mut deps = vec![String::new()];
        let moves: Vec<_> =
            (0..5).map(|a| (a, if a > 1 { format!("l{a}") } else { String::new() })).collect();
        let classes = Classes::new(&moves, "parser/moves", &mut deps).unwrap();
        let scores: Vec<_> = (0..5).map(|a| -(order.iter().position(|&o| o == a).unwrap() as f32)).collect();
        let root = labels::intern(&mut deps, "ROOT", "parser/moves").unwrap();
        let decorated = tree::Decorated::new(&mut deps, "parser/moves").unwrap();
        let parser = Parser { scorer: Scorer::constant(FEATURES, 16, &scores), classes, decorated, root };
        let mut tokens = vec![Token::default(); count];
        let (mut scores, mut state) = (ScorerState::default(), ParserState::default());
        parser.scorer.begin(&mut scores, count);
        parser.scorer.take(&mut scores, 0, count, &vec![0.5; 16 * count]);
        parser.run(&mut scores, &mut state, |_| false, &mut tokens, Some(&mut Margins::new()));
        tokens
    }

    #[test]
    fn every_preference_ends_in_a_tree() {
        let mut orders = vec![vec![]];
        for _ in 0..5 {
            orders = orders
                .iter()
                .flat_map(|o: &Vec<u8>| (0..5).filter(|a| !o.contains(a)).map(|a| [&o[..], &[a]].concat()))
                .collect();
        }
        assert_eq!(orders.len(), 120);
        for order in orders {
            // 1,500 tokens are more than the ring of products holds.
            for count in [0, 1, 2, 7, 1500] {
                let tokens = parse(order.clone().try_into().unwrap(), count);
                for (i, token) in tokens.iter().enumerate() {
                    let (mut at, mut steps) = (i, 0);
                    while tokens[at].head as usize != at {
                        at = tokens[at].head as usize;
                        steps += 1;
                        assert!(steps <= count, "a circle at {i}, {order:?}");
                    }
                    assert_eq!(token.head as usize == i, token.dep == 4, "{order:?}");
                }
            }
        }
    }

    #[test]
    fn a_chain_of_right_arcs() {
        let heads: Vec<_> = parse([3, 0, 1, 2, 4], 4).iter().map(|t| t.head).collect();
        assert_eq!(heads, [0, 0, 1, 2]);
    }

    #[test]
    fn each_token_a_sentence() {
        assert!(parse([4, 1, 0, 2, 3], 5).iter().all(|t| t.sent_start));
    }
}
