//! A report's text, cut where a mark begins or ends. Masked names are one piece each: a mark that touches one takes
//! it whole, so that no cut gives a letter of it away.

use tidings_claim::Claim;
use tidings_text::{BlockKind, Span};

use super::{Block, Book, Layer, Mark, ReportText, Run};

/// Most blocks that are shown at a time.
const BLOCKS: usize = 200;

impl Book<'_> {
    /// At most `BLOCKS` blocks of a report, from block `from` on. Where it came from and when is filled in by who
    /// knows it.
    pub fn text(&self, report: usize, from: usize) -> ReportText {
        let document = &self.shown().ledger.reports[report].document;
        let total = document.blocks.len();
        let from = from.min(total);
        let shown = &document.blocks[from..total.min(from + BLOCKS)];
        let marks = self.marks(report);
        let block =
            |b: &tidings_text::Block| Block { kind: name(b.kind), runs: self.runs(report, b.span, &marks) };
        let note = |n: &tidings_text::Note| self.shown().words(report, &n.text);
        ReportText {
            report,
            received: String::new(),
            origin: String::new(),
            total_blocks: total,
            from,
            blocks: shown.iter().map(block).collect(),
            notes: document.notes.iter().map(note).collect(),
        }
    }

    /// The first of the blocks to show so that a claim stands among them, some text before it.
    pub fn block_of(&self, at: tidings_ledger::ClaimRef) -> usize {
        let blocks = &self.shown().ledger.report(at).document.blocks;
        let start = self.shown().ledger.claim(at).span.start;
        let here = blocks.partition_point(|b| b.span.end <= start);
        if here < BLOCKS { 0 } else { here - BLOCKS / 2 }
    }

    /// All marks of a report's claims, by where they begin.
    fn marks(&self, report: usize) -> Vec<(Span, Mark)> {
        let mut out = Vec::new();
        for (i, c) in self.shown().ledger.reports[report].claims.iter().enumerate() {
            if let Some(n) = self.number(tidings_ledger::ClaimRef { report, claim: i }) {
                out.extend(spans(c).into_iter().map(|(span, layer)| (span, Mark { layer, claim: n })));
            }
        }
        out.retain(|(s, _)| s.start < s.end);
        out.sort_by_key(|(s, m)| (s.start, s.end, *m));
        out
    }

    fn runs(&self, report: usize, block: Span, marks: &[(Span, Mark)]) -> Vec<Run> {
        let text = &self.shown().ledger.reports[report].document.text;
        let here: Vec<&(Span, Mark)> = marks.iter().filter(|(s, _)| s.overlaps(block)).collect();
        let masked = self.shown().masked(report, block);
        let inside = |at: u32| masked.iter().any(|(s, _)| s.start < at && at < s.end);
        let ends = here.iter().flat_map(|(s, _)| [s.start, s.end]);
        let ends = ends.filter(|at| block.start < *at && *at < block.end && !inside(*at));
        let names = masked.iter().flat_map(|(s, _)| [s.start, s.end]);
        let mut cuts: Vec<u32> = ends.chain(names).chain([block.start, block.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut out: Vec<Run> = Vec::new();
        for pair in cuts.windows(2) {
            let piece = Span { start: pair[0], end: pair[1] };
            let sign = masked.iter().find(|(s, _)| *s == piece).map(|(_, sign)| *sign);
            let mut on: Vec<Mark> = here.iter().filter(|(s, _)| s.overlaps(piece)).map(|(_, m)| *m).collect();
            on.sort_unstable();
            on.dedup();
            let words = sign.unwrap_or_else(|| piece.slice(text));
            match out.last_mut().filter(|last| last.marks == on) {
                Some(last) => last.text.push_str(words),
                None => out.push(Run { text: words.to_string(), marks: on }),
            }
        }
        out
    }
}

/// The characters that a claim is of, and those that gave its parts.
fn spans(c: &Claim) -> Vec<(Span, Layer)> {
    let mut out = vec![(c.span, Layer::Claim)];
    out.extend(c.cue.iter().map(|s| (*s, Layer::Cue)));
    out.extend(c.speaker_span.map(|s| (s, Layer::Source)));
    out.extend(c.chain.iter().filter_map(|l| l.span).map(|s| (s, Layer::Source)));
    out.extend(c.evidence.iter().map(|e| (e.span, Layer::Source)));
    out.extend(c.places.iter().filter_map(|p| p.span).map(|s| (s, Layer::Place)));
    out.extend(c.time.span.map(|s| (s, Layer::Time)));
    out.extend(c.quantities.iter().filter(|q| q.printed).map(|q| (q.span, Layer::Figure)));
    let told = c.reasons.iter().filter(|r| matches!(r.field, "plover" | "acled" | "event"));
    out.extend(told.filter_map(|r| r.span).map(|s| (s, Layer::Event)));
    out
}

fn name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Title => "title",
        BlockKind::Headline => "heading",
        BlockKind::Byline => "byline",
        BlockKind::Dateline => "dateline",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem => "item",
        BlockKind::Quote => "quote",
        BlockKind::Caption => "caption",
        BlockKind::Cell => "cell",
        BlockKind::Boilerplate => "boilerplate",
    }
}
