//! Properties that several expressions over one batch read: they are gathered once.
//!
//! ```text
//! sum(t.amount), max(t.amount) by t.at.year, t.at.month      gathers t.amount and t.at, each once
//! ```

use std::sync::Arc;

use crate::binder::{Expr, ExprKind};
use crate::graph::KeyId;
use crate::value::Column;

/// Rows for which it is worth to keep what was read.
pub(super) const MANY: usize = 64;

/// What was read of columns of elements while it is kept.
#[derive(Default)]
pub(super) struct Reads(Option<Vec<Read>>);

struct Read {
    key: KeyId,
    elements: Arc<Column>,
    values: Arc<Column>,
}

impl Reads {
    /// Keeps what is read.
    pub(super) fn kept() -> Self {
        Self(Some(Vec::new()))
    }

    /// What was read of just this column.
    pub(super) fn find(&self, key: KeyId, elements: &Arc<Column>) -> Option<Arc<Column>> {
        let same = |read: &&Read| read.key == key && Arc::ptr_eq(&read.elements, elements);
        self.0.as_ref()?.iter().find(same).map(|read| Arc::clone(&read.values))
    }

    /// Keeps what was read, where it is wanted.
    pub(super) fn keep(&mut self, key: KeyId, elements: &Arc<Column>, values: &Arc<Column>) {
        if let Some(kept) = &mut self.0 {
            kept.push(Read { key, elements: Arc::clone(elements), values: Arc::clone(values) });
        }
    }
}

/// Whether expressions read a property of a slot more than once.
pub(super) fn reads_repeat<'a>(exprs: impl Iterator<Item = &'a Expr>) -> bool {
    let (mut reads, mut repeat) = (Vec::new(), false);
    for expr in exprs {
        expr.walk(&mut |part| {
            if let ExprKind::Property { operand, key, .. } = &part.kind
                && let Some(slot) = operand.as_slot()
            {
                repeat |= reads.contains(&(slot, *key));
                reads.push((slot, *key));
            }
        });
    }
    repeat
}
