//! The situation brief, after the layout of OCHA's situation reports: highlights, key figures, by place, contested,
//! announced, background, what is not known, sources. Every line is cited by number; the quotations stand at the end.
//!
//! [`Brief::of`] builds it as a value; [`markdown`](Brief::markdown) and [`html`](Brief::html) only write it down.

mod claims;
mod figures;
mod highlights;
mod html;
mod markdown;
mod merge;
mod unknown;

use std::collections::BTreeMap;

use jiff::civil::Date;
use tidings_ledger::{ClaimRef, Ledger, Query, query::Field};
use tidings_mention::PlacePrecision;

use crate::record::{Record, records};
use crate::shown::Shown;
use crate::words;

/// What every brief says before anything else.
const BANNER: &str = "Unverified public reporting. Each line says who says so and where it stands in the report, not \
                      what is true. Places are no finer than the report gives them. A line without a date is undated \
                      in the report: only the day of publication bounds it.";

/// A brief, ready to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    title: String,
    /// "As of 8 Jun 2023. 110 claims in 4 reports."
    as_of: String,
    /// What was filtered or masked.
    notes: Vec<String>,
    sections: Vec<Section>,
    sources: Vec<SourceLine>,
    quotations: Vec<Quotation>,
}

#[derive(Debug, Clone, PartialEq)]
struct Section {
    heading: &'static str,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq)]
enum Block {
    Heading(String),
    List(Vec<Line>),
    Table(Vec<&'static str>, Vec<Vec<Line>>),
}

/// A run of pieces; escaping is the writer's.
type Line = Vec<Piece>;

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Text(String),
    Strong(String),
    /// Words of a report; written in quotation marks.
    Quote(String),
    /// Number of a quotation.
    Cite(usize),
}

#[derive(Debug, Clone, PartialEq)]
struct SourceLine {
    id: String,
    url: Option<String>,
    text: String,
    notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Quotation {
    id: String,
    span: (usize, usize),
    text: String,
}

/// What a brief is asked to keep to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope<'a> {
    /// Claims whose time reaches this day or a later one.
    pub since: Option<Date>,
    /// A place with everything in it, by name or ISO code.
    pub area: Option<&'a str>,
    /// A filter, or plain words.
    pub about: Option<&'a str>,
}

impl Scope<'_> {
    /// The scope as a query over this ledger: an area's name takes in the towns that lie in it.
    ///
    /// # Errors
    ///
    /// If `about` cannot be read as a query.
    pub fn query(&self, ledger: &Ledger) -> Result<Query, tidings_ledger::QueryError> {
        let since = self.since.map_or(Query::All, Query::Since);
        let about: Query = self.about.unwrap_or("").parse()?;
        let area = self.area.map_or(Query::All, |name| {
            let field = |v: &str| Query::Field(Field::Place, vec![v.to_string()]);
            let wanted = field(name);
            let mut codes = std::collections::BTreeSet::new();
            for (at, c) in ledger.claims() {
                if !wanted.holds(ledger.report(at), c) {
                    continue;
                }
                for place in c.places.iter().filter_map(|p| p.at.as_ref()) {
                    let named = tidings_ledger::query::Folded::new(&place.name).has(name);
                    match place.precision {
                        PlacePrecision::Province if named => codes.extend(place.iso3166_2.clone()),
                        PlacePrecision::Country if named => {
                            codes.insert(place.country.clone());
                        }
                        _ => {}
                    }
                }
            }
            Query::any(
                std::iter::once(wanted).chain(codes.iter().filter(|c| !c.is_empty()).map(|c| field(c))),
            )
        });
        Ok(Query::all([since, area, about]))
    }
}

