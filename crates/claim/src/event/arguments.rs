//! Who did it, to whom, with what: the arguments of a coded event, gathered over the words it was composed of.

use tidings_mention::labels::{Dep, Pos, Tag};

use super::frame::{Frame, content_of};
use super::lexicon::Slot;
use super::meaning::{Meaning, Reader, WEAPONS};

/// The parties and the means of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Head tokens of who does it.
    pub actors: Vec<usize>,
    /// Head tokens of whom it is done to.
    pub recipients: Vec<usize>,
    /// Head token of the means.
    pub instrument: Option<usize>,
}

/// Prepositions that lead to a recipient, likeliest first.
const TOWARD: [&str; 15] = [
    "against", "on", "upon", "with", "to", "at", "for", "of", "from", "into", "between", "over", "in",
    "toward", "towards",
];

/// The arguments of meaning `m`, whose outermost word is `i`.
pub fn of(reader: &Reader, i: usize, m: &Meaning) -> Arguments {
    let mut args = Arguments::default();
    let mut chain: Vec<usize> = vec![i];
    chain.extend(m.inner.iter().rev().copied().filter(|&j| j != i));
    if !chain.contains(&m.trigger) {
        chain.push(m.trigger);
    }
    let frames: Vec<Frame> = chain.iter().map(|&j| Frame::of(reader.parse, j)).collect();

    // Who: the outermost word's subject, else that of the next one in.
    for f in &frames {
        if !f.subjects.is_empty() {
            args.actors.clone_from(&f.subjects);
            break;
        }
    }
    // To whom: the entry's slot, the innermost word's object, then prepositions from the inside out.
    let inner_first: Vec<(usize, &Frame)> = chain.iter().copied().zip(&frames).rev().collect();
    if let Some(slot) = &m.to {
        for (_, f) in &inner_first {
            match slot {
                Slot::Object => args.recipients.extend(f.objects.iter().chain(&f.datives)),
                Slot::Subject => args.recipients.extend(&f.subjects),
                Slot::Prep(p) => args.recipients.extend(prep_objects(reader, f, p)),
                _ => {}
            }
            if !args.recipients.is_empty() {
                break;
            }
        }
    }
    if args.recipients.is_empty() {
        for (_, f) in &inner_first {
            args.recipients.extend(
                f.datives
                    .iter()
                    .chain(&f.objects)
                    .filter(|o| !chain.contains(&content_of(reader.parse, **o))),
            );
            if !args.recipients.is_empty() {
                break;
            }
        }
    }
    if args.recipients.is_empty() {
        'found: for name in TOWARD {
            for (_, f) in &inner_first {
                let objects = prep_objects(reader, f, name);
                let objects: Vec<usize> = objects
                    .into_iter()
                    .filter(|o| !chain.contains(o) && is_party(reader, *o, name))
                    .collect();
                if !objects.is_empty() {
                    args.recipients = objects;
                    break 'found;
                }
            }
        }
    }
    // Under an operator the inner subject is who is asked, refused or threatened: "demanded that Y leave".
    if args.recipients.is_empty() && chain.len() > 1 {
        let last = inner_first[0].1;
        args.recipients.extend(last.subjects.iter().filter(|s| !args.actors.contains(s)));
    }
    if m.patient {
        if args.recipients.is_empty() {
            args.recipients = std::mem::take(&mut args.actors);
        } else {
            args.actors.clear();
        }
    }
    if m.mutual {
        let other = std::mem::take(&mut args.recipients);
        args.actors.extend(other);
    }
    args.take_instrument(reader, &frames);
    args.tidy();
    args
}

impl Arguments {
    /// A weapon as subject or behind "with" is the means, not the actor.
    fn take_instrument(&mut self, reader: &Reader, frames: &[Frame]) {
        // A gunman is named by a weapon and is none.
        let is_weapon = |j: &usize| {
            let j = content_of(reader.parse, *j);
            !reader.is_class("rebel", j) && WEAPONS.iter().any(|(class, _)| reader.is_class(class, j))
        };
        if let Some(&j) = self.actors.iter().find(|j| is_weapon(j)) {
            self.instrument = Some(j);
            self.actors.retain(|a| !is_weapon(a));
            // "missiles fired by X", "a Ukrainian rocket": the weapon's own actor.
            if self.actors.is_empty() {
                self.actors = Frame::of(reader.parse, j).subjects;
                for c in reader.parse.children_by(j, Dep::Acl) {
                    self.actors.extend(Frame::of(reader.parse, c).subjects.into_iter().filter(|&s| s != j));
                }
            }
            return;
        }
        for f in frames {
            for &(p, o) in &f.preps {
                let prep = reader.lemma(p);
                if matches!(prep, "with" | "by" | "from" | "using") && is_weapon(&o) {
                    self.instrument = Some(o);
                    self.recipients.retain(|r| *r != o);
                    return;
                }
            }
            if let Some(&o) = f.objects.iter().find(|o| is_weapon(o)) {
                self.instrument = Some(o);
                return;
            }
        }
    }

    fn tidy(&mut self) {
        for list in [&mut self.actors, &mut self.recipients] {
            list.sort_unstable();
            list.dedup();
        }
        let actors = self.actors.clone();
        self.recipients.retain(|r| !actors.contains(r));
    }
}

fn prep_objects(reader: &Reader, f: &Frame, name: &str) -> Vec<usize> {
    f.preps.iter().filter(|(p, _)| reader.parse.str(*p).eq_ignore_ascii_case(name)).map(|p| p.1).collect()
}

/// Times and measures are no parties; after "in" only places and parties are.
fn is_party(reader: &Reader, o: usize, prep: &str) -> bool {
    let t = reader.parse.token(o);
    if reader.is_class("TIME", o) || reader.is_class("lifted", o) || matches!(t.tag, Tag::Vbg | Tag::Cd) {
        return false;
    }
    match prep {
        "in" | "over" | "for" | "from" => {
            reader.is_class("PLACE", o)
                || reader.is_class("person", o)
                || reader.is_class("GROUP", o)
                || t.pos == Pos::Propn
        }
        _ => true,
    }
}
