//! Edit trees: how to make a lemma of a form by cutting and replacing what stands around a middle
//! that stays ("ge[gang]en" to "[g]eh[en]"; Müller and others, 2015). A lemmatizer of this kind
//! classifies tokens, and its classes are such trees.

use rustc_hash::FxHashMap;

use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::msgpack::Value;
use crate::strings::string_id;
use crate::symbols;

/// Trees within a tree that are followed; no word needs more.
const MAX_STEPS: u32 = 512;

/// The trees of a lemmatizer.
#[derive(Debug)]
pub(crate) struct EditTrees {
    nodes: Vec<Node>,
    /// For each class, its tree.
    classes: Vec<u32>,
    tries: usize,
}

#[derive(Debug)]
enum Node {
    /// The middle stays; what is before and after it, in characters, goes to other trees, or goes.
    Match { prefix: usize, suffix: usize, before: Option<u32>, after: Option<u32> },
    /// Exactly this string becomes that one.
    Replace { from: Box<str>, to: Box<str> },
}

impl EditTrees {
    /// Reads the trees of the component `name`, of which the `tries` best are to be tried.
    pub(crate) fn load(files: &dyn PipelineFiles, name: &str, tries: usize) -> Result<EditTrees, LoadError> {
        let file = format!("{name}/trees");
        let damaged = |what: &str| LoadError::damaged(&file, what);
        let bytes = files::read(files, &file)?;
        // The file is a map of one entry, which is either the list or its bytes.
        let top = Value::parse(&bytes).map_err(|e| damaged(&e.to_string()))?;
        let trees = top.get("trees").ok_or_else(|| damaged("no trees"))?;
        let inner;
        let trees = match trees.as_bin() {
            Some(bytes) => {
                inner = Value::parse(bytes).map_err(|e| damaged(&e.to_string()))?;
                &inner
            }
            None => trees,
        };
        let trees = trees.as_array().ok_or_else(|| damaged("the trees are no list"))?;
        let ids = trees.iter().flat_map(|t| [t.get("orig"), t.get("subst")]).flatten();
        let strings = Strings::load(files, ids.filter_map(Value::as_u64).collect())?;
        let node = |tree: &Value| {
            let number = |key: &str| tree.get(key).and_then(Value::as_u64);
            let string = |key: &str| number(key).and_then(|id| strings.get(id));
            if let (Some(from), Some(to)) = (string("orig"), string("subst")) {
                return Some(Node::Replace { from: from.into(), to: to.into() });
            }
            let size = |key: &str| usize::try_from(number(key)?).ok();
            let child = |key: &str| match u32::try_from(number(key)?).ok()? {
                u32::MAX => Some(None),
                child => Some(Some(child)).filter(|_| (child as usize) < trees.len()),
            };
            Some(Node::Match {
                prefix: size("prefix_len")?,
                suffix: size("suffix_len")?,
                before: child("prefix_tree")?,
                after: child("suffix_tree")?,
            })
        };
        let nodes: Vec<Node> =
            trees.iter().map(node).collect::<Option<_>>().ok_or_else(|| damaged("a tree is malformed"))?;

        let file = format!("{name}/cfg");
        let cfg = files::json(files, &file)?;
        let class =
            |v: &serde_json::Value| u32::try_from(v.as_u64()?).ok().filter(|&t| (t as usize) < nodes.len());
        let classes = cfg.get("labels").and_then(|l| l.as_array()?.iter().map(class).collect());
        let classes = classes.ok_or_else(|| LoadError::damaged(&file, "its labels are no trees"))?;
        Ok(EditTrees { nodes, classes, tries })
    }

    /// Number of classes.
    pub(crate) fn len(&self) -> usize {
        self.classes.len()
    }

    /// How many classes are tried.
    pub(crate) fn tries(&self) -> usize {
        self.tries
    }

    /// True if the tree of `class` can be applied to `form`.
    pub(crate) fn applies(&self, class: u16, form: &str) -> bool {
        self.walk(self.classes[usize::from(class)], form, &mut |_| {}, &mut MAX_STEPS.clone())
    }

