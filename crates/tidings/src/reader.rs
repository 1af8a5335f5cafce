//! One thread's reader: a document in, its parse, mentions and claims out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use spacy::{Doc, Worker};
use tidings_claim::assemble::{self, Inputs};
use tidings_claim::{Attribution, Claim, Event, attribution, event};
use tidings_gazetteer::Gazetteer;
use tidings_mention::{Mentions, Parse, name, place, quantity, time};
use tidings_text::{Block, Document, Names, Note, NoteKind, parse_view};
use tidings_view::explain::Read;

use crate::Models;
use crate::language::Language;

/// Most bytes of text that are read as one: some 40,000 words, more than any report.
pub const WINDOW: usize = 256 << 10;

/// Which steps are wanted; each brings in those it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layers {
    /// People, organisations, groups, ...
    pub entities: bool,
    /// Places.
    pub places: bool,
    /// Time expressions.
    pub times: bool,
    /// Figures.
    pub quantities: bool,
    /// Who says what.
    pub attributions: bool,
    /// What happened.
    pub types: bool,
    /// Claims.
    pub claims: bool,
}

impl Layers {
    /// Names of the layers, in the order they are made.
    pub const NAMES: [&str; 7] =
        ["entities", "places", "times", "quantities", "attributions", "types", "claims"];

    /// All of them.
    pub const ALL: Layers = Layers {
        entities: true,
        places: true,
        times: true,
        quantities: true,
        attributions: true,
        types: true,
        claims: true,
    };

    /// Claims alone.
    pub const CLAIMS: Layers = Layers {
        entities: false,
        places: false,
        times: false,
        quantities: false,
        attributions: false,
        types: false,
        claims: true,
    };

    /// Reads a list of names ("places,times").
    ///
    /// # Errors
    /// The name that is none of [`Layers::NAMES`].
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut layers = Self::default();
        for name in list.split(',').map(str::trim).filter(|n| !n.is_empty()) {
            match name {
                "entities" => layers.entities = true,
                "places" => layers.places = true,
                "times" => layers.times = true,
                "quantities" => layers.quantities = true,
                "attributions" => layers.attributions = true,
                "types" => layers.types = true,
                "claims" => layers.claims = true,
                other => return Err(other.to_string()),
            }
        }
        Ok(layers)
    }

    fn needs_places(self) -> bool {
        self.places || self.entities || self.types || self.claims
    }

    fn needs_names(self) -> bool {
        self.entities || self.types || self.claims
    }

    fn needs_times(self) -> bool {
        self.times || self.quantities || self.types || self.claims
    }

    fn needs_quantities(self) -> bool {
        self.quantities || self.types || self.claims
    }
}

/// All that was read of one document, or of one window of a very long one.
#[derive(Debug, Clone)]
pub struct Reading<'d> {
    /// Tokens and sentences.
    pub parse: Parse<'d>,
    /// Names, places, times, figures.
    pub mentions: Mentions,
    /// Who says what.
    pub attributions: Vec<Attribution>,
    /// What happened.
    pub events: Vec<Event>,
    /// The claims.
    pub claims: Vec<Claim>,
}

impl Reading<'_> {
    /// What explanations are drawn from.
    pub fn explained(&self) -> Read<'_> {
        Read {
            parse: &self.parse,
            mentions: &self.mentions,
            attributions: &self.attributions,
            events: &self.events,
            claims: &self.claims,
        }
    }
}

/// Reads documents; keeps caches that make the next one faster, none that change its result.
pub struct Reader<'m> {
    models: &'m Models,
    worker: Worker,
    /// Workers of other languages, made when a report needs them.
    others: BTreeMap<&'m str, Worker>,
    doc: Doc,
}

impl<'m> Reader<'m> {
    /// A reader with its own caches.
    pub fn new(models: &'m Models) -> Self {
        Self { models, worker: models.pipeline.worker(), others: BTreeMap::new(), doc: Doc::default() }
    }

