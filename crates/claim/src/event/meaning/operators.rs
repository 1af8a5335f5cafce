//! Words that only change the event of their complement: "agreed to", "refused to", "an end to", "will".

use tidings_mention::labels::{Dep, Pos};

use super::super::frame::{Frame, content_of};
use super::super::lexicon::{Entry, Operator};
use super::super::modality::{self, Modal};
use super::{Meaning, Reader};

impl Reader<'_, '_> {
    pub(super) fn operate(
        &mut self,
        op: Operator,
        entry: &Entry,
        i: usize,
        frame: &Frame,
        depth: usize,
    ) -> Option<Meaning> {
        let mut inner = None;
        for j in self.complements(op, i, frame) {
            let j = content_of(self.parse, j);
            if j == i {
                continue;
            }
            if let Some(m) = self.meaning_at(j, depth + 1) {
                inner = Some((j, m));
                break;
            }
        }
        let has_clause = !frame.clauses.is_empty();
        let (at, m) = match inner {
            Some((at, m)) => (Some(at), Some(m)),
            None => (None, None),
        };
        if op == Operator::Say {
            return self.say(entry, i, frame, m);
        }
        let (kind, modes, keep) = compose(op, m.as_ref(), has_clause)?;
        let mut out = m.unwrap_or(Meaning {
            kind,
            modes: Vec::new(),
            v1: None,
            acled: None,
            trigger: i,
            inner: Vec::new(),
            to: None,
            mutual: false,
            patient: false,
            turned: false,
            rule: String::new(),
        });
        out.inner.extend(at);
        out.inner.push(i);
        if out.rule.is_empty() {
            out.rule.clone_from(&entry.name);
        } else {
            out.rule = format!("{} + {}", entry.name, out.rule);
        }
        if !keep {
            out.v1 = (op == Operator::Demand && out.kind == "SANCTION").then_some("ACCUSE");
            out.kind = kind;
            out.modes = modes;
            out.acled = None;
            out.trigger = i;
            out.to = None;
            out.patient = false;
            out.turned = false;
        }
        if entry.to.is_some() {
            out.to.clone_from(&entry.to);
        }
        if entry.v1.is_some() {
            out.v1 = entry.v1;
        }
        Some(out)
    }

    /// "X said Y must do": a request. All else that is said stands for itself.
    fn say(&self, entry: &Entry, i: usize, frame: &Frame, inner: Option<Meaning>) -> Option<Meaning> {
        let clause = *frame.clauses.first()?;
        if modality::of(self.parse, clause).modal != Modal::Must {
            return None;
        }
        let mut used = vec![i, clause];
        used.extend(inner.into_iter().flat_map(|m| m.inner));
        Some(Meaning {
            kind: "REQUEST",
            modes: Vec::new(),
            v1: None,
            acled: None,
            trigger: clause,
            inner: used,
            to: None,
            mutual: false,
            patient: false,
            turned: true,
            rule: entry.name.clone(),
        })
    }

    /// Where an operator's complement can stand, likeliest first.
    fn complements(&self, op: Operator, i: usize, frame: &Frame) -> Vec<usize> {
        use Operator as O;
        let preps: &[&str] = match op {
            O::Do => &["in", "on", "into", "under", "of"],
            O::End => &["of", "from", "to", "on", "with", "in"],
            O::Commit => &["to", "on", "of", "for", "in", "with"],
            O::Intend | O::Refuse | O::Fail => &["to", "for", "of", "on", "in"],
            O::Demand => &["for", "to", "of", "in"],
            O::Threaten => &["with", "of", "to"],
            O::Accuse => &["of", "for", "over"],
            O::Allow | O::Forbid => &["to", "from", "for", "on", "of"],
            O::Declare => &["of", "on", "for", "in", "to"],
            O::Say => &[],
        };
        let mut all = Vec::new();
        let objects = frame.objects.iter().copied();
        if matches!(op, O::Do | O::End | O::Declare) {
            all.extend(objects);
            all.extend(&frame.clauses);
        } else {
            all.extend(&frame.clauses);
            if op != O::Say {
                all.extend(objects);
            }
        }
        for name in preps {
            // "Under attack, it put ..": what stands before a carrier is not carried by it.
            let mine = |p: usize| (op != O::Do || p > i) && self.parse.str(p).eq_ignore_ascii_case(name);
            all.extend(frame.preps.iter().filter(|(p, _)| mine(*p)).map(|p| p.1));
        }
        if matches!(self.parse.token(i).pos, Pos::Noun | Pos::Propn) && op != O::Do {
            all.extend(self.parse.children_by(i, Dep::Compound));
        }
        all
    }

