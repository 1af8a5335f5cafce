//! Tags of the Penn Treebank for tokens whose pipeline has others, from part of speech and morphology.

use super::tree::Node;

/// The English tag of a token.
pub(super) fn tag(node: &Node) -> &'static str {
    let plural = node.has("Number=Plur");
    match node.pos {
        "VERB" | "AUX" if node.has("VerbForm=Inf") => "VB",
        "VERB" | "AUX" if node.has("VerbForm=Part") => "VBN",
        "VERB" | "AUX" if node.has("VerbForm=Conv") => "VBG",
        "VERB" | "AUX" if node.impersonal() => "VBN",
        "AUX" if node.modal => "MD",
        "VERB" | "AUX" if node.has("Tense=Past") || node.has("Mood=Sub") => "VBD",
        "VERB" | "AUX" if plural => "VBP",
        "VERB" | "AUX" => "VBZ",
        "NOUN" if plural || node.has("Number=Ptan") => "NNS",
        "NOUN" => "NN",
        "PROPN" => "NNP",
        "ADJ" if node.has("Degree=Cmp") => "JJR",
        "ADJ" if node.has("Degree=Sup") => "JJS",
        "ADJ" => "JJ",
        "NUM" => "CD",
        "DET" if node.has("Poss=Yes") => "PRP$",
        "DET" => "DT",
        "PRON" if node.has("PronType=Rel") => "WDT",
        "PRON" if node.has("PronType=Int") => "WP",
        "PRON" if node.has("Poss=Yes") => "PRP$",
        "PRON" => "PRP",
        "ADP" if node.dep == "prt" => "RP",
        "ADP" | "SCONJ" => "IN",
        "CCONJ" => "CC",
        "ADV" | "PART" => "RB",
        "SYM" => "SYM",
        "INTJ" => "UH",
        "SPACE" => "_SP",
        "PUNCT" => match node.form.as_str() {
            "." | "!" | "?" | "…" => ".",
            "," => ",",
            "(" | "[" => "-LRB-",
            ")" | "]" => "-RRB-",
            "«" | "„" | "‚" | "‹" => "``",
            "»" | "“" | "”" | "\"" | "›" => "''",
            "-" | "–" | "—" | ":" | ";" => ":",
            _ => "NFP",
        },
        _ => "FW",
    }
}
