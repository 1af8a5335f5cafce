//! Units that claim nothing: questions, labels, scraps, the lead of a list.

use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::{Measure, Mentions, Parse};
use tidings_text::BlockKind;

use super::{Unit, UnitKind};
use crate::types::Event;

/// Whether the unit asks, labels or only leads in.
pub(crate) fn is_idle(parse: &Parse, mentions: &Mentions, unit: &Unit, events: &[Event]) -> bool {
    is_question(parse, unit)
        || is_fragment(parse, mentions, unit, events)
        || is_list_intro(parse, mentions, unit, events)
}

fn is_question(parse: &Parse, unit: &Unit) -> bool {
    let s = &parse.sentences()[unit.sentence];
    let mark = s.tokens.clone().rev().find(|&i| !matches!(parse.str(i), "\"" | "”" | "’" | "'" | "»" | ")"));
    mark.is_some_and(|i| parse.str(i).ends_with('?'))
}

/// "The services have established the following:": what is told comes below.
fn is_list_intro(parse: &Parse, mentions: &Mentions, unit: &Unit, events: &[Event]) -> bool {
    let s = &parse.sentences()[unit.sentence];
    let last = parse.str(s.tokens.end - 1) == ":";
    let ends_block = parse.sentences().get(unit.sentence + 1).is_none_or(|next| next.block != s.block);
    if !last || !ends_block {
        return false;
    }
    let following = unit
        .tokens
        .iter()
        .any(|&i| parse.str(i).eq_ignore_ascii_case("following") && parse.token(i).dep != Dep::Prep);
    let tells = !mentions.quantities_in(s.tokens.clone()).is_empty()
        || events.iter().any(|e| unit.tokens.contains(&e.trigger));
    following || !tells
}

/// A heading of a word or two, or a scrap without verb, event or figure, carries no claim.
fn is_fragment(parse: &Parse, mentions: &Mentions, unit: &Unit, events: &[Event]) -> bool {
    let verb = unit.tokens.iter().any(|&i| parse.token(i).pos == Pos::Verb || parse.token(i).pos == Pos::Aux);
    let event = events.iter().any(|e| unit.tokens.contains(&e.trigger));
    // "What comes next: ..."
    let end = unit.tokens.last().map_or(0, |&i| i + 1);
    let label = unit.tokens.len() <= 8
        && unit.tokens.first().is_some_and(|&i| matches!(parse.token(i).tag, Tag::Wp | Tag::Wrb))
        && end < parse.len()
        && parse.str(end) == ":";
    if label {
        return true;
    }
    // "We reject the ...": what was rejected is told by itself.
    let object = parse.child(unit.head, Dep::Dobj);
    if parse.token(unit.head).tag.is_verb()
        && object.is_some_and(|o| !unit.tokens.contains(&o))
        && unit.tokens.len() <= 3
    {
        return true;
    }
    // "Displacement", "Why the gains were lost": what the text below is about.
    if super::in_heading(parse, unit.sentence) {
        let words = parse.sentences()[unit.sentence].tokens.clone();
        let content = words.clone().filter(|&i| parse.token(i).pos != Pos::Punct).count();
        let asks =
            words.clone().next().is_some_and(|i| matches!(parse.token(i).tag, Tag::Wp | Tag::Wrb | Tag::Wdt));
        let of_clause = words.clone().next().is_some_and(|i| {
            parse.ancestors(i).any(|a| matches!(parse.token(a).dep, Dep::Advcl) && parse.head(a) != a)
        });
        // "Situation report no. 9", "Flash Update 4"
        let numbered = words.clone().any(|i| {
            ["report", "update", "bulletin", "sitrep", "newsletter"]
                .iter()
                .any(|w| parse.lemma(i).eq_ignore_ascii_case(w))
                && (i + 1..(i + 4).min(words.end)).any(|k| parse.token(k).tag == Tag::Cd)
        });
        if content == 1 || asks && !of_clause || numbered && !verb {
            return true;
        }
    }
    // "300 families in shelters": an item of a list with a figure says something.
    let s = &parse.sentences()[unit.sentence];
    let item = parse.doc().blocks[s.block].kind == BlockKind::ListItem
        && mentions.quantities_in(s.tokens.clone()).iter().any(|q| q.measure != Measure::Other);
    !verb && !event && !item && !matches!(unit.kind, UnitKind::Nominal | UnitKind::Conjunct)
}
