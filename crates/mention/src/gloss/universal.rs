//! Trees in the labels of Universal Dependencies (spaCy's Ukrainian and Russian pipelines).
//!
//! Their prepositions hang on the noun; in the English trees the noun hangs on the preposition.

use super::tree::Tree;

pub(super) fn lay_out(tree: &mut Tree) {
    for i in 0..tree.len() {
        let node = &tree.nodes[i];
        if node.label == "case" && node.head != i && tree.nodes[node.head].head != node.head {
            // A second preposition of the noun stays where it is.
            let noun = node.head;
            if tree.nodes[noun].label != "pobj" {
                tree.lift(i, "pobj");
                tree.nodes[i].label = "prep".into();
            }
        }
    }
    for i in 0..tree.len() {
        // "..., повідомив мер": what was said hangs on who said it.
        let node = &tree.nodes[i];
        if node.label == "parataxis"
            && node.pos == "VERB"
            && node.head < i
            && tree.child(i, "nsubj").is_some()
        {
            tree.lift(i, "ccomp");
        }
    }
    for i in 0..tree.len() {
        tree.nodes[i].dep = label(tree, i);
    }
}

fn label(tree: &Tree, i: usize) -> &'static str {
    let node = &tree.nodes[i];
    if node.head == i {
        return "ROOT";
    }
    let head = &tree.nodes[node.head];
    match node.label.as_str() {
        "nsubj" | "obj" if head.impersonal() => "nsubjpass",
        "nsubj" if head.has("VerbForm=Part") || head.has("Voice=Pass") => "nsubjpass",
        "nsubj" | "csubj" => "nsubj",
        "nsubj:pass" | "csubj:pass" => "nsubjpass",
        "obj" => "dobj",
        "iobj" => "dative",
        "obl:agent" => "agent",
        "obl" => "npadvmod",
        "nmod" => "poss",
        "pobj" => "pobj",
        "prep" => "prep",
        "amod" => "amod",
        "nummod" | "nummod:gov" | "nummod:entity" => "nummod",
        "det" | "det:numgov" => "det",
        "advmod" if node.has("Polarity=Neg") => "neg",
        "advmod" | "discourse" => "advmod",
        "aux" => "aux",
        "aux:pass" => "auxpass",
        "cop" => "aux",
        "mark" => "mark",
        "cc" => "cc",
        "conj" => "conj",
        "ccomp" => "ccomp",
        "xcomp" => "xcomp",
        "advcl" => "advcl",
        "acl" => "acl",
        "acl:relcl" => "relcl",
        "appos" | "flat:title" => "appos",
        "flat:name" | "flat" | "flat:foreign" | "compound" => "compound",
        "parataxis" => "parataxis",
        "punct" => "punct",
        "expl" => "expl",
        _ => "dep",
    }
}
