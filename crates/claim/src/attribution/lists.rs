//! Speakers of lists: "The Red Cross reported:" holds for every item below.

use tidings_mention::labels::{Pos, Tag};
use tidings_text::BlockKind;

use super::cues::{Frame, List};
use super::extents::{Pieces, one, trim};
use super::found::{Found, Reader};
use super::sources::{Source, is_author, is_thing, subject};
use crate::AttributionClass;
use crate::list;

/// One attribution for each list whose lead names who speaks.
pub(crate) fn find(r: &Reader) -> Vec<Found> {
    let parse = r.parse;
    let mut out: Vec<Found> = Vec::new();
    let mut last: Option<(usize, Option<usize>)> = None;
    for (s, sentence) in parse.sentences().iter().enumerate() {
        if parse.doc().blocks[sentence.block].kind != BlockKind::ListItem {
            continue;
        }
        let Some(lead) = list::intro(parse, s) else { continue };
        if last.is_none_or(|(l, _)| l != lead) {
            let found = speaker(r, lead);
            last = Some((lead, found.is_some().then_some(out.len())));
            out.extend(found);
        }
        if let (Some((_, Some(k))), Some(item)) = (last, trim(parse, sentence.tokens.clone())) {
            out[k].content.push(item);
        }
    }
    out.retain(|f| !f.content.is_empty());
    out
}

/// Who leads in the list after sentence `lead`, with the colon as the cue.
fn speaker(r: &Reader, lead: usize) -> Option<Found> {
    let parse = r.parse;
    let sentence = &parse.sentences()[lead];
    let colon = sentence.tokens.end - 1;
    let speaks = |v: usize| {
        r.cues.verb(parse.lemma(v)).is_some_and(|e| e.has(Frame::That) && !e.attitude)
            && parse.token(v).tag.is_verb()
    };
    let by_verb = || {
        let v = sentence.tokens.clone().find(|&v| speaks(v) && r.speech_at(v).is_none())?;
        subject(parse, v).filter(|s| !is_author(parse, s.head) && !is_thing(parse, s.head))
    };
    let by_name = || {
        let name = trim(parse, sentence.tokens.start..colon)?;
        let plain = name.len() <= 8
            && !name.clone().any(|i| parse.token(i).tag.is_verb() || parse.token(i).pos == Pos::Punct);
        let voice = name.clone().any(|i| r.cues.lists(List::Voices, r.lemma(i)))
            || parse
                .entities()
                .iter()
                .any(|e| e.tokens.start >= name.start && e.tokens.end == name.end && is_party(e.label));
        (plain && voice && parse.token(name.end - 1).tag != Tag::Cd)
            .then(|| Source { head: name.end - 1, pieces: one(name) })
    };
    let source = by_verb().or_else(by_name)?;
    Some(Found {
        source: Some(source),
        cue: one(colon..colon + 1),
        cue_token: colon,
        content: Pieces::new(),
        class: AttributionClass::Inherited,
        direct: false,
        evidence: Pieces::new(),
        rule: "list",
    })
}

fn is_party(label: tidings_mention::labels::EntityLabel) -> bool {
    use tidings_mention::labels::EntityLabel as E;
    matches!(label, E::Person | E::Org)
}
