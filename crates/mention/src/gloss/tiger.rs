//! Trees of spaCy's German pipelines (the labels of TIGER; Brants and others, 2004).
//!
//! They are headed by the finite verb, the English ones by the verb that says what happened:
//! "wurden [getötet oc]" becomes "[wurden auxpass] getötet".

use super::tree::Tree;

/// Verbs that only say when, whether or how, in their infinitive.
const MODALS: [&str; 6] = ["müssen", "können", "sollen", "wollen", "dürfen", "mögen"];

pub(super) fn lay_out(tree: &mut Tree) {
    for i in 0..tree.len() {
        lift_verb(tree, i);
    }
    for i in 0..tree.len() {
        match tree.nodes[i].label.as_str() {
            "svp" => {
                let head = tree.nodes[i].head;
                if tree.nodes[head].pos == "VERB" {
                    let whole =
                        [&tree.nodes[i].form.to_lowercase(), tree.nodes[head].lemma.as_str()].concat();
                    tree.nodes[head].lemma = whole;
                }
            }
            // "..., berichtete die Agentur": what was reported hangs on who reported it.
            "re" if tree.nodes[i].pos == "VERB" && tree.nodes[i].head < i => tree.lift(i, "oc"),
            // The second of two hangs on "und", which hangs on the first.
            "cj" => {
                let joint = tree.nodes[i].head;
                if tree.nodes[joint].label == "cd" {
                    tree.nodes[i].head = tree.nodes[joint].head;
                }
            }
            _ => {}
        }
    }
    for i in 0..tree.len() {
        tree.nodes[i].dep = label(tree, i);
    }
}

/// Lifts the participle or infinitive of an auxiliary above it, and so on down.
fn lift_verb(tree: &mut Tree, aux: usize) {
    let mut top = aux;
    for _ in 0..tree.len() {
        if tree.nodes[top].pos != "AUX" {
            break;
        }
        let verbal = |i: &usize| {
            let n = &tree.nodes[*i];
            n.label == "oc"
                && matches!(n.pos, "VERB" | "AUX")
                && (n.has("VerbForm=Part") || n.has("VerbForm=Inf"))
        };
        let Some(verb) = tree.children(top).into_iter().find(verbal) else { break };
        let passive = tree.nodes[top].lemma == "werden" && tree.nodes[verb].has("VerbForm=Part");
        tree.nodes[top].modal =
            MODALS.contains(&tree.nodes[top].lemma.as_str()) || tree.nodes[top].lemma == "werden" && !passive;
        tree.lift(verb, if passive { "auxpass" } else { "aux" });
        tree.move_children(top, verb);
        top = verb;
    }
}

fn label(tree: &Tree, i: usize) -> &'static str {
    let node = &tree.nodes[i];
    let head = &tree.nodes[node.head];
    if node.head == i {
        return "ROOT";
    }
    let verbal = matches!(head.pos, "VERB" | "AUX");
    match node.label.as_str() {
        "sb" if tree.child(node.head, "auxpass").is_some() => "nsubjpass",
        "sb" => "nsubj",
        "oa" | "oa2" => "dobj",
        "da" => "dative",
        "og" => "dobj",
        "pd" if node.pos == "ADJ" => "acomp",
        "pd" => "attr",
        "ep" => "expl",
        "ng" => "neg",
        "aux" => "aux",
        "auxpass" => "auxpass",
        "svp" => "prt",
        "sbp" if node.pos == "ADP" => "agent",
        "op" | "mnr" | "mo" | "pg" | "sbp" | "cvc" if node.pos == "ADP" => "prep",
        "mo" if matches!(node.pos, "VERB" | "AUX") => "advcl",
        "mo" if node.pos == "NOUN" => "npadvmod",
        "mo" => "advmod",
        "cp" | "cm" => "mark",
        "cd" => "cc",
        "cj" => "conj",
        "ag" => "poss",
        "rc" => "relcl",
        "oc" if !verbal => "acl",
        "oc" if node.has("VerbForm=Inf") && tree.child(i, "sb").is_none() => "xcomp",
        "oc" => "ccomp",
        "re" => "ccomp",
        "app" => "appos",
        "pnc" => "compound",
        "par" | "dm" | "vo" => "parataxis",
        "punct" => "punct",
        "nk" if head.pos == "ADP" && matches!(node.pos, "NOUN" | "PROPN" | "PRON" | "NUM" | "ADV" | "X") => {
            "pobj"
        }
        "nk" | "nmc" | "mnr" => match node.pos {
            "DET" if node.has("Poss=Yes") => "poss",
            "DET" => "det",
            "ADJ" => "amod",
            "NUM" => "nummod",
            "NOUN" | "PROPN" if i > node.head => "appos",
            "NOUN" | "PROPN" => "compound",
            _ => "nmod",
        },
        _ => "dep",
    }
}
