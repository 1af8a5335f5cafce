//! The entity recogniser: each token begins, continues, ends or is an entity, or is outside.

use std::ops::Range;

use super::{MAX_FEATURES, Margins, NONE, Scorer, ScorerState, choose, moves};
use crate::doc::{Entity, LabelTable, Token};
use crate::error::LoadError;
use crate::files::PipelineFiles;
use crate::kernel::Kernel;
use crate::labels;
use crate::model::Model;

/// Feature tokens of a state.
const FEATURES: usize = 3;
const _: () = assert!(FEATURES <= MAX_FEATURES);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Begin,
    In,
    Last,
    Unit,
    Out,
}

/// An entity recogniser.
pub(crate) struct Recogniser {
    scorer: Scorer,
    classes: Vec<(Action, u16)>,
    /// For each label: the classes that continue and that end its entity.
    open: Vec<[Option<usize>; 2]>,
    /// Classes allowed where no entity is open: any; on white space or for a single token: fewer.
    closed: [Vec<Range<usize>>; 3],
}

/// Which of the lists in [`Recogniser::closed`] applies.
#[derive(Clone, Copy)]
enum Place {
    /// An entity of several tokens may begin.
    Free,
    /// Only an entity of one token: the sentence ends here.
    End,
    /// White space: outside.
    Space,
}

impl Recogniser {
    /// Reads the recogniser called `name`; its labels go to `table`.
    pub(crate) fn load(
        kernel: Kernel,
        files: &dyn PipelineFiles,
        name: &str,
        model: &Model<'_>,
        width: usize,
        table: &mut LabelTable,
    ) -> Result<Recogniser, LoadError> {
        let file = format!("{name}/moves");
        let classes = classes(&moves::load(files, &file)?, &file, &mut table.entities)?;
        let scorer = Scorer::load(kernel, model, width, FEATURES, classes.len())?;
        Ok(Recogniser::new(scorer, classes, table.entities.len()))
    }

    fn new(scorer: Scorer, classes: Vec<(Action, u16)>, labels: usize) -> Recogniser {
        let ranges = |allowed: fn(Action) -> bool| {
            let mut ranges: Vec<Range<usize>> = Vec::new();
            for (i, &(action, label)) in classes.iter().enumerate() {
                if !allowed(action) || (label == 0 && action != Action::Out) {
                    continue;
                }
                match ranges.last_mut() {
                    Some(range) if range.end == i => range.end = i + 1,
                    _ => ranges.push(i..i + 1),
                }
            }
            ranges
        };
        let closed = [
            ranges(|a| matches!(a, Action::Begin | Action::Unit | Action::Out)),
            ranges(|a| matches!(a, Action::Unit | Action::Out)),
            ranges(|a| a == Action::Out),
        ];
        let class_of = |action, label| classes.iter().position(|&c| c == (action, label));
        let open = (0..labels as u16).map(|l| [class_of(Action::In, l), class_of(Action::Last, l)]);
        Recogniser { scorer, open: open.collect(), classes, closed }
    }

    pub(crate) fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// Finds the entities of `tokens`, whose vectors `scores` has taken.
    pub(crate) fn run(
        &self,
        scores: &mut ScorerState,
        is_space: impl Fn(usize) -> bool,
        tokens: &[Token],
        entities: &mut Vec<Entity>,
        mut margins: Option<&mut Margins>,
    ) {
        let mut open: Option<(u32, u16)> = None;
        for i in 0..tokens.len() {
            let at = i as u32;
            let ids = match open {
                Some((start, _)) => [at, start, at - 1],
                None => [at, NONE, NONE],
            };
            let scored = self.scorer.score(scores, &ids);
            let margins = margins.as_deref_mut().map(|m| (m, at));
            let sentence_ends = tokens.get(i + 1).is_none_or(|next| next.sent_start);
            let class = if let Some((_, label)) = open {
                let [go_on, end] = self.open[usize::from(label)];
                let allowed = [go_on.filter(|_| !sentence_ends), end];
                choose(scored, allowed.into_iter().flatten().map(|c| c..c + 1), margins)
            } else {
                let place = match (is_space(i), sentence_ends) {
                    (true, _) => Place::Space,
                    (_, true) => Place::End,
                    _ => Place::Free,
                };
                choose(scored, self.closed[place as usize].iter().cloned(), margins)
            };
            match class.map(|c| self.classes[c]) {
                Some((Action::Begin, label)) => open = Some((at, label)),
                Some((Action::Unit, label)) => entities.push(Entity { start: at, end: at + 1, label }),
                Some((Action::Last, label)) => {
                    if let Some((start, _)) = open.take() {
                        entities.push(Entity { start, end: at + 1, label });
                    }
                }
                Some((Action::In | Action::Out, _)) => {}
                // Only a model without the needed class comes here: the entity is given up.
                None => open = None,
            }
        }
    }
}

