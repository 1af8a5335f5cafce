//! A ledger file with the reader: reports in, a ledger out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tidings_archive::mail;
use tidings_ledger::decision::replay;
use tidings_ledger::{ClaimKey, ClaimRef, Decision, Kept, Ledger, Query, Report};
use tidings_store::{Added, Derived, Filter, Given, Media, Rebuild, Source, Store, StoreError};
use tidings_text::{Document, Format, Hints, Note, NoteKind, document_from_text, sniff};
use tidings_view::Elsewhere;

use crate::annotate::{BadLine, document_of_line, lines};
use crate::{Models, Reader, pool, reports};

/// What became of the sources that were to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// New ones.
    pub new: usize,
    /// Bytes that were there already, but came another way: from elsewhere, or with another date or name.
    pub again: usize,
    /// Those that were there already.
    pub known: usize,
}

/// The document that a source holds. Never fails: a line that is no report any more is an empty one.
pub fn document(source: &Source) -> Document {
    let hints = Hints {
        id: source.given.id.clone(),
        published: source.given.published,
        publisher: source.given.publisher.clone(),
        lang: source.given.lang.clone(),
        url: source.given.url.clone(),
        encoding: source.given.encoding.clone(),
        ..Hints::default()
    };
    let mut document = match source.media {
        Media::Document => tidings_text::read(&source.bytes, &hints),
        Media::JsonLine => {
            document_of_line(&source.bytes, &hints).unwrap_or_else(|_| tidings_text::read(b"", &hints))
        }
        Media::Message => letter(&source.bytes, hints),
    };
    if let Some(day) = source.given.captured.filter(|_| document.meta.published.is_none()) {
        let text =
            format!("no day of publication is stated; {day}, when a crawler received it, is taken for it");
        document.notes.push(Note { span: None, kind: NoteKind::MetaFromText, text });
        document.meta.published = Some(day);
    }
    // The file knows a source by the bytes it received.
    document.source.sha256 = source.sha256;
    document
}

/// The text of a mail. Offsets count in it, not in the mail, whose parts may be packed.
fn letter(bytes: &[u8], hints: Hints) -> Document {
    let letter = mail::read(bytes);
    let hints = Hints {
        title: hints.title.or(letter.subject),
        published: hints.published.or(letter.date),
        publisher: hints.publisher.or(letter.publisher),
        encoding: letter.html.then(|| "utf-8".into()),
        format: letter.html.then_some(Format::Html),
        ..hints
    };
    if letter.html {
        return tidings_text::read(letter.body.as_bytes(), &hints);
    }
    document_from_text(letter.body, &hints)
}

/// The sources that bytes hold: themselves, or one for each line of JSON. `bad` is told of lines that are none.
pub fn sources(
    bytes: Vec<u8>,
    name: &str,
    origin: &str,
    given: &Given,
    received: &str,
    mut bad: impl FnMut(usize, &BadLine),
) -> Vec<Source> {
    let source = |bytes: Vec<u8>, media, id: String, origin: String| {
        let given = Given { id: Some(id), ..given.clone() };
        Source::new(bytes, media, given, origin, received.to_owned())
    };
    if sniff(&bytes) != Format::Jsonl {
        return vec![source(bytes, Media::Document, name.to_owned(), origin.to_owned())];
    }
    let mut out = Vec::new();
    for (n, line) in lines(&bytes) {
        match document_of_line(line, &Hints::default()) {
            Ok(_) => {
                let (id, origin) = (format!("{name}:{n}"), format!("{origin}:{n}"));
                out.push(source(line.to_vec(), Media::JsonLine, id, origin));
            }
            Err(e) => bad(n, &e),
        }
    }
    out
}

/// Reads sources on `threads` threads and adds them to the store. `done` is told of each once it is on disk, never
/// before. Sources that are there already are not read again.
///
/// # Errors
/// What the store cannot do; what was told of before is on disk all the same.
pub fn add(
    store: &mut Store,
    models: &Models,
    sources: impl IntoIterator<Item = Source>,
    threads: usize,
    mut done: impl FnMut(&Source, Added),
) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    let mut sources = sources.into_iter().fuse();
    let mut desk = (store, &mut counts, &mut done);
    pool::run(
        models,
        threads,
        &mut desk,
        |(store, counts, done)| {
            for source in sources.by_ref() {
                if !store.has(&source)? {
                    return Ok(Some(source));
                }
                counts.known += 1;
                done(&source, Added::Known);
            }
            Ok(None)
        },
        read,
        |(store, counts, done), ready| {
            let added = store.add(&ready)?;
            for ((source, _), added) in ready.into_iter().zip(added) {
                match added {
                    Added::New => counts.new += 1,
                    Added::Again => counts.again += 1,
                    Added::Known => counts.known += 1,
                }
                done(&source, added);
            }
            Ok::<_, StoreError>(())
        },
    )?;
    Ok(counts)
}

