//! A question to the index of words and marks, before it is put into an engine's own language.

/// Which claims an index is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ask {
    /// No claim can be meant.
    Nothing,
    /// These folded words side by side, the last one perhaps only begun.
    Words(Vec<String>),
    /// One of these marks.
    Marks(Vec<String>),
    /// A mark that begins so.
    Begun(String),
    /// One of these.
    Any(Vec<Ask>),
    /// All of these.
    All(Vec<Ask>),
}

impl Ask {
    /// Claims with one of these names.
    pub(crate) fn marked(letter: char, names: &[i64]) -> Self {
        if names.is_empty() {
            return Self::Nothing;
        }
        Self::Marks(names.iter().map(|id| format!("{letter}{id}")).collect())
    }

    /// One of these.
    pub(crate) fn any(parts: Vec<Self>) -> Self {
        let some: Vec<Self> = parts.into_iter().filter(|part| *part != Self::Nothing).collect();
        if some.is_empty() { Self::Nothing } else { Self::Any(some) }
    }

    /// All of these.
    pub(crate) fn all(parts: Vec<Self>) -> Self {
        if parts.contains(&Self::Nothing) { Self::Nothing } else { Self::All(parts) }
    }
}
