//! Operators that a statement has run with, kept for its next run: on a small graph making them costs as much as running
//! them.
//!
//! They are made for one state of the graph and so many threads, and fit no other. One set is kept for a plan; who comes
//! while it is out makes one of their own.

use std::sync::{Mutex, PoisonError, TryLockError};

use super::context::{Context, Operator};
use crate::graph::SnapshotMark;

/// What runs a statement.
pub(super) struct Operators {
    pub(super) root: Box<dyn Operator>,
    /// Of subquery expressions, by number.
    pub(super) subqueries: Vec<Option<Box<dyn Operator>>>,
}

impl Operators {
    /// Ready to run anew; false when something of the last run stays with them.
    pub(super) fn reset(&mut self, ctx: &mut Context) -> bool {
        self.root.reset(ctx);
        for subquery in &mut self.subqueries {
            let Some(subquery) = subquery else { return false };
            subquery.reset(ctx);
        }
        ctx.held() == 0
    }
}

/// What operators were made for.
pub(super) struct MadeFor {
    pub(super) graph: SnapshotMark,
    pub(super) threads: Option<usize>,
}

/// See the file.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<(MadeFor, Operators)>>);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

impl Kept {
    /// The operators, when they are there and fit.
    pub(super) fn take(&self, fits: impl Fn(&MadeFor) -> bool) -> Option<(MadeFor, Operators)> {
        let mut kept = match self.0.try_lock() {
            Ok(kept) => kept,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        kept.take_if(|(made_for, _)| fits(made_for))
    }

    /// Keeps operators that are ready to run.
    pub(super) fn put(&self, made_for: MadeFor, operators: Operators) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((made_for, operators));
    }
}
