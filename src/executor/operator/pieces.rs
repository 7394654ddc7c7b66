//! One source of rows for several threads: each takes a piece and sends it through operators of its own.
//!
//! Work begins on the thread that asks. Only when it has lasted a while do others join, so a short statement pays nothing
//! for them. Pieces are numbered in the order of the source; what is made of a piece does not depend on who took it.
//!
//! ```text
//! source ──┬─ piece 0, 2, 3 ─→ operators ─→ result of thread 0
//!          └─ piece 1, 4    ─→ operators ─→ result of thread 1
//! ```

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator, Replica};

/// So many rows are the first piece, where nothing is known of an earlier run.
const FIRST_ROWS: usize = 16;
/// Pieces for several threads are at most so many rows of the source, where the work is long.
const PIECE_ROWS: usize = 256;
/// A batch of the source gives each thread at least so many pieces, where it has the rows.
const PIECES_A_THREAD: usize = 8;
/// A piece taken before other threads join has at most so many times the rows that were done before.
const GROWTH: u128 = 64;
/// What a piece should last at least, where the rows allow.
const SHORTEST: Duration = Duration::from_micros(100);
/// So many pieces, as long as the next, were done before at least: the longer the work lasts, the longer are its pieces.
const PIECES: u32 = 16;
/// What work lasts before other threads join.
pub(super) const SOON: Duration = Duration::from_micros(300);
/// The same for work that is mostly short, because few rows come to it.
pub(super) const LATE: Duration = Duration::from_millis(2);

/// Where rows come from.
pub(in crate::executor) enum Input {
    /// An operator.
    Whole(Box<dyn Operator>),
    /// Pieces of a source, each through operators that may be there several times.
    Shared(Shared),
}

impl Input {
    pub(super) fn reset(&mut self, ctx: &mut Context) {
        match self {
            Self::Whole(input) => input.reset(ctx),
            Self::Shared(shared) => shared.reset(ctx),
        }
    }
}

/// See the file.
pub(in crate::executor) struct Shared {
    pieces: Pieces,
    pipeline: Box<dyn Operator>,
    replica: Replica,
    // The rows of the last run, where one thread was soon done with all of them.
    soon_done: usize,
}

/// A source, cut into pieces.
struct Pieces {
    source: Box<dyn Operator>,
    batch: Batch,
    at: usize,
    number: u32,
}

impl Pieces {
    /// The next piece and its number: so many rows where the batch of the source has them left, and no fewer than give
    /// each of `threads` its share of the batch.
    fn next(&mut self, rows: usize, threads: usize, ctx: &mut Context) -> Result<Option<(u32, Batch)>> {
        while self.at >= self.batch.len() {
            let Some(batch) = self.source.next(ctx)? else { return Ok(None) };
            (self.batch, self.at) = (batch, 0);
        }
        let share = match threads {
            0 | 1 => rows,
            _ => (self.batch.len() / (threads * PIECES_A_THREAD)).clamp(1, PIECE_ROWS).max(rows),
        };
        let to = self.batch.len().min(self.at.saturating_add(share));
        let piece = self.batch.slice(self.at, to);
        self.at = to;
        self.number += 1;
        Ok(Some((self.number - 1, piece)))
    }
}

impl Shared {
    /// `pipeline` gives the rows for those of `source`, which will stand in the context as the argument; `replica` makes
    /// the like for another thread.
    pub(in crate::executor) fn new(source: Box<dyn Operator>, pipeline: Box<dyn Operator>, replica: Replica) -> Self {
        let pieces = Pieces { source, batch: Batch::new(0, 0), at: 0, number: 0 };
        Self { pieces, pipeline, replica, soon_done: 0 }
    }

