//! One source of rows for several threads: each takes a piece and sends it through operators of its own.
//!
//! Work begins on the thread that asks. Only when it has lasted a while do others join, so a short statement pays nothing
//! for them. Pieces are numbered in the order of the source; what is made of a piece does not depend on who took it.
//!
//! ```text
//! source ──┬─ piece 0, 2, 3 ─→ operators ─→ result of thread 0
//!          └─ piece 1, 4    ─→ operators ─→ result of thread 1
//! ```

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::threads::{contexts, on_threads};
use crate::diagnostic::Result;
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

/// What is known of the work by what it has made so far.
pub(super) struct Progress {
    /// Other threads join when it has lasted for so long.
    pub(super) alone: Duration,
    /// Rows that came of the pieces.
    pub(super) rows: usize,
    /// Bytes that are held for what was made.
    pub(super) held: usize,
    pub(super) change: Change,
}

impl Progress {
    /// Of work that is done in one way, whatever comes.
    pub(super) fn steady(alone: Duration) -> Self {
        Self { alone, rows: 0, held: 0, change: Change::Never }
    }
}

/// Whether several threads make something of another kind instead, anew from the pieces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Never,
    /// What has come so far does not tell.
    Perhaps,
    Now,
}

/// Pieces of which something has been made that may have to be made in another way.
#[derive(Default)]
struct Kept {
    pieces: VecDeque<(u32, Batch)>,
    rows: usize,
}

