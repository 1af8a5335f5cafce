//! A dependency tree that can be laid out anew.

use spacy::Doc;

/// A token.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub form: String,
    pub lemma: String,
    pub pos: &'static str,
    pub morph: String,
    /// Index of the head; its own for a root.
    pub head: usize,
    /// The label: the pipeline's own before a tree is laid out, the English one after.
    pub label: String,
    /// The English label.
    pub dep: &'static str,
    /// An auxiliary that says must, can, will.
    pub modal: bool,
}

impl Node {
    /// True if the morphology has this feature (`Tense=Past`).
    pub(super) fn has(&self, feature: &str) -> bool {
        self.morph.split('|').any(|f| f == feature)
    }

    /// A Ukrainian form in -no, -to: "поранено", what was done without who did it.
    pub(super) fn impersonal(&self) -> bool {
        self.has("Person=0")
    }
}

/// The tokens of a text.
#[derive(Debug)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
}

/// The parts of speech there are.
const POS: [&str; 18] = [
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT",
    "SCONJ", "SYM", "VERB", "X", "SPACE",
];

impl Tree {
    pub(super) fn of(doc: &Doc) -> Self {
        let node = |i: usize| Node {
            form: doc.str(i).to_owned(),
            lemma: doc.lemma(i).to_owned(),
            pos: POS.into_iter().find(|p| *p == doc.pos(i)).unwrap_or(""),
            morph: doc.morph(i).to_owned(),
            head: doc.head(i),
            label: doc.dep(i).to_owned(),
            dep: "dep",
            modal: false,
        };
        Self { nodes: (0..doc.len()).map(node).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn children(&self, head: usize) -> Vec<usize> {
        (0..self.len()).filter(|&i| i != head && self.nodes[i].head == head).collect()
    }

    pub(super) fn child(&self, head: usize, label: &str) -> Option<usize> {
        (0..self.len()).find(|&i| i != head && self.nodes[i].head == head && self.nodes[i].label == label)
    }

    /// Puts `child` in the place of its head, which then hangs on it as `label`.
    pub(super) fn lift(&mut self, child: usize, label: &str) {
        let head = self.nodes[child].head;
        if head == child {
            return;
        }
        let above = self.nodes[head].head;
        self.nodes[child].head = if above == head { child } else { above };
        self.nodes[child].label = std::mem::replace(&mut self.nodes[head].label, label.to_owned());
        self.nodes[head].head = child;
    }

    /// Hangs the children of `from` on `to`, except `to` itself.
    pub(super) fn move_children(&mut self, from: usize, to: usize) {
        for child in self.children(from) {
            if child != to {
                self.nodes[child].head = to;
            }
        }
    }
}
