//! What the ledger works out of one report by itself, once.

use std::sync::Arc;

use crate::Report;
use crate::copies::Print;
use crate::facts::{Bare, Sides, bare};

/// What is compared of a report.
#[derive(Debug)]
pub(crate) struct Own {
    /// Of each claim.
    pub bare: Box<[Arc<Bare>]>,
    /// Its text.
    pub print: Print,
    /// Figures that are parts of another: claim, and index among its quantities.
    pub parts: Vec<(usize, usize)>,
    /// Whether it may take anything back.
    pub takes_back: bool,
}

impl Own {
    pub fn of<'r>(report: &'r Report, sides: &mut Sides<'r>) -> Self {
        let parts = crate::parts::parts(report);
        Self {
            bare: bare(report, &parts, sides),
            print: Print::of(report),
            parts,
            takes_back: crate::withdrawn::may_take_back(report),
        }
    }
}
