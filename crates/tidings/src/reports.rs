//! Many reports at once, on all cores, into one ledger.

use std::convert::Infallible;

use tidings_claim::private;
use tidings_ledger::{Ledger, PrivateName, Report};
use tidings_text::{Document, Note, NoteKind};

use crate::{Layers, Models, Reader, pool};

/// Most claims of one report that a ledger holds. A report of ordinary length has under a hundred.
pub const MOST_CLAIMS: usize = 50_000;

/// Reads all documents and relates their claims. `on_done` is told the number of documents finished so far.
pub fn ledger(
    models: &Models,
    documents: Vec<Document>,
    threads: usize,
    mut on_done: impl FnMut(usize),
) -> Ledger {
    let mut documents = documents.into_iter();
    let mut reports = Vec::new();
    let Ok(()) = pool::run(
        models,
        threads,
        &mut reports,
        |_| Ok::<_, Infallible>(documents.next()),
        report,
        |reports, ready| {
            reports.extend(ready);
            on_done(reports.len());
            Ok(())
        },
    );
    Ledger::build(reports)
}

/// Reads one document whole. Claims past [`MOST_CLAIMS`] are left out, and a note says how many.
pub fn report(reader: &mut Reader, mut document: Document) -> Report {
    let names = &reader.models().names;
    let (mut claims, mut sentences, mut private, mut left_out) = (Vec::new(), Vec::new(), Vec::new(), 0);
    reader.read(&document, Layers::CLAIMS, |reading| {
        let (first_claim, first_sentence) = (claims.len(), sentences.len());
        let room = MOST_CLAIMS.saturating_sub(first_claim);
        left_out += reading.claims.len().saturating_sub(room);
        if room == 0 {
            return;
        }
        let masked = private::find(&reading.parse, &reading.mentions, names).into_iter();
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
    document.notes.extend(reader.unread(&document));
    Report { document, claims, sentences, private }
}
