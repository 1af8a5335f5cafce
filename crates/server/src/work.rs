//! What takes time runs beside the threads that answer, and only so much of it at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::problem::Problem;

/// How long a piece of work waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// Turns for work.
pub struct Work {
    light: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
}

impl Work {
    /// As much at once as there are cores.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            // No more than there are cores: the thread that works out the next state must come to its turn.
            light: Arc::new(Semaphore::new(cores)),
            heavy: Arc::new(Semaphore::new(cores.div_ceil(2))),
        }
    }

    /// Something that takes milliseconds.
    pub async fn light<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        run(&self.light, job).await
    }

    /// Something that may take seconds.
    pub async fn heavy<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        run(&self.heavy, job).await
    }
}

async fn run<T: Send + 'static>(
    turns: &Arc<Semaphore>,
    job: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let turn = tokio::time::timeout(PATIENCE, turns.clone().acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        return Err(Problem::busy("too many requests are being worked on").advice("Try again in a moment."));
    };
    // The turn goes with the work: who goes away while it runs makes no room for more.
    let work = tokio::task::spawn_blocking(move || {
        let done = job();
        drop(turn);
        done
    });
    work.await.unwrap_or_else(|_| Err(Problem::defect("the request could not be worked on")))
}
