//! Headline, body or summary.

use tidings_mention::Parse;
use tidings_text::BlockKind;

use crate::types::Tier;

/// The tier of each sentence. The last paragraph is a summary if most of its content words stood in the
/// report before and it brings no figure.
pub fn tiers(parse: &Parse) -> Vec<Tier> {
    let blocks = &parse.doc().blocks;
    let last = blocks.iter().rposition(|b| b.kind == BlockKind::Paragraph);
    let summary = last.filter(|&b| b >= 6 && repeats_report(parse, b));
    parse
        .sentences()
        .iter()
        .map(|s| match blocks[s.block].kind {
            k if k.is_heading() => Tier::Headline,
            _ if Some(s.block) == summary => Tier::Summary,
            _ => Tier::Body,
        })
        .collect()
}

fn repeats_report(parse: &Parse, block: usize) -> bool {
    use tidings_mention::labels::{Pos, Tag};
    let content = |i: usize| {
        matches!(parse.token(i).pos, Pos::Noun | Pos::Propn | Pos::Verb | Pos::Adj) && parse.str(i).len() > 2
    };
    let first = parse.sentences().iter().find(|s| s.block == block).map_or(0, |s| s.tokens.start);
    let end = parse.sentences().iter().rfind(|s| s.block == block).map_or(0, |s| s.tokens.end);
    let before: std::collections::BTreeSet<&str> =
        (0..first).filter(|&i| content(i)).map(|i| parse.lemma_lower(i)).collect();
    let own: Vec<usize> = (first..end).filter(|&i| content(i)).collect();
    let figures = own
        .iter()
        .any(|&i| parse.token(i).tag == Tag::Cd && parse.str(i).contains(|c: char| c.is_ascii_digit()));
    let known = own.iter().filter(|&&i| before.contains(parse.lemma_lower(i))).count();
    own.len() >= 6 && !figures && known * 10 >= own.len() * 6
}