impl Scope<'_> {
    /// Why nothing is shown, if the area is one that no claim names: with the places whose names are near to it.
    pub fn unmatched(&self, ledger: &Ledger) -> Option<String> {
        let area = self.area?;
        let wanted = Query::Field(Field::Place, vec![area.to_string()]);
        let places = || ledger.claims().flat_map(|(at, c)| c.places.iter().map(move |p| (at, c, p)));
        if ledger.claims().any(|(at, c)| wanted.holds(ledger.report(at), c)) {
            return None;
        }
        let names: std::collections::BTreeSet<&str> =
            places().map(|(.., p)| p.name.as_str()).filter(|n| !n.is_empty()).collect();
        let mut near: Vec<(usize, &str)> = names
            .into_iter()
            .map(|n| (words::distance(&n.to_lowercase(), &area.to_lowercase()), n))
            .collect();
        near.sort_unstable();
        let most = (area.chars().count() / 2).max(2);
        let near: Vec<&str> = near.iter().filter(|n| n.0 <= most).take(5).map(|n| n.1).collect();
        let hint = if near.is_empty() { String::new() } else { format!("; near it: {}", near.join(", ")) };
        Some(format!("no claim names “{area}”{hint}"))
    }
}

impl Brief {
    /// The brief of what is shown.
    pub fn of(shown: &Shown<'_>) -> Self {
        let all = records(shown);
        let mut w = Writer {
            shown,
            records: &all,
            fresh: fresh(shown.ledger, &all),
            numbers: BTreeMap::new(),
            quotations: Vec::new(),
        };
        let mut sections = Vec::new();
        let mut add = |heading: &'static str, blocks: Vec<Block>| {
            if !blocks.is_empty() {
                sections.push(Section { heading, blocks });
            }
        };
        add("Highlights", w.highlights());
        add("Key figures", w.key_figures());
        add("By place", w.by_place());
        add("Contested", w.contested());
        add("Announced, asked for, expected", w.announced());
        add("What is not known", w.unknown());
        add("Background", w.background());
        add("Other statements", w.others());
        let sources = w.sources();
        let (title, as_of, notes) = w.head();
        Self { title, as_of, notes, sections, sources, quotations: w.quotations }
    }
}

/// Days before the first report that make an event background.
const OLD: i64 = 60;

/// The day from which events are what the reports are about; none if all of them are long past.
fn fresh(ledger: &Ledger, records: &[Record]) -> Option<Date> {
    let first = ledger.reports.iter().filter_map(|r| r.document.meta.published).min()?;
    let day = first.checked_sub(jiff::Span::new().days(OLD)).ok()?;
    let told = |r: &Record| r.is_dated() && r.end.is_some_and(|end| end >= day);
    records.iter().any(told).then_some(day)
}

/// Builds the parts and numbers the citations in the order of their first use.
struct Writer<'s> {
    shown: &'s Shown<'s>,
    records: &'s [Record],
    /// What ended before this day is background of what the reports are about.
    fresh: Option<Date>,
    numbers: BTreeMap<(usize, u32, u32), usize>,
    quotations: Vec<Quotation>,
}

