//! What is under investigation, and what no report says.

use tidings_mention::Measure;

use super::{Block, Line, Writer, text};
use crate::record::Record;
use crate::words::plural;
use tidings_ledger::Kind;

impl Writer<'_> {
    pub(super) fn unknown(&mut self) -> Vec<Block> {
        let mut blocks = self.list(|r| r.kind == Kind::Open);
        let happened: Vec<&Record> = self.records.iter().filter(|r| r.kind == Kind::Happened).collect();
        let count = |f: &dyn Fn(&Record) -> bool| happened.iter().filter(|r| f(r)).count();
        let events = count(&|r| r.plover.is_some());
        let mut lines: Vec<Line> = Vec::new();
        let mut say = |n: usize, line: String| {
            if n > 0 {
                lines.push(vec![text(line)]);
            }
        };
        let undated = count(&|r| r.plover.is_some() && !r.is_dated());
        say(
            undated,
            format!(
                "{undated} of {events} claims of an event carry no date; only the day of publication bounds them."
            ),
        );
        let nowhere = count(&|r| r.plover.is_some() && r.places.is_empty());
        say(nowhere, format!("{nowhere} of {events} claims of an event name no place."));
        let lost = count(&|r| r.places.iter().any(|p| p.area.is_none()));
        let s = if lost == 1 { "s" } else { "" };
        say(lost, format!("{lost} claim{} name{s} a place that is not in the gazetteer.", plural(lost)));
        let no_actor = count(&|r| r.plover == Some("ASSAULT") && r.actors.is_empty());
        let does = if no_actor == 1 { "does" } else { "do" };
        say(no_actor, format!("{no_actor} claim{} of violence {does} not say who acted.", plural(no_actor)));
        let unnamed = count(&|r| r.speaker.as_deref() == Some("unnamed"));
        let s = if unnamed == 1 { "s" } else { "" };
        say(unnamed, format!("{unnamed} claim{} rest{s} on nobody who is named.", plural(unnamed)));
        let said =
            |m: &[Measure]| self.records.iter().any(|r| r.figures.iter().any(|f| m.contains(&f.measure)));
        let missing = |m: &[Measure]| usize::from(!said(m) && events > 0);
        say(missing(&[Measure::Killed]), "No number of people killed is stated.".into());
        say(missing(&[Measure::Injured]), "No number of people injured is stated.".into());
        let moved = [Measure::Fled, Measure::Evacuated, Measure::OrderedToEvacuate];
        say(missing(&moved), "No number of people displaced is stated.".into());
        let look = self.shown.ledger.reviews.look.len();
        say(
            look,
            format!(
                "{look} decision{} of an analyst no longer fit what is read and need a look.",
                plural(look)
            ),
        );
        if !lines.is_empty() {
            blocks.push(Block::List(lines));
        }
        blocks
    }
}
