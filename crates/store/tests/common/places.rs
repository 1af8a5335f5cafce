//! Where tests keep their ledgers: in files, or each in a schema of its own of the database that `TIDINGS_TEST_DATABASE`
//! names.

#![allow(dead_code)] // Every test file uses its part of this.

use std::path::PathBuf;

use super::Folder;

/// Places for the ledgers of one test, gone when it is over.
pub struct Ledgers {
    folder: Folder,
    database: Option<String>,
    test: String,
}

impl Ledgers {
    /// Places for a test of this name.
    pub fn new(test: &str) -> Self {
        let database = std::env::var("TIDINGS_TEST_DATABASE").ok();
        let this = Self { folder: Folder::new(test), database, test: test.replace('-', "_") };
        this.clear();
        this
    }

    /// Where a ledger of this name is.
    pub fn path(&self, name: &str) -> PathBuf {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match &self.database {
            None => self.folder.path(name),
            Some(address) => format!("{address}?schema={}_{plain}", self.test).into(),
        }
    }

    /// Throws away what an earlier run left.
    fn clear(&self) {
        let Some(address) = &self.database else { return };
        let mut client = postgres::Client::connect(address, postgres::NoTls).expect("the database answers");
        let sql = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1)";
        for row in client.query(sql, &[&format!("{}_", self.test)]).expect("the schemas") {
            let schema: String = row.get(0);
            client.batch_execute(&format!("DROP SCHEMA \"{schema}\" CASCADE")).expect("dropped");
        }
    }
}

impl Drop for Ledgers {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.clear();
        }
    }
}
