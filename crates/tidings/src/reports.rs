//! Many reports at once, on all cores, into one ledger.

use std::sync::atomic::{AtomicUsize, Ordering};

use tidings_claim::private;
use tidings_ledger::{Ledger, PrivateName, Report};
use tidings_text::{Document, Note, NoteKind};

use crate::{Layers, Models, Reader};

/// Most claims of one report that a ledger holds. A report of ordinary length has under a hundred.
pub const MOST_CLAIMS: usize = 50_000;

/// Reads all documents and relates their claims. `on_done` is told the number of documents finished so far.
pub fn ledger(
    models: &Models,
    documents: Vec<Document>,
    threads: usize,
    on_done: impl Fn(usize) + Sync,
) -> Ledger {
    let done = AtomicUsize::new(0);
    let threads = threads.clamp(1, documents.len().max(1));
    // Dealt out in turn: the ledger's order does not depend on it.
    let mut hands: Vec<Vec<Document>> = (0..threads).map(|_| Vec::new()).collect();
    for (i, d) in documents.into_iter().enumerate() {
        hands[i % threads].push(d);
    }
    let reports = std::thread::scope(|scope| {
        let (done, on_done) = (&done, &on_done);
        let work = |hand: Vec<Document>| {
            scope.spawn(move || {
                let mut reader = Reader::new(models);
                let one = |d| {
                    let report = report(&mut reader, d);
                    on_done(done.fetch_add(1, Ordering::Relaxed) + 1);
                    report
                };
                hand.into_iter().map(one).collect::<Vec<Report>>()
            })
        };
        let threads: Vec<_> = hands.into_iter().map(work).collect();
        threads.into_iter().flat_map(|t| t.join().unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
    });
    Ledger::build(reports)
}

/// Reads one document whole. Claims past [`MOST_CLAIMS`] are left out, and a note says how many.
pub fn report(reader: &mut Reader, mut document: Document) -> Report {
    let (mut claims, mut sentences, mut private, mut left_out) = (Vec::new(), Vec::new(), Vec::new(), 0);
    reader.read(&document, Layers { claims: true, ..Layers::default() }, |reading| {
        let (first_claim, first_sentence) = (claims.len(), sentences.len());
        let room = MOST_CLAIMS.saturating_sub(first_claim);
        left_out += reading.claims.len().saturating_sub(room);
        if room == 0 {
            return;
        }
        let masked = private::find(&reading.parse, &reading.mentions).into_iter();
        private.extend(masked.map(|p| PrivateName { span: p.span, name: p.name, minor: p.minor }));
        sentences.extend(reading.parse.sentences().iter().map(|s| s.span));
        claims.extend(reading.claims.into_iter().take(room).map(|mut c| {
            c.sentence += first_sentence;
            c.repeats = c.repeats.map(|r| r + first_claim);
            c
        }));
    });
    // A link to a claim that was left out leads nowhere.
    let kept = claims.len();
    for c in &mut claims {
        c.repeats = c.repeats.filter(|&r| r < kept);
    }
    if left_out > 0 {
        let text = format!(
            "{left_out} claims past the first {MOST_CLAIMS} are left out here; `tidings read` gives all"
        );
        document.notes.push(Note { span: None, kind: NoteKind::Truncated, text });
    }
    Report { document, claims, sentences, private }
}
