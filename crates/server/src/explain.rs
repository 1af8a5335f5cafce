//! Why a claim is what it is: the report is read once more, with the models, and the reasons of that one claim kept.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use tidings::ledger::ClaimRef;
use tidings::text::CodePoints;
use tidings::view::explain::{self, ClaimWhy};
use tidings::view::page::Why;
use tidings::{Layers, Models, Reader};

use crate::problem::Problem;
use crate::snapshot::Snapshot;

/// The models, opened in the background.
pub struct Library {
    models: OnceLock<Result<Models, String>>,
    model: PathBuf,
    gazetteer: PathBuf,
}

impl Library {
    /// Begins to open them.
    pub fn open(model: PathBuf, gazetteer: PathBuf) -> Arc<Self> {
        let library = Arc::new(Self { models: OnceLock::new(), model, gazetteer });
        let opening = library.clone();
        // If there is no thread for it, who asks first opens them.
        let _ = std::thread::Builder::new().name("models".into()).spawn(move || {
            let _ = opening.models();
        });
        library
    }

    /// The models, or why there are none. Waits until they are open.
    pub fn models(&self) -> Result<&Models, &str> {
        let open = || Models::open(&self.model, &self.gazetteer).map_err(|e| e.to_string());
        self.models.get_or_init(open).as_ref().map_err(String::as_str)
    }

    /// Why there are none, if that is known already.
    pub fn missing(&self) -> Option<&str> {
        self.models.get().and_then(|m| m.as_ref().err()).map(String::as_str)
    }
}

/// Explains a claim.
///
/// # Errors
/// No models, or models of another version than read the report.
pub fn why(library: &Library, now: &Snapshot, at: ClaimRef) -> Result<Why, Problem> {
    let models = library.models().map_err(|e| Problem::busy(e.to_string()))?;
    let document = &now.ledger().report(at).document;
    let points = CodePoints::new(&document.text);
    let (mut told, mut first): (Vec<ClaimWhy>, usize) = (Vec::new(), 0);
    let wanted = Layers { places: true, ..Layers::CLAIMS };
    Reader::new(models).read(document, wanted, |reading| {
        told.extend(explain::claims(reading.explained(), &points, first, |n, _| n == at.claim));
        first += reading.claims.len();
    });
    let span = points.of_span(now.ledger().claim(at).span);
    let told = told.into_iter().find(|c| c.words.at == span);
    let told = told.ok_or_else(|| {
        Problem::stale("the report is read otherwise now than when it was added")
            .advice("`tidings rebuild` reads all reports of the ledger anew.")
    })?;
    Ok(now.book().why(at.report, &told))
}
