//! The situation brief: what is claimed, by whom, where, when, how many, every line cited.

use std::collections::BTreeMap;
use std::fmt::Write;

use tidings_claim::{Basis, Certainty, Claim, Polarity, Stance, Tier};
use tidings_ledger::{ClaimRef, ConflictKind, Ledger};
use tidings_mention::Measure;

use crate::words;

/// The brief of a ledger as Markdown.
pub fn markdown(ledger: &Ledger) -> String {
    let mut b = Brief { ledger, numbers: BTreeMap::new(), order: Vec::new(), out: String::new() };
    b.head();
    b.key_figures();
    b.claimed();
    b.section("Announced, asked for, expected", |c| kind(c) == Kind::ToCome);
    b.contested();
    b.section("Background", |c| kind(c) == Kind::Background);
    b.open_questions();
    b.reports();
    b.quotations();
    b.out
}

struct Brief<'l> {
    ledger: &'l Ledger,
    /// Citation number of a sentence: (report, first byte, last byte).
    numbers: BTreeMap<(usize, u32, u32), usize>,
    order: Vec<(usize, u32, u32)>,
    out: String,
}

/// Which part of the brief a claim goes to.
#[derive(PartialEq, Eq)]
enum Kind {
    Happened,
    ToCome,
    Open,
    Background,
    Repeat,
}

fn kind(c: &Claim) -> Kind {
    if c.repeats.is_some() {
        Kind::Repeat
    } else if c.stance == Stance::Investigate {
        Kind::Open
    } else if matches!(c.stance, Stance::Demand | Stance::Plan | Stance::Predict)
        || c.certainty == Certainty::Hypothetical
        || c.plover.aux.iter().any(|a| matches!(*a, "future" | "hypothetical"))
    {
        Kind::ToCome
    } else if c.time.basis == Basis::Background || c.plover.aux.contains(&"historical") {
        Kind::Background
    } else {
        Kind::Happened
    }
}

