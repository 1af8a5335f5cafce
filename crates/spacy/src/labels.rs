//! Label names, collected while a pipeline is loaded.

use std::collections::BTreeMap;

use crate::doc::LabelTable;
use crate::error::LoadError;

/// Finds `name` in a list of the label table, or adds it. Index 0 is the empty label.
pub(crate) fn intern(list: &mut Vec<String>, name: &str, file: &str) -> Result<u16, LoadError> {
    if let Some(i) = list.iter().position(|n| n == name) {
        return Ok(i as u16);
    }
    list.push(name.to_owned());
    u16::try_from(list.len() - 1).map_err(|_| LoadError::damaged(file, "more than 65,535 labels"))
}

/// A table with only the empty labels.
pub(crate) fn empty() -> LabelTable {
    let none = || vec![String::new()];
    LabelTable { tags: none(), pos: none(), morphs: none(), deps: none(), entities: none() }
}

/// Features in the order of their names, values in order; "_" is none. (The order is that of
/// `Name=Value`, so `A1=x` comes before `A=x`.)
pub(crate) fn canonical_morph(morph: &str) -> String {
    let mut features: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for feature in morph.split('|') {
        if let Some((name, values)) = feature.split_once('=') {
            features.entry(name).or_default().extend(values.split(','));
        }
    }
    let features = features.into_iter().map(|(name, mut values)| {
        values.sort_unstable();
        format!("{name}={}", values.join(","))
    });
    let mut features: Vec<_> = features.collect();
    features.sort_unstable();
    features.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn morphology_is_put_in_order() {
        assert_eq!(canonical_morph("_"), "");
        assert_eq!(canonical_morph("Person=3|Number=Sing"), "Number=Sing|Person=3");
        assert_eq!(canonical_morph("Case=Nom,Acc"), "Case=Acc,Nom");
        assert_eq!(
            canonical_morph("Number[psor]=Sing|NumType=Card|Number=Plur"),
            "NumType=Card|Number=Plur|Number[psor]=Sing"
        );
    }
}