    /// Sends all pieces through `work`, which collects into what `start` makes; one result a thread. Other threads join as
    /// soon as it has lasted for as long as `alone` says, seeing what was collected until then.
    pub(super) fn run<T: Send>(
        &mut self,
        alone: impl Fn(&T) -> Duration,
        ctx: &mut Context,
        start: impl Fn() -> Result<T> + Sync,
        work: impl Fn(&mut T, &mut dyn Operator, u32, &mut Context) -> Result<()> + Sync,
    ) -> Result<Vec<T>> {
        let mut own = start()?;
        // What the source takes for its rows is its own affair: it may have threads itself.
        let mut elapsed = Duration::ZERO;
        // What was short the last time is taken at once, because each piece costs a run of the operators; but not so much
        // that other threads have nothing left when it is long this time.
        let (mut done, mut rows) = (0, self.soon_done.clamp(FIRST_ROWS, PIECE_ROWS));
        self.soon_done = 0;
        while let Some((number, piece)) = self.pieces.next(rows, 1, ctx)? {
            done += piece.len();
            let begun = Instant::now();
            through(&mut *self.pipeline, piece, ctx, |pipeline, ctx| work(&mut own, pipeline, number, ctx))?;
            elapsed += begun.elapsed();
            let alone = alone(&own);
            let threads = if elapsed > alone { ctx.limits.threads() } else { 1 };
            if threads > 1 {
                // A piece is to last longer than handing it out.
                let rows = rows_of(SHORTEST, done, elapsed);
                let mut all = self.together((threads, rows), ctx, &start, &work)?;
                all.insert(0, own);
                return Ok(all);
            }
            // The next has what the time left suffices for, as it went so far.
            let pace = (alone.as_nanos() / elapsed.as_nanos().max(1)).clamp(1, GROWTH) as usize;
            rows = done * (pace - 1).max(1);
            self.soon_done = if pace > 1 { done } else { 0 };
        }
        Ok(vec![own])
    }

    /// The rest of the pieces, of at least so many rows each, by several threads.
    fn together<T: Send>(
        &mut self,
        (threads, rows): (usize, usize),
        ctx: &mut Context,
        start: &(impl Fn() -> Result<T> + Sync),
        work: &(impl Fn(&mut T, &mut dyn Operator, u32, &mut Context) -> Result<()> + Sync),
    ) -> Result<Vec<T>> {
        let missing = || Diagnostic::internal("a statement that writes was shared among threads");
        let workers: Vec<Context> = (0..threads).map(|_| ctx.worker().ok_or_else(missing)).collect::<Result<_>>()?;
        let (replica, source) = (&self.replica, Mutex::new((&mut self.pieces, ctx)));
        // What a piece was worth when it was the last, whoever had it.
        let (rows, started) = (AtomicUsize::new(rows), Instant::now());
        let next = || {
            let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
            let (pieces, ctx) = &mut *source;
            pieces.next(rows.load(Ordering::Relaxed), threads, ctx)
        };
        let one = |mut ctx: Context| -> Result<T> {
            let mut pipeline = replica(&mut ctx)?;
            let mut result = start()?;
            while let Some((number, piece)) = next()? {
                let (len, begun) = (piece.len(), Instant::now());
                through(&mut *pipeline, piece, &mut ctx, |pipeline, ctx| work(&mut result, pipeline, number, ctx))?;
                let wanted = SHORTEST.max(started.elapsed() / PIECES);
                rows.store(rows_of(wanted, len, begun.elapsed()), Ordering::Relaxed);
            }
            Ok(result)
        };
        // Threads of their own: the source may itself wait for a pool.
        std::thread::scope(|scope| {
            let one = &one;
            let threads: Vec<_> = workers.into_iter().map(|ctx| scope.spawn(move || one(ctx))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        })
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.pieces.source.reset(ctx);
        self.pipeline.reset(ctx);
        self.pieces.batch = Batch::new(0, 0);
        self.pieces.at = 0;
        self.pieces.number = 0;
    }
}

/// How many rows take so long, when `done` took `elapsed`.
fn rows_of(time: Duration, done: usize, elapsed: Duration) -> usize {
    done * time.as_nanos() as usize / elapsed.as_nanos().max(1) as usize
}

/// Does `work` while `piece` is the argument that the leaf of `pipeline` gives.
fn through(
    pipeline: &mut dyn Operator,
    piece: Batch,
    ctx: &mut Context,
    work: impl FnOnce(&mut dyn Operator, &mut Context) -> Result<()>,
) -> Result<()> {
    pipeline.reset(ctx);
    let before = std::mem::replace(&mut ctx.argument, piece);
    let done = work(pipeline, ctx);
    ctx.argument = before;
    done
}
