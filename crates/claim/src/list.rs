//! Lists and the sentence that leads them in: "The Red Cross reported: • 300 families in shelters • 4 injured".

use tidings_mention::Parse;
use tidings_text::BlockKind;

/// The sentence with a colon that leads in the list which `sentence` is an item of.
pub(crate) fn intro(parse: &Parse, sentence: usize) -> Option<usize> {
    let blocks = &parse.doc().blocks;
    let block = parse.sentences()[sentence].block;
    if blocks[block].kind != BlockKind::ListItem {
        return None;
    }
    let above = (parse.blocks().start..block).rev().find(|&b| blocks[b].kind != BlockKind::ListItem)?;
    let first = parse.sentences()[..sentence].partition_point(|s| s.block <= above);
    let last = first.checked_sub(1)?;
    let s = &parse.sentences()[last];
    (s.block == above && parse.str(s.tokens.end - 1).ends_with(':')).then_some(last)
}
