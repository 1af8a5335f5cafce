//! Work on several threads whose results are wanted in order, in bounded memory: one thread takes what comes, `threads`
//! read it, the caller's thread puts it out. Whoever is ahead waits.

use std::collections::BTreeMap;
use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::pool::{self, Made};
use crate::{Models, Reader};

/// Most bytes of pieces that are on their way; one piece may always be.
const MOST_BYTES: usize = 192 << 20;

/// A piece on its way, or what was made of it, with its number and weight.
struct Piece<T>(u64, usize, T);

/// Reads all that `source` gives and hands it to `put` in the order it came. `weigh` tells how many bytes a piece holds.
pub(crate) fn run<I: Send, O: Send>(
    models: &Models,
    threads: usize,
    source: impl Iterator<Item = io::Result<I>> + Send,
    weigh: impl Fn(&I) -> usize + Sync,
    read: impl Fn(&mut Reader, I) -> O + Sync,
    mut put: impl FnMut(O) -> io::Result<()>,
) -> io::Result<()> {
    let threads = threads.max(1);
    let (to_workers, work): (SyncSender<Piece<I>>, Receiver<Piece<I>>) = sync_channel(threads * 2);
    let (to_writer, done) = sync_channel::<Made<Piece<O>>>(threads * 2);
    let gate = Gate::new(threads * 8);
    let made = |reader: &mut Reader, Piece(n, weight, item)| Piece(n, weight, read(reader, item));
    std::thread::scope(|scope| {
        let (gate, weigh) = (&gate, &weigh);
        let taking = scope.spawn(move || {
            for (n, item) in (0..).zip(source) {
                let item = item?;
                let weight = weigh(&item);
                // Closed only when the writer gave up; its error is the one to report.
                if !gate.enter(weight) || to_workers.send(Piece(n, weight, item)).is_err() {
                    break;
                }
            }
            Ok(())
        });
        pool::start(scope, models, threads, work, &to_writer, &made);
        drop(to_writer);
        // Closed however this ends, a panic too, so that nobody waits for ever.
        let (closing, done) = (Closing(gate), done);
        let mut waiting: BTreeMap<u64, (usize, O)> = BTreeMap::new();
        let mut next = 0;
        let mut written = Ok(());
        'all: while let Ok(piece) = done.recv() {
            let Piece(n, weight, item) = piece.unwrap_or_else(|panic| resume_unwind(panic));
            waiting.insert(n, (weight, item));
            while let Some((weight, item)) = waiting.remove(&next) {
                next += 1;
                written = put(item);
                gate.leave(weight);
                if written.is_err() {
                    break 'all;
                }
            }
        }
        drop(closing);
        drop(done);
        let taken = taking.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread failed")));
        written?;
        taken
    })
}

/// Lets in only so many pieces and bytes at a time.
struct Gate {
    inside: Mutex<Inside>,
    changed: Condvar,
    most: usize,
}

#[derive(Default)]
struct Inside {
    pieces: usize,
    bytes: usize,
    closed: bool,
}

impl Gate {
    fn new(most: usize) -> Self {
        Self { inside: Mutex::new(Inside::default()), changed: Condvar::new(), most }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for room. False if it was closed.
    fn enter(&self, bytes: usize) -> bool {
        let full = |i: &mut Inside| {
            !i.closed && i.pieces > 0 && (i.pieces >= self.most || i.bytes + bytes > MOST_BYTES)
        };
        let mut inside = self.changed.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        inside.pieces += 1;
        inside.bytes += bytes;
        !inside.closed
    }

    fn leave(&self, bytes: usize) {
        let mut inside = self.lock();
        inside.pieces -= 1;
        inside.bytes -= bytes;
        drop(inside);
        self.changed.notify_one();
    }
}

struct Closing<'g>(&'g Gate);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_one();
    }
}
