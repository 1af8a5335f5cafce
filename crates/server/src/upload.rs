//! Reports that are handed in: a bounded queue, read one after the other on one thread, each on disk before it is
//! called done.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tidings::situation::{self, Counts};
use tidings::store::{Given, Store};
use tokio::sync::{Semaphore, broadcast};

use crate::events::{Event, Job, JobState};
use crate::explain::Library;
use crate::problem::Problem;

/// Most bytes of one upload.
pub const MOST_BYTES: usize = 100 << 20;

/// Uploads that wait.
const QUEUE: usize = 256;

/// Bytes that wait.
const QUEUE_BYTES: usize = 512 << 20;

/// Bodies that are taken in at once.
const BODIES: usize = 4;

/// Jobs that are remembered.
const REMEMBERED: usize = 1000;

/// The queue, and what became of what was in it.
pub struct Uploads {
    give: SyncSender<(Job, Upload)>,
    jobs: Arc<Jobs>,
    next: AtomicU64,
    waiting: Arc<AtomicUsize>,
    /// Turns for taking in a body.
    pub bodies: Arc<Semaphore>,
}

/// What was handed in.
pub struct Upload {
    /// Name of the report.
    pub name: String,
    /// What was said of it.
    pub given: Given,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Who handed it in.
    pub who: Option<String>,
}

struct Jobs {
    list: Mutex<VecDeque<Job>>,
    events: broadcast::Sender<Event>,
}

impl Uploads {
    /// Starts the thread that reads. It ends when this is dropped and the queue is read.
    pub fn start(
        ledger: PathBuf,
        library: Arc<Library>,
        threads: usize,
        events: broadcast::Sender<Event>,
    ) -> Self {
        let (give, take) = sync_channel(QUEUE);
        let jobs = Arc::new(Jobs { list: Mutex::new(VecDeque::new()), events });
        let waiting = Arc::new(AtomicUsize::new(0));
        let reading = Reading { ledger, library, threads, jobs: jobs.clone(), waiting: waiting.clone() };
        // Without the thread the queue has no other end, and who hands something in is told.
        let _ = std::thread::Builder::new().name("reader".into()).spawn(move || reading.run(&take));
        Self { give, jobs, next: AtomicU64::new(1), waiting, bodies: Arc::new(Semaphore::new(BODIES)) }
    }

    /// Puts a report in the queue.
    ///
    /// # Errors
    /// The queue is full.
    pub fn put(&self, upload: Upload) -> Result<Job, Problem> {
        let full =
            || Problem::busy("too many reports wait to be read").advice("Hand this one in again later.");
        let bytes = upload.bytes.len();
        if self.waiting.fetch_add(bytes, Ordering::Relaxed) > QUEUE_BYTES {
            self.waiting.fetch_sub(bytes, Ordering::Relaxed);
            return Err(full());
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed).to_string();
        let job = Job { id, name: upload.name.clone(), state: JobState::Waiting, outcome: None };
        self.jobs.tell(job.clone());
        match self.give.try_send((job.clone(), upload)) {
            Ok(()) => Ok(job),
            Err(e) => {
                self.waiting.fetch_sub(bytes, Ordering::Relaxed);
                let what = match e {
                    TrySendError::Full(_) => "too many reports wait",
                    TrySendError::Disconnected(_) => "nothing is read any more",
                };
                self.jobs.end(job, JobState::Failed, what);
                Err(full())
            }
        }
    }

    /// What became of a job.
    pub fn job(&self, id: &str) -> Option<Job> {
        self.jobs.lock().iter().find(|j| j.id == id).cloned()
    }
}

impl Jobs {
    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Job>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, job: Job) {
        let mut list = self.lock();
        match list.iter_mut().find(|j| j.id == job.id) {
            Some(known) => *known = job.clone(),
            None => list.push_back(job.clone()),
        }
        while list.len() > REMEMBERED {
            list.pop_front();
        }
        drop(list);
        let _ = self.events.send(Event::Job(job));
    }

    fn end(&self, job: Job, state: JobState, outcome: &str) {
        self.tell(Job { state, outcome: Some(outcome.to_string()), ..job });
    }
}

struct Reading {
    ledger: PathBuf,
    library: Arc<Library>,
    threads: usize,
    jobs: Arc<Jobs>,
    waiting: Arc<AtomicUsize>,
}

impl Reading {
    fn run(self, take: &Receiver<(Job, Upload)>) {
        while let Ok((job, upload)) = take.recv() {
            let bytes = upload.bytes.len();
            self.jobs.tell(Job { state: JobState::Reading, ..job.clone() });
            match self.add(upload) {
                Ok(outcome) => self.jobs.end(job, JobState::Done, &outcome),
                Err(what) => self.jobs.end(job, JobState::Failed, &what),
            }
            self.waiting.fetch_sub(bytes, Ordering::Relaxed);
        }
    }

    fn add(&self, upload: Upload) -> Result<String, String> {
        let models = self.library.models()?;
        let mut store = Store::open(&self.ledger).map_err(|e| e.to_string())?;
        let Upload { name, given, bytes, who } = upload;
        let origin = match who {
            Some(who) => format!("handed in by {who}"),
            None => "handed in on the page".into(),
        };
        let mut bad = 0;
        let received = crate::clock::now();
        let sources = situation::sources(bytes, &name, &origin, &given, &received, |_, _| bad += 1);
        if sources.is_empty() {
            return Err("there is no report in it".into());
        }
        let counts = situation::add(&mut store, models, sources, self.threads, |_, _| ())
            .map_err(|e| e.to_string())?;
        Ok(outcome(counts, bad))
    }
}

/// "new", or for several reports "12 new, 3 known".
fn outcome(counts: Counts, bad: usize) -> String {
    let all = [(counts.new, "new"), (counts.again, "again"), (counts.known, "known"), (bad, "not readable")];
    let some: Vec<&(usize, &str)> = all.iter().filter(|(n, _)| *n > 0).collect();
    match some[..] {
        [(1, what)] => (*what).to_string(),
        _ => some.iter().map(|(n, what)| format!("{n} {what}")).collect::<Vec<_>>().join(", "),
    }
}
