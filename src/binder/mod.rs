//! Syntax tree and catalog to bound query: every name becomes a slot or an id, every rule of meaning is checked.

mod expr;

pub(crate) use expr::{Expr, ExprKind, LabelTest, MapProjectionItem, Slot, SubqueryId};
