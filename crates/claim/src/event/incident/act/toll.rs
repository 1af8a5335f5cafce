//! What a report says of the harm alone: who the victims were, who came away unhurt, that nobody was.

use tidings_mention::Parse;
use tidings_mention::labels::Dep;

use super::super::super::frame::Frame;
use super::super::noun::View;
use super::{Act, Effect};

/// The harm that a word at `i` tells of without a verb of violence.
pub(super) fn at(view: &View, i: usize, lemma: &str) -> Option<Act> {
    if view.words.is("unhurt", lemma) {
        return unhurt(view, i);
    }
    if view.words.is("casualty", lemma) && has_no(view.parse, i) {
        return Some(Act { effect: Some(Effect::Unhurt), ..Act::at(view, i) });
    }
    if view.words.is("identify", lemma) {
        return identified(view, i);
    }
    None
}

/// "X emerged unscathed", "his unharmed wife".
fn unhurt(view: &View, i: usize) -> Option<Act> {
    let above = view.parse.head(i);
    let mut targets = Frame::of(view.parse, i).subjects;
    if targets.is_empty() && view.parse.token(above).tag.is_verb() {
        targets = Frame::of(view.parse, above).subjects;
    }
    (!targets.is_empty()).then(|| Act { effect: Some(Effect::Unhurt), targets, ..Act::at(view, i) })
}

/// "no casualties"
fn has_no(parse: &Parse, i: usize) -> bool {
    parse.children_by(i, Dep::Det).any(|d| parse.str(d).eq_ignore_ascii_case("no"))
}

/// "The dead include X and Y", "the victims were identified as X and Y", "the wounded are X, Y and Z".
fn identified(view: &View, i: usize) -> Option<Act> {
    let parse = view.parse;
    let frame = Frame::of(parse, i);
    let whom = if frame.passive { &frame.objects } else { &frame.subjects };
    let effect = whom.iter().find_map(|&s| {
        let lemma = view.lemma(s);
        if view.words.is("the dead", &lemma) {
            Some(Some(Effect::Death))
        } else if view.words.is("the wounded", &lemma) {
            Some(Some(Effect::Injury))
        } else {
            (lemma == "victim").then_some(None)
        }
    })?;
    let mut targets: Vec<usize> = if frame.passive { Vec::new() } else { frame.objects.clone() };
    targets.extend(
        frame.clauses.iter().filter(|&&c| parse.token(c).dep == Dep::Attr || !parse.token(c).tag.is_verb()),
    );
    targets.extend(frame.preps.iter().filter(|(p, _)| parse.lemma(*p) == "as").map(|(_, o)| *o));
    targets.retain(|t| !whom.contains(t));
    let named: Vec<usize> =
        targets.iter().flat_map(|&t| super::super::super::frame::with_conjuncts(parse, t)).collect();
    (!named.is_empty()).then(|| Act { effect, targets: named, ..Act::at(view, i) })
}
