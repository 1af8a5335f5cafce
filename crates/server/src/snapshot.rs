//! One whole state of the ledger, ready to be read by everybody at once. It never changes: when the file has changed,
//! another one takes its place, and who still reads the old one keeps it as long as that lasts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use self_cell::self_cell;
use sha2::{Digest, Sha256};
use tidings::ledger::{Decision, Kept, Ledger, Report};
use tidings::situation::{self, Reviewed};
use tidings::store::{Store, StoreError};
use tidings::text::hex;
use tidings::view::page::{Book, Lines, Packed, Patch, Situation};
use tidings::view::{Options, Shown};

/// What is kept from one state to the next, so that only what is new is worked out.
#[derive(Default)]
pub struct Making {
    kept: Kept,
    lines: Lines,
}

/// Versions that a page may be behind before it must load everything.
const MOST_CHANGES: usize = 32;

/// Bytes of changes past which everything is loaded rather than they.
const MOST_CHANGED: usize = 8 << 20;

/// When a report came in, and from where.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// RFC 3339.
    pub received: String,
    /// File or address; of a file on disk only its name.
    pub origin: String,
}

self_cell!(
    struct Pages {
        owner: Reviewed,

        #[covariant]
        dependent: Book,
    }
);

/// A state of the ledger.
pub struct Snapshot {
    /// Opaque; another one whenever anything shown is another. It is a hash of what the state is made of.
    pub version: String,
    /// Number of the last decision.
    pub last_decision: u64,
    /// Who made it.
    pub last_by: Option<String>,
    /// Number of reports.
    pub reports: usize,
    /// Number of claims shown.
    pub claims: usize,
    situation: Situation,
    /// How the last versions went over into the next, the earliest first: version, and the change as JSON.
    changes: Vec<(String, Bytes)>,
    json: OnceLock<Bytes>,
    packed: OnceLock<Bytes>,
    columns: OnceLock<Bytes>,
    packed_columns: OnceLock<Bytes>,
    pages: Pages,
    arrivals: BTreeMap<[u8; 32], Arrival>,
    /// What the file said of its sources when they were read.
    rebuilds: i64,
    stamps: BTreeMap<[u8; 32], i64>,
}

impl Snapshot {
    /// Reads a ledger file, but for what the last snapshot has of it: the reports that are as they were then.
    ///
    /// # Errors
    /// What the store says.
    pub fn of(
        store: &Store,
        name: &str,
        last: Option<&Snapshot>,
        making: &mut Making,
    ) -> Result<Self, StoreError> {
        let (rebuilds, stamps) = store.stamps()?;
        let decisions = store.decisions()?;
        let last = last.filter(|l| l.rebuilds == rebuilds);
        let same = |sha: &[u8; 32]| last.is_some_and(|l| l.stamps.get(sha) == stamps.get(sha));
        let mut arrivals = last.map(|l| l.arrivals.clone()).unwrap_or_default();
        let mut reports: Vec<Arc<Report>> = last.map(|l| l.reviewed().read.clone()).unwrap_or_default();
        reports.retain(|r| same(&r.document.source.sha256));
        // What came in since the stamps were taken is read when the file is looked at next.
        let wanted: BTreeSet<[u8; 32]> = stamps.keys().filter(|sha| !same(sha)).copied().collect();
        store.each_of(&wanted, |source, derived| {
            reports.push(Arc::new(situation::report(&source, derived)));
            arrivals.insert(source.sha256, Arrival { received: source.received, origin: source.origin });
            Ok::<_, StoreError>(())
        })?;
        let reviewed =
            Reviewed::following(&mut making.kept, last.map(Snapshot::reviewed), reports, decisions);
        let version = version(name, rebuilds, &stamps, &reviewed.decisions);
        let latest = reviewed.decisions.iter().max_by_key(|d| d.id);
        let (last_decision, last_by) = (latest.map_or(0, |d| d.id), latest.map(|d| d.who.clone()));
        let pages = Pages::new(reviewed, |r| {
            Book::new(Shown::new(&r.ledger, Options::default()), &r.ids, &r.decisions)
        });
        let situation = pages.borrow_dependent().situation(name, &mut making.lines);
        let situation = Situation { version: version.clone(), ..situation };
        let mut changes = Vec::new();
        if let Some(last) = last.filter(|l| l.version != version) {
            let patch = Bytes::from(json(&Patch::between(&last.situation, &situation)));
            let known = last.changes.iter().skip((last.changes.len() + 1).saturating_sub(MOST_CHANGES));
            changes.extend(known.cloned());
            changes.push((last.version.clone(), patch));
        }
        Ok(Self {
            version,
            last_decision,
            last_by,
            reports: situation.reports.len(),
            claims: situation.claims.id.len(),
            situation,
            changes,
            json: OnceLock::new(),
            packed: OnceLock::new(),
            columns: OnceLock::new(),
            packed_columns: OnceLock::new(),
            pages,
            arrivals,
            rebuilds,
            stamps,
        })
    }

