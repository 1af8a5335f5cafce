//! The lines: who says what, where, when, how many, on whose word.

use std::collections::BTreeMap;

use tidings_ledger::{ClaimRef, ConflictKind, TAKEN_BACK};

use super::merge::Merged;
use super::{Block, Line, Piece, Writer, text};
use crate::record::{Record, list};
use crate::words;
use tidings_ledger::Kind;

/// Said of a claim that stands under a place its own sentence does not name (ARCHITECTURE.md, invariant 5).
const LENT: &str = "the place is that of other claims about the same occurrence";

impl<'s> Writer<'s> {
    pub(super) fn by_place(&mut self) -> Vec<Block> {
        let ledger = self.shown.ledger;
        let mut blocks = Vec::new();
        let filed = self.filed();
        let records = self.records;
        for (n, g) in ledger.groups.iter().enumerate() {
            let here = |r: &&'s Record| {
                filed.get(&r.at).is_some_and(|(home, _)| *home == n) && r.kind == Kind::Happened && tells(r)
            };
            let all: Vec<&'s Record> = records.iter().filter(here).collect();
            if all.is_empty() {
                continue;
            }
            let heading = match (&g.place, &g.called) {
                (Some(p), _) if p.country.is_empty() || p.name == p.country => p.name.clone(),
                (Some(p), called) => {
                    let code = p.iso3166_2.as_deref().unwrap_or(&p.country);
                    match called {
                        Some(called) => format!("{called} ({}, {code})", p.name),
                        None => format!("{} ({code})", p.name),
                    }
                }
                (None, _) => "Place not stated".into(),
            };
            blocks.push(Block::Heading(self.shown.words(g.claims[0].report, &heading)));
            let merged = self.merged(all);
            let line = |m: &Merged<'_>| {
                let lent = filed.get(&m.first.at).is_some_and(|(_, lent)| *lent);
                self.line_with(m, lent.then(|| LENT.to_string()))
            };
            blocks.push(Block::List(merged.iter().map(line).collect()));
        }
        blocks
    }

    /// What is said to be so but is no event and no figure.
    pub(super) fn others(&mut self) -> Vec<Block> {
        self.list(|r| r.kind == Kind::Happened && !tells(r))
    }

    pub(super) fn announced(&mut self) -> Vec<Block> {
        self.list(|r| r.kind == Kind::ToCome)
    }

    pub(super) fn background(&mut self) -> Vec<Block> {
        self.list(|r| r.kind == Kind::Background)
    }

    /// Disputes, then denials whose other side no report here gives.
    pub(super) fn contested(&mut self) -> Vec<Block> {
        let conflicts = &self.shown.ledger.conflicts;
        let mut told = std::collections::BTreeSet::new();
        let (mut lines, mut withdrawn): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
        for c in conflicts.iter().filter(|c| c.kind.is_dispute()) {
            let (Some(a), Some(b)) = (self.record(c.a).cloned(), self.record(c.b).cloned()) else { continue };
            told.insert(c.a);
            if c.because.iter().any(|e| e.rule == TAKEN_BACK) {
                let mut line = vec![
                    Piece::Strong(words::capital(&b.voice)),
                    text(" takes back: "),
                    quote(&b),
                    text(" "),
                ];
                line.extend([self.cite(c.b), text(", in the words: "), quote(&a), text(" "), self.cite(c.a)]);
                withdrawn.push(line);
                continue;
            }
            if c.kind == ConflictKind::Contradicts {
                told.insert(c.b);
            }
            let key = (self.shown.original(c.a.report), self.shown.original(c.b.report));
            let (who_a, who_b) = (words::capital(&a.voice), words::capital(&b.voice));
            let (na, nb) = (self.cite(c.a), self.cite(c.b));
            let line: Line = match c.kind {
                ConflictKind::Denies => vec![
                    Piece::Strong(who_a.clone()),
                    text(if a.speaker.as_deref().is_some_and(words::is_plural) {
                        " reject: "
                    } else {
                        " rejects: "
                    }),
                    quote(&a),
                    text(" "),
                    na,
                    text(". The other side, "),
                    Piece::Strong(who_b),
                    text(": "),
                    quote(&b),
                    text(" "),
                    nb,
                ],
                ConflictKind::Overstates => vec![
                    text(if key.0 == key.1 { "The heading " } else { "" }),
                    quote(&a),
                    text(" "),
                    na,
                    text(if key.0 == key.1 { " says more than its text: " } else { " says more than: " }),
                    quote(&b),
                    text(" "),
                    nb,
                ],
                _ => vec![
                    Piece::Strong(who_a.clone()),
                    text(format!(" {}: ", words::stance_of(&a))),
                    quote(&a),
                    text(" "),
                    na,
                    text(". Against it, "),
                    Piece::Strong(who_b),
                    text(": "),
                    quote(&b),
                    text(" "),
                    nb,
                ],
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let mut blocks: Vec<Block> = if lines.is_empty() { Vec::new() } else { vec![Block::List(lines)] };
        if !withdrawn.is_empty() {
            blocks.push(Block::Heading("Taken back by who said it".into()));
            blocks.push(Block::List(withdrawn));
        }
        let alone: Vec<&'s Record> =
            self.records.iter().filter(|r| r.kind == Kind::Denied && !told.contains(&r.at)).collect();
        if !alone.is_empty() {
            blocks.push(Block::Heading("Denied, without the other side's words".into()));
            blocks.push(self.lines(alone));
        }
        blocks
    }

    /// A list of the claims of a kind.
    pub(super) fn list(&mut self, wanted: impl Fn(&Record) -> bool) -> Vec<Block> {
        let all: Vec<&'s Record> = self.records.iter().filter(|r| wanted(r)).collect();
        if all.is_empty() { Vec::new() } else { vec![self.lines(all)] }
    }

    fn lines(&mut self, list: Vec<&'s Record>) -> Block {
        let merged = self.merged(list);
        Block::List(merged.iter().map(|m| self.line(m)).collect())
    }

    /// Under which group each claim stands: its own, or, if it names no place, that of its occurrence (`true`).
    fn filed(&self) -> BTreeMap<ClaimRef, (usize, bool)> {
        let groups = &self.shown.ledger.groups;
        let by =
            groups.iter().enumerate().flat_map(|(n, g)| g.claims.iter().map(move |at| (*at, (n, false))));
        let mut filed: BTreeMap<ClaimRef, (usize, bool)> = by.collect();
        for o in &self.shown.ledger.occurrences {
            let placed = |at: &ClaimRef| filed.get(at).map(|f| f.0).filter(|n| groups[*n].place.is_some());
            let Some(home) = o.claims.iter().find_map(placed) else { continue };
            let strays: Vec<ClaimRef> = o.claims.iter().copied().filter(|at| placed(at).is_none()).collect();
            filed.extend(strays.into_iter().map(|at| (at, (home, true))));
        }
        filed
    }

    /// One claim: who, what, where, when, how many, and where it stands.
    fn line(&mut self, m: &Merged<'_>) -> Line {
        self.line_with(m, None)
    }

    /// The same, with a remark before its details.
    fn line_with(&mut self, m: &Merged<'_>, remark: Option<String>) -> Line {
        let r = m.first;
        let who = words::capital(&r.voice);
        // A quotation that holds the cue itself ("... condemned the raid") needs no verb in front.
        let c = self.shown.ledger.claim(r.at);
        let own = c.cue.iter().any(|s| c.span.contains(*s));
        let verb = if own { String::new() } else { format!(" {}", words::stance_of(r)) };
        let certainty = words::certainty(c.certainty).map_or_else(String::new, |s| format!(" {s}"));
        let tier = if r.tier == "headline" { " in a heading" } else { "" };
        let mut line = vec![Piece::Strong(who), text(format!("{verb}{tier}{certainty}: ")), quote(r)];
        let detail: Vec<String> = remark.into_iter().chain(Self::detail(r)).collect();
        let end = if detail.is_empty() { " ".into() } else { format!(" ({}) ", detail.join("; ")) };
        line.push(text(end));
        line.extend(self.cites(std::iter::once(r.at).chain(m.also.iter().copied())));
        line
    }

    /// Place, day and figures, as they were read.
    fn detail(r: &Record) -> Vec<String> {
        let mut detail = Vec::new();
        let places: Vec<String> = r.places.iter().map(words::place).collect();
        let places = list(places.iter().map(String::as_str)).replace("; ", ", ");
        if !places.is_empty() {
            detail.push(places);
        }
        if r.is_dated() {
            detail.push(words::time(r.start, r.end, r.basis));
        }
        let told = r.figures.iter().filter(|f| words::telling(f.measure));
        detail.extend(told.map(words::figure));
        if !r.evidence.is_empty() {
            detail.push(format!("citing {}", list(r.evidence.iter().map(String::as_str))));
        }
        if r.review == "accepted" {
            detail.push("reading accepted by an analyst".into());
        }
        detail
    }
}

/// Whether a claim tells an event or a figure worth a line under its place.
fn tells(r: &Record) -> bool {
    r.plover.is_some() || r.figures.iter().any(|f| words::telling(f.measure))
}

/// The words of a claim; dots where it begins inside its sentence's clause.
pub(super) fn quote(r: &Record) -> Piece {
    let inside = r.text.starts_with(char::is_lowercase) && !r.before.trim().is_empty();
    Piece::Quote(if inside { format!("… {}", r.text) } else { r.text.clone() })
}
