//! A ledger file with the reader: reports in, a ledger out.

use std::sync::Mutex;
use std::sync::mpsc::{channel, sync_channel};

use tidings_ledger::decision::replay;
use tidings_ledger::{Ledger, Report};
use tidings_store::{Added, Derived, Media, Source, Store, StoreError};
use tidings_text::{Document, Hints};

use crate::annotate::{document_of, parse_line};
use crate::{Models, Reader, reports};

/// Most readings that are put on disk in one step.
const BATCH: usize = 64;

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
        ..Hints::default()
    };
    let mut document = match source.media {
        Media::Document => tidings_text::read(&source.bytes, &hints),
        Media::JsonLine => parse_line(&source.bytes)
            .and_then(|object| document_of(&object, &hints))
            .unwrap_or_else(|_| tidings_text::read(b"", &hints)),
    };
    // The file knows a source by the bytes it received.
    document.source.sha256 = source.sha256;
    document
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
    let threads = threads.max(1);
    let mut counts = Counts::default();
    let mut sources = sources.into_iter().fuse();
    std::thread::scope(|scope| {
        let (give, work) = sync_channel::<Source>(threads);
        let (put, finished) = channel::<(Source, Report)>();
        let work = std::sync::Arc::new(Mutex::new(work));
        for _ in 0..threads {
            let (work, put) = (work.clone(), put.clone());
            scope.spawn(move || {
                let mut reader = Reader::new(models);
                loop {
                    let next = work.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
                    let Ok(source) = next else { return };
                    let report = reports::report(&mut reader, document(&source));
                    if put.send((source, report)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(put);
        drop(work);
        let mut give = Some(give);
        let mut out = 0;
        let mut ready: Vec<(Source, Report)> = Vec::new();
        loop {
            while out < 2 * threads && give.is_some() {
                match sources.next() {
                    Some(source) if store.has(&source)? => {
                        counts.known += 1;
                        done(&source, Added::Known);
                    }
                    Some(source) => {
                        out += 1;
                        // The workers are there as long as this end is.
                        if let Some(give) = &give {
                            let _ = give.send(source);
                        }
                    }
                    None => give = None,
                }
            }
            if out == 0 {
                return Ok(counts);
            }
            // A worker that panicked has been told of on standard error; the scope panics with it.
            let Ok(first) = finished.recv() else { return Ok(counts) };
            ready.push(first);
            ready.extend(finished.try_iter().take(BATCH - 1));
            out -= ready.len();
            let added = store.add(&ready)?;
            for ((source, _), added) in ready.drain(..).zip(added) {
                match added {
                    Added::New => counts.new += 1,
                    Added::Again => counts.again += 1,
                    Added::Known => counts.known += 1,
                }
                done(&source, added);
            }
        }
    })
}

/// The reports of a store as they were read, in order of their hashes.
///
/// # Errors
/// [`StoreError::Outdated`] where another version read them.
pub fn reports(store: &Store) -> Result<Vec<Report>, StoreError> {
    let mut out = Vec::new();
    store.each(|source, derived| {
        out.push(report(&source, derived));
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

/// Reads all sources of a store anew. `done` is told how many have been read.
///
/// # Errors
/// What the store cannot do; then what was there before stays.
pub fn rebuild(store: &mut Store, models: &Models, mut done: impl FnMut(usize)) -> Result<usize, StoreError> {
    let mut reader = Reader::new(models);
    let mut n = 0;
    store.rebuild(|source| {
        let report = reports::report(&mut reader, document(source));
        n += 1;
        done(n);
        report
    })
}

fn report(source: &Source, derived: Derived) -> Report {
    let Derived { claims, sentences, private } = derived;
    Report { document: document(source), claims, sentences, private }
}