impl Writer<'_> {
    fn head(&self) -> (String, String, Vec<String>) {
        let ledger = self.shown.ledger;
        let shown_place = |g: &&tidings_ledger::Group| g.claims.iter().any(|at| self.shown.has(*at));
        let groups = ledger.groups.iter().filter(shown_place);
        let names: Vec<String> = groups
            .filter_map(|g| {
                let name = g.called.as_ref().or(g.place.as_ref().map(|p| &p.name))?;
                Some(self.shown.words(g.claims[0].report, name))
            })
            .take(3)
            .collect();
        let title = if names.is_empty() { "place not stated".to_string() } else { names.join(", ") };
        let last = ledger.reports.iter().filter_map(|r| r.document.meta.published).max();
        let as_of = last.map_or_else(|| "publication date not stated".into(), words::date);
        let (claims, reports) = (self.records.len(), ledger.reports.len());
        let copies: usize = ledger.copies.iter().map(|g| g.len() - 1).sum();
        let of_them = if copies == 0 {
            String::new()
        } else {
            format!(", {copies} of {} run another's text", if reports == 1 { "it" } else { "them" })
        };
        let line = format!(
            "As of {as_of}. {claims} claim{} in {reports} report{}{of_them}.",
            words::plural(claims),
            words::plural(reports)
        );
        let mut notes = Vec::new();
        if self.shown.is_filtered() {
            notes.push(format!("Only claims that match: {}", self.shown.options.query));
        }
        notes.extend(self.rests_on());
        if claims == 0 {
            notes.push(if self.shown.is_filtered() {
                "No claim matches.".into()
            } else {
                "No claim was found in what was read.".into()
            });
        }
        let people: std::collections::BTreeSet<&str> =
            ledger.reports.iter().flat_map(|r| &r.private).map(|p| p.name.as_str()).collect();
        if !people.is_empty() {
            let n = people.len();
            let of = format!("{n} private person{}", words::plural(n));
            notes.push(if self.shown.options.unmasked {
                format!("Not masked: this brief may name {of}. Do not pass it on as it is.")
            } else if n == 1 {
                "The name of 1 private person is withheld.".into()
            } else {
                format!("Names of {of} are withheld.")
            });
        }
        (format!("Situation brief: {title}"), line, notes)
    }

    /// What copies, names and contradictions were looked for in, if that is not the whole ledger.
    fn rests_on(&self) -> Option<String> {
        let elsewhere = &self.shown.options.elsewhere;
        let day = elsewhere.since.filter(|_| elsewhere.reports > 0)?;
        let n = elsewhere.reports;
        Some(format!(
            "Figures, copies, names, contradictions and what is announced without a day are those of the reports from {} \
             on and of older ones that tell of days since; {n} other report{} of this ledger {} not looked at.",
            words::date(day),
            words::plural(n),
            if n == 1 { "was" } else { "were" },
        ))
    }

    /// Whether something that ended on a day is background of the situation.
    fn is_old(&self, end: Option<Date>) -> bool {
        end.zip(self.fresh).is_some_and(|(end, fresh)| end < fresh)
    }

    fn sources(&self) -> Vec<SourceLine> {
        let ledger = self.shown.ledger;
        let one = |i: usize| {
            let s = crate::record::source(self.shown, i);
            let document = &ledger.reports[i].document;
            let day = s.published.map_or_else(|| "publication date not stated".into(), words::date);
            let copy = Some(self.shown.original(i)).filter(|o| *o != i);
            let copy = copy.map_or_else(String::new, |o| format!("; runs the text of report {}", o + 1));
            let title = s.title.map_or_else(String::new, |t| format!("“{t}”, "));
            let n = self.records.iter().filter(|r| r.at.report == i).count();
            let text = format!(
                "{title}{}, {day}; {n} claim{}{copy}; SHA-256 {}…",
                s.publisher.as_deref().unwrap_or("publisher not stated"),
                words::plural(n),
                &s.sha256[..12],
            );
            let notes = document.notes.iter().take(5).map(|n| self.shown.words(i, &n.text)).collect();
            SourceLine { id: s.id, url: s.url, text, notes }
        };
        (0..ledger.reports.len()).map(one).collect()
    }

    fn record(&self, at: ClaimRef) -> Option<&Record> {
        self.records.binary_search_by_key(&at, |r| r.at).ok().map(|i| &self.records[i])
    }

    /// The number of a claim's sentence, in order of first use.
    fn cite(&mut self, at: ClaimRef) -> Piece {
        let sentence = self.shown.sentence(at);
        let next = self.quotations.len() + 1;
        let n = *self.numbers.entry((at.report, sentence.start, sentence.end)).or_insert(next);
        if n == next {
            self.quotations.push(Quotation {
                id: self.shown.id(at.report).to_string(),
                span: self.shown.points(at.report, sentence),
                text: self.shown.text(at.report, sentence),
            });
        }
        Piece::Cite(n)
    }

    /// The numbers of several claims, each once.
    fn cites(&mut self, list: impl IntoIterator<Item = ClaimRef>) -> Vec<Piece> {
        let mut out: Vec<Piece> = Vec::new();
        for at in list {
            let piece = self.cite(at);
            if !out.contains(&piece) {
                out.push(piece);
            }
        }
        out
    }
}

fn text(s: impl Into<String>) -> Piece {
    Piece::Text(s.into())
}
