//! The colon as a cue: "Mayor: bridge to stay shut" in headlines, "MAYOR: ..." in transcripts.

use std::ops::Range;

use tidings_mention::labels::{EntityLabel, Pos, Tag};

use super::cues::List;
use super::extents::{Pieces, one, trim};
use super::found::{Found, Reader};
use super::sources::Source;
use crate::AttributionClass;

/// Longest name before the colon, in tokens.
const NAME: usize = 7;
/// Longest headline, in tokens.
const HEADLINE: usize = 28;

/// The attribution that a colon makes in the block with these tokens.
pub(crate) fn find(r: &Reader, block: &Range<usize>) -> Option<Found> {
    let parse = r.parse;
    let colon = block.clone().take(NAME + 1).find(|&i| parse.str(i) == ":")?;
    let mut name = trim(parse, block.start..colon)?;
    if matches!(parse.str(name.start), "\"" | "“") {
        name.start += 1;
    }
    let content = trim(parse, colon + 1..block.end)?;
    if name.is_empty() || name.end != colon || content.len() < 2 {
        return None;
    }
    let loud = name.clone().all(|i| {
        let s = parse.str(i);
        s.chars().all(|c| !c.is_lowercase()) && s.chars().any(char::is_uppercase)
    });
    let named = !name.clone().any(|i| parse.token(i).tag.is_verb() || parse.token(i).pos == Pos::Punct)
        && name.clone().any(|i| {
            let word = r.lemma(i);
            parse.token(i).tag == Tag::Nnp
                || r.cues.lists(List::Media, word)
                || r.cues.lists(List::Voices, word)
        });
    // A name that the tagger does not know by itself may be known elsewhere in the text.
    let named = named
        || name.len() == 1
            && parse
                .entities()
                .iter()
                .any(|e| e.tokens.clone().any(|i| i != name.start && parse.str(i) == parse.str(name.start)));
    // "Syria: aid office counts the dead": a country is what the headline is about, unless it speaks in the first person.
    let entity = parse.entities().iter().find(|e| e.tokens == name);
    let speaks = content.clone().any(|i| {
        matches!(parse.str(i), "\"" | "“" | "'" | "‘")
            || ["we", "our", "us", "i"].iter().any(|w| parse.str(i).eq_ignore_ascii_case(w))
            || parse.token(i).tag == Tag::Md
    });
    if entity.is_some_and(|e| e.label == EntityLabel::Gpe) && !speaks {
        return None;
    }
    let label = name.clone().any(|i| r.cues.lists(List::Labels, parse.str(i)));
    if !named && !loud || label || !(loud || block.len() <= HEADLINE) {
        return None;
    }
    let head = name.end - 1;
    Some(Found {
        source: Some(Source { head, pieces: vec![name] }),
        cue: one(colon..colon + 1),
        cue_token: colon,
        content: vec![content],
        class: AttributionClass::Explicit,
        direct: false,
        evidence: Pieces::new(),
        rule: "colon",
    })
}

/// "The command denies this: no aircraft took off": what comes after the colon goes on with the speaker before it.
pub(crate) fn after_colons(r: &Reader, found: &[Found]) -> Vec<Found> {
    let parse = r.parse;
    let goes_on = |f: &Found| {
        let source = f.source.as_ref()?;
        let sentence = r.sentence(f.cue_token);
        let last = f.content.last()?.end;
        // Where the cue's clause ends: right after its object.
        let colon = (last..sentence.end).take(2).find(|&i| parse.str(i) == ":")?;
        let plain =
            f.class == AttributionClass::Explicit && f.cue_token < colon && r.speech_at(colon).is_none();
        let short = matches!(f.rule, "object" | "phrase" | "object-phrase");
        let rest = trim(parse, colon + 1..sentence.end)?;
        let clause = rest.clone().any(|i| parse.token(i).tag.is_finite());
        (plain && short && clause).then(|| Found {
            source: Some(source.clone()),
            cue: one(colon..colon + 1),
            cue_token: colon,
            content: vec![rest],
            class: AttributionClass::Explicit,
            direct: false,
            evidence: Pieces::new(),
            rule: "after-colon",
        })
    };
    found.iter().filter_map(goes_on).collect()
}
