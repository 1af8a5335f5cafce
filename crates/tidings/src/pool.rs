//! Readers on several threads. A [`Reader`] belongs to one thread; whoever has work puts it in at one end of a channel
//! and takes what was made of it out of another.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};

use crate::{Models, Reader};

/// What came of a piece of work, or the panic that it ended in.
pub type Made<O> = thread::Result<O>;

/// Most results that are handed over at once.
const BATCH: usize = 64;

/// Starts `threads` readers that take from `work` and put in `done` until one of the ends is closed.
pub fn start<'s, I: Send + 's, O: Send + 's>(
    scope: &'s Scope<'s, '_>,
    models: &'s Models,
    threads: usize,
    work: Receiver<I>,
    done: &SyncSender<Made<O>>,
    read: &'s (impl Fn(&mut Reader, I) -> O + Sync),
) {
    let work = Arc::new(Mutex::new(work));
    for _ in 0..threads {
        let (work, done) = (work.clone(), done.clone());
        scope.spawn(move || {
            let mut reader = Reader::new(models);
            loop {
                let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(item) = next else { return };
                let made = catch_unwind(AssertUnwindSafe(|| read(&mut reader, item)));
                let broken = made.is_err();
                if done.send(made).is_err() || broken {
                    return;
                }
            }
        });
    }
}

/// Reads all that `next` gives and hands it to `put` as it is done, in no order. Both work on `context`, in the thread
/// of the caller; never more than two pieces for each thread are under way.
///
/// # Errors
/// What `next` or `put` says first.
pub fn run<C, I: Send, O: Send, E>(
    models: &Models,
    threads: usize,
    context: &mut C,
    mut next: impl FnMut(&mut C) -> Result<Option<I>, E>,
    read: impl Fn(&mut Reader, I) -> O + Sync,
    mut put: impl FnMut(&mut C, Vec<O>) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.max(1);
    thread::scope(|scope| {
        let (give, work) = sync_channel(2 * threads);
        let (made, done) = sync_channel(2 * threads);
        start(scope, models, threads, work, &made, &read);
        drop(made);
        let (mut out, mut more) = (0, true);
        loop {
            while more && out < 2 * threads {
                match next(context)? {
                    // There is room, and the readers are there as long as this end is.
                    Some(item) => out += usize::from(give.send(item).is_ok()),
                    None => more = false,
                }
            }
            if out == 0 {
                return Ok(());
            }
            let ready: Vec<O> = done
                .recv()
                .into_iter()
                .chain(done.try_iter().take(BATCH - 1))
                .map(|made| made.unwrap_or_else(|panic| resume_unwind(panic)))
                .collect();
            out -= ready.len();
            put(context, ready)?;
        }
    })
}