    /// "will attack" is a threat, "will help" a promise, "will not help" a refusal.
    pub(super) fn turn_by_modal(&self, mut m: Meaning, i: usize) -> Meaning {
        let modality::Modality { modal, negated } = modality::of(self.parse, i);
        if m.turned || m.kind == "REQUEST" {
            return m;
        }
        // "does not accept", "did not support": a refusal.
        if negated && modal != Modal::Maybe && matches!(m.kind, "AGREE" | "SUPPORT" | "CONCEDE") {
            m.modes.clear();
            (m.kind, m.v1, m.acled, m.turned) = ("REJECT", None, None, true);
            return m;
        }
        if modal != Modal::Future {
            return m;
        }
        // "will not allow": the refusal of a concession.
        let turned = match (valence(m.kind), negated) {
            (Valence::Kind, false) => Some("AGREE"),
            (Valence::Kind, true) => Some("REJECT"),
            (Valence::Hostile, false) => Some("THREATEN"),
            _ => None,
        };
        if let Some(kind) = turned
            && kind != m.kind
        {
            m.modes = turned_modes(kind, m.kind, &m.modes);
            m.kind = kind;
            m.v1 = None;
            m.acled = None;
            m.turned = true;
        }
        m
    }
}

/// How a type stands to its recipient, for operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Valence {
    /// For it.
    Kind,
    /// Against it.
    Hostile,
    /// Words alone.
    Neutral,
}

/// The valence of a PLOVER type.
pub fn valence(kind: &str) -> Valence {
    match kind {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" | "COOPERATE" | "AID" | "RETREAT" => Valence::Kind,
        "REQUEST" | "ACCUSE" | "REJECT" => Valence::Neutral,
        _ => Valence::Hostile,
    }
}

type Composed = (&'static str, Vec<&'static str>, bool);

/// An operator over its complement's event: type, modes, and whether the complement's own details stay.
fn compose(op: Operator, inner: Option<&Meaning>, has_clause: bool) -> Option<Composed> {
    use Operator as O;
    let plain = |kind| Some((kind, Vec::new(), false));
    let turned = |kind| inner.map(|m| (kind, turned_modes(kind, m.kind, &m.modes), false));
    let Some(m) = inner else {
        return match op {
            O::Commit if has_clause => plain("AGREE"),
            O::Refuse => plain("REJECT"),
            O::Demand => plain("REQUEST"),
            O::Threaten => plain("THREATEN"),
            O::Accuse => Some(("ACCUSE", vec!["allege"], false)),
            O::Allow if has_clause => Some(("RETREAT", vec!["access"], false)),
            O::Forbid => Some(("COERCE", vec!["restrict"], false)),
            _ => None,
        };
    };
    match (op, valence(m.kind)) {
        (O::Do, _) => Some((m.kind, m.modes.clone(), true)),
        (O::Declare, _) if m.kind == "RETREAT" && m.modes.contains(&"ceasefire") => plain("CONCEDE"),
        (O::Declare, _) => Some((m.kind, m.modes.clone(), true)),
        (O::End, Valence::Hostile) => {
            Some(("RETREAT", if m.kind == "ASSAULT" { vec!["ceasefire"] } else { vec![] }, false))
        }
        (O::End, Valence::Neutral) => plain("RETREAT"),
        (O::End, Valence::Kind) => match m.kind {
            "AID" | "COOPERATE" | "CONSULT" => Some(("SANCTION", vec!["discontinue"], false)),
            _ => plain("REJECT"),
        },
        // Troops that one agrees to send are help.
        (O::Commit, Valence::Hostile) if m.kind == "MOBILIZE" => plain("AGREE"),
        (O::Commit | O::Intend, Valence::Kind) => plain("AGREE"),
        (O::Commit | O::Intend, Valence::Hostile) => turned("THREATEN"),
        (O::Commit | O::Intend, Valence::Neutral) => Some((m.kind, m.modes.clone(), true)),
        (O::Refuse, _) => turned("REJECT"),
        (O::Fail, Valence::Kind) => turned("REJECT"),
        (O::Fail, Valence::Hostile) => plain("RETREAT"),
        (O::Fail, Valence::Neutral) => None,
        (O::Demand, _) => turned("REQUEST"),
        (O::Threaten, _) => turned("THREATEN"),
        (O::Accuse, _) => Some(("ACCUSE", vec!["allege"], false)),
        (O::Allow, Valence::Hostile) => None,
        (O::Allow, _) => Some(("RETREAT", vec!["access"], false)),
        (O::Forbid, _) => Some(("COERCE", vec!["restrict"], false)),
        (O::Say, _) => None,
    }
}

/// The mode a request, refusal or threat has by what is asked, refused or threatened.
fn turned_modes(kind: &str, inner: &str, modes: &[&str]) -> Vec<&'static str> {
    let mode = match (kind, inner) {
        ("REQUEST" | "REJECT", "CONSULT") => "meet",
        ("REQUEST" | "REJECT", "AID" | "COOPERATE" | "SUPPORT") => "assist",
        ("REQUEST" | "REJECT", "RETREAT" | "CONCEDE") => "yield",
        ("THREATEN", "ASSAULT" | "MOBILIZE") => "violence",
        ("THREATEN", "COERCE") if modes.contains(&"arrest") => "arrest",
        ("THREATEN", "COERCE") => "restrict",
        ("THREATEN", "SANCTION") if modes.contains(&"expel") => "expel",
        ("THREATEN", "SANCTION") => "relations",
        _ => return Vec::new(),
    };
    vec![mode]
}
