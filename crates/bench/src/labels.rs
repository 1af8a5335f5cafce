//! The `types` task: one code for a text, or for what an actor does to a target.

use tidings::annotate::document_of;
use tidings::claim::event;
use tidings::text::{Hints, Span};
use tidings::{Layers, Models, Reader};

use crate::{Line, answer, text};

pub fn predict(models: &Models, reader: &mut Reader, line: &Line) -> Line {
    let mut out = answer(line);
    let Ok(document) = document_of(line, &Hints::default()) else { return out };
    let acled = text(line, "scheme") == Some("acled");
    let (actor, target) = spans(line, &document.text);
    let mut label = None;
    reader.read(&document, Layers::default(), |reading| {
        if label.is_none() {
            label = if acled {
                event::text_label(&reading.parse, &models.events).map(str::to_string)
            } else {
                event::relation(&reading.parse, &models.events, actor, target).map(str::to_string)
            };
        }
    });
    if let Some(label) = label {
        out.insert("label".into(), label.into());
    }
    out
}

/// Where actor and target stand: by the marks `<s>..</s>` and `<t>..</t>`, else where their words first stand.
fn spans(line: &Line, whole: &str) -> (Option<Span>, Option<Span>) {
    let find = |key: &str| text(line, key).and_then(|w| whole.find(w).map(|at| Span::new(at, at + w.len())));
    let marked = text(line, "marked").map(|m| (mark(m, 's'), mark(m, 't'))).unwrap_or_default();
    let fits = |s: Option<Span>, key: &str| {
        s.filter(|s| text(line, key).is_none_or(|w| s.slice(whole) == w)).or_else(|| find(key))
    };
    (fits(marked.0, "actor"), fits(marked.1, "target"))
}

/// The stretch that `<tag>..</tag>` marks, counted as if no mark were there.
fn mark(marked: &str, tag: char) -> Option<Span> {
    let open = marked.find(&format!("<{tag}>"))?;
    let close = marked.find(&format!("</{tag}>"))?;
    let without = |end: usize| {
        let mut s = marked.get(..end)?.to_string();
        for m in ["<s>", "</s>", "<t>", "</t>"] {
            s = s.replace(m, "");
        }
        Some(s.len())
    };
    Some(Span::new(without(open)?, without(close)?))
}