    /// The models it reads with.
    pub fn models(&self) -> &'m Models {
        self.models
    }

    /// What of `document` is not read because of its language, if anything.
    pub fn unread(&self, document: &Document) -> Option<Note> {
        let text = Language::of(self.models, document).unread()?;
        Some(Note { span: None, kind: NoteKind::UnreadLanguage, text })
    }

    /// Reads the wanted layers of a document, window by window: `each` gets one reading for each run of blocks
    /// of at most [`WINDOW`] bytes, in order. Nearly every report is one window; only a text as long as a book
    /// is more, so that memory stays bounded however long it is. Links (same name, repeats) stay inside a window.
    pub fn read<'d>(&mut self, document: &'d Document, layers: Layers, mut each: impl FnMut(Reading<'d>)) {
        let names = KnownNames(&self.models.gazetteer);
        let language = Language::of(self.models, document);
        let worker = match language.pipeline() {
            Some(pipeline) => self.others.entry(pipeline.lang()).or_insert_with(|| pipeline.worker()),
            None => &mut self.worker,
        };
        let mut from = 0;
        while from < document.blocks.len() {
            let start = document.blocks[from].span.start as usize;
            let fits = |b: &Block| b.span.end as usize - start <= WINDOW;
            let more = document.blocks[from..].iter().take_while(|b| fits(b)).count().max(1);
            let bytes = document.blocks[from + more - 1].span.end as usize - start;
            let mut parse = Parse::with_room(document, bytes);
            for i in from..from + more {
                let view = parse_view(&document.text, document.blocks[i].span, &names);
                worker.read(&view, &mut self.doc);
                match language.gloss(&self.doc, &|name| names.place(&[name])) {
                    Some(glossed) => parse.push_glossed(i, &glossed),
                    None => parse.push_block(i, &self.doc),
                }
            }
            each(find(self.models, parse, layers, language.has_rules()));
            from += more;
        }
    }
}

fn find<'d>(m: &Models, parse: Parse<'d>, layers: Layers, rules: bool) -> Reading<'d> {
    let mut mentions = Mentions::default();
    if layers.needs_times() {
        mentions.times = time::find(&parse);
    }
    if layers.needs_quantities() {
        mentions.quantities = quantity::find(&parse, &mentions.times);
    }
    if layers.needs_places() {
        mentions.places = place::find(&parse, &m.gazetteer);
    }
    // Rules of grammar say nothing of a language whose parse they do not know: there, only what gazetteer and
    // grammar of numbers and dates find is kept.
    if !rules {
        return Reading { parse, mentions, attributions: Vec::new(), events: Vec::new(), claims: Vec::new() };
    }
    if layers.needs_names() {
        let places = &mentions.places;
        let is_place = |tokens: std::ops::Range<usize>| {
            places.iter().any(|p| p.tokens.0 as usize <= tokens.start && tokens.end <= p.tokens.1 as usize)
        };
        mentions.names = name::find(&parse, &m.names, is_place);
    }
    let attributions =
        if layers.attributions || layers.claims { attribution::find(&parse, &m.cues) } else { Vec::new() };
    let events = if layers.types || layers.claims { event::find(&parse, &m.events) } else { Vec::new() };
    let claims = if layers.claims {
        assemble::claims(Inputs::new(
            &parse,
            &mentions,
            &attributions,
            &events,
            &m.gazetteer,
            &m.names,
            &m.stances,
        ))
    } else {
        Vec::new()
    };
    Reading { parse, mentions, attributions, events, claims }
}

/// Words of persons' names (data/name-words.txt), by list.
static NAME_WORDS: LazyLock<BTreeMap<&'static str, BTreeSet<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/name-words.txt").lines().filter(|l| !l.starts_with('#'));
    let lists = lines.filter_map(|l| l.split_once(':'));
    lists.map(|(key, list)| (key, list.split(',').map(str::trim).collect())).collect()
});

/// In text all in capitals the gazetteer and a list of persons' names say which words are names.
struct KnownNames<'g>(&'g Gazetteer);

impl KnownNames<'_> {
    fn place(&self, words: &[&str]) -> bool {
        let name = words.join(" ");
        // One everyday word is no name however small the town that bears it.
        let known = self.0.lookup(&name).any(|c| {
            !c.ambiguous_word && (words.len() > 1 || c.place.population >= 5_000 || c.place.kind.is_area())
        });
        known || self.0.demonym(&name).next().is_some()
    }

    /// Words at the front that are a person's name: a first name with what follows it, or family names.
    fn person(words: &[&str]) -> usize {
        let is = |list: &str, word: &str| NAME_WORDS.get(list).is_some_and(|l| l.contains(word));
        let name = |word: &str| is("given", word) || is("family", word);
        if !words.first().is_some_and(|w| name(w)) {
            return 0;
        }
        let given = is("given", words[0]);
        let plain = |word: &str| {
            is("everyday", word)
                || word.len() < 3
                || word.ends_with("ed")
                || word.ends_with("ing")
                || word.ends_with("ly")
        };
        let more = words[1..].iter().take_while(|w| name(w) || given && !plain(w)).count();
        1 + more
    }
}

impl Names for KnownNames<'_> {
    fn leading(&self, words: &[&str]) -> usize {
        let place = (1..=words.len()).rev().find(|&n| self.place(&words[..n])).unwrap_or(0);
        place.max(Self::person(words))
    }
}
