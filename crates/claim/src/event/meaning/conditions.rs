//! Whether a predicate has the arguments that an entry or a cue asks for.

use tidings_mention::labels::Dep;

use super::super::frame::{Frame, content_of, first_conjunct};
use super::super::lexicon::{Condition, Entry, Filler, Slot};
use super::{NAME, Reader, TIME};

impl Reader<'_, '_> {
    /// Whether the predicate at `i` has the arguments that are asked for.
    pub fn has_frame(&self, conditions: &[Condition], i: usize) -> bool {
        conditions.is_empty() || {
            let frame = Frame::of(self.parse, i);
            conditions.iter().all(|c| self.holds(c, i, &frame) != c.not)
        }
    }

    pub(super) fn fits(&self, entry: &Entry, i: usize, frame: &Frame) -> bool {
        entry.conditions.iter().all(|c| self.holds(c, i, frame) != c.not)
    }

    fn holds(&self, c: &Condition, i: usize, frame: &Frame) -> bool {
        let any = |list: &[usize]| list.iter().any(|&j| self.is_filled(&c.fillers, j));
        match &c.slot {
            Slot::Subject => any(&frame.subjects),
            Slot::Object => any(&frame.objects) || any(&frame.datives),
            Slot::Clause => any(&frame.clauses),
            Slot::Modifier => self.parse.children(i).any(|j| {
                matches!(
                    self.parse.token(j).dep,
                    Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Advmod | Dep::Acomp
                ) && self.is_filled(&c.fillers, j)
            }),
            Slot::Under => {
                let first = first_conjunct(self.parse, i);
                let head = self.parse.head(first);
                head != first && self.is_filled(&c.fillers, head)
            }
            Slot::Prep(name) => {
                let fills = |p: usize, o: usize| {
                    self.parse.str(p).eq_ignore_ascii_case(name)
                        && self.is_filled(&c.fillers, o)
                        && !(c.fillers.contains(&Filler::Any) && self.is_time(o))
                };
                // Parsers often hang a verb's preposition on its object: "hold people as shields".
                let on_object =
                    |p: usize| name != "of" && self.parse.children_by(p, Dep::Pobj).any(|o| fills(p, o));
                frame.preps.iter().any(|&(p, o)| fills(p, o))
                    || frame.objects.iter().any(|&o| self.parse.children_by(o, Dep::Prep).any(on_object))
            }
        }
    }

    /// Whether one of the fillers is the token, or what it bundles.
    pub fn is_filled(&self, fillers: &[Filler], j: usize) -> bool {
        let inside = content_of(self.parse, j);
        fillers.iter().any(|f| self.is_one(f, j) || (inside != j && self.is_one(f, inside)))
    }

    /// Whether token `j` is the lemma or of the class.
    pub fn is_one(&self, filler: &Filler, j: usize) -> bool {
        match filler {
            Filler::Any => true,
            Filler::Near(inner) => {
                let before = self.parse.children(j).filter(|&c| {
                    matches!(self.parse.token(c).dep, Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Nummod)
                });
                std::iter::once(j).chain(before).any(|k| self.is_one(inner, k))
            }
            Filler::Lemma(l) => {
                (self.lemma(j) == *l || self.parse.str(j).eq_ignore_ascii_case(l))
                    && self.classes[j] & (TIME | NAME) != TIME | NAME
            }
            Filler::Class(c) => self.classes[j] & c.bit() != 0,
        }
    }

    /// Whether token `j` is of a class, built in or of the lexicon.
    pub fn is_class(&self, class: &str, j: usize) -> bool {
        self.lexicon.class(class).is_some_and(|c| self.classes[j] & c.bit() != 0)
    }

    pub(super) fn is_time(&self, j: usize) -> bool {
        self.classes[j] & TIME != 0
    }
}
