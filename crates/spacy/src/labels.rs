//! Label names, collected while a pipeline is loaded.

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
