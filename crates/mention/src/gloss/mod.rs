//! Parses of other languages in the terms of the English ones, so that one set of rules reads all.
//!
//! ```text
//! the pipeline's Doc -> tree laid out as the English pipelines do it    tiger.rs, universal.rs
//!                    -> labels and tags by their English names          tags.rs
//!                    -> lemmas and small words by data/languages/xx.txt  table.rs
//! no pipeline at all -> names by the gazetteer, numbers, small words      plain.rs
//! ```
//!
//! The text is not touched: spans, and so every citation, are those of the report. A lemma that the
//! table does not have stays what it is, and the rules that go by it do not fire.

mod plain;
mod table;
mod tags;
mod tiger;
mod tree;
mod universal;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use spacy::{Doc, DocParts, LabelTable};

use table::Table;
use tree::Tree;

/// How to read the parses of one language.
#[derive(Debug)]
pub struct Gloss {
    table: Table,
}

/// A parse in English terms.
#[derive(Debug)]
pub struct Glossed {
    /// Same text and tokens, other labels.
    pub doc: Doc,
    /// The small words (numbers, hedges, "not") as the rules know them, and names of places as the gazetteer has
    /// them, by token.
    pub words: BTreeMap<u32, Box<str>>,
}

/// The tables there are, by language.
static TABLES: LazyLock<BTreeMap<&'static str, Gloss>> = LazyLock::new(|| {
    let tables = [
        ("de", include_str!("../../../../data/languages/de.txt")),
        ("uk", include_str!("../../../../data/languages/uk.txt")),
        ("ru", include_str!("../../../../data/languages/ru.txt")),
    ];
    tables.into_iter().map(|(lang, text)| (lang, Gloss { table: Table::parse(text) })).collect()
});

impl Gloss {
    /// The gloss for a language (`de`, `de-AT`); one without words for a language that has no table.
    pub fn of(lang: &str) -> &'static Gloss {
        let primary = lang.split('-').next().unwrap_or(lang);
        TABLES.get(primary).unwrap_or(&NONE)
    }

    /// True if the rules of grammar can go by it.
    pub fn has_rules(&self) -> bool {
        self.table.has_rules()
    }

    /// A text that no parser of its language has read, in English terms as far as that goes: `doc` gives the tokens,
    /// `known` the names of places. Nothing is said of its grammar.
    pub fn plain(&self, doc: &Doc, known: &dyn Fn(&str) -> bool) -> Option<Glossed> {
        plain::read(&self.table, doc, known)
    }

    /// Takes words for names that their capital and the gazetteer say are such, though the tagger does not: where only
    /// names have capitals.
    fn mark_names(&self, doc: &Doc, tree: &mut Tree, known: &dyn Fn(&str) -> bool) {
        if !self.table.has_cases() {
            return;
        }
        for (i, node) in tree.nodes.iter_mut().enumerate() {
            let word = doc.str(i);
            let inside = i > 0 && !doc.tokens()[i].sent_start;
            if inside
                && node.pos != "PROPN"
                && word.starts_with(char::is_uppercase)
                && self.table.lemma(&node.lemma.to_lowercase(), &word.to_lowercase()).is_none()
                && (known(word) || place(&self.table, word, known).is_some())
            {
                node.pos = "PROPN";
            }
        }
    }

    /// `doc` in English terms. `known` tells names of places.
    pub fn apply(&self, doc: &Doc, known: &dyn Fn(&str) -> bool) -> Option<Glossed> {
        let mut tree = Tree::of(doc);
        if doc.labels().deps.iter().any(|d| d == "nk") {
            tiger::lay_out(&mut tree);
        } else {
            universal::lay_out(&mut tree);
        }
        let according = according(&self.table, &mut tree);
        self.mark_names(doc, &mut tree, known);
        let mut labels = Labels::default();
        let (mut tokens, mut lemmas) = (doc.tokens().to_vec(), String::new());
        let mut words = BTreeMap::new();
        for (i, (token, node)) in tokens.iter_mut().zip(&tree.nodes).enumerate() {
            token.tag = labels.tag(tags::tag(node));
            token.pos = labels.pos(node.pos);
            token.dep = labels.dep(node.dep);
            token.morph = 0;
            token.head = u32::try_from(node.head).ok()?;
            let lower = doc.str(i).to_lowercase();
            let name = node.pos == "PROPN";
            let lemma = self.table.lemma(&node.lemma.to_lowercase(), &lower).filter(|_| !name);
            token.lemma_start = u32::try_from(lemmas.len()).ok()?;
            lemmas.push_str(lemma.unwrap_or(&node.lemma));
            token.lemma_end = u32::try_from(lemmas.len()).ok()?;
            if name {
                words.extend(place(&self.table, doc.str(i), known).map(|word| (i as u32, word)));
            } else if let Some(word) = self.table.word(&lower) {
                words.insert(i as u32, word.into());
            } else if lemma.is_some() && lower != doc.str(i) {
                // German nouns have capitals: one that is known to be a common noun is no name.
                words.insert(i as u32, lower.into());
            }
        }
        words.extend(according);
        let mut entities = doc.entities().to_vec();
        for entity in &mut entities {
            let label = match doc.entity_label(entity) {
                "PER" => "PERSON",
                "LOC" => "GPE",
                other => other,
            };
            entity.label = labels.entity(label);
        }
        let parts =
            DocParts { text: doc.text().to_owned(), tokens, entities, lemmas, labels: labels.0.into() };
        Some(Glossed { doc: Doc::from_parts(parts).ok()?, words })
    }
}

