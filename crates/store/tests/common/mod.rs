//! What tests of the store share, and tests of other crates include: a folder, and reports to put into a file.

mod folder;
mod ledgers;
mod places;
mod reports;

#[allow(unused_imports)] // Every test file uses its part of this.
pub use folder::Folder;
#[allow(unused_imports)]
pub use ledgers::*;
#[allow(unused_imports)]
pub use places::Ledgers;
#[allow(unused_imports)]
pub use reports::*;
