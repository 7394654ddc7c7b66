//! Which slots an expression reads from its row.

use rustc_hash::FxHashSet;

use crate::binder::{BoundSubquery, Expr, ExprKind, Slot};

/// The slots of outer queries that each subquery expression reads, by subquery number.
pub(crate) type SubqueryUses = Vec<Vec<Slot>>;

/// The uses of every subquery of a statement.
pub(crate) fn subquery_uses(subqueries: &[BoundSubquery]) -> SubqueryUses {
    subqueries.iter().map(|subquery| subquery.uses.clone()).collect()
}

/// The slots that `expr` reads; those of its own comprehensions do not count.
pub(crate) fn read_slots(expr: &Expr, uses: &SubqueryUses) -> FxHashSet<Slot> {
    let mut read = FxHashSet::default();
    let mut own = Vec::new();
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Slot(slot) => {
            read.insert(*slot);
        }
        ExprKind::Path { start, steps } => {
            read.insert(*start);
            read.extend(steps);
        }
        ExprKind::Subquery(id) => read.extend(uses.get(id.0 as usize).into_iter().flatten()),
        ExprKind::ListComprehension { slot, .. } | ExprKind::Quantifier { slot, .. } => own.push(*slot),
        ExprKind::Reduce { accumulator, slot, .. } => own.extend([*accumulator, *slot]),
        _ => {}
    });
    for slot in own {
        read.remove(&slot);
    }
    read
}