static NONE: LazyLock<Gloss> = LazyLock::new(|| Gloss { table: Table::default() });

/// Lays "nach Angaben der Polizei" out as "according to the police"; gives the words to read so.
fn according(table: &Table, tree: &mut Tree) -> Vec<(u32, Box<str>)> {
    let mut words = Vec::new();
    for noun in 1..tree.len() {
        let preposition = tree.nodes[noun].head;
        if preposition + 1 != noun || tree.nodes[noun].dep != "pobj" {
            continue;
        }
        let (first, second) = (tree.nodes[preposition].form.to_lowercase(), &tree.nodes[noun]);
        let is = |noun: &str| table.is_source(&first, &noun.to_lowercase());
        if !(is(&second.lemma) || is(&second.form)) {
            continue;
        }
        let Some(whose) = tree.children(noun).into_iter().find(|&c| tree.nodes[c].dep == "poss") else {
            continue;
        };
        tree.nodes[whose].dep = "pobj";
        (tree.nodes[noun].dep, tree.nodes[noun].pos) = ("prep", "ADP");
        words.extend([(preposition as u32, "according".into()), (noun as u32, "to".into())]);
    }
    words
}

/// The name that the gazetteer has for a word that is a case of it: "Харькову" for "Харьков".
fn place(table: &Table, word: &str, known: &dyn Fn(&str) -> bool) -> Option<Box<str>> {
    if known(word) {
        return None;
    }
    table.names(word).find(|name| known(name)).map(String::into_boxed_str)
}

/// Label names, collected as they come up.
struct Labels(LabelTable);

impl Default for Labels {
    fn default() -> Self {
        let none = || vec![String::new()];
        Self(LabelTable { tags: none(), pos: none(), morphs: none(), deps: none(), entities: none() })
    }
}

impl Labels {
    fn tag(&mut self, name: &str) -> u16 {
        index(&mut self.0.tags, name)
    }

    fn pos(&mut self, name: &str) -> u16 {
        index(&mut self.0.pos, name)
    }

    fn dep(&mut self, name: &str) -> u16 {
        index(&mut self.0.deps, name)
    }

    fn entity(&mut self, name: &str) -> u16 {
        index(&mut self.0.entities, name)
    }
}

fn index(list: &mut Vec<String>, name: &str) -> u16 {
    let at = list.iter().position(|n| n == name).unwrap_or_else(|| {
        list.push(name.to_owned());
        list.len() - 1
    });
    u16::try_from(at).unwrap_or(0)
}

#[cfg(test)]
mod tests;
