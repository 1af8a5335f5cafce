//! Time expressions: from words to TIMEX3 values and days on the calendar.
//!
//! The path inside: characters to lexemes with their meaning ([`lex`], [`lexicon`] and the tables of other
//! languages), lexemes to expressions ([`grammar`]), expressions to a place on the calendar ([`anchor`], by
//! [`tense`], publication date and, in histories, the order of telling: [`story`]), and from there to values and bounds ([`calendar`],
//! [`value`]); two that bound one stretch are joined last ([`range`]). A wrong extent is mended in the grammar, a wrong year or week in the anchor, a wrong spelling of
//! a value in the calendar.

mod anchor;
mod calendar;
mod cyrillic;
mod expr;
mod german;
mod grammar;
mod lex;
mod lexicon;
mod range;
mod story;
mod stretch;
mod tense;
#[cfg(test)]
mod tests;
mod value;

use crate::{Parse, Time};

/// All time expressions of the document, in text order.
///
/// Only the blocks' characters, the tokens' tags and the publication date are used, so that a parse that is
/// wrong or missing costs little.
pub fn find(parse: &Parse) -> Vec<Time> {
    let lexemes = lex::lex(parse);
    let found = grammar::Grammar::new(&lexemes, &parse.doc().text).all();
    let mut times = anchor::Anchor::new(parse, &lexemes, &found).resolve();
    range::join(parse, &mut times);
    times
}