    /// The situation as JSON: written when it is first asked for, once.
    pub fn json(&self) -> Bytes {
        self.json.get_or_init(|| json(&self.situation).into()).clone()
    }

    /// What has changed since an earlier version, as a list of changes in JSON; `None` if that is not known, or more than
    /// everything.
    pub fn since(&self, version: &str) -> Option<Bytes> {
        if version == self.version {
            return Some(Bytes::from_static(b"[]"));
        }
        let at = self.changes.iter().rposition(|(from, _)| from == version)?;
        let list: Vec<&[u8]> = self.changes[at..].iter().map(|(_, change)| change.as_ref()).collect();
        let bytes: usize = list.iter().map(|change| change.len()).sum();
        (bytes <= MOST_CHANGED).then(|| [b"[", list.join(&b","[..]).as_slice(), b"]"].concat().into())
    }

    /// The situation as JSON, packed: when it is first asked for, once.
    pub fn gzip(&self) -> Bytes {
        self.packed.get_or_init(|| gzip(&self.json())).clone()
    }

    /// The situation by column as JSON, as [`Snapshot::json`].
    pub fn columns(&self) -> Bytes {
        self.columns.get_or_init(|| json(&Packed::of(&self.situation)).into()).clone()
    }

    /// The situation by column as JSON, packed.
    pub fn columns_gzip(&self) -> Bytes {
        self.packed_columns.get_or_init(|| gzip(&self.columns())).clone()
    }

    /// What the page shows of it.
    pub fn book(&self) -> &Book<'_> {
        self.pages.borrow_dependent()
    }

    /// The ledger with its decisions.
    pub fn reviewed(&self) -> &Reviewed {
        self.pages.borrow_owner()
    }

    /// The ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.reviewed().ledger
    }

    /// When a report came in, and from where.
    pub fn arrival(&self, report: usize) -> Option<&Arrival> {
        self.arrivals.get(&self.ledger().reports[report].document.source.sha256)
    }
}

/// A hash of all that a state is made of.
fn version(name: &str, rebuilds: i64, stamps: &BTreeMap<[u8; 32], i64>, decisions: &[Decision]) -> String {
    let mut all = Sha256::new();
    all.update(format!("{} {name} {rebuilds}\n", env!("CARGO_PKG_VERSION")));
    for (sha256, stamp) in stamps {
        all.update(sha256);
        all.update(stamp.to_le_bytes());
    }
    for decision in decisions {
        all.update(format!("{decision:?}\n"));
    }
    hex(&all.finalize()[..8])
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Strings, numbers and lists only: there is nothing in it that cannot be written.
    serde_json::to_vec(value).unwrap_or_default()
}

/// Packed, for a browser. Never fails on memory.
pub fn gzip(bytes: &[u8]) -> Bytes {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(3));
    let _ = out.write_all(bytes);
    out.finish().unwrap_or_default().into()
}