/// The reports of a store as they were read, in order of their hashes.
///
/// # Errors
/// [`StoreError::Outdated`] where another version read them.
pub fn reports(store: &Store) -> Result<Vec<Arc<Report>>, StoreError> {
    let mut out = Vec::new();
    store.each(|source, derived| {
        out.push(Arc::new(report(&source, derived)));
        Ok::<_, StoreError>(())
    })?;
    Ok(out)
}

/// The ledger of a store under its decisions.
///
/// # Errors
/// As [`reports`].
pub fn ledger(store: &Store) -> Result<Ledger, StoreError> {
    let decisions = store.decisions()?;
    Ok(Ledger::reviewed(reports(store)?, |reports| replay(reports, &decisions)))
}

/// A ledger under its decisions, with what is needed to decide again.
#[derive(Debug)]
pub struct Reviewed {
    /// The ledger.
    pub ledger: Ledger,
    /// The log, in order.
    pub decisions: Vec<Decision>,
    /// Names of all claims, by report and index in it.
    pub ids: Vec<Arc<Vec<String>>>,
    /// The reports as they were read, before any edit: to begin from when something has come to them.
    pub read: Vec<Arc<Report>>,
}

impl Reviewed {
    /// The ledger of these reports under these decisions.
    pub fn new(reports: Vec<Arc<Report>>, decisions: Vec<Decision>) -> Self {
        Self::following(&mut Kept::default(), None, reports, decisions)
    }

    /// The same, by working out only what is new since the `last` one, which `kept` is of.
    pub fn following(
        kept: &mut Kept,
        last: Option<&Self>,
        reports: Vec<Arc<Report>>,
        decisions: Vec<Decision>,
    ) -> Self {
        let mut read = Vec::new();
        let ledger = Ledger::following(kept, reports, |reports| {
            read = reports.to_vec();
            replay(reports, &decisions)
        });
        let known: BTreeMap<*const Report, &Arc<Vec<String>>> =
            last.map(|l| l.read.iter().map(Arc::as_ptr).zip(&l.ids).collect()).unwrap_or_default();
        let ids = |report: &Arc<Report>| match known.get(&Arc::as_ptr(report)) {
            Some(ids) => Arc::clone(ids),
            None => Arc::new(tidings_ledger::decision::ids(report)),
        };
        let ids = read.iter().map(ids).collect();
        Self { ledger, decisions, ids, read }
    }

    /// The name under which a decision knows a claim: as it was read, whatever was edited since.
    pub fn key(&self, at: ClaimRef) -> ClaimKey {
        ClaimKey::of(&self.read[at.report], at.claim)
    }
}

/// What a view of claims needs of a store: with `voices` every report, for who is who, what was taken back and which
/// text is a copy take them all; else the reports that have a claim for which `query` holds, and some others. Claims, not
/// events: what is shown of it by that query is what would be shown of the whole ledger.
///
/// # Errors
/// As [`reports`].
pub fn claims(store: &Store, query: &Query, voices: bool) -> Result<(Ledger, Elsewhere), StoreError> {
    let voices = voices || query.asks_for_relations();
    let decisions = store.decisions()?;
    let found = store.select(&Filter { query: query.clone(), ..Filter::default() })?;
    let mut elsewhere = Elsewhere::default();
    let reports = match found {
        Some(found) if !voices => {
            let mut hashes: BTreeSet<[u8; 32]> = found.into_iter().map(|f| f.source).collect();
            // The index knows claims as they were read. An edit may have made others of them.
            hashes.extend(decisions.iter().flat_map(|d| d.act.claims()).map(|key| key.source));
            let mut reports = Vec::new();
            store.each_of(&hashes, |source, derived| {
                reports.push(Arc::new(report(&source, derived)));
                Ok::<_, StoreError>(())
            })?;
            elsewhere.names = store.private_names()?;
            elsewhere.claims = store.claims()? - reports.iter().map(|r| r.claims.len()).sum::<usize>();
            elsewhere.reports = store.len()? - reports.len();
            reports
        }
        _ => reports(store)?,
    };
    let ledger = Ledger::unrelated(reports, |reports| replay(reports, &decisions));
    Ok((if voices { ledger.with_voices() } else { ledger }, elsewhere))
}

/// Reads all sources of a store anew, on `threads` threads, while others may go on adding. `done` is told how many
/// have been read.
///
/// # Errors
/// What the store cannot do; then what was there before stays.
pub fn rebuild(
    store: &mut Store,
    models: &Models,
    threads: usize,
    mut done: impl FnMut(usize),
) -> Result<usize, StoreError> {
    let mut rebuild = store.rebuild()?;
    let mut n = 0;
    loop {
        pool::run(models, threads, &mut rebuild, Rebuild::next_source, read, |rebuild, ready| {
            rebuild.put(&ready)?;
            n += ready.len();
            done(n);
            Ok(())
        })?;
        if rebuild.finish()? {
            return Ok(n);
        }
    }
}

fn read(reader: &mut Reader, source: Source) -> (Source, Report) {
    let report = reports::report(reader, document(&source));
    (source, report)
}

/// A report as it was read from a source.
pub fn report(source: &Source, derived: Derived) -> Report {
    let Derived { claims, sentences, private } = derived;
    Report { document: document(source), claims, sentences, private }
}