/// Reads the classes from the moves.
fn classes(
    moves: &[(u8, String)],
    file: &str,
    entities: &mut Vec<String>,
) -> Result<Vec<(Action, u16)>, LoadError> {
    let mut classes = Vec::with_capacity(moves.len());
    for (action, label) in moves {
        let action = match action {
            // "Missing" marks gaps in training data and is no class.
            0 => continue,
            1 => Action::Begin,
            2 => Action::In,
            3 => Action::Last,
            4 => Action::Unit,
            5 if label.is_empty() => Action::Out,
            5 => continue,
            _ => return Err(LoadError::unsupported(file, format!("action {action}"))),
        };
        classes.push((action, labels::intern(entities, label, file)?));
    }
    Ok(classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entities found by a model that likes the classes in this order, best first.
    fn entities(order: &[(u8, &str)], starts: &[bool], spaces: &[bool]) -> Vec<(u32, u32, u16)> {
        let moves: Vec<_> = order.iter().map(|(a, l)| (*a, (*l).to_owned())).collect();
        let mut names = vec![String::new()];
        let classes = classes(&moves, "ner/moves", &mut names).unwrap();
        let scores: Vec<_> = (0..classes.len()).map(|i| -(i as f32)).collect();
        let ner = Recogniser::new(Scorer::constant(FEATURES, 16, &scores), classes, names.len());
        let tokens: Vec<_> =
            starts.iter().map(|&sent_start| Token { sent_start, ..Token::default() }).collect();
        let (mut state, mut found) = (ScorerState::default(), Vec::new());
        ner.scorer.begin(&mut state, tokens.len());
        ner.scorer.take(&mut state, 0, tokens.len(), &vec![0.5; 16 * tokens.len()]);
        let mut margins = Margins::new();
        ner.run(&mut state, |i| spaces[i], &tokens, &mut found, Some(&mut margins));
        assert!(margins.len() <= tokens.len());
        found.iter().map(|e| (e.start, e.end, e.label)).collect()
    }

    const ALL: [(u8, &str); 10] = [
        (0, "GPE"),
        (1, "GPE"),
        (2, "ORG"),
        (2, "GPE"),
        (4, ""),
        (4, "ORG"),
        (3, "ORG"),
        (3, "GPE"),
        (5, ""),
        (5, "GPE"),
    ];

    #[test]
    fn entities_end_with_the_sentence_and_keep_their_label() {
        let starts = [true, false, false, true, true, false];
        assert_eq!(entities(&ALL, &starts, &[false; 6]), [(0, 3, 1), (3, 4, 2), (4, 6, 1)]);
    }

    #[test]
    fn entities_do_not_begin_on_white_space() {
        let spaces = [true, false, true, true];
        assert_eq!(entities(&ALL, &[true, false, false, false], &spaces), [(1, 4, 1)]);
        assert_eq!(entities(&ALL, &[true; 4], &[true; 4]), []);
    }

    #[test]
    fn a_token_outside_stays_outside() {
        assert_eq!(entities(&[(5, ""), (1, "ORG"), (3, "ORG")], &[true, false], &[false; 2]), []);
    }

    #[test]
    fn a_model_without_an_end_gives_no_entity() {
        assert_eq!(entities(&[(1, "ORG"), (5, "")], &[true, false, false], &[false; 3]), []);
    }

    #[test]
    fn unknown_actions_are_refused() {
        let moves = [(6, String::new())];
        assert!(classes(&moves, "ner/moves", &mut vec![String::new()]).is_err());
    }
}
