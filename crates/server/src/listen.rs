//! Connections: how many, how slow they may be, and how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::stall::Stalling;
use crate::{App, ServeError, api};

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 2048;

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(15);

/// How long a client may take nothing of what is sent to it.
const STALL: Duration = Duration::from_mins(1);

/// How long open requests have when the server ends.
const GRACE: Duration = Duration::from_secs(5);

/// A server that runs, until it is stopped or dropped.
pub struct Running {
    at: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
    reports: usize,
    claims: usize,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.at
    }

    /// Reports and claims that it began with.
    pub fn counts(&self) -> (usize, usize) {
        (self.reports, self.claims)
    }

    /// Takes no more requests, finishes those that are open, and returns.
    pub fn stop(mut self) {
        self.end();
    }

    /// Runs until the program is interrupted, then stops.
    pub fn until_interrupted(mut self) {
        let stop = self.stop.clone();
        if let Some(thread) = self.thread.take() {
            let interrupted = std::thread::Builder::new().name("interrupt".into()).spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                if let Ok(runtime) = runtime {
                    runtime.block_on(interrupt());
                }
                let _ = stop.send(true);
            });
            drop(interrupted);
            let _ = thread.join();
        }
    }

    fn end(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Ctrl-C, or the end that a service manager asks for.
async fn interrupt() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Starts the threads that answer.
pub(crate) fn run(
    listener: std::net::TcpListener,
    at: SocketAddr,
    app: Arc<App>,
    stop: watch::Sender<bool>,
) -> Result<Running, ServeError> {
    let now = app.keeper.now();
    let (reports, claims) = (now.reports, now.claims);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.min(8))
        .max_blocking_threads(4 * cores + 8)
        .thread_name("answers")
        .enable_all()
        .build()
        .map_err(ServeError::Threads)?;
    listener.set_nonblocking(true).map_err(ServeError::Threads)?;
    let stopped = stop.subscribe();
    let thread = std::thread::Builder::new()
        .name("server".into())
        .spawn(move || {
            runtime.block_on(async move {
                match TcpListener::from_std(listener) {
                    Ok(listener) => accept(listener, app, stopped).await,
                    Err(e) => eprintln!("tidings: cannot listen: {e}"),
                }
            });
            runtime.shutdown_timeout(GRACE);
        })
        .map_err(ServeError::Threads)?;
    Ok(Running { at, stop, thread: Some(thread), reports, claims })
}

async fn accept(listener: TcpListener, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let router = api::router(app);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let open = GracefulShutdown::new();
    loop {
        let Ok(permit) = room.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|s| *s) => break,
        };
        match accepted {
            Ok((stream, from)) => connection(stream, from, &router, &open, permit),
            // No more file handles, or the client went away: others are served meanwhile.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
}

fn connection(
    stream: TcpStream,
    from: SocketAddr,
    router: &Router,
    open: &GracefulShutdown,
    permit: OwnedSemaphorePermit,
) {
    let _ = stream.set_nodelay(true);
    let service = router.clone();
    let service = tower::service_fn(move |mut request: axum::http::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        tower::Service::call(&mut service.clone(), request)
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 << 10).half_close(false);
    let io = TokioIo::new(Stalling::new(stream, STALL));
    let served = open.watch(builder.serve_connection(io, TowerToHyperService::new(service)));
    tokio::spawn(async move {
        // A connection that breaks off is the client's affair.
        let _ = served.await;
        drop(permit);
    });
}
