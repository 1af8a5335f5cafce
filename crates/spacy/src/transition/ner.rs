//! The entity recogniser: each token begins, continues, ends or is an entity, or is outside.

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
    closed: [Vec<std::ops::Range<usize>>; 3],
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
        let ranges = |allowed: fn(Action) -> bool| {
            let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
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
        let labels = 0..table.entities.len() as u16;
        let open = labels.map(|l| [class_of(Action::In, l), class_of(Action::Last, l)]).collect();
        Ok(Recogniser { scorer, classes, open, closed })
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
