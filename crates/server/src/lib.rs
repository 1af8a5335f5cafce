//! Serves one ledger to browsers: JSON under /api/v1, events as they happen, and the built page.
//!
//! | module | what it does |
//! | --- | --- |
//! | `snapshot` | one whole state of the ledger, ready to be read |
//! | `keeper` | the thread that builds the next one when the file has changed |
//! | `api` | who answers what |
//! | `decide` | what an analyst asks for, as a decision |
//! | `upload` | reports that are handed in, read one after the other |
//! | `explain` | why a claim is what it is, with the models |
//! | `events` | what is told to every open page |
//! | `guard` | who may ask at all: hosts, origins, tokens, roles, headers |
//! | `tokens` | the file of tokens |
//! | `assets` | the built page, inside the binary |
//! | `listen` | connections, their limits, and the end |
//! | `problem` | errors |
//!
//! Readers never wait for writers: they read the last whole snapshot. What takes time (a query, an export, an
//! explanation) runs on a bounded number of threads beside those that answer.

mod api;
mod assets;
mod clock;
mod decide;
mod events;
mod explain;
mod guard;
mod keeper;
mod listen;
mod problem;
mod rate;
mod snapshot;
mod stall;
mod tokens;
mod upload;
mod work;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tidings::store::{Store, StoreError};
use tokio::sync::{broadcast, watch};

pub use assets::is_built;
pub use listen::Running;
pub use tokens::TokensError;

use explain::Library;
use guard::Guard;
use keeper::Keeper;
use tokens::Tokens;
use upload::Uploads;
use work::Work;

/// Events that a slow page may be behind before it is told only the present state.
const HEARD: usize = 256;

/// What is served, and to whom.
#[derive(Debug, Clone)]
pub struct Options {
    /// The ledger file.
    pub ledger: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Who may: needed beyond the loopback.
    pub tokens: Option<PathBuf>,
    /// Names, besides addresses and `localhost`, under which the server is reached.
    pub hosts: Vec<String>,
    /// Folder of the language model.
    pub model: PathBuf,
    /// File of the gazetteer.
    pub gazetteer: PathBuf,
    /// Threads that read reports.
    pub threads: usize,
}

/// The server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The ledger.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The tokens.
    #[error(transparent)]
    Tokens(#[from] TokensError),
    /// Everybody could read it.
    #[error(
        "{0} can be reached from other machines, so a token must be asked for: give a file of them with --tokens \
         (each line: token, reader or reviewer, name)"
    )]
    Open(SocketAddr),
    /// Somebody else listens there.
    #[error("port {} is taken: give another with --port, or --port 0 for any that is free", .0.port())]
    Taken(SocketAddr),
    /// Listening is not possible.
    #[error("cannot listen on {at}: {source}")]
    Listen {
        /// Where.
        at: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// No threads.
    #[error("cannot start: {0}")]
    Threads(std::io::Error),
}

/// What every answer is made from.
pub(crate) struct App {
    /// The file, for decisions: one at a time.
    store: Mutex<Option<Store>>,
    /// Why nothing can be written, if so.
    read_only: Option<String>,
    keeper: Keeper,
    events: broadcast::Sender<events::Event>,
    uploads: Uploads,
    library: Arc<Library>,
    guard: Guard,
    work: Work,
    stopping: watch::Receiver<bool>,
    /// Name of the ledger, for files that are saved.
    name: String,
}

impl App {
    /// The present state, as an event.
    fn present(&self) -> events::Event {
        let now = self.keeper.now();
        events::Event::Changed { version: now.version.clone(), last_decision: now.last_decision, by: None }
    }
}

/// Starts to serve; the ledger has been read when this returns.
///
/// # Errors
/// [`ServeError`] says what is in the way and what helps.
pub fn start(options: Options) -> Result<Running, ServeError> {
    let tokens = options.tokens.as_deref().map(Tokens::read).transpose()?;
    if tokens.is_none() && !options.listen.ip().is_loopback() {
        return Err(ServeError::Open(options.listen));
    }
    let listener = std::net::TcpListener::bind(options.listen).map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => ServeError::Taken(options.listen),
        _ => ServeError::Listen { at: options.listen, source },
    })?;
    let at = listener.local_addr().map_err(|source| ServeError::Listen { at: options.listen, source })?;
    let file = tidings::store::shown(&options.ledger);
    let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (events, _) = broadcast::channel(HEARD);
    let (stop, stopping) = watch::channel(false);
    let (store, read_only) = match Store::open(&options.ledger) {
        Ok(store) => (Some(store), None),
        Err(e @ StoreError::ReadOnly(_)) => (None, Some(e.to_string())),
        Err(e) => return Err(e.into()),
    };
    let keeper = Keeper::start(options.ledger.clone(), file.clone(), events.clone())?;
    let library = Library::open(options.model, options.gazetteer);
    let uploads = Uploads::start(options.ledger, library.clone(), options.threads, events.clone());
    let app = App {
        store: Mutex::new(store),
        read_only,
        keeper,
        events,
        uploads,
        library,
        guard: Guard::new(at, tokens, options.hosts),
        work: Work::new(),
        stopping,
        name: file,
    };
    listen::run(listener, at, Arc::new(app), stop)
}
