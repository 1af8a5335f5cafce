//! What may be asked of a store.

use tidings_ledger::Query;

/// A box on the map, in degrees. `west` may be greater than `east` across the date line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

/// Which claims are looked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// What must hold of them.
    pub query: Query,
    /// A place in this box.
    pub area: Option<Area>,
    /// At most so many candidates, those that were added first; 0 = all.
    pub most: usize,
}

/// A claim's place in the file's truth: the source's hash and its index among that report's claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Found {
    /// SHA-256 of the source.
    pub source: [u8; 32],
    /// Index of the claim.
    pub ordinal: usize,
}