impl Kept {
    /// Keeps a piece if anything came of it; none is left where nothing is to change.
    fn look(own: &mut Option<Self>, piece: Option<(u32, Batch)>, progress: &Progress) {
        if progress.change == Change::Never {
            *own = None;
        }
        if let (Some(kept), Some(piece)) = (own, piece)
            && progress.rows > kept.rows
        {
            kept.rows = progress.rows;
            kept.pieces.push_back(piece);
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
    // Pieces that are given once more.
    again: VecDeque<(u32, Batch)>,
}

impl Pieces {
    /// The next piece and its number: so many rows where the batch of the source has them left, and no fewer than give
    /// each of `threads` its share of the batch.
    fn next(&mut self, rows: usize, threads: usize, ctx: &mut Context) -> Result<Option<(u32, Batch)>> {
        if let Some(piece) = self.again.pop_front() {
            return Ok(Some(piece));
        }
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
        let pieces = Pieces { source, batch: Batch::new(0, 0), at: 0, number: 0, again: VecDeque::new() };
        Self { pieces, pipeline, replica, soon_done: 0 }
    }

    /// Sends all pieces through `work`, which collects into what `start` makes; one result a thread. Other threads join as
    /// soon as `progress` says, seeing what was collected until then; `start` is told whether it is of the other kind.
    pub(super) fn run<T: Send>(
        &mut self,
        progress: impl Fn(&T) -> Progress + Sync,
        ctx: &mut Context,
        start: impl Fn(bool) -> Result<T> + Sync,
        work: impl Fn(&mut T, &mut dyn Operator, u32, &mut Context) -> Result<()> + Sync,
    ) -> Result<Vec<T>> {
        let mut own = start(false)?;
        // What the source takes for its rows is its own affair: it may have threads itself.
        let mut elapsed = Duration::ZERO;
        // What was short the last time is taken at once, because each piece costs a run of the operators; but not so much
        // that other threads have nothing left when it is long this time.
        let (mut done, mut rows) = (0, self.soon_done.clamp(FIRST_ROWS, PIECE_ROWS));
        let may_change = std::mem::take(&mut self.soon_done) == 0 && ctx.limits.threads() > 1;
        let mut kept = (may_change && progress(&own).change != Change::Never).then(Kept::default);
        while let Some((number, piece)) = self.pieces.next(rows, 1, ctx)? {
            done += piece.len();
            let again = kept.is_some().then(|| (number, piece.clone()));
            let begun = Instant::now();
            through(&mut *self.pipeline, piece, ctx, |pipeline, ctx| work(&mut own, pipeline, number, ctx))?;
            elapsed += begun.elapsed();
            let now = progress(&own);
            Kept::look(&mut kept, again, &now);
            let joins = elapsed > now.alone || kept.is_some() && now.change == Change::Now && elapsed > SOON;
            let threads = if joins { ctx.limits.threads() } else { 1 };
            if threads > 1 {
                // A piece is to last longer than handing it out.
                let rows = rows_of(SHORTEST, done, elapsed);
                let team = Team { threads, rows, progress: &progress, start: &start, work: &work };
                // What may have to be made in another way is left to those who join.
                let own = if let Some(kept) = kept {
                    self.pieces.again = kept.pieces;
                    ctx.release(now.held);
                    None
                } else {
                    Some(own)
                };
                let mut all = self.together(&team, now.change == Change::Now && own.is_none(), ctx)?;
                all.splice(..0, own);
                return Ok(all);
            }
            // The next has what the time left suffices for, as it went so far.
            let pace = (now.alone.as_nanos() / elapsed.as_nanos().max(1)).clamp(1, GROWTH) as usize;
            rows = done * (pace - 1).max(1);
            self.soon_done = if pace > 1 { done } else { 0 };
        }
        Ok(vec![own])
    }

    /// The rest of the pieces by several threads, which make what is of the other kind if they are told `other`, or where
    /// they find that they should.
    fn together<T, P, S, W>(&mut self, team: &Team<P, S, W>, other: bool, ctx: &mut Context) -> Result<Vec<T>>
    where
        T: Send,
        P: Fn(&T) -> Progress + Sync,
        S: Fn(bool) -> Result<T> + Sync,
        W: Fn(&mut T, &mut dyn Operator, u32, &mut Context) -> Result<()> + Sync,
    {
        let workers = contexts(team.threads, ctx)?;
        let (replica, source) = (&self.replica, Mutex::new((&mut self.pieces, &mut *ctx)));
        // What a piece was worth when it was the last, whoever had it.
        let (rows, started) = (AtomicUsize::new(team.rows), Instant::now());
        let next = || {
            let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
            let (pieces, ctx) = &mut *source;
            pieces.next(rows.load(Ordering::Relaxed), team.threads, ctx)
        };
        let one = |mut ctx: Context| -> Result<(T, Option<Kept>)> {
            let mut pipeline = replica(&mut ctx)?;
            let mut result = (team.start)(other)?;
            let mut kept = (!other && (team.progress)(&result).change != Change::Never).then(Kept::default);
            while let Some((number, piece)) = next()? {
                let (len, begun) = (piece.len(), Instant::now());
                let again = kept.is_some().then(|| (number, piece.clone()));
                through(&mut *pipeline, piece, &mut ctx, |pipeline, ctx| {
                    (team.work)(&mut result, pipeline, number, ctx)
                })?;
                let wanted = SHORTEST.max(started.elapsed() / PIECES);
                rows.store(rows_of(wanted, len, begun.elapsed()), Ordering::Relaxed);
                if kept.is_none() {
                    continue;
                }
                let now = (team.progress)(&result);
                Kept::look(&mut kept, again, &now);
                if let Some(kept) = kept.take_if(|_| now.change == Change::Now) {
                    result = team.other(result, kept, &mut *pipeline, &mut ctx)?;
                }
            }
            Ok((result, kept))
        };
        let done = on_threads(workers.into_iter(), one)?;
        // Whoever had too little to tell does as the others did.
        let changed = done.iter().any(|(result, _)| (team.progress)(result).change == Change::Now);
        let mut all = Vec::with_capacity(done.len());
        for (result, kept) in done {
            all.push(match kept.filter(|_| changed) {
                Some(kept) => team.other(result, kept, &mut *self.pipeline, ctx)?,
                None => result,
            });
        }
        Ok(all)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.pieces.source.reset(ctx);
        self.pipeline.reset(ctx);
        self.pieces.batch = Batch::new(0, 0);
        self.pieces.at = 0;
        self.pieces.number = 0;
        self.pieces.again.clear();
    }
}

/// What several threads do.
struct Team<'t, P, S, W> {
    threads: usize,
    // Of the first pieces.
    rows: usize,
    progress: &'t P,
    start: &'t S,
    work: &'t W,
}

impl<P, S, W> Team<'_, P, S, W> {
    /// What comes of pieces in the other way; what they had become is given up.
    fn other<T>(&self, made: T, kept: Kept, pipeline: &mut dyn Operator, ctx: &mut Context) -> Result<T>
    where
        P: Fn(&T) -> Progress,
        S: Fn(bool) -> Result<T>,
        W: Fn(&mut T, &mut dyn Operator, u32, &mut Context) -> Result<()>,
    {
        ctx.release((self.progress)(&made).held);
        drop(made);
        let mut result = (self.start)(true)?;
        for (number, piece) in kept.pieces {
            through(pipeline, piece, ctx, |pipeline, ctx| (self.work)(&mut result, pipeline, number, ctx))?;
        }
        Ok(result)
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