    /// Appends what the tree of `class` makes of `form`, to which it must apply.
    pub(crate) fn push(&self, class: u16, form: &str, out: &mut String) {
        self.walk(
            self.classes[usize::from(class)],
            form,
            &mut |piece| out.push_str(piece),
            &mut MAX_STEPS.clone(),
        );
    }

    fn walk(&self, tree: u32, form: &str, each: &mut impl FnMut(&str), steps: &mut u32) -> bool {
        *steps = steps.saturating_sub(1);
        match &self.nodes[tree as usize] {
            _ if *steps == 0 => false,
            Node::Replace { from, to } => {
                each(to);
                **from == *form
            }
            Node::Match { prefix, suffix, before, after } => {
                let Some(start) = offset(form, *prefix) else { return false };
                let Some(end) = offset_back(form, *suffix).filter(|&end| end >= start) else { return false };
                if !before.is_none_or(|t| self.walk(t, &form[..start], each, steps)) {
                    return false;
                }
                each(&form[start..end]);
                after.is_none_or(|t| self.walk(t, &form[end..], each, steps))
            }
        }
    }
}

/// Where character `n` of `text` begins; its end for the number of its characters.
fn offset(text: &str, n: usize) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(n)
}

/// Where the last `n` characters of `text` begin.
fn offset_back(text: &str, n: usize) -> Option<usize> {
    let Some(before) = n.checked_sub(1) else { return Some(text.len()) };
    text.char_indices().rev().nth(before).map(|(at, _)| at)
}

/// Some strings of the pipeline's string table, by id.
struct Strings(FxHashMap<u64, String>);

impl Strings {
    /// Finds the strings with these ids.
    fn load(files: &dyn PipelineFiles, ids: Vec<u64>) -> Result<Strings, LoadError> {
        const FILE: &str = "vocab/strings.json";
        let mut found: FxHashMap<u64, String> = ids.into_iter().map(|id| (id, String::new())).collect();
        let json = files::json(files, FILE)?;
        let strings = json.as_array().ok_or_else(|| LoadError::damaged(FILE, "no list of strings"))?;
        for string in symbols::names().chain(strings.iter().filter_map(|s| s.as_str())) {
            if let Some(slot) = found.get_mut(&string_id(string)) {
                string.clone_into(slot);
            }
        }
        Ok(Strings(found))
    }

    /// The string of an id; nothing if the table does not have it. Id 0 is the empty string.
    fn get(&self, id: u64) -> Option<&str> {
        self.0.get(&id).filter(|s| id == 0 || !s.is_empty()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "ge[gang]en" to "gehen": ge- stays, "gang" becomes "h", -en stays.
    fn trees() -> EditTrees {
        let nodes = vec![
            Node::Match { prefix: 0, suffix: 6, before: None, after: Some(1) },
            Node::Match { prefix: 4, suffix: 0, before: Some(2), after: None },
            Node::Replace { from: "gang".into(), to: "h".into() },
            Node::Match { prefix: 0, suffix: 1, before: None, after: None },
            Node::Match { prefix: 0, suffix: 0, before: Some(4), after: None },
        ];
        EditTrees { nodes, classes: vec![0, 3, 4], tries: 1 }
    }

    fn apply(class: u16, form: &str) -> Option<String> {
        let trees = trees();
        let mut out = String::new();
        trees.applies(class, form).then(|| {
            trees.push(class, form, &mut out);
            out
        })
    }

    #[test]
    fn trees_are_applied() {
        assert_eq!(apply(0, "gegangen").as_deref(), Some("gehen"));
        assert_eq!(apply(0, "gesungen"), None);
        assert_eq!(apply(0, "gang"), None);
        assert_eq!(apply(1, "Städteß").as_deref(), Some("Städte"));
        assert_eq!(apply(1, ""), None);
    }

    #[test]
    fn a_tree_within_itself_applies_to_nothing() {
        assert_eq!(apply(2, "x"), None);
    }
}
