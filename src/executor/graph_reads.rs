//! Whether what an operator does depends on the graph, and not on the values of its rows alone.
//!
//! `CALL { … } IN TRANSACTIONS` gives its rows on while later transactions are still to come, unless something above it
//! would see the difference.

use super::liveness::exprs;
use crate::binder::{Expr, ExprKind, MapProjectionItem};
use crate::planner::{Op, Plan, PlannedStatement};
use crate::value::Type;

/// Whether an operator over `plan`, on the way from the root of its statement down the inputs, depends on the graph.
pub(super) fn read_above(plan: &Op, statement: &PlannedStatement) -> bool {
    let mut at = &statement.root;
    while !std::ptr::eq(&raw const at.op, plan) {
        if own_reads(at) {
            return true;
        }
        let Some(input) = at.children().into_iter().next() else { return true };
        at = input;
    }
    false
}

/// Whether the operator itself depends on the graph, as far as is known.
fn own_reads(plan: &Plan) -> bool {
    match &plan.op {
        Op::Discard { .. } | Op::Limit { .. } | Op::Skip { .. } | Op::Distinct { .. } | Op::Argument => false,
        Op::Project { .. } | Op::Filter { .. } | Op::Aggregate { .. } | Op::Sort { .. } | Op::Unwind { .. } => {
            exprs(&plan.op).into_iter().any(expr_reads)
        }
        Op::LoadCsv { .. } => exprs(&plan.op).into_iter().any(expr_reads),
        _ => true,
    }
}

/// Whether the value of an expression may depend on the graph.
fn expr_reads(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |part| {
        reads |= match &part.kind {
            ExprKind::HasLabels(..) | ExprKind::Subquery(_) | ExprKind::Path { .. } => true,
            ExprKind::Property { operand, .. } | ExprKind::Index(operand, _) => may_hold_elements(&operand.ty),
            ExprKind::MapProjection { base, items } => {
                let all = items.iter().any(|item| matches!(item, MapProjectionItem::AllProperties));
                all && may_hold_elements(&base.ty)
            }
            ExprKind::Function { arguments, .. } => arguments.iter().any(|argument| may_hold_elements(&argument.ty)),
            _ => false,
        };
    });
    reads
}

/// Whether a value of this type may be or hold a node or relationship whose contents could be asked for.
fn may_hold_elements(ty: &Type) -> bool {
    match ty {
        Type::List(element) => may_hold_elements(element),
        Type::Any | Type::Node | Type::Relationship | Type::Path => true,
        _ => false,
    }
}
