//! What is told to every open page as it happens.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::App;

/// Comments that keep the line open.
const KEEP: Duration = Duration::from_secs(15);

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The situation is another.
    Changed {
        /// Its version.
        version: String,
        /// Its last decision.
        last_decision: u64,
        /// Who made that, if it is new.
        by: Option<String>,
    },
    /// An upload went on.
    Job(Job),
}

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Its number.
    pub id: String,
    /// What the reports are called.
    pub name: String,
    /// How far it is.
    pub state: JobState,
    /// What came of it.
    pub outcome: Option<String>,
}

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Others come first.
    Waiting,
    /// It is being read.
    Reading,
    /// It is in the ledger.
    Done,
    /// It is not.
    Failed,
}

#[derive(Serialize)]
struct Changed<'a> {
    version: &'a str,
    last_decision: u64,
    by: Option<&'a str>,
}

impl Event {
    fn sent(&self) -> Sent {
        let (name, data) = match self {
            Event::Changed { version, last_decision, by } => {
                let data = Changed { version, last_decision: *last_decision, by: by.as_deref() };
                ("changed", serde_json::to_string(&data))
            }
            Event::Job(job) => ("job", serde_json::to_string(job)),
        };
        Sent::default().event(name).data(data.unwrap_or_default())
    }
}

/// `GET /api/v1/events`. It begins with the present state, so that a page that was cut off knows at once whether it
/// has missed anything.
pub async fn stream(State(app): State<Arc<App>>) -> Response {
    let heard = app.events.subscribe();
    let stop = app.stopping.clone();
    let first = stream::iter([Ok(app.present().sent())]);
    let rest = told(app, heard);
    let stopped = async move {
        let mut stop = stop;
        let _ = stop.wait_for(|s| *s).await;
    };
    let all = first.chain(rest).take_until(Box::pin(stopped));
    Sse::new(all).keep_alive(KeepAlive::new().interval(KEEP)).into_response()
}

fn told(app: Arc<App>, heard: broadcast::Receiver<Event>) -> impl Stream<Item = Result<Sent, Infallible>> {
    BroadcastStream::new(heard).map(move |event| {
        Ok(match event {
            Ok(event) => event.sent(),
            // Too slow to hear everything: the present state is what matters of it.
            Err(BroadcastStreamRecvError::Lagged(_)) => app.present().sent(),
        })
    })
}
