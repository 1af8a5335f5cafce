//! Which parser and which rules a report's language has here.

use spacy::{Doc, Pipeline};
use tidings_mention::gloss::{Gloss, Glossed};
use tidings_text::{Document, NoteKind};

use crate::Models;

/// What there is for a report's language.
pub(crate) enum Language<'m> {
    /// English, or taken for it.
    English,
    /// Another language with a parser.
    Other(&'m Pipeline, &'static Gloss),
    /// A language without a parser, and why.
    Plain(&'static Gloss, String),
}

impl<'m> Language<'m> {
    pub(crate) fn of(models: &'m Models, document: &Document) -> Self {
        // Where the language is only guessed at, English is tried: a short report is easily taken for another.
        let guessed = document.notes.iter().any(|n| n.kind == NoteKind::UncertainLanguage);
        let Some(lang) = document.meta.lang.as_deref().filter(|_| !guessed) else { return Self::English };
        let primary = lang.split('-').next().unwrap_or(lang);
        if primary == models.pipeline.lang() {
            return Self::English;
        }
        match models.languages.get(primary) {
            Some(Ok(pipeline)) => Self::Other(pipeline, Gloss::of(primary)),
            Some(Err(why)) => {
                let why =
                    format!("the report is in {}, and its pipeline cannot be used ({why})", name(primary));
                Self::Plain(Gloss::of(primary), why)
            }
            None => {
                let what = "no pipeline of that language is installed (docs/languages.md)";
                Self::Plain(Gloss::of(primary), format!("the report is in {}, and {what}", name(primary)))
            }
        }
    }

    /// The parser, where it is not that of English.
    pub(crate) fn pipeline(&self) -> Option<&'m Pipeline> {
        if let Self::Other(pipeline, _) = self { Some(pipeline) } else { None }
    }

    /// A parse of a text in this language in English terms; nothing where it is such already.
    pub(crate) fn gloss(&self, doc: &Doc, known: &dyn Fn(&str) -> bool) -> Option<Glossed> {
        match self {
            Self::English => None,
            Self::Other(_, gloss) => gloss.apply(doc, known),
            Self::Plain(gloss, _) => gloss.plain(doc, known),
        }
    }

    /// True if rules of grammar know this language.
    pub(crate) fn has_rules(&self) -> bool {
        match self {
            Self::English => true,
            Self::Other(_, gloss) => gloss.has_rules(),
            Self::Plain(..) => false,
        }
    }

    /// What is not read, in words for a person.
    pub(crate) fn unread(&self) -> Option<String> {
        const READ: &str =
            "places, times and figures are found by gazetteer and grammar, but not who says what";
        match self {
            Self::English => None,
            Self::Other(pipeline, gloss) if !gloss.has_rules() => Some(format!(
                "the report is in {}, for which there are no rules: {READ}",
                name(pipeline.lang())
            )),
            Self::Other(pipeline, _) => {
                let limits: Vec<_> = pipeline.limits().collect();
                let lang = name(pipeline.lang());
                (!limits.is_empty()).then(|| format!("the report is in {lang}: {}", limits.join("; ")))
            }
            Self::Plain(_, why) => Some(format!("{why}: {READ}")),
        }
    }
}

/// The English name of a language, or its tag.
fn name(lang: &str) -> String {
    let name = match lang {
        "de" => "German",
        "uk" => "Ukrainian",
        "ru" => "Russian",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "pl" => "Polish",
        "ar" => "Arabic",
        "he" => "Hebrew",
        "tr" => "Turkish",
        "fa" => "Persian",
        "zh" => "Chinese",
        "pt" => "Portuguese",
        "nl" => "Dutch",
        other => return format!("the language {other}"),
    };
    name.to_owned()
}
