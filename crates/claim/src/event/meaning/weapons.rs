//! The means of an assault, which give its modes.

use tidings_mention::labels::Dep;

use super::super::frame::{Frame, content_of, is_bundle, with_conjuncts};
use super::{Meaning, Reader};

/// Classes of weapons and the mode each gives.
pub const WEAPONS: [(&str, &str); 9] = [
    ("suicide", "suicide-attack"),
    ("drone", "drone"),
    ("aircraft", "aerial"),
    ("heavy", "heavy-weapons"),
    ("explosive", "explosives"),
    ("firearm", "firearms"),
    ("crude", "primitive"),
    ("riotgear", "crowd-control"),
    ("cbrn", "unconventional"),
];

impl Reader<'_, '_> {
    /// The means named beside an assault give its modes.
    pub(super) fn add_weapon_modes(&self, m: &mut Meaning, i: usize, frame: &Frame) {
        if m.kind != "ASSAULT" {
            return;
        }
        if m.modes.iter().any(|m| !matches!(*m, "destroy" | "targeted")) {
            // "fired 30 rockets and 800 guided bombs": each kind of what was fired.
            if frame.objects.len() > 1 {
                self.add_modes_of(m, frame.objects.iter().map(|&o| content_of(self.parse, o)));
            }
            return;
        }
        let mut words: Vec<usize> = frame.subjects.iter().chain(&frame.objects).copied().collect();
        words.extend(frame.preps.iter().filter(|(p, _)| self.is_means(*p)).map(|p| p.1));
        for &at in m.inner.iter().chain([&i]) {
            words.extend(
                self.parse
                    .children(at)
                    .filter(|&c| matches!(self.parse.token(c).dep, Dep::Compound | Dep::Amod)),
            );
            for c in self.parse.children_by(at, Dep::Prep).filter(|&c| self.is_means(c)) {
                words.extend(self.parse.children_by(c, Dep::Pobj));
            }
            for c in self.parse.children_by(at, Dep::Advcl).filter(|&c| self.parse.lemma(c) == "use") {
                words.extend(self.parse.children_by(c, Dep::Dobj));
            }
        }
        let mut with: Vec<usize> = words.clone();
        for w in words {
            with.extend(with_conjuncts(self.parse, content_of(self.parse, w)));
            // "air defence" has no aircraft.
            if !matches!(self.lemma(w), "defence" | "defense") {
                with.extend(self.parse.children(w).filter(|&c| self.parse.token(c).dep == Dep::Compound));
            }
        }
        with.sort_unstable();
        with.dedup();
        self.add_modes_of(m, with.into_iter());
    }

    fn add_modes_of(&self, m: &mut Meaning, words: impl Iterator<Item = usize>) {
        for w in words {
            // "guided bombs", "barrel bombs": their kind says that they are dropped.
            let dropped =
                self.is_class("explosive", w) && self.parse.children(w).any(|c| self.is_class("dropped", c));
            for (class, mode) in WEAPONS {
                let mode = if dropped && class == "explosive" { "aerial" } else { mode };
                if self.is_class(class, w) && !m.modes.contains(&mode) {
                    m.modes.push(mode);
                }
            }
        }
    }

    fn is_means(&self, p: usize) -> bool {
        matches!(self.lemma(p), "with" | "using" | "by" | "from" | "in" | "of" | "by means of")
            && !is_bundle(self.parse, p)
    }
}