impl Brief<'_> {
    fn head(&mut self) {
        let names: Vec<String> = self
            .ledger
            .groups
            .iter()
            .filter_map(|g| g.place.as_ref())
            .take(3)
            .map(|p| words::escape(&p.name))
            .collect();
        let title = if names.is_empty() { "place not stated".to_string() } else { names.join(", ") };
        let dates: Vec<_> = self.ledger.reports.iter().filter_map(|r| r.document.meta.published).collect();
        let as_of =
            dates.iter().max().map_or_else(|| "publication date not stated".into(), |d| words::date(*d));
        let n = self.ledger.reports.len();
        let claims = self.ledger.claims().count();
        let _ = writeln!(self.out, "# Situation brief: {title}\n");
        let _ = writeln!(
            self.out,
            "As of {as_of}. {claims} claim{} in {n} report{}.\n",
            plural(claims),
            plural(n)
        );
        let _ = writeln!(
            self.out,
            "> Unverified public reporting. Each line says who says so and where it stands in the report, not what is true. \
             Places are no finer than the report gives them. A line without a date is undated in the report: only \
             the day of publication bounds it.\n"
        );
        if claims == 0 {
            let _ = writeln!(self.out, "No claim was found in what was read.\n");
        }
    }

    fn key_figures(&mut self) {
        let ledger = self.ledger;
        let people =
            |m: Measure| m <= Measure::OrderedToEvacuate || m == Measure::Sheltered || m == Measure::Affected;
        let mut rows = String::new();
        for s in ledger.figures.iter().filter(|s| {
            people(s.measure)
                || matches!(
                    s.measure,
                    Measure::MunitionsFired | Measure::ShotDown | Measure::BuildingsDamaged
                )
        }) {
            for p in &s.points {
                let c = ledger.claim(p.claim);
                let q = &c.quantities[p.quantity];
                if kind(c) != Kind::Happened || !q.printed {
                    continue;
                }
                let cite = self.cite(p.claim);
                let place = if s.place.is_empty() { "not stated".into() } else { words::escape(&s.place) };
                let _ = writeln!(
                    rows,
                    "| {} | {} | {} | {place} | {} | {} | {cite} |",
                    s.measure.as_str().replace('_', " "),
                    words::interval(q.min, q.max),
                    words::escape(&words::counted(&q.of)),
                    words::time(&c.time),
                    words::capital(&words::escape(&self.speaker(p.claim))),
                );
            }
        }
        if !rows.is_empty() {
            let _ = writeln!(
                self.out,
                "## Key figures\n\n| measure | figure | of | place | when | who says so | |\n|---|---|---|---|---|---|---|\n{rows}"
            );
        }
    }

    fn claimed(&mut self) {
        let ledger = self.ledger;
        if !ledger.claims().any(|(_, c)| kind(c) == Kind::Happened) {
            return;
        }
        self.out.push_str("## What is claimed\n\n");
        for g in &ledger.groups {
            let lines: Vec<ClaimRef> =
                g.claims.iter().copied().filter(|at| kind(ledger.claim(*at)) == Kind::Happened).collect();
            if lines.is_empty() {
                continue;
            }
            let heading = match &g.place {
                Some(p) if p.country.is_empty() || p.name == p.country => words::escape(&p.name),
                Some(p) => {
                    format!("{} ({})", words::escape(&p.name), p.iso3166_2.as_deref().unwrap_or(&p.country))
                }
                None => "Place not stated".into(),
            };
            let _ = writeln!(self.out, "### {heading}\n");
            for at in lines {
                self.line(at);
            }
            self.out.push('\n');
        }
    }

    fn section(&mut self, title: &str, wanted: impl Fn(&Claim) -> bool) {
        let lines: Vec<ClaimRef> =
            self.ledger.claims().filter(|(_, c)| wanted(c)).map(|(at, _)| at).collect();
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "## {title}\n");
        for at in lines {
            self.line(at);
        }
        self.out.push('\n');
    }

    fn contested(&mut self) {
        let ledger = self.ledger;
        let mut disputes = ledger.conflicts.iter().filter(|c| c.kind.is_dispute()).peekable();
        if disputes.peek().is_none() {
            return;
        }
        self.out.push_str("## Disputed\n\n");
        for c in disputes {
            let (a, b) = (self.quote(c.a), self.quote(c.b));
            let (who_a, who_b) = (words::escape(&self.speaker(c.a)), words::escape(&self.speaker(c.b)));
            let (na, nb) = (self.cite(c.a), self.cite(c.b));
            let _ = match c.kind {
                ConflictKind::Denies => {
                    writeln!(self.out, "- **{who_a}** rejects: {a} {na}. Against **{who_b}**: {b} {nb}.")
                }
                ConflictKind::Overstates => {
                    writeln!(self.out, "- The heading {a} {na} says more than its text: {b} {nb}.")
                }
                _ => writeln!(self.out, "- **{who_a}** says: {a} {na}. **{who_b}** says: {b} {nb}."),
            };
        }
        self.out.push('\n');
    }

    fn open_questions(&mut self) {
        let ledger = self.ledger;
        let happened: Vec<&Claim> =
            ledger.claims().map(|(_, c)| c).filter(|c| kind(c) == Kind::Happened).collect();
        let count = |f: &dyn Fn(&Claim) -> bool| happened.iter().filter(|c| f(c)).count();
        let events = count(&|c| c.plover.kind.is_some());
        let undated =
            count(&|c| c.plover.kind.is_some() && matches!(c.time.basis, Basis::Publication | Basis::None));
        let nowhere = count(&|c| c.plover.kind.is_some() && c.places.is_empty());
        let lost = count(&|c| c.places.iter().any(|p| p.at.is_none()));
        let unnamed = count(&|c| c.speaker.as_deref() == Some("unnamed"));
        let no_actor = count(&|c| c.plover.kind == Some("ASSAULT") && c.actors.is_empty());
        let said = |m: &[Measure]| ledger.figures.iter().any(|s| m.contains(&s.measure));
        self.out.push_str("## Open questions and what is not stated\n\n");
        let open: Vec<ClaimRef> =
            ledger.claims().filter(|(_, c)| kind(c) == Kind::Open).map(|(at, _)| at).collect();
        for at in open {
            self.line(at);
        }
        let mut say = |n: usize, text: String| {
            if n > 0 {
                let _ = writeln!(self.out, "- {text}");
            }
        };
        say(
            undated,
            format!(
                "{undated} of {events} reported events carry no date; only the day of publication bounds them."
            ),
        );
        say(nowhere, format!("{nowhere} of {events} reported events name no place."));
        say(
            lost,
            format!(
                "{lost} claim{} name{} a place that is not in the gazetteer.",
                plural(lost),
                if lost == 1 { "s" } else { "" }
            ),
        );
        say(
            no_actor,
            format!(
                "{no_actor} report{} of violence do{} not say who acted.",
                plural(no_actor),
                if no_actor == 1 { "es" } else { "" }
            ),
        );
        say(
            unnamed,
            format!(
                "{unnamed} claim{} rest{} on nobody who is named.",
                plural(unnamed),
                if unnamed == 1 { "s" } else { "" }
            ),
        );
        say(
            usize::from(!said(&[Measure::Killed]) && events > 0),
            "No number of people killed is stated.".into(),
        );
        say(
            usize::from(!said(&[Measure::Injured]) && events > 0),
            "No number of people injured is stated.".into(),
        );
        say(
            usize::from(
                !said(&[Measure::Fled, Measure::Evacuated, Measure::OrderedToEvacuate]) && events > 0,
            ),
            "No number of people displaced is stated.".into(),
        );
        self.out.push('\n');
    }

    fn reports(&mut self) {
        self.out.push_str("## Reports read\n\n");
        for (i, r) in self.ledger.reports.iter().enumerate() {
            let d = &r.document;
            let published =
                d.meta.published.map_or_else(|| "publication date not stated".into(), words::date);
            let publisher = d.meta.publisher.as_deref().unwrap_or("publisher not stated");
            let copy = self
                .ledger
                .copies
                .iter()
                .find(|g| g[1..].contains(&i))
                .map(|g| format!(", runs the text of report {}", g[0] + 1));
            let _ = writeln!(
                self.out,
                "{}. `{}`: {}, {published}; {} claim{}; SHA-256 {}…{}",
                i + 1,
                d.id.replace('`', "'"),
                words::escape(publisher),
                r.claims.len(),
                plural(r.claims.len()),
                &d.source.sha256_hex()[..12],
                copy.unwrap_or_default(),
            );
            for note in d.notes.iter().take(5) {
                let _ = writeln!(self.out, "   - note: {}", words::escape(&note.text));
            }
        }
        self.out.push('\n');
    }

    fn quotations(&mut self) {
        if self.order.is_empty() {
            return;
        }
        self.out.push_str("## Quotations\n\n");
        for (n, &(report, start, end)) in self.order.iter().enumerate() {
            let d = &self.ledger.reports[report].document;
            let text = words::escape(d.text.get(start as usize..end as usize).unwrap_or(""));
            let (a, b) = (code_points(&d.text, start), code_points(&d.text, end));
            let _ = writeln!(
                self.out,
                "- [{}] `{}`, characters {a}–{b}: “{text}”",
                n + 1,
                d.id.replace('`', "'")
            );
        }
    }

    /// One claim: who, what, where, when, how many, and where it stands.
    fn line(&mut self, at: ClaimRef) {
        let ledger = self.ledger;
        let c = ledger.claim(at);
        let text = &ledger.report(at).document.text;
        let mut detail: Vec<String> = Vec::new();
        let places: Vec<String> = c
            .places
            .iter()
            .map(|p| words::escape(&words::place(p, p.span.map_or("", |s| s.slice(text)))))
            .collect();
        if !places.is_empty() {
            detail.push(dedup(places).join(", "));
        }
        if !matches!(c.time.basis, Basis::Publication | Basis::None) {
            detail.push(words::time(&c.time));
        }
        // A bare number of nothing named says less than the quotation does.
        let told = c
            .quantities
            .iter()
            .filter(|q| q.printed && (q.measure != Measure::Other || !words::counted(&q.of).is_empty()));
        detail.extend(told.map(|q| words::escape(&words::quantity(q))));
        let chain: Vec<String> = c.evidence.iter().map(|e| words::escape(&e.name)).collect();
        if !chain.is_empty() {
            detail.push(format!("citing {}", chain.join("; ")));
        }
        let negated =
            if c.polarity == Polarity::Negative && c.stance != Stance::Deny { " (negated)" } else { "" };
        let certainty = words::certainty(c.certainty).map_or_else(String::new, |s| format!(" {s}"));
        let tier = if c.tier == Tier::Headline { " in a heading" } else { "" };
        let inherited =
            if c.attribution == tidings_claim::AttributionClass::Inherited { " (carried on)" } else { "" };
        let (who, quote, cite) = (words::escape(&self.speaker(at)), self.quote(at), self.cite(at));
        let also: Vec<String> =
            self.repeats_of(at).into_iter().map(|r| self.cite(r)).filter(|n| *n != cite).collect();
        let who = words::capital(&who);
        // A quotation that holds the cue itself ("... condemned the raid") needs no verb in front.
        let own = c.cue.iter().any(|s| c.span.contains(*s));
        let verb = if own { String::new() } else { format!(" {}", words::stance(c, &who)) };
        let detail = if detail.is_empty() { String::new() } else { format!(" ({})", detail.join("; ")) };
        let also = dedup(also).concat();
        let _ = writeln!(
            self.out,
            "- **{who}**{verb}{inherited}{tier}{certainty}{negated}: {quote}{detail} {cite}{also}"
        );
    }

    fn repeats_of(&self, at: ClaimRef) -> Vec<ClaimRef> {
        let claims = &self.ledger.report(at).claims;
        (0..claims.len())
            .filter(|&i| claims[i].repeats == Some(at.claim))
            .map(|claim| ClaimRef { claim, ..at })
            .collect()
    }

    fn speaker(&self, at: ClaimRef) -> String {
        let d = &self.ledger.report(at).document;
        match self.ledger.claim(at).speaker.as_deref() {
            Some("unnamed") => "Somebody not named".into(),
            Some(name) => name.to_string(),
            None => d.meta.publisher.clone().unwrap_or_else(|| "The report".into()),
        }
    }

    fn quote(&self, at: ClaimRef) -> String {
        let text = &self.ledger.report(at).document.text;
        let c = self.ledger.claim(at);
        let dots = if c.within.is_some() { "… " } else { "" };
        format!("“{dots}{}”", words::escape(c.span.slice(text)))
    }

    /// The citation of a claim's sentence: one number for each sentence, in order of first use.
    fn cite(&mut self, at: ClaimRef) -> String {
        let report = self.ledger.report(at);
        let c = &report.claims[at.claim];
        let sentence = report.sentences.get(c.sentence).copied().unwrap_or(c.span).join(c.span);
        let key = (at.report, sentence.start, sentence.end);
        let next = self.order.len() + 1;
        let n = *self.numbers.entry(key).or_insert(next);
        if n == next {
            self.order.push(key);
        }
        format!("[{n}]")
    }
}

fn dedup(mut list: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    list.retain(|x| seen.insert(x.clone()));
    list
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn code_points(text: &str, byte: u32) -> usize {
    text.get(..byte as usize).map_or(0, |s| s.chars().count())
}
